//! Names that are printed twice, in Arabic letters and then in Latin ones: `"سامسونغ" (Samsung)`, `شبكة سي إن إن (CNN)`.
//!
//! A reader sees at once that it is the same name; a listener would hear it twice, and often in two ways. It is left out
//! with a note where every consonant of the one has its like in the other, in order. In doubt both are said.

use super::lexeme::{Kind, Lexeme, Reading, span};
use super::sound_alike;
use super::{Options, context, noun};
use crate::note::{Note, NoteCode};

/// Leaves a name in Latin letters out that is the Arabic name before it.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    if let Some(reading) = unspeakable(lexemes, at) {
        return Some(reading);
    }
    let end = end_of_bracket(lexemes, at).or_else(|| end_of_run(lexemes, at))?;
    let is_bracket = lexemes[at].kind == Kind::Sign;
    let latin = latin_words(lexemes, at..end);
    let arabic = arabic_words(lexemes, at);
    let repeats = (1..=arabic.len()).any(|count| {
        let (first, words) = (&arabic[arabic.len() - count], &arabic[arabic.len() - count..]);
        // في (V): what governs is no name, and what is one letter is a prefix. قناة Canal: without a bracket the noun tells
        // what is named.
        let is_noun = count == 1 && !is_bracket && noun::is_known(first);
        let is_name = first.chars().count() > 1 && (count > 1 || !context::governs(first)) && !is_noun;
        let is_same = |words: &[String]| sound_alike::is_same_name(words, &latin);
        is_name && (is_same(words) || without_prefix(words).is_some_and(|words| is_same(&words)))
    });
    if !repeats {
        return None;
    }
    let printed: Vec<&str> = lexemes[at..end].iter().map(|lexeme| lexeme.text.as_str()).collect();
    let message = format!("`{}` repeats the name before it and is not read out", printed.join(" "));
    let note = Note::new(NoteCode::TokenSkipped, message, span(lexemes, at..end));
    Some(Reading { consumed: end - at, spoken: Vec::new(), notes: vec![note] })
}

/// The words without the prefix that is one word with the first: `بهيلين لو غال`.
fn without_prefix(words: &[String]) -> Option<Vec<String>> {
    let (first, rest) = words.split_first()?;
    let stem = ["ول", "وب", "و", "ب", "ل", "ك", "ف"].into_iter().find_map(|prefix| first.strip_prefix(prefix))?;
    let is_word = stem.chars().count() >= 3;
    is_word.then(|| std::iter::once(stem.to_owned()).chain(rest.iter().cloned()).collect())
}

/// `(بالروسية: Лев Толстой)`: a name in letters that are not read, with the language that it is in; without it the rest of the
/// bracket would say nothing.
fn unspeakable(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    lexemes.get(at).filter(|open| open.text == "(" && is_label(lexemes, at + 1))?;
    let inside = lexemes.get(at + 3..)?.iter().take(LONGEST);
    let length = inside.take_while(|lexeme| lexeme.text != ")").count();
    let end = at + 3 + length;
    lexemes.get(end).filter(|close| close.text == ")")?;
    let is_read = |lexeme: &Lexeme| {
        matches!(lexeme.kind, Kind::Arabic | Kind::Number)
            || lexeme.text.chars().filter(char::is_ascii_alphabetic).count() > 1
    };
    let name = &lexemes[at + 3..end];
    if name.iter().any(is_read) || !name.iter().any(|lexeme| lexeme.kind == Kind::Latin && !lexeme.text.is_ascii()) {
        return None;
    }
    let message = "a name in a script that is not read is left out with its language";
    let note = Note::new(NoteCode::TokenSkipped, message, span(lexemes, at..end + 1));
    Some(Reading { consumed: end + 1 - at, spoken: Vec::new(), notes: vec![note] })
}

/// How many lexemes a name may have in Latin letters, with its signs.
const LONGEST: usize = 16;

