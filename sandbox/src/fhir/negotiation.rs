//! Which format an answer is in: `Accept` and `_format` (FHIR R4 http, 3.1.0.1.6; RFC 9110 12.5.1).

use http::{HeaderMap, header};

use crate::answers::{FhirError, FhirErrorKind};
use crate::search::query::Pair;

/// Passes when the client takes FHIR JSON of R4; `_format`, where given, stands above `Accept`.
///
/// # Errors
/// 406 when it takes none of what this API can send.
pub(super) fn check(headers: &HeaderMap, query: &[Pair]) -> Result<(), FhirError> {
    let refused = |asked: &str| {
        Err(FhirError::new(
            FhirErrorKind::NotAcceptable,
            format!("`{asked}` is not served here; ask for application/fhir+json"),
        ))
    };
    if let Some(format) = query.iter().find(|pair| pair.name == "_format") {
        // In a query `+` is a space: `application/fhir+json` is often written unescaped.
        let asked = format.value.replace(' ', "+");
        return if is_json(&asked) {
            Ok(())
        } else {
            refused(&format.value)
        };
    }
    let mut ranges = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|range| !range.is_empty())
        .peekable();
    if ranges.peek().is_none() || ranges.any(accepts) {
        return Ok(());
    }
    let asked = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    refused(asked)
}

fn accepts(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default().to_ascii_lowercase();
    let mut weight = 1.0;
    for parameter in parts {
        match parameter
            .split_once('=')
            .map(|(name, value)| (name.trim(), value.trim().trim_matches('"')))
        {
            Some((name, value)) if name.eq_ignore_ascii_case("q") => {
                weight = value.parse().unwrap_or(0.0);
            }
            Some((name, value))
                if name.eq_ignore_ascii_case("fhirVersion") && !value.starts_with("4.0") =>
            {
                return false;
            }
            _ => {}
        }
    }
    weight > 0.0 && (matches!(media.as_str(), "*/*" | "application/*") || is_json(&media))
}

fn is_json(format: &str) -> bool {
    let media = format
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    matches!(
        media.as_str(),
        "json" | "application/json" | "application/fhir+json" | "text/json"
    )
}

/// How to treat parameters that are not known (`Prefer: handling=`, FHIR R4 search 3.1.1.3.4).
#[must_use]
pub(super) fn is_strict(headers: &HeaderMap) -> bool {
    headers
        .get_all("prefer")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split([',', ';']))
        .any(|part| part.trim().eq_ignore_ascii_case("handling=strict"))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("*/*", true)]
    #[case("application/fhir+json", true)]
    #[case("application/fhir+json; fhirVersion=4.0", true)]
    #[case("application/fhir+json; fhirVersion=3.0", false)]
    #[case("application/json;q=0.9, text/html", true)]
    #[case("application/fhir+xml, application/json;q=0", false)]
    #[case("text/html,application/xhtml+xml,*/*;q=0.8", true)]
    #[case("application/fhir+xml", false)]
    #[case("text/csv", false)]
    #[case("", true)]
    fn accept_decides(#[case] accept: &'static str, #[case] passes: bool) {
        let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
        assert_eq!(check(&headers, &[]).is_ok(), passes);
    }

    #[rstest]
    #[case("json", true)]
    #[case("application/fhir json", true)]
    #[case("application/json", true)]
    #[case("xml", false)]
    #[case("banana", false)]
    fn format_stands_above_accept(#[case] format: &str, #[case] passes: bool) {
        let headers = HeaderMap::from_iter([(
            header::ACCEPT,
            HeaderValue::from_static("application/fhir+xml"),
        )]);
        let query = [Pair {
            name: "_format".to_owned(),
            value: format.to_owned(),
        }];
        assert_eq!(check(&headers, &query).is_ok(), passes);
    }
}
