//! Extensions and datatypes that the profiles share (Plan-Net 1.1.0).

use crate::codes::{Code, IDENTIFIER_TYPE, reference};
use crate::json::{Json, json};
use crate::profile::plan_net;

/// The code systems of Plan-Net by the end of their names.
macro_rules! system {
    ($name:literal) => {
        concat!(
            "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/",
            $name
        )
    };
}
pub(super) use system;

/// Monday to Friday.
pub(super) fn weekdays() -> Json {
    json!(["mon", "tue", "wed", "thu", "fri"])
}

/// A place where one may begin as a patient (`newpatients`), in a network where that matters.
pub(super) fn new_patients(accepting: bool, network: Option<&str>) -> Json {
    let (code, display) = if accepting {
        ("newpt", "Accepting")
    } else {
        ("nopt", "Not Accepting")
    };
    let from = network
        .map(|network| json!({"url": "fromNetwork", "valueReference": (reference(network))}));
    let whom =
        accepting.then(|| json!({"url": "characteristics", "valueString": "Adults and children"}));
    json!({
        "extension": [
            {
                "url": "acceptingPatients",
                "valueCodeableConcept": (Code(system!("AcceptingPatientsCS"), code, display).concept())
            },
            from,
            whom
        ],
        "url": (plan_net!("newpatients"))
    })
}

/// When a number is answered (`contactpoint-availabletime`), and through whom (`via-intermediary`).
pub(super) fn office_hours(intermediary: Option<&str>) -> Json {
    let via = intermediary.map(|target| {
        json!({"url": (plan_net!("via-intermediary")), "valueReference": (reference(target))})
    });
    json!([
        {
            "extension": [
                {"url": "daysOfWeek", "valueCode": "mon"},
                {"url": "daysOfWeek", "valueCode": "wed"},
                {"url": "daysOfWeek", "valueCode": "fri"},
                {"url": "allDay", "valueBoolean": false},
                {"url": "availableStartTime", "valueTime": "08:00:00"},
                {"url": "availableEndTime", "valueTime": "17:00:00"}
            ],
            "url": (plan_net!("contactpoint-availabletime"))
        },
        via
    ])
}

/// A phone and a web address; `number` keeps phones apart.
pub(super) fn telecom(number: usize, intermediary: Option<&str>) -> Json {
    json!([
        {
            "extension": (office_hours(intermediary)),
            "system": "phone",
            "value": (format!("+1-559-555-{:04}", 2000 + number)),
            "use": "work",
            "rank": 1
        },
        {"system": "url", "value": (format!("https://provider-{number}.example.org")), "use": "work", "rank": 2}
    ])
}

/// A person to ask, for those who have no number of their own.
pub(super) fn contact(number: usize) -> Json {
    json!([{
        "purpose": (Code("http://terminology.hl7.org/CodeSystem/contactentity-type", "ADMIN", "Administrative").concept()),
        "name": {"text": "Provider relations", "family": "Relations", "given": ["Provider"]},
        "telecom": (telecom(number, None))
    }])
}

/// A number that the payer gave.
pub(super) fn payer_identifier(value: String) -> Json {
    json!({
        "type": (Code(IDENTIFIER_TYPE, "PRN", "Provider number").concept()),
        "system": "https://payer.example.org/directory",
        "value": value
    })
}

/// Where on the globe (the R4 extension `geolocation`), in hundred-thousandths of a degree.
pub(super) fn geolocation(latitude: &'static str, longitude: &'static str) -> Json {
    json!([{
        "extension": [
            {"url": "latitude", "valueDecimal": (Json::Decimal(latitude.into()))},
            {"url": "longitude", "valueDecimal": (Json::Decimal(longitude.into()))}
        ],
        "url": "http://hl7.org/fhir/StructureDefinition/geolocation"
    }])
}

/// Opening hours of a service or a person: weekdays, Saturday round the clock, and closed on a holiday.
pub(super) fn available_time() -> Json {
    json!([
        {
            "daysOfWeek": (weekdays()),
            "availableStartTime": "08:00:00",
            "availableEndTime": "17:30:00"
        },
        {"daysOfWeek": ["sat"], "allDay": true}
    ])
}

/// What an organization, a role or an affiliation is licensed for (`qualification`).
pub(super) fn qualification(
    code: Code,
    number: usize,
    issuer: &str,
    since: jiff::civil::Date,
) -> Json {
    json!({
        "extension": [
            {"url": "identifier", "valueIdentifier": (payer_identifier(format!("L-{number:04}")))},
            {"url": "code", "valueCodeableConcept": (code.concept())},
            {"url": "issuer", "valueReference": (reference(issuer))},
            {"url": "status", "valueCode": "active"},
            {"url": "period", "valuePeriod": {"start": since}},
            {"url": "whereValid", "valueCodeableConcept": (Code("https://www.usps.com/", "CA", "California").concept())}
        ],
        "url": (plan_net!("qualification"))
    })
}
