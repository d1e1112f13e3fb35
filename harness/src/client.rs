//! The HTTP client: never follows a redirect by itself, keeps to the target's pace, and records what was sent and
//! answered.

use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use tokio::time::Instant;

use crate::clock;
use crate::error::HarnessError;
use crate::exchange::{Answer, Exchange, Request};
use crate::exchange_log::ExchangeLog;
use crate::no_answer::{NoAnswer, UnknownHost, deepest};
use crate::outcome::{StepEnd, StepResult};
use crate::redact::Secrets;

/// How the harness names itself to payers.
const USER_AGENT: &str = concat!("payerlab-check/", env!("CARGO_PKG_VERSION"));

/// The client of a run.
pub(crate) struct HttpClient {
    http: reqwest::Client,
    pace: Option<Pace>,
    timeout: Duration,
    secrets: Arc<Secrets>,
}

/// Spaces requests evenly.
struct Pace {
    gap: Duration,
    next: tokio::sync::Mutex<Instant>,
}

impl Pace {
    async fn wait(&self) {
        let mut next = self.next.lock().await;
        let now = Instant::now();
        if *next > now {
            tokio::time::sleep_until(*next).await;
        }
        *next = (*next).max(now) + self.gap;
    }
}

impl HttpClient {
    /// A client with a timeout for each request and, where given, so many requests a second at most.
    pub(crate) fn new(
        secrets: Arc<Secrets>,
        timeout: Duration,
        per_second: Option<f64>,
    ) -> Result<Self, HarnessError> {
        let builder = || {
            reqwest::Client::builder()
                .redirect(Policy::none())
                .user_agent(USER_AGENT)
                .timeout(timeout)
                .no_proxy()
                .dns_resolver(Resolver)
        };
        // A provider installed by the embedding program is as good as ours.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        // A machine without a store of root certificates can still test a payer over plain HTTP.
        let http = builder()
            .build()
            .or_else(|_| builder().tls_certs_only([]).build())
            .map_err(|error| {
                HarnessError::Broken(format!("no HTTP client: {}", deepest(&error)))
            })?;
        let pace = per_second.map(|rate| Pace {
            gap: Duration::from_secs_f64(1.0 / rate),
            next: tokio::sync::Mutex::new(Instant::now()),
        });
        Ok(Self {
            http,
            pace,
            timeout,
            secrets,
        })
    }

    /// Sends a request; the exchange holds the answer or why none came.
    pub(crate) async fn send(&self, request: Request) -> (Exchange, Option<NoAnswer>) {
        if let Some(pace) = &self.pace {
            pace.wait().await;
        }
        let started = clock::now();
        let clock = Instant::now();
        let result = self.attempt(&request).await;
        let elapsed = clock.elapsed();
        match result {
            Ok(answer) => {
                self.secrets.learn_answer(&answer);
                (
                    Exchange {
                        request,
                        answer: Ok(answer),
                        started,
                        elapsed,
                    },
                    None,
                )
            }
            Err(no_answer) => {
                let exchange = Exchange {
                    request,
                    answer: Err(no_answer.reason.clone()),
                    started,
                    elapsed,
                };
                (exchange, Some(no_answer))
            }
        }
    }

    async fn attempt(&self, request: &Request) -> Result<Answer, NoAnswer> {
        let url = reqwest::Url::parse(&request.url).map_err(|error| {
            NoAnswer::unsendable(format!("`{}` is no URL: {error}", request.url))
        })?;
        let mut builder = self.http.request(request.method.clone(), url);
        for (name, value) in &request.headers {
            builder = builder.header(name.as_str(), value.as_bytes());
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let built = builder.build().map_err(|error| {
            NoAnswer::unsendable(format!("cannot be sent: {}", deepest(&error)))
        })?;
        let no_answer = |error: reqwest::Error| NoAnswer::of(&error, self.timeout);
        let response = self.http.execute(built).await.map_err(no_answer)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.map_err(no_answer)?;
        Ok(Answer {
            status,
            headers,
            body,
        })
    }
}

/// The system's resolver, with an error that tells an unknown host from everything else.
struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map_err(UnknownHost)?;
            Ok(Box::new(addresses.collect::<Vec<_>>().into_iter()) as Addrs)
        })
    }
}

/// A client and the log in which it records its exchanges.
#[derive(Clone)]
pub(crate) struct RecordingClient {
    pub http: Arc<HttpClient>,
    pub log: Arc<ExchangeLog>,
}

impl RecordingClient {
    /// Sends, records, and hands back the exchange; an error of the scenario when no answer came.
    pub(crate) async fn send(&self, request: Request) -> StepResult<Arc<Exchange>> {
        let label = format!(
            "{} {}",
            request.method,
            request.url.split('?').next().unwrap_or_default()
        );
        let (exchange, no_answer) = self.http.send(request).await;
        let exchange = Arc::new(exchange);
        self.log.push(exchange.clone());
        match no_answer {
            None => Ok(exchange),
            Some(NoAnswer {
                reason,
                out_of_reach,
            }) => Err(StepEnd::Error {
                what: format!("{label}: {reason}"),
                out_of_reach,
            }),
        }
    }

    /// The same client with an empty log.
    pub(crate) fn with_new_log(&self) -> Self {
        Self {
            http: self.http.clone(),
            log: Arc::default(),
        }
    }
}
