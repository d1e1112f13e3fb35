//! A JSON object that a dialect writes in its own way, filled from named values.
//!
//! A text that is one name in braces stands for the value with its own type, `{expires_in}` for a number; `{expires_in:text}`
//! is the same as a text. Other texts may have names in them. A member whose value there is not is left out.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::{Map, Value};

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    members: Vec<(String, Member)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Member {
    /// As it stands.
    Literal(Value),
    /// A named value.
    Named { name: String, as_text: bool },
    /// Texts, and names between them.
    Text(Vec<Piece>),
    /// A list, without the items whose values there are not.
    List(Vec<Member>),
    /// An object of its own.
    Object(Template),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Name(String),
}

/// The values that a template is filled from.
pub(crate) type Values = Map<String, Value>;

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let object = Map::<String, Value>::deserialize(deserializer)?;
        Self::parse(&object).map_err(D::Error::custom)
    }
}

impl Template {
    fn parse(object: &Map<String, Value>) -> Result<Self, String> {
        let members = object
            .iter()
            .map(|(name, value)| Ok((name.clone(), Member::parse(value)?)))
            .collect::<Result<_, String>>()?;
        Ok(Self { members })
    }

    /// The names that it uses, in order.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.members
            .iter()
            .flat_map(|(_, member)| member.names())
            .collect()
    }

    /// The object with the values in their places.
    pub(crate) fn fill(&self, values: &Values) -> Value {
        self.members
            .iter()
            .filter_map(|(name, member)| Some((name.clone(), member.fill(values)?)))
            .collect::<Map<_, _>>()
            .into()
    }
}

impl Member {
    fn parse(value: &Value) -> Result<Self, String> {
        Ok(match value {
            Value::String(text) => parse_text(text)?,
            Value::Array(list) => {
                Self::List(list.iter().map(Self::parse).collect::<Result<_, _>>()?)
            }
            Value::Object(object) => Self::Object(Template::parse(object)?),
            other => Self::Literal(other.clone()),
        })
    }

    fn names(&self) -> Vec<&str> {
        match self {
            Self::Literal(_) => Vec::new(),
            Self::Named { name, .. } => vec![name],
            Self::Text(pieces) => pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Name(name) => Some(name.as_str()),
                    Piece::Literal(_) => None,
                })
                .collect(),
            Self::List(list) => list.iter().flat_map(Self::names).collect(),
            Self::Object(object) => object.names(),
        }
    }

    fn fill(&self, values: &Values) -> Option<Value> {
        Some(match self {
            Self::Literal(value) => value.clone(),
            Self::Named { name, as_text } => match values.get(name)? {
                value if *as_text => text_of(value).into(),
                value => value.clone(),
            },
            Self::Text(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Literal(text) => text.clone(),
                    Piece::Name(name) => values.get(name).map(text_of).unwrap_or_default(),
                })
                .collect::<String>()
                .into(),
            Self::List(list) => list.iter().filter_map(|item| item.fill(values)).collect(),
            Self::Object(object) => object.fill(values),
        })
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn parse_text(text: &str) -> Result<Member, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after
            .split_once('}')
            .ok_or_else(|| format!("`{text}` has a {{ without a }}"))?;
        if before.is_empty() && after.is_empty() && pieces.is_empty() {
            let (name, as_text) = match name.strip_suffix(":text") {
                Some(name) => (name, true),
                None => (name, false),
            };
            return Ok(Member::Named {
                name: name.to_owned(),
                as_text,
            });
        }
        if !before.is_empty() {
            pieces.push(Piece::Literal(before.to_owned()));
        }
        pieces.push(Piece::Name(name.to_owned()));
        rest = after;
    }
    if pieces.is_empty() {
        return Ok(Member::Literal(Value::String(text.to_owned())));
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    Ok(Member::Text(pieces))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template(toml: &str) -> Result<Template, String> {
        toml::from_str(toml).map_err(|error: toml::de::Error| error.to_string())
    }

    #[test]
    fn values_keep_their_type_unless_they_are_asked_for_as_text() {
        let template = template(
            r#"
            number = "{expires_in}"
            text = "{expires_in:text}"
            sentence = "for {expires_in} s: {nothing}"
            absent = "{refresh_token}"
            fixed = "BearerToken"
            empty = ""
            flag = true
            inner = { again = "{expires_in}", list = [{ deep = "{expires_in:text}" }, "{refresh_token}"] }
            "#,
        )
        .unwrap();
        let values = json!({ "expires_in": 3599 });
        assert_eq!(
            template.fill(values.as_object().unwrap()),
            json!({
                "number": 3599,
                "text": "3599",
                "sentence": "for 3599 s: ",
                "fixed": "BearerToken",
                "empty": "",
                "flag": true,
                "inner": { "again": 3599, "list": [{ "deep": "3599" }] },
            })
        );
        let mut names = template.names();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names, ["expires_in", "nothing", "refresh_token"]);
    }

    #[test]
    fn a_brace_that_is_open_is_an_error() {
        let error = template("a = \"{expires_in\"").unwrap_err();
        assert!(
            error.contains("`{expires_in` has a { without a }"),
            "{error}"
        );
    }
}
