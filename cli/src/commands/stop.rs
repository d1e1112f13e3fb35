//! When `payerlab serve` stops, and that it then ends whatever is being computed.

use std::io::{self, Read as _};
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use crate::exit::Exit;
use crate::failure::Failure;

/// How long the process may take to end by itself once it was told to: longer than the mock payer gives to connections.
const GRACE: Duration = Duration::from_secs(8);

/// Resolves on Ctrl-C, on SIGTERM, and, where asked for, at the end of standard input. The process ends soon after, even
/// when requests are being computed on every thread.
pub(super) fn told_to_stop(until_stdin_ends: bool) -> Result<oneshot::Receiver<()>, Failure> {
    let broken = |error| Failure::broken(format!("no signals: {error}"));
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(broken)?;
    let guard = runtime.enter();
    let mut interrupt = signal(SignalKind::interrupt()).map_err(broken)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(broken)?;
    drop(guard);
    let ended = until_stdin_ends.then(stdin_ends);
    let told = async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            Some(_) = async { Some(ended?.await) } => {}
        }
    };
    let (tell, passed_on) = oneshot::channel();
    // A thread and a runtime of their own: no signal reaches a runtime whose threads are all busy.
    thread::spawn(move || {
        runtime.block_on(told);
        let _ = tell.send(());
        thread::sleep(GRACE);
        eprintln!("stopped while a request was being answered");
        std::process::exit(Exit::Success as i32)
    });
    Ok(passed_on)
}

/// A thread and no task: a read that blocks would keep the runtime from ending.
fn stdin_ends() -> oneshot::Receiver<()> {
    let (tell, told) = oneshot::channel();
    thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        let mut unread = [0; 64];
        while stdin.read(&mut unread).is_ok_and(|read| read > 0) {}
        let _ = tell.send(());
    });
    told
}
