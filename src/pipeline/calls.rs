//! Stretches of tokens that one call of a model is given.

use crate::normalize::Token;

/// The most letters that one call of the diacritizer is given. An ordinary utterance has a third of it; what numbers make
/// longer is cut at a pause. Memory grows with the square of this where a model attends to every letter from every
/// other.
pub(super) const MOST_LETTERS_A_CALL: usize = 800;
/// The most phonemes that one call of a voice is given, for the same reason.
pub(super) const MOST_PHONEMES_A_CALL: usize = 1000;

pub(super) fn n_letters(token: &Token) -> usize {
    match token {
        Token::Word(word) => word.text.chars().count(),
        Token::Pause(_) => 0,
    }
}

/// Cuts tokens into stretches of at most so much in `size`, after the last pause that fits. A stretch without a pause is
/// cut between words, a word never.
pub(super) fn calls<T>(
    tokens: &[T],
    most: usize,
    size: impl Fn(&T) -> usize,
    is_pause: impl Fn(&T) -> bool,
) -> impl Iterator<Item = &[T]> {
    let mut rest = tokens;
    std::iter::from_fn(move || {
        let mut total = 0;
        let fits = |token: &&T| {
            total += size(token);
            total <= most
        };
        let n_fitting = rest.iter().take_while(fits).count().max(1);
        let n_taken = if n_fitting >= rest.len() {
            rest.len()
        } else {
            rest[..n_fitting].iter().rposition(&is_pause).map_or(n_fitting, |pause| pause + 1)
        };
        let (taken, left) = rest.split_at(n_taken);
        rest = left;
        (!taken.is_empty()).then_some(taken)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts digits, each of its own size, at the pauses `|`.
    fn check(tokens: &str, most: usize, expect: &[&str]) {
        let tokens: Vec<char> = tokens.chars().collect();
        let size = |token: &char| token.to_digit(10).map_or(0, |digit| digit as usize);
        let found: Vec<String> = calls(&tokens, most, size, |token| *token == '|').map(String::from_iter).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_fits_is_one_call() {
        check("", 5, &[]);
        check("12|1|", 5, &["12|1|"]);
        check("11|111", 5, &["11|111"]);
    }

    #[test]
    fn longer_is_cut_after_the_last_pause_that_fits() {
        check("1|1|111|1", 5, &["1|1|111|", "1"]);
        check("22|2|3", 5, &["22|", "2|3"]);
    }

    #[test]
    fn without_a_pause_it_is_cut_between_words_and_never_in_one() {
        check("111111", 4, &["1111", "11"]);
        check("922", 4, &["9", "22"]);
    }
}
