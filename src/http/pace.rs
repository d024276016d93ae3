//! Connections that give up on clients who take nothing, or next to nothing: after a time, and at once where their
//! place is needed.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, Weak},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::Notify,
    time::{Instant, Sleep},
};

use crate::lock::lock;

/// A connection whose client must take [`ENOUGH`] of what is ready for it within a time.
///
/// Only the time counts in which something waits to be taken: a stream that has nothing to say is in no hurry.
pub(super) struct Paced<S> {
    stream: S,
    limit: Duration,
    pace: Arc<Pace>,
    /// When to give up, while something waits to be taken.
    until: Option<Pin<Box<Sleep>>>,
}

/// How fast a client takes what is ready for it.
#[derive(Default)]
pub(super) struct Pace {
    taking: Mutex<Taking>,
    broken: Notify,
}

#[derive(Default)]
struct Taking {
    /// Bytes taken, and time waited for it, since it last took enough.
    taken: usize,
    waited: Duration,
    /// Since when something waits.
    since: Option<Instant>,
    is_broken: bool,
}

/// The paces of all connections there are.
#[derive(Default)]
pub(super) struct Paces {
    all: Mutex<Vec<Weak<Pace>>>,
}

/// In two minutes, which is the limit by default, half of what a listener hears of the smallest format (32 kb/s).
const ENOUGH: usize = 256 << 10;

/// Whoever takes fewer bytes a second may be broken off where places are needed: half of what a listener hears of the
/// smallest format. A player with enough in hand takes nothing for a while, and asks for the rest when it is broken off.
const SLOW: f64 = 2_000.0;

/// How long something must have waited for a client before it counts as slow.
const SLOW_AFTER: Duration = Duration::from_secs(2);

impl Paces {
    /// Notes a new connection, and forgets those that are gone: a service takes millions of them.
    pub(super) fn enter(&self) -> Arc<Pace> {
        let pace = Arc::<Pace>::default();
        let mut all = lock(&self.all);
        all.retain(|pace| pace.strong_count() > 0);
        all.push(Arc::downgrade(&pace));
        pace
    }

    /// Breaks off the connection whose client takes least, where one is slow; tells whether there was one.
    pub(super) fn break_slowest(&self) -> bool {
        let all = lock(&self.all);
        let slow = all.iter().filter_map(Weak::upgrade).filter_map(|pace| Some((pace.slow_rate()?, pace)));
        let Some((_, slowest)) = slow.min_by(|(one, _), (other, _)| one.total_cmp(other)) else { return false };
        lock(&slowest.taking).is_broken = true;
        slowest.broken.notify_one();
        true
    }
}

impl Pace {
    /// Waits until the connection is to be broken off.
    pub(super) async fn broken(&self) {
        self.broken.notified().await;
    }

    /// Returns how many bytes a second the client takes, if it is slow and was not broken off yet.
    fn slow_rate(&self) -> Option<f64> {
        let taking = lock(&self.taking);
        let waited = taking.waited + taking.since?.elapsed();
        let rate = taking.taken as f64 / waited.as_secs_f64();
        (!taking.is_broken && waited >= SLOW_AFTER && rate < SLOW).then_some(rate)
    }
}

impl<S> Paced<S> {
    pub(super) fn new(stream: S, limit: Duration, pace: Arc<Pace>) -> Self {
        Self { stream, limit, pace, until: None }
    }

    /// Notes what came of an attempt to write.
    fn attempted(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        let mut taking = lock(&self.pace.taking);
        match written {
            Poll::Ready(result) => {
                if let Some(since) = taking.since.take() {
                    taking.waited += since.elapsed();
                }
                taking.taken += *result.as_ref().unwrap_or(&0);
                if taking.taken >= ENOUGH {
                    (taking.taken, taking.waited) = (0, Duration::ZERO);
                }
                drop(taking);
                self.until = None;
                Poll::Ready(result)
            }
            Poll::Pending => {
                let since = *taking.since.get_or_insert_with(Instant::now);
                let left = self.limit.saturating_sub(taking.waited);
                drop(taking);
                let until = self.until.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(since + left)));
                ready!(until.as_mut().poll(context));
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
        let mut server = Paced::new(server, LIMIT, Arc::default());
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
        let sent = Paced::new(server, LIMIT, Arc::default()).write_all(&[0; 2_000]).await;
        assert_eq!(sent.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert!(began.elapsed() < LIMIT + Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn stream_that_has_little_to_say_is_in_no_hurry() {
        let (mut client, server) = duplex(1_000);
        let mut server = Paced::new(server, LIMIT, Arc::default());
        for _ in 0..100 {
            server.write_all(b"an event").await.unwrap();
            tokio::time::sleep(Duration::from_secs(60)).await;
            client.read_exact(&mut [0; 8]).await.unwrap();
        }
    }

    #[tokio::test(start_paused = true)]
    async fn slowest_is_broken_off_where_its_place_is_needed() {
        let paces = Paces::default();
        let mut clients = Vec::new();
        let mut sending = Vec::new();
        // The third keeps up; the fourth has nothing to take.
        for bytes in [1_000, 1, 8_000, 0] {
            let (mut client, server) = duplex(16 << 10);
            let pace = paces.enter();
            let mut server = Paced::new(server, LIMIT, pace.clone());
            clients.push(tokio::spawn(async move {
                let mut buffer = vec![0; bytes];
                while bytes > 0 && client.read(&mut buffer).await.unwrap_or(0) > 0 {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                // The silent one stays.
                std::future::pending::<DuplexStream>().await
            }));
            sending.push((
                pace,
                tokio::spawn(async move {
                    server.write_all(&vec![0; if bytes == 0 { 1 } else { 1 << 20 }]).await?;
                    std::future::pending::<io::Result<()>>().await
                }),
            ));
        }
        assert!(!paces.break_slowest(), "nobody is slow yet");
        tokio::time::sleep(Duration::from_secs(60)).await;
        let is_broken = |at: usize| lock(&sending[at].0.taking).is_broken;
        assert!(paces.break_slowest());
        assert_eq!([0, 1, 2, 3].map(is_broken), [false, true, false, false]);
        sending[1].0.broken().await;
        assert!(paces.break_slowest());
        assert_eq!([0, 1, 2, 3].map(is_broken), [true, true, false, false]);
        assert!(!paces.break_slowest(), "one who listens was broken off");
        // Who is gone is forgotten.
        for (_, sending) in sending.drain(..) {
            sending.abort();
            let _ = sending.await;
        }
        let _newcomer = paces.enter();
        assert_eq!(lock(&paces.all).len(), 1);
    }
}
