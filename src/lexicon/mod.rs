//! Pronunciations that stay: how a house, a show, an article or a request wants words, phrases and names said.
//!
//! An [`Entry`] says how something printed is said, by its marks or by its sounds. A [`Lexicon`] is the entries of one
//! [`Scope`]; of the [`Scopes`] of a reading the nearest wins, and in one scope the longest entry does. What the author
//! of a text has marked wins over every lexicon.
//!
//! Entries are looked for in the *printed* text of each utterance (`matching.rs`): what is used is found by one look for
//! each word, whatever the size of the lexicon, and the utterance's speech is kept under the entries it uses and no
//! others. So a new entry has only those utterances spoken again in which it stands. The words around an utterance in its
//! sentence are read without entries for the same reason: an entry in one utterance is no change of the next.
//!
//! Why two ways to say? A single Arabic word with its marks is told to the diacritizer ([`crate::diacritize::Lexicon`]),
//! which knows its prefixes and its ending; everything else takes the place of what is printed, as an alias or as
//! phonemes of SSML does. What is said there without any mark is diacritized like other text.

mod entry;
mod house;
mod ipa;
mod matching;
mod pls;
mod tsv;

use std::{
    collections::{BTreeMap, HashMap},
    path::{Path, PathBuf},
    sync::Arc,
};

use regex::Regex;

use crate::{diacritize, digest};

pub use self::{
    entry::{Entry, EntryFields, EntryKind, Fault, Said, ending_of},
    house::{House, HouseError},
    matching::{Applied, Use},
    pls::{MalformedPls, from_pls, to_pls},
    tsv::{MalformedTsv, from_tsv, to_tsv},
};
pub use crate::diacritize::Ending;

/// How far entries reach, from the farthest to the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything that is read.
    House,
    /// The episodes of one show.
    Show,
    /// One article.
    Article,
    /// One request or one run of a command.
    Request,
}

/// The entries of one scope.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    entries: BTreeMap<String, Entry>,
    /// Single Arabic words that are said by their marks.
    words: diacritize::Lexicon,
    /// Everything else but patterns, by its folded units: the keys of the entries that are written so but for case.
    spans: HashMap<String, Vec<String>>,
    /// How many units the longest of `spans` has that begins with this unit.
    longest: HashMap<String, usize>,
    patterns: Vec<(Regex, String)>,
}

/// The lexicons of a reading; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Scopes {
    /// The nearest first.
    lexicons: Vec<(Scope, Arc<Lexicon>)>,
}

impl FromIterator<Entry> for Lexicon {
    /// A later entry replaces an earlier one for the same words.
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let entries: BTreeMap<String, Entry> = entries.into_iter().map(|entry| (entry.key(), entry)).collect();
        let mut lexicon = Self { entries, ..Self::default() };
        for (key, entry) in &lexicon.entries {
            let is_word = matches!(entry.said(), Said::Marked(said)
                if entry.kind() == EntryKind::Word && said.contains(entry::is_mark) && lexicon.words.insert(entry.written(), said, entry.ending()).is_ok());
            if is_word {
                continue;
            }
            if let Some(pattern) = entry.pattern() {
                lexicon.patterns.push((pattern, key.clone()));
                continue;
            }
            let units = matching::folded_units(entry.written());
            if let Some(first) = units.first() {
                let longest = lexicon.longest.entry(first.clone()).or_default();
                *longest = units.len().max(*longest);
                lexicon.spans.entry(units.join(" ")).or_default().push(key.clone());
            }
        }
        lexicon
    }
}

impl Lexicon {
    /// Returns the entry for what is written so, marks and tatweel apart.
    pub fn get(&self, written: &str) -> Option<&Entry> {
        self.entries.get(&entry::key(written))
    }

    /// Returns the entries, in the order of what is written.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.values()
    }

    /// Returns how many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns how many of them are regular expressions: each of those is looked for in every utterance.
    pub fn n_patterns(&self) -> usize {
        self.patterns.len()
    }

    /// Returns a digest of all entries.
    pub fn version(&self) -> String {
        digest::sha256(to_tsv(self.entries()))
    }

    /// Returns the same with an entry more, in place of one for the same words.
    #[must_use]
    pub fn with(&self, entry: Entry) -> Self {
        self.entries().cloned().chain([entry]).collect()
    }

    /// Returns the notes of those of these entries that are there already to them, where they come without any.
    #[must_use]
    pub fn annotate(&self, entries: Vec<Entry>) -> Vec<Entry> {
        let annotated = |entry: Entry| match self.entries.get(&entry.key()) {
            Some(there) => entry.annotated_like(there),
            None => entry,
        };
        entries.into_iter().map(annotated).collect()
    }

    /// Returns the same without the entry for what is written so; `None` where there is none.
    #[must_use]
    pub fn without(&self, written: &str) -> Option<Self> {
        let mut entries = self.entries.clone();
        entries.remove(&entry::key(written))?;
        Some(entries.into_values().collect())
    }
}

