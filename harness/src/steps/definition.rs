//! A step definition: one sentence of the vocabulary with its meaning, and the function behind it.
//!
//! Sentences are written with `{string}` for text in double quotes, `{word}` for one word, `{table}` for nothing in the
//! sentence but a table under it, `[...]` for what may be left out and `(a|b)` for what may be said either way.

use std::sync::LazyLock;

use cucumber::{gherkin, step::Collection};
use regex::Regex;
use serde::Serialize;

use crate::world::World;

/// Given, When or Then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Keyword {
    /// What the scenario needs.
    Given,
    /// What it does.
    When,
    /// What the source demands.
    Then,
}

/// One row of the vocabulary.
pub(crate) struct Definition {
    pub keyword: Keyword,
    pub sentence: &'static str,
    pub meaning: &'static str,
    pub run: cucumber::step::Step<World>,
}

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

/// Builds a [`Definition`] out of a keyword, a sentence, its meaning and an async function of world and call.
macro_rules! step {
    ($keyword:ident $sentence:literal, $meaning:literal, $function:path) => {
        $crate::steps::Definition {
            keyword: $crate::steps::definition::Keyword::$keyword,
            sentence: $sentence,
            meaning: $meaning,
            run: |world, context| {
                Box::pin(async move {
                    let call = $crate::steps::Call::new(&context);
                    if $crate::steps::call::skipped(world, &call) {
                        return;
                    }
                    let verdict = $function(world, &call).await;
                    $crate::steps::call::settle(world, &call, verdict);
                })
            },
        }
    };
}
pub(crate) use step;

/// The vocabulary by chapter.
fn chapters() -> Vec<(&'static str, Vec<Definition>)> {
    super::chapters()
}

/// Every step there is, by chapter.
pub fn catalogue() -> Vec<StepHelp> {
    chapters()
        .into_iter()
        .flat_map(|(chapter, definitions)| {
            definitions.into_iter().map(move |definition| StepHelp {
                chapter,
                keyword: definition.keyword,
                sentence: definition.sentence,
                meaning: definition.meaning,
            })
        })
        .collect()
}

/// The vocabulary as the Markdown of docs/STEPS.md: a heading a chapter, a row a step.
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

struct Compiled {
    keyword: Keyword,
    sentence: &'static str,
    regex: Regex,
    run: cucumber::step::Step<World>,
}

static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    chapters()
        .into_iter()
        .flat_map(|(_, definitions)| definitions)
        .map(|definition| Compiled {
            keyword: definition.keyword,
            sentence: definition.sentence,
            regex: Regex::new(&pattern(definition.sentence, definition.keyword)).unwrap_or_else(
                |error| {
                    panic!(
                        "the sentence `{}` makes no pattern: {error}",
                        definition.sentence
                    )
                },
            ),
            run: definition.run,
        })
        .collect()
});

/// The regular expression of a sentence.
fn pattern(sentence: &str, keyword: Keyword) -> String {
    let mut out = String::from("^");
    let mut rest = sentence;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("{string}") {
            out.push_str(r#""((?:[^"\\]|\\.)*)""#);
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("{word}") {
            out.push_str(r#"([^\s"]+)"#);
            rest = after;
            continue;
        }
        match c {
            '[' => out.push_str("(?:"),
            ']' => out.push_str(")?"),
            '(' => out.push_str("(?P<CHOICE>"),
            ')' | '|' => out.push(c),
            _ => out.push_str(&regex::escape(&c.to_string())),
        }
        rest = &rest[c.len_utf8()..];
    }
    let mut numbered = String::new();
    for (index, part) in out.split("(?P<CHOICE>").enumerate() {
        if index > 0 {
            numbered.push('(');
        }
        numbered.push_str(part);
    }
    if keyword == Keyword::Then {
        numbered.push_str(r"(?P<unless> unless the search was refused)?(?P<should> \(should\))?");
    }
    numbered.push('$');
    numbered
}

fn keyword_of(step: &gherkin::Step) -> Keyword {
    match step.ty {
        gherkin::StepType::Given => Keyword::Given,
        gherkin::StepType::When => Keyword::When,
        gherkin::StepType::Then => Keyword::Then,
    }
}

/// Cucumber's collection of all definitions.
pub(crate) fn collection() -> Collection<World> {
    COMPILED
        .iter()
        .fold(Collection::new(), |collection, definition| {
            let (regex, run) = (definition.regex.clone(), definition.run);
            match definition.keyword {
                Keyword::Given => collection.given(None, regex, run),
                Keyword::When => collection.when(None, regex, run),
                Keyword::Then => collection.then(None, regex, run),
            }
        })
}

/// Holds one step against the definitions; the error names the nearest sentences.
pub(crate) fn check(step: &gherkin::Step) -> Result<(), String> {
    let keyword = keyword_of(step);
    let matching: Vec<_> = COMPILED
        .iter()
        .filter(|definition| {
            definition.keyword == keyword && definition.regex.is_match(&step.value)
        })
        .collect();
    match matching.as_slice() {
        [one] => {
            let wants_table = one.sentence.trim_end_matches(']').ends_with(':');
            let has_colon = step.value.trim_end_matches(" (should)").ends_with(':');
            if wants_table && has_colon && step.table.is_none() {
                return Err(format!("`{}` needs a table under it", step.value));
            }
            Ok(())
        }
        [] => {
            let mut ranked: Vec<_> = COMPILED
                .iter()
                .map(|definition| {
                    let other = if definition.keyword == keyword { 0 } else { 3 };
                    (
                        distance(&step.value, definition.sentence) + other,
                        definition,
                    )
                })
                .collect();
            ranked.sort_by_key(|(distance, _)| *distance);
            let nearest: Vec<String> = ranked
                .iter()
                .take(3)
                .map(|(_, definition)| {
                    format!("`{:?} {}`", definition.keyword, definition.sentence)
                })
                .collect();
            Err(format!(
                "no step is `{keyword:?} {}`; the nearest are {} (`payerlab steps` lists all)",
                step.value,
                nearest.join(", ")
            ))
        }
        several => Err(format!(
            "`{}` could be any of {}",
            step.value,
            several
                .iter()
                .map(|definition| format!("`{}`", definition.sentence))
                .collect::<Vec<_>>()
                .join(", ")
        )),
    }
}

/// How many words two sentences do not share, quoted text left aside.
fn distance(step: &str, sentence: &str) -> usize {
    let words = |text: &str| -> Vec<String> {
        let mut inside = false;
        let plain: String = text
            .chars()
            .filter(|c| {
                if *c == '"' {
                    inside = !inside;
                }
                !inside && !matches!(c, '"' | '[' | ']' | '(' | ')' | ',')
            })
            .collect();
        plain
            .replace("{string}", "")
            .split([' ', '|'])
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (left, right) = (words(step), words(sentence));
    let shared = left.iter().filter(|word| right.contains(word)).count();
    left.len() + right.len() - 2 * shared.min(left.len()).min(right.len())
}
