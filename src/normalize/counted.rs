//! The ending of a printed noun that a number counts, where the number fixes it and the letters leave no choice: the
//! singular in the accusative after 11 to 99 (`خمسة وعشرون كتابًا`), in the genitive after hundreds and thousands (`مئة
//! شخصٍ`), the sound plural in the genitive after 3 to 10 (`ثلاث سياراتٍ`).
//!
//! Whether such a noun is the first term of another (`عشرون حالةَ وفاة`) cannot be told before another noun, and there
//! the diacritizer decides.

use super::lexeme::{Kind, Lexeme};
use super::{Rule, context, noun, number, numeral};

/// What the number before the noun at `at` makes of its last letter; nothing where that is not certain. `rule` is how
/// the number was read.
pub(super) fn hint(lexemes: &[Lexeme], at: usize, rule: Rule) -> Option<String> {
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic && rule == Rule::Cardinal)?;
    let below = below_hundred(lexemes, at)?;
    let word = context::counted_noun(lexemes, at).filter(|word| noun::is_known(word))?;
    if lexeme.text.chars().any(number::is_mark) || !ends_phrase(lexemes, at + 1) {
        return None;
    }
    let last = word.chars().last()?;
    let bears_tanween = !matches!(last, 'ا' | 'ى' | 'ي' | 'و' | 'ء' | 'ن' | 'ئ' | 'آ');
    match below {
        11..=99 if last == 'ا' => Some(format!("{}\u{64B}ا", word.strip_suffix('ا')?)),
        11..=99 if last == 'ة' => Some(format!("{word}\u{64B}")),
        3..=10 if word.ends_with("ات") => Some(format!("{word}\u{64D}")),
        0 if bears_tanween && !word.ends_with("ات") && !is_plural(&word) => Some(format!("{word}\u{64D}")),
        _ => None,
    }
}

/// The last two digits of the number that ends before `at`, or 0 after a word of scale.
fn below_hundred(lexemes: &[Lexeme], at: usize) -> Option<u64> {
    let before = at.checked_sub(1).and_then(|before| lexemes.get(before))?;
    match before.kind {
        Kind::Number => {
            let value: u64 = before.text.parse().ok()?;
            let is_long = before.text.len() > 2 || value > 10;
            // 3 and 5 alone may be the end of another form; what they count is a plural.
            (is_long || (3..=10).contains(&value)).then_some(value % 100)
        }
        Kind::Arabic if numeral::scale(lexemes, at - 1).is_some() => Some(0),
        _ => None,
    }
}

/// Whether no noun follows, of which the counted one could be the first term, and no adjective.
fn ends_phrase(lexemes: &[Lexeme], next: usize) -> bool {
    match lexemes.get(next) {
        None => true,
        Some(lexeme) if lexeme.kind == Kind::Sign => true,
        Some(_) => context::word(lexemes, next).is_some_and(|word| context::one_of(&word, PREPOSITIONS)),
    }
}

/// Particles that begin a phrase of their own, and no nouns that govern as they do (`وفاة`).
const PREPOSITIONS: &str = "
    في من إلى على عن حتى منذ خلال بعد قبل بين مع عند لدى ضد عبر حول ضمن رغم أو ثم لكن بل إلا التي الذي الذين قد لم لن";

/// Broken plurals stand after hundreds only by mistake.
fn is_plural(word: &str) -> bool {
    context::one_of(word, "أشخاص أعوام أشهر أيام ملايين آلاف")
}

#[cfg(test)]
mod tests {
    use super::super::testing::hinted;

    fn check(input: &str, expect: &str) {
        assert_eq!(hinted(input).split(' ').next_back(), Some(expect), "{input}");
    }

    #[test]
    fn the_number_decides_the_ending() {
        check("بعد 25 يوما.", "يوم\u{64B}ا");
        check("بعد 25 سنة.", "سنة\u{64B}");
        check("بعد 100 سنة.", "سنة\u{64D}");
        check("نحو 20 ألف شخص.", "شخص\u{64D}");
        check("عبر 5 سيارات.", "سيارات\u{64D}");
    }

    #[test]
    fn a_first_term_is_left_to_the_diacritizer() {
        assert!(hinted("سجلت 25 حالة وفاة").ends_with(" حالة وفاة"));
    }
}
