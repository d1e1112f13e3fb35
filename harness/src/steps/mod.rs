//! The steps in which scenarios are written: one file per chapter of the vocabulary, and the engine that runs them.
//!
//! # Adding a scenario, a step, a requirement
//!
//! CONTRIBUTING.md says it in full.
//!
//! 1. The requirement: a table `[id]` in `features/requirements.toml`, with `chapter` (a title of `chapters.rs`), `level` (SHALL
//!    or SHOULD), `source` and `demands` (a sentence that ends with a full stop). First to fail, until a scenario has the
//!    tag `@id`: `every_requirement_has_a_scenario_and_every_tag_a_requirement` in `tests/documents.rs`.
//! 2. The scenario: in the file of `features/<api>/` that is about its subject, with the tag `@id`. First to fail, while a step of
//!    it has no definition: `plan::tests::every_embedded_step_has_one_definition`, which names the nearest sentences there are;
//!    use one of those if it says the same. A new feature file gets its place in `chapters.rs`; until then
//!    `every_feature_file_is_in_one_chapter` fails.
//! 3. The step: a `step!(...)` line in `definitions()` of the chapter's file here, and an `async fn(&mut World, &Call) -> StepResult`
//!    below it. What more than one chapter needs goes to `impl World` in `src/world/`. First to fail:
//!    `the_steps_page_is_the_catalogue` in `tests/documents.rs`; `UPDATE_STEPS=1 cargo test -p payerlab-harness --test documents`
//!    writes docs/STEPS.md. A new chapter is a file here, with `mod` below and an entry in `chapters.rs`.
//! 4. The proof that the scenario can fail: a defect of the mock payer that it finds. `sandbox/src/fault/mod.rs` says how.
//!
//! A step that ends what other scenarios were granted, such as a revocation of consent, ends its `step!(...)` with `.alone()`.

mod answer;
mod authorization;
mod catalogue;
mod chapters;
mod engine;
mod fhir;
mod granted;
mod guide;
mod include;
mod isolation;
mod metadata;
mod must_support;
mod needs;
mod paging;
mod profile;
mod resource;
mod search;
mod token;

pub use catalogue::{StepHelp, catalogue, document};
pub(crate) use catalogue::{collection, find};
pub use engine::Keyword;
