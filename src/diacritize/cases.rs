//! The case of a number where the words beside it do not settle it, by what the model makes of a hundred in its place.
//!
//! `بينما لعب بقميص برشلونة 776 مباراة`: the model marks `لعب بقميص برشلونة مئةَ مباراة`, so the number is an object. A hundred
//! fits, because it looks the same in every case, is of no gender that a verb would have to agree with, and has what it
//! counts after it in one form.
//!
//! On three samples of real print (447 open cases, of which 267 stand after a word and count something or are names) a
//! hundred agreed with the readings that a listener had found right more often than `عدد`, `ألف`, `رجل` or the counted noun
//! itself in its place: 78 % against 63 to 68 %.
//!
//! On the vowelled corpus that the model learned from (`diacritizer/corpus`), with its number words printed as digits, the
//! guess by the words beside is right in 199 of 305 open cases, the likeliest case of the model in 284, and in 35 of 36 in
//! lines that no training saw (there 23 are guessed rightly). Nearly all that is won is won where a genitive was guessed, of
//! a bare noun before the number. A nominative or an accusative has a verb or a topic behind it, and on print the model is no
//! better where it is not much surer than chance.
//!
//! What was tried beside it on 987 open cases of that corpus, of which the likeliest case is right in 857: `ألف`, `مليون`, `عدد`
//! or a third in place of a hundred (825 to 876 with noise that a hundred has too, 899), means of several of them (no better
//! on lines that were not seen), and how sure the model is of the rest of the sentence where it is told each case (no
//! difference: the marks of other words hardly depend on it).
//!
//! A number that ranks (`المركز الـ40`) is asked about as the tenth: it shares the case of its noun. Of 36 such numbers in the
//! corpus whose case no word beside them settles the guess is right in 33, the model in all.

use super::decode::likelihood_of_cases;
use super::{Context, Diacritizer, Error, Lexicon, question};
use crate::normalize::{Case, Gender, Guess, Normalized, Numbering, Token, Word};

/// How sure the model must be before its case is taken for a nominative or an accusative that was guessed, where only the
/// vowels tell: what is not taken is left to the reading of the number itself, which guesses them no worse.
const SURE: f32 = 0.75;

/// How likely it must be where letters tell, and for a genitive that was guessed of the bare noun before a number: below it
/// print showed the guess to be right.
const LIKELY: f32 = 0.55;

/// How much likelier than the guess it must be besides, where letters tell.
const MUCH_LIKELIER: f32 = 3.0;

const HUNDRED: &str = "مئة";

impl Diacritizer {
    /// Returns those of an utterance's guesses whose case the sentence shows, with that case.
    ///
    /// # Errors
    /// Where the model fails; never because of the text.
    ///
    /// # Blocking
    /// Runs the model once, as [`diacritize`](Self::diacritize) does.
    pub fn settle(
        &mut self,
        normalized: &Normalized,
        context: Context<'_>,
        lexicon: &Lexicon,
    ) -> Result<Vec<Guess>, Error> {
        let (own, places) = with_hundreds(normalized);
        let sentence: Vec<&Token> = context.before.iter().chain(&own).chain(context.after).collect();
        let words = self.known_words(&sentence, lexicon);
        let answers = self.model.ask(&question(&sentence, &words))?;
        let last_letter = |place: usize| {
            let before = words.iter().take(context.before.len() + place + 1).flatten();
            before.map(Vec::len).sum::<usize>().checked_sub(1)
        };
        let settled = normalized.guesses.iter().zip(places).filter_map(|(guess, place)| {
            let answer = place.and_then(last_letter).and_then(|at| answers.get(at))?;
            let cases = [Case::Nominative, Case::Accusative, Case::Genitive];
            let shares = cases.into_iter().zip(likelihood_of_cases(answer));
            let of_all: f32 = shares.clone().map(|(_, share)| share).sum();
            let of_guess: f32 = shares.clone().filter(|(case, _)| *case == guess.case).map(|(_, share)| share).sum();
            let (case, share) = shares.max_by(|(_, one), (_, other)| one.total_cmp(other))?;
            let least = match guess.case {
                Case::Genitive => LIKELY * of_all,
                guessed if guess.is_spelt && case != guessed => (MUCH_LIKELIER * of_guess).max(LIKELY * of_all),
                _ => SURE * of_all,
            };
            (share > least).then(|| Guess { case, ..guess.clone() })
        });
        Ok(settled.collect())
    }
}

/// The tokens of an utterance with a hundred for each number whose case is open, and where it stands among them.
fn with_hundreds(normalized: &Normalized) -> (Vec<Token>, Vec<Option<usize>>) {
    let mut tokens: Vec<Token> = Vec::with_capacity(normalized.tokens.len());
    let mut places = vec![None; normalized.guesses.len()];
    let mut is_counted = false;
    for token in &normalized.tokens {
        let source = token.source();
        let open = normalized.guesses.iter().position(|guess| guess.source.contains(&source.start));
        let Token::Word(word) = token else {
            is_counted = false;
            tokens.push(token.clone());
            continue;
        };
        match open {
            Some(open) if places[open].is_none() => {
                places[open] = Some(tokens.len());
                let number = normalized.guesses[open].number;
                tokens.push(plain(word, stand_in(number, word.text.starts_with("ال"))));
                is_counted = number == Numbering::Counts;
            }
            Some(_) => {}
            // مئة شخص, where 35 has شخصا.
            None if is_counted && word.text.chars().count() > 3 => {
                tokens.push(plain(word, word.text.strip_suffix('ا').unwrap_or(&word.text).to_owned()));
                is_counted = false;
            }
            None => {
                is_counted = false;
                tokens.push(token.clone());
            }
        }
    }
    (tokens, places)
}

/// The word that stands for a number. What ranks, or tells how many, shares the case of the noun before it: ten has that in
/// its last vowel, and shows the model that it agrees.
fn stand_in(number: Numbering, is_definite: bool) -> String {
    match number {
        Numbering::Counts if is_definite => format!("ال{HUNDRED}"),
        Numbering::Counts => HUNDRED.to_owned(),
        Numbering::Ranks(Gender::Masculine) => "العاشر".to_owned(),
        Numbering::Ranks(Gender::Feminine) => "العاشرة".to_owned(),
        Numbering::Tells(Gender::Masculine) => "العشرة".to_owned(),
        Numbering::Tells(Gender::Feminine) => "العشر".to_owned(),
    }
}

fn plain(word: &Word, text: String) -> Token {
    Token::Word(Word { text, hint: None, ..word.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::{Options, normalize};
    use crate::utterance::{Break, Utterance};

    #[test]
    fn a_hundred_stands_for_the_number_and_its_noun_follows_as_after_a_hundred() {
        let normalized =
            normalize(&Utterance::alone("لعب بقميص برشلونة 35 شوطا.", Break::Paragraph), &Options::default());
        let (tokens, places) = with_hundreds(&normalized);
        let words: Vec<&str> = tokens
            .iter()
            .filter_map(|token| match token {
                Token::Word(word) => Some(word.text.as_str()),
                Token::Pause(_) => None,
            })
            .collect();
        assert_eq!(words, ["لعب", "بقميص", "برشلونة", "مئة", "شوط"]);
        assert_eq!(places, [Some(3)]);
    }
}
