//! What is written down about the rules is what they are.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use payerlab_profiles::validate::RuleId;

/// Where the generated part of docs/RULES.md begins and ends.
const MARKS: (&str, &str) = (
    "<!-- rules: written by the test that compares them -->\n",
    "<!-- end of rules -->\n",
);

#[test]
fn the_rules_page_lists_the_rules() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/RULES.md");
    let page = fs::read_to_string(&path).expect("docs/RULES.md");
    let (before, rest) = page
        .split_once(MARKS.0)
        .expect("a mark where the rules begin");
    let (written, after) = rest
        .split_once(MARKS.1)
        .expect("a mark where the rules end");
    let wanted = format!("\n{}\n", RuleId::document());
    if std::env::var_os("UPDATE_RULES").is_some() && written != wanted {
        fs::write(
            &path,
            format!("{before}{}{wanted}{}{after}", MARKS.0, MARKS.1),
        )
        .expect("docs/RULES.md");
        return;
    }
    assert!(
        written == wanted,
        "docs/RULES.md does not list the rules; UPDATE_RULES=1 cargo test -p payerlab-profiles --test documents writes it"
    );
}

#[test]
fn each_rule_has_an_id_of_its_own() {
    let mut ids = BTreeSet::new();
    for rule in RuleId::ALL {
        assert!(ids.insert(rule.id()), "{} twice", rule.id());
        assert!(rule.sentence().ends_with('.'), "{}", rule.id());
        assert!(!rule.section().is_empty(), "{}", rule.id());
    }
}
