//! Phonemes as text, and back.
//!
//! Phonemes are separated by one space, words by ` | `, and pauses are ` , ` (short) or ` . ` (long):
//! `h a l | k a t a b . n a ʕ a m`. A pause at the end of an utterance is printed as it is (`… .`). No bar stands
//! beside a pause.

use std::fmt;
use std::str::FromStr;

use super::{Phoneme, PhonemeToken, PhonemeWord, Phonemes};
use crate::normalize::{PauseLength, Rule};

impl fmt::Display for Phonemes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before: Option<&PhonemeToken> = None;
        for token in &self.tokens {
            match (before, token) {
                (Some(PhonemeToken::Word(_)), PhonemeToken::Word(_)) => formatter.write_str(" | ")?,
                (Some(_), _) => formatter.write_str(" ")?,
                (None, _) => {}
            }
            match token {
                PhonemeToken::Word(word) => write!(formatter, "{word}")?,
                PhonemeToken::Pause(PauseLength::Short) => formatter.write_str(",")?,
                // The notation has two pauses; that something was asked is no sound.
                PhonemeToken::Pause(PauseLength::Long | PauseLength::Question) => formatter.write_str(".")?,
            }
            before = Some(token);
        }
        Ok(())
    }
}

impl fmt::Display for PhonemeWord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, phoneme) in self.phonemes.iter().enumerate() {
            if place > 0 {
                formatter.write_str(" ")?;
            }
            formatter.write_str(phoneme.ipa())?;
        }
        Ok(())
    }
}

/// Why a text is not phonemes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{symbol}` at byte {at} is not a phoneme (expected broad IPA separated by spaces, words by `|`, pauses `,` or `.`)"
)]
pub struct UnknownPhoneme {
    /// What stands there.
    pub symbol: String,
    /// Where: bytes in the text.
    pub at: usize,
}

impl FromStr for Phonemes {
    type Err = UnknownPhoneme;

    /// Reads what [`Display`](fmt::Display) prints. The words' sources are bytes in `text`.
    ///
    /// # Errors
    ///
    /// Fails at the first symbol that is neither in the inventory nor one of `|`, `,`, `.` and `?` (a question's pause, which
    /// is printed as any long one).
    fn from_str(text: &str) -> Result<Self, UnknownPhoneme> {
        let mut phonemes = Phonemes { tokens: Vec::new(), notes: Vec::new() };
        let mut word: Option<PhonemeWord> = None;
        let mut at = 0;
        for symbol in text.split(char::is_whitespace) {
            let source = at..at + symbol.len();
            // Only ASCII and wider white space is split at; step over the one character that ended the symbol.
            at = source.end + text.get(source.end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            let pause = match symbol {
                "" => continue,
                "|" => None,
                "," => Some(PauseLength::Short),
                "." => Some(PauseLength::Long),
                "?" => Some(PauseLength::Question),
                _ => {
                    let phoneme = Phoneme::from_ipa(symbol)
                        .ok_or_else(|| UnknownPhoneme { symbol: symbol.to_owned(), at: source.start })?;
                    let word = word.get_or_insert_with(|| PhonemeWord {
                        text: String::new(),
                        phonemes: Vec::new(),
                        source: source.clone(),
                        rule: Rule::Plain,
                    });
                    word.phonemes.push(phoneme);
                    word.source.end = source.end;
                    word.text = text[word.source.clone()].to_owned();
                    continue;
                }
            };
            phonemes.tokens.extend(word.take().map(PhonemeToken::Word));
            phonemes.tokens.extend(pause.map(PhonemeToken::Pause));
        }
        phonemes.tokens.extend(word.map(PhonemeToken::Word));
        Ok(phonemes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(text: &str) {
        let phonemes: Phonemes = text.parse().expect("phonemes");
        assert_eq!(phonemes.to_string(), text);
    }

    #[test]
    fn what_is_printed_is_read_back() {
        round_trip("h a l | k a t a b a , b a l aː . n a ʕ a m .");
    }

    #[test]
    fn nothing_is_read_as_nothing() {
        round_trip("");
    }

    #[test]
    fn white_space_around_symbols_does_not_matter() {
        let phonemes: Phonemes = "  h a\u{a0}l |\n k a m ".parse().expect("phonemes");
        assert_eq!(phonemes.to_string(), "h a l | k a m");
    }

    #[test]
    fn words_know_their_bytes() {
        let phonemes: Phonemes = "ʔ a b | ʔ a χ".replace('χ', "x").parse().expect("phonemes");
        let sources: Vec<_> = phonemes
            .tokens
            .iter()
            .filter_map(|token| match token {
                PhonemeToken::Word(word) => Some(word.source.clone()),
                PhonemeToken::Pause(_) => None,
            })
            .collect();
        assert_eq!(sources, [0..6, 9..15]);
    }

    #[test]
    fn a_symbol_outside_the_inventory_is_an_error_that_says_where() {
        let error = "ʔ a p".parse::<Phonemes>().expect_err("no p in the inventory");
        assert_eq!(error, UnknownPhoneme { symbol: "p".to_owned(), at: 5 });
    }
}
