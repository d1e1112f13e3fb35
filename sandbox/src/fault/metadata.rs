//! What is wrong with discovery documents, and with who may read them.

use axum::response::{Html, IntoResponse, Response};
use tower_http::cors::{AllowHeaders, AllowMethods, AllowOrigin, CorsLayer};

use super::{Defect, DefectSet};
use crate::answers::Metadata;

pub(crate) fn damage(metadata: &mut Metadata, defects: DefectSet) {
    if defects.has(Defect::EndpointsRelative) {
        let issuer = metadata.issuer.clone();
        for endpoint in [
            &mut metadata.authorization_endpoint,
            &mut metadata.token_endpoint,
            &mut metadata.revocation_endpoint,
            &mut metadata.introspection_endpoint,
            &mut metadata.jwks_uri,
        ] {
            if let Some(path) = endpoint.strip_prefix(&issuer) {
                *endpoint = path.to_owned();
            }
        }
    }
    if defects.has(Defect::GrantUnlisted) {
        metadata.grant_types_supported = &["authorization_code"];
    }
    if defects.has(Defect::PlainListed) {
        metadata.code_challenge_methods_supported = &["S256", "plain"];
    }
}

/// Damages the OpenID configuration, which then names another issuer than the others.
pub(crate) fn damage_openid(metadata: &mut Metadata, defects: DefectSet) {
    if defects.has(Defect::IssuerDiffers) {
        metadata.issuer.push('/');
    }
}

/// The answer of [`Defect::MetadataAccept`].
pub(crate) fn page() -> Response {
    Html("<!doctype html><title>Metadata</title><p>See our developer site.").into_response()
}

/// What [`Defect::CorsCredentials`] lets scripts do.
pub(crate) fn open_cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .allow_credentials(true)
}
