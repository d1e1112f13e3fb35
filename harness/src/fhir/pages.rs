//! The pages of a searchset: followed to the end within the budget that the report states (FHIR R4, Search, paging).

use std::sync::Arc;

use http::Method;
use payerlab_matching::Bundle;
use payerlab_profiles::json::Document;

use super::resource::{Found, bundle_entries};
use crate::{
    client::Wire,
    exchange::{Exchange, Request},
    outcome::{Stop, Verdict},
    world::World,
};

/// The body of an exchange as a document, if it is one.
pub(crate) fn document(exchange: &Exchange) -> Option<Document> {
    Document::parse(exchange.answer.as_ref().ok()?.body.clone()).ok()
}

/// A link of the Bundle in an exchange.
pub(crate) fn link(exchange: &Exchange, relation: &str) -> Option<String> {
    let document = document(exchange)?;
    Bundle::of(document.root())?.link(relation)
}

/// Follows `next` from the last of `pages`; whether the end was reached within the budget.
pub(crate) async fn follow(
    wire: &Wire,
    pages: &mut Vec<Arc<Exchange>>,
    most: usize,
    make: &dyn Fn(&str) -> Verdict<Request>,
) -> Verdict<bool> {
    let mut visited: Vec<String> = pages.iter().map(|page| page.request.url.clone()).collect();
    while pages.len() < most {
        let Some(next) = pages.last().and_then(|page| link(page, "next")) else {
            return Ok(true);
        };
        if visited.contains(&next) {
            return Err(Stop::failed(
                "pages that come to an end",
                format!("a next link that leads back to {next}"),
            ));
        }
        visited.push(next.clone());
        let page = wire
            .send(make(&next)?.header("Accept", "application/fhir+json"))
            .await?;
        let status = page
            .answer
            .as_ref()
            .map_err(|error| Stop::broke(error.clone()))?
            .status();
        if status != 200 {
            return Err(Stop::failed(
                "200 for the next page",
                format!("{status} for {next}"),
            ));
        }
        pages.push(page);
    }
    Ok(pages.last().and_then(|page| link(page, "next")).is_none())
}

impl World {
    /// Follows every page of the last search.
    pub(crate) async fn follow_pages(&mut self) -> Verdict {
        let most = self.run.target.limits.max_pages;
        let mut pages = std::mem::take(&mut self.fhir.pages);
        let before = pages.len();
        let whole = {
            let world = &*self;
            let make = |url: &str| world.fhir_request(Method::GET, url, world.authorization());
            follow(&world.wire, &mut pages, most, &make).await
        };
        for page in pages.iter().skip(before) {
            self.answered(page.clone());
        }
        self.fhir.pages = pages;
        if !whole? {
            self.evidence.note(format!(
                "only the first {most} pages of a search were read (max_pages)"
            ));
        }
        Ok(())
    }

    /// The Bundles of the pages read, as documents; a failure where an answer holds none.
    pub(crate) fn page_documents(&self, pages: &[Arc<Exchange>]) -> Verdict<Vec<Document>> {
        if pages.is_empty() {
            return Err(Stop::broke("the scenario searched nothing yet"));
        }
        pages
            .iter()
            .map(|page| {
                let answer = page
                    .answer
                    .as_ref()
                    .map_err(|error| Stop::broke(error.clone()))?;
                if answer.status() != 200 {
                    let body: String = answer.text().chars().take(300).collect();
                    return Err(Stop::failed(
                        "200 with a Bundle",
                        format!("{}: {body}", answer.brief()),
                    ));
                }
                super::resource::parse(answer)
            })
            .collect()
    }

    /// The entries of the pages read, with their modes.
    pub(crate) fn entries(&self) -> Verdict<Vec<(Found, payerlab_matching::Mode, bool)>> {
        self.entries_of(&self.fhir.pages)
    }

    pub(crate) fn entries_of(
        &self,
        pages: &[Arc<Exchange>],
    ) -> Verdict<Vec<(Found, payerlab_matching::Mode, bool)>> {
        let kind = self
            .fhir
            .query
            .as_ref()
            .map(|query| query.resource_type.clone())
            .unwrap_or_default();
        let mut all = Vec::new();
        for document in self.page_documents(pages)? {
            all.extend(bundle_entries(&document, &kind)?);
        }
        Ok(all)
    }

    /// The matches of the pages read.
    pub(crate) fn matches(&self) -> Verdict<Vec<Found>> {
        Ok(self
            .entries()?
            .into_iter()
            .filter(|(_, mode, _)| *mode == payerlab_matching::Mode::Match)
            .map(|(found, ..)| found)
            .collect())
    }
}