/// Where `(Samsung)` or `(بالإنجليزية: Samsung)` ends, if nothing else is in the bracket.
fn end_of_bracket(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    lexemes.get(at).filter(|open| matches!(open.text.as_str(), "(" | "["))?;
    let label = if is_label(lexemes, at + 1) { 2 } else { 0 };
    let inside = lexemes.get(at + 1 + label..)?.iter().take(LONGEST);
    let length = inside.take_while(|lexeme| is_part(lexeme) || lexeme.text == "(" && lexeme.spaced).count();
    let end = at + 1 + label + length;
    // `(Google (Chrome وبرنامج`: a bracket that is never closed ends with its name.
    let is_closed = lexemes.get(end).is_some_and(|close| matches!(close.text.as_str(), ")" | "]"));
    let is_cut = lexemes.get(end).is_some_and(|next| next.kind == Kind::Arabic && next.spaced)
        && lexemes[at + 1..end].iter().any(|open| open.text == "(");
    // (بالإنجليزية: John Coltrane، يعرف أيضا): the bracket goes on after the name.
    let goes_on = label > 0 && lexemes.get(end).is_some_and(|comma| comma.text == "،");
    let is_closed = is_closed || goes_on;
    let has_latin = lexemes[at..end].iter().any(|lexeme| lexeme.kind == Kind::Latin);
    (has_latin && (is_closed || is_cut)).then_some(end + usize::from(is_closed))
}

/// `بالإنجليزية:` before a name.
fn is_label(lexemes: &[Lexeme], at: usize) -> bool {
    let is_language = context::word(lexemes, at).is_some_and(|word| word.starts_with("بال") && word.ends_with("ية"));
    is_language && lexemes.get(at + 1).is_some_and(|colon| colon.text == ":")
}

/// Where a name in Latin letters right after an Arabic word ends: `جان واردل Jan Wardle أن`.
fn end_of_run(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    let before = at.checked_sub(1).and_then(|before| lexemes.get(before))?;
    // "ويبسنس" Websense
    let is_quoted = before.text == "\"" && at > 1 && lexemes[at - 2].kind == Kind::Arabic && lexemes[at].spaced;
    lexemes.get(at).filter(|first| first.kind == Kind::Latin && (before.kind == Kind::Arabic || is_quoted))?;
    let length = lexemes[at..].iter().take(LONGEST).take_while(|lexeme| is_part(lexeme)).count();
    // A stop or a comma at the end is the sentence's.
    let signs = lexemes[at..at + length].iter().rev().take_while(|lexeme| lexeme.kind == Kind::Sign).count();
    Some(at + length - signs)
}

/// Whether a lexeme can be a part of a name in Latin letters.
fn is_part(lexeme: &Lexeme) -> bool {
    let is_sign = || matches!(lexeme.text.as_str(), "-" | "'" | "." | "&" | ":" | "–" | "\"" | "," | "+");
    matches!(lexeme.kind, Kind::Latin | Kind::Number) || is_sign()
}

fn latin_words(lexemes: &[Lexeme], range: std::ops::Range<usize>) -> Vec<&str> {
    let words = lexemes[range].iter().filter(|lexeme| matches!(lexeme.kind, Kind::Latin | Kind::Number));
    words.map(|lexeme| lexeme.text.as_str()).collect()
}

/// The Arabic words and numbers before `at`, past quotation marks and hyphens, in the order of the text.
fn arabic_words(lexemes: &[Lexeme], at: usize) -> Vec<String> {
    let passes = |lexeme: &&Lexeme| {
        matches!(lexeme.kind, Kind::Arabic | Kind::Number)
            || matches!(lexeme.text.as_str(), "\"" | "'" | "-" | "–" | ".")
    };
    let before = lexemes[..at].iter().rev().take(LONGEST).take_while(passes);
    let words = before.filter(|lexeme| lexeme.kind != Kind::Sign).map(|lexeme| super::number::bare(&lexeme.text));
    let mut words: Vec<String> = words.collect();
    words.reverse();
    words
}
