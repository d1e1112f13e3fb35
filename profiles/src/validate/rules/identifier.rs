//! Identifiers: the namespace of a business identifier, and check digits of those that have one (FHIR R4 "Identifier",
//! section 2.24.0.11).

use crate::json::Node;
use crate::terminology::well_formed;
use crate::validate::{Findings, IssueType, RuleId, Severity};

/// Checks an Identifier.
pub(crate) fn check(findings: &mut Findings<'_>, node: Node<'_>) {
    let text = |name: &str| node.get(name).and_then(|node| node.as_str());
    let Some(system) = text("system") else { return };
    if !is_absolute(&system) {
        let message = format!("`{system}` is not absolute, and so names no namespace");
        findings.error(
            Some(node),
            IssueType::Value,
            RuleId::IdentifierSystem,
            message,
        );
    }
    if let Some(value) = text("value")
        && well_formed(&system, &value) == Some(false)
    {
        let message = format!("`{value}` has not the form of an identifier of {system}");
        // Guides show numbers that nobody has.
        findings.issue(
            Some(node),
            Severity::Warning,
            IssueType::Value,
            RuleId::IdentifierForm,
            message,
        );
    }
}

/// Whether a URI has a scheme (RFC 3986, section 4.3).
pub(crate) fn is_absolute(uri: &str) -> bool {
    uri.split_once(':').is_some_and(|(scheme, rest)| {
        let rest_of_scheme =
            |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(rest_of_scheme)
            && !rest.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::is_absolute;

    #[rstest]
    #[case("http://example.org", true)]
    #[case("urn:oid:1.2.3", true)]
    #[case("phone", false)]
    #[case("/a:b", false)]
    #[case("not a uri", false)]
    #[case("http:", false)]
    fn uris(#[case] uri: &str, #[case] expected: bool) {
        assert_eq!(is_absolute(uri), expected);
    }
}
