//! The official examples of the guides are valid. The packages are not part of this repository: the test says so when
//! they are absent.

use std::path::{Path, PathBuf};

use payerlab_profiles::fhirpath::Neighbours;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::package::Package;
use payerlab_profiles::validate::Validator;

/// Errors that the examples truly have: package, file, rule, reason.
const FAULTY: &[(&str, &str, &str, &str)] = &[
    (
        "hl7.fhir.us.core-3.1.1",
        "DiagnosticReport-cardiology-report.json",
        "primitive-format",
        "a hash shortened with two dots is no base64Binary",
    ),
    (
        "hl7.fhir.us.carin-bb-2.0.0",
        "ExplanationOfBenefit-EOBInpatient2.json",
        "txt-1",
        "the narrative has the entity reg, which XML does not know",
    ),
    (
        "hl7.fhir.us.carin-bb-2.0.0",
        "ExplanationOfBenefit-EOBOutpatient2.json",
        "txt-1",
        "the narrative has the entity reg, which XML does not know",
    ),
    (
        "hl7.fhir.us.carin-bb-2.0.0",
        "ExplanationOfBenefit-EOBProfessional1.json",
        "txt-1",
        "the narrative has the entity reg, which XML does not know",
    ),
    (
        "hl7.fhir.us.carin-bb-2.0.0",
        "ExplanationOfBenefit-EOBProfessional2.json",
        "txt-1",
        "the narrative has the entity reg, which XML does not know",
    ),
    (
        "hl7.fhir.us.carin-bb-2.0.0",
        "ExplanationOfBenefit-EOBProfessionalTransportation1.json",
        "txt-1",
        "the narrative has the entity reg, which XML does not know",
    ),
    (
        "hl7.fhir.us.core-3.1.1",
        "Bundle-66c8856b-ba11-4876-8aa8-467aad8c11a2.json",
        "bundle-full-url",
        "the Endpoint with the id 71 has an address that ends with Endpoint-71",
    ),
    (
        "hl7.fhir.us.core-6.1.0",
        "Bundle-66c8856b-ba11-4876-8aa8-467aad8c11a2.json",
        "bundle-full-url",
        "the Endpoint with the id 71 has an address that ends with Endpoint-71",
    ),
    (
        "hl7.fhir.us.core-3.1.1",
        "Bundle-uscore-mo3.json",
        "bundle-full-url",
        "a fullUrl starts with a slash",
    ),
    (
        "hl7.fhir.us.core-6.1.0",
        "Bundle-docref-example-2.json",
        "bundle-full-url",
        "the DocumentReference with the id discharge has an address that ends with another",
    ),
];

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
    Some(Package::read(&path).unwrap())
}

#[rstest::rstest]
#[case("hl7.fhir.us.core-3.1.1", &[Guide::UsCore311])]
#[case("hl7.fhir.us.core-6.1.0", &[Guide::UsCore610])]
#[case("hl7.fhir.us.core-7.0.0", &[Guide::UsCore700])]
#[case("hl7.fhir.us.carin-bb-2.0.0", &[Guide::CarinBb200, Guide::UsCore311])]
#[case("hl7.fhir.us.davinci-pdex-plan-net-1.1.0", &[Guide::PlanNet110, Guide::UsCore311])]
#[case("hl7.fhir.us.davinci-pdex-2.0.0", &[Guide::Pdex200, Guide::UsCore311])]
fn official_examples_are_valid(
    #[case] name: &str,
    #[case] guides: &[Guide],
    #[values(false, true)] together: bool,
) {
    let Some(package) = package(name) else { return };
    let validator = Validator::of_guides(guides);
    let near = Neighbours::of_documents(package.examples().map(|(_, document)| document));
    let (mut seen, mut unexpected) = (0, Vec::new());
    for (file, document) in package.examples() {
        seen += 1;
        let outcome = if together {
            validator.validate_among(document, &[], &near)
        } else {
            validator.validate(document, &[])
        };
        for issue in outcome.errors() {
            let explained = FAULTY.iter().any(|(package, known, rule, _)| {
                *package == name && file.ends_with(known) && *rule == issue.rule
            });
            if !explained {
                unexpected.push(format!(
                    "{file}: {} {}: {} {:?}",
                    issue.rule, issue.expression, issue.message, issue.profile
                ));
            }
        }
    }
    assert!(seen > 25, "only {seen} examples");
    assert!(unexpected.is_empty(), "{}", unexpected.join("\n"));
}
