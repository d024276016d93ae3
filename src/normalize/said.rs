//! Stretches of which their author has said how they are read (SSML): other words, the sounds themselves, a number that
//! counts, ranks, is dialled or is spelled.
//!
//! They are tokens among the others, so that the words around them find their grammar: an alias is read in its place by
//! the classes that read everything; what is told to be something is a match of that class, asked of no other, and taken by
//! none that reads what stands before it.

mod letters;

use std::ops::Range;

use super::classify::{self, Match};
use super::cursor::Cursor;
use super::foreign::acronym;
use super::grammar::number::DIGITS;
use super::lexicon::letter_names;
use super::output::{Rule, Token};
use super::printed::host::host;
use super::reading::{Reading, join, say};
use super::scan;
use super::semiotic::{Clock, Source};
use super::spoken::Spoken;
use super::token::{Kind, PrintedToken};
use crate::arabic::letters::ascii_digit;
use crate::arabic::{clitics, marks};
use crate::ssml::{Say, Span};
use crate::utterance::{Break, Utterance};

/// The stretches of an utterance whose reading is told, in order; bytes of its text.
pub(super) struct Said<'a> {
    spans: &'a [Span],
}

impl<'a> Said<'a> {
    /// What is said of an utterance that is read with nothing around it.
    pub(super) fn of(utterance: &'a Utterance) -> Self {
        Self { spans: &utterance.directions.spans }
    }

    /// Cuts the utterance into tokens.
    pub(super) fn scan(&self, utterance: &Utterance) -> Vec<PrintedToken> {
        if self.spans.is_empty() {
            return scan::scan(utterance);
        }
        let text = utterance.text.as_str();
        let mut tokens = Vec::new();
        let mut at = 0;
        for span in self.spans {
            tokens.extend(scan_between(text, at..span.source.start));
            let printed = text.get(span.source.clone()).unwrap_or_default();
            let spaced = text.get(..span.source.start).is_none_or(|before| before.ends_with(char::is_whitespace));
            let more = tokens_of(span, printed, spaced);
            if matches!(span.say, Say::Alias(_)) {
                add(&mut tokens, more);
            } else {
                tokens.extend(more);
            }
            at = span.source.end;
        }
        tokens.extend(scan_between(text, at..text.len()));
        join_suffixes(tokens, self.spans)
    }

    /// Reads a stretch whose reading is told, perhaps with a prefix printed before it.
    pub(super) fn read(&self, place: Cursor, text: &str) -> Option<Reading> {
        if self.spans.is_empty() {
            return None;
        }
        if let Some(told) = self.told(place) {
            return Some(say(found(told, place, text), place.settled()));
        }
        let host = host(place)?;
        let told = self.told(host)?;
        Some(join(place, host, say(found(told, host, text), host.settled())))
    }

    /// Has a class read what no reading is told for, and has it do so once more without what follows, where it takes a
    /// stretch for which one is.
    pub(super) fn beside<'t>(&self, place: Cursor<'t>, read: impl Fn(Cursor<'t>) -> Reading) -> Reading {
        let reading = read(place);
        if self.spans.is_empty() {
            return reading;
        }
        match (1..reading.length).map(|n| place.ahead(n)).find(|taken| self.told(*taken).is_some()) {
            Some(end) => read(place.before(end)),
            None => reading,
        }
    }

    /// Says of the words of an alias that they are.
    pub(super) fn tell_aliases(&self, tokens: &mut [Token]) {
        let is_alias = |source: &Range<usize>| {
            let next = self.spans.partition_point(|span| span.source.end <= source.start);
            self.spans.get(next).is_some_and(|span| matches!(span.say, Say::Alias(_)) && span.source.start < source.end)
        };
        for token in tokens {
            if let Token::Word(word) = token
                && matches!(word.rule, Rule::Plain | Rule::Spelling)
                && is_alias(&word.source)
            {
                word.rule = Rule::Alias;
            }
        }
    }

    /// How what stands here is read, if that is told.
    fn told(&self, place: Cursor) -> Option<&'a Say> {
        let source = &place.token()?.source;
        let found = self.spans.binary_search_by_key(&source.start, |span| span.source.start).ok()?;
        let span = self.spans.get(found).filter(|span| span.source == *source)?;
        (!matches!(span.say, Say::Alias(_))).then_some(&span.say)
    }
}

fn scan_between(text: &str, range: Range<usize>) -> Vec<PrintedToken> {
    let Some(piece) = text.get(range.clone()).filter(|piece| !piece.is_empty()) else { return Vec::new() };
    scan::scan(&Utterance { source: range, ..Utterance::alone(piece, Break::Phrase) })
}

