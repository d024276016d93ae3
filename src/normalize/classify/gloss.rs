//! Names that are printed twice, in Arabic letters and then in Latin ones: `"سامسونغ" (Samsung)`, `شبكة سي إن إن (CNN)`.
//!
//! A reader sees at once that it is the same name; a listener would hear it twice, and often in two ways. It is left out
//! with a note where every consonant of the one has its like in the other, in order. In doubt both are said.

use super::found::Match;
use crate::arabic::{clitics, marks};
use crate::normalize::cursor::Cursor;
use crate::normalize::foreign::sound_alike::is_same_name;
use crate::normalize::lexicon::{governors, nouns};
use crate::normalize::printed::unit;

/// Knows a name in Latin letters that is the Arabic name before it, and one that is not read at all.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    if let Some(length) = unspeakable(place) {
        let why = "a name in a script that is not read is left out with its language";
        return Some(Match::unsaid(place, length, why.to_owned()));
    }
    if let Some(length) = unit_again(place) {
        let why = "the sign of a unit repeats the unit before it and is not read out";
        return Some(Match::unsaid(place, length, why.to_owned()));
    }
    let length = length_of_bracket(place).or_else(|| length_of_run(place))?;
    let is_named = |part: &Cursor| part.is_latin() || part.is_number();
    let parts = || (0..length).map(|n| place.ahead(n));
    let latin: Vec<&str> = parts().filter(is_named).map(Cursor::text).collect();
    let arabic = arabic_words(place);
    let is_repeated = |latin: &[&str]| (0..arabic.len()).any(|from| repeats(&arabic[from..], latin, place.is_sign()));
    let length = match is_repeated(&latin) {
        true => length,
        // ملاطيا Malatya Sultansuyu: the first of several words repeats the name.
        false => {
            let first = place.text();
            // هوائي Huawei sounds alike by chance: a name needs three consonants that are no glides.
            let consonants = first.to_lowercase().chars().filter(|letter| !"aeiouyhw".contains(*letter)).count();
            let next = place.ahead(1);
            // فيفا FIFA 23: so it does before the number of what it names.
            let is_clear = next.is_latin() && consonants >= 3 || next.is_number() && consonants >= 2;
            let goes_on = place.is_latin() && length > 1 && is_clear;
            (goes_on && is_repeated(&[first])).then_some(1)?
        }
    };
    let printed: Vec<&str> = (0..length).map(|n| place.ahead(n).text()).collect();
    let why = format!("`{}` repeats the name before it and is not read out", printed.join(" "));
    Some(Match::unsaid(place, length, why))
}

/// Whether these words are the name, with a prefix before the first of them or not.
fn repeats(arabic: &[&str], latin: &[&str], in_bracket: bool) -> bool {
    let Some((&first, rest)) = arabic.split_first() else { return false };
    // في (V): what governs is no name, and what is one letter is a prefix. قناة Canal: without a bracket the noun tells what
    // is named.
    let is_alone = rest.is_empty();
    let is_noun = is_alone && !in_bracket && nouns::is_known(first);
    if first.chars().nth(1).is_none() || is_alone && governors::governs(first) || is_noun {
        return false;
    }
    // بهيلين لو غال
    let without_prefix = clitics::PROCLITICS
        .iter()
        .filter(|(prefix, _)| !clitics::ends_in_article(prefix))
        .filter_map(|(prefix, _)| first.strip_prefix(prefix))
        .filter(|stem| stem.chars().count() >= 3);
    std::iter::once(first).chain(without_prefix).any(|first| {
        let words: Vec<&str> = std::iter::once(first).chain(rest.iter().copied()).collect();
        is_same_name(&words, latin)
    })
}

/// How many tokens a name may have in Latin letters, with its signs.
const LONGEST: usize = 16;

/// `(بالروسية: Лев Толстой)`: how long a name is in letters that are not read, with the language that it is in; without the
/// name the rest of the bracket would say nothing.
fn unspeakable(open: Cursor) -> Option<usize> {
    if !open.is("(") || !is_label(open.ahead(1)) {
        return None;
    }
    let name: Vec<Cursor> = open.ahead(3).forwards().take(LONGEST).take_while(|part| !part.is(")")).collect();
    let is_read = |part: &Cursor| {
        part.is_arabic() || part.is_number() || part.text().chars().filter(char::is_ascii_alphabetic).count() > 1
    };
    let has_other = name.iter().any(|part| part.is_latin() && !part.text().is_ascii());
    let is_closed = open.ahead(3 + name.len()).is(")");
    (is_closed && has_other && !name.iter().any(is_read)).then_some(name.len() + 4)
}

