//! An utterance, read by itself or with what stands around it in its sentence.

use std::ops::Range;

use super::driver::read_all;
use super::options::Options;
use super::output::{Guess, Normalized, Token};
use crate::ssml::Directions;
use crate::utterance::Utterance;

/// Returns the words and pauses of an utterance as they are spoken, and what a caller should know about the reading.
///
/// Never fails: what has no reading is left out with a note. Sources are bytes of the paragraph that the utterance is
/// from. Doing it again with the joined words changes nothing.
pub fn normalize(utterance: &Utterance, options: &Options) -> Normalized {
    match utterance.directions.is_empty() {
        true => read_all(utterance, options, &[]),
        false => in_sentence(utterance, options, &[]).own,
    }
}

/// Returns what [`normalize`] does, with the words that stand around the utterance in its sentence. Of the numbers whose
/// case is a guess, those in `settled` take the case that is told there.
pub fn normalize_in_sentence(utterance: &Utterance, options: &Options, settled: &[Guess]) -> InSentence {
    if !utterance.directions.is_empty() {
        return in_sentence(utterance, options, settled);
    }
    let around = |text: &str| {
        let rest = || Utterance { tone: utterance.tone, ..Utterance::alone(text, utterance.pause_after) };
        if text.trim().is_empty() { Vec::new() } else { read_all(&rest(), options, &[]).tokens }
    };
    InSentence {
        before: around(&utterance.before),
        own: read_all(utterance, options, settled),
        after: around(&utterance.after),
    }
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
fn in_sentence(utterance: &Utterance, options: &Options, settled: &[Guess]) -> InSentence {
    let Utterance { text, before, after, directions, .. } = utterance;
    let whole = Utterance {
        directions: Directions { spans: directions.spans.clone(), ..Directions::default() },
        ..Utterance::alone([before.as_str(), text, after].concat(), utterance.pause_after)
    };
    let own = before.len()..before.len() + text.len();
    let in_whole = |at: usize| (at + own.start).saturating_sub(utterance.source.start);
    let settled: Vec<Guess> = settled
        .iter()
        .map(|guess| Guess { source: in_whole(guess.source.start)..in_whole(guess.source.end), ..*guess })
        .collect();
    let Normalized { tokens, notes, doubts, guesses } = read_all(&whole, options, &settled);
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
    let mut guesses = guesses;
    guesses.retain(|guess| is_own(&guess.source));
    guesses.iter_mut().for_each(|guess| guess.source = placed(&guess.source));
    let own = Normalized { tokens: inner.collect(), notes, doubts, guesses };
    InSentence { before: before.to_vec(), own, after: after.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::Case;
    use crate::normalize::testing::utterance;

    fn said(input: &str, case: Case) -> String {
        let utterance = utterance(input);
        let guesses = normalize(&utterance, &Options::default()).guesses;
        let settled: Vec<Guess> = guesses.into_iter().map(|guess| Guess { case, ..guess }).collect();
        let own = normalize_in_sentence(&utterance, &Options::default(), &settled).own;
        own.tokens.iter().filter_map(Token::word).map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_case_that_is_told_is_taken() {
        assert_eq!(said("لعب بقميص برشلونة 25 شوطا", Case::Accusative), "لعب بقميص برشلونة خمسة وعشرين شوطا");
        assert_eq!(said("لعب بقميص برشلونة 25 شوطا", Case::Nominative), "لعب بقميص برشلونة خمسة وعشرون شوطا");
        // What is joined to it follows.
        assert_eq!(
            said("لعب بقميص برشلونة 25 شوطا و30 مباراة", Case::Nominative),
            "لعب بقميص برشلونة خمسة وعشرون شوطا وثلاثون مباراة"
        );
    }

    #[test]
    fn no_case_is_open_where_its_governor_stands_beside_the_number_or_nothing_is_counted() {
        for input in ["في 25 مدينة", "إن 25 مدينة", "فوياجر 2.", "بلغ 25 شخصا"] {
            assert_eq!(normalize(&utterance(input), &Options::default()).guesses, [], "{input}");
        }
    }

    #[test]
    fn a_guess_says_whether_another_case_has_other_letters() {
        let is_spelt = |input: &str| normalize(&utterance(input), &Options::default()).guesses[0].is_spelt;
        assert!(is_spelt("لعب بقميص برشلونة 25 شوطا"));
        assert!(!is_spelt("لعب بقميص برشلونة 100 شوط"));
        // The second takes the case of the first.
        assert!(is_spelt("لعب بقميص برشلونة 100 شوط و30 مباراة"));
    }
}
