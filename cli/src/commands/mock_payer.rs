//! The mock payer that `check` starts when it has no target: a process of its own, as any payer is, that ends with the check.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::failure::Failure;

/// How long the mock payer may take to generate its data and answer.
const START_TIMEOUT: Duration = Duration::from_secs(60);

/// A running `payerlab serve`. It is stopped on drop. If this process is killed, the pipe to its standard input closes, and
/// it stops by itself.
pub(super) struct MockPayer {
    process: Child,
    target: PathBuf,
    _folder: TempDir,
}

impl MockPayer {
    /// Starts one of this dialect on a free loopback port and waits until it answers.
    pub(super) fn start(payer: &str) -> Result<Self, Failure> {
        let broken = |what: &str, error: &dyn std::fmt::Display| {
            Failure::broken(format!(
                "cannot start the built-in mock payer: {what}: {error}"
            ))
        };
        let folder = TempDir::with_prefix("payerlab-")
            .map_err(|error| broken("no temporary folder", &error))?;
        let target = folder.path().join("target.toml");
        let program = std::env::current_exe()
            .map_err(|error| broken("this program cannot be found", &error))?;
        let mut process = Command::new(program)
            .args([
                "serve",
                "--payer",
                payer,
                "--listen",
                "127.0.0.1:0",
                "--store",
                "memory",
                "--until-stdin-ends",
                "--write-target",
            ])
            .arg(&target)
            // What the environment says of `serve` is meant for another mock payer.
            .env_remove("PAYERLAB_PUBLIC_URL")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| broken("no process", &error))?;
        let stderr = process.stderr.take().map(last_line);
        let mut mock_payer = Self {
            process,
            target,
            _folder: folder,
        };
        let deadline = Instant::now() + START_TIMEOUT;
        while !mock_payer.target.exists() {
            if let Ok(Some(status)) = mock_payer.process.try_wait() {
                let said = stderr.and_then(|thread| thread.join().ok()).flatten();
                return Err(broken(
                    "it stopped",
                    &said.unwrap_or_else(|| status.to_string()),
                ));
            }
            if Instant::now() > deadline {
                return Err(broken(
                    "it does not answer",
                    &format!("{} s have passed", START_TIMEOUT.as_secs()),
                ));
            }
            thread::sleep(Duration::from_millis(10));
        }
        Ok(mock_payer)
    }

    /// The target file that describes it.
    pub(super) fn target_file(&self) -> &Path {
        &self.target
    }
}

impl Drop for MockPayer {
    fn drop(&mut self) {
        // Its store is in memory, so nothing is lost by a kill.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads until the pipe closes, so that the process is never held up, and keeps the last line.
fn last_line(stderr: ChildStderr) -> thread::JoinHandle<Option<String>> {
    thread::spawn(move || BufReader::new(stderr).lines().map_while(Result::ok).last())
}
