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
//! ```
//!
//! Everything has a default; files are looked for beside the show's own. A sentence of a text whose every place is empty
//! is left out: an article without an author has no `بقلم`.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::publish::show::Show;

/// How episodes are made.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `mp3`, `opus`, `flac` or `wav`.
    pub format: Option<String>,
    /// Id of the voice.
    pub voice: Option<String>,
    /// 1.0 is the voice's own speed.
    pub rate: Option<f32>,
    /// In semitones above the voice's own pitch.
    pub pitch: Option<f32>,
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
    /// A JPEG or PNG to put into every file; when absent, the show's image where that is a file beside its own.
    pub cover: Option<PathBuf>,
    /// The lexicon of the show, a table or PLS: `lexicon` beside the show's title, not in `[episode]`.
    #[serde(skip)]
    pub lexicon: Option<PathBuf>,
    /// In words, for the file's tags.
    pub genre: String,
    /// In which day an hour falls, for `{date}`: hours east of Greenwich.
    pub utc_offset_hours: i8,
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
            rate: None,
            pitch: None,
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
    #[error("malformed show `{}`: `episode.{field}` is {value} ({expected})", path.display())]
    Value { path: PathBuf, field: &'static str, value: f64, expected: &'static str },
}

/// Reads a show's file: what it says of itself, and how its episodes are made. Paths in it become paths from here.
///
/// # Errors
/// When it cannot be read, or says something that cannot be.
pub fn read(path: &Path) -> Result<(Show, Settings), Error> {
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
    let image = show.image_file().map(|file| folder.join(file)).filter(|file| file.is_file());
    settings.cover = settings.cover.map(|cover| folder.join(cover)).or(image);
    settings.lexicon = lexicon.map(|lexicon| folder.join(lexicon));
    let music = [&mut settings.intro_music, &mut settings.section_music, &mut settings.outro_music];
    for music in music.into_iter().flatten() {
        music.file = folder.join(&music.file);
    }
    Ok((show, settings))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOW: &str = include_str!("../../tests/data/show.toml");

    fn read_episode(episode: &str) -> Result<(Show, Settings), Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("show.toml");
        std::fs::write(&path, format!("{SHOW}\n{episode}")).unwrap();
        read(&path)
    }

    #[test]
    fn show_without_a_table_for_its_episodes_has_the_defaults() {
        assert_eq!(read_episode("").unwrap().1, Settings::default());
    }

    #[test]
    fn files_are_looked_for_beside_the_show() {
        let settings = read_episode("[episode]\nintro_music = { file = \"music/a.wav\", under = 2 }").unwrap().1;
        let music = settings.intro_music.unwrap();
        assert!(music.file.is_absolute() && music.file.ends_with("music/a.wav"));
        assert_eq!((music.under, music.level), (2.0, Music::level()));
    }

    #[test]
    fn lexicon_of_the_show_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("show.toml");
        std::fs::write(&path, format!("lexicon = \"names.tsv\"\n{SHOW}")).unwrap();
        assert_eq!(read(&path).unwrap().1.lexicon, Some(folder.path().join("names.tsv")));
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        let message = |episode: &str| read_episode(episode).unwrap_err().to_string();
        assert!(message("[episode]\nloudnes = -14").contains("unknown field `loudnes`"));
        assert!(message("[episode]\nloudness = 3").contains("`episode.loudness` is 3"));
    }
}
