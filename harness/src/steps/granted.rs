//! What was granted: token answers, scopes, tokens that work or do not, introspection, ID tokens.

use serde_json::Value;

use super::engine::{Call, Definition, step};
use crate::exchange::Request;
use crate::fhir::Api;
use crate::oauth::{ClientAuthentication, Scopes, Tokens, check_id_token, token_request};
use crate::outcome::{StepEnd, StepResult};
use crate::schema;
use crate::world::World;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "the app receives a token", "The whole check of a success (RFC 6749 5.1): 200, JSON, `access_token`, `token_type` Bearer, a numeric `expires_in`, Cache-Control: no-store.", receives),
        step!(Then "the granted scopes (are|include|do not include) {string}", "The token answer's `scope`; v1 and v2 spellings are equal, and a refusal granted nothing.", scopes),
        step!(Then "there is a refresh token", "In the last token answer.", a_refresh),
        step!(Then "there is no refresh token", "In the last token answer.", no_refresh),
        step!(Then "the access token works", "It reads the member's Patient, or the CapabilityStatement's API where it is no member's.", works),
        step!(Then "the [(previous) ]access token no longer works", "It gets 401 or 403.", access_dead),
        step!(Then "the refresh token no longer works", "A right refresh with it is refused.", refresh_dead),
        step!(Then "introspection says (active|inactive)", "In the last answer.", introspection),
        step!(Then "the challenge is Bearer[ with the error {string}]", "WWW-Authenticate (RFC 6750 section 3).", challenge),
        step!(Then "the challenge is Bearer without an error", "WWW-Authenticate (RFC 6750 section 3.1).", challenge_bare),
        step!(Then "the ID token is valid", "Signature by the published keys, iss, aud, exp, iat, sub (OpenID Connect Core 3.1.3.7).", id_token),
        step!(Then "the ID token carries the nonce", "Of the authorization request.", nonce),
        step!(Then "the ID token has the claim {string}", "Not empty.", claim),
    ]
}

async fn receives(world: &mut World, _: &Call) -> StepResult {
    let answer = world.answer()?;
    if answer.status() != 200 {
        let error = String::from_utf8_lossy(&answer.body)
            .chars()
            .take(200)
            .collect::<String>();
        return Err(StepEnd::failed(
            "200 with a token",
            format!("{}: {error}", answer.brief()),
        ));
    }
    let body = answer.json()?;
    schema::check("token-response", &body)?;
    let token_type = body
        .get("token_type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !token_type.eq_ignore_ascii_case("bearer") {
        return Err(StepEnd::failed(
            "the token_type Bearer",
            format!("`{token_type}`"),
        ));
    }
    let cache = answer
        .all("cache-control")
        .collect::<Vec<_>>()
        .join(", ")
        .to_ascii_lowercase();
    if !cache.contains("no-store") {
        return Err(StepEnd::failed(
            "Cache-Control: no-store (RFC 6749 5.1)",
            format!("`{cache}`"),
        ));
    }
    Ok(())
}

async fn scopes(world: &mut World, call: &Call) -> StepResult {
    let wanted = call.text(world, 1).await?;
    let negative = call.raw(0) == "do not include";
    if world.token_given != Some(true) {
        if negative {
            return Ok(());
        }
        return Err(StepEnd::failed(
            format!("the scopes {wanted}"),
            "no token was given",
        ));
    }
    let tokens = world
        .tokens
        .as_ref()
        .ok_or_else(|| StepEnd::failed("a token", "none"))?;
    let asked = world.flow.as_ref().and_then(|flow| {
        flow.authorization
            .parameters
            .iter()
            .find(|(name, _)| name == "scope")
            .map(|(_, value)| value.clone())
    });
    // A token answer may leave the scope out only where it is what was asked for (RFC 6749 5.1).
    let text = tokens.scope.clone().or(asked).unwrap_or_default();
    let granted = Scopes::parse(&text);
    let fine = match call.raw(0) {
        "are" => granted.is_same(&Scopes::parse(&wanted)),
        "include" => wanted.split_whitespace().all(|scope| granted.grants(scope)),
        _ => !wanted
            .split_whitespace()
            .any(|scope| granted.overlaps(scope)),
    };
    if fine {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("granted scopes that {} `{wanted}`", call.raw(0)),
        format!("`{text}`"),
    ))
}

async fn a_refresh(world: &mut World, _: &Call) -> StepResult {
    match world
        .tokens
        .as_ref()
        .and_then(|tokens| tokens.refresh.as_ref())
    {
        Some(_) => Ok(()),
        None => Err(StepEnd::failed("a refresh token", "none")),
    }
}

async fn no_refresh(world: &mut World, _: &Call) -> StepResult {
    match world
        .tokens
        .as_ref()
        .and_then(|tokens| tokens.refresh.as_ref())
    {
        None => Ok(()),
        Some(_) => Err(StepEnd::failed("no refresh token", "one")),
    }
}

/// The status that the API answers to an access token.
async fn try_access(world: &World, token: &str) -> StepResult<u16> {
    let base = world.base_of(Api::PatientAccess)?;
    let url = base.join(&format!("Patient/{}", world.patient(world.member).await?));
    let request = Request::get(url)
        .header("Accept", "application/fhir+json")
        .header("Authorization", format!("Bearer {token}"));
    let exchange = world.client.send(request).await?;
    Ok(exchange
        .answer
        .as_ref()
        .map_err(|error| StepEnd::error(error.clone()))?
        .status())
}

fn access_token(world: &World, previous: bool) -> StepResult<String> {
    let remembered = if previous {
        &world.access.previous
    } else {
        &world.access.current
    };
    remembered
        .clone()
        .ok_or_else(|| StepEnd::error("the scenario has no such access token"))
}

