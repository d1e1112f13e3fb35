//! Device (US Core 6.1.0 Implantable Device).

use jiff::civil::Date;

use crate::calendar::after;
use crate::codes::{Code, SNOMED};
use crate::json::json;
use crate::profile::us_core;
use crate::resource_writer::ResourceWriter;

/// Puts down the joint that was implanted at a date.
pub(crate) fn knee(writer: &mut ResourceWriter, implanted: Date) -> String {
    let made = after(implanted, -200);
    let expires = after(implanted, 1500);
    let lot = "LOT42";
    let serial = format!("SN{}", writer.rng.range(100_000, 999_999));
    let udi = format!("(01)09999999000010(10){lot}(21){serial}");
    writer.put(
        "Device",
        "knee",
        &[us_core!("implantable-device")],
        implanted,
        json!({
            "udiCarrier": [{
                "deviceIdentifier": "09999999000010",
                "issuer": "http://hl7.org/fhir/NamingSystem/gs1-di",
                "carrierHRF": udi
            }],
            "status": "active",
            "distinctIdentifier": "D-0001-7",
            "manufactureDate": (crate::calendar::at_utc(made, 0)),
            "expirationDate": (crate::calendar::at_utc(expires, 0)),
            "lotNumber": lot,
            "serialNumber": serial,
            "type": (Code(SNOMED, "109228008", "Knee joint prosthesis").concept()),
            "patient": (writer.subject())
        }),
    )
}
