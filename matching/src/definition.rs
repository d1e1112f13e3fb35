//! The search parameters that the harness reads answers by: those of FHIR R4 and of the guides, and the values that a
//! resource holds for one.

use std::sync::LazyLock;

use payerlab_profiles::fhirpath::{Element, Item};
use payerlab_profiles::json::Node;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::search::{Definitions, SearchParameter};

static DEFINITIONS: LazyLock<Definitions> = LazyLock::new(|| {
    Definitions::of_guides(&[
        Guide::R4,
        Guide::UsCore610,
        Guide::CarinBb200,
        Guide::PlanNet110,
    ])
});

/// The definitions.
pub fn definitions() -> &'static Definitions {
    &DEFINITIONS
}

/// The parameter of a type, where the guides define one.
pub(crate) fn parameter(resource_type: &str, code: &str) -> Option<&'static SearchParameter> {
    DEFINITIONS.parameter(resource_type, code)
}

/// The parameter of a resource's own type.
pub(crate) fn parameter_of(resource: Node<'_>, code: &str) -> Option<&'static SearchParameter> {
    parameter(&type_of(resource)?, code)
}

/// The type that a resource says it is.
pub(crate) fn type_of(resource: Node<'_>) -> Option<String> {
    Some(resource.get("resourceType")?.as_str()?.into_owned())
}

/// `Type/id` of a resource.
pub(crate) fn name_of(resource: Node<'_>) -> Option<String> {
    Some(format!(
        "{}/{}",
        type_of(resource)?,
        resource.get("id")?.as_str()?
    ))
}

/// The values of a resource for a parameter.
pub(crate) fn items<'a>(parameter: &'a SearchParameter, resource: Node<'a>) -> Vec<Item<'a>> {
    parameter.items_in(Element::resource(resource))
}

/// The places that hold these values; computed ones have none.
pub(crate) fn nodes<'a>(parameter: &'a SearchParameter, resource: Node<'a>) -> Vec<Node<'a>> {
    items(parameter, resource)
        .iter()
        .filter_map(|item| item.element()?.node())
        .collect()
}
