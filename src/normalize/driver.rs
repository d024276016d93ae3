//! The driver: from left to right, what stands at a place, how it agrees, what is said for it.

use std::ops::Range;

use super::agreement::ending;
use super::breath::with_breaths;
use super::classify::{self, symbol};
use super::cursor::Cursor;
use super::grammar::number;
use super::lexicon::letter_names;
use super::lexicon::words::List;
use super::options::Options;
use super::output::{Guess, Normalized, Pause, Rule, Token, Word};
use super::printed::host;
use super::reading::{OpenCase, Reading, join, say};
use super::said::Said;
use super::spoken::Spoken;
use super::token::{Kind, PrintedToken};
use super::{doubt, punctuation};
use crate::arabic::marks;
use crate::note::{Note, NoteCode};
use crate::utterance::Utterance;

/// Reads an utterance by itself.
pub(super) fn read_all(utterance: &Utterance, options: &Options, settled: &[Guess]) -> Normalized {
    let said = Said::of(utterance);
    let mut tokens = said.scan(utterance);
    settle(&mut tokens, settled);
    let mut normalized = Normalized { tokens: Vec::new(), notes: Vec::new(), doubts: Vec::new(), guesses: Vec::new() };
    let mut at = 0;
    while at < tokens.len() {
        // What the classes see. At the ends of the window they take an utterance to begin and to end.
        let first = at.saturating_sub(LOOK_BACK);
        let window = &tokens[first..tokens.len().min(at + LOOK_AHEAD)];
        let place = Cursor::new(window, at - first);
        let told = said.read(place, &utterance.text);
        let is_told = told.is_some();
        let mut reading = told.unwrap_or_else(|| {
            said.beside(place, |place| {
                with_proclitic(place, options).or_else(|| read(place, options)).unwrap_or_else(|| plain(place))
            })
        });
        if let Some(ending) = normalized.counted_by_last().and_then(|rule| ending::of_counted(place, rule))
            && let [Spoken::Word { hint: hint @ None, .. }] = reading.spoken.as_mut_slice()
        {
            *hint = Some(ending);
        }
        if let Some(doubt) = doubt::doubt(place, &reading).filter(|_| !is_told) {
            let is_noted = reading.notes.iter().any(|note| note.code == NoteCode::NumberAmbiguous);
            normalized.notes.extend(doubt::note(&doubt, utterance).filter(|_| !is_noted));
            normalized.doubts.push(doubt);
        }
        normalized.notes.extend(reading.notes);
        if let Some(OpenCase { case, number, is_spelt }) = reading.open {
            let end = place.ahead(reading.length.max(1));
            let is_spelt = is_spelt || is_joined_to(end);
            normalized.guesses.push(Guess { source: place.source_to(end), case, number, is_spelt });
        }
        let reach = tokens.get(at..at + reading.length.max(1)).unwrap_or_default();
        for mut spoken in reading.spoken {
            mark_respelt(&mut spoken, utterance);
            normalized.push(spoken, reach);
        }
        at += reading.length.max(1);
    }
    normalized.tokens = with_breaths(normalized.tokens);
    said.tell_aliases(&mut normalized.tokens);
    normalized
}

/// Whether a number may follow that takes the case of the one that ends here.
fn is_joined_to(end: Cursor) -> bool {
    const REACH: usize = 12;
    end.forwards().take(REACH).any(Cursor::is_number)
}

/// Tells the numbers whose case is settled of it.
fn settle(tokens: &mut [PrintedToken], settled: &[Guess]) {
    for guess in settled {
        let first = tokens.partition_point(|token| token.source.start < guess.source.start);
        let number = tokens[first..].iter_mut().take_while(|token| token.source.start < guess.source.end);
        number.for_each(|token| token.case = Some(guess.case));
    }
}

/// How many tokens before its own a class may look at. The farthest rule of grammar looks for a verb 18 words back, with
/// signs between them.
const LOOK_BACK: usize = 48;
/// How many tokens from its own on a class may look at and take; an address is the longest that one takes. Together with
/// [`LOOK_BACK`] it makes the cost of an utterance grow with its length and no faster, whatever a class does.
const LOOK_AHEAD: usize = 192;

