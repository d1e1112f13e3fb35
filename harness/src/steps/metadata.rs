//! The metadata documents (RFC 8414, OpenID Connect Discovery 1.0, SMART App Launch 2.0).

use super::engine::{Call, Definition, step};
use crate::exchange::Request;
use crate::outcome::{StepEnd, StepResult};
use crate::world::World;

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(When "the app reads the (SMART configuration|OAuth metadata|OpenID configuration|keys)[ with:]",
            "A document of the payer, with the table's headers; where nothing demands it and it is not there, the scenario is not applicable.", read),
        step!(Then "every metadata document names the same issuer", "Each that names one.", same_issuer),
    ]
}

async fn read(world: &mut World, call: &Call) -> StepResult {
    let documents = world.documents().await?;
    let missing = |what: &str| StepEnd::NotApplicable(format!("the payer publishes no {what}"));
    let url = match call.raw(0) {
        "SMART configuration" => documents.smart_url.clone(),
        "OAuth metadata" => {
            documents
                .oauth
                .as_ref()
                .ok_or_else(|| missing("OAuth metadata"))?;
            documents
                .oauth_url
                .clone()
                .ok_or_else(|| missing("OAuth metadata"))?
        }
        "OpenID configuration" => match (&documents.openid, &documents.openid_url) {
            (Some(_), Some(url)) => url.clone(),
            (None, Some(url)) if documents.announces_with("capabilities", "sso-openid-connect") => {
                url.clone()
            }
            _ => return Err(missing("OpenID configuration")),
        },
        _ => documents
            .text("jwks_uri")
            .ok_or_else(|| missing("jwks_uri"))?,
    };
    let mut request = Request::get(url);
    for (name, value) in call.pairs(world).await? {
        request = request.header(&name, value);
    }
    if !request.has("accept") {
        request = request.header("Accept", "application/json");
    }
    let exchange = world.client.send(request).await?;
    world.answered(exchange);
    Ok(())
}

async fn same_issuer(world: &mut World, _: &Call) -> StepResult {
    let documents = world.documents().await?;
    let issuers: Vec<(&str, String)> = documents
        .all()
        .filter_map(|(name, document)| Some((name, document.get("issuer")?.as_str()?.to_owned())))
        .collect();
    let Some((first_name, first)) = issuers.first() else {
        return Err(StepEnd::NotApplicable(
            "no metadata document names an issuer".into(),
        ));
    };
    match issuers.iter().find(|(_, issuer)| issuer != first) {
        None => Ok(()),
        Some((name, issuer)) => Err(StepEnd::failed(
            format!("the issuer `{first}` of the {first_name} in every document"),
            format!("`{issuer}` in the {name}"),
        )),
    }
}
