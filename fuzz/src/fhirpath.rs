//! Text as a FHIRPath expression: parsing, then evaluation over a small resource.

use std::sync::LazyLock;

use payerlab_profiles::fhirpath::{Context, Element, Expression};
use payerlab_profiles::json::Document;

const RESOURCE: &str = r##"{"resourceType":"Observation","id":"o","meta":{"profile":["https://example.org/p"]},
"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"},
"contained":[{"resourceType":"Patient","id":"p","birthDate":"1970-03","_birthDate":{"extension":[{"url":"https://example.org/e","valueDateTime":"1970-03-04T05:06:07.089+02:00"}]}}],
"extension":[{"url":"https://example.org/e","extension":[{"url":"a","valueCode":"x"},{"url":"b","valueDecimal":1.50}]}],
"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
"code":{"coding":[{"system":"http://loinc.org","code":"8480-6","display":"é"},{"code":"8480-6"}],"text":"a b"},
"subject":{"reference":"#p"},"effectivePeriod":{"start":"2024-02-29","end":"2024-03-01T00:00:00Z"},"issued":"2024-03-01T12:00:00Z",
"valueQuantity":{"value":120.0,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"},
"component":[{"code":{"text":"x"},"valueInteger":-3},{"code":{"text":"y"},"valueTime":"12:30"},{"code":{"text":"z"},"valueBoolean":true}]}"##;

static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| Document::parse(RESOURCE).expect("the resource is JSON"));

/// Parses and evaluates, as an invariant and as a search parameter are, and strictly.
pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let Ok(expression) = Expression::parse(text) else {
        return;
    };
    let element = Element::resource(DOCUMENT.root());
    for strict in [false, true] {
        let mut context = Context::new(element);
        context.strict = strict;
        // An error is an answer.
        let _ = expression.evaluate(element, &context);
    }
    let _ = expression.evaluate(element, &Context::new(element).searching());
}
