//! All definitions together: which one a step of a feature file is, and the nearest ones where it is none.

use cucumber::gherkin;
use cucumber::step::Collection;
use regex::Regex;

use super::definition::{Definition, Keyword};
use super::pattern::pattern;
use crate::world::World;

/// Sentences of another keyword are this much further away, in words.
const OTHER_KEYWORD: usize = 3;

/// Every definition there is, with the pattern of its sentence.
pub(crate) struct Vocabulary(Vec<(Regex, Definition)>);

impl Vocabulary {
    /// # Panics
    /// When a sentence makes no regular expression, which is a mistake in its definition.
    pub(crate) fn new(definitions: impl IntoIterator<Item = Definition>) -> Self {
        let compiled = definitions.into_iter().map(|definition| {
            let regex = Regex::new(&pattern(definition.sentence, definition.keyword));
            let sentence = definition.sentence;
            let regex = regex.unwrap_or_else(|error| panic!("the sentence `{sentence}`: {error}"));
            (regex, definition)
        });
        Self(compiled.collect())
    }

    /// The definitions as cucumber takes them.
    pub(crate) fn collection(&self) -> Collection<World> {
        self.0
            .iter()
            .fold(Collection::new(), |collection, (regex, definition)| {
                let (regex, run) = (regex.clone(), definition.run);
                match definition.keyword {
                    Keyword::Given => collection.given(None, regex, run),
                    Keyword::When => collection.when(None, regex, run),
                    Keyword::Then => collection.then(None, regex, run),
                }
            })
    }

    /// The definition of a step; the error is one line that names the nearest sentences.
    pub(crate) fn find(&self, step: &gherkin::Step) -> Result<&Definition, String> {
        let keyword = keyword_of(step);
        let matching: Vec<&Definition> = self
            .0
            .iter()
            .filter(|(regex, definition)| {
                definition.keyword == keyword && regex.is_match(&step.value)
            })
            .map(|(_, definition)| definition)
            .collect();
        match matching.as_slice() {
            [one] => {
                let wants_table = one.sentence.trim_end_matches(']').ends_with(':');
                let has_colon = step.value.trim_end_matches(" (should)").ends_with(':');
                if wants_table && has_colon && step.table.is_none() {
                    return Err(format!("`{}` needs a table under it", step.value));
                }
                Ok(one)
            }
            [] => Err(format!(
                "no step is `{keyword:?} {}`; the nearest are {} (`payerlab steps` lists all)",
                step.value,
                self.nearest(keyword, &step.value).join(", ")
            )),
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

    /// The three sentences that differ from a step in the fewest words.
    fn nearest(&self, keyword: Keyword, step: &str) -> Vec<String> {
        let written = words(step);
        let mut ranked: Vec<_> = self
            .0
            .iter()
            .map(|(_, definition)| {
                let other = if definition.keyword == keyword {
                    0
                } else {
                    OTHER_KEYWORD
                };
                let words = words(definition.sentence);
                let distance = strsim::generic_levenshtein(&written, &words);
                (distance + other, definition)
            })
            .collect();
        ranked.sort_by_key(|(distance, _)| *distance);
        ranked
            .iter()
            .take(3)
            .map(|(_, definition)| format!("`{:?} {}`", definition.keyword, definition.sentence))
            .collect()
    }
}

fn keyword_of(step: &gherkin::Step) -> Keyword {
    match step.ty {
        gherkin::StepType::Given => Keyword::Given,
        gherkin::StepType::When => Keyword::When,
        gherkin::StepType::Then => Keyword::Then,
    }
}

/// The words of a step or sentence in small letters, without quoted text and punctuation.
fn words(text: &str) -> Vec<String> {
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
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
