//! Restores tashkeel: [`Normalized`] words to [`Diacritized`] words.
//!
//! Whose marks win, letter by letter: the author's; the user's lexicon; the hint of the rule that made the word (a
//! number's, say); the built-in pairs of words ([`phrases`]) and lexicon; the model's. What is known is told to the model
//! too, so that one damma on a verb changes the whole verb; and it is completed to what a word can be ([`decode`]). Of a vowel
//! whose shadda its author may have left out it is told just that.
//!
//! The model is our own ([`model`]; made in `diacritizer/training`, where what was measured is written down). It reads
//! the whole sentence, whatever was cut off for breath ([`Context`]). Letters are never changed, except that a hamza which
//! print left out is restored where no other reading exists ([`hamza`]). Verbs of procedures are passive where the model's
//! first answer leaves their thing for a subject ([`procedures`]), and it is asked again.
//!
//! Why a final stop? With nothing at all after it, the last word's ending would be a guess.
//!
//! It is also asked for the case of numbers that no rule settles ([`Diacritizer::settle`]), before they have words.
//!
//! Why no rules of agreement (article with article, tanwin with tanwin, preposition with genitive)? As bonuses between
//! neighbours they were measured with earlier models, from 0.3 to 1.0, and changed nothing (at most 0.02): what a model
//! knows of syntax includes them.

mod cases;
mod decode;
mod forms;
mod hamza;
mod left_out;
mod lexicon;
mod marks;
mod model;
mod passive;
mod phrases;
mod procedures;
mod register;
mod sentence;

use std::io;

use crate::arabic::clitics;
use crate::arabic::letters::is_sun;
use crate::normalize::{Normalized, PauseLength, Rule, Token, Word};
use crate::note::Note;
use crate::onnx::{self, Runtime};

use self::decode::choose;
use self::forms::{Forms, Neighbours};
use self::marks::{Class, Known, Letter, bare, bases, letters};
use self::model::Model;
use self::passive::are_before_imperfects;
use self::phrases::Phrases;
use self::procedures::Procedures;
use self::sentence::{Piece, Sentence, write};

pub use self::lexicon::{Ending, Lexicon, Names, NotAWord};

/// An utterance whose words carry their marks.
///
/// The tokens are those of the normalized utterance, one for one: same letters (apart from hamza surely restored, and
/// words that the user's lexicon respells), same sources. In each word the mark order is shadda, then vowel. `hint` is
/// `None`: it has been used.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diacritized {
    pub tokens: Vec<Token>,
    /// For each token, how likely it is that all its marks are right, from 0 to 1: its share among the readings that were
    /// weighed (the card of the model says how far it can be trusted). A pause and a word whose marks are all known have 1.
    pub probabilities: Vec<f32>,
    /// For each token, what else it could have been.
    pub uncertainties: Vec<Uncertainty>,
    /// What a caller should know, the notes of the rooms before included.
    pub notes: Vec<Note>,
}

/// What else a word could have been, as the model counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertainty {
    /// How likely it is that all its marks but those of its last letter are right: what counts before a pause, where that
    /// letter's vowel is not heard.
    pub without_ending: f32,
    /// The next likeliest readings with their marks, the nearest first.
    pub others: Vec<String>,
}

impl Uncertainty {
    /// Nothing else.
    const NONE: Self = Self { without_ending: 1.0, others: Vec::new() };
}

impl Diacritized {
    /// Words that have their marks already.
    pub fn known(tokens: Vec<Token>, notes: Vec<Note>) -> Self {
        let uncertainties = vec![Uncertainty::NONE; tokens.len()];
        Self { probabilities: vec![1.0; tokens.len()], uncertainties, tokens, notes }
    }

    /// Adds what follows.
    pub fn extend(&mut self, more: Self) {
        self.tokens.extend(more.tokens);
        self.probabilities.extend(more.probabilities);
        self.uncertainties.extend(more.uncertainties);
        self.notes.extend(more.notes);
    }
}

/// What stands around an utterance in its sentence: read along for the endings, and not spoken.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    pub before: &'a [Token],
    pub after: &'a [Token],
}

