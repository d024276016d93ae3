//! Audio that is made once for all who hear it while it is made.
//!
//! Nearly all that a crowd takes when it opens an article at once is encoding. So there is one encoder for a recording:
//! whoever needs its next piece first has it made, and the others take the same bytes. Nobody depends on a stranger staying:
//! the next who needs a piece goes on where another has left.
//!
//! The pieces made last are kept for those who come after, but not without bound: those before them are read from the file
//! that the recording is written into. So one listener who takes all there is at once costs the others nothing. Only where
//! nothing is written (a full disk), who comes when the beginning is gone has a broadcast begun anew, and who falls behind
//! what is kept has the whole made again for itself, without what it has already.

use std::{
    collections::{HashMap, VecDeque},
    ops::Range,
    sync::{Arc, Mutex, Weak},
    time::{Duration, Instant},
};

use axum::body::Bytes;
use tokio::sync::{Mutex as AsyncMutex, oneshot};
use tracing::Instrument;

use super::{
    App, Error,
    audio::AudioRequest,
    metrics::Metrics,
    recording::{Keep, Recording, blocking},
};
use crate::{
    audio,
    encode::Tags,
    lock::lock,
    pipeline::Speech,
    render::{Plan, SpeechChunk, SpeechStream, Task},
    store::{Key, Written},
    worker::Audience,
};

/// The broadcasts that can be joined, by the key of their recording.
#[derive(Default)]
pub(super) struct Broadcasts {
    open: Mutex<HashMap<Key, Weak<Broadcast>>>,
}

/// How many there are before those that nobody hears are swept out.
const SWEEP_FROM: usize = 256;

/// One recording while it is made.
#[derive(Default)]
pub(super) struct Broadcast {
    pieces: Arc<Mutex<Pieces>>,
    /// What makes it, once somebody has begun; held while a piece is made.
    maker: Arc<AsyncMutex<Option<Maker>>>,
    making: Mutex<Option<Task<()>>>,
}

/// Pieces that were made.
#[derive(Default)]
struct Pieces {
    /// The first, which is always kept: in the file it gets another head at the end.
    first: Option<Piece>,
    /// The last ones.
    kept: VecDeque<Piece>,
    /// Those before them: where each ends in the recording, and how much speech it has.
    gone: Vec<(u64, Duration)>,
    size_bytes: usize,
    /// What reads those that are gone.
    written: Option<Arc<Written>>,
    end: Option<End>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Whole,
    Failed,
}

/// Bytes that are kept of a broadcast: two minutes of MP3, some twenty seconds of samples.
const KEPT_BYTES: usize = 1 << 20;

/// What is sent to the listeners at a time.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub bytes: Bytes,
    /// How much speech was encoded with it.
    pub duration: Duration,
}

/// What is made, and how.
pub(super) struct Order {
    pub app: App,
    pub plan: Arc<Plan>,
    pub audio_request: AudioRequest,
    pub tags: Tags,
    /// What the recording is kept under, unless nobody will ask for it again.
    pub key: Option<Key>,
}

/// A listener's place in a broadcast.
pub(super) struct Hearing {
    order: Arc<Order>,
    broadcast: Arc<Broadcast>,
    /// Its own reading of the plan, which holds its place at the workers, unless it went into what makes the broadcast.
    reading: Option<SpeechStream>,
    /// The next piece.
    at: usize,
    /// Bytes that it was given.
    n_bytes: usize,
    /// How many of them are still to come of what is made for it again.
    n_skipped: usize,
}

impl Broadcasts {
    /// Returns the broadcast of a recording whose beginning is there, or one to be begun.
    fn join(&self, key: Key) -> Arc<Broadcast> {
        let mut open = lock(&self.open);
        if let Some(broadcast) = open.get(&key).and_then(Weak::upgrade).filter(|broadcast| broadcast.has_beginning()) {
            return broadcast;
        }
        if open.len() >= SWEEP_FROM {
            open.retain(|_, broadcast| broadcast.strong_count() > 0);
        }
        let broadcast = Arc::<Broadcast>::default();
        open.insert(key, Arc::downgrade(&broadcast));
        broadcast
    }

    /// Tells whether there is a broadcast of a recording to be joined.
    pub(super) fn are_open(&self, key: Key) -> bool {
        lock(&self.open).get(&key).and_then(Weak::upgrade).is_some_and(|broadcast| broadcast.has_beginning())
    }
}

