//! `application/x-www-form-urlencoded` parameters, read strictly (RFC 6749 3.1 and appendix B).

use std::collections::HashSet;

/// Parameters in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query or a body; none when an escape is broken or the text is not UTF-8.
    #[must_use]
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let pairs = bytes
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
                Some(equals) => (&pair[..equals], &pair[equals + 1..]),
                None => (pair, &[][..]),
            };
            Some((decode(name)?, decode(value)?))
        });
        Some(Self(pairs.collect::<Option<_>>()?))
    }

    /// The first value of a parameter. One without a value counts as left out (RFC 6749 3.1).
    #[must_use]
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let named = |(key, value): &&(String, String)| key == name && !value.is_empty();
        self.0.iter().find(named).map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter.
    pub(crate) fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The names, as often as they came.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Whether a parameter came more than once.
    #[must_use]
    pub(crate) fn repeats(&self, name: &str) -> bool {
        self.all(name).nth(1).is_some()
    }

    /// Without the parameters of this name.
    #[must_use]
    pub(crate) fn without(&self, name: &str) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(key, _)| key != name)
                .cloned()
                .collect(),
        )
    }

    /// The query that reads back as these parameters.
    #[must_use]
    pub(crate) fn encode(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish()
    }

    /// Adds the parameters of another place of the request.
    pub(crate) fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Of each parameter the last value alone.
    pub(crate) fn last_wins(mut self) -> Self {
        self.0.reverse();
        let mut seen = HashSet::new();
        self.0.retain(|(name, _)| seen.insert(name.clone()));
        self.0.reverse();
        self
    }
}

impl FromIterator<(String, String)> for Parameters {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// Undoes `+` and percent-encoding.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'+' => decoded.push(b' '),
            b'%' => {
                let (digits, after) = rest.split_at_checked(2)?;
                let digit = |byte: u8| char::from(byte).to_digit(16);
                let value = digit(digits[0])? * 16 + digit(digits[1])?;
                decoded.push(u8::try_from(value).ok()?);
                rest = after;
            }
            byte => decoded.push(*byte),
        }
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn reads_and_writes_pairs() {
        let parameters = Parameters::parse(b"a=1&b=x+y%2Fz&c&=d&a=2").unwrap();
        assert_eq!(parameters.get("a"), Some("1"));
        assert_eq!(parameters.get("b"), Some("x y/z"));
        assert_eq!(parameters.get("c"), None);
        assert!(parameters.repeats("a") && !parameters.repeats("b"));
        assert_eq!(
            Parameters::parse(parameters.encode().as_bytes()),
            Some(parameters)
        );
    }

    #[rstest]
    #[case(b"a=%")]
    #[case(b"a=%4")]
    #[case(b"a=%zz")]
    #[case(b"a=%FF")]
    #[case(b"a=\xFF")]
    #[case(b"%C3=1")]
    fn refuses_what_is_not_utf_8(#[case] bytes: &[u8]) {
        assert_eq!(Parameters::parse(bytes), None);
    }

    #[test]
    fn the_last_of_a_kind_can_win() {
        let parameters = Parameters::parse(b"a=1&b=2&a=3").unwrap().last_wins();
        assert_eq!(parameters.encode(), "b=2&a=3");
    }
}
