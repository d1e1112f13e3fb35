//! What the payer's CapabilityStatement declares, and what its guides demand of it.

use std::sync::Arc;

use payerlab_profiles::{
    capability::{Expectation, capability},
    pack::Guide,
};
use serde_json::Value;

use crate::{
    exchange::Request,
    outcome::{Stop, Verdict},
    world::{Api, World},
};

/// A CapabilityStatement as it was read.
#[derive(Clone)]
pub(crate) struct CapabilityStatement(Arc<Value>);

impl CapabilityStatement {
    fn resource(&self, kind: &str) -> Option<&Value> {
        self.0
            .get("rest")?
            .as_array()?
            .iter()
            .flat_map(|rest| rest.get("resource").and_then(Value::as_array))
            .flatten()
            .find(|resource| resource.get("type").and_then(Value::as_str) == Some(kind))
    }

    fn has(&self, kind: &str, list: &str, member: &str, wanted: &str) -> bool {
        self.resource(kind)
            .and_then(|resource| resource.get(list)?.as_array())
            .is_some_and(|items| {
                items
                    .iter()
                    .any(|item| item.get(member).and_then(Value::as_str) == Some(wanted))
            })
    }

    /// Whether it has the resource type at all.
    pub fn offers(&self, kind: &str) -> bool {
        self.resource(kind).is_some()
    }

    pub fn declares_search(&self, kind: &str, code: &str) -> bool {
        self.has(kind, "searchParam", "name", code)
            || matches!(code, "_id" | "_lastUpdated") && self.offers(kind)
    }

    pub fn declares_interaction(&self, kind: &str, interaction: &str) -> bool {
        self.has(kind, "interaction", "code", interaction)
    }
}

impl World {
    /// The CapabilityStatement of the API in use, read once a run.
    pub(crate) async fn capability_statement(&self) -> Verdict<CapabilityStatement> {
        let base = self.base()?;
        self.run
            .capabilities
            .get(&self.api, &self.wire, async |wire| {
                let request =
                    Request::get(base.join("metadata")).header("Accept", "application/fhir+json");
                let exchange = wire.send(request).await?;
                let answer = exchange
                    .answer
                    .as_ref()
                    .map_err(|error| Stop::broke(error.clone()))?;
                if answer.status() != 200 {
                    return Err(Stop::failed(
                        "200 for the CapabilityStatement",
                        answer.brief(),
                    ));
                }
                Ok(CapabilityStatement(Arc::new(answer.json()?)))
            })
            .await
    }

    /// The guides that the API in use implements, of the versions in the target file.
    pub(crate) fn guides(&self) -> Vec<Guide> {
        let versions = &self.run.target.guides;
        let packages = match self.api {
            Api::PatientAccess => {
                vec![
                    ("hl7.fhir.us.core", &versions.us_core),
                    ("hl7.fhir.us.carin-bb", &versions.carin_bb),
                ]
            }
            Api::Directory => vec![("hl7.fhir.us.davinci-pdex-plan-net", &versions.plan_net)],
        };
        packages
            .into_iter()
            .filter_map(|(name, version)| Guide::of_package(name, version))
            .collect()
    }

    /// Whether a guide demands that `kind` be searchable by `code`.
    pub(crate) fn must_search(&self, kind: &str, code: &str) -> bool {
        self.guides().into_iter().any(|guide| {
            capability(guide).get(kind).is_some_and(|asked| {
                asked.parameters.iter().any(|(have, _, expectation)| {
                    have == code && *expectation == Expectation::Shall
                })
            })
        })
    }

    /// Whether a guide demands an interaction.
    pub(crate) fn must_interact(&self, kind: &str, interaction: &str) -> bool {
        self.guides().into_iter().any(|guide| {
            capability(guide).get(kind).is_some_and(|asked| {
                asked.interactions.iter().any(|(have, expectation)| {
                    have == interaction && *expectation == Expectation::Shall
                })
            })
        })
    }
}
