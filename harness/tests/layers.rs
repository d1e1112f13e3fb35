//! No file of `src` needs itself by way of others: whoever reads a file can read what it needs first.
//!
//! An arrow goes from a file to each file that it names by a path that begins with `crate::`, `super::` or `self::`, in a
//! `use` or in the midst of code. A name that a `mod.rs` re-exports stands for the file that defines it, so importing from a
//! folder's front is importing from the file behind it; naming the folder itself is an arrow to its `mod.rs`, which has an
//! arrow to each file it re-exports from. `mod x;` alone is no arrow, and tests at the end of a file are left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

/// A module, as the names on the way to it from the crate's root; the root is empty.
type Module = Vec<String>;

/// The files of the crate by module.
struct Sources(BTreeMap<Module, Source>);

struct Source {
    file: String,
    /// Every path that the file names, from the crate's root.
    paths: BTreeSet<Module>,
    /// The names that the file makes its own by `use`, with what they stand for.
    imports: BTreeMap<String, Module>,
}

impl Sources {
    fn read(root: &Path) -> Self {
        let mut sources = BTreeMap::new();
        let mut open = vec![root.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    open.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let file = path.strip_prefix(root).expect("below the root");
                    let text = fs::read_to_string(&path).expect("a text");
                    let module = module_of(file);
                    sources.insert(module.clone(), Source::new(file, &module, &text));
                }
            }
        }
        Self(sources)
    }

    /// The module whose file defines what a path of the crate names.
    fn definer(&self, path: &[String]) -> Option<Module> {
        let inside = (0..=path.len())
            .rev()
            .find(|length| self.0.contains_key(&path[..*length]))?;
        let module = &path[..inside];
        let reexport = path
            .get(inside)
            .and_then(|name| self.0[module].imports.get(name));
        match reexport {
            Some(behind) => self.definer(behind),
            None => Some(module.to_vec()),
        }
    }

    fn arrows(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut arrows = BTreeMap::new();
        for source in self.0.values() {
            let targets = source
                .paths
                .iter()
                .filter_map(|path| Some(self.0[&self.definer(path)?].file.as_str()))
                .filter(|file| *file != source.file);
            arrows.insert(source.file.as_str(), targets.collect());
        }
        arrows
    }
}

impl Source {
    fn new(file: &Path, module: &[String], text: &str) -> Self {
        let code = code_of(text);
        let mut source = Self {
            file: file.display().to_string(),
            paths: BTreeSet::new(),
            imports: BTreeMap::new(),
        };
        let uses = Regex::new(r"(?m)^\s*(?:pub(?:\(\w+\))?\s+)?use\s+([^;]+);").expect("a pattern");
        for found in uses.captures_iter(&code) {
            for (path, name) in leaves(&found[1]) {
                if let Some(path) = absolute(module, &path) {
                    source.imports.insert(name, path.clone());
                    source.paths.insert(path);
                }
            }
        }
        let rest = uses.replace_all(&code, "");
        let inline = Regex::new(r"\b(?:crate|super|self)(?:::\w+)+").expect("a pattern");
        for found in inline.find_iter(&rest) {
            let path: Vec<String> = found.as_str().split("::").map(str::to_owned).collect();
            source.paths.extend(absolute(module, &path));
        }
        source
    }
}

/// `oauth/grant.rs` is the module `oauth::grant`, `oauth/mod.rs` is `oauth`.
fn module_of(file: &Path) -> Module {
    let names = file.with_extension("");
    let mut names: Module = names
        .iter()
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    if names
        .last()
        .is_some_and(|name| name == "mod" || name == "lib")
    {
        names.pop();
    }
    names
}

/// The text without comments and without the tests at its end.
fn code_of(text: &str) -> String {
    text.split("#[cfg(test)]")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Every path of a `use` tree, with the name that it gets.
fn leaves(tree: &str) -> Vec<(Vec<String>, String)> {
    let tree = tree.trim();
    if let Some((before, inside)) = tree.split_once('{') {
        let inside = inside.trim_end().strip_suffix('}').expect("a brace");
        let (mut depth, mut start, mut branches) = (0, 0, Vec::new());
        for (at, c) in inside.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    branches.push(&inside[start..at]);
                    start = at + 1;
                }
                _ => {}
            }
        }
        branches.push(&inside[start..]);
        let whole = branches
            .into_iter()
            .filter(|branch| !branch.trim().is_empty());
        return whole
            .flat_map(|branch| leaves(&format!("{before}{}", branch.trim())))
            .collect();
    }
    let (path, alias) = match tree.split_once(" as ") {
        Some((path, alias)) => (path, Some(alias.trim())),
        None => (tree, None),
    };
    let mut path: Vec<String> = path
        .split("::")
        .map(|name| name.trim().to_owned())
        .collect();
    if path.len() > 1 && path.last().is_some_and(|name| name == "self") {
        path.pop();
    }
    let name = alias.map(str::to_owned).or_else(|| path.last().cloned());
    vec![(path, name.unwrap_or_default())]
}

