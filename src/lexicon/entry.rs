//! One entry: what is written, how it is said, and who says so.

use jiff::Timestamp;
use regex::{Regex, RegexBuilder};

use super::{Ending, ipa};
pub(super) use crate::arabic::letters::is_vowelled_letter as is_arabic_letter;
pub(super) use crate::arabic::marks::is_mark;
use crate::phoneme::Phoneme;

/// How something printed is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    written: String,
    kind: EntryKind,
    said: Said,
    ending: Ending,
    /// Why, for people.
    note: String,
    /// Who set it.
    set_by: String,
    changed_at: Option<Timestamp>,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// One Arabic word; it is found with its prefixes too, and before the pronouns that may follow it.
    Word,
    /// Words with a Latin letter or a digit in them; unless all its letters are capitals, in whatever case.
    Latin,
    /// Several Arabic words.
    Phrase,
    /// Whatever a regular expression finds, written between slashes: `/F-(\d+)/`.
    Pattern,
}

/// How it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// In Arabic letters with their marks; of a pattern, with its groups as `$1`.
    Marked(String),
    /// In phonemes of the inventory, word by word.
    Ipa(Vec<Vec<Phoneme>>),
}

/// The most characters that may be written.
const MAX_WRITTEN: usize = 200;
/// The most characters that may be said.
pub(super) const MAX_SAID: usize = 500;
/// The most characters of a note, and of a name.
const MAX_NOTE: usize = 500;
/// The most units (words and signs) that may be written.
const MAX_UNITS: usize = 12;
/// How large a compiled pattern may be, in bytes.
const MAX_PATTERN_BYTES: usize = 1 << 18;

/// Why an entry cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    #[error("`{0}` has no letter that is written")]
    NothingWritten(String),
    #[error("`{0}` begins with `#`, which begins a comment (leave the sign out: what follows it is found)")]
    Comment(String),
    #[error("limit reached: `{text}` has {length} characters or more words than {MAX_UNITS} (at most {most})")]
    TooLong { text: String, length: usize, most: usize },
    #[error("`{0}` has a tab or a line end in it")]
    Control(String),
    #[error(
        "`{0}` is not said in Arabic letters (give the word with its marks, or its sounds between slashes: `/d aː ʕ i ʃ/`)"
    )]
    NotArabic(String),
    #[error(
        "`{0}` is said without any mark, which would leave it without vowels (give it with its marks as `كَلِمَة`, or its \
         sounds between slashes: `/k a l i m a/`)"
    )]
    NoMarks(String),
    #[error("`{symbol}` is no sound that can be said (known: {})", crate::phoneme::INVENTORY[..35].join(" "))]
    NotPhoneme { symbol: String },
    #[error("`{pattern}` is no regular expression ({reason})")]
    Pattern { pattern: String, reason: String },
    #[error("`{name}` is not the name of an ending (known: `written`, `open`)")]
    Ending { name: String },
}

