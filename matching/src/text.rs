//! Strings (FHIR R4, Search, string): a value matches what it begins, whatever the case; `:exact` and `:contains` say more.

use payerlab_profiles::json::{Kind, Node};

use crate::matches::Matching;

/// A string that a resource holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub text: String,
    /// Whether every server must look at it. Which parts of a name or an address are searched is the server's to say; the
    /// parts without which the search would be none are sure.
    pub sure: bool,
}

/// The strings of an element: a string itself, or the parts of a HumanName or an Address, those that are sure first.
pub(crate) fn strings(node: Node<'_>) -> Vec<Text> {
    const SURE: [&str; 5] = ["family", "given", "city", "state", "postalCode"];
    const UNSURE: [&str; 7] = [
        "line", "text", "prefix", "suffix", "district", "country", "value",
    ];
    match node.kind() {
        Kind::String => node
            .as_str()
            .map(|text| Text {
                text: text.into_owned(),
                sure: true,
            })
            .into_iter()
            .collect(),
        Kind::Object => {
            let parts = SURE
                .iter()
                .map(|part| (part, true))
                .chain(UNSURE.iter().map(|part| (part, false)));
            parts
                .filter_map(|(part, sure)| Some((node.get(part)?, sure)))
                .flat_map(|(part, sure)| {
                    let texts: Vec<Text> = if part.is_array() {
                        part.items().flat_map(strings).collect()
                    } else {
                        strings(part)
                    };
                    texts.into_iter().map(move |text| Text { sure, ..text })
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Whether one of the strings is what `value` asks for. Where servers may differ (accents, punctuation, words inside of
/// a string, several words) nothing is sure.
pub(crate) fn matches(strings: &[Text], value: &str, modifier: Option<&str>) -> Matching {
    strings
        .iter()
        .map(|have| match of_one(&have.text, value, modifier) {
            Matching::Yes if !have.sure => Matching::Unsure,
            matching => matching,
        })
        .fold(Matching::No, Matching::or)
        .or(several_words(strings, value, modifier))
}

fn of_one(have: &str, value: &str, modifier: Option<&str>) -> Matching {
    match modifier {
        None => begins(have, value),
        Some("exact") if have == value => Matching::Yes,
        Some("exact") => Matching::No,
        Some("contains") if folded(have).contains(&folded(value)) => Matching::Yes,
        Some("contains") => unless_foreign(have, value),
        Some(_) => Matching::Unsure,
    }
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

fn several_words(strings: &[Text], value: &str, modifier: Option<&str>) -> Matching {
    let mut words = value.split_whitespace().peekable();
    let several =
        modifier.is_none() && value.contains(char::is_whitespace) && words.peek().is_some();
    let all = several
        && words.all(|word| {
            strings
                .iter()
                .any(|have| folded(&have.text).contains(&folded(word)))
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
    use payerlab_profiles::json::Document;

    use super::*;

    fn texts(texts: &[&str]) -> Vec<Text> {
        texts
            .iter()
            .map(|text| Text {
                text: (*text).to_owned(),
                sure: true,
            })
            .collect()
    }

    #[test]
    fn which_parts_of_an_address_are_searched_is_the_servers_to_say() {
        let json = r#"{"text":"1 Oak Avenue, Fresno","line":["1 Oak Avenue"],"city":"Fresno"}"#;
        let document = Document::parse(json.to_owned()).unwrap();
        let parts = strings(document.root());
        assert_eq!(parts[0].text, "Fresno");
        assert_eq!(matches(&parts, "fres", None), Matching::Yes);
        assert_eq!(matches(&parts, "1 Oak", None), Matching::Unsure);
        assert_eq!(matches(&parts, "Madera", None), Matching::No);
    }

    #[test]
    fn a_string_is_found_by_its_beginning_in_any_case() {
        let have = texts(&["Okonkwo"]);
        assert_eq!(matches(&have, "oko", None), Matching::Yes);
        assert_eq!(matches(&have, "konk", None), Matching::No);
        assert_eq!(matches(&have, "KONK", Some("contains")), Matching::Yes);
        assert_eq!(matches(&have, "okonkwo", Some("exact")), Matching::No);
        assert_eq!(matches(&have, "Okonkwo", Some("exact")), Matching::Yes);
    }

    #[test]
    fn what_servers_may_read_differently_is_left_open() {
        let have = texts(&["O'Brien-Nuñez", "Van Buren"]);
        assert_eq!(matches(&have, "nunez", Some("contains")), Matching::Unsure);
        assert_eq!(matches(&have, "obrien", None), Matching::Unsure);
        assert_eq!(matches(&have, "buren", None), Matching::Unsure);
        assert_eq!(matches(&have[1..], "buren x", None), Matching::No);
    }
}
