//! How words in Latin letters are read: names by the lexicon, acronyms by their letters, the rest as an Arab reader would
//! say them. A word of several parts (`BlueSky`, `iCloud`) is read part by part. Letters of other scripts are left out with
//! a note.

pub(crate) mod acronym;
mod english;
pub(crate) mod sound_alike;
pub(crate) mod transliterate;
pub(crate) mod vowels;

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use self::transliterate::Spelling;
use super::lexicon::table;
use super::options::{LatinPolicy, Options};
use super::output::Rule;
use super::scan::spelling;
use super::spoken::Spoken;
use crate::arabic::marks;
use crate::note::{Note, NoteCode};

/// Reads a Latin word that stands by itself, as the parts of a web address do. The notes of the guess are added.
pub(crate) fn word(word: &str, source: &Range<usize>, options: &Options, notes: &mut Vec<Note>) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    let key = key(word);
    // @WHO is the organization, as it is in running text.
    let is_acronym = is_capitals(word) && !is_known_in_capitals(word);
    if let Some(entry) = lookup(&key).or_else(|| lookup_joined(&key)).filter(|_| !is_acronym) {
        return vowels::say(entry, Rule::Latin, source);
    }
    word_in_parts(word, source, Spelling::English, options, &mut spoken, notes);
    spoken
}

/// Reads a word that the lexicon does not know, part by part where capitals show parts.
pub(crate) fn word_in_parts(
    word: &str,
    source: &Range<usize>,
    language: Spelling,
    options: &Options,
    spoken: &mut Vec<Spoken>,
    notes: &mut Vec<Note>,
) {
    if !word.chars().any(is_latin) {
        notes.push(Note::new(
            NoteCode::TokenSkipped,
            format!("`{word}` is in a script that is not read, left out"),
            source.clone(),
        ));
        return;
    }
    if options.latin == LatinPolicy::Skip && acronym::spoken(word, source).is_none() {
        notes.push(Note::new(NoteCode::TokenSkipped, format!("Latin word `{word}` is left out"), source.clone()));
        return;
    }
    let mut guessed = false;
    for part in parts(word).into_iter().flat_map(|part| in_words(&part).unwrap_or_else(|| vec![part])) {
        if let Some(letters) = acronym::spoken(&part, source) {
            spoken.extend(letters);
        } else if part.chars().count() == 1 {
            spoken.extend(acronym::letter_by_letter(&part, source));
        } else if let Some(entry) = (part.len() < word.len()).then(|| lookup(&key(&part))).flatten() {
            spoken.extend(vowels::say(entry, Rule::Latin, source));
        } else if options.latin == LatinPolicy::Spell || !transliterate::is_pronounceable(&part) {
            spoken.extend(acronym::letter_by_letter(&part, source));
        } else {
            let english =
                Some(&part).filter(|_| language == Spelling::English).and_then(|part| english::transliterate(part));
            let partial = english.unwrap_or_else(|| transliterate::transliterate(&part, language));
            let letters = marks::bare(&partial);
            let undrawn = spelling::without_drawl(&letters);
            let arabic = vowels::complete(if undrawn == letters { &partial } else { &undrawn });
            if marks::bare(&arabic).chars().count() > 1 {
                spoken.push(Spoken::vowelled(&arabic, Rule::Latin, source));
                guessed = true;
            } else {
                spoken.extend(acronym::letter_by_letter(&part, source));
            }
        }
    }
    if guessed {
        notes.push(Note::new(
            NoteCode::LatinGuessed,
            format!("Latin word `{word}` was transliterated by rule"),
            source.clone(),
        ));
    } else if spoken.is_empty() {
        notes.push(Note::new(NoteCode::TokenSkipped, format!("`{word}` has no reading, left out"), source.clone()));
    }
}

fn is_latin(letter: char) -> bool {
    transliterate::fold(letter).any(|plain| plain.is_ascii_alphabetic())
}

