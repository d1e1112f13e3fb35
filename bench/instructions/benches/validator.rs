//! The instructions that the validator's hot paths take, counted by callgrind, with a limit for each: `bench/instructions/run`.
//! What remains of difference between two runs is hash maps that are seeded at random, and libraries that choose their
//! instructions by the processor.

use std::collections::BTreeMap;
use std::hint::black_box;

use gungraun::{
    Callgrind, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main,
};
use payerlab_instructions::{EXPRESSIONS, SEARCHES, TEXTS, documents};
use payerlab_matching::{Knowledge, Matching, Query, matches};
use payerlab_profiles::fhirpath::{Context, Element, Expression};
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::validate::Validator;

/// Fails where a tenth more instructions are counted than on the day this was written.
fn about(instructions: u64) -> LibraryBenchmarkConfig {
    let mut callgrind = Callgrind::default();
    callgrind.hard_limits([(EventKind::Ir, instructions / 10 * 11)]);
    let mut config = LibraryBenchmarkConfig::default();
    config.tool(callgrind);
    config
}

fn texts() -> [String; 3] {
    TEXTS.map(str::to_owned)
}

#[library_benchmark(config = about(187_400))]
#[bench::resources(texts())]
fn parse(texts: [String; 3]) -> [Document; 3] {
    texts.map(|text| Document::parse(black_box(text)).expect("the seed is JSON"))
}

fn validator() -> Validator {
    Validator::of_guides(&[Guide::UsCore610, Guide::CarinBb200])
}

/// A validator that has compiled what the resources need.
fn warm() -> (Validator, [Document; 3]) {
    let (validator, documents) = (validator(), documents());
    for document in &documents {
        let outcome = validator.validate(document, &[]);
        assert!(
            outcome.is_valid() && !outcome.profiles.is_empty(),
            "{outcome:?}"
        );
    }
    (validator, documents)
}

#[library_benchmark(config = about(1_311_000))]
#[bench::resources(warm())]
fn validate((validator, documents): (Validator, [Document; 3])) -> (Validator, [Document; 3]) {
    for document in &documents {
        black_box(validator.validate(black_box(document), &[]));
    }
    (validator, documents)
}

// With everything that a first resource costs: opening packs, compiling profiles.
#[library_benchmark(config = about(50_640_000))]
#[bench::resources(documents())]
fn validate_cold(documents: [Document; 3]) -> (Validator, [Document; 3]) {
    let validator = validator();
    black_box(validator.validate(black_box(&documents[0]), &[]));
    (validator, documents)
}

#[library_benchmark(config = about(99_300))]
fn fhirpath_parse() -> [Expression; 6] {
    EXPRESSIONS.map(|text| Expression::parse(black_box(text)).expect("it is FHIRPath"))
}

fn evaluate(expressions: &[Expression], patient: &Document) {
    let element = Element::resource(patient.root());
    let context = Context::new(element);
    for expression in expressions {
        let found = expression.evaluate(element, &context);
        black_box(found.expect("it can be evaluated"));
    }
}

/// Evaluated once, so that regular expressions are compiled.
fn expressions() -> ([Expression; 6], [Document; 3]) {
    let parsed = EXPRESSIONS.map(|text| Expression::parse(text).expect("it is FHIRPath"));
    let (expressions, documents) = (parsed, documents());
    evaluate(&expressions, &documents[0]);
    (expressions, documents)
}

#[library_benchmark(config = about(164_700))]
#[bench::patient(expressions())]
fn fhirpath(
    (expressions, documents): ([Expression; 6], [Document; 3]),
) -> ([Expression; 6], [Document; 3]) {
    evaluate(&expressions, &documents[0]);
    (expressions, documents)
}

fn judge(queries: &[Query], observation: &Document) -> usize {
    let (targets, listings) = (BTreeMap::new(), BTreeMap::new());
    let known = Knowledge {
        base: "https://payer.example.org/fhir",
        targets: &targets,
        listings: &listings,
    };
    let fits = |query: &&Query| matches(query, observation.root(), known) != Matching::No;
    queries.iter().filter(fits).count()
}

/// Judged once, so that the definitions are read.
fn queries() -> (Vec<Query>, [Document; 3]) {
    let query = |parameters: [(&str, &str); 2]| Query {
        resource_type: "Observation".to_owned(),
        parameters: parameters
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
    };
    let (queries, documents) = (SEARCHES.map(query).to_vec(), documents());
    assert!(judge(&queries, &documents[1]) > 0);
    (queries, documents)
}

#[library_benchmark(config = about(77_900))]
#[bench::observation(queries())]
fn search((queries, documents): (Vec<Query>, [Document; 3])) -> (Vec<Query>, [Document; 3]) {
    black_box(judge(black_box(&queries), &documents[1]));
    (queries, documents)
}

library_benchmark_group!(
    name = validator_paths,
    benchmarks = [
        parse,
        validate,
        validate_cold,
        fhirpath_parse,
        fhirpath,
        search
    ]
);
main!(library_benchmark_groups = validator_paths);
