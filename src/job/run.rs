//! The articles, one after another on each of several threads.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use super::{
    EpisodeStore, Error, Setup, Source,
    episode_script::EpisodeScript,
    error_chain,
    mix::{Target, chapters, mix_and_encode},
    recording::record,
    report::{Entry, Sound, Status},
};
use crate::{
    encode::Tags,
    pipeline::{self, Pipeline},
    publish::{Audio, Episode, FileName},
};

/// What happens while articles are rendered.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The voice begins to read an article.
    Started { index: usize, source: &'a Source },
    /// An utterance was spoken.
    Spoke {
        index: usize,
        n_done: usize,
        n_utterances: usize,
        /// Of sound, so far.
        seconds: f64,
    },
    /// An article is done with, whatever came of it.
    Ended { index: usize, entry: &'a Entry },
}

/// Renders what is new or changed, `n_jobs` articles at a time, and returns what became of each, in the order of the
/// sources; those that `stop` or a full disk left undone are not among them.
///
/// Each thread opens its pipeline by `open` when it first has something to read. An article that fails is reported, and
/// the rest goes on.
///
/// # Errors
/// The first error of `open`.
///
/// # Blocking
/// Until all is done.
pub fn run(
    sources: &[Source],
    store: &EpisodeStore,
    setup: &Setup,
    n_jobs: usize,
    open: &(dyn Fn() -> Result<Pipeline, pipeline::Error> + Sync),
    stop: &AtomicBool,
    listener: &(dyn Fn(Event) + Sync),
) -> Result<Vec<Entry>, pipeline::Error> {
    let slugs = store.slugs(sources);
    let queue: Mutex<VecDeque<usize>> = Mutex::new((0..sources.len()).collect());
    let entries: Mutex<Vec<(usize, Entry)>> = Mutex::new(Vec::new());
    let failure: Mutex<Option<pipeline::Error>> = Mutex::new(None);
    // What fails for want of space fails for all; they are left for the next run rather than read in vain.
    let is_full = AtomicBool::new(false);
    let work = || {
        let mut pipeline = None;
        while !stop.load(Ordering::Relaxed) && !is_full.load(Ordering::Relaxed) && lock(&failure).is_none() {
            let Some(index) = lock(&queue).pop_front() else { break };
            let task = Task { index, source: &sources[index], slug: &slugs[index], store, setup, stop, listener };
            let started = Instant::now();
            let done = catch_unwind(AssertUnwindSafe(|| task.run(&mut pipeline, open))).unwrap_or_else(|_| {
                // Whatever the models were doing, they are opened anew for the next article.
                pipeline = None;
                Err(Failure::Article(Error::Broken))
            });
            let (status, reason) = match done {
                Ok(status) => (status, None),
                Err(Failure::Article(Error::Stopped)) => break,
                Err(Failure::Article(error)) => {
                    is_full.fetch_or(error.is_out_of_space(), Ordering::Relaxed);
                    (Status::Failed, Some(error_chain(&error)))
                }
                Err(Failure::Open(error)) => {
                    lock(&failure).get_or_insert(error);
                    break;
                }
            };
            let entry = Entry {
                source: task.source.name.clone(),
                guid: task.source.guid.clone(),
                slug: task.slug.to_string(),
                status,
                reason,
                seconds: started.elapsed().as_secs_f64(),
            };
            listener(Event::Ended { index, entry: &entry });
            lock(&entries).push((index, entry));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..n_jobs.max(1) {
            scope.spawn(work);
        }
    });
    if let Some(error) = lock(&failure).take() {
        return Err(error);
    }
    let mut entries = std::mem::take(&mut *lock(&entries));
    entries.sort_by_key(|(index, _)| *index);
    Ok(entries.into_iter().map(|(_, entry)| entry).collect())
}

/// Says what [`run`] would do, without doing it.
///
/// # Blocking
/// Reads the articles.
pub fn dry_run(sources: &[Source], store: &EpisodeStore, setup: &Setup) -> Vec<Entry> {
    let entry = |(source, slug): (&Source, FileName)| {
        let (status, reason) = match EpisodeScript::read(source, setup) {
            Err(error) => (Status::Failed, Some(error_chain(&error))),
            Ok(script) if store.has(&source.guid, &script.digest) => (Status::Unchanged, None),
            Ok(_) if store.kept(&source.guid).is_some() => (Status::WouldRenderAgain, None),
            Ok(_) => (Status::WouldRender, None),
        };
        let (name, guid, slug) = (source.name.clone(), source.guid.clone(), slug.to_string());
        Entry { source: name, guid, slug, status, reason, seconds: 0.0 }
    };
    sources.iter().zip(store.slugs(sources)).map(entry).collect()
}

/// One article on its way.
struct Task<'a> {
    index: usize,
    source: &'a Source,
    slug: &'a FileName,
    store: &'a EpisodeStore,
    setup: &'a Setup,
    stop: &'a AtomicBool,
    listener: &'a (dyn Fn(Event) + Sync),
}

