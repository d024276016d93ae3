//! What a caller may choose.

/// What a caller may choose about the reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// How Latin words are read.
    pub latin: LatinPolicy,
    /// How emoji are read.
    pub emoji: EmojiPolicy,
}

/// How Latin words that no lexicon knows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LatinPolicy {
    /// Read as an Arab reader would: `Samsung` as `سامسونغ`.
    #[default]
    Transliterate,
    /// Letter by letter.
    Spell,
    /// Left out, with a note.
    Skip,
}

/// How emoji are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmojiPolicy {
    /// Left out.
    #[default]
    Skip,
    /// By their Arabic names.
    Name,
}