/// Why an utterance could not be diacritized. Text alone is never a reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The model could not be opened or failed.
    #[error(transparent)]
    Model(#[from] onnx::Error),
    /// The model, which is packed with gzip in the program, could not be unpacked.
    #[error("could not unpack the diacritizer's model")]
    Packed(#[source] io::Error),
    /// The symbols that belong to the model could not be read.
    #[error("could not read the symbols of the diacritizer")]
    Symbols(#[source] serde_json::Error),
    /// The model's answer does not fit its question.
    #[error("the diacritizer returned {found} rows, expected {expected}")]
    Length { expected: usize, found: usize },
}

/// The model that restores marks and what is known beside it, owned by one thread.
pub struct Diacritizer {
    model: Model,
    built_in: Lexicon,
    phrases: Phrases,
    procedures: Procedures,
    forms: Forms,
}

impl Diacritizer {
    /// Opens the model.
    ///
    /// # Errors
    /// [`Error::Model`] where ONNX Runtime does not open it; [`Error::Packed`] and [`Error::Symbols`] where what the program
    /// was built with is damaged.
    ///
    /// # Blocking
    /// Unpacks and opens a model: about a tenth of a second.
    pub fn open(runtime: &Runtime) -> Result<Self, Error> {
        Ok(Self {
            model: Model::open(runtime)?,
            built_in: Lexicon::built_in(),
            phrases: Phrases::built_in(),
            procedures: Procedures::built_in(),
            forms: Forms::built_in(),
        })
    }

    /// Restores the marks of an utterance. The same utterance in the same context gives the same marks.
    ///
    /// # Errors
    /// Where the model fails; never because of the text.
    ///
    /// # Blocking
    /// Runs the model: some hundredths of a millisecond for each letter of the sentence.
    pub fn diacritize(
        &mut self,
        normalized: &Normalized,
        context: Context<'_>,
        lexicon: &Lexicon,
    ) -> Result<Diacritized, Error> {
        let sentence: Vec<&Token> = context.before.iter().chain(&normalized.tokens).chain(context.after).collect();
        let mut words = self.known_words(&sentence, lexicon);
        self.restore_left_out(&sentence, &mut words)?;
        let mut answers = self.model.ask(&question(&sentence, &words))?;
        if self.procedures.settle(&mut words, answers) {
            answers = self.model.ask(&question(&sentence, &words))?;
        }
        let mut at: usize = words.iter().take(context.before.len()).flatten().map(Vec::len).sum();
        let (mut tokens, mut probabilities, mut uncertainties) = (Vec::new(), Vec::new(), Vec::new());
        for (place, (token, word)) in
            (context.before.len()..).zip(normalized.tokens.iter().zip(words.iter().skip(context.before.len())))
        {
            let (Token::Word(printed), Some(letters)) = (token, word) else {
                tokens.push(token.clone());
                probabilities.push(1.0);
                uncertainties.push(Uncertainty::NONE);
                continue;
            };
            let answers = answers.get(at..at + letters.len()).unwrap_or_default();
            let (before, after) = (bare_at(&sentence, place.checked_sub(1)), bare_at(&sentence, Some(place + 1)));
            let neighbours = Neighbours { before: &before, after: &after };
            let choice = choose(letters, answers, self.forms, neighbours);
            at += letters.len();
            let text = |marks: Vec<String>| -> String {
                letters.iter().zip(marks).flat_map(|(letter, marks)| [letter.base.to_string(), marks]).collect()
            };
            tokens.push(Token::Word(Word { text: text(choice.marks), hint: None, ..printed.clone() }));
            probabilities.push(choice.probability);
            let others = choice.others.into_iter().map(text).collect();
            uncertainties.push(Uncertainty { without_ending: choice.probability_without_ending, others });
        }
        Ok(Diacritized { tokens, probabilities, uncertainties, notes: normalized.notes.clone() })
    }

    /// Returns, for each word of a sentence, its letters with everything that is known before the model is asked.
    fn known_words(&self, sentence: &[&Token], lexicon: &Lexicon) -> Vec<Option<Vec<Letter>>> {
        let known = |(at, token): (usize, &&Token)| match token {
            Token::Word(word) => {
                let (before, after) = (bare_at(sentence, at.checked_sub(1)), bare_at(sentence, Some(at + 1)));
                Some(self.known_letters(word, &before, &after, lexicon))
            }
            Token::Pause(_) => None,
        };
        sentence.iter().enumerate().map(known).collect()
    }

    /// Returns a word's letters with everything that is known before the model is asked.
    fn known_letters(&self, word: &Word, before: &str, after: &str, lexicon: &Lexicon) -> Vec<Letter> {
        let author = vowels_of_authors(letters(&word.text));
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
            let entry = self.built_in.find(&bases(&restored));
            return merge(restored, entry.as_deref().unwrap_or_default());
        }
        let mut known = merge(author, &hint);
        settle_long_vowels(&mut known);
        if word.rule == Rule::Latin {
            settle_last_ya(&mut known);
        }
        let in_phrase = || self.phrases.find(before, &name, after);
        match Lexicon::find_in_name(before, &name).or_else(in_phrase).or_else(|| self.built_in.find(&name)) {
            Some(entry) => merge(known, &entry),
            None => known,
        }
    }
}

/// Returns a word of a sentence without its marks, and nothing where there is none.
fn bare_at(sentence: &[&Token], at: Option<usize>) -> String {
    match at.and_then(|at| sentence.get(at)) {
        Some(Token::Word(word)) => bare(&word.text),
        _ => String::new(),
    }
}

/// Writes a sentence down as the model is asked about it. What is no word is a stop or, where it is short, a comma.
fn question(sentence: &[&Token], words: &[Option<Vec<Letter>>]) -> Sentence {
    write(sentence.iter().zip(words).map(|(token, word)| match (token, word) {
        (Token::Pause(pause), _) if pause.length != PauseLength::Short => Piece::Mark('.'),
        (_, Some(word)) => Piece::Word(word),
        _ => Piece::Mark('،'),
    }))
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
            (Known::Vowel(_), Known::Exactly(marks)) => Class::of(marks).is_some_and(|class| letter.allows(class)),
            _ => false,
        };
        if let (Known::Vowel(vowel), Known::Doubled) = (&letter.known, &more.known) {
            letter.known = Known::Exactly(vowel.doubled().marks().to_owned());
        } else if adds {
            letter.known = more.known.clone();
        }
    }
    letters
}