/// Cuts a word where a capital begins a part (`BlueSky`, `NYTimes`, `McCarthy`).
fn parts(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let is_upper = |at: usize| letters.get(at).is_some_and(|letter| letter.is_uppercase());
    let is_lower = |at: usize| letters.get(at).is_some_and(|letter| letter.is_lowercase());
    let mut parts: Vec<String> = Vec::new();
    for (at, &letter) in letters.iter().enumerate() {
        let begins = at > 0 && is_upper(at) && (is_lower(at - 1) || (is_upper(at - 1) && is_lower(at + 1)));
        let plural_of_acronym = letter == 's' && at + 1 == letters.len();
        match parts.last_mut() {
            Some(part) if !begins || plural_of_acronym => part.push(letter),
            _ => parts.push(letter.to_string()),
        }
    }
    // `NGOs` is one acronym, not `NG` and `Os`.
    if word.ends_with('s') && is_capitals(&word[..word.len() - 1]) {
        return vec![word.to_owned()];
    }
    for part in &mut parts {
        if part == "Mc" {
            *part = "Mac".to_owned();
        }
    }
    parts
}

/// `Checkout`: a compound of two English words that the lexicon has, cut where they meet. A word in -ing is none: `forking`.
fn in_words(part: &str) -> Option<Vec<String>> {
    const SHORTEST: usize = 3;
    /// No two words together are longer; every place of a long run would be tried.
    const LONGEST: usize = 24;
    let is_long = (2 * SHORTEST + 1..=LONGEST).contains(&part.len())
        && part.is_ascii()
        && !part.ends_with("ing")
        && lookup(&key(part)).is_none();
    let is_word = |half: &str| ENGLISH.contains(key(half).as_str());
    let cut = (SHORTEST..=part.len().saturating_sub(SHORTEST)).filter(|_| is_long);
    let mut halves = cut.filter_map(|at| Some((part.get(..at)?, part.get(at..)?)));
    let (first, second) = halves.find(|(first, second)| is_word(first) && is_word(second))?;
    Some(vec![first.to_owned(), second.to_owned()])
}

/// Whether a word of the lexicon is that word in capitals too, and not an acronym: names are, function words are not.
pub(crate) fn is_known_in_capitals(word: &str) -> bool {
    if acronym::lookup(word).is_some() {
        return false;
    }
    word.chars().count() > 3 || NAMES.contains(key(word).as_str())
}

pub(crate) fn lookup(key: &str) -> Option<&'static str> {
    READINGS.get(key).copied()
}

/// A name whose words are written as one, as in handles: `billgates`.
fn lookup_joined(key: &str) -> Option<&'static str> {
    JOINED.get(key).copied()
}

static READINGS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| entries().map(|[name, reading, _]| (name, reading)).collect());

static NAMES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries().filter(|[_, _, class]| NAMED.contains(class)).map(|[name, _, _]| name).collect());

static ENGLISH: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| entries().filter(|[_, _, class]| *class == "english").map(|[name, _, _]| name).collect());

static JOINED: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let several = entries().filter(|[name, _, _]| name.contains(' '));
    several.map(|[name, reading, _]| (name.replace(' ', ""), reading)).collect()
});

/// The rows of the lexicon: the name, its reading, its class.
fn entries() -> impl Iterator<Item = [&'static str; 3]> {
    table::rows(table::LATIN_NAMES)
}

/// The classes of names, which are that name in capitals too (`TESLA`); a common word in capitals may be an acronym (`WHO`).
const NAMED: [&str; 8] = ["company", "software", "machine", "media", "organisation", "sport", "place", "person"];

/// A word as the keys of the lexicon are written: lower case, without diacritics.
pub(crate) fn key(word: &str) -> String {
    word.chars().flat_map(transliterate::fold).map(|value| if value == '–' { '-' } else { value }).collect()
}

pub(crate) fn is_capitals(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}
