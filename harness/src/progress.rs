//! Progress while a run goes on: a bar on a terminal, plain lines elsewhere, nothing when asked for nothing.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::options::ProgressMode;
use crate::outcome::StepEnd;
use crate::plan::ScenarioKey;

/// Shows how a run gets on, on the standard error stream.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    lines: bool,
}

impl Progress {
    pub(crate) fn new(mode: ProgressMode, scenarios: usize) -> Self {
        let bar = (mode == ProgressMode::Bar).then(|| {
            let bar =
                ProgressBar::with_draw_target(Some(scenarios as u64), ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {wide_msg}") {
                bar.set_style(style);
            }
            bar
        });
        Self {
            bar,
            lines: mode == ProgressMode::Lines,
        }
    }

    pub(crate) fn finished(&self, key: &ScenarioKey, name: &str, stop: Option<&StepEnd>) {
        let word = match stop {
            None => "ok",
            Some(StepEnd::Failed { .. }) => "FAILED",
            Some(StepEnd::Error { .. }) => "ERROR",
            Some(StepEnd::Unproven(_)) => "unproven",
            Some(StepEnd::NotApplicable(_)) => "not applicable",
        };
        let line = format!("{word:>14}  {key}  {name}");
        if let Some(bar) = &self.bar {
            bar.inc(1);
            bar.set_message(name.to_owned());
            if matches!(stop, Some(StepEnd::Failed { .. } | StepEnd::Error { .. })) {
                bar.println(line);
            }
        } else if self.lines {
            eprintln!("{line}");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
