//! The HTTP side of a FHIR API: token, method, path and body in, headers and bytes out (RFC 6750 3; FHIR R4 http).

use axum::body::Body;
use axum::extract::{Request, State};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use super::batch;
use super::interaction::{Answer, Interaction, segments};
use super::outcome::{FHIR_JSON, Refusal};
use super::query;
use super::resource::Stored;
use super::view::View;
use crate::access::{Access, AccessError};
use crate::fault::Defect;
use crate::state::AppState;
use crate::store::Api;

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// Answers every request below an API's base.
pub(super) async fn answer(
    State((state, api)): State<(AppState, Api)>,
    request: Request,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let head = parts.method == Method::HEAD;
    if head && state.defects.has(Defect::HeadRefused) {
        return Refusal::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "not-supported",
            "HEAD is not supported",
        )
        .into_response();
    }
    let mut response = match interact(&state, api, &parts, body).await {
        Ok(response) => response,
        Err(refusal) => refuse(&state, &parts.headers, refusal),
    };
    if state.defects.has(Defect::PlainJson) {
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
    }
    response
}

async fn interact(
    state: &AppState,
    api: Api,
    parts: &Parts,
    body: Body,
) -> Result<Response<Body>, Refusal> {
    let path = segments(parts.uri.path()).map_err(|error| broken(state, error.into()))?;
    let reading = matches!(parts.method, Method::GET | Method::HEAD);
    let holdings = state.fhir.holdings(api);
    if reading && path == ["metadata"] {
        let query = query::decode(parts.uri.query().unwrap_or_default().as_bytes())
            .map_err(|error| broken(state, error.into()))?;
        super::negotiation::check(&parts.headers, &query)?;
        return Ok(made(StatusCode::OK, state.fhir.capability(api)));
    }
    let access = authorize(state, api, &parts.headers).await?;
    let mut query = query::decode(parts.uri.query().unwrap_or_default().as_bytes())
        .map_err(|error| broken(state, error.into()))?;
    if parts.method == Method::POST && path.is_empty() {
        let body = bundle_body(&parts.headers, body).await?;
        let mut defects = state.defects;
        if defects.has(Defect::BatchUnchecked) {
            defects.insert(Defect::ScopeUnchecked);
        }
        let view = View::new(holdings, access.as_ref(), &defects);
        return Ok(respond(batch::answer(&view, &body)?));
    }
    if parts.method == Method::POST && path.last().is_some_and(|last| last == "_search") {
        let body = form_body(&parts.headers, body).await?;
        if !state.defects.has(Defect::PostSearchIgnoresBody) {
            query.extend(query::decode(&body).map_err(|error| broken(state, error.into()))?);
        }
    }
    let interaction = Interaction {
        method: &parts.method,
        path,
        query,
        headers: &parts.headers,
    };
    let view = View::new(holdings, access.as_ref(), &state.defects);
    Ok(respond(interaction.answer(&view)?))
}

/// What the request's token gives access to; `None` where the API asks for no token and none came.
async fn authorize(
    state: &AppState,
    api: Api,
    headers: &HeaderMap,
) -> Result<Option<Access>, Refusal> {
    let error = match state.access(headers).await {
        Ok(access) => return Ok(Some(access)),
        Err(error) => error,
    };
    let challenge = match error {
        AccessError::Missing
            if state.dialect.api(api).public && !state.defects.has(Defect::DirectoryClosed) =>
        {
            return Ok(None);
        }
        AccessError::Missing if state.defects.has(Defect::NoTokenServed) => return Ok(None),
        AccessError::Missing | AccessError::Malformed => {
            HeaderValue::from_static(r#"Bearer realm="fhir""#)
        }
        AccessError::Invalid => HeaderValue::from_static(
            r#"Bearer realm="fhir", error="invalid_token", error_description="the access token is unknown, expired or revoked""#,
        ),
        AccessError::Unavailable => {
            return Err(Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "transient",
                error.to_string(),
            ));
        }
    };
    let status = if error == AccessError::Invalid && state.defects.has(Defect::InvalidToken403) {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::UNAUTHORIZED
    };
    let refusal = Refusal::new(status, "login", error.to_string());
    Err(if state.defects.has(Defect::ChallengeMissing) {
        refusal
    } else {
        refusal.with(header::WWW_AUTHENTICATE, challenge)
    })
}

/// The defect that lets broken encoding through to a database.
fn broken(state: &AppState, refusal: Refusal) -> Refusal {
    if state.defects.has(Defect::Encoding500) {
        return Refusal::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "exception",
            "SELECT body FROM resource WHERE param = ?1: invalid byte sequence for encoding \"UTF8\"",
        );
    }
    refusal
}

fn refuse(state: &AppState, headers: &HeaderMap, mut refusal: Refusal) -> Response<Body> {
    if state.defects.has(Defect::TokenEchoed)
        && let Some(sent) = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
    {
        refusal.diagnostics = format!("{}: {sent}", refusal.diagnostics);
    }
    let mut response = refusal.into_response();
    if state.defects.has(Defect::OutcomeMissing) {
        *response.body_mut() = Body::empty();
    }
    response
}

async fn form_body(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    if !has_type(headers, &["application/x-www-form-urlencoded"]) {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not-supported",
            "_search takes its parameters as application/x-www-form-urlencoded",
        ));
    }
    read(body).await
}

async fn bundle_body(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    if !has_type(headers, &["application/fhir+json", "application/json"]) {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not-supported",
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

async fn read(body: Body) -> Result<Bytes, Refusal> {
    axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|_| {
        Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-long",
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

fn version_headers(stored: &Stored, headers: &mut HeaderMap) {
    let version = stored.headers();
    if let Some(etag) = &version.etag {
        headers.insert(header::ETAG, etag.clone());
    }
    if let Some(changed) = &version.last_modified {
        headers.insert(header::LAST_MODIFIED, changed.clone());
    }
}
