//! The FHIR API over the synthetic data, judged by looking through the data itself.

use std::sync::{Arc, LazyLock};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use rstest::rstest;
use serde_json::Value as Json;

use super::api_data::ApiData;
use super::apis::put;
use super::batch;
use super::interaction::{Answer, Interaction, segments};
use super::view::View;
use crate::access::{Access, GrantedScopes};
use crate::answers::FhirError;
use crate::data::{DataOptions, load};
use crate::dialect::Dialect;
use crate::fault::DefectSet;
use crate::search::{IndexedResource, SearchParameters, query};
use crate::store::{Api, StoredResource};

const BASE: &str = "https://payer.example.org/fhir";

static DIALECT: LazyLock<Dialect> = LazyLock::new(|| Dialect::named("reference").unwrap());

static RESOURCES: LazyLock<Vec<StoredResource>> = LazyLock::new(|| {
    let now: Timestamp = "2026-06-15T12:00:00Z".parse().unwrap();
    load(&DataOptions::default(), &[], &DIALECT, now)
        .unwrap()
        .remove(0)
        .resources
});

fn data_of(api: Api) -> ApiData {
    let parameters = SearchParameters::new(api, BASE, &DIALECT.api(api).resource_types);
    let mut data = ApiData::new(Arc::new(parameters));
    for resource in RESOURCES.iter().filter(|resource| resource.api == api) {
        put(&mut data, resource.clone());
    }
    data
}

static PATIENT_ACCESS: LazyLock<ApiData> = LazyLock::new(|| data_of(Api::PatientAccess));
static DIRECTORY: LazyLock<ApiData> = LazyLock::new(|| data_of(Api::Directory));

fn member(patient: &str, scope: &str) -> Access {
    Access {
        subject: Some("someone".to_owned()),
        patient: Some(patient.to_owned()),
        scopes: GrantedScopes::parse(scope),
        client_id: "app".to_owned(),
        system: false,
    }
}

