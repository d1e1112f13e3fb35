//! The HTTP side of a FHIR API: token, method, path and body in, headers and bytes out (RFC 6750 3; FHIR R4 http).

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use super::apis::Apis;
use super::interaction::{Answer, Interaction, segments};
use super::view::View;
use super::{batch, negotiation};
use crate::access::{self, Access, AccessError};
use crate::answers::{FHIR_JSON, FhirError, FhirErrorKind};
use crate::clock::Clock;
use crate::dialect::ErrorRule;
use crate::dialect::errors::{self, Endpoint};
use crate::fault::{Defect, DefectSet, fhir as damage};
use crate::search::query::{self, Pair};
use crate::search::{IndexedResource, SearchError};
use crate::store::{Api, Store};

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// What the requests of one API are answered with; cheap to clone.
#[derive(Clone)]
pub struct FhirState {
    /// Which of the two APIs it is.
    pub api: Api,
    /// The resources of both.
    pub apis: Arc<Apis>,
    /// Whether it answers requests without a token.
    pub public: bool,
    /// Where tokens are looked up.
    pub store: Arc<dyn Store>,
    /// By which they expire.
    pub clock: Arc<dyn Clock>,
    /// How errors are worded.
    pub errors: Arc<[ErrorRule]>,
    /// What goes wrong on purpose.
    pub defects: DefectSet,
}

/// The routes of one API, below its base path.
pub fn router(state: FhirState) -> Router {
    Router::new().fallback(answer).with_state(state)
}

/// Answers every request below an API's base.
async fn answer(State(state): State<FhirState>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let mut response = match interact(&state, &parts, body).await {
        Ok(response) => response,
        Err(mut error) => {
            damage::damage_error(&mut error, &parts.headers, &state.defects);
            let mut response = in_own_words(error, &state);
            damage::damage_error_response(&mut response, &state.defects);
            response
        }
    };
    damage::damage_response(&mut response, &state.defects);
    response
}

/// The error as the payer words it: an `OperationOutcome` unless its dialect has a body of its own.
fn in_own_words(mut error: FhirError, state: &FhirState) -> Response<Body> {
    let at = match state.api {
        Api::PatientAccess => Endpoint::PatientAccess,
        Api::Directory => Endpoint::Directory,
    };
    match errors::fhir(
        &state.errors,
        at,
        error.kind,
        error.code,
        &error.diagnostics,
    ) {
        Some(worded) => {
            error.status = worded.status.unwrap_or(error.status);
            let mut response = error.into_response_with(&worded.body);
            if worded.body["resourceType"] != "OperationOutcome" {
                response.headers_mut().insert(
                    header::CONTENT_TYPE,
                    HeaderValue::from_static("application/json"),
                );
            }
            response
        }
        None => error.into_response(),
    }
}

async fn interact(
    state: &FhirState,
    parts: &Parts,
    body: Body,
) -> Result<Response<Body>, FhirError> {
    let data = state.apis.data(state.api);
    let decode =
        |text: &[u8]| query::decode(text).map_err(|error| undecodable(error, &state.defects));
    let path = segments(parts.uri.path()).map_err(|error| undecodable(error, &state.defects))?;
    let query_text = parts.uri.query().unwrap_or_default().as_bytes();
    let reading = matches!(parts.method, Method::GET | Method::HEAD);
    if parts.method == Method::HEAD && state.defects.has(Defect::HeadRefused) {
        return Err(FhirError::new(
            FhirErrorKind::MethodNotAllowed,
            "HEAD is not supported",
        ));
    }
    if reading && path == ["metadata"] {
        negotiation::check(&parts.headers, &decode(query_text)?)?;
        return Ok(made(StatusCode::OK, state.apis.capability(state.api)));
    }
    let access = authorize(state, &parts.headers).await?;
    let mut query: Vec<Pair> = decode(query_text)?;
    if parts.method == Method::POST && path.is_empty() {
        let body = bundle_body(&parts.headers, body).await?;
        let mut defects = state.defects;
        if defects.has(Defect::BatchUnchecked) {
            defects.insert(Defect::ScopeUnchecked);
        }
        let view = View::new(data, access.as_ref(), &defects);
        return Ok(respond(batch::answer(&view, &body)?));
    }
    if parts.method == Method::POST && path.last().is_some_and(|last| last == "_search") {
        let body = form_body(&parts.headers, body).await?;
        if !state.defects.has(Defect::PostSearchIgnoresBody) {
            query.extend(decode(&body)?);
        }
    }
    let interaction = Interaction {
        method: &parts.method,
        path,
        query,
        headers: &parts.headers,
    };
    let view = View::new(data, access.as_ref(), &state.defects);
    Ok(respond(interaction.answer(&view)?))
}

