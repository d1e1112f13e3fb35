//! What a profile marks must-support and yet not every payer need show, or none can (US Core 6.1.0, CapabilityStatement, the
//! documentation of each resource type).

use payerlab_profiles::pack::Structure;

use super::need::{Need, covers};

/// Elements of which one is enough (those of Device: in US Core 3.1.1 alone).
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

/// Leaves out what no resource of the profile could show with sense, and what is asked only of payers that miss values.
pub(super) fn leave_out(structure: &Structure, needs: &mut Vec<Need>) {
    let observation = structure.type_name == "Observation";
    // All vital signs inherit components; only those that name some have any.
    let named = |need: &Need| need.element.starts_with("Observation.component:");
    let unnamed = observation && !needs.iter().any(named);
    let blood_pressure = BLOOD_PRESSURE.contains(&structure.url.as_str());
    let forbidden: Vec<String> = structure
        .elements
        .iter()
        .filter(|element| element.max == Some(0))
        .map(|element| format!("{}.{}", structure.type_name, element.id))
        .collect();
    needs.retain(|need| {
        let element = need.element.as_str();
        // Who always has a value need not say why one is missing; who has none and does not say why is invalid.
        let absence = observation && element.ends_with(".dataAbsentReason");
        let component = unnamed && covers("Observation.component", element);
        let value = blood_pressure && covers("Observation.value[x]", element);
        let never = forbidden.iter().any(|outer| covers(outer, element));
        !(absence || component || value || never)
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
