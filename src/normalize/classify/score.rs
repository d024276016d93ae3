//! Scores and ratios: `فاز الفريق 2-1`, `تعادلا (1-1)`, `بنسبة 1:3`, `24/24`.

use super::found::Match;
use crate::arabic::clitics::{self, Analysis};
use crate::normalize::agreement::Governor;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::Case;
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::output::Rule;
use crate::normalize::printed::counted::is_counted;
use crate::normalize::printed::dimension;
use crate::normalize::printed::fixture::{
    is_after_two_sides, is_after_two_sides_with_dash, is_result, is_sign_of_match,
};
use crate::normalize::printed::numeral;
use crate::normalize::printed::topic::{is_heat, is_sport};
use crate::normalize::semiotic::{Amount, Joint, Score, Semiotic};
use crate::normalize::spoken::Spoken;

/// Knows two numbers joined by a dash as a score, where the words around speak of a match; by a colon as a ratio.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    if let Some(found) = out_of(place).or_else(|| over_decimal(place)) {
        return Some(found);
    }
    let first = place.digits(1..=3).or_else(|| colon_part(place))?;
    let (sign, last) = (place.ahead(1), place.ahead(2));
    let second = colon_part(last)?;
    let is_tight = sign.is_glued() && last.is_glued();
    let joint = match sign.text() {
        ":" if is_tight && !is_sport(place) => Joint::To,
        ":" if is_tight => Joint::Against,
        "/" if place.said_before() == "بين" && first >= 100 && second >= 100 => return None,
        "/" if is_tight && is_designation(place, first, second) => Joint::Or,
        "/" if is_tight && !is_sport(place) && !follows_result(place, first, second) => Joint::Over,
        "/" if is_tight => Joint::Against,
        // بتعادل 2/ 2
        "/" if sign.is_glued() && first <= 20 && second <= 20 && is_result(place) => Joint::Against,
        // بنتيجة 3 / 1
        "/" if last.is_spaced()
            && first <= 20
            && second <= 20
            && (is_result(place) || has_ended(place) || follows_nil(place)) =>
        {
            Joint::Against
        }
        // فاز الفريق على ضيفه 140 / 126
        "/" if last.is_spaced() && is_score_of_many(first, second) && is_won(place) => Joint::Against,
        // بنتيجة 7 /6 (7 /2) و6 /3: sets of one match, whose stroke is loose on one side.
        "/" if sign.is_spaced() && last.is_glued() && first <= 20 && second <= 20 && is_among_sets(place) => {
            Joint::Against
        }
        // تهزم كوريا 4_2
        _ if (sign.is_dash() || sign.is("_") && is_tight) && is_score(place, first, second) => Joint::Against,
        _ => return None,
    };
    let next = place.ahead(3);
    if next.is_glued() && next.is_any(&["-", "/", ":", "."]) && next.ahead(1).is_number() && next.ahead(1).is_glued() {
        return None;
    }
    // أبعاده 120x60: what is measured or marked stands in the case that the words ask for.
    let is_result_of_match = matches!(joint, Joint::Against | Joint::To);
    let is_genitive = is_result_of_match && (place.word_before().is_some() || sign.is_dash());
    // الهلال x الأمل 6-1: nothing governs what stands after two sides.
    let is_of_sides = is_result_of_match && is_after_two_sides(place);
    let governor = match (is_of_sides, is_genitive) {
        (true, _) => Governor::Fixed(Case::Nominative),
        (false, true) if is_of_verb(place, first) => Governor::Verb,
        (false, true) => Governor::Preposition,
        (false, false) => Governor::Words(place),
    };
    let score = Score {
        first: Some((first, place.source(1))),
        joint,
        joint_source: None,
        second: Amount::of(second),
        last: sign.source(2),
    };
    Some(Match::new(3, Semiotic::Score(score), governor))
}

