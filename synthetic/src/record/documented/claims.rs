//! Claims of the documented member: each of the five kinds, and of each kind one claim that was corrected.

use super::{OPERATION, VISITS};
use crate::coverage::{self, Span};
use crate::eob::{Claim, inpatient, oral, outpatient, pharmacy, professional};
use crate::member::Person;
use crate::resource_writer::ResourceWriter;

pub(super) fn put_all(writer: &mut ResourceWriter, person: &Person) {
    let start = writer.calendar.ago(1800);
    let medical = coverage::put(writer, person, &Span::active(start));
    let dental = coverage::put(
        writer,
        person,
        &Span {
            name: "dental-coverage",
            dental: true,
            ..Span::active(writer.calendar.ago(1000))
        },
    );
    for (index, days) in VISITS.into_iter().enumerate() {
        let date = writer.calendar.ago(days);
        let name = format!("visit-claim-{}", index + 1);
        professional::visit(writer, &Claim::paid(&name, date, &medical, 18_200));
    }
    let date = writer.calendar.ago(OPERATION);
    professional::ambulance(writer, &Claim::paid("ride-claim-1", date, &medical, 89_000));
    // Of each kind one claim was corrected: the first version is voided and points to the second.
    let stay = Claim::paid("stay-claim-1", date, &medical, 4_135_000);
    corrected(writer, &stay, |writer, claim| {
        inpatient::put(writer, claim, true)
    });
    let earlier = writer.calendar.ago(OPERATION + 900);
    let stay = Claim::paid("stay-claim-2", earlier, &medical, 1_207_540);
    inpatient::put(writer, &stay, false);
    let emergency = writer.calendar.ago(230);
    let room = Claim {
        payment: "partiallypaid",
        ..Claim::paid("emergency-claim-1", emergency, &medical, 182_000)
    };
    corrected(writer, &room, |writer, claim| {
        outpatient::put(writer, claim, true)
    });
    let earlier = writer.calendar.ago(520);
    let room = Claim::paid("emergency-claim-2", earlier, &medical, 61_000);
    outpatient::put(writer, &room, false);
    for index in 0..6 {
        let date = writer.calendar.ago(10 + 30 * index);
        let name = format!("tablets-claim-{}", index + 1);
        let payment = if index == 3 { "denied" } else { "paid" };
        let claim = Claim {
            payment,
            ..Claim::paid(&name, date, &medical, 2415)
        };
        pharmacy::put(writer, &claim, index == 5);
    }
    let date = writer.calendar.ago(205);
    let tablets = Claim::paid("tablets-claim-7", date, &medical, 3170);
    corrected(writer, &tablets, |writer, claim| {
        pharmacy::put(writer, claim, false)
    });
    let date = writer.calendar.ago(150);
    let filling = Claim::paid("filling-claim-1", date, &dental, 26_000);
    corrected(writer, &filling, oral::put);
    let date = writer.calendar.ago(290);
    let visit = Claim::paid("visit-claim-7", date, &medical, 9900);
    corrected(writer, &visit, professional::visit);
}

/// Puts down a claim and the voided version that it replaced.
fn corrected(
    writer: &mut ResourceWriter,
    claim: &Claim<'_>,
    put: impl Fn(&mut ResourceWriter, &Claim<'_>) -> String,
) {
    let former = format!("{}-voided", claim.name);
    let voided = Claim {
        name: &former,
        status: "cancelled",
        payment: "denied",
        related: Some(("replacedby", claim.name)),
        ..claim.clone()
    };
    put(writer, &voided);
    let replacement = Claim {
        related: Some(("prior", &former)),
        ..claim.clone()
    };
    put(writer, &replacement);
}