/// Status and body of a request.
fn ask_with(access: &Access, request: &str, headers: &[(&'static str, &str)]) -> (u16, Json) {
    ask_in(&PATIENT_ACCESS, Some(access), request, headers)
}

fn ask_in(
    data: &ApiData,
    access: Option<&Access>,
    request: &str,
    headers: &[(&'static str, &str)],
) -> (u16, Json) {
    let (method, url) = request.split_once(' ').unwrap();
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            )
        })
        .collect();
    let defects = DefectSet::default();
    let view = View::new(data, access, &defects);
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    let answer = segments(path).map_err(FhirError::from).and_then(|path| {
        let query = query::decode(query.as_bytes())?;
        Interaction {
            method: &method,
            path,
            query,
            headers: &headers,
        }
        .answer(&view)
    });
    shown(answer)
}

fn shown(answer: Result<Answer, FhirError>) -> (u16, Json) {
    match answer {
        Ok(Answer::Resource(stored)) => (200, serde_json::from_slice(&stored.body).unwrap()),
        Ok(Answer::Bundle(bytes)) => (200, serde_json::from_slice(&bytes).unwrap()),
        Ok(Answer::NotModified(_)) => (304, Json::Null),
        Ok(Answer::Made(status, bytes)) => (
            status.as_u16(),
            serde_json::from_slice(&bytes).unwrap_or_default(),
        ),
        Err(error) => (error.status.as_u16(), error.outcome()),
    }
}

fn ask(request: &str) -> (u16, Json) {
    ask_with(&member("PatientID", "patient/*.rs"), request, &[])
}

fn ids(bundle: &Json, mode: &str) -> Vec<String> {
    let mut ids: Vec<String> = bundle["entry"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|entry| entry["search"]["mode"] == mode)
        .map(|entry| {
            format!(
                "{}/{}",
                entry["resource"]["resourceType"].as_str().unwrap(),
                entry["resource"]["id"].as_str().unwrap()
            )
        })
        .collect();
    ids.sort();
    ids
}

/// The ids of a member's resources that a test of their JSON passes.
fn expected(patient: &str, resource_type: &str, passes: impl Fn(&Json) -> bool) -> Vec<String> {
    let mut ids: Vec<String> = RESOURCES
        .iter()
        .filter(|one| {
            one.api == Api::PatientAccess && one.resource_type == resource_type && !one.deleted
        })
        .filter(|one| {
            one.compartment
                .as_deref()
                .is_none_or(|owner| owner == patient)
        })
        .filter(|one| passes(&serde_json::from_slice(&one.body).unwrap()))
        .map(|one| format!("{resource_type}/{}", one.id))
        .collect();
    ids.sort();
    ids
}

fn coded(resource: &Json, element: &str, code: &str) -> bool {
    let concepts = match &resource[element] {
        Json::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    concepts.iter().any(|concept| {
        concept["coding"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|coding| coding["code"] == code)
    })
}

#[rstest]
#[case("category=vital-signs", |o: &Json| coded(o, "category", "vital-signs"))]
#[case("category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory", |o: &Json| coded(o, "category", "laboratory"))]
#[case("category=http://example.org/other|laboratory", |_: &Json| false)]
#[case("category=|laboratory", |_: &Json| false)]
#[case("category=vital-signs,laboratory", |o: &Json| coded(o, "category", "vital-signs") || coded(o, "category", "laboratory"))]
#[case("category:not=vital-signs", |o: &Json| !coded(o, "category", "vital-signs"))]
#[case("code=http://loinc.org|8867-4", |o: &Json| coded(o, "code", "8867-4"))]
#[case("code=http://loinc.org|", |o: &Json| o["code"]["coding"].as_array().unwrap().iter().any(|c| c["system"] == "http://loinc.org"))]
#[case("status=final", |o: &Json| o["status"] == "final")]
#[case("code=8867-4&status=final", |o: &Json| coded(o, "code", "8867-4") && o["status"] == "final")]
#[case("patient=PatientID", |_: &Json| true)]
#[case("patient=Patient/PatientID", |_: &Json| true)]
#[case("subject=https://payer.example.org/fhir/Patient/PatientID", |_: &Json| true)]
#[case("subject:Patient=PatientID", |_: &Json| true)]
#[case("patient=someone-else", |_: &Json| false)]
#[case("patient.birthdate=lt1800", |_: &Json| false)]
#[case("patient.gender=male,female,other,unknown", |_: &Json| true)]
#[case("subject:Patient.birthdate=gt1800", |_: &Json| true)]
#[case("code:missing=false", |_: &Json| true)]
#[case("code:missing=true", |_: &Json| false)]
#[case("unheard-of=1", |_: &Json| true)]
fn observations_are_found(#[case] query: &str, #[case] passes: fn(&Json) -> bool) {
    let expected = expected("PatientID", "Observation", passes);
    let (status, bundle) = ask(&format!("GET /Observation?_count=500&{query}"));
    assert_eq!(status, 200, "{bundle}");
    assert_eq!(ids(&bundle, "match"), expected);
    assert_eq!(bundle["total"], expected.len());
}

#[test]
fn dates_are_found_by_every_prefix() {
    let (_, all) = ask("GET /Observation?category=vital-signs&_count=500");
    let dates: Vec<(String, String)> = all["entry"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| {
            let date = entry["resource"]["effectiveDateTime"].as_str()?;
            Some((
                format!("Observation/{}", entry["resource"]["id"].as_str()?),
                date[..10.min(date.len())].to_owned(),
            ))
        })
        .filter(|(_, date)| date.len() == 10)
        .collect();
    assert!(dates.len() > 5, "{dates:?}");
    let pivot = dates[dates.len() / 2].1.clone();
    for (prefix, passes) in [
        ("gt", (|a, b| a > b) as fn(&str, &str) -> bool),
        ("lt", |a, b| a < b),
        ("ge", |a, b| a >= b),
        ("le", |a, b| a <= b),
        ("eq", |a, b| a == b),
        ("", |a, b| a == b),
        ("ne", |a, b| a != b),
        ("sa", |a, b| a > b),
        ("eb", |a, b| a < b),
    ] {
        let (_, bundle) = ask(&format!(
            "GET /Observation?category=vital-signs&date={prefix}{pivot}&_count=500"
        ));
        let found = ids(&bundle, "match");
        for (id, date) in &dates {
            assert_eq!(
                found.contains(id),
                passes(date, &pivot),
                "{prefix}{pivot}: {id} of {date}"
            );
        }
    }
}

#[rstest]
#[case("GET /Patient/PatientID", 200)]
#[case("HEAD /Patient/PatientID", 200)]
#[case("GET /Patient/PatientID/_history/99", 404)]
#[case("GET /Patient/no-such-id", 404)]
#[case("GET /Patient/no_id", 404)]
#[case("GET /Nothing/1", 404)]
#[case("GET /Nothing", 404)]
#[case("GET /Patient/a/b/c/d", 404)]
#[case("GET /Patient/%zz", 400)]
#[case("GET /Patient/%00", 400)]
#[case("GET /Observation?date=yesterday", 400)]
#[case("GET /Observation?date=2024-13", 400)]
#[case("GET /Observation?code=%zz", 400)]
#[case("GET /Observation?code=a%00", 400)]
#[case("GET /Observation?code=%ff", 400)]
#[case("GET /Observation?code:banana=1", 400)]
#[case("GET /Observation?date:exact=2024", 400)]
#[case("GET /Observation?_count=-1", 400)]
#[case("GET /Observation?_count=many", 400)]
#[case("GET /Observation?_page=AAAA", 400)]
#[case("GET /Observation?_sort=nothing", 400)]
#[case("GET /Observation?patient=a|b|c", 400)]
#[case("GET /Observation?code=a,,b", 400)]
#[case("GET /Observation?_format=json", 200)]
#[case("GET /Observation?_format=application/fhir+json", 200)]
#[case("GET /Observation?_format=xml", 406)]
#[case("GET /Binary", 405)]
#[case("POST /Patient", 405)]
#[case("PUT /Patient/PatientID", 405)]
#[case("DELETE /Patient/PatientID", 405)]
#[case("PATCH /Patient/PatientID", 405)]
#[case("GET /Patient/_search", 405)]
#[case("POST /Patient/_search", 200)]
fn statuses_are_the_standards(#[case] request: &str, #[case] status: u16) {
    let (answered, body) = ask(request);
    assert_eq!(answered, status, "{body}");
    if status >= 400 {
        assert_eq!(body["resourceType"], "OperationOutcome");
    }
}

#[test]
fn what_was_deleted_is_gone() {
    let deleted = RESOURCES.iter().find(|one| one.deleted).unwrap();
    let access = member(deleted.compartment.as_deref().unwrap(), "patient/*.rs");
    let (status, _) = ask_with(
        &access,
        &format!("GET /{}/{}", deleted.resource_type, deleted.id),
        &[],
    );
    assert_eq!(status, 410);
    let other = RESOURCES
        .iter()
        .filter_map(|one| one.compartment.as_deref())
        .find(|patient| Some(*patient) != deleted.compartment.as_deref())
        .unwrap();
    let request = format!("GET /{}/{}", deleted.resource_type, deleted.id);
    assert_eq!(
        ask_with(&member(other, "patient/*.rs"), &request, &[]).0,
        404
    );
}

#[test]
fn strict_handling_refuses_what_is_unknown() {
    let access = member("PatientID", "patient/*.rs");
    let request = "GET /Observation?unheard-of=1";
    assert_eq!(
        ask_with(&access, request, &[("prefer", "handling=strict")]).0,
        400
    );
    let (_, bundle) = ask_with(&access, "GET /Observation?unheard-of=1&status=final", &[]);
    let own = bundle["link"][0]["url"].as_str().unwrap();
    assert_eq!(own, format!("{BASE}/Observation?status=final"));
}

#[test]
fn pages_hold_every_match_once() {
    let claims = RESOURCES
        .iter()
        .filter(|one| one.resource_type == "ExplanationOfBenefit")
        .filter_map(|one| one.compartment.clone());
    let mut counts = std::collections::HashMap::<String, usize>::new();
    claims.for_each(|patient| *counts.entry(patient).or_default() += 1);
    let (patient, total) = counts.into_iter().max_by_key(|(_, count)| *count).unwrap();
    assert!(total > 200);
    let access = member(&patient, "patient/*.rs");
    let mut seen = Vec::new();
    let mut next = Some(format!("{BASE}/ExplanationOfBenefit?_count=37"));
    while let Some(url) = next {
        let (status, bundle) = ask_with(
            &access,
            &format!("GET {}", url.strip_prefix(BASE).unwrap()),
            &[],
        );
        assert_eq!((status, &bundle["total"]), (200, &Json::from(total)));
        seen.extend(ids(&bundle, "match"));
        let links = bundle["link"].as_array().unwrap();
        assert!(links.iter().any(|link| link["relation"] == "self"));
        next = links
            .iter()
            .find(|link| link["relation"] == "next")
            .map(|link| link["url"].as_str().unwrap().to_owned());
    }
    let pages = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len(), pages), (total, total));
}

