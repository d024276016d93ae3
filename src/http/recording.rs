//! One encoder for one answer: pieces of speech in, bytes for the listener out, and a finished file for the cache.

use std::{ops::Range, sync::Arc};

use axum::body::Bytes;
use tokio::sync::Semaphore;

use super::{App, Error};
use crate::{
    encode::{Encoder, Format, Tags},
    pipeline::Speech,
    render::Plan,
    store::{Cache, Key, Stored, Writer, Written},
};

/// What is being encoded. Its methods do the work on a blocking thread.
///
/// Where a crowd begins to listen at once nearly all of the work is encoding, of which the least part is what each waits for:
/// its first piece. So first pieces are encoded as they come, and what follows by a few at a time.
pub(super) struct Recording {
    work: Option<Work>,
    /// What reads the file while it is written.
    written: Option<Arc<Written>>,
    /// Turns at encoding what follows the first piece.
    turns: Arc<Semaphore>,
    is_begun: bool,
}

struct Work {
    encoder: Encoder,
    /// Where the file is written, unless nobody will ask for it again.
    writer: Option<Writer>,
    keep: Option<Keep>,
}

/// Where a finished file is kept.
pub(super) struct Keep {
    cache: Cache,
    key: Key,
    /// Whether other services may fetch it.
    is_shared: bool,
}

impl Keep {
    /// A file of a plan's speech.
    pub(super) fn of(app: &App, plan: &Plan, key: Key) -> Self {
        Self { cache: app.cache().clone(), key, is_shared: plan.is_long() }
    }

    /// Begins the file.
    pub(super) fn writer(&self) -> Writer {
        self.cache.writer(self.key)
    }

    /// Lets other services have the file, once it is whole, where it is worth it.
    pub(super) fn share(&self) {
        if self.is_shared {
            self.cache.share(self.key);
        }
    }
}

impl Recording {
    /// Begins. What is to be kept is also written into the cache, with the exact head of a file.
    pub(super) async fn begin(
        app: &App,
        format: Format,
        sample_rate: u32,
        tags: Tags,
        keep: Option<Keep>,
    ) -> Result<Self, Error> {
        let work = blocking(move || {
            let encoder = Encoder::new(format, sample_rate, &tags)?;
            let writer = keep.as_ref().map(Keep::writer);
            let written = writer.as_ref().and_then(Writer::written).map(Arc::new);
            Ok((Work { encoder, writer, keep }, written))
        });
        let (work, written) = work.await?;
        Ok(Self { work: Some(work), written, turns: app.encoding_turns().clone(), is_begun: false })
    }

    /// Returns what reads the bytes that were returned, where they are written into a file. Once it is finished its first
    /// piece has another head.
    pub(super) fn written(&self) -> Option<Arc<Written>> {
        self.written.clone()
    }

    /// Encodes a piece and returns the bytes that are ready; there may be none.
    pub(super) async fn push(&mut self, speech: &Arc<Speech>) -> Result<Bytes, Error> {
        self.push_part(speech, 0..speech.samples.samples.len()).await
    }

    /// Encodes some samples of a piece. What comes out does not depend on how a piece is cut.
    pub(super) async fn push_part(&mut self, speech: &Arc<Speech>, part: Range<usize>) -> Result<Bytes, Error> {
        let turn = match std::mem::replace(&mut self.is_begun, true) {
            true => Some(self.turns.clone().acquire_owned().await.map_err(|_| Error::Stopped)?),
            false => None,
        };
        let mut work = self.work.take().ok_or(Error::Stopped)?;
        let speech = speech.clone();
        let (work, bytes) = blocking(move || {
            let bytes = work.encoder.push(speech.samples.samples.get(part).unwrap_or_default())?;
            if let Some(writer) = &mut work.writer {
                writer.append(&bytes);
            }
            drop(turn);
            Ok((work, bytes))
        })
        .await?;
        self.work = Some(work);
        Ok(bytes.into())
    }

    /// Ends it and returns the last bytes, and the finished file where it could be kept.
    pub(super) async fn finish(mut self) -> Result<(Bytes, Option<Stored>), Error> {
        let work = self.work.take().ok_or(Error::Stopped)?;
        blocking(move || {
            let finished = work.encoder.finish()?;
            let stored = work.writer.and_then(|mut writer| {
                writer.append(&finished.tail);
                writer.commit(&finished.head)
            });
            if let (Some(keep), Some(_)) = (&work.keep, &stored) {
                keep.share();
            }
            Ok((finished.tail.into(), stored))
        })
        .await
    }
}

/// Does work that takes milliseconds off the async runtime, in the span of whoever waits for it. Work that panics is a failure
/// of ours, and logged as one.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let span = tracing::Span::current();
    let done = tokio::task::spawn_blocking(move || span.in_scope(work)).await;
    done.map_err(|error| if error.is_panic() { Error::Broken(error) } else { Error::Stopped })?
}

// What writes logs comes with the commands.
#[cfg(all(test, feature = "cli"))]
mod tests {
    use std::sync::Mutex;

    use axum::response::IntoResponse;

    use super::*;

    #[tokio::test]
    async fn panic_is_answered_with_a_problem_and_its_cause_is_in_the_log_alone() {
        let log = tempfile::NamedTempFile::new().unwrap();
        let writer = Mutex::new(log.reopen().unwrap());
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(writer).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let broken = blocking(|| -> Result<(), Error> { panic!("a fault in the middle of a recording") }).await;
        let response = broken.unwrap_err().into_response();
        assert_eq!(response.status(), 500);
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&problem["code"], &problem["status"]), (&"request_failed".into(), &500.into()), "{problem}");
        let cause = "in the middle of a recording";
        assert!(!problem.to_string().contains(cause), "{problem}");
        let log = std::fs::read_to_string(log.path()).unwrap();
        assert!(log.contains("ERROR") && log.contains("request_failed") && log.contains(cause), "{log}");
    }
}
