//! One RESTful interaction: what a method on a path asks for, and its answer (FHIR R4 http, 3.1.0).

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use super::search::Search;
use super::view::{Purpose, Reach, View};
use super::{bundle, negotiation};
use crate::access::Permission;
use crate::answers::{FhirError, FhirErrorKind, SearchPage};
use crate::fault::Defect;
use crate::search::query::{self, Pair};
use crate::search::value::is_id;
use crate::search::{IndexedResource, SearchError};

/// What is asked of the API, with the query decoded.
pub(super) struct Interaction<'r> {
    /// `GET`, `HEAD` or `POST`; anything else is refused.
    pub method: &'r Method,
    /// The segments of the path below the API's base, decoded.
    pub path: Vec<String>,
    /// The query, and for `POST _search` the body's parameters after it.
    pub query: Vec<Pair>,
    /// `Accept`, `Prefer` and `If-None-Match` are read.
    pub headers: &'r HeaderMap,
}

/// What answers it.
pub(super) enum Answer {
    /// A resource as it is kept.
    Resource(Arc<IndexedResource>),
    /// The client has this version already: 304 with the same `ETag`.
    NotModified(Arc<IndexedResource>),
    /// A Bundle, `searchset` or `batch-response`, as JSON.
    Bundle(Vec<u8>),
    /// The body of a resource that was made for this answer.
    Made(StatusCode, Bytes),
}

/// The methods that a read-only API has.
const READING: HeaderValue = HeaderValue::from_static("GET, HEAD");

/// Splits and decodes a path.
///
/// # Errors
/// Broken percent-encoding.
pub(super) fn segments(path: &str) -> Result<Vec<String>, SearchError> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        // In a path `+` stands for itself.
        .map(|segment| query::decode_text(segment.replace('+', "%2B").as_bytes()))
        .collect()
}

