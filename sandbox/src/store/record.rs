//! What the store keeps. Secrets are here only as hashes.

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::rng::SecretHash;

/// Which of the payer's APIs a resource is served by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    /// The Patient Access API: US Core and CARIN Blue Button.
    PatientAccess,
    /// The Provider Directory API: Plan-Net.
    Directory,
}

/// A FHIR resource as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredResource {
    /// The API that serves it.
    pub api: Api,
    /// The resource type.
    pub resource_type: String,
    /// The logical id.
    pub id: String,
    /// The id of the Patient whose compartment it is in; none for what every member may see.
    pub compartment: Option<String>,
    /// `meta.lastUpdated`.
    pub last_updated: Timestamp,
    /// Whether it was deleted: then the body is empty.
    pub deleted: bool,
    /// Compact JSON, `meta` included.
    pub body: Bytes,
}

/// A person who can sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The name to sign in with.
    pub username: String,
    /// The password of a synthetic member: published on the start page, so no secret.
    pub password: String,
    /// The id of the member's Patient.
    pub patient_id: String,
    /// The name on the pages.
    pub display_name: String,
    /// The ids of other Patients that the member may act for.
    pub proxies_for: Vec<String>,
    /// Why the member exists in the synthetic data.
    pub reason: String,
}

/// Members and resources that go in together or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Where they come from; kept, so that a restart knows what it already has.
    pub label: String,
    /// Added, or replacing those with the same user name.
    pub members: Vec<Member>,
    /// Added, or replacing those of the same API, type and id.
    pub resources: Vec<StoredResource>,
}

/// How an app proves who it is (RFC 6749 2.3, OIDC Core 9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// Not at all: a public app.
    None,
    /// By a secret, in the Authorization header or in the body; kept as [`SecretHash::encode`].
    Secret(String),
    /// By a signed assertion; the public keys as a JWK Set in JSON.
    PrivateKeyJwt(String),
}

/// A registered app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredApp {
    /// `client_id` (RFC 6749 2.2).
    pub client_id: String,
    /// The name that members see.
    pub name: String,
    /// How it authenticates.
    pub auth: ClientAuth,
    /// The redirect URIs, each compared letter for letter, but for the port of a loopback address (RFC 8252 7.3).
    pub redirect_uris: Vec<String>,
    /// The grant types that it may use.
    pub grant_types: Vec<String>,
    /// The scopes that it may ask for, as the dialect writes them; `*` stands for all.
    pub scopes: Vec<String>,
    /// How long its access tokens live, in seconds, when not as the dialect says.
    pub access_token_seconds: Option<u32>,
    /// How long its codes live, in seconds, when not as the dialect says.
    pub code_seconds: Option<u32>,
}

/// A member's session on the member pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the cookie.
    pub hash: SecretHash,
    /// The member who signed in.
    pub username: String,
    /// When: `auth_time` of ID tokens.
    pub signed_in_at: Timestamp,
    /// When it ends, used or not.
    pub expires_at: Timestamp,
}

/// What a member allowed an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// An unguessable id.
    pub id: String,
    /// The app that was allowed it.
    pub client_id: String,
    /// The member who allowed it.
    pub username: String,
    /// The Patient whose data it is about.
    pub patient: String,
    /// The scopes that were granted, separated by spaces.
    pub scope: String,
    /// When the member allowed it.
    pub created_at: Timestamp,
    /// When the member's permission ends.
    pub expires_at: Timestamp,
    /// Whether it was withdrawn or revoked.
    pub revoked: bool,
}

/// An authorization code (RFC 6749 4.1.2), bound to all that the authorization request said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Hash of the code.
    pub hash: SecretHash,
    /// The grant that it redeems.
    pub grant_id: String,
    /// The app that asked.
    pub client_id: String,
    /// `redirect_uri` as it was sent.
    pub redirect_uri: String,
    /// `code_challenge`; none only where a defect or a dialect lets that pass.
    pub challenge: Option<String>,
    /// `code_challenge_method`, when a challenge came.
    pub challenge_method: Option<String>,
    /// `nonce` (OIDC Core 3.1.2.1), for the ID token.
    pub nonce: Option<String>,
    /// When the member signed in.
    pub auth_time: Timestamp,
    /// The scopes that were granted.
    pub scope: String,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// Whether it was redeemed.
    pub used: bool,
}

/// What came of using up a code or a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeemed {
    /// It was unused, and is used now.
    First,
    /// It had been used before.
    Again,
    /// No code or token has this hash.
    Unknown,
}

/// Access or refresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
}

/// Whether a token works, apart from its expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenState {
    /// It works until it expires.
    Live,
    /// A refresh token that was used and has successors.
    Rotated,
    /// It was revoked.
    Revoked,
}

/// An access or refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Hash of the token.
    pub hash: SecretHash,
    /// Access or refresh.
    pub kind: TokenKind,
    /// The grant that it belongs to: its family. None for client credentials.
    pub grant_id: Option<String>,
    /// The app that it was issued to.
    pub client_id: String,
    /// The member; none for client credentials.
    pub username: Option<String>,
    /// The Patient in context, when `launch/patient` or a `patient/` scope was granted.
    pub patient: Option<String>,
    /// The scopes, separated by spaces.
    pub scope: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// Whether it works.
    pub state: TokenState,
}

/// A key that signs ID tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// `kid` (RFC 7517 4.5).
    pub kid: String,
    /// The private key, PKCS #8 in PEM.
    pub pem: String,
    /// When it was made.
    pub created_at: Timestamp,
}
