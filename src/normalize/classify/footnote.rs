//! Marks that refer to a note: `[12]` right after a word or a stop. They are print, and said by no reader.

use super::found::Match;
use crate::arabic::clitics::Analysis;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{governors, nouns};
use crate::normalize::printed::topic::is_sport;
use crate::normalize::token::Kind;

/// Knows a reference mark, which is left out with a note.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    // عام 1999.[17] وأعاد: the stop has ended the utterance before, and not the paragraph.
    let follows_stop = || {
        place.is_first()
            && place.source(1).start > 0
            && place.ahead(1).is_number()
            && place.ahead(3).counted_noun().is_none_or(|word| !nouns::is_known(word))
    };
    let is_square = is_mark(place) && (is_attached(place) || are_all_marks(place) || follows_stop() || is_apart(place));
    if let Some(length) = named_mark(place) {
        return Some(Match::unsaid(place, length, "a reference mark with a name is not read out".to_owned()));
    }
    if let Some(length) = stacked_marks(place) {
        return Some(Match::unsaid(place, length, "reference marks are not read out".to_owned()));
    }
    if !is_square && !is_round_mark(place) && !is_after_quotation(place) && !is_turned_mark(place) {
        return None;
    }
    let printed: String = (0..3).map(|n| place.ahead(n).text()).collect();
    Some(Match::unsaid(place, 3, format!("reference mark `{printed}` is not read out")))
}

/// Whether `[`, up to three digits or one letter, and `]` stand here without a space inside.
fn is_mark(place: Cursor) -> bool {
    let (label, close) = (place.ahead(1), place.ahead(2));
    place.is("[")
        && label.token().is_some_and(|token| match token.kind {
            Kind::Number => token.text.len() <= 3,
            Kind::Arabic | Kind::Latin => !are_all_marks(place) && token.text.chars().count() == 1,
            Kind::Sign | Kind::Emoji => false,
        })
        && label.is_glued()
        && close.is("]")
        && close.is_glued()
}

/// Whether the mark is printed right after what it belongs to: a word that is not known by a number, or a sign.
fn is_attached(place: Cursor) -> bool {
    let before = place.back(1);
    place.is_glued()
        && match before.kind() {
            Some(Kind::Arabic) => !List::NumberedInBrackets.has(before.text()),
            // سنة 1250[4]
            Some(Kind::Latin | Kind::Number) => true,
            Some(Kind::Sign) => before.is_any(&[".", "،", ",", "؛", ":", "]", ")", "\"", "!", "؟", "%"]),
            Some(Kind::Emoji) | None => false,
        }
}

/// `رواية الأرض [2] من أشهر أعماله`: a number in square brackets after a word that neither governs it nor is known by a
/// number, where it counts nothing.
fn is_apart(open: Cursor) -> bool {
    // عام [1] 1926: what it would number has its number after it.
    let is_before_year = matches!(open.back(1).word(), Some("عام" | "سنة")) && open.ahead(3).digits(4..=4).is_some();
    is_before_year
        || open.ahead(1).is_number()
            && open.back(1).word().is_some_and(|before| {
                before.chars().count() > 2 && !List::Numbered.has_stem(before) && !governors::governs(before)
            })
            && !open.ahead(3).counted_noun().is_some_and(nouns::is_known)
}

/// `[lower-alpha 5]`, `[note 2]`, `[ملاحظة 1]`: how many tokens the mark of a list of notes takes that has a name.
fn named_mark(open: Cursor) -> Option<usize> {
    const LONGEST_NAME: usize = 4;
    let is_name = |part: &Cursor| part.is("-") || List::NamesOfNotes.has(&part.text().to_lowercase());
    let length = open.ahead(1).forwards().take(LONGEST_NAME).take_while(is_name).count();
    let (number, close) = (open.ahead(1 + length), open.ahead(2 + length));
    let is_mark = open.is("[") && length > 0 && number.is_number() && number.text().len() <= 3 && close.is("]");
    is_mark.then_some(length + 3)
}

/// `قال المؤرخ(2) إن`: a small number in round brackets that is printed as one with a word which no number names.
fn is_round_mark(open: Cursor) -> bool {
    let (number, close) = (open.ahead(1), open.ahead(2));
    let Some(before) = open.back(1).word() else { return false };
    let is_numbered = List::Numbered.has_stem(before) || nouns::is_known(before) && !before.starts_with("ال");
    open.is("(")
        && open.is_glued()
        && number.is_number()
        && number.is_glued()
        && number.text().len() <= 2
        && !number.text().starts_with('0')
        && close.is(")")
        && close.is_glued()
        && close.ahead(1).is_printed()
        && before.chars().count() > 2
        && !is_numbered
        && !open.opens_number()
}

