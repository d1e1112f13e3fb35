//! One cause, one name: of what is missing, only the outermost is named.

use super::need::{Need, covers};

/// What no resource showed. Where nothing at all is shown of an element, its name stands for all that is inside of it.
pub(super) fn missing(needs: &[Need]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for need in needs.iter().filter(|need| !need.shown) {
        let name = around(&need.element, needs)
            .find(|outer| stands_for_all(outer, needs))
            .unwrap_or_else(|| need.element.clone());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The elements around an element and itself, the outermost first. Before a slice comes all that is sliced, where that is to be
/// shown itself: extensions are not, only this one and that.
fn around(element: &str, needs: &[Need]) -> impl Iterator<Item = String> {
    let parts: Vec<&str> = element.split('.').collect();
    (2..=parts.len()).flat_map(move |end| {
        let whole: Vec<&str> = parts[..end]
            .iter()
            .map(|part| part.split(':').next().unwrap_or(part))
            .collect();
        let whole = whole.join(".");
        let wanted = needs.iter().any(|need| need.element == whole);
        let whole = wanted.then_some(whole);
        whole.into_iter().chain([parts[..end].join(".")])
    })
}

/// Whether several things are to be shown of an element, itself among them, and none of them is.
fn stands_for_all(outer: &str, needs: &[Need]) -> bool {
    let inside = || needs.iter().filter(|need| covers(outer, &need.element));
    inside().count() > 1 && inside().all(|need| !need.shown)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    /// Needs by name; those that begin with `+` are shown.
    fn needs(names: &[&str]) -> Vec<Need> {
        names
            .iter()
            .map(|name| Need {
                element: name.trim_start_matches('+').to_owned(),
                shown: name.starts_with('+'),
            })
            .collect()
    }

    #[rstest]
    #[case::nothing_is_missing(&["+Patient.name"], &[])]
    #[case::one_alone(&["+Patient.name", "Patient.name.given"], &["Patient.name.given"])]
    #[case::all_inside(&["Patient.address", "Patient.address.city"], &["Patient.address"])]
    #[case::around_it_is_optional(
        &["+Patient.name", "Patient.telecom.system", "Patient.telecom.value"],
        &["Patient.telecom"]
    )]
    #[case::the_only_one_inside_keeps_its_name(
        &["Patient.communication.language"],
        &["Patient.communication.language"]
    )]
    #[case::a_slice(
        &["+Coverage.class", "+Coverage.class:plan", "Coverage.class:group", "Coverage.class:group.value"],
        &["Coverage.class:group"]
    )]
    #[case::in_every_slice(
        &[
            "+Observation.component",
            "Observation.component.dataAbsentReason",
            "+Observation.component:systolic",
            "Observation.component:systolic.dataAbsentReason",
        ],
        &["Observation.component.dataAbsentReason"]
    )]
    #[case::extensions_each_by_name(
        &["Patient.extension:race", "Patient.extension:birthsex"],
        &["Patient.extension:race", "Patient.extension:birthsex"]
    )]
    #[case::a_choice(
        &["Observation.value[x]", "Observation.value[x]:valueQuantity", "Observation.value[x]:valueString"],
        &["Observation.value[x]"]
    )]
    #[case::a_type_of_a_choice(
        &["+Observation.value[x]", "+Observation.value[x]:valueQuantity", "Observation.value[x]:valueString"],
        &["Observation.value[x]:valueString"]
    )]
    fn only_the_outermost_is_named(#[case] given: &[&str], #[case] expected: &[&str]) {
        assert_eq!(missing(&needs(given)), expected);
    }
}
