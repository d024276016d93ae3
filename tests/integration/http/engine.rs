//! The workers behind the tests.

use std::sync::{Arc, OnceLock};

use natiq::{pipeline::Pipeline, voice::Catalog, worker::Pool};

use crate::speech;

/// Returns the workers that all tests share: opening models takes longer than most tests.
pub(crate) fn shared() -> Pool {
    static SHARED: OnceLock<Pool> = OnceLock::new();
    SHARED.get_or_init(|| pool(2, 64)).clone()
}

/// Starts workers.
pub(crate) fn pool(n_workers: usize, n_places: usize) -> Pool {
    let (runtime, catalog) = speech::engine();
    Pool::start(n_workers, n_places, move || Pipeline::open(runtime.clone(), catalog.clone())).unwrap()
}

pub(crate) fn catalog() -> Arc<Catalog> {
    speech::engine().1
}
