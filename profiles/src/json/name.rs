//! Hashes of member names: a lookup compares numbers, and the texts only where those agree.

/// The hash of a member name: FNV-1a over its bytes.
pub(crate) const fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let mut hash = 0x811C_9DC5_u32;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash
}

/// A table that is looked up by member names; of a name that is there twice the first is found.
#[derive(Debug)]
pub(crate) struct Names<T> {
    /// Sorted by hash.
    rows: Vec<(u32, Box<str>, T)>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<T> FromIterator<(String, T)> for Names<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(names: I) -> Self {
        let row = |(name, value): (String, T)| (hash(&name), name.into_boxed_str(), value);
        let mut rows: Vec<_> = names.into_iter().map(row).collect();
        rows.sort_by_key(|(hash, ..)| *hash);
        Self { rows }
    }
}

impl<T> Names<T> {
    /// What stands under a name.
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.get_hashed(hash(name), name)
    }

    /// What stands under a name whose hash is known.
    pub(crate) fn get_hashed(&self, hash: u32, name: &str) -> Option<&T> {
        let first = self.rows.partition_point(|(known, ..)| *known < hash);
        self.rows[first..]
            .iter()
            .take_while(|(known, ..)| *known == hash)
            .find(|(_, known, _)| **known == *name)
            .map(|(.., value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_among_others() {
        let names: Names<usize> = ["id", "meta", "", "_id", "id"]
            .iter()
            .enumerate()
            .map(|(at, name)| ((*name).to_owned(), at))
            .collect();
        for (name, at) in [
            ("id", Some(0)),
            ("meta", Some(1)),
            ("", Some(2)),
            ("x", None),
        ] {
            assert_eq!(names.get(name).copied(), at, "{name}");
        }
        // Two names with the same hash: the texts decide.
        let clash = Names {
            rows: vec![(7, "a".into(), 1), (7, "b".into(), 2)],
        };
        assert_eq!(clash.get_hashed(7, "b"), Some(&2));
        assert_eq!(clash.get_hashed(7, "c"), None);
    }
}
