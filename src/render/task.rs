//! Work that is done for somebody.

use tokio::task::JoinHandle;

/// A task that ends when nobody waits for it any more.
pub(crate) struct Task<T>(pub(crate) JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
