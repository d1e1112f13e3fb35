//! The three metadata documents of a payer: the SMART configuration below the FHIR base, the authorization server
//! metadata (RFC 8414) and the OpenID configuration, both below the issuer.

use std::sync::Arc;

use serde_json::Value;

use crate::client::RecordingClient;
use crate::exchange::{Exchange, Request};
use crate::outcome::{StepEnd, StepResult};
use crate::target::BaseUrl;

/// What the payer published. A document that is not there, or is no JSON object, is `None`.
#[derive(Clone, Default)]
pub(crate) struct MetadataDocuments {
    pub smart: Option<Value>,
    pub oauth: Option<Value>,
    pub openid: Option<Value>,
    pub smart_url: String,
    pub oauth_url: Option<String>,
    pub openid_url: Option<String>,
}

/// Fetches what there is.
pub(crate) async fn load(
    client: &RecordingClient,
    base: &BaseUrl,
) -> StepResult<MetadataDocuments> {
    let mut documents = MetadataDocuments {
        smart_url: base.join(".well-known/smart-configuration"),
        ..MetadataDocuments::default()
    };
    documents.smart = fetch(client, &documents.smart_url).await?;
    // A SMART configuration without an issuer leaves the base itself as the only place to look.
    let issuer = documents
        .issuer()
        .unwrap_or_else(|| base.as_str().to_owned());
    for url in [
        inserted(&issuer, "oauth-authorization-server"),
        appended(&issuer, "oauth-authorization-server"),
    ] {
        let Some(url) = url else { continue };
        documents.oauth = fetch(client, &url).await?;
        documents.oauth_url.get_or_insert_with(|| url.clone());
        if documents.oauth.is_some() {
            documents.oauth_url = Some(url);
            break;
        }
    }
    if let Some(url) = appended(&issuer, "openid-configuration") {
        documents.openid = fetch(client, &url).await?;
        documents.openid_url = Some(url);
    }
    Ok(documents)
}

async fn fetch(client: &RecordingClient, url: &str) -> StepResult<Option<Value>> {
    let exchange: Arc<Exchange> = client
        .send(Request::get(url).header("Accept", "application/json"))
        .await?;
    let answer = exchange
        .answer
        .as_ref()
        .map_err(|error| StepEnd::error(error.clone()))?;
    Ok(if answer.status() == 200 {
        answer.json().ok().filter(Value::is_object)
    } else {
        None
    })
}

/// The well-known URL between host and path of the issuer (RFC 8414 section 3.1).
fn inserted(issuer: &str, name: &str) -> Option<String> {
    let mut url = url::Url::parse(issuer).ok()?;
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("/.well-known/{name}{path}"));
    Some(url.to_string())
}

/// The well-known URL behind the issuer (OpenID Connect Discovery 1.0 section 4).
fn appended(issuer: &str, name: &str) -> Option<String> {
    url::Url::parse(issuer).ok()?;
    Some(format!(
        "{}/.well-known/{name}",
        issuer.trim_end_matches('/')
    ))
}

impl MetadataDocuments {
    /// The documents there are, the SMART configuration first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        [
            ("SMART configuration", &self.smart),
            ("OAuth metadata", &self.oauth),
            ("OpenID configuration", &self.openid),
        ]
        .into_iter()
        .filter_map(|(name, document)| document.as_ref().map(|document| (name, document)))
    }

    /// The first document's text member of that name.
    pub(crate) fn text(&self, member: &str) -> Option<String> {
        self.all()
            .find_map(|(_, document)| document.get(member)?.as_str().map(str::to_owned))
    }

    /// The issuer, from whichever document names one.
    pub(crate) fn issuer(&self) -> Option<String> {
        self.text("issuer")
    }

    /// An endpoint; a failure of the payer where no document names it.
    pub(crate) fn endpoint(&self, member: &str) -> StepResult<String> {
        self.text(member).ok_or_else(|| {
            StepEnd::failed(
                format!(
                    "a `{member}` in the SMART configuration ({})",
                    self.smart_url
                ),
                "none in it, nor in the issuer's metadata",
            )
        })
    }

    /// Whether any document announces the member at all.
    pub(crate) fn announces(&self, member: &str) -> bool {
        self.all()
            .any(|(_, document)| document.get(member).is_some_and(|value| !value.is_null()))
    }

    /// Whether any document announces the member with that value: in its list, or as its text or truth.
    pub(crate) fn announces_with(&self, member: &str, value: &str) -> bool {
        self.all().any(|(_, document)| match document.get(member) {
            Some(Value::Array(items)) => items.iter().any(|item| item.as_str() == Some(value)),
            Some(Value::String(text)) => text == value,
            Some(Value::Bool(truth)) => value == if *truth { "true" } else { "false" },
            _ => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{appended, inserted};

    #[test]
    fn well_known_urls_of_an_issuer_with_a_path() {
        let issuer = "https://payer.example.org/tenant/1";
        assert_eq!(
            inserted(issuer, "oauth-authorization-server").as_deref(),
            Some("https://payer.example.org/.well-known/oauth-authorization-server/tenant/1")
        );
        assert_eq!(
            appended(issuer, "openid-configuration").as_deref(),
            Some("https://payer.example.org/tenant/1/.well-known/openid-configuration")
        );
    }
}
