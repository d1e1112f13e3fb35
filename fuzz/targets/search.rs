//! The fuzz target `search`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| payerlab_fuzz::search::run(bytes));
