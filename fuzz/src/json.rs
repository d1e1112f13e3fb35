//! Bytes as a resource: parsing, then validation against everything that is built in.

use std::sync::LazyLock;

use payerlab_profiles::json::Document;
use payerlab_profiles::pack::Guide;
use payerlab_profiles::validate::Validator;

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    Validator::of_guides(&[
        Guide::UsCore610,
        Guide::CarinBb200,
        Guide::PlanNet110,
        Guide::Pdex200,
    ])
});

/// Parses and validates. An issue must lie in the text, and a text that is read must be read the same again.
///
/// # Panics
/// Where that does not hold.
pub fn run(bytes: &[u8]) {
    let Ok(document) = Document::parse(bytes.to_vec()) else {
        return;
    };
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    let outcome = VALIDATOR.validate(&document, &[]);
    for issue in &outcome.issues {
        let line = issue.line as usize;
        assert!((1..=lines).contains(&line) && issue.column > 0, "{issue:?}");
        assert!(
            !issue.message.is_empty() && !issue.rule.is_empty(),
            "{issue:?}"
        );
    }
    // What serde_json takes for JSON, its limits aside, this parser must not take for something else.
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) {
        assert_eq!(value.is_object(), document.root().is_object());
    }
}
