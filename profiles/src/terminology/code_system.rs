//! A code system whose codes are listed.

use std::collections::HashMap;

use crate::pack::CodeSystemFacts;

/// Codes and the codes above them.
#[derive(Debug)]
pub(crate) struct CodeSystem {
    complete: bool,
    ignore_case: bool,
    codes: Vec<String>,
    depths: Vec<u8>,
    index: HashMap<String, usize>,
}

impl CodeSystem {
    pub(crate) fn new(facts: CodeSystemFacts) -> Self {
        let key = |code: &String| {
            if facts.ignore_case {
                code.to_lowercase()
            } else {
                code.clone()
            }
        };
        let index = facts
            .codes
            .iter()
            .enumerate()
            .map(|(at, code)| (key(code), at))
            .collect();
        Self {
            complete: facts.complete,
            ignore_case: facts.ignore_case,
            codes: facts.codes,
            depths: facts.depths,
            index,
        }
    }

    /// Whether all codes are listed.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete && !self.codes.is_empty()
    }

    pub(crate) fn contains(&self, code: &str) -> bool {
        self.place(code).is_some()
    }

    fn place(&self, code: &str) -> Option<usize> {
        if self.ignore_case {
            self.index.get(&code.to_lowercase()).copied()
        } else {
            self.index.get(code).copied()
        }
    }

    pub(crate) fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(String::as_str)
    }

    /// The codes under `code`, and itself if `own`.
    pub(crate) fn descendants(&self, code: &str, own: bool) -> Vec<&str> {
        let Some(place) = self.place(code) else {
            return Vec::new();
        };
        let depth = |at: usize| self.depths.get(at).copied().unwrap_or(0);
        let below = (place + 1..self.codes.len()).take_while(|at| depth(*at) > depth(place));
        own.then_some(place)
            .into_iter()
            .chain(below)
            .map(|at| self.codes[at].as_str())
            .collect()
    }
}
