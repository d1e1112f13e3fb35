//! `supportingInfo` of a claim (CARIN Blue Button 2.0.0: C4BBSupportingInfoType).

use jiff::civil::Date;

use crate::codes::{Code, reference};
use crate::json::{Json, json};

const KIND: &str = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBSupportingInfoType";

/// Gathers `supportingInfo` and numbers it.
#[derive(Debug, Default)]
pub(super) struct Supporting(Vec<Json>);

impl Supporting {
    fn push(mut self, category: &'static str, rest: (&'static str, Json)) -> Self {
        let sequence = Json::Integer(self.0.len() as i64 + 1);
        self.0.push(Json::object(vec![
            ("sequence", sequence),
            ("category", Code(KIND, category, "").concept()),
            rest,
        ]));
        self
    }

    pub(super) fn code(self, category: &'static str, code: Code) -> Self {
        self.push(category, ("code", code.concept()))
    }

    pub(super) fn reason(self, category: &'static str, code: Code) -> Self {
        self.push(category, ("reason", code.coding()))
    }

    pub(super) fn date(self, category: &'static str, date: Date) -> Self {
        self.push(category, ("timingDate", Json::from(date)))
    }

    pub(super) fn period(self, category: &'static str, start: Date, end: Date) -> Self {
        self.push(
            category,
            ("timingPeriod", json!({"start": start, "end": end})),
        )
    }

    pub(super) fn text(self, category: &'static str, text: impl Into<Json>) -> Self {
        self.push(category, ("valueString", text.into()))
    }

    pub(super) fn quantity(self, category: &'static str, quantity: Json) -> Self {
        self.push(category, ("valueQuantity", quantity))
    }

    pub(super) fn flag(self, category: &'static str, value: bool) -> Self {
        self.push(category, ("valueBoolean", Json::Bool(value)))
    }

    pub(super) fn refer(self, category: &'static str, target: &str) -> Self {
        self.push(category, ("valueReference", reference(target)))
    }

    /// When the claim came in, and by which numbers the provider knows the patient.
    pub(super) fn received(self, date: Date, name: &str) -> Self {
        self.date("clmrecvddate", date)
            .text("medicalrecordnumber", format!("MRN-{name}"))
            .text("patientaccountnumber", format!("PAN-{name}"))
    }

    /// The numbers of all entries so far, for `item.informationSequence`.
    pub(super) fn sequence(&self, from: usize) -> Json {
        Json::array(
            (from..=self.0.len())
                .map(|number| Json::Integer(number as i64))
                .collect(),
        )
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn into_member(self) -> (&'static str, Json) {
        ("supportingInfo", Json::array(self.0))
    }
}
