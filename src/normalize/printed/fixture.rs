//! Two sides of a match with a sign between them, and the words that tell of its result.

use super::topic::is_sport;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{calendar, governors};

/// `النجم الساحلي * الملعب التونسي`, `مصر/ غانا 1-0`: whether the star or the stroke here stands between two sides of a match.
/// It is also the bullet of a list, which has no score, time of play or word of sport beside it, or a verb or what happened
/// after it.
pub(crate) fn is_sign_of_match(sign: Cursor) -> bool {
    let is_side = |side: Cursor| side.word().is_some_and(|word| !governors::governs(word) && !List::Outcomes.has(word));
    let next = sign.ahead(1);
    if !is_side(sign.back(1)) || !is_side(next) {
        return false;
    }
    let score = next.ahead(side_length(next.forwards()));
    let has_score = || {
        score.digits(1..=3).is_some()
            && score.ahead(1).is_any(&["-", "–", ":"])
            && score.ahead(2).digits(1..=3).is_some()
    };
    if sign.is("/") {
        return has_score();
    }
    let has_time = || sign.backwards().take(8).filter_map(Cursor::word).any(|word| word.ends_with("الساعة"));
    sign.is_spaced() && next.is_spaced() && (has_score() || has_time() || is_sport(sign))
}

/// `الأهلي * الزمالك 3 - 0`: whether two sides with the sign of a match between them stand right before a number.
pub(crate) fn is_after_two_sides(number: Cursor) -> bool {
    sign_between_sides(number).is_some_and(|sign| sign.is_any(&["*", "×", "x", "X"]))
}

/// `الأهلي - الزمالك 1 - 1`: the same with a dash.
pub(crate) fn is_after_two_sides_with_dash(number: Cursor) -> bool {
    sign_between_sides(number).is_some_and(|dash| dash.is_hyphen() && dash.is_spaced())
}

/// `3/6 و6/4`: where sport is spoken of, whether the pair of numbers here is joined to one that no fraction would be.
pub(crate) fn is_set_of_several(number: Cursor) -> bool {
    let is_won = |first: Cursor| {
        let (stroke, second) = (first.ahead(1), first.ahead(2));
        let is_tight = stroke.is("/") && stroke.is_glued() && second.is_glued();
        let points = first.digits(1..=2).zip(second.digits(1..=2)).filter(|_| is_tight);
        points.is_some_and(|(first, second)| (second + 1..=20).contains(&first))
    };
    let joins = |sign: Cursor| sign.is_any(&["و", "،", ","]);
    let (before, after) = (number.back(1), number.ahead(3));
    is_sport(number) && (joins(after) && is_won(after.ahead(1)) || joins(before) && is_won(before.back(3)))
}

/// The sign between two stretches of Arabic words, the second right before a number.
fn sign_between_sides(number: Cursor) -> Option<Cursor> {
    let n_words = side_length(number.backwards());
    let sign = number.back(1 + n_words);
    (n_words > 0 && sign.is_printed() && sign.back(1).is_arabic()).then_some(sign)
}

/// How many words a side has, as far as it has a name of five.
fn side_length<'t>(places: impl Iterator<Item = Cursor<'t>>) -> usize {
    places.take(5).take_while(|word| word.is_arabic()).count()
}

/// Whether the words right before a number tell of a result, and of no day.
pub(crate) fn is_result(number: Cursor) -> bool {
    let words = || number.backwards().take(4).filter_map(Cursor::word);
    let is_day = |word: &str| word.ends_with("يوم") || word.ends_with("تاريخ") || calendar::is_weekday(word);
    words().any(|word| List::ResultStems.has_part_of(word)) && !words().any(is_day)
}
