//! Facts of code systems and value sets: codes and how they hang together, no display texts.

use super::fields::{flag, items, text, texts};
use crate::json::Node;
use crate::pack::{CodeSystemFacts, IncludeFacts, ValueSetFacts};

pub(super) fn code_system(node: Node<'_>) -> CodeSystemFacts {
    let mut facts = CodeSystemFacts {
        complete: text(node, "content").as_deref() == Some("complete"),
        ignore_case: node.get("caseSensitive").is_some() && !flag(node, "caseSensitive"),
        codes: Vec::new(),
        depths: Vec::new(),
    };
    concepts(node, 0, &mut facts);
    if facts.depths.iter().all(|depth| *depth == 0) {
        facts.depths.clear();
    }
    facts
}

fn concepts(node: Node<'_>, depth: u8, facts: &mut CodeSystemFacts) {
    for concept in items(node, "concept") {
        if let Some(code) = text(concept, "code") {
            facts.codes.push(code);
            facts.depths.push(depth);
            concepts(concept, depth.saturating_add(1), facts);
        }
    }
}

pub(super) fn value_set(node: Node<'_>) -> ValueSetFacts {
    let Some(compose) = node.get("compose") else {
        return ValueSetFacts {
            include: node.get("expansion").map(expansion).unwrap_or_default(),
            exclude: Vec::new(),
        };
    };
    ValueSetFacts {
        include: items(compose, "include").map(include).collect(),
        exclude: items(compose, "exclude").map(include).collect(),
    }
}

fn include(node: Node<'_>) -> IncludeFacts {
    let filter = |filter| {
        Some((
            text(filter, "property")?,
            text(filter, "op")?,
            text(filter, "value")?,
        ))
    };
    let canonical = |url: String| url.split('|').next().unwrap_or_default().to_owned();
    IncludeFacts {
        system: text(node, "system"),
        codes: items(node, "concept")
            .filter_map(|concept| text(concept, "code"))
            .collect(),
        filters: items(node, "filter").filter_map(filter).collect(),
        value_sets: texts(node, "valueSet").into_iter().map(canonical).collect(),
    }
}

fn expansion(node: Node<'_>) -> Vec<IncludeFacts> {
    let mut found: Vec<IncludeFacts> = Vec::new();
    let mut open: Vec<Node<'_>> = items(node, "contains").collect();
    while let Some(concept) = open.pop() {
        open.extend(items(concept, "contains"));
        let (Some(system), Some(code)) = (text(concept, "system"), text(concept, "code")) else {
            continue;
        };
        match found
            .iter_mut()
            .find(|include| include.system.as_deref() == Some(&system))
        {
            Some(include) => include.codes.push(code),
            None => found.push(IncludeFacts {
                system: Some(system),
                codes: vec![code],
                ..IncludeFacts::default()
            }),
        }
    }
    found
}
