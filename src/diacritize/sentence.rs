//! An utterance as the models see it: words and the punctuation that its pauses stand for.
//!
//! Two spellings, because the models were trained on texts that print punctuation differently, and answer differently:
//! attached to the word before it, as newspapers do, and apart from it, as the classical corpora do. See the room's
//! page for what was measured.

/// A stretch of text for the models, and which of its characters are letters that want marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sentence {
    pub characters: Vec<char>,
    /// For each letter of the words, in order: where it stands in `characters`.
    pub letters: Vec<usize>,
}

/// Where punctuation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Punctuation {
    Attached,
    Apart,
}

/// A word's letters without marks, or punctuation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Word(&'a [char]),
    Mark(char),
}

/// Writes pieces as one text. It ends with a full stop unless a mark ends it: the models are surer of the last word.
pub(super) fn write(pieces: &[Piece<'_>], punctuation: Punctuation) -> Sentence {
    let mut sentence = Sentence::default();
    let mut after_word = false;
    for piece in pieces {
        match *piece {
            Piece::Word(word) => {
                if !sentence.characters.is_empty() {
                    sentence.characters.push(' ');
                }
                let start = sentence.characters.len();
                sentence.characters.extend(word);
                sentence.letters.extend(start..sentence.characters.len());
                after_word = true;
            }
            // Several marks in a row, or one before any word, tell the models nothing.
            Piece::Mark(mark) if after_word => {
                sentence.push_mark(mark, punctuation);
                after_word = false;
            }
            Piece::Mark(_) => {}
        }
    }
    if after_word {
        sentence.push_mark('.', punctuation);
    }
    sentence
}

impl Sentence {
    fn push_mark(&mut self, mark: char, punctuation: Punctuation) {
        if punctuation == Punctuation::Apart {
            self.characters.push(' ');
        }
        self.characters.push(mark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(punctuation: Punctuation, expect: &str) {
        let (first, second) = (['ق', 'ا', 'ل'], ['ن', 'ع', 'م']);
        let pieces = [Piece::Mark('،'), Piece::Word(&first), Piece::Mark('،'), Piece::Mark('.'), Piece::Word(&second)];
        let sentence = write(&pieces, punctuation);
        assert_eq!(sentence.characters.iter().collect::<String>(), expect);
        let letters: String = sentence.letters.iter().map(|&at| sentence.characters[at]).collect();
        assert_eq!(letters, "قالنعم");
    }

    #[test]
    fn punctuation_stands_attached_or_apart() {
        check(Punctuation::Attached, "قال، نعم.");
        check(Punctuation::Apart, "قال ، نعم .");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(write(&[], Punctuation::Apart), Sentence::default());
    }
}
