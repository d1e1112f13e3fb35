//! Threads that work at the same time, with results in the order of the jobs.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, Builder};

use parking_lot::Mutex;

/// The stack of a worker, in bytes: validation recurses as deep as a resource nests.
const STACK: usize = 64 << 20;
/// How many jobs per worker may wait for their turn to be written; it bounds the memory.
const AHEAD: usize = 4;

/// Does `work` on `workers` threads, and hands the results to `take` in the order of the jobs until it returns false.
///
/// # Errors
/// When a thread cannot be started, or a worker ended without its result.
pub(super) fn run<J: Send, R: Send>(
    workers: usize,
    from: impl Iterator<Item = J> + Send,
    work: impl Fn(J) -> R + Sync,
    mut take: impl FnMut(R) -> bool,
) -> io::Result<()> {
    let (orders, ordered) = sync_channel::<Receiver<R>>(workers * AHEAD);
    let (jobs, waiting) = sync_channel::<(J, SyncSender<R>)>(workers * AHEAD);
    let (waiting, work) = (Mutex::new(waiting), &work);
    let waiting = &waiting;
    thread::scope(|scope| {
        // Moved in here, so that it is dropped at an early return and the feeder stops.
        let ordered = ordered;
        for number in 0..workers {
            let worker = move || {
                loop {
                    let job = waiting.lock().recv();
                    let Ok((job, result)) = job else { return };
                    // Nobody waits for it any more when the reader of our output has gone.
                    let _ = result.send(work(job));
                }
            };
            Builder::new()
                .name(format!("validate-{number}"))
                .stack_size(STACK)
                .spawn_scoped(scope, worker)?;
        }
        let feeder = move || {
            for job in from {
                let (result, order) = sync_channel(1);
                if orders.send(order).is_err() || jobs.send((job, result)).is_err() {
                    return;
                }
            }
        };
        Builder::new()
            .name("feed".into())
            .spawn_scoped(scope, feeder)?;
        for order in &ordered {
            let gone = |_| io::Error::other("a worker is gone");
            if !take(order.recv().map_err(gone)?) {
                return Ok(());
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first ones take longest.
    fn work(number: u64) -> u64 {
        (0..(200 - number) * 1000).fold(number, |number, _| std::hint::black_box(number))
    }

    #[test]
    fn results_keep_the_order_of_the_work() {
        for workers in [1, 3, 8] {
            let mut found = Vec::new();
            run(workers, 0..200, work, |number| {
                found.push(number);
                true
            })
            .unwrap();
            assert_eq!(found, (0..200).collect::<Vec<_>>());
        }
    }

    #[test]
    fn whoever_takes_may_stop() {
        let mut found = 0;
        run(4, 0..200, work, |_| {
            found += 1;
            found < 5
        })
        .unwrap();
        assert_eq!(found, 5);
    }
}
