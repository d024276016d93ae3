//! Fetching the page of an article by its address: the only requests that the service makes of its own accord. So many
//! at a time, on threads that may block; see [`crate::fetch`] for what is asked and how.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::{Fetching, extract::Raw};
use crate::fetch;
pub(super) use crate::fetch::Error;

/// Fetches pages. Cheap to clone.
#[derive(Clone)]
pub(super) struct Fetcher {
    inner: fetch::Fetcher,
    permits: Arc<Semaphore>,
}

impl Fetcher {
    /// Makes what fetches pages of at most `max_bytes`; `None` where that is off.
    pub(super) fn new(settings: &Fetching, max_bytes: usize) -> Option<Self> {
        (settings.enabled == fetch::Permission::On).then(|| Self {
            inner: fetch::Fetcher::guarded(settings, max_bytes),
            permits: Arc::new(Semaphore::new(settings.at_a_time)),
        })
    }

    /// Checks an address, without asking anybody.
    ///
    /// # Errors
    /// [`Error::Address`] where nothing can be fetched from it.
    pub(super) fn check(&self, url: &str) -> Result<(), Error> {
        self.inner.check(url)
    }

    /// Fetches the page at `url`.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub(super) async fn fetch(&self, url: &str) -> Result<Raw, super::Error> {
        let permit = self.permits.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        self.inner.check(url)?;
        let (fetcher, url) = (self.inner.clone(), url.to_owned());
        super::recording::blocking(move || {
            let page = fetcher.with_text(fetcher.fetch(&url)?);
            drop(permit);
            Ok(Raw { media_type: page.media_type, charset: page.charset, bytes: page.bytes.into(), permit: None })
        })
        .await
    }
}
