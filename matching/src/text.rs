//! Strings (FHIR R4, Search, string): a value matches what it begins, whatever the case; `:exact` and `:contains` say more.

use payerlab_profiles::json::{Kind, Node};

use crate::verdict::Matching;

/// The strings of an element: a string itself, or the parts of a HumanName or an Address.
pub(crate) fn strings(node: Node<'_>) -> Vec<String> {
    const PARTS: [&str; 12] = [
        "family",
        "given",
        "prefix",
        "suffix",
        "text",
        "line",
        "city",
        "district",
        "state",
        "postalCode",
        "country",
        "value",
    ];
    match node.kind() {
        Kind::String => node
            .as_str()
            .map(|text| text.into_owned())
            .into_iter()
            .collect(),
        Kind::Object => PARTS
            .iter()
            .filter_map(|part| node.get(part))
            .flat_map(|part| {
                if part.is_array() {
                    part.items().flat_map(strings).collect()
                } else {
                    strings(part)
                }
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether one of the strings is what `value` asks for. Where servers may differ (accents, punctuation, words inside of
/// a string, several words) nothing is sure.
pub(crate) fn matches(strings: &[String], value: &str, modifier: Option<&str>) -> Matching {
    strings
        .iter()
        .map(|have| match modifier {
            None => begins(have, value),
            Some("exact") if have == value => Matching::Yes,
            Some("exact") => Matching::No,
            Some("contains") if folded(have).contains(&folded(value)) => Matching::Yes,
            Some("contains") => unless_foreign(have, value),
            Some(_) => Matching::Unsure,
        })
        .fold(Matching::No, Matching::or)
        .or(several_words(strings, value, modifier))
}

fn begins(have: &str, value: &str) -> Matching {
    let (plain, asked) = (folded(have), folded(value));
    if plain.starts_with(&asked) {
        return Matching::Yes;
    }
    if plain
        .split_whitespace()
        .any(|word| word.starts_with(&asked))
        || letters(have).starts_with(&letters(value))
    {
        return Matching::Unsure;
    }
    unless_foreign(have, value)
}

fn unless_foreign(have: &str, value: &str) -> Matching {
    if have.is_ascii() && value.is_ascii() {
        Matching::No
    } else {
        Matching::Unsure
    }
}

fn several_words(strings: &[String], value: &str, modifier: Option<&str>) -> Matching {
    let mut words = value.split_whitespace().peekable();
    let several =
        modifier.is_none() && value.contains(char::is_whitespace) && words.peek().is_some();
    let all = several
        && words.all(|word| {
            strings
                .iter()
                .any(|have| folded(have).contains(&folded(word)))
        });
    if all { Matching::Unsure } else { Matching::No }
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

fn letters(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_is_found_by_its_beginning_in_any_case() {
        let have = ["Okonkwo".to_owned()];
        assert_eq!(matches(&have, "oko", None), Matching::Yes);
        assert_eq!(matches(&have, "konk", None), Matching::No);
        assert_eq!(matches(&have, "KONK", Some("contains")), Matching::Yes);
        assert_eq!(matches(&have, "okonkwo", Some("exact")), Matching::No);
        assert_eq!(matches(&have, "Okonkwo", Some("exact")), Matching::Yes);
    }

    #[test]
    fn what_servers_may_read_differently_is_left_open() {
        let have = ["O'Brien-Nuñez".to_owned(), "Van Buren".to_owned()];
        assert_eq!(matches(&have, "nunez", Some("contains")), Matching::Unsure);
        assert_eq!(matches(&have, "obrien", None), Matching::Unsure);
        assert_eq!(matches(&have, "buren", None), Matching::Unsure);
        assert_eq!(matches(&have[1..], "buren x", None), Matching::No);
    }
}
