//! The pages of the members: sign-in, consent, connected apps, and the start page. They work without JavaScript.

mod apps;
mod consent;
mod login;
mod next_page;
mod page;
mod routes;
mod scope_texts;
mod session;
mod start_page;
mod throttle;

pub(crate) use next_page::ask;
pub(crate) use page::error_page;
pub(crate) use routes::router;
pub(crate) use throttle::Throttle;
