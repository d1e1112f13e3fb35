//! Redaction: no secret, token, code, verifier, password, cookie or assertion reaches a report. Each is replaced by the
//! name of an environment variable, so that a repeated request says what to put there.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use parking_lot::Mutex;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use regex::{Captures, Regex};

use crate::exchange::{Answer, Exchange};

/// A value shorter than this is too short to be searched for everywhere without hiding innocent text.
const SHORTEST: usize = 6;

/// Members of a JSON answer, parameters of a redirect, and the names that stand for them.
const TOKENS: [(&str, &str); 5] = [
    ("access_token", "$ACCESS_TOKEN"),
    ("refresh_token", "$REFRESH_TOKEN"),
    ("id_token", "$ID_TOKEN"),
    ("client_secret", "$CLIENT_SECRET"),
    ("code", "$CODE"),
];

/// The secrets that a run knows so far.
#[derive(Default)]
pub(crate) struct Secrets(Mutex<Vec<(String, &'static str)>>);

impl Secrets {
    /// Remembers a secret, and the forms in which it may come by on the wire.
    pub(crate) fn learn(&self, secret: &str, name: &'static str) {
        if secret.len() < SHORTEST {
            return;
        }
        let mut known = self.0.lock();
        if known.iter().any(|(have, _)| have == secret) {
            return;
        }
        let form: String = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let json = serde_json::Value::from(secret).to_string();
        let forms = [
            utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
            form,
            json.trim_matches('"').to_owned(),
            escape_html(secret),
        ];
        known.push((secret.to_owned(), name));
        for derived in forms {
            if !known.iter().any(|(have, _)| *have == derived) {
                known.push((derived, name));
            }
        }
    }

    /// Remembers a client's secret, and the Basic credentials made of it (RFC 6749 2.3.1, encoded or not).
    pub(crate) fn learn_client(&self, client_id: &str, secret: &str) {
        self.learn(secret, "$CLIENT_SECRET");
        let encode =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        self.learn(
            &STANDARD.encode(format!("{client_id}:{secret}")),
            "$BASIC_CREDENTIALS",
        );
        self.learn(
            &STANDARD.encode(format!("{}:{}", encode(client_id), encode(secret))),
            "$BASIC_CREDENTIALS",
        );
    }

    /// Remembers what an answer gives out: tokens, codes in redirects, cookies.
    pub(crate) fn learn_answer(&self, answer: &Answer) {
        for cookie in answer.all("set-cookie") {
            if let Some((_, value)) = cookie.split(';').next().unwrap_or_default().split_once('=') {
                self.learn(value.trim().trim_matches('"'), "$COOKIE");
            }
        }
        if let Some(location) = answer.header("location") {
            let query = location
                .split(['?', '#'])
                .skip(1)
                .collect::<Vec<_>>()
                .join("&");
            for (name, value) in form_urlencoded::parse(query.as_bytes()) {
                if let Some((_, placeholder)) = TOKENS.iter().find(|(token, _)| *token == name) {
                    self.learn(&value, placeholder);
                }
            }
        }
        if answer
            .media_type()
            .is_some_and(|media| media.contains("json"))
            && answer.body.len() < 64 * 1024
            && let Ok(serde_json::Value::Object(object)) = serde_json::from_slice(&answer.body)
            && !object.contains_key("resourceType")
        {
            for (token, placeholder) in &TOKENS[..4] {
                if let Some(value) = object.get(*token).and_then(serde_json::Value::as_str) {
                    self.learn(value, placeholder);
                }
            }
        }
    }

    /// The redactor for everything known now.
    pub(crate) fn redactor(&self) -> Redactor {
        let known = self.0.lock();
        let patterns: Vec<&str> = known.iter().map(|(secret, _)| secret.as_str()).collect();
        let names = known.iter().map(|(_, name)| *name).collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns)
            .ok();
        let known = known.iter().cloned().collect();
        Redactor {
            automaton,
            names,
            known,
        }
    }
}

fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Replaces known secrets by their names.
pub(crate) struct Redactor {
    automaton: Option<AhoCorasick>,
    names: Vec<&'static str>,
    known: HashMap<String, &'static str>,
}

/// A parameter in a URL or a form, whose value may be percent-encoded in more ways than can be listed.
static PARAMETER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"([A-Za-z_]+=)([^&\s"'<>;,]*%[^&\s"'<>;,]*)"#).ok());

impl Redactor {
    /// The text with every known secret replaced.
    pub(crate) fn text(&self, text: &str) -> String {
        match &self.automaton {
            Some(automaton) => self.parameters(&automaton.replace_all(text, &self.names)),
            // Without an automaton nothing can be told apart, so nothing is shown.
            None => "[hidden]".to_owned(),
        }
    }

    /// Hides the parameters whose value is a known secret once it is decoded.
    fn parameters(&self, text: &str) -> String {
        let Some(pattern) = PARAMETER.as_ref() else {
            return text.to_owned();
        };
        pattern
            .replace_all(text, |found: &Captures<'_>| {
                let plain = percent_decode_str(&found[2].replace('+', " "))
                    .decode_utf8_lossy()
                    .into_owned();
                match self.known.get(&plain) {
                    Some(name) => format!("{}{name}", &found[1]),
                    None => found[0].to_owned(),
                }
            })
            .into_owned()
    }

    /// A header's value: cookies whole, anything else by what is known.
    pub(crate) fn header(&self, name: &str, value: &str) -> String {
        match name.to_ascii_lowercase().as_str() {
            "cookie" => value
                .split(';')
                .map(|pair| {
                    format!(
                        "{}=$COOKIE",
                        pair.split('=').next().unwrap_or_default().trim()
                    )
                })
                .collect::<Vec<_>>()
                .join("; "),
            "set-cookie" => {
                let (pair, attributes) = value.split_once(';').unwrap_or((value, ""));
                let name = pair.split('=').next().unwrap_or_default();
                if attributes.is_empty() {
                    format!("{name}=$COOKIE")
                } else {
                    format!("{name}=$COOKIE;{attributes}")
                }
            }
            _ => self.text(value),
        }
    }

    /// A body as text; bytes that are not text are counted, not shown.
    pub(crate) fn body(&self, body: &[u8]) -> String {
        match std::str::from_utf8(body) {
            Ok(text) => self.text(text),
            Err(_) => {
                let shown: String = self.text(&String::from_utf8_lossy(body));
                format!("{shown}\n[{} bytes that are not all UTF-8]", body.len())
            }
        }
    }

    /// The request line's URL.
    pub(crate) fn url(&self, exchange: &Exchange) -> String {
        self.text(&exchange.request.url)
    }
}
