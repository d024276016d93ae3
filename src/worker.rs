//! Threads that each own a [`Pipeline`], and the queue before them. Async begins here.
//!
//! The unit of work is one utterance. A [`Listener`] is a place at the table: there are only so many, and each has only
//! a few utterances in the queue at a time, so the queue is bounded by construction and a full house is refused at the
//! door rather than slowing everybody.
//!
//! The queue is ordered by [`Urgency`]. Where somebody listens it is when an utterance is *due*: a listener's first at
//! once, the next when the audio before it has been heard. So a newcomer's first sentence goes before another's tail, and a
//! listener about to run dry goes before one with a minute in hand. Only audio that workers made counts: who goes on with
//! an article whose beginning was kept is a newcomer. Nothing is due earlier than now: a player that was paused has gained
//! no right over others. Where nobody listens an utterance comes after all that somebody waits for, however long it has
//! waited: a batch takes of the workers what is left of them, and delays a first sound by the utterance that is under way.
//!
//! A listener who leaves drops the receiving end; a worker looks at it before it starts an utterance. Where somebody
//! needs an utterance sooner than whoever asked for it, its [`Ticket`] moves it forward.

mod queue;
mod thread;

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tracing::Span;

pub use self::queue::Ticket;
use self::{
    queue::{Job, Queue, Work},
    thread::Threads,
};
use crate::{
    pipeline::{self, Pipeline, Speech, SpeechOptions, Stages},
    utterance::Utterance,
};

/// Why work was not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Every place is taken.
    #[error("all {places} places are taken (try again in {} s)", retry_after.as_secs())]
    Full { places: usize, retry_after: Duration },
    /// The utterance failed.
    #[error(transparent)]
    Pipeline(#[from] pipeline::Error),
    /// A worker broke on this utterance, twice; the others go on.
    #[error("a worker failed on this utterance")]
    Broken,
    /// The workers are being shut down.
    #[error("the service is shutting down")]
    Closed,
}

/// How long a refused client is asked to wait: an article's first sentences are spoken well within it.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// How soon an utterance is wanted; the lesser goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Somebody listens, and its sound is due then: a listener's first at once, the next when what was made before it has
    /// been heard.
    Due(Instant),
    /// Nobody waits to hear it.
    Batch,
}

/// Who a text is read to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A listener, whose first sound is due this much later than at once: others who begin meanwhile go first.
    Listener { behind: Duration },
    /// Nobody yet: so many of its utterances are in the queue at a time, and they come after everybody's.
    Nobody { ahead: usize },
}

impl Audience {
    /// A listener who waits for the first sound.
    pub const LISTENER: Self = Self::Listener { behind: Duration::ZERO };
}

/// What a worker owns: a [`Pipeline`], or what a test puts in its place to see it break.
pub trait Speaker {
    /// Speaks an utterance.
    ///
    /// # Errors
    /// As [`Pipeline::speak`].
    fn speak(&mut self, utterance: &Utterance, speech_options: &SpeechOptions) -> Result<Speech, pipeline::Error>;

    /// Takes an utterance through the text rooms.
    ///
    /// # Errors
    /// As [`Pipeline::stages`].
    fn stages(&mut self, utterance: &Utterance, speech_options: &SpeechOptions) -> Result<Stages, pipeline::Error>;
}

impl Speaker for Pipeline {
    fn speak(&mut self, utterance: &Utterance, speech_options: &SpeechOptions) -> Result<Speech, pipeline::Error> {
        Self::speak(self, utterance, speech_options)
    }

    fn stages(&mut self, utterance: &Utterance, speech_options: &SpeechOptions) -> Result<Stages, pipeline::Error> {
        Self::stages(self, utterance, speech_options)
    }
}

/// How the workers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Threads that take work.
    pub alive: usize,
    /// Of them, those that are at work.
    pub busy: usize,
    /// Pipelines that broke and were replaced since the start.
    pub replaced: u64,
}

/// What workers have spoken by a voice since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spoken {
    pub utterances: u64,
    /// Length of their sound.
    pub sound: Duration,
    /// How long workers were at it.
    pub work: Duration,
}

/// The worker threads and their queue. Cheap to clone; the threads end when the last clone is dropped.
#[derive(Clone)]
pub struct Pool {
    queue: Arc<Queue>,
    places: Arc<Semaphore>,
    n_places: usize,
    threads: Arc<Threads>,
}

