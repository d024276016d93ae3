//! The words of an utterance within their sentence: what stands around it decides endings, cases and sandhi.

use std::ops::Range;

use super::calls::{MOST_LETTERS_A_CALL, n_letters};
use crate::{
    diacritize::{self, Context, Diacritized, Diacritizer},
    normalize::{self, Guess, InSentence, Normalized, Rule, Token, normalize_in_sentence},
    phonemize::{PhonemeToken, Phonemes},
    ssml::Say,
    utterance::{Break, Utterance},
};

/// Returns the words of an utterance as they are spoken. Where the words beside a number do not settle its case, the
/// diacritizer is asked.
///
/// # Errors
/// Where the model of the diacritizer fails.
///
/// # Blocking
/// Runs the diacritizer where a case is open: some milliseconds.
pub fn read(
    diacritizer: &mut Diacritizer,
    utterance: &Utterance,
    options: &normalize::Options,
    words: &diacritize::Lexicon,
) -> Result<InSentence, diacritize::Error> {
    read_where(diacritizer, utterance, options, words, |_| true)
}

/// Returns the same words as [`read`] does, for one who looks at their letters only: the diacritizer is not asked where the
/// cases differ in vowels alone, and those are not told.
///
/// # Errors
/// Where the model of the diacritizer fails.
///
/// # Blocking
/// Runs the diacritizer where a case is open that is seen: some milliseconds.
pub fn read_letters(
    diacritizer: &mut Diacritizer,
    utterance: &Utterance,
    options: &normalize::Options,
    words: &diacritize::Lexicon,
) -> Result<InSentence, diacritize::Error> {
    read_where(diacritizer, utterance, options, words, |guess| guess.is_spelt)
}

fn read_where(
    diacritizer: &mut Diacritizer,
    utterance: &Utterance,
    options: &normalize::Options,
    words: &diacritize::Lexicon,
    matters: impl Fn(&Guess) -> bool,
) -> Result<InSentence, diacritize::Error> {
    let guessed = normalize_in_sentence(utterance, options, &[]);
    // What is too long for one call is read as it was guessed: no sentence is.
    let length: usize = guessed.own.tokens.iter().map(n_letters).sum();
    if !guessed.own.guesses.iter().any(&matters) || length > MOST_LETTERS_A_CALL {
        return Ok(guessed);
    }
    let context = Context { before: last_tokens(&guessed.before), after: first_tokens(&guessed.after) };
    let mut settled = diacritizer.settle(&guessed.own, context, words)?;
    settled.retain(matters);
    Ok(if settled.is_empty() { guessed } else { normalize_in_sentence(utterance, options, &settled) })
}

/// The words before and after an utterance that goes on from the one before or into the next without a pause: read with
/// it for the sake of sandhi, and left out of what is spoken.
pub(super) struct Neighbours {
    has_first: bool,
    has_last: bool,
}

/// The source of a neighbour, which no word of an utterance has.
const NEIGHBOUR: Range<usize> = usize::MAX..usize::MAX;

impl Neighbours {
    /// Puts the neighbours that are heard without a pause among the utterance's tokens.
    pub(super) fn take(
        utterance: &Utterance,
        before: &mut Vec<Token>,
        normalized: &mut Normalized,
        after: &mut Vec<Token>,
    ) -> Self {
        let neighbour = |token: Token| match token {
            Token::Word(word) => Token::Word(normalize::Word { source: NEIGHBOUR, ..word }),
            pause @ Token::Pause(_) => pause,
        };
        let is_word = |token: &Token| matches!(token, Token::Word(_));
        let first = if utterance.directions.is_joined { before.pop_if(|token| is_word(token)) } else { None };
        let goes_on = utterance.pause_after == Break::Joined;
        let last = if goes_on && after.first().is_some_and(is_word) { Some(after.remove(0)) } else { None };
        let (has_first, has_last) = (first.is_some(), last.is_some());
        normalized.tokens.splice(0..0, first.map(neighbour));
        normalized.tokens.extend(last.map(neighbour));
        Self { has_first, has_last }
    }

    /// Takes them out again, with what is remarked about them.
    pub(super) fn leave(&self, normalized: &mut Normalized, diacritized: &mut Diacritized, phonemes: &mut Phonemes) {
        if !self.has_first && !self.has_last {
            return;
        }
        for tokens in [&mut normalized.tokens, &mut diacritized.tokens] {
            tokens.retain(|token| *token.source() != NEIGHBOUR);
        }
        if self.has_first && !diacritized.probabilities.is_empty() {
            diacritized.probabilities.remove(0);
            diacritized.uncertainties.remove(0);
        }
        diacritized.probabilities.truncate(diacritized.tokens.len());
        diacritized.uncertainties.truncate(diacritized.tokens.len());
        phonemes.tokens.retain(|token| !matches!(token, PhonemeToken::Word(word) if word.source == NEIGHBOUR));
        phonemes.notes.retain(|note| note.source != NEIGHBOUR);
        diacritized.notes.retain(|note| note.source != NEIGHBOUR);
    }
}

/// Tells whether a word has phonemes that its author gave.
pub(super) fn is_given(token: &Token) -> bool {
    matches!(token, Token::Word(word) if word.rule == Rule::Phonemes)
}

/// Gives words the phonemes that their author wants; `n_before` of these words stand before the utterance.
pub(super) fn pronounce(phonemes: &mut Phonemes, utterance: &Utterance, n_before: usize) {
    let given = utterance.directions.spans.iter().filter_map(|span| match &span.say {
        Say::Phonemes(words) => Some(words),
        _ => None,
    });
    let mut given = given.flatten().skip(n_before);
    for token in &mut phonemes.tokens {
        if let PhonemeToken::Word(word) = token
            && word.rule == Rule::Phonemes
            && let Some(phonemes) = given.next()
        {
            word.phonemes.clone_from(phonemes);
        }
    }
}

/// The most letters of its sentence on either side that a call of the diacritizer is given to read along: a dozen words. With
/// 300 the error rates on three development sets are the same within 0.01, and each first utterance takes longer.
const MOST_LETTERS_AROUND: usize = 80;

/// Returns how many tokens stand together before [`MOST_LETTERS_AROUND`] are full.
fn n_around<'a>(tokens: impl Iterator<Item = &'a Token>) -> usize {
    let mut total = 0;
    let fits = |token: &&Token| {
        total += n_letters(token);
        total <= MOST_LETTERS_AROUND
    };
    tokens.take_while(fits).count()
}

pub(super) fn first_tokens(tokens: &[Token]) -> &[Token] {
    tokens.get(..n_around(tokens.iter())).unwrap_or_default()
}

pub(super) fn last_tokens(tokens: &[Token]) -> &[Token] {
    tokens.get(tokens.len() - n_around(tokens.iter().rev())..).unwrap_or_default()
}
