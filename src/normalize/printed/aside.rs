//! Numbers that stand outside their sentence: a count between strokes, dashes or brackets, the number of an item.

use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::nouns;

/// `وصل سامي - 22 عاما - إلى`, `مصري 30/ عاما/`: a count between two dashes or strokes stands outside its sentence as one in
/// brackets does.
pub(crate) fn is_aside(number: Cursor) -> bool {
    let (dash, noun) = (number.back(1), number.ahead(1));
    if noun_between_strokes(noun).is_some() {
        return true;
    }
    let opens = dash.is_dash() && dash.is_spaced() && number.back(2).is_arabic();
    opens && noun.word().is_some() && noun.ahead(1).is_dash()
}

/// `30/ عاما/`: the noun between two strokes after a number that ends here.
pub(crate) fn noun_between_strokes(end: Cursor<'_>) -> Option<&str> {
    let is_stroke = |place: Cursor| place.is("/") && place.is_glued();
    let are_strokes = is_stroke(end) && is_stroke(end.ahead(2));
    end.ahead(1).word().filter(|noun| are_strokes && nouns::is_known(noun))
}

/// `1/ الأهلي 2/ الزمالك`: a number that a stroke parts from the item after it stands for itself.
pub(crate) fn is_item_label(number: Cursor) -> bool {
    let (stroke, item) = (number.ahead(1), number.ahead(2));
    number.text().len() <= 2
        && (number.is_spaced() || number.is_first())
        && stroke.is_any(&["/", "-"])
        && stroke.is_glued()
        && number.proclitic().is_none()
        && item
            .word()
            .is_some_and(|word| word.chars().count() > 2 && (word.starts_with("ال") || !nouns::is_known(word)))
}
