//! [`Episode`]: a rendered article, which feeds, books and transcripts are made of.
//!
//! # Why does an undated article need `first_seen`?
//!
//! Podcast apps sort by date, and an item whose date moves is shown as new or jumps in the list. So every episode has a
//! date that never changes once it is given. An article that says when it was published has that one. One that does not
//! has the time of its source (a file's modification time, the date beside it in a feed or site map) as it was *when the
//! article was rendered first*: from then on the record keeps it, however often the text is edited. The clock plays no
//! part, so rendering the same folder twice gives the same feed.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FileName, WebAddress};
use crate::{article::Paragraph, timeline::Timeline};

/// A rendered article. Kept as JSON beside its audio, in [`Episode::file_name`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// What podcast apps know it by: from the identity of its source, not from its text, so that a corrected article is
    /// the same episode.
    pub guid: String,
    /// Of all that it was made of: where it is equal, the episode is up to date.
    pub digest: String,
    /// Stem of its files.
    pub slug: FileName,
    /// The headline.
    pub title: String,
    /// Who wrote it, as printed.
    pub byline: Option<String>,
    /// When the article was published, where it says so.
    pub published: Option<Timestamp>,
    /// The date that stands in for `published`: given once, then kept (see the module).
    pub first_seen: Timestamp,
    /// Where the article stands on the web.
    pub link: Option<WebAddress>,
    /// Its first words, for feeds: plain text.
    pub summary: String,
    /// BCP 47 tag of the language it is read in, `ar`.
    pub language: String,
    /// Name of the voice that reads it, for people.
    pub narrator: String,
    pub audio: Audio,
    /// Its place in the show or in its season, from 1, where it says so.
    #[serde(default)]
    pub number: Option<u32>,
    /// From 1.
    #[serde(default)]
    pub season: Option<u32>,
    #[serde(default)]
    pub kind: EpisodeKind,
    /// Whether it is unfit for children, where that is not as the show says.
    #[serde(default)]
    pub explicit: Option<bool>,
    /// Its own picture, beside the audio, where it has one.
    pub image: Option<FileName>,
    /// By their start. Empty where the article has no headings.
    pub chapters: Vec<Chapter>,
    /// What is read, in order; a cue's `paragraph` is an index into these.
    pub paragraphs: Vec<Paragraph>,
    /// When each word is heard in the finished audio file (introduction and music included).
    pub timeline: Timeline,
}

/// What an episode is to its show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EpisodeKind {
    #[default]
    Full,
    /// What a show or a season will be about.
    Trailer,
    /// Beside the episodes that are counted.
    Bonus,
}

impl EpisodeKind {
    /// Returns its name, as in `itunes:episodeType`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Trailer => "trailer",
            Self::Bonus => "bonus",
        }
    }
}

/// A text that names no [`EpisodeKind`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`episode_type` is `{0}` (expected `full`, `trailer` or `bonus`)")]
pub struct UnknownEpisodeKind(String);

impl FromStr for EpisodeKind {
    type Err = UnknownEpisodeKind;

    fn from_str(text: &str) -> Result<Self, UnknownEpisodeKind> {
        let kinds = [Self::Full, Self::Trailer, Self::Bonus];
        let found = kinds.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(text));
        found.ok_or_else(|| UnknownEpisodeKind(text.to_owned()))
    }
}

/// The audio file of an episode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Audio {
    /// Beside the record.
    pub file: FileName,
    /// As in HTTP, `audio/mpeg`.
    pub media_type: String,
    pub size_bytes: u64,
    /// In seconds.
    pub duration: f64,
}

/// A place in the audio that a listener may jump to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// In seconds from the start of the audio file.
    pub start: f64,
    pub title: String,
}

impl Episode {
    /// What the names of records end with.
    pub const SUFFIX: &str = ".episode.json";

    /// Returns the name of the record, `<slug>.episode.json`.
    pub fn file_name(&self) -> FileName {
        self.slug.with(Self::SUFFIX)
    }

    /// Returns the date that it is sorted by and shown with.
    pub fn date(&self) -> Timestamp {
        self.published.unwrap_or(self.first_seen)
    }
}

/// Sorts as feeds and books want it: the newest first; of one date, by GUID, so that the order never depends on the
/// order of the input.
pub fn newest_first(episodes: &mut [Episode]) {
    episodes.sort_by(|a, b| b.date().cmp(&a.date()).then_with(|| a.guid.cmp(&b.guid)));
}
