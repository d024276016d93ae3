//! Work of an article's size: off the async threads, and only so much of it at once.
//!
//! Whoever may give an article chooses how long it is. What is done for a long one (reading JSON, finding the article in a
//! page, cutting it into utterances, writing the answer) takes up to seconds; on the async threads nobody would be
//! answered meanwhile, and a hundred at once would leave the models no core and the machine no memory. So there are two
//! lanes, by size, and a long article never stands before a short one.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Error, recording::blocking};

/// Bounds the work of an article's size.
pub(super) struct Lanes {
    small: Lane,
    large: Lane,
}

struct Lane {
    /// Request bodies that are in memory or on their way.
    bodies: Arc<Semaphore>,
    /// Pieces of work that run.
    running: Arc<Semaphore>,
}

/// Room for one request's body, from before it is read until what is made of it is done.
#[derive(Debug)]
pub(super) struct BodyPermit {
    #[expect(dead_code, reason = "given back by its drop")]
    permit: OwnedSemaphorePermit,
}

/// From how many bytes on work is large. News articles have a tenth of it.
const LARGE: usize = 64 << 10;

/// Bodies of each lane that are taken at a time. The largest may have 5 MB: together they stay below 50 MB.
const SMALL_BODIES: usize = 64;
const LARGE_BODIES: usize = 8;

impl Lanes {
    pub(super) fn new() -> Self {
        let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
        let lane = |n_bodies, n_running| Lane {
            bodies: Arc::new(Semaphore::new(n_bodies)),
            running: Arc::new(Semaphore::new(n_running)),
        };
        // Large work leaves every other core to the listeners.
        Self { small: lane(SMALL_BODIES, 2 * n_cores), large: lane(LARGE_BODIES, (n_cores / 2).max(1)) }
    }

    /// Makes room for a body of `length` bytes; one that does not tell its length may be as large as any.
    ///
    /// # Errors
    /// [`Error::TooManyBodies`] where there is none.
    pub(super) fn admit(&self, length: Option<usize>) -> Result<BodyPermit, Error> {
        let lane = self.lane(length.unwrap_or(usize::MAX));
        let permit = lane.bodies.clone().try_acquire_owned().map_err(|_| Error::TooManyBodies)?;
        Ok(BodyPermit { permit })
    }

    /// Does work on `size` bytes of text on a blocking thread, when its turn comes.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        size: usize,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = self.lane(size).running.clone().acquire_owned().await.map_err(|_| Error::Stopped)?;
        // The turn goes with the work: a client that leaves does not end it, and must not let more begin.
        let work = move || {
            let result = work();
            drop(turn);
            result
        };
        blocking(work).await
    }

    fn lane(&self, size: usize) -> &Lane {
        if size < LARGE { &self.small } else { &self.large }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use super::*;

    #[tokio::test]
    async fn large_work_waits_for_its_turn_and_small_work_does_not_wait_for_it() {
        let lanes = Arc::new(Lanes::new());
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let tasks: Vec<_> = (0..16)
            .map(|_| {
                let (lanes, running, most) = (lanes.clone(), running.clone(), most.clone());
                tokio::spawn(async move {
                    let work = move || {
                        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(20));
                        running.fetch_sub(1, Ordering::SeqCst);
                        Ok(())
                    };
                    lanes.run(LARGE, work).await
                })
            })
            .collect();
        tokio::task::yield_now().await;
        lanes.run(1, || Ok(())).await.unwrap();
        assert!(tasks.iter().any(|task| !task.is_finished()), "small work waited for all of the large");
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
        assert!(most.load(Ordering::SeqCst) <= (n_cores / 2).max(1));
    }

    #[tokio::test]
    async fn bodies_beyond_those_there_is_room_for_are_refused() {
        let lanes = Lanes::new();
        let mut held: Vec<_> = (0..LARGE_BODIES).map(|_| lanes.admit(None).unwrap()).collect();
        assert!(matches!(lanes.admit(Some(5_000_000)), Err(Error::TooManyBodies)));
        assert!(lanes.admit(Some(1_000)).is_ok(), "a short article waits for long ones");
        held.pop();
        assert!(lanes.admit(Some(5_000_000)).is_ok());
    }

    #[tokio::test]
    async fn work_that_panics_is_a_failure_of_ours() {
        let broken =
            Lanes::new().run(1, || -> Result<(), Error> { panic!("a fault in the middle of a request") }).await;
        assert_eq!(broken.unwrap_err().problem().status, 500);
    }
}
