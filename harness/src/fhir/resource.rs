//! A resource in hand: its type, its id, and the document it was read from.

use std::sync::Arc;

use payerlab_matching::{Bundle, Mode};
use payerlab_profiles::json::{Document, Node};

use crate::exchange::Answer;
use crate::outcome::{StepEnd, StepResult};

/// A resource that a scenario found. The target file may name one (a deleted one) that has no document.
#[derive(Clone)]
pub(crate) struct FetchedResource {
    pub resource_type: String,
    pub id: String,
    pub document: Option<Arc<Document>>,
}

impl FetchedResource {
    /// `Type/id`, relative to the base URL of the API.
    pub(crate) fn reference(&self) -> String {
        format!("{}/{}", self.resource_type, self.id)
    }

    pub(crate) fn node(&self) -> Option<Node<'_>> {
        self.document.as_ref().map(|document| document.root())
    }

    /// The resource that `node` is, as a document of its own.
    pub(crate) fn of(node: Node<'_>) -> Option<Self> {
        let text = |name: &str| {
            node.get(name)
                .and_then(Node::as_str)
                .map(std::borrow::Cow::into_owned)
        };
        let document = Document::parse(node.document().source().slice(node.span())).ok()?;
        Some(Self {
            resource_type: text("resourceType")?,
            id: text("id").unwrap_or_default(),
            document: Some(Arc::new(document)),
        })
    }

    /// What the resource says its version is.
    pub(crate) fn version(&self) -> Option<String> {
        Some(
            self.node()?
                .get("meta")?
                .get("versionId")?
                .as_str()?
                .into_owned(),
        )
    }
}

/// The body of an answer as a FHIR document; a failure of the payer where it is none.
pub(crate) fn parse(answer: &Answer) -> StepResult<Document> {
    let document = Document::parse(answer.body.clone()).map_err(|error| {
        StepEnd::failed(
            "a FHIR resource in JSON",
            format!("{}, whose body is no JSON ({error})", answer.brief()),
        )
    })?;
    if document
        .root()
        .get("resourceType")
        .and_then(Node::as_str)
        .is_none()
    {
        return Err(StepEnd::failed(
            "a FHIR resource in JSON",
            format!("{}, whose body has no resourceType", answer.brief()),
        ));
    }
    Ok(document)
}

/// The resources of a searchset for `resource_type`, with why each is there and whether the entry says so.
pub(crate) fn bundle_entries(
    document: &Document,
    resource_type: &str,
) -> StepResult<Vec<(FetchedResource, Mode, bool)>> {
    let root = document.root();
    let Some(bundle) = Bundle::of(root) else {
        let got = root
            .get("resourceType")
            .and_then(Node::as_str)
            .unwrap_or_default()
            .into_owned();
        return Err(StepEnd::failed(
            "a Bundle",
            format!("a resource of type {got}"),
        ));
    };
    Ok(bundle
        .entries(resource_type)
        .into_iter()
        .filter_map(|entry| {
            Some((
                FetchedResource::of(entry.resource)?,
                entry.mode,
                entry.says_mode,
            ))
        })
        .collect())
}
