//! Runs the features against a target file: `check TARGET.toml [TAGS]`. The command line does more; this needs the
//! harness alone.

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use payerlab_harness::target::Target;
use payerlab_harness::{Outcome, ProgressMode, RunOptions, run};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().ok_or("usage: check TARGET.toml [TAGS]")?;
    let summary = run(RunOptions {
        target: Target::read(Path::new(&file))?,
        tags: arguments.next(),
        features_dir: None,
        report_dir: "payerlab-report".into(),
        jobs: 8,
        timeout: Duration::from_secs(30),
        progress: ProgressMode::Silent,
    })?;
    println!("{summary}");
    match summary.count(Outcome::Failed) + summary.count(Outcome::Error) {
        0 => Ok(()),
        count => Err(format!("{count} scenarios failed").into()),
    }
}
