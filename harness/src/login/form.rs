//! Filling in the payer's HTML forms by CSS selector: signing in, consent, connected apps.

use std::sync::Arc;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::exchange::{Exchange, Request};
use crate::oauth::Scopes;
use crate::outcome::{StepEnd, StepResult};
use crate::redact::Secrets;
use crate::target::{Consent, FormLogin};

/// What the member decides on the consent page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ConsentDecision {
    Everything,
    Only(String),
    EverythingBut(String),
    Deny,
}

/// The payer's pages, read by the target's selectors.
pub(crate) struct LoginPages<'a> {
    pub login: &'a FormLogin,
    pub secrets: &'a Secrets,
}

fn selector(text: &str) -> StepResult<Selector> {
    Selector::parse(text).map_err(|error| {
        StepEnd::error(format!(
            "the target file's selector `{text}` is no CSS selector: {error}"
        ))
    })
}

fn page(exchange: &Exchange) -> Html {
    let text = exchange
        .answer
        .as_ref()
        .map(super::super::exchange::Answer::text)
        .unwrap_or_default();
    Html::parse_document(&text)
}

/// The consent page's scopes, as the values of its checkboxes.
pub(crate) fn consent_page(
    exchange: &Exchange,
    consent: &Consent,
) -> StepResult<Option<Vec<String>>> {
    let html = page(exchange);
    if html.select(&selector(&consent.allow)?).next().is_none() {
        return Ok(None);
    }
    let Some(scope) = &consent.scope else {
        return Ok(Some(Vec::new()));
    };
    Ok(Some(
        html.select(&selector(scope)?)
            .filter_map(|input| input.value().attr("value").map(str::to_owned))
            .collect(),
    ))
}

impl LoginPages<'_> {
    /// Whether the page asks for user name and password.
    pub(crate) fn asks_to_sign_in(&self, exchange: &Exchange) -> StepResult<bool> {
        let html = page(exchange);
        Ok(html
            .select(&selector(&self.login.username)?)
            .next()
            .is_some()
            && html
                .select(&selector(&self.login.password)?)
                .next()
                .is_some())
    }

    /// Whether the page asks for consent.
    pub(crate) fn asks_for_consent(&self, exchange: &Exchange) -> StepResult<bool> {
        match &self.login.consent {
            Some(consent) => Ok(consent_page(exchange, consent)?.is_some()),
            None => Ok(false),
        }
    }

    /// The request that signs in.
    pub(crate) fn sign_in(
        &self,
        exchange: &Arc<Exchange>,
        username: &str,
        password: &str,
    ) -> StepResult<Request> {
        let html = page(exchange);
        let user = html
            .select(&selector(&self.login.username)?)
            .next()
            .ok_or_else(|| StepEnd::error("the page has no input for the user name"))?;
        let pass = html
            .select(&selector(&self.login.password)?)
            .next()
            .ok_or_else(|| StepEnd::error("the page has no input for the password"))?;
        let form = form_of(user)?;
        let mut pairs = self.controls(form, &|_| None);
        set(&mut pairs, name_of(user)?, username);
        set(&mut pairs, name_of(pass)?, password);
        let button = match &self.login.submit {
            Some(text) => Some(html.select(&selector(text)?).next().ok_or_else(|| {
                StepEnd::error(format!(
                    "the sign-in page has nothing that matches the selector `{text}`"
                ))
            })?),
            None => first_button(form),
        };
        submit(exchange, form, button, pairs)
    }

    /// The request that decides on the consent page.
    pub(crate) fn decide(
        &self,
        exchange: &Arc<Exchange>,
        decision: &ConsentDecision,
        patient: Option<&str>,
    ) -> StepResult<Request> {
        let consent = self.login.consent.as_ref().ok_or_else(|| {
            StepEnd::NotApplicable("the target file names no consent page".into())
        })?;
        let html = page(exchange);
        let button = match decision {
            ConsentDecision::Deny => consent.deny.as_ref().ok_or_else(|| {
                StepEnd::NotApplicable(
                    "the target file names no button that denies on the consent page".into(),
                )
            })?,
            _ => &consent.allow,
        };
        let button = html.select(&selector(button)?).next().ok_or_else(|| {
            StepEnd::error(format!(
                "the consent page has nothing that matches the selector `{button}`"
            ))
        })?;
        let form = form_of(button)?;
        let boxes = consent.scope.as_deref().map(selector).transpose()?;
        if boxes.is_none()
            && matches!(
                decision,
                ConsentDecision::Only(_) | ConsentDecision::EverythingBut(_)
            )
        {
            return Err(StepEnd::NotApplicable(
                "the payer's consent page grants all or nothing".into(),
            ));
        }
        let ticked = |element: ElementRef<'_>| -> Option<bool> {
            let boxes = boxes.as_ref()?;
            if !boxes.matches(&element) {
                return None;
            }
            let value = element.value().attr("value").unwrap_or_default();
            Some(match decision {
                ConsentDecision::Everything | ConsentDecision::Deny => true,
                ConsentDecision::Only(scopes) => Scopes::parse(scopes).has(value),
                ConsentDecision::EverythingBut(scopes) => !Scopes::parse(scopes).has(value),
            })
        };
        let mut pairs = self.controls(form, &ticked);
        if let (Some(text), Some(patient)) = (&consent.patient, patient)
            && let Some(choice) = html
                .select(&selector(text)?)
                .find(|element| element.value().attr("value") == Some(patient))
        {
            let name = choice.value().attr("name").map(str::to_owned).or_else(|| {
                choice
                    .ancestors()
                    .filter_map(ElementRef::wrap)
                    .find_map(|e| e.value().attr("name").map(str::to_owned))
            });
            if let Some(name) = name {
                set(&mut pairs, name, patient);
            }
        }
        submit(exchange, form, Some(button), pairs)
    }

    /// The request that withdraws an app's access on the page of connected apps.
    pub(crate) fn withdraw(
        &self,
        exchange: &Arc<Exchange>,
        client_id: &str,
    ) -> StepResult<Request> {
        let apps = self.login.apps.as_ref().ok_or_else(|| {
            StepEnd::NotApplicable(
                "the target file names no page on which a member withdraws an app's access".into(),
            )
        })?;
        let text = apps.withdraw.replace("{client_id}", client_id);
        let html = page(exchange);
        let button = html.select(&selector(&text)?).next().ok_or_else(|| {
            StepEnd::failed(
                "the app on the member's page of connected apps",
                format!("nothing there matches `{text}`"),
            )
        })?;
        let form = form_of(button)?;
        submit(exchange, form, Some(button), self.controls(form, &|_| None))
    }

    /// The successful controls of a form (HTML, form submission); `ticked` decides on checkboxes it knows.
    fn controls(
        &self,
        form: ElementRef<'_>,
        ticked: &dyn Fn(ElementRef<'_>) -> Option<bool>,
    ) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for element in form.descendants().filter_map(ElementRef::wrap) {
            let value = element.value();
            let Some(name) = value.attr("name") else {
                continue;
            };
            if value.attr("disabled").is_some() {
                continue;
            }
            let content = match value.name() {
                "input" => match value
                    .attr("type")
                    .unwrap_or("text")
                    .to_ascii_lowercase()
                    .as_str()
                {
                    "submit" | "button" | "image" | "reset" | "file" => continue,
                    "checkbox" | "radio" => {
                        if !ticked(element).unwrap_or_else(|| value.attr("checked").is_some()) {
                            continue;
                        }
                        value.attr("value").unwrap_or("on").to_owned()
                    }
                    "hidden" => {
                        let content = value.attr("value").unwrap_or_default();
                        if content.len() >= 16 {
                            self.secrets.learn(content, "$FORM_VALUE");
                        }
                        content.to_owned()
                    }
                    _ => value.attr("value").unwrap_or_default().to_owned(),
                },
                "textarea" => element.text().collect(),
                "select" => element
                    .descendants()
                    .filter_map(ElementRef::wrap)
                    .filter(|option| option.value().name() == "option")
                    .max_by_key(|option| option.value().attr("selected").is_some())
                    .map(|option| {
                        option
                            .value()
                            .attr("value")
                            .map_or_else(|| option.text().collect(), str::to_owned)
                    })
                    .unwrap_or_default(),
                _ => continue,
            };
            pairs.push((name.to_owned(), content));
        }
        pairs
    }
}

