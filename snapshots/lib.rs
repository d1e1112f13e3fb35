//! Snapshots of what people read. Every one is a file of this folder, so that a change of wording is seen in a review.
//!
//! A test calls [`assert_snapshot!`](crate::assert_snapshot) with a name that no other test uses. What changes from run to
//! run (ports, times, ids) is replaced by a word in parentheses first. A snapshot that differs fails its test and shows
//! the difference; `INSTA_UPDATE=always cargo test` takes the new text over.

pub use insta;

/// The folder of the snapshots.
pub const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

/// Compares a text with the snapshot `<crate or test file>__<name>.snap` of this folder.
#[macro_export]
macro_rules! assert_snapshot {
    ($name:expr, $text:expr $(,)?) => {
        $crate::insta::with_settings!(
            {
                snapshot_path => $crate::FOLDER,
                prepend_module_to_snapshot => true,
                omit_expression => true,
            },
            { $crate::insta::assert_snapshot!($name, $text) }
        )
    };
}
