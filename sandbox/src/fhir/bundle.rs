//! The `searchset` Bundle: stored bytes put one after another, nothing parsed or written anew (FHIR R4 http, 3.1.0.4).

use std::sync::Arc;

use super::include::included;
use super::page;
use super::query::{Pair, encode};
use super::resource::Stored;
use super::search::Search;
use super::view::View;
use crate::fault::Defect;

/// Runs a search and writes the page that was asked for.
#[must_use]
pub(super) fn searchset(view: &View<'_>, resource_type: &str, search: &Search) -> Vec<u8> {
    let found = search.run(view, resource_type);
    let defects = view.defects;
    let mut from = search.offset.min(found.len());
    if defects.has(Defect::PagingRepeats) && from > 0 {
        from -= 1;
    }
    let to = (search.offset + search.count).min(found.len());
    let matches = &found[from..to.max(from)];
    let brought = included(view, &search.includes, matches);
    let total = found.len()
        + if defects.has(Defect::TotalCountsIncludes) {
            brought.len()
        } else {
            0
        };

    let base = view.holdings.registry.base();
    let link = |offset: Option<usize>| {
        let mut pairs = search.understood.clone();
        if let Some(offset) = offset {
            pairs.push(Pair {
                name: "_page".to_owned(),
                value: page::write(offset, resource_type, &search.understood),
            });
        }
        let query = encode(&pairs);
        if query.is_empty() {
            format!("{base}/{resource_type}")
        } else {
            format!("{base}/{resource_type}?{query}")
        }
    };
    let mut links = Vec::new();
    if !defects.has(Defect::SelfMissing) {
        links.push(("self", link((search.offset > 0).then_some(search.offset))));
    }
    if search.count > 0 {
        if to < found.len() {
            links.push(("next", link(Some(to))));
        }
        if search.offset > 0 {
            links.push(("first", link(None)));
            let before = search.offset.saturating_sub(search.count);
            links.push(("previous", link((before > 0).then_some(before))));
        }
    }
    let entries = matches
        .iter()
        .map(|stored| (*stored, "match"))
        .chain(brought.iter().map(|one| (*one, "include")));
    write(base, total, &links, entries)
}

/// A searchset without matches, for the defect that answers so.
#[must_use]
pub(super) fn empty(base: &str, resource_type: &str) -> Vec<u8> {
    write(
        base,
        0,
        &[("self", format!("{base}/{resource_type}"))],
        std::iter::empty(),
    )
}

fn write<'s>(
    base: &str,
    total: usize,
    links: &[(&str, String)],
    entries: impl Iterator<Item = (&'s Arc<Stored>, &'static str)> + Clone,
) -> Vec<u8> {
    let size: usize = entries
        .clone()
        .map(|(stored, _)| stored.body.len() + base.len() + 160)
        .sum();
    let mut out = Vec::with_capacity(size + 1024);
    out.extend_from_slice(br#"{"resourceType":"Bundle","type":"searchset","total":"#);
    out.extend_from_slice(total.to_string().as_bytes());
    for (index, (relation, url)) in links.iter().enumerate() {
        out.extend_from_slice(if index == 0 { br#","link":["# } else { b"," });
        out.extend_from_slice(br#"{"relation":""#);
        out.extend_from_slice(relation.as_bytes());
        out.extend_from_slice(br#"","url":"#);
        out.extend_from_slice(serde_json::Value::from(url.as_str()).to_string().as_bytes());
        out.push(b'}');
    }
    if !links.is_empty() {
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
