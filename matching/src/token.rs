//! Tokens (FHIR R4, Search, token): a code, perhaps with the system that it belongs to.

use payerlab_profiles::json::{Node, NodeKind};

use crate::criterion::{split, unescaped};
use crate::matches::Matching;

/// One code that a resource holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The system, where the data name one.
    pub system: Option<String>,
    /// The code, identifier value, or boolean.
    pub code: Option<String>,
    /// Whether a system stands behind the code though the data do not name it: a `code` element, a boolean.
    pub implied: bool,
}

impl Token {
    /// The value with which a search finds exactly this token.
    pub(crate) fn written(&self) -> Option<String> {
        use crate::criterion::escaped;
        let code = escaped(self.code.as_deref()?);
        Some(match &self.system {
            Some(system) => format!("{}|{code}", escaped(system)),
            None => code,
        })
    }
}

/// The tokens of an element: Coding, CodeableConcept, Identifier, ContactPoint, a code, a string or a boolean.
pub(crate) fn tokens(node: Node<'_>) -> Vec<Token> {
    let text = |name: &str| {
        node.get(name)
            .and_then(Node::as_str)
            .map(std::borrow::Cow::into_owned)
    };
    match node.kind() {
        NodeKind::String => vec![Token {
            system: None,
            code: node.as_str().map(std::borrow::Cow::into_owned),
            implied: true,
        }],
        NodeKind::True | NodeKind::False => vec![Token {
            system: None,
            code: Some(node.text().to_owned()),
            implied: true,
        }],
        NodeKind::Object if node.get("coding").is_some() => node
            .get("coding")
            .map(|codings| codings.items().flat_map(tokens).collect())
            .unwrap_or_default(),
        NodeKind::Object if node.get("code").is_some() => vec![Token {
            system: text("system"),
            code: text("code"),
            implied: false,
        }],
        NodeKind::Object if node.get("value").is_some() => {
            // The system of a ContactPoint is a code of its own and no URI.
            let system = text("system").filter(|system| system.contains(':'));
            let implied = system.is_none() && node.get("system").is_some();
            vec![Token {
                system,
                code: text("value"),
                implied,
            }]
        }
        NodeKind::Object => text("system")
            .map(|system| Token {
                system: Some(system),
                code: None,
                implied: false,
            })
            .into_iter()
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether one of the tokens is what the value of a search asks for.
pub(crate) fn matches(tokens: &[Token], value: &str) -> Matching {
    let parts = split(value, '|');
    let (system, code) = match parts.as_slice() {
        [code] => (None, unescaped(code)),
        [system, code] => (Some(unescaped(system)), unescaped(code)),
        _ => return Matching::Unsure,
    };
    tokens
        .iter()
        .map(|token| one(token, system.as_deref(), &code))
        .fold(Matching::No, Matching::or)
}

fn one(token: &Token, system: Option<&str>, code: &str) -> Matching {
    let by_code = match (&token.code, code) {
        (_, "") if system.is_some_and(|system| !system.is_empty()) => Matching::Yes,
        (Some(have), code) if have == code => Matching::Yes,
        // Whether case counts is the code system's to say.
        (Some(have), code) if have.eq_ignore_ascii_case(code) => Matching::Unsure,
        _ => Matching::No,
    };
    let by_system = match (system, &token.system) {
        (None, _) => Matching::Yes,
        (Some(_), None) if token.implied => Matching::Unsure,
        (Some(""), None) => Matching::Yes,
        (Some(asked), Some(have)) if asked == have => Matching::Yes,
        _ => Matching::No,
    };
    by_code.and(by_system)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coding() -> Token {
        Token {
            system: Some("http://loinc.org".into()),
            code: Some("8867-4".into()),
            implied: false,
        }
    }

    #[test]
    fn system_and_code_are_compared_as_far_as_they_are_given() {
        let tokens = [coding()];
        for (value, expected) in [
            ("http://loinc.org|8867-4", Matching::Yes),
            ("8867-4", Matching::Yes),
            ("http://loinc.org|", Matching::Yes),
            ("|8867-4", Matching::No),
            ("http://example.org|8867-4", Matching::No),
            ("8867", Matching::No),
            (r"8867-4\,8867-4", Matching::No),
        ] {
            assert_eq!(matches(&tokens, value), expected, "{value}");
        }
    }

    #[test]
    fn an_implied_system_is_not_guessed() {
        let status = [Token {
            system: None,
            code: Some("final".into()),
            implied: true,
        }];
        assert_eq!(matches(&status, "final"), Matching::Yes);
        assert_eq!(matches(&status, "http://hl7.org/x|final"), Matching::Unsure);
        assert_eq!(matches(&status, "http://hl7.org/x|amended"), Matching::No);
    }
}
