//! The fuzz target `fhirpath`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| payerlab_fuzz::fhirpath::run(bytes));