/// The error for a path or query that cannot be decoded.
fn undecodable(error: SearchError, defects: &DefectSet) -> FhirError {
    let mut error = error.into();
    damage::damage_decoding_error(&mut error, defects);
    error
}

/// What the request's token gives access to; `None` where the API asks for no token and none came.
async fn authorize(state: &FhirState, headers: &HeaderMap) -> Result<Option<Access>, FhirError> {
    let defects = &state.defects;
    let found = access::of_request(headers, &*state.store, &*state.clock, defects).await;
    let error = match found {
        Ok(access) => return Ok(Some(access)),
        Err(AccessError::Missing) if state.public && !defects.has(Defect::DirectoryClosed) => {
            return Ok(None);
        }
        Err(AccessError::Missing) if defects.has(Defect::NoTokenServed) => return Ok(None),
        Err(error) => error,
    };
    let (kind, challenge) = match error {
        AccessError::Missing | AccessError::Malformed => {
            (FhirErrorKind::TokenMissing, r#"Bearer realm="fhir""#)
        }
        AccessError::Invalid => (
            FhirErrorKind::TokenInvalid,
            r#"Bearer realm="fhir", error="invalid_token", error_description="the access token is unknown, expired or revoked""#,
        ),
        AccessError::Unavailable => {
            return Err(FhirError::new(
                FhirErrorKind::Unavailable,
                error.to_string(),
            ));
        }
    };
    let mut error = FhirError::new(kind, error.to_string()).with(
        header::WWW_AUTHENTICATE,
        HeaderValue::from_static(challenge),
    );
    damage::damage_token_error(&mut error, defects);
    Err(error)
}

async fn form_body(headers: &HeaderMap, body: Body) -> Result<Bytes, FhirError> {
    if !has_type(headers, &["application/x-www-form-urlencoded"]) {
        return Err(FhirError::new(
            FhirErrorKind::UnsupportedBody,
            "_search takes its parameters as application/x-www-form-urlencoded",
        ));
    }
    read(body).await
}

async fn bundle_body(headers: &HeaderMap, body: Body) -> Result<Bytes, FhirError> {
    if !has_type(headers, &["application/fhir+json", "application/json"]) {
        return Err(FhirError::new(
            FhirErrorKind::UnsupportedBody,
            "a batch is sent as application/fhir+json",
        ));
    }
    read(body).await
}

fn has_type(headers: &HeaderMap, types: &[&str]) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| value.split(';').next().unwrap_or_default().trim())
        .is_some_and(|media| types.iter().any(|known| known.eq_ignore_ascii_case(media)))
}

async fn read(body: Body) -> Result<Bytes, FhirError> {
    axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|_| {
        FhirError::new(
            FhirErrorKind::BodyTooLong,
            format!("a body may have {LARGEST_BODY} bytes here"),
        )
    })
}

fn respond(answer: Answer) -> Response<Body> {
    match answer {
        Answer::Resource(stored) => {
            let mut response = made(StatusCode::OK, stored.body.clone());
            version_headers(&stored, response.headers_mut());
            response
        }
        Answer::NotModified(stored) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            version_headers(&stored, response.headers_mut());
            response
        }
        Answer::Bundle(bytes) => made(StatusCode::OK, bytes.into()),
        Answer::Made(status, bytes) => made(status, bytes),
    }
}

fn made(status: StatusCode, body: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, FHIR_JSON);
    // Health data is not to be kept by what stands between.
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn version_headers(stored: &IndexedResource, headers: &mut HeaderMap) {
    let version = stored.headers();
    if let Some(etag) = &version.etag {
        headers.insert(header::ETAG, etag.clone());
    }
    if let Some(changed) = &version.last_modified {
        headers.insert(header::LAST_MODIFIED, changed.clone());
    }
}
