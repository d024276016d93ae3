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
//! Why is nothing finished stored but episodes? An episode takes seconds; what a kill costs is the few that were under
//! way. Whatever is there is whole, and made of what its digest says, so a second run goes on where the first ended,
//! and gives the same bytes: nothing in them tells when or in what order they were made.

mod date;
mod episode_script;
mod feed;
mod mix;
mod music;
mod recorded_file;
mod recording;
mod report;
mod run;
pub mod settings;
mod episode_store;
mod slug;
mod source;
mod syndication;
mod watch;

use std::{
    io,
    path::{Path, PathBuf},
};

pub use self::{
    episode_store::EpisodeStore,
    music::Error as MusicError,
    report::{Entry, Report, Sound, Status, Summary, clock},
    run::{Event, dry_run, run},
    settings::Settings,
    source::{Content, Gathered, Notice, Source, Told, Unusable, gather},
    syndication::is_feed,
    watch::Watch,
};

use self::music::{Clip, Side};
use crate::{
    article::ReadingOptions,
    audio,
    encode::{self, Format, Picture, PictureError},
    pipeline::{self, Manner},
    publish::show::Show,
    store::Key,
    voice::Manifest,
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
    manner: Manner,
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

struct MusicBox {
    intro: Option<Clip>,
    section: Option<Clip>,
    outro: Option<Clip>,
}

impl Setup {
    /// Reads music and cover, and makes ready what all episodes share. `voice` is the voice that `manner` names. Without
    /// a text for the introduction the title is spoken, and the byline where `reading` says so.
    ///
    /// # Errors
    /// When music or cover cannot be used.
    pub fn new(
        manner: Manner,
        reading: ReadingOptions,
        format: Format,
        settings: Settings,
        show: Option<Show>,
        voice: &Manifest,
    ) -> Result<Self, Error> {
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

        let Manner { voice: id, rate, pitch, text, lexicon: _, pauses, structure } = &manner;
        let mut key = Key::of("setup")
            .with(id)
            .with(&voice.sha256)
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
        let fingerprint = key.with(cover.as_ref().map(|cover| cover.bytes.as_slice()).unwrap_or_default()).finish();
        Ok(Self {
            manner,
            reading,
            format,
            settings,
            show,
            intro_text,
            outro_text,
            music,
            cover,
            sample_rate,
            narrator: voice.name_ar.clone(),
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
