//! A hamza that was left out of a word that does not exist without it, as far as the texts show ([`Forms`]).
//!
//! `وانعام`, `اوصل`, `الاسد`: the list of [`super::hamza`] has what is certain whatever stands beside it. Of the other words
//! with a bare alif at their beginning those are looked at whose likeliest reading was never seen: with a hamza above or
//! below the alif, and with a madda, the model is asked again, and where just one of them gives a word that was seen, that
//! is the word. Where two do (`أعلام`, `إعلام`) the alif stays as it is: which was meant cannot be told from the marks.
//!
//! On 477 lines of news that are not of the corpus, with every hamza at the beginning of a word taken away, 185 words other
//! than `أن` and its like were left without it. Of these 61 are put right so, and 4 get another than they had lost; of the
//! same lines as they were printed no word changes.

use super::decode::choose;
use super::forms::{Forms, Marked, Neighbours};
use super::hamza::{self, Beginning};
use super::marks::{CLASSES, Known, Letter};
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

impl Diacritizer {
    /// Puts a hamza on the first alif of words that are none without it. Runs the model three times more where there may be
    /// any.
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
        let is_known = |_: &Open, word: &[Letter], answers: &[[f32; CLASSES]]| {
            choose(word, answers, forms, Neighbours::default()).is_seen
        };
        let mut known = self.each(sentence, words, &open, is_known)?.into_iter();
        open.retain(|_| known.next() == Some(false));
        if open.is_empty() {
            return Ok(());
        }
        let is_word = |open: &Open, word: &[Letter], answers: &[[f32; CLASSES]]| is_word(open, word, answers, forms);
        let mut found: Vec<Vec<char>> = vec![Vec::new(); open.len()];
        for hamza in ['أ', 'إ', 'آ'] {
            let mut tried = words.to_vec();
            for open in &open {
                put(hamza, open, &mut tried);
            }
            for (found, is_word) in found.iter_mut().zip(self.each(sentence, &tried, &open, is_word)?) {
                found.extend(is_word.then_some(hamza));
            }
        }
        for (open, found) in open.iter().zip(found) {
            if let [hamza] = found[..] {
                put(hamza, open, words);
            }
        }
        Ok(())
    }

    /// Asks the model about a sentence, and something of each open word by its answers.
    fn each(
        &mut self,
        sentence: &[&Token],
        words: &[Option<Vec<Letter>>],
        open: &[Open],
        ask: impl Fn(&Open, &[Letter], &[[f32; CLASSES]]) -> bool,
    ) -> Result<Vec<bool>, Error> {
        let answers = self.model.ask(&question(sentence, words))?;
        let start = |at: usize| words.iter().take(at).flatten().map(Vec::len).sum::<usize>();
        let ask = |open: &Open| {
            let word = words.get(open.at).and_then(Option::as_deref).unwrap_or_default();
            let start = start(open.at);
            ask(open, word, answers.get(start..start + word.len()).unwrap_or_default())
        };
        Ok(open.iter().map(ask).collect())
    }
}

/// How a word begins that nothing is known about and that may have lost its hamza.
fn beginning(word: &[Letter]) -> Option<Beginning> {
    let is_unknown = word.iter().all(|letter| letter.known == Known::Nothing);
    let text: String = word.iter().filter(|_| is_unknown).map(|letter| letter.base).collect();
    hamza::beginning(&text)
}

/// Whether the reading of a word with its hamza begins with the vowels of its proclitic, and what follows was seen.
fn is_word(open: &Open, word: &[Letter], answers: &[[f32; CLASSES]], forms: Forms) -> bool {
    let marks = choose(word, answers, forms, Neighbours::default()).marks;
    let word: Vec<Marked<'_>> = word.iter().zip(&marks).map(|(letter, marks)| (letter.base, marks.as_str())).collect();
    let Some((before, rest)) = word.split_at_checked(open.beginning.n_letters()) else { return false };
    let before: String = before.iter().flat_map(|(base, marks)| [base.to_string(), (*marks).to_owned()]).collect();
    // After a letter an alif is a long vowel more often than a lost madda.
    let is_long = rest.first().is_some_and(|(base, _)| *base == 'آ')
        && open.beginning.n_letters() > 0
        && !ends_in_article(open.beginning.proclitic);
    before.trim_end_matches(SUKUN) == open.beginning.vowelled && !is_long && forms.know_before_pronoun(rest)
}

fn put(hamza: char, open: &Open, words: &mut [Option<Vec<Letter>>]) {
    let word = words.get_mut(open.at).and_then(Option::as_mut);
    if let Some(letter) = word.and_then(|word| word.get_mut(open.beginning.n_letters())) {
        letter.base = hamza;
    }
}