impl Pool {
    /// Starts `n_workers` threads, each with the pipeline that `open` makes, and lets `n_places` listeners in at a
    /// time.
    ///
    /// # Errors
    /// The first error of `open`.
    ///
    /// # Blocking
    /// Opens the models of every worker.
    pub fn start<S: Speaker + Send + 'static>(
        n_workers: usize,
        n_places: usize,
        open: impl Fn() -> Result<S, pipeline::Error> + Send + Sync + 'static,
    ) -> Result<Self, pipeline::Error> {
        let queue = Arc::<Queue>::default();
        let threads = Arc::new(Threads::start(n_workers, &queue, open)?);
        Ok(Self { queue, places: Arc::new(Semaphore::new(n_places)), n_places, threads })
    }

    /// Takes a place for a listener who waits for the first sound.
    ///
    /// # Errors
    /// [`Error::Full`] where every place is taken.
    pub fn listener(&self, speech_options: Arc<SpeechOptions>) -> Result<Listener, Error> {
        self.place(speech_options, Audience::LISTENER)
    }

    /// Takes a place for a text.
    ///
    /// # Errors
    /// [`Error::Full`] where every place is taken.
    pub fn place(&self, speech_options: Arc<SpeechOptions>, audience: Audience) -> Result<Listener, Error> {
        let full = |_| Error::Full { places: self.n_places, retry_after: RETRY_AFTER };
        let place = self.places.clone().try_acquire_owned().map_err(full)?;
        let (started, heard) = (None, Duration::ZERO);
        Ok(Listener { pool: self.clone(), speech_options, started, heard, audience, _place: place })
    }

    /// Returns how many utterances wait.
    pub fn waiting(&self) -> usize {
        self.queue.waiting()
    }

    /// Returns for how long the utterance that waits for longest has waited.
    pub fn longest_wait(&self) -> Duration {
        self.queue.longest_wait()
    }

    /// Returns what was spoken by each voice that has spoken, by its id.
    pub fn spoken(&self) -> BTreeMap<String, Spoken> {
        self.threads.spoken()
    }

    /// Returns how many listeners can be served at a time.
    pub fn places(&self) -> usize {
        self.n_places
    }

    /// Returns how the workers are.
    pub fn health(&self) -> Health {
        self.threads.health()
    }

    /// Returns how many listeners are being served.
    pub fn listening(&self) -> usize {
        self.n_places - self.places.available_permits()
    }
}

/// A client with a place, and with a text being read to it or for it.
pub struct Listener {
    pool: Pool,
    speech_options: Arc<SpeechOptions>,
    /// When the first audio was ready; later where the listener ran dry meanwhile.
    started: Option<Instant>,
    /// How much audio workers have made for it since.
    heard: Duration,
    audience: Audience,
    _place: OwnedSemaphorePermit,
}

/// An utterance in the queue or at a worker. Dropping it takes the utterance out.
pub struct Pending<T> {
    receiver: oneshot::Receiver<Result<T, Error>>,
}

impl<T> Pending<T> {
    /// Waits for the utterance.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub async fn wait(self) -> Result<T, Error> {
        self.receiver.await.unwrap_or(Err(Error::Closed))
    }
}

impl Listener {
    /// Puts an utterance into the queue. Its audio is due when what was made before it has been heard.
    pub fn speak(&mut self, utterance: Utterance) -> Pending<Speech> {
        let urgency = self.urgency(Duration::ZERO);
        self.speak_with(utterance, urgency).0
    }

    /// Puts an utterance into the queue with an urgency, and with the means to have it sooner.
    pub fn speak_with(&self, utterance: Utterance, urgency: Urgency) -> (Pending<Speech>, Ticket) {
        let (sender, receiver) = oneshot::channel();
        let ticket = self.submit(utterance, urgency, Work::Speech(sender));
        (Pending { receiver }, ticket)
    }

    /// Puts an utterance into the queue to be taken through the text rooms only.
    pub fn stages(&mut self, utterance: Utterance) -> Pending<Stages> {
        let (sender, receiver) = oneshot::channel();
        let urgency = self.urgency(Duration::ZERO);
        self.submit(utterance, urgency, Work::Stages(sender));
        Pending { receiver }
    }

    /// Returns how soon an utterance is wanted before which so much is still to be made.
    pub fn urgency(&mut self, ahead: Duration) -> Urgency {
        let Audience::Listener { behind } = self.audience else { return Urgency::Batch };
        let now = Instant::now();
        let next = match &mut self.started {
            None => now + behind,
            Some(started) => {
                // Who ran dry hears on from now.
                *started = (*started).max(now.checked_sub(self.heard).unwrap_or(*started));
                *started + self.heard
            }
        };
        Urgency::Due(next + ahead)
    }

    /// Returns who its text is read to.
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// Tells that workers have made audio of this duration, which is on its way to the listener.
    pub fn made(&mut self, duration: Duration) {
        self.started.get_or_insert_with(Instant::now);
        self.heard += duration;
    }

    fn submit(&self, utterance: Utterance, urgency: Urgency, work: Work) -> Ticket {
        let (queued, span) = (Instant::now(), Span::current());
        let job = Job { utterance, speech_options: self.speech_options.clone(), work, queued, span };
        self.pool.queue.order(job, urgency)
    }
}

/// A worker of tests, which waits at a gate.
#[cfg(test)]
pub(crate) mod gated {
    use std::sync::{Mutex, mpsc};

    use super::*;
    use crate::{audio::Samples, lock::lock};

    /// Speaks silence of a length for each utterance, once it is let.
    struct Gated {
        gate: Arc<Mutex<mpsc::Receiver<()>>>,
        spoken: Arc<Mutex<Vec<String>>>,
        length: Duration,
    }

