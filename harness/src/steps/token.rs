//! Requests to the token, revocation and introspection endpoints, and their answers (RFC 6749 section 5, RFC 7009, RFC
//! 7662).

use std::time::Duration;

use bytes::Bytes;
use http::Method;

use super::engine::{Call, Definition, alternatives, step};
use crate::exchange::Request;
use crate::oauth::{ClientAuthentication, Tokens};
use crate::outcome::{StepEnd, StepResult};
use crate::target::AppRole;
use crate::world::World;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(When "the app authenticates with {string}",
            "For the token, revocation and introspection requests that follow: no authentication, secret in Basic, secret in the body, Basic and body, wrong secret in Basic, wrong secret in the body, unknown client in Basic, unknown client in the body, malformed Basic, assertion signed by another key, assertion for another audience, expired assertion, unsigned assertion, used assertion.", authenticates),
        step!(When "the app exchanges the code[ with:]", "POST to the token endpoint with the table's changes; tokens are kept if it succeeds.", exchanges),
        step!(When "the app, if it was given a code, exchanges it[ with:]", "Nothing where there is no code.", exchanges_if),
        step!(When "the app refreshes the token[ with:]", "With the refresh token in hand.", refreshes),
        step!(When "the app asks for a system token[ with:]", "By client credentials; the backend app unless another was named.", asks_system),
        step!(When "the app asks for a token",
            "In whichever way it may: a sign-in of its own and its code where it has a redirect URI, else client credentials.", asks_token),
        step!(When "the app sends the token endpoint:", "Nothing but the table's: method, query, content-type, authorization, body, body-bytes (hexadecimal).", sends),
        step!(When "the app revokes the (access|refresh) token[ with:]", "RFC 7009.", revokes),
        step!(When "the app revokes the token {string}[ with:]", "RFC 7009; `(absent)` sends none.", revokes_this),
        step!(When "the app introspects the (access|refresh) token[ with:]", "RFC 7662.", introspects),
        step!(When "the app introspects the token {string}[ with:]", "RFC 7662.", introspects_this),
        step!(When "the access token has expired", "Waits for its `expires_in`, as long as the target's `max_wait_seconds`.", token_expires),
        step!(When "the code has expired", "Waits as long as the short_lived app's codes may live, within the target's `max_wait_seconds`.", code_expires),
        step!(Then "the token endpoint answers {string} with the error {string}", "JSON with the OAuth error; after a revocation or introspection, that endpoint.", answers_error),
        step!(Then "the token endpoint refuses", "Any 4xx, and no token.", refuses),
        step!(Then "no token was given", "By the last token request, if there was one.", none_given),
    ]
}

async fn authenticates(world: &mut World, call: &Call) -> StepResult {
    world.client_authentication = ClientAuthentication::named(call.raw(0)).ok_or_else(|| {
        StepEnd::error(format!(
            "`{}` is no way to authenticate; `payerlab steps` lists them",
            call.raw(0)
        ))
    })?;
    Ok(())
}

async fn exchanges(world: &mut World, call: &Call) -> StepResult {
    let overrides = call.pairs(world).await?;
    world.exchange_code(&overrides).await
}

async fn exchanges_if(world: &mut World, call: &Call) -> StepResult {
    if world.flow()?.code().is_none() {
        world.token_given = None;
        return Ok(());
    }
    exchanges(world, call).await
}

async fn refreshes(world: &mut World, call: &Call) -> StepResult {
    let overrides = call.pairs(world).await?;
    let brings_own = overrides.iter().any(|(name, _)| name == "refresh_token");
    let token = match (&world.refresh.current, brings_own) {
        (Some(token), _) => token.clone(),
        (None, true) => String::new(),
        (None, false) => {
            return Err(StepEnd::NotApplicable(
                "the payer gave no refresh token".into(),
            ));
        }
    };
    let pairs = vec![
        ("grant_type".into(), "refresh_token".into()),
        ("refresh_token".into(), token),
    ];
    world.ask_token(pairs, &overrides).await
}