impl Scopes {
    /// Returns the same with the entries of a scope in place of those it had.
    #[must_use]
    pub fn with(mut self, scope: Scope, lexicon: Arc<Lexicon>) -> Self {
        self.lexicons.retain(|(other, _)| *other != scope);
        if !lexicon.is_empty() {
            let place = self.lexicons.partition_point(|(other, _)| *other > scope);
            self.lexicons.insert(place, (scope, lexicon));
        }
        self
    }

    /// Tells whether there is no entry at all.
    pub fn is_empty(&self) -> bool {
        self.lexicons.is_empty()
    }

    /// Returns the entry that wins for what is written so.
    pub fn get(&self, written: &str) -> Option<(Scope, &Entry)> {
        self.lexicons.iter().find_map(|(scope, lexicon)| Some((*scope, lexicon.get(written)?)))
    }
}

/// Why a text is no lexicon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Malformed {
    #[error(transparent)]
    Tsv(#[from] MalformedTsv),
    #[error(transparent)]
    Pls(#[from] MalformedPls),
}

/// Reads entries: a lexicon in PLS where the text begins like XML, else a table.
///
/// # Errors
/// [`Malformed`] as the one or the other.
pub fn from_text(text: &str) -> Result<Vec<Entry>, Malformed> {
    match text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        true => Ok(from_pls(text.trim_start_matches('\u{feff}'))?),
        false => Ok(from_tsv(text)?),
    }
}

/// Returns where the lexicon of an article lies: beside `news.html` it is `news.lexicon.tsv`.
pub fn beside(article: &Path) -> PathBuf {
    article.with_extension("lexicon.tsv")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(entries: &[(&str, &str)]) -> Arc<Lexicon> {
        let entry = |(written, said): &(&str, &str)| Entry::new(written, said, Ending::AsWritten).unwrap();
        Arc::new(entries.iter().map(entry).collect())
    }

    #[test]
    fn nearest_scope_wins_in_whatever_order_they_are_given() {
        let [house, show, request] = ["دَا", "دُو", "دِي"].map(|said| lexicon(&[("دا", said)]));
        let scopes = Scopes::default()
            .with(Scope::Show, show.clone())
            .with(Scope::Request, request)
            .with(Scope::House, house.clone());
        assert_eq!(
            scopes.get("دا").map(|(scope, entry)| (scope, entry.said_text())),
            Some((Scope::Request, "دِي".into()))
        );
        let scopes = scopes.with(Scope::Request, Arc::default());
        assert_eq!(scopes.get("دا").map(|(scope, _)| scope), Some(Scope::Show));
        assert!(Scopes::default().with(Scope::House, Arc::default()).is_empty());
    }

    #[test]
    fn version_is_of_the_entries_alone() {
        let one = lexicon(&[("دا", "دَا"), ("بي", "بِي")]);
        assert_eq!(one.version(), lexicon(&[("بي", "بِي"), ("دا", "دَا")]).version());
        assert_ne!(one.version(), lexicon(&[("دا", "دَا")]).version());
        assert_eq!(one.without("بي").unwrap().version(), lexicon(&[("دا", "دَا")]).version());
        assert!(one.without("لا").is_none());
    }

    #[test]
    fn notes_stay_with_what_comes_back_as_it_was() {
        let noted = |written: &str, said: &str| {
            let entry = Entry::new(written, said, Ending::Declined).unwrap();
            entry.annotated("كما في النشرة", "سارة", "2026-03-01T10:00:00Z".parse().ok())
        };
        let there: Lexicon = [noted("منطقة", "مِنْطَقَة"), noted("داعش", "دَاعِش")].into_iter().collect();
        let again = from_pls(&to_pls(there.entries())).unwrap();
        assert!(again.iter().all(|entry| entry.note().is_empty()));
        assert!(there.annotate(again).iter().eq(there.entries()));
        // What is said otherwise now, and what has a note of its own, is somebody else's.
        let other = Entry::new("منطقة", "مَنْطِقَة", Ending::Declined).unwrap();
        let own = Entry::new("داعش", "دَاعِش", Ending::Declined).unwrap().annotated("", "هند", None);
        let entries = vec![other, own];
        assert_eq!(there.annotate(entries.clone()), entries);
    }

    #[test]
    fn entry_is_found_whatever_marks_it_is_asked_with() {
        let lexicon = lexicon(&[("سوق  أهراس", "سُوقْ أَهْرَاسْ")]);
        assert!(lexicon.get("سُوق أهـراس").is_some());
        assert_eq!(lexicon.with(Entry::new("سوق أهراس", "سُوق أَهْرَاس", Ending::Declined).unwrap()).len(), 1);
    }
}
