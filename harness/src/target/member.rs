//! The members whose records the run may use, by the part they play.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::secret::InlineSecret;

/// One member: how they sign in, and their Patient resource where it is known beforehand.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The user name on the payer's sign-in page.
    pub username: String,
    /// The password, in the file: for synthetic payers only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<InlineSecret>,
    /// The environment variable that holds the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_env: Option<String>,
    /// The id of the member's Patient resource; left out, it is learned at sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient: Option<String>,
}

/// The part a member plays in scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MemberRole {
    /// The member that most scenarios use; the one with the most data.
    Main,
    /// Another member, whose record must stay hidden from the main one.
    Other,
    /// A member with hardly any data.
    Empty,
    /// A person who signs in for other members.
    Proxy,
    /// A member who died.
    Deceased,
}

impl MemberRole {
    /// Every role, in the order of the target file.
    pub const ALL: [Self; 5] = [
        Self::Main,
        Self::Other,
        Self::Empty,
        Self::Proxy,
        Self::Deceased,
    ];

    /// The role that a step names: `main`, `other`, `empty`, `proxy`, `deceased`.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.to_string() == word)
    }
}

impl fmt::Display for MemberRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Main => "main",
            Self::Other => "other",
            Self::Empty => "empty",
            Self::Proxy => "proxy",
            Self::Deceased => "deceased",
        })
    }
}

/// The members of a target by role.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Members {
    /// The member that most scenarios use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main: Option<Member>,
    /// Another member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Member>,
    /// A member with hardly any data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty: Option<Member>,
    /// A person who signs in for other members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<Member>,
    /// A member who died.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deceased: Option<Member>,
}

impl Members {
    /// The member that plays `role`.
    pub fn get(&self, role: MemberRole) -> Option<&Member> {
        match role {
            MemberRole::Main => self.main.as_ref(),
            MemberRole::Other => self.other.as_ref(),
            MemberRole::Empty => self.empty.as_ref(),
            MemberRole::Proxy => self.proxy.as_ref(),
            MemberRole::Deceased => self.deceased.as_ref(),
        }
    }

    /// Every member there is, with its role.
    pub fn iter(&self) -> impl Iterator<Item = (MemberRole, &Member)> {
        MemberRole::ALL
            .into_iter()
            .filter_map(|role| self.get(role).map(|member| (role, member)))
    }
}
