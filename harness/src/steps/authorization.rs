//! The authorization endpoint and the member's pages (RFC 6749 4.1.1 and 4.1.2, RFC 9207, RFC 9700).

use super::engine::{Call, Definition, alternatives, step};
use crate::login::{ConsentDecision, Landing, LoginPages, consent_page, describe};
use crate::oauth::Scopes;
use crate::outcome::{StepEnd, StepResult};
use crate::target::LoginStrategy;
use crate::world::World;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(When "the app asks for authorization[ (by POST)][ with:]",
            "A right request (S256, state, nonce, aud, scopes) with the table's changes; redirects are followed until a page or the app's redirect URI.", asks),
        step!(When "the member signs in", "And stops at the consent page.", signs_in),
        step!(When "the member signs in and allows everything", "By the target's login strategy; nothing where no page asks.", allows_everything),
        step!(When "the member signs in and allows only {string}", "Ticks these scopes and no others.", allows_only),
        step!(When "the member signs in and allows everything but {string}", "Unticks these scopes.", allows_all_but),
        step!(When "the member signs in and denies", "Presses the button that denies.", denies),
        step!(When "the member, if asked, signs in and allows everything", "Nothing where no page asks.", allows_everything),
        step!(When "the member withdraws the app's access", "On the payer's page of connected apps; the scenario runs alone.", withdraws).alone(),
        step!(Then "the payer shows an error page and does not redirect", "No redirect to the app, no sign-in, no consent.", error_page),
        step!(Then "no code is issued", "Neither by page nor by redirect.", no_code),
        step!(Then "the app is sent back with a code", "With the same state, and the issuer where the payer announces that.", back_with_code),
        step!(Then "the app is sent back with the error {string}", "One of these errors, with the same state, and the issuer where the payer announces that.", back_with_error),
        step!(Then "the redirect carries {string} with {string}", "A parameter of the redirect to the app.", redirect_carries),
        step!(Then "the code has room for 128 random bits", "At least 20 characters.", code_room),
        step!(Then "the code differs from the previous code in {string} characters or more", "What both begin and end with is left aside.", code_differs),
        step!(Then "the payer shows a page to sign in", "By the target's selectors.", sign_in_page),
        step!(Then "the payer's page cannot be framed", "By X-Frame-Options or the frame-ancestors of a Content-Security-Policy.", framed),
        step!(Then "the consent page names the app", "By the name or the client id in the target file.", names_app),
        step!(Then "the consent page offers each scope by itself", "A checkbox for each resource scope that was asked for.", offers_scopes),
    ]
}

async fn asks(world: &mut World, call: &Call) -> StepResult {
    let overrides = call.pairs(world).await?;
    world.ask("", &overrides, !call.raw(0).is_empty()).await
}

async fn signs_in(world: &mut World, _: &Call) -> StepResult {
    world.sign_in().await
}

async fn allows_everything(world: &mut World, _: &Call) -> StepResult {
    world.decide(&ConsentDecision::Everything).await
}

async fn allows_only(world: &mut World, call: &Call) -> StepResult {
    let scopes = call.text(world, 0).await?;
    world.decide(&ConsentDecision::Only(scopes)).await
}

async fn allows_all_but(world: &mut World, call: &Call) -> StepResult {
    let scopes = call.text(world, 0).await?;
    world.decide(&ConsentDecision::EverythingBut(scopes)).await
}

async fn denies(world: &mut World, _: &Call) -> StepResult {
    world.decide(&ConsentDecision::Deny).await
}

async fn withdraws(world: &mut World, _: &Call) -> StepResult {
    world.withdraw().await
}

async fn error_page(world: &mut World, _: &Call) -> StepResult {
    let flow = world.flow()?;
    let expected = "an error page of the payer, and no redirect";
    match &flow.landing {
        Landing::BackAtApp { .. } => Err(StepEnd::failed(expected, describe(&flow.landing))),
        Landing::Page(page) => {
            if let Some(LoginStrategy::Form(login)) = &world.run.target.login {
                let pages = LoginPages {
                    login,
                    secrets: &world.run.secrets,
                };
                if pages.asks_to_sign_in(page)? || pages.asks_for_consent(page)? {
                    return Err(StepEnd::failed(expected, "a page to sign in or to consent"));
                }
            }
            Ok(())
        }
    }
}

async fn no_code(world: &mut World, _: &Call) -> StepResult {
    match world.flow()?.code() {
        None => Ok(()),
        Some(_) => Err(StepEnd::failed(
            "no code",
            "a redirect to the app with a code",
        )),
    }
}

async fn back_with_code(world: &mut World, _: &Call) -> StepResult {
    let flow = world.flow()?;
    if flow.code().is_none() {
        return Err(StepEnd::failed(
            "a redirect to the app with a code",
            describe(&flow.landing),
        ));
    }
    same_state(world).await
}

async fn back_with_error(world: &mut World, call: &Call) -> StepResult {
    let flow = world.flow()?;
    let wanted = alternatives(call.raw(0));
    let expected = format!("a redirect to the app with the error {}", call.raw(0));
    match flow.landing.parameter("error") {
        Some(error) if wanted.contains(&error) && flow.code().is_none() => same_state(world).await,
        _ => Err(StepEnd::failed(expected, describe(&flow.landing))),
    }
}

