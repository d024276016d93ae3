//! What a process has spoken so far of an article that nobody listens to, for whoever takes the article over from it.
//!
//! The utterances lie in the folder of the process that spoke them, and that may be lost with its machine. So each group of
//! [`UTTERANCES`] is put into the object store when it is whole, as one file, and is removed when the article is finished.
//!
//! An object costs as much to put as 400 ms of a core at list prices, which are some 40 seconds of speech. A group is some
//! two or three minutes; what is shorter than that has none and is spoken from its start.

use std::{sync::Arc, time::Duration};

use super::{Plan, speech};
use crate::{
    pipeline::Speech,
    store::{Cache, Key, Patience, PlanKey, Writer},
};

/// Checkpoints of an article that is being spoken.
pub struct Checkpoints {
    cache: Cache,
    plan: Arc<Plan>,
    /// Utterances that are spoken.
    n_spoken: usize,
    /// The checkpoint that is being written.
    writer: Option<Writer>,
}

/// How many utterances a checkpoint has.
const UTTERANCES: usize = 32;

/// What every checkpoint begins with. Behind it are its utterances, each as its length (8 bytes, the least first) and its
/// speech.
pub(super) const MAGIC: &[u8] = b"natiq checkpoint\n";

/// Nobody listens, and to speak it anew would take seconds: a store that is busy is waited for.
const PATIENCE: Patience = Patience { answer: Duration::from_secs(5), object: Duration::from_secs(60) };

/// Returns what the checkpoints of a plan with so many utterances are kept under. The last utterances have none: behind
/// them the article is finished.
pub fn checkpoint_keys(plan: PlanKey, n_utterances: usize) -> impl Iterator<Item = Key> {
    (0..n_utterances.saturating_sub(1) / UTTERANCES).map(move |index| checkpoint_key(plan, index))
}

fn checkpoint_key(plan: PlanKey, index: usize) -> Key {
    plan.of(&format!("checkpoint {index}"))
}

impl Checkpoints {
    pub(super) fn new(cache: Cache, plan: Arc<Plan>) -> Self {
        Self { cache, plan, n_spoken: 0, writer: None }
    }

    /// Brings into the cache what another process has spoken; returns how many utterances that were.
    pub async fn restore(&self) -> usize {
        let mut n_restored = 0;
        for (key, group) in self.keys().zip(self.plan.utterances.chunks(UTTERANCES)) {
            if !self.cache.contains(key) && self.cache.fetch_within(key, PATIENCE).await.is_none() {
                break;
            }
            let keys: Vec<Key> = group.iter().map(|planned| planned.key).collect();
            let cache = self.cache.clone();
            let unpack = move || {
                let Some(bytes) = cache.read(key) else { return 0 };
                let found = keys.into_iter().zip(speeches(&bytes));
                found.map(|(key, speech)| keep(&cache, key, speech)).count()
            };
            // What is not there is spoken.
            n_restored += tokio::task::spawn_blocking(unpack).await.unwrap_or_default();
        }
        n_restored
    }

    /// Notes that the next utterance is spoken, and puts a group that is whole into the object store.
    pub async fn push(&mut self, speech: &Arc<Speech>) {
        let (index, place) = (self.n_spoken / UTTERANCES, self.n_spoken % UTTERANCES);
        self.n_spoken += 1;
        let Some(key) = self.keys().nth(index) else { return };
        let writer = self.writer.take();
        // It was brought from there.
        if place == 0 && self.cache.contains(key) || place > 0 && writer.is_none() {
            return;
        }
        let (cache, speech) = (self.cache.clone(), speech.clone());
        let write = move || {
            let mut writer = writer.unwrap_or_else(|| {
                let mut writer = cache.writer(key);
                writer.append(MAGIC);
                writer
            });
            let bytes = speech::to_bytes(&speech);
            writer.append(&(bytes.len() as u64).to_le_bytes());
            writer.append(&bytes);
            if place + 1 < UTTERANCES {
                return Some(writer);
            }
            if writer.commit(&[]).is_some() {
                cache.share(key);
            }
            None
        };
        // Without it the article is spoken all the same.
        self.writer = tokio::task::spawn_blocking(write).await.unwrap_or_default();
    }

