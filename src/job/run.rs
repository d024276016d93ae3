//! The articles, one after another on each of several threads.

use std::{
    collections::{HashSet, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use jiff::Timestamp;

use super::{
    EpisodeStore, Error, Setup, Source,
    episode_script::EpisodeScript,
    episode_store::{Kept, Origin, TakenBack, image_of},
    error_chain,
    identity::{Identity, identify},
    mix::{Target, chapters, mix_and_encode},
    recording::record,
    report::{Entry, Sound, Status},
    source::Content,
};
use crate::{
    encode::Tags,
    lock::lock,
    pipeline::{self, Pipeline},
    publish::{Audio, Episode},
};

/// What is to be rendered, and where to.
pub struct Work<'a> {
    pub sources: Vec<Source>,
    /// The identities of all sources there are, of which `sources` may be a part.
    pub present: &'a HashSet<String>,
    pub store: &'a EpisodeStore,
    pub setup: &'a Setup,
    /// The time: what is dated later is not rendered yet.
    pub now: Timestamp,
}

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
    work: Work,
    n_jobs: usize,
    open: &(dyn Fn() -> Result<Pipeline, pipeline::Error> + Sync),
    stop: &AtomicBool,
    listener: &(dyn Fn(Event) + Sync),
) -> Result<Vec<Entry>, pipeline::Error> {
    let Work { mut sources, present, store, setup, now } = work;
    let identities = identify(&mut sources, present, store, setup);
    let (sources, identities) = (sources.as_slice(), identities.as_slice());
    let queue: Mutex<VecDeque<usize>> = Mutex::new((0..sources.len()).collect());
    let entries: Mutex<Vec<(usize, Entry)>> = Mutex::new(Vec::new());
    let failure: Mutex<Option<pipeline::Error>> = Mutex::new(None);
    // What fails for want of space fails for all; they are left for the next run rather than read in vain.
    let is_full = AtomicBool::new(false);
    let work = || {
        let mut pipeline = None;
        while !stop.load(Ordering::Relaxed) && !is_full.load(Ordering::Relaxed) && lock(&failure).is_none() {
            let Some(index) = lock(&queue).pop_front() else { break };
            let (source, identity) = (&sources[index], &identities[index]);
            let task = Task { index, source, identity, store, setup, now, stop, listener };
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
                source: source.name.clone(),
                key: source.guid.clone(),
                guid: identity.guid.clone(),
                slug: identity.slug.to_string(),
                // A failed one is tried again under its old name.
                renamed_from: identity.renamed_from.clone().filter(|_| !matches!(status, Status::Failed)),
                was_withdrawn: is_withheld(&status) && task.is_there(),
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
pub fn dry_run(work: Work) -> Vec<Entry> {
    let Work { mut sources, present, store, setup, now } = work;
    let identities = identify(&mut sources, present, store, setup);
    let entry = |(source, identity): (&Source, Identity)| {
        let Identity { guid, slug, renamed_from, .. } = &identity;
        let (status, reason) = match admit(source, &identity, store, setup, now) {
            Err(error) => (Status::Failed, Some(error_chain(&error))),
            Ok(Admission::Refused(status)) => (status, None),
            Ok(Admission::Granted(script)) if store.has(guid, &script.digest) => (Status::Unchanged, None),
            Ok(Admission::Granted(_)) if store.kept(guid).is_some_and(|kept| kept.taken_back.is_none()) => {
                (Status::WouldRenderAgain, None)
            }
            Ok(Admission::Granted(_)) => (Status::WouldRender, None),
        };
        let (guid, slug, renamed_from) = (guid.clone(), slug.to_string(), renamed_from.clone());
        let (source, key) = (source.name.clone(), source.guid.clone());
        Entry { source, key, guid, slug, status, reason, was_withdrawn: false, renamed_from, seconds: 0.0 }
    };
    sources.iter().zip(identities).map(entry).collect()
}

/// Whether an article is on the air now.
enum Admission {
    Granted(Box<EpisodeScript>),
    /// And why not.
    Refused(Status),
}

/// Reads an article and says whether it is to be rendered now.
///
/// Why are articles that are due later not rendered ahead? Their files would lie in a public folder under a name that can
/// be guessed; and what takes seconds needs no head start.
fn admit(
    source: &Source,
    identity: &Identity,
    store: &EpisodeStore,
    setup: &Setup,
    now: Timestamp,
) -> Result<Admission, Error> {
    if let Some(other) = &identity.twin {
        return Err(Error::Twin { other: other.clone() });
    }
    let taken_back = store.kept(&identity.guid).and_then(|kept| kept.taken_back);
    if let Some(why @ TakenBack::OnRequest) = taken_back {
        return Ok(Admission::Refused(Status::Retracted { why }));
    }
    let script = EpisodeScript::read(source, setup)?;
    Ok(match script.published.filter(|due| *due > now) {
        _ if script.is_draft => Admission::Refused(Status::Draft),
        Some(due) => Admission::Refused(Status::Scheduled { due }),
        None => Admission::Granted(Box::new(script)),
    })
}

/// One article on its way.
struct Task<'a> {
    index: usize,
    source: &'a Source,
    identity: &'a Identity,
    store: &'a EpisodeStore,
    setup: &'a Setup,
    now: Timestamp,
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
        let Self { index, source, identity, setup, store, .. } = *self;
        let Identity { guid, slug, renamed_from, .. } = identity;
        let kept = store.kept(guid);
        let script = match admit(source, identity, store, setup, self.now)? {
            Admission::Granted(script) => *script,
            Admission::Refused(status) => {
                if is_withheld(&status) && self.is_there() {
                    store.take_back(guid, TakenBack::Withheld)?;
                }
                return Ok(status);
            }
        };
        let file = match &source.content {
            Content::File(path) => store.place_of(path),
            _ => None,
        };
        let origin =
            Origin { source: source.guid.clone(), id: script.id.clone(), content: Some(script.content.clone()), file };
        if store.has(guid, &script.digest) {
            // Also where only the `id` is new: by that it is found when it is renamed and edited at once.
            let is_as_noted = |kept: &Kept| kept.id == origin.id && kept.file == origin.file;
            if renamed_from.is_some() || !kept.is_some_and(is_as_noted) {
                store.rename(guid, &origin)?;
            }
            return Ok(Status::Unchanged);
        }
        (self.listener)(Event::Started { index, source });
        let pipeline = match pipeline {
            Some(pipeline) => pipeline,
            None => pipeline.insert(open().map_err(Failure::Open)?),
        };
        let spool = store.work(&format!("{slug}.samples"));
        let mut progress = |n_done, n_utterances, seconds| {
            (self.listener)(Event::Spoke { index, n_done, n_utterances, seconds });
            !self.stop.load(Ordering::Relaxed)
        };
        let recording = record(&script, setup, pipeline, &spool, &mut progress);
        let remove = || std::fs::remove_file(&spool).map_err(Error::file(&spool));
        let recording = recording.inspect_err(|_| drop(remove()))?;

        let audio_file = slug.with(&format!(".{}", setup.format.extension()));
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
            n_utterances: recording.n_utterances,
            n_spoken: recording.n_spoken,
        };
        let episode = Episode {
            guid: guid.clone(),
            digest: script.digest,
            slug: slug.clone(),
            title: script.title,
            byline: script.byline,
            published: script.published,
            first_seen: kept.map_or(source.modified, |kept| kept.first_seen),
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
            number: script.number,
            season: script.season,
            kind: script.kind,
            explicit: script.explicit,
            image: script.picture.as_ref().map(|picture| image_of(slug, picture)),
            chapters: recording.chapters,
            paragraphs: script.paragraphs,
            timeline: recording.timeline,
        };
        store.put(&episode, &origin, script.picture.as_ref(), audio)?;
        Ok(Status::Rendered(sound))
    }

    /// Tells whether there was an episode when the run began.
    fn is_there(&self) -> bool {
        self.store.kept(&self.identity.guid).is_some_and(|kept| kept.taken_back.is_none())
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
            picture: script.picture.clone().or_else(|| self.setup.cover.clone()),
        }
    }
}

/// Tells whether an article is not published for now, by its author's wish.
fn is_withheld(status: &Status) -> bool {
    matches!(status, Status::Draft | Status::Scheduled { .. })
}
