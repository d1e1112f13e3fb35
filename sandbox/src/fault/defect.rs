//! The table of defects: name, the requirement that it breaks, and what the payer then does, in one sentence.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};

macro_rules! defects {
    ($($variant:ident $name:literal $requirement:literal $sentence:literal;)*) => {
        /// A conformance bug put in on purpose.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Defect {
            $(#[doc = $sentence] $variant,)*
        }

        impl Defect {
            /// Every defect, in the order of the requirements.
            pub const ALL: &'static [Defect] = &[$(Defect::$variant,)*];

            /// The stable name, as `serve --defect NAME` takes it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Defect::$variant => $name,)* }
            }

            /// The id of the requirement that the defect breaks.
            #[must_use]
            pub fn requirement(self) -> &'static str {
                match self { $(Defect::$variant => $requirement,)* }
            }

            /// What the payer does wrong, in one sentence.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self { $(Defect::$variant => $sentence,)* }
            }
        }
    };
}

defects! {
    // Authorization endpoint
    RedirectUnregistered "redirect-unregistered" "authz-no-redirect" "A redirect_uri that nobody registered is used all the same.";
    RedirectPrefix "redirect-prefix" "authz-no-redirect" "A redirect_uri need only begin like a registered one.";
    UnknownClient200 "unknown-client-200" "authz-no-redirect" "The error page for an unknown client comes with status 200.";
    ErrorPageInstead "error-page-instead" "authz-redirect-errors" "A bad authorization request gets an error page and the app is never told.";
    StateDropped "state-dropped" "authz-redirect-errors" "The redirect does not carry the state back.";
    IssMissing "iss-missing" "authz-redirect-errors" "The metadata announces iss in redirects, which then lack it.";
    ResponseTypeIgnored "response-type-ignored" "authz-redirect-errors" "Any response_type is taken for code.";
    DuplicateParams "duplicate-params" "authz-params" "Of a parameter given twice the last one wins.";
    UnknownParamRefused "unknown-param-refused" "authz-params" "An unknown authorization parameter is an error.";
    PkceOptional "pkce-optional" "authz-pkce" "An authorization request without code_challenge is accepted from a public client.";
    PkcePlain "pkce-plain" "authz-pkce" "The code_challenge_method plain is accepted.";
    AuthorizePostRefused "authorize-post-refused" "authz-get-post" "The authorization endpoint answers POST with 405.";
    AuthorizeGetRefused "authorize-get-refused" "authz-get-post" "The authorization endpoint answers GET with 405.";
    AudIgnored "aud-ignored" "authz-aud" "Any aud is accepted.";
    AudOptional "aud-optional" "authz-aud" "A missing aud is accepted.";
    DeniedGivesCode "denied-gives-code" "authz-denied" "The app gets a code though the member denied.";
    DeniedServerError "denied-server-error" "authz-denied" "A denial is told to the app as server_error.";
    WithheldGranted "withheld-granted" "consent-some" "Scopes that the member withheld are granted all the same.";
    PartialListsAll "partial-lists-all" "authz-partial-consent" "The token response lists every scope that was asked for, not those that were granted.";
    PromptNoneShowsLogin "prompt-none-shows-login" "authz-prompt-none" "prompt=none without a session shows the sign-in page.";
    NonceDropped "nonce-dropped" "authz-nonce" "The ID token does not carry the nonce.";
    UnknownScopesGranted "unknown-scopes-granted" "authz-unknown-scopes" "Scopes that do not exist are granted.";
    UnknownScopesOnly "unknown-scopes-only" "authz-unknown-scopes" "A request for nothing but scopes that do not exist gets the member's sign-in page and then a code.";
    RefreshAlways "refresh-always" "authz-no-offline" "A refresh token is issued though neither offline_access nor online_access was granted.";
    CodeUnchecked "code-unchecked" "authz-code" "A code is a plain text of client, member and time, and one that the caller puts together is accepted.";
    // Token endpoint
    SecretIgnored "secret-ignored" "token-invalid-client" "Any client secret is right.";
    InvalidClient200 "invalid-client-200" "token-invalid-client" "Wrong client credentials are answered with status 200.";
    NoAuthenticateHeader "no-authenticate-header" "token-invalid-client" "A 401 to Basic credentials comes without WWW-Authenticate.";
    TwoAuthMethods "two-auth-methods" "token-two-auth-methods" "A second client authentication method in the same request is not noticed.";
    PkceUnchecked "pkce-unchecked" "token-code-verifier" "Any code_verifier matches.";
    VerifierOptional "verifier-optional" "token-code-verifier" "A missing code_verifier is accepted though there was a challenge.";
    VerifierShort "verifier-short" "token-verifier-syntax" "A code_verifier shorter than 43 characters is accepted when its hash matches.";
    ChallengeIgnoresCase "challenge-ignores-case" "token-verifier-syntax" "The challenge is compared without regard to upper and lower case.";
    VerifierDowngrade "verifier-downgrade" "token-verifier-downgrade" "A code_verifier is accepted for a code that was asked for without a challenge.";
    CodeReusable "code-reusable" "token-code-replay" "A code works any number of times.";
    ReplayKeepsTokens "replay-keeps-tokens" "token-code-replay" "When a code is used twice, the tokens of its first use live on.";
    CodeNeverExpires "code-never-expires" "token-code-binding" "A code does not expire.";
    CodeAnyClient "code-any-client" "token-code-binding" "Any client can redeem a code.";
    CodeAnyRedirect "code-any-redirect" "token-code-binding" "The redirect_uri is not compared when a code is redeemed.";
    GrantTypeInvalidRequest "grant-type-invalid-request" "token-grant-type" "An unknown grant_type is answered as invalid_grant.";
    GrantTypeDefault "grant-type-default" "token-grant-type" "A missing grant_type is taken for authorization_code.";
    RefreshWidened "refresh-widened" "token-refresh" "A refresh may ask for more scopes than were granted, and gets them.";
    RotatedAccepted "rotated-accepted" "token-refresh" "A refresh token that was rotated out still works.";
    RotatedKeepsFamily "rotated-keeps-family" "token-refresh" "Reuse of a rotated-out refresh token does not revoke its family.";
    RefreshAnyClient "refresh-any-client" "token-refresh-other-client" "Any client can use a refresh token.";
    QueryParams "query-params" "token-query-params" "The token endpoint reads parameters from its URL's query.";
    Malformed500 "malformed-500" "token-malformed" "Malformed credentials or bodies are answered with 500 and a stack trace.";
    NoNoStore "no-no-store" "token-success" "Token responses may be cached.";
    ExpiresInText "expires-in-text" "token-success" "expires_in is a string.";
    ScopeMissing "scope-missing" "token-success" "Token responses do not say which scopes were granted.";
    PatientMissing "patient-missing" "token-success" "Token responses lack patient though launch/patient was granted.";
    ClientCredentialsAnyScope "client-credentials-any-scope" "token-client-credentials-scope" "client_credentials grants patient/ scopes.";
    AssertionUnsigned "assertion-unsigned" "token-private-key-jwt" "The signature of a client assertion is not verified.";
    AssertionAnyAudience "assertion-any-audience" "token-private-key-jwt" "The aud of a client assertion is not compared.";
    AssertionExpired "assertion-expired" "token-private-key-jwt" "An expired client assertion is accepted.";
    AssertionReplay "assertion-replay" "token-private-key-jwt" "A client assertion works any number of times.";
    TokenGet "token-get" "token-method" "The token endpoint answers GET like POST.";
    TokenJson "token-json" "token-method" "The token endpoint takes a JSON body.";
    // Revocation, introspection, metadata
    RevokeUnknownError "revoke-unknown-error" "revoke-unknown" "Revoking an unknown token is an error.";
    RevokeNothing "revoke-nothing" "revoke-refresh" "Revocation answers 200 and does nothing.";
    RevokeRefreshOnly "revoke-refresh-only" "revoke-refresh" "Revoking a refresh token leaves its access tokens alive.";
    IntrospectActive "introspect-active" "introspect" "Introspection calls every token active.";
    IntrospectOpen "introspect-open" "introspect" "Introspection asks for no client authentication.";
    ExpiredWorks "expired-works" "token-expiry" "Access tokens work past their expiry.";
    ExpiredActive "expired-active" "token-expiry" "Introspection calls an expired token active.";
    RevokeOpen "revoke-open" "revoke-auth" "Revocation asks for no client authentication.";
    RevokeOthers "revoke-others" "revoke-auth" "A client can revoke another client's token.";
    IssuerDiffers "issuer-differs" "metadata" "One discovery document names another issuer.";
    EndpointsRelative "endpoints-relative" "metadata" "The endpoints in the metadata are relative.";
    PlainListed "plain-listed" "metadata" "The metadata lists the code_challenge_method plain.";
    GrantUnlisted "grant-unlisted" "metadata" "The metadata does not list a grant that works.";
    CorsCredentials "cors-credentials" "metadata" "CORS reflects the origin and allows credentials.";
    MetadataAccept "metadata-accept" "discovery" "The discovery documents are HTML for who accepts HTML.";
    // Consent and its withdrawal
    WithdrawKeepsTokens "withdraw-keeps-tokens" "consent-withdrawn" "Withdrawing an app's access leaves its tokens alive.";
    ConsentSkipped "consent-skipped" "consent-page" "The member is never asked for consent.";
    // FHIR API
    NoTokenServed "no-token-served" "fhir-no-token" "Patient data is served without a token.";
    InvalidToken403 "invalid-token-403" "fhir-no-token" "An invalid token is answered with 403.";
    ChallengeMissing "challenge-missing" "fhir-no-token" "A 401 comes without WWW-Authenticate.";
    SchemeCaseSensitive "scheme-case-sensitive" "fhir-scheme" "The scheme must be spelt Bearer, letter for letter.";
    SchemeOptional "scheme-optional" "fhir-scheme" "A token without a scheme is accepted.";
    TokenEchoed "token-echoed" "fhir-no-token-echo" "The error body repeats the token.";
    LaunchGivesPatient "launch-gives-patient" "fhir-launch-patient-only" "launch/patient alone gives access to the Patient.";
    BatchUnchecked "batch-unchecked" "fhir-batch" "Entries of a batch are not judged by the token's scopes.";
    ScopeUnchecked "scope-unchecked" "fhir-insufficient-scope" "Any valid token reads every resource type of its member.";
    Scope404 "scope-404" "fhir-insufficient-scope" "Insufficient scope is answered with 200 and an empty Bundle.";
    ReadLeaks "read-leaks" "fhir-isolation" "A read by id reaches another member's record.";
    SearchLeaks "search-leaks" "fhir-isolation" "A search that names another member's patient id reaches that member's records.";
    IncludeLeaks "include-leaks" "fhir-isolation" "_include and _revinclude reach other members' records.";
    ChainLeaks "chain-leaks" "fhir-isolation" "Chains and _has tell of other members' records.";
    ExistenceTold "existence-told" "fhir-isolation" "Another member's record is answered with 403, one that does not exist with 404.";
    GranularIgnored "granular-ignored" "fhir-scopes" "The query part of a granular scope is not enforced.";
    ReadNoSearch "read-no-search" "fhir-scopes" "A v1 .read scope does not allow search.";
    NotFoundEmpty "not-found-empty" "fhir-not-found" "An unknown resource type is answered with an empty Bundle.";
    Deleted200 "deleted-200" "fhir-not-found" "A deleted resource is still served.";
    OutcomeMissing "outcome-missing" "fhir-not-found" "Errors have no OperationOutcome.";
    UnknownParamEmpty "unknown-param-empty" "fhir-unknown-param" "An unknown search parameter matches nothing.";
    StrictIgnored "strict-ignored" "fhir-unknown-param" "Prefer: handling=strict is ignored.";
    MalformedEmpty "malformed-empty" "fhir-malformed-value" "A malformed search value matches nothing.";
    NoMatch404 "no-match-404" "fhir-malformed-value" "A search that matches nothing is answered with 404.";
    ModifierIgnored "modifier-ignored" "fhir-modifier" "Unknown modifiers are ignored.";
    CountZeroEntries "count-zero-entries" "fhir-count" "_count=0 returns entries.";
    CountUnchecked "count-unchecked" "fhir-count" "A negative _count is ignored.";
    Encoding500 "encoding-500" "fhir-encoding" "Broken percent-encoding is answered with 500 and the text of an SQL statement.";
    DateNoRange "date-no-range" "fhir-dates" "A date in a search is an instant, whatever its precision.";
    DateGtIsGe "date-gt-is-ge" "fhir-dates" "The prefix gt means ge.";
    DateRepeatOr "date-repeat-or" "fhir-dates" "Repeated date parameters are joined by OR.";
    TokenIgnoresSystem "token-ignores-system" "fhir-tokens" "The system of a token is ignored.";
    TokenNoOr "token-no-or" "fhir-tokens" "Of several tokens joined by commas only the first counts.";
    EscapeIgnored "escape-ignored" "fhir-tokens" "Escaped commas split values.";
    ReferenceTypedOnly "reference-typed-only" "fhir-references" "A reference by bare id matches nothing.";
    PagingRepeats "paging-repeats" "fhir-paging" "The second page repeats the first page's last entry.";
    SelfMissing "self-missing" "fhir-paging" "Bundles have no self link.";
    TotalCountsIncludes "total-counts-includes" "fhir-paging" "total counts included resources.";
    PostSearchIgnoresBody "post-search-ignores-body" "fhir-post-search" "POST _search does not read its body.";
    PostSelfBare "post-self-bare" "fhir-post-search-self" "The self link after POST _search has no parameters.";
    HeadRefused "head-refused" "fhir-head" "HEAD is answered with 405.";
    AcceptIgnored "accept-ignored" "fhir-accept-write" "Accept is ignored.";
    WriteAccepted "write-accepted" "fhir-accept-write" "A write is answered with 201 though nothing is written.";
    PlainJson "plain-json" "fhir-format" "FHIR answers have the type application/json.";
    EtagIgnored "etag-ignored" "fhir-etag" "If-None-Match is ignored.";
    // Data and directory
    VitalsWithoutCategory "vitals-without-category" "profile-us-core" "Observations are served without their category.";
    PatientsWithoutAddress "patients-without-address" "must-support-us-core" "Patients are served without their addresses.";
    ClaimsUnrelated "claims-unrelated" "must-support-carin" "Claims do not say which claim they replace, or which replaced them.";
    LocationsWithoutHours "locations-without-hours" "must-support-plan-net" "Locations are served without their hours.";
    DirectoryClosed "directory-closed" "directory-access" "The directory asks for a token.";
}