/// Reads the vowels that authors write. Who marks a letter or two of a word mostly leaves out their shadda (`رسميًا`, `جدًا`,
/// `كلُ`, `تتبُع`): they may be doubled, which the model is to know. A shadda written on an alif (`إلاّ`, `إلاَّ`) is that of
/// the letter before.
fn vowels_of_authors(mut letters: Vec<Letter>) -> Vec<Letter> {
    let Some(last) = letters.len().checked_sub(1).filter(|last| *last > 0) else { return letters };
    for at in 1..=last {
        move_shadda_off_alif(&mut letters, at);
    }
    // Who marks most letters that may want it has left nothing out.
    let is_bare_long =
        |letter: &Letter| letter.known == Known::Nothing && matches!(letter.base, 'ا' | 'و' | 'ي' | 'ى' | 'آ');
    let n_marked = letters.iter().filter(|letter| !letter.is_open()).count();
    if 2 * n_marked > letters.iter().filter(|letter| !is_bare_long(letter)).count() {
        return letters;
    }
    for at in 1..=last {
        let vowel = match &letters[at].known {
            Known::Exactly(marks) => {
                // A dagger alif is a long vowel and no class of its own.
                Class::of(marks).filter(|class| class.marks() == marks && class.has_vowel() && !class.has_shadda())
            }
            _ => None,
        };
        if let Some(vowel) = vowel.filter(|vowel| may_be_doubled(&letters, at, *vowel)) {
            letters[at].known = Known::Vowel(vowel);
        }
    }
    letters
}

/// Tells whether a letter may be doubled by what it is and where it stands: no alif, hamza or `ة` is, no letter that begins a
/// word behind its conjunction, no prefix of a verb (`سيُنفذ`), no letter behind an article that does not assimilate it, and
/// none behind sukun.
fn may_be_doubled(word: &[Letter], at: usize, vowel: Class) -> bool {
    let base = word[at].base;
    let before = bases(&word[..at]);
    let n_behind = word.len() - at - 1;
    let is_prefix = matches!(base, 'ي' | 'ت' | 'ن')
        && (vowel.is_damma() || vowel == Class::FATHA)
        && n_behind > 1
        && are_before_imperfects(&word[..at]);
    let begins = n_behind > 1 && matches!(before.as_str(), "و" | "ف");
    let is_article = (before.ends_with("ال") || before.ends_with("لل")) && clitics::is_proclitic(&before);
    let is_moon_letter = is_article && !is_sun(base);
    let is_never = matches!(base, 'ا' | 'ى' | 'آ' | 'أ' | 'إ' | 'ؤ' | 'ئ' | 'ء' | 'ة');
    let is_behind_sukun = word[at - 1].known_class() == Some(Class::SUKUN);
    !(is_never || is_prefix || begins || is_moon_letter || is_behind_sukun)
}

/// Reads the shadda on an alif as that of the letter before.
fn move_shadda_off_alif(letters: &mut [Letter], at: usize) {
    let [before, alif] = &mut letters[at - 1..=at] else { return };
    let doubled_fatha = Class::FATHA.doubled();
    let has_fatha = before.known_class() == Some(Class::FATHA) || alif.known_class() == Some(doubled_fatha);
    let is_moved = alif.base == 'ا'
        && alif.is_doubled()
        && alif.known_class().is_none_or(|class| class == doubled_fatha)
        && (before.known == Known::Nothing || before.known_class() == Some(Class::FATHA));
    if is_moved {
        before.known = if has_fatha { Known::Exactly(doubled_fatha.marks().to_owned()) } else { Known::Doubled };
        alif.known = Known::Nothing;
    }
}