/// `قال: "العلم نور" (4).`: a small number in brackets after the mark that closes a quotation, where it counts nothing.
fn is_after_quotation(open: Cursor) -> bool {
    let (number, close) = (open.ahead(1), open.ahead(2));
    let quotation = open.back(1);
    let is_quotation = quotation.is_any(&["\"", "»", "”"]) && quotation.is_glued() && quotation.back(1).is_arabic();
    is_quotation
        && open.is("(")
        && number.is_number()
        && number.is_glued()
        && number.text().len() <= 2
        && !number.text().starts_with('0')
        && close.is(")")
        && ends_phrase(close.ahead(1))
}

/// `للعمل )2(،`: the same with its brackets turned round, as the other direction of a line leaves them: the next of several
/// marks, behind a definite noun that no number names or measures.
fn is_turned_mark(open: Cursor) -> bool {
    const REACH: usize = 4;
    let (number, close) = (open.ahead(1), open.ahead(2));
    let is_mark = open.is(")") && number.is_glued() && close.is("(") && close.is_glued();
    let Some(value) = number.digits(1..=2).filter(|_| is_mark && ends_phrase(close.ahead(1))) else { return false };
    let is_noun = open.back(1).word().is_some_and(|word| Analysis::of(word).article);
    // حضر الوزراء الخمسة )5(, عدد الحاضرين )50(: the number is told of.
    let is_told = |word: &str| {
        [List::Numbered, List::NumberWords, List::Ranked, List::NamedByNumber, List::Documents, List::Clauses]
            .iter()
            .chain(&[List::SubjectsOfMeasure, List::WordsOfNumbers, List::Reaching])
            .any(|list| list.has_stem(word))
            || List::Suras.has(word)
    };
    let tells_number = || open.backwards().take(REACH).filter_map(Cursor::word).any(is_told);
    is_noun && follows_mark(open, value) && !tells_number() && !is_sport(open)
}

/// Whether the number before this one stands alone in brackets, of either direction, where a phrase ends.
fn follows_mark(open: Cursor, value: u64) -> bool {
    let is_mark = |other: &Cursor| {
        let (number, close) = (other.ahead(1), other.ahead(2));
        let is_alone = other.is("(") && close.is(")") || other.is(")") && close.is("(");
        is_alone && number.value().is_some_and(|number| number + 1 == value) && ends_phrase(close.ahead(1))
    };
    open.backwards().any(|other| is_mark(&other))
}

fn ends_phrase(next: Cursor) -> bool {
    !next.is_printed() || next.is_any(&[".", "،", "؛"])
}

/// `في البلاد (23)(24)(25).`: several small numbers, each in brackets and one more than the one before, as one: how
/// many tokens they take. What is known by its number may have them too.
fn stacked_marks(open: Cursor) -> Option<usize> {
    let number = |n: usize| {
        let (open, number, close) = (open.ahead(3 * n), open.ahead(3 * n + 1), open.ahead(3 * n + 2));
        let is_mark = open.is("(") && number.is_glued() && close.is(")") && close.is_glued();
        number.digits(1..=3).filter(|_| is_mark && (n == 0 || open.is_glued()) && !number.text().starts_with('0'))
    };
    let numbers: Vec<u64> = (0..).map_while(number).collect();
    let before = open.back(1).word()?;
    let end = open.ahead(3 * numbers.len());
    let is_row = numbers.len() >= 2 && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    let is_numbered = List::Numbered.has_stem(before)
        || List::NumberedInBrackets.has(before)
        || nouns::is_known(before) && !before.starts_with("ال");
    let goes_on = end.is_glued() && (end.is("(") || end.is_number()) || end.counted_noun().is_some_and(nouns::is_known);
    (is_row && before.chars().count() > 2 && !is_numbered && !goes_on).then_some(end.since(open))
}

/// An utterance that is nothing but marks: the sentence before ended at its stop.
fn are_all_marks(place: Cursor) -> bool {
    place
        .backwards()
        .chain(place.forwards())
        .all(|token| token.is_any(&["[", "]", ".", "،", ","]) || token.is_number() && token.text().len() <= 3)
}

#[cfg(test)]
mod tests;
