//! Signs that are read as words, signs that a reader passes over, and what has no reading at all.
//!
//! The driver asks here after [`pause`](super::punctuation::pause): punctuation that is heard as a pause does not come.

use super::lexeme::{Kind, Lexeme, Reading};
use super::{Options, Rule, score, vowels};
use crate::note::{Note, NoteCode};

/// Reads the sign at `at`. Always an answer for a sign, perhaps without words.
pub(super) fn read(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Sign)?;
    if let Some(phrase) = phrase(lexemes, at) {
        let spoken = vowels::phrase(phrase, Rule::Symbol, &lexeme.source);
        return Some(Reading { consumed: 1, spoken, notes: Vec::new() });
    }
    let notes = if is_passed_over(&lexeme.text) {
        Vec::new()
    } else {
        let message = format!("`{}` has no reading, left out", lexeme.text);
        vec![Note::new(NoteCode::CharacterSkipped, message, lexeme.source.clone())]
    };
    Some(Reading { consumed: 1, spoken: Vec::new(), notes })
}

/// `21 ألفا - 19960 = 1040`: between two numbers before an equals sign, the dash is a minus.
pub(super) fn minus(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let sign = lexemes.get(at).filter(|sign| sign.spaced && matches!(sign.text.as_str(), "-" | "–" | "−"))?;
    let follows = at.checked_sub(1).and_then(|before| lexemes.get(before))?;
    let is_number = |lexeme: &Lexeme| lexeme.kind == Kind::Number;
    lexemes.get(at + 1).filter(|number| is_number(number))?;
    let is_term = is_number(follows) || at > 1 && is_number(&lexemes[at - 2]);
    let equals = lexemes.get(at + 2..).unwrap_or_default().iter().take(3).any(|lexeme| lexeme.text == "=");
    let words = vowels::phrase("نَاقِص", Rule::Symbol, &sign.source);
    (is_term && equals).then_some(Reading { consumed: 1, spoken: words, notes: Vec::new() })
}

/// What a sign says between its neighbours.
fn phrase(lexemes: &[Lexeme], at: usize) -> Option<&'static str> {
    let sign = lexemes.get(at)?;
    let before = at.checked_sub(1).and_then(|before| lexemes.get(before));
    let after = lexemes.get(at + 1);
    let kind_before = before.map(|lexeme| lexeme.kind);
    let kind_after = after.map(|lexeme| lexeme.kind);
    let number_follows = kind_after == Some(Kind::Number);
    let between_numbers = kind_before == Some(Kind::Number) && number_follows;
    let speaks = |kind: Option<Kind>| matches!(kind, Some(Kind::Arabic | Kind::Latin | Kind::Number));
    let between_words = speaks(kind_before) && speaks(kind_after);
    let is_letter = before.is_some_and(|before| before.text.chars().count() == 1);
    Some(match sign.text.as_str() {
        "&" if between_words => "آنْدْ",
        "+" if kind_before == Some(Kind::Arabic) && !sign.spaced && after.is_none_or(|after| after.spaced) => "بِلَسْ",
        "+" if number_follows || between_words => "زَائِد",
        "+" if speaks(kind_after) && is_in_formula(lexemes, at) => "زَائِد",
        "=" if speaks(kind_after) && before.is_some_and(|before| matches!(before.text.as_str(), "²" | "³" | ")")) => {
            "يُسَاوِي"
        }
        "+" if matches!(kind_before, Some(Kind::Latin | Kind::Arabic)) && !sign.spaced => "بِلَسْ",
        "+" if kind_before == Some(Kind::Number) => "زَائِد",
        // a²: a lone letter is a quantity, and has no footnote.
        "²" if kind_before == Some(Kind::Latin) && !sign.spaced && (is_letter || is_in_formula(lexemes, at)) => {
            "تَرْبِيع"
        }
        "³" if kind_before == Some(Kind::Latin) && !sign.spaced && (is_letter || is_in_formula(lexemes, at)) => {
            "تَكْعِيب"
        }
        "^" if !sign.spaced && between_words && after.is_some_and(|after| !after.spaced) => "أُسّ",
        "=" if between_words => "يُسَاوِي",
        "×" | "✕" if kind_before == Some(Kind::Arabic) && kind_after == Some(Kind::Arabic) => "ضِدّ",
        "*" if score::is_sign_of_match(lexemes, at) => "ضِدّ",
        "×" | "✕" if between_words => "فِي",
        "÷" if between_words => "عَلَى",
        "±" if number_follows => "زَائِد أَوْ نَاقِص",
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
        _ => return None,
    })
}

/// Whether an equals sign stands near, so that a raised digit is a power and no mark of a note.
fn is_in_formula(lexemes: &[Lexeme], at: usize) -> bool {
    lexemes.get(at.saturating_sub(8)..(at + 8).min(lexemes.len())).unwrap_or_default().iter().any(|l| l.text == "=")
}

/// Signs that a reader sees and does not say: quotation marks, list bullets, footnote and trade marks, arrows, rules.
fn is_passed_over(sign: &str) -> bool {
    let Some(value) = sign.chars().next() else { return true };
    matches!(value,
        '"' | '\'' | '‹' | '›' | '_' | '*' | '†' | '‡' | '¶' | '©' | '®' | '™' | '℠' | '℗' | '^' | '\\' | '|' | '¦' | '#' | '@'
        | '&' | '+' | '=' | '~' | '<' | '>' | '×' | '÷' | '±' | '′' | '″' | '‴' | '°' | 'º' | 'ª' | '¹' | '²' | '³'
        | '⁰' | '⁴'..='⁹' | '\u{6DD}' | '\u{6DE}' | '\u{6E9}' | '\u{600}'..='\u{605}' | '\u{60E}' | '\u{60F}'
        | '\u{2190}'..='\u{21FF}' | '\u{27F0}'..='\u{27FF}' | '\u{2900}'..='\u{297F}' | '\u{2B00}'..='\u{2BFF}'
        | '\u{2500}'..='\u{25FF}' | '\u{2022}' | '\u{2023}' | '·' | '\u{2219}' | '\u{FD4F}' | '¨' | '¯' | '¸' | '¬')
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
mod tests {
    use super::*;
    use crate::normalize::testing::{lexemes, read_alone};

    fn check(input: &str, expect: &str, n_notes: usize) {
        let lexemes = lexemes(input);
        let notes = (0..lexemes.len()).filter_map(|at| read(&lexemes, at)).map(|reading| reading.notes.len()).sum();
        assert_eq!((read_alone(read, input, |_| None).as_str(), notes), (expect, n_notes), "{input}");
    }

    #[test]
    fn mathematics() {
        check("2 + 2 = 4", "زائد يساوي", 0);
        check("5 × 3", "في", 0);
    }

    #[test]
    fn marks_that_are_not_said() {
        check("\"نعم\" • الشركة™ *", "", 0);
    }

    #[test]
    fn number_sign() {
        check("№ 5", "رقم", 0);
    }

    #[test]
    fn unknown_signs_are_noted() {
        check("نعم \u{E000}", "", 1);
    }
}