impl Hearing {
    /// Takes a place in the broadcast of a recording; `reading` is the listener's own, from the start.
    pub(super) fn of(order: Order, reading: SpeechStream) -> Self {
        let broadcast = order.key.map(|key| order.app.broadcasts().join(key)).unwrap_or_default();
        Self { order: Arc::new(order), broadcast, reading: Some(reading), at: 0, n_bytes: 0, n_skipped: 0 }
    }

    /// Returns the next piece; `None` at the end.
    ///
    /// # Errors
    /// Where it could not be made for this listener.
    pub(super) async fn next(&mut self) -> Result<Option<Piece>, Error> {
        loop {
            let found = lock(&self.broadcast.pieces).get(self.at);
            let found = match found {
                Found::Written(part, is_over) => match part.read().await {
                    Some(piece) => Found::Piece(piece, is_over),
                    None => Found::Gone,
                },
                found => found,
            };
            match found {
                Found::Piece(mut piece, is_over) => {
                    if is_over {
                        // Its place is free while it takes the rest.
                        self.reading = None;
                    }
                    self.at += 1;
                    let n_known = self.n_skipped.min(piece.bytes.len());
                    self.n_skipped -= n_known;
                    self.n_bytes += piece.bytes.len() - n_known;
                    if n_known > 0 {
                        piece = Piece { bytes: piece.bytes.slice(n_known..), duration: Duration::ZERO };
                    }
                    return Ok(Some(piece));
                }
                Found::End => return Ok(None),
                Found::NotYet => self.broadcast.make(self.at, &self.order, &mut self.reading).await?,
                Found::Written(..) | Found::Gone => {
                    if self.reading.is_none() {
                        let Order { app, plan, .. } = &*self.order;
                        self.reading = Some(app.renderer().read(plan, 0, Audience::LISTENER)?);
                    }
                    (self.broadcast, self.at, self.n_skipped) = (Arc::default(), 0, self.n_bytes);
                }
            }
        }
    }
}

impl Broadcast {
    fn has_beginning(&self) -> bool {
        let pieces = lock(&self.pieces);
        (pieces.gone.is_empty() || pieces.written.is_some()) && pieces.end != Some(End::Failed)
    }

    /// Has a piece made, unless somebody else has; `reading` is taken where nobody has begun.
    async fn make(&self, at: usize, order: &Arc<Order>, reading: &mut Option<SpeechStream>) -> Result<(), Error> {
        let turn = self.maker.clone().lock_owned().await;
        if !matches!(lock(&self.pieces).get(at), Found::NotYet) {
            return Ok(());
        }
        let reading = if turn.is_none() { reading.take() } else { None };
        let (pieces, order, (sender, made)) = (self.pieces.clone(), order.clone(), oneshot::channel());
        // A task of its own: a listener may leave in the middle of a piece that others wait for.
        let make = async move {
            let mut turn = turn;
            let result = make_next(&mut turn, &pieces, &order, reading).await;
            // Before the turn is another's, whose task takes the place of this one.
            let _ = sender.send(result);
        };
        *lock(&self.making) = Some(Task(tokio::spawn(make.in_current_span())));
        made.await.unwrap_or(Err(Error::Stopped))
    }
}

/// Makes the next piece, and begins where nobody has.
async fn make_next(
    maker: &mut Option<Maker>,
    pieces: &Mutex<Pieces>,
    order: &Order,
    reading: Option<SpeechStream>,
) -> Result<(), Error> {
    let result = async {
        let mut maker = match maker.take() {
            Some(maker) => maker,
            None => {
                let maker = Maker::begin(order, reading.ok_or(Error::Stopped)?).await?;
                lock(pieces).written = maker.recording.as_ref().and_then(Recording::written);
                maker
            }
        };
        Ok((maker.next().await?, maker))
    };
    let result = result.await;
    let mut pieces = lock(pieces);
    match result {
        Ok((Some(piece), made_by)) => {
            pieces.push(piece);
            *maker = Some(made_by);
        }
        Ok((None, _)) => pieces.end = Some(End::Whole),
        Err(error) => {
            pieces.end = Some(End::Failed);
            return Err(error);
        }
    }
    Ok(())
}

/// What became of a piece.
enum Found {
    /// It is there; and whether all of the recording is made.
    Piece(Piece, bool),
    /// The same, and it is only in the file.
    Written(Part, bool),
    /// It is behind the last.
    End,
    NotYet,
    /// It is not kept any more, or its making has failed for somebody else.
    Gone,
}

