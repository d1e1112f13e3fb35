//! A step definition: one sentence of the vocabulary with its meaning, and the function behind it.
//!
//! Sentences are written with `{string}` for text in double quotes, `{word}` for one word, `{table}` for nothing in the
//! sentence but a table under it, `[...]` for what may be left out and `(a|b)` for what may be said either way.

use serde::Serialize;

use crate::world::World;

/// Given, When or Then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Keyword {
    /// What the scenario needs.
    Given,
    /// What the scenario does: mostly, the request that it sends.
    When,
    /// What the source demands.
    Then,
}

/// One sentence of the vocabulary.
pub(crate) struct Definition {
    pub keyword: Keyword,
    pub sentence: &'static str,
    pub meaning: &'static str,
    pub run: cucumber::step::Step<World>,
    /// Whether a scenario with this step runs alone, because the step ends what other scenarios were granted.
    pub alone: bool,
}

impl Definition {
    /// The same step; a scenario that has it runs while no other does.
    pub(crate) fn alone(mut self) -> Self {
        self.alone = true;
        self
    }
}

/// Builds a [`Definition`] out of a keyword, a sentence, its meaning and an async function of world and call.
macro_rules! step {
    ($keyword:ident $sentence:literal, $meaning:literal, $function:path) => {
        $crate::steps::engine::Definition {
            keyword: $crate::steps::engine::Keyword::$keyword,
            sentence: $sentence,
            meaning: $meaning,
            alone: false,
            run: |world, context| {
                Box::pin(async move {
                    let call = $crate::steps::engine::Call::new(&context);
                    if $crate::steps::engine::is_skipped(world, &call) {
                        return;
                    }
                    let result = $function(world, &call).await;
                    $crate::steps::engine::finish(world, &call, result);
                })
            },
        }
    };
}
pub(crate) use step;
