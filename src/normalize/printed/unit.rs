//! Signs and abbreviations of units after a number, with their powers and what they are divided by.

use super::scale::scale;
use super::topic::is_sport;
use crate::arabic::marks;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::noun::Noun;
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::units::{self, BARREL, DEGREE, POINT};
use crate::normalize::lexicon::words::List;

/// The unit printed here, after a number, and how many tokens it takes.
pub(crate) fn after(place: Cursor) -> Option<(Noun, usize)> {
    // 7 (كم)
    if place.is("(") && place.back(1).is_number() {
        return bracketed(place);
    }
    // (5 – 10) ملجم: the brackets are print. A letter alone stands for much.
    let is_long = || place.ahead(1).text().chars().nth(1).is_some() || power(place.ahead(2)).is_some();
    if place.is(")") && closes_amount(place) && is_long() {
        let name = place.ahead(1).text();
        let is_word = is_counted_word(place.ahead(1)) || List::UnitsLikeWords.has(name);
        let is_sign = units::by_sign(name).is_some() && !is_word;
        return after(place.ahead(1)).filter(|_| is_sign).map(|(unit, length)| (unit, length + 1));
    }
    // ١○م: the ring of another keyboard.
    if is_degree(place) || place.is("○") && place.ahead(1).is("م") {
        return Some(degree(place));
    }
    if is_inch(place) {
        return units::by_sign("inch").map(|inch| (inch, 1));
    }
    if !(place.is_arabic() || place.is_latin()) || is_longer_word(place) || is_other(place) {
        return None;
    }
    // ب/ي: barrels a day, as oil news abbreviates them.
    if place.is("ب") && ["/", "ي"].iter().zip(1..).all(|(text, n)| place.ahead(n).is_glued() && place.ahead(n).is(text))
    {
        return Some((BARREL.with_tail("فِي الْيَوْمِ"), 3));
    }
    if is_point_of_table(place) {
        return Some((POINT, 1));
    }
    let mut unit = units::by_sign(place.text())?;
    let mut length = 1;
    let has_powers = unit.singular.ends_with("مِتْر") || place.is_any(&["ft", "قدم"]);
    if has_powers && let Some(adjective) = power(place.ahead(1)) {
        unit = unit.with_adjective(adjective);
        length += 1;
    } else if has_powers
        && unit.adjective.is_none()
        && let Some(adjective) = printed_power(place.ahead(1))
    {
        unit = unit.with_adjective(adjective);
        length += 1;
    }
    if let Some((tail, taken)) = rate(place.ahead(length)) {
        unit = unit.with_tail(of_energy(&marks::bare(unit.singular), tail));
        length += taken;
    }
    Some((unit, length))
}

/// `ألف م2`: the unit with its power after a scale that was printed as a word.
pub(crate) fn raised_after_scale(place: Cursor) -> Option<(Noun, usize)> {
    let follows = place.is_arabic() && place.is_spaced() && is_scale(place.back(1));
    after(place).filter(|(unit, length)| follows && *length > 1 && unit.adjective.is_some())
}

