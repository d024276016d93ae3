//! Signs that are read as words, signs that a reader passes over, and what has no reading at all.
//!
//! The driver asks here after [`punctuation`](crate::normalize::punctuation): what is heard as a pause does not come.

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::output::Rule;
use crate::normalize::printed::dimension;
use crate::normalize::printed::fixture::is_sign_of_match;
use crate::normalize::printed::month;
use crate::normalize::printed::topic::is_sport;
use crate::normalize::semiotic::Semiotic;
use crate::normalize::token::Kind;
use crate::note::{Note, NoteCode};

/// Knows the sign here. Always an answer for a sign, perhaps without words.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let token = place.token().filter(|token| token.kind == Kind::Sign)?;
    if let Some(phrase) = phrase(place) {
        return Some(said(place, phrase));
    }
    let notes = if is_passed_over(&token.text) && !is_missed(place) {
        Vec::new()
    } else {
        let message = format!("`{}` has no reading, left out", token.text);
        vec![Note::new(NoteCode::CharacterSkipped, message, token.source.clone())]
    };
    Some(Match::fixed(1, Semiotic::Unsaid).with_notes(notes))
}

fn said<'t>(place: Cursor<'t>, vowelled: &'static str) -> Match<'t> {
    Match::fixed(1, Semiotic::Phrase { vowelled, rule: Rule::Symbol, source: place.source(1) })
}

/// `21 ألفا - 19960 = 1040`: between two numbers before an equals sign, the dash is a minus.
pub(crate) fn minus(place: Cursor) -> Option<Match> {
    let is_term = place.back(1).is_number() || place.back(2).is_number();
    let equals = || place.ahead(2).forwards().take(3).any(|sign| sign.is("="));
    let is_minus =
        place.is_any(&["-", "–", "−"]) && place.is_spaced() && place.ahead(1).is_number() && is_term && equals();
    is_minus.then(|| said(place, "نَاقِصَ"))
}

/// `1377هـ = 1957م`: a year in two calendars.
fn are_two_calendars(equals: Cursor) -> bool {
    let is_era = |era: Cursor| era.is_any(&["ه", "هج", "م"]);
    let is_year = |year: Cursor| year.digits(3..=4).is_some();
    let (before, after) = (equals.back(1), equals.ahead(1));
    is_era(before) && is_year(before.back(1)) && is_year(after) && is_era(after.ahead(1))
}

/// `1293`, `1293هـ`: the last figures or the era of a year.
fn is_end_of_year(end: Cursor) -> bool {
    let year = end.back(usize::from(end.is_any(&["ه", "هج", "م"])));
    year.digits(3..=4).is_some()
}

