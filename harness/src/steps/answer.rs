//! Thens that hold for any answer: status, headers, body, JSON.

use serde_json::Value;

use super::engine::{Call, Definition, alternatives, step};
use crate::outcome::{StepEnd, StepResult};
use crate::schema;
use crate::world::World;

/// What only the inside of a program writes.
const INSIDES: [&str; 24] = [
    "Traceback (most recent call last)",
    "stack backtrace",
    "panicked at",
    "thread 'main'",
    "\tat java.",
    "\tat org.",
    "\tat com.",
    "    at Object.",
    "node_modules/",
    "Exception in thread",
    "NullPointerException",
    "System.NullReferenceException",
    "SQLSTATE",
    "SQLITE_",
    "sqlite3.",
    "syntax error at or near",
    "ORA-0",
    "SELECT * FROM",
    "psycopg2",
    "org.hibernate",
    "/usr/src/",
    "/home/",
    "C:\\\\Users",
    ".rs:",
];

pub(super) fn definitions() -> Vec<Definition> {
    vec![
        step!(Then "the answer is {string}", "The status, or one of several: `400 or 404`, `4xx`, `not 5xx`.", status),
        step!(Then "the answer is JSON", "By its body and media type.", json),
        step!(Then "the answer has no body", "Not a byte.", no_body),
        step!(Then "the answer shows nothing of the program's insides", "Stack traces, SQL, source paths; and it is no 5xx.", insides),
        step!(Then "the answer does not repeat the token", "Neither in its body nor in its headers.", no_echo),
        step!(Then "the header {string} (is|contains) {string}", "Without regard to case; `a or b` allows either.", header),
        step!(Then "the header {string} is present", "With any value.", header_present),
        step!(Then "there is no header {string}", "Of that name.", no_header),
        step!(Then "the body (contains|does not contain) {string}", "Letter for letter.", body),
        step!(Then "the JSON at {string} is {string}[ or absent]", "A JSON pointer; numbers and truth values as they are written.", json_is),
        step!(Then "the JSON at {string} is (present|absent|a number|a string|a boolean|an absolute URL)[( or absent)]", "A JSON pointer.", json_kind),
        step!(Then "the JSON at {string} (contains|does not contain) {string}[( or is absent)]", "A list with that text in it, or a text with that text in it.", json_contains),
        step!(Then "the JSON is valid against {string}", "One of token-response, smart-configuration, openid-configuration, authorization-server, introspection.", json_schema),
    ]
}

pub(super) fn status_is(status: u16, wanted: &str) -> bool {
    alternatives(wanted).into_iter().any(|one| {
        let (negative, one) = one
            .strip_prefix("not ")
            .map_or((false, one), |rest| (true, rest));
        let same = match one.strip_suffix("xx") {
            Some(class) => class == (status / 100).to_string(),
            None => one == status.to_string(),
        };
        same != negative
    })
}

async fn status(world: &mut World, call: &Call) -> StepResult {
    let answer = world.answer()?;
    if status_is(answer.status(), call.raw(0)) {
        return Ok(());
    }
    let body: String = String::from_utf8_lossy(&answer.body)
        .chars()
        .take(300)
        .collect();
    Err(StepEnd::failed(
        call.raw(0),
        format!("{}: {body}", answer.brief()),
    ))
}

async fn json(world: &mut World, _: &Call) -> StepResult {
    let answer = world.answer()?;
    answer.json()?;
    match answer.media_type() {
        Some(media) if media.contains("json") => Ok(()),
        other => Err(StepEnd::failed(
            "a media type of JSON",
            other.unwrap_or_else(|| "none".into()),
        )),
    }
}

async fn no_body(world: &mut World, _: &Call) -> StepResult {
    match world.answer()?.body.len() {
        0 => Ok(()),
        length => Err(StepEnd::failed("no body", format!("{length} bytes"))),
    }
}

async fn insides(world: &mut World, _: &Call) -> StepResult {
    let answer = world.answer()?;
    let text = answer.text();
    if let Some(found) = INSIDES.iter().find(|inside| text.contains(**inside)) {
        return Err(StepEnd::failed(
            "nothing of the program's insides",
            format!("`{found}` in the body"),
        ));
    }
    if answer.status.is_server_error() {
        return Err(StepEnd::failed(
            "an error of the client (4xx) or a success",
            answer.brief(),
        ));
    }
    Ok(())
}

