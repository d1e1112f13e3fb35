//! Each function of FHIRPath, and of those that FHIR adds, over a small Patient (FHIRPath "Functions").

use payerlab_profiles::fhirpath::{Context, Element, Expression};
use payerlab_profiles::json::Document;
use rstest::rstest;

const PATIENT: &str = r##"{"resourceType":"Patient","id":"p","active":true,"birthDate":"1980-02-29",
    "extension":[{"url":"https://example.org/e","valueString":"x"}],
    "contained":[{"resourceType":"Organization","id":"o","name":"Clinic"}],
    "managingOrganization":{"reference":"#o"},
    "name":[{"use":"official","family":"Example","given":["Ann","B"]},{"use":"usual","given":["Ann"]}]}"##;

/// The values of an expression, with a space between them; "error" where it signals one.
fn answer(expression: &str) -> String {
    let document = Document::parse(PATIENT.to_owned()).unwrap();
    let patient = Element::resource(document.root());
    let context = Context::new(patient).at("2026-01-15T10:00:00Z".parse().unwrap());
    let expression = Expression::parse(expression).unwrap();
    let Ok(items) = expression.evaluate(patient, &context) else {
        return "error".to_owned();
    };
    let text = |item: &payerlab_profiles::fhirpath::Item<'_>| {
        let value = item.value().and_then(|value| value.text());
        value.unwrap_or_else(|| "element".to_owned())
    };
    items.iter().map(text).collect::<Vec<_>>().join(" ")
}