/// Where a piece is in the file of its recording.
struct Part {
    written: Arc<Written>,
    bytes: Range<u64>,
    duration: Duration,
}

impl Part {
    /// Reads the piece; `None` where it is not there.
    async fn read(self) -> Option<Piece> {
        let Self { written, bytes, duration } = self;
        let read = blocking(move || Ok(written.read(bytes))).await;
        match read.ok()? {
            Ok(bytes) => Some(Piece { bytes: bytes.into(), duration }),
            Err(error) => {
                tracing::warn!(%error, "A recording cannot be read while it is made: it is made again");
                None
            }
        }
    }
}

impl Pieces {
    fn get(&self, at: usize) -> Found {
        let is_over = self.end == Some(End::Whole);
        if let Some(&(end, duration)) = self.gone.get(at) {
            let begin = at.checked_sub(1).and_then(|before| self.gone.get(before)).map_or(0, |(end, _)| *end);
            return match (&self.written, &self.first) {
                (Some(_), Some(first)) if at == 0 => Found::Piece(first.clone(), is_over),
                (Some(written), _) => {
                    Found::Written(Part { written: written.clone(), bytes: begin..end, duration }, is_over)
                }
                (None, _) => Found::Gone,
            };
        }
        match (self.kept.get(at - self.gone.len()), self.end) {
            (Some(piece), _) => Found::Piece(piece.clone(), is_over),
            (None, None) => Found::NotYet,
            (None, Some(End::Whole)) => Found::End,
            (None, Some(End::Failed)) => Found::Gone,
        }
    }

    fn push(&mut self, piece: Piece) {
        self.size_bytes += piece.bytes.len();
        if self.first.is_none() {
            self.first = Some(piece.clone());
        }
        self.kept.push_back(piece);
        // The last one stays, however large.
        while self.size_bytes > KEPT_BYTES && self.kept.len() > 1 {
            let Some(gone) = self.kept.pop_front() else { break };
            self.size_bytes -= gone.bytes.len();
            let begin = self.gone.last().map_or(0, |(end, _)| *end);
            self.gone.push((begin + gone.bytes.len() as u64, gone.duration));
        }
    }
}

/// What makes a recording, piece by piece.
struct Maker {
    reading: Option<SpeechStream>,
    recording: Option<Recording>,
    /// The first utterance, and where its next piece begins.
    first: First,
    metrics: Metrics,
    begun: Instant,
    made: Duration,
}

/// The first utterance is cut, so that of many who begin at once each has its next second before another has all of its own.
enum First {
    Waits,
    Cut(Arc<Speech>, usize),
    Over,
}

/// The part of a second of the first utterance that is encoded and sent before its rest is: a quarter of one.
const FIRST_PART: u32 = 4;

impl Maker {
    async fn begin(order: &Order, reading: SpeechStream) -> Result<Self, Error> {
        let Order { app, plan, audio_request, tags, key } = order;
        let keep = key.map(|key| Keep::of(app, plan, key));
        let (format, sample_rate) = (audio_request.format, audio_request.sample_rate);
        let recording = Recording::begin(app, format, sample_rate, tags.clone(), keep).await?;
        let (reading, recording, metrics) = (Some(reading), Some(recording), app.metrics().clone());
        Ok(Self { reading, recording, first: First::Waits, metrics, begun: Instant::now(), made: Duration::ZERO })
    }

    /// Makes the next piece; `None` after the last.
    async fn next(&mut self) -> Result<Option<Piece>, Error> {
        if let First::Cut(speech, start) = &self.first {
            let (speech, start) = (speech.clone(), *start);
            let second = speech.samples.sample_rate.max(1) as usize;
            return self.encode_first(speech, start, second).await.map(Some);
        }
        let chunk = match &mut self.reading {
            Some(reading) => reading.next().await.transpose()?,
            None => None,
        };
        match (chunk, &self.first) {
            (Some(SpeechChunk { speech, .. }), First::Waits) => {
                let part = (speech.samples.sample_rate / FIRST_PART) as usize;
                self.encode_first(speech, 0, part).await.map(Some)
            }
            (Some(SpeechChunk { speech, .. }), _) => {
                let n_samples = speech.samples.samples.len();
                self.encode(&speech, 0..n_samples).await.map(Some)
            }
            (None, _) => {
                // Its place is free while the listeners take the rest.
                self.reading = None;
                let Some(recording) = self.recording.take() else { return Ok(None) };
                self.metrics.stream(self.made, self.begun.elapsed());
                Ok(Some(Piece { bytes: recording.finish().await?.0, duration: Duration::ZERO }))
            }
        }
    }

