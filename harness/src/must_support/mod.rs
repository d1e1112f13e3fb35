//! Must support: what a guide asks payers to be able to show is shown at least once, over all resources together (US Core
//! 6.1.0 and CARIN Blue Button 2.0.0, "Must Support"; Plan-Net 1.1.0, "Must Support").

mod choice;
mod exception;
mod need;
mod outermost;
mod survey;

pub(crate) use survey::Survey;
