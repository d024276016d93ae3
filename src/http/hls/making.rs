//! Streams and who makes them: one maker each, as long as somebody asks.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::sync::watch;

use super::{
    super::{App, Error, app::Session, audio::AudioRequest, clients::Client, recording::Recording},
    cutter::{Cutter, Segment},
    segment_key, stream_key,
};
use crate::{
    encode::{Format, Tags},
    lock::lock,
    render::Plan,
    store::Key,
};

/// The streams that were asked for.
#[derive(Default)]
pub(in crate::http) struct Streams {
    known: Mutex<HashMap<Key, Arc<Stream>>>,
    /// What players have begun with, by who asks for what.
    begun: Mutex<HashMap<String, Begun>>,
}

/// The edition that a player has begun with.
struct Begun {
    plan: Arc<Plan>,
    /// When it last asked for the playlist.
    asked: Instant,
    /// Whether it has the playlist to its end.
    is_whole: bool,
}

/// One stream, whether it is being made or not.
struct Stream {
    /// Those who wait for more of it hold a receiver.
    made: watch::Sender<Made>,
    /// When somebody last asked for it.
    asked: Mutex<Instant>,
}

/// How much of a stream there is.
#[derive(Debug, Clone, Default)]
pub(super) struct Made {
    /// Samples in each segment that was announced. Nothing is ever taken from it.
    pub(super) segments: Vec<u64>,
    /// Whether these are all.
    pub(super) is_whole: bool,
    maker: Maker,
    /// Counts the makers, so that one that was replaced knows.
    n_makers: u64,
}

#[derive(Debug, Clone, Copy, Default)]
enum Maker {
    #[default]
    None,
    /// It has put so many segments into the cache.
    Working { n_kept: usize },
    /// It broke then.
    Broken { at: Instant },
}

/// How long a stream goes on being made when nobody asks for its playlist or segments. A player asks for the playlist
/// after every target duration (7 s) at least (RFC 8216 section 6.3.4).
const PATIENCE: Duration = Duration::from_secs(10);

/// How long what broke is not tried again.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(10);

/// How many players are remembered with what they have begun.
const MAX_BEGUN: usize = 64;

/// How many streams are remembered before those that nobody makes are forgotten.
const SWEEP_FROM: usize = 1_024;

impl Streams {
    /// Returns what a player has begun with and goes on with: it has not come to the end, and asks again in time.
    pub(super) fn begun(&self, player: &str) -> Option<Arc<Plan>> {
        let begun = lock(&self.begun);
        let begun = begun.get(player).filter(|begun| !begun.is_whole && begun.asked.elapsed() < PATIENCE)?;
        Some(begun.plan.clone())
    }

    /// Notes what a player has been given.
    pub(super) fn note(&self, player: String, plan: Arc<Plan>, made: &Made) {
        let mut begun = lock(&self.begun);
        begun.insert(player, Begun { plan, asked: Instant::now(), is_whole: made.is_whole });
        if begun.len() > MAX_BEGUN
            && let Some(oldest) = begun.iter().min_by_key(|(_, begun)| begun.asked).map(|(player, _)| player.clone())
        {
            begun.remove(&oldest);
        }
    }

    /// Returns the plan of an edition that somebody has begun with.
    pub(super) fn edition(&self, edition: Key) -> Option<Arc<Plan>> {
        lock(&self.begun).values().find(|begun| stream_key(begun.plan.key()) == edition).map(|begun| begun.plan.clone())
    }

    fn stream(&self, key: Key) -> Arc<Stream> {
        let mut known = lock(&self.known);
        if let Some(stream) = known.get(&key) {
            return stream.clone();
        }
        if known.len() >= SWEEP_FROM {
            // Whoever makes it or waits for it holds it too.
            known.retain(|_, stream| Arc::strong_count(stream) > 1);
        }
        let stream = Arc::new(Stream { made: watch::Sender::default(), asked: Mutex::new(Instant::now()) });
        known.insert(key, stream.clone());
        stream
    }
}

impl Stream {
    fn ask(&self) {
        *lock(&self.asked) = Instant::now();
    }

    /// Waits until nobody has asked for so long that nobody will.
    async fn left(&self) {
        loop {
            let asked = *lock(&self.asked);
            let left = PATIENCE.saturating_sub(asked.elapsed());
            if left.is_zero() && self.made.receiver_count() == 0 {
                return;
            }
            tokio::time::sleep(left.max(Duration::from_millis(100))).await;
        }
    }
}