fn form_of(element: ElementRef<'_>) -> StepResult<ElementRef<'_>> {
    element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .find(|ancestor| ancestor.value().name() == "form")
        .ok_or_else(|| {
            StepEnd::error("the element that the target file's selector finds is in no form")
        })
}

fn name_of(element: ElementRef<'_>) -> StepResult<String> {
    element
        .value()
        .attr("name")
        .map(str::to_owned)
        .ok_or_else(|| {
            StepEnd::error("the input that the target file's selector finds has no name")
        })
}

fn first_button(form: ElementRef<'_>) -> Option<ElementRef<'_>> {
    form.descendants()
        .filter_map(ElementRef::wrap)
        .find(|element| {
            let value = element.value();
            match value.name() {
                "button" => value.attr("type").is_none_or(|kind| kind == "submit"),
                "input" => value.attr("type") == Some("submit"),
                _ => false,
            }
        })
}

fn set(pairs: &mut Vec<(String, String)>, name: String, value: &str) {
    pairs.retain(|(have, _)| *have != name);
    pairs.push((name, value.to_owned()));
}

fn submit(
    exchange: &Exchange,
    form: ElementRef<'_>,
    button: Option<ElementRef<'_>>,
    mut pairs: Vec<(String, String)>,
) -> StepResult<Request> {
    if let Some(button) = button.map(|button| button.value())
        && let Some(name) = button.attr("name")
    {
        pairs.push((
            name.to_owned(),
            button.attr("value").unwrap_or_default().to_owned(),
        ));
    }
    let of_button = |name: &str| button.and_then(|button| button.value().attr(name));
    let action = of_button("formaction")
        .or_else(|| form.value().attr("action"))
        .unwrap_or_default();
    let base = Url::parse(&exchange.request.url)
        .map_err(|error| StepEnd::error(format!("the page's URL: {error}")))?;
    let mut url = if action.is_empty() {
        base
    } else {
        base.join(action).map_err(|error| {
            StepEnd::failed(
                "a form with an action that is a URL",
                format!("`{action}`: {error}"),
            )
        })?
    };
    let method = of_button("formmethod")
        .or_else(|| form.value().attr("method"))
        .unwrap_or("get");
    if method.eq_ignore_ascii_case("post") {
        let mut request =
            Request::form(url.to_string(), &pairs).header("Referer", exchange.request.url.clone());
        // A browser names the origin of a form that is posted, and payers may check it.
        if let Ok(from) = Url::parse(&exchange.request.url) {
            request = request.header("Origin", from.origin().ascii_serialization());
        }
        Ok(request)
    } else {
        url.query_pairs_mut().clear().extend_pairs(&pairs);
        Ok(Request::get(url.to_string()))
    }
}
