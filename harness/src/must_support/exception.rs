//! What a profile marks must-support and yet no payer need show.

use payerlab_profiles::pack::{ElementFacts, Structure};

use super::need::{Need, covers};

/// Elements of which one is enough, as US Core says beneath the profile of each (Device: in 3.1.1 alone).
const EITHER: [[&str; 2]; 7] = [
    ["Condition.extension:assertedDate", "Condition.onset[x]"],
    [
        "Device.udiCarrier.carrierAIDC",
        "Device.udiCarrier.carrierHRF",
    ],
    [
        "DocumentReference.content.attachment.data",
        "DocumentReference.content.attachment.url",
    ],
    ["Encounter.location", "Encounter.serviceProvider"],
    ["Encounter.reasonCode", "Encounter.reasonReference"],
    ["Goal.start[x]", "Goal.target.due[x]"],
    [
        "MedicationRequest.reported[x]:reportedBoolean",
        "MedicationRequest.reported[x]:reportedReference",
    ],
];

/// Blood pressure, whose numbers are its components'; what a value of its own would be, its profile does not say.
const BLOOD_PRESSURE: [&str; 2] = [
    "http://hl7.org/fhir/StructureDefinition/bp",
    "http://hl7.org/fhir/us/core/StructureDefinition/us-core-blood-pressure",
];

/// Leaves out what no resource of the profile could show with sense.
pub(super) fn leave_out(structure: &Structure, needs: &mut Vec<Need>) {
    let component = "Observation.component";
    // All vital signs inherit components; only those that name some have any.
    let named = |need: &Need| need.element.starts_with("Observation.component:");
    let unnamed = structure.type_name == "Observation" && !needs.iter().any(named);
    let blood_pressure = BLOOD_PRESSURE.contains(&structure.url.as_str());
    let forbidden: Vec<String> = structure
        .elements
        .iter()
        .filter(|element| element.max == Some(0))
        .map(|element: &ElementFacts| format!("{}.{}", structure.type_name, element.id))
        .collect();
    needs.retain(|need| {
        let element = need.element.as_str();
        !(unnamed && covers(component, element)
            || blood_pressure && covers("Observation.value[x]", element)
            || forbidden.iter().any(|forbidden| covers(forbidden, element)))
    });
}

/// Takes what has a shown alternative for shown.
pub(super) fn allow_either(needs: &mut [Need]) {
    for either in EITHER {
        let one = |need: &Need| either.iter().any(|one| covers(one, &need.element));
        if needs.iter().any(|need| need.shown && one(need)) {
            needs
                .iter_mut()
                .filter(|need| one(need))
                .for_each(|need| need.shown = true);
        }
    }
}
