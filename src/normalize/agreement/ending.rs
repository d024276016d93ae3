//! The ending of a printed noun that a number counts, where the number fixes it and the letters leave no choice: the
//! singular in the accusative after 11 to 99 (`خمسة وعشرون كتابًا`), in the genitive after hundreds and thousands (`مئة
//! شخصٍ`), the sound plural in the genitive after 3 to 10 (`ثلاث سياراتٍ`).
//!
//! Whether such a noun is the first term of another (`عشرون حالةَ وفاة`) cannot be told before another noun, and there
//! the diacritizer decides.

use crate::arabic::marks::{FATHATAN, KASRATAN};
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::output::Rule;
use crate::normalize::printed::scale::scale;

/// What the number before the noun here makes of its last letter; nothing where that is not certain. `rule` is how the
/// number was read.
pub(crate) fn of_counted(noun: Cursor, rule: Rule) -> Option<String> {
    // 7.7 درجة: what follows a fraction in words is its specification.
    if rule == Rule::Decimal && noun.back(1).is_number() {
        let word = noun.counted_noun().filter(|word| word.ends_with('ة') && nouns::is_known(word))?;
        let joins = noun.ahead(1).word().is_some_and(|next| next.starts_with('و'));
        let ends = ends_phrase(noun.ahead(1)) || joins;
        return (ends && !noun.token()?.has_marks()).then(|| format!("{word}{FATHATAN}"));
    }
    // تجاوز الـ100 كتاب: with the article a hundred counts as it does without.
    let is_counted = rule == Rule::Cardinal || rule == Rule::Ordinal && noun.back(1).has_article();
    let token = noun.token().filter(|_| noun.is_arabic() && is_counted)?;
    let below = below_hundred(noun.back(1)).filter(|below| rule == Rule::Cardinal || *below == 0)?;
    let word = noun.counted_noun().filter(|word| nouns::is_known(word))?;
    if token.has_marks() || !ends_phrase(noun.ahead(1)) {
        return None;
    }
    let last = word.chars().last()?;
    let bears_tanween = !matches!(last, 'ا' | 'ى' | 'ي' | 'و' | 'ء' | 'ن' | 'ئ' | 'آ');
    match below {
        11..=99 if last == 'ا' => Some(format!("{}{FATHATAN}ا", word.strip_suffix('ا')?)),
        11..=99 if last == 'ة' => Some(format!("{word}{FATHATAN}")),
        3..=10 if word.ends_with("ات") => Some(format!("{word}{KASRATAN}")),
        // Broken plurals stand after hundreds only by mistake.
        0 if bears_tanween && !word.ends_with("ات") && !List::BrokenPlurals.has(word) => {
            Some(format!("{word}{KASRATAN}"))
        }
        _ => None,
    }
}

/// The last two digits of the number here, or 0 for a word of scale.
fn below_hundred(place: Cursor) -> Option<u64> {
    if place.is_number() {
        let value = place.value()?;
        let is_long = place.text().len() > 2 || value > 10;
        // 3 and 5 alone may be the end of another form; what they count is a plural.
        return (is_long || (3..=10).contains(&value)).then_some(value % 100);
    }
    (place.is_arabic() && scale(place).is_some()).then_some(0)
}

/// Whether no noun follows, of which the counted one could be the first term, and no adjective.
fn ends_phrase(next: Cursor) -> bool {
    !next.is_printed() || next.is_sign() || next.word().is_some_and(|word| List::OpensPhrase.has(word))
}

#[cfg(test)]
mod tests {
    use crate::normalize::testing::hinted;

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
