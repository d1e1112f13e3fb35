//! All resources of a type that a member's token, or the directory, shows; what searches are compared with.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::{StreamExt as _, stream};
use http::Method;
use payerlab_matching::Mode;
use payerlab_profiles::json::Node;

use super::World;
use crate::client::RecordingClient;
use crate::exchange::{Exchange, Request};
use crate::fhir::{
    Api, FetchedResource, Listing, SearchKnowledge, bundle_entries, follow, in_compartment, parse,
    references,
};
use crate::outcome::{StepEnd, StepResult};
use crate::target::MemberRole;

/// Categories under which US Core payers must show observations, for those that demand a category.
const CATEGORIES: [&str; 6] = [
    "vital-signs",
    "laboratory",
    "social-history",
    "survey",
    "exam",
    "imaging",
];

/// Types of the patient compartment in which members' references to shared resources stand.
const REFERRING: [&str; 8] = [
    "Encounter",
    "ExplanationOfBenefit",
    "Coverage",
    "Observation",
    "Procedure",
    "MedicationRequest",
    "CareTeam",
    "Patient",
];

/// Resources that are read at a time.
const AT_ONCE: usize = 8;

impl World {
    /// All resources of a type in the API in use: of the member, or of the directory. Read once a run.
    pub(crate) async fn listing(
        &self,
        role: MemberRole,
        resource_type: &str,
    ) -> StepResult<Listing> {
        let (authorization, patient) = match self.api {
            Api::PatientAccess => (Some(self.token_of(role).await?), self.patient(role).await?),
            Api::Directory => (
                self.directory_token()
                    .await?
                    .map(|token| format!("Bearer {token}")),
                String::new(),
            ),
        };
        let key = (self.api, role, resource_type.to_owned());
        self.run
            .listings
            .get(&key, &self.client, async |client| {
                let reader = ListingReader {
                    world: self,
                    client: &client,
                    authorization: authorization.as_deref(),
                };
                match self.api {
                    Api::PatientAccess => reader.of_member(resource_type, &patient).await,
                    Api::Directory => reader
                        .search(&format!("{resource_type}?_count=100"), resource_type)
                        .await
                        .map(Option::unwrap_or_default),
                }
                .map(|(found, whole)| Listing {
                    resources: Arc::new(found),
                    whole,
                })
            })
            .await
    }

    /// A resource read by its reference with the token that reads everything; `None` where the payer does not show it.
    pub(crate) async fn read_reference(
        &self,
        role: MemberRole,
        reference: &str,
    ) -> StepResult<Option<FetchedResource>> {
        let authorization = match self.api {
            Api::PatientAccess => Some(self.token_of(role).await?),
            Api::Directory => self
                .directory_token()
                .await?
                .map(|token| format!("Bearer {token}")),
        };
        let key = (self.api, role, reference.to_owned());
        self.run
            .reads
            .get(&key, &self.client, async |client| {
                let reader = ListingReader {
                    world: self,
                    client: &client,
                    authorization: authorization.as_deref(),
                };
                reader.read(reference).await
            })
            .await
    }

    /// What judging these parameters of these resources needs besides.
    pub(crate) async fn knowledge(
        &self,
        names: &str,
        resources: &[FetchedResource],
    ) -> StepResult<SearchKnowledge> {
        let base = self.base()?.as_str().to_owned();
        let nodes: Vec<Node<'_>> = resources.iter().filter_map(FetchedResource::node).collect();
        let needs = payerlab_matching::further_reads(names, &nodes, &base);
        let mut knowledge = SearchKnowledge {
            base,
            targets: BTreeMap::new(),
            listings: BTreeMap::new(),
        };
        let targets = needs
            .targets
            .into_iter()
            .take(self.run.target.limits.max_resources);
        let mut reads = stream::iter(targets)
            .map(|target| async move {
                let found = self.read_reference(self.member, &target).await;
                (target, found)
            })
            .buffered(AT_ONCE);
        while let Some((target, found)) = reads.next().await {
            if let Some(found) = found? {
                knowledge.targets.insert(target, found);
            }
        }
        drop(reads);
        for resource_type in needs.listings {
            let listing = self.listing(self.member, &resource_type).await?;
            knowledge.listings.insert(resource_type, listing);
        }
        Ok(knowledge)
    }
}

/// Reads with one token; the exchanges go to one log.
struct ListingReader<'a> {
    world: &'a World,
    client: &'a RecordingClient,
    authorization: Option<&'a str>,
}

