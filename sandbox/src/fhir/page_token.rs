//! The opaque part of a `next` link: where to go on, bound to the search that it belongs to (FHIR R4 http, 3.1.0.4).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::search::query::{Pair, encode};

fn mark(offset: usize, resource_type: &str, understood: &[Pair]) -> [u8; 8] {
    let digest = Sha256::new()
        .chain_update(resource_type)
        .chain_update([0])
        .chain_update(encode(understood))
        .chain_update(offset.to_be_bytes())
        .finalize();
    let mut mark = [0; 8];
    mark.copy_from_slice(&digest[..8]);
    mark
}

/// Writes the value of `_page` for a search.
#[must_use]
pub(super) fn write(offset: usize, resource_type: &str, understood: &[Pair]) -> String {
    let mut bytes = (offset as u64).to_be_bytes().to_vec();
    bytes.extend(mark(offset, resource_type, understood));
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads it again; `None` when it belongs to another search.
#[must_use]
pub(super) fn offset(page: &str, resource_type: &str, understood: &[Pair]) -> Option<usize> {
    let bytes = URL_SAFE_NO_PAD.decode(page).ok()?;
    let (number, given) = bytes.split_first_chunk::<8>()?;
    let offset = usize::try_from(u64::from_be_bytes(*number)).ok()?;
    (mark(offset, resource_type, understood) == given).then_some(offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_belongs_to_its_search() {
        let query = [Pair {
            name: "code".to_owned(),
            value: "a".to_owned(),
        }];
        let page = write(50, "Observation", &query);
        assert_eq!(offset(&page, "Observation", &query), Some(50));
        assert_eq!(offset(&page, "Condition", &query), None);
        assert_eq!(offset(&page, "Observation", &[]), None);
        assert_eq!(offset("AAAA", "Observation", &query), None);
        assert_eq!(offset("!", "Observation", &query), None);
    }
}
