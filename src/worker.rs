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

use std::{
    any::Any,
    collections::{BTreeMap, BinaryHeap},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use tracing::Span;

use crate::{
    lock::lock,
    pipeline::{self, Pipeline, Speech, SpeechOptions, Stages},
    spans,
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
    shared: Arc<Shared>,
    places: Arc<Semaphore>,
    n_places: usize,
    threads: Arc<Threads>,
}

struct Shared {
    queue: Mutex<Queue>,
    ready: Condvar,
    busy: AtomicUsize,
    replaced: AtomicU64,
    /// By the voice's id.
    spoken: Mutex<BTreeMap<String, Spoken>>,
}

#[derive(Default)]
struct Queue {
    tasks: BinaryHeap<Task>,
    /// Counts tasks, so that among equally urgent ones the first come is first served.
    next: u64,
    closed: bool,
}

struct Threads {
    shared: Arc<Shared>,
    handles: Vec<JoinHandle<()>>,
}

/// A place in the queue. An utterance that was moved forward has several; the first that is reached counts.
struct Task {
    urgency: Urgency,
    sequence: u64,
    order: Arc<Mutex<Order>>,
}

/// An utterance that is ordered.
struct Order {
    /// That of the foremost of its places in the queue.
    urgency: Urgency,
    /// What is to be done; `None` once a worker has taken it.
    job: Option<Job>,
}

struct Job {
    utterance: Utterance,
    speech_options: Arc<SpeechOptions>,
    work: Work,
    queued: Instant,
    /// What it is done for, for those who trace.
    span: Span,
}

/// What is wanted of an utterance, and who waits for it.
enum Work {
    Speech(oneshot::Sender<Result<Speech, Error>>),
    Stages(oneshot::Sender<Result<Stages, Error>>),
}

/// The means to move an utterance forward in the queue, for whoever waits for it beside the listener who ordered it.
pub struct Ticket {
    shared: Arc<Shared>,
    /// Gone with its last place in the queue.
    order: Weak<Mutex<Order>>,
}

impl Ticket {
    /// Has the utterance done with this urgency, where it still waits and is less urgent.
    pub fn hasten(&self, urgency: Urgency) {
        let Some(order) = self.order.upgrade() else { return };
        let mut state = lock(&order);
        if state.job.is_none() || state.urgency <= urgency {
            return;
        }
        state.urgency = urgency;
        drop(state);
        self.shared.push(urgency, order);
    }
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
        let shared = Arc::new(Shared {
            queue: Mutex::default(),
            ready: Condvar::new(),
            busy: AtomicUsize::new(0),
            replaced: AtomicU64::new(0),
            spoken: Mutex::default(),
        });
        let open = Arc::new(open);
        let mut handles = Vec::new();
        for index in 0..n_workers.max(1) {
            let mut worker = Worker { speaker: Some(open()?), open: open.clone(), shared: shared.clone() };
            let thread = std::thread::Builder::new().name(format!("natiq-worker-{index}"));
            // A thread that cannot be started is fatal at start, when nobody listens yet.
            handles.push(thread.spawn(move || worker.run()).expect("the system starts a thread"));
        }
        let threads = Arc::new(Threads { shared: shared.clone(), handles });
        Ok(Self { shared, places: Arc::new(Semaphore::new(n_places)), n_places, threads })
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
        self.shared.lock().tasks.iter().filter(|task| lock(&task.order).job.is_some()).count()
    }

    /// Returns for how long the utterance that waits for longest has waited.
    pub fn longest_wait(&self) -> Duration {
        let queue = self.shared.lock();
        let queued = queue.tasks.iter().filter_map(|task| lock(&task.order).job.as_ref().map(|job| job.queued));
        queued.min().map_or(Duration::ZERO, |queued| queued.elapsed())
    }

    /// Returns what was spoken by each voice that has spoken, by its id.
    pub fn spoken(&self) -> BTreeMap<String, Spoken> {
        lock(&self.shared.spoken).clone()
    }

    /// Returns how many listeners can be served at a time.
    pub fn places(&self) -> usize {
        self.n_places
    }

    /// Returns how the workers are.
    pub fn health(&self) -> Health {
        Health {
            alive: self.threads.handles.iter().filter(|handle| !handle.is_finished()).count(),
            busy: self.shared.busy.load(Ordering::Relaxed),
            replaced: self.shared.replaced.load(Ordering::Relaxed),
        }
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
        let urgency = self.urgency();
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
        let urgency = self.urgency();
        self.submit(utterance, urgency, Work::Stages(sender));
        Pending { receiver }
    }

    /// Returns how soon the next utterance is wanted.
    pub fn urgency(&mut self) -> Urgency {
        let Audience::Listener { behind } = self.audience else { return Urgency::Batch };
        let now = Instant::now();
        Urgency::Due(match &mut self.started {
            None => now + behind,
            Some(started) => {
                // Who ran dry hears on from now.
                *started = (*started).max(now.checked_sub(self.heard).unwrap_or(*started));
                *started + self.heard
            }
        })
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
        let job = Some(Job { utterance, speech_options: self.speech_options.clone(), work, queued, span });
        let order = Arc::new(Mutex::new(Order { urgency, job }));
        let ticket = Ticket { shared: self.pool.shared.clone(), order: Arc::downgrade(&order) };
        self.pool.shared.push(urgency, order);
        ticket
    }
}