fn read(place: Cursor, options: &Options) -> Option<Reading> {
    classify::classify(place, options).map(|found| say(found, place.settled()))
}

/// Reads a prefix that was printed apart from its word, together with the word.
fn with_proclitic(place: Cursor, options: &Options) -> Option<Reading> {
    if let Some(host) = host::host(place) {
        let reading = read(host, options).unwrap_or_else(|| plain(host));
        let mut joined = join(place, host, reading);
        if !joined.spoken.iter().any(|spoken| matches!(spoken, Spoken::Word { .. })) {
            let message = "a prefix was left out with the word it belongs to";
            joined.notes.insert(0, Note::new(NoteCode::TokenSkipped, message, place.source(1)));
        }
        return Some(joined);
    }
    // The conjunction before a sign that is spoken: `و #الجزائر`, `و € 5`.
    let next = place.ahead(1);
    if place.word() != Some("و") || !next.is_sign() {
        return None;
    }
    let reading = read(next, options)?;
    let begins_with_word = matches!(reading.spoken.first(), Some(Spoken::Word { .. }));
    begins_with_word.then(|| join(place, next, reading))
}

/// What no class knows: a word as printed, a pause, or a sign that is left out.
fn plain(place: Cursor) -> Reading {
    let Some(token) = place.token() else { return Reading::new(Vec::new()) };
    match token.kind {
        Kind::Arabic => Reading::new(vec![Spoken::printed(&token.text, Rule::Plain, &token.source)]),
        Kind::Sign => sign(place),
        Kind::Number => Reading::new(Spoken::words(number::digits(&token.text), Rule::Digits, &token.source).collect()),
        Kind::Latin | Kind::Emoji => {
            let message = format!("`{}` has no reading and was left out", token.text);
            let note = Note::new(NoteCode::TokenSkipped, message, token.source.clone());
            Reading { notes: vec![note], ..Reading::new(Vec::new()) }
        }
    }
}

/// A punctuation mark is a pause; any other sign is a word, or left out.
fn sign(place: Cursor) -> Reading {
    let nothing = Reading::new(Vec::new());
    let Some(length) = punctuation::pause(place.text()).filter(|_| !symbol::is_spoken_stroke(place)) else {
        return symbol::classify(place).map_or(nothing, |found| say(found, None));
    };
    let is_print = place.opens_number() || place.closes_number() && place.counted_noun().is_some();
    // بي.إم.دبليو: the dots of letters that are spelled.
    let is_letter = |letter: Cursor| {
        letter.word().is_some_and(|word| List::LettersOfModels.has(word) || matches!(word, "إن" | "أر" | "آر"))
    };
    let is_dot = place.is(".") && place.is_glued() && place.ahead(1).is_glued();
    let is_inside = is_print
        || is_dot && is_letter(place.back(1)) && is_letter(place.ahead(1))
        || punctuation::is_dash(place.text()) && place.is_glued() && place.ahead(1).is_glued() && !place.is_first();
    let pause = Spoken::Pause { length, source: place.source(1) };
    Reading { spoken: if is_inside { Vec::new() } else { vec![pause] }, ..nothing }
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

fn name_of_letter(word: &str) -> Option<&'static str> {
    let mut letters = word.chars();
    let letter = letters.next()?;
    if letters.next().is_some() { None } else { letter_names::arabic(letter) }
}

impl Normalized {
    /// Adds what is spoken, so that sources stay in order and words hold letters only.
    fn push(&mut self, spoken: Spoken, reach: &[PrintedToken]) {
        match spoken {
            Spoken::Word { text, hint, rule, source } => {
                if text.is_empty() {
                    return;
                }
                // One letter is no word in Arabic; whatever reader left it, it is heard by its name.
                // A reader that knows better has given it a vowel.
                let (text, hint) = match name_of_letter(&text).filter(|_| hint.is_none()) {
                    Some(name) => (marks::bare(name), Some(marks::shadda_first(name))),
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
    fn in_order(&self, source: Range<usize>, reach: &[PrintedToken]) -> Range<usize> {
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
