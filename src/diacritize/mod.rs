//! Restores tashkeel: [`Normalized`] words to [`Diacritized`] words.
//!
//! Whose marks win, letter by letter: the author's; the user's lexicon; the hint of the rule that made the word (a
//! number's, say); the built-in pairs of words ([`phrases`]) and lexicon; the models. So a half-marked word is completed
//! around what its author wrote.
//!
//! Three models are asked and averaged ([`average`]); letters are never changed ([`classes`] has the spelling mask),
//! except that a hamza which print left out is restored where no other reading exists ([`hamza`]).
//!
//! # What was measured
//!
//! Diacritic error rate as heard, per cent (and without each word's last letter), on the development sets; processor
//! time for each utterance of 97 letters on average, one thread, on a busy machine.
//!
//! | models | news, CATT | news, WikiNewsMax | classical | time |
//! | --- | --- | --- | --- | --- |
//! | rawi v2 + v3, punctuation apart, no final stop | 4.55 (3.54) | 3.79 (2.33) | 2.35 (1.74) | 4.8 ms |
//! | libtashkeel alone, the same text | 6.58 (4.48) | 1.67 (0.93), seen in training | 4.11 (3.08) | 5.0 ms |
//! | 0.7 rawi + 0.3 libtashkeel, the same text | 4.39 (3.30) | 2.57 (1.51) | 2.20 (1.66) | 9.8 ms |
//! | the same, punctuation attached, a final stop added | 3.99 (3.05) | 2.27 (1.11) | 2.61 (1.88) | 9.8 ms |
//! | v2 attached, v3 and libtashkeel apart, final stop | 3.99 (3.09) | 2.31 (1.20) | 2.44 (1.78) | 9.8 ms |
//! | the same, mean of logarithms, 0.36, 0.44, 0.20 | 3.94 (3.11) | 2.40 (1.21) | 2.29 (1.69) | 9.8 ms |
//! | v3 and libtashkeel alone, mean of logarithms | 4.29 (3.39) | 2.38 (1.27) | 2.28 (1.70) | 7.4 ms |
//! | **as shipped: whole words preferred, lexicon** | **3.63 (2.67)** | **2.26 (0.97)** | **2.28 (1.69)** | 10.4 ms |
//!
//! Why a final stop? Half an utterance's words lean on what follows; with nothing at all after it, the last word's
//! ending is a guess. Why two spellings of one text? Newspapers attach punctuation, the classical corpora print it apart,
//! and the models take it as a sign of the style: each spelling is best for its own kind, one model of each for both.
//!
//! Why no rules of agreement (article with article, tanwin with tanwin, preposition with genitive)? As bonuses between
//! neighbours they were measured from 0.3 to 1.0 and change nothing (at most 0.02): what the models know of syntax
//! includes them. The same holds for a table of mark sequences, for rawi's answers as libtashkeel's hints, and for a
//! neutral sentence put before the text.

mod average;
mod classes;
mod hamza;
mod lexicon;
mod libtashkeel;
mod marks;
mod phrases;
mod rawi;
mod sentence;

use std::path::PathBuf;

use crate::normalize::{Normalized, PauseLength, Token, Word};
use crate::note::Note;
use crate::onnx::{self, Runtime};
use crate::provision::DiacritizerFiles;

use self::average::Opinions;
use self::libtashkeel::Libtashkeel;
use self::marks::{Known, Letter, bare, letters};
use self::phrases::Phrases;
use self::rawi::Rawi;
use self::sentence::{Piece, Punctuation, write};

pub use self::lexicon::{Lexicon, LexiconFault, MalformedLexicon};

/// An utterance whose words carry their marks.
///
/// The tokens are those of the normalized utterance, one for one: same letters (apart from hamza surely restored, and
/// words that the user's lexicon respells), same sources. In each word the mark order is shadda, then vowel. `hint` is
/// `None`: it has been used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diacritized {
    pub tokens: Vec<Token>,
    /// What a caller should know, the notes of the rooms before included.
    pub notes: Vec<Note>,
}