impl Entry {
    /// Makes an entry. `written` is what is printed, or a regular expression between slashes; `said` is Arabic with its
    /// marks, or IPA between slashes. `ending` is of no meaning for IPA.
    ///
    /// # Errors
    /// [`Fault`] where one of the two cannot be.
    pub fn new(written: &str, said: &str, ending: Ending) -> Result<Self, Fault> {
        let (written, said) = (collapsed(written)?, collapsed(said)?);
        bounded(&written, MAX_WRITTEN)?;
        bounded(&said, MAX_SAID)?;
        if written.starts_with('#') {
            return Err(Fault::Comment(written));
        }
        if !written.chars().any(char::is_alphanumeric) {
            return Err(Fault::NothingWritten(written));
        }
        let is_pattern = between_slashes(&written).is_some();
        if let Some(pattern) = between_slashes(&written) {
            compiled(pattern)?;
        } else if super::matching::folded_units(&written).len() > MAX_UNITS {
            return Err(Fault::TooLong { length: written.chars().count(), text: written, most: MAX_WRITTEN });
        }
        let kind = match () {
            () if is_pattern => EntryKind::Pattern,
            () if written.chars().any(|c| c.is_alphanumeric() && !is_arabic(c)) => EntryKind::Latin,
            () if written.chars().all(is_arabic) => EntryKind::Word,
            () => EntryKind::Phrase,
        };
        let said = match between_slashes(&said) {
            Some(ipa) => Said::Ipa(ipa::parse(ipa)?),
            // In a table what follows the sign is a comment.
            None if said.contains('#') => return Err(Fault::NotArabic(said)),
            None if said.chars().any(is_arabic_letter) || is_pattern && said.contains('$') => Said::Marked(said),
            None => return Err(Fault::NotArabic(said)),
        };
        if let Said::Marked(said) = &said
            && kind == EntryKind::Word
            && !said.contains(is_mark)
            && key(said) == key(&written)
        {
            return Err(Fault::NoMarks(written));
        }
        let entry = Self { written, kind, said, ending, note: String::new(), set_by: String::new(), changed_at: None };
        // Sounds are written with spaces between them, whatever they were given with.
        bounded(&entry.said_text(), MAX_SAID)?;
        Ok(entry)
    }

    /// Makes an entry of one word as it was corrected in a sentence: the vowel at its end is the sentence's and is left
    /// open, an ending without one is the word's own.
    ///
    /// # Errors
    /// As [`Entry::new`].
    pub fn of_word_in_sentence(written: &str, said: &str) -> Result<Self, Fault> {
        let is_case = |c: char| matches!(c, '\u{64B}'..='\u{650}');
        let open = match said.strip_suffix(['ا', 'ى']) {
            // The alif that carries a tanwin is the ending's, where it was not printed with the word for another reason.
            Some(before) if before.ends_with('\u{64B}') => said.replacen('\u{64B}', "", 1),
            _ if said.ends_with(is_case) => said.trim_end_matches(is_case).to_owned(),
            // Shadda may be written behind the vowel.
            _ => match said.strip_suffix('\u{651}').filter(|before| before.ends_with(is_case)) {
                Some(before) => format!("{}\u{651}", before.trim_end_matches(is_case)),
                None => return Self::new(written, said, Ending::AsWritten),
            },
        };
        Self::new(written, &open, Ending::Declined)
    }

    /// Returns the same with a note and the name of who set it, shortened where they are too long.
    #[must_use]
    pub fn annotated(mut self, note: &str, set_by: &str, changed_at: Option<Timestamp>) -> Self {
        let line = |text: &str| -> String {
            let words: Vec<&str> =
                text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
            words.join(" ").chars().take(MAX_NOTE).collect()
        };
        self.note = line(note);
        self.set_by = line(set_by);
        self.changed_at = changed_at;
        self
    }

    /// Returns the same with the note, the name and the time of another, where nothing else tells the two apart and this one
    /// has none of its own: what a file in PLS has no place for is not lost on its way out and in again.
    #[must_use]
    pub(super) fn annotated_like(self, other: &Self) -> Self {
        let bare = Self { note: String::new(), set_by: String::new(), changed_at: None, ..other.clone() };
        if self == bare { other.clone() } else { self }
    }

    /// What is written, as it was given.
    pub fn written(&self) -> &str {
        &self.written
    }

    pub fn kind(&self) -> EntryKind {
        self.kind
    }

    pub fn said(&self) -> &Said {
        &self.said
    }

    /// How it is said, as [`Entry::new`] takes it.
    pub fn said_text(&self) -> String {
        match &self.said {
            Said::Marked(said) => said.clone(),
            Said::Ipa(words) => format!("/{}/", ipa::print(words)),
        }
    }

    /// What an unmarked last letter means.
    pub fn ending(&self) -> Ending {
        self.ending
    }

    pub fn note(&self) -> &str {
        &self.note
    }

