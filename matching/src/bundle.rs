//! A searchset Bundle (FHIR R4, Bundle and Search): entries with their mode, total and links.

use payerlab_profiles::json::Node;

use crate::definition;

/// Why a resource is in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It matched.
    Match,
    /// It came along.
    Include,
    /// It tells how the search went.
    Outcome,
}

/// One entry that holds a resource.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the names of the fields say it")]
pub struct Entry<'b> {
    pub resource: Node<'b>,
    /// Why it is there.
    pub mode: Mode,
    /// Whether the entry itself says its mode.
    pub says_mode: bool,
}

impl Entry<'_> {
    /// `Type/id`.
    pub fn name(&self) -> Option<String> {
        definition::name_of(self.resource)
    }
}

/// A Bundle that answers a search for `resource_type`.
#[derive(Clone, Copy, Debug)]
pub struct Bundle<'b> {
    node: Node<'b>,
}

impl<'b> Bundle<'b> {
    /// The Bundle that the node is, if it is one.
    pub fn of(node: Node<'b>) -> Option<Self> {
        (definition::type_of(node)? == "Bundle").then_some(Self { node })
    }

    /// The entries; where one does not say its mode, a resource of the searched type matched.
    pub fn entries(&self, resource_type: &str) -> Vec<Entry<'b>> {
        let Some(entries) = self.node.get("entry") else {
            return Vec::new();
        };
        entries
            .items()
            .filter_map(|entry| {
                let resource = entry.get("resource")?;
                let said = entry
                    .get("search")
                    .and_then(|search| search.get("mode"))
                    .and_then(Node::as_str);
                let kind = definition::type_of(resource);
                let mode = match said.as_deref() {
                    Some("include") => Mode::Include,
                    Some("outcome") => Mode::Outcome,
                    Some(_) => Mode::Match,
                    None if kind.as_deref() == Some("OperationOutcome") => Mode::Outcome,
                    None if kind.as_deref() == Some(resource_type) => Mode::Match,
                    None => Mode::Include,
                };
                Some(Entry {
                    resource,
                    mode,
                    says_mode: said.is_some(),
                })
            })
            .collect()
    }

    /// The total, where the Bundle says one.
    pub fn total(&self) -> Option<u64> {
        self.node.get("total")?.number_text()?.parse().ok()
    }

    /// The URL of a link.
    pub fn link(&self, relation: &str) -> Option<String> {
        let link = self.node.get("link")?.items().find(|link| {
            link.get("relation")
                .and_then(Node::as_str)
                .is_some_and(|have| have == relation)
        })?;
        Some(link.get("url")?.as_str()?.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use payerlab_profiles::json::Document;

    use super::*;

    #[test]
    fn entries_without_a_mode_are_told_by_their_type() {
        let json = r#"{"resourceType":"Bundle","total":1,"link":[{"relation":"next","url":"https://p.example.org/2"}],
            "entry":[{"resource":{"resourceType":"Observation","id":"1"}},
                     {"resource":{"resourceType":"Patient","id":"2"}},
                     {"resource":{"resourceType":"OperationOutcome"}},
                     {"fullUrl":"urn:x"}]}"#;
        let document = Document::parse(json.to_owned()).unwrap();
        let bundle = Bundle::of(document.root()).unwrap();
        let modes: Vec<Mode> = bundle
            .entries("Observation")
            .iter()
            .map(|entry| entry.mode)
            .collect();
        assert_eq!(modes, [Mode::Match, Mode::Include, Mode::Outcome]);
        assert_eq!(bundle.total(), Some(1));
        assert_eq!(
            bundle.link("next").as_deref(),
            Some("https://p.example.org/2")
        );
        assert_eq!(bundle.link("self"), None);
    }
}