impl ListingReader<'_> {
    fn request(&self, path: &str) -> StepResult<Request> {
        self.world
            .fhir_request(Method::GET, path, self.authorization.map(str::to_owned))
    }

    async fn get(&self, path: &str) -> StepResult<Arc<Exchange>> {
        self.client
            .send(
                self.request(path)?
                    .header("Accept", "application/fhir+json"),
            )
            .await
    }

    async fn read(&self, reference: &str) -> StepResult<Option<FetchedResource>> {
        let exchange = self.get(reference).await?;
        let answer = exchange
            .answer
            .as_ref()
            .map_err(|error| StepEnd::error(error.clone()))?;
        if answer.status() != 200 {
            return Ok(None);
        }
        Ok(FetchedResource::of(parse(answer)?.root()))
    }

    /// The matches of a search, all pages; `None` where the payer refuses it.
    async fn search(
        &self,
        path: &str,
        resource_type: &str,
    ) -> StepResult<Option<(Vec<FetchedResource>, bool)>> {
        let limits = &self.world.run.target.limits;
        let first = self.get(path).await?;
        let answer = first
            .answer
            .as_ref()
            .map_err(|error| StepEnd::error(error.clone()))?;
        if answer.status() != 200 {
            if path.contains("_count=100") && answer.status() == 400 {
                let plain = path.replace("&_count=100", "").replace("?_count=100", "");
                return Box::pin(self.search(&plain, resource_type)).await;
            }
            return Ok(None);
        }
        let mut pages = vec![first];
        let whole = follow(self.client, &mut pages, limits.max_pages, &|url| {
            self.request(url)
        })
        .await?;
        let mut found: Vec<FetchedResource> = Vec::new();
        for page in &pages {
            let Ok(answer) = &page.answer else { continue };
            for (resource, mode, _) in bundle_entries(&parse(answer)?, resource_type)? {
                if mode == Mode::Match
                    && resource.resource_type == resource_type
                    && !found.iter().any(|have| have.id == resource.id)
                {
                    found.push(resource);
                }
            }
        }
        let cut = found.len() > limits.max_resources;
        found.truncate(limits.max_resources);
        Ok(Some((found, whole && !cut)))
    }

    /// What a member's token shows of a type: by patient, by category where that is demanded, unfiltered, or by following
    /// references out of the member's other resources.
    async fn of_member(
        &self,
        resource_type: &str,
        patient: &str,
    ) -> StepResult<(Vec<FetchedResource>, bool)> {
        let mut best: Option<(Vec<FetchedResource>, bool)> = None;
        let shared = !in_compartment(resource_type);
        let paths: Vec<String> = match resource_type {
            "Patient" => vec![format!("Patient?_id={patient}&_count=100")],
            _ if shared => vec![format!("{resource_type}?_count=100")],
            _ => vec![
                format!("{resource_type}?patient={patient}&_count=100"),
                format!("{resource_type}?patient=Patient/{patient}&_count=100"),
                format!("{resource_type}?_count=100"),
            ],
        };
        for path in paths {
            if let Some(answer) = self.search(&path, resource_type).await? {
                let empty = answer.0.is_empty();
                best = Some(answer);
                if !empty {
                    break;
                }
            }
        }
        if resource_type == "Observation" && best.as_ref().is_none_or(|(found, _)| found.is_empty())
        {
            let mut all = Vec::new();
            for category in CATEGORIES {
                let path = format!("Observation?patient={patient}&category={category}&_count=100");
                if let Some((found, _)) = self.search(&path, resource_type).await? {
                    all.extend(found);
                }
            }
            // Observations of no category that was asked for may be missing.
            best = Some((all, false));
        }
        if resource_type == "Patient" && best.as_ref().is_none_or(|(found, _)| found.is_empty()) {
            let found = self.read(&format!("Patient/{patient}")).await?;
            best = Some((found.into_iter().collect(), true));
        }
        match best {
            Some((found, whole)) if !found.is_empty() => Ok((found, whole)),
            _ if shared => Ok((self.referred(resource_type, patient).await?, false)),
            other => Ok(other.unwrap_or_default()),
        }
    }

    /// Resources of a shared type to which the member's own resources refer.
    async fn referred(
        &self,
        resource_type: &str,
        patient: &str,
    ) -> StepResult<Vec<FetchedResource>> {
        let mut names: Vec<String> = Vec::new();
        for source in REFERRING {
            let listing = Box::pin(self.of_member(source, patient)).await?;
            for resource in &listing.0 {
                if let Some(node) = resource.node() {
                    references(node, &mut |reference| {
                        let short = reference.rsplit('/').take(2).collect::<Vec<_>>();
                        if let [id, name] = short.as_slice()
                            && *name == resource_type
                        {
                            let reference = format!("{name}/{id}");
                            if !names.contains(&reference) {
                                names.push(reference);
                            }
                        }
                    });
                }
            }
            if names.len() >= 20 {
                break;
            }
        }
        let mut found = Vec::new();
        for name in names.into_iter().take(50) {
            found.extend(self.read(&name).await?);
        }
        Ok(found)
    }
}
