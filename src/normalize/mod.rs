//! Written form to spoken form: `عام 2014` becomes `عام ألفين وأربعة عشر`.
//!
//! An utterance is cleaned and cut into lexemes ([`scan`]); then, from left to right in the order of the text, each
//! stretch is given to the readers below. The first that knows it answers how many lexemes it takes and what is said for
//! them. What no reader knows is an Arabic word, said as printed, a punctuation mark, heard as a pause, or a sign that is
//! left out with a note.
//!
//! # In which order, and why
//! The longest and most particular form comes first, because its parts would satisfy the later ones:
//!
//! 1. *Links, quotations, abbreviations*: their dots, digits and brackets mean nothing outside them.
//! 2. *Powers*, whose raised digits no other form has: `10⁶`; *numbers of laws and files*, which look like dates, fractions and years: `رقم 20/442`; *dates and times* before
//!    fractions and decimals: `15/9/2014`, `17.05`.
//! 3. *Telephone numbers* before counts: `021 55 12 34` is not four numbers.
//! 4. *Versions, fractions, spans of years, scores, ranges*: two numbers with a sign between them, from the form that
//!    needs most evidence to the one that needs least.
//! 5. *Years and ordinals*: plain digits whose noun stands before them.
//! 6. *Money, per cent, units*: plain digits whose noun stands after them as a sign.
//! 7. *Decimals and cardinals*: everything else, agreeing with the noun printed after it.
//! 8. *Latin words, emoji, symbols.*
//!
//! A prefix printed apart from its word (`لـ5`, `الـCNN`) is put before the first word of what is read for the rest.
//!
//! # How often it is right
//! On 310 sentences with figures from Moroccan and agency news (11,072 words, 570 readings of figures) that nobody had
//! looked at while the rules were written, two readings were false and seven clearly wrong, in gender or case: 0.2 and
//! 0.6 for each thousand words. Both false ones were decimals typed with a space after the comma (`5، 2 مليون`). Only
//! figures were judged, by one reader, so that Latin words and abbreviations are not in the count.
//!
//! # Why no grammar compiler, and no regular expressions?
//! The right form depends on the gender of a noun some words later and on the case that a word some words earlier asks
//! for; a reader is a function that may look both ways. The tables are few enough to be read as text.

mod abbreviation;
mod acronym;
mod cardinal;
mod code;
mod context;
mod counted;
mod currency;
mod date;
mod decimal;
mod doubt;
mod emoji;
mod footnote;
mod fraction;
mod given_names;
mod gloss;
mod glued;
mod isotope;
mod label;
mod latin;
mod lexeme;
mod life;
mod loose_spelling;
mod noun;
mod noun_plural;
mod number;
mod numeral;
mod ordinal;
mod percent;
mod phone;
mod power;
mod proclitic;
mod punctuation;
mod quran;
mod range;
mod restated;
mod said;
mod scan;
mod score;
mod sound_alike;
mod spelling;
mod symbol;
mod table;
mod time;
mod transliterate;
mod unicode;
mod unit;
mod version;
mod vowels;
mod web;
mod year;

use std::ops::Range;

use serde::Serialize;

pub use self::doubt::{Alternative, Doubt};
use self::lexeme::{Kind, Lexeme, Reading, Spoken};
pub use self::said::InSentence;
use self::said::Said;
use crate::note::{Note, NoteCode};
use crate::utterance::Utterance;

/// Returns the words and pauses of an utterance as they are spoken, and what a caller should know about the reading.
///
/// Never fails: what has no reading is left out with a note. Sources are bytes of the paragraph that the utterance is
/// from. Doing it again with the joined words changes nothing.
pub fn normalize(utterance: &Utterance, options: &Options) -> Normalized {
    match utterance.directions.is_empty() {
        true => read_all(utterance, options),
        false => said::in_sentence(utterance, options).own,
    }
}

