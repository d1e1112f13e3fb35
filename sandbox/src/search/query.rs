//! A search's query string, read strictly: RFC 3986 2.1 for its encoding, FHIR R4 search 3.1.1.3 and 3.1.1.4 for its
//! names (`name:modifier`, chains, `_has`) and its values (`,` for OR, `\` to escape).

use super::error::SearchError;

/// The longest value that is read, in bytes.
const LONGEST: usize = 8 * 1024;

/// One `name=value` of a query, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    /// The name with its modifier or chain.
    pub name: String,
    /// The value as given, escapes untouched.
    pub value: String,
}

/// Decodes a query string or a form-encoded body.
///
/// # Errors
/// Broken percent-encoding, bytes that are not UTF-8, a NUL, and values of more than 8 KiB.
pub(crate) fn decode(query: &[u8]) -> Result<Vec<Pair>, SearchError> {
    query
        .split(|byte| *byte == b'&')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, value) = match memchr::memchr(b'=', part) {
                Some(at) => (&part[..at], &part[at + 1..]),
                None => (part, &part[part.len()..]),
            };
            let name = decode_text(name)?;
            let value = decode_text(value).map_err(|error| error.of(&name))?;
            Ok(Pair { name, value })
        })
        .collect()
}

/// Decodes one name, value or path segment, `+` being a space.
///
/// # Errors
/// As [`decode`].
pub(crate) fn decode_text(text: &[u8]) -> Result<String, SearchError> {
    if text.len() > LONGEST {
        return Err(SearchError::Overlong);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                match (digit(rest.next()), digit(rest.next())) {
                    (Some(high), Some(low)) => u8::try_from(high * 16 + low).unwrap_or_default(),
                    _ => {
                        return Err(SearchError::Encoding(
                            "a % is not followed by two hexadecimal digits",
                        ));
                    }
                }
            }
            byte => byte,
        });
    }
    if bytes.contains(&0) {
        return Err(SearchError::Encoding("a NUL character is in it"));
    }
    String::from_utf8(bytes).map_err(|_| SearchError::Encoding("it is not UTF-8"))
}

/// Writes pairs as a query string again.
#[must_use]
pub(crate) fn encode(pairs: &[Pair]) -> String {
    let mut out = form_urlencoded::Serializer::new(String::new());
    for pair in pairs {
        out.append_pair(&pair.name, &pair.value);
    }
    out.finish()
}

/// The most references that a chain or `_has` may follow from one resource to the next.
pub(crate) const MOST_HOPS: usize = 4;

/// A parameter's name: `code`, `code:modifier`, and before it the references to follow (FHIR R4 search, 3.1.1.4.15 and
/// 3.1.1.4.16).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParameterName<'q> {
    /// The references to follow, from the type that is searched; none for most parameters.
    pub hops: Vec<Hop<'q>>,
    /// The parameter of the type where the hops end.
    pub code: &'q str,
    /// Its modifier, without the colon.
    pub(crate) modifier: Option<&'q str>,
}

/// One reference that is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hop<'q> {
    /// `code.` or `code:Type.`: to what the reference refers to.
    Chain {
        code: &'q str,
        target: Option<&'q str>,
    },
    /// `_has:Type:code:`: to the resources of a type that refer here.
    Has {
        resource_type: &'q str,
        code: &'q str,
    },
}

impl<'q> ParameterName<'q> {
    /// Reads a name; `None` for a `_has` that is not whole.
    ///
    /// # Errors
    /// More than [`MOST_HOPS`] references to follow.
    pub(crate) fn parse(mut name: &'q str) -> Result<Option<Self>, SearchError> {
        let mut hops = Vec::new();
        loop {
            let (hop, rest) = if let Some(rest) = name.strip_prefix("_has:") {
                let mut parts = rest.splitn(3, ':');
                let (Some(resource_type), Some(code), Some(rest)) =
                    (parts.next(), parts.next(), parts.next())
                else {
                    return Ok(None);
                };
                (
                    Hop::Has {
                        resource_type,
                        code,
                    },
                    rest,
                )
            } else if let Some((first, rest)) = name.split_once('.') {
                let (code, target) = in_two(first);
                (Hop::Chain { code, target }, rest)
            } else {
                let (code, modifier) = in_two(name);
                return Ok(Some(Self {
                    hops,
                    code,
                    modifier,
                }));
            };
            if hops.len() == MOST_HOPS {
                return Err(SearchError::TooManyHops);
            }
            hops.push(hop);
            name = rest;
        }
    }
}

