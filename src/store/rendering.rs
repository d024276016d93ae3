//! Speech from the cache, and from a worker where it is not there yet.
//!
//! The unit is the utterance, as for the workers: an edited article speaks only the utterances that changed, and one
//! that was left half-way goes on where it stopped. Two listeners of the same utterance wait for one rendering.

use std::{
    collections::VecDeque,
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{sync::Semaphore, task::JoinHandle};

use super::{Cache, Flights, Key, RULES, speech};
use crate::{
    article::Paragraph,
    note::Note,
    pipeline::{Manner, Speech, WordTiming},
    structure::{Structure, spoken},
    utterance::Utterance,
    voice::{self, Catalog, Pitch, Rate},
    worker::{Error, Listener, Pool, Urgency},
};

/// Speaks paragraphs, and keeps what it spoke. Cheap to clone.
#[derive(Clone)]
pub struct Renderer {
    pool: Pool,
    catalog: Arc<Catalog>,
    cache: Cache,
    flights: Flights<Arc<Speech>>,
    /// Speech on its way to the cache. When the disk cannot follow, speech is not kept rather than piled up in memory.
    writes: Arc<Semaphore>,
}

/// Utterances on their way to the cache at a time; a few seconds of sound, 0.1 MB a second, each.
const WRITES: usize = 64;

/// Utterances of one listener that are being spoken or wait for it: one at a worker while the one before is encoded
/// and sent.
const AHEAD: usize = 2;

/// Paragraphs being read to one listener, utterance by utterance. Dropping it frees its place and its work.
pub struct Reading {
    renderer: Renderer,
    manner: Arc<Manner>,
    urgency: Urgency,
    place: Arc<Mutex<Listener>>,
    planned: VecDeque<Planned>,
    ahead: VecDeque<(Planned, Task)>,
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

struct Planned {
    paragraph: usize,
    is_last: bool,
    utterance: Utterance,
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

    /// Begins to read paragraphs; the first utterance is asked for at once.
    ///
    /// # Errors
    /// [`Error::Full`] where every place is taken.
    pub fn read(&self, paragraphs: &[Paragraph], manner: &Arc<Manner>, urgency: Urgency) -> Result<Reading, Error> {
        let place = Arc::new(Mutex::new(self.pool.listener(manner.clone(), urgency)?));
        let mut reading = Reading {
            renderer: self.clone(),
            manner: manner.clone(),
            urgency,
            place,
            planned: plan(paragraphs, manner.structure),
            ahead: VecDeque::new(),
            started: false,
        };
        reading.fill();
        Ok(reading)
    }

    /// Tells whether all of a paragraph's speech is kept.
    pub fn is_kept(&self, paragraph: &Paragraph, manner: &Manner) -> bool {
        spoken(paragraph, manner.structure)
            .iter()
            .all(|utterance| self.cache.contains(self.utterance_key(utterance, manner)))
    }

    /// Returns the key of something that is made of paragraphs read in a manner; `kind` says what.
    pub fn key(&self, kind: &str, paragraphs: &[Paragraph], manner: &Manner) -> Key {
        let mut key = Key::of(kind);
        for Planned { paragraph, utterance, .. } in plan(paragraphs, manner.structure) {
            key = key.with(paragraph.to_le_bytes()).with(self.utterance_key(&utterance, manner).as_bytes());
        }
        key.finish()
    }

    /// Returns the cache that speech is kept in.
    pub fn cache(&self) -> &Cache {
        &self.cache
    }

    /// Returns the workers.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    fn utterance_key(&self, utterance: &Utterance, manner: &Manner) -> Key {
        // The structure decides which utterances there are; how one sounds only by its pitch.
        let Manner { voice, rate, pitch: _, text, lexicon, pauses, structure: _ } = manner;
        // A voice that is not installed has no speech, whatever its key.
        let checksum = self.catalog.get(voice).map(|package| package.manifest.sha256.clone()).unwrap_or_default();
        Key::of("speech")
            .with(RULES)
            .with(voice)
            .with(checksum)
            .with(rate.factor().to_le_bytes())
            .with(manner.pitch_of(utterance).semitones().to_le_bytes())
            .with(format!("{text:?} {pauses:?} {:?} {lexicon:?}", utterance.pause_after))
            .with(&utterance.text)
            // What stands around it in its sentence decides its endings.
            .with(&utterance.before)
            .with(&utterance.after)
            .finish()
    }

    /// Returns an utterance's speech from the cache, from another's rendering under way, or from a worker.
    async fn speak(
        self,
        utterance: Utterance,
        manner: Arc<Manner>,
        urgency: Urgency,
        place: Arc<Mutex<Listener>>,
    ) -> Result<Arc<Speech>, Error> {
        let key = self.utterance_key(&utterance, &manner);
        if let Some(speech) = self.cache.get(key).await.as_deref().and_then(speech::from_bytes) {
            return Ok(Arc::new(speech));
        }
        let render = || async {
            let pending = lock(&place).speak(utterance);
            pending.wait().await.map(Arc::new)
        };
        let (speech, cell) = match urgency {
            Urgency::Interactive => {
                let (speech, cell) = self.flights.join(key, render).await?;
                (speech, Some(cell))
            }
            // Somebody who listens must not wait for work that is due last of all.
            Urgency::Batch => (render().await?, None),
        };
        if !self.cache.contains(key)
            && let Ok(permit) = self.writes.clone().try_acquire_owned()
        {
            let (cache, speech) = (self.cache.clone(), speech.clone());
            tokio::task::spawn_blocking(move || {
                let mut writer = cache.writer(key);
                writer.append(&speech::to_bytes(&speech));
                writer.commit(&[]);
                // Until now the cell stood for the result, so that nobody speaks it again meanwhile.
                drop((cell, permit));
            });
        }
        Ok(speech)
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
        let (planned, _) = self.ahead.pop_front()?;
        self.started = true;
        let speech = match result {
            Ok(Ok(speech)) => speech,
            Ok(Err(error)) => return Some(Err(error)),
            // The runtime is stopping; a panic is caught at the worker.
            Err(_) => return Some(Err(Error::Closed)),
        };
        lock(&self.place).made(speech.samples.duration());
        self.fill();
        let Planned { paragraph, is_last, utterance } = planned;
        Some(Ok(Piece { paragraph, is_last, text: utterance.text, source: utterance.source, speech }))
    }

    /// Asks for the utterances after those under way.
    fn fill(&mut self) {
        // Before the first has come nothing is known of when the second is due, and it would go before another
        // listener's first.
        let ahead = if self.started { AHEAD } else { 1 };
        while self.ahead.len() < ahead
            && let Some(planned) = self.planned.pop_front()
        {
            let text = planned.utterance.text.clone();
            // Sources count from the utterance's start, so the same sentence is the same speech wherever it stands.
            let utterance = Utterance { source: 0..text.len(), text, ..planned.utterance.clone() };
            let speak = self.renderer.clone().speak(utterance, self.manner.clone(), self.urgency, self.place.clone());
            self.ahead.push_back((planned, Task(tokio::spawn(speak))));
        }
    }
}

impl Piece {
    /// Returns its sound with sources that are bytes in the paragraph's text.
    pub fn placed(&self) -> Speech {
        let Speech { samples, words, notes, .. } = &*self.speech;
        Speech {
            samples: samples.clone(),
            words: words.iter().map(|word| WordTiming { source: self.shifted(&word.source), ..word.clone() }).collect(),
            source: self.source.clone(),
            notes: notes.iter().map(|note| Note { source: self.shifted(&note.source), ..note.clone() }).collect(),
        }
    }

    fn shifted(&self, source: &Range<usize>) -> Range<usize> {
        self.source.start + source.start..self.source.start + source.end
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Cuts paragraphs into utterances.
fn plan(paragraphs: &[Paragraph], structure: Structure) -> VecDeque<Planned> {
    let mut planned = VecDeque::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let utterances = spoken(paragraph, structure);
        let n = utterances.len();
        let of_paragraph = utterances.into_iter().enumerate().map(|(i, utterance)| Planned {
            paragraph: index,
            is_last: i + 1 == n,
            utterance,
        });
        planned.extend(of_paragraph);
    }
    planned
}

fn lock(place: &Mutex<Listener>) -> MutexGuard<'_, Listener> {
    // A listener's methods leave it whole.
    place.lock().unwrap_or_else(PoisonError::into_inner)
}
