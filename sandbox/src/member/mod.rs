//! The pages of the members: sign-in, consent, connected apps, and the start page; and the authorization endpoint, which
//! leads to them. They work without JavaScript.

mod apps;
mod authorize;
mod consent;
mod login;
mod routes;
mod scope_texts;
mod signed_in;
mod start_page;

pub(crate) use routes::router;
