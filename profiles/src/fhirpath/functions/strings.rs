//! Functions over strings (FHIRPath "String Manipulation", "Additional String Functions").

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use regex::{Regex, RegexBuilder};

use super::function::Function;
use crate::fhirpath::error::FhirPathError;
use crate::fhirpath::evaluate::{BYTES_PER_STEP, Collection, EvaluationResult, single};
use crate::fhirpath::item::{Item, Value};

/// Patterns kept compiled: guides use a few dozen.
const KEPT_PATTERNS: usize = 256;

thread_local! {
    // Shared, not copied: a copy of a pattern starts with no memory of the texts it has seen, and makes its own.
    static PATTERNS: RefCell<HashMap<(String, bool), Rc<Regex>>> = RefCell::new(HashMap::new());
}

/// What a function may cost beyond the text that goes in: every match may be replaced by something longer, and every
/// character may become an item.
pub(in crate::fhirpath) fn cost(
    function: Function,
    items: &[Item<'_>],
    arguments: &[Collection<'_>],
) -> usize {
    use Function as F;
    let length = |items: &[Item<'_>]| match items {
        [item] => match item.value() {
            Some(Value::String(text)) => text.len(),
            _ => 0,
        },
        _ => 0,
    };
    let argument = |at: usize| arguments.get(at).map_or(0, |items| length(items));
    match function {
        F::Replace | F::ReplaceMatches => {
            length(items).saturating_mul(argument(1)) / BYTES_PER_STEP
        }
        F::Join => items.len().saturating_mul(argument(0)) / BYTES_PER_STEP,
        F::ToChars | F::Split => length(items),
        _ => 0,
    }
}

/// Answers the string functions.
pub(in crate::fhirpath) fn call<'a>(
    function: Function,
    items: &[Item<'a>],
    arguments: &[Collection<'a>],
) -> EvaluationResult<'a> {
    use Function as F;
    if function == F::Join {
        return join(items, arguments);
    }
    let Some(text) = string(items)? else {
        return Ok(Vec::new());
    };
    let argument = |at: usize| arguments.get(at).map_or(Ok(None), |items| string(items));
    let found = match function {
        F::Upper => vec![Item::from(text.to_uppercase())],
        F::Lower => vec![Item::from(text.to_lowercase())],
        F::Length => vec![Item::from(text.chars().count() as i64)],
        F::Trim => vec![Item::from(text.trim().to_owned())],
        F::ToChars => text.chars().map(|c| Item::from(c.to_string())).collect(),
        F::Substring => substring(&text, arguments)?,
        _ => {
            let Some(first) = argument(0)? else {
                return Ok(Vec::new());
            };
            match function {
                F::StartsWith => vec![Item::from(text.starts_with(&first))],
                F::EndsWith => vec![Item::from(text.ends_with(&first))],
                F::Contains => vec![Item::from(text.contains(&first))],
                F::IndexOf | F::LastIndexOf => {
                    let found = if function == F::IndexOf {
                        text.find(&first)
                    } else {
                        text.rfind(&first)
                    };
                    vec![Item::from(
                        found.map_or(-1, |at| text[..at].chars().count() as i64),
                    )]
                }
                F::Split => text
                    .split(first.as_str())
                    .map(|part| Item::from(part.to_owned()))
                    .collect(),
                F::Matches => vec![Item::from(pattern(&first, false)?.is_match(&text))],
                F::MatchesFull => vec![Item::from(pattern(&first, true)?.is_match(&text))],
                F::Encode | F::Decode | F::Escape | F::Unescape => recode(function, &text, &first)?
                    .map(Item::from)
                    .into_iter()
                    .collect(),
                _ => {
                    let Some(second) = argument(1)? else {
                        return Ok(Vec::new());
                    };
                    let replaced = match function {
                        F::Replace => text.replace(&first, &second),
                        _ if first.is_empty() => text,
                        _ => pattern(&first, false)?
                            .replace_all(&text, second.as_str())
                            .into_owned(),
                    };
                    vec![Item::from(replaced)]
                }
            }
        }
    };
    Ok(found)
}

fn string(items: &[Item<'_>]) -> Result<Option<String>, FhirPathError> {
    match single(items)?.map(Item::value) {
        None => Ok(None),
        Some(Some(Value::String(text))) => Ok(Some(text.into_owned())),
        Some(Some(value @ Value::Temporal(_))) => Ok(value.text()),
        Some(_) => Err(FhirPathError::evaluation("a string is expected")),
    }
}

fn join<'a>(items: &[Item<'a>], arguments: &[Collection<'a>]) -> EvaluationResult<'a> {
    let separator = arguments
        .first()
        .map_or(Ok(None), |items| string(items))?
        .unwrap_or_default();
    let mut parts = Vec::with_capacity(items.len());
    for item in items {
        parts.extend(string(std::slice::from_ref(item))?);
    }
    Ok(if items.is_empty() {
        Vec::new()
    } else {
        vec![Item::from(parts.join(&separator))]
    })
}

fn substring<'a>(text: &str, arguments: &[Collection<'a>]) -> EvaluationResult<'a> {
    let number = |at: usize| -> Result<Option<i64>, FhirPathError> {
        match arguments
            .get(at)
            .map_or(Ok(None), |items| single(items))?
            .and_then(Item::value)
        {
            None => Ok(None),
            Some(Value::Integer(number)) => Ok(Some(number)),
            Some(_) => Err(FhirPathError::evaluation("an integer is expected")),
        }
    };
    let Some(start) = number(0)? else {
        return Ok(Vec::new());
    };
    let length = if arguments.len() > 1 {
        number(1)?
    } else {
        None
    };
    let Ok(start) = usize::try_from(start) else {
        return Ok(Vec::new());
    };
    if start >= text.chars().count() {
        return Ok(Vec::new());
    }
    let length = length.map_or(usize::MAX, |length| usize::try_from(length).unwrap_or(0));
    Ok(vec![Item::from(
        text.chars().skip(start).take(length).collect::<String>(),
    )])
}

