//! Hashes of member names: a lookup compares numbers, and the texts only where those agree.

use std::fmt;
use std::ops::Deref;

/// The hash of a member name, made of its length and its first and last eight bytes. Names that FHIR defines differ there; of
/// names that do not, the texts decide.
#[inline]
pub(crate) const fn hash(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let (first, last) = if let (Some(first), Some(last)) =
        (bytes.first_chunk::<8>(), bytes.last_chunk::<8>())
    {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (
            u32::from_le_bytes(*first) as u64,
            u32::from_le_bytes(*last) as u64,
        )
    } else {
        match *bytes {
            [first, middle, last] => (first as u64 | (middle as u64) << 8, last as u64),
            [first, last] => (first as u64, last as u64),
            [only] => (only as u64, 0),
            _ => (0, 0),
        }
    };
    let mixed = first
        .wrapping_add(bytes.len() as u64)
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ last;
    (mixed.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 32) as u32
}

/// A member name that is known before any document is, with its hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Name {
    hash: u32,
    text: Box<str>,
}

impl Name {
    pub(crate) fn new(text: &str) -> Self {
        Self {
            hash: hash(text),
            text: text.into(),
        }
    }

    /// The hash of the name.
    pub(crate) fn hash(&self) -> u32 {
        self.hash
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A table that is looked up by member names; of a name that is there twice the first is found.
#[derive(Debug)]
pub(crate) struct Names<T> {
    rows: Vec<(Name, T)>,
    /// Numbers of rows, from 1, each at the place that its hash says or after it; 0 where there is none. A power of two of
    /// them, and more than rows.
    places: Vec<u32>,
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            places: Vec::new(),
        }
    }
}

impl<S: AsRef<str>, T> FromIterator<(S, T)> for Names<T> {
    fn from_iter<I: IntoIterator<Item = (S, T)>>(names: I) -> Self {
        let row = |(name, value): (S, T)| (Name::new(name.as_ref()), value);
        Self::of(names.into_iter().map(row).collect())
    }
}

impl<T> Names<T> {
    fn of(rows: Vec<(Name, T)>) -> Self {
        if rows.is_empty() {
            return Self::default();
        }
        let mut places = vec![0; (rows.len() * 2).next_power_of_two()];
        let last = places.len() - 1;
        for (number, (name, _)) in (1..).zip(&rows) {
            let mut place = name.hash as usize & last;
            while places[place] != 0 {
                place = (place + 1) & last;
            }
            places[place] = number;
        }
        Self { rows, places }
    }

    /// What stands under a name.
    pub(crate) fn get(&self, name: &str) -> Option<&T> {
        self.get_hashed(hash(name), name)
    }

    /// What stands under a name whose hash is known.
    pub(crate) fn get_hashed(&self, hash: u32, name: &str) -> Option<&T> {
        let last = self.places.len().checked_sub(1)?;
        let mut place = hash as usize & last;
        loop {
            let row = self.places[place].checked_sub(1)?;
            let (known, value) = &self.rows[row as usize];
            if known.hash == hash && *known.text == *name {
                return Some(value);
            }
            place = (place + 1) & last;
        }
    }

    /// The names, in the order they came.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|(name, _)| &**name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_among_others() {
        let names: Names<usize> = ["id", "meta", "", "_id", "id"]
            .into_iter()
            .zip(0..)
            .collect();
        for (name, at) in [
            ("id", Some(0)),
            ("meta", Some(1)),
            ("", Some(2)),
            ("x", None),
        ] {
            assert_eq!(names.get(name).copied(), at, "{name}");
        }
        assert_eq!(Names::<()>::default().get(""), None);
        // Two names with the same hash: the texts decide.
        let clash = |text: &str| Name {
            hash: 7,
            text: text.into(),
        };
        let clashes = Names::of(vec![(clash("a"), 1), (clash("b"), 2)]);
        assert_eq!(clashes.get_hashed(7, "b"), Some(&2));
        assert_eq!(clashes.get_hashed(7, "c"), None);
    }

    #[test]
    fn short_names_have_hashes_of_their_own() {
        let names = [
            "", "a", "b", "aa", "ab", "ba", "aba", "abb", "bba", "abc", "abcd", "abcde",
        ];
        for (at, name) in names.iter().enumerate() {
            let again = names[..at].iter().any(|other| hash(other) == hash(name));
            assert!(!again, "{name}");
        }
    }
}
