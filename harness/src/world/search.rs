//! Searches as the app sends them: explicit ones with a table, and those that follow from the payer's own data.

use http::Method;
use payerlab_matching::{Query, derived_queries};

use super::World;
use crate::fhir::{Listing, OwnSearch, fill_from, follow, forms, query_text};
use crate::oauth::Overrides;
use crate::outcome::{StepEnd, StepResult};
use crate::target::MemberRole;

impl World {
    /// Fills `{its ...}` in a search's rows from the scenario's resource, by the definition of the row's parameter. Where
    /// the resource lacks a value, another that would do as well takes its place.
    pub(crate) fn fill(&mut self, rows: Overrides) -> StepResult<Overrides> {
        if !rows.iter().any(|(_, value)| forms(value).next().is_some()) {
            return Ok(rows);
        }
        let base = self.base()?.as_str().to_owned();
        let chosen = self.resource()?.clone();
        let mut lacking = None;
        for candidate in std::iter::once(&chosen).chain(&self.fhir.candidates) {
            match fill_from(candidate, &rows, &base) {
                Ok(filled) => {
                    self.fhir.resource = Some(candidate.clone());
                    return Ok(filled);
                }
                Err(what) => lacking = lacking.or(Some(what)),
            }
        }
        Err(StepEnd::Unproven(format!(
            "{} holds no value for {}",
            chosen.reference(),
            lacking.unwrap_or_default()
        )))
    }

    /// Sends a search, the first page of it.
    pub(crate) async fn search(
        &mut self,
        resource_type: &str,
        rows: Overrides,
        post: bool,
    ) -> StepResult {
        let mut parameters = Vec::new();
        for (name, value) in self.fill(rows)? {
            match value.as_str() {
                "(absent)" => {}
                "(empty)" => parameters.push((name, String::new())),
                _ => parameters.push((name, value)),
            }
        }
        let headers: Overrides = if post {
            let body = form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&parameters)
                .finish();
            vec![
                (
                    "Content-Type".into(),
                    "application/x-www-form-urlencoded".into(),
                ),
                ("body".into(), body),
            ]
        } else {
            Vec::new()
        };
        let path = match (post, parameters.is_empty()) {
            (true, _) => format!("{resource_type}/_search"),
            (false, true) => resource_type.to_owned(),
            (false, false) => format!("{resource_type}?{}", query_text(&parameters)),
        };
        let method = if post { Method::POST } else { Method::GET };
        let exchange = self.call_api(method, &path, &headers).await?;
        self.fhir.query = Some(Query {
            resource_type: resource_type.to_owned(),
            parameters,
        });
        self.fhir.earlier = std::mem::replace(&mut self.fhir.pages, vec![exchange]);
        Ok(())
    }

    /// One search for each of the values that the payer's own data hold, up to the budget.
    pub(crate) async fn search_own(
        &mut self,
        resource_type: &str,
        names: &str,
        prefixes: &str,
        role: MemberRole,
    ) -> StepResult {
        let listing = self.listing(role, resource_type).await?;
        self.state_budget(&listing, resource_type);
        if listing.resources.is_empty() {
            return Err(StepEnd::Unproven(format!(
                "the payer showed no {resource_type} from which values could be taken"
            )));
        }
        let knowledge = self.knowledge(names, &listing.resources).await?;
        let prefixes: Vec<&str> = prefixes
            .split(',')
            .map(str::trim)
            .filter(|prefix| !prefix.is_empty())
            .collect();
        let most = self.run.target.limits.max_values;
        let nodes = listing.nodes();
        let queries = knowledge
            .with(|known| derived_queries(resource_type, names, &prefixes, &nodes, known, most));
        if queries.is_empty() {
            return Err(StepEnd::Unproven(format!(
                "no {resource_type} that the payer showed holds a value for {names}"
            )));
        }
        self.evidence.note(format!(
            "at most {most} different values of {names} were tried (max_values)"
        ));
        self.fhir.own_searches.clear();
        let most_pages = self.run.target.limits.max_pages;
        for query in queries {
            let path = format!("{resource_type}?{}", query_text(&query.parameters));
            let first = self.call_api(Method::GET, &path, &Vec::new()).await?;
            let status = first
                .answer
                .as_ref()
                .map_or(0, super::super::exchange::Answer::status);
            self.fhir.query = Some(query.clone());
            self.fhir.earlier = std::mem::replace(&mut self.fhir.pages, vec![first]);
            let (mut results, mut whole) = (Vec::new(), false);
            if status == 200 {
                let mut pages = self.fhir.pages.clone();
                let world = &*self;
                let make = |url: &str| world.fhir_request(Method::GET, url, world.authorization());
                whole = follow(&world.client, &mut pages, most_pages, &make).await?;
                self.fhir.pages = pages;
                results = self.matches()?;
            }
            self.fhir.own_searches.push(OwnSearch {
                query,
                status,
                results,
                whole,
            });
            if status != 200 {
                break;
            }
        }
        self.fhir.own_listing = Some(listing);
        Ok(())
    }

    /// Says in the report where a listing is not whole.
    pub(crate) fn state_budget(&self, listing: &Listing, resource_type: &str) {
        if !listing.whole {
            self.evidence.note(format!(
                "not every {resource_type} could be listed ({} were): what else matches cannot be told to be missing",
                listing.resources.len()
            ));
        }
    }
}
