//! One thing that resources of a profile are to show, named as guides name it: an element (`Patient.identifier.system`), a
//! slice or an extension (`Patient.extension:race`), or a type of a choice (`Observation.value[x]:valueString`).

/// A must-support element, slice, extension or type of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Need {
    pub element: String,
    /// Whether some resource showed it.
    pub shown: bool,
}

/// Whether `inner` is the element `outer`, one of its slices, or something inside of either.
pub(super) fn covers(outer: &str, inner: &str) -> bool {
    let mut inner = inner.split('.');
    outer.split('.').all(|outer| {
        inner
            .next()
            .is_some_and(|inner| match inner.strip_prefix(outer) {
                // `a:b` is a slice of `a`, and `a:b/c` one of `a:b`.
                Some(rest) => rest.is_empty() || rest.starts_with([':', '/']),
                None => false,
            })
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Patient.name", "Patient.name", true)]
    #[case("Patient.name", "Patient.name.given", true)]
    #[case("Patient.name", "Patient.nameless", false)]
    #[case("Patient.name.given", "Patient.name", false)]
    #[case(
        "Observation.value[x]",
        "Observation.value[x]:valueQuantity.unit",
        true
    )]
    #[case(
        "Observation.component.code",
        "Observation.component:systolic.code",
        true
    )]
    #[case(
        "Observation.component:systolic.code",
        "Observation.component.code",
        false
    )]
    #[case(
        "Observation.component:systolic",
        "Observation.component:diastolic",
        false
    )]
    #[case("Organization.identifier:tax", "Organization.identifier:tax/us", true)]
    fn slices_are_of_their_element(
        #[case] outer: &str,
        #[case] inner: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(covers(outer, inner), expected);
    }
}
