//! The formats of primitive types (FHIR R4 "Data Types", section 2.24.0.1).

use std::borrow::Cow;

use crate::fhirpath::Temporal;
use crate::json::{Node, NodeKind};
use crate::swar;
use crate::validate::{Findings, IssueType, RuleId};

/// The primitive types that have a format of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Primitive {
    Boolean,
    /// `string` and `markdown`.
    Text,
    Xhtml,
    Code,
    Id,
    /// `uri`, `url` and `canonical`.
    Uri,
    Oid,
    Uuid,
    Date,
    DateTime,
    Instant,
    Time,
    Base64Binary,
    Integer,
    UnsignedInt,
    PositiveInt,
    Decimal,
    /// Any other: a string.
    Other,
}

impl Primitive {
    /// The primitive type of this name; none when it is the name of no primitive: theirs start with a small letter.
    pub(crate) fn of(name: &str) -> Option<Self> {
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            return None;
        }
        Some(match name {
            "boolean" => Self::Boolean,
            "string" | "markdown" => Self::Text,
            "xhtml" => Self::Xhtml,
            "code" => Self::Code,
            "id" => Self::Id,
            "uri" | "url" | "canonical" => Self::Uri,
            "oid" => Self::Oid,
            "uuid" => Self::Uuid,
            "date" => Self::Date,
            "dateTime" => Self::DateTime,
            "instant" => Self::Instant,
            "time" => Self::Time,
            "base64Binary" => Self::Base64Binary,
            "integer" => Self::Integer,
            "unsignedInt" => Self::UnsignedInt,
            "positiveInt" => Self::PositiveInt,
            "decimal" => Self::Decimal,
            _ => Self::Other,
        })
    }

    /// Whether JSON has it as this kind of value.
    fn fits(self, kind: NodeKind) -> bool {
        match self {
            Self::Boolean => matches!(kind, NodeKind::True | NodeKind::False),
            Self::Integer | Self::UnsignedInt | Self::PositiveInt | Self::Decimal => {
                kind == NodeKind::Number
            }
            _ => kind == NodeKind::String,
        }
    }

    /// What JSON has it as.
    fn wanted(self) -> &'static str {
        match self {
            Self::Boolean => "a JSON boolean",
            Self::Integer | Self::UnsignedInt | Self::PositiveInt | Self::Decimal => {
                "a JSON number"
            }
            _ => "a JSON string",
        }
    }
}

/// Checks the JSON type and the format of a primitive; tells whether they are fine.
pub(crate) fn check(
    findings: &mut Findings<'_>,
    primitive: Primitive,
    type_name: &str,
    value: Option<Node<'_>>,
    sibling: Option<Node<'_>>,
) -> bool {
    if let Some(sibling) = sibling.filter(|sibling| !sibling.is_object()) {
        let message = "what stands under a name with _ is an object".to_owned();
        findings.error(
            Some(sibling),
            IssueType::Structure,
            RuleId::JsonObject,
            message,
        );
        return false;
    }
    let Some(node) = value else { return true };
    if !primitive.fits(node.kind()) {
        let message = format!("a {type_name} is {}", primitive.wanted());
        findings.error(Some(node), IssueType::Structure, RuleId::JsonType, message);
        return false;
    }
    if node.kind() == NodeKind::String && node.text() == "\"\"" {
        findings.error(
            Some(node),
            IssueType::Value,
            RuleId::Ele1,
            "a value is never an empty string".to_owned(),
        );
        return false;
    }
    // JSON allows control characters in a string only as escapes, and the narrative has rules of its own.
    let any_text = match primitive {
        Primitive::Text => !node.has_escapes(),
        Primitive::Boolean | Primitive::Xhtml | Primitive::Decimal | Primitive::Other => true,
        _ => false,
    };
    if any_text {
        return true;
    }
    let text = match node.number_text() {
        Some(text) => Cow::Borrowed(text),
        None => node.as_str().unwrap_or_default(),
    };
    if let Some(fault) = format(primitive, &text) {
        let shown: String = text.chars().take(60).collect();
        findings.error(
            Some(node),
            IssueType::Value,
            RuleId::PrimitiveFormat,
            format!("`{shown}` is no {type_name}: {fault}"),
        );
        return false;
    }
    true
}

const OID: &str = "it is `urn:oid:` and numbers with dots between them";
const UUID: &str = "it is `urn:uuid:` and a UUID in lower case";

