//! The XHTML of a narrative: the elements and attributes that FHIR allows (FHIR R4 "Narrative", txt-1 and txt-2).

use thiserror::Error;

/// Why a `div` is not one that FHIR allows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NarrativeError {
    /// It is not well-formed XML, or not one `div`.
    #[error("the narrative is not one well-formed div element")]
    NotWellFormed,
    /// An element that may do something or hide something.
    #[error("the narrative holds the element {0}, which FHIR does not allow")]
    Element(String),
    /// An attribute that may do something.
    #[error("the narrative holds the attribute {0}, which FHIR does not allow")]
    Attribute(String),
    /// Nothing to read and no image.
    #[error("the narrative holds no text")]
    Empty,
}

const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "big",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "ul",
    "var",
];

/// Checks a `div`.
///
/// # Errors
/// [`NarrativeError`] says what is wrong first.
pub fn check(text: &str) -> Result<(), NarrativeError> {
    let mut rest = text.trim();
    if !rest.starts_with("<div") {
        return Err(NarrativeError::NotWellFormed);
    }
    let mut open: Vec<&str> = Vec::new();
    let mut content = false;
    loop {
        let start = rest.find('<').ok_or(NarrativeError::NotWellFormed)?;
        content |= !rest[..start].trim().is_empty();
        rest = &rest[start..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after
                .split_once("-->")
                .ok_or(NarrativeError::NotWellFormed)?
                .1;
            continue;
        }
        let end = tag_end(rest).ok_or(NarrativeError::NotWellFormed)?;
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.trim()) {
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
        let name = tag.split(char::is_whitespace).next().unwrap_or_default();
        if !ELEMENTS.contains(&name) {
            return Err(NarrativeError::Element(name.to_owned()));
        }
        content |= name == "img";
        attributes(&tag[name.len()..])?;
        if !closed {
            open.push(name);
        }
    }
    if !rest.trim().is_empty() {
        return Err(NarrativeError::NotWellFormed);
    }
    if content {
        Ok(())
    } else {
        Err(NarrativeError::Empty)
    }
}

/// Where a tag ends; a `>` in a quoted attribute does not end it.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    text.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
        quote.is_none() && byte == b'>'
    })
}

fn attributes(text: &str) -> Result<(), NarrativeError> {
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or(NarrativeError::NotWellFormed)?;
        let name = name.trim();
        if name.starts_with("on")
            || name.starts_with("data-")
            || matches!(name, "action" | "formaction")
        {
            return Err(NarrativeError::Attribute(name.to_owned()));
        }
        let after = after.trim_start();
        let quote = after
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
            .ok_or(NarrativeError::NotWellFormed)?;
        rest = after[1..]
            .split_once(quote)
            .ok_or(NarrativeError::NotWellFormed)?
            .1
            .trim_start();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"<div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; b<br/></p><!-- x --></div>"#, Ok(()))]
    #[case("<div><script>x</script></div>", Err(NarrativeError::Element("script".to_owned())))]
    #[case("<div onclick='x'>a</div>", Err(NarrativeError::Attribute("onclick".to_owned())))]
    #[case("<div> <p> </p></div>", Err(NarrativeError::Empty))]
    #[case("<div><p>a</div>", Err(NarrativeError::NotWellFormed))]
    #[case("text", Err(NarrativeError::NotWellFormed))]
    fn narratives_are_judged(#[case] text: &str, #[case] expected: Result<(), NarrativeError>) {
        assert_eq!(check(text), expected);
    }
}
