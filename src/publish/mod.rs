//! Finished episodes and what is made of them: transcripts, chapters, feeds, talking books.
//!
//! Everything here is a function of [`Episode`]s and, for what a show says of itself, of a file of settings. Nothing
//! asks for the time, so the same episodes give the same bytes.

mod episode;
mod file_name;
mod media;
mod web_address;

pub mod captions;
pub mod transcript;
pub mod chapters;
pub mod show;
pub mod feed;
pub mod epub;
pub mod m4b;
pub mod daisy;

mod categories;
mod words;
mod xml;

#[cfg(test)]
mod tests;

pub use episode::{Audio, Chapter, Episode, EpisodeKind, UnknownEpisodeKind, newest_first};
pub use file_name::{FileName, InvalidFileName};
pub use media::media_type;
pub use web_address::{InvalidWebAddress, WebAddress};