async fn asks_system(world: &mut World, call: &Call) -> StepResult {
    if !world.has_named_app() {
        world.use_app(AppRole::Backend)?;
    }
    let overrides = call.pairs(world).await?;
    let app = world.app()?;
    // An app that members sign in to has scopes that no system token may have.
    let system = app
        .scopes
        .split_whitespace()
        .filter(|scope| scope.starts_with("system/"))
        .collect::<Vec<_>>()
        .join(" ");
    let scopes = if system.is_empty() {
        "system/*.rs".to_owned()
    } else {
        system
    };
    let pairs = vec![
        ("grant_type".into(), "client_credentials".into()),
        ("scope".into(), scopes),
    ];
    world.ask_token(pairs, &overrides).await
}

async fn asks_token(world: &mut World, call: &Call) -> StepResult {
    let app = world.app()?;
    if app.redirect_uri.is_empty() || world.run.target.login.is_none() {
        return asks_system(world, call).await;
    }
    world.own_code("everything").await?;
    world.exchange_code(&Vec::new()).await
}

async fn sends(world: &mut World, call: &Call) -> StepResult {
    let rows = call.pairs(world).await?;
    let of = |name: &str| {
        rows.iter()
            .find(|(have, _)| have == name)
            .map(|(_, value)| value.as_str())
    };
    let mut url = world.documents().await?.endpoint("token_endpoint")?;
    if let Some(query) = of("query") {
        url = format!("{url}?{query}");
    }
    let method: Method = of("method")
        .unwrap_or("POST")
        .parse()
        .map_err(|_| StepEnd::error("the method is no HTTP method"))?;
    let body = match (of("body"), of("body-bytes")) {
        (Some(text), _) => Some(Bytes::from(text.to_owned())),
        (None, Some(hex)) => Some(Bytes::from(bytes_of(hex)?)),
        (None, None) => None,
    };
    let mut request = Request {
        method,
        url,
        headers: Vec::new(),
        body,
    };
    for name in ["content-type", "authorization", "accept"] {
        if let Some(value) = of(name) {
            request = request.header(name, value);
        }
    }
    let exchange = world.client.send(request).await?;
    world.token_given = Some(false);
    if let Some(tokens) = Tokens::of(&exchange) {
        world.take_tokens(tokens);
    }
    world.answered(exchange);
    Ok(())
}

fn bytes_of(hex: &str) -> StepResult<Vec<u8>> {
    let wrong = || StepEnd::error("`body-bytes` is not hexadecimal");
    if !hex.len().is_multiple_of(2) || !hex.is_ascii() {
        return Err(wrong());
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).map_err(|_| wrong()))
        .collect()
}

fn current_token(world: &World, kind: &str) -> StepResult<String> {
    let remembered = if kind == "access" {
        &world.access
    } else {
        &world.refresh
    };
    remembered.current.clone().ok_or_else(|| match kind {
        "refresh" => StepEnd::NotApplicable("the payer gave no refresh token".into()),
        _ => StepEnd::error("the scenario has no access token yet"),
    })
}

async fn post_token(
    world: &mut World,
    call: &Call,
    endpoint: &str,
    token: String,
    hint: Option<&str>,
) -> StepResult {
    if !world.documents().await?.announces(endpoint) {
        return Err(StepEnd::NotApplicable(format!(
            "the payer's metadata do not announce `{endpoint}`"
        )));
    }
    let mut overrides = call.pairs(world).await?;
    let mut pairs = vec![("token".to_owned(), token.clone())];
    if token == "(absent)" {
        pairs.clear();
    }
    if let Some(hint) = hint {
        pairs.push(("token_type_hint".into(), hint.into()));
    }
    overrides.retain(|(name, value)| !(name == "token_type_hint" && hint == Some(value.as_str())));
    world.post_form(endpoint, pairs, &overrides).await?;
    Ok(())
}

