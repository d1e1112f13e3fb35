//! No folder of `src` needs itself by way of others, nor does a file beside them: whoever reads a folder can read what it
//! needs first.
//!
//! An arrow goes from a folder, or a file of `src` itself, to each one that it names by a path from the crate's root
//! (`crate::store::Token`, or as many `super` as lead there). Comments and the tests at the end of a file are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What each folder or file of `src` names, with the files that do.
#[derive(Default)]
struct Arrows(BTreeMap<String, BTreeMap<String, BTreeSet<String>>>);

impl Arrows {
    fn read(root: &Path) -> Self {
        let mut arrows = Self::default();
        let mut open = vec![root.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let file = path.strip_prefix(root).expect("below the root");
                    arrows.add(
                        file.to_str().expect("UTF-8"),
                        &fs::read_to_string(&path).expect("a text"),
                    );
                }
            }
        }
        arrows
    }

    /// `file` is the path below `src`.
    fn add(&mut self, file: &str, text: &str) {
        let from = top(file);
        if ["lib", "main"].contains(&from) || file.ends_with("/tests.rs") {
            return;
        }
        let depth = file.trim_end_matches("/mod.rs").split('/').count();
        let arrows = self.0.entry(from.to_owned()).or_default();
        let code = without_braces(&code_of(text));
        let words = code.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
        for path in words.map(|word| word.split("::").collect::<Vec<_>>()) {
            let supers = path.iter().take_while(|name| **name == "super").count();
            let to = match path.first() {
                Some(&"crate") => path.get(1),
                Some(&"super") if supers == depth => path.get(supers),
                _ => None,
            };
            let Some(to) = to.copied().filter(|to| !to.is_empty()) else {
                continue;
            };
            if to != from {
                let files = arrows.entry(to.to_owned()).or_default();
                files.insert(file.to_owned());
            }
        }
    }

    /// Everything that can be reached from a folder.
    fn reach(&self, from: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(folder) = open.pop() {
            for next in self.0.get(folder).into_iter().flat_map(BTreeMap::keys) {
                if reached.insert(next.as_str()) {
                    open.push(next);
                }
            }
        }
        reached
    }

    /// The arrows that are part of a circle, each with the files that draw it.
    fn circles(&self) -> Vec<String> {
        let mut circles = Vec::new();
        for (from, arrows) in &self.0 {
            for (to, files) in arrows {
                if self.reach(to).contains(from.as_str()) {
                    circles.push(format!("{from} -> {to} in {files:?}"));
                }
            }
        }
        circles
    }

    fn has(&self, from: &str, to: &str) -> bool {
        self.0
            .get(from)
            .is_some_and(|arrows| arrows.contains_key(to))
    }
}

/// The folder that a file is in, or the file itself without its extension.
fn top(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.trim_end_matches(".rs")
}

fn code_of(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// `crate::{a, b}` as `crate::a, crate::b`.
fn without_braces(code: &str) -> String {
    let mut parts = code.split("crate::{");
    let mut flat = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (names, rest) = part.split_once('}').expect("a brace");
        for name in names.split(',').map(str::trim) {
            flat.push_str(&format!("crate::{name} "));
        }
        flat.push_str(rest);
    }
    flat
}

fn of_the_sandbox() -> Arrows {
    Arrows::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

#[test]
fn no_folder_needs_itself() {
    let arrows = of_the_sandbox();
    let count: usize = arrows.0.values().map(BTreeMap::len).sum();
    assert!(count > 50, "the paths are read: {count} arrows");
    let circles = arrows.circles();
    assert!(circles.is_empty(), "\n{}", circles.join("\n"));
}

#[test]
fn the_authorization_server_and_the_apis_know_no_pages() {
    let arrows = of_the_sandbox();
    assert!(arrows.has("member", "oauth") && arrows.has("oauth", "fault"));
    for from in ["oauth", "fhir"] {
        for to in ["member", "web"] {
            assert!(!arrows.has(from, to), "{from} names {to}");
        }
    }
    for to in ["member", "oauth", "state"] {
        assert!(
            !arrows.has("web", to),
            "web, which portals share, names {to}"
        );
    }
}

#[test]
fn a_circle_is_found() {
    let mut arrows = Arrows::default();
    arrows.add("a/mod.rs", "use crate::{\n e,\n b,\n};\n// crate::c\n");
    arrows.add(
        "b.rs",
        "use super::c::C;\n#[cfg(test)]\nmod tests {\n use crate::d;",
    );
    arrows.add(
        "c/d/e.rs",
        "fn f() { super::super::super::b::g(super::b::h) }",
    );
    assert!(arrows.has("a", "b") && arrows.has("a", "e") && !arrows.has("a", "c"));
    assert_eq!(
        arrows.circles(),
        ["b -> c in {\"b.rs\"}", "c -> b in {\"c/d/e.rs\"}",]
    );
}