async fn no_echo(world: &mut World, _: &Call) -> StepResult {
    let exchange = world.last_exchange()?;
    let sent = exchange
        .request
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("authorization"))
        .map(|(_, value)| value.rsplit(' ').next().unwrap_or_default().to_owned())
        .or_else(|| world.access.current.clone())
        .ok_or_else(|| StepEnd::error("no token was sent"))?;
    let answer = world.answer()?;
    let in_header = answer
        .headers
        .values()
        .any(|value| String::from_utf8_lossy(value.as_bytes()).contains(&sent));
    if in_header || answer.text().contains(&sent) {
        return Err(StepEnd::failed(
            "an answer without the token",
            "the token is repeated in it",
        ));
    }
    Ok(())
}

async fn header(world: &mut World, call: &Call) -> StepResult {
    let (name, relation, wanted) = (call.raw(0), call.raw(1), call.text(world, 2).await?);
    let answer = world.answer()?;
    let got = answer.all(name).collect::<Vec<_>>().join(", ");
    let small = got.to_ascii_lowercase();
    let fine = alternatives(&wanted).into_iter().any(|one| {
        let one = one.to_ascii_lowercase();
        if relation == "is" {
            small == one
        } else {
            !got.is_empty() && small.contains(&one)
        }
    });
    if fine {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("a header {name} that {relation} `{wanted}`"),
        if got.is_empty() {
            "none".into()
        } else {
            format!("`{got}`")
        },
    ))
}

async fn header_present(world: &mut World, call: &Call) -> StepResult {
    match world.answer()?.headers.contains_key(call.raw(0)) {
        true => Ok(()),
        false => Err(StepEnd::failed(format!("a header {}", call.raw(0)), "none")),
    }
}

async fn no_header(world: &mut World, call: &Call) -> StepResult {
    match world.answer()?.header(call.raw(0)) {
        None => Ok(()),
        Some(value) => Err(StepEnd::failed(
            format!("no header {}", call.raw(0)),
            format!("`{value}`"),
        )),
    }
}

async fn body(world: &mut World, call: &Call) -> StepResult {
    let (relation, wanted) = (call.raw(0), call.text(world, 1).await?);
    let there = world.answer()?.text().contains(&wanted);
    if there == (relation == "contains") {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("a body that {relation} `{wanted}`"),
        if there {
            "it is in it"
        } else {
            "it is not in it"
        },
    ))
}

fn at(world: &World, pointer: &str) -> StepResult<Option<Value>> {
    Ok(world
        .answer()?
        .json()?
        .pointer(pointer)
        .cloned()
        .filter(|value| !value.is_null()))
}

fn shown(value: &Option<Value>) -> String {
    value
        .as_ref()
        .map_or("nothing".to_owned(), |value| format!("`{value}`"))
}

async fn json_is(world: &mut World, call: &Call) -> StepResult {
    let (pointer, wanted) = (call.raw(0), call.text(world, 1).await?);
    let got = at(world, pointer)?;
    let fine = match &got {
        Some(Value::String(text)) => *text == wanted,
        Some(Value::Bool(truth)) => wanted == if *truth { "true" } else { "false" },
        Some(Value::Number(number)) => number.to_string() == wanted,
        Some(_) => false,
        None => call.sentence.contains("\" or absent"),
    };
    if fine {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("`{wanted}` at {pointer}"),
        shown(&got),
    ))
}

async fn json_kind(world: &mut World, call: &Call) -> StepResult {
    let (pointer, kind) = (call.raw(0), call.raw(1));
    let got = at(world, pointer)?;
    let fine = match (&got, kind) {
        (None, "absent") => true,
        (None, _) => !call.raw(2).is_empty(),
        (Some(_), "present") => true,
        (Some(Value::Number(_)), "a number")
        | (Some(Value::String(_)), "a string")
        | (Some(Value::Bool(_)), "a boolean") => true,
        (Some(Value::String(text)), "an absolute URL") => url::Url::parse(text)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host()),
        _ => false,
    };
    if fine {
        return Ok(());
    }
    Err(StepEnd::failed(format!("{kind} at {pointer}"), shown(&got)))
}

async fn json_contains(world: &mut World, call: &Call) -> StepResult {
    let (pointer, relation, wanted) = (call.raw(0), call.raw(1), call.text(world, 2).await?);
    let got = at(world, pointer)?;
    let there = match &got {
        Some(Value::Array(items)) => items.iter().any(|item| item.as_str() == Some(&wanted)),
        Some(Value::String(text)) => text.contains(&wanted),
        Some(_) => false,
        None if relation == "contains" && !call.raw(3).is_empty() => return Ok(()),
        None => false,
    };
    if there == (relation == "contains") {
        return Ok(());
    }
    Err(StepEnd::failed(
        format!("a value at {pointer} that {relation} `{wanted}`"),
        shown(&got),
    ))
}

async fn json_schema(world: &mut World, call: &Call) -> StepResult {
    let body = world.answer()?.json()?;
    schema::check(call.raw(0), &body)
}