#[test]
fn count_zero_is_the_total_alone() {
    let (_, bundle) = ask("GET /Observation?_count=0");
    assert!(bundle.get("entry").is_none());
    assert_eq!(
        bundle["total"],
        expected("PatientID", "Observation", |_| true).len()
    );
}

#[test]
fn includes_come_along_and_do_not_count() {
    let (_, bundle) =
        ask("GET /Encounter?_include=Encounter:patient&_revinclude=Provenance:target&_count=500");
    let matches = ids(&bundle, "match");
    assert_eq!(bundle["total"], matches.len());
    let included = ids(&bundle, "include");
    assert!(
        included.contains(&"Patient/PatientID".to_owned()),
        "{included:?}"
    );
    let (_, own) = ask("GET /Encounter?_count=500");
    assert_eq!(ids(&own, "match"), matches);
}

/// Every way in, from a member to what is not theirs.
#[test]
fn nothing_of_another_member_leaves() {
    let others: Vec<&StoredResource> = RESOURCES
        .iter()
        .filter(|one| one.api == Api::PatientAccess)
        .filter(|one| {
            one.compartment
                .as_deref()
                .is_some_and(|owner| owner != "PatientID")
        })
        .collect();
    let theirs: std::collections::HashSet<String> = others
        .iter()
        .map(|one| format!("{}/{}", one.resource_type, one.id))
        .collect();
    for other in others.iter().step_by(7) {
        assert_eq!(
            ask(&format!("GET /{}/{}", other.resource_type, other.id)).0,
            404
        );
        let owner = other.compartment.as_deref().unwrap();
        for query in [
            format!("_id={}", other.id),
            format!("patient={owner}"),
            format!("patient=Patient/{owner}&_include=*"),
        ] {
            let (_, bundle) = ask(&format!("GET /{}?{query}", other.resource_type));
            assert!(
                ids(&bundle, "match").iter().all(|id| !theirs.contains(id)),
                "{query}"
            );
        }
    }
    for query in [
        "Practitioner?_revinclude=Encounter:participant&_revinclude=ExplanationOfBenefit:care-team&_count=500",
        "Practitioner?_revinclude=Observation:performer&_revinclude:iterate=Provenance:target&_count=500",
        "Organization?_revinclude=Coverage:payor&_revinclude=ExplanationOfBenefit:provider&_count=500",
        "Encounter?_include=*&_include:iterate=*&_revinclude=*:*&_count=500",
    ] {
        let (_, bundle) = ask(&format!("GET /{query}"));
        let leaked: Vec<_> = ids(&bundle, "include")
            .into_iter()
            .filter(|id| theirs.contains(id))
            .collect();
        assert_eq!(leaked, Vec::<String>::new(), "{query}");
    }
    let (_, mine) =
        ask("GET /Practitioner?_has:Encounter:participant:_id:missing=false&_count=500");
    assert!(mine["resourceType"] == "Bundle" || mine["resourceType"] == "OperationOutcome");
}

