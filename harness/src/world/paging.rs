//! The pages of the last search (FHIR R4, Search, paging).

use std::sync::Arc;

use http::Method;
use payerlab_matching::Mode;

use super::World;
use crate::exchange::Exchange;
use crate::fhir::{FetchedResource, bundle_entries, follow, page_documents};
use crate::outcome::StepResult;

impl World {
    /// Follows every page of the last search.
    pub(crate) async fn follow_pages(&mut self) -> StepResult {
        let most = self.run.target.limits.max_pages;
        let mut pages = std::mem::take(&mut self.fhir.pages);
        let before = pages.len();
        let whole = {
            let world = &*self;
            let make = |url: &str| world.fhir_request(Method::GET, url, world.authorization());
            follow(&world.client, &mut pages, most, &make).await
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

    /// The entries of the pages read, with their modes.
    pub(crate) fn entries(&self) -> StepResult<Vec<(FetchedResource, Mode, bool)>> {
        self.entries_of(&self.fhir.pages)
    }

    pub(crate) fn entries_of(
        &self,
        pages: &[Arc<Exchange>],
    ) -> StepResult<Vec<(FetchedResource, Mode, bool)>> {
        let resource_type = self
            .fhir
            .query
            .as_ref()
            .map(|query| query.resource_type.clone())
            .unwrap_or_default();
        let mut all = Vec::new();
        for document in page_documents(pages)? {
            all.extend(bundle_entries(&document, &resource_type)?);
        }
        Ok(all)
    }

    /// The matches of the pages read.
    pub(crate) fn matches(&self) -> StepResult<Vec<FetchedResource>> {
        Ok(self
            .entries()?
            .into_iter()
            .filter(|(_, mode, _)| *mode == Mode::Match)
            .map(|(found, ..)| found)
            .collect())
    }
}
