//! The audio of an article that is taken away, or is read otherwise from now on.
//!
//! Audio is found by what it is made of, not by its article. So each plan by which an article is read is noted with it,
//! and when it goes, what was made by those plans is removed: recordings, timelines and streams, which can be made again
//! from the speech of the utterances, and that speech itself. What another article of the same owner needs stays: so it is
//! planned again how this one is read by now, by all speech options that it was heard by, and an utterance of that which another
//! article has too, and was heard by the same speech options, is left. What was read by an older lexicon nobody asks for again.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use axum::{extract::Query, http::Uri};
use jiff::{SignedDuration, Timestamp};

use super::{
    App, Error,
    app::options_for_article,
    audio::{recording_key, tags_of},
    clients::Client,
    hls,
    links::Chosen,
    reading::{ReadingQuery, with_lexicon},
    timeline,
    voices::SpeechOptionsQuery,
};
use crate::{
    encode::{Format, Tags},
    lexicon::Scope,
    pipeline::SpeechOptions,
    render::checkpoint_keys,
    store::{Cache, Heard, HeardPlan, Key, PlanKey, Record, Removal, Removals, error_chain},
};

/// What is made of how an article is read.
#[derive(Default)]
struct Made {
    /// Recordings and timelines.
    files: HashSet<Key>,
    /// HLS streams.
    streams: HashSet<Key>,
    /// Utterances; with their text and the speech options where an article may have them as things stand now.
    speech: HashMap<Key, Option<(String, String)>>,
}

/// Removes the audio of an article that is not kept any more, or is kept as `instead`, by what is noted of how it was
/// heard; returns the size of what was removed, in bytes.
pub(super) async fn remove_audio(
    app: &App,
    client: &Client,
    article: Arc<Record>,
    instead: Option<Arc<Record>>,
    heard: Heard,
) -> Result<u64, Error> {
    let (size, remover, client) = (article.size_bytes(), app.clone(), client.clone());
    // What was heard before speech options were noted was mostly heard by the usual ones.
    let usual = app.speech_options(None, None, None)?;
    let work = move || {
        let mut speech_options: Vec<_> =
            heard.speech_options.iter().filter_map(|speech_options| read_noted(&remover, speech_options)).collect();
        speech_options.push(usual);
        let left =
            instead.map(|instead| Made::by_now(&remover, &client, &instead, &speech_options)).unwrap_or_default();
        let mut made = Made::by_now(&remover, &client, &article, &speech_options);
        heard.plans.iter().for_each(|plan| made.add(plan, &tags_of(&article)));
        made.remove(&remover, &left, &article.owner)
    };
    app.lanes().run(size, work).await
}

/// Returns the speech options that were noted; `None` where its voice is not installed any more.
fn read_noted(app: &App, noted: &str) -> Option<Arc<SpeechOptions>> {
    let uri: Uri = format!("/{noted}").parse().ok()?;
    let Query(query) = Query::<SpeechOptionsQuery>::try_from_uri(&uri).ok()?;
    let Query(reading) = Query::<ReadingQuery>::try_from_uri(&uri).ok()?;
    reading.apply(app.speech_options(query.voice.as_deref(), query.rate, query.pitch).ok()?).ok()
}

impl Made {
    /// Returns what may be there of an article as it is read by now.
    fn by_now(app: &App, client: &Client, article: &Record, speech_options: &[Arc<SpeechOptions>]) -> Self {
        let mut made = Self::default();
        let tags = tags_of(article);
        for speech_options in speech_options {
            let noted = Chosen::of(speech_options).query("");
            let (house, _) = app.house().current();
            let speech_options =
                options_for_article(article, with_lexicon(speech_options.clone(), Scope::House, house));
            let plan = app.plan_now(client, &article.paragraphs, 0, &speech_options);
            made.add_files(plan.key(), None, &tags);
            made.files.extend(checkpoint_keys(plan.key(), plan.utterances().count()));
            for (index, paragraph) in article.paragraphs.iter().enumerate() {
                let plan = app.plan_now(client, std::slice::from_ref(paragraph), index, &speech_options);
                made.add_files(plan.key(), Some(index), &tags);
            }
            let speech = plan.utterances().map(|(key, text)| (key, Some((text.to_owned(), noted.clone()))));
            made.speech.extend(speech);
        }
        made
    }