#[test]
fn a_system_token_finds_the_members_that_a_query_names() {
    let mut access = member("", "system/*.rs");
    (access.patient, access.system) = (None, true);
    for (query, patients) in [
        ("patient=PatientID", &["PatientID"][..]),
        (
            "patient=Patient/PatientID,TwinPatientID",
            &["PatientID", "TwinPatientID"],
        ),
        ("subject=PatientID", &["PatientID"]),
        ("patient=nobody", &[]),
    ] {
        let (_, bundle) = ask_with(
            &access,
            &format!("GET /Observation?{query}&_count=500"),
            &[],
        );
        let mut all: Vec<String> = patients
            .iter()
            .flat_map(|patient| expected(patient, "Observation", |_| true))
            .collect();
        all.sort();
        assert_eq!(ids(&bundle, "match"), all, "{query}");
    }
}

#[rstest]
#[case("patient/Observation.rs", "GET /Observation", 200)]
#[case("patient/Observation.rs", "GET /Condition", 403)]
#[case("patient/Observation.rs", "GET /Patient/PatientID", 403)]
#[case("patient/Observation.r", "GET /Observation", 403)]
#[case("patient/*.read", "GET /Condition", 200)]
#[case("patient/*.write", "GET /Condition", 403)]
#[case("launch/patient openid", "GET /Patient/PatientID", 403)]
#[case("launch/patient openid", "GET /Patient?_id=PatientID", 403)]
fn scopes_decide(#[case] scope: &str, #[case] request: &str, #[case] status: u16) {
    let (answered, _) = ask_with(&member("PatientID", scope), request, &[]);
    assert_eq!(answered, status);
}

