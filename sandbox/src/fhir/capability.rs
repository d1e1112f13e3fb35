//! `CapabilityStatement`: made from what is really served, so that it cannot promise anything else (FHIR R4
//! CapabilityStatement; SMART App Launch 2.0, Conformance).

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use payerlab_profiles::json::{Document, Node};
use serde_json::{Value, json};

use super::api_data::{ApiData, Compartment};
use crate::dialect::Paths;
use crate::search::parameter::ParameterKind;
use crate::store::Api;
use crate::urls::Urls;

/// How many members' compartments are looked through for profiles; the standard members are far fewer.
const COMPARTMENTS: usize = 64;

/// Writes the statement of one API.
#[must_use]
pub(super) fn statement(data: &ApiData, api: Api, urls: &Urls, paths: &Paths) -> Bytes {
    let mut profiles: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut served: BTreeSet<String> = BTreeSet::new();
    for compartment in data
        .members
        .values()
        .take(COMPARTMENTS)
        .chain([&data.shared])
    {
        survey(compartment, &mut served, &mut profiles);
    }
    let resources: Vec<Value> = served
        .iter()
        .map(|resource_type| {
            resource(
                data,
                resource_type,
                profiles.remove(resource_type).unwrap_or_default(),
            )
        })
        .collect();
    let (title, guides): (&str, &[&str]) = match api {
        Api::PatientAccess => (
            "Patient Access API",
            &[
                "http://hl7.org/fhir/us/core/CapabilityStatement/us-core-server",
                "http://hl7.org/fhir/us/carin-bb/CapabilityStatement/c4bb",
            ],
        ),
        Api::Directory => (
            "Provider Directory API",
            &["http://hl7.org/fhir/us/davinci-pdex-plan-net/CapabilityStatement/plan-net"],
        ),
    };
    let mut rest = json!({
        "mode": "server",
        "interaction": [{ "code": "batch" }, { "code": "transaction" }],
        "resource": resources,
    });
    if api == Api::PatientAccess {
        rest["security"] = security(urls, paths);
    }
    let statement = json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": "2026-01-01",
        "publisher": "payerlab",
        "kind": "instance",
        "instantiates": guides,
        "software": { "name": "payerlab", "version": env!("CARGO_PKG_VERSION") },
        "implementation": { "description": title, "url": data.parameters.base() },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "json"],
        "rest": [rest],
    });
    statement.to_string().into()
}

fn survey(
    compartment: &Compartment,
    served: &mut BTreeSet<String>,
    profiles: &mut BTreeMap<String, BTreeSet<String>>,
) {
    for (resource_type, list) in compartment.types() {
        served.insert(resource_type.to_owned());
        for stored in list {
            let Ok(document) = Document::parse(stored.body.clone()) else {
                continue;
            };
            let claimed = document
                .root()
                .get("meta")
                .and_then(|meta| meta.get("profile"));
            for profile in claimed
                .into_iter()
                .flat_map(Node::items)
                .filter_map(Node::as_str)
            {
                profiles
                    .entry(resource_type.to_owned())
                    .or_default()
                    .insert(profile.into_owned());
            }
        }
    }
}

fn resource(data: &ApiData, resource_type: &str, profiles: BTreeSet<String>) -> Value {
    let parameters = data.parameters.of(resource_type);
    let mut includes = Vec::new();
    for parameter in parameters
        .iter()
        .filter(|parameter| parameter.kind == ParameterKind::Reference)
    {
        if !parameter.targets.is_empty() {
            includes.push(format!("{resource_type}:{}", parameter.code));
        }
    }
    let mut reverse = Vec::new();
    for (source, parameters) in data.parameters.types() {
        for parameter in parameters
            .iter()
            .filter(|parameter| parameter.refers_to(resource_type))
        {
            reverse.push(format!("{source}:{}", parameter.code));
        }
    }
    reverse.sort();
    let search: Vec<Value> = parameters
        .iter()
        .map(|parameter| json!({ "name": parameter.code, "definition": parameter.url, "type": parameter.kind.name() }))
        .collect();
    let mut interactions = vec![json!({ "code": "read" }), json!({ "code": "vread" })];
    if !parameters.is_empty() {
        interactions.push(json!({ "code": "search-type" }));
    }
    let mut resource = json!({
        "type": resource_type,
        "interaction": interactions,
        "versioning": "versioned",
        "readHistory": false,
        "updateCreate": false,
        "conditionalRead": "not-match",
        "referencePolicy": ["literal"],
    });
    for (name, list) in [
        ("supportedProfile", profiles.into_iter().collect()),
        ("searchInclude", includes),
        ("searchRevInclude", reverse),
    ] {
        if !list.is_empty() {
            resource[name] = json!(list);
        }
    }
    if !search.is_empty() {
        resource["searchParam"] = json!(search);
    }
    resource
}

fn security(urls: &Urls, paths: &Paths) -> Value {
    let endpoints = [
        ("authorize", &paths.authorize),
        ("token", &paths.token),
        ("revoke", &paths.revoke),
        ("introspect", &paths.introspect),
    ];
    let endpoints =
        endpoints.map(|(name, path)| json!({ "url": name, "valueUri": urls.endpoint(path) }));
    json!({
        "cors": true,
        "extension": [{
            "url": "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris",
            "extension": endpoints,
        }],
        "service": [{
            "coding": [{
                "system": "http://terminology.hl7.org/CodeSystem/restful-security-service",
                "code": "SMART-on-FHIR",
            }],
        }],
    })
}