/// A path of `module` from the crate's root; `None` for other crates. A name alone may be a module below this one.
fn absolute(module: &[String], path: &[String]) -> Option<Module> {
    let mut base = module.to_vec();
    let mut rest = path;
    match rest.first()?.as_str() {
        "crate" => base.clear(),
        "self" | "super" => {}
        _ => {
            base.extend(rest.iter().cloned());
            return Some(base).filter(|_| is_below(module, rest));
        }
    }
    while let Some((first, others)) = rest.split_first() {
        match first.as_str() {
            "crate" | "self" => {}
            "super" => {
                base.pop();
            }
            _ => break,
        }
        rest = others;
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// Whether the path begins with a module below `module`, as in the `pub use grant::Tokens` of a `mod.rs`.
fn is_below(module: &[String], path: &[String]) -> bool {
    let folder = module.iter().fold(src(), |folder, name| folder.join(name));
    path.first().is_some_and(|name| {
        folder.join(format!("{name}.rs")).exists() || folder.join(name).join("mod.rs").exists()
    })
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// A way from a file back to itself.
fn circle<'a>(arrows: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> Option<Vec<&'a str>> {
    fn walk<'a>(
        file: &'a str,
        arrows: &BTreeMap<&'a str, BTreeSet<&'a str>>,
        way: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> Option<Vec<&'a str>> {
        if let Some(at) = way.iter().position(|before| *before == file) {
            return Some([&way[at..], &[file]].concat());
        }
        if done.contains(file) {
            return None;
        }
        way.push(file);
        let found = arrows[file]
            .iter()
            .find_map(|next| walk(next, arrows, way, done));
        way.pop();
        done.insert(file);
        found
    }
    let mut done = BTreeSet::new();
    arrows
        .keys()
        .find_map(|file| walk(file, arrows, &mut Vec::new(), &mut done))
}

#[test]
fn no_file_needs_itself() {
    let sources = Sources::read(&src());
    let arrows = sources.arrows();
    let count: usize = arrows.values().map(BTreeSet::len).sum();
    assert!(count > 200, "the paths are read: {count} arrows");
    assert!(arrows["world/session.rs"].contains("world/mod.rs"));
    assert!(arrows["error.rs"].contains("plan/error.rs"), "a re-export");
    if let Some(circle) = circle(&arrows) {
        panic!("a circle of files: {}", circle.join(" -> "));
    }
}

#[test]
fn a_circle_is_found() {
    let arrows = BTreeMap::from([
        ("a.rs", BTreeSet::from(["b.rs"])),
        ("b.rs", BTreeSet::from(["c.rs"])),
        ("c.rs", BTreeSet::from(["b.rs"])),
    ]);
    assert_eq!(circle(&arrows), Some(vec!["b.rs", "c.rs", "b.rs"]));
}

/// `code_of` reads no further than the first `#[cfg(test)]`; code behind it would go unseen.
#[test]
fn tests_stand_at_the_end_of_their_file() {
    for source in Sources::read(&src()).0.values() {
        let text = fs::read_to_string(src().join(&source.file)).expect("a text");
        if let Some((_, tests)) = text.split_once("#[cfg(test)]\n") {
            let whole = tests.starts_with("mod tests {\n") && tests.ends_with("\n}\n");
            let ends = tests.matches("\n}\n").count();
            assert!(
                whole && ends == 1,
                "code behind the tests of {}",
                source.file
            );
        }
    }
}

#[test]
fn every_impl_of_the_world_is_in_its_folder() {
    let sources = Sources::read(&src());
    for source in sources.0.values() {
        let code = code_of(&fs::read_to_string(src().join(&source.file)).expect("a text"));
        let implements = code.lines().any(|line| line.starts_with("impl World "));
        assert!(
            !implements || source.file.starts_with("world/"),
            "{} implements World",
            source.file
        );
    }
}