/// Returns what [`normalize`] does, with the words that stand around the utterance in its sentence.
pub fn normalize_in_sentence(utterance: &Utterance, options: &Options) -> InSentence {
    if !utterance.directions.is_empty() {
        return said::in_sentence(utterance, options);
    }
    let around = |text: &str| {
        let rest = || Utterance { tone: utterance.tone, ..Utterance::alone(text, utterance.pause_after) };
        if text.trim().is_empty() { Vec::new() } else { read_all(&rest(), options).tokens }
    };
    InSentence { before: around(&utterance.before), own: read_all(utterance, options), after: around(&utterance.after) }
}

/// Reads an utterance by itself.
fn read_all(utterance: &Utterance, options: &Options) -> Normalized {
    let said = Said::of(utterance);
    let lexemes = said.scan(utterance);
    let mut normalized = Normalized { tokens: Vec::new(), notes: Vec::new(), doubts: Vec::new() };
    let mut at = 0;
    while at < lexemes.len() {
        // What the readers see. At the ends of the window they take an utterance to begin and to end.
        let first = at.saturating_sub(LOOK_BACK);
        let window = &lexemes[first..lexemes.len().min(at + LOOK_AHEAD)];
        let given = said.read(window, at - first, options, &utterance.text);
        let is_given = given.is_some();
        let mut reading = given.unwrap_or_else(|| {
            said.beside(window, at - first, |window| {
                read_with_proclitic(window, at - first, options)
                    .or_else(|| read(window, at - first, options))
                    .unwrap_or_else(|| plain(window, at - first))
            })
        });
        if let Some(ending) = normalized.counted_by_last().and_then(|rule| counted::hint(window, at - first, rule))
            && let [Spoken::Word { hint: hint @ None, .. }] = reading.spoken.as_mut_slice()
        {
            *hint = Some(ending);
        }
        if let Some(doubt) = doubt::doubt(window, at - first, &reading, options).filter(|_| !is_given) {
            let is_noted = reading.notes.iter().any(|note| note.code == NoteCode::NumberAmbiguous);
            normalized.notes.extend(doubt::note(&doubt, utterance).filter(|_| !is_noted));
            normalized.doubts.push(doubt);
        }
        normalized.notes.extend(reading.notes);
        let reach = lexemes.get(at..at + reading.consumed.max(1)).unwrap_or_default();
        for mut spoken in reading.spoken {
            mark_respelt(&mut spoken, utterance);
            normalized.push(spoken, reach);
        }
        at += reading.consumed.max(1);
    }
    normalized.tokens = with_breaths(normalized.tokens);
    said.tell_aliases(&mut normalized.tokens);
    normalized
}

/// A stretch without a pause that has more letters than this is longer than a reader's breath. The utterance room cuts
/// what is printed; a thousand digits are five times as long when they are spoken.
const BREATH_LETTERS: usize = 400;

/// Sets a pause wherever more than [`BREATH_LETTERS`] would be spoken without one: between two things that were printed
/// apart, failing that before an `و` inside a number, failing that between any words.
fn with_breaths(tokens: Vec<Token>) -> Vec<Token> {
    let letters = |word: &Word| word.text.chars().filter(|&letter| unicode::is_arabic_letter(letter)).count();
    let mut parted: Vec<Token> = Vec::with_capacity(tokens.len());
    // Where the stretch without a pause begins, and its letters.
    let (mut start, mut length) = (0, 0);
    for token in tokens {
        match &token {
            Token::Pause(_) => (start, length) = (parted.len() + 1, 0),
            Token::Word(word) => {
                length += letters(word);
                if length > BREATH_LETTERS && parted.len() > start {
                    let cut = place_of_breath(&parted, start, word);
                    let source = parted[cut - 1].source().clone();
                    parted.insert(cut, Token::Pause(Pause { length: PauseLength::Short, source }));
                    start = cut + 1;
                    let rest = parted[start..].iter().filter_map(Token::word).map(letters).sum::<usize>();
                    length = rest + letters(word);
                }
            }
        }
        parted.push(token);
    }
    parted
}

