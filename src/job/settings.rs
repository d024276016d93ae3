//! How a show's episodes are made: the table `[episode]` of its file.
//!
//! ```toml
//! [episode]
//! intro_text = "{title}. بقلم {byline}. {date}"
//! outro_text = "كانت هذه {title}، من {show}."
//! intro_music = { file = "music/chime.wav", under = 2.0 }
//! section_music = { file = "music/bell.wav" }
//! outro_music = { file = "music/chime.wav", under = 1.0 }
//! cover = "cover.png"
//! title_voice = "salma"         # says the first and the last words and the headings
//! quotation_voice = "nawar"
//! gone = "retract"              # what becomes of an episode whose article is gone from the inputs and the disk
//! ```
//!
//! Everything has a default; files are looked for beside the show's own. A sentence of a text whose every place is empty
//! is left out: an article without an author has no `بقلم`.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cover;
use crate::publish::{FileName, show::Show};

/// How episodes are made.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `mp3`, `opus`, `flac` or `wav`.
    pub format: Option<String>,
    /// Id of the voice.
    pub voice: Option<String>,
    /// Id of the voice that says the show's first and last words and reads the headings; when absent, `voice`.
    pub title_voice: Option<String>,
    /// Id of the voice that reads quotations; when absent, `voice`.
    pub quotation_voice: Option<String>,
    /// 1.0 is the voice's own speed.
    pub rate: Option<f32>,
    /// In semitones above the voice's own pitch.
    pub pitch: Option<f32>,
    /// How many times as long as the usual ones the pauses of the reading are.
    pub pauses: Option<f32>,
    /// Spoken first. `{title}`, `{byline}`, `{date}` and `{show}` stand for what they say.
    pub intro_text: Option<String>,
    /// Spoken last.
    pub outro_text: Option<String>,
    /// Before the first word.
    pub intro_music: Option<Music>,
    /// Before each section, but the first thing that is said.
    pub section_music: Option<Music>,
    /// After the last word.
    pub outro_music: Option<Music>,
    /// Integrated loudness of an episode, in LUFS.
    pub loudness: f64,
    /// The highest true peak of an episode, in dB relative to full scale.
    pub true_peak: f64,
    /// A square JPEG or PNG to put into every file; when absent, the show's image where that is a file.
    pub cover: Option<PathBuf>,
    /// The lexicon of the show, a table or PLS: `lexicon` beside the show's title, not in `[episode]`.
    #[serde(skip)]
    pub lexicon: Option<PathBuf>,
    /// In words, for the file's tags.
    pub genre: String,
    /// The show's own time, in hours east of Greenwich: in which day an hour falls, for `{date}`, and when an article is
    /// due whose date names no offset.
    pub utc_offset_hours: i8,
    pub gone: Gone,
}

/// What becomes of an episode whose article is gone: it is not among the inputs any more, and its file, where it was one,
/// is not there either. Files that are named one by one say nothing of other episodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    /// It stays.
    #[default]
    Keep,
    /// It is taken back, and comes back with its article.
    Retract,
}

/// Music of the producer's.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Music {
    /// MP3, WAV, FLAC, Ogg Vorbis or M4A.
    pub file: PathBuf,
    /// How much louder than the speech it is while it stands alone, in dB.
    #[serde(default = "Music::level")]
    pub level: f32,
    /// How many seconds of it lie under the speech: the last ones of an introduction, the first ones of an ending.
    #[serde(default)]
    pub under: f32,
    /// How much quieter it is while it lies under the speech, in dB.
    #[serde(default = "Music::duck")]
    pub duck: f32,
    /// In seconds.
    #[serde(default = "Music::fade")]
    pub fade_in: f32,
    /// In seconds.
    #[serde(default = "Music::fade")]
    pub fade_out: f32,
}

impl Music {
    fn level() -> f32 {
        -4.0
    }

    fn duck() -> f32 {
        14.0
    }

