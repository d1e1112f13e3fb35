//! Snapshots made from differentials are the official ones: every profile of the guides loses its snapshot, gets a new one,
//! and the facts of both are compared. The packages are not part of this repository: the test says so when they are absent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use payerlab_profiles::json::Node;
use payerlab_profiles::pack::{ElementFacts, Structure};
use payerlab_profiles::package::Package;
use payerlab_profiles::snapshot::{Given, SnapshotError, Structures};

fn package(name: &str) -> Option<Package> {
    let shared = std::env::var_os("PAYERLAB_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let path = shared.join("ig").join(format!("{name}.tgz"));
    if !path.exists() {
        eprintln!("skipped: the package {name} is not at {}", path.display());
        return None;
    }
    Some(Package::read_definitions(&path).unwrap())
}

fn profiles(package: &Package) -> impl Iterator<Item = Node<'_>> {
    let is = |node: &Node<'_>, name: &str, value: &str| {
        node.get(name)
            .and_then(Node::as_str)
            .is_some_and(|found| found == value)
    };
    package.definitions().filter(move |node| {
        is(node, "resourceType", "StructureDefinition") && is(node, "derivation", "constraint")
    })
}

/// One way of writing: tools before 2022 wrote a choice narrowed to one type (`valueQuantity` in a differential) as a choice
/// sliced by type with one slice that holds what is said of it; since then it is said of the choice itself. Both ask the same.
fn normalized(structure: &Structure) -> BTreeMap<String, ElementFacts> {
    let mut elements: BTreeMap<String, ElementFacts> = structure
        .elements
        .iter()
        .map(|element| (element.id.clone(), element.clone()))
        .collect();
    let single: Vec<(String, String)> = elements
        .values()
        .filter(|element| element.id.ends_with("[x]") && element.types.len() == 1)
        .filter_map(|element| {
            let prefix = format!("{}:", element.id);
            let mut slices = elements
                .keys()
                .filter(|id| id.starts_with(&prefix) && !id[prefix.len()..].contains('.'));
            let only = slices.next().filter(|_| slices.next().is_none())?;
            Some((element.id.clone(), only.clone()))
        })
        .collect();
    for (choice, slice) in single {
        let inside = format!("{slice}.");
        let moved: Vec<String> = elements
            .keys()
            .filter(|id| **id == slice || id.starts_with(&inside))
            .cloned()
            .collect();
        for id in moved {
            let mut element = elements.remove(&id).unwrap();
            element.id = format!("{choice}{}", &id[slice.len()..]);
            if let Some(outer) = elements.get(&element.id).filter(|_| id == slice) {
                element.min = element.min.max(outer.min);
                element.must_support |= outer.must_support;
                element.binding = element.binding.or_else(|| outer.binding.clone());
                element.pattern = element.pattern.or_else(|| outer.pattern.clone());
                if element.types.len() == 1 && element.types[0].supported.is_empty() {
                    element.types.clone_from(&outer.types);
                }
            }
            elements.insert(element.id.clone(), element);
        }
    }
    elements
}

/// The facts of an element by name.
fn facts(element: &ElementFacts) -> BTreeMap<String, String> {
    let serde_json::Value::Object(members) = serde_json::to_value(element).unwrap() else {
        unreachable!("facts are an object");
    };
    let mut found: BTreeMap<String, String> = members
        .into_iter()
        .map(|(name, value)| (name, value.to_string()))
        .collect();
    let mut constraints: Vec<String> = element
        .constraints
        .iter()
        .map(|constraint| {
            format!(
                "{} {:?} {}",
                constraint.key, constraint.severity, constraint.expression
            )
        })
        .collect();
    constraints.sort();
    found.insert("c".to_owned(), constraints.join("; "));
    found
}

fn differences(official_list: &Structure, made_list: &Structure) -> Vec<String> {
    let (official, made) = (normalized(official_list), normalized(made_list));
    let mut found = Vec::new();
    for (id, element) in &official {
        let Some(own) = made.get(id) else {
            found.push(format!("{id}: missing"));
            continue;
        };
        let (left, right) = (facts(element), facts(own));
        for key in left
            .keys()
            .chain(right.keys().filter(|key| !left.contains_key(*key)))
        {
            if left.get(key) != right.get(key) {
                found.push(format!(
                    "{id} {key}: official {:?} made {:?}",
                    left.get(key),
                    right.get(key)
                ));
            }
        }
    }
    let ids = |structure: &Structure| -> Vec<String> {
        let all = structure.elements.iter();
        all.map(|element| element.id.clone()).collect()
    };
    let (left, right) = (ids(official_list), ids(made_list));
    let shared = |own: &[String], other: &[String]| -> Vec<String> {
        own.iter()
            .filter(|id| other.contains(id))
            .cloned()
            .collect()
    };
    if shared(&left, &right) != shared(&right, &left) {
        found.push("the order is another".to_owned());
    }
    found.extend(
        made.keys()
            .filter(|id| !official.contains_key(*id))
            .map(|id| format!("{id}: too much")),
    );
    found
}

