//! Text as a search, `Type?name=value&...`: what the payer answers, over both of its APIs and down to the bytes, and what
//! the harness says about every resource.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use http::Request;
use jiff::Timestamp;
use payerlab_matching::{Knowledge, Query, definitions, further_reads, matches};
use payerlab_profiles::json::{Document, Node};
use payerlab_sandbox::clock::Clock;
use payerlab_sandbox::data::{DataOptions, load};
use payerlab_sandbox::dialect::Dialect;
use payerlab_sandbox::fault::{Defect, DefectSet};
use payerlab_sandbox::fhir::{Apis, FhirState, router};
use payerlab_sandbox::store::{Api, SqliteStore, Store, StoreUrl};
use payerlab_sandbox::urls::Urls;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode, utf8_percent_encode};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

const BASE: &str = "https://payer.example.org";
/// Resources of a type that the harness judges: enough for every form of value that the synthetic data has.
const SAMPLE: usize = 12;

/// The payer's two APIs.
static PAYER: LazyLock<(Runtime, Vec<Router>)> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let apis = runtime.block_on(apis());
    (runtime, apis)
});

/// Resources for the harness, by type.
static RESOURCES: LazyLock<BTreeMap<String, Vec<Document>>> = LazyLock::new(|| {
    let dialect = Dialect::named("reference").expect("the dialect is built in");
    let parts = load(&DataOptions::default(), &[], &dialect, today()).expect("the synthetic data");
    let mut sample: BTreeMap<String, Vec<Document>> = BTreeMap::new();
    for resource in parts.into_iter().flat_map(|part| part.resources) {
        let kept = sample.entry(resource.resource_type.clone()).or_default();
        if kept.len() < SAMPLE && !resource.deleted {
            kept.push(Document::parse(resource.body).expect("synthetic data is JSON"));
        }
    }
    sample
});

fn today() -> Timestamp {
    Timestamp::from_second(1_781_524_800).expect("a day in 2026")
}

struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        today()
    }
}

async fn apis() -> Vec<Router> {
    let dialect = Dialect::named("reference").expect("the dialect is built in");
    let store = SqliteStore::open(&StoreUrl::Memory)
        .await
        .expect("a store in memory");
    for part in load(&DataOptions::default(), &[], &dialect, today()).expect("the synthetic data") {
        store.load(part).await.expect("the store takes the data");
    }
    let urls = Urls {
        issuer: BASE.to_owned(),
        patient_access: format!("{BASE}/fhir"),
        directory: format!("{BASE}/directory"),
        base_path: String::new(),
    };
    // So that the members' data can be searched without a sign-in.
    let defects: DefectSet = [Defect::NoTokenServed].into_iter().collect();
    let apis = Apis::open(&store, &urls, &dialect, defects)
        .await
        .expect("the APIs");
    let (apis, store) = (Arc::new(apis), Arc::new(store));
    [Api::PatientAccess, Api::Directory]
        .map(|api| {
            router(FhirState {
                api,
                apis: apis.clone(),
                public: dialect.api(api).public,
                store: store.clone(),
                clock: Arc::new(Still),
                errors: Arc::new([]),
                defects,
            })
        })
        .into()
}

/// Searches, and judges. A search has an answer that is no fault of the server, and is JSON.
///
/// # Panics
/// Where that does not hold.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let (resource_type, parameters) = text.split_once('?').unwrap_or((text, ""));
    if resource_type.is_empty()
        || !resource_type
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric())
    {
        return;
    }
    ask(resource_type, parameters);
    judge(resource_type, parameters);
}

/// What no URL may hold as it is; a percent sign stays, so that what it stands before is decoded by the payer.
const NOT_IN_A_QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'#');

fn ask(resource_type: &str, parameters: &str) {
    let query = utf8_percent_encode(parameters, NOT_IN_A_QUERY);
    let uri = format!("/{resource_type}?{query}");
    let (runtime, apis) = &*PAYER;
    for api in apis {
        let Ok(request) = Request::get(&uri).body(Body::empty()) else {
            return;
        };
        let answer = runtime.block_on(async {
            let answer = api
                .clone()
                .oneshot(request)
                .await
                .unwrap_or_else(|never| match never {});
            let (parts, body) = answer.into_parts();
            (
                parts.status,
                to_bytes(body, usize::MAX).await.expect("a body"),
            )
        });
        assert!(!answer.0.is_server_error(), "{} for {uri}", answer.0);
        let json = serde_json::from_slice::<serde_json::Value>(&answer.1);
        assert!(json.is_ok(), "{} for {uri}: {:?}", answer.0, answer.1);
    }
}

fn judge(resource_type: &str, parameters: &str) {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode(text.as_bytes())
            .decode_utf8_lossy()
            .into_owned()
    };
    let query = Query {
        resource_type: resource_type.to_owned(),
        parameters: parameters
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect(),
    };
    definitions();
    let empty = Vec::new();
    let nodes: Vec<Node<'_>> = RESOURCES
        .get(resource_type)
        .unwrap_or(&empty)
        .iter()
        .map(Document::root)
        .collect();
    let (targets, listings) = (BTreeMap::new(), BTreeMap::new());
    let known = Knowledge {
        base: BASE,
        targets: &targets,
        listings: &listings,
    };
    further_reads(parameters, &nodes, BASE);
    for node in nodes {
        matches(&query, node, known);
    }
}
