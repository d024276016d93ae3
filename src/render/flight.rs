//! One piece of work for many who want its result at the same time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, Weak},
};

use tokio::sync::OnceCell;

use crate::{lock::lock, store::Key};

/// The work under way, by what it makes. Cheap to clone.
///
/// The first to ask does it; the others wait. Should the first leave or fail, the next in line does it instead, so
/// nobody depends on a stranger staying.
pub struct SingleFlight<T, S = ()> {
    flights: Arc<Mutex<Open<T, S>>>,
}

type Open<T, S> = HashMap<Key, Weak<Flight<T, S>>>;

/// One piece of work. It stands for the result as long as it is held.
pub struct Flight<T, S = ()> {
    result: OnceCell<T>,
    /// What those who wait for it have to tell one another.
    pub shared: S,
}

impl<T: Clone, S> Flight<T, S> {
    /// Returns what `work` makes, whoever does it.
    ///
    /// # Errors
    /// Those of `work`, when it was this caller who did it.
    pub async fn result<E, W: Future<Output = Result<T, E>>>(&self, work: impl FnOnce() -> W) -> Result<T, E> {
        self.result.get_or_try_init(work).await.cloned()
    }
}

/// How many entries there are before those that nobody holds are swept out.
const SWEEP_FROM: usize = 256;

impl<T, S: Default> SingleFlight<T, S> {
    /// Joins the work that makes `key`.
    pub fn flight(&self, key: Key) -> Arc<Flight<T, S>> {
        let mut flights = lock(&self.flights);
        if let Some(flight) = flights.get(&key).and_then(Weak::upgrade) {
            return flight;
        }
        if flights.len() >= SWEEP_FROM {
            flights.retain(|_, flight| flight.strong_count() > 0);
        }
        let flight = Arc::new(Flight { result: OnceCell::new(), shared: S::default() });
        flights.insert(key, Arc::downgrade(&flight));
        flight
    }
}

impl<T, S> Default for SingleFlight<T, S> {
    fn default() -> Self {
        Self { flights: Arc::default() }
    }
}

impl<T, S> Clone for SingleFlight<T, S> {
    fn clone(&self) -> Self {
        Self { flights: self.flights.clone() }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use super::*;

    fn key() -> Key {
        Key::of("test").finish()
    }

    #[tokio::test]
    async fn many_at_once_are_served_by_one() {
        let flights: SingleFlight<usize> = SingleFlight::default();
        let count = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (flights, count) = (flights.clone(), count.clone());
                tokio::spawn(async move {
                    let work = || async {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        Ok::<_, ()>(count.fetch_add(1, Ordering::SeqCst))
                    };
                    flights.flight(key()).result(work).await
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), Ok(0));
        }
    }

    #[tokio::test]
    async fn when_the_first_leaves_the_next_does_it() {
        let flights: SingleFlight<u32> = SingleFlight::default();
        let first = tokio::spawn({
            let flights = flights.clone();
            async move { flights.flight(key()).result(std::future::pending::<Result<u32, ()>>).await }
        });
        tokio::time::sleep(Duration::from_millis(10)).await;
        let second = tokio::spawn({
            let flights = flights.clone();
            async move { flights.flight(key()).result(|| async { Ok::<_, ()>(7) }).await }
        });
        tokio::time::sleep(Duration::from_millis(10)).await;
        first.abort();
        assert_eq!(second.await.unwrap(), Ok(7));
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let flights: SingleFlight<u32> = SingleFlight::default();
        assert!(flights.flight(key()).result(|| async { Err::<u32, _>("full") }).await.is_err());
        assert_eq!(flights.flight(key()).result(|| async { Ok::<_, &str>(1) }).await, Ok(1));
    }
}
