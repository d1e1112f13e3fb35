//! Which of the scopes that an app asks for exist, are served, and are the app's to ask for (RFC 6749 3.3, SMART App
//! Launch 2.0). Scopes that allow more than this read-only payer does are narrowed to what it does.

use crate::access::{Permissions, ResourceScope, ScopeLevel};
use crate::dialect::Dialect;
use crate::store::RegisteredApp;

/// Scopes that are no resource's.
pub(super) const SPECIAL: [&str; 6] = [
    "openid",
    "fhirUser",
    "profile",
    "launch/patient",
    "offline_access",
    "online_access",
];

/// The scopes of an authorization request that can be granted, each once, in the order in which they came.
pub(super) fn recognised(dialect: &Dialect, app: &RegisteredApp, asked: &str) -> Vec<String> {
    collect(asked.split(' ').filter_map(|scope| {
        if SPECIAL.contains(&scope) {
            return app
                .scopes
                .iter()
                .any(|own| own == scope)
                .then(|| scope.to_owned());
        }
        resource(dialect, app, ScopeLevel::Patient, scope)
    }))
}

/// The scopes of a client credentials request; none when one of them cannot be granted.
pub(super) fn system(dialect: &Dialect, app: &RegisteredApp, asked: &str) -> Option<Vec<String>> {
    let scopes = asked.split(' ').filter(|scope| !scope.is_empty());
    let scopes = scopes.map(|scope| resource(dialect, app, ScopeLevel::System, scope));
    Some(collect(scopes.collect::<Option<Vec<_>>>()?)).filter(|scopes| !scopes.is_empty())
}

/// The system scopes that an app may ask for.
pub(super) fn all_system(app: &RegisteredApp) -> String {
    let scopes = app
        .scopes
        .iter()
        .filter(|scope| scope.starts_with("system/"));
    scopes.cloned().collect::<Vec<_>>().join(" ")
}

fn resource(
    dialect: &Dialect,
    app: &RegisteredApp,
    level: ScopeLevel,
    scope: &str,
) -> Option<String> {
    let mut scope = ResourceScope::parse(scope).filter(|scope| scope.level == level)?;
    scope.permissions = scope.permissions.and(Permissions::READ);
    let served = match (&scope.resource_type, level) {
        (None, _) => true,
        (Some(name), ScopeLevel::System) => dialect.serves(name),
        (Some(name), _) => dialect.patient_access.resource_types.contains(name),
    };
    let granular = scope.query.as_deref().unwrap_or_default();
    let granular = granular.split('&').filter_map(|pair| pair.split_once('='));
    let granular = granular.map(|(name, _)| name);
    let known = |name: &str| {
        dialect
            .oauth
            .granular_parameters
            .iter()
            .any(|known| known == name)
    };
    let possible = served && !scope.permissions.is_empty() && granular.into_iter().all(known);
    let own = app
        .scopes
        .iter()
        .filter_map(|own| ResourceScope::parse(own));
    let allowed = own.into_iter().any(|own| own.covers(&scope));
    (possible && allowed).then(|| scope.to_string())
}

fn collect(scopes: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut unique = Vec::new();
    for scope in scopes {
        if !unique.contains(&scope) {
            unique.push(scope);
        }
    }
    unique
}

/// Whether each scope of `asked` is one of `granted`, or allows no more than one of them (RFC 6749 6).
pub(super) fn within(granted: &str, asked: &str) -> bool {
    let has = |scope: &str| granted.split(' ').any(|own| own == scope);
    let wide: Vec<_> = granted
        .split(' ')
        .filter_map(ResourceScope::parse)
        .collect();
    asked
        .split(' ')
        .filter(|scope| !scope.is_empty())
        .all(|scope| {
            has(scope)
                || ResourceScope::parse(scope)
                    .is_some_and(|scope| wide.iter().any(|own| own.covers(&scope)))
        })
}

