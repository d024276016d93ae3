//! Mutexes whose contents are whole after every statement, so that a panic of who held one has left nothing half done.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks such a mutex.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
