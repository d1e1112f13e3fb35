//! Placeholders in steps and tables, such as `{patient}`, `{S256 of {letters 42}}` or `{redirect uri encoded}`.

use super::{Bearer, World};
use crate::oauth::challenge;
use crate::outcome::{StepEnd, StepResult};
use crate::rng::random_word;
use crate::target::{AppRole, MemberRole};

impl World {
    /// The text with its placeholders replaced; braces around anything else stay.
    pub(crate) async fn text(&self, text: &str) -> StepResult<String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            let Some(close) = matching(&rest[open..]) else {
                out.push_str(&rest[open..]);
                return Ok(out);
            };
            let inner = &rest[open + 1..open + close];
            let inner = if inner.contains('{') {
                Box::pin(self.text(inner)).await?
            } else {
                inner.to_owned()
            };
            match self.value(&inner).await? {
                Some(value) => out.push_str(&value),
                None => {
                    out.push('{');
                    out.push_str(&inner);
                    out.push('}');
                }
            }
            rest = &rest[open + close + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }

    async fn value(&self, name: &str) -> StepResult<Option<String>> {
        if let Some(name) = name.strip_suffix(" encoded") {
            let value = Box::pin(self.value(name)).await?;
            return Ok(
                value.map(|value| form_urlencoded::byte_serialize(value.as_bytes()).collect())
            );
        }
        if let Some(text) = name.strip_prefix("S256 of ") {
            return Ok(Some(challenge(text)));
        }
        if let Some(text) = name.strip_prefix("S256 in capitals of ") {
            return Ok(Some(challenge(text).to_uppercase()));
        }
        if let Some(count) = name.strip_prefix("letters ") {
            return Ok(count
                .parse::<usize>()
                .ok()
                .map(|count| "a".repeat(count.min(1 << 20))));
        }
        let held = |held: &Option<String>| {
            held.clone()
                .ok_or_else(|| StepEnd::error(format!("the scenario has no {name} yet")))
        };
        let authorization = |get: fn(&crate::oauth::AuthorizationRequest) -> String| {
            self.flow
                .as_ref()
                .map(|flow| get(&flow.authorization))
                .ok_or_else(|| {
                    StepEnd::error(format!(
                        "the scenario asked for no authorization yet, so it has no {name}"
                    ))
                })
        };
        Ok(Some(match name {
            "patient" => self.patient(self.member).await?,
            "other patient" => {
                let other = if self.member == MemberRole::Other {
                    MemberRole::Main
                } else {
                    MemberRole::Other
                };
                self.patient(other).await?
            }
            "resource id" => self.resource()?.id.clone(),
            "resource type" => self.resource()?.resource_type.clone(),
            "resource" => self.resource()?.reference(),
            "resource version" => self.resource()?.version().unwrap_or_else(|| "1".to_owned()),
            "etag" => {
                let answer = self.answer()?;
                let etag = answer.header("etag").map(str::to_owned);
                etag.ok_or_else(|| StepEnd::NotApplicable("the answer carries no ETag".into()))?
            }
            "client id" => self.app()?.client_id,
            "second client id" => self.run.app(AppRole::Second)?.client_id.clone(),
            "redirect uri" => self.app()?.redirect_uri,
            "redirect host" => {
                let uri = self.app()?.redirect_uri;
                url::Url::parse(&uri)
                    .ok()
                    .and_then(|url| url.host_str().map(str::to_owned))
                    .unwrap_or_default()
            }
            "state" => authorization(|authorization| authorization.state.clone())?,
            "code verifier" => authorization(|authorization| authorization.verifier.clone())?,
            "code challenge" => authorization(|authorization| authorization.challenge.clone())?,
            "code" => held(&self.code.current)?,
            "previous code" => held(&self.code.previous)?,
            "access token" => match &self.bearer {
                Bearer::Text(text) => text.clone(),
                _ => held(&self.access.current)?,
            },
            "previous access token" => held(&self.access.previous)?,
            "refresh token" => held(&self.refresh.current)?,
            "previous refresh token" => held(&self.refresh.previous)?,
            "fhir base" => self.base()?.as_str().to_owned(),
            "issuer" => {
                let documents = self.documents().await?;
                documents.issuer().ok_or_else(|| {
                    StepEnd::NotApplicable(
                        "no metadata document of the payer names an issuer".into(),
                    )
                })?
            }
            "deleted" => self.run.target.deleted.clone().ok_or_else(|| {
                StepEnd::Unproven("the target file names no `deleted` resource, as Type/id".into())
            })?,
            "random" => format!("r{}", &random_word().replace(['-', '_'], "x")[..24]),
            _ => return Ok(None),
        }))
    }
}

/// The index of the brace that closes the one at the beginning.
fn matching(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}
