//! How many instructions parsing, validation, FHIRPath and search take, over synthetic resources of US Core 6.1.0 and CARIN
//! Blue Button 2.0.0. An instruction count is the same on a busy machine and on an idle one, so a slow change shows in CI.
//!
//! Each count may pass the committed one by 5 %. Some of that is not ours: `memchr` and others pick their instructions by what the
//! processor offers, and hash maps are seeded at random. A change that makes something faster should lower its number here.

use std::collections::BTreeMap;
use std::hint::black_box;

use gungraun::prelude::*;
use gungraun::{Callgrind, EventKind};
use payerlab_matching::{Knowledge, Matching, Query, matches};
use payerlab_profiles::fhirpath::{Context, Element, Expression};
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::validate::{Outcome, Validator};

const PATIENT: &str = include_str!("../../../fuzz/seeds/json/member-Patient.json");
const OBSERVATION: &str = include_str!("../../../fuzz/seeds/json/member-Observation.json");
const CLAIM: &str = include_str!("../../../fuzz/seeds/json/member-ExplanationOfBenefit.json");

const RESOURCES: [&str; 3] = [PATIENT, OBSERVATION, CLAIM];

/// A limit of 5 % above the committed count.
fn at_most(committed: u64) -> LibraryBenchmarkConfig {
    let mut callgrind = Callgrind::default();
    callgrind.hard_limits([(EventKind::Ir, committed + committed / 20)]);
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(callgrind);
    config
}

fn parsed() -> Vec<Document> {
    let parse = |text: &str| Document::parse(text.to_owned()).expect("the resource is JSON");
    RESOURCES.into_iter().map(parse).collect()
}

fn validator() -> Validator {
    Validator::of_guides(&[Guide::UsCore610, Guide::CarinBb200])
}

/// A validator that has compiled what these resources need, and the resources.
fn warmed() -> (Validator, Vec<Document>) {
    let (validator, documents) = (validator(), parsed());
    for document in &documents {
        let outcome = validator.validate(document, &[]);
        assert!(outcome.is_valid() && !outcome.profiles.is_empty(), "{outcome:?}");
    }
    (validator, documents)
}

#[library_benchmark(config = at_most(PARSE))]
#[bench::resources(RESOURCES.map(str::to_owned))]
fn parse(texts: [String; 3]) -> Vec<Document> {
    let parse = |text| Document::parse(black_box(text)).expect("the resource is JSON");
    texts.into_iter().map(parse).collect()
}

#[library_benchmark(config = at_most(VALIDATE))]
#[bench::warm(warmed())]
fn validate((validator, documents): (Validator, Vec<Document>)) -> (Vec<Outcome>, Validator, Vec<Document>) {
    let judge = |document| validator.validate(black_box(document), &[]);
    let outcomes = documents.iter().map(judge).collect();
    (outcomes, validator, documents)
}

/// With everything that a first resource costs: opening packs, compiling profiles.
#[library_benchmark(config = at_most(VALIDATE_COLD))]
#[bench::patient(Document::parse(PATIENT).expect("the resource is JSON"))]
fn validate_cold(document: Document) -> (Outcome, Document) {
    let validator = validator();
    (validator.validate(black_box(&document), &[]), document)
}

const EXPRESSIONS: [&str; 6] = [
    "name.where(use = 'official').given.first() & ' ' & name.family.first()",
    "identifier.where(system.startsWith('http') and value.exists()).count() > 0",
    "descendants().where(hasValue()).count()",
    "telecom.all(system.exists() implies value.matches('^[^ ]+$') or value.exists())",
    "(birthDate <= @2020-01-01) and (birthDate + 18 years < @2030)",
    "name.select(given | family).distinct().join(',').upper().length()",
];

fn expressions() -> (Vec<Expression>, Document) {
    let parse = |text| Expression::parse(text).expect("it is FHIRPath");
    let document = Document::parse(PATIENT).expect("the resource is JSON");
    (EXPRESSIONS.into_iter().map(parse).collect(), document)
}

#[library_benchmark(config = at_most(FHIRPATH))]
#[bench::patient(expressions())]
fn fhirpath((expressions, document): (Vec<Expression>, Document)) -> usize {
    let element = Element::resource(document.root());
    let context = Context::new(element);
    let items = |expression: &Expression| {
        let found = expression.evaluate(element, &context);
        found.expect("it can be evaluated").len()
    };
    expressions.iter().map(items).sum()
}

#[library_benchmark(config = at_most(FHIRPATH_PARSE))]
#[bench::expressions(EXPRESSIONS)]
fn fhirpath_parse(texts: [&str; 6]) -> Vec<Expression> {
    let parse = |text| Expression::parse(black_box(text)).expect("it is FHIRPath");
    texts.into_iter().map(parse).collect()
}

fn query(parameters: &[(&str, &str)]) -> Query {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Query {
        resource_type: "Observation".to_owned(),
        parameters: parameters.iter().map(owned).collect(),
    }
}

/// Searches by token, date, reference and quantity, of which the definitions were asked for once.
fn searches() -> (Vec<Query>, Document) {
    let queries = vec![
        query(&[("category", "vital-signs"), ("status", "final,amended")]),
        query(&[("date", "ge2000-01-01"), ("date", "lt2100")]),
        query(&[("patient", "Patient/PatientID"), ("code:not", "http://loinc.org|8480-6")]),
        query(&[("value-quantity", "gt1"), ("_lastUpdated", "ge2000")]),
    ];
    let document = Document::parse(OBSERVATION).expect("the resource is JSON");
    found(&queries, &document);
    (queries, document)
}

fn found(queries: &[Query], document: &Document) -> usize {
    let (targets, listings) = (BTreeMap::new(), BTreeMap::new());
    let known = Knowledge {
        base: "https://payer.example.org/fhir",
        targets: &targets,
        listings: &listings,
    };
    let fits = |query: &&Query| matches(query, document.root(), known) != Matching::No;
    queries.iter().filter(fits).count()
}

#[library_benchmark(config = at_most(SEARCH))]
#[bench::observation(searches())]
fn search((queries, document): (Vec<Query>, Document)) -> (usize, Vec<Query>, Document) {
    (found(black_box(&queries), &document), queries, document)
}

library_benchmark_group!(
    name = instructions,
    benchmarks = [parse, validate, validate_cold, fhirpath, fhirpath_parse, search]
);

main!(library_benchmark_groups = instructions);

// The committed counts.
const PARSE: u64 = 1;
const VALIDATE: u64 = 1;
const VALIDATE_COLD: u64 = 1;
const FHIRPATH: u64 = 1;
const FHIRPATH_PARSE: u64 = 1;
const SEARCH: u64 = 1;
