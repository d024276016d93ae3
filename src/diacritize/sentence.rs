//! A sentence as the model reads it: words, and the punctuation that its pauses stand for.

use super::marks::{Hint, Letter};

/// A text for the model, and which of its characters are letters that want marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sentence {
    pub characters: Vec<char>,
    /// For each character: what is known of its marks.
    pub hints: Vec<Option<Hint>>,
    /// For each letter of the words, in order: where it stands in `characters`.
    pub letters: Vec<usize>,
}

/// A word's letters, or punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Word(&'a [Letter]),
    Mark(char),
}

/// Writes pieces as one text. It ends with a full stop unless a mark ends it: the model is surer of the last word.
pub(super) fn write<'a>(pieces: impl IntoIterator<Item = Piece<'a>>) -> Sentence {
    let mut sentence = Sentence::default();
    let mut after_word = false;
    for piece in pieces {
        match piece {
            Piece::Word(word) => {
                if !sentence.characters.is_empty() {
                    sentence.push(' ', None);
                }
                let start = sentence.characters.len();
                for letter in word {
                    sentence.push(letter.base, letter.hint());
                }
                sentence.letters.extend(start..sentence.characters.len());
                after_word = true;
            }
            // Several marks in a row, or one before any word, tell the model nothing.
            Piece::Mark(mark) if after_word => {
                sentence.push(mark, None);
                after_word = false;
            }
            Piece::Mark(_) => {}
        }
    }
    if after_word {
        sentence.push('.', None);
    }
    sentence
}

impl Sentence {
    fn push(&mut self, character: char, hint: Option<Hint>) {
        self.characters.push(character);
        self.hints.push(hint);
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks::{Class, letters};
    use super::*;

    #[test]
    fn punctuation_stands_attached_to_the_word_before_it() {
        let (first, second) = (letters("قال"), letters("نع\u{0651}م\u{064E}"));
        let pieces = [Piece::Mark('،'), Piece::Word(&first), Piece::Mark('،'), Piece::Mark('.'), Piece::Word(&second)];
        let sentence = write(pieces);
        assert_eq!(sentence.characters.iter().collect::<String>(), "قال، نعم.");
        let read: String = sentence.letters.iter().map(|&at| sentence.characters[at]).collect();
        assert_eq!(read, "قالنعم");
        let hints: Vec<Option<Hint>> = sentence.letters.iter().map(|&at| sentence.hints[at]).collect();
        assert_eq!(
            hints,
            [None, None, None, None, Some(Hint::Marks(Class::LONE_SHADDA)), Some(Hint::Marks(Class::FATHA))]
        );
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(write([]), Sentence::default());
    }
}