/// A bare `و` after a written damma, `ي` after kasra or `ا` after fatha is a long vowel where the letter after it is
/// marked too: who marks both neighbours has left nothing out between them (`أُولِي`, `گُوگِل`). But hardly any long ū or ī stands
/// before a doubled letter (`يُوفّر`).
fn settle_long_vowels(letters: &mut [Letter]) {
    for middle in 1..letters.len().saturating_sub(1) {
        let Some([before, letter, after]) = letters.get_mut(middle - 1..=middle + 1) else { return };
        let vowel = match letter.base {
            'و' => '\u{064F}',
            'ي' => '\u{0650}',
            'ا' => '\u{064E}',
            _ => continue,
        };
        let is_after_its_vowel = match &before.known {
            Known::Exactly(marks) => marks.ends_with(vowel),
            Known::Vowel(class) => class.marks().ends_with(vowel),
            Known::Nothing | Known::Doubled => false,
        };
        let is_told = match after.known {
            Known::Nothing => false,
            // It may be doubled.
            Known::Vowel(_) => letter.base == 'ا',
            Known::Doubled | Known::Exactly(_) => letter.base == 'ا' || !after.is_doubled(),
        };
        if is_after_its_vowel && letter.known == Known::Nothing && is_told {
            letter.known = Known::Exactly(String::new());
        }
    }
}

/// The `ي` at the end of a foreign word is a long vowel and no adjective's (`فري` of `Free`), where a consonant stands before it.
fn settle_last_ya(letters: &mut [Letter]) {
    let is_definite = matches!(letters, [first, second, ..] if (first.base, second.base) == ('ا', 'ل'));
    if let [.., before, last] = letters
        && !is_definite
        && last.base == 'ي'
        && last.known == Known::Nothing
        && !matches!(before.base, 'ا' | 'آ' | 'و' | 'ى')
    {
        last.known = Known::Exactly(String::new());
    }
}

#[cfg(test)]
mod tests {
    use super::marks::spelt;
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

    #[track_caller]
    fn check_vowels(word: &str, expect: &str) {
        let found = vowels_of_authors(letters(word));
        let is_doubtful = |letter: &Letter| matches!(letter.known, Known::Vowel(_));
        let found: String = found
            .iter()
            .map(|letter| spelt(std::slice::from_ref(letter)) + if is_doubtful(letter) { "؟" } else { "" })
            .collect();
        assert_eq!(found, expect, "{word}");
    }

    #[test]
    fn a_vowel_may_lack_its_shadda() {
        check_vowels("رسميًا", "رسميً؟ا");
        check_vowels("رسمياً", "رسميً؟ا");
        check_vowels("قويٌ", "قويٌ؟");
        check_vowels("وليُ", "وليُ؟");
        check_vowels("فنًا", "فنً؟ا");
        check_vowels("كلُ", "كلُ؟");
        check_vowels("كلُها", "كلُ؟ها");
        check_vowels("تتبُع", "تتبُ؟ع");
        check_vowels("سيِدة", "سيِ؟دة");
        check_vowels("وضَح", "وضَ؟ح");
        check_vowels("وتوفَر", "وتوفَ؟ر");
        check_vowels("السُلطان", "السُ؟لطان");
        // Who marks another letter's shadda may leave this one's out.
        check_vowels("محلّيًا", "محلّيً؟ا");
        // Who marks most letters, or the shadda, has left nothing out.
        for word in ["عَامِي", "كَانُوا", "رسميً\u{651}ا"] {
            assert_eq!(spelt(&vowels_of_authors(letters(word))), spelt(&letters(word)));
            assert!(vowels_of_authors(letters(word)).iter().all(|letter| !matches!(letter.known, Known::Vowel(_))));
        }
        check_vowels("إلاّ", "إلّا");
        check_vowels("إلاَّ", "إل\u{651}\u{64E}ا");
        // These are never doubled, or have no vowel.
        for word in ["سنةً", "جزءًا", "قلْ", "وُ", "بِ", "وكُتب", "سيُنفذ", "الكُتب", "الهٰدى"]
        {
            check_vowels(word, word);
        }
    }

    #[test]
    fn bare_long_vowel_between_marked_letters_stays_bare() {
        check_settled("أُولِي", &[Some("\u{064F}"), Some(""), Some("\u{0650}"), None]);
    }

    #[test]
    fn bare_glide_beside_an_unmarked_letter_is_open() {
        check_settled("دُول", &[Some("\u{064F}"), None, None]);
        check_settled("يُوفّر", &[Some("\u{064F}"), None, None, None]);
    }
}
