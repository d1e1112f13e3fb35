//! What an expression can see besides its input: the resource, variables, the time, and what other parts can answer.

use std::cell::Cell;
use std::sync::{Arc, LazyLock};

use super::element::Element;
use super::error::FhirPathError;
use super::item::Item;
use super::neighbours::Neighbours;
use super::temporal::Temporal;
use crate::json::Node;

/// Answers what only somebody outside the expression can know.
pub trait Environment {
    /// The element that a reference leads to; none when it is not at hand.
    fn resolve<'a>(&self, reference: &str, context: &Context<'a>) -> Option<Element<'a>> {
        contained(reference, context)
    }

    /// Whether a code, Coding or CodeableConcept is in a value set; none when that is not known.
    fn member_of(&self, element: Element<'_>, value_set: &str) -> Option<bool> {
        let _ = (element, value_set);
        None
    }

    /// Whether an element conforms to a profile; none when the profile is not known.
    fn conforms_to<'a>(
        &self,
        element: Element<'a>,
        profile: &str,
        context: &Context<'a>,
    ) -> Option<bool> {
        let _ = context;
        let name = profile.strip_prefix("http://hl7.org/fhir/StructureDefinition/")?;
        crate::schema::r4().type_info(name)?;
        Some(element.info().is_some_and(|info| info.derives_from(name)))
    }
}

/// An environment that knows the contained resources, the Bundle around, and the types of R4.
#[derive(Debug, Clone, Copy, Default)]
pub struct Standalone;

impl Environment for Standalone {}

/// Finds `#id` among the contained resources, and other references among the entries of the Bundle around and what else is
/// at hand.
pub fn contained<'a>(reference: &str, context: &Context<'a>) -> Option<Element<'a>> {
    if reference == "#" {
        return Some(context.root);
    }
    if reference.starts_with('#') {
        return context.contained.as_ref()?.find(reference);
    }
    let near = context.bundle.as_ref();
    near.and_then(|bundle| bundle.find(reference))
        .or_else(|| context.neighbours?.find(reference))
}

/// How an evaluation goes.
#[derive(Clone)]
pub struct Context<'a> {
    /// `%resource`: the resource that holds the input.
    pub resource: Element<'a>,
    /// `%rootResource`: the resource that holds that one, where it is contained.
    pub root: Element<'a>,
    /// What the root resource contains, where it contains something.
    pub contained: Option<Arc<Neighbours<'a>>>,
    /// The entries of the Bundle around, where there is one.
    pub bundle: Option<Arc<Neighbours<'a>>>,
    /// Resources that are looked at together with this one.
    pub neighbours: Option<&'a Neighbours<'a>>,
    /// `now()`, with its offset.
    pub now: Temporal,
    /// Names that a type does not have are errors instead of empty.
    pub strict: bool,
    /// As search parameters are meant: `as` keeps what has the type, and `resolve()` knows the type from the reference.
    pub search: bool,
    /// Who answers `resolve()`, `memberOf()` and `conformsTo()`.
    pub environment: &'a dyn Environment,
    /// Further variables.
    pub variables: Vec<(String, Vec<Item<'a>>)>,
    /// How many resources stand around this one, or lead to it.
    pub(crate) depth: u32,
    /// Which elements are being held to which profiles: the place of the document, the node, the profile's URL.
    pub(crate) asked: Vec<(usize, u32, Arc<str>)>,
    budget: Cell<u64>,
}

/// Steps that one evaluation may take.
const BUDGET: u64 = 3_000_000;

/// The time that `now()` tells unless the caller sets [`Context::now`]: rules over resources hardly depend on it, and an
/// evaluation never asks the system's clock by itself.
static UNSET_NOW: LazyLock<Temporal> = LazyLock::new(|| {
    Temporal::parse_date_time("2000-01-01T00:00:00.000Z")
        .unwrap_or_else(|| unreachable!("the constant is a dateTime"))
});

impl<'a> Context<'a> {
    /// A context for a resource.
    pub fn new(resource: Element<'a>) -> Self {
        let holds = |name: &str| {
            resource
                .node()
                .filter(|node| node.get(name).is_some_and(Node::is_array))
        };
        let contained = holds("contained").map(|node| Arc::new(Neighbours::of_contained(node)));
        let bundle = holds("entry")
            .filter(|_| resource.type_name() == Some("Bundle"))
            .map(|node| Arc::new(Neighbours::of_bundle(node)));
        Self {
            resource,
            root: resource,
            contained,
            bundle,
            neighbours: None,
            now: *UNSET_NOW,
            strict: false,
            search: false,
            environment: &Standalone,
            variables: Vec::new(),
            depth: 0,
            asked: Vec::new(),
            budget: Cell::new(BUDGET),
        }
    }

    /// A context for a resource that stands inside this one, or that a reference leads to. What is contained shares the
    /// references of the resource around.
    #[must_use]
    pub fn inner(&self, resource: Element<'a>, is_contained: bool) -> Self {
        let mut inner = Self::new(resource);
        inner.now = self.now;
        inner.strict = self.strict;
        inner.search = self.search;
        inner.environment = self.environment;
        inner.neighbours = self.neighbours;
        inner.depth = self.depth + 1;
        inner.asked.clone_from(&self.asked);
        inner.bundle = inner.bundle.or_else(|| self.bundle.clone());
        if is_contained {
            inner.root = self.root;
            inner.contained.clone_from(&self.contained);
        }
        inner
    }

    /// The same context with a time for `now()`.
    #[must_use]
    pub fn at(mut self, now: jiff::Timestamp) -> Self {
        let text = now.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string();
        self.now = Temporal::parse_date_time(&text).unwrap_or(self.now);
        self
    }

    /// The same context for a search parameter.
    #[must_use]
    pub fn searching(mut self) -> Self {
        self.search = true;
        self
    }

    pub(super) fn spend(&self, steps: usize) -> Result<(), FhirPathError> {
        let left = self
            .budget
            .get()
            .checked_sub(steps as u64)
            .ok_or(FhirPathError::TooExpensive)?;
        self.budget.set(left);
        Ok(())
    }

    pub(super) fn refill(&self) {
        self.budget.set(BUDGET);
    }
}
