//! `batch` and `transaction`: each entry is a request of its own, judged by the same token (FHIR R4 http, 3.1.0.11).

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header};
use payerlab_profiles::json::{Document, Node};
use serde_json::{Value, json};

use super::interaction::{Answer, Interaction, segments};
use super::view::View;
use crate::answers::{FhirError, FhirErrorKind};
use crate::search::query;

/// The most entries that one Bundle may have.
const MOST: usize = 200;

/// Answers a Bundle of requests.
///
/// # Errors
/// A body that is no batch or transaction; a transaction with an entry that cannot be carried out, as a whole.
pub(super) fn answer(view: &View<'_>, body: &Bytes) -> Result<Answer, FhirError> {
    let document = Document::parse(body.clone()).map_err(|error| {
        FhirError::new(
            FhirErrorKind::NotJson,
            format!("the body is no JSON: {error}"),
        )
    })?;
    let root = document.root();
    let text = |node: Node<'_>, name: &str| {
        node.get(name)
            .and_then(Node::as_str)
            .map(std::borrow::Cow::into_owned)
    };
    let kind = text(root, "type").unwrap_or_default();
    if text(root, "resourceType").as_deref() != Some("Bundle")
        || !matches!(kind.as_str(), "batch" | "transaction")
    {
        return Err(FhirError::new(
            FhirErrorKind::Invalid,
            "a POST to the base takes a Bundle of type batch or transaction",
        ));
    }
    let entries: Vec<Node<'_>> = root
        .get("entry")
        .into_iter()
        .flat_map(Node::items)
        .collect();
    if entries.len() > MOST {
        return Err(FhirError::new(
            FhirErrorKind::TooLong,
            format!(
                "a Bundle may have {MOST} entries here, this has {}",
                entries.len()
            ),
        ));
    }
    let mut out =
        format!(r#"{{"resourceType":"Bundle","type":"{kind}-response","entry":["#).into_bytes();
    let mut first = true;
    for entry in entries {
        let result = match entry.get("request") {
            Some(request) => match (text(request, "method"), text(request, "url")) {
                (Some(method), Some(url)) => {
                    one(view, &method, &url, text(request, "ifNoneMatch").as_deref())
                }
                _ => Err(FhirError::new(
                    FhirErrorKind::Required,
                    "an entry's request has no method or no url",
                )),
            },
            None => Err(FhirError::new(
                FhirErrorKind::Required,
                "an entry has no request",
            )),
        };
        let (resource, response) = match result {
            Ok(answer) => answer,
            Err(error) if kind == "transaction" => return Err(error),
            Err(error) => (
                Bytes::new(),
                json!({ "status": error.status.as_str(), "outcome": error.outcome() }),
            ),
        };
        out.extend_from_slice(if std::mem::take(&mut first) {
            b"{"
        } else {
            b",{"
        });
        if !resource.is_empty() {
            out.extend_from_slice(br#""resource":"#);
            out.extend_from_slice(&resource);
            out.push(b',');
        }
        out.extend_from_slice(format!(r#""response":{response}}}"#).as_bytes());
    }
    out.extend_from_slice(b"]}");
    Ok(Answer::Bundle(out))
}

/// The resource of an entry's answer, as bytes, and its `response`.
fn one(
    view: &View<'_>,
    method: &str,
    url: &str,
    if_none_match: Option<&str>,
) -> Result<(Bytes, Value), FhirError> {
    let method = Method::from_bytes(method.as_bytes())
        .map_err(|_| FhirError::new(FhirErrorKind::Invalid, "unknown method"))?;
    let url = url.strip_prefix(view.data.parameters.base()).unwrap_or(url);
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut headers = HeaderMap::new();
    if let Some(tag) = if_none_match.and_then(|tag| HeaderValue::from_str(tag).ok()) {
        headers.insert(header::IF_NONE_MATCH, tag);
    }
    let interaction = Interaction {
        method: &method,
        path: segments(path)?,
        query: query::decode(query.as_bytes())?,
        headers: &headers,
    };
    if interaction.path.is_empty() {
        return Err(FhirError::new(
            FhirErrorKind::NotFound,
            "a Bundle's entry names no resource type",
        ));
    }
    Ok(match interaction.answer(view)? {
        Answer::Resource(stored) => (
            stored.body.clone(),
            json!({ "status": "200", "etag": stored.etag(), "lastModified": stored.last_updated.to_string() }),
        ),
        Answer::NotModified(stored) => (
            Bytes::new(),
            json!({ "status": "304", "etag": stored.etag() }),
        ),
        Answer::Bundle(bytes) => (bytes.into(), json!({ "status": "200" })),
        Answer::Made(status, bytes) => (bytes, json!({ "status": status.as_str() })),
    })
}