/// Whose fault it is.
enum Failure {
    Article(Error),
    /// Without models nothing can be read at all.
    Open(pipeline::Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Article(error.into())
    }
}

impl Task<'_> {
    fn run(
        &self,
        pipeline: &mut Option<Pipeline>,
        open: &dyn Fn() -> Result<Pipeline, pipeline::Error>,
    ) -> Result<Status, Failure> {
        let Self { index, source, setup, store, .. } = *self;
        let script = EpisodeScript::read(source, setup)?;
        if store.has(&source.guid, &script.digest) {
            return Ok(Status::Unchanged);
        }
        (self.listener)(Event::Started { index, source });
        let pipeline = match pipeline {
            Some(pipeline) => pipeline,
            None => pipeline.insert(open().map_err(Failure::Open)?),
        };
        let spool = store.work(&format!("{}.samples", self.slug));
        let mut progress = |n_done, n_utterances, seconds| {
            (self.listener)(Event::Spoke { index, n_done, n_utterances, seconds });
            !self.stop.load(Ordering::Relaxed)
        };
        let recording = record(&script, setup, pipeline, &spool, &mut progress);
        let remove = || std::fs::remove_file(&spool).map_err(Error::file(&spool));
        let recording = recording.inspect_err(|_| drop(remove()))?;

        let audio_file = self.slug.with(&format!(".{}", setup.format.extension()));
        let mut audio = store.begin_audio(&audio_file)?;
        let tags = self.tags(&script, chapters(&recording));
        let target =
            Target { loudness: setup.settings.loudness, true_peak: setup.settings.true_peak, format: setup.format };
        let loudness = mix_and_encode(&recording, target, &tags, &mut audio);
        remove()?;
        let loudness = loudness?;
        let written = audio.written().and_then(|file| file.metadata());
        let size_bytes = written.map_err(Error::file(audio.path()))?.len();
        let sound = Sound {
            file: audio_file.to_string(),
            size_bytes,
            duration: recording.timeline.duration,
            loudness: loudness.integrated,
            true_peak: loudness.true_peak,
            n_doubts: recording.n_doubts,
        };
        let episode = Episode {
            guid: source.guid.clone(),
            digest: script.digest,
            slug: self.slug.clone(),
            title: script.title,
            byline: script.byline,
            published: script.published,
            first_seen: store.kept(&source.guid).map_or(source.modified, |kept| kept.first_seen),
            link: script.link,
            summary: script.summary,
            language: "ar".to_owned(),
            narrator: setup.narrator.clone(),
            audio: Audio {
                file: audio_file,
                media_type: setup.format.media_type(setup.sample_rate),
                size_bytes,
                duration: recording.timeline.duration,
            },
            image: None,
            chapters: recording.chapters,
            paragraphs: script.paragraphs,
            timeline: recording.timeline,
        };
        store.put(&episode, audio)?;
        Ok(Status::Rendered(sound))
    }

    fn tags(&self, script: &EpisodeScript, chapters: Vec<crate::encode::Chapter>) -> Tags {
        let show = self.setup.show.as_ref();
        Tags {
            title: Some(script.title.clone()),
            artist: script.byline.clone().or_else(|| show.map(|show| show.author().to_owned())),
            album: show.map(|show| show.title().to_owned()),
            date: script.date.clone(),
            genre: Some(self.setup.settings.genre.clone()),
            language: Some("ara"),
            comment: Some(script.summary.clone()),
            track: script.number,
            link: script.link.clone().map(String::from),
            chapters,
            picture: self.setup.cover.clone(),
        }
    }
}

/// The contents are whole between any two statements, so a panic elsewhere does not spoil them.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