impl Interaction<'_> {
    /// Carries the interaction out, as far as the view reaches.
    ///
    /// # Errors
    /// Whatever the standard has a 4xx for.
    pub(super) fn answer(&self, view: &View<'_>) -> Result<Answer, FhirError> {
        if !view.defects.has(Defect::AcceptIgnored) {
            negotiation::check(self.headers, &self.query)?;
        }
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        let reading = matches!(*self.method, Method::GET | Method::HEAD);
        let searching = *self.method == Method::POST && matches!(path.as_slice(), [_, "_search"]);
        if let Some(resource_type) = path.first()
            && !view.data.parameters.serves(resource_type)
        {
            if view.defects.has(Defect::NotFoundEmpty) {
                return Ok(nothing(view, resource_type));
            }
            return Err(FhirError::new(
                FhirErrorKind::UnknownType,
                format!(
                    "the resource type {resource_type} is not served here; see the CapabilityStatement at metadata"
                ),
            ));
        }
        if !reading && !searching {
            if view.defects.has(Defect::WriteAccepted) {
                return Ok(Answer::Made(StatusCode::CREATED, Bytes::new()));
            }
            return Err(FhirError::new(
                FhirErrorKind::MethodNotAllowed,
                "this API is read-only: read with GET, search with GET or POST [type]/_search",
            )
            .with(header::ALLOW, READING));
        }
        match *path.as_slice() {
            [resource_type] => self.search(view, resource_type),
            [resource_type, "_search"] if searching => self.search(view, resource_type),
            [_, "_search"] => Err(FhirError::new(
                FhirErrorKind::MethodNotAllowed,
                "_search takes POST; with GET the parameters stand in the query of the type",
            )
            .with(header::ALLOW, HeaderValue::from_static("POST"))),
            [resource_type, id] => self.read(view, resource_type, id, None),
            [resource_type, id, "_history", version] => {
                self.read(view, resource_type, id, Some(version))
            }
            _ => Err(FhirError::new(
                FhirErrorKind::NotFound,
                "there is nothing at this path; see the CapabilityStatement at metadata",
            )),
        }
    }

    fn read(
        &self,
        view: &View<'_>,
        resource_type: &str,
        id: &str,
        version: Option<&str>,
    ) -> Result<Answer, FhirError> {
        permit(view, resource_type, Permission::Read)?;
        let unknown = || {
            FhirError::new(
                FhirErrorKind::NotFound,
                format!("there is no {resource_type} with this id"),
            )
        };
        if !is_id(id) {
            return Err(unknown());
        }
        let stored = match view.get(
            view.leaking(Defect::ReadLeaks),
            Purpose::Read,
            resource_type,
            id,
        ) {
            Some(stored) => stored,
            None if view.defects.has(Defect::ExistenceTold)
                && view
                    .get(Reach::All, Purpose::Read, resource_type, id)
                    .is_some() =>
            {
                return Err(FhirError::new(
                    FhirErrorKind::NotAllowed,
                    "this is another member's record",
                ));
            }
            None => return Err(unknown()),
        };
        if stored.deleted {
            if view.defects.has(Defect::Deleted200) {
                let body = format!(r#"{{"resourceType":"{resource_type}","id":"{id}"}}"#);
                return Ok(Answer::Made(StatusCode::OK, body.into()));
            }
            return Err(FhirError::new(
                FhirErrorKind::Deleted,
                format!("this {resource_type} was deleted"),
            ));
        }
        if version.is_some_and(|version| version != stored.version()) {
            return Err(FhirError::new(
                FhirErrorKind::NotFound,
                format!("there is no such version of this {resource_type}"),
            ));
        }
        if self.has_current(stored) && !view.defects.has(Defect::EtagIgnored) {
            return Ok(Answer::NotModified(Arc::clone(stored)));
        }
        Ok(Answer::Resource(Arc::clone(stored)))
    }

    /// `If-None-Match` with the current entity tag, compared weakly (RFC 9110 13.1.2).
    fn has_current(&self, stored: &IndexedResource) -> bool {
        let opaque = |tag: &str| {
            tag.trim()
                .trim_start_matches("W/")
                .trim_matches('"')
                .to_owned()
        };
        self.headers
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|tag| tag.trim() == "*" || opaque(tag) == stored.version())
    }

    fn search(&self, view: &View<'_>, resource_type: &str) -> Result<Answer, FhirError> {
        if view.data.parameters.of(resource_type).is_empty() {
            return Err(FhirError::new(
                FhirErrorKind::MethodNotAllowed,
                format!("a {resource_type} is read by its id; the type is not searched"),
            )
            .with(header::ALLOW, HeaderValue::from_static("")));
        }
        if view.defects.has(Defect::Scope404)
            && permit(view, resource_type, Permission::Search).is_err()
        {
            return Ok(nothing(view, resource_type));
        }
        permit(view, resource_type, Permission::Search)?;
        let strict = negotiation::is_strict(self.headers);
        let posted = *self.method == Method::POST;
        let search = Search::compile(view, resource_type, &self.query, strict)?;
        let page = search.page(view, posted);
        if view.defects.has(Defect::NoMatch404) && page.total == 0 {
            return Err(FhirError::new(
                FhirErrorKind::NotFound,
                "nothing matches this search",
            ));
        }
        let base = view.data.parameters.base();
        Ok(Answer::Bundle(bundle::searchset(base, &page)))
    }
}

/// A search's answer without matches, for the defects that answer so.
fn nothing(view: &View<'_>, resource_type: &str) -> Answer {
    let base = view.data.parameters.base();
    Answer::Bundle(bundle::searchset(
        base,
        &SearchPage::empty(base, resource_type),
    ))
}

/// Passes when the token's scopes allow the interaction (RFC 6750 3.1, insufficient_scope).
fn permit(view: &View<'_>, resource_type: &str, permission: Permission) -> Result<(), FhirError> {
    if view.permits(resource_type, permission) {
        return Ok(());
    }
    let letter = if permission == Permission::Search {
        "s"
    } else {
        "r"
    };
    let challenge =
        format!(r#"Bearer error="insufficient_scope", scope="patient/{resource_type}.{letter}""#);
    let error = FhirError::new(
        FhirErrorKind::NotAllowed,
        format!("the token's scopes do not allow this; ask for patient/{resource_type}.{letter}"),
    );
    Err(match HeaderValue::from_str(&challenge) {
        Ok(challenge) => error.with(header::WWW_AUTHENTICATE, challenge),
        Err(_) => error,
    })
}