/// Where in the second half of `tokens[start..]`, which `next` follows, one may best breathe: the index of the token
/// before which the pause stands.
fn place_of_breath(tokens: &[Token], start: usize, next: &Word) -> usize {
    let rank = |cut: usize| {
        let after = tokens.get(cut).and_then(Token::word).unwrap_or(next);
        let printed_apart = tokens[cut - 1].source() != &after.source;
        (printed_apart, after.text.starts_with('و'), cut)
    };
    let middle = start + (tokens.len() - start) / 2;
    (middle + 1..=tokens.len()).max_by_key(|&cut| rank(cut)).unwrap_or(tokens.len())
}

/// How many lexemes before its own a reader may look at. The farthest rule of grammar looks for a verb 18 words back,
/// with signs between them.
const LOOK_BACK: usize = 48;
/// How many lexemes from its own on a reader may look at and take; an address is the longest that one takes. Together
/// with [`LOOK_BACK`] it makes the cost of an utterance grow with its length and no faster, whatever a reader does.
const LOOK_AHEAD: usize = 192;

/// An utterance as it is spoken: Arabic words and pauses, nothing else.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalized {
    /// Words and pauses in reading order. Sources are in order too; the words of one number share one source.
    pub tokens: Vec<Token>,
    /// What a caller should know.
    pub notes: Vec<Note>,
    /// What could have been read otherwise, in the order of the text.
    pub doubts: Vec<Doubt>,
}

/// A word or a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word to speak.
    Word(Word),
    /// A pause that the punctuation asks for. Pausal forms (waqf) depend on it.
    Pause(Pause),
}

impl Token {
    /// The bytes in the paragraph's text that it was read from.
    pub fn source(&self) -> &Range<usize> {
        match self {
            Self::Word(word) => &word.source,
            Self::Pause(pause) => &pause.source,
        }
    }

    fn word(&self) -> Option<&Word> {
        match self {
            Self::Word(word) => Some(word),
            Self::Pause(_) => None,
        }
    }
}

/// A word to speak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Arabic letters (U+0621..U+064A without tatweel, and `پ چ ڤ گ`) with the marks the author wrote.
    /// No digit, sign or Latin letter; never empty.
    pub text: String,
    /// The same letters with marks that a rule or a lexicon knows (some or all of them), where one does. The author's
    /// marks win over these, and these over the diacritizer's.
    pub hint: Option<String>,
    /// Bytes in the paragraph's text. All words that `2014` is read as have the four bytes of `2014`.
    pub source: Range<usize>,
    /// Which rule made it.
    pub rule: Rule,
}

/// A pause inside or after an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// How long.
    pub length: PauseLength,
    /// The punctuation it comes from, or the word before a pause that nothing printed asks for: bytes in the
    /// paragraph's text.
    pub source: Range<usize>,
}

/// How long a pause is and what it ends, for reader and model; seconds are chosen by the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseLength {
    /// `،` `؛` `:` a dash, a bracket.
    Short,
    /// `.` `!` `…`
    Long,
    /// `؟`: as long, and a voice that can rises before it.
    Question,
}

/// The rule that made a word out of what was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// An Arabic word, as printed.
    Plain,
    /// An Arabic word whose spelling was put right (tatweel, lookalike letters, Egyptian final ya).
    Spelling,
    Cardinal,
    Ordinal,
    Year,
    Date,
    Time,
    Decimal,
    Fraction,
    Percent,
    Currency,
    Unit,
    Range,
    Score,
    Phone,
    Version,
    /// A number or letter read one by one.
    Digits,
    /// A Latin word from the lexicon or by transliteration.
    Latin,
    /// Letters read by their names.
    Acronym,
    Abbreviation,
    Url,
    Email,
    Handle,
    Hashtag,
    Symbol,
    Emoji,
    Quran,
    /// Said in place of what is printed (`<sub>`).
    Alias,
    /// Given by its sounds (`<phoneme>`).
    Phonemes,
}

/// What a caller may choose about the reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// How Latin words are read.
    pub latin: LatinPolicy,
    /// How emoji are read.
    pub emoji: EmojiPolicy,
}

