//! How long validation of the official US Core 6.1.0 examples takes beside parsing them:
//! `PAYERLAB_SHARED=... cargo bench -p payerlab-profiles`.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::package::Package;
use payerlab_profiles::search::Definitions;
use payerlab_profiles::validate::Validator;

fn examples() -> Option<Vec<bytes::Bytes>> {
    let shared = std::env::var_os("PAYERLAB_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared"),
        PathBuf::from,
    );
    let path = shared.join("ig/hl7.fhir.us.core-6.1.0.tgz");
    let package = Package::read(&path).ok()?;
    Some(
        package
            .examples()
            .map(|(_, document)| document.source().clone())
            .collect(),
    )
}

fn validation(criterion: &mut Criterion) {
    let Some(examples) = examples() else {
        eprintln!("skipped: the package hl7.fhir.us.core 6.1.0 is not in ../shared/ig");
        return;
    };
    let mut group = criterion.benchmark_group("us core 6.1.0 examples");
    group
        .sample_size(20)
        .throughput(Throughput::Elements(examples.len() as u64));
    group.bench_function("serde_json", |bencher| {
        bencher.iter(|| {
            for example in &examples {
                black_box(serde_json::from_slice::<serde_json::Value>(example).unwrap());
            }
        });
    });
    group.bench_function("parse", |bencher| {
        bencher.iter(|| {
            for example in &examples {
                black_box(Document::parse(example.clone()).unwrap());
            }
        });
    });
    let validator = Validator::of_guides(&[Guide::UsCore610]);
    group.bench_function("parse and validate", |bencher| {
        bencher.iter(|| {
            for example in &examples {
                let document = Document::parse(example.clone()).unwrap();
                black_box(validator.validate(&document, &[]));
            }
        });
    });
    let definitions = Definitions::of_guides(&[Guide::R4, Guide::UsCore610]);
    group.bench_function("parse and find all search values", |bencher| {
        bencher.iter(|| {
            for example in &examples {
                let document = Document::parse(example.clone()).unwrap();
                let name = document
                    .root()
                    .get("resourceType")
                    .unwrap()
                    .as_str()
                    .unwrap();
                for parameter in definitions.of(&name) {
                    black_box(parameter.items(&document));
                }
            }
        });
    });
    group.finish();
}

criterion_group!(benches, validation);
criterion_main!(benches);
