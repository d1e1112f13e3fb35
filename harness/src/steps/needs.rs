//! Givens: what a scenario needs of the payer and of the target file.

use super::engine::{Call, Definition, step};
use crate::fhir::Api;
use crate::outcome::{StepEnd, StepResult};
use crate::target::{AppRole, MemberRole};
use crate::world::{Bearer, World};

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Given "the payer has a Patient Access API",
            "Requests go to the target's `patient_access`; not applicable where it names none.", patient_access),
        step!(Given "the payer has a Provider Directory API",
            "Requests go to the target's `directory`, without a token where it answers so, else with one of the `directory` app.", directory),
        step!(Given "the payer announces {string}",
            "A member of any of its metadata documents; not applicable where none has it.", announces),
        step!(Given "the payer announces {string} with {string}",
            "A member of any of its metadata documents whose list holds the value, or that is the value.", announces_with),
        step!(Given "the (public|confidential|key_pair|short_lived|second|backend|directory) app",
            "Makes this app of the target file the current one; codes and tokens of the scenario stay.", app),
        step!(Given "the (main|other|empty|proxy|deceased) member",
            "Makes this member of the target file the current one.", member),
        step!(Given "the [(main|other|empty|proxy|deceased) ]member has granted the app {string}",
            "A sign-in that scenarios share; `everything` means the app's scopes in the target file. Unproven where the payer grants other scopes.", has_granted),
        step!(Given "the [(main|other|empty|proxy|deceased) ]member has just granted the app {string}",
            "A sign-in of the scenario's own; it may revoke and replay.", has_just_granted),
        step!(Given "the app has just been given a code[ for {string}]",
            "A code of the scenario's own, not exchanged yet.", has_code),
        step!(Given "the app was given a refresh token",
            "Not applicable where the payer gave none.", has_refresh),
        step!(Given "the refresh token was replaced",
            "By the last refresh; not applicable where the payer does not rotate.", replaced),
        step!(Given "the app holds a system token[ for {string}]",
            "By client credentials; the backend app unless another was named.", system_token),
        step!(Given "the app has no token", "Requests carry no Authorization header.", no_token),
        step!(Given "the app holds the token {string}", "Requests carry this text as a Bearer token.", this_token),
    ]
}

async fn patient_access(world: &mut World, _: &Call) -> StepResult {
    world.base_of(Api::PatientAccess)?;
    world.api = Api::PatientAccess;
    Ok(())
}

async fn directory(world: &mut World, _: &Call) -> StepResult {
    world.base_of(Api::Directory)?;
    world.api = Api::Directory;
    if let Some(token) = world.directory_token().await? {
        world.bearer = Bearer::Text(token);
    } else {
        world.bearer = Bearer::Nothing;
    }
    Ok(())
}

async fn announces(world: &mut World, call: &Call) -> StepResult {
    let (documents, member) = (world.documents().await?, call.raw(0));
    if documents.announces(member) {
        return Ok(());
    }
    Err(StepEnd::NotApplicable(format!(
        "the payer's metadata do not announce `{member}`"
    )))
}

async fn announces_with(world: &mut World, call: &Call) -> StepResult {
    let (documents, member, value) = (
        world.documents().await?,
        call.raw(0),
        call.text(world, 1).await?,
    );
    if documents.announces_with(member, &value) {
        return Ok(());
    }
    Err(StepEnd::NotApplicable(format!(
        "the payer's metadata do not announce `{member}` with `{value}`"
    )))
}

async fn app(world: &mut World, call: &Call) -> StepResult {
    let role = AppRole::named(call.raw(0)).ok_or_else(|| StepEnd::error("there is no such app"))?;
    world.use_app(role)
}

fn role(call: &Call) -> StepResult<Option<MemberRole>> {
    match call.raw(0) {
        "" => Ok(None),
        word => MemberRole::named(word)
            .map(Some)
            .ok_or_else(|| StepEnd::error("there is no such member")),
    }
}

async fn member(world: &mut World, call: &Call) -> StepResult {
    let role = role(call)?.unwrap_or(world.member);
    world.run.member(role)?;
    world.member = role;
    Ok(())
}

async fn has_granted(world: &mut World, call: &Call) -> StepResult {
    let role = role(call)?.unwrap_or(world.member);
    let scopes = call.text(world, 1).await?;
    world.share_grant(role, &scopes).await?;
    granted_these(world, &scopes)
}

async fn has_just_granted(world: &mut World, call: &Call) -> StepResult {
    let role = role(call)?.unwrap_or(world.member);
    let scopes = call.text(world, 1).await?;
    world.own_grant(role, &scopes).await?;
    granted_these(world, &scopes)
}

/// A payer may grant less than was asked; a scenario that builds on a scope that is missing would accuse it wrongly.
fn granted_these(world: &World, scopes: &str) -> StepResult {
    let Some(granted) = world
        .tokens
        .as_ref()
        .and_then(|tokens| tokens.scope.clone())
    else {
        return Ok(());
    };
    let have = crate::oauth::Scopes::parse(&granted);
    let missing: Vec<&str> = scopes
        .split_whitespace()
        .filter(|scope| {
            scope.contains('/') && !scope.starts_with("launch") && *scope != "everything"
        })
        .filter(|scope| !have.overlaps(scope))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(StepEnd::Unproven(format!(
        "the payer did not grant {} of what was asked for; it granted `{granted}`",
        missing.join(" ")
    )))
}

async fn has_code(world: &mut World, call: &Call) -> StepResult {
    let scopes = call.text(world, 0).await?;
    world.own_code(&scopes).await
}

async fn has_refresh(world: &mut World, _: &Call) -> StepResult {
    if world.refresh.current.is_some() {
        return Ok(());
    }
    Err(StepEnd::NotApplicable(
        "the payer gave no refresh token".into(),
    ))
}

async fn replaced(world: &mut World, _: &Call) -> StepResult {
    match (&world.refresh.previous, &world.refresh.current) {
        (Some(previous), Some(current))
            if previous != current && world.token_given == Some(true) =>
        {
            Ok(())
        }
        _ => Err(StepEnd::NotApplicable(
            "the payer did not replace the refresh token".into(),
        )),
    }
}

async fn system_token(world: &mut World, call: &Call) -> StepResult {
    let scopes = call.text(world, 0).await?;
    if !world.has_named_app() {
        world.use_app(AppRole::Backend)?;
    }
    let role = world.app()?.role;
    let tokens = world.system_tokens(role, &scopes).await?;
    world.take_tokens(tokens);
    Ok(())
}

async fn no_token(world: &mut World, _: &Call) -> StepResult {
    world.bearer = Bearer::Nothing;
    Ok(())
}

async fn this_token(world: &mut World, call: &Call) -> StepResult {
    world.bearer = Bearer::Text(call.text(world, 0).await?);
    Ok(())
}