impl<'de> Deserialize<'de> for Defect {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no defect has.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown defect `{name}`{}", .nearest.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
pub struct UnknownDefect {
    /// The name that was asked for.
    pub name: String,
    /// The defect whose name is nearest, when one is near.
    pub nearest: Option<Defect>,
}

impl FromStr for Defect {
    type Err = UnknownDefect;

    fn from_str(name: &str) -> Result<Self, UnknownDefect> {
        if let Some(found) = Self::ALL.iter().find(|defect| defect.name() == name) {
            return Ok(*found);
        }
        let nearest = Self::ALL
            .iter()
            .map(|defect| (strsim::levenshtein(defect.name(), name), *defect))
            .min()
            .filter(|(distance, defect)| *distance * 2 <= defect.name().len())
            .map(|(_, defect)| defect);
        Err(UnknownDefect {
            name: name.to_owned(),
            nearest,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_kebab_case_and_parse_back() {
        let mut seen = HashSet::new();
        for defect in Defect::ALL {
            let name = defect.name();
            assert!(seen.insert(name), "{name} twice");
            assert!(
                name.chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{name}"
            );
            assert_eq!(name.parse::<Defect>(), Ok(*defect));
            assert!(defect.sentence().ends_with('.'), "{name}");
        }
    }

    /// The variant in kebab-case; a number is a word of its own.
    fn kebab_case(variant: &str) -> String {
        let mut name = String::new();
        let mut last = 'A';
        for letter in variant.chars() {
            let begins_word =
                letter.is_ascii_uppercase() || (letter.is_ascii_digit() && !last.is_ascii_digit());
            if begins_word && !name.is_empty() {
                name.push('-');
            }
            name.push(letter.to_ascii_lowercase());
            last = letter;
        }
        name
    }

    #[test]
    fn a_variant_is_called_like_its_defect() {
        for defect in Defect::ALL {
            assert_eq!(kebab_case(&format!("{defect:?}")), defect.name());
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_put_right() {
        let error = "pkce-plane".parse::<Defect>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown defect `pkce-plane`; did you mean `pkce-plain`?"
        );
        let error = "zzzzzzzzzzzzzzzzzzzzzzzzzzzz"
            .parse::<Defect>()
            .unwrap_err();
        assert_eq!(error.nearest, None);
    }
}