/// What is wrong with the text of a `uri`; none when nothing is.
pub(crate) fn uri_fault(text: &str) -> Option<&'static str> {
    format(Primitive::Uri, text)
}

/// What is wrong with the text of an `id`; none when nothing is.
pub(crate) fn id_fault(text: &str) -> Option<&'static str> {
    format(Primitive::Id, text)
}

/// What is wrong with the text of a primitive; none when nothing is.
fn format(primitive: Primitive, text: &str) -> Option<&'static str> {
    let (fine, rule) = match primitive {
        Primitive::Text => (
            !text
                .bytes()
                .any(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n')),
            "it holds no control characters but tab and line ends",
        ),
        Primitive::Code => (
            swar::is_graphic(text.as_bytes())
                || !text.starts_with(char::is_whitespace)
                    && !text.ends_with(char::is_whitespace)
                    && !text.as_bytes().windows(2).any(|pair| pair == b"  ")
                    && !text
                        .bytes()
                        .any(|byte| matches!(byte, b'\t' | b'\r' | b'\n')),
            "it has no spaces around it, and single spaces inside",
        ),
        Primitive::Id => (
            text.len() <= 64
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')),
            "it is 1 to 64 letters, digits, hyphens and dots",
        ),
        Primitive::Uri if text.starts_with("urn:oid:") => (is_oid(text), OID),
        Primitive::Uri if text.starts_with("urn:uuid:") => (is_uuid(text), UUID),
        Primitive::Uri => (
            swar::is_graphic(text.as_bytes()) || !has_space(text),
            "it holds no spaces",
        ),
        Primitive::Oid => (is_oid(text), OID),
        Primitive::Uuid => (is_uuid(text), UUID),
        Primitive::Date => (
            is_date(text),
            "it is YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists",
        ),
        Primitive::DateTime => (
            is_date(text) || is_instant(text),
            "it is YYYY, YYYY-MM, YYYY-MM-DD, or a day with hours, minutes, seconds and offset",
        ),
        Primitive::Instant => (is_instant(text), "it is YYYY-MM-DDThh:mm:ss with an offset"),
        Primitive::Time => (
            text.len() >= 8 && Temporal::parse_time(text).is_some(),
            "it is hh:mm:ss",
        ),
        Primitive::Base64Binary => (is_base64(text), "it is base64"),
        Primitive::Integer => (
            text.parse::<i32>().is_ok(),
            "it is a whole number of 32 bits",
        ),
        Primitive::UnsignedInt => (
            text.parse::<i32>().is_ok_and(|number| number >= 0),
            "it is a whole number from 0 to 2147483647",
        ),
        Primitive::PositiveInt => (
            text.parse::<i32>().is_ok_and(|number| number > 0),
            "it is a whole number from 1 to 2147483647",
        ),
        Primitive::Boolean | Primitive::Xhtml | Primitive::Decimal | Primitive::Other => {
            return None;
        }
    };
    (!fine).then_some(rule)
}

fn has_space(text: &str) -> bool {
    if text.is_ascii() {
        // Vertical tab and form feed included, as in Unicode.
        return text
            .bytes()
            .any(|byte| byte == b' ' || (b'\t'..=b'\r').contains(&byte));
    }
    text.contains(char::is_whitespace)
}

fn is_date(text: &str) -> bool {
    text.len() <= 10 && !text.starts_with("0000") && Temporal::parse_date(text).is_some()
}

fn is_instant(text: &str) -> bool {
    // Shorter times are FHIRPath, not FHIR: seconds and offset are always there.
    let time = text.get(11..).unwrap_or_default();
    time.len() >= 9
        && !text.starts_with("0000")
        && time.as_bytes()[2] == b':'
        && time.as_bytes()[5] == b':'
        && Temporal::parse_date_time(text).is_some_and(|value| value.offset.is_some())
}

fn is_oid(text: &str) -> bool {
    let Some(arcs) = text.strip_prefix("urn:oid:") else {
        return false;
    };
    let mut arcs = arcs.split('.');
    let first = arcs
        .next()
        .is_some_and(|arc| matches!(arc, "0" | "1" | "2"));
    let mut more = 0;
    let rest = arcs.all(|arc| {
        more += 1;
        !arc.is_empty()
            && arc.bytes().all(|byte| byte.is_ascii_digit())
            && (arc == "0" || !arc.starts_with('0'))
    });
    first && rest && more > 0
}