/// How Latin words that no lexicon knows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LatinPolicy {
    /// Read as an Arab reader would: `Samsung` as `سامسونغ`.
    #[default]
    Transliterate,
    /// Letter by letter.
    Spell,
    /// Left out, with a note.
    Skip,
}

/// How emoji are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EmojiPolicy {
    /// Left out.
    #[default]
    Skip,
    /// By their Arabic names.
    Name,
}

impl Normalized {
    /// Adds what is spoken, so that sources stay in order and words hold letters only.
    fn push(&mut self, spoken: Spoken, reach: &[Lexeme]) {
        match spoken {
            Spoken::Word { text, hint, rule, source } => {
                if text.is_empty() {
                    return;
                }
                // One letter is no word in Arabic; whatever reader left it, it is heard by its name.
                // A reader that knows better has given it a vowel.
                let (text, hint) = match name_of_letter(&text).filter(|_| hint.is_none()) {
                    Some(name) => (number::bare(name), Some(vowels::shadda_first(name))),
                    None => (text, hint),
                };
                let source = self.in_order(source, reach);
                self.tokens.push(Token::Word(Word { text, hint, source, rule }));
            }
            Spoken::Pause { length, source } => {
                let source = self.in_order(source, reach);
                match self.tokens.last_mut() {
                    // One silence is enough for `..` and `".`; the longer wins.
                    Some(Token::Pause(before)) => {
                        before.length = before.length.max(length);
                        before.source.end = before.source.end.max(source.end);
                    }
                    // What stands before the first word has been paused for by the utterance before.
                    None => {}
                    Some(Token::Word(_)) => self.tokens.push(Token::Pause(Pause { length, source })),
                }
            }
        }
    }

    /// The rule of the number that was read last, where nothing stands after it.
    fn counted_by_last(&self) -> Option<Rule> {
        let last = self.tokens.last().and_then(Token::word)?;
        (last.hint.is_some()).then_some(last.rule)
    }

    /// A source that begins before the one before it ends takes that one's place in the order.
    fn in_order(&self, source: Range<usize>, reach: &[Lexeme]) -> Range<usize> {
        let limits = match (reach.first(), reach.last()) {
            (Some(first), Some(last)) => first.source.start..last.source.end,
            _ => source.clone(),
        };
        let source = source.start.max(limits.start)..source.end.min(limits.end).max(source.start.max(limits.start));
        let Some(before) = self.tokens.last().map(|token| token.source().clone()) else { return source };
        if source == before || source.start >= before.end {
            source
        } else if source.end > before.end && source.start > before.start {
            before.end..source.end
        } else {
            before.start.max(source.start)..before.end.max(source.end)
        }
    }
}

/// A word that is not spoken as it is printed has been respelt.
fn mark_respelt(spoken: &mut Spoken, utterance: &Utterance) {
    if let Spoken::Word { text, rule: rule @ Rule::Plain, source, .. } = spoken {
        let offset = utterance.source.start;
        let printed = utterance.text.get(source.start.saturating_sub(offset)..source.end.saturating_sub(offset));
        if printed != Some(text.as_str()) {
            *rule = Rule::Spelling;
        }
    }
}

type Reader = fn(&[Lexeme], usize, &Options) -> Option<Reading>;

/// The readers of what begins with a word or a sign.
const READERS_OF_WORDS: [Reader; 3] = [web::read, quran::read, abbreviation::read];

/// The readers of what begins with digits or with a sign before them, in the order told above.
const READERS_OF_NUMBERS: [Reader; 21] = [
    restated::read,
    power::read,
    code::read,
    score::to_nil,
    date::read,
    time::read,
    phone::read,
    version::read,
    year::read_season,
    fraction::read,
    year::read,
    score::read,
    range::read,
    ordinal::read,
    currency::read,
    percent::read,
    unit::read,
    decimal::read,
    cardinal::read,
    latin::read,
    abbreviation::read,
];

