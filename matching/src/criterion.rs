//! One parameter of a search, taken apart (FHIR R4, Search: modifiers, chaining, prefixes, escapes).

/// Parameters that shape the answer and filter nothing.
const RESULT_PARAMETERS: [&str; 15] = [
    "_count",
    "_contained",
    "_containedType",
    "_elements",
    "_format",
    "_include",
    "_offset",
    "_page",
    "_pretty",
    "_revinclude",
    "_score",
    "_sort",
    "_summary",
    "_total",
    "access_token",
];

/// A parameter with its values; any one of them is enough.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Criterion<'q> {
    pub filter: Filter<'q>,
    /// The values between unescaped commas, escapes kept.
    pub values: Vec<&'q str>,
}

/// What a parameter looks at.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Filter<'q> {
    /// A parameter of the resource itself.
    Direct {
        code: &'q str,
        modifier: Option<&'q str>,
    },
    /// A parameter of what the resource refers to: `practitioner:Practitioner.name`.
    Chain {
        code: &'q str,
        resource_type: Option<&'q str>,
        rest: &'q str,
    },
    /// A parameter of what refers to the resource: `_has:PractitionerRole:practitioner:specialty`.
    Reverse {
        resource_type: &'q str,
        code: &'q str,
        rest: &'q str,
    },
}

impl<'q> Criterion<'q> {
    /// Takes a parameter apart; `None` for one that filters nothing.
    pub(crate) fn parse(name: &'q str, value: &'q str) -> Option<Self> {
        let plain = name.split([':', '.']).next().unwrap_or(name);
        if RESULT_PARAMETERS.contains(&plain) {
            return None;
        }
        Some(Self {
            filter: Filter::parse(name),
            values: split(value, ','),
        })
    }
}

impl<'q> Filter<'q> {
    /// Reads a parameter's name.
    pub(crate) fn parse(name: &'q str) -> Self {
        if let Some(rest) = name.strip_prefix("_has:") {
            let mut parts = rest.splitn(3, ':');
            if let (Some(resource_type), Some(code), Some(rest)) =
                (parts.next(), parts.next(), parts.next())
            {
                return Self::Reverse {
                    resource_type,
                    code,
                    rest,
                };
            }
        }
        if let Some((head, rest)) = name.split_once('.') {
            let (code, resource_type) = match head.split_once(':') {
                Some((code, resource_type)) => (code, Some(resource_type)),
                None => (head, None),
            };
            return Self::Chain {
                code,
                resource_type,
                rest,
            };
        }
        match name.split_once(':') {
            Some((code, modifier)) => Self::Direct {
                code,
                modifier: Some(modifier),
            },
            None => Self::Direct {
                code: name,
                modifier: None,
            },
        }
    }
}

/// The pieces between separators that no backslash escapes.
pub(crate) fn split(text: &str, separator: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == separator {
            pieces.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// Text without the backslashes that escape `,` `|` `$` and `\`.
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => out.push(characters.next().unwrap_or('\\')),
            c => out.push(c),
        }
    }
    out
}

/// Text with backslashes before `,` `|` `$` and `\`, so that it stands for itself in a value.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, ',' | '|' | '$' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_separate_unless_they_are_escaped() {
        assert_eq!(split(r"a\,b,c\\,d", ','), [r"a\,b", r"c\\", "d"]);
        assert_eq!(unescaped(r"a\,b\|c\$d\\"), r"a,b|c$d\");
        assert_eq!(unescaped(&escaped(r"x,y|z\")), r"x,y|z\");
    }

    #[test]
    fn names_tell_chains_from_modifiers() {
        assert_eq!(
            Filter::parse("subject:Patient.name"),
            Filter::Chain {
                code: "subject",
                resource_type: Some("Patient"),
                rest: "name"
            }
        );
        assert_eq!(
            Filter::parse("_has:PractitionerRole:practitioner:specialty"),
            Filter::Reverse {
                resource_type: "PractitionerRole",
                code: "practitioner",
                rest: "specialty"
            }
        );
        assert_eq!(
            Filter::parse("family:exact"),
            Filter::Direct {
                code: "family",
                modifier: Some("exact")
            }
        );
        assert_eq!(Criterion::parse("_include:iterate", "x"), None);
    }
}
