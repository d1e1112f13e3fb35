//! What FHIR adds to FHIRPath: variables, `extension()`, `resolve()`, `memberOf()` and others (FHIR R4 "FHIRPath",
//! section 2.9).

use super::function::Function;
use crate::fhirpath::context::Context;
use crate::fhirpath::element::Element;
use crate::fhirpath::error::FhirPathError;
use crate::fhirpath::evaluate::{Collection, EvaluationResult, single};
use crate::fhirpath::item::Item;
use crate::schema;

const STRUCTURES: &str = "http://hl7.org/fhir/StructureDefinition/";
const VALUE_SETS: &str = "http://hl7.org/fhir/ValueSet/";

pub(in crate::fhirpath) fn variable<'a>(context: &Context<'a>, name: &str) -> EvaluationResult<'a> {
    let text = |text: String| Ok(vec![Item::from(text)]);
    match name {
        "resource" | "context" => Ok(vec![context.resource.into()]),
        "rootResource" => Ok(vec![context.root.into()]),
        "sct" => text("http://snomed.info/sct".to_owned()),
        "loinc" => text("http://loinc.org".to_owned()),
        "ucum" => text("http://unitsofmeasure.org".to_owned()),
        _ => {
            if let Some((_, items)) = context.variables.iter().find(|(known, _)| known == name) {
                return Ok(items.clone());
            }
            if let Some(id) = name.strip_prefix("vs-") {
                return text(format!("{VALUE_SETS}{id}"));
            }
            match name.strip_prefix("ext-") {
                Some(id) => text(format!("{STRUCTURES}{id}")),
                None => Err(FhirPathError::evaluation(format!(
                    "there is no variable %{name}"
                ))),
            }
        }
    }
}

pub(in crate::fhirpath) fn call<'a>(
    function: Function,
    items: Collection<'a>,
    argument: &[Item<'a>],
    context: &Context<'a>,
) -> EvaluationResult<'a> {
    use Function as F;
    match function {
        F::Extension => {
            let Some(url) = text(argument)? else {
                return Ok(Vec::new());
            };
            let mut found = Vec::new();
            for element in items.iter().filter_map(Item::element) {
                element.each_child("extension", |extension| {
                    let matches = extension
                        .node()
                        .and_then(|node| node.get("url")?.as_str())
                        .is_some_and(|found| found == url);
                    if matches {
                        found.push(extension.into());
                    }
                });
            }
            Ok(found)
        }
        F::HasValue => Ok(vec![Item::from(match items.as_slice() {
            [Item::Element(element)] => element.has_value(),
            [Item::Value(_)] => true,
            _ => false,
        })]),
        F::GetValue => Ok(items
            .iter()
            .filter_map(Item::value)
            .map(Item::Value)
            .collect()),
        F::Resolve => Ok(items
            .iter()
            .filter_map(|item| resolve(item, context))
            .map(Item::Element)
            .collect()),
        F::MemberOf => {
            let (Some(item), Some(url)) = (single(&items)?, text(argument)?) else {
                return Ok(Vec::new());
            };
            let known = item
                .element()
                .and_then(|element| context.environment.member_of(element, &url));
            match known {
                Some(known) => Ok(vec![Item::from(known)]),
                None => Err(FhirPathError::evaluation(format!(
                    "what is in the value set {url} is not known"
                ))),
            }
        }
        F::ConformsTo => {
            let (Some(item), Some(url)) = (single(&items)?, text(argument)?) else {
                return Ok(Vec::new());
            };
            match item
                .element()
                .map(|element| context.environment.conforms_to(element, &url, context))
            {
                Some(Some(verdict)) => Ok(vec![Item::from(verdict)]),
                _ => Err(FhirPathError::evaluation(format!(
                    "the profile {url} is not known"
                ))),
            }
        }
        F::HtmlChecks => {
            let fine = items.iter().filter_map(Item::element).all(|element| {
                element
                    .node()
                    .and_then(|node| node.as_str())
                    .is_none_or(|text| crate::narrative::check(&text).is_ok())
            });
            Ok(vec![Item::from(fine)])
        }
        // No definition is carried along with the data, so nothing can be said of these.
        _ => Ok(Vec::new()),
    }
}

fn text(items: &[Item<'_>]) -> Result<Option<String>, FhirPathError> {
    Ok(single(items)?
        .and_then(Item::value)
        .and_then(|value| value.text()))
}

fn resolve<'a>(item: &Item<'a>, context: &Context<'a>) -> Option<Element<'a>> {
    let element = item.element()?;
    let node = element.node()?;
    let holder = if node.is_object() {
        node.get("reference")
    } else {
        Some(node)
    };
    let reference = holder.and_then(|node| node.as_str());
    if let Some(found) = reference
        .as_deref()
        .and_then(|reference| context.environment.resolve(reference, context))
    {
        return Some(found);
    }
    if !context.search {
        return None;
    }
    // A search parameter only asks for the type of the target, and the reference tells it.
    let stated = node.get("type").and_then(|node| node.as_str());
    let name = reference
        .as_deref()
        .and_then(reference_type)
        .map(str::to_owned)
        .or_else(|| stated.map(|name| name.into_owned()))?;
    let info = schema::r4().type_info(&name)?;
    Some(Element::typed(Some(node), None, Some(info)))
}

/// The resource type that a reference names: `Patient/1`, `http://example.org/fhir/Patient/1/_history/2`.
fn reference_type(reference: &str) -> Option<&str> {
    let path = reference.split(['?', '#', '|']).next()?;
    let path = path.split_once("/_history/").map_or(path, |(path, _)| path);
    let (rest, _) = path.rsplit_once('/')?;
    let name = rest.rsplit('/').next()?;
    schema::r4()
        .type_info(name)
        .filter(|info| info.is_resource())
        .map(|_| name)
}
