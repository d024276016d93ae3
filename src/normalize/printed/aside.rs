//! Numbers that stand outside their sentence: a count between strokes, dashes or brackets, the number of an item.

use crate::normalize::cursor::Cursor;

use crate::normalize::lexicon::nouns;
use crate::normalize::printed::topic;

/// `وصل سامي - 22 عاما - إلى`, `مصري 30/ عاما/`: a count between two dashes or strokes stands outside its sentence as one in
/// brackets does.
pub(crate) fn is_aside(number: Cursor) -> bool {
    let (dash, noun) = (number.back(1), number.ahead(1));
    if noun_between_strokes(noun).is_some() {
        return true;
    }
    let opens_count = dash.is_dash() && dash.is_spaced() && number.back(2).is_arabic();
    opens_count && noun.word().is_some() && noun.ahead(1).is_dash() || opens(dash)
}

/// `4 ملايين -71% منهم نساء- في العام`: whether the dash before a number opens a remark that another one closes behind its last
/// word. Where degrees are told, or where the word before wants its number, it is a minus.
pub(crate) fn opens(dash: Cursor) -> bool {
    const LONGEST_REMARK: usize = 12;
    let number = dash.ahead(1);
    let is_open = dash.is_hyphen() && dash.is_spaced() && number.is_number() && number.is_glued();
    let is_inside = |part: &Cursor| part.is_arabic() || part.is_number() || part.is_any(&["%", "(", ")", "\""]);
    let n_inside = number.forwards().take(LONGEST_REMARK).take_while(is_inside).count();
    let close = number.ahead(n_inside);
    let closes = close.is_hyphen() && close.is_glued() && close.back(1).is_arabic() && close.ahead(1).is_spaced();
    // What is remarked on is an amount, of which the number is a part.
    let is_amount = || dash.back(1).is_number() || dash.back(1).is_arabic() && dash.back(2).is_number();
    is_open && closes && n_inside > 2 && is_amount() && !topic::is_heat(dash)
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