/// `حسمت 3-1`: a score right behind what ended with it. Of one and nought the accusative would be written, and is not said so.
fn is_of_verb(place: Cursor, first: u64) -> bool {
    let said = place.said_before();
    let ended = |verb: &str| matches!(verb, "حسم" | "حسمت" | "انتهى" | "انتهت" | "فاز" | "فازت" | "خسر" | "خسرت");
    let ended = |verb: &str| ended(verb) || ended(clitics::without_conjunction(verb));
    let is_bare = place.proclitic().is_none();
    // انتهت المباراة 3/2
    let before = place.word_before().and_then(|(subject, _)| subject.back(1).word());
    let is_match = matches!(said, "المباراة" | "اللقاء" | "الشوط" | "المواجهة");
    (2..=10).contains(&first) && is_bare && (ended(said) || is_match && before.is_some_and(ended))
}

/// `2-صفر`: a score whose second part is a word; with another number after it, it is a date of the month of Safar.
pub(crate) fn to_nil(place: Cursor) -> Option<Match> {
    let first = place.digits(1..=2)?;
    let (dash, nil, next) = (place.ahead(1), place.ahead(2), place.ahead(3));
    let joins = dash.is_hyphen() || dash.is("/");
    if !joins || !nil.is("صفر") || (dash.is_spaced() || nil.is_spaced()) && !is_sport(place) {
        return None;
    }
    let is_date = next.is_glued() && next.is_any(&["-", "–", "/"]) || next.digits(4..=4).is_some();
    let joint_source = Some(dash.source(1));
    let first = Some((first, place.source(1)));
    let score = Score { first, joint: Joint::Against, joint_source, second: Amount::of(0), last: nil.source(1) };
    (!is_date).then(|| Match::new(3, Semiotic::Score(score), Governor::Fixed(Case::Genitive)))
}

/// `ليفربول x أرسنال`: the letter stands for the sign between two sides. A capital is also the name of a network.
pub(crate) fn versus(place: Cursor) -> Option<Match> {
    let next = place.ahead(1);
    if !place.is_any(&["x", "X"]) || !place.is_spaced() || next.word().is_none() || !next.is_spaced() {
        return None;
    }
    let is_unknown = List::MarkedByX.has_stem(place.back(1).word()?);
    let is_versus = !is_unknown && (place.is("x") || is_sport(place));
    let against = Spoken::vowelled("ضِدّ", Rule::Symbol, &place.source(1));
    is_versus.then(|| Match::fixed(1, Semiotic::Words(vec![against])))
}

/// `مصر/ غانا 1-0`: the stroke between two sides, before their score.
pub(crate) fn stroke(place: Cursor) -> Option<Match> {
    let against = Spoken::vowelled("ضِدّ", Rule::Symbol, &place.source(1));
    (place.is("/") && is_sign_of_match(place)).then(|| Match::fixed(1, Semiotic::Words(vec![against])))
}

/// The slash and the number after a decimal or a noun: `9.5/10`, `24 ساعة/24`.
fn out_of(slash: Cursor) -> Option<Match> {
    let (before, whole) = (slash.back(1), slash.ahead(1));
    // 1439هـ/2018م are two years.
    let is_era = before.is_any(&["ه", "هج", "م"]);
    let is_count = before.is_number() || !is_era && before.is_arabic() && slash.back(2).is_number();
    if !slash.is("/") || !slash.is_glued() || !whole.is_glued() || !is_count || dimension::is_stroke(slash) {
        return None;
    }
    let second = colon_part(whole)?;
    // 110 كيلوواط/150 حصانا: one thing in two measures.
    if before.is_arabic() && is_counted(whole.ahead(1)) {
        return None;
    }
    let score = Score {
        first: None,
        joint: Joint::Over,
        joint_source: None,
        second: Amount::of(second),
        last: slash.source(2),
    };
    Some(Match::fixed(2, Semiotic::Score(score)))
}

/// `بقياس 1/1.33 إنش`: what stands below the stroke has decimals.
fn over_decimal(place: Cursor) -> Option<Match> {
    let (stroke, below) = (place.ahead(1), place.ahead(2));
    let first = place.digits(1..=2).filter(|_| stroke.is("/") && stroke.is_glued() && below.is_glued())?;
    let (second, end, is_ambiguous) = numeral::digits(below)?;
    let is_decimal = below.ahead(1).is(".") && second.fraction.as_ref().is_some_and(|digits| digits.len() <= 2);
    let goes_on = end.is_glued() && (end.is_any(&["/", "-"]) || end.is(".") && end.ahead(1).is_glued());
    let first = Some((first, place.source(1)));
    let last = stroke.source_to(end);
    let score = Score { first, joint: Joint::Over, joint_source: None, second, last };
    (is_decimal && !is_ambiguous && !goes_on)
        .then(|| Match::new(end.since(place), Semiotic::Score(score), Governor::Words(place)))
}

