//! What the pages of every portal share: the frame around them, their headers, the browser's session, the token of
//! their forms, and the brake on who guesses passwords. A portal is a folder beside [`member`](crate::member).
//!
//! # Adding a page
//!
//! CONTRIBUTING.md says it in full.
//!
//! 1. A template in `templates/` that extends `frame.html`; its struct has `frame: &Frame`.
//! 2. A file in the portal's folder, named after the page: its `PATH`, the struct, a handler for GET that ends in
//!    [`render`], and one for each form. A handler that needs the browser takes [`Browser`] as an argument; one that takes
//!    a form answers [`stale_page`] unless [`Browser::owns`] its `csrf` field.
//! 3. `mod` in the portal's `mod.rs`, and the routes in its `routes.rs`.
//! 4. A test in `sandbox/tests/member_pages.rs`, which fails first.

mod csrf;
mod frame;
mod page;
mod session;
mod throttle;

pub(crate) use csrf::stale_page;
pub(crate) use frame::{Frame, style_router};
pub(crate) use page::{error_page, render, unavailable_page};
pub(crate) use session::{Browser, Sessions};
pub(crate) use throttle::Throttle;
