//! Resources that references lead to: contained ones, the entries of a Bundle, and documents that are looked at together
//! (FHIR R4 "References between Resources", section 2.3.0; "Bundle", section 2.36.4.1).

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::element::Element;
use crate::json::{Document, Node};

/// Resources by what a reference to them says.
#[derive(Debug, Clone, Default)]
pub struct Neighbours<'a> {
    /// None where several resources have the same name, so that a reference to it leads to no one of them.
    found: HashMap<String, Option<Element<'a>>>,
}

impl<'a> Neighbours<'a> {
    /// Resources in files that are validated together: each is found as `Type/id`, and the entries of Bundles among them as
    /// in the Bundle.
    pub fn of_documents(documents: impl IntoIterator<Item = &'a Document>) -> Self {
        let mut found = Self::default();
        for document in documents {
            let root = document.root();
            found.name(root);
            found.entries(root);
        }
        found
    }

    /// The entries of a Bundle, by `fullUrl` and as `Type/id`.
    pub fn of_bundle(bundle: Node<'a>) -> Self {
        let mut found = Self::default();
        found.entries(bundle);
        found
    }

    /// The resources inside a resource, as `#id`.
    pub fn of_contained(resource: Node<'a>) -> Self {
        let mut found = Self::default();
        for inner in resource.get("contained").into_iter().flat_map(Node::items) {
            if let Some(id) = text(inner, "id") {
                let element = Some(Element::resource(inner));
                found.found.entry(format!("#{id}")).or_insert(element);
            }
        }
        found
    }

    fn entries(&mut self, bundle: Node<'a>) {
        for entry in bundle.get("entry").into_iter().flat_map(Node::items) {
            let Some(resource) = entry.get("resource") else {
                continue;
            };
            if let Some(url) = text(entry, "fullUrl") {
                self.add(url.into_owned(), resource);
            }
            self.name(resource);
        }
    }

    fn name(&mut self, resource: Node<'a>) {
        if let Some((name, id)) = text(resource, "resourceType").zip(text(resource, "id")) {
            self.add(format!("{name}/{id}"), resource);
        }
    }

    fn add(&mut self, key: String, resource: Node<'a>) {
        match self.found.entry(key) {
            Entry::Vacant(free) => {
                free.insert(Some(Element::resource(resource)));
            }
            Entry::Occupied(mut taken) => {
                let again = Element::resource(resource);
                if !taken.get().is_some_and(|known| known.same_place(&again)) {
                    taken.insert(None);
                }
            }
        }
    }

    /// The resource that a reference leads to; a version in the reference is passed over.
    pub fn find(&self, reference: &str) -> Option<Element<'a>> {
        let exact = self.found.get(reference);
        let known = exact.or_else(|| {
            let (path, _) = reference.split_once("/_history/")?;
            self.found.get(path)
        });
        known.copied().flatten()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

fn text<'a>(node: Node<'a>, name: &str) -> Option<Cow<'a, str>> {
    node.get(name)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_to_entries_documents_and_contained_resources() {
        let bundle = Document::parse(
            r#"{"resourceType":"Bundle","entry":[
                {"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"a"}},
                {"fullUrl":"https://example.org/Patient/b","resource":{"resourceType":"Patient","id":"b",
                 "contained":[{"resourceType":"Organization","id":"c"}]}},
                {"fullUrl":"https://example.com/Patient/b","resource":{"resourceType":"Patient","id":"b"}}]}"#,
        )
        .unwrap();
        let near = Neighbours::of_bundle(bundle.root());
        assert!(near.find("urn:uuid:1").is_some());
        assert!(near.find("Patient/a/_history/2").is_some());
        assert!(near.find("https://example.org/Patient/b").is_some());
        assert!(near.find("Patient/b").is_none(), "two are of this name");
        let documents = Neighbours::of_documents([&bundle]);
        assert!(documents.find("Patient/a").is_some());
        let holder = near.find("https://example.org/Patient/b").unwrap();
        let inside = Neighbours::of_contained(holder.node().unwrap());
        assert_eq!(
            inside.find("#c").and_then(|found| found.type_name()),
            Some("Organization")
        );
    }
}
