//! One router out of all: the APIs and the OAuth endpoints open to scripts of any origin (CORS), the pages not.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use http::header::{CONTENT_LOCATION, ETAG, LAST_MODIFIED, LINK, LOCATION, WWW_AUTHENTICATE};
use http::{Method, StatusCode};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

use crate::answers::ErrorResponse;
use crate::fault::{self, Defect};
use crate::fhir::{self, Apis, FhirState};
use crate::state::AppState;
use crate::store::Api;
use crate::{member, oauth, web};

/// Everything that the payer serves.
pub(crate) fn router(state: &AppState, apis: &Arc<Apis>) -> Router {
    let paths = &state.dialect.paths;
    let fhir_api = |api| {
        fhir::router(FhirState {
            api,
            apis: Arc::clone(apis),
            public: state.dialect.api(api).public,
            store: Arc::clone(&state.store),
            clock: Arc::clone(&state.clock),
            errors: state.dialect.errors.clone().into(),
            defects: state.defects,
        })
    };
    let for_scripts = oauth::router(state)
        .nest_service(&paths.patient_access, fhir_api(Api::PatientAccess))
        .nest_service(&paths.directory, fhir_api(Api::Directory))
        .layer(cors(state));
    Router::new()
        .merge(for_scripts)
        .merge(web::style_router())
        .merge(member::router(state))
        .merge(Router::new().fallback(not_found).with_state(state.clone()))
        .layer(CatchPanicLayer::custom(panicked))
}

fn cors(state: &AppState) -> CorsLayer {
    let exposed = [
        WWW_AUTHENTICATE,
        ETAG,
        LAST_MODIFIED,
        LOCATION,
        CONTENT_LOCATION,
        LINK,
    ];
    if state.defects.has(Defect::CorsCredentials) {
        return fault::metadata::open_cors();
    }
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(exposed)
}

async fn not_found(State(state): State<AppState>) -> Response {
    let text = "There is no such page. The start page lists what there is.";
    web::error_page(state.frame(), StatusCode::NOT_FOUND, "Not found", text)
}

/// A panic is a bug; whoever asked learns nothing of the program from it.
fn panicked(_panic: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    let error = ErrorResponse {
        error: "server_error",
        error_description: None,
        status: StatusCode::INTERNAL_SERVER_ERROR,
        allow: None,
        challenge: None,
    };
    (error.status, Json(error)).into_response()
}
