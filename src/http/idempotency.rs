//! Requests that are answered once, however often they are sent: `Idempotency-Key`
//! (<https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/>).
//!
//! A client that hears no answer does not know whether its request was taken, and sends it again. With a key of its own
//! choice that is safe: what was made for the first is what the second is answered with, for a day. A key that comes with
//! another request is a mistake and is refused; so is one whose request is still being worked on. A request that was
//! refused has made nothing, and may be sent again with the same key.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use axum::http::HeaderMap;

use super::{App, Error, clients::Client};
use crate::{
    lock::lock,
    store::{Known, Once},
};

/// The keys whose requests are being worked on.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns {
    taken: Arc<Mutex<HashSet<Once>>>,
}

/// The right to answer a request that is answered once. Dropping it lets another try.
#[derive(Debug)]
pub(super) struct Turn {
    once: Once,
    turns: Turns,
}

/// What is to be done about a request.
pub(super) enum Begun {
    /// It is new; it has a turn where it has a key.
    New(Option<Turn>),
    /// It was answered already: the id of what was made for it, and the turn to make it anew where that is gone.
    Answered(String, Turn),
}

/// The name of the header.
const HEADER: &str = "idempotency-key";

/// The longest key, in characters.
const MAX_KEY: usize = 255;

/// Begins to answer a request, of which `fingerprint` is a digest.
///
/// # Errors
/// [`Error::Malformed`] where its key is none, [`Error::KeyReused`] where it came with another request,
/// [`Error::KeyInUse`] where that request is being worked on.
pub(super) async fn begin(
    app: &App,
    client: &Client,
    route: &'static str,
    headers: &HeaderMap,
    fingerprint: impl FnOnce() -> String,
) -> Result<Begun, Error> {
    let Some(key) = headers.get(HEADER) else { return Ok(Begun::New(None)) };
    let key = key.to_str().unwrap_or_default();
    if key.is_empty() || key.len() > MAX_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::Malformed(format!(
            "the header `Idempotency-Key` is no key (expected 1 to {MAX_KEY} visible ASCII characters, such as a UUID)"
        )));
    }
    let once = Once { client: client.holder().to_owned(), route, key: key.to_owned(), fingerprint: fingerprint() };
    let turn = app.turns().take(&once)?;
    match app.jobs().known(&once).await? {
        Known::New => Ok(Begun::New(Some(turn))),
        Known::Answered(made) => Ok(Begun::Answered(made, turn)),
        Known::Other => Err(Error::KeyReused),
    }
}

impl Turns {
    fn take(&self, once: &Once) -> Result<Turn, Error> {
        let name = Once { fingerprint: String::new(), ..once.clone() };
        let mut taken = lock(&self.taken);
        match taken.insert(name) {
            true => Ok(Turn { once: once.clone(), turns: self.clone() }),
            false => Err(Error::KeyInUse),
        }
    }
}

impl Turn {
    /// Returns what is to be remembered with what is made.
    pub(super) fn once(&self) -> Once {
        self.once.clone()
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let name = Once { fingerprint: String::new(), ..self.once.clone() };
        lock(&self.turns.taken).remove(&name);
    }
}
