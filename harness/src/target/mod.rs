//! The target: the payer endpoint under test, as its TOML file describes it.
//!
//! A target names base URLs, the apps registered with the payer, members whose consent may be used, how a member signs
//! in, the guide versions, the pace the payer allows, and the deviations it declares.

mod app;
mod login;
mod member;
mod read;
mod secret;
mod settings;
mod url;

pub use app::{App, AppRole, Apps, TokenEndpointAuthMethod};
pub use login::{AppsPage, Consent, FormLogin, LoginStrategy};
pub use member::{Member, MemberRole, Members};
pub use read::TargetError;
pub use secret::InlineSecret;
pub(crate) use secret::resolve as resolve_secret;
pub use settings::{Deviation, Guides, Limits, Target};
pub use url::BaseUrl;
