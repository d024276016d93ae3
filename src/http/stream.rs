//! A body that is sent while it is made, and that ends well only when its maker says so.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::{Body, Bytes};
use tokio::sync::mpsc;
use tokio_stream::Stream;

use super::Error;

/// The maker's end. Dropped without [`Sender::end`], it breaks the body.
pub(super) struct Sender {
    chunks: mpsc::Sender<Chunk>,
    stall_timeout: Duration,
}

/// Chunks, of one utterance each, that wait for the listener to take them: with more, who leaves has let more be made
/// in vain.
const CHUNKS: usize = 2;

enum Chunk {
    Bytes(Bytes),
    End,
}

struct Receiver {
    chunks: mpsc::Receiver<Chunk>,
    is_over: bool,
}

/// Makes a body and the means to fill it. A listener that takes nothing for `stall_timeout` is given up.
pub(super) fn channel(stall_timeout: Duration) -> (Sender, Body) {
    let (sender, receiver) = mpsc::channel(CHUNKS);
    let body = Body::from_stream(Receiver { chunks: receiver, is_over: false });
    (Sender { chunks: sender, stall_timeout }, body)
}

impl Sender {
    /// Hands bytes over when the listener has taken those before.
    ///
    /// # Errors
    /// [`Error::Stopped`] where it has left or stalled.
    pub(super) async fn send(&self, bytes: impl Into<Bytes>) -> Result<(), Error> {
        let bytes = bytes.into();
        if bytes.is_empty() {
            return Ok(());
        }
        self.hand_over(Chunk::Bytes(bytes)).await
    }

    /// Ends the body.
    ///
    /// # Errors
    /// As [`Sender::send`].
    pub(super) async fn end(self) -> Result<(), Error> {
        self.hand_over(Chunk::End).await
    }

    /// Waits until the listener has left.
    pub(super) async fn left(&self) {
        self.chunks.closed().await;
    }

    async fn hand_over(&self, chunk: Chunk) -> Result<(), Error> {
        match tokio::time::timeout(self.stall_timeout, self.chunks.send(chunk)).await {
            Ok(Ok(())) => Ok(()),
            // Either way there is nobody to tell.
            Ok(Err(_)) | Err(_) => Err(Error::Stopped),
        }
    }
}

impl Stream for Receiver {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        Poll::Ready(match ready!(self.chunks.poll_recv(context)) {
            Some(Chunk::Bytes(bytes)) => Some(Ok(bytes)),
            Some(Chunk::End) => {
                self.is_over = true;
                None
            }
            None => {
                self.is_over = true;
                Some(Err(io::Error::other("the stream failed before its end")))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENT: Duration = Duration::from_secs(5);

    async fn whole(body: Body) -> Result<Bytes, axum::Error> {
        axum::body::to_bytes(body, usize::MAX).await
    }

    #[tokio::test]
    async fn body_that_is_ended_is_whole() {
        let (sender, body) = channel(PATIENT);
        let body = tokio::spawn(whole(body));
        for chunk in ["a", "", "b", "c", "d"] {
            sender.send(chunk).await.unwrap();
        }
        sender.end().await.unwrap();
        assert_eq!(body.await.unwrap().unwrap(), "abcd");
    }

    #[tokio::test]
    async fn body_that_is_dropped_is_broken() {
        let (sender, body) = channel(PATIENT);
        sender.send("a").await.unwrap();
        drop(sender);
        assert!(whole(body).await.is_err());
    }

    #[tokio::test]
    async fn listener_who_left_is_noticed() {
        let (sender, body) = channel(PATIENT);
        drop(body);
        sender.left().await;
        assert!(sender.send("a").await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn listener_who_takes_nothing_is_given_up() {
        let (sender, _body) = channel(PATIENT);
        sender.send("a").await.unwrap();
        sender.send("b").await.unwrap();
        assert!(sender.send("c").await.is_err());
    }
}
