//! Pauses where nothing printed asks for one, so that a reader may breathe.

use super::output::{Pause, PauseLength, Token, Word};
use crate::arabic::letters;

/// A stretch without a pause that has more letters than this is longer than a reader's breath. The utterance room cuts
/// what is printed; a thousand digits are five times as long when they are spoken.
pub(super) const BREATH_LETTERS: usize = 400;

/// Sets a pause wherever more than [`BREATH_LETTERS`] would be spoken without one: between two things that were printed
/// apart, failing that before an `و` inside a number, failing that between any words.
pub(super) fn with_breaths(tokens: Vec<Token>) -> Vec<Token> {
    let letters = |word: &Word| word.text.chars().filter(|&letter| letters::is_letter(letter)).count();
    let mut parted: Vec<Token> = Vec::with_capacity(tokens.len());
    // Where the stretch without a pause begins, and its letters.
    let (mut start, mut length) = (0, 0);
    for token in tokens {
        match &token {
            Token::Pause(_) => (start, length) = (parted.len() + 1, 0),
            Token::Word(word) => {
                length += letters(word);
                if length > BREATH_LETTERS && parted.len() > start {
                    let cut = place_of_breath(&parted, start, word);
                    let source = parted[cut - 1].source().clone();
                    parted.insert(cut, Token::Pause(Pause { length: PauseLength::Short, source }));
                    start = cut + 1;
                    let rest = parted[start..].iter().filter_map(Token::word).map(letters).sum::<usize>();
                    length = rest + letters(word);
                }
            }
        }
        parted.push(token);
    }
    parted
}

/// Where in the second half of `tokens[start..]`, which `next` follows, one may best breathe: the index of the token
/// before which the pause stands.
fn place_of_breath(tokens: &[Token], start: usize, next: &Word) -> usize {
    let rank = |cut: usize| {
        let after = tokens.get(cut).and_then(Token::word).unwrap_or(next);
        let printed_apart = tokens[cut - 1].source() != &after.source;
        (printed_apart, after.text.starts_with('و'), cut)
    };
    let middle = start + (tokens.len() - start) / 2;
    (middle + 1..=tokens.len()).max_by_key(|&cut| rank(cut)).unwrap_or(tokens.len())
}