    /// Adds what was made by a plan that was noted.
    fn add(&mut self, plan: &HeardPlan, tags: &Tags) {
        self.add_files(plan.key, plan.paragraph, tags);
        if plan.paragraph.is_none() {
            self.files.extend(checkpoint_keys(plan.key, plan.speech.len()));
        }
        for key in &plan.speech {
            self.speech.entry(*key).or_default();
        }
    }

    fn add_files(&mut self, plan: PlanKey, paragraph: Option<usize>, tags: &Tags) {
        let kind = if paragraph.is_some() { "segment" } else { "article" };
        self.files.extend(Format::ALL.map(|format| recording_key(format, kind, plan, tags)));
        self.files.extend(timeline::keys(plan, paragraph.unwrap_or(0)));
        if paragraph.is_none() {
            self.streams.insert(hls::stream_key(plan));
        }
    }

    /// Removes it all but what is `left`, and the utterances that other articles have; has other nodes do so too.
    fn remove(mut self, app: &App, left: &Self, owner: &str) -> Result<u64, Error> {
        let (cache, is_shared) = (app.cache(), app.articles().is_shared());
        self.files.retain(|key| !left.files.contains(key));
        self.streams.retain(|key| !left.streams.contains(key));
        // What is not on this disk may be on another's.
        self.speech.retain(|key, _| !left.speech.contains_key(key) && (is_shared || cache.contains(*key)));
        // What was read by an older lexicon has no text here, and nobody asks for it again.
        let passages: Vec<_> = self.speech.values().flatten().cloned().collect();
        let asked = app.articles().has_passages(passages, owner);
        // This is a thread that may block.
        let runtime = tokio::runtime::Handle::current();
        let mut is_in_another = runtime.block_on(asked)?.into_iter();
        self.speech.retain(|_, of| of.is_none() || !is_in_another.next().unwrap_or(true));
        let mut removed = remove_each(&self.files, &self.streams, cache, Cache::remove_everywhere);
        removed += self.speech.keys().map(|key| cache.remove(*key)).sum::<u64>();
        if is_shared {
            let files = self.files.into_iter().chain(self.speech.into_keys()).collect();
            let removal = Removal { files, streams: self.streams.into_iter().collect() };
            runtime.block_on(app.articles().note_removed(removal))?;
        }
        Ok(removed)
    }
}

/// How often is looked what other nodes have removed.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What was noted at one time may be seen so much later, when it took long.
const OVERLAP: SignedDuration = SignedDuration::from_secs(60);

/// Removes from this node's disk what other nodes have removed, for as long as the process runs; first what they have while
/// it was not there.
pub(super) async fn follow_others(app: App) {
    if !app.articles().is_shared() {
        return;
    }
    let (mut since, mut done) = (Timestamp::UNIX_EPOCH, HashSet::new());
    loop {
        match app.articles().removed_since(since).await {
            Ok(Removals { removals, now }) => {
                let numbers = removals.iter().map(|(number, _)| *number).collect();
                let new: Vec<_> = removals.into_iter().filter(|(number, _)| !done.contains(number)).collect();
                let cache = app.cache().clone();
                // The objects are removed already.
                let remove = move || {
                    for (_, Removal { files, streams }) in &new {
                        remove_each(files, streams, &cache, Cache::remove);
                    }
                };
                // A panic there is logged, and what is left is evicted in time.
                let _ = tokio::task::spawn_blocking(remove).await;
                since = now.saturating_sub(OVERLAP).unwrap_or(since);
                done = numbers;
            }
            Err(error) => {
                tracing::debug!(error = error_chain(&error), "Could not look what other nodes have removed");
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Removes files, and streams with whatever segments the cache has of them; returns the size of what was removed, in bytes.
fn remove_each<'a>(
    files: impl IntoIterator<Item = &'a Key>,
    streams: impl IntoIterator<Item = &'a Key>,
    cache: &Cache,
    remove: impl Fn(&Cache, Key) -> u64,
) -> u64 {
    let of_streams = streams.into_iter().flat_map(|stream| hls::keys(*stream, cache));
    files.into_iter().copied().chain(of_streams).map(|key| remove(cache, key)).sum()
}