fn is_uuid(text: &str) -> bool {
    text.strip_prefix("urn:uuid:").is_some_and(|uuid| {
        uuid.len() == 36
            && uuid.bytes().enumerate().all(|(at, byte)| match at {
                8 | 13 | 18 | 23 => byte == b'-',
                _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
            })
    })
}

fn is_base64(text: &str) -> bool {
    let padding = memchr::memchr(b'=', text.as_bytes()).unwrap_or(text.len());
    let (data, padding) = text.as_bytes().split_at(padding);
    // Attachments are long, and most are written without line ends.
    let letters = if are_base64(data) {
        Some(data.len())
    } else {
        count_unless_space(data, |byte| are_base64(&[byte]))
    };
    let padding = count_unless_space(padding, |byte| byte == b'=');
    let (Some(letters), Some(padding)) = (letters, padding) else {
        return false;
    };
    (letters + padding).is_multiple_of(4) && padding <= 2
}

/// Whether all bytes are letters of base64. Looks at all of them, which compiles to vector instructions.
fn are_base64(bytes: &[u8]) -> bool {
    let letter = |byte: u8| {
        byte.is_ascii_uppercase()
            | byte.is_ascii_lowercase()
            | byte.is_ascii_digit()
            | (byte == b'+')
            | (byte == b'/')
    };
    bytes.iter().fold(true, |all, byte| all & letter(*byte))
}

/// How many bytes there are besides white space; none when one of them is not of those that are allowed.
fn count_unless_space(bytes: &[u8], allowed: impl Fn(u8) -> bool) -> Option<usize> {
    let mut bytes = bytes
        .iter()
        .filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    bytes.try_fold(0, |count, byte| allowed(*byte).then_some(count + 1))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{Primitive, format};

    #[rstest]
    #[case("id", "a-1.B", true)]
    #[case("id", "a_1", false)]
    #[case("code", "a b", true)]
    #[case("code", " a", false)]
    #[case("code", "a  b", false)]
    #[case("uri", "urn:x", true)]
    #[case("uri", "a b", false)]
    #[case("oid", "urn:oid:2.16.840", true)]
    #[case("oid", "urn:oid:2.016", false)]
    #[case("oid", "urn:oid:2", false)]
    #[case("uuid", "urn:uuid:79a14950-442c-11ed-b878-0242ac120002", true)]
    #[case("uuid", "urn:uuid:79A14950-442c-11ed-b878-0242ac120002", false)]
    #[case("date", "2020-02-29", true)]
    #[case("date", "2021-02-29", false)]
    #[case("date", "0000-01-01", false)]
    #[case("instant", "0000-01-01T00:00:00Z", false)]
    #[case("uri", "urn:oid:1.2.x", false)]
    #[case("uri", "urn:uuid:123", false)]
    #[case("canonical", "urn:oid:1.2.3", true)]
    #[case("date", "2020-02-29T00:00:00Z", false)]
    #[case("dateTime", "2020-02", true)]
    #[case("dateTime", "2020-02-29T10:00:00.123+01:00", true)]
    #[case("dateTime", "2020-02-29T10:00:00", false)]
    #[case("dateTime", "2020-02-29T10:00Z", false)]
    #[case("instant", "2020-02-29", false)]
    #[case("time", "10:00:00", true)]
    #[case("time", "10:00", false)]
    #[case("base64Binary", "YWI=", true)]
    #[case("base64Binary", "YWI", false)]
    #[case("base64Binary", "YW\nI =", true)]
    #[case("base64Binary", "YW==YWI=", false)]
    #[case("base64Binary", "Y===", false)]
    #[case("base64Binary", "YW*=", false)]
    #[case("integer", "-1", true)]
    #[case("integer", "1.0", false)]
    #[case("integer", "2147483648", false)]
    #[case("unsignedInt", "-1", false)]
    #[case("positiveInt", "0", false)]
    #[case("string", "  ", true)]
    #[case("string", "a\u{1}", false)]
    #[case("markdown", "a\n b", true)]
    fn formats(#[case] type_name: &str, #[case] text: &str, #[case] fine: bool) {
        let primitive = Primitive::of(type_name).unwrap();
        assert_eq!(format(primitive, text).is_none(), fine);
    }
}