#[test]
fn a_granular_scope_reaches_only_what_it_names() {
    let scope = "patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
    let access = member("PatientID", scope);
    let (_, bundle) = ask_with(&access, "GET /Observation?_count=500", &[]);
    assert_eq!(
        ids(&bundle, "match"),
        expected("PatientID", "Observation", |o| coded(
            o,
            "category",
            "laboratory"
        ))
    );
    let vital = expected("PatientID", "Observation", |o| {
        coded(o, "category", "vital-signs")
    })
    .remove(0);
    assert_eq!(ask_with(&access, &format!("GET /{vital}"), &[]).0, 404);
}

/// A scope is a permission with a constraint of its own: access is the union of scopes, and never their mixture.
#[test]
fn what_a_scope_lets_be_read_is_not_what_another_lets_be_searched() {
    let laboratory =
        "?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
    let all = expected("PatientID", "Observation", |_| true);
    let of_laboratory = expected("PatientID", "Observation", |o| {
        coded(o, "category", "laboratory")
    });
    let vital = expected("PatientID", "Observation", |o| {
        coded(o, "category", "vital-signs")
    })
    .remove(0);

    let scope = format!("patient/Observation.r{laboratory} patient/Observation.s");
    let access = member("PatientID", &scope);
    let (_, bundle) = ask_with(&access, "GET /Observation?_count=500", &[]);
    assert_eq!(ids(&bundle, "match"), all);
    assert_eq!(ask_with(&access, &format!("GET /{vital}"), &[]).0, 404);
    assert_eq!(
        ask_with(&access, &format!("GET /{}", of_laboratory[0]), &[]).0,
        200
    );

    let scope = format!("patient/Observation.r patient/Observation.s{laboratory}");
    let access = member("PatientID", &scope);
    let (_, bundle) = ask_with(&access, "GET /Observation?_count=500", &[]);
    assert_eq!(ids(&bundle, "match"), of_laboratory);
    assert_eq!(ask_with(&access, &format!("GET /{vital}"), &[]).0, 200);
}

#[test]
fn a_known_entity_tag_is_answered_without_a_body() {
    let access = member("PatientID", "patient/*.rs");
    let request = "GET /Patient/PatientID";
    let (_, patient) = ask_with(&access, request, &[]);
    let version = patient["meta"]["versionId"].as_str().unwrap();
    assert_eq!(
        ask_with(&access, &format!("{request}/_history/{version}"), &[]).0,
        200
    );
    let tagged = |tags: String| ask_with(&access, request, &[("if-none-match", &tags)]).0;
    assert_eq!(tagged(format!("W/\"{version}\"")), 304);
    assert_eq!(tagged(format!("W/\"x\", \"{version}\"")), 304);
    assert_eq!(tagged("*".to_owned()), 304);
    assert_eq!(tagged(format!("W/\"{version}0\"")), 200);
}