/// What the classes see of a stretch.
fn tokens_of(span: &Span, printed: &str, spaced: bool) -> Vec<PrintedToken> {
    let source = &span.source;
    let one = |kind, text: String| vec![PrintedToken::new(text, kind, source.clone(), spaced)];
    match &span.say {
        Say::Alias(alias) => {
            let mut tokens = scan_between(alias, 0..alias.len());
            for (i, token) in tokens.iter_mut().enumerate() {
                token.source = source.clone();
                token.spaced = if i == 0 { spaced } else { token.spaced };
            }
            tokens
        }
        Say::Phonemes(words) => {
            one(Kind::Arabic, words.first().map(|word| marks::bare(&letters::spelt(word))).unwrap_or_default())
        }
        Say::Cardinal { value, .. } | Say::Ordinal(value) => one(Kind::Number, value.to_string()),
        Say::Date { .. } | Say::Time { .. } | Say::Telephone => one(Kind::Number, digits(printed)),
        Say::Characters => one(Kind::Latin, "x".to_owned()),
    }
}

/// Adds the tokens of an alias; its first word is one with what is printed before it without a space.
fn add(tokens: &mut Vec<PrintedToken>, more: Vec<PrintedToken>) {
    let mut more = more.into_iter().peekable();
    if let Some(before) = tokens.last_mut().filter(|before| before.kind == Kind::Arabic)
        && let Some(first) =
            more.next_if(|first| !first.spaced && first.kind == Kind::Arabic && before.source.end == first.source.start)
    {
        before.respell(clitics::attach(&before.text, &first.text));
        before.source.end = first.source.end;
    }
    tokens.extend(more);
}

/// Makes one word of the last of an alias and what is printed after it without a space.
fn join_suffixes(tokens: Vec<PrintedToken>, spans: &[Span]) -> Vec<PrintedToken> {
    let is_alias_end = |token: &PrintedToken| {
        let found = spans.binary_search_by_key(&token.source.end, |span| span.source.end).ok();
        found.and_then(|found| spans.get(found)).is_some_and(|span| matches!(span.say, Say::Alias(_)))
    };
    let mut joined: Vec<PrintedToken> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match joined.last_mut() {
            Some(before)
                if !token.spaced
                    && before.kind == Kind::Arabic
                    && token.kind == Kind::Arabic
                    && token.source.start == before.source.end
                    && is_alias_end(before) =>
            {
                before.respell(format!("{}{}", before.text, token.text));
                before.source.end = token.source.end;
            }
            _ => joined.push(token),
        }
    }
    joined
}

/// What stands at a place, as it is told.
fn found<'t>(told: &Say, place: Cursor<'t>, text: &str) -> Match<'t> {
    let source = place.source(1);
    let printed = text.get(source.clone()).unwrap_or_default();
    match *told {
        Say::Cardinal { negative: true, value } => classify::cardinal::below_zero(place, value),
        Say::Cardinal { negative: false, .. } => classify::cardinal::told(place),
        Say::Ordinal(value) => classify::ordinal::told(place, value),
        Say::Date { day, month, year } => classify::date::told(place, day, month, year),
        Say::Time { hour, minute, second, half } => {
            let [minute, second] = [minute, second].map(|part| part.map(u64::from));
            classify::time::told(place, Clock { hour: hour.into(), minute, second }, half)
        }
        Say::Telephone => classify::phone::told(place, printed.trim_start().starts_with('+')),
        Say::Phonemes(ref words) => {
            let words = words.iter().map(|word| letters::spelt(word));
            Match::words(1, Spoken::words(words, Rule::Phonemes, &source).collect())
        }
        Say::Characters => Match::words(1, characters(printed, &source)),
        // Read by the classes of everything.
        Say::Alias(_) => Match::words(1, Vec::new()),
    }
}

/// Each letter by its name, each digit by its own.
fn characters(printed: &str, source: &Source) -> Vec<Spoken> {
    let name = |c: char| -> Option<(&'static str, Rule)> {
        let digit = ascii_digit(c).and_then(|digit| digit.to_digit(10)).and_then(|digit| DIGITS.get(digit as usize));
        let letter = || letter_names::arabic(c).or_else(|| acronym::latin_letter(c));
        digit.map(|name| (*name, Rule::Digits)).or_else(|| letter().map(|name| (name, Rule::Acronym)))
    };
    printed.chars().filter_map(name).map(|(name, rule)| Spoken::vowelled(name, rule, source)).collect()
}

/// The digits of a text, in ASCII.
fn digits(text: &str) -> String {
    text.chars().filter_map(ascii_digit).collect()
}

#[cfg(test)]
mod tests;
