//! The text of a resource for people (FHIR R4 "Narrative", section 2.4.0): one line made from its own elements.

use crate::json::{Json, json};

/// `text` for a resource with these members: its type, what it is about, its value, its date and its status.
pub(crate) fn narrative(resource_type: &str, members: &[(&'static str, Json)]) -> Json {
    let parts = [subject(members), value(members), date(members)];
    let told: Vec<String> = parts.into_iter().flatten().collect();
    let status = text(members, "status").map(|status| format!(" ({status})"));
    let line = format!(
        "{resource_type}: {}{}",
        told.join(", "),
        status.unwrap_or_default()
    );
    let line = line
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    json!({
        "status": "generated",
        "div": (format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{line}</p></div>"))
    })
}

fn member<'a>(members: &'a [(&'static str, Json)], name: &str) -> Option<&'a Json> {
    let (_, value) = members.iter().find(|(key, _)| *key == name)?;
    match value {
        Json::Array(items) => items.first(),
        other => Some(other),
    }
}

fn text(members: &[(&'static str, Json)], name: &str) -> Option<String> {
    match member(members, name)? {
        Json::Text(text) => Some(text.to_string()),
        Json::Decimal(digits) => Some(digits.to_string()),
        Json::Integer(value) => Some(value.to_string()),
        _ => None,
    }
}

fn object<'a>(
    members: &'a [(&'static str, Json)],
    name: &str,
) -> Option<&'a [(&'static str, Json)]> {
    match member(members, name)? {
        Json::Object(inner) => Some(inner),
        _ => None,
    }
}

/// What a CodeableConcept, a HumanName or a plain text says.
fn words(members: &[(&'static str, Json)], name: &str) -> Option<String> {
    if let Some(plain) = text(members, name) {
        return Some(plain);
    }
    let inner = object(members, name)?;
    if let Some(plain) = text(inner, "text") {
        return Some(plain);
    }
    if let Some(coding) = object(inner, "coding") {
        return text(coding, "display").or_else(|| text(coding, "code"));
    }
    let family = text(inner, "family")?;
    Some(match text(inner, "given") {
        Some(given) => format!("{given} {family}"),
        None => family,
    })
}

fn subject(members: &[(&'static str, Json)]) -> Option<String> {
    [
        "name",
        "code",
        "vaccineCode",
        "medicationCodeableConcept",
        "description",
        "type",
        "relationship",
        "specialty",
    ]
    .iter()
    .find_map(|name| words(members, name))
}

fn value(members: &[(&'static str, Json)]) -> Option<String> {
    let quantity = object(members, "valueQuantity").and_then(|quantity| {
        let number = text(quantity, "value")?;
        let unit = text(quantity, "unit")?;
        Some(format!("{number} {unit}"))
    });
    quantity.or_else(|| words(members, "valueCodeableConcept"))
}

fn date(members: &[(&'static str, Json)]) -> Option<String> {
    let moment = [
        "effectiveDateTime",
        "occurrenceDateTime",
        "performedDateTime",
        "onsetDateTime",
        "authoredOn",
        "authored",
        "whenHandedOver",
        "recordedDate",
        "recorded",
        "startDate",
        "birthDate",
        "date",
    ]
    .iter()
    .find_map(|name| text(members, name));
    let begun = || {
        [
            "period",
            "billablePeriod",
            "effectivePeriod",
            "performedPeriod",
        ]
        .iter()
        .find_map(|name| text(object(members, name)?, "start"))
    };
    let moment = moment.or_else(begun)?;
    Some(moment.chars().take(10).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn div(members: Json) -> String {
        let Json::Object(members) = members else {
            return String::new();
        };
        let narrative = narrative("Observation", &members);
        let mut out = Vec::new();
        narrative.write(&mut out);
        String::from_utf8(out).unwrap_or_default()
    }

    #[test]
    fn one_line_says_what_how_much_and_when() {
        let text = div(json!({
            "status": "final",
            "code": {"coding": [{"code": "1", "display": "Weight <dry> & clean"}]},
            "effectiveDateTime": "2024-01-02T03:04:05Z",
            "valueQuantity": {"value": (Json::tenths(701)), "unit": "kg"}
        }));
        assert!(
            text.contains(
                "<p>Observation: Weight &lt;dry&gt; &amp; clean, 70.1 kg, 2024-01-02 (final)</p>"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_code_stands_where_its_display_is_missing() {
        assert!(div(json!({"code": {"coding": [{"code": "29463-7"}]}})).contains("29463-7"));
    }
}
