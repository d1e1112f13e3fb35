//! The HTTP client: never follows a redirect by itself, keeps to the target's pace, and says in plain words why a
//! target does not answer.

use std::{
    error::Error as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use reqwest::redirect::Policy;
use tokio::time::Instant;

use crate::{
    error::HarnessError,
    exchange::{Answer, Exchange, Request},
    outcome::{StepEnd, StepResult},
    redact::Secrets,
};

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
    pub fn new(
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
        };
        // A provider installed by the embedding program is as good as ours.
        let _ = rustls::crypto::ring::default_provider().install_default();
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
    pub async fn send(&self, request: Request) -> (Exchange, Option<NoAnswer>) {
        if let Some(pace) = &self.pace {
            pace.wait().await;
        }
        let started = Timestamp::now();
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
        let unsendable = |what: String| NoAnswer {
            reason: what,
            out_of_reach: false,
        };
        let url = reqwest::Url::parse(&request.url)
            .map_err(|error| unsendable(format!("`{}` is no URL: {error}", request.url)))?;
        let mut builder = self.http.request(request.method.clone(), url);
        for (name, value) in &request.headers {
            builder = builder.header(name.as_str(), value.as_bytes());
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        let built = builder
            .build()
            .map_err(|error| unsendable(format!("cannot be sent: {}", deepest(&error))))?;
        let response = self
            .http
            .execute(built)
            .await
            .map_err(|error| self.no_answer(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response
            .bytes()
            .await
            .map_err(|error| self.no_answer(&error))?;
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    fn no_answer(&self, error: &reqwest::Error) -> NoAnswer {
        let cause = deepest(error);
        let whole = chain(error).to_lowercase();
        let (reason, out_of_reach) = if error.is_timeout() {
            (
                format!(
                    "no answer within {} s; raise --timeout if the payer is slow",
                    self.timeout.as_secs()
                ),
                true,
            )
        } else if whole.contains("certificate")
            || whole.contains("tls")
            || whole.contains("handshake")
            || whole.contains("corrupt message")
        {
            (
                format!(
                    "its TLS certificate or handshake does not verify ({cause}); the payer must fix it, or the URL must name the host of the certificate"
                ),
                true,
            )
        } else if whole.contains("dns") || whole.contains("lookup") || whole.contains("resolve") {
            (
                format!("its host name does not resolve ({cause}); check the URL's host"),
                true,
            )
        } else if whole.contains("refused") {
            ("the connection was refused; check the URL's host and port, and that the payer runs".to_owned(), true)
        } else if error.is_connect() {
            (
                format!("no connection ({cause}); check the URL and the network"),
                true,
            )
        } else {
            (format!("the answer broke off ({cause})"), false)
        };
        NoAnswer {
            reason,
            out_of_reach,
        }
    }
}

/// Why no answer came.
pub(crate) struct NoAnswer {
    pub reason: String,
    pub out_of_reach: bool,
}

fn chain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}

fn deepest(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    text
}

/// The exchanges of one scenario, or of one thing that scenarios share.
#[derive(Default)]
pub(crate) struct ExchangeLog(Mutex<Vec<Arc<Exchange>>>);

impl ExchangeLog {
    pub fn push(&self, exchange: Arc<Exchange>) {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(exchange);
    }

    /// Appends what is not there yet.
    pub fn extend(&self, exchanges: &[Arc<Exchange>]) {
        let mut own = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for exchange in exchanges {
            if !own.iter().any(|have| Arc::ptr_eq(have, exchange)) {
                own.push(exchange.clone());
            }
        }
    }

    pub fn all(&self) -> Vec<Arc<Exchange>> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }
}

/// A client and the trail on which it leaves its exchanges.
#[derive(Clone)]
pub(crate) struct RecordingClient {
    pub http: Arc<HttpClient>,
    pub log: Arc<ExchangeLog>,
}

impl RecordingClient {
    /// Sends, records, and hands back the exchange; an error of the scenario when no answer came.
    pub async fn send(&self, request: Request) -> StepResult<Arc<Exchange>> {
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

    /// The same client with an empty trail.
    pub fn with_new_log(&self) -> Self {
        Self {
            http: self.http.clone(),
            log: Arc::default(),
        }
    }
}
