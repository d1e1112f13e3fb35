//! Versions of packages and which of them a dependency accepts (FHIR NPM package specification, "Package dependencies":
//! exact versions, `x` for the last part or the last two; npm "semver" for the ranges that registries carry besides).

use std::cmp::Ordering;

use semver::{Comparator, Op, Prerelease, VersionReq};
use thiserror::Error;

/// A text that says no version.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum VersionError {
    /// What a build server made last, which is another thing every day.
    #[error("{0:?} names whatever was built last; name a released version")]
    Unreleased(String),
    /// Neither a version nor a range of them.
    #[error("{0:?} is neither a version such as 6.1.0 nor a range such as 6.1.x or ^6.1.0")]
    Unreadable(String),
}

/// Which versions will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Range {
    /// The newest release.
    Latest,
    /// Just this one.
    Exact(String),
    /// These, the newest first.
    Among(Vec<VersionReq>),
}

impl Range {
    /// Reads `6.1.0`, `6.1`, `6.1.x`, `6.x`, `*`, `latest`, `^6.1.0`, `~6.1`, `>=6.1.0 <8.0.0` and `6.1.x || 7.0.x`.
    ///
    /// # Errors
    /// [`VersionError`] when it is none of them, or says `current` or `dev`.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        let text = text.trim();
        let unreadable = || VersionError::Unreadable(text.chars().take(60).collect());
        match text.split('$').next() {
            Some("current" | "dev" | "cibuild") => {
                return Err(VersionError::Unreleased(text.to_owned()));
            }
            _ if text == "latest" => return Ok(Self::Latest),
            _ => {}
        }
        if text.is_empty() || text.len() > 120 {
            return Err(unreadable());
        }
        if is_plain(text) && (text.matches('.').count() > 1 || text.contains('-')) {
            return Ok(Self::Exact(text.to_owned()));
        }
        let among: Option<Vec<VersionReq>> = text.split("||").map(range).collect();
        Ok(Self::Among(among.ok_or_else(unreadable)?))
    }

    /// Whether a version will do. Versions before a release do only where they are named.
    pub fn accepts(&self, version: &str) -> bool {
        match self {
            Self::Latest => parsed(version).is_some_and(|found| found.pre.is_empty()),
            Self::Exact(only) => only == version,
            Self::Among(ranges) => parsed(version)
                .is_some_and(|found| ranges.iter().any(|range| range.matches(&found))),
        }
    }

    /// The newest of the versions that will do.
    pub fn newest<'v>(&self, versions: impl Iterator<Item = &'v str>) -> Option<&'v str> {
        versions
            .filter(|version| self.accepts(version))
            .max_by(|left, right| compare(left, right))
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Latest => f.write_str("latest"),
            Self::Exact(only) => f.write_str(only),
            Self::Among(ranges) => {
                let ranges: Vec<String> = ranges.iter().map(ToString::to_string).collect();
                f.write_str(&ranges.join(" || "))
            }
        }
    }
}

/// The order of versions, the older first; what is no semantic version stands before all that are.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let (first, second) = (parsed(left), parsed(right));
    first.cmp(&second).then_with(|| left.cmp(right))
}

/// A version of one part or two is one of three, the others being 0.
fn parsed(version: &str) -> Option<semver::Version> {
    let (numbers, rest) = match version.find(['-', '+']) {
        Some(at) => version.split_at(at),
        None => (version, ""),
    };
    let missing = 2_usize.checked_sub(numbers.matches('.').count())?;
    semver::Version::parse(&format!("{numbers}{}{rest}", ".0".repeat(missing))).ok()
}

/// Whether it names one version: digits and dots, perhaps with a label.
pub(crate) fn is_plain(text: &str) -> bool {
    let numbers = text.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = numbers.split('.').collect();
    let fits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    // A label may not lead out of the folder that it becomes part of the name of.
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b".-+_".contains(&byte);
    parts.iter().all(fits) && text.bytes().all(safe) && !text.contains("..")
}