fn colon_part(place: Cursor) -> Option<u64> {
    let is_plain = place.text().len() == 1 || place.text().len() <= 4 && !place.text().starts_with('0');
    place.value().filter(|_| is_plain)
}

/// A dash between numbers is a score where sport is spoken of and nothing is counted, or where the first is the greater
/// of two small ones (a range goes upwards).
fn is_score(place: Cursor, first: u64, second: u64) -> bool {
    // What is counted is counted upwards: 10-12 مباراة.
    let counted = first < second && place.ahead(3).counted_noun().is_some_and(nouns::is_known);
    let is_other = matches!(place.said_before(), "بين" | "من" | "رقم" | "لمدة" | "خلال");
    // وفي الجبال 16-6: the day's and the night's degrees.
    if counted || second > 250 || first > 250 || is_other || is_heat(place) && !is_sport(place) {
        return false;
    }
    // أولمبيك الكاف - نادي الحمامات 1 - 1: with a dash between the sides the numbers must not go upwards.
    let goes_down = first >= second && first < 20;
    is_sport(place)
        || is_before_nil(place)
        || is_after_two_sides(place)
        || is_in_row(place)
        || is_after_leg(place)
        || goes_down && (place.ahead(1).is_glued() || is_after_two_sides_with_dash(place))
}

/// `دقة 1920/1080 بيكسل`: the width and the height of a picture.
pub(crate) fn resolution(place: Cursor) -> Option<Match> {
    let (stroke, last) = (place.ahead(1), place.ahead(2));
    let (first, second) = (place.digits(3..=4)?, last.digits(3..=4)?);
    let is_pixel = |word: &str| matches!(Analysis::of(word).stem, "بكسل" | "بيكسل" | "دقة" | "دقته" | "دقتها");
    let mut near = place.backwards().take(4).chain(place.ahead(3).forwards().take(2)).filter_map(Cursor::word);
    let is_resolution = stroke.is("/") && stroke.is_glued() && last.is_glued() && near.any(is_pixel);
    let first = Some((first, place.source(1)));
    let score =
        Score { first, joint: Joint::Times, joint_source: None, second: Amount::of(second), last: stroke.source(2) };
    is_resolution.then(|| Match::new(3, Semiotic::Score(score), Governor::Words(place)))
}

/// `IP68/69`, `Windows 10/11`: two designations that follow each other, of which the letters or the name is printed once. In
/// sport they are a score, out of ten a mark, after the words of an address a number of a house.
fn is_designation(place: Cursor, first: u64, second: u64) -> bool {
    const REACH: usize = 3;
    let is_place = |word: &str| List::Addresses.has_stem(word) || Analysis::of(word).stem == "طريق";
    let is_address = || place.backwards().take(REACH).filter_map(Cursor::word).any(is_place);
    let follow = first >= 5 && second == first + 1 && second != 10;
    let is_named = place.back(1).is_latin() && !place.ahead(3).is_latin();
    is_named && follow && !is_address() && !is_sport(place) && !is_result(place)
}

/// `140` and `126`: what only a game of many points ends with. A pressure of blood has its numbers further apart.
fn is_score_of_many(first: u64, second: u64) -> bool {
    (60..=200).contains(&first) && (60..=200).contains(&second) && first.abs_diff(second) < 40
}

/// `فاز الفريق على ضيفه 140`: whether somebody has won or lost in the words right before, which speak of sport as well.
fn is_won(place: Cursor) -> bool {
    const REACH: usize = 10;
    let is_outcome = |word: &str| {
        let verb = word.strip_prefix('و').unwrap_or(word);
        matches!(verb, "فاز" | "فازت" | "تغلب" | "تغلبت" | "هزم" | "هزمت" | "خسر" | "خسرت")
    };
    let is_of_sport = |word: &str| !is_outcome(word) && List::SportStems.has_part_of(word);
    let words = || place.backwards().take(REACH).take_while(|before| before.is_arabic()).filter_map(Cursor::word);
    words().any(is_outcome) && words().any(is_of_sport)
}