/// `280 جزءا في المليون (ppm)`: how long the bracket is that holds nothing but the sign of the unit before it.
fn unit_again(open: Cursor) -> Option<usize> {
    open.is("(").then_some(())?;
    let (unit, length) = unit::after(open.ahead(1)).filter(|(_, length)| open.ahead(1 + length).is(")"))?;
    let tail = unit.adjective.into_iter().chain(unit.tail.split_whitespace()).map(marks::bare);
    let tail: Vec<String> = tail.collect();
    let is_same = |printed: &str, said: &str| printed.trim_end_matches('ا') == said.trim_end_matches('ا');
    let noun = open.back(1 + tail.len());
    let follows = (0..tail.len()).all(|n| noun.ahead(1 + n).word().is_some_and(|word| is_same(word, &tail[n])));
    let names = [unit.singular, unit.plural].map(marks::bare);
    let is_unit = noun.word().is_some_and(|word| {
        let word = word.strip_prefix("ال").unwrap_or(word);
        names.iter().any(|name| is_same(word, name))
    });
    (is_unit && follows).then_some(length + 2)
}

/// How long `(Samsung)` or `(بالإنجليزية: Samsung)` is, if nothing else is in the bracket.
fn length_of_bracket(open: Cursor) -> Option<usize> {
    open.is_any(&["(", "["]).then_some(())?;
    let label = if is_label(open.ahead(1)) { 2 } else { 0 };
    let name = open.ahead(1 + label);
    let parts = || name.forwards().take(LONGEST).take_while(|part| is_part(*part) || part.is("(") && part.is_spaced());
    let length = parts().count();
    let end = name.ahead(length);
    // (بالإنجليزية: John Coltrane، يعرف أيضا): the bracket goes on after the name.
    // (Paolo Rossi؛ براتو): and so it may without the name of the language.
    let goes_on = end.is_any(&["،", "؛"]) && end.ahead(1).is_arabic();
    let is_closed = end.is_any(&[")", "]"]) || label > 0 && end.is("،") || goes_on;
    // `(Google (Chrome وبرنامج`: a bracket that is never closed ends with its name.
    let is_cut = end.is_arabic() && end.is_spaced() && parts().any(|part| part.is("("));
    let has_latin = parts().any(Cursor::is_latin);
    (has_latin && (is_closed || is_cut)).then_some(1 + label + length + usize::from(is_closed))
}

/// `بالإنجليزية:` before a name.
fn is_label(place: Cursor) -> bool {
    let is_language = place.word().is_some_and(|word| word.starts_with("بال") && word.ends_with("ية"));
    is_language && place.ahead(1).is(":")
}

/// How long a name in Latin letters is right after an Arabic word: `جان واردل Jan Wardle أن`.
fn length_of_run(place: Cursor) -> Option<usize> {
    let before = place.back(1);
    // "ويبسنس" Websense
    let is_quoted = before.is("\"") && before.back(1).is_arabic() && place.is_spaced();
    // (أندرويد) Android
    let is_in_brackets = before.is(")") && before.back(1).is_arabic() && place.is_spaced();
    if !place.is_latin() || !before.is_arabic() && !is_quoted && !is_in_brackets {
        return None;
    }
    let length = place.forwards().take(LONGEST).take_while(|part| is_part(*part)).count();
    // A stop or a comma at the end is the sentence's.
    let n_signs = (0..length).rev().take_while(|&n| place.ahead(n).is_sign()).count();
    Some(length - n_signs)
}

/// Whether a token can be a part of a name in Latin letters.
fn is_part(place: Cursor) -> bool {
    place.is_latin() || place.is_number() || place.is_any(&["-", "'", ".", "&", ":", "–", "\"", ",", "+"])
}

/// The Arabic words and numbers before a place, past quotation marks and hyphens, in the order of the text.
fn arabic_words(place: Cursor<'_>) -> Vec<&str> {
    let is_word = |part: &Cursor| part.is_arabic() || part.is_number();
    let passes = |part: &Cursor| is_word(part) || part.is_any(&["\"", "'", "-", "–", "."]);
    let name = place.back(usize::from(place.back(1).is(")")));
    let before = name.backwards().take(LONGEST).take_while(passes).filter(is_word);
    let mut words: Vec<&str> = before.map(|part| part.word().unwrap_or(part.text())).collect();
    words.reverse();
    words
}