#[test]
fn a_batch_is_judged_entry_by_entry() {
    let access = member("PatientID", "patient/Observation.rs");
    let defects = DefectSet::default();
    let view = View::new(&PATIENT_ACCESS, Some(&access), &defects);
    let entry = |method: &str, url: &str| serde_json::json!({ "request": { "method": method, "url": url } });
    let body = |kind: &str, entries: Vec<Json>| {
        bytes::Bytes::from(
            serde_json::json!({ "resourceType": "Bundle", "type": kind, "entry": entries })
                .to_string(),
        )
    };
    let entries = vec![
        entry("GET", "Observation?_count=1"),
        entry("GET", "Patient/PatientID"),
        entry("DELETE", "Observation/1"),
        serde_json::json!({}),
    ];
    let (status, answer) = shown(batch::answer(&view, &body("batch", entries.clone())));
    assert_eq!(status, 200);
    let statuses: Vec<_> = answer["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["response"]["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses, ["200", "403", "405", "400"]);
    assert_eq!(
        shown(batch::answer(&view, &body("transaction", entries))).0,
        403
    );
    assert_eq!(
        shown(batch::answer(&view, &body("history", Vec::new()))).0,
        400
    );
    assert_eq!(
        shown(batch::answer(&view, &bytes::Bytes::from_static(b"{"))).0,
        400
    );
}

#[rstest]
#[case("Practitioner?_count=500")]
#[case(
    "PractitionerRole?_include=PractitionerRole:practitioner&_include=PractitionerRole:organization"
)]
#[case("Organization?type=ntwk")]
#[case("InsurancePlan?_include=InsurancePlan:owned-by")]
#[case("PractitionerRole?practitioner.name=a")]
#[case("Practitioner?_has:PractitionerRole:practitioner:organization.active=true")]
#[case("Location?address-state=CA")]
fn the_directory_answers_without_a_token(#[case] query: &str) {
    let (status, bundle) = ask_in(&DIRECTORY, None, &format!("GET /{query}"), &[]);
    assert_eq!(status, 200);
    assert!(!ids(&bundle, "match").is_empty(), "{query}: {bundle}");
}

#[test]
fn a_practitioner_is_found_by_name_without_case_and_accents() {
    let stored: Vec<&Arc<IndexedResource>> =
        DIRECTORY.shared.of_type("Practitioner").iter().collect();
    for one in stored.iter().step_by(5) {
        let json: Json = serde_json::from_slice(&one.body).unwrap();
        let family = json["name"][0]["family"].as_str().unwrap();
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("name", &family.to_uppercase())
            .finish();
        let (_, bundle) = ask_in(
            &DIRECTORY,
            None,
            &format!("GET /Practitioner?{query}&_count=500"),
            &[],
        );
        assert!(
            ids(&bundle, "match").contains(&format!("Practitioner/{}", one.id)),
            "{family}"
        );
    }
}

#[rstest]
#[case("Organization?", "partof.", 1_100)]
#[case("Patient?", "link.", 1_100)]
#[case("Procedure?", "part-of.", 60)]
#[case("Procedure?", "part-of.", 5)]
#[case("Organization?", "_has:Organization:partof:", 300)]
fn a_long_chain_is_too_costly(#[case] start: &str, #[case] hop: &str, #[case] times: usize) {
    let (status, outcome) = ask(&format!("GET /{start}{}_id=x", hop.repeat(times)));
    let code = outcome["issue"][0]["code"].as_str();
    assert_eq!((status, code), (400, Some("too-costly")), "{outcome}");
}

/// Each hop looks at a type once, so that a chain that comes back to its type ends.
#[rstest]
#[case("part-of.part-of.part-of.part-of._id=x")]
#[case("_has:Procedure:part-of:_has:Procedure:part-of:part-of.part-of._id=x")]
fn a_chain_that_comes_back_to_its_type_is_answered(#[case] query: &str) {
    let (status, bundle) = ask(&format!("GET /Procedure?{query}"));
    assert_eq!(
        (status, &bundle["total"]),
        (200, &Json::from(0)),
        "{bundle}"
    );
}
