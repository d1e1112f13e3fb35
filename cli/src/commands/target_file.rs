//! The target file of a running mock payer: the one place that knows both the sandbox and the harness.

use payerlab_harness::target::{
    App, Apps, AppsPage, BaseUrl, Consent, Deviation, FormLogin, InlineSecret, LoginStrategy,
    Member as TargetMember, Members, Target, TokenEndpointAuthMethod,
};
use payerlab_sandbox::dialect::{Dialect, Quirk};
use payerlab_sandbox::store::Member;
use payerlab_sandbox::{AppRole, BuiltInApp, KeyPair, Running};

use crate::failure::Failure;

/// The redirect URI that scenarios use. Nobody listens there: the harness reads the `Location` header itself.
const REDIRECT_URI: &str = "https://app.example.org/callback";

/// The role of a member in scenarios (docs/TARGET.md, `[members]`); empty for a member without one. `main` is the documented
/// member, and `other` is the one whose record is easiest to mistake for it.
pub(super) fn role(username: &str) -> &'static str {
    match username {
        "SyntheticUsername" => "main",
        "TwinUsername" => "other",
        "EmptyUsername" => "empty",
        "ParentUsername" => "proxy",
        "DeceasedUsername" => "deceased",
        _ => "",
    }
}

/// The target that describes a running mock payer.
pub(super) fn describe(running: &Running) -> Result<Target, Failure> {
    let url = |text: &str| BaseUrl::parse(text).map(Some).map_err(Failure::usage);
    let members = members(&running.members);
    let main = members
        .main
        .as_ref()
        .and_then(|main| main.patient.as_deref());
    let deleted = running
        .deleted
        .iter()
        .find(|resource| main.is_some() && resource.compartment.as_deref() == main)
        .map(|resource| format!("{}/{}", resource.resource_type, resource.id));
    Ok(Target {
        name: match running.payer.as_str() {
            Dialect::REFERENCE => "the built-in mock payer".to_owned(),
            name => format!("the mock payer {name}"),
        },
        patient_access: url(&running.urls.patient_access)?,
        directory: url(&running.urls.directory)?,
        guides: Default::default(),
        limits: Default::default(),
        login: Some(LoginStrategy::Form(login(running))),
        apps: apps(&running.apps),
        members,
        deleted,
        deviations: deviations(&running.quirks),
    })
}

/// The requirements that the payer does not meet, by its documentation: `check` waives them.
fn deviations(quirks: &[Quirk]) -> Vec<Deviation> {
    let mut deviations: Vec<Deviation> = Vec::new();
    for quirk in quirks {
        let requirement = quirk.defect.requirement();
        let reason = format!("{} ({})", quirk.defect.sentence(), quirk.source);
        match deviations
            .iter_mut()
            .find(|known| known.requirement == requirement)
        {
            Some(known) => known.reason = format!("{} {reason}", known.reason),
            None => deviations.push(Deviation {
                requirement: requirement.to_owned(),
                reason,
            }),
        }
    }
    deviations
}

/// The members by their roles. A mock payer with only the user's own data has its first two as `main` and `other`.
fn members(all: &[Member]) -> Members {
    let part = |word: &str| all.iter().find(|member| role(&member.username) == word);
    let (main, other) = match part("main") {
        Some(main) => (Some(main), part("other")),
        None => (all.first(), all.get(1)),
    };
    Members {
        main: main.map(member),
        other: other.map(member),
        empty: part("empty").map(member),
        proxy: part("proxy").map(member),
        deceased: part("deceased").map(member),
    }
}

fn member(member: &Member) -> TargetMember {
    TargetMember {
        username: member.username.clone(),
        password: Some(InlineSecret::from(member.password.clone())),
        password_env: None,
        patient: Some(member.patient_id.clone()),
    }
}

/// The CSS selectors of the sandbox's pages.
fn login(running: &Running) -> FormLogin {
    FormLogin {
        username: "#username".into(),
        password: "#password".into(),
        submit: Some("#sign-in".into()),
        consent: Some(Consent {
            scope: Some("input[name=scope]".into()),
            patient: Some("input[name=patient]".into()),
            allow: "#allow".into(),
            deny: Some("#deny".into()),
        }),
        apps: Some(AppsPage {
            page: running.pages.apps.clone(),
            withdraw: ".connected-app[data-client-id=\"{client_id}\"] .withdraw".into(),
        }),
    }
}

fn apps(built_in: &[BuiltInApp]) -> Apps {
    let role = |role| built_in.iter().find(|known| known.role == role).map(app);
    Apps {
        public: role(AppRole::Public),
        confidential: role(AppRole::Confidential),
        key_pair: role(AppRole::KeyPair),
        short_lived: role(AppRole::ShortLived),
        second: role(AppRole::Second),
        backend: role(AppRole::Backend),
        directory: role(AppRole::Directory),
    }
}

fn app(built_in: &BuiltInApp) -> App {
    let redirects = &built_in.redirect_uris;
    let key_pair = built_in.key_pair.as_ref();
    App {
        client_id: built_in.client_id.clone(),
        name: Some(built_in.name.clone()),
        redirect_uri: redirects
            .iter()
            .find(|uri| *uri == REDIRECT_URI)
            .or(redirects.first())
            .cloned(),
        scopes: built_in.scopes.join(" "),
        authentication: Some(match (key_pair, &built_in.secret) {
            (Some(_), _) => TokenEndpointAuthMethod::PrivateKeyJwt,
            (None, Some(_)) => TokenEndpointAuthMethod::Basic,
            (None, None) => TokenEndpointAuthMethod::None,
        }),
        secret: built_in.secret.clone().map(InlineSecret::from),
        secret_env: None,
        private_key: key_pair.map(|pair| InlineSecret::from(pair.private_pem.clone())),
        private_key_env: None,
        key_id: key_pair.map(|pair| pair.key_id.clone()),
        algorithm: key_pair.map(|_| KeyPair::ALGORITHM.to_owned()),
    }
}
