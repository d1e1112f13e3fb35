//! Errors of feature files and tag expressions, found before the first request.

use std::path::PathBuf;

use thiserror::Error;

/// Why a plan cannot be made.
#[derive(Debug, Error)]
pub enum PlanError {
    /// A features folder or file cannot be read.
    #[error("cannot read {}: {source}; give a folder of .feature files with --features", path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A feature file is not Gherkin.
    #[error("{file}:{line}: this is not Gherkin: {message}")]
    Syntax {
        /// The path of the feature file, relative to its features folder.
        file: String,
        /// The line in that file, from 1.
        line: usize,
        /// What was expected there.
        message: String,
    },
    /// A step that no definition knows, or more than one.
    #[error("{file}:{line}: {message}")]
    Step {
        /// The path of the feature file, relative to its features folder.
        file: String,
        /// The line in that file, from 1.
        line: usize,
        /// The step, and the nearest ones there are.
        message: String,
    },
    /// The tag expression does not parse.
    #[error(
        "the tag expression `{expression}` does not parse: {message}; write it like `@authz-aud and not @slow`"
    )]
    Tags {
        /// The expression as given.
        expression: String,
        /// What is wrong with it.
        message: String,
    },
    /// Nothing is left to run.
    #[error(
        "no scenario is selected{0}; `payerlab steps` and the tags in features/ say what there is"
    )]
    Empty(String),
}
