//! The formats of primitive types (FHIR R4 "Data Types", section 2.24.0.1).

use std::borrow::Cow;

use crate::fhirpath::Temporal;
use crate::json::{Kind, Node};
use crate::validate::{IssueType, Walk};

/// Checks the JSON type and the format of a primitive; tells whether they are fine.
pub(crate) fn check(
    walk: &mut Walk<'_>,
    type_name: &str,
    value: Option<Node<'_>>,
    sibling: Option<Node<'_>>,
) -> bool {
    if let Some(sibling) = sibling.filter(|sibling| !sibling.is_object()) {
        let message = "what stands under a name with _ is an object".to_owned();
        walk.error(Some(sibling), IssueType::Structure, "json-object", message);
        return false;
    }
    let Some(node) = value else { return true };
    let wanted = match type_name {
        "boolean" => "a JSON boolean",
        "integer" | "unsignedInt" | "positiveInt" | "decimal" => "a JSON number",
        _ => "a JSON string",
    };
    let fits = match node.kind() {
        Kind::True | Kind::False => wanted == "a JSON boolean",
        Kind::Number => wanted == "a JSON number",
        Kind::String => wanted == "a JSON string",
        _ => false,
    };
    if !fits {
        let message = format!("a {type_name} is {wanted}");
        walk.error(Some(node), IssueType::Structure, "json-type", message);
        return false;
    }
    if node.kind() == Kind::String && node.text() == "\"\"" {
        walk.error(
            Some(node),
            IssueType::Value,
            "ele-1",
            "a value is never an empty string".to_owned(),
        );
        return false;
    }
    // JSON allows control characters in a string only as escapes, and the narrative has rules of its own.
    let any_text = match type_name {
        "string" | "markdown" => !node.has_escapes(),
        "boolean" | "xhtml" => true,
        _ => false,
    };
    if any_text {
        return true;
    }
    let text = match node.number_text() {
        Some(text) => Cow::Borrowed(text),
        None => node.as_str().unwrap_or_default(),
    };
    if let Some(fault) = format(type_name, &text) {
        let shown: String = text.chars().take(60).collect();
        walk.error(
            Some(node),
            IssueType::Value,
            "primitive-format",
            format!("`{shown}` is no {type_name}: {fault}"),
        );
        return false;
    }
    true
}

const OID: &str = "it is `urn:oid:` and numbers with dots between them";
const UUID: &str = "it is `urn:uuid:` and a UUID in lower case";

/// What is wrong with the text of a primitive; none when nothing is.
fn format(type_name: &str, text: &str) -> Option<&'static str> {
    let (fine, rule) = match type_name {
        "string" | "markdown" => (
            !text
                .bytes()
                .any(|byte| byte < 0x20 && !matches!(byte, b'\t' | b'\r' | b'\n')),
            "it holds no control characters but tab and line ends",
        ),
        "code" | "uri" | "url" | "canonical" if is_plain(text) && !text.starts_with("urn:") => {
            return None;
        }
        "code" => (
            !text.starts_with(char::is_whitespace)
                && !text.ends_with(char::is_whitespace)
                && !text.as_bytes().windows(2).any(|pair| pair == b"  ")
                && !text
                    .bytes()
                    .any(|byte| matches!(byte, b'\t' | b'\r' | b'\n')),
            "it has no spaces around it, and single spaces inside",
        ),
        "id" => (
            text.len() <= 64
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')),
            "it is 1 to 64 letters, digits, hyphens and dots",
        ),
        "uri" | "url" | "canonical" if text.starts_with("urn:oid:") => (is_oid(text), OID),
        "uri" | "url" | "canonical" if text.starts_with("urn:uuid:") => (is_uuid(text), UUID),
        "uri" | "url" | "canonical" => (!has_space(text), "it holds no spaces"),
        "oid" => (is_oid(text), OID),
        "uuid" => (is_uuid(text), UUID),
        "date" => (
            is_date(text),
            "it is YYYY, YYYY-MM or YYYY-MM-DD, and a day that exists",
        ),
        "dateTime" => (
            is_date(text) || is_instant(text),
            "it is YYYY, YYYY-MM, YYYY-MM-DD, or a day with hours, minutes, seconds and offset",
        ),
        "instant" => (is_instant(text), "it is YYYY-MM-DDThh:mm:ss with an offset"),
        "time" => (
            text.len() >= 8 && Temporal::parse_time(text).is_some(),
            "it is hh:mm:ss",
        ),
        "base64Binary" => (is_base64(text), "it is base64"),
        "integer" => (
            text.parse::<i32>().is_ok(),
            "it is a whole number of 32 bits",
        ),
        "unsignedInt" => (
            text.parse::<i32>().is_ok_and(|number| number >= 0),
            "it is a whole number from 0 to 2147483647",
        ),
        "positiveInt" => (
            text.parse::<i32>().is_ok_and(|number| number > 0),
            "it is a whole number from 1 to 2147483647",
        ),
        _ => return None,
    };
    (!fine).then_some(rule)
}

/// Whether there are printable ASCII characters only, and no space. Looks at all of them, which takes fewer steps than to stop
/// at the first that is none.
fn is_plain(text: &str) -> bool {
    text.bytes()
        .fold(true, |plain, byte| plain & (byte > b' ') & (byte < 0x7F))
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
    let mut length = 0_usize;
    let mut padding = 0;
    for byte in text.bytes() {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            b'=' => padding += 1,
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' if padding == 0 => {}
            _ => return false,
        }
        length += 1;
    }
    length.is_multiple_of(4) && padding <= 2
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::format;

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
    #[case("integer", "-1", true)]
    #[case("integer", "1.0", false)]
    #[case("integer", "2147483648", false)]
    #[case("unsignedInt", "-1", false)]
    #[case("positiveInt", "0", false)]
    #[case("string", "  ", true)]
    #[case("string", "a\u{1}", false)]
    #[case("markdown", "a\n b", true)]
    fn formats(#[case] type_name: &str, #[case] text: &str, #[case] fine: bool) {
        assert_eq!(format(type_name, text).is_none(), fine);
    }
}