    impl Speaker for Gated {
        fn speak(&mut self, utterance: &Utterance, _: &SpeechOptions) -> Result<Speech, pipeline::Error> {
            lock(&self.gate).recv().unwrap();
            lock(&self.spoken).push(utterance.text.clone());
            Ok(Speech::wordless(Samples::pause(self.length, 8_000), utterance))
        }

        fn stages(&mut self, _: &Utterance, _: &SpeechOptions) -> Result<Stages, pipeline::Error> {
            unreachable!("nothing is asked for but speech")
        }
    }

    /// Starts one worker that waits at the gate before each utterance; returns what opens the gate, and what was spoken.
    pub(crate) fn pool(n_places: usize, length: Duration) -> (Pool, mpsc::Sender<()>, Arc<Mutex<Vec<String>>>) {
        let (open, gate) = mpsc::channel();
        let (gate, spoken) = (Arc::new(Mutex::new(gate)), Arc::<Mutex<Vec<String>>>::default());
        let speaker = (gate, spoken.clone());
        let pool = Pool::start(1, n_places, move || {
            let (gate, spoken) = speaker.clone();
            Ok(Gated { gate, spoken, length })
        });
        (pool.unwrap(), open, spoken)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, mpsc};

    use super::*;
    use crate::{lock::lock, utterance::Break};

    fn utterance(text: &str) -> Utterance {
        Utterance::alone(text, Break::Sentence)
    }

    /// Starts one worker that speaks a second for each utterance.
    fn busy_pool() -> (Pool, mpsc::Sender<()>, Arc<Mutex<Vec<String>>>) {
        gated::pool(8, Duration::from_secs(1))
    }

    #[tokio::test]
    async fn utterance_that_somebody_needs_now_is_moved_forward() {
        let (pool, open, spoken) = busy_pool();
        let mut first = pool.listener(Arc::default()).unwrap();
        let begun = first.speak(utterance("begun"));
        let later = Instant::now() + Duration::from_secs(3_600);
        let (far, ticket) = first.speak_with(utterance("far"), Urgency::Batch);
        let (near, _) = first.speak_with(utterance("near"), Urgency::Due(later));
        ticket.hasten(Urgency::Due(Instant::now()));
        // What is not sooner changes nothing.
        ticket.hasten(Urgency::Batch);
        for _ in 0..3 {
            open.send(()).unwrap();
        }
        begun.wait().await.unwrap();
        near.wait().await.unwrap();
        far.wait().await.unwrap();
        assert_eq!(*lock(&spoken), ["begun", "far", "near"]);
        assert_eq!(pool.waiting(), 0);
        // It is done; there is nothing left to move.
        ticket.hasten(Urgency::Due(Instant::now()));
        assert_eq!(pool.waiting(), 0);
    }

    #[tokio::test]
    async fn newcomer_goes_before_the_tenth_stream_of_another() {
        let (pool, open, spoken) = busy_pool();
        let mut first = pool.listener(Arc::default()).unwrap();
        let begun = first.speak(utterance("begun"));
        let mut tenth = pool.place(Arc::default(), Audience::Listener { behind: Duration::from_secs(60) }).unwrap();
        let waits = tenth.speak(utterance("tenth"));
        let mut newcomer = pool.listener(Arc::default()).unwrap();
        let served = newcomer.speak(utterance("newcomer"));
        for _ in 0..3 {
            open.send(()).unwrap();
        }
        begun.wait().await.unwrap();
        served.wait().await.unwrap();
        waits.wait().await.unwrap();
        assert_eq!(*lock(&spoken), ["begun", "newcomer", "tenth"]);
    }

    #[tokio::test]
    async fn closed_pool_tells_those_who_wait() {
        let (pool, open, _) = busy_pool();
        let mut listener = pool.listener(Arc::default()).unwrap();
        let begun = listener.speak(utterance("begun"));
        while pool.waiting() > 0 {
            tokio::task::yield_now().await;
        }
        let (waiting, ticket) = listener.speak_with(utterance("waiting"), Urgency::Due(Instant::now()));
        // Waits for the worker, which waits at the gate.
        let closing = std::thread::spawn(move || drop((listener, pool)));
        assert!(matches!(waiting.wait().await, Err(Error::Closed)));
        ticket.hasten(Urgency::Batch);
        open.send(()).unwrap();
        begun.wait().await.unwrap();
        closing.join().unwrap();
    }

    #[tokio::test]
    async fn listener_who_was_away_goes_before_nobody() {
        let (pool, ..) = busy_pool();
        let mut listener = pool.listener(Arc::default()).unwrap();
        assert!(listener.urgency(Duration::ZERO) <= Urgency::Due(Instant::now()));
        listener.made(Duration::from_millis(30));
        assert!(listener.urgency(Duration::ZERO) > Urgency::Due(Instant::now()));
        std::thread::sleep(Duration::from_millis(60));
        let before = Instant::now();
        let urgency = listener.urgency(Duration::ZERO);
        assert!(urgency >= Urgency::Due(before), "it would go before those who came while it was away");
        // What is made from then on is in hand again.
        listener.made(Duration::from_secs(2));
        assert!(listener.urgency(Duration::ZERO) > Urgency::Due(before + Duration::from_secs(1)));
    }
}
