//! Screening and assessment (US Core 6.1.0 Observation Screening Assessment and QuestionnaireResponse): the Hunger
//! Vital Sign, as answers and as the observations derived from them, and single questions of other forms.

use jiff::civil::Date;

use super::category;
use crate::calendar::at;
use crate::codes::{ABSENT, Code, LOINC, quantity, reference};
use crate::json::{Json, json};
use crate::profile::us_core;
use crate::resource_writer::ResourceWriter;

const QUESTIONS: [(Code, &str, Code); 3] = [
    (
        Code(LOINC, "88122-7", ""),
        "worried",
        Code(LOINC, "LA28397-0", "Often true"),
    ),
    (
        Code(LOINC, "88123-5", ""),
        "lasted",
        Code(LOINC, "LA6729-3", "Sometimes true"),
    ),
    (
        Code(LOINC, "88124-3", "Food insecurity risk [HVS]"),
        "risk",
        Code(LOINC, "LA19952-3", "At risk"),
    ),
];

const SDOH: Code = Code(
    "http://hl7.org/fhir/us/core/CodeSystem/us-core-category",
    "sdoh",
    "SDOH",
);

/// Puts down the answers, an observation for each, and the panel; returns the panel.
pub(crate) fn hunger(writer: &mut ResourceWriter, date: Date) -> String {
    let answers: Vec<Json> = QUESTIONS.iter().map(answer).collect();
    let patient = writer.subject();
    let response = writer.put(
        "QuestionnaireResponse",
        "hunger",
        &[us_core!("questionnaireresponse")],
        date,
        json!({
            "identifier": {"system": "https://payer.example.org/screening", "value": (format!("H-{date}"))},
            "questionnaire": "https://payer.example.org/Questionnaire/hunger-vital-sign",
            "_questionnaire": {"extension": [
                {
                    "url": "http://hl7.org/fhir/StructureDefinition/display",
                    "valueString": "Hunger Vital Sign"
                },
                {
                    "url": (us_core!("extension-questionnaire-uri")),
                    "valueUri": "https://payer.example.org/forms/hunger-vital-sign"
                }
            ]},
            "status": "completed",
            "subject": (patient.clone()),
            "authored": (at(date, 10, 0)),
            "author": (patient.clone()),
            "item": [
                {"linkId": "/food", "text": "Food at home", "item": answers},
                {
                    "linkId": "/budget",
                    "text": "Dollars for food in a week",
                    "answer": [{"valueDecimal": (Json::hundredths(8750))}]
                },
                {
                    "linkId": "/help",
                    "text": "Help with food wanted",
                    "answer": [{"valueCoding": (Code(LOINC, "LA33-6", "Yes").coding())}]
                },
                {
                    "linkId": "/language",
                    "text": "Language",
                    "answer": [{
                        "valueString": "English",
                        "item": [{
                            "linkId": "/interpreter",
                            "text": "Interpreter needed",
                            "answer": [{"valueBoolean": false}]
                        }]
                    }]
                }
            ]
        }),
    );
    let mut observed = Vec::new();
    for (question, name, answer) in QUESTIONS {
        let mut body = head(question, date, &patient);
        body.push(("valueCodeableConcept", answer.concept()));
        body.push(("derivedFrom", json!([(reference(&response))])));
        observed.push(put(writer, &format!("hunger-{name}"), date, body));
    }
    let mut panel = head(
        Code(LOINC, "88121-9", "Hunger Vital Sign [HVS]"),
        date,
        &patient,
    );
    let members: Vec<Json> = observed.iter().map(|item| reference(item)).collect();
    panel.push(("hasMember", Json::array(members)));
    panel.push(("derivedFrom", json!([(reference(&response))])));
    put(writer, "hunger-panel", date, panel)
}

fn answer((question, name, answer): &(Code, &'static str, Code)) -> Json {
    json!({
        "linkId": (format!("/{}", question.1)),
        "text": (*name),
        "answer": [{"valueCoding": (answer.coding())}]
    })
}

/// Questions of another form, about the home: how many live there, and its address in the member's own words.
pub(crate) fn home(writer: &mut ResourceWriter, date: Date) {
    let patient = writer.subject();
    let people = Code(
        LOINC,
        "63512-8",
        "How many people are living or staying at this address",
    );
    let mut body = head(people, date, &patient);
    body.push(("valueQuantity", quantity(Json::Integer(3), "{#}")));
    put(writer, "home-people", date, body);
    let mut body = head(Code(LOINC, "56799-0", "Address"), date, &patient);
    body.push(("valueString", json!("The one on my card")));
    put(writer, "home-address", date, body);
}

/// A question that the member would not answer.
pub(crate) fn declined(writer: &mut ResourceWriter, date: Date) -> String {
    let patient = writer.subject();
    let housing = Code(
        LOINC,
        "93033-9",
        "Are you worried about losing your housing?",
    );
    let mut body = head(housing, date, &patient);
    body.push((
        "dataAbsentReason",
        Code(ABSENT, "asked-declined", "Asked But Declined").concept(),
    ));
    put(writer, "hunger-declined", date, body)
}

fn head(code: Code, date: Date, patient: &Json) -> Vec<(&'static str, Json)> {
    vec![
        ("status", Json::from("final")),
        ("category", json!([(SDOH.concept()), (category("survey"))])),
        ("code", code.concept()),
        ("subject", patient.clone()),
        ("effectiveDateTime", Json::from(at(date, 10, 0))),
        ("performer", json!([(patient.clone())])),
    ]
}

fn put(
    writer: &mut ResourceWriter,
    name: &str,
    date: Date,
    body: Vec<(&'static str, Json)>,
) -> String {
    writer.put(
        "Observation",
        name,
        &[us_core!("observation-screening-assessment")],
        date,
        Json::object(body),
    )
}
