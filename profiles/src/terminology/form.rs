//! The form of codes of systems that cannot be carried along: grammars, shapes and check digits (FHIR R4 "Using Codes in
//! Resources", section 4.3).

use super::check_digit;

/// Types of content, such as `text/plain`: whoever registers one may (RFC 6838).
const MEDIA_TYPES: &str = "urn:ietf:bcp:13";
/// Units of measure: a grammar makes them.
const UNITS: &str = "http://unitsofmeasure.org";

/// Units that most measurements have, sorted: reading them by the grammar every time would take longer than all else.
const COMMON_UNITS: &[&str] = &[
    "%", "/min", "1", "10*12/L", "10*3/uL", "10*6/uL", "10*9/L", "Cel", "L", "L/min", "U/L",
    "[degF]", "[in_i]", "[lb_av]", "[oz_av]", "a", "cm", "d", "dL", "fL", "g", "g/L", "g/dL", "h",
    "kg", "kg/m2", "m", "mL", "meq/L", "mg", "mg/L", "mg/dL", "min", "mm", "mm[Hg]", "mmol/L",
    "mo", "ng/mL", "pg", "s", "ug", "ug/dL", "umol/L", "wk", "{score}",
];

/// The short names of FHIR's own formats, which CapabilityStatement.format allows beside media types (R4
/// CapabilityStatement, http 3.1.0.1.11).
const FORMATS: [&str; 3] = ["json", "xml", "ttl"];

/// Whether what has the form of a code of the system is one.
pub(crate) fn is_grammar(system: &str) -> bool {
    matches!(system, MEDIA_TYPES | UNITS)
}

/// Whether a code's only fault is one that everybody makes: spaces in what UCUM has between braces, which means nothing.
pub(crate) fn is_nearly_fine(system: &str, code: &str) -> bool {
    let mut inside = false;
    let joined: String = code
        .chars()
        .map(|c| {
            inside = c == '{' || (inside && c != '}');
            if inside && c == ' ' { '_' } else { c }
        })
        .collect();
    system == UNITS && ucum::validate(&joined).is_ok()
}

/// Whether a code of a system without a list has the form that its codes have; none for other systems.
pub(crate) fn well_formed(system: &str, code: &str) -> Option<bool> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    Some(match system {
        "http://loinc.org" => check_digit::loinc(code),
        "http://snomed.info/sct" => check_digit::snomed(code),
        "http://hl7.org/fhir/sid/us-npi" => check_digit::npi(code),
        UNITS => COMMON_UNITS.binary_search(&code).is_ok() || ucum::validate(code).is_ok(),
        "http://www.nlm.nih.gov/research/umls/rxnorm" => digits(code) && code.len() <= 8,
        "http://hl7.org/fhir/sid/cvx" => digits(code) && (2..=3).contains(&code.len()),
        "http://hl7.org/fhir/sid/ndc" => national_drug_code(code),
        "http://hl7.org/fhir/sid/icd-10-cm" => icd_10_cm(code),
        "http://www.cms.gov/Medicare/Coding/ICD10" => icd_10_pcs(code),
        "http://nucc.org/provider-taxonomy" => {
            code.len() == 10 && code.ends_with('X') && code.bytes().all(is_upper_or_digit)
        }
        "urn:iso:std:iso:4217" => {
            code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
        }
        MEDIA_TYPES => media_type(code),
        "urn:ietf:bcp:47" => language(code),
        _ => return None,
    })
}

