//! Coverage (US Core 6.1.0 Coverage and CARIN Blue Button 2.0.0 Coverage).

use jiff::civil::Date;

use crate::codes::{ACT_CODE, Code, IDENTIFIER_TYPE, identifier, reference};
use crate::json::{Json, json};
use crate::member::Person;
use crate::profile::{c4bb, us_core};
use crate::provider::PAYER;
use crate::resource_writer::ResourceWriter;

/// One span of coverage.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    /// The end of the resource's id.
    pub(crate) name: &'static str,
    pub(crate) status: &'static str,
    pub(crate) start: Date,
    pub(crate) end: Option<Date>,
    /// The subscriber's member number where the member is a dependent child.
    pub(crate) subscriber: Option<String>,
    /// Whether it is a dental plan.
    pub(crate) dental: bool,
}

impl Span {
    /// Coverage of the member's own that goes on.
    pub(crate) fn active(start: Date) -> Self {
        Self {
            name: "coverage",
            status: "active",
            start,
            end: None,
            subscriber: None,
            dental: false,
        }
    }
}

/// Puts down a Coverage and returns its reference.
pub(crate) fn put(writer: &mut ResourceWriter, person: &Person, span: &Span) -> String {
    const CLASS: &str = "http://terminology.hl7.org/CodeSystem/coverage-class";
    const RELATIONSHIP: &str = "http://terminology.hl7.org/CodeSystem/subscriber-relationship";
    let number = person.member_number();
    // A dependent's subscriber is in another compartment, so no reference leads there.
    let (subscriber, subscriber_number, relationship) = match &span.subscriber {
        None => (
            Some(writer.subject()),
            number.clone(),
            Code(RELATIONSHIP, "self", "Self"),
        ),
        Some(parent) => (None, parent.clone(), Code(RELATIONSHIP, "child", "Child")),
    };
    let kind = if span.dental {
        Code(ACT_CODE, "DENTAL", "dental care policy")
    } else {
        Code(ACT_CODE, "PPO", "preferred provider organization policy")
    };
    let class = |code: Code, value: &'static str, name: &'static str| json!({"type": (code.concept()), "value": value, "name": name});
    let plan = if span.dental {
        ("RVHP-DENTAL", "Redwood Dental")
    } else {
        ("RVHP-SILVER", "Redwood Silver PPO")
    };
    let classes: Vec<Json> = vec![
        class(
            Code(CLASS, "group", "Group"),
            "GRP-1001",
            "Orchard Growers Association",
        ),
        class(Code(CLASS, "plan", "Plan"), plan.0, plan.1),
    ];
    let dependent = span.subscriber.as_ref().map(|_| "01").unwrap_or("00");
    writer.put(
        "Coverage",
        span.name,
        &[us_core!("coverage"), c4bb!("Coverage")],
        span.end.unwrap_or(span.start),
        json!({
            "identifier": [(identifier(
                Code(IDENTIFIER_TYPE, "MB", "Member Number"),
                "https://payer.example.org/member",
                number,
            ))],
            "status": (span.status),
            "type": (kind.concept()),
            "subscriber": subscriber,
            "subscriberId": subscriber_number,
            "beneficiary": (writer.subject()),
            "dependent": dependent,
            "relationship": (relationship.concept()),
            "period": {"start": (span.start), "end": (span.end)},
            "payor": [(reference(PAYER))],
            "class": classes,
            "order": 1
        }),
    )
}
