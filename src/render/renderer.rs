//! Speech from the cache, and from a worker where it is not there yet.
//!
//! Two listeners of the same utterance wait for one rendering, which is as urgent as it is to whoever needs it first: what
//! a batch has ordered goes forward when somebody comes to hear it.

use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;

use super::{
    Checkpoints, SingleFlight, SpeechStream,
    plan::{Plan, Planned},
    speech,
};
use crate::{
    article::Paragraph,
    lock::lock,
    pipeline::{Speech, SpeechOptions},
    store::{Cache, Key},
    utterance::Utterance,
    voice::{self, Catalog, Pitch, Rate},
    worker::{Audience, Error, Listener, Pool, Ticket, Urgency},
};

/// Speaks paragraphs, and keeps what it spoke. Cheap to clone.
#[derive(Clone)]
pub struct Renderer {
    pool: Pool,
    catalog: Arc<Catalog>,
    cache: Option<Cache>,
    flights: SingleFlight<Arc<Speech>, Mutex<Wish>>,
    /// Speech on its way to the cache. When the disk cannot follow, speech is not kept rather than piled up in memory.
    writes: Arc<Semaphore>,
}

/// What those who wait for an utterance have to tell one another.
#[derive(Default)]
struct Wish {
    urgency: Option<Urgency>,
    /// Where it waits for a worker, once somebody has ordered it.
    ticket: Option<Ticket>,
    /// Whether somebody has taken it to the cache.
    is_kept: bool,
}

/// Utterances on their way to the cache at a time; a few seconds of sound, 0.1 MB a second, each. What comes beside them is
/// spoken again for who comes later, so there are more than a slow moment of the disk gathers.
const WRITES: usize = 32;

impl Renderer {
    /// Makes a renderer. Without a cache it keeps nothing.
    pub fn new(pool: Pool, catalog: Arc<Catalog>, cache: Option<Cache>) -> Self {
        let writes = Arc::new(Semaphore::new(WRITES));
        Self { pool, catalog, cache, flights: SingleFlight::default(), writes }
    }

    /// Returns the speech options of a voice at a rate and pitch.
    ///
    /// # Errors
    /// [`voice::Error::Unknown`] where the voice is not installed.
    pub fn speech_options(&self, voice: &str, rate: Rate, pitch: Pitch) -> Result<Arc<SpeechOptions>, voice::Error> {
        let voice = self.catalog.get(voice)?.manifest.id.clone();
        Ok(Arc::new(SpeechOptions { voice, rate, pitch, ..SpeechOptions::default() }))
    }

    /// Plans how paragraphs are read, the first of which is paragraph `from` of its text. What was spoken for one `owner`
    /// is kept apart from what was for another; an empty name is an owner too.
    ///
    /// # Blocking
    /// Takes time in proportion to the text: some milliseconds for each hundred thousand characters.
    pub fn plan(
        &self,
        paragraphs: &[Paragraph],
        from: usize,
        speech_options: &Arc<SpeechOptions>,
        owner: &str,
    ) -> Plan {
        Plan::new(&self.catalog, paragraphs, from, speech_options, owner)
    }

    /// Begins to read a plan from a paragraph on; the first utterance is asked for at once.
    ///
    /// # Errors
    /// [`Error::Full`] where every place is taken.
    pub fn read(&self, plan: &Arc<Plan>, from: usize, audience: Audience) -> Result<SpeechStream, Error> {
        let listener = self.pool.place(plan.speech_options.clone(), audience)?;
        Ok(SpeechStream::begin(self.clone(), plan.clone(), from, listener))
    }

    /// Returns what keeps an article's speech for other processes while it is spoken; `None` where they share no objects.
    pub fn checkpoints(&self, plan: &Arc<Plan>) -> Option<Checkpoints> {
        let cache = self.cache.as_ref().filter(|cache| cache.has_objects())?;
        Some(Checkpoints::new(cache.clone(), plan.clone()))
    }

    /// Returns which of the first `n_paragraphs` paragraphs of a plan are kept to their last utterance.
    ///
    /// # Blocking
    /// As [`Renderer::plan`].
    pub fn kept(&self, plan: &Plan, n_paragraphs: usize) -> Vec<bool> {
        let mut kept = vec![true; n_paragraphs];
        for Planned { paragraph, key, .. } in &plan.utterances {
            if let Some(kept) = kept.get_mut(*paragraph).filter(|kept| **kept) {
                *kept = self.is_kept(*key);
            }
        }
        kept
    }

