//! One pass over a narrative: its tags, their attributes, and the text between them.

use super::entities::Entities;
use super::error::NarrativeError;
use super::names::{is_attribute, is_element};
use crate::swar;

const NAMESPACE: &str = "http://www.w3.org/1999/xhtml";

/// What a `div` that FHIR allows refers to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Narrative<'t> {
    /// Sources of images.
    pub images: Vec<&'t str>,
    /// Places in the narrative that links may lead to.
    pub anchors: Vec<&'t str>,
}

/// Checks a `div`.
///
/// # Errors
/// [`NarrativeError`] says what is wrong first.
pub fn check(text: &str) -> Result<Narrative<'_>, NarrativeError> {
    let text = text.trim();
    let bytes = text.as_bytes();
    if !text.starts_with("<div") {
        return Err(NarrativeError::NotWellFormed);
    }
    let mut found = Narrative::default();
    let mut entities = Entities::of(text);
    let mut open: Vec<&str> = Vec::new();
    let (mut content, mut outermost) = (false, true);
    let mut at = 0;
    loop {
        let start = swar::find(b'<', &bytes[at..]).ok_or(NarrativeError::NotWellFormed)? + at;
        content = content || !text[at..start].trim().is_empty();
        entities.check(at, start)?;
        if let Some(comment) = text[start..].strip_prefix("<!--") {
            let (_, after) = comment
                .split_once("-->")
                .ok_or(NarrativeError::NotWellFormed)?;
            at = text.len() - after.len();
            continue;
        }
        let end = tag_end(&bytes[start..]).ok_or(NarrativeError::NotWellFormed)? + start;
        let tag = &text[start + 1..end];
        at = end + 1;
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(trim_end(name)) {
                return Err(NarrativeError::NotWellFormed);
            }
            if open.is_empty() {
                break;
            }
            continue;
        }
        let (tag, closed) = tag
            .strip_suffix('/')
            .map_or((tag, false), |tag| (tag, true));
        let name_end = tag.bytes().position(|byte| byte.is_ascii_whitespace());
        let (name, attributes) = tag.split_at(name_end.unwrap_or(tag.len()));
        if !is_element(name) {
            return Err(NarrativeError::Element(name.to_owned()));
        }
        content |= name == "img";
        let end = start + 1 + tag.len();
        let namespace = check_attributes(name, attributes, end, &mut entities, &mut found)?;
        if namespace.is_some_and(|found| found != NAMESPACE) || (outermost && namespace.is_none()) {
            return Err(NarrativeError::Namespace);
        }
        outermost = false;
        if !closed {
            open.push(name);
        } else if open.is_empty() {
            break;
        }
    }
    if !text[at..].trim().is_empty() {
        return Err(NarrativeError::NotWellFormed);
    }
    if content {
        Ok(found)
    } else {
        Err(NarrativeError::Empty)
    }
}

/// Where a tag ends; a `>` in a quoted attribute does not end it.
fn tag_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match *bytes.get(at)? {
            b'>' => return Some(at),
            quote @ (b'"' | b'\'') => at += swar::find(quote, &bytes[at + 1..])? + 2,
            _ => at += 1,
        }
    }
}

/// Checks the attributes of a tag, which stand before `end`, and tells its namespace.
fn check_attributes<'t>(
    element: &str,
    attributes: &'t str,
    end: usize,
    entities: &mut Entities<'t>,
    found: &mut Narrative<'t>,
) -> Result<Option<&'t str>, NarrativeError> {
    let mut rest = trim_start(attributes);
    let mut namespace = None;
    while !rest.is_empty() {
        let (name, after) = split(rest, b'=').ok_or(NarrativeError::NotWellFormed)?;
        let name = trim_end(name);
        let after = trim_start(after);
        let quote = match after.as_bytes() {
            [quote @ (b'"' | b'\''), ..] => *quote,
            _ => return Err(NarrativeError::NotWellFormed),
        };
        let (value, after) = split(&after[1..], quote).ok_or(NarrativeError::NotWellFormed)?;
        if !is_attribute(element, name) {
            return Err(NarrativeError::Attribute(name.to_owned()));
        }
        let value_end = end - after.len() - 1;
        entities.check(value_end - value.len(), value_end)?;
        match name {
            "xmlns" => namespace = Some(value),
            "id" | "name" => found.anchors.push(value),
            "src" => found.images.push(value),
            _ => {}
        }
        rest = trim_start(after);
    }
    Ok(namespace)
}

/// As [`str::trim_start`], for text that hardly ever starts with white space.
fn trim_start(text: &str) -> &str {
    match text.as_bytes() {
        [first, ..] if first.is_ascii_graphic() => text,
        _ => text.trim_start(),
    }
}

/// As [`str::trim_end`], for text that hardly ever ends with white space.
fn trim_end(text: &str) -> &str {
    match text.as_bytes() {
        [.., last] if last.is_ascii_graphic() => text,
        _ => text.trim_end(),
    }
}

/// What stands before and after the first of an ASCII character.
fn split(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = swar::find(at, text.as_bytes())?;
    Some((&text[..place], &text[place + 1..]))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn div(inside: &str) -> String {
        format!("<div xmlns=\"{NAMESPACE}\">{inside}</div>")
    }

    #[rstest]
    #[case("<p>a &lt; b &#160;&#xa0;<br/></p><!-- x -->", None)]
    #[case("<img src='#a' alt='b'/>", None)]
    #[case("<table border='1'><tr><td nowrap='x'>a</td></tr></table>", None)]
    #[case("<script>x</script>", Some(NarrativeError::Element("script".to_owned())))]
    #[case("<p onclick='x'>a</p>", Some(NarrativeError::Attribute("onclick".to_owned())))]
    #[case("<p href='x'>a</p>", Some(NarrativeError::Attribute("href".to_owned())))]
    #[case("<p foo='x'>a</p>", Some(NarrativeError::Attribute("foo".to_owned())))]
    #[case("a &nbsp; b", Some(NarrativeError::Entity("&nbsp".to_owned())))]
    #[case("a & b", Some(NarrativeError::Entity("&".to_owned())))]
    #[case(" <p> </p>", Some(NarrativeError::Empty))]
    #[case("<p>a", Some(NarrativeError::NotWellFormed))]
    #[case("<p xmlns='http://example.org'>a</p>", Some(NarrativeError::Namespace))]
    fn narratives_are_judged(#[case] inside: &str, #[case] expected: Option<NarrativeError>) {
        assert_eq!(check(&div(inside)).err(), expected);
    }

    #[rstest]
    #[case("text", NarrativeError::NotWellFormed)]
    #[case("<div>a</div>", NarrativeError::Namespace)]
    #[case(
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div>b",
        NarrativeError::NotWellFormed
    )]
    #[case("<div xmlns=\"http://www.w3.org/1999/xhtml\"/>", NarrativeError::Empty)]
    fn a_narrative_is_one_div(#[case] text: &str, #[case] expected: NarrativeError) {
        assert_eq!(check(text).err(), Some(expected));
    }

    #[test]
    fn images_and_anchors_are_told() {
        let text = div("<a name='b'>x</a><img src='#a' id='c'/>");
        let found = check(&text).unwrap();
        assert_eq!((found.images, found.anchors), (vec!["#a"], vec!["b", "c"]));
    }
}
