//! How many resources a second one thread validates, beside what `serde_json` takes to parse the same bytes:
//! `cargo run --release -p payerlab-profiles --example speed -- FOLDER ROUNDS PACKAGE.tgz...`; `bench/validators/speed` runs it
//! beside the other validators.

use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use payerlab_profiles::compile::compile;
use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Pack;
use payerlab_profiles::package::Package;
use payerlab_profiles::validate::Validator;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "give a folder of resources, how many rounds, and packages";
    let folder = arguments.next().ok_or(usage)?;
    let rounds: u32 = arguments.next().ok_or(usage)?.parse()?;
    let mut packs = Vec::new();
    for path in arguments {
        packs.push(Arc::new(Pack::open(compile(&Package::read(Path::new(
            &path,
        ))?)?)?));
    }
    let validator = Validator::new(packs);
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            texts.push(bytes::Bytes::from(std::fs::read(path)?));
        }
    }
    for round in 1..=rounds {
        let began = Instant::now();
        for text in &texts {
            black_box(serde_json::from_slice::<serde_json::Value>(text)?);
        }
        let parsed = began.elapsed();
        let began = Instant::now();
        for text in &texts {
            let document = Document::parse(text.clone())?;
            black_box(validator.validate(&document, &[]));
        }
        let judged = began.elapsed();
        let rate = |elapsed: std::time::Duration| texts.len() as f64 / elapsed.as_secs_f64();
        println!(
            "payerlab round {round}: {} resources, {:.1} a second; serde_json parses {:.1} a second, {:.1} times as many",
            texts.len(),
            rate(judged),
            rate(parsed),
            judged.as_secs_f64() / parsed.as_secs_f64()
        );
    }
    Ok(())
}