    pub fn set_by(&self) -> &str {
        &self.set_by
    }

    pub fn changed_at(&self) -> Option<Timestamp> {
        self.changed_at
    }

    /// What entries are told apart by.
    pub fn key(&self) -> String {
        key(&self.written)
    }

    /// The regular expression of a pattern.
    pub(super) fn pattern(&self) -> Option<Regex> {
        // It was compiled when the entry was made.
        compiled(between_slashes(&self.written)?).ok()
    }

    /// Tells whether it is found only as it is written, capital by capital: `US` is not the word `us`.
    pub(super) fn keeps_case(&self) -> bool {
        self.kind == EntryKind::Latin && !self.written.chars().any(char::is_lowercase)
    }
}

/// An entry as programs read it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct EntryFields {
    /// What is printed, or a regular expression between slashes.
    #[schema(example = "منطقة")]
    pub written: String,
    pub kind: EntryKind,
    /// In Arabic letters with their marks, or in IPA between slashes.
    #[schema(example = "مِنْطَقَة")]
    pub said: String,
    /// `written` where the word is said exactly as it is written, `open` where it is declined as the sentence has it.
    #[schema(example = "open")]
    pub ending: &'static str,
    /// Why.
    pub note: String,
    /// Who set it.
    pub set_by: String,
    /// When, where that is known (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<String>,
}

impl From<&Entry> for EntryFields {
    fn from(entry: &Entry) -> Self {
        Self {
            written: entry.written.clone(),
            kind: entry.kind,
            said: entry.said_text(),
            ending: ending_name(entry.ending),
            note: entry.note.clone(),
            set_by: entry.set_by.clone(),
            changed_at: entry.changed_at.map(|time| time.to_string()),
        }
    }
}

/// Returns the name of an ending.
pub(super) fn ending_name(ending: Ending) -> &'static str {
    match ending {
        Ending::AsWritten => "written",
        Ending::Declined => "open",
    }
}

/// Returns the ending of a name; none is as written.
pub fn ending_of(name: &str) -> Result<Ending, Fault> {
    match name {
        "" | "written" => Ok(Ending::AsWritten),
        "open" => Ok(Ending::Declined),
        _ => Err(Fault::Ending { name: name.to_owned() }),
    }
}

