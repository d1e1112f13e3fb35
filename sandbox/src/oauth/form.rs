//! The form that the token, revocation and introspection endpoints read (RFC 6749 3.2).

use axum::body::to_bytes;
use axum::extract::Request;
use http::header::CONTENT_TYPE;

use super::error::OAuthError;
use crate::fault::{Defect, DefectSet};
use crate::parameters::Parameters;
use crate::state::AppState;

/// The largest body that an endpoint reads, in bytes.
const LARGEST_BODY: usize = 64 * 1024;

/// The parameters of a POST to the token, revocation or introspection endpoint.
pub(super) async fn body(state: &AppState, request: Request) -> Result<Parameters, OAuthError> {
    let defects = state.defects;
    let query = request.uri().query().unwrap_or_default().to_owned();
    let media_type = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = media_type
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim();
    let form = media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded");
    let as_json = defects.has(Defect::TokenJson) && media_type == "application/json";
    let as_get = defects.has(Defect::TokenGet) && request.method() == http::Method::GET;
    let bytes = to_bytes(request.into_body(), LARGEST_BODY);
    let bytes = bytes.await.map_err(|_| OAuthError::TooLarge)?;
    if as_json {
        return json(&bytes).ok_or(OAuthError::Malformed("the body is not a JSON object"));
    }
    if as_get {
        return parse(query.as_bytes(), defects);
    }
    let in_query = defects.has(Defect::QueryParams) && bytes.is_empty();
    if !form && !in_query {
        return Err(OAuthError::InvalidRequest("the body must be form-encoded"));
    }
    let mut parameters = parse(&bytes, defects)?;
    if defects.has(Defect::QueryParams) {
        parameters.extend(parse(query.as_bytes(), defects)?);
    }
    Ok(parameters)
}

fn parse(bytes: &[u8], defects: DefectSet) -> Result<Parameters, OAuthError> {
    let parameters = Parameters::parse(bytes);
    let parameters = parameters.ok_or(OAuthError::Malformed("the parameters are not UTF-8"))?;
    Ok(if defects.has(Defect::DuplicateParams) {
        parameters.last_wins()
    } else {
        parameters
    })
}

fn json(bytes: &[u8]) -> Option<Parameters> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes).ok()?;
    let text =
        |(name, value): (String, serde_json::Value)| Some((name, value.as_str()?.to_owned()));
    fields.into_iter().map(text).collect()
}
