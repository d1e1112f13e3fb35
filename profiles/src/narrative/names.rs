//! The names that HTML 4.0 has for what FHIR allows in a narrative.

/// Whether FHIR allows an element.
pub(super) fn is_element(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "address"
            | "area"
            | "b"
            | "bdo"
            | "big"
            | "blockquote"
            | "br"
            | "caption"
            | "cite"
            | "code"
            | "col"
            | "colgroup"
            | "dd"
            | "dfn"
            | "div"
            | "dl"
            | "dt"
            | "em"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "hr"
            | "i"
            | "img"
            | "kbd"
            | "li"
            | "map"
            | "ol"
            | "p"
            | "pre"
            | "q"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "tt"
            | "ul"
            | "var"
    )
}

/// Whether HTML has an attribute on an element, and FHIR allows it.
pub(super) fn is_attribute(element: &str, name: &str) -> bool {
    is_common(name) || is_own(element, name)
}

/// Attributes of every element.
fn is_common(name: &str) -> bool {
    matches!(
        name,
        "abbr"
            | "accesskey"
            | "align"
            | "axis"
            | "char"
            | "charoff"
            | "class"
            | "colspan"
            | "dir"
            | "headers"
            | "id"
            | "lang"
            | "rowspan"
            | "scope"
            | "span"
            | "style"
            | "tabindex"
            | "title"
            | "valign"
            | "width"
            | "xml:lang"
            | "xml:space"
            | "xmlns"
    )
}

/// Attributes of some elements.
fn is_own(element: &str, name: &str) -> bool {
    match element {
        "a" => matches!(
            name,
            "charset"
                | "coords"
                | "href"
                | "hreflang"
                | "name"
                | "rel"
                | "rev"
                | "shape"
                | "target"
                | "type"
        ),
        "area" => matches!(name, "alt" | "coords" | "href" | "nohref" | "shape"),
        "blockquote" => matches!(name, "cite"),
        "br" => matches!(name, "clear"),
        "hr" => matches!(name, "noshade" | "size"),
        "img" => matches!(
            name,
            "alt" | "border" | "height" | "ismap" | "longdesc" | "src" | "usemap"
        ),
        "li" => matches!(name, "type" | "value"),
        "map" => matches!(name, "name"),
        "ol" => matches!(name, "compact" | "start" | "type"),
        "pre" => matches!(name, "space"),
        "q" => matches!(name, "cite"),
        "table" => matches!(
            name,
            "bgcolor" | "border" | "cellpadding" | "cellspacing" | "frame" | "rules" | "summary"
        ),
        "td" => matches!(name, "bgcolor" | "height" | "nowrap"),
        "th" => matches!(name, "bgcolor" | "height" | "nowrap"),
        "tr" => matches!(name, "bgcolor"),
        "ul" => matches!(name, "compact" | "type"),
        _ => false,
    }
}
