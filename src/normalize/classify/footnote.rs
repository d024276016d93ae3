//! Marks that refer to a note: `[12]` right after a word or a stop. They are print, and said by no reader.

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
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
    let is_square = is_mark(place) && (is_attached(place) || are_all_marks(place) || follows_stop());
    if !is_square && !is_round_mark(place) {
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
            Some(Kind::Sign) => before.is_any(&[".", "،", "؛", ":", "]", ")", "\"", "!", "؟", "%"]),
            Some(Kind::Emoji) | None => false,
        }
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

/// An utterance that is nothing but marks: the sentence before ended at its stop.
fn are_all_marks(place: Cursor) -> bool {
    place
        .backwards()
        .chain(place.forwards())
        .all(|token| token.is_any(&["[", "]", ".", "،", ","]) || token.is_number() && token.text().len() <= 3)
}

#[cfg(test)]
mod tests;