    /// Removes them: the article is finished.
    pub async fn remove(self) {
        let keys: Vec<Key> = self.keys().collect();
        let cache = self.cache.clone();
        let remove = move || keys.into_iter().map(|key| cache.remove_everywhere(key)).sum::<u64>();
        // What is left expires with the bucket, or is removed with the article.
        let _ = tokio::task::spawn_blocking(remove).await;
    }

    fn keys(&self) -> impl Iterator<Item = Key> + use<> {
        checkpoint_keys(self.plan.key(), self.plan.utterances.len())
    }
}

/// Returns the speech of a checkpoint's utterances, as bytes.
fn speeches(checkpoint: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = checkpoint.strip_prefix(MAGIC).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, behind) = rest.split_first_chunk()?;
        let (speech, behind) = behind.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        rest = behind;
        Some(speech)
    })
}

fn keep(cache: &Cache, key: Key, speech: &[u8]) {
    if !cache.contains(key) {
        cache.write(key, speech);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Paragraph, Role},
        audio::Samples,
        voice::{Catalog, Timings},
    };

    fn plan(n_utterances: usize) -> Arc<Plan> {
        let texts = (0..n_utterances).map(|n| format!("الجملة {n}"));
        let paragraphs: Vec<_> = texts.map(|text| Paragraph::new(Role::Body, text, 0..0)).collect();
        Arc::new(Plan::new(&Catalog::of_embedded(), &paragraphs, 0, &Arc::default(), ""))
    }

    fn speech(n: usize) -> Arc<Speech> {
        let samples = Samples { samples: vec![n as f32; 3], sample_rate: 24_000 };
        let (words, marks, notes) = Default::default();
        Arc::new(Speech { samples, words, timings: Timings::Exact, marks, source: 0..1, notes })
    }

    #[tokio::test]
    async fn groups_that_are_whole_are_unpacked_in_their_places() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), u64::MAX).unwrap();
        let plan = plan(3 * UTTERANCES);
        let mut checkpoints = Checkpoints::new(cache.clone(), plan.clone());
        for n in 0..2 * UTTERANCES + 5 {
            checkpoints.push(&speech(n)).await;
        }
        drop(checkpoints);
        assert_eq!(cache.figures().entries, 2, "what is not whole leaves nothing");
        let again = Checkpoints::new(cache.clone(), plan.clone());
        assert_eq!(again.restore().await, 2 * UTTERANCES);
        for (n, planned) in plan.utterances.iter().enumerate() {
            let restored = cache.read(planned.key).map(|bytes| speech::from_bytes(&bytes).unwrap().samples.samples);
            assert_eq!(restored, (n < 2 * UTTERANCES).then(|| vec![n as f32; 3]), "utterance {n}");
        }
        again.remove().await;
        assert!(checkpoint_keys(plan.key(), plan.utterances.len()).all(|key| !cache.contains(key)));
    }

    #[tokio::test]
    async fn short_article_has_none_and_a_broken_one_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), u64::MAX).unwrap();
        assert_eq!(checkpoint_keys(plan(UTTERANCES).key(), UTTERANCES).count(), 0);
        let plan = plan(UTTERANCES + 1);
        for broken in [&b""[..], b"{}", MAGIC, b"natiq checkpoint\n\xff\xff\xff\xff\xff\xff\xff\xff."] {
            cache.put(checkpoint_key(plan.key(), 0), broken.to_vec()).await;
            assert_eq!(Checkpoints::new(cache.clone(), plan.clone()).restore().await, 0, "{broken:?}");
        }
    }
}
