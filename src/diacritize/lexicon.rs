//! Pronunciations that win over the models: a built-in list, and the user's.
//!
//! A user's entry may be spelt differently from the word (`واتساب` as `وُتْسَاب`). Words are found with the proclitics
//! `و ف ب ل ك` and the article before them too, a user's also with the pronouns that may follow them. A table has one
//! entry a line: the word without marks, a tab, the word with its marks; `#` begins a comment.
//!
//! The built-in entries are names (`names.tsv`, `places.tsv`, `people.tsv`), loan words (`nouns.tsv`, `loans.tsv`),
//! adjectives of countries and peoples (`nisba.tsv`) and what the press has often and the models' texts never
//! (`press_names.tsv`, `press_words.tsv`), as far as their pronunciation is sure: a name that is spelt like a common word
//! is not among them. There an unmarked last letter means that the word is declined, and the models choose its ending; a
//! foreign name ends in sukun, and one that begins with two consonants begins with a helping vowel, but where a table
//! has it otherwise. Written for Natiq.

use std::collections::BTreeMap;

use super::marks::{Known, Letter, bare, is_letter, letters};
use crate::arabic::letters::is_sun;

/// Pronunciations by word.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Ordered, so that two lexicons with the same entries print alike: rendered audio is found by that.
    entries: BTreeMap<String, Entry>,
}

/// The names that the built-in tables know.
#[derive(Debug, Clone)]
pub struct Names(Lexicon);

impl Names {
    /// Reads the tables.
    pub fn built_in() -> Self {
        let mut names = Lexicon::default();
        for table in [include_str!("names.tsv"), include_str!("people.tsv")] {
            for (word, pronunciation) in lines(table) {
                let _ = names.add(word, pronunciation, false, Ending::Declined);
            }
        }
        Self(names)
    }

    /// Tells whether a word, given without marks, is one of them, perhaps after a proclitic.
    pub fn has(&self, word: &str) -> bool {
        self.0.find(word).is_some()
    }
}

/// What was to be a pronunciation is not one Arabic word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not one Arabic word")]
pub struct NotAWord(pub String);

#[derive(Debug, Clone)]
struct Entry {
    letters: Vec<Letter>,
    /// The word may stand with the article.
    article: bool,
}

impl Lexicon {
    /// Adds how a word is said; a later entry replaces an earlier one for the same word.
    ///
    /// # Errors
    /// [`NotAWord`] where one of the two is not one Arabic word.
    pub fn insert(&mut self, word: &str, pronunciation: &str, ending: Ending) -> Result<(), NotAWord> {
        self.add(word, pronunciation, true, ending)
    }

    /// Puts what is known of a word, given without marks, into another lexicon, and tells whether anything is: as it
    /// stands, after proclitics and the article, or before a pronoun.
    pub fn hand_over(&self, word: &str, to: &mut Self) -> bool {
        let Some(letters) = self.find(word).or_else(|| self.find_before_pronoun(word)) else { return false };
        to.entries.insert(word.to_owned(), Entry { letters, article: false });
        true
    }

    /// Returns the built-in lexicon.
    pub(super) fn built_in() -> Self {
        let mut lexicon = Self::default();
        for (text, article) in BUILT_IN {
            for (word, pronunciation) in lines(text) {
                // A test reads the files; a line that could not be read would only be missing here.
                let _ = lexicon.add(word, pronunciation, article, Ending::Declined);
            }
        }
        lexicon
    }

    /// Tells whether it has no word.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the letters of a word, given without marks, with what is known about their marks.
    pub(super) fn find(&self, word: &str) -> Option<Vec<Letter>> {
        if self.entries.is_empty() {
            return None;
        }
        if let Some(entry) = self.entries.get(word) {
            return Some(entry.letters.clone());
        }
        for (conjunction, rest) in [("", word)].into_iter().chain(strip(word, &["و", "ف"])) {
            if let Some(found) = self.find_after(conjunction, "", rest) {
                return Some(found);
            }
            for (preposition, rest) in strip(rest, &["ب", "ك", "ل"]) {
                if let Some(found) = self.find_after(conjunction, preposition, rest) {
                    return Some(found);
                }
            }
        }
        None
    }