fn read(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    let lexeme = lexemes.get(at)?;
    let ask = |readers: &[Reader]| readers.iter().find_map(|read| read(lexemes, at, options));
    match lexeme.kind {
        Kind::Number => {
            ask(&[label::read, life::read, isotope::read, web::read, latin::read]).or_else(|| ask(&READERS_OF_NUMBERS))
        }
        // `ر.س 100`: the letters of a currency before its number are no initials.
        Kind::Arabic => {
            ask(&[label::read, range::read, currency::read, date::read_word]).or_else(|| ask(&READERS_OF_WORDS))
        }
        Kind::Latin => ask(&[currency::read, gloss::read, date::read_word, version::read_letter, score::versus])
            .or_else(|| ask(&READERS_OF_WORDS))
            .or_else(|| ask(&[latin::read])),
        Kind::Sign => ask(&[
            footnote::read,
            symbol::minus,
            score::stroke,
            gloss::read,
            date::read_again,
            life::read,
            code::read_bracket,
        ])
        .or_else(|| ask(&READERS_OF_WORDS))
        .or_else(|| ask(&READERS_OF_NUMBERS[..19])),
        Kind::Emoji => ask(&[emoji::read]),
    }
}

/// Reads a prefix that was printed apart from its word, together with the word.
fn read_with_proclitic(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    if let Some(host) = proclitic::host(lexemes, at) {
        let reading = read(lexemes, host, options).unwrap_or_else(|| plain(lexemes, host));
        let mut joined = proclitic::join(lexemes, at, host, reading);
        if !joined.spoken.iter().any(|spoken| matches!(spoken, Spoken::Word { .. })) {
            let source = lexemes.get(at)?.source.clone();
            let message = "a prefix was left out with the word it belongs to";
            joined.notes.insert(0, Note::new(NoteCode::TokenSkipped, message, source));
        }
        return Some(joined);
    }
    // The conjunction before a sign that is spoken: `و #الجزائر`, `و € 5`.
    let is_conjunction = lexemes.get(at).is_some_and(|lexeme| number::bare(&lexeme.text) == "و");
    let before_sign = lexemes.get(at + 1).is_some_and(|next| next.kind == Kind::Sign);
    let reading = read(lexemes, at + 1, options).filter(|_| is_conjunction && before_sign)?;
    let begins_with_word = matches!(reading.spoken.first(), Some(Spoken::Word { .. }));
    begins_with_word.then(|| proclitic::join(lexemes, at, at + 1, reading))
}

/// What no reader knows: a word as printed, a pause, or a sign that is left out.
fn plain(lexemes: &[Lexeme], at: usize) -> Reading {
    let Some(lexeme) = lexemes.get(at) else { return Reading { consumed: 1, spoken: Vec::new(), notes: Vec::new() } };
    let source = lexeme.source.clone();
    let (spoken, notes) = match lexeme.kind {
        Kind::Arabic => {
            let rule = Rule::Plain;
            (vec![Spoken::Word { text: lexeme.text.clone(), hint: None, rule, source }], Vec::new())
        }
        Kind::Sign => return sign(lexemes, at),
        Kind::Number => (Spoken::words(number::digits(&lexeme.text), Rule::Digits, &source).collect(), Vec::new()),
        Kind::Latin | Kind::Emoji => {
            let message = format!("`{}` has no reading and was left out", lexeme.text);
            (Vec::new(), vec![Note::new(NoteCode::TokenSkipped, message, source)])
        }
    };
    Reading { consumed: 1, spoken, notes }
}

fn name_of_letter(word: &str) -> Option<&'static str> {
    let mut letters = word.chars();
    let letter = letters.next()?;
    if letters.next().is_some() { None } else { acronym::arabic_letter(letter) }
}

/// A punctuation mark is a pause; any other sign is a word, or left out.
fn sign(lexemes: &[Lexeme], at: usize) -> Reading {
    let nothing = Reading { consumed: 1, spoken: Vec::new(), notes: Vec::new() };
    let Some(lexeme) = lexemes.get(at) else { return nothing };
    let text = lexeme.text.as_str();
    let Some(length) = punctuation::pause(text) else {
        return symbol::read(lexemes, at).unwrap_or(nothing);
    };
    let is_print = context::opens_number(lexemes, at)
        || context::closes_number(lexemes, at) && context::counted_noun(lexemes, at).is_some();
    let is_inside = is_print
        || punctuation::is_dash(text)
            && !lexeme.spaced
            && lexemes.get(at + 1).is_some_and(|next| !next.spaced)
            && at > 0;
    let pause = Spoken::Pause { length, source: lexeme.source.clone() };
    Reading { spoken: if is_inside { Vec::new() } else { vec![pause] }, ..nothing }
}

