//! One piece of work for many who want its result at the same time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use tokio::sync::OnceCell;

use super::Key;

/// The work under way, by what it makes. Cheap to clone.
///
/// The first to ask does it; the others wait. Should the first leave or fail, the next in line does it instead, so
/// nobody depends on a stranger staying.
pub struct Flights<T> {
    cells: Arc<Mutex<HashMap<Key, Weak<OnceCell<T>>>>>,
}

/// How many entries there are before those that nobody holds are swept out.
const SWEEP_FROM: usize = 256;

impl<T: Clone> Flights<T> {
    /// Returns what `work` makes, whoever does it; and the cell, which stands for the result as long as it is held.
    ///
    /// # Errors
    /// Those of `work`, when it was this caller who did it.
    pub async fn join<E, W: Future<Output = Result<T, E>>>(
        &self,
        key: Key,
        work: impl FnOnce() -> W,
    ) -> Result<(T, Arc<OnceCell<T>>), E> {
        let cell = self.cell(key);
        let result = cell.get_or_try_init(work).await?.clone();
        Ok((result, cell))
    }

    fn cell(&self, key: Key) -> Arc<OnceCell<T>> {
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cell) = cells.get(&key).and_then(Weak::upgrade) {
            return cell;
        }
        if cells.len() >= SWEEP_FROM {
            cells.retain(|_, cell| cell.strong_count() > 0);
        }
        let cell = Arc::new(OnceCell::new());
        cells.insert(key, Arc::downgrade(&cell));
        cell
    }
}

impl<T> Default for Flights<T> {
    fn default() -> Self {
        Self { cells: Arc::default() }
    }
}

impl<T> Clone for Flights<T> {
    fn clone(&self) -> Self {
        Self { cells: self.cells.clone() }
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
        let flights = Flights::default();
        let count = Arc::new(AtomicUsize::new(0));
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (flights, count) = (flights.clone(), count.clone());
                tokio::spawn(async move {
                    let work = || async {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        Ok::<_, ()>(count.fetch_add(1, Ordering::SeqCst))
                    };
                    flights.join(key(), work).await.map(|(result, _)| result)
                })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), Ok(0));
        }
    }

    #[tokio::test]
    async fn when_the_first_leaves_the_next_does_it() {
        let flights: Flights<u32> = Flights::default();
        let first = tokio::spawn({
            let flights = flights.clone();
            async move { flights.join(key(), std::future::pending::<Result<u32, ()>>).await }
        });
        tokio::time::sleep(Duration::from_millis(10)).await;
        let second = tokio::spawn({
            let flights = flights.clone();
            async move { flights.join(key(), || async { Ok::<_, ()>(7) }).await.map(|(result, _)| result) }
        });
        tokio::time::sleep(Duration::from_millis(10)).await;
        first.abort();
        assert_eq!(second.await.unwrap(), Ok(7));
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let flights: Flights<u32> = Flights::default();
        assert!(flights.join(key(), || async { Err::<u32, _>("full") }).await.is_err());
        assert_eq!(flights.join(key(), || async { Ok::<_, &str>(1) }).await.map(|(result, _)| result), Ok(1));
    }
}