    /// Returns what the word before says about a word that is read in two ways: `نور الدين` is *nuːru ddiːn*, though
    /// `الدين` alone may be the debt (*addajn*).
    pub(super) fn find_in_name(before: &str, word: &str) -> Option<Vec<Letter>> {
        const FIRST: &str = "نور صلاح علاء عز جمال شمس بهاء محيي محي ضياء حسام تقي سعد خير فخر عماد نصر سيف زين بدر شهاب كمال \
                             ناصر عصام رشيد مجد نجم جلال برهان";
        let name = word == "الدين" && FIRST.split_whitespace().any(|first| first == before);
        name.then(|| settle(letters("الدِّين"), Ending::Declined))
    }

    fn find_after(&self, conjunction: &str, preposition: &str, rest: &str) -> Option<Vec<Letter>> {
        let mut found: Vec<Letter> =
            conjunction.chars().chain(preposition.chars()).map(|base| marked(base, proclitic_vowel(base))).collect();
        if let Some(entry) = self.entries.get(rest) {
            found.extend(entry.letters.iter().cloned());
            return Some(found);
        }
        // `لل`: the article has lost its alif; a name such as `الجزائر` has an article of its own.
        let (alif, stem) = match (preposition, rest.strip_prefix("ال"), rest.strip_prefix('ل')) {
            ("ل", _, Some(stem)) => (false, stem),
            (_, Some(stem), _) => (true, stem),
            _ => return None,
        };
        if let Some(entry) = self.entries.get(&format!("ال{stem}")) {
            found.extend(entry.letters.iter().skip(usize::from(!alif)).cloned());
            return Some(found);
        }
        let entry = self.entries.get(stem).filter(|entry| entry.article)?;
        if alif {
            found.push(marked('ا', ""));
        }
        let mut letters = entry.letters.clone();
        let sun = letters.first().is_some_and(|letter| is_sun(letter.base));
        found.push(marked('ل', if sun { "" } else { "\u{0652}" }));
        if let Some(first) = letters.first_mut().filter(|_| sun)
            && let Known::Exactly(marks) = &mut first.known
        {
            *marks = format!("\u{0651}{}", marks.replace('\u{0652}', ""));
        }
        found.extend(letters);
        Some(found)
    }

    /// Returns the letters of a word that a pronoun follows. What stands before the pronoun has its ending open unless
    /// the entry marks it, and a final ة is written ت there.
    ///
    /// Only pronouns of which no other ending is made: `ي` makes adjectives, `ك` belongs to many words, and a short
    /// word with `ه` behind it is often another word.
    fn find_before_pronoun(&self, word: &str) -> Option<Vec<Letter>> {
        const PRONOUNS: [&str; 8] = ["هما", "كما", "ها", "هم", "هن", "كم", "نا", "ه"];
        const SHORTEST: usize = 3;
        PRONOUNS.iter().find_map(|pronoun| {
            let stem = word.strip_suffix(pronoun).filter(|stem| stem.chars().count() >= SHORTEST)?;
            let with_ta = stem.strip_suffix('ت').map(|stem| format!("{stem}ة"));
            let (mut found, is_ta) = match self.find(stem) {
                Some(found) => (found, false),
                None => (self.find(&with_ta?)?, true),
            };
            let last = found.last_mut()?;
            if is_ta {
                last.base = 'ت';
            }
            last.known = match std::mem::replace(&mut last.known, Known::Nothing) {
                Known::Exactly(marks) if marks == "\u{0651}" => Known::Doubled,
                Known::Exactly(marks) if marks.chars().any(|mark| matches!(mark, '\u{064E}'..='\u{0650}')) => {
                    Known::Exactly(marks)
                }
                Known::Exactly(marks) if marks.is_empty() && matches!(last.base, 'ا' | 'و' | 'ي' | 'ى') => {
                    Known::Exactly(marks)
                }
                Known::Doubled => Known::Doubled,
                _ => Known::Nothing,
            };
            found.extend(letters(pronoun));
            Some(found)
        })
    }

