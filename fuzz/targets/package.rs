//! The fuzz target `package`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| payerlab_fuzz::package::run(bytes));