/// The state as it was sent, and `iss` as announced (RFC 6749 4.1.2, RFC 9207 section 2).
async fn same_state(world: &World) -> StepResult {
    let flow = world.flow()?;
    let got = flow.landing.parameter("state");
    if !flow.authorization.state.is_empty() && got != Some(&flow.authorization.state) {
        return Err(StepEnd::failed(
            format!("the state `{}` in the redirect", flow.authorization.state),
            got.map_or("no state".to_owned(), |state| format!("`{state}`")),
        ));
    }
    let documents = world.documents().await?;
    if documents.announces_with("authorization_response_iss_parameter_supported", "true")
        && let Some(issuer) = documents.issuer()
        && flow.landing.parameter("iss") != Some(&issuer)
    {
        return Err(StepEnd::failed(
            format!("`iss` with `{issuer}` in the redirect, as the metadata announce"),
            flow.landing
                .parameter("iss")
                .map_or("no iss".to_owned(), |iss| format!("`{iss}`")),
        ));
    }
    Ok(())
}

async fn redirect_carries(world: &mut World, call: &Call) -> StepResult {
    let (name, value) = (call.raw(0), call.text(world, 1).await?);
    let got = world.flow()?.landing.parameter(name);
    if got == Some(&value) {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("`{name}` with `{value}` in the redirect"),
        got.map_or("none".to_owned(), |got| format!("`{got}`")),
    ))
}

async fn code_room(world: &mut World, _: &Call) -> StepResult {
    let code = world
        .code
        .current
        .as_deref()
        .ok_or_else(|| StepEnd::failed("a code", "none"))?;
    if code.chars().count() >= 20 {
        return Ok(());
    }
    Err(StepEnd::failed(
        "a code of 20 characters or more",
        format!("{} characters", code.chars().count()),
    ))
}

async fn code_differs(world: &mut World, call: &Call) -> StepResult {
    let least: usize = call
        .raw(0)
        .parse()
        .map_err(|_| StepEnd::error("the number of characters is no number"))?;
    let (Some(previous), Some(current)) = (&world.code.previous, &world.code.current) else {
        return Err(StepEnd::error("the scenario has not been given two codes"));
    };
    let (old, new): (Vec<char>, Vec<char>) =
        (previous.chars().collect(), current.chars().collect());
    let front = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let back = old[front.min(old.len())..]
        .iter()
        .rev()
        .zip(new[front..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let own = new.len() - front - back;
    if own >= least {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("{least} characters or more that the code before does not share"),
        format!("{own}"),
    ))
}

fn pages(world: &World) -> StepResult<LoginPages<'_>> {
    match &world.run.target.login {
        Some(LoginStrategy::Form(login)) => Ok(LoginPages {
            login,
            secrets: &world.run.secrets,
        }),
        _ => world.run.needs_form(),
    }
}

async fn sign_in_page(world: &mut World, _: &Call) -> StepResult {
    let flow = world.flow()?;
    if let Landing::Page(page) = &flow.landing
        && pages(world)?.asks_to_sign_in(page)?
    {
        return Ok(());
    }
    Err(StepEnd::failed(
        "a page that asks for user name and password",
        describe(&flow.landing),
    ))
}

async fn framed(world: &mut World, _: &Call) -> StepResult {
    let answer = world.answer()?;
    let options = answer
        .header("x-frame-options")
        .unwrap_or_default()
        .to_ascii_uppercase();
    let policy = answer
        .all("content-security-policy")
        .any(|policy| policy.to_ascii_lowercase().contains("frame-ancestors"));
    if policy || options == "DENY" || options == "SAMEORIGIN" {
        return Ok(());
    }
    Err(StepEnd::failed(
        "X-Frame-Options, or frame-ancestors in a Content-Security-Policy",
        "neither",
    ))
}

async fn names_app(world: &mut World, _: &Call) -> StepResult {
    let app = world.app()?;
    let text = world.answer()?.text();
    let name = app.name.as_deref().unwrap_or(&app.client_id);
    let escaped = name.replace('&', "&amp;").replace('\'', "&#39;");
    if text.contains(name) || text.contains(&escaped) || text.contains(&app.client_id) {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("`{name}` on the consent page"),
        "it is not there",
    ))
}

async fn offers_scopes(world: &mut World, _: &Call) -> StepResult {
    let flow = world.flow()?;
    let LoginStrategy::Form(login) = world
        .run
        .target
        .login
        .as_ref()
        .ok_or_else(|| StepEnd::Unproven("no login strategy".into()))?
    else {
        return world.run.needs_form();
    };
    let consent = login
        .consent
        .as_ref()
        .ok_or_else(|| StepEnd::NotApplicable("the target file names no consent page".into()))?;
    let Landing::Page(page) = &flow.landing else {
        return Err(StepEnd::failed("a consent page", describe(&flow.landing)));
    };
    let offered = consent_page(page, consent)?
        .ok_or_else(|| StepEnd::failed("a consent page", describe(&flow.landing)))?;
    let offered = Scopes::parse(&offered.join(" "));
    let asked = flow
        .authorization
        .parameters
        .iter()
        .find(|(name, _)| name == "scope")
        .map(|(_, scope)| scope.clone())
        .unwrap_or_default();
    let missing: Vec<&str> = asked
        .split_whitespace()
        .filter(|scope| scope.contains('/') && !scope.starts_with("launch"))
        .filter(|scope| !offered.has(scope))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(StepEnd::failed(
        "a checkbox for each scope that was asked for",
        format!("none for {}", missing.join(" ")),
    ))
}