    /// Encodes at most `n` samples of the first utterance.
    async fn encode_first(&mut self, speech: Arc<Speech>, start: usize, n: usize) -> Result<Piece, Error> {
        let n_samples = speech.samples.samples.len();
        let end = n_samples.min(start.saturating_add(n));
        let piece = self.encode(&speech, start..end).await?;
        self.first = if end < n_samples { First::Cut(speech, end) } else { First::Over };
        Ok(piece)
    }

    async fn encode(&mut self, speech: &Arc<Speech>, part: Range<usize>) -> Result<Piece, Error> {
        let recording = self.recording.as_mut().ok_or(Error::Stopped)?;
        let duration = audio::duration(part.len() as u64, speech.samples.sample_rate);
        self.made += duration;
        Ok(Piece { bytes: recording.push_part(speech, part).await?, duration })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Cache;

    fn push(pieces: &mut Pieces, n_bytes: usize) {
        pieces.push(Piece { bytes: vec![0; n_bytes].into(), duration: Duration::ZERO });
    }

    #[test]
    fn pieces_are_kept_within_bounds_and_the_last_in_any_case() {
        let mut pieces = Pieces::default();
        assert!(matches!(pieces.get(0), Found::NotYet));
        push(&mut pieces, KEPT_BYTES);
        assert!(matches!(pieces.get(0), Found::Piece(_, false)));
        push(&mut pieces, 1);
        assert!(matches!(pieces.get(0), Found::Gone));
        push(&mut pieces, 2 * KEPT_BYTES);
        assert!(matches!(pieces.get(1), Found::Gone));
        assert!(matches!(pieces.get(2), Found::Piece(..)) && matches!(pieces.get(3), Found::NotYet));
        assert_eq!((pieces.kept.len(), pieces.size_bytes), (1, 2 * KEPT_BYTES));
        pieces.end = Some(End::Whole);
        assert!(matches!(pieces.get(2), Found::Piece(_, true)) && matches!(pieces.get(3), Found::End));
    }

    #[test]
    fn pieces_that_are_gone_are_in_the_file_and_the_first_is_as_it_was_made() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), u64::MAX).unwrap();
        let mut writer = cache.writer(Key::of("an article").finish());
        let mut pieces = Pieces { written: writer.written().map(Arc::new), ..Pieces::default() };
        let made: Vec<Bytes> = (0..5_u8).map(|n| vec![n; KEPT_BYTES / 2 + usize::from(n)].into()).collect();
        for bytes in &made {
            writer.append(bytes);
            pieces.push(Piece { bytes: bytes.clone(), duration: Duration::from_secs(1) });
        }
        writer.commit(b"another head").unwrap();
        let read = |at| match pieces.get(at) {
            Found::Piece(piece, false) => Some(piece.bytes),
            Found::Written(Part { written, bytes, .. }, false) => written.read(bytes).ok().map(Bytes::from),
            _ => None,
        };
        assert!(pieces.gone.len() >= 3 && matches!(pieces.get(1), Found::Written(..)));
        assert_eq!(
            (0..6).map(read).collect::<Vec<_>>(),
            made.iter().cloned().map(Some).chain([None]).collect::<Vec<_>>()
        );
    }

    #[test]
    fn broadcast_is_joined_as_long_as_its_beginning_is_there_and_somebody_hears_it() {
        let (broadcasts, key) = (Broadcasts::default(), Key::of("an article").finish());
        let first = broadcasts.join(key);
        assert!(Arc::ptr_eq(&first, &broadcasts.join(key)));
        assert!(!Arc::ptr_eq(&first, &broadcasts.join(Key::of("another").finish())));
        push(&mut lock(&first.pieces), KEPT_BYTES);
        push(&mut lock(&first.pieces), 1);
        let second = broadcasts.join(key);
        assert!(!Arc::ptr_eq(&first, &second) && Arc::ptr_eq(&second, &broadcasts.join(key)));
        lock(&second.pieces).end = Some(End::Failed);
        let third = Arc::downgrade(&broadcasts.join(key));
        assert!(third.upgrade().is_none());
        for n in 0..=SWEEP_FROM {
            broadcasts.join(Key::of("many").with(n.to_le_bytes()).finish());
        }
        assert!(lock(&broadcasts.open).len() < SWEEP_FROM);
    }
}