/// What is written, without marks, tatweel and superfluous spaces; a pattern as it is.
pub(super) fn key(written: &str) -> String {
    if between_slashes(written).is_some() {
        return written.to_owned();
    }
    let bare: String = written.chars().filter(|c| !is_mark(*c) && *c != 'ـ').collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn between_slashes(text: &str) -> Option<&str> {
    text.strip_prefix('/')?.strip_suffix('/').filter(|inner| !inner.is_empty())
}

fn compiled(pattern: &str) -> Result<Regex, Fault> {
    let fault = |reason: String| Fault::Pattern { pattern: pattern.to_owned(), reason };
    let regex = RegexBuilder::new(pattern).size_limit(MAX_PATTERN_BYTES).build().map_err(|error| {
        // Of an error of several lines the last says what is wrong.
        fault(error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned())
    })?;
    match regex.is_match("") {
        true => Err(fault("it finds nothing at all, everywhere".to_owned())),
        false => Ok(regex),
    }
}

fn collapsed(text: &str) -> Result<String, Fault> {
    if text.contains(|c: char| c.is_control()) {
        return Err(Fault::Control(text.chars().filter(|c| !c.is_control()).collect()));
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn bounded(text: &str, most: usize) -> Result<(), Fault> {
    match text.chars().count() {
        length if length > most => Err(Fault::TooLong { text: text.chars().take(30).collect(), length, most }),
        _ => Ok(()),
    }
}

/// Tells whether a character may stand in an Arabic word: letters, marks and tatweel.
pub(super) fn is_arabic(c: char) -> bool {
    is_arabic_letter(c) || is_mark(c) || c == 'ـ'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(written: &str, said: &str) -> Result<Entry, Fault> {
        Entry::new(written, said, Ending::AsWritten)
    }

    #[track_caller]
    fn check_kind(written: &str, expect: EntryKind) {
        assert_eq!(entry(written, "كَلِمَة").unwrap().kind(), expect, "{written}");
    }

    #[test]
    fn kinds_by_what_is_written() {
        check_kind("داعش", EntryKind::Word);
        check_kind("سوق أهراس", EntryKind::Phrase);
        check_kind("AT&T", EntryKind::Latin);
        check_kind("ف-16", EntryKind::Latin);
        check_kind("/F-(\\d+)/", EntryKind::Pattern);
    }

    #[test]
    fn what_a_table_could_not_hold_is_refused() {
        for said in ["#كَلِمَة", "كَلِمَة # نعم"] {
            assert!(matches!(entry("كلمة", said), Err(Fault::NotArabic(_))), "{said}");
        }
        // As they are written they fit, as they are kept they do not.
        let sounds = format!("/{}/", "ba".repeat(125));
        assert!(matches!(entry("كلمة", &sounds), Err(Fault::TooLong { .. })));
    }

    #[test]
    fn another_word_may_be_said_without_marks() {
        assert!(entry("منظمه", "منظمة").is_ok());
        assert!(entry("UN", "الأمم المتحدة").is_ok());
    }

    #[test]
    fn what_cannot_be_is_refused_and_says_why() {
        let fault = |written: &str, said: &str| entry(written, said).unwrap_err();
        assert!(matches!(fault("", "كَ"), Fault::NothingWritten(_)));
        assert!(matches!(fault("—", "كَ"), Fault::NothingWritten(_)));
        assert!(matches!(fault("#وسم", "وَسْم"), Fault::Comment(_)));
        assert!(matches!(fault("كلمة", "word"), Fault::NotArabic(_)));
        assert!(matches!(fault("منظمة", "منظمة"), Fault::NoMarks(word) if word == "منظمة"));
        assert!(matches!(fault("مُنظمة", "منظـمة"), Fault::NoMarks(_)));
        assert!(matches!(fault("كلمة", "كَ\nل"), Fault::Control(_)));
        assert!(matches!(fault("كلمة", "/k q p/"), Fault::NotPhoneme { symbol } if symbol == "p"));
        assert!(matches!(fault("/(a/", "أَ"), Fault::Pattern { .. }));
        assert!(matches!(fault("/a*/", "أَ"), Fault::Pattern { .. }));
        assert!(matches!(fault(&"ك".repeat(201), "كَ"), Fault::TooLong { .. }));
        assert!(matches!(fault(&"ك ".repeat(13), "كَ"), Fault::TooLong { .. }));
    }

    #[track_caller]
    fn check_in_sentence(said: &str, expect: &str, ending: Ending) {
        let entry = Entry::of_word_in_sentence("كلمة", said).unwrap();
        assert_eq!((entry.said_text().as_str(), entry.ending()), (expect, ending), "{said}");
    }

    #[test]
    fn ending_of_a_sentence_is_left_open() {
        check_in_sentence("الْمِنْطَقَةِ", "الْمِنْطَقَة", Ending::Declined);
        check_in_sentence("مُعَدٌّ", "مُعَدّ", Ending::Declined);
        check_in_sentence("كِتَابًا", "كِتَابا", Ending::Declined);
        check_in_sentence("دَاعِشْ", "دَاعِشْ", Ending::AsWritten);
        check_in_sentence("تُونِس", "تُونِس", Ending::AsWritten);
    }

    #[test]
    fn notes_are_one_line() {
        let entry = entry("كلمة", "كَلِمَة").unwrap().annotated("سطر\n\tثان ", "سارة", None);
        assert_eq!((entry.note(), entry.set_by()), ("سطر ثان", "سارة"));
    }
}