/// Whether a scope text has the letters that RFC 6749 3.3 allows.
pub(super) fn well_formed(scope: &str) -> bool {
    scope
        .bytes()
        .all(|byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
}

/// The scopes that the metadata lists.
pub(super) fn supported(dialect: &Dialect) -> Vec<String> {
    let mut scopes: Vec<String> = SPECIAL.iter().map(|scope| (*scope).to_owned()).collect();
    for letters in ["rs", "read"] {
        scopes.push(format!("patient/*.{letters}"));
        for name in &dialect.patient_access.resource_types {
            scopes.push(format!("patient/{name}.{letters}"));
        }
        scopes.push(format!("system/*.{letters}"));
        let apis = [&dialect.patient_access, &dialect.directory];
        let names = apis.into_iter().flat_map(|api| &api.resource_types);
        for scope in names.map(|name| format!("system/{name}.{letters}")) {
            if !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
    }
    scopes
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::store::ClientAuth;

    fn app(scopes: &[&str]) -> RegisteredApp {
        RegisteredApp {
            client_id: "app".into(),
            name: "App".into(),
            auth: ClientAuth::None,
            redirect_uris: Vec::new(),
            grant_types: Vec::new(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            access_token_seconds: None,
            code_seconds: None,
        }
    }

    #[rstest]
    #[case("openid banana patient/Nope.rs", "openid")]
    #[case("patient/*.rs patient/*.rs", "patient/*.rs")]
    #[case("patient/Observation.cruds", "patient/Observation.rs")]
    #[case("patient/Observation.read", "patient/Observation.read")]
    #[case("patient/*.*", "patient/*.read")]
    #[case("patient/*.write patient/Patient.cud", "")]
    #[case(
        "patient/Observation.rs?category=a|b",
        "patient/Observation.rs?category=a|b"
    )]
    #[case("patient/Observation.rs?shoe-size=9", "")]
    #[case("system/*.rs user/*.rs offline_access", "")]
    #[case(
        "patient/Practitioner.r launch/patient",
        "patient/Practitioner.r launch/patient"
    )]
    #[case("patient/InsurancePlan.rs", "")]
    fn recognises(#[case] asked: &str, #[case] granted: &str) {
        let dialect = Dialect::named("reference").unwrap();
        let app = app(&["openid", "launch/patient", "patient/*.rs"]);
        assert_eq!(recognised(&dialect, &app, asked).join(" "), granted);
    }

    #[rstest]
    #[case("system/Practitioner.rs", Some("system/Practitioner.rs"))]
    #[case("system/Practitioner.read", Some("system/Practitioner.read"))]
    #[case("system/Patient.rs", None)]
    #[case("system/Practitioner.rs patient/Practitioner.rs", None)]
    #[case("openid", None)]
    #[case("", None)]
    fn system_scopes_are_all_or_nothing(#[case] asked: &str, #[case] granted: Option<&str>) {
        let dialect = Dialect::named("reference").unwrap();
        let app = app(&["system/Practitioner.rs"]);
        assert_eq!(
            system(&dialect, &app, asked)
                .map(|scopes| scopes.join(" "))
                .as_deref(),
            granted
        );
    }

    #[rstest]
    #[case("openid patient/*.rs", "patient/Observation.rs", true)]
    #[case("openid patient/*.rs", "openid", true)]
    #[case("patient/Observation.rs", "patient/*.rs", false)]
    #[case("patient/*.rs", "offline_access", false)]
    fn refreshes_stay_within(#[case] granted: &str, #[case] asked: &str, #[case] inside: bool) {
        assert_eq!(within(granted, asked), inside);
    }

    #[test]
    fn the_metadata_lists_no_scope_twice() {
        let scopes = supported(&Dialect::named("reference").unwrap());
        let unique: std::collections::HashSet<_> = scopes.iter().collect();
        assert_eq!(unique.len(), scopes.len());
    }
}
