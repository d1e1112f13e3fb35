//! The search parameters of an API: data from the guides' definitions, compiled once (FHIR R4 SearchParameter).

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use payerlab_profiles::fhirpath::Value as Computed;
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::search::{Definitions, SearchParamType};

use super::value::{Value, extract};
use crate::store::Api;

/// The type of a search parameter (FHIR R4 search, 3.1.1.4.5), of those that are searched here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterKind {
    Token,
    String,
    Date,
    Number,
    Quantity,
    Reference,
    Uri,
}

impl ParameterKind {
    /// Its name in the standard.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::String => "string",
            Self::Date => "date",
            Self::Number => "number",
            Self::Quantity => "quantity",
            Self::Reference => "reference",
            Self::Uri => "uri",
        }
    }

    /// The kind of a definition; composite and special ones are not searched here, and so not announced.
    fn of(kind: SearchParamType) -> Option<Self> {
        Some(match kind {
            SearchParamType::Token => Self::Token,
            SearchParamType::String => Self::String,
            SearchParamType::Date => Self::Date,
            SearchParamType::Number => Self::Number,
            SearchParamType::Quantity => Self::Quantity,
            SearchParamType::Reference => Self::Reference,
            SearchParamType::Uri => Self::Uri,
            SearchParamType::Composite | SearchParamType::Special => return None,
        })
    }
}

/// One search parameter of one resource type.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// Its number among those of its type.
    pub id: u16,
    /// The name that a query uses.
    pub code: Box<str>,
    /// How its values are compared.
    pub kind: ParameterKind,
    /// The resource types that a reference may be to.
    pub targets: Vec<Arc<str>>,
    /// The canonical URL of its definition.
    pub url: Box<str>,
    /// Its place among the definitions for its type.
    place: usize,
}

impl Parameter {
    /// True when it is a reference that may be to this type.
    #[must_use]
    pub(crate) fn refers_to(&self, resource_type: &str) -> bool {
        self.targets.iter().any(|target| &**target == resource_type)
    }
}

/// The resource types and search parameters of one API.
#[derive(Debug)]
pub(crate) struct SearchParameters {
    base: String,
    types: HashMap<Arc<str>, Vec<Arc<Parameter>>>,
    definitions: Definitions,
}

impl SearchParameters {
    /// The API at this base URL with the resource types that its dialect serves.
    #[must_use]
    pub(crate) fn new(api: Api, base: &str, types: &[String]) -> Self {
        let guides: &[Guide] = match api {
            Api::PatientAccess => &[Guide::R4, Guide::UsCore610, Guide::CarinBb200],
            Api::Directory => &[Guide::R4, Guide::PlanNet110],
        };
        let definitions = Definitions::of_guides(guides);
        let names: HashMap<&str, Arc<str>> = types
            .iter()
            .map(|name| (name.as_str(), Arc::from(name.as_str())))
            .collect();
        let types = types
            .iter()
            .map(|name| {
                let parameters = definitions
                    .of(name)
                    .iter()
                    .enumerate()
                    // `_text` and its like have no expression; `phonetic` would promise a likeness that is not judged.
                    .filter(|(_, definition)| {
                        definition.expression().is_some() && definition.code != "phonetic"
                    })
                    .filter_map(|(place, definition)| {
                        Some((ParameterKind::of(definition.kind)?, place, definition))
                    })
                    .zip(0..)
                    .map(|((kind, place, definition), id)| {
                        Arc::new(Parameter {
                            id,
                            code: definition.code.as_str().into(),
                            kind,
                            targets: definition
                                .targets
                                .iter()
                                .filter_map(|target| names.get(&**target).cloned())
                                .collect(),
                            url: definition.url.as_str().into(),
                            place,
                        })
                    })
                    .collect();
                (Arc::clone(&names[name.as_str()]), parameters)
            })
            .collect();
        Self {
            base: base.to_owned(),
            types,
            definitions,
        }
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Whether the API has this resource type.
    #[must_use]
    pub(crate) fn serves(&self, resource_type: &str) -> bool {
        self.types.contains_key(resource_type)
    }

    /// The shared name of a resource type that the API has.
    #[must_use]
    pub(crate) fn name(&self, resource_type: &str) -> Option<Arc<str>> {
        self.types
            .get_key_value(resource_type)
            .map(|(name, _)| Arc::clone(name))
    }

    /// Every type with its parameters.
    pub(crate) fn types(&self) -> impl Iterator<Item = (&str, &[Arc<Parameter>])> {
        self.types
            .iter()
            .map(|(name, parameters)| (&**name, parameters.as_slice()))
    }

    /// The parameters of a type.
    #[must_use]
    pub(crate) fn of(&self, resource_type: &str) -> &[Arc<Parameter>] {
        self.types.get(resource_type).map_or(&[], Vec::as_slice)
    }

    /// A parameter by its code.
    #[must_use]
    pub(crate) fn find(&self, resource_type: &str, code: &str) -> Option<Arc<Parameter>> {
        self.of(resource_type)
            .iter()
            .find(|parameter| &*parameter.code == code)
            .cloned()
    }

    /// Takes every search value from a resource, in the order of the parameters.
    #[must_use]
    pub(crate) fn extract(&self, resource_type: &str, body: &Bytes) -> Box<[(u16, Value)]> {
        let Ok(document) = Document::parse(body.clone()) else {
            return Box::default();
        };
        let mut all = Vec::new();
        let mut values = Vec::new();
        let definitions = self.definitions.of(resource_type);
        for parameter in self.of(resource_type) {
            let definition = &definitions[parameter.place];
            for item in definition.items(&document) {
                match item.element().and_then(|element| element.node()) {
                    Some(node) => extract(parameter.kind, node, &self.base, &mut values),
                    // Not a place in the resource but an answer about it, such as whether the person has died.
                    None => values.extend(match item.value() {
                        Some(Computed::Boolean(flag)) => Some(Value::Token {
                            system: None,
                            code: if flag { "true" } else { "false" }.into(),
                        }),
                        _ => None,
                    }),
                }
            }
            if let Some(implied) = definition.implied_system() {
                imply(implied, &mut values);
            }
            all.extend(values.drain(..).map(|value| (parameter.id, value)));
        }
        all.into()
    }
}

/// Gives plain codes the one system that their element's required binding has.
fn imply(implied: &str, values: &mut [Value]) {
    let implied: Arc<str> = Arc::from(implied);
    for value in values {
        if let Value::Token {
            system: system @ None,
            ..
        } = value
        {
            *system = Some(Arc::clone(&implied));
        }
    }
}