fn is_upper_or_digit(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn media_type(code: &str) -> bool {
    let essence = code.split(';').next().unwrap_or(code).trim();
    let name = |text: &str| {
        let fine = |byte: u8| byte.is_ascii_graphic() && byte != b'/';
        !text.is_empty() && text.bytes().all(fine)
    };
    let typed = essence
        .split_once('/')
        .is_some_and(|(kind, sub)| name(kind) && name(sub));
    typed || FORMATS.contains(&code)
}

/// RFC 5646: subtags of letters and digits with hyphens between them.
fn language(code: &str) -> bool {
    let mut parts = code.split('-');
    let primary = parts.next().unwrap_or_default();
    let sized = |part: &str| (1..=8).contains(&part.len());
    // Nobody has registered a longer primary subtag; `i` and `x` start names of their own.
    let named = matches!(primary.len(), 2 | 3) || matches!(primary, "i" | "x");
    named
        && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| sized(part) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// 11 digits as HIPAA has them, or 10 with hyphens as the FDA has them; without a package, the product's first two parts.
fn national_drug_code(code: &str) -> bool {
    if !code
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-')
    {
        return false;
    }
    let lengths: Vec<usize> = code.split('-').map(str::len).collect();
    matches!(
        lengths.as_slice(),
        [8..=11] | [4, 4] | [5, 3 | 4] | [4, 4, 2] | [5, 3, 2] | [5, 4, 1 | 2]
    )
}

/// A letter, a digit, a digit or letter; then a dot, which claims leave out, and up to four more.
fn icd_10_cm(code: &str) -> bool {
    let (category, rest) = match code.split_once('.') {
        Some((category, rest)) if !rest.is_empty() => (category, rest),
        Some(_) => return false,
        None => code.split_at_checked(3).unwrap_or((code, "")),
    };
    let [first, second, third] = category.as_bytes() else {
        return false;
    };
    first.is_ascii_uppercase()
        && second.is_ascii_digit()
        && is_upper_or_digit(*third)
        && rest.len() <= 4
        && rest.bytes().all(is_upper_or_digit)
}

/// Seven digits and letters, of which O and I are left out.
fn icd_10_pcs(code: &str) -> bool {
    let fine = |byte: u8| is_upper_or_digit(byte) && byte != b'O' && byte != b'I';
    code.len() == 7 && code.bytes().all(fine)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(MEDIA_TYPES, "text/plain; charset=utf-8", Some(true))]
    #[case(MEDIA_TYPES, "plain", Some(false))]
    #[case(MEDIA_TYPES, "json", Some(true))]
    #[case("urn:ietf:bcp:47", "en-US", Some(true))]
    #[case("urn:ietf:bcp:47", "english language", Some(false))]
    #[case("urn:ietf:bcp:47", "xyzzy", Some(false))]
    #[case("urn:iso:std:iso:4217", "USD", Some(true))]
    #[case("urn:iso:std:iso:4217", "$", Some(false))]
    #[case(UNITS, "mg/dL", Some(true))]
    #[case(UNITS, "10*3/uL", Some(true))]
    #[case(UNITS, "{score}", Some(true))]
    #[case(UNITS, "mm[Hg]", Some(true))]
    #[case(UNITS, "milligrams", Some(false))]
    #[case(UNITS, "mg//dL", Some(false))]
    #[case("http://www.nlm.nih.gov/research/umls/rxnorm", "1049502", Some(true))]
    #[case("http://www.nlm.nih.gov/research/umls/rxnorm", "aspirin", Some(false))]
    #[case("http://hl7.org/fhir/sid/ndc", "0777-3105-02", Some(true))]
    #[case("http://hl7.org/fhir/sid/ndc", "00777310502", Some(true))]
    #[case("http://hl7.org/fhir/sid/ndc", "777-3105-02", Some(false))]
    #[case("http://hl7.org/fhir/sid/icd-10-cm", "E11.9", Some(true))]
    #[case("http://hl7.org/fhir/sid/icd-10-cm", "S72001A", Some(true))]
    #[case("http://hl7.org/fhir/sid/icd-10-cm", "11.9", Some(false))]
    #[case("http://www.cms.gov/Medicare/Coding/ICD10", "0DTJ4ZZ", Some(true))]
    #[case("http://www.cms.gov/Medicare/Coding/ICD10", "0DTO4ZZ", Some(false))]
    #[case("http://nucc.org/provider-taxonomy", "207R00000X", Some(true))]
    #[case("http://nucc.org/provider-taxonomy", "207R00000", Some(false))]
    #[case("http://hl7.org/fhir/sid/us-npi", "1234567893", Some(true))]
    #[case("http://hl7.org/fhir/sid/us-npi", "1234567890", Some(false))]
    #[case("https://example.org/codes", "1-8", None)]
    fn forms_of_codes(#[case] system: &str, #[case] code: &str, #[case] expected: Option<bool>) {
        assert_eq!(well_formed(system, code), expected);
    }

    #[test]
    fn common_units_are_units() {
        assert!(COMMON_UNITS.is_sorted());
        for unit in COMMON_UNITS {
            assert!(ucum::validate(unit).is_ok(), "{unit}");
        }
    }

    #[test]
    fn spaces_in_annotations_are_a_small_fault() {
        assert!(is_nearly_fine(UNITS, "mg/{urine sample}"));
        assert!(!is_nearly_fine(UNITS, "mg / dL"));
        assert!(!is_nearly_fine("http://loinc.org", "{a b}"));
    }
}
