//! One recorded HTTP request and its response, with its timing (RFC 9110).

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use jiff::Timestamp;

use crate::outcome::{StepEnd, StepResult};

/// A request, before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub method: Method,
    /// Absolute, with its query exactly as it goes on the wire.
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Bytes>,
}

impl Request {
    pub(crate) fn get(url: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            url: url.into(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// A POST of `application/x-www-form-urlencoded` pairs.
    pub(crate) fn form(url: impl Into<String>, pairs: &[(String, String)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        Self {
            method: Method::POST,
            url: url.into(),
            headers: vec![(
                "Content-Type".into(),
                "application/x-www-form-urlencoded".into(),
            )],
            body: Some(Bytes::from(body)),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Whether a header of that name is set already.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.headers
            .iter()
            .any(|(have, _)| have.eq_ignore_ascii_case(name))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The first header of that name, where it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Every header of that name.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers
            .get_all(name)
            .into_iter()
            .filter_map(|value| value.to_str().ok())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; a failure of the payer when it is none.
    pub(crate) fn json(&self) -> StepResult<serde_json::Value> {
        serde_json::from_slice(&self.body).map_err(|error| {
            StepEnd::failed(
                "a JSON body",
                format!("{}, whose body is no JSON ({error})", self.brief()),
            )
        })
    }

    /// The media type without its parameters, in small letters.
    pub(crate) fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(
            value
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase(),
        )
    }

    /// Status and media type in words, for what a failure got.
    pub(crate) fn brief(&self) -> String {
        match self.media_type() {
            Some(media) => format!("{} ({media})", self.status()),
            None => self.status().to_string(),
        }
    }
}

/// A request and what came of it.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub request: Request,
    /// The response, or why none came.
    pub answer: Result<Answer, String>,
    pub started: Timestamp,
    pub elapsed: Duration,
}
