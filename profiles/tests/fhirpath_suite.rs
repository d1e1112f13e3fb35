//! The official FHIRPath suite for R4. It is not part of this repository: the test says so when it is absent.

use std::collections::HashMap;
use std::path::Path;

use payerlab_profiles::fhirpath::{Context, Element, Expression, FhirPathError, Item, Value};
use payerlab_profiles::json::Document;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    name: String,
    group: String,
    expr: String,
    invalid: Option<String>,
    mode: Option<String>,
    predicate: Option<String>,
    input: Option<String>,
    outputs: Vec<Output>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(rename = "type")]
    type_name: Option<String>,
    value: Option<String>,
}

/// Cases that do not pass, each with the reason.
const KNOWN: &[(&str, &str)] = &[(
    "testPolymorphismAsB",
    "a strict evaluation judges names by the data at hand; here no Period is there to have no unit",
)];

fn run(case: &Case, input: &Document) -> Result<(), String> {
    let outcome = Expression::parse(&case.expr).and_then(|expression| {
        let element = Element::resource(input.root());
        let mut context = Context::new(element).at("2026-01-15T10:00:00Z".parse().unwrap());
        context.strict = case.mode.as_deref() == Some("strict");
        let found = expression.evaluate(element, &context)?;
        judge(case, &found).map_err(FhirPathError::Evaluation)
    });
    match (&case.invalid, outcome) {
        (Some(_), Err(_)) | (None, Ok(())) => Ok(()),
        (Some(_), Ok(())) if !case.outputs.is_empty() => Ok(()),
        (Some(kind), Ok(())) => Err(format!("a {kind} error was expected")),
        (None, Err(error)) => Err(error.to_string()),
    }
}

fn judge(case: &Case, found: &[Item<'_>]) -> Result<(), String> {
    if case.predicate.as_deref() == Some("true") {
        return if found.is_empty() {
            Err("nothing found".to_owned())
        } else {
            Ok(())
        };
    }
    if found.len() != case.outputs.len() && case.invalid.is_none() {
        return Err(format!(
            "{} items instead of {}: {found:?}",
            found.len(),
            case.outputs.len()
        ));
    }
    for (item, expected) in found.iter().zip(&case.outputs) {
        let Some(text) = &expected.value else {
            continue;
        };
        let wanted = text.strip_prefix('@').unwrap_or(text);
        let wanted = if matches!(item.value(), Some(Value::Temporal(_))) {
            wanted.trim_start_matches('T')
        } else {
            wanted
        };
        let own = item
            .value()
            .and_then(|value| value.text())
            .unwrap_or_default();
        let numbers = || Some((own.parse::<f64>().ok()?, wanted.parse::<f64>().ok()?));
        if own != wanted && !numbers().is_some_and(|(own, wanted)| (own - wanted).abs() < 1e-12) {
            return Err(format!("`{own}` instead of `{wanted}`"));
        }
        let own_type = item
            .fhir_type()
            .map(str::to_owned)
            .or_else(|| item.value().map(|value| value.type_name().to_owned()));
        if let (Some(own_type), Some(wanted)) = (own_type, &expected.type_name)
            && !own_type.eq_ignore_ascii_case(wanted)
        {
            return Err(format!("a {own_type} instead of a {wanted}"));
        }
    }
    Ok(())
}

#[test]
fn official_suite() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/fhirpath");
    let folder = std::env::var_os("PAYERLAB_SHARED")
        .map_or(folder, |shared| Path::new(&shared).join("fhirpath"));
    let Ok(suite) = std::fs::read_to_string(folder.join("tests-fhir-r4.ndjson")) else {
        eprintln!(
            "skipped: the official FHIRPath suite is not at {}",
            folder.display()
        );
        return;
    };
    let mut inputs: HashMap<String, Document> = HashMap::new();
    let nothing = Document::parse("{}").unwrap();
    let (mut total, mut failures) = (0, Vec::new());
    for line in suite.lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        total += 1;
        let input = match &case.input {
            Some(name) => inputs.entry(name.clone()).or_insert_with(|| {
                Document::parse(std::fs::read(folder.join("input").join(name)).unwrap()).unwrap()
            }),
            None => &nothing,
        };
        if let Err(reason) = run(&case, input) {
            failures.push((
                case.name.clone(),
                format!("{}/{}: {reason}\n    {}", case.group, case.name, case.expr),
            ));
        }
    }
    assert!(total > 900, "the suite holds only {total} cases");
    for (_, failure) in &failures {
        eprintln!("{failure}");
    }
    eprintln!("{} of {total} pass", total - failures.len());
    let unexpected: Vec<_> = failures
        .iter()
        .filter(|(name, _)| !KNOWN.iter().any(|(known, _)| known == name))
        .collect();
    assert!(
        unexpected.is_empty(),
        "{} cases fail that should pass",
        unexpected.len()
    );
}