fn range(text: &str) -> Option<VersionReq> {
    let text = text.trim();
    if let Some((from, to)) = text.split_once(" - ") {
        return VersionReq::parse(&format!(">={}, <={}", from.trim(), to.trim())).ok();
    }
    // In npm a bare version in a range is itself, and parts are divided by spaces.
    let mut joined: Vec<String> = Vec::new();
    for part in text.split([' ', ',']).filter(|part| !part.is_empty()) {
        match joined.last_mut() {
            Some(last) if last.chars().all(|c| "<>=~^".contains(c)) => last.push_str(part),
            _ => joined.push(part.to_owned()),
        }
    }
    if joined.is_empty() {
        return None;
    }
    let mut comparators = Vec::new();
    for part in joined {
        let part = stars(&part);
        if part.ends_with('*') && !part.contains('.') {
            continue;
        }
        let read = VersionReq::parse(&part).ok()?;
        let bare = part.starts_with(|c: char| c.is_ascii_digit());
        comparators.extend(read.comparators.into_iter().map(|found| exact(found, bare)));
    }
    Some(VersionReq { comparators })
}

/// `6.1.x` as `6.1.*`; after an operator the parts that may be anything are left out.
fn stars(part: &str) -> String {
    let parts: Vec<&str> = part
        .split('.')
        .map(|part| if matches!(part, "x" | "X") { "*" } else { part })
        .collect();
    let bare = part.starts_with(|c: char| c.is_ascii_digit());
    let kept = match parts.iter().position(|part| *part == "*") {
        Some(first) if !bare && first > 0 => &parts[..first],
        _ => &parts[..],
    };
    kept.join(".")
}

/// A bare version means itself, where a crate's means every compatible one.
fn exact(found: Comparator, bare: bool) -> Comparator {
    let Comparator {
        op: Op::Caret,
        major,
        minor,
        patch,
        pre,
    } = found.clone()
    else {
        return found;
    };
    if !bare {
        return found;
    }
    let whole = patch.is_some() || pre != Prerelease::EMPTY;
    Comparator {
        op: if whole { Op::Exact } else { Op::Wildcard },
        major,
        minor,
        patch,
        pre,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const VERSIONS: [&str; 9] = [
        "3.1.1",
        "6.1.0-snapshot1",
        "6.1.0",
        "6.1.2",
        "6.2.0",
        "7.0.0-ballot",
        "7.0.0",
        "8.0.0",
        "8.1.0-ballot",
    ];

    #[rstest]
    #[case("6.1.0", Some("6.1.0"))]
    #[case("6.1.x", Some("6.1.2"))]
    #[case("6.1.X", Some("6.1.2"))]
    #[case("6.x", Some("6.2.0"))]
    #[case("6.x.x", Some("6.2.0"))]
    #[case("6.*", Some("6.2.0"))]
    #[case("x", Some("8.0.0"))]
    #[case("*", Some("8.0.0"))]
    #[case("latest", Some("8.0.0"))]
    #[case("^6.1.0", Some("6.2.0"))]
    #[case("~6.1.0", Some("6.1.2"))]
    #[case(">=6.1.0 <7.0.0", Some("6.2.0"))]
    #[case(">= 6.1.0 < 7", Some("6.2.0"))]
    #[case("3.1.x || 6.1.x", Some("6.1.2"))]
    #[case("3.1.1 - 6.1.0", Some("6.1.0"))]
    #[case("7.0.0-ballot", Some("7.0.0-ballot"))]
    #[case("6", Some("6.2.0"))]
    #[case("6.1", Some("6.1.2"))]
    #[case("^6.x", Some("6.2.0"))]
    #[case(">=6.x", Some("8.0.0"))]
    #[case("9.x", None)]
    fn the_newest_that_will_do(#[case] range: &str, #[case] expected: Option<&str>) {
        let range = Range::parse(range).unwrap();
        assert_eq!(range.newest(VERSIONS.into_iter()), expected);
    }

    #[rstest]
    #[case("current")]
    #[case("current$my-branch")]
    #[case("dev")]
    #[case("")]
    #[case("six")]
    #[case("6.1.0/../..")]
    #[case("1..0")]
    #[case(">=")]
    fn what_names_no_release_is_refused(#[case] text: &str) {
        assert!(Range::parse(text).is_err());
    }

    #[test]
    fn short_versions_are_versions() {
        let range = Range::parse("1.0").unwrap();
        assert_eq!(range.newest(["0.9", "1.0"].into_iter()), Some("1.0"));
        assert_eq!(compare("1.0", "1.1.0"), Ordering::Less);
        assert_eq!(compare("1.0.0-ballot", "1.0.0"), Ordering::Less);
    }
}