/// `3 × 10²³ كجم`: the unit behind a power of a number, whose letters are those of no word.
pub(crate) fn after_power(place: Cursor) -> Option<(Noun, usize)> {
    let is_raised = |sign: Cursor| sign.is_glued() && sign.is_any(&["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]);
    let sign = place.back(1);
    let base = sign.backwards().find(|part| !is_raised(*part))?;
    let is_power = is_raised(sign) && base.is_number() && place.is_spaced();
    let is_long = place.text().chars().nth(1).is_some() && !List::UnitsLikeWords.has(place.text());
    after(place).filter(|_| is_power && is_long)
}

/// A word of scale, also in the dual before what it counts.
fn is_scale(place: Cursor) -> bool {
    scale(place).is_some() || place.is_any(&["ألفي", "مليوني", "ملياري"])
}

/// Whether the bracket here closes on a number or a range alone.
fn closes_amount(close: Cursor) -> bool {
    let is_part = |place: &Cursor| place.is_number() || place.is_dash() || place.is_any(&[",", ".", "×"]);
    let length = close.backwards().take_while(is_part).count();
    length > 0 && close.back(1).is_number() && close.back(length + 1).is("(")
}

/// `شاشة 55"`: the mark of inches after the size of a device. A quotation that could be open has its mark before; another
/// size of a device has none (`شاشة 13" وليس 16"`).
fn is_inch(mark: Cursor) -> bool {
    let is_mark = |place: &Cursor| place.is_any(&["\"", "″"]);
    is_mark(&mark) && is_after_size(mark) && mark.backwards().filter(is_mark).all(is_after_size)
}

/// Whether a mark here closes up to the size of a device.
fn is_after_size(mark: Cursor) -> bool {
    const REACH: usize = 6;
    let size = mark.back(1);
    let is_size = || size.value().is_some_and(|size| (2..=120).contains(&size)) && size.text().len() <= 3;
    let is_device = |place: Cursor| place.word().is_some_and(|word| List::Devices.has_stem(word));
    mark.is_glued() && mark.ahead(1).is_word_end() && is_size() && size.backwards().take(REACH).any(is_device)
}

/// A unit that is printed as a word, which the number counts as any other.
fn is_counted_word(place: Cursor) -> bool {
    place.counted_noun().is_some_and(nouns::is_known)
}

/// Whether a sign of degrees stands here.
pub(crate) fn is_degree(place: Cursor) -> bool {
    place.is_any(&["°", "º", "˚"])
}

/// `20ن` of a table of results, where others stand beside it or sport is spoken of: it may also be newtons or a number of
/// algebra.
fn is_point_of_table(place: Cursor) -> bool {
    const REACH: usize = 14;
    let is_point = |place: Cursor| place.is("ن") && place.is_glued() && place.back(1).is_number();
    let is_sign_of_table = |place: Cursor| is_point(place) || place.is("+") && place.is_glued();
    let mut near = place.backwards().take(REACH).chain(place.ahead(1).forwards().take(REACH - 1));
    is_point(place) && (near.any(is_sign_of_table) || is_sport(place))
}

/// The unit in brackets here. Letters that stand for much else are none there.
pub(crate) fn bracketed(open: Cursor) -> Option<(Noun, usize)> {
    let name =
        open.ahead(1).token().filter(|_| open.is("(") && (open.ahead(1).is_arabic() || open.ahead(1).is_latin()))?;
    // 12 (طن): the unit by its name.
    if let Some(unit) = units::by_name(&marks::letters(&name.text)) {
        return open.ahead(2).is(")").then_some((unit, 3));
    }
    let (unit, length) = after(open.ahead(1))?;
    // الارتفاع (م): one letter stands for much, unless a measure is spoken of.
    let is_measure = || open.word_before().is_some_and(|(_, word)| List::MeasuresInBrackets.has_stem(word));
    let is_clear = length > 1 || name.text.chars().nth(1).is_some() || is_measure();
    let is_word = List::UnitsLikeWords.has(&name.text);
    (open.ahead(1 + length).is(")") && is_clear && !is_word).then_some((unit, length + 2))
}

/// A stroke and what the unit before it is divided by: what is said for them, and how many tokens they take.
pub(crate) fn rate(stroke: Cursor) -> Option<(&'static str, usize)> {
    if !is_stroke(stroke) {
        return None;
    }
    // /كيلو واط: a thousand of the unit that stands after it.
    let is_unit = |name: &str| units::by_name(name).is_some() || nouns::is_singular(name);
    let is_prefix = |unit: Cursor| unit.word().is_some_and(|word| is_unit(&format!("كيلو{word}")));
    if stroke.ahead(1).is("كيلو") && is_prefix(stroke.ahead(2)) {
        return Some(("لِكُلِّ كِيلُو", 2));
    }
    let power = stroke.ahead(2).token().filter(|power| !power.spaced).and_then(|power| match power.text.as_str() {
        "²" | "2" => Some(2),
        "³" | "3" => Some(3),
        _ => None,
    });
    let said = |power| units::rate(stroke.ahead(1).text(), power);
    let raised = power.and_then(|power| said(Some(power)));
    raised.map(|tail| (tail, 3)).or_else(|| said(None).map(|tail| (tail, 2)))
}

/// A watt over an hour is a measure of energy, and no rate: `كيلوواط ساعة`.
pub(crate) fn of_energy(unit: &str, rate: &'static str) -> &'static str {
    if unit.ends_with("واط") && rate == "فِي السَّاعَةِ" { "سَاعَة" } else { rate }
}

/// The stroke between a unit and what it is divided by; some keyboards have it the other way round.
pub(crate) fn is_stroke(place: Cursor) -> bool {
    place.is_any(&["/", "\\"])
}

/// `لتر/100 كم`: whether the stroke here stands between a unit and a round number of another.
pub(crate) fn is_for_each_round(stroke: Cursor) -> bool {
    let number = stroke.ahead(1);
    let is_unit = |word: &str| units::by_name(word).or_else(|| units::by_sign(word)).is_some();
    is_stroke(stroke)
        && stroke.is_glued()
        && number.is_glued()
        && number.value().is_some_and(|value| matches!(value, 10 | 100 | 1000))
        && stroke.back(1).word().is_some_and(is_unit)
        && after(number.ahead(1)).is_some()
}

/// Whether the number before is a page's: `ص 120`, `صفحة 120`. What follows it is counted by nothing.
pub(crate) fn is_after_page(place: Cursor) -> bool {
    let number = place.back(1);
    let stop = usize::from(number.back(1).is_any(&[".", ":"]));
    number.is_number() && number.back(1 + stop).is_any(&["ص", "صفحة", "الصفحة"])
}

/// Letters of units that stand for something else here.
fn is_other(place: Cursor) -> bool {
    match place.text() {
        // قانون رقم 72 ل 2017: the year of the law, and no litre.
        "ل" => place.ahead(1).is_number() && (place.ahead(1).text().len() == 4 || is_to(place)),
        // رقم 19.89 م. د.: no metres, but a court.
        "م" => is_court_of_decision(place),
        "L" => is_grade_of_steel(place),
        // 6 ق هـ, 6 ق م: no minutes, but an era.
        "ق" => place.ahead(1).is_any(&["ه", "م"]) || is_rule_of_court(place),
        // ص 120 ط. دار الفكر: a page weighs nothing.
        "ط" => is_after_page(place),
        _ => false,
    }
}

/// `قرار رقم 19.89 م. د.`: the letters of the court behind the number of its decision.
pub(crate) fn is_court_of_decision(letter: Cursor) -> bool {
    const LONGEST_NUMBER: usize = 5;
    let is_part = |part: &Cursor| part.is_number() || part.is_any(&[".", "/", "-"]);
    let (stop, second) = (letter.ahead(1), letter.ahead(2));
    let is_dotted = |stop: Cursor| stop.is(".") && stop.is_glued();
    let first = letter.backwards().take(LONGEST_NUMBER).take_while(is_part).last();
    letter.is("م")
        && is_dotted(stop)
        && second.is("د")
        && is_dotted(second.ahead(1))
        && letter.back(1).is_number()
        && first.is_some_and(|first| first.said_before().ends_with("رقم"))
}

/// `الفولاذ المقاوم للصدأ 316L`: the grade of a steel, whose letter says that there is little carbon in it.
fn is_grade_of_steel(letter: Cursor) -> bool {
    const REACH: usize = 10;
    let is_steel = |part: Cursor| {
        let is_named = |word: &str| ["فولاذ", "الصدأ", "للصدأ", "ستانلس"].iter().any(|steel| word.contains(steel));
        part.is_any(&["steel", "Steel", "stainless", "Stainless"]) || part.word().is_some_and(is_named)
    };
    let is_grade = matches!(letter.back(1).text(), "304" | "316" | "317" | "904");
    let mut near = letter.backwards().take(REACH).chain(letter.forwards().take(REACH));
    // ثلاجة من الستانلس ستيل سعة 304L
    let holds = |word: &str| ["سعة", "سعت", "حجم", "ثلاج", "فريزر", "غسال"].iter().any(|holder| word.contains(holder));
    let is_filled = letter.backwards().take(REACH).filter_map(Cursor::word).any(holds);
    letter.is_glued() && is_grade && near.any(is_steel) && !is_filled
}

/// `3 لـ 5 ساعات`: between two numbers that go upwards the letter is the preposition, and no litre.
pub(crate) fn is_to(letter: Cursor) -> bool {
    let (first, second) = (letter.back(1), letter.ahead(1));
    let goes_up = first.value().zip(second.value()).is_some_and(|(first, second)| first < second);
    letter.is("ل") && letter.is_spaced() && goes_up && second.ahead(1).counted_noun().is_some_and(nouns::is_known)
}

/// `مكتب فني 56 ق 86 ص 556`: the letter between the volume of a collection of judgments and the number of the rule, which is
/// followed by its page.
pub(crate) fn is_rule_of_court(place: Cursor) -> bool {
    let (rule, page) = (place.ahead(1), place.ahead(2));
    let has_page = page.is("ص") && page.ahead(1).is_number();
    place.is("ق") && place.back(1).is_number() && rule.is_number() && rule.is_spaced() && has_page
}

/// `1 سم مربع`: the power as a word after an abbreviated unit.
fn printed_power(place: Cursor) -> Option<&'static str> {
    match place.word()? {
        "مربع" | "مربعا" => Some("مُرَبَّع"),
        "مكعب" | "مكعبا" => Some("مُكَعَّب"),
        _ => None,
    }
}

/// `²` or `³` after a unit of length; a plain digit only where nothing follows it.
fn power(place: Cursor) -> Option<&'static str> {
    let ends = place.is_glued() && place.ahead(1).is_word_end();
    match place.text() {
        "²" | "2" if ends => Some("مُرَبَّع"),
        "³" | "3" if ends => Some("مُكَعَّب"),
        _ => None,
    }
}

/// `°`, `°م`, `°C`, `°F`; a printed `مئوية` after it stays, and `17° درجة` says it once.
fn degree(place: Cursor) -> (Noun, usize) {
    match place.ahead(1).text() {
        "م" | "س" | "C" | "c" => (DEGREE.with_adjective("مِئَوِيّ"), 2),
        "ف" | "F" => (DEGREE.with_adjective("فَهْرَنْهَايِتِيّ"), 2),
        "K" => (DEGREE.with_tail("كَلْفِن"), 2),
        "درجة" | "درجات" => (DEGREE, 2),
        _ => (DEGREE, 1),
    }
}

/// One letter is a unit only where the word ends: not in `م.ع`, nor where letters of another kind go on.
fn is_longer_word(place: Cursor) -> bool {
    let next = place.ahead(1);
    if !next.is_glued() {
        return false;
    }
    let is_single = place.text().chars().nth(1).is_none();
    let is_abbreviation = is_single && next.is(".") && next.ahead(1).is_glued() && next.ahead(1).letter().is_some();
    next.is_latin() || next.is_arabic() || is_abbreviation
}
