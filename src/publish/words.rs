//! The words of the printed text and when they are heard.
//!
//! A word here is what stands between two spaces: `2014` is one word on the page and five in the ear, `«نعم»،` carries
//! its marks along.

use unicode_normalization::char::is_combining_mark;

use crate::timeline::Cue;

/// A word of the printed text.
pub(super) struct Word<'a> {
    pub text: &'a str,
    /// In characters without marks.
    pub width: usize,
    /// When it is heard, in seconds. A word that makes no sound starts and ends where the one before it ends.
    pub start: f64,
    pub end: f64,
    pub stop: Stop,
}

/// What comes after a word: the more of a stop it is, the better the place to cut.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Stop {
    /// The next word.
    None,
    /// A comma or the like.
    Phrase,
    /// The end of an utterance.
    Utterance,
}

/// Adds the printed words of a cue, each with the times of the spoken words that were read from it.
pub(super) fn printed_words<'a>(cue: &'a Cue, words: &mut Vec<Word<'a>>) {
    let first = words.len();
    let mut heard = cue.words.iter().peekable();
    for text in cue.text.split_whitespace() {
        // `split_whitespace` gives parts of the cue's own text.
        let from = cue.source.start + (text.as_ptr() as usize - cue.text.as_ptr() as usize);
        let to = from + text.len();
        let mut times: Option<(f64, f64)> = None;
        while let Some(word) = heard.peek() {
            if word.source.start >= to {
                break;
            }
            times = Some((times.map_or(word.start, |(start, _)| start), word.end));
            // A spoken word that was read from several printed ones (`٥ كم`) belongs to all of them.
            if word.source.end > to {
                break;
            }
            heard.next();
        }
        let silent = words.len().checked_sub(1).filter(|last| *last >= first).and_then(|last| words.get(last));
        let (start, end) = times.unwrap_or_else(|| silent.map_or((cue.start, cue.start), |word| (word.end, word.end)));
        let stop = match text.ends_with(['،', '؛', ':', ',', ';', '.', '؟', '!', '…', '—', '–', ')', '»']) {
            true => Stop::Phrase,
            false => Stop::None,
        };
        words.push(Word { text, width: width(text), start, end, stop });
    }
    if let Some(last) = words.get_mut(first..).and_then(|words| words.last_mut()) {
        last.end = last.end.max(cue.end);
        last.stop = Stop::Utterance;
    }
}

/// Counts what takes up room in a line: not the vowel marks.
pub(super) fn width(text: &str) -> usize {
    text.chars().filter(|c| !is_combining_mark(*c)).count()
}
