//! Scopes for FHIR resources, of SMART App Launch 1.0 (`.read`) and 2.0 (`.rs`, `?category=`), and what they allow.

use std::fmt;

/// Whose data a scope is about: the word before its slash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeLevel {
    /// `patient/`: the Patient in context.
    Patient,
    /// `user/`: whatever the person who signed in may see.
    User,
    /// `system/`: whatever the app may see without a person.
    System,
}

/// One kind of interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// `c`: create an instance
    Create,
    /// `r`: read, vread, history of an instance
    Read,
    /// `u`: update or patch an instance
    Update,
    /// `d`: delete an instance
    Delete,
    /// `s`: search, history of a type
    Search,
}

impl Permission {
    const IN_ORDER: [(Permission, char); 5] = [
        (Permission::Create, 'c'),
        (Permission::Read, 'r'),
        (Permission::Update, 'u'),
        (Permission::Delete, 'd'),
        (Permission::Search, 's'),
    ];

    fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

/// A set of [`Permission`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Permissions(u8);

impl Permissions {
    /// Read and search.
    pub const READ: Self = Self((1 << Permission::Read as u8) | (1 << Permission::Search as u8));
    /// Create, update and delete.
    pub const WRITE: Self = Self(
        (1 << Permission::Create as u8)
            | (1 << Permission::Update as u8)
            | (1 << Permission::Delete as u8),
    );
    /// Reading and writing.
    pub const ALL: Self = Self(Self::READ.0 | Self::WRITE.0);

    /// Reads `read`, `write`, `*`, or letters of `cruds` in that order (SMART App Launch 2.0).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "" => return None,
            "read" => return Some(Self::READ),
            "write" => return Some(Self::WRITE),
            "*" => return Some(Self::ALL),
            _ => {}
        }
        let mut set = Self::default();
        let mut letters = text.chars().peekable();
        for (permission, letter) in Permission::IN_ORDER {
            if letters.next_if_eq(&letter).is_some() {
                set.0 |= permission.bit();
            }
        }
        letters.next().is_none().then_some(set)
    }

    /// Whether `permission` is in the set.
    #[must_use]
    pub fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Those that are in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether all of `other` is in this.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (permission, letter) in Permission::IN_ORDER {
            if self.has(permission) {
                write!(f, "{letter}")?;
            }
        }
        Ok(())
    }
}

/// A scope such as `patient/Observation.rs?category=laboratory`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceScope {
    /// Whose data it is about.
    pub level: ScopeLevel,
    /// The resource type; none for `*`.
    pub resource_type: Option<String>,
    /// What may be done.
    pub permissions: Permissions,
    /// Whether it is written as in SMART 1.0 (`.read`, `.write`, `.*`).
    pub version_1: bool,
    /// The search that a resource must match, as written after `?`.
    pub query: Option<String>,
}

impl ResourceScope {
    /// Reads one scope; none when it is not a scope for resources.
    #[must_use]
    pub fn parse(scope: &str) -> Option<Self> {
        let (level, rest) = scope.split_once('/')?;
        let level = match level {
            "patient" => ScopeLevel::Patient,
            "user" => ScopeLevel::User,
            "system" => ScopeLevel::System,
            _ => return None,
        };
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (resource_type, letters) = rest.split_once('.')?;
        let resource_type = match resource_type {
            "*" => None,
            name if name.starts_with(|c: char| c.is_ascii_uppercase())
                && name.chars().all(|c| c.is_ascii_alphabetic()) =>
            {
                Some(name.to_owned())
            }
            _ => return None,
        };
        let permissions = Permissions::parse(letters)?;
        let version_1 = matches!(letters, "read" | "write" | "*");
        let well_formed = |query: &str| {
            query.split('&').all(|pair| {
                pair.split_once('=')
                    .is_some_and(|(key, value)| !key.is_empty() && !value.is_empty())
            })
        };
        if query.is_some_and(|query| version_1 || !well_formed(query)) {
            return None;
        }
        Some(Self {
            level,
            resource_type,
            permissions,
            version_1,
            query: query.map(str::to_owned),
        })
    }

    /// Whether whatever `other` allows, this allows too.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.level == other.level
            && (self.resource_type.is_none() || self.resource_type == other.resource_type)
            && self.permissions.covers(other.permissions)
            && (self.query.is_none() || self.query == other.query)
    }
}

impl fmt::Display for ResourceScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            ScopeLevel::Patient => "patient",
            ScopeLevel::User => "user",
            ScopeLevel::System => "system",
        };
        write!(
            f,
            "{level}/{}.",
            self.resource_type.as_deref().unwrap_or("*")
        )?;
        match self.permissions {
            Permissions::READ if self.version_1 => f.write_str("read")?,
            Permissions::WRITE if self.version_1 => f.write_str("write")?,
            Permissions::ALL if self.version_1 => f.write_str("*")?,
            letters => write!(f, "{letters}")?,
        }
        match &self.query {
            Some(query) => write!(f, "?{query}"),
            None => Ok(()),
        }
    }
}

