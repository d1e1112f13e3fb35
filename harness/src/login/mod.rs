//! Signing members in: the payer's pages are walked as a browser would walk them, or a person does it.

mod browser;
mod flow;
mod form;
mod person;

pub(crate) use browser::{Browser, Landing};
pub(crate) use flow::{Flow, code_pairs, describe, grant};
pub(crate) use form::{ConsentDecision, LoginPages, consent_page};