/// `انتهى اللقاء 3 / 1`; in `انتهى في 3 / 1` it is a day.
fn has_ended(place: Cursor) -> bool {
    let mut words = place.backwards().take(3).filter_map(Cursor::word);
    place.said_before() != "في" && words.any(|word| matches!(clitics::without_conjunction(word), "انتهى" | "انتهت"))
}

/// `فاز بنتيجة 2/1 … وعلى النيل 3/1`: a result after another that was printed so.
fn follows_result(place: Cursor, first: u64, second: u64) -> bool {
    const REACH: usize = 40;
    let is_other = |stroke: Cursor| {
        let number = stroke.back(1);
        stroke.is("/") && number.is_number() && stroke.ahead(1).is_number() && (is_sport(number) || is_result(number))
    };
    first <= 20 && second <= 20 && place.backwards().take(REACH).any(is_other)
}

/// `على مالي 3 / صفر، والسودان 3 / 1`: after a score whose stroke nobody could take for a date's.
fn follows_nil(place: Cursor) -> bool {
    const REACH: usize = 20;
    let is_nil = |nil: Cursor| nil.is("صفر") && nil.back(1).is("/") && nil.back(2).is_number();
    place.backwards().take(REACH).any(is_nil)
}

/// `(1-4 و3-صفر)`: a score that one is joined to which nothing else could be.
fn is_before_nil(place: Cursor) -> bool {
    let joined = place.ahead(3).joined_number();
    joined.is_some_and(|next| next.ahead(1).is_hyphen() && next.ahead(2).is("صفر"))
}

/// `7 /6 (7 /2) و6 /3`: whether two numbers with a stroke stand beside others where sport is spoken of.
fn is_among_sets(place: Cursor) -> bool {
    let is_set = |first: Cursor| {
        let points = |number: Cursor| number.value().filter(|_| number.text().len() <= 2);
        points(first).is_some() && first.ahead(1).is("/") && points(first.ahead(2)).is_some()
    };
    let joins = |sign: &Cursor| sign.is_any(&["و", "،", ",", "(", ")"]);
    let n_before = place.backwards().take(3).take_while(joins).count();
    let n_after = place.ahead(3).forwards().take(3).take_while(joins).count();
    let has_before = n_before > 0 && is_set(place.back(3 + n_before));
    let has_after = n_after > 0 && is_set(place.ahead(3 + n_after));
    is_sport(place) && (has_before || has_after)
}

/// `4-6 . 6-4 . 3-6`: a score after others. The first is one where it does not go upwards.
fn is_in_row(place: Cursor) -> bool {
    // (34-25) و(31-24) و(17-32), 7-6 (7-2) و6-7 (6-8)
    const MOST_SIGNS: usize = 3;
    let is_number = |number: Cursor| number.is_number() && number.text().len() <= 3;
    let joins = |sign: &Cursor| sign.is_any(&[".", "/", "،", ",", "و", "(", ")"]);
    let n_signs = place.backwards().take(MOST_SIGNS).take_while(joins).count();
    let second = place.back(1 + n_signs);
    let first = second.back(2);
    n_signs > 0
        && is_number(second)
        && second.back(1).is("-")
        && is_number(first)
        && (is_sport(first) || is_in_row(first) || is_downwards(first))
}

fn is_downwards(first: Cursor) -> bool {
    let second = first.ahead(2);
    // Alone in brackets it may be that of a game of many points.
    let is_alone = first.back(1).is("(") && second.ahead(1).is(")");
    first.ahead(1).is_glued()
        && second.is_glued()
        && first.value().zip(second.value()).is_some_and(|(first, second)| first >= second && (first < 20 || is_alone))
}

/// `الذهاب : 3 - 5`: the result of the first leg.
fn is_after_leg(place: Cursor) -> bool {
    place.back(1).is(":") && place.back(2).word().is_some_and(|leg| List::Legs.has(leg))
}

#[cfg(test)]
mod tests;
