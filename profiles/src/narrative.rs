//! The XHTML of a narrative: the elements and attributes that FHIR allows (FHIR R4 "Narrative", section 2.4.1, txt-1 and
//! txt-2; HTML 4.0 chapters 7 to 11 and 15).

use thiserror::Error;

/// Why a `div` is not one that FHIR allows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NarrativeError {
    /// It is not well-formed XML, or not one `div`.
    #[error("the narrative is not one well-formed div element")]
    NotWellFormed,
    /// Elements are XHTML's only in its namespace.
    #[error("the div of a narrative is in the namespace http://www.w3.org/1999/xhtml")]
    Namespace,
    /// A name of a character that XML does not have, or an ampersand that starts none.
    #[error(
        "the narrative holds {0}, and XML knows only amp, lt, gt, quot, apos and numbers after &"
    )]
    Entity(String),
    /// An element that may do something or hide something.
    #[error("the narrative holds the element {0}, which FHIR does not allow")]
    Element(String),
    /// An attribute that may do something, or that HTML does not have there.
    #[error("the narrative holds the attribute {0}, which FHIR does not allow")]
    Attribute(String),
    /// Nothing to read and no image.
    #[error("the narrative holds no text")]
    Empty,
}

const NAMESPACE: &str = "http://www.w3.org/1999/xhtml";

const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "area",
    "b",
    "bdo",
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
    "kbd",
    "li",
    "map",
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

/// Attributes of every element.
const ATTRIBUTES: &[&str] = &[
    "abbr",
    "accesskey",
    "align",
    "axis",
    "char",
    "charoff",
    "class",
    "colspan",
    "dir",
    "headers",
    "id",
    "lang",
    "rowspan",
    "scope",
    "span",
    "style",
    "tabindex",
    "title",
    "valign",
    "width",
    "xml:lang",
    "xml:space",
    "xmlns",
];

/// Attributes of some elements.
const OF_ELEMENT: &[(&str, &[&str])] = &[
    (
        "a",
        &[
            "charset", "coords", "href", "hreflang", "name", "rel", "rev", "shape", "target",
            "type",
        ],
    ),
    ("area", &["alt", "coords", "href", "nohref", "shape"]),
    ("blockquote", &["cite"]),
    ("br", &["clear"]),
    ("hr", &["noshade", "size"]),
    (
        "img",
        &[
            "alt", "border", "height", "ismap", "longdesc", "src", "usemap",
        ],
    ),
    ("li", &["type", "value"]),
    ("map", &["name"]),
    ("ol", &["compact", "start", "type"]),
    ("pre", &["space"]),
    ("q", &["cite"]),
    (
        "table",
        &[
            "bgcolor",
            "border",
            "cellpadding",
            "cellspacing",
            "frame",
            "rules",
            "summary",
        ],
    ),
    ("td", &["bgcolor", "height", "nowrap"]),
    ("th", &["bgcolor", "height", "nowrap"]),
    ("tr", &["bgcolor"]),
    ("ul", &["compact", "type"]),
];

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
    let mut rest = text.trim();
    if !rest.starts_with("<div") {
        return Err(NarrativeError::NotWellFormed);
    }
    let mut found = Narrative::default();
    let mut open: Vec<&str> = Vec::new();
    let (mut content, mut outermost) = (false, true);
    loop {
        let start = memchr::memchr(b'<', rest.as_bytes()).ok_or(NarrativeError::NotWellFormed)?;
        let between = &rest[..start];
        content = content || !between.trim().is_empty();
        entities(between)?;
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
            if open.pop() != Some(name.trim_end()) {
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
        let name = &tag[..name_end.unwrap_or(tag.len())];
        if ELEMENTS.binary_search(&name).is_err() {
            return Err(NarrativeError::Element(name.to_owned()));
        }
        content |= name == "img";
        let namespace = attributes(name, &tag[name.len()..], &mut found)?;
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
    if !rest.trim().is_empty() {
        return Err(NarrativeError::NotWellFormed);
    }
    if content {
        Ok(found)
    } else {
        Err(NarrativeError::Empty)
    }
}

/// Where a tag ends; a `>` in a quoted attribute does not end it.
fn tag_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr3(b'>', b'"', b'\'', &bytes[at..])?;
        if bytes[at] == b'>' {
            return Some(at);
        }
        at += 1 + memchr::memchr(bytes[at], &bytes[at + 1..])? + 1;
    }
}

/// Checks the attributes of a tag, and tells its namespace.
fn attributes<'t>(
    element: &str,
    text: &'t str,
    found: &mut Narrative<'t>,
) -> Result<Option<&'t str>, NarrativeError> {
    let mut rest = text.trim();
    let mut namespace = None;
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or(NarrativeError::NotWellFormed)?;
        let name = name.trim();
        let after = after.trim_start();
        let quote = after
            .chars()
            .next()
            .filter(|c| matches!(c, '"' | '\''))
            .ok_or(NarrativeError::NotWellFormed)?;
        let (value, after) = after[1..]
            .split_once(quote)
            .ok_or(NarrativeError::NotWellFormed)?;
        rest = after.trim_start();
        let own = || {
            OF_ELEMENT
                .iter()
                .any(|(of, names)| *of == element && names.contains(&name))
        };
        if ATTRIBUTES.binary_search(&name).is_err() && !own() {
            return Err(NarrativeError::Attribute(name.to_owned()));
        }
        entities(value)?;
        match name {
            "xmlns" => namespace = Some(value),
            "id" | "name" => found.anchors.push(value),
            "src" => found.images.push(value),
            _ => {}
        }
    }
    Ok(namespace)
}

/// After every ampersand stands the name or number of a character, and a semicolon.
fn entities(text: &str) -> Result<(), NarrativeError> {
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        let rest = &text[at + 1..];
        let name = rest
            .split(';')
            .next()
            .filter(|name| name.len() < rest.len());
        let known = name.is_some_and(|name| match name.strip_prefix('#') {
            Some(number) => match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).is_ok(),
                None => number.parse::<u32>().is_ok(),
            },
            None => matches!(name, "amp" | "lt" | "gt" | "quot" | "apos"),
        });
        if !known {
            let shown: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .take(12)
                .collect();
            return Err(NarrativeError::Entity(format!("&{shown}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn div(inside: &str) -> String {
        format!("<div xmlns=\"{NAMESPACE}\">{inside}</div>")
    }

    #[test]
    fn names_are_sorted() {
        assert!(ELEMENTS.is_sorted() && ATTRIBUTES.is_sorted());
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