#[rstest]
#[case::empty("name.empty() | {}.empty()", "false true")]
#[case::exists("name.exists(use = 'usual') and name.exists()", "true")]
#[case::exists_not("name.exists(use = 'old')", "false")]
#[case::all("name.all(given.exists()) and name.all(family.exists()).not()", "true")]
#[case::all_true("(true | false).allTrue()", "false")]
#[case::all_true_of_none("{}.allTrue() and {}.allFalse()", "true")]
#[case::all_true_of_numbers("(true | 1).allTrue()", "error")]
#[case::any_true("(true | false).anyTrue() and {}.anyTrue().not()", "true")]
#[case::all_false("(false).allFalse() and (true | false).allFalse().not()", "true")]
#[case::any_false("(true | false).anyFalse() and (true).anyFalse().not()", "true")]
#[case::subset_of(
    "(1 | 2).subsetOf(1 | 2 | 3) and (1 | 4).subsetOf(1 | 2).not()",
    "true"
)]
#[case::superset_of("(1 | 2 | 3).supersetOf(1 | 2) and (1).supersetOf(2).not()", "true")]
#[case::count("name.given.count()", "3")]
#[case::distinct("name.given.distinct()", "Ann B")]
#[case::is_distinct("name.given.isDistinct()", "false")]
#[case::not("active.not()", "false")]
#[case::not_of_none("{}.not()", "")]
#[case::filter("name.where(use = 'usual').given", "Ann")]
#[case::select("name.select(given.first())", "Ann Ann")]
#[case::repeat("repeat(contained).count()", "1")]
#[case::sort("(3 | 1 | 2).sort()", "1 2 3")]
#[case::sort_descending("(3 | 1 | 2).sort(-$this)", "3 2 1")]
#[case::aggregate("(1 | 2 | 3).aggregate($this + $total, 10)", "16")]
#[case::aggregate_without_start(
    "(1 | 2).aggregate(iif($total.empty(), $this, $this + $total))",
    "3"
)]
#[case::of_type("name.given.ofType(string).count()", "3")]
#[case::single("birthDate.single()", "1980-02-29")]
#[case::single_of_two("name.single()", "error")]
#[case::first("name.given.first()", "Ann")]
#[case::last("(1 | 2 | 3).last()", "3")]
#[case::tail("(1 | 2 | 3).tail()", "2 3")]
#[case::skip("(1 | 2 | 3).skip(2)", "3")]
#[case::take("(1 | 2 | 3).take(2)", "1 2")]
#[case::take_less_than_none("(1 | 2).take(-1)", "")]
#[case::intersect("(1 | 2 | 3).intersect(2 | 3 | 4)", "2 3")]
#[case::exclude("(1 | 2 | 3).exclude(2)", "1 3")]
#[case::union("(1).union(1 | 2)", "1 2")]
#[case::combine("(1).combine(1 | 2)", "1 1 2")]
#[case::iif("iif(active, 'yes', 'no')", "yes")]
#[case::iif_otherwise("iif({}, 'yes', 'no')", "no")]
#[case::iif_over_input("birthDate.iif($this > @1970-01-01, $this)", "1980-02-29")]
#[case::iif_of_text("iif('a', 1)", "error")]
#[case::to_boolean("'y'.toBoolean()", "true")]
#[case::converts_to_boolean("'maybe'.convertsToBoolean()", "false")]
#[case::to_integer("'12'.toInteger() + 1", "13")]
#[case::to_decimal("'1.50'.toDecimal()", "1.50")]
#[case::to_string("12.toString() & 'a'", "12a")]
#[case::to_date("'2020-01-02'.toDate()", "2020-01-02")]
#[case::to_date_time("@2020-01-02.toDateTime() is DateTime", "true")]
#[case::to_time("'10:00:00'.toTime()", "10:00:00")]
#[case::to_quantity(
    "'4 days'.convertsToQuantity() and 'x'.convertsToQuantity().not()",
    "true"
)]
#[case::to_none("{}.toInteger()", "")]
#[case::index_of("'abcab'.indexOf('b') | 'abcab'.lastIndexOf('b')", "1 4")]
#[case::substring("'abcdef'.substring(2, 3)", "cde")]
#[case::substring_beyond("'abc'.substring(3)", "")]
#[case::starts_and_ends(
    "'abc'.startsWith('ab') and 'abc'.endsWith('bc') and 'abc'.contains('b')",
    "true"
)]
#[case::cases("'aB'.upper() & 'aB'.lower()", "ABab")]
#[case::replace("'abcb'.replace('b', 'xy')", "axycxy")]
#[case::matches("'abc'.matches('b') and 'abc'.matchesFull('b').not()", "true")]
#[case::replace_matches("'a1b22'.replaceMatches('[0-9]+', '#')", "a#b#")]
#[case::length("'Ñandú'.length()", "5")]
#[case::to_chars("'abc'.toChars()", "a b c")]
#[case::trim("' a '.trim()", "a")]
#[case::split("'a,b'.split(',')", "a b")]
#[case::join("name.given.join('-')", "Ann-B-Ann")]
#[case::encode("'a b'.encode('base64') & 'YSBi'.decode('base64')", "YSBia b")]
#[case::escape("'<'.escape('html') & '&lt;'.unescape('html')", "&lt;<")]
#[case::strings_of_two("name.given.upper()", "error")]
#[case::abs("(-1.5).abs()", "1.5")]
#[case::rounding(
    "1.5.ceiling() | 3.7.floor() | 5.9.truncate() | 7.456.round(2)",
    "2 3 5 7.46"
)]
#[case::powers(
    "2.power(10) | 16.sqrt() | 100.log(10) | 1.ln() | 0.exp()",
    "1024 4 2 0 1"
)]
#[case::comparable("1 'cm'.comparable(1 'm') and 1 'cm'.comparable(1 's').not()", "true")]
#[case::math_of_text("'a'.abs()", "error")]
#[case::children("contained.children().count()", "2")]
#[case::descendants("name.descendants().count()", "6")]
#[case::trace("birthDate.trace('x')", "1980-02-29")]
#[case::now(
    "now() | today() | timeOfDay()",
    "2026-01-15T10:00:00.000Z 2026-01-15 10:00:00.000"
)]
#[case::boundaries("1.587.lowBoundary(2) | 1.587.highBoundary(2)", "1.58 1.59")]
#[case::precision("@2014-01.precision() | 1.58700.precision()", "6 5")]
#[case::type_of("birthDate.type().name | 1.type().name", "date Integer")]
#[case::extension("extension('https://example.org/e').value", "x")]
#[case::has_value("birthDate.hasValue() and name.hasValue().not()", "true")]
#[case::get_value("birthDate.getValue()", "1980-02-29")]
#[case::resolve("managingOrganization.resolve().name", "Clinic")]
#[case::member_of("gender.memberOf('https://example.org/v')", "")]
#[case::member_of_unknown("birthDate.memberOf('https://example.org/v')", "error")]
#[case::conforms_to(
    "conformsTo('http://hl7.org/fhir/StructureDefinition/Patient')",
    "true"
)]
#[case::html_checks("'<p>'.htmlChecks()", "true")]
#[case::no_definitions(
    "name.elementDefinition() | name.slice('a', 'b') | name.checkModifiers('a')",
    ""
)]
fn functions(#[case] expression: &str, #[case] expected: &str) {
    assert_eq!(answer(expression), expected);
}
