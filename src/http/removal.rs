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
};

use axum::{extract::Query, http::Uri};

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
    store::{Cache, Heard, HeardPlan, Key, PlanKey, Record},
};

/// What is made of how an article is read.
#[derive(Default)]
struct Made {
    /// Recordings, timelines and streams.
    files: HashSet<Key>,
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
        heard.plans.iter().for_each(|plan| made.add(plan, &tags_of(&article), remover.cache()));
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
            let plan = app.plan_now(client, &article.paragraphs, &speech_options);
            made.add_files(plan.key(), None, &tags, app.cache());
            for (index, paragraph) in article.paragraphs.iter().enumerate() {
                let plan = app.plan_now(client, std::slice::from_ref(paragraph), &speech_options);
                made.add_files(plan.key(), Some(index), &tags, app.cache());
            }
            let speech = plan.utterances().map(|(key, text)| (key, Some((text.to_owned(), noted.clone()))));
            made.speech.extend(speech);
        }
        made
    }

    /// Adds what was made by a plan that was noted.
    fn add(&mut self, plan: &HeardPlan, tags: &Tags, cache: &Cache) {
        self.add_files(plan.key, plan.paragraph, tags, cache);
        for key in &plan.speech {
            self.speech.entry(*key).or_default();
        }
    }

    fn add_files(&mut self, plan: PlanKey, paragraph: Option<usize>, tags: &Tags, cache: &Cache) {
        let kind = if paragraph.is_some() { "segment" } else { "article" };
        self.files.extend(Format::ALL.map(|format| recording_key(format, kind, plan, tags)));
        self.files.extend(timeline::keys(plan, paragraph.unwrap_or(0)));
        if paragraph.is_none() {
            self.files.extend(hls::keys(plan, cache));
        }
    }

    /// Removes it all but what is `left`, and the utterances that other articles have.
    fn remove(self, app: &App, left: &Self, owner: &str) -> Result<u64, Error> {
        let cache = app.cache();
        let mut removed: u64 = self
            .files
            .into_iter()
            .filter(|key| !left.files.contains(key))
            .map(|key| cache.remove_everywhere(key))
            .sum();
        let speech: Vec<_> =
            self.speech.into_iter().filter(|(key, _)| !left.speech.contains_key(key) && cache.contains(*key)).collect();
        // What was read by an older lexicon has no text here, and nobody asks for it again.
        let passages: Vec<_> = speech.iter().filter_map(|(_, of)| of.clone()).collect();
        let asked = app.articles().has_passages(passages, owner);
        // This is a thread that may block.
        let mut is_shared = tokio::runtime::Handle::current().block_on(asked)?.into_iter();
        for (key, of) in speech {
            let is_shared = of.is_some() && is_shared.next().unwrap_or(true);
            if !is_shared {
                removed += cache.remove(key);
            }
        }
        Ok(removed)
    }
}
