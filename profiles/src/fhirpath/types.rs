//! `is`, `as`, `ofType` and `type()` (FHIRPath "Types").

use super::ast::{TypeName, TypeTest};
use super::context::Context;
use super::error::FhirPathError;
use super::evaluate::{EvaluationResult, single};
use super::item::{Item, Value};
use crate::schema;

const SYSTEM: &[&str] = &[
    "Boolean", "String", "Integer", "Long", "Decimal", "Date", "DateTime", "Time", "Quantity",
    "Any",
];

pub(super) fn apply<'a>(
    test: TypeTest,
    items: Vec<Item<'a>>,
    name: &TypeName,
    context: &Context<'a>,
) -> EvaluationResult<'a> {
    let namespace = name.namespace.as_deref();
    let fhir = namespace != Some("System") && schema::r4().type_info(&name.name).is_some();
    let system = namespace != Some("FHIR") && SYSTEM.contains(&name.name.as_str());
    if !fhir && !system && namespace != Some("System") {
        return Err(FhirPathError::evaluation(format!(
            "there is no type {}",
            name.name
        )));
    }
    let type_name = name.name.as_str();
    match test {
        TypeTest::Is => Ok(single(&items)?
            .map(|item| Item::from(matches(item, type_name, fhir, system, true)))
            .into_iter()
            .collect()),
        TypeTest::As | TypeTest::OfType => {
            if test == TypeTest::As && !context.search {
                single(&items)?;
            }
            Ok(items
                .into_iter()
                .filter(|item| matches(item, type_name, fhir, system, false))
                .collect())
        }
    }
}

/// Whether an item has a type. A code is a string for `is`, but `as` and `ofType` take primitives by their own type only.
fn matches(item: &Item<'_>, name: &str, fhir: bool, system: bool, derived: bool) -> bool {
    match item {
        Item::Element(element) => {
            fhir && element.info().is_some_and(|info| {
                info.name() == name
                    || ((derived || !info.is_primitive()) && info.derives_from(name))
            })
        }
        Item::Value(value) => {
            system && (value.type_name().eq_ignore_ascii_case(name) || name == "Any")
        }
    }
}

/// The type of an item, as `type()` tells it.
pub(super) fn of<'a>(item: &Item<'a>) -> Option<Value<'a>> {
    Some(match item {
        Item::Element(element) => Value::Type {
            namespace: "FHIR",
            name: element.type_name()?.into(),
        },
        Item::Value(value) => Value::Type {
            namespace: "System",
            name: value.type_name().into(),
        },
    })
}
