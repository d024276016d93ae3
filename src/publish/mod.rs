//! Finished episodes and what is made of them: transcripts, chapters, feeds, talking books.
//!
//! Everything here is a function of [`Episode`]s and, for what a show says of itself, of a file of settings. Nothing
//! asks for the time, so the same episodes give the same bytes.

pub mod captions;
pub mod chapters;
mod episode;
pub mod transcript;

#[cfg(test)]
mod tests;

pub use episode::{Audio, Chapter, Episode, newest_first};
