//! The pages of a searchset: followed to the end within the budget that the report states (FHIR R4, Search, paging).

use std::sync::Arc;

use payerlab_matching::Bundle;
use payerlab_profiles::json::Document;

use super::resource::parse;
use crate::client::RecordingClient;
use crate::exchange::{Exchange, Request};
use crate::outcome::{StepEnd, StepResult};

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
    client: &RecordingClient,
    pages: &mut Vec<Arc<Exchange>>,
    most: usize,
    make: &dyn Fn(&str) -> StepResult<Request>,
) -> StepResult<bool> {
    let mut visited: Vec<String> = pages.iter().map(|page| page.request.url.clone()).collect();
    while pages.len() < most {
        let Some(next) = pages.last().and_then(|page| link(page, "next")) else {
            return Ok(true);
        };
        if visited.contains(&next) {
            return Err(StepEnd::failed(
                "pages that come to an end",
                format!("a next link that leads back to {next}"),
            ));
        }
        visited.push(next.clone());
        let page = client
            .send(make(&next)?.header("Accept", "application/fhir+json"))
            .await?;
        let status = page
            .answer
            .as_ref()
            .map_err(|error| StepEnd::error(error.clone()))?
            .status();
        if status != 200 {
            return Err(StepEnd::failed(
                "200 for the next page",
                format!("{status} for {next}"),
            ));
        }
        pages.push(page);
    }
    Ok(pages.last().and_then(|page| link(page, "next")).is_none())
}

/// The Bundles of the pages read, as documents; a failure where an answer holds none.
pub(crate) fn page_documents(pages: &[Arc<Exchange>]) -> StepResult<Vec<Document>> {
    if pages.is_empty() {
        return Err(StepEnd::error("the scenario searched nothing yet"));
    }
    pages
        .iter()
        .map(|page| {
            let answer = page
                .answer
                .as_ref()
                .map_err(|error| StepEnd::error(error.clone()))?;
            if answer.status() != 200 {
                let body: String = answer.text().chars().take(300).collect();
                return Err(StepEnd::failed(
                    "200 with a Bundle",
                    format!("{}: {body}", answer.brief()),
                ));
            }
            parse(answer)
        })
        .collect()
}