/// The parts before and after the first colon.
fn in_two(text: &str) -> (&str, Option<&str>) {
    text.split_once(':')
        .map_or((text, None), |(first, second)| (first, Some(second)))
}

/// Splits a value at a character that no `\` escapes; the parts keep their escapes.
#[must_use]
pub(crate) fn split(value: &str, at: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (index, letter) in value.char_indices() {
        if letter == at && !escaped {
            parts.push(&value[start..index]);
            start = index + letter.len_utf8();
        }
        escaped = letter == '\\' && !escaped;
    }
    parts.push(&value[start..]);
    parts
}

/// Takes the escapes out of a part: `\,`, `\|`, `\$` and `\\`.
#[must_use]
pub(crate) fn literal(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    let mut letters = part.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some(next @ (',' | '|' | '$' | '\\'))) => {
                out.push(*next);
                letters.next();
            }
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a=%zz")]
    #[case("a=%4")]
    #[case("%=1")]
    #[case("a=%00")]
    #[case("a=%ff%fe")]
    fn broken_encoding_is_refused(#[case] query: &str) {
        assert!(matches!(
            decode(query.as_bytes()),
            Err(SearchError::Encoding(_) | SearchError::Value { .. })
        ));
    }

    #[test]
    fn an_overlong_value_is_refused() {
        let query = format!("a={}", "x".repeat(LONGEST + 1));
        assert!(decode(query.as_bytes()).is_err());
    }

    #[test]
    fn pairs_keep_their_order_and_repeat() {
        let pairs = decode(b"date=gt2020&date=lt2021&x&=y&code=a%7Cb+c").unwrap();
        let shown: Vec<_> = pairs
            .iter()
            .map(|pair| (pair.name.as_str(), pair.value.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("date", "gt2020"),
                ("date", "lt2021"),
                ("x", ""),
                ("", "y"),
                ("code", "a|b c")
            ]
        );
        assert_eq!(decode(encode(&pairs).as_bytes()).unwrap(), pairs);
    }

    #[rstest]
    #[case(r"a,b", ',', &["a", "b"])]
    #[case(r"a\,b,c", ',', &[r"a\,b", "c"])]
    #[case(r"a\\,b", ',', &[r"a\\", "b"])]
    #[case(r"s|a\|b", '|', &["s", r"a\|b"])]
    #[case("", ',', &[""])]
    fn escapes_keep_a_value_whole(#[case] value: &str, #[case] at: char, #[case] parts: &[&str]) {
        assert_eq!(split(value, at), parts);
    }

    #[test]
    fn escapes_come_out_at_the_end() {
        assert_eq!(literal(r"a\,b\|c\$d\\e\f"), r"a,b|c$d\e\f");
    }

    #[rstest]
    #[case("code:not", &[], "code", Some("not"))]
    #[case("subject:Patient.name", &[Hop::Chain { code: "subject", target: Some("Patient") }], "name", None)]
    #[case("_has:Observation:patient:code", &[Hop::Has { resource_type: "Observation", code: "patient" }], "code", None)]
    #[case(
        "_has:Observation:patient:performer.name:exact",
        &[
            Hop::Has { resource_type: "Observation", code: "patient" },
            Hop::Chain { code: "performer", target: None },
        ],
        "name",
        Some("exact")
    )]
    fn a_name_is_hops_and_a_code(
        #[case] name: &str,
        #[case] hops: &[Hop<'_>],
        #[case] code: &str,
        #[case] modifier: Option<&str>,
    ) {
        let expected = ParameterName {
            hops: hops.to_vec(),
            code,
            modifier,
        };
        assert_eq!(ParameterName::parse(name), Ok(Some(expected)));
    }

    #[test]
    fn a_has_must_be_whole() {
        assert_eq!(ParameterName::parse("_has:Observation"), Ok(None));
        assert_eq!(ParameterName::parse("_has:Observation:patient"), Ok(None));
    }

    #[rstest]
    #[case("partof.", MOST_HOPS, true)]
    #[case("partof.", MOST_HOPS + 1, false)]
    #[case("partof.", 4_000, false)]
    #[case("_has:Organization:partof:", MOST_HOPS, true)]
    #[case("_has:Organization:partof:", 300, false)]
    fn few_references_are_followed(#[case] hop: &str, #[case] times: usize, #[case] read: bool) {
        let name = hop.repeat(times) + "_id";
        let parsed = ParameterName::parse(&name);
        assert_eq!(parsed.is_ok(), read, "{parsed:?}");
    }
}
