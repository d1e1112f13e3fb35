//! The values that a resource holds for a search parameter, written as a search would write them.

use payerlab_profiles::json::Node;
use payerlab_profiles::search::SearchParamType;

use crate::criterion::{Filter, escaped};
use crate::{date, definition, reference, text, token};

/// The first value of `resource` for the parameter `name` (a modifier behind it is left aside) in the form that a
/// scenario asks for: `its value`, `its code`, `its system`, `its id`, `its url`, `its day`, `its month`, `its year`,
/// `day before`, `day after`, `year before`, `year after`, `its start`, `its capitals` or `its middle`.
pub fn written(resource: Node<'_>, name: &str, form: &str, base: &str) -> Option<String> {
    all(resource, name, form, base).into_iter().next()
}

/// Every value in that form, in the order of the resource, each once.
pub(crate) fn all(resource: Node<'_>, name: &str, form: &str, base: &str) -> Vec<String> {
    let Filter::Direct { code, .. } = Filter::parse(name) else {
        return Vec::new();
    };
    let parameter = definition::parameter_of(resource, code);
    let Some(parameter) = parameter else {
        return Vec::new();
    };
    let mut values: Vec<String> = Vec::new();
    for node in definition::nodes(parameter, resource) {
        for value in of_node(parameter.kind, node, form, base) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    values
}

fn of_node(kind: SearchParamType, node: Node<'_>, form: &str, base: &str) -> Vec<String> {
    match kind {
        SearchParamType::Token => token::tokens(node)
            .iter()
            .filter_map(|token| of_token(token, form))
            .collect(),
        SearchParamType::Date => date_text(node)
            .and_then(|text| match form {
                "its value" => Some(text),
                form => date::reformed(&text, form),
            })
            .into_iter()
            .collect(),
        SearchParamType::Reference => reference::target(node)
            .and_then(|target| of_reference(&target, form, base))
            .into_iter()
            .collect(),
        SearchParamType::String => text::strings(node)
            .iter()
            .filter_map(|text| of_string(&text.text, form))
            .collect(),
        SearchParamType::Uri if form == "its value" => reference::target(node)
            .map(|text| escaped(&text))
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

fn of_token(token: &token::Token, form: &str) -> Option<String> {
    match form {
        "its value" => token.written(),
        "its code" => token.code.as_deref().map(escaped),
        "its system" => token
            .system
            .as_deref()
            .map(|system| format!("{}|", escaped(system))),
        "its start" => of_string(token.code.as_deref()?, form),
        _ => None,
    }
}

fn of_reference(target: &str, form: &str, base: &str) -> Option<String> {
    if target.starts_with('#') || target.starts_with("urn:") {
        return None;
    }
    let name = reference::relative(target, base);
    Some(match form {
        "its value" => escaped(name),
        "its id" => escaped(name.rsplit('/').next()?),
        "its url" if name.contains("://") => escaped(name),
        "its url" => escaped(&format!("{base}/{name}")),
        _ => return None,
    })
}

fn of_string(text: &str, form: &str) -> Option<String> {
    let text = text.trim();
    let letters: Vec<char> = text.chars().collect();
    let piece =
        |range: std::ops::Range<usize>| Some(letters.get(range)?.iter().collect::<String>());
    let chosen = match form {
        "its value" => Some(text.to_owned()),
        "its capitals" => Some(text.to_uppercase()),
        "its start" if letters.len() > 3 => piece(0..3),
        "its middle" if letters.len() > 3 => piece(1..4),
        _ => None,
    };
    chosen
        .filter(|chosen| !chosen.is_empty())
        .map(|chosen| escaped(&chosen))
}

/// The date as it stands; of a Period where it starts, or else where it ends.
fn date_text(node: Node<'_>) -> Option<String> {
    [Some(node), node.get("start"), node.get("end")]
        .into_iter()
        .flatten()
        .find_map(Node::as_str)
        .map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use payerlab_profiles::json::Document;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("code", "its value", "http://loinc.org|8867-4")]
    #[case("code", "its code", "8867-4")]
    #[case("code", "its system", "http://loinc.org|")]
    #[case("patient", "its value", "Patient/1")]
    #[case("patient", "its id", "1")]
    #[case("patient", "its url", "https://payer.example.org/fhir/Patient/1")]
    #[case("date", "its value", "2024-03-05T10:00:00Z")]
    #[case("date", "year after", "2026")]
    #[case("status", "its value", "final")]
    fn values_are_written_as_a_search_writes_them(
        #[case] name: &str,
        #[case] form: &str,
        #[case] expected: &str,
    ) {
        let json = r#"{"resourceType":"Observation","id":"o","status":"final",
            "subject":{"reference":"Patient/1"},"effectivePeriod":{"start":"2024-03-05T10:00:00Z"},
            "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]}}"#;
        let document = Document::parse(json.to_owned()).unwrap();
        let value = written(
            document.root(),
            name,
            form,
            "https://payer.example.org/fhir",
        );
        assert_eq!(value.as_deref(), Some(expected));
    }

    #[test]
    fn names_are_cut_by_letters_and_not_by_bytes() {
        let json = r#"{"resourceType":"Practitioner","name":[{"family":"Ñandú, Jr"}]}"#;
        let document = Document::parse(json.to_owned()).unwrap();
        let of = |form| written(document.root(), "family:exact", form, "");
        assert_eq!(of("its start").as_deref(), Some("Ñan"));
        assert_eq!(of("its middle").as_deref(), Some("and"));
        assert_eq!(of("its value").as_deref(), Some(r"Ñandú\, Jr"));
    }
}