/// Returns what is announced of a stream, as soon as it is something; whoever asks keeps it being made.
pub(super) async fn announced(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    audio_request: &AudioRequest,
    key: Key,
) -> Result<Made, Error> {
    let stream = known(app, key).await;
    loop {
        stream.ask();
        let mut state = stream.made.subscribe();
        let made = state.borrow_and_update().clone();
        if made.is_whole {
            return Ok(made);
        }
        match made.maker {
            Maker::Working { .. } if !made.segments.is_empty() => return Ok(made),
            Maker::Working { .. } => {
                // The sender is in `stream`.
                let _ = state.changed().await;
            }
            Maker::Broken { at } if at.elapsed() < PAUSE_AFTER_FAULT => return Err(Error::StreamBroken),
            Maker::None | Maker::Broken { .. } => begin(app, client, plan, audio_request, key, &stream, made.n_makers)?,
        }
    }
}

/// Waits until the segment `index` was put into the cache anew.
///
/// # Errors
/// [`Error::NoSegment`] where the stream has none such.
pub(super) async fn kept(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    audio_request: &AudioRequest,
    key: Key,
    index: usize,
) -> Result<(), Error> {
    let stream = known(app, key).await;
    let mut state = stream.made.subscribe();
    let mut has_waited = false;
    loop {
        stream.ask();
        let made = state.borrow_and_update().clone();
        if made.is_whole && index >= made.segments.len() {
            return Err(Error::NoSegment { index, count: made.segments.len() });
        }
        // It may have come since it was looked for.
        if app.cache().contains(segment_key(key, index)) {
            return Ok(());
        }
        match made.maker {
            // One that came by it before has put it there in vain, or it was evicted since.
            Maker::Working { n_kept } if index < n_kept && has_waited => return Ok(()),
            Maker::Working { n_kept } if index >= n_kept => {
                has_waited = true;
                let _ = state.changed().await;
            }
            Maker::None if has_waited && index < made.segments.len() => return Ok(()),
            Maker::Broken { at } if at.elapsed() < PAUSE_AFTER_FAULT => return Err(Error::StreamBroken),
            Maker::Working { .. } | Maker::None | Maker::Broken { .. } => {
                begin(app, client, plan, audio_request, key, &stream, made.n_makers)?;
            }
        }
    }
}

/// Returns a stream with what is known of it, from the cache where this process has not made it.
async fn known(app: &App, key: Key) -> Arc<Stream> {
    let stream = app.streams().stream(key);
    if !stream.made.borrow().is_whole
        && let Some(segments) = app.cache().get_parsed(key, |bytes| serde_json::from_slice(bytes).ok()).await
    {
        stream.made.send_modify(|made| (made.segments, made.is_whole) = (segments, true));
    }
    stream
}

/// Begins to make a stream, unless another maker was begun since there were `n_makers`.
fn begin(
    app: &App,
    client: &Client,
    plan: &Arc<Plan>,
    audio_request: &AudioRequest,
    key: Key,
    stream: &Arc<Stream>,
    n_makers: u64,
) -> Result<(), Error> {
    let is_first = stream.made.send_if_modified(|made| {
        let is_first = made.n_makers == n_makers;
        if is_first {
            made.n_makers += 1;
            made.maker = Maker::Working { n_kept: 0 };
        }
        is_first
    });
    if !is_first {
        return Ok(());
    }
    // Whatever becomes of it, by a panic too, the stream hears of its end.
    let mut tenure = Tenure { stream: stream.clone(), n_makers: n_makers + 1, end: Maker::None };
    let session = app.read(client, plan, 0)?;
    tenure.end = Maker::Broken { at: Instant::now() };
    let sample_rate = audio_request.sample_rate;
    let app = app.clone();
    tokio::spawn(async move {
        let end = tokio::select! {
            // It goes on where it was when somebody asks again: what was spoken is in the cache.
            () = tenure.stream.left() => Maker::None,
            made = make(&app, session, sample_rate, key, &tenure) => match made {
                Ok(()) => Maker::None,
                Err(error) => {
                    error.log();
                    Maker::Broken { at: Instant::now() }
                }
            },
        };
        tenure.close(end);
    });
    Ok(())
}

/// A maker's time with its stream. Its drop, by a panic too, tells the stream how it ended.
struct Tenure {
    stream: Arc<Stream>,
    /// Which maker of the stream it is.
    n_makers: u64,
    end: Maker,
}

