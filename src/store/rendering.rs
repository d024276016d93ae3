//! Speech from the cache, and from a worker where it is not there yet.
//!
//! The unit is the utterance, as for the workers: an edited article speaks only the utterances that changed, and one
//! that was left half-way goes on where it stopped. Two listeners of the same utterance wait for one rendering, which is
//! due when the first of them needs it.
//!
//! What takes time in proportion to an article (cutting it into utterances, finding what each uses of the lexicon, naming it)
//! is done once, by [`Renderer::plan`], where blocking is allowed; all else goes by the [`Plan`].

use std::{
    collections::VecDeque,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::{sync::Semaphore, task::JoinHandle};

use super::{Cache, Flights, Key, RULES, speech};
use crate::{
    article::Paragraph,
    note::Note,
    pipeline::{Manner, Speech, WordTiming},
    structure::spoken,
    utterance::Utterance,
    voice::{self, Catalog, Pitch, Rate},
    worker::{Error, Listener, Pool, Ticket},
};

/// Speaks paragraphs, and keeps what it spoke. Cheap to clone.
#[derive(Clone)]
pub struct Renderer {
    pool: Pool,
    catalog: Arc<Catalog>,
    cache: Cache,
    flights: Flights<Arc<Speech>, Mutex<Wish>>,
    /// Speech on its way to the cache. When the disk cannot follow, speech is not kept rather than piled up in memory.
    writes: Arc<Semaphore>,
}

/// When an utterance is needed by those who wait for it.
#[derive(Default)]
struct Wish {
    due: Option<Instant>,
    /// Where it waits for a worker, once somebody has ordered it.
    ticket: Option<Ticket>,
}

/// Utterances on their way to the cache at a time; a few seconds of sound, 0.1 MB a second, each.
const WRITES: usize = 8;

/// Utterances of one listener that are being spoken or wait for it: one at a worker while the one before is encoded
/// and sent.
const AHEAD: usize = 2;

/// A listener with so much sound before it is needed waits for no utterance if the next is ordered only when the one
/// before it is taken. What would be made sooner lies in memory, a megabyte and a half for each long utterance.
const AT_EASE: Duration = Duration::from_secs(20);

/// What is spoken for paragraphs, utterance by utterance, and how.
pub struct Plan {
    manner: Arc<Manner>,
    utterances: Vec<Planned>,
    /// Of all its utterances.
    key: Key,
}

struct Planned {
    paragraph: usize,
    is_last: bool,
    utterance: Utterance,
    /// What its speech is kept under.
    key: Key,
}

/// Paragraphs being read to one listener, utterance by utterance. Dropping it frees its place and its work.
pub struct Reading {
    renderer: Renderer,
    plan: Arc<Plan>,
    /// The first utterance that was not asked for yet.
    next: usize,
    place: Arc<Mutex<Listener>>,
    ahead: VecDeque<(usize, Task)>,
    /// Whether the first utterance has come.
    started: bool,
}

/// One utterance, spoken.
#[derive(Debug, Clone)]
pub struct Piece {
    /// Index of its paragraph among those that are read.
    pub paragraph: usize,
    /// Whether it ends its paragraph.
    pub is_last: bool,
    /// As printed.
    pub text: String,
    /// Bytes in the paragraph's text.
    pub source: Range<usize>,
    /// Its sound. Sources in it count from the utterance's start: see [`Piece::placed`].
    pub speech: Arc<Speech>,
}

/// A task that ends when nobody waits for it any more.
struct Task(JoinHandle<Result<Arc<Speech>, Error>>);

impl Renderer {
    /// Makes a renderer.
    pub fn new(pool: Pool, catalog: Arc<Catalog>, cache: Cache) -> Self {
        let writes = Arc::new(Semaphore::new(WRITES));
        Self { pool, catalog, cache, flights: Flights::default(), writes }
    }

    /// Returns the manner of a voice at a rate and pitch.
    ///
    /// # Errors
    /// [`voice::Error::Unknown`] where the voice is not installed.
    pub fn manner(&self, voice: &str, rate: Rate, pitch: Pitch) -> Result<Arc<Manner>, voice::Error> {
        let voice = self.catalog.get(voice)?.manifest.id.clone();
        Ok(Arc::new(Manner { voice, rate, pitch, ..Manner::default() }))
    }

    /// Plans how paragraphs are read. What was spoken for one `owner` is kept apart from what was for another; an empty
    /// name is an owner too.
    ///
    /// # Blocking
    /// Takes time in proportion to the text: some milliseconds for each hundred thousand characters.
    pub fn plan(&self, paragraphs: &[Paragraph], manner: &Arc<Manner>, owner: &str) -> Plan {
        let manner_key = manner_key(&self.catalog, manner, owner);
        let mut utterances = Vec::new();
        for (index, paragraph) in paragraphs.iter().enumerate() {
            let spoken = spoken(paragraph, manner.structure);
            let n = spoken.len();
            utterances.extend(spoken.into_iter().enumerate().map(|(i, utterance)| Planned {
                paragraph: index,
                is_last: i + 1 == n,
                key: utterance_key(manner_key, &utterance, manner),
                utterance,
            }));
        }
        let all = utterances.iter().fold(Key::of("plan"), |all, Planned { paragraph, key, .. }| {
            all.with(paragraph.to_le_bytes()).with(key.as_bytes())
        });
        Plan { manner: manner.clone(), utterances, key: all.finish_for(&manner.voice) }
    }

    /// Begins to read a plan from a paragraph on; the first utterance is asked for at once, and is due `behind` now.
    ///
    /// # Errors
    /// [`Error::Full`] where every place is taken.
    pub fn read(&self, plan: &Arc<Plan>, from: usize, behind: Duration) -> Result<Reading, Error> {
        let place = Arc::new(Mutex::new(self.pool.listener(plan.manner.clone())?.behind(behind)));
        let mut reading = Reading {
            renderer: self.clone(),
            plan: plan.clone(),
            next: plan.utterances.partition_point(|planned| planned.paragraph < from),
            place,
            ahead: VecDeque::new(),
            started: false,
        };
        reading.fill();
        Ok(reading)
    }

    /// Returns which of the first `n_paragraphs` paragraphs of a plan are kept to their last utterance.
    ///
    /// # Blocking
    /// As [`Renderer::plan`].
    pub fn kept(&self, plan: &Plan, n_paragraphs: usize) -> Vec<bool> {
        let mut kept = vec![true; n_paragraphs];
        for Planned { paragraph, key, .. } in &plan.utterances {
            if let Some(kept) = kept.get_mut(*paragraph).filter(|kept| **kept) {
                *kept = self.cache.contains(*key);
            }
        }
        kept
    }

    /// Returns the cache that speech is kept in.
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// Returns the workers.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Returns an utterance's speech from the cache, from another's rendering under way, or from a worker.
    async fn speak(self, utterance: Utterance, key: Key, place: Arc<Mutex<Listener>>) -> Result<Arc<Speech>, Error> {
        if let Some(speech) = self.cache.get_parsed(key, speech::from_bytes).await {
            return Ok(Arc::new(speech));
        }
        let flight = self.flights.join(key);
        let due = lock(&place).due();
        {
            let mut wish = lock(&flight.shared);
            let due = wish.due.map_or(due, |other| other.min(due));
            wish.due = Some(due);
            if let Some(ticket) = &wish.ticket {
                ticket.hasten(due);
            }
        }
        let render = || async {
            let pending = {
                let mut wish = lock(&flight.shared);
                let (pending, ticket) = lock(&place).speak_by(utterance, wish.due.unwrap_or(due));
                wish.ticket = Some(ticket);
                pending
            };
            pending.wait().await.map(Arc::new)
        };
        let speech = flight.result(render).await?;
        lock(&place).made(speech.samples.duration());
        if !self.cache.contains(key)
            && let Ok(permit) = self.writes.clone().try_acquire_owned()
        {
            let (cache, speech) = (self.cache.clone(), speech.clone());
            tokio::task::spawn_blocking(move || {
                let mut writer = cache.writer(key);
                writer.append(&speech::to_bytes(&speech));
                writer.commit(&[]);
                // Until now the flight stood for the result, so that nobody speaks it again meanwhile.
                drop((flight, permit));
            });
        }
        Ok(speech)
    }
}

/// Returns the key of all that the utterances of a plan have in common.
pub(super) fn manner_key(catalog: &Catalog, manner: &Manner, owner: &str) -> Key {
    // The structure decides which utterances there are; how one sounds only by its pitch, which is its own. So are the
    // entries that it uses of the lexicon.
    let Manner { voice, rate, pitch: _, text, lexicon: _, pauses, structure: _ } = manner;
    // A voice that is not installed has no speech, whatever its key.
    let checksum = catalog.get(voice).map(|package| package.manifest.sha256.clone()).unwrap_or_default();
    Key::of("manner")
        .with(RULES)
        .with(voice)
        .with(checksum)
        .with(rate.factor().to_le_bytes())
        .with(format!("{text:?} {pauses:?}"))
        .with(owner)
        .finish()
}

/// Returns the key of one utterance of a plan.
pub(super) fn utterance_key(manner_key: Key, utterance: &Utterance, manner: &Manner) -> Key {
    let key = Key::of("speech")
        .with(manner_key.as_bytes())
        .with(manner.pitch_of(utterance).semitones().to_le_bytes())
        .with(format!("{:?}", utterance.pause_after))
        .with(&utterance.text)
        // What stands around it in its sentence decides its endings.
        .with(&utterance.before)
        .with(&utterance.after)
        .with(manner.lexicon.apply(utterance).fingerprint());
    match utterance.directions.is_empty() {
        true => key.finish_for(&manner.voice),
        false => key.with(format!("{:?}", utterance.directions)).finish_for(&manner.voice),
    }
}

impl Plan {
    /// Returns what the speech of each utterance is kept under, and its text.
    pub fn utterances(&self) -> impl Iterator<Item = (Key, &str)> {
        self.utterances.iter().map(|planned| (planned.key, planned.utterance.text.as_str()))
    }

    /// Returns the key of something that is made of the plan's speech; `kind` says what.
    pub fn key(&self, kind: &str) -> Key {
        Key::of(kind).with(self.key.as_bytes()).finish_like(self.key)
    }
}

impl Reading {
    /// Returns the next utterance; `None` after the last.
    ///
    /// # Errors
    /// Where it could not be spoken. What comes after it can still be asked for.
    pub async fn next(&mut self) -> Option<Result<Piece, Error>> {
        self.fill();
        // Taken out only when done, so that nothing is lost when this future is dropped.
        let (_, task) = self.ahead.front_mut()?;
        let result = (&mut task.0).await;
        let (index, _) = self.ahead.pop_front()?;
        self.started = true;
        let speech = match result {
            Ok(Ok(speech)) => speech,
            Ok(Err(error)) => return Some(Err(error)),
            Err(error) if error.is_panic() => return Some(Err(Error::Broken)),
            // The runtime is stopping.
            Err(_) => return Some(Err(Error::Closed)),
        };
        self.fill();
        let Planned { paragraph, is_last, utterance, .. } = self.plan.utterances.get(index)?;
        let Utterance { text, source, .. } = utterance.clone();
        Some(Ok(Piece { paragraph: *paragraph, is_last: *is_last, text, source, speech }))
    }

    /// Asks for the utterances after those under way.
    fn fill(&mut self) {
        // Before the first has come nothing is known of when the second is due, and it would go before another
        // listener's first.
        let is_at_ease = || lock(&self.place).due() > Instant::now() + AT_EASE;
        let ahead = if self.started && !is_at_ease() { AHEAD } else { 1 };
        while self.ahead.len() < ahead
            && let Some(Planned { utterance, key, .. }) = self.plan.utterances.get(self.next)
        {
            // Sources count from the utterance's start, so the same sentence is the same speech wherever it stands.
            let utterance = Utterance { source: 0..utterance.text.len(), ..utterance.clone() };
            let speak = self.renderer.clone().speak(utterance, *key, self.place.clone());
            self.ahead.push_back((self.next, Task(tokio::spawn(speak))));
            self.next += 1;
        }
    }
}

impl Piece {
    /// Returns its sound with sources that are bytes in the paragraph's text.
    pub fn placed(&self) -> Speech {
        placed(&self.speech, &self.source)
    }
}

/// Returns speech whose sources count from its utterance's start, with sources that are bytes in the paragraph's text,
/// where the utterance stands at `source`.
pub(super) fn placed(speech: &Speech, source: &Range<usize>) -> Speech {
    let Speech { samples, words, timings, marks, notes, .. } = speech;
    let shifted = |inner: &Range<usize>| source.start + inner.start..source.start + inner.end;
    Speech {
        samples: samples.clone(),
        words: words.iter().map(|word| WordTiming { source: shifted(&word.source), ..word.clone() }).collect(),
        timings: *timings,
        marks: marks.clone(),
        source: source.clone(),
        notes: notes.iter().map(|note| Note { source: shifted(&note.source), ..note.clone() }).collect(),
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is behind these locks is whole after every statement.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