async fn works(world: &mut World, _: &Call) -> StepResult {
    let token = access_token(world, false)?;
    match try_access(world, &token).await? {
        200 => Ok(()),
        status => Err(StepEnd::failed(
            "200 for the member's Patient with the access token",
            status.to_string(),
        )),
    }
}

async fn access_dead(world: &mut World, call: &Call) -> StepResult {
    let token = access_token(world, !call.raw(0).is_empty())?;
    match try_access(world, &token).await? {
        401 | 403 => Ok(()),
        status => Err(StepEnd::failed(
            "401 for the member's Patient with the dead access token",
            status.to_string(),
        )),
    }
}

async fn refresh_dead(world: &mut World, _: &Call) -> StepResult {
    let token = world
        .refresh
        .current
        .clone()
        .ok_or_else(|| StepEnd::NotApplicable("the payer gave no refresh token".into()))?;
    let app = world.app()?;
    let endpoint = world.documents().await?.endpoint("token_endpoint")?;
    let pairs = vec![
        ("grant_type".to_owned(), "refresh_token".to_owned()),
        ("refresh_token".to_owned(), token),
    ];
    let exchange = token_request(
        &world.client,
        &world.run.secrets,
        &app,
        ClientAuthentication::Registered,
        &endpoint,
        &endpoint,
        pairs,
        &Vec::new(),
        &mut None,
    )
    .await?;
    if Tokens::of(&exchange).is_some() {
        return Err(StepEnd::failed(
            "a refusal of the dead refresh token",
            "a new token",
        ));
    }
    let answer = exchange
        .answer
        .as_ref()
        .map_err(|error| StepEnd::error(error.clone()))?;
    if answer.status.is_client_error() {
        return Ok(());
    }
    Err(StepEnd::failed(
        "a refusal (4xx) of the dead refresh token",
        answer.brief(),
    ))
}

async fn introspection(world: &mut World, call: &Call) -> StepResult {
    let answer = world.answer()?;
    let active = answer.json()?.get("active").and_then(Value::as_bool);
    match active {
        Some(active) if active == (call.raw(0) == "active") && answer.status() == 200 => Ok(()),
        Some(active) => Err(StepEnd::failed(
            format!("introspection that says {}", call.raw(0)),
            format!("{} with active: {active}", answer.status()),
        )),
        None => Err(StepEnd::failed(
            "an `active` that is true or false",
            answer.brief(),
        )),
    }
}

fn bearer_challenge(world: &World) -> StepResult<String> {
    let answer = world.answer()?;
    let challenges: Vec<&str> = answer.all("www-authenticate").collect();
    challenges
        .iter()
        .find(|text| {
            text.trim_start()
                .get(..6)
                .is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"))
        })
        .map(|text| (*text).to_owned())
        .ok_or_else(|| {
            StepEnd::failed(
                "WWW-Authenticate: Bearer",
                if challenges.is_empty() {
                    "no WWW-Authenticate".to_owned()
                } else {
                    challenges.join(", ")
                },
            )
        })
}

async fn challenge(world: &mut World, call: &Call) -> StepResult {
    let text = bearer_challenge(world)?;
    let error = call.raw(0);
    if error.is_empty()
        || text.contains(&format!("error=\"{error}\""))
        || text.contains(&format!("error={error}"))
    {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("WWW-Authenticate: Bearer with error=\"{error}\""),
        text,
    ))
}

async fn challenge_bare(world: &mut World, _: &Call) -> StepResult {
    let text = bearer_challenge(world)?;
    if text.contains("error=") {
        return Err(StepEnd::failed(
            "WWW-Authenticate: Bearer without an error",
            text,
        ));
    }
    Ok(())
}

async fn claims(world: &World) -> StepResult<serde_json::Map<String, Value>> {
    let token = world
        .tokens
        .as_ref()
        .and_then(|tokens| tokens.id.clone())
        .ok_or_else(|| StepEnd::failed("an id_token in the token answer", "none"))?;
    let documents = world.documents().await?;
    let (keys, issuer) = (
        documents.endpoint("jwks_uri")?,
        documents.endpoint("issuer")?,
    );
    let exchange = world
        .client
        .send(Request::get(keys).header("Accept", "application/json"))
        .await?;
    let keys = exchange
        .answer
        .as_ref()
        .map_err(|error| StepEnd::error(error.clone()))?
        .json()?;
    check_id_token(&token, &keys, &issuer, &world.app()?.client_id)
}

async fn id_token(world: &mut World, _: &Call) -> StepResult {
    claims(world).await.map(|_| ())
}

async fn nonce(world: &mut World, _: &Call) -> StepResult {
    let claims = claims(world).await?;
    let wanted = world.flow()?.authorization.nonce.clone();
    match claims.get("nonce").and_then(Value::as_str) {
        Some(nonce) if nonce == wanted => Ok(()),
        Some(_) => Err(StepEnd::failed(
            "the nonce of the request in the ID token",
            "another nonce",
        )),
        None => Err(StepEnd::failed(
            "the nonce of the request in the ID token",
            "no nonce",
        )),
    }
}

async fn claim(world: &mut World, call: &Call) -> StepResult {
    let claims = claims(world).await?;
    match claims.get(call.raw(0)) {
        Some(Value::String(text)) if !text.is_empty() => Ok(()),
        Some(Value::Null | Value::String(_)) | None => Err(StepEnd::failed(
            format!("the claim `{}`", call.raw(0)),
            "none",
        )),
        Some(_) => Ok(()),
    }
}