    /// Returns the workers.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Returns an utterance's speech from the cache, from another's rendering under way, or from a worker.
    pub(super) async fn speak(
        self,
        utterance: Utterance,
        key: Key,
        listener: Arc<Mutex<Listener>>,
        urgency: Urgency,
    ) -> Result<Arc<Speech>, Error> {
        if let Some(speech) = self.cached(key).await {
            return Ok(speech);
        }
        let flight = self.flights.flight(key);
        {
            let mut wish = lock(&flight.shared);
            let urgency = wish.urgency.map_or(urgency, |other| other.min(urgency));
            wish.urgency = Some(urgency);
            if let Some(ticket) = &wish.ticket {
                ticket.hasten(urgency);
            }
        }
        let render = || async {
            // Who found nothing in the cache may come here only after the flight that has filled it meanwhile.
            if self.is_kept(key)
                && let Some(speech) = self.cached(key).await
            {
                return Ok(speech);
            }
            let pending = {
                let mut wish = lock(&flight.shared);
                let (pending, ticket) = lock(&listener).speak_with(utterance, wish.urgency.unwrap_or(urgency));
                wish.ticket = Some(ticket);
                pending
            };
            pending.wait().await.map(Arc::new)
        };
        let speech = flight.result(render).await?;
        lock(&listener).made(speech.samples.duration());
        // One of those who have it keeps it.
        let is_kept = std::mem::replace(&mut lock(&flight.shared).is_kept, true);
        if let Some(cache) = &self.cache
            && !is_kept
            && !cache.contains(key)
            && let Ok(permit) = self.writes.clone().try_acquire_owned()
        {
            let (cache, speech) = (cache.clone(), speech.clone());
            tokio::task::spawn_blocking(move || {
                cache.write(key, &speech::to_bytes(&speech));
                // Until now the flight stood for the result, so that nobody speaks it again meanwhile.
                drop((flight, permit));
            });
        }
        Ok(speech)
    }

    /// Returns what the cache has of an utterance.
    async fn cached(&self, key: Key) -> Option<Arc<Speech>> {
        self.cache.as_ref()?.get_parsed(key, speech::from_bytes).await.map(Arc::new)
    }

    fn is_kept(&self, key: Key) -> bool {
        self.cache.as_ref().is_some_and(|cache| cache.contains(key))
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, sync::mpsc, time::Duration};

    use super::*;
    use crate::{article::Role, worker::gated};

    /// A renderer without a cache whose one worker waits at a gate before each utterance.
    struct Rendering {
        renderer: Renderer,
        open: mpsc::Sender<()>,
        spoken: Arc<Mutex<Vec<String>>>,
    }

    impl Rendering {
        fn new() -> Self {
            let (pool, open, spoken) = gated::pool(300, Duration::from_millis(1));
            let renderer = Renderer::new(pool, Arc::new(Catalog::of_embedded()), None);
            Self { renderer, open, spoken }
        }

        /// An article of so many utterances, each with its name.
        fn plan(&self, name: &str, n_utterances: usize) -> Arc<Plan> {
            let texts = (0..n_utterances).map(|n| format!("{name} {n}"));
            let paragraphs: Vec<_> = texts.map(|text| Paragraph::new(Role::Body, text, 0..0)).collect();
            Arc::new(self.renderer.plan(&paragraphs, 0, &Arc::default(), ""))
        }

        /// Begins to read, and goes on to the end.
        fn read(&self, plan: &Arc<Plan>, audience: Audience) -> tokio::task::JoinHandle<()> {
            let mut stream = self.renderer.read(plan, 0, audience).unwrap();
            tokio::spawn(async move {
                while let Some(chunk) = stream.next().await {
                    chunk.unwrap();
                }
            })
        }

        /// Lets so many utterances be spoken.
        async fn speak(&self, n: usize) {
            let before = lock(&self.spoken).len();
            (0..n).for_each(|_| self.open.send(()).unwrap());
            until(|| lock(&self.spoken).len() == before + n).await;
        }
    }