    fn add(&mut self, word: &str, pronunciation: &str, article: bool, ending: Ending) -> Result<(), NotAWord> {
        let word = bare(word);
        let letters = letters(pronunciation);
        for (text, is_word) in [
            (word.as_str(), !word.is_empty() && word.chars().all(is_letter)),
            (pronunciation, !letters.is_empty() && letters.iter().all(|letter| is_letter(letter.base))),
        ] {
            if !is_word {
                return Err(NotAWord(text.to_owned()));
            }
        }
        self.entries.insert(word, Entry { letters: settle(letters, ending), article });
        Ok(())
    }
}

/// The entries of a table.
fn lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter_map(|line| line.split_once('\t')).map(|(word, pronunciation)| (word.trim(), pronunciation.trim()))
}

/// What an unmarked last letter means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ending {
    /// There is none: the word is said exactly as its marks are written.
    #[default]
    AsWritten,
    /// The word is declined, and its place in the sentence decides.
    Declined,
}

/// The built-in tables, each with whether its words may stand with the article.
const BUILT_IN: [(&str, bool); 8] = [
    (include_str!("names.tsv"), false),
    (include_str!("nouns.tsv"), true),
    (include_str!("places.tsv"), false),
    (include_str!("people.tsv"), false),
    (include_str!("loans.tsv"), true),
    (include_str!("nisba.tsv"), true),
    (include_str!("press_names.tsv"), false),
    (include_str!("press_words.tsv"), true),
];

/// Makes the unmarked letters of an entry known to have no mark.
pub(super) fn settle(mut letters: Vec<Letter>, ending: Ending) -> Vec<Letter> {
    let last = letters.len().saturating_sub(1);
    for (at, letter) in letters.iter_mut().enumerate() {
        // A doubled ya ends an adjective (`سُعُودِيّ`), which is declined; a single one is a long vowel.
        let is_long = letter.known == Known::Nothing && matches!(letter.base, 'ا' | 'ى' | 'و' | 'ي');
        let declined = at == last && ending == Ending::Declined && !is_long;
        letter.known = match std::mem::replace(&mut letter.known, Known::Nothing) {
            Known::Nothing if declined => Known::Nothing,
            Known::Nothing => Known::Exactly(String::new()),
            Known::Doubled if declined => Known::Doubled,
            Known::Doubled => Known::Exactly("\u{0651}".to_owned()),
            known => known,
        };
    }
    letters
}

pub(super) fn strip<'a>(
    word: &'a str,
    prefixes: &'static [&'static str],
) -> impl Iterator<Item = (&'static str, &'a str)> {
    prefixes.iter().filter_map(move |&prefix| word.strip_prefix(prefix).map(|rest| (prefix, rest)))
}

pub(super) fn proclitic_vowel(base: char) -> &'static str {
    if matches!(base, 'ب' | 'ل') { "\u{0650}" } else { "\u{064E}" }
}

