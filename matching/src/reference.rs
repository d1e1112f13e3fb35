//! References (FHIR R4, Search, reference): by id, by type and id, or by absolute URL.

use payerlab_profiles::json::Node;

use crate::matches::Matching;

/// A reference without the base URL of the server that it was found on and without a version.
pub(crate) fn relative<'r>(reference: &'r str, base: &str) -> &'r str {
    let own = reference
        .strip_prefix(base)
        .map_or(reference, |rest| rest.trim_start_matches('/'));
    own.split("/_history/").next().unwrap_or(own)
}

/// What the element refers to, as it is written: the reference of a Reference, or a canonical or URI itself.
pub(crate) fn target(node: Node<'_>) -> Option<String> {
    node.get("reference")
        .unwrap_or(node)
        .as_str()
        .map(std::borrow::Cow::into_owned)
}

/// Whether `reference`, found on the server at `base`, is what `value` asks for; `resource_type` is that of a type modifier.
pub(crate) fn matches(
    reference: &str,
    value: &str,
    resource_type: Option<&str>,
    base: &str,
) -> Matching {
    let have = relative(reference, base);
    let asked = relative(value, base);
    let sure = |yes: bool| if yes { Matching::Yes } else { Matching::No };
    if asked.contains("://") || have.contains("://") {
        return sure(asked == have);
    }
    match (asked.contains('/'), resource_type) {
        (true, _) => sure(have == asked),
        (false, Some(resource_type)) => sure(have == format!("{resource_type}/{asked}")),
        (false, None) => sure(have.rsplit('/').next() == Some(asked) && have.contains('/')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://payer.example.org/fhir";

    #[test]
    fn id_type_and_url_name_the_same_resource() {
        for value in ["1", "Patient/1", "https://payer.example.org/fhir/Patient/1"] {
            assert_eq!(
                matches("Patient/1", value, None, BASE),
                Matching::Yes,
                "{value}"
            );
        }
        for value in ["2", "Group/1", "https://other.example.org/fhir/Patient/1"] {
            assert_eq!(
                matches("Patient/1", value, None, BASE),
                Matching::No,
                "{value}"
            );
        }
        assert_eq!(matches("Patient/1", "1", Some("Group"), BASE), Matching::No);
        assert_eq!(
            matches("Patient/1/_history/3", "1", Some("Patient"), BASE),
            Matching::Yes
        );
    }
}