/// What scopes say about one interaction with one resource type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowance {
    /// It is not allowed.
    No,
    /// It is allowed on every resource of the type.
    Yes,
    /// It is allowed on resources that match at least one of these searches (`category=system|code&..`), as written in
    /// the scopes, not decoded.
    Only(Vec<String>),
}

/// The scopes of a token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GrantedScopes {
    resources: Vec<ResourceScope>,
    others: Vec<String>,
}

impl GrantedScopes {
    /// Reads the scopes of a token, separated by spaces.
    #[must_use]
    pub fn parse(scope: &str) -> Self {
        let mut scopes = Self::default();
        for scope in scope.split(' ').filter(|scope| !scope.is_empty()) {
            match ResourceScope::parse(scope) {
                Some(resource) => scopes.resources.push(resource),
                None => scopes.others.push(scope.to_owned()),
            }
        }
        scopes
    }

    /// Whether a scope such as `openid` or `launch/patient` was granted.
    #[must_use]
    pub fn has(&self, scope: &str) -> bool {
        self.others.iter().any(|other| other == scope)
    }

    /// The scopes for resources.
    #[must_use]
    pub fn resources(&self) -> &[ResourceScope] {
        &self.resources
    }

    /// Whether an interaction with resources of a type is allowed.
    #[must_use]
    pub fn allows(&self, resource_type: &str, permission: Permission) -> Allowance {
        let mut searches = Vec::new();
        let matching = self.resources.iter().filter(|scope| {
            scope
                .resource_type
                .as_deref()
                .is_none_or(|name| name == resource_type)
                && scope.permissions.has(permission)
        });
        for scope in matching {
            match &scope.query {
                None => return Allowance::Yes,
                Some(query) => searches.push(query.clone()),
            }
        }
        if searches.is_empty() {
            Allowance::No
        } else {
            Allowance::Only(searches)
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("patient/*.rs", "Patient", Permission::Read, true)]
    #[case("patient/*.read", "Patient", Permission::Search, true)]
    #[case("patient/*.read", "Patient", Permission::Update, false)]
    #[case("patient/*.write", "Patient", Permission::Create, true)]
    #[case("patient/*.write", "Patient", Permission::Read, false)]
    #[case("patient/*.*", "Patient", Permission::Delete, true)]
    #[case("patient/Observation.r", "Observation", Permission::Search, false)]
    #[case("patient/Observation.s", "Observation", Permission::Search, true)]
    #[case("patient/Observation.rs", "Patient", Permission::Read, false)]
    #[case("launch/patient openid", "Patient", Permission::Read, false)]
    #[case("patient/Observation.sr", "Observation", Permission::Read, false)]
    #[case("patient/Observation", "Observation", Permission::Read, false)]
    #[case("patient/.rs", "Observation", Permission::Read, false)]
    #[case("system/Practitioner.rs", "Practitioner", Permission::Read, true)]
    fn scopes_allow(
        #[case] scope: &str,
        #[case] kind: &str,
        #[case] permission: Permission,
        #[case] yes: bool,
    ) {
        let expected = if yes { Allowance::Yes } else { Allowance::No };
        assert_eq!(
            GrantedScopes::parse(scope).allows(kind, permission),
            expected
        );
    }

    #[test]
    fn granular_scopes_name_their_searches_until_a_wide_one_joins_them() {
        let granular = "patient/Observation.rs?category=laboratory patient/Observation.rs?category=vital-signs";
        assert_eq!(
            GrantedScopes::parse(granular).allows("Observation", Permission::Search),
            Allowance::Only(vec![
                "category=laboratory".into(),
                "category=vital-signs".into()
            ])
        );
        let wide = format!("{granular} patient/*.s");
        assert_eq!(
            GrantedScopes::parse(&wide).allows("Observation", Permission::Search),
            Allowance::Yes
        );
    }

    #[rstest]
    #[case("patient/*.rs")]
    #[case("user/Patient.read")]
    #[case("system/*.*")]
    #[case("patient/Observation.cruds?category=a|b&code=c")]
    fn scopes_are_written_as_they_were_read(#[case] scope: &str) {
        assert_eq!(
            ResourceScope::parse(scope)
                .map(|scope| scope.to_string())
                .as_deref(),
            Some(scope)
        );
    }

    #[rstest]
    #[case("patient/*.rs", "patient/Observation.r", true)]
    #[case("patient/*.read", "patient/Observation.rs?category=a", true)]
    #[case("patient/Observation.rs?category=a", "patient/Observation.rs", false)]
    #[case("patient/*.rs", "user/Observation.rs", false)]
    #[case("patient/*.r", "patient/*.rs", false)]
    fn covers(#[case] wide: &str, #[case] narrow: &str, #[case] expected: bool) {
        let parse = |scope| ResourceScope::parse(scope).unwrap();
        assert_eq!(parse(wide).covers(&parse(narrow)), expected);
    }
}
