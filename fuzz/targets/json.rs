//! The fuzz target `json`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| payerlab_fuzz::json::run(bytes));
