//! What is wrong with the answer to a search: a result that does not match, or a match that is not among the results.

use payerlab_profiles::json::Node;

use crate::matches::{Knowledge, Matching, matches};
use crate::{Query, definition};

/// The results that surely do not match, each as `Type/id`.
pub fn unexpected(query: &Query, results: &[Node<'_>], known: Knowledge<'_>) -> Vec<String> {
    results
        .iter()
        .filter(|result| matches(query, **result, known) == Matching::No)
        .map(|result| {
            definition::name_of(*result).unwrap_or_else(|| "a resource without an id".to_owned())
        })
        .collect()
}

/// Those of `all` that surely match and are not among the results, each as `Type/id`, sorted.
pub fn missing(
    query: &Query,
    results: &[Node<'_>],
    all: &[Node<'_>],
    known: Knowledge<'_>,
) -> Vec<String> {
    let found: Vec<String> = results
        .iter()
        .filter_map(|result| definition::name_of(*result))
        .collect();
    let mut missing: Vec<String> = all
        .iter()
        .filter(|resource| matches(query, **resource, known) == Matching::Yes)
        .filter_map(|resource| definition::name_of(*resource))
        .filter(|name| !found.contains(name))
        .collect();
    missing.sort();
    missing.dedup();
    missing
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use payerlab_profiles::json::Document;

    use super::*;

    #[test]
    fn too_much_and_too_little_are_told_apart() {
        let all: Vec<Document> = [("a", "1"), ("b", "2"), ("c", "1")]
            .iter()
            .map(|(id, code)| {
                Document::parse(format!(
                    r#"{{"resourceType":"Observation","id":"{id}","code":{{"coding":[{{"system":"http://s.example.org","code":"{code}"}}]}}}}"#
                ))
                .unwrap()
            })
            .collect();
        let nodes: Vec<Node<'_>> = all.iter().map(Document::root).collect();
        let query = Query {
            resource_type: "Observation".into(),
            parameters: vec![("code".into(), "1".into())],
        };
        let known = Knowledge {
            base: "",
            targets: &BTreeMap::new(),
            listings: &BTreeMap::new(),
        };
        assert_eq!(unexpected(&query, &nodes[..2], known), ["Observation/b"]);
        assert_eq!(
            missing(&query, &nodes[..2], &nodes, known),
            ["Observation/c"]
        );
    }
}
