//! The pages of the members: sign-in, consent, connected apps, and the start page. They work without JavaScript.

mod apps;
mod ask;
mod consent;
mod login;
mod page;
mod routes;
mod session;
mod start;
mod throttle;
mod words;

pub use ask::ask;
pub use page::error_page;
pub use routes::router;
pub use throttle::Throttle;