/// Makes a stream to its end.
async fn make(app: &App, mut session: Session, sample_rate: u32, key: Key, tenure: &Tenure) -> Result<(), Error> {
    let mut recording = Recording::begin(app, Format::Mp3, sample_rate, Tags::default(), None).await?;
    let mut cutter = Cutter::new(sample_rate);
    let mut n_kept = 0;
    while let Some(chunk) = session.next().await {
        cutter.push(&recording.push(&chunk?.speech).await?);
        while let Some(segment) = cutter.cut() {
            keep(app, key, n_kept, segment, tenure).await?;
            n_kept += 1;
        }
    }
    drop(session);
    let (tail, _) = recording.finish().await?;
    cutter.push(&tail);
    while let Some(segment) = cutter.cut().or_else(|| cutter.rest()) {
        keep(app, key, n_kept, segment, tenure).await?;
        n_kept += 1;
    }
    let made = &tenure.stream.made;
    let list = serde_json::to_vec(&made.borrow().segments).unwrap_or_default();
    app.cache().put(key, list).await;
    made.send_modify(|made| made.is_whole = true);
    Ok(())
}

/// Puts a segment into the cache and announces it.
///
/// # Errors
/// [`Error::Stopped`] where another maker has taken over.
async fn keep(app: &App, key: Key, index: usize, segment: Segment, tenure: &Tenure) -> Result<(), Error> {
    let segment_key = segment_key(key, index);
    if !app.cache().contains(segment_key) {
        app.cache().put(segment_key, segment.bytes).await;
    }
    tenure.tell(|made| {
        made.maker = Maker::Working { n_kept: index + 1 };
        if index == made.segments.len() {
            made.segments.push(segment.samples);
        }
    })
}

impl Tenure {
    /// Changes what is known of the stream.
    ///
    /// # Errors
    /// [`Error::Stopped`] where another maker has taken over.
    fn tell(&self, change: impl FnOnce(&mut Made)) -> Result<(), Error> {
        let is_at_work = self.stream.made.send_if_modified(|made| {
            let is_at_work = made.n_makers == self.n_makers;
            if is_at_work {
                change(made);
            }
            is_at_work
        });
        if is_at_work { Ok(()) } else { Err(Error::Stopped) }
    }

    fn close(mut self, end: Maker) {
        self.end = end;
    }
}

impl Drop for Tenure {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tracing::error!("The maker of a stream broke");
        }
        let end = self.end;
        // Where another has taken over, there is nobody to tell.
        let _ = self.tell(|made| made.maker = end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stream() -> Arc<Stream> {
        let stream = Streams::default().stream(Key::of("test").finish());
        stream.made.send_modify(|made| (made.n_makers, made.maker) = (1, Maker::Working { n_kept: 0 }));
        stream
    }

    #[test]
    fn maker_that_panics_is_not_waited_for() {
        let stream = stream();
        let tenure = Tenure { stream: stream.clone(), n_makers: 1, end: Maker::Broken { at: Instant::now() } };
        let broken = std::thread::spawn(move || {
            let _tenure = tenure;
            panic!("a fault while a stream is made");
        });
        assert!(broken.join().is_err());
        assert!(matches!(stream.made.borrow().maker, Maker::Broken { .. }));
    }

    #[test]
    fn maker_that_was_replaced_tells_nothing_more() {
        let stream = stream();
        let tenure = |n_makers| Tenure { stream: stream.clone(), n_makers, end: Maker::None };
        let first = tenure(1);
        first.tell(|made| made.segments.push(1)).unwrap();
        stream.made.send_modify(|made| (made.n_makers, made.maker) = (2, Maker::Working { n_kept: 0 }));
        assert!(first.tell(|made| made.segments.push(2)).is_err());
        drop(first);
        assert!(matches!(stream.made.borrow().maker, Maker::Working { .. }));
        assert_eq!(stream.made.borrow().segments, [1], "what was announced is taken back");
        drop(tenure(2));
        assert!(matches!(stream.made.borrow().maker, Maker::None));
    }

    #[tokio::test(start_paused = true)]
    async fn stream_that_nobody_asks_for_is_left_within_seconds() {
        let stream = stream();
        *lock(&stream.asked) = Instant::now() - PATIENCE;
        let waiting = stream.made.subscribe();
        assert!(tokio::time::timeout(PATIENCE, stream.left()).await.is_err(), "somebody waits for it");
        drop(waiting);
        assert!(tokio::time::timeout(Duration::from_secs(1), stream.left()).await.is_ok());
    }
}