    async fn until(is_so: impl Fn() -> bool) {
        let waiting = async {
            while !is_so() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("it comes to be so");
    }

    #[tokio::test]
    async fn batch_of_200_articles_delays_a_first_sound_by_one_utterance_at_most() {
        const ARTICLES: usize = 200;
        const UTTERANCES: usize = 5;
        const AHEAD: usize = 2;
        let rendering = Rendering::new();
        let mut batch = Vec::new();
        for n in 0..ARTICLES {
            let plan = rendering.plan(&format!("batch {n}"), UTTERANCES);
            batch.push(rendering.read(&plan, Audience::Nobody { ahead: AHEAD }));
        }
        // The worker is at an utterance of the batch, and each article has ordered what it may.
        let is_settled = || {
            let mut left: HashMap<String, usize> = HashMap::new();
            for text in lock(&rendering.spoken).iter().filter_map(|text| text.rsplit_once(' ')) {
                *left.entry(text.0.to_owned()).or_insert(UTTERANCES) -= 1;
            }
            let begun: usize =
                (0..ARTICLES).map(|n| left.get(&format!("batch {n}")).copied().unwrap_or(UTTERANCES).min(AHEAD)).sum();
            rendering.renderer.pool().waiting() + 1 == begun
        };
        for (listener, n_more) in [0, 1, 7, 150, 60, 300, 200].into_iter().enumerate() {
            rendering.speak(n_more).await;
            until(is_settled).await;
            let before = lock(&rendering.spoken).len();
            let waiting = rendering.renderer.pool().waiting();
            let name = format!("listener {listener}");
            let heard = rendering.read(&rendering.plan(&name, 1), Audience::LISTENER);
            until(|| rendering.renderer.pool().waiting() == waiting + 1).await;
            rendering.speak(2).await;
            let order: Vec<String> = lock(&rendering.spoken)[before..].to_vec();
            assert_eq!(order.get(1), Some(&format!("{name} 0")), "after {before} utterances: {order:?}");
            heard.await.unwrap();
        }
        // The batch is not forgotten over it.
        (0..ARTICLES * UTTERANCES).for_each(|_| rendering.open.send(()).unwrap());
        for article in batch {
            article.await.unwrap();
        }
        assert_eq!(lock(&rendering.spoken).len(), ARTICLES * UTTERANCES + 7);
    }

    #[tokio::test]
    async fn next_of_one_listener_goes_before_what_another_hears_after_its_next() {
        let rendering = Rendering::new();
        let heard = ["أول", "ثان"].map(|name| rendering.read(&rendering.plan(name, 3), Audience::LISTENER));
        until(|| rendering.renderer.pool().waiting() == 1).await;
        rendering.speak(2).await;
        // The worker is at the next of one; the other's, and what comes after those, wait.
        until(|| rendering.renderer.pool().waiting() == 3).await;
        rendering.speak(4).await;
        for listener in heard {
            listener.await.unwrap();
        }
        let order: Vec<String> =
            lock(&rendering.spoken).iter().map(|text| text.split(' ').next_back().unwrap().into()).collect();
        assert_eq!(order, ["0", "0", "1", "1", "2", "2"]);
    }

    #[tokio::test]
    async fn what_a_batch_has_ordered_goes_forward_for_who_comes_to_hear_it_and_is_spoken_once() {
        let rendering = Rendering::new();
        let plans: Vec<_> = (0..20).map(|n| rendering.plan(&format!("batch {n}"), 1)).collect();
        let batch: Vec<_> = plans.iter().map(|plan| rendering.read(plan, Audience::Nobody { ahead: 2 })).collect();
        until(|| rendering.renderer.pool().waiting() == 19).await;
        let heard = rendering.read(&plans[15], Audience::LISTENER);
        let flight = rendering.renderer.flights.flight(plans[15].utterances[0].key);
        until(|| matches!(lock(&flight.shared).urgency, Some(Urgency::Due(_)))).await;
        rendering.speak(2).await;
        heard.await.unwrap();
        assert_eq!(lock(&rendering.spoken)[1], "batch 15 0");
        rendering.speak(18).await;
        for article in batch {
            article.await.unwrap();
        }
        assert_eq!(lock(&rendering.spoken).len(), 20);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn many_who_come_at_any_moment_have_each_utterance_spoken_once() {
        const UTTERANCES: usize = 40;
        let folder = tempfile::tempdir().unwrap();
        let mut rendering = Rendering::new();
        rendering.renderer.cache = Some(Cache::open(folder.path(), u64::MAX).unwrap());
        (0..2 * UTTERANCES).for_each(|_| rendering.open.send(()).unwrap());
        let plan = rendering.plan("article", UTTERANCES);
        let listeners: Vec<_> = (0..60).map(|_| rendering.read(&plan, Audience::LISTENER)).collect();
        for listener in listeners {
            listener.await.unwrap();
        }
        assert_eq!(lock(&rendering.spoken).len(), UTTERANCES);
    }
}
