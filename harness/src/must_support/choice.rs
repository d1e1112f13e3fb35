//! The types of choices that systems must support (the extension elementdefinition-type-must-support).

use payerlab_profiles::fhirpath::{Context, Element, Expression};
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Structure;

use super::need::Need;

/// A type that a profile marks, of a choice that it marks.
pub(super) struct ChoiceType {
    /// Named as the slice of the choice that has just this type.
    pub need: Need,
    expression: Expression,
}

impl ChoiceType {
    /// Those of a profile. Choices inside of slices have one type each, and are left to the slices.
    pub(super) fn all(structure: &Structure) -> Vec<Self> {
        let choices = structure.elements.iter().filter(|element| {
            element.must_support && element.id.ends_with("[x]") && !element.id.contains(':')
        });
        let mut found = Vec::new();
        for choice in choices {
            let path = choice.id.trim_end_matches("[x]");
            let name = path.rsplit('.').next().unwrap_or(path);
            for marked in choice.types.iter().filter(|one| !one.supported.is_empty()) {
                let code = &marked.code;
                let text = format!("{}.ofType({code})", anywhere(structure, path));
                let Ok(expression) = Expression::parse(&text) else {
                    continue;
                };
                let (first, rest) = code.split_at(1);
                let slice = format!("{name}{}{rest}", first.to_uppercase());
                found.push(Self {
                    need: Need {
                        element: format!("{}.{}:{slice}", structure.type_name, choice.id),
                        shown: false,
                    },
                    expression,
                });
            }
        }
        found
    }

    /// Takes a resource into account.
    pub(super) fn add(&mut self, document: &Document) {
        let resource = Element::resource(document.root());
        self.need.shown = self.need.shown
            || self
                .expression
                .evaluate(resource, &Context::new(resource))
                .is_ok_and(|found| !found.is_empty());
    }
}

/// A path from the resource as FHIRPath. What its first element holds of its own kind is looked through as well, as the items
/// of a questionnaire hold items.
fn anywhere(structure: &Structure, path: &str) -> String {
    let (first, rest) = path.split_at(path.find('.').unwrap_or(path.len()));
    let inner: Vec<&str> = structure
        .elements
        .iter()
        .filter(|element| element.content.as_deref() == Some(first))
        .filter_map(|element| element.id.strip_prefix(first)?.strip_prefix('.'))
        .collect();
    if inner.is_empty() {
        return path.to_owned();
    }
    format!("repeat({first} | {}){rest}", inner.join(" | "))
}