    fn fade() -> f32 {
        0.05
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            format: None,
            voice: None,
            title_voice: None,
            quotation_voice: None,
            rate: None,
            pitch: None,
            pauses: None,
            intro_text: None,
            outro_text: None,
            intro_music: None,
            section_music: None,
            outro_music: None,
            // What podcast directories ask for, and Apple's own figure.
            loudness: -16.0,
            true_peak: -1.0,
            cover: None,
            lexicon: None,
            genre: "Podcast".to_owned(),
            // Arabia's, Iraq's and the summer of Egypt and the Levant.
            utc_offset_hours: 3,
            gone: Gone::Keep,
        }
    }
}

/// Why a show's file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("could not read `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("malformed show `{}`: {}", path.display(), source.message())]
    Malformed { path: PathBuf, source: Box<toml::de::Error> },
    #[error("malformed show `{}`", path.display())]
    Cover { path: PathBuf, source: cover::Error },
    #[error("malformed show `{}`: `image` is `{image}`, which is neither beside it nor in `{}` (put it there)",
        path.display(), out.display())]
    NoImage { path: PathBuf, image: FileName, out: PathBuf },
    #[error("malformed show `{}`: `episode.{field}` is {value} ({expected})", path.display())]
    Value { path: PathBuf, field: &'static str, value: f64, expected: &'static str },
}

/// What a show's file says.
#[derive(Debug, Clone, PartialEq)]
pub struct ShowFile {
    pub show: Show,
    pub settings: Settings,
    /// Where the show's image is, where it is a file.
    pub image: Option<PathBuf>,
}