#[cfg(test)]
mod print_kinds_tests;
#[cfg(test)]
mod print_tests;

/// What the tests of the readers share.
#[cfg(test)]
mod testing {
    use super::*;
    use crate::utterance::Break;

    /// An utterance of this text at the beginning of a paragraph.
    pub(super) fn utterance(text: &str) -> Utterance {
        Utterance::alone(text, Break::Paragraph)
    }

    /// The lexemes of a text.
    pub(super) fn lexemes(text: &str) -> Vec<Lexeme> {
        scan::scan(&utterance(text))
    }

    /// What one reader says for a text, asked from left to right as the driver asks; of the lexemes that it leaves, what
    /// `rest` makes of them.
    pub(super) fn read_alone(
        read: impl Fn(&[Lexeme], usize) -> Option<Reading>,
        text: &str,
        rest: impl Fn(&Lexeme) -> Option<String>,
    ) -> String {
        let lexemes = lexemes(text);
        let mut words: Vec<String> = Vec::new();
        let mut at = 0;
        while let Some(lexeme) = lexemes.get(at) {
            match read(&lexemes, at) {
                Some(reading) => {
                    words.extend(reading.spoken.into_iter().filter_map(|spoken| match spoken {
                        Spoken::Word { text, .. } => Some(text),
                        Spoken::Pause { .. } => None,
                    }));
                    at += reading.consumed;
                }
                None => {
                    words.extend(rest(lexeme));
                    at += 1;
                }
            }
        }
        words.join(" ")
    }

    /// Asserts that a reader takes at least one lexeme and none beyond the end, wherever it is asked.
    pub(super) fn check_reach(read: Reader, text: &str) {
        let lexemes = lexemes(text);
        for at in 0..lexemes.len() {
            if let Some(reading) = read(&lexemes, at, &Options::default()) {
                let reach = at + reading.consumed;
                assert!(reading.consumed >= 1 && reach <= lexemes.len(), "{at} to {reach} of {text:?}");
            }
        }
    }

    /// The spoken words, joined by spaces.
    pub(super) fn spoken(text: &str) -> String {
        words(text, |word| word.text.clone())
    }

    /// The words as the hints have them, where there are hints.
    pub(super) fn hinted(text: &str) -> String {
        words(text, |word| word.hint.clone().unwrap_or_else(|| word.text.clone()))
    }

    /// Asserts what is spoken for a text.
    pub(super) fn check(input: &str, expect: &str) {
        assert_eq!(spoken(input), expect, "{input}");
    }

