//! Connections that give up on clients who take nothing, or next to nothing.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep},
};

/// A connection whose client must take [`ENOUGH`] of what is ready for it within a time.
///
/// Only the time counts in which something waits to be taken: a stream that has nothing to say is in no hurry.
pub(super) struct Paced<S> {
    stream: S,
    limit: Duration,
    /// Bytes taken, and time waited for it, since it last took enough.
    taken: usize,
    waited: Duration,
    waiting: Option<Waiting>,
}

struct Waiting {
    since: Instant,
    until: Pin<Box<Sleep>>,
}

/// In two minutes, which is the limit by default, half of what a listener hears of the smallest format (32 kb/s).
const ENOUGH: usize = 256 << 10;

impl<S> Paced<S> {
    pub(super) fn new(stream: S, limit: Duration) -> Self {
        Self { stream, limit, taken: 0, waited: Duration::ZERO, waiting: None }
    }

    /// Notes what came of an attempt to write.
    fn attempted(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(result) => {
                if let Some(waiting) = self.waiting.take() {
                    self.waited += waiting.since.elapsed();
                }
                self.taken += *result.as_ref().unwrap_or(&0);
                if self.taken >= ENOUGH {
                    (self.taken, self.waited) = (0, Duration::ZERO);
                }
                Poll::Ready(result)
            }
            Poll::Pending => {
                let left = self.limit.saturating_sub(self.waited);
                let waiting = self.waiting.get_or_insert_with(|| {
                    let since = Instant::now();
                    Waiting { since, until: Box::pin(tokio::time::sleep_until(since + left)) }
                });
                ready!(waiting.until.as_mut().poll(context));
                Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes too little")))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.attempted(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.attempted(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    const LIMIT: Duration = Duration::from_secs(120);

    /// Sends as much as is taken, `bytes` every `pause`; returns how it ended.
    async fn send(mut client: DuplexStream, server: DuplexStream, bytes: usize, pause: Duration) -> io::Result<()> {
        let mut server = Paced::new(server, LIMIT);
        let taking = tokio::spawn(async move {
            let mut buffer = vec![0; bytes];
            loop {
                tokio::time::sleep(pause).await;
                if client.read(&mut buffer).await.unwrap_or(0) == 0 {
                    return;
                }
            }
        });
        let sent = server.write_all(&vec![0; 3 << 20]).await;
        drop(server);
        taking.abort();
        sent
    }

    #[tokio::test(start_paused = true)]
    async fn client_that_takes_little_is_given_up_and_one_that_listens_is_not() {
        for (bytes, expect) in [(1, false), (1_000, false), (4_000, true)] {
            let (client, server) = duplex(16 << 10);
            let sent = send(client, server, bytes, Duration::from_secs(1)).await;
            assert_eq!(sent.is_ok(), expect, "{bytes} bytes a second: {sent:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn client_that_takes_nothing_is_given_up() {
        let (_client, server) = duplex(1_000);
        let began = Instant::now();
        let sent = Paced::new(server, LIMIT).write_all(&[0; 2_000]).await;
        assert_eq!(sent.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(began.elapsed() < LIMIT + Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn stream_that_has_little_to_say_is_in_no_hurry() {
        let (mut client, server) = duplex(1_000);
        let mut server = Paced::new(server, LIMIT);
        for _ in 0..100 {
            server.write_all(b"an event").await.unwrap();
            tokio::time::sleep(Duration::from_secs(60)).await;
            client.read_exact(&mut [0; 8]).await.unwrap();
        }
    }
}
