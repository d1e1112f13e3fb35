//! Requests to the API in use, with the token in hand.

use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use url::Url;

use crate::{
    exchange::{Exchange, Request},
    oauth::Overrides,
    outcome::{Stop, Verdict},
    world::World,
};

impl World {
    /// The URL of a path below the base in use; an absolute one stays.
    pub(crate) fn url_of(&self, path: &str) -> Verdict<String> {
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
    ) -> Verdict<Request> {
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
    ) -> Verdict<Arc<Exchange>> {
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
        let exchange = self.wire.send(request).await?;
        self.answered(exchange.clone());
        Ok(exchange)
    }

    /// The token of a member's app that may read everything, as an Authorization header.
    pub(crate) async fn token_of(&self, role: crate::target::MemberRole) -> Verdict<String> {
        Ok(format!(
            "Bearer {}",
            self.granted(role, "everything").await?.access
        ))
    }
}

/// A method of a step.
pub(crate) fn method(text: &str) -> Verdict<Method> {
    text.parse()
        .map_err(|_| Stop::broke(format!("`{text}` is no HTTP method")))
}