    fn words(text: &str, show: impl Fn(&Word) -> String) -> String {
        let tokens = normalize(&utterance(text), &Options::default()).tokens;
        let words = tokens.iter().filter_map(|token| match token {
            Token::Word(word) => Some(show(word)),
            Token::Pause(_) => None,
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::testing::{spoken, utterance};
    use super::*;

    /// What holds for every text.
    fn check_invariants(text: &str) {
        let whole = utterance(text);
        let normalized = normalize(&whole, &Options::default());
        let mut before = 0..0;
        for token in &normalized.tokens {
            let source = match token {
                Token::Word(word) => {
                    assert!(!word.text.is_empty(), "an empty word in {text:?}");
                    let is_speakable = |c: char| unicode::is_arabic_letter(c) || unicode::is_arabic_mark(c);
                    assert!(word.text.chars().all(is_speakable), "{:?} in {text:?}", word.text);
                    assert!(word.text.chars().any(unicode::is_arabic_letter), "{:?} in {text:?}", word.text);
                    if let Some(hint) = &word.hint {
                        assert_eq!(number::bare(hint), number::bare(&word.text), "hint and text differ in {text:?}");
                    }
                    &word.source
                }
                Token::Pause(pause) => &pause.source,
            };
            assert!(text.get(source.clone()).is_some_and(|bytes| !bytes.is_empty()), "{source:?} of {text:?}");
            assert!(
                source.start >= before.end || (source.start >= before.start && source.end >= before.end),
                "{source:?} after {before:?} in {text:?}"
            );
            before = source.clone();
        }
        // Whatever was printed with letters or digits is spoken, or noted.
        for lexeme in scan::scan(&whole) {
            let is_told = normalized.tokens.iter().any(|token| {
                matches!(token, Token::Word(word) if word.source.start < lexeme.source.end && lexeme.source.start < word.source.end)
            }) || normalized
                .notes
                .iter()
                .any(|note| note.source.start < lexeme.source.end && lexeme.source.start < note.source.end);
            assert!(
                is_told || matches!(lexeme.kind, Kind::Sign | Kind::Emoji),
                "{:?} of {text:?} is lost",
                lexeme.text
            );
        }
        let once = spoken(text);
        assert_eq!(spoken(&once), once, "twice is not once for {text:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn any_text(text in any::<String>()) {
            check_invariants(&text);
        }

        #[test]
        fn digits_signs_and_letters(text in "[0-9٠-٩۳ .,،:/%$€+°²\\-–()\"'ا-يa-zA-Z½ـ]{0,24}") {
            check_invariants(&text);
        }

        #[test]
        fn news_like_tokens(tokens in proptest::collection::vec(token(), 0..12), glue in proptest::collection::vec(any::<bool>(), 12)) {
            let mut text = String::new();
            for (token, glued) in tokens.iter().zip(glue) {
                if !glued && !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(token);
            }
            check_invariants(&text);
        }
    }

    #[test]
    fn what_digits_become_is_parted_where_one_may_breathe() {
        for text in ["1".repeat(1_000), "7 ".repeat(300), format!("بلغ {}", "9999999 ".repeat(60))] {
            let normalized = normalize(&utterance(&text), &Options::default());
            let stretches = normalized.tokens.split(|token| matches!(token, Token::Pause(_)));
            let lengths: Vec<usize> = stretches
                .map(|stretch| stretch.iter().filter_map(Token::word).map(|word| word.text.chars().count()).sum())
                .collect();
            assert!(lengths.len() > 1 && lengths.iter().all(|&length| length <= BREATH_LETTERS), "{lengths:?}");
        }
    }

    #[test]
    fn one_breathes_between_numbers_and_not_inside_one() {
        let normalized = normalize(&utterance(&"9999999 ".repeat(20)), &Options::default());
        for window in normalized.tokens.windows(3) {
            if let [before, Token::Pause(_), after] = window {
                assert_ne!(before.source(), after.source());
            }
        }
    }

    /// Pieces that the readers look for, in any order.
    fn token() -> impl Strategy<Value = String> {
        let fixed = "
            في من إلى بين عام سنة الساعة الـ لـ بـ و القرن الدورة المادة رقم هاتف فاز نحو أكثر مئة ألف مليون مليار دولار د.ج $ € % ‰
            كم م م² ° °م ق.م هـ ص مساء صباحا سبتمبر كانون الثاني رمضان ذو الحجة / - – : . ، ( ) + ½ 1/2 3.5 1,250 12.500 15/9/2014
            2023-10-07 14:30 2014 1445 0 1 2 3 8 10 11 12 18 20 21 99 100 101 102 200 300 1000 2000 11000 1500000 99999999999999999999
            00213 007 F-16 CNN GB www.example.org #وسم سيارات أشخاص سنوات مرة كتابا الأعضاء المئوية بالمئة";
        let pieces: Vec<String> = fixed.split_whitespace().map(str::to_owned).collect();
        prop_oneof![4 => proptest::sample::select(pieces), 1 => "[0-9]{1,6}", 1 => "[ا-ي]{1,6}"]
    }
}
