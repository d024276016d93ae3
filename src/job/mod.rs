//! Finished episodes of whole folders, feeds and sites: what a producer does overnight.
//!
//! The way of an article: [`source`](Source) finds it, `episode_script` sets the show's words around it, `recording` has
//! it read into a file of samples, `mix` mixes, levels and encodes it, [`EpisodeStore`] puts it where it belongs.
//! [`run()`] does so for all, several at a time.
//!
//! Why threads of their own and not the [`Pool`](crate::worker::Pool)? Nobody waits for the first sentence here; what
//! counts is that every core is busy until the last article. A thread that takes whole articles needs no queue of
//! utterances, and what it holds in memory is one utterance.
//!
//! What is spoken is kept by the utterance ([`Utterances`]), outside the folder of episodes: an article that was edited or
//! is set to other music speaks only what changed, and one that was under way at a kill goes on where it was. Whatever
//! episode is there is whole, and made of what its digest says, so a second run goes on where the first ended, and gives
//! the same bytes: nothing in them tells when or in what order they were made.
//!
//! Which episode an article is, however its file is called by now, is found out by `identity`; which articles are on the air
//! now, by [`run()`]; what is taken back, by `retraction`; `upload` brings the folder to where listeners are; and when all
//! that is due, where it is by the clock, says a [`Timetable`].

mod cover;
mod date;
mod episode_script;
mod feed;
mod identity;
mod mix;
mod music;
mod recorded_file;
mod recording;
mod report;
mod retraction;
mod run;
pub mod settings;
mod episode_store;
mod slug;
mod source;
mod syndication;
mod timetable;
mod upload;
mod watch;

use std::{
    io,
    path::{Path, PathBuf},
};

use jiff::tz::Offset;

pub use self::{
    cover::Error as CoverError,
    episode_store::{EpisodeStore, TakenBack},
    music::Error as MusicError,
    report::{Entry, Report, Sound, Status, Summary, clock},
    retraction::{gone, restore, retract, retract_gone},
    run::{Event, Work, dry_run, run},
    settings::{Gone, Settings, ShowFile},
    source::{Content, FeedMetadata, Gathered, Notice, Source, Unusable, gather},
    syndication::is_feed,
    timetable::{Error as TimetableError, Timetable},
    upload::{Uploaded, upload},
    watch::Watch,
};

use self::music::{Clip, Side};
use crate::{
    article::{ReadingOptions, Role},
    audio,
    encode::{self, Format, Picture, PictureError},
    pipeline::{self, SpeechOptions},
    publish::show::Show,
    render::{KeyedSpeechOptions, Utterances},
    s3,
    store::Key,
    voice::{self, Catalog, Manifest},
};