/// Reads a show's file: what it says of itself, and how its episodes are made, which are put into the folder `out`. Paths
/// in it become paths from here.
///
/// # Errors
/// When it cannot be read, or says something that cannot be; when its pictures are not there or directories would refuse
/// them.
pub fn read(path: &Path, out: &Path) -> Result<ShowFile, Error> {
    let malformed = |source| Error::Malformed { path: path.to_owned(), source: Box::new(source) };
    let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let mut table: toml::Table = toml::from_str(&text).map_err(malformed)?;
    let episode = table.remove("episode").unwrap_or_else(|| toml::Table::new().into());
    let lexicon =
        table.remove("lexicon").map(|lexicon| lexicon.try_into::<PathBuf>()).transpose().map_err(malformed)?;
    let show: Show = table.try_into().map_err(malformed)?;
    let mut settings: Settings = episode.try_into().map_err(malformed)?;

    let check = |field, value: f64, range: std::ops::RangeInclusive<f64>, expected| {
        if range.contains(&value) {
            Ok(())
        } else {
            Err(Error::Value { path: path.to_owned(), field, value, expected })
        }
    };
    check("loudness", settings.loudness, -40.0..=-8.0, "expected LUFS from -40 to -8")?;
    check("true_peak", settings.true_peak, -12.0..=0.0, "expected dB from -12 to 0")?;
    check("utc_offset_hours", settings.utc_offset_hours.into(), -12.0..=14.0, "expected hours from -12 to 14")?;
    for music in [&settings.intro_music, &settings.section_music, &settings.outro_music].into_iter().flatten() {
        check("level", music.level.into(), -60.0..=12.0, "expected dB from -60 to 12")?;
        check("duck", music.duck.into(), 0.0..=60.0, "expected dB from 0 to 60")?;
        for (field, seconds) in [("under", music.under), ("fade_in", music.fade_in), ("fade_out", music.fade_out)] {
            check(field, seconds.into(), 0.0..=60.0, "expected seconds from 0 to 60")?;
        }
    }

    let folder = path.parent().unwrap_or(Path::new(""));
    let image = show.image_file().map(|name| {
        let found = [folder.join(name), out.join(name)].into_iter().find(|file| file.is_file());
        let none = || Error::NoImage { path: path.to_owned(), image: name.clone(), out: out.to_owned() };
        found.ok_or_else(none)
    });
    let image = image.transpose()?;
    let cover = settings.cover.map(|cover| folder.join(cover));
    let failed = |source| Error::Cover { path: path.to_owned(), source };
    image.as_deref().map(cover::for_feed).transpose().map_err(failed)?;
    cover.as_deref().map(cover::for_files).transpose().map_err(failed)?;
    settings.cover = cover.or_else(|| image.clone());
    settings.lexicon = lexicon.map(|lexicon| folder.join(lexicon));
    let music = [&mut settings.intro_music, &mut settings.section_music, &mut settings.outro_music];
    for music in music.into_iter().flatten() {
        music.file = folder.join(&music.file);
    }
    Ok(ShowFile { show, settings, image })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOW: &str = include_str!("../../tests/data/show.toml");

    /// Reads a show that has a picture of this size in pixels.
    fn read_with(picture: Option<(u32, u32)>, episode: &str) -> Result<ShowFile, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("show.toml");
        std::fs::write(&path, format!("{SHOW}\n{episode}")).unwrap();
        if let Some((width, height)) = picture {
            std::fs::write(folder.path().join("cover.jpg"), cover::tests::png(width, height)).unwrap();
        }
        read(&path, Path::new("none"))
    }

    fn read_episode(episode: &str) -> Result<ShowFile, Error> {
        read_with(Some((1_400, 1_400)), episode)
    }

    #[test]
    fn show_without_a_table_for_its_episodes_has_the_defaults() {
        let settings = read_episode("").unwrap().settings;
        assert!(settings.cover.as_ref().unwrap().ends_with("cover.jpg"), "the show's own picture is in its files");
        assert_eq!(Settings { cover: None, ..settings }, Settings::default());
    }

    #[test]
    fn files_are_looked_for_beside_the_show() {
        let settings = read_episode("[episode]\nintro_music = { file = \"music/a.wav\", under = 2 }").unwrap().settings;
        let music = settings.intro_music.unwrap();
        assert!(music.file.is_absolute() && music.file.ends_with("music/a.wav"));
        assert_eq!((music.under, music.level), (2.0, Music::level()));
    }

    #[test]
    fn lexicon_of_the_show_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("show.toml");
        std::fs::write(&path, format!("lexicon = \"names.tsv\"\n{SHOW}")).unwrap();
        std::fs::write(folder.path().join("cover.jpg"), cover::tests::png(1_400, 1_400)).unwrap();
        let settings = read(&path, Path::new("none")).unwrap().settings;
        assert_eq!(settings.lexicon, Some(folder.path().join("names.tsv")));
    }

    #[test]
    fn picture_is_looked_at_when_the_show_is_read() {
        let message = |picture| read_with(picture, "").unwrap_err();
        assert!(message(None).to_string().contains("`image` is `cover.jpg`, which is neither beside it nor in `none`"));
        let error = message(Some((300, 200)));
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("has 300 x 200 pixels (expected a square of 1400 to 3000 pixels"), "{cause}");
        let error = read_episode("[episode]\ncover = \"none.png\"").unwrap_err();
        assert!(std::error::Error::source(&error).unwrap().to_string().starts_with("could not read the picture"));
    }

    #[test]
    fn picture_may_be_in_the_folder_of_episodes() {
        let folder = tempfile::tempdir().unwrap();
        let (path, out) = (folder.path().join("show.toml"), folder.path().join("out"));
        std::fs::create_dir(&out).unwrap();
        std::fs::write(&path, SHOW).unwrap();
        std::fs::write(out.join("cover.jpg"), cover::tests::png(1_400, 1_400)).unwrap();
        assert_eq!(read(&path, &out).unwrap().image, Some(out.join("cover.jpg")));
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        let message = |episode: &str| read_episode(episode).unwrap_err().to_string();
        assert!(message("[episode]\nloudnes = -14").contains("unknown field `loudnes`"));
        assert!(message("[episode]\nloudness = 3").contains("`episode.loudness` is 3"));
    }
}
