//! The curl line that repeats a request, for a POSIX shell. Secrets come from environment variables.

use crate::report::model::ExchangeView;

/// Headers that curl sets by itself.
const OWN: [&str; 3] = ["host", "content-length", "accept-encoding"];

/// The command for a redacted exchange.
pub(crate) fn line(exchange: &ExchangeView) -> String {
    let mut parts = vec!["curl -i --path-as-is".to_owned()];
    match exchange.method.as_str() {
        "GET" => {}
        "HEAD" => parts.push("--head".to_owned()),
        method => parts.push(format!("-X {}", quote(method))),
    }
    for (name, value) in &exchange.request_headers {
        if !OWN.contains(&name.to_ascii_lowercase().as_str()) {
            parts.push(format!("-H {}", quote(&format!("{name}: {value}"))));
        }
    }
    if let Some(body) = &exchange.request_body {
        parts.push(format!("--data-raw {}", quote(body)));
    }
    parts.push(quote(&exchange.url));
    parts.join(" ")
}

/// One shell word: single quotes throughout, but for `$NAME` placeholders, which the shell must fill in.
fn quote(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let found = rest.match_indices('$').find_map(|(at, _)| {
            let name: String = rest[at + 1..]
                .chars()
                .take_while(|c| c.is_ascii_uppercase() || *c == '_')
                .collect();
            (name.len() > 2).then_some((at, name))
        });
        let Some((at, name)) = found else {
            if !rest.is_empty() || out.is_empty() {
                out.push_str(&single(rest));
            }
            return out;
        };
        if at > 0 {
            out.push_str(&single(&rest[..at]));
        }
        out.push_str(&format!("\"${name}\""));
        rest = &rest[at + 1 + name.len()..];
    }
}

fn single(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn only_placeholders_are_left_to_the_shell() {
        assert_eq!(quote("Bearer $ACCESS_TOKEN"), r#"'Bearer '"$ACCESS_TOKEN""#);
        assert_eq!(quote("it's $1"), r"'it'\''s $1'");
        assert_eq!(quote(""), "''");
    }
}
