//! Must-support coverage: which elements that a guide asks systems to support have been seen in a set of resources.

use std::sync::Arc;

use super::profile::Profile;
use super::rule::Rule;
use super::rules::slice_membership;
use super::validator::Validator;
use crate::fhirpath::{Context, Element};
use crate::json::Document;

/// The extension that says why there is no value (FHIR R4 "Extension: data-absent-reason").
const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/// The must-support elements of a profile, and which of them resources have shown.
#[derive(Debug)]
pub struct Coverage<'v> {
    validator: &'v Validator,
    profile: Arc<Profile>,
    seen: Vec<u64>,
}

impl<'v> Coverage<'v> {
    /// The coverage of a profile, with nothing seen yet; none when the profile is not known.
    pub fn of(validator: &'v Validator, canonical: &str) -> Option<Self> {
        let profile = validator.definitions().profile(canonical)?;
        let seen = vec![0; profile.rules.len()];
        Some(Self {
            validator,
            profile,
            seen,
        })
    }

    /// Takes a resource into account.
    pub fn add(&mut self, document: &Document) {
        let resource = Element::resource(document.root());
        if resource
            .info()
            .is_some_and(|info| info.derives_from(&self.profile.type_name))
        {
            let profile = self.profile.clone();
            let mut context = Context::new(resource);
            context.environment = self.validator;
            self.visit(&profile, profile.root(), resource, &context);
        }
    }

    fn visit<'a>(
        &mut self,
        profile: &Profile,
        rule: &Rule,
        element: Element<'a>,
        context: &Context<'a>,
    ) {
        self.seen[rule.index] += 1;
        for child in profile.children(rule) {
            let child = &profile.rules[*child];
            let mut items = Vec::new();
            element.each_named(&child.name, |item| items.push(item));
            items.retain(|item| !is_absent(item));
            for item in items {
                self.visit(profile, child, item, context);
                for slice in child.slicing.iter().flat_map(|slicing| &slicing.slices) {
                    let definitions = self.validator.definitions();
                    let told = !slice.tests.is_empty();
                    if told
                        && slice_membership::belongs(definitions, context, &slice.tests, item)
                            == Some(true)
                    {
                        self.visit(profile, &profile.rules[slice.rule], item, context);
                    }
                }
            }
        }
    }

    /// Every must-support element, as `Patient.identifier.system` or `Patient.extension:race`, with how often it was seen.
    pub fn rows(&self) -> impl Iterator<Item = (String, u64)> {
        let wanted = self
            .profile
            .rules
            .iter()
            .filter(|rule| rule.must_support && !rule.id.is_empty());
        wanted.map(|rule| {
            (
                format!("{}.{}", self.profile.type_name, rule.id),
                self.seen[rule.index],
            )
        })
    }

    /// The must-support elements that no resource has shown.
    pub fn missing(&self) -> impl Iterator<Item = String> {
        self.rows()
            .filter(|(_, seen)| *seen == 0)
            .map(|(element, _)| element)
    }
}

/// Whether an element holds nothing but the reason why it is absent: it shows nothing of what is asked for.
fn is_absent(element: &Element<'_>) -> bool {
    let (mut told, mut more) = (false, element.has_value());
    element.each(|name, child| match name {
        "extension" => {
            let url = child.node().and_then(|node| node.get("url")?.as_str());
            told |= url.is_some_and(|url| url == ABSENT);
        }
        "id" => {}
        _ => more = true,
    });
    told && !more
}
