//! The API in use: requests with the token in hand, its CapabilityStatement, and who may ask the directory.

use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use payerlab_profiles::capability::{Expectation, capability};
use payerlab_profiles::pack::Guide;
use url::Url;

use super::World;
use crate::exchange::{Exchange, Request};
use crate::fhir::{Api, CapabilityStatement};
use crate::oauth::Overrides;
use crate::outcome::{StepEnd, StepResult};
use crate::target::{AppRole, MemberRole};

impl World {
    /// The URL of a path below the base in use; an absolute one stays.
    pub(crate) fn url_of(&self, path: &str) -> StepResult<String> {
        if path.starts_with("http://") || path.starts_with("https://") {
            return Ok(path.to_owned());
        }
        let base = self.base()?;
        Ok(if let Some(rest) = path.strip_prefix('?') {
            format!("{}?{rest}", base.as_str())
        } else {
            base.join(path)
        })
    }

    /// A request with this Authorization header; a foreign host is never shown a token.
    pub(crate) fn fhir_request(
        &self,
        method: Method,
        path: &str,
        authorization: Option<String>,
    ) -> StepResult<Request> {
        let url = self.url_of(path)?;
        let own = match (Url::parse(&url), Url::parse(self.base()?.as_str())) {
            (Ok(url), Ok(base)) => url.origin() == base.origin(),
            _ => false,
        };
        let mut request = Request {
            method,
            url,
            headers: Vec::new(),
            body: None,
        };
        if let Some(value) = authorization.filter(|_| own) {
            request = request.header("Authorization", value);
        }
        Ok(request)
    }

    /// Sends one request as the app; the table's rows are headers, but for `body`.
    pub(crate) async fn call_api(
        &mut self,
        method: Method,
        path: &str,
        rows: &Overrides,
    ) -> StepResult<Arc<Exchange>> {
        let mut request = self.fhir_request(method, path, self.authorization())?;
        for (name, value) in rows {
            if name == "body" {
                request.body = Some(Bytes::from(value.clone()));
                continue;
            }
            request
                .headers
                .retain(|(have, _)| !have.eq_ignore_ascii_case(name));
            match value.as_str() {
                "(absent)" => {}
                "(empty)" => request = request.header(name, ""),
                _ => request = request.header(name, value.clone()),
            }
        }
        let left_out = |name: &str| {
            rows.iter()
                .any(|(have, value)| have.eq_ignore_ascii_case(name) && value == "(absent)")
        };
        if !request.has("accept") && !left_out("accept") {
            request = request.header("Accept", "application/fhir+json");
        }
        if request.body.is_some() && !request.has("content-type") && !left_out("content-type") {
            request = request.header("Content-Type", "application/fhir+json");
        }
        let exchange = self.client.send(request).await?;
        self.answered(exchange.clone());
        Ok(exchange)
    }

    /// The token of a member's app that may read everything, as an Authorization header.
    pub(crate) async fn token_of(&self, role: MemberRole) -> StepResult<String> {
        Ok(format!(
            "Bearer {}",
            self.granted(role, "everything").await?.access
        ))
    }

    /// The CapabilityStatement of the API in use, read once a run.
    pub(crate) async fn capability_statement(&self) -> StepResult<CapabilityStatement> {
        let base = self.base()?;
        self.run
            .capabilities
            .get(&self.api, &self.client, async |client| {
                let request =
                    Request::get(base.join("metadata")).header("Accept", "application/fhir+json");
                let exchange = client.send(request).await?;
                let answer = exchange
                    .answer
                    .as_ref()
                    .map_err(|error| StepEnd::error(error.clone()))?;
                if answer.status() != 200 {
                    return Err(StepEnd::failed(
                        "200 for the CapabilityStatement",
                        answer.brief(),
                    ));
                }
                Ok(CapabilityStatement::new(answer.json()?))
            })
            .await
    }

    /// The guides that the API in use implements, of the versions in the target file.
    pub(crate) fn guides(&self) -> Vec<Guide> {
        let versions = &self.run.target.guides;
        let packages = match self.api {
            Api::PatientAccess => {
                vec![
                    ("hl7.fhir.us.core", &versions.us_core),
                    ("hl7.fhir.us.carin-bb", &versions.carin_bb),
                ]
            }
            Api::Directory => vec![("hl7.fhir.us.davinci-pdex-plan-net", &versions.plan_net)],
        };
        packages
            .into_iter()
            .filter_map(|(name, version)| Guide::of_package(name, version))
            .collect()
    }

    /// Whether a guide demands that `resource_type` be searchable by `code`.
    pub(crate) fn must_search(&self, resource_type: &str, code: &str) -> bool {
        self.guides().into_iter().any(|guide| {
            capability(guide).get(resource_type).is_some_and(|asked| {
                asked.parameters.iter().any(|(have, _, expectation)| {
                    have == code && *expectation == Expectation::Shall
                })
            })
        })
    }

    /// Whether a guide demands an interaction.
    pub(crate) fn must_interact(&self, resource_type: &str, interaction: &str) -> bool {
        self.guides().into_iter().any(|guide| {
            capability(guide).get(resource_type).is_some_and(|asked| {
                asked.interactions.iter().any(|(have, expectation)| {
                    have == interaction && *expectation == Expectation::Shall
                })
            })
        })
    }

    /// The token with which to ask the directory; `None` where it needs none.
    pub(crate) async fn directory_token(&self) -> StepResult<Option<String>> {
        let base = self.base_of(Api::Directory)?;
        let open = self
            .run
            .directory_open
            .get(&(), &self.client, async |client| {
                let request = Request::get(format!("{}?_count=1", base.join("Organization")));
                let exchange = client
                    .send(request.header("Accept", "application/fhir+json"))
                    .await?;
                Ok(exchange
                    .answer
                    .as_ref()
                    .is_ok_and(|answer| !matches!(answer.status(), 401 | 403)))
            })
            .await?;
        if open {
            return Ok(None);
        }
        let role = [AppRole::Directory, AppRole::Backend]
            .into_iter()
            .find(|role| self.run.apps.contains_key(role))
            .ok_or_else(|| {
                StepEnd::Unproven(
                    "the directory asks for a token, and the target file names no directory app"
                        .into(),
                )
            })?;
        Ok(Some(self.system_tokens(role, "").await?.access))
    }
}