pub(super) fn marked(base: char, marks: &str) -> Letter {
    Letter { base, known: Known::Exactly(marks.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::super::marks::spelt;
    use super::*;

    fn lexicon(text: &str) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (word, pronunciation) in lines(text) {
            lexicon.insert(word, pronunciation, Ending::AsWritten).unwrap();
        }
        lexicon
    }

    fn check(text: &str, word: &str, expect: Option<&str>) {
        let mut found = Lexicon::default();
        lexicon(text).hand_over(word, &mut found);
        let found = found.find(word).map(|letters| spelt(&letters));
        assert_eq!(found.as_deref(), expect, "{word}");
    }

    const DAESH: &str = "# names\nداعش\tدَاعِشْ # acronym\nالجزائر\tالْجَزَائِر\n\nتويتر\tتْوِيتَر";

    #[test]
    fn a_word_is_found_alone() {
        check(DAESH, "داعش", Some("دَاعِشْ"));
        check(DAESH, "غير", None);
    }

    #[test]
    fn a_word_is_found_with_proclitics() {
        check(DAESH, "وداعش", Some("وَدَاعِشْ"));
        check(DAESH, "لداعش", Some("لِدَاعِشْ"));
        check(DAESH, "فبداعش", Some("فَبِدَاعِشْ"));
        check(DAESH, "بالجزائر", Some("بِالْجَزَائِر"));
        check(DAESH, "وللجزائر", Some("وَلِلْجَزَائِر"));
    }

    #[test]
    fn a_word_is_found_with_the_article() {
        check("فيديو\tفِيدْيُو", "الفيديو", Some("الْفِيدْيُو"));
        check("فيديو\tفِيدْيُو", "للفيديو", Some("لِلْفِيدْيُو"));
        check(DAESH, "بالتويتر", Some("بِالتّْوِيتَر".replace("تّْ", "تّ").as_str()));
    }

    #[test]
    fn a_word_of_two_readings_is_known_in_a_name() {
        assert!(Lexicon::find_in_name("نور", "الدين").is_some());
        assert!(Lexicon::find_in_name("سداد", "الدين").is_none());
    }

    #[test]
    fn an_entry_may_respell() {
        check("واتساب\tوُتْسَاب", "واتساب", Some("وُتْسَاب"));
    }

    #[test]
    fn a_word_is_found_before_a_pronoun() {
        check("منطقة\tمِنْطَقَة", "منطقتهم", Some("مِنْطَقَتهم"));
        check("منطقة\tمِنْطَقَة", "وبمنطقتها", Some("وَبِمِنْطَقَتها"));
        check("شغل\tشَغَلَ", "شغله", Some("شَغَلَه"));
        check("قدم\tقِدَم", "القدم", Some("الْقِدَم"));
        // Another word: `مالك` is an owner and no `مال` of yours.
        check("مال\tمَال", "مالك", None);
        check("عرب\tعَرَب", "عربي", None);
        check("وج\tوَجّ", "وجه", None);
    }

    #[test]
    fn what_is_no_word_is_refused() {
        let fault = |word, said| Lexicon::default().insert(word, said, Ending::AsWritten).unwrap_err();
        assert_eq!(fault("داعش", "daesh"), NotAWord("daesh".to_owned()));
        assert_eq!(fault("سوق أهراس", "سُوقْ"), NotAWord("سوق أهراس".to_owned()));
    }

    #[test]
    fn an_adjective_of_a_country_is_declined() {
        let last = Lexicon::built_in().find("بالبرازيلي").unwrap().pop().unwrap();
        assert_eq!((last.base, last.known), ('ي', Known::Doubled));
    }

    #[test]
    fn a_name_that_is_spelt_like_a_common_word_is_not_built_in() {
        let lexicon = Lexicon::built_in();
        // Salva, Ghent, and Fiat after a conjunction.
        for word in ["سلفا", "غنت", "وفيات"] {
            assert!(lexicon.find(word).is_none(), "{word}");
        }
    }

    #[test]
    fn no_word_stands_twice_in_the_built_in_files() {
        let mut seen = std::collections::BTreeSet::new();
        for line in BUILT_IN.iter().flat_map(|(text, _)| text.lines()).filter(|line| !line.starts_with('#')) {
            let word = line.split('\t').next().unwrap();
            assert!(seen.insert(word), "{word}");
        }
        assert!(seen.len() > 5_000);
    }

    #[test]
    fn the_built_in_files_can_be_read_and_keep_their_letters() {
        for (text, _) in BUILT_IN {
            lexicon(text);
            for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
                let (word, pronunciation) = line.split_once('\t').unwrap();
                assert_eq!(word, bare(pronunciation));
            }
        }
    }
}
