//! Whose a resource is: the Patient compartment that it goes into (FHIR R4 CompartmentDefinition/patient).
//!
//! What names no Patient itself follows what it is about (a Provenance its target, a Binary the DocumentReference that
//! attaches it). Practitioners, organizations and their like belong to no member.

use std::collections::{HashMap, HashSet};

use payerlab_profiles::compartment;
use payerlab_profiles::json::{Document, Node, NodeKind};
use payerlab_profiles::pack::Guide;
use payerlab_profiles::search::Definitions;

use super::error::DataError;
use super::files::Incoming;
use crate::store::Api;

/// What is served to every member alike.
const SHARED: [&str; 9] = [
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "Location",
    "Medication",
    "Endpoint",
    "HealthcareService",
    "Questionnaire",
    "InsurancePlan",
];

/// Finds the compartment of every resource.
///
/// # Errors
/// A resource that belongs to no member, or to one who is not there.
pub(super) fn settle(incoming: &mut [Incoming], patients: &[String]) -> Result<(), DataError> {
    let definitions = Definitions::of_guides(&[Guide::R4]);
    let mut known: HashSet<&str> = patients.iter().map(String::as_str).collect();
    let own: Vec<String> = incoming
        .iter()
        .filter(|one| one.resource_type == "Patient")
        .map(|one| one.id.clone())
        .collect();
    known.extend(own.iter().map(String::as_str));

    let mut owners: HashMap<String, String> = HashMap::new();
    let mut attached: HashMap<String, String> = HashMap::new();
    for one in incoming
        .iter_mut()
        .filter(|one| one.api == Api::PatientAccess)
    {
        let Ok(document) = Document::parse(one.body.clone()) else {
            continue;
        };
        one.compartment = if one.resource_type == "Patient" {
            Some(one.id.clone())
        } else {
            named(&definitions, one, &document)
        };
        if let Some(patient) = &one.compartment {
            if !known.contains(patient.as_str()) {
                return Err(one.error(format!(
                    "it belongs to Patient/{patient}, which is not among the data"
                )));
            }
            owners.insert(format!("{}/{}", one.resource_type, one.id), patient.clone());
            for reference in references(document.root()) {
                attached.insert(reference, patient.clone());
            }
        }
    }
    for one in incoming
        .iter_mut()
        .filter(|one| one.api == Api::PatientAccess && one.compartment.is_none())
    {
        if SHARED.contains(&one.resource_type.as_str()) {
            continue;
        }
        let Ok(document) = Document::parse(one.body.clone()) else {
            continue;
        };
        one.compartment = references(document.root())
            .iter()
            .find_map(|reference| owners.get(reference))
            .or_else(|| attached.get(&format!("{}/{}", one.resource_type, one.id)))
            .cloned();
        if one.compartment.is_none() {
            return Err(one.error(format!(
                "this {} belongs to no member: it names no Patient",
                one.resource_type
            )));
        }
    }
    Ok(())
}

/// The Patient that one of the compartment's parameters names.
fn named(definitions: &Definitions, one: &Incoming, document: &Document) -> Option<String> {
    compartment::patient()
        .get(&one.resource_type)?
        .iter()
        .find_map(|code| {
            let parameter = definitions.parameter(&one.resource_type, code)?;
            parameter.nodes(document).into_iter().find_map(|node| {
                let reference = node.get("reference")?.as_str()?;
                let mut parts = reference.rsplit('/');
                let (id, kind) = (parts.next()?, parts.next()?);
                (kind == "Patient").then(|| id.to_owned())
            })
        })
}

/// Every `Type/id` that a resource holds, as a reference or as the URL of an attachment.
fn references(node: Node<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match node.kind() {
            NodeKind::Object => {
                for (key, value) in node.members() {
                    match value.as_str() {
                        Some(text) if matches!(&*key, "reference" | "url") => {
                            let mut parts = text.rsplit('/');
                            if let (Some(id), Some(kind)) = (parts.next(), parts.next()) {
                                found.push(format!("{kind}/{id}"));
                            }
                        }
                        Some(_) => {}
                        None => open.push(value),
                    }
                }
            }
            NodeKind::Array => open.extend(node.items()),
            _ => {}
        }
    }
    found
}
