//! Sets of scopes, compared as SMART App Launch 2.0 reads them: `patient/Patient.read` is `patient/Patient.rs`.

use std::collections::BTreeSet;

/// A set of scopes in one spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scopes(BTreeSet<String>);

impl Scopes {
    pub(crate) fn parse(text: &str) -> Self {
        Self(text.split_whitespace().map(normal).collect())
    }

    /// Whether `scope` is in the set itself, or every letter of it is granted by some other of the set.
    pub(crate) fn grants(&self, scope: &str) -> bool {
        let wanted = normal(scope);
        if self.0.contains(&wanted) {
            return true;
        }
        let Some((context, resource, letters, query)) = parts(&wanted) else {
            return false;
        };
        letters.chars().all(|letter| {
            self.0
                .iter()
                .filter_map(|have| parts(have))
                .any(|(c, r, l, q)| {
                    c == context
                        && (r == resource || r == "*")
                        && l.contains(letter)
                        && (q.is_empty() || q == query)
                })
        })
    }

    /// Whether `scope` itself, or a part of it, was granted: any letter of it, for its resource.
    pub(crate) fn overlaps(&self, scope: &str) -> bool {
        let wanted = normal(scope);
        if self.0.contains(&wanted) {
            return true;
        }
        let Some((context, resource, letters, query)) = parts(&wanted) else {
            return false;
        };
        // A wildcard reaches the types that there are; one that does not exist is granted only by its own name.
        let exists = resource == "*"
            || payerlab_matching::definitions()
                .resource_types()
                .any(|kind| kind == resource);
        self.0
            .iter()
            .filter_map(|have| parts(have))
            .any(|(c, r, l, q)| {
                c == context
                    && (r == resource || (r == "*" && exists))
                    && letters.chars().any(|letter| l.contains(letter))
                    && (query.is_empty() || q.is_empty() || q == query)
            })
    }

    /// Whether just this scope is in the set, in either spelling.
    pub(crate) fn has(&self, scope: &str) -> bool {
        self.0.contains(&normal(scope))
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

/// One scope in the v2 spelling.
fn normal(scope: &str) -> String {
    match scope.split_once('.') {
        Some((resource, "read")) if scope.contains('/') => format!("{resource}.rs"),
        Some((resource, "write")) if scope.contains('/') => format!("{resource}.cud"),
        Some((resource, "*")) if scope.contains('/') => format!("{resource}.cruds"),
        _ => scope.to_owned(),
    }
}

/// Context, resource, letters and query of a resource scope.
fn parts(scope: &str) -> Option<(&str, &str, &str, &str)> {
    let (context, rest) = scope.split_once('/')?;
    let (resource, rest) = rest.split_once('.')?;
    let (letters, query) = rest.split_once('?').unwrap_or((rest, ""));
    Some((context, resource, letters, query))
}

#[cfg(test)]
mod tests {
    use super::Scopes;

    #[test]
    fn v1_and_v2_are_one() {
        let granted = Scopes::parse(
            "patient/Patient.read launch/patient patient/Observation.rs?category=vital-signs",
        );
        assert!(granted.grants("patient/Patient.rs"));
        assert!(granted.grants("patient/Patient.r"));
        assert!(granted.grants("launch/patient"));
        assert!(!granted.grants("patient/Observation.rs"));
        assert!(granted.overlaps("patient/Observation.rs"));
        assert!(Scopes::parse("patient/*.rs").grants("patient/Observation.read"));
        assert!(!Scopes::parse("patient/*.r").overlaps("user/Patient.rs"));
        assert!(!Scopes::parse("patient/*.rs").overlaps("patient/Nope.rs"));
    }
}
