//! A hamza that was left out of a word that does not exist without it, as far as the texts show ([`Forms`]).
//!
//! `وانعام`, `اوصل`, `الاسد`: the list of [`super::hamza`] has what is certain whatever stands beside it. Of the other words
//! with a bare alif at their beginning those are looked at whose likeliest reading was never seen: with a hamza above or
//! below the alif, and with a madda, the model is asked again, and where just one of them gives a word that was seen, that
//! is the word; where none does and a long vowel follows, it is a name with that one (`ايريكتوس`). Where two do (`أعلام`,
//! `إعلام`) the alif stays as it is: which was meant cannot be told from the marks.
//!
//! On 477 lines of news that are not of the corpus, with every hamza at the beginning of a word taken away, 185 words other
//! than `أن` and its like were left without it. Of these 61 are put right so, and 4 get another than they had lost; of the
//! same lines as they were printed no word changes.

use super::decode::{choose, marked};
use super::forms::{Forms, Neighbours};
use super::hamza::{self, Beginning};
use super::marks::{CLASSES, Known, Letter};
use super::sentence::{Piece, write};
use super::{Diacritizer, Error, question};
use crate::arabic::clitics::ends_in_article;
use crate::arabic::marks::SUKUN;
use crate::normalize::Token;

/// A word of a sentence that may have lost its hamza.
struct Open {
    /// Which word it is.
    at: usize,
    beginning: Beginning,
}

/// An open word with a hamza, between the words that stand beside it.
struct Trial<'a> {
    /// Which of the open words it is.
    number: usize,
    hamza: char,
    before: &'a [Letter],
    word: Vec<Letter>,
    after: &'a [Letter],
}

impl Diacritizer {
    /// Puts a hamza on the first alif of words that are none without it. Runs the model once more where there may be any,
    /// about those words alone.
    pub(super) fn restore_left_out(
        &mut self,
        sentence: &[&Token],
        words: &mut [Option<Vec<Letter>>],
    ) -> Result<(), Error> {
        let open =
            |(at, word): (usize, &Option<Vec<Letter>>)| Some(Open { at, beginning: beginning(word.as_deref()?)? });
        let mut open: Vec<Open> = words.iter().enumerate().filter_map(open).collect();
        if open.is_empty() {
            return Ok(());
        }
        let forms = self.forms;
        let answers = self.model.ask(&question(sentence, words))?;
        open.retain(|open| {
            let start: usize = words.iter().take(open.at).flatten().map(Vec::len).sum();
            let word = letters_at(words, Some(open.at));
            let answers = answers.get(start..start + word.len()).unwrap_or_default();
            !forms.know(&marked(word, &choose(word, answers, forms, Neighbours::default()).marks))
        });
        if open.is_empty() {
            return Ok(());
        }
        let trials: Vec<Trial<'_>> =
            open.iter().enumerate().flat_map(|(number, open)| trials(number, open, words)).collect();
        let pieces = trials.iter().flat_map(|trial| {
            let words = [trial.before, &trial.word, trial.after].into_iter().filter(|word| !word.is_empty());
            words.map(Piece::Word).chain([Piece::Mark('.')])
        });
        let answers = self.model.ask(&write(pieces))?;
        let mut found: Vec<Vec<char>> = vec![Vec::new(); open.len()];
        let mut at = 0;
        for trial in &trials {
            let start = at + trial.before.len();
            let end = start + trial.word.len();
            at = end + trial.after.len();
            let answers = answers.get(start..end).unwrap_or_default();
            if is_word(open[trial.number].beginning, &trial.word, answers, forms) {
                found[trial.number].push(trial.hamza);
            }
        }
        for (open, found) in open.iter().zip(found) {
            let word = words.get_mut(open.at).and_then(Option::as_mut);
            let Some(word) = word else { continue };
            let hamza = match found.as_slice() {
                [hamza] => Some(*hamza),
                [] => before_long_vowel(open.beginning, word),
                _ => None,
            };
            if let Some(hamza) = hamza {
                put(hamza, open.beginning, word);
            }
        }
        Ok(())
    }
}

/// An open word with each hamza that it may have lost.
fn trials<'a>(number: usize, open: &Open, words: &'a [Option<Vec<Letter>>]) -> impl Iterator<Item = Trial<'a>> {
    let (at, beginning) = (open.at, open.beginning);
    ['أ', 'إ', 'آ'].into_iter().map(move |hamza| {
        let mut word = letters_at(words, Some(at)).to_vec();
        put(hamza, beginning, &mut word);
        let (before, after) = (letters_at(words, at.checked_sub(1)), letters_at(words, Some(at + 1)));
        Trial { number, hamza, before, word, after }
    })
}

/// The hamza of a name that no text has, where a long vowel follows it: `ايريكتوس`, `اوسترالو`. After a proclitic the alif
/// may be the long vowel (`وايومنغ`).
fn before_long_vowel(beginning: Beginning, word: &[Letter]) -> Option<char> {
    const SHORTEST: usize = 5;
    let word = word.get(beginning.n_letters()..).filter(|word| word.len() >= SHORTEST)?;
    let is_first = beginning.proclitic.is_empty() || ends_in_article(beginning.proclitic);
    match word.get(1).filter(|_| is_first)?.base {
        'و' => Some('أ'),
        'ي' => Some('إ'),
        _ => None,
    }
}

fn letters_at(words: &[Option<Vec<Letter>>], at: Option<usize>) -> &[Letter] {
    at.and_then(|at| words.get(at)).and_then(Option::as_deref).unwrap_or_default()
}

/// How a word begins that nothing is known about and that may have lost its hamza.
fn beginning(word: &[Letter]) -> Option<Beginning> {
    let is_unknown = word.iter().all(|letter| letter.known == Known::Nothing);
    let text: String = word.iter().filter(|_| is_unknown).map(|letter| letter.base).collect();
    hamza::beginning(&text)
}

/// Whether the reading of a word with its hamza begins with the vowels of its proclitic, and what follows was seen.
fn is_word(beginning: Beginning, word: &[Letter], answers: &[[f32; CLASSES]], forms: Forms) -> bool {
    let marks = choose(word, answers, forms, Neighbours::default()).marks;
    let word = marked(word, &marks);
    let Some((before, rest)) = word.split_at_checked(beginning.n_letters()) else { return false };
    let before: String = before.iter().flat_map(|(base, marks)| [base.to_string(), (*marks).to_owned()]).collect();
    // After a letter an alif is a long vowel more often than a lost madda.
    let is_long = rest.first().is_some_and(|(base, _)| *base == 'آ')
        && beginning.n_letters() > 0
        && !ends_in_article(beginning.proclitic);
    before.trim_end_matches(SUKUN) == beginning.vowelled && !is_long && forms.know_before_pronoun(rest)
}

fn put(hamza: char, beginning: Beginning, word: &mut [Letter]) {
    if let Some(letter) = word.get_mut(beginning.n_letters()) {
        letter.base = hamza;
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks::letters;
    use super::*;

    #[test]
    fn an_alif_before_a_long_vowel_has_its_hamza() {
        let check = |word: &str, expect: Option<char>| {
            let letters = letters(word);
            assert_eq!(
                beginning(&letters).and_then(|beginning| before_long_vowel(beginning, &letters)),
                expect,
                "{word}"
            );
        };
        check("ايروندال", Some('إ'));
        check("اوسكرابا", Some('أ'));
        check("الاوسكرابي", Some('أ'));
        check("وايومنغ", None);
        check("اسمرندا", None);
    }
}
