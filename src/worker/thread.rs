//! The threads that do what is in the queue, each with a pipeline of its own.

use std::{
    any::Any,
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use super::{
    Error, Health, Speaker, Spoken,
    queue::{Job, Queue, Work},
};
use crate::{lock::lock, pipeline, spans};

/// The threads; they end when this is dropped, each after what it is at.
pub(super) struct Threads {
    queue: Arc<Queue>,
    counts: Arc<Counts>,
    handles: Vec<JoinHandle<()>>,
}

/// What is counted of the threads.
#[derive(Default)]
struct Counts {
    busy: AtomicUsize,
    replaced: AtomicU64,
    /// By the voice's id.
    spoken: Mutex<BTreeMap<String, Spoken>>,
}

/// One thread: a pipeline, and the means to open another should it break.
struct Worker<S, O> {
    speaker: Option<S>,
    open: Arc<O>,
    queue: Arc<Queue>,
    counts: Arc<Counts>,
}

impl Threads {
    /// Starts `n_workers` threads, each with what `open` makes.
    ///
    /// # Errors
    /// The first error of `open`.
    pub(super) fn start<S: Speaker + Send + 'static>(
        n_workers: usize,
        queue: &Arc<Queue>,
        open: impl Fn() -> Result<S, pipeline::Error> + Send + Sync + 'static,
    ) -> Result<Self, pipeline::Error> {
        let (counts, open) = (Arc::<Counts>::default(), Arc::new(open));
        let mut handles = Vec::new();
        for index in 0..n_workers.max(1) {
            let (open, queue, counts) = (open.clone(), queue.clone(), counts.clone());
            let mut worker = Worker { speaker: Some(open()?), open, queue, counts };
            let thread = std::thread::Builder::new().name(format!("natiq-worker-{index}"));
            // A thread that cannot be started is fatal at start, when nobody listens yet.
            handles.push(thread.spawn(move || worker.run()).expect("the system starts a thread"));
        }
        Ok(Self { queue: queue.clone(), counts, handles })
    }

    /// Returns what was spoken by each voice that has spoken, by its id.
    pub(super) fn spoken(&self) -> BTreeMap<String, Spoken> {
        lock(&self.counts.spoken).clone()
    }

    /// Returns how they are.
    pub(super) fn health(&self) -> Health {
        Health {
            alive: self.handles.iter().filter(|handle| !handle.is_finished()).count(),
            busy: self.counts.busy.load(Ordering::Relaxed),
            replaced: self.counts.replaced.load(Ordering::Relaxed),
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.queue.close();
        for handle in self.handles.drain(..) {
            let _ = handle.join();
        }
    }
}

impl Counts {
    /// Counts an utterance that was spoken.
    fn add(&self, voice: &str, sound: Duration, work: Duration) {
        let mut spoken = lock(&self.spoken);
        let spoken = spoken.entry(voice.to_owned()).or_default();
        spoken.utterances += 1;
        spoken.sound += sound;
        spoken.work += work;
    }
}

impl<S: Speaker, O: Fn() -> Result<S, pipeline::Error>> Worker<S, O> {
    fn run(&mut self) {
        while let Some(Job { utterance, speech_options, work, queued, span }) = self.queue.next() {
            self.counts.busy.fetch_add(1, Ordering::Relaxed);
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
                        self.counts.add(&speech_options.voice, speech.samples.duration(), begun.elapsed());
                    }
                    // A receiver that is gone meanwhile is a listener who left: nothing to do.
                    let _ = reply.send(speech);
                }
                Work::Stages(reply) if !reply.is_closed() => {
                    let _ = reply.send(self.attempt(|speaker| speaker.stages(&utterance, &speech_options)));
                }
                Work::Speech(_) | Work::Stages(_) => {}
            }
            self.counts.busy.fetch_sub(1, Ordering::Relaxed);
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
                    self.counts.replaced.fetch_add(1, Ordering::Relaxed);
                    tracing::error!(panic = panic_message(&*panic), "A pipeline broke and is replaced");
                }
            }
        }
        Err(Error::Broken)
    }
}

/// Returns what a panic has said, where it was text.
fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("it said nothing")
}
