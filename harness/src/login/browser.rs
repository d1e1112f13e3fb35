//! What a browser does without being asked: keeps cookies, and follows redirects until a page or the app's own address.

use std::sync::Arc;

use cookie_store::CookieStore;
use http::Method;
use url::Url;

use crate::client::RecordingClient;
use crate::exchange::{Exchange, Request};
use crate::outcome::{StepEnd, StepResult};

/// Redirects in a row before a payer is said to go in circles.
const HOPS: usize = 20;

/// A browser window: cookies, and the addresses at which the app waits.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    jar: CookieStore,
    /// Redirect URIs at which the browser leaves the payer.
    pub waiting: Vec<String>,
    /// Whether an app's access was withdrawn in it.
    pub withdrew: bool,
}

/// Where a browser is after its redirects.
#[derive(Clone)]
pub(crate) enum Landing {
    /// On a page of the payer.
    Page(Arc<Exchange>),
    /// Back at the app, with these parameters; the exchange is the redirect.
    BackAtApp {
        parameters: Vec<(String, String)>,
        exchange: Arc<Exchange>,
    },
}

impl Landing {
    pub(crate) fn exchange(&self) -> &Arc<Exchange> {
        match self {
            Self::Page(exchange) | Self::BackAtApp { exchange, .. } => exchange,
        }
    }

    /// A parameter of the redirect to the app; an empty one counts as none.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        match self {
            Self::Page(_) => None,
            Self::BackAtApp { parameters, .. } => parameters
                .iter()
                .find(|(have, _)| have == name)
                .map(|(_, value)| value.as_str()),
        }
    }
}

impl Browser {
    /// Sends a request and follows where it leads.
    pub(crate) async fn go(
        &mut self,
        client: &RecordingClient,
        mut request: Request,
    ) -> StepResult<Landing> {
        for _ in 0..HOPS {
            let url = Url::parse(&request.url)
                .map_err(|error| StepEnd::error(format!("`{}` is no URL: {error}", request.url)))?;
            let cookies: Vec<String> = self
                .jar
                .get_request_values(&url)
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            if !cookies.is_empty() {
                request = request.header("Cookie", cookies.join("; "));
            }
            if !request.has("accept") {
                request = request.header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
            }
            let exchange = client.send(request.clone()).await?;
            let Ok(answer) = &exchange.answer else {
                return Ok(Landing::Page(exchange));
            };
            for cookie in answer.all("set-cookie") {
                // A cookie that the store refuses, a browser would refuse too.
                let _ = self.jar.parse(cookie, &url);
            }
            let Some(location) = answer
                .header("location")
                .filter(|_| answer.status.is_redirection())
            else {
                return Ok(Landing::Page(exchange));
            };
            let next = url.join(location).map_err(|error| {
                StepEnd::failed(
                    "a redirect to a URL",
                    format!("`Location: {location}` ({error})"),
                )
            })?;
            if self
                .waiting
                .iter()
                .any(|address| same_address(&next, address))
            {
                let parameters = next
                    .query()
                    .into_iter()
                    .chain(next.fragment())
                    .flat_map(|text| form_urlencoded::parse(text.as_bytes()))
                    .map(|(name, value)| (name.into_owned(), value.into_owned()))
                    .collect();
                return Ok(Landing::BackAtApp {
                    parameters,
                    exchange,
                });
            }
            let keeps = matches!(answer.status(), 307 | 308);
            let mut followed = Request::get(next.to_string());
            if keeps {
                followed.method = request.method.clone();
                followed.body.clone_from(&request.body);
                followed.headers = request
                    .headers
                    .iter()
                    .filter(|(name, _)| name.eq_ignore_ascii_case("content-type"))
                    .cloned()
                    .collect();
            } else if request.method == Method::HEAD {
                followed.method = Method::HEAD;
            }
            request = followed;
        }
        Err(StepEnd::failed(
            "a page, or the app's redirect URI",
            format!("more than {HOPS} redirects in a row"),
        ))
    }
}

/// Whether a URL is that redirect URI, whatever query and fragment it carries besides.
fn same_address(url: &Url, address: &str) -> bool {
    Url::parse(address).is_ok_and(|address| {
        url.scheme() == address.scheme()
            && url.host_str() == address.host_str()
            && url.port_or_known_default() == address.port_or_known_default()
            && url.path() == address.path()
    })
}
