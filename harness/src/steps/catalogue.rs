//! The list of the vocabulary: every definition by chapter, as scenarios use it and as people read it.

use std::sync::LazyLock;

use cucumber::gherkin;
use cucumber::step::Collection;
use serde::Serialize;

use super::chapters::CHAPTERS;
use super::engine::{Definition, Keyword, Vocabulary};
use crate::world::World;

/// Every definition with the title of its chapter.
fn definitions() -> impl Iterator<Item = (&'static str, Definition)> {
    CHAPTERS.iter().flat_map(|chapter| {
        let steps = chapter.steps.map(|steps| steps()).unwrap_or_default();
        steps.into_iter().map(|step| (chapter.title, step))
    })
}

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::new(definitions().map(|(_, step)| step)));

/// One step as `payerlab steps` and docs/STEPS.md show it.
#[derive(Clone, Debug, Serialize)]
pub struct StepHelp {
    /// The chapter of the vocabulary.
    pub chapter: &'static str,
    /// Given, When or Then.
    pub keyword: Keyword,
    /// The sentence, with `{string}`, `{word}`, `[optional]` and `(one|other)`.
    pub sentence: &'static str,
    /// What it does and what it takes.
    pub meaning: &'static str,
}

/// Every step there is, by chapter.
pub fn catalogue() -> Vec<StepHelp> {
    definitions()
        .map(|(chapter, definition)| StepHelp {
            chapter,
            keyword: definition.keyword,
            sentence: definition.sentence,
            meaning: definition.meaning,
        })
        .collect()
}

/// The vocabulary as the Markdown of docs/STEPS.md: one heading per chapter, one row per step.
pub fn document() -> String {
    let mut out = String::new();
    let mut last = "";
    for step in catalogue() {
        if step.chapter != last {
            if !last.is_empty() {
                out.push('\n');
            }
            out.push_str(&format!(
                "### {}\n\n| step | meaning |\n|---|---|\n",
                step.chapter
            ));
            last = step.chapter;
        }
        let cell = |text: &str| text.replace('|', "\\|");
        out.push_str(&format!(
            "| `{:?} {}` | {} |\n",
            step.keyword,
            cell(step.sentence),
            cell(step.meaning)
        ));
    }
    out
}

/// The definitions as cucumber takes them.
pub(crate) fn collection() -> Collection<World> {
    VOCABULARY.collection()
}

/// The definition of a step; the error is one line that names the nearest sentences.
pub(crate) fn find(step: &gherkin::Step) -> Result<&'static Definition, String> {
    VOCABULARY.find(step)
}