/// What a sign says between its neighbours.
fn phrase(place: Cursor) -> Option<&'static str> {
    let (before, after) = (place.back(1), place.ahead(1));
    let number_follows = after.is_number();
    let between_numbers = before.is_number() && number_follows;
    let between_words = speaks(before) && speaks(after);
    let is_raised =
        before.is_latin() && !place.is_spaced() && (before.text().chars().count() == 1 || is_in_formula(place));
    Some(match place.text() {
        "&" if between_words => "آنْدْ",
        "+" if before.is_arabic() && !place.is_spaced() && !after.is_glued() => "بِلَسْ",
        // Pro+ 9
        "+" if before.is_latin() && !place.is_spaced() && after.is_spaced() => "بِلَسْ",
        // Canal + للفيلم
        "+" if before.is_latin() && before.text().len() > 2 && after.is_arabic() && after.is_spaced() => "بِلَسْ",
        // S24+: the number of a product; with a letter after it, a term of a formula.
        "+" if !place.is_spaced() && is_of_product(before) && !number_follows && !after.is_latin() => "بِلَسْ",
        "+" if number_follows || between_words => "زَائِدَ",
        "+" if speaks(after) && is_in_formula(place) => "زَائِدَ",
        // 1377هـ = 1957م
        "=" if are_two_calendars(place) => "الْمُوَافِق",
        // الكثافة = 2
        "=" if between_words && before.word().is_some_and(|word| word.ends_with('ة')) => "تُسَاوِي",
        "=" if speaks(after) && before.is_any(&["²", "³", ")"]) => "يُسَاوِي",
        "+" if (before.is_latin() || before.is_arabic()) && !place.is_spaced() => "بِلَسْ",
        "+" if before.is_number() => "زَائِدَ",
        // a²: a lone letter is a quantity, and has no footnote.
        "²" if is_raised => "تَرْبِيع",
        "³" if is_raised => "تَكْعِيب",
        "^" if !place.is_spaced() && between_words && after.is_glued() => "أُسّ",
        // 1365 = 17 نيسان 1946: one day in two calendars.
        "=" if is_end_of_year(before)
            && month::day(after).is_some()
            && month::month(after.ahead(1 + usize::from(after.ahead(1).is("من")))).is_some() =>
        {
            "الْمُوَافِق"
        }
        "=" if between_words => "يُسَاوِي",
        "×" | "✕" if is_times(place) => "فِي",
        "×" | "✕" if before.is_arabic() && after.is_arabic() => "ضِدّ",
        "*" if is_sign_of_match(place) => "ضِدّ",
        "×" | "✕" if between_words => "فِي",
        "÷" if between_words => "عَلَى",
        "/" if is_division(place) => "عَلَى",
        "/" if dimension::is_stroke(place) => "فِي",
        "±" if number_follows => "زَائِدَ أَوْ نَاقِصَ",
        // A bare `<` before a number is a limit; between two it compares.
        "<" if number_follows && !between_numbers => "أَقَلّ مِن",
        ">" if number_follows && !between_numbers => "أَكْثَر مِن",
        "<" if between_numbers => "أَصْغَر مِن",
        ">" if between_numbers => "أَكْبَر مِن",
        "≤" if between_words => "أَصْغَر مِن أَوْ يُسَاوِي",
        "≥" if between_words => "أَكْبَر مِن أَوْ يُسَاوِي",
        "≠" if between_words => "لَا يُسَاوِي",
        "≈" | "≃" | "~" | "∼" if number_follows => "نَحْو",
        "√" if number_follows => "جَذْر",
        "∞" => "مَا لَا نِهَايَة",
        "№" => "رَقْم",
        // A letter with a sharp after it is a name.
        "#" if before.is_latin() && place.is_glued() && before.text().len() == 1 && after.is_word_end() => "شَارْبْ",
        "#" if number_follows => "رَقْم",
        "§" => "الْمَادَّة",
        "%" => "بِالْمِئَة",
        "‰" => "بِالْأَلْف",
        "°" => "دَرَجَة",
        "€" => "يُورُو",
        "$" => "دُولَار",
        "£" => "جُنَيْه إِسْتَرْلِينِيّ",
        "¥" => "يِنّ",
        "₺" => "لِيرَة تُرْكِيَّة",
        "₽" => "رُوبِل",
        "₹" => "رُوبِيَّة",
        "₪" => "شِيكِل",
        "₩" => "وُون",
        "₿" => "بِيتْكُوِينْ",
        "﷼" => "رِيَال",
        "@" if between_words => "آتْ",
        "→" | "⟶" | "←" | "⟵" if leads_on(place) => "إِلَى",
        _ => return None,
    })
}

/// Whether the number here is one word with the letters before it, which are no sign of an element: `Ca2+` is an ion.
fn is_of_product(number: Cursor) -> bool {
    let letters = number.back(1);
    let is_element = letters.text().len() == 2 && letters.text().ends_with(|letter: char| letter.is_ascii_lowercase());
    number.is_number() && number.is_glued() && letters.is_latin() && !is_element
}

/// Whether an equals sign stands near, so that a raised digit is a power and no mark of a note.
fn is_in_formula(place: Cursor) -> bool {
    place.backwards().take(8).chain(place.forwards().take(8)).any(|sign| sign.is("="))
}

/// Whether the stroke here is said, and no pause.
pub(crate) fn is_spoken_stroke(stroke: Cursor) -> bool {
    is_division(stroke) || dimension::is_stroke(stroke)
}

/// `الكثافة = الكتلة / الحجم`, `ρ = m /V`: a stroke with a space beside it between two words after an equals sign.
fn is_division(stroke: Cursor) -> bool {
    const LONGEST_TERM: usize = 6;
    let speaks = |place: Cursor| place.is_arabic() || place.is_latin();
    let is_apart = stroke.is_spaced() || stroke.ahead(1).is_spaced();
    let mut before = stroke.backwards().take(LONGEST_TERM).take_while(|part| !part.is_any(&[".", "،", ":"]));
    stroke.is("/") && is_apart && speaks(stroke.back(1)) && speaks(stroke.ahead(1)) && before.any(|sign| sign.is("="))
}

