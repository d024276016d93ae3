//! Cuts a paragraph into utterances and says how long to pause after each.

use std::ops::Range;

/// A stretch of a paragraph that is spoken in one go: one call of each model.
///
/// Utterances follow each other without gap: joined, they give the paragraph back, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// The text, as it stands in the paragraph.
    pub text: String,
    /// Bytes in the paragraph's text.
    pub source: Range<usize>,
    /// The pause after it.
    pub pause_after: Break,
}

/// Why an utterance ends, and so how long the reader pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// Cut for length at a place without punctuation: the shortest pause.
    Breath,
    /// A comma, semicolon, colon or dash.
    Phrase,
    /// The end of a sentence.
    Sentence,
    /// The end of the paragraph.
    Paragraph,
}