async fn revokes(world: &mut World, call: &Call) -> StepResult {
    let token = current_token(world, call.raw(0))?;
    let hint = format!("{}_token", call.raw(0));
    post_token(world, call, "revocation_endpoint", token, Some(&hint)).await
}

async fn revokes_this(world: &mut World, call: &Call) -> StepResult {
    let token = call.text(world, 0).await?;
    post_token(world, call, "revocation_endpoint", token, None).await
}

async fn introspects(world: &mut World, call: &Call) -> StepResult {
    let token = current_token(world, call.raw(0))?;
    post_token(world, call, "introspection_endpoint", token, None).await
}

async fn introspects_this(world: &mut World, call: &Call) -> StepResult {
    let token = call.text(world, 0).await?;
    post_token(world, call, "introspection_endpoint", token, None).await
}

async fn token_expires(world: &mut World, _: &Call) -> StepResult {
    let tokens = world
        .tokens
        .clone()
        .ok_or_else(|| StepEnd::error("the scenario has no access token yet"))?;
    let life = tokens
        .expires_in
        .ok_or_else(|| StepEnd::Unproven("the payer does not say when the token expires".into()))?;
    // One second over, because a payer may count whole seconds.
    wait(
        world,
        Duration::from_millis(life.saturating_mul(1000).saturating_add(1100)),
        "its access token",
    )
    .await
}

async fn code_expires(world: &mut World, _: &Call) -> StepResult {
    let app = world.app()?;
    if app.role != AppRole::ShortLived {
        return Err(StepEnd::Unproven(
            "only the short_lived app's codes expire soon enough".into(),
        ));
    }
    let patience = world.run.target.limits.max_wait();
    wait(
        world,
        Duration::from_millis(3_300).min(patience),
        "its code",
    )
    .await
}

async fn wait(world: &World, duration: Duration, what: &str) -> StepResult {
    let patience = world.run.target.limits.max_wait();
    if duration > patience + Duration::from_secs(2) {
        return Err(StepEnd::Unproven(format!(
            "{what} lives {} s, and the target's max_wait_seconds is {}; name a short_lived app, or raise it",
            duration.as_secs(),
            patience.as_secs()
        )));
    }
    tokio::time::sleep(duration).await;
    Ok(())
}

async fn answers_error(world: &mut World, call: &Call) -> StepResult {
    let answer = world.answer()?;
    let (statuses, errors) = (alternatives(call.raw(0)), alternatives(call.raw(1)));
    let expected = format!("{} with the error {} in JSON", call.raw(0), call.raw(1));
    let error = serde_json::from_slice::<serde_json::Value>(&answer.body)
        .ok()
        .and_then(|body| {
            body.get("error")
                .and_then(|error| error.as_str().map(str::to_owned))
        });
    let status = answer.status().to_string();
    match &error {
        Some(error) if statuses.contains(&status.as_str()) && errors.contains(&error.as_str()) => {
            Ok(())
        }
        Some(error) => Err(StepEnd::failed(
            expected,
            format!("{status} with the error `{error}`"),
        )),
        None => Err(StepEnd::failed(
            expected,
            format!("{} without an OAuth error", answer.brief()),
        )),
    }
}

async fn refuses(world: &mut World, _: &Call) -> StepResult {
    let answer = world.answer()?;
    if answer.status.is_client_error() && world.token_given != Some(true) {
        return Ok(());
    }
    let got = if world.token_given == Some(true) {
        format!("{} with a token", answer.status())
    } else {
        answer.brief()
    };
    Err(StepEnd::failed("a refusal (4xx)", got))
}

async fn none_given(world: &mut World, _: &Call) -> StepResult {
    match world.token_given {
        Some(true) => Err(StepEnd::failed("no token", "a token")),
        _ => Ok(()),
    }
}
