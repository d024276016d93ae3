//! An utterance, read by itself or with what stands around it in its sentence.

use std::ops::Range;

use super::driver::read_all;
use super::options::Options;
use super::output::{Normalized, Token};
use crate::ssml::Directions;
use crate::utterance::Utterance;

/// Returns the words and pauses of an utterance as they are spoken, and what a caller should know about the reading.
///
/// Never fails: what has no reading is left out with a note. Sources are bytes of the paragraph that the utterance is
/// from. Doing it again with the joined words changes nothing.
pub fn normalize(utterance: &Utterance, options: &Options) -> Normalized {
    match utterance.directions.is_empty() {
        true => read_all(utterance, options),
        false => in_sentence(utterance, options).own,
    }
}

/// Returns what [`normalize`] does, with the words that stand around the utterance in its sentence.
pub fn normalize_in_sentence(utterance: &Utterance, options: &Options) -> InSentence {
    if !utterance.directions.is_empty() {
        return in_sentence(utterance, options);
    }
    let around = |text: &str| {
        let rest = || Utterance { tone: utterance.tone, ..Utterance::alone(text, utterance.pause_after) };
        if text.trim().is_empty() { Vec::new() } else { read_all(&rest(), options).tokens }
    };
    InSentence { before: around(&utterance.before), own: read_all(utterance, options), after: around(&utterance.after) }
}

/// An utterance as it is spoken, with the words around it in its sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct InSentence {
    /// What is said before it; sources have no meaning here.
    pub before: Vec<Token>,
    pub own: Normalized,
    /// What is said after it; sources have no meaning here.
    pub after: Vec<Token>,
}

/// Reads an utterance together with what stands around it in its sentence.
fn in_sentence(utterance: &Utterance, options: &Options) -> InSentence {
    let Utterance { text, before, after, directions, .. } = utterance;
    let whole = Utterance {
        directions: Directions { spans: directions.spans.clone(), ..Directions::default() },
        ..Utterance::alone([before.as_str(), text, after].concat(), utterance.pause_after)
    };
    let Normalized { tokens, notes, doubts } = read_all(&whole, options);
    let own = before.len()..before.len() + text.len();
    let placed = |source: &Range<usize>| {
        let place = |at: usize| at.clamp(own.start, own.end) - own.start + utterance.source.start;
        place(source.start)..place(source.end)
    };
    let is_own = |source: &Range<usize>| own.contains(&source.start);
    let first = tokens.iter().position(|token| token.source().start >= own.start).unwrap_or(tokens.len());
    let last = tokens.iter().rposition(|token| token.source().start < own.end).map_or(first, |last| last + 1);
    let (before, rest) = tokens.split_at(first);
    let (inner, after) = rest.split_at(last.max(first) - first);
    // A pause before the first word has been made by the utterance before.
    let inner = inner.iter().skip_while(|token| token.word().is_none()).cloned().map(|mut token| {
        match &mut token {
            Token::Word(word) => word.source = placed(&word.source),
            Token::Pause(pause) => pause.source = placed(&pause.source),
        }
        token
    });
    let mut notes = notes;
    notes.retain(|note| is_own(&note.source));
    notes.iter_mut().for_each(|note| note.source = placed(&note.source));
    let mut doubts = doubts;
    doubts.retain(|doubt| is_own(&doubt.source));
    doubts.iter_mut().for_each(|doubt| doubt.source = placed(&doubt.source));
    let own = Normalized { tokens: inner.collect(), notes, doubts };
    InSentence { before: before.to_vec(), own, after: after.to_vec() }
}