/// `الطول × العرض = المساحة`, `الكمية × السعر (5-7) × الضريبة`: a times sign between words is that of a match, but where it is
/// joined to figures or equals something, or goes on to one that is.
fn is_times(sign: Cursor) -> bool {
    const REACH: usize = 12;
    let is_times_sign = |place: &Cursor| place.is_any(&["×", "✕"]);
    let closes_figures = |place: Cursor| {
        let inside = || place.backwards().take(REACH).take_while(|part| !part.is("("));
        place.is(")") && inside().any(Cursor::is_number) && !inside().any(Cursor::is_arabic)
    };
    let is_figure = |place: Cursor| place.is_number() || place.is_latin() || closes_figures(place);
    let is_joined = |place: Cursor| is_figure(place.back(1)) || is_figure(place.ahead(1));
    let is_point = |place: &Cursor| place.is_glued() && place.ahead(1).is_glued() && place.ahead(1).is_number();
    let ends = |place: &Cursor| place.is_any(&[".", "،", "؛", ":"]) && !is_point(place);
    let before = || sign.backwards().take(REACH).take_while(|place| !ends(place));
    let after = || sign.ahead(1).forwards().take(REACH).take_while(|place| !ends(place));
    let is_term = |place: &Cursor| place.is_any(&["=", "÷"]) || is_times_sign(place) && is_joined(*place);
    let speaks = |place: Cursor| place.is_arabic() || is_figure(place);
    let has_sides = speaks(sign.back(1)) && (speaks(sign.ahead(1)) || sign.ahead(1).is("("));
    has_sides && !is_sport(sign) && (is_joined(sign) || before().chain(after()).any(|place| is_term(&place)))
}

/// `A → b`, `نعم \ لا`: a sign that joins what stands on both its sides. Whoever hears the text misses it, and a review should
/// list it.
fn is_missed(sign: Cursor) -> bool {
    let joins = |value: char| matches!(value, '\\' | '|' | '†' | '‡') || is_arrow(value);
    sign.text().chars().all(joins) && speaks(sign.back(1)) && speaks(sign.ahead(1))
}

fn is_arrow(value: char) -> bool {
    matches!(value, '\u{2190}'..='\u{21FF}' | '\u{27F0}'..='\u{27FF}' | '\u{2900}'..='\u{297F}')
}

/// `5 → 7`, `Cairo → Rome`: an arrow that leads from one to the other. Between figures in an Arabic line the one that points to
/// the left leads on, too; from words that are neither it may point to a cause, a place, or the next step.
fn leads_on(arrow: Cursor) -> bool {
    let (before, after) = (arrow.back(1), arrow.ahead(1));
    let is_name = |place: Cursor| place.is_latin() && place.text().starts_with(char::is_uppercase);
    match arrow.text() {
        "→" | "⟶" => before.is_number() && after.is_number() || is_name(before) && is_name(after),
        "←" | "⟵" => before.is_number() && after.is_number(),
        _ => false,
    }
}

/// Whether a word or a number stands here.
fn speaks(place: Cursor) -> bool {
    matches!(place.kind(), Some(Kind::Arabic | Kind::Latin | Kind::Number))
}

/// Signs that a reader sees and does not say: quotation marks, list bullets, footnote and trade marks, arrows, rules.
fn is_passed_over(sign: &str) -> bool {
    let Some(value) = sign.chars().next() else { return true };
    matches!(value,
        '"' | '\'' | '‹' | '›' | '_' | '*' | '†' | '‡' | '¶' | '©' | '®' | '™' | '℠' | '℗' | '^' | '\\' | '|' | '¦' | '#' | '@'
        | '&' | '+' | '=' | '~' | '<' | '>' | '×' | '÷' | '±' | '′' | '″' | '‴' | '°' | 'º' | 'ª' | '¹' | '²' | '³'
        | '⁰' | '⁴'..='⁹' | '\u{6DD}' | '\u{6DE}' | '\u{6E9}' | '\u{600}'..='\u{605}' | '\u{60E}' | '\u{60F}'
        | '\u{2B00}'..='\u{2BFF}'
        | '\u{2500}'..='\u{25FF}' | '\u{2022}' | '\u{2023}' | '·' | '\u{2219}' | '\u{FD4F}' | '¨' | '¯' | '¸' | '¬')
        || is_arrow(value)
        || matches!(
            sign,
            "." | ","
                | "،"
                | ";"
                | "؛"
                | ":"
                | "!"
                | "?"
                | "؟"
                | "…"
                | "("
                | ")"
                | "["
                | "]"
                | "{"
                | "}"
                | "-"
                | "–"
                | "—"
                | "/"
                | "﴾"
                | "﴿"
                | "⟨"
                | "⟩"
        )
}

#[cfg(test)]
mod tests;
