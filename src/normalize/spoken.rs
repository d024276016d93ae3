//! What is said for a stretch of print: words with the vowels that a rule knows, and pauses, each with its source.

use std::ops::Range;

use super::output::{PauseLength, Rule};
use crate::arabic::{clitics, marks};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spoken {
    /// A word.
    Word {
        /// Letters, and marks only where the author wrote them.
        text: String,
        /// The same letters with the marks the rule is sure of.
        hint: Option<String>,
        rule: Rule,
        /// Which of the tokens it speaks: bytes in the paragraph's text.
        source: Range<usize>,
    },
    Pause {
        length: PauseLength,
        source: Range<usize>,
    },
}

impl Spoken {
    /// A word from its vowelled spelling: the text is the same letters without the marks.
    pub(crate) fn vowelled(word: &str, rule: Rule, source: &Range<usize>) -> Self {
        Self::Word { text: marks::bare(word), hint: Some(marks::shadda_first(word)), rule, source: source.clone() }
    }

    /// A word as it was printed, whose vowels nobody knows here.
    pub(crate) fn printed(text: impl Into<String>, rule: Rule, source: &Range<usize>) -> Self {
        Self::Word { text: text.into(), hint: None, rule, source: source.clone() }
    }

    /// Words that a rule gives with their vowels, all with the same source.
    pub(crate) fn words(
        vowelled: impl IntoIterator<Item = impl AsRef<str>>,
        rule: Rule,
        source: &Range<usize>,
    ) -> impl Iterator<Item = Self> {
        vowelled.into_iter().map(move |word| Self::vowelled(word.as_ref(), rule, source))
    }

    /// The words of a vowelled phrase, all with the same source: `صَلَّى اللهُ عَلَيْهِ وَسَلَّمَ`.
    pub(crate) fn phrase(vowelled: &str, rule: Rule, source: &Range<usize>) -> impl Iterator<Item = Self> {
        Self::words(vowelled.split_whitespace(), rule, source)
    }
}

/// Puts a proclitic before the first of these words, where that is a word.
pub(crate) fn prefix(spoken: &mut [Spoken], proclitic: &str) {
    if !proclitic.is_empty()
        && let Some(Spoken::Word { text, hint, .. }) = spoken.first_mut()
    {
        *text = clitics::attach(proclitic, text);
        *hint = hint.take().map(|hint| clitics::attach_vowelled(proclitic, &hint));
    }
}
