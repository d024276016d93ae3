//! The queue before the workers: utterances that are ordered, the most urgent first.

use std::{
    collections::BinaryHeap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant},
};

use tokio::sync::oneshot;
use tracing::Span;

use super::{Error, Urgency};
use crate::{
    lock::lock,
    pipeline::{Speech, SpeechOptions, Stages},
    utterance::Utterance,
};

/// The queue.
#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    ready: Condvar,
}

#[derive(Default)]
struct State {
    places: BinaryHeap<Place>,
    /// Counts places, so that among equally urgent ones the first come is first served.
    next: u64,
    closed: bool,
}

/// A place in the queue. An utterance that was moved forward has several; the first that is reached counts.
struct Place {
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

/// What a worker is to do.
pub(super) struct Job {
    pub utterance: Utterance,
    pub speech_options: Arc<SpeechOptions>,
    pub work: Work,
    pub queued: Instant,
    /// What it is done for, for those who trace.
    pub span: Span,
}

/// What is wanted of an utterance, and who waits for it.
pub(super) enum Work {
    Speech(oneshot::Sender<Result<Speech, Error>>),
    Stages(oneshot::Sender<Result<Stages, Error>>),
}

/// The means to move an utterance forward in the queue, for whoever waits for it beside the listener who ordered it.
pub struct Ticket {
    queue: Arc<Queue>,
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
        self.queue.push(urgency, order);
    }
}

impl Queue {
    /// Puts a job into the queue.
    pub(super) fn order(self: &Arc<Self>, job: Job, urgency: Urgency) -> Ticket {
        let order = Arc::new(Mutex::new(Order { urgency, job: Some(job) }));
        let ticket = Ticket { queue: self.clone(), order: Arc::downgrade(&order) };
        self.push(urgency, order);
        ticket
    }

    /// Waits for the most urgent job; `None` when the queue is closed.
    pub(super) fn next(&self) -> Option<Job> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            if let Some(place) = state.places.pop() {
                // Otherwise it was moved forward and is taken already.
                if let Some(job) = lock(&place.order).job.take() {
                    return Some(job);
                }
                continue;
            }
            state = self.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Ends it: who waits for a job gets none, and what is ordered is not done.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.places.clear();
        drop(state);
        self.ready.notify_all();
    }

    /// Returns how many jobs wait.
    pub(super) fn waiting(&self) -> usize {
        self.lock().places.iter().filter(|place| lock(&place.order).job.is_some()).count()
    }

    /// Returns for how long the job that waits for longest has waited.
    pub(super) fn longest_wait(&self) -> Duration {
        let state = self.lock();
        let queued = state.places.iter().filter_map(|place| lock(&place.order).job.as_ref().map(|job| job.queued));
        queued.min().map_or(Duration::ZERO, |queued| queued.elapsed())
    }

    /// Gives an order a place.
    fn push(&self, urgency: Urgency, order: Arc<Mutex<Order>>) {
        let mut state = self.lock();
        if state.closed {
            return;
        }
        let sequence = state.next;
        state.next += 1;
        state.places.push(Place { urgency, sequence, order });
        drop(state);
        self.ready.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl Ord for Place {
    /// The greater place is the one to do first.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.urgency, other.sequence).cmp(&(self.urgency, self.sequence))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Place {}
