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

/// The facts of an element, in words that two ways of writing the same snapshot share.
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
        .map(|constraint| constraint.key.clone())
        .collect();
    constraints.sort();
    found.insert("c".to_owned(), constraints.join(" "));
    found
}

fn differences(official: &Structure, made: &Structure) -> Vec<String> {
    let index = |structure: &Structure| -> BTreeMap<String, BTreeMap<String, String>> {
        let all = structure.elements.iter();
        all.map(|element| (element.id.clone(), facts(element)))
            .collect()
    };
    let (official, made) = (index(official), index(made));
    let mut found = Vec::new();
    for (id, facts) in &official {
        let Some(own) = made.get(id) else {
            found.push(format!("{id}: missing"));
            continue;
        };
        for key in facts
            .keys()
            .chain(own.keys().filter(|key| !facts.contains_key(*key)))
        {
            let (left, right) = (facts.get(key), own.get(key));
            if left != right {
                found.push(format!("{id} {key}: official {left:?} made {right:?}"));
            }
        }
    }
    found.extend(
        made.keys()
            .filter(|id| !official.contains_key(*id))
            .map(|id| format!("{id}: too much")),
    );
    found
}

#[test]
fn measure() {
    for name in [
        "hl7.fhir.us.core-3.1.1",
        "hl7.fhir.us.core-6.1.0",
        "hl7.fhir.us.core-7.0.0",
        "hl7.fhir.us.carin-bb-2.0.0",
        "hl7.fhir.us.davinci-pdex-plan-net-1.1.0",
        "hl7.fhir.us.davinci-pdex-2.0.0",
    ] {
        let Some(package) = package(name) else {
            continue;
        };
        let given = Structures::new(&package, &[], Given::Used);
        let again = Structures::new(&package, &[], Given::Ignored);
        for node in profiles(&package) {
            let official = given.of(node).unwrap().unwrap();
            match again.of(node) {
                Ok(Some(made)) => {
                    for one in differences(&official, &made) {
                        println!("{name} {} {one}", official.url.rsplit('/').next().unwrap());
                    }
                }
                Ok(None) => println!("{name} {} none", official.url),
                Err(error) => println!("{name} {error}"),
            }
        }
    }
}
