//! Threads that each own a [`Pipeline`], and the queue before them. Async begins here.
//!
//! The unit of work is one utterance. A [`Listener`] is a place at the table: there are only so many, and each has only
//! a few utterances in the queue at a time, so the queue is bounded by construction and a full house is refused at the
//! door rather than slowing everybody.
//!
//! The queue is ordered by when an utterance is *due*: a listener's first at once, the next when the audio before it
//! has been heard. So a newcomer's first sentence goes before another's tail, and a listener about to run dry goes
//! before one with a minute in hand. Batch work is due last of all.
//!
//! A listener who leaves drops the receiving end; a worker looks at it before it starts an utterance.

use std::{
    collections::{BinaryHeap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::{
    pipeline::{self, Manner, Pipeline, Speech, Stages},
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

/// What a worker owns: a [`Pipeline`], or what a test puts in its place to see it break.
pub trait Speaker {
    /// Speaks an utterance.
    ///
    /// # Errors
    /// As [`Pipeline::speak`].
    fn speak(&mut self, utterance: &Utterance, manner: &Manner) -> Result<Speech, pipeline::Error>;

    /// Takes an utterance through the text rooms.
    ///
    /// # Errors
    /// As [`Pipeline::stages`].
    fn stages(&mut self, utterance: &Utterance, manner: &Manner) -> Result<Stages, pipeline::Error>;
}

impl Speaker for Pipeline {
    fn speak(&mut self, utterance: &Utterance, manner: &Manner) -> Result<Speech, pipeline::Error> {
        Self::speak(self, utterance, manner)
    }

    fn stages(&mut self, utterance: &Utterance, manner: &Manner) -> Result<Stages, pipeline::Error> {
        Self::stages(self, utterance, manner)
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
}

#[derive(Default)]
struct Queue {
    tasks: BinaryHeap<Task>,
    /// Counts tasks, so that among equally due ones the first come is first served.
    next: u64,
    closed: bool,
}

struct Threads {
    shared: Arc<Shared>,
    handles: Vec<JoinHandle<()>>,
}

struct Task {
    due: Instant,
    sequence: u64,
    utterance: Utterance,
    manner: Arc<Manner>,
    work: Work,
}

/// What is wanted of an utterance, and who waits for it.
enum Work {
    Speech(oneshot::Sender<Result<Speech, Error>>),
    Stages(oneshot::Sender<Result<Stages, Error>>),
}

/// How soon a listener needs to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Somebody is listening.
    Interactive,
    /// Nobody waits for it: behind everything else.
    Batch,
}

/// How far behind everything else batch work is due.
const BATCH_DELAY: Duration = Duration::from_secs(24 * 3600);

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

    /// Takes a place for a listener.
    ///
    /// # Errors
    /// [`Error::Full`] where every place is taken.
    pub fn listener(&self, manner: Arc<Manner>, urgency: Urgency) -> Result<Listener, Error> {
        let full = |_| Error::Full { places: self.n_places, retry_after: RETRY_AFTER };
        let place = self.places.clone().try_acquire_owned().map_err(full)?;
        Ok(Listener { pool: self.clone(), manner, urgency, started: None, heard: Duration::ZERO, _place: place })
    }

    /// Returns how many utterances wait.
    pub fn waiting(&self) -> usize {
        self.shared.lock().tasks.len()
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

/// A client with a place, and with a text being read to it.
pub struct Listener {
    pool: Pool,
    manner: Arc<Manner>,
    urgency: Urgency,
    /// When the first audio was ready.
    started: Option<Instant>,
    /// How much audio has been made for it.
    heard: Duration,
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
        let (sender, receiver) = oneshot::channel();
        self.submit(utterance, Work::Speech(sender));
        Pending { receiver }
    }

    /// Puts an utterance into the queue to be taken through the text rooms only.
    pub fn stages(&mut self, utterance: Utterance) -> Pending<Stages> {
        let (sender, receiver) = oneshot::channel();
        self.submit(utterance, Work::Stages(sender));
        Pending { receiver }
    }

    /// Tells that audio of this duration is on its way to the listener.
    pub fn made(&mut self, duration: Duration) {
        self.started.get_or_insert_with(Instant::now);
        self.heard += duration;
    }

    /// Speaks utterances one after another, `ahead` of them in the queue at a time, and hands each to `each` in order.
    ///
    /// # Errors
    /// The first error of an utterance or of `each`; what is still in the queue is then taken out.
    pub async fn read<E: From<Error>>(
        mut self,
        utterances: impl IntoIterator<Item = Utterance>,
        ahead: usize,
        mut each: impl AsyncFnMut(Speech) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut utterances = utterances.into_iter();
        let mut pending = VecDeque::new();
        loop {
            while pending.len() < ahead.max(1)
                && let Some(utterance) = utterances.next()
            {
                pending.push_back(self.speak(utterance));
            }
            let Some(next) = pending.pop_front() else { return Ok(()) };
            let speech = next.wait().await?;
            self.made(speech.samples.duration());
            each(speech).await?;
        }
    }

    fn submit(&self, utterance: Utterance, work: Work) {
        let now = Instant::now();
        let due = match (self.urgency, self.started) {
            (Urgency::Batch, _) => now + BATCH_DELAY,
            (Urgency::Interactive, None) => now,
            (Urgency::Interactive, Some(started)) => started + self.heard,
        };
        let mut queue = self.pool.shared.lock();
        let sequence = queue.next;
        queue.next += 1;
        queue.tasks.push(Task { due, sequence, utterance, manner: self.manner.clone(), work });
        drop(queue);
        self.pool.shared.ready.notify_one();
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
        while let Some(task) = self.shared.next() {
            self.shared.busy.fetch_add(1, Ordering::Relaxed);
            let Task { utterance, manner, work, .. } = task;
            match work {
                Work::Speech(reply) if !reply.is_closed() => {
                    // A receiver that is gone meanwhile is a listener who left: nothing to do.
                    let _ = reply.send(self.attempt(|speaker| speaker.speak(&utterance, &manner)));
                }
                Work::Stages(reply) if !reply.is_closed() => {
                    let _ = reply.send(self.attempt(|speaker| speaker.stages(&utterance, &manner)));
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
                Err(_) => {
                    self.shared.replaced.fetch_add(1, Ordering::Relaxed);
                    tracing::error!("a pipeline broke and is replaced");
                }
            }
        }
        Err(Error::Broken)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        // The queue is whole after every statement that holds it, so a panic elsewhere does not spoil it.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the task that is due first; `None` when the pool is closed.
    fn next(&self) -> Option<Task> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(task) = queue.tasks.pop() {
                return Some(task);
            }
            queue = self.ready.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
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
        (other.due, other.sequence).cmp(&(self.due, self.sequence))
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