fn pattern(text: &str, full: bool) -> Result<Rc<Regex>, FhirPathError> {
    PATTERNS.with_borrow_mut(|patterns| {
        let key = (text.to_owned(), full);
        if let Some(found) = patterns.get(&key) {
            return Ok(found.clone());
        }
        let source = if full {
            format!("^(?:{text})$")
        } else {
            text.to_owned()
        };
        let built = RegexBuilder::new(&source)
            .dot_matches_new_line(true)
            .size_limit(1 << 20)
            .build()
            .map_err(|_| {
                FhirPathError::evaluation(format!(
                    "`{text}` is no regular expression that is understood"
                ))
            })?;
        let built = Rc::new(built);
        if patterns.len() >= KEPT_PATTERNS {
            patterns.clear();
        }
        patterns.insert(key, built.clone());
        Ok(built)
    })
}

fn recode(function: Function, text: &str, format: &str) -> Result<Option<String>, FhirPathError> {
    use Function as F;
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const URL_ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    Ok(match (function, format) {
        (F::Encode, "hex") => Some(text.bytes().map(|byte| format!("{byte:02x}")).collect()),
        (F::Encode, "base64") => Some(encode(text.as_bytes(), ALPHABET)),
        (F::Encode, "urlbase64") => Some(encode(text.as_bytes(), URL_ALPHABET)),
        (F::Decode, "hex") => {
            let bytes: Option<Vec<u8>> = (text.len().is_multiple_of(2) && text.is_ascii())
                .then(|| {
                    (0..text.len())
                        .step_by(2)
                        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
                        .collect()
                })
                .flatten();
            bytes.and_then(|bytes| String::from_utf8(bytes).ok())
        }
        (F::Decode, "base64") => {
            decode(text, ALPHABET).and_then(|bytes| String::from_utf8(bytes).ok())
        }
        (F::Decode, "urlbase64") => {
            decode(text, URL_ALPHABET).and_then(|bytes| String::from_utf8(bytes).ok())
        }
        (F::Escape, "html") => Some(
            text.replace('&', "&amp;")
                .replace('<', "&lt;")
                .replace('>', "&gt;")
                .replace('"', "&quot;")
                .replace('\'', "&#39;"),
        ),
        (F::Unescape, "html") => Some(
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&"),
        ),
        (F::Escape, "json") => {
            let quoted = serde_json::to_string(text).unwrap_or_default();
            Some(quoted[1..quoted.len() - 1].to_owned())
        }
        (F::Unescape, "json") => serde_json::from_str(&format!(
            "\"{}\"",
            text.replace('"', "\\\"").replace("\\\\\"", "\\\"")
        ))
        .ok(),
        _ => {
            return Err(FhirPathError::evaluation(format!(
                "`{format}` is no known format"
            )));
        }
    })
}

fn encode(bytes: &[u8], alphabet: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().enumerate().fold(0_u32, |group, (at, byte)| {
            group | u32::from(*byte) << (16 - 8 * at)
        });
        for at in 0..4 {
            if at <= chunk.len() {
                text.push(char::from(alphabet[(group >> (18 - 6 * at) & 63) as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

fn decode(text: &str, alphabet: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut group, mut bits) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = alphabet.iter().position(|letter| *letter == byte)?;
        group = group << 6 | value as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((group >> bits & 0xFF) as u8);
        }
    }
    Some(bytes)
}
