//! The text of searches: query strings, and cells that are filled from a resource.

use payerlab_matching::written;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::resource::FetchedResource;

/// What need not be escaped in a query for people to read it.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b':')
    .remove(b'/')
    .remove(b',')
    .remove(b'*');

/// The parameters as a query string.
pub(crate) fn query_text(parameters: &[(String, String)]) -> String {
    let escape = |text: &str| utf8_percent_encode(text, QUERY).to_string();
    parameters
        .iter()
        .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// The forms (`its value` ...) that stand in a cell.
pub(crate) fn forms(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(form, _)| form))
        .filter(|form| {
            form.starts_with("its ") || form.starts_with("day ") || form.starts_with("year ")
        })
}

/// The rows with their forms filled from the resource; the error says what the resource lacks.
pub(crate) fn fill_from(
    resource: &FetchedResource,
    rows: &[(String, String)],
    base: &str,
) -> Result<Vec<(String, String)>, String> {
    let node = resource.node().ok_or_else(|| "anything".to_owned())?;
    rows.iter()
        .map(|(name, cell)| {
            let mut filled = cell.clone();
            let wanted: Vec<String> = forms(cell).map(str::to_owned).collect();
            for form in wanted {
                let value =
                    written(node, name, &form, base).ok_or_else(|| format!("`{name}` ({form})"))?;
                filled = filled.replace(&format!("{{{form}}}"), &value);
            }
            Ok((name.clone(), filled))
        })
        .collect()
}
