//! The mock payer as a target file describes it: the one place that knows both the sandbox and the harness.

use payerlab_harness::target::{
    App, Apps, AppsPage, BaseUrl, Consent, FormLogin, InlineSecret, LoginStrategy,
    Member as TargetMember, Members, Target, TokenEndpointAuthMethod,
};
use payerlab_sandbox::store::Member;
use payerlab_sandbox::{Client, Running};

use crate::failure::Failure;

/// The redirect URI that scenarios use; nobody needs to listen there, for the harness reads the redirect itself.
const REDIRECT_URI: &str = "https://app.example.org/callback";

/// The word for the part that a member plays in scenarios; empty for one who has none. The documented member is the
/// main one; the other is the one whose record is easiest to mistake for it.
pub fn role(username: &str) -> &'static str {
    match username {
        "SyntheticUsername" => "main",
        "TwinUsername" => "other",
        "EmptyUsername" => "empty",
        "ParentUsername" => "proxy",
        "DeceasedUsername" => "deceased",
        _ => "",
    }
}

/// The target file's contents for a running mock payer.
pub fn target(running: &Running) -> Result<Target, Failure> {
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
        name: "the built-in mock payer".into(),
        patient_access: url(&running.urls.patient_access)?,
        directory: url(&running.urls.directory)?,
        guides: Default::default(),
        limits: Default::default(),
        login: Some(LoginStrategy::Form(login(running))),
        apps: apps(&running.clients),
        members,
        deleted,
        deviations: Vec::new(),
    })
}

/// The members by their parts; a payer with nobody but a user's own has its first two as main and other.
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

/// The selectors of the sandbox's pages.
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

fn apps(clients: &[Client]) -> Apps {
    let role = |role: &str| clients.iter().find(|client| client.role == role).map(app);
    Apps {
        public: role("public"),
        confidential: role("confidential"),
        key_pair: role("jwt"),
        short_lived: role("short-lived"),
        second: role("second"),
        backend: role("backend"),
        directory: role("directory"),
    }
}

fn app(client: &Client) -> App {
    let redirects = &client.redirect_uris;
    App {
        client_id: client.client_id.clone(),
        name: Some(client.name.clone()),
        redirect_uri: redirects
            .iter()
            .find(|uri| *uri == REDIRECT_URI)
            .or(redirects.first())
            .cloned(),
        scopes: client.scopes.join(" "),
        authentication: Some(match (&client.private_key_pem, &client.secret) {
            (Some(_), _) => TokenEndpointAuthMethod::PrivateKeyJwt,
            (None, Some(_)) => TokenEndpointAuthMethod::Basic,
            (None, None) => TokenEndpointAuthMethod::None,
        }),
        secret: client.secret.clone().map(InlineSecret::from),
        secret_env: None,
        private_key: client.private_key_pem.clone().map(InlineSecret::from),
        private_key_env: None,
        key_id: client.key_id.clone(),
        algorithm: client.algorithm.clone(),
    }
}
