//! What the tests of the command line share: running the real binary, and a served payer.
#![expect(dead_code, reason = "every test file uses its own part of this")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use payerlab_harness::target::Target;
use tempfile::TempDir;

/// The binary, with nothing of this machine's settings.
pub(crate) fn payerlab() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_payerlab"));
    for name in [
        "PAYERLAB_PAYER",
        "PAYERLAB_LISTEN",
        "PAYERLAB_PUBLIC_URL",
        "PAYERLAB_STORE",
        "PAYERLAB_REGISTRY",
        "PAYERLAB_PACKAGE_CACHE",
        "RUST_LOG",
    ] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// Runs the binary to its end, which a payer that serves in spite of everything would not come to.
pub(crate) fn run(args: &[&str]) -> Output {
    let mut process = payerlab()
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let process_id = process.id();
    let (done, over) = mpsc::channel::<()>();
    // Standard output closes first: whoever waits for the end must read it all the while.
    let watch = thread::spawn(move || {
        if over.recv_timeout(Duration::from_secs(120)) == Err(RecvTimeoutError::Timeout) {
            let _ = Command::new("kill").arg(process_id.to_string()).status();
        }
    });
    process.stdin.take();
    let output = process.wait_with_output().expect("the binary ends");
    drop(done);
    watch.join().expect("the watch ends");
    output
}

/// Asserts that the run ended with `code` and one line on standard error, and returns the line.
pub(crate) fn one_line(output: &Output, code: i32) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}");
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| !line.starts_with("Checking "))
        .collect();
    assert_eq!(lines.len(), 1, "{said}");
    assert!(lines[0].starts_with("error: "), "{said}");
    lines[0].to_owned()
}

/// A file of that name and text in the folder; its path as text.
pub(crate) fn put(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
    std::fs::write(&path, text).expect("the file is written");
    path.to_str().expect("UTF-8").to_owned()
}

/// A `payerlab serve` that is killed with the value.
pub(crate) struct Served {
    process: Child,
    folder: TempDir,
    pub target: Target,
}

impl Served {
    /// Starts one with these arguments besides the target file's, and waits until it serves.
    pub(crate) fn start(args: &[&str]) -> Self {
        let folder = TempDir::new().expect("a folder");
        let file = folder.path().join("target.toml");
        let mut process = payerlab()
            .arg("serve")
            .args(args)
            .arg("--write-target")
            .arg(&file)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        // It says all there is to say before it serves; the pipe must not fill up.
        let stdout = process.stdout.take().expect("a pipe");
        thread::spawn(move || BufReader::new(stdout).lines().for_each(drop));
        let deadline = Instant::now() + Duration::from_secs(120);
        while !file.exists() {
            assert!(
                process.try_wait().expect("a process").is_none(),
                "serve ended before it served"
            );
            assert!(Instant::now() < deadline, "serve does not serve");
            thread::sleep(Duration::from_millis(20));
        }
        let target = Target::read(&file).expect("serve writes a good target file");
        Self {
            process,
            folder,
            target,
        }
    }

    /// The target file.
    pub(crate) fn target_file(&self) -> PathBuf {
        self.folder.path().join("target.toml")
    }

    /// Kills it without a chance to say good-bye, and waits until it is gone.
    pub(crate) fn kill(mut self) -> Target {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it ends");
        self.target.clone()
    }

    /// Sends SIGTERM and returns whether it ended well.
    pub(crate) fn terminate(mut self) -> bool {
        let ended = Command::new("kill")
            .args(["-s", "TERM", &self.process.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(ended.success());
        self.process.wait().expect("it ends").success()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