/// Where the official snapshots differ, and why: package, profile and difference, where `*` is any text; the reason.
/// "Missing" is what only the official snapshot has, "too much" what only ours has.
const KNOWN: &[(&str, &str, &str, &str)] = &[
    (
        "hl7.fhir.us.carin-bb-2.0.0",
        "*",
        "identifier*: too much",
        "the tool of 2022 lost what the base says inside of an element that the differential slices (system and value of us-core-organization's and us-core-practitioner's identifier)",
    ),
    (
        "hl7.fhir.us.core-3.1.1",
        "us-core-ethnicity",
        "extension:*.extension.*: missing",
        "the tool of 2020 unfolded an inner extension that nothing is said of",
    ),
    (
        "hl7.fhir.us.core-3.1.1",
        "us-core-race",
        "extension:*.extension.*: missing",
        "the tool of 2020 unfolded an inner extension that nothing is said of",
    ),
    (
        "hl7.fhir.us.core-3.1.1",
        "head-occipital-frontal-circumference-percentile",
        "value[x]*",
        "the tool of 2020 narrowed a choice to the type that the differential names, though none must be there; since 2022 the other types stay",
    ),
    (
        "hl7.fhir.us.core-3.1.1",
        "pediatric-*",
        "value[x]*",
        "as for the head circumference",
    ),
    (
        "hl7.fhir.us.core-3.1.1",
        "us-core-goal",
        "target.due[x]*",
        "as for the head circumference",
    ),
    (
        "hl7.fhir.us.core-3.1.1",
        "us-core-provenance",
        "entity.agent r:*",
        "the tool of 2020 let a contentReference point at the slice that came last",
    ),
    (
        "hl7.fhir.us.davinci-pdex-2.0.0",
        "pdex-provenance",
        "entity.agent r:*",
        "its base is us-core-provenance 3.1.1, see there",
    ),
    (
        "hl7.fhir.us.core-6.1.0",
        "*",
        "*value[x]* t:*",
        "the tool of 2023 lost the mark that a type is to be supported; that of 2024 keeps it",
    ),
    (
        "hl7.fhir.us.core-6.1.0",
        "us-core-questionnaireresponse",
        "base",
        "its base is of a guide that no package at hand carries",
    ),
    (
        "hl7.fhir.us.core-7.0.0",
        "us-core-questionnaireresponse",
        "base",
        "its base is of a guide that no package at hand carries",
    ),
    (
        "hl7.fhir.us.core-6.1.0",
        "us-core-*observation*",
        "code b:*",
        "the differential changes only the strength of an example binding, and packs hold no example bindings",
    ),
    (
        "hl7.fhir.us.core-7.0.0",
        "us-core-*observation*",
        "code b:*",
        "the differential changes only the strength of an example binding, and packs hold no example bindings",
    ),
    (
        "hl7.fhir.us.core-7.0.0",
        "*",
        "effective[x] c:*",
        "the tool of 2024 used a corrected vs-1 in place of that of R4 4.0.1",
    ),
    (
        "hl7.fhir.us.davinci-pdex-2.0.0",
        "mtls-bundle",
        "entry c:*",
        "the tool of 2024 used a corrected bdl-8 in place of that of R4 4.0.1",
    ),
    (
        "hl7.fhir.us.davinci-pdex-2.0.0",
        "mtls-bundle",
        "entry.response.outcome t:*",
        "R4 4.0.1 packages differ in the type of a Bundle entry's outcome: Resource, or OperationOutcome where the tables of the specification were used",
    ),
    (
        "hl7.fhir.us.davinci-pdex-plan-net-1.1.0",
        "practitioner-qualification",
        "extension:whereValid.value[x]*",
        "the differential allows two types and says more of one; the tool of 2022 kept just that one",
    ),
];

/// Whether a pattern, where `*` is any text, is all of the text.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            (0..=text.len()).any(|at| text.is_char_boundary(at) && fits(rest, &text[at..]))
        }),
    }
}

#[rstest::rstest]
#[case("hl7.fhir.us.core-3.1.1", 30)]
#[case("hl7.fhir.us.core-6.1.0", 59)]
#[case("hl7.fhir.us.core-7.0.0", 63)]
#[case("hl7.fhir.us.carin-bb-2.0.0", 11)]
#[case("hl7.fhir.us.davinci-pdex-plan-net-1.1.0", 21)]
#[case("hl7.fhir.us.davinci-pdex-2.0.0", 26)]
fn made_snapshots_are_the_official_ones(#[case] name: &str, #[case] expected: usize) {
    let Some(package) = package(name) else { return };
    let given = Structures::new(&package, &[], Given::Used);
    let again = Structures::new(&package, &[], Given::Ignored);
    let (mut seen, mut alike, mut elements, mut unexpected) = (0, 0, 0, Vec::new());
    let mut unused: Vec<_> = KNOWN.iter().filter(|known| known.0 == name).collect();
    for node in profiles(&package) {
        seen += 1;
        let official = given.of(node).unwrap().unwrap();
        let id = official.url.rsplit('/').next().unwrap();
        elements += official.elements.len();
        let found = match again.of(node) {
            Ok(made) => differences(&official, &made.unwrap()),
            Err(SnapshotError::UnknownBase { .. }) => vec!["base".to_owned()],
            Err(error) => vec![error.to_string()],
        };
        alike += usize::from(found.is_empty());
        for one in found {
            let explains = |known: &&(&str, &str, &str, &str)| {
                known.0 == name && fits(known.1, id) && fits(known.2, &one)
            };
            if KNOWN.iter().any(|known| explains(&known)) {
                unused.retain(|known| !explains(known));
            } else {
                unexpected.push(format!("{id} {one}"));
            }
        }
    }
    println!("{name}: {alike} of {seen} profiles with {elements} elements are alike in every fact");
    assert_eq!(seen, expected);
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
    assert!(
        unused.is_empty(),
        "these differences are no more: {unused:?}"
    );
}
