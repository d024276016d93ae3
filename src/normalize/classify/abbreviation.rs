//! Abbreviations: titles before a name (`د. أمينة`), dotted letters (`ق.م`, `أ.ف.ب`), honorifics (`ﷺ`, `(رض)`), single
//! letters with a number (`ص 12`), and letters that are read by their names (`فيتامين د`).

mod before_number;
mod dotted;
mod honorific;
mod title;

use super::found::Match;
use crate::arabic::clitics;
use crate::normalize::cursor::{Cursor, is_single_letter};
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{letter_names, table};
use crate::normalize::output::Rule;
use crate::normalize::printed::unit;
use crate::normalize::semiotic::Semiotic;
use crate::normalize::spoken::Spoken;

/// Knows the abbreviation that begins here.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    honorific::sign(place)
        .or_else(|| honorific::letters(place))
        .or_else(|| et_cetera(place))
        .or_else(|| dotted::united_states(place))
        .or_else(|| dotted::classify(place))
        .or_else(|| dotted::agency_without_stops(place))
        .or_else(|| club(place))
        .or_else(|| edition(place))
        .or_else(|| title::classify(place))
        .or_else(|| before_number::classify(place))
        .or_else(|| after_century(place))
        .or_else(|| zone(place))
        .or_else(|| question_or_answer(place))
        .or_else(|| prefix_alone(place))
        .or_else(|| letter_name(place))
}

/// A phrase for `length` tokens.
fn phrase<'t>(place: Cursor<'t>, length: usize, vowelled: &'static str) -> Match<'t> {
    let source = place.source(length);
    Match::fixed(length, Semiotic::Phrase { vowelled, rule: Rule::Abbreviation, source })
}

/// `إلخ` and its other spellings.
fn et_cetera(place: Cursor) -> Option<Match> {
    match place.text() {
        "إلخ" | "الخ" | "ألخ" => Some(phrase(place, 1, "إِلَى آخِرِهِ")),
        "وإلخ" | "والخ" => Some(phrase(place, 1, "وَإِلَى آخِرِهِ")),
        _ => None,
    }
}

/// `م.الجزائر`, `ش.القبائل`: a football club, with no space after the stop.
fn club(letter: Cursor) -> Option<Match> {
    let (stop, place) = (letter.ahead(1), letter.ahead(2));
    if !letter.is_arabic() || !stop.is(".") || !stop.is_glued() || !place.is_arabic() || !place.is_glued() {
        return None;
    }
    let mut clubs = table::rows(table::CLUBS);
    let [_, word, _] = clubs
        .find(|[abbreviation, _, places]| letter.is(abbreviation) && places.split(' ').any(|named| place.is(named)))?;
    Some(phrase(letter, 2, word))
}

/// `ص 120 ط. دار الفكر`: the edition of a book, by its publisher.
fn edition(letter: Cursor) -> Option<Match> {
    let stop = usize::from(letter.ahead(1).is(".") && letter.ahead(1).is_glued());
    let publisher = letter.ahead(1 + stop);
    if !letter.is("ط") || !publisher.is_arabic() {
        return None;
    }
    let is_told = List::Publishers.has(publisher.text()) || stop == 1 && unit::is_after_page(letter);
    is_told.then(|| phrase(letter, 1 + stop, "طَبْعَة"))
}

/// `القرن السابع م`, `القرن الثالث هـ`.
fn after_century(place: Cursor) -> Option<Match> {
    let adjective = match place.letter()? {
        'م' => "الْمِيلَادِيّ",
        'ه' => "الْهِجْرِيّ",
        _ => return None,
    };
    let is_century = |before: Cursor| before.text().ends_with("القرن") || before.text().ends_with("للقرن");
    let follows = place.backwards().take(4).any(is_century) && !place.back(1).is_sign();
    follows.then(|| phrase(place, 1, adjective))
}

/// `7:30 تغ`: the time of Greenwich.
fn zone(place: Cursor) -> Option<Match> {
    (place.is("تغ") && place.back(1).is_number()).then(|| phrase(place, 1, "بِتَوْقِيتِ غِرِينِتْشْ"))
}

/// `س: …؟ ج: …`.
fn question_or_answer(place: Cursor) -> Option<Match> {
    let colon = place.ahead(1);
    let starts = !place.back(1).is_printed() || place.back(1).is_sign();
    if !starts || !colon.is(":") || !colon.is_glued() {
        return None;
    }
    match place.letter()? {
        'س' => Some(phrase(place, 1, "سُؤَال")),
        'ج' => Some(phrase(place, 1, "جَوَاب")),
        _ => None,
    }
}

/// A prefix of one letter that was printed as a word of its own before an Arabic word: `محمد و علي`, `وفقا ل رويترز`.
///
/// It stays a word: what is printed as two words may be matched with its source word by word.
fn prefix_alone(place: Cursor) -> Option<Match> {
    let token = place.token().filter(|token| is_single_letter(token))?;
    let vowelled = clitics::vowelled(&token.text)?;
    // خاص ب "تي جي في", but (101 ب" وترتيب)
    // و- التعاون: the sixth item of a list, whose letter stands before a stroke.
    if token.text == "و" && place.is_first() && place.ahead(1).is_hyphen() && place.ahead(1).is_glued() {
        return None;
    }
    let opens_quotation = place.ahead(1).is_any(&["\"", "«", "“"]) && place.ahead(2).is_glued();
    let next = place.ahead(1 + usize::from(opens_quotation));
    let next_is_word = next.is_arabic() && (next.letter().is_none() || !next.is_at(place.ahead(1)));
    let is_prefix = token.text == "و" || next_is_word && !place.is_among_letters();
    // المناطق و تصل: before a word it is the conjunction.
    let is_conjunction = token.text == "و" && next_is_word;
    if !is_prefix || List::Lettered.has(place.back(1).text()) && !is_conjunction {
        return None;
    }
    let spoken = Spoken::vowelled(vowelled, Rule::Plain, &token.source);
    Some(Match::words(1, vec![spoken]))
}

/// A letter that stands alone is read by its name (`المنطقة ج`, `(أ)`, `أ- التعليم`); a prefix has been read before.
fn letter_name(place: Cursor) -> Option<Match> {
    let letters = vec![place.letter().filter(|&letter| letter_names::arabic(letter).is_some())?];
    Some(Match::fixed(1, Semiotic::Letters { letters, source: place.source(1) }))
}

#[cfg(test)]
mod tests;
