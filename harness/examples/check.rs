//! Runs the features against a target file: `check TARGET.toml [TAGS]`. The command line does more; this needs the
//! harness alone.

use std::{path::Path, process::ExitCode, time::Duration};

use payerlab_harness::{ProgressMode, RunOptions, run, target::Target};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(file) = arguments.next() else {
        eprintln!("usage: check TARGET.toml [TAGS]");
        return ExitCode::from(2);
    };
    let target = match Target::read(Path::new(&file)) {
        Ok(target) => target,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let options = RunOptions {
        target,
        tags: arguments.next(),
        features_dir: None,
        report_dir: "payerlab-report".into(),
        jobs: 8,
        timeout: Duration::from_secs(30),
        progress: ProgressMode::Silent,
    };
    match run(options) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::from(summary.exit_code())
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(error.exit_code())
        }
    }
}
