//! JSON that keeps the order of members and the digits of decimals (FHIR R4 "Resource formats: JSON", which gives
//! the precision of a decimal a meaning). An absent value drops its member, so optional elements need no branch.

use std::borrow::Cow;

/// A value to be written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    /// No element at all: it leaves its object or array.
    Absent,
    Bool(bool),
    Integer(i64),
    /// A decimal with just the digits to be written.
    Decimal(Cow<'static, str>),
    Text(Cow<'static, str>),
    Array(Vec<Json>),
    Object(Vec<(&'static str, Json)>),
}

impl Json {
    pub(crate) fn object(members: Vec<(&'static str, Json)>) -> Self {
        Self::Object(
            members
                .into_iter()
                .filter(|(_, value)| *value != Self::Absent)
                .collect(),
        )
    }

    pub(crate) fn array(items: Vec<Json>) -> Self {
        let items: Vec<Json> = items
            .into_iter()
            .filter(|item| *item != Self::Absent)
            .collect();
        // An empty array is not allowed in FHIR JSON.
        if items.is_empty() {
            Self::Absent
        } else {
            Self::Array(items)
        }
    }

    /// A number of cents or other hundredths, with two digits after the point.
    pub(crate) fn hundredths(value: i64) -> Self {
        let sign = if value < 0 { "-" } else { "" };
        let value = value.abs();
        Self::Decimal(format!("{sign}{}.{:02}", value / 100, value % 100).into())
    }

    /// A number of tenths, with one digit after the point.
    pub(crate) fn tenths(value: i64) -> Self {
        Self::Decimal(format!("{}.{}", value / 10, value.abs() % 10).into())
    }

    /// Takes the display of every Coding away.
    pub(crate) fn without_displays(self) -> Self {
        match self {
            Self::Object(members) => {
                let coding = members.iter().any(|(name, _)| *name == "code");
                Self::Object(
                    members
                        .into_iter()
                        .filter(|(name, _)| !(coding && *name == "display"))
                        .map(|(name, value)| (name, value.without_displays()))
                        .collect(),
                )
            }
            Self::Array(items) => {
                Self::Array(items.into_iter().map(Self::without_displays).collect())
            }
            other => other,
        }
    }

    /// Adds the compact text of this value.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Absent => out.extend_from_slice(b"null"),
            Self::Bool(true) => out.extend_from_slice(b"true"),
            Self::Bool(false) => out.extend_from_slice(b"false"),
            Self::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
            Self::Decimal(digits) => out.extend_from_slice(digits.as_bytes()),
            Self::Text(text) => write_text(text, out),
            Self::Array(items) => {
                out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    item.write(out);
                }
                out.push(b']');
            }
            Self::Object(members) => {
                out.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    write_text(name, out);
                    out.push(b':');
                    value.write(out);
                }
                out.push(b'}');
            }
        }
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\t' => out.extend_from_slice(b"\\t"),
            control @ 0..0x20 => out.extend_from_slice(format!("\\u{control:04x}").as_bytes()),
            other => out.push(other),
        }
    }
    out.push(b'"');
}

impl From<&'static str> for Json {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Self::Text(Cow::Owned(text.clone()))
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<i32> for Json {
    fn from(value: i32) -> Self {
        Self::Integer(value.into())
    }
}

impl From<jiff::civil::Date> for Json {
    fn from(date: jiff::civil::Date) -> Self {
        Self::from(date.to_string())
    }
}

impl From<Vec<Json>> for Json {
    fn from(items: Vec<Json>) -> Self {
        Self::array(items)
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}

/// Writes JSON as it is read: `json!({"a": [1, "b", (expression)]})`. An expression of more than one token stands in
/// parentheses.
macro_rules! json {
    ({ $($name:literal : $value:tt),* $(,)? }) => {
        $crate::json::Json::object(vec![$(($name, $crate::json::json!($value))),*])
    };
    ([ $($value:tt),* $(,)? ]) => {
        $crate::json::Json::array(vec![$($crate::json::json!($value)),*])
    };
    (($value:expr)) => { $crate::json::Json::from($value) };
    ($value:expr) => { $crate::json::Json::from($value) };
}
pub(crate) use json;

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &Json) -> String {
        let mut out = Vec::new();
        value.write(&mut out);
        String::from_utf8(out).expect("UTF-8 in, UTF-8 out")
    }

    #[test]
    fn order_and_digits_are_kept_and_absent_members_left_out() {
        let value = json!({
            "z": 1,
            "a": [(Json::hundredths(12_050)), (Json::tenths(-5)), {"b": true}],
            "none": (None::<&'static str>),
            "empty": []
        });
        assert_eq!(text(&value), r#"{"z":1,"a":[120.50,0.5,{"b":true}]}"#);
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(
            text(&json!("O\"Neil\\\n\u{1}é")),
            "\"O\\\"Neil\\\\\\n\\u0001é\""
        );
    }

    #[test]
    fn only_codings_lose_their_display() {
        let value = json!({"subject": {"reference": "Patient/1", "display": "x"}, "code": {"coding": [{"code": "1", "display": "y"}]}});
        assert_eq!(
            text(&value.without_displays()),
            r#"{"subject":{"reference":"Patient/1","display":"x"},"code":{"coding":[{"code":"1"}]}}"#
        );
    }
}