/// One thread: a pipeline, and the means to open another should it break.
struct Worker<S, O> {
    speaker: Option<S>,
    open: Arc<O>,
    shared: Arc<Shared>,
}

impl<S: Speaker, O: Fn() -> Result<S, pipeline::Error>> Worker<S, O> {
    fn run(&mut self) {
        while let Some(Job { utterance, speech_options, work, queued, span }) = self.shared.next() {
            self.shared.busy.fetch_add(1, Ordering::Relaxed);
            match work {
                Work::Speech(reply) if !reply.is_closed() => {
                    let begun = Instant::now();
                    let span = tracing::info_span!(
                        target: spans::TARGET,
                        parent: &span,
                        "render",
                        natiq.voice = speech_options.voice,
                        natiq.characters = utterance.text.chars().count(),
                        natiq.queue_ms = u64::try_from((begun - queued).as_millis()).unwrap_or(u64::MAX),
                    );
                    let speech = span.in_scope(|| self.attempt(|speaker| speaker.speak(&utterance, &speech_options)));
                    drop(span);
                    if let Ok(speech) = &speech {
                        self.shared.count(&speech_options.voice, speech.samples.duration(), begun.elapsed());
                    }
                    // A receiver that is gone meanwhile is a listener who left: nothing to do.
                    let _ = reply.send(speech);
                }
                Work::Stages(reply) if !reply.is_closed() => {
                    let _ = reply.send(self.attempt(|speaker| speaker.stages(&utterance, &speech_options)));
                }
                Work::Speech(_) | Work::Stages(_) => {}
            }
            self.shared.busy.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Runs `work`; should it panic, once more on a new pipeline.
    fn attempt<T>(&mut self, work: impl Fn(&mut S) -> Result<T, pipeline::Error>) -> Result<T, Error> {
        for _ in 0..2 {
            let mut speaker = match self.speaker.take() {
                Some(speaker) => speaker,
                None => (self.open)()?,
            };
            // The pipeline is dropped when it panics, so no broken state is seen again.
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let result = work(&mut speaker);
                (speaker, result)
            }));
            match outcome {
                Ok((speaker, result)) => {
                    self.speaker = Some(speaker);
                    return Ok(result?);
                }
                Err(panic) => {
                    self.shared.replaced.fetch_add(1, Ordering::Relaxed);
                    tracing::error!(panic = panic_message(&*panic), "A pipeline broke and is replaced");
                }
            }
        }
        Err(Error::Broken)
    }
}

impl Shared {
    /// Counts an utterance that was spoken.
    fn count(&self, voice: &str, sound: Duration, work: Duration) {
        let mut spoken = lock(&self.spoken);
        let spoken = spoken.entry(voice.to_owned()).or_default();
        spoken.utterances += 1;
        spoken.sound += sound;
        spoken.work += work;
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }

    /// Gives an order a place in the queue.
    fn push(&self, urgency: Urgency, order: Arc<Mutex<Order>>) {
        let mut queue = self.lock();
        if queue.closed {
            return;
        }
        let sequence = queue.next;
        queue.next += 1;
        queue.tasks.push(Task { urgency, sequence, order });
        drop(queue);
        self.ready.notify_one();
    }

    /// Waits for the most urgent job; `None` when the pool is closed.
    fn next(&self) -> Option<Job> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(task) = queue.tasks.pop() {
                // Otherwise it was moved forward and is taken already.
                if let Some(job) = lock(&task.order).job.take() {
                    return Some(job);
                }
                continue;
            }
            queue = self.ready.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Returns what a panic has said, where it was text.
fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it said nothing")
}

impl Drop for Threads {
    fn drop(&mut self) {
        let mut queue = self.shared.lock();
        queue.closed = true;
        queue.tasks.clear();
        drop(queue);
        self.shared.ready.notify_all();
        for handle in self.handles.drain(..) {
            let _ = handle.join();
        }
    }
}

impl Ord for Task {
    /// The greater task is the one to do first.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.urgency, other.sequence).cmp(&(self.urgency, self.sequence))
    }
}

impl PartialOrd for Task {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Task {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Task {}

/// A worker of tests, which waits at a gate.
#[cfg(test)]
pub(crate) mod gated {
    use std::sync::mpsc;

    use super::*;
    use crate::audio::Samples;

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
    use std::sync::mpsc;

    use super::*;
    use crate::utterance::Break;

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
        assert!(listener.urgency() <= Urgency::Due(Instant::now()));
        listener.made(Duration::from_millis(30));
        assert!(listener.urgency() > Urgency::Due(Instant::now()));
        std::thread::sleep(Duration::from_millis(60));
        let before = Instant::now();
        let urgency = listener.urgency();
        assert!(urgency >= Urgency::Due(before), "it would go before those who came while it was away");
        // What is made from then on is in hand again.
        listener.made(Duration::from_secs(2));
        assert!(listener.urgency() > Urgency::Due(before + Duration::from_secs(1)));
    }
}