/// Why an episode was not made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another process renders into the same folder.
    #[error("another process is rendering into `{}` (wait for it, or choose another folder)", out.display())]
    Busy { out: PathBuf },
    #[error("could not use `{}`", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Script(#[from] episode_script::Error),
    /// The article has nothing that makes a sound: emoji, addresses that are skipped.
    #[error("there is nothing to say in it")]
    NothingToSay,
    /// Two articles say in their front matter that they are the same.
    #[error("`{other}` has the same `id` (two articles cannot be one episode: give it another)")]
    Twin { other: String },
    #[error("no episode is called `{name}` (there are `{known}`)")]
    NoEpisode { name: String, known: String },
    #[error(
        "the articles of {n_gone} of {n_episodes} episodes are gone, so none was taken back (is a folder missing? \
             `--retract` takes back by name)"
    )]
    TooManyGone { n_gone: usize, n_episodes: usize },
    #[error(transparent)]
    Upload(#[from] s3::Error),
    #[error(transparent)]
    Voice(#[from] voice::Error),
    #[error(transparent)]
    Pipeline(#[from] pipeline::Error),
    #[error(transparent)]
    Audio(#[from] audio::Error),
    #[error(transparent)]
    Encode(#[from] encode::Error),
    #[error(transparent)]
    Music(#[from] MusicError),
    #[error("could not use the cover `{}`", path.display())]
    Cover { path: PathBuf, source: PictureError },
    /// It was asked to stop.
    #[error("stopped")]
    Stopped,
    /// A fault of ours; the other articles go on.
    #[error("the article broke the renderer (a fault of ours: please report it)")]
    Broken,
}

impl Error {
    fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }

    /// Tells whether the disk, or what may be used of it, is full.
    fn is_out_of_space(&self) -> bool {
        matches!(self, Self::File { source, .. }
            if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    }
}

/// Everything an episode is made of beside its article, read once.
pub struct Setup {
    speech_options: SpeechOptions,
    /// Id of the voice of the show's own words and the headings, where that is another.
    title_voice: Option<String>,
    /// Id of the voice of quotations, where that is another.
    quotation_voice: Option<String>,
    utterances: Utterances,
    reading: ReadingOptions,
    format: Format,
    settings: Settings,
    show: Option<Show>,
    intro_text: String,
    outro_text: String,
    music: MusicBox,
    cover: Option<Picture>,
    sample_rate: u32,
    narrator: String,
    fingerprint: Key,
}

/// Who reads what.
struct Speakers {
    body: KeyedSpeechOptions,
    /// The show's own words and the headings.
    title: Option<KeyedSpeechOptions>,
    quotation: Option<KeyedSpeechOptions>,
}

impl Speakers {
    fn of(&self, role: Role, is_shows_own: bool) -> &KeyedSpeechOptions {
        let other = match role {
            _ if is_shows_own => &self.title,
            Role::Heading { .. } => &self.title,
            Role::Quotation => &self.quotation,
            _ => &None,
        };
        other.as_ref().unwrap_or(&self.body)
    }
}

struct MusicBox {
    intro: Option<Clip>,
    section: Option<Clip>,
    outro: Option<Clip>,
}

impl Setup {
    /// Returns the rate of the samples of episodes, in Hz.
    pub fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// Returns the show's own time.
    pub fn utc_offset(&self) -> Offset {
        Offset::constant(self.settings.utc_offset_hours)
    }

    /// Returns who reads what, each in this manner.
    fn speakers(&self, speech_options: &SpeechOptions) -> Speakers {
        let other = |voice: &Option<String>| {
            let voice = voice.clone()?;
            Some(self.utterances.keyed(SpeechOptions { voice, ..speech_options.clone() }))
        };
        Speakers {
            title: other(&self.title_voice),
            quotation: other(&self.quotation_voice),
            body: self.utterances.keyed(speech_options.clone()),
        }
    }

    /// Reads music and cover, and makes ready what all episodes share. What was spoken before is looked for in
    /// `utterances`. Without a text for the introduction the title is spoken, and the byline where `reading` says so.
    ///
    /// # Errors
    /// When a voice is not installed, or music or cover cannot be used.
    pub fn new(
        speech_options: SpeechOptions,
        reading: ReadingOptions,
        format: Format,
        settings: Settings,
        show: Option<Show>,
        catalog: &Catalog,
        utterances: Utterances,
    ) -> Result<Self, Error> {
        let other = |voice: &Option<String>| -> Result<Option<&Manifest>, Error> {
            let other = voice.as_ref().filter(|voice| **voice != speech_options.voice);
            Ok(other.map(|voice| catalog.get(voice)).transpose()?.map(|package| &package.manifest))
        };
        let others = [other(&settings.title_voice)?, other(&settings.quotation_voice)?];
        let voice = &catalog.get(&speech_options.voice)?.manifest;
        let sample_rate = voice.sample_rate;
        let load = |music: &Option<settings::Music>, side| {
            music.as_ref().map(|music| Clip::load(music, side, sample_rate)).transpose()
        };
        let music = MusicBox {
            intro: load(&settings.intro_music, Side::Before)?,
            section: load(&settings.section_music, Side::Before)?,
            outro: load(&settings.outro_music, Side::After)?,
        };
        let cover = settings.cover.as_ref().map(|path| {
            let bytes = std::fs::read(path).map_err(Error::file(path))?;
            Picture::new(bytes).map_err(|source| Error::Cover { path: path.clone(), source })
        });
        let cover = cover.transpose()?;
        let default_intro = if reading.byline { "{title}. {byline}" } else { "{title}" };
        let intro_text = settings.intro_text.clone().unwrap_or_else(|| default_intro.to_owned());
        let outro_text = settings.outro_text.clone().unwrap_or_default();

        let SpeechOptions { voice: id, rate, pitch, text, lexicon: _, pauses, structure } = &speech_options;
        let mut key = Key::of("setup")
            .with(id)
            .with(format!("{voice:?}"))
            .with(rate.factor().to_le_bytes())
            .with(pitch.semitones().to_le_bytes())
            // What is used of the lexicon is each article's own.
            .with(format!("{text:?} {pauses:?} {structure:?}"))
            .with(format.name())
            .with(format!("{intro_text:?} {outro_text:?} {:?}", settings.genre))
            .with(format!("{} {} {}", settings.loudness, settings.true_peak, settings.utc_offset_hours))
            .with(show.as_ref().map(|show| format!("{:?} {:?}", show.title(), show.author())).unwrap_or_default());
        // Music by its sound and how it is laid, not by where its file is.
        for (clip, music) in [
            (&music.intro, &settings.intro_music),
            (&music.section, &settings.section_music),
            (&music.outro, &settings.outro_music),
        ] {
            key = key.with(match (clip, music) {
                (Some(clip), Some(music)) => {
                    let samples: Vec<u8> = clip.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
                    format!("{} {} {}", music.level, music.under, Key::of("music").with(samples).finish())
                }
                _ => String::new(),
            });
        }
        let mut narrators = vec![voice.name_ar.as_str()];
        for other in others {
            key = key.with(other.map(|other| format!("{other:?}")).unwrap_or_default());
            narrators.extend(other.map(|other| other.name_ar.as_str()).filter(|name| !narrators.contains(name)));
        }
        let [title_voice, quotation_voice] = others.map(|other| other.map(|other| other.id.clone()));
        let narrator = narrators.join("، ");
        let fingerprint = key.with(cover.as_ref().map(|cover| cover.bytes.as_slice()).unwrap_or_default()).finish();
        Ok(Self {
            speech_options,
            title_voice,
            quotation_voice,
            utterances,
            reading,
            format,
            settings,
            show,
            intro_text,
            outro_text,
            music,
            cover,
            sample_rate,
            narrator,
            fingerprint,
        })
    }
}

/// Returns an error with its causes, in one line.
fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        // Transparent errors say what their cause says.
        if !text.ends_with(&said) {
            text = format!("{text}: {said}");
        }
        cause = error.source();
    }
    text
}