/// Why an utterance could not be diacritized. Text alone is never a reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A model could not be opened or failed.
    #[error(transparent)]
    Model(#[from] onnx::Error),
    /// The vocabulary of the rawi models could not be read.
    #[error("could not read vocabulary `{path}`")]
    Vocabulary {
        path: PathBuf,
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A model's answer does not fit its question.
    #[error("model `{model}` returned {found} rows for {expected} characters")]
    Length { model: &'static str, expected: usize, found: usize },
}

/// The models that restore marks, owned by one thread.
pub struct Diacritizer {
    rawi: Rawi,
    libtashkeel: Libtashkeel,
    built_in: Lexicon,
    phrases: Phrases,
}

impl Diacritizer {
    /// Opens the models.
    ///
    /// # Errors
    /// [`Error::Model`] or [`Error::Vocabulary`] where a file is missing or not what it should be.
    ///
    /// # Blocking
    /// Opens three models: about a tenth of a second.
    pub fn open(runtime: &Runtime, files: &DiacritizerFiles) -> Result<Self, Error> {
        Ok(Self {
            rawi: Rawi::open(runtime, &files.rawi_v2, &files.rawi_v3, &files.rawi_vocabulary)?,
            libtashkeel: Libtashkeel::open(runtime, &files.libtashkeel)?,
            built_in: Lexicon::built_in(),
            phrases: Phrases::built_in(),
        })
    }

    /// Restores the marks of an utterance. The same utterance gives the same marks.
    ///
    /// # Errors
    /// Where a model fails; never because of the text.
    ///
    /// # Blocking
    /// Runs three models: about a tenth of a millisecond for each letter.
    pub fn diacritize(&mut self, normalized: &Normalized, lexicon: &Lexicon) -> Result<Diacritized, Error> {
        let mut tokens = Vec::with_capacity(normalized.tokens.len());
        for chunk in chunks(&normalized.tokens) {
            self.diacritize_chunk(chunk, lexicon, &mut tokens)?;
        }
        Ok(Diacritized { tokens, notes: normalized.notes.clone() })
    }

    fn diacritize_chunk(&mut self, chunk: &[Token], lexicon: &Lexicon, tokens: &mut Vec<Token>) -> Result<(), Error> {
        let words: Vec<Option<Vec<Letter>>> = chunk
            .iter()
            .enumerate()
            .map(|(at, token)| match token {
                Token::Word(word) => {
                    let neighbour = |at: Option<usize>| match at.and_then(|at| chunk.get(at)) {
                        Some(Token::Word(neighbour)) => bare(&neighbour.text),
                        _ => String::new(),
                    };
                    let (before, after) = (neighbour(at.checked_sub(1)), neighbour(Some(at + 1)));
                    Some(self.known_letters(word, &before, &after, lexicon))
                }
                Token::Pause(_) => None,
            })
            .collect();
        let bases: Vec<Vec<char>> =
            words.iter().map(|word| word.iter().flatten().map(|letter| letter.base).collect()).collect();
        let pieces: Vec<Piece<'_>> = chunk
            .iter()
            .zip(&bases)
            .filter_map(|(token, bases)| match token {
                // Nobody writes such a word, and its cost would grow with its square; it is left without marks.
                Token::Word(_) if bases.len() > MAX_WORD_LETTERS => None,
                Token::Word(_) => Some(Piece::Word(bases)),
                Token::Pause(pause) => Some(Piece::Mark(match pause.length {
                    PauseLength::Short => '،',
                    PauseLength::Long | PauseLength::Question => '.',
                })),
            })
            .collect();
        let known: Vec<_> = words
            .iter()
            .flatten()
            .filter(|word| word.len() <= MAX_WORD_LETTERS)
            .flatten()
            .map(Letter::known_class)
            .collect();
        let opinions = self.ask(&pieces, &known)?;
        let mut at = 0;
        for (token, word) in chunk.iter().zip(&words) {
            tokens.push(match (token, word) {
                (Token::Word(token), Some(letters)) => {
                    let asked = letters.len() <= MAX_WORD_LETTERS;
                    let text = if asked { spell(letters, &opinions, at) } else { token.text.clone() };
                    at += if asked { letters.len() } else { 0 };
                    Token::Word(Word { text, hint: None, ..token.clone() })
                }
                _ => token.clone(),
            });
        }
        Ok(())
    }

    /// Asks the models about all letters of the pieces' words.
    fn ask(&mut self, pieces: &[Piece<'_>], known: &[Option<marks::Class>]) -> Result<Opinions, Error> {
        if known.is_empty() {
            return Ok(Opinions::default());
        }
        let attached = write(pieces, Punctuation::Attached);
        let apart = write(pieces, Punctuation::Apart);
        Ok(Opinions {
            rawi_v2: self.rawi.run_v2(&attached)?,
            rawi_v3: self.rawi.run_v3(&apart)?,
            libtashkeel: self.libtashkeel.run(&apart, known)?,
        })
    }

    /// Returns a word's letters with everything that is known before the models are asked.
    fn known_letters(&self, word: &Word, before: &str, after: &str, lexicon: &Lexicon) -> Vec<Letter> {
        let author = letters(&word.text);
        let name = bare(&word.text);
        let unmarked = author.iter().all(|letter| letter.known == Known::Nothing);
        if let Some(entry) = lexicon.find(&name) {
            let same_letters = entry.len() == author.len()
                && entry.iter().zip(&author).all(|(entry, author)| entry.base == author.base);
            if same_letters {
                return merge(author, &entry);
            }
            if unmarked {
                return entry;
            }
        }
        let hint = word.hint.as_deref().map(letters).unwrap_or_default();
        if unmarked
            && hint.is_empty()
            && let Some(restored) = hamza::restore(&name)
        {
            let restored: Vec<Letter> = letters(&restored);
            let entry = self.built_in.find(&restored.iter().map(|letter| letter.base).collect::<String>());
            return merge(restored, entry.as_deref().unwrap_or_default());
        }
        let mut known = merge(author, &hint);
        settle_long_vowels(&mut known);
        let in_phrase = || self.phrases.find(before, &name, after);
        match Lexicon::find_in_name(before, &name).or_else(in_phrase).or_else(|| self.built_in.find(&name)) {
            Some(entry) => merge(known, &entry),
            None => known,
        }
    }
}

/// More letters than any word has, with all that can be attached to it.
const MAX_WORD_LETTERS: usize = 48;

/// At most this many letters are put to the models at once, and a chunk ends at the first pause after half of them.
/// The cost of libtashkeel grows with the square of the length: 0.14 s for 500 characters.
const MAX_CHUNK_LETTERS: usize = 400;

/// Cuts an utterance that is too long for the models, at pauses where it has any.
fn chunks(tokens: &[Token]) -> Vec<&[Token]> {
    let mut chunks = Vec::new();
    let mut rest = tokens;
    let mut letters = 0;
    let mut at = 0;
    while at < rest.len() {
        let is_pause = match &rest[at] {
            Token::Word(word) => {
                letters += word.text.chars().count();
                false
            }
            Token::Pause(_) => true,
        };
        at += 1;
        if letters > MAX_CHUNK_LETTERS || (is_pause && letters > MAX_CHUNK_LETTERS / 2) {
            let (chunk, after) = rest.split_at(at);
            chunks.push(chunk);
            (rest, letters, at) = (after, 0, 0);
        }
    }
    if !rest.is_empty() {
        chunks.push(rest);
    }
    chunks
}

/// Adds what `more` knows to letters that nothing is known about. Both must be the same letters.
fn merge(mut letters: Vec<Letter>, more: &[Letter]) -> Vec<Letter> {
    if letters.len() != more.len() {
        return letters;
    }
    for (letter, more) in letters.iter_mut().zip(more) {
        let adds = match (&letter.known, &more.known) {
            (Known::Nothing, _) => true,
            (Known::Doubled, Known::Exactly(marks)) => marks.starts_with('\u{0651}') && marks.chars().count() > 1,
            _ => false,
        };
        if adds {
            letter.known = more.known.clone();
        }
    }
    letters
}

/// A bare `و` after a written damma, `ي` after kasra or `ا` after fatha is a long vowel where the letter after it is
/// marked too: who marks both neighbours has left nothing out between them (`أُولِي`, `گُوگِل`).
fn settle_long_vowels(letters: &mut [Letter]) {
    for middle in 1..letters.len().saturating_sub(1) {
        let Some([before, letter, after]) = letters.get_mut(middle - 1..=middle + 1) else { return };
        let vowel = match letter.base {
            'و' => '\u{064F}',
            'ي' => '\u{0650}',
            'ا' => '\u{064E}',
            _ => continue,
        };
        let is_after_its_vowel = matches!(&before.known, Known::Exactly(marks) if marks.ends_with(vowel));
        if is_after_its_vowel && letter.known == Known::Nothing && after.known != Known::Nothing {
            letter.known = Known::Exactly(String::new());
        }
    }
}

/// Writes a word with its marks; `first` is the place of its first letter in the opinions.
fn spell(letters: &[Letter], opinions: &Opinions, first: usize) -> String {
    let marks = opinions.choose(letters, first);
    letters.iter().zip(marks).flat_map(|(letter, marks)| [letter.base.to_string(), marks]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_settled(word: &str, expect: &[Option<&str>]) {
        let mut letters = letters(word);
        settle_long_vowels(&mut letters);
        let known: Vec<Option<&str>> = letters
            .iter()
            .map(|letter| match &letter.known {
                Known::Exactly(marks) => Some(marks.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(known, expect, "{word}");
    }

    #[test]
    fn bare_long_vowel_between_marked_letters_stays_bare() {
        check_settled("أُولِي", &[Some("\u{064F}"), Some(""), Some("\u{0650}"), None]);
    }

    #[test]
    fn bare_glide_beside_an_unmarked_letter_is_open() {
        check_settled("دُول", &[Some("\u{064F}"), None, None]);
    }
}
