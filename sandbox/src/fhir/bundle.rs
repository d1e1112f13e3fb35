//! The `searchset` Bundle: stored bytes put one after another, nothing parsed or written anew (FHIR R4 http, 3.1.0.4).

use std::sync::Arc;

use crate::answers::SearchPage;
use crate::search::IndexedResource;

/// Writes a page of a search as a Bundle; `base` is the URL of the API.
#[must_use]
pub(super) fn searchset(base: &str, page: &SearchPage<'_>) -> Vec<u8> {
    let matches = page.matches.iter().map(|resource| (*resource, "match"));
    let included = page.included.iter().map(|resource| (*resource, "include"));
    write(base, page, matches.chain(included))
}

fn write<'s>(
    base: &str,
    page: &SearchPage<'s>,
    entries: impl Iterator<Item = (&'s Arc<IndexedResource>, &'static str)> + Clone,
) -> Vec<u8> {
    let size: usize = entries
        .clone()
        .map(|(stored, _)| stored.body.len() + base.len() + 160)
        .sum();
    let mut out = Vec::with_capacity(size + 1024);
    out.extend_from_slice(br#"{"resourceType":"Bundle","type":"searchset","total":"#);
    out.extend_from_slice(page.total.to_string().as_bytes());
    for (index, (relation, url)) in page.links.iter().enumerate() {
        out.extend_from_slice(if index == 0 { br#","link":["# } else { b"," });
        out.extend_from_slice(br#"{"relation":""#);
        out.extend_from_slice(relation.name().as_bytes());
        out.extend_from_slice(br#"","url":"#);
        out.extend_from_slice(serde_json::Value::from(url.as_str()).to_string().as_bytes());
        out.push(b'}');
    }
    if !page.links.is_empty() {
        out.push(b']');
    }
    let mut any = false;
    for (stored, mode) in entries {
        out.extend_from_slice(if any { b"," } else { br#","entry":["# });
        any = true;
        // Neither a base URL nor an id holds what JSON would escape.
        for part in [
            r#"{"fullUrl":""#,
            base,
            "/",
            &stored.resource_type,
            "/",
            &stored.id,
            r#"","resource":"#,
        ] {
            out.extend_from_slice(part.as_bytes());
        }
        out.extend_from_slice(&stored.body);
        out.extend_from_slice(br#","search":{"mode":""#);
        out.extend_from_slice(mode.as_bytes());
        out.extend_from_slice(br#""}}"#);
    }
    if any {
        out.push(b']');
    }
    out.push(b'}');
    out
}
