//! Ranges: `15-20 ألف دولار`, `بين 10 - 12 سنة`, `الصفحات 45–50`, `10-15%`.

use super::decimal::{self, Counted};
use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::noun::Noun;
use super::number::{Case, Gender};
use super::numeral;
use super::{Options, Rule, cardinal, code, context, currency, number, percent, unit, version};

/// Reads two numbers joined by a dash: `A إلى B`, after `بين` `A وB`.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    // $10-15 مليون: the sign before the first counts both.
    let prefix = currency::prefix_noun(lexemes, at);
    let begin = at + prefix.map_or(0, |(_, length)| length);
    lexemes.get(begin).filter(|lexeme| lexeme.kind == Kind::Number)?;
    let first = numeral::parse(lexemes, begin)?;
    // 10%-15%: the first sign is said by the second.
    let mut middle = first.next + usize::from(percent::sign(lexemes, first.next).is_some());
    let dash = lexemes.get(middle).filter(|dash| matches!(dash.text.as_str(), "-" | "–" | "—" | "~"))?;
    let spaced = lexemes.get(middle + 1).is_some_and(|after| after.spaced);
    if dash.spaced != spaced {
        return None;
    }
    middle += 1;
    let second_prefix = currency::prefix_noun(lexemes, middle);
    let second_at = middle + second_prefix.map_or(0, |(_, length)| length);
    lexemes.get(second_at).filter(|lexeme| lexeme.kind == Kind::Number)?;
    let second = numeral::parse(lexemes, second_at)?;
    let before = context::word_before(lexemes, at).map(|(_, word)| word).unwrap_or_default();
    let is_code = code::is_announced(lexemes, begin) && !version::is_counted(lexemes, second.next);
    let scale = |numeral: &numeral::Numeral| numeral.scale.map_or(1, |scale| scale.value);
    let goes_up = first.scale.is_some() || second.scale.is_some() || value(&first) < value(&second);
    if is_code || !goes_up || first.has_leading_zero() || second.has_leading_zero() || scale(&first) > scale(&second) {
        return None;
    }
    let mut next = second.next;
    let supplied: Option<(Noun, usize)> = prefix
        .or(second_prefix)
        .map(|(noun, _)| (noun, 0))
        .or_else(|| currency::suffix(lexemes, next))
        .or_else(|| unit::suffix(lexemes, next));
    let percent = percent::sign(lexemes, next);
    let gender = match &supplied {
        Some((noun, _)) if second.scale.is_none() => noun.gender,
        Some(_) => Gender::Masculine,
        None if second.scale.is_some() => Gender::Masculine,
        None => cardinal::counted(lexemes, next).unwrap_or(Gender::Masculine),
    };
    let is_between = matches!(before.as_str(), "بين" | "وبين" | "وما");
    // After a definite noun the range stands for itself, and begins with `من`.
    let opens = before.starts_with("ال") && context::proclitic(lexemes, at).is_none();
    let (case, sure) = if opens || is_between { (Case::Genitive, false) } else { context::case(lexemes, at) };
    let mut spoken: Vec<Spoken> = Vec::new();
    let first_source = span(lexemes, at..first.next);
    if opens {
        spoken.extend(Spoken::words(["مِنْ".to_owned()], Rule::Range, &first_source));
    }
    let alone = match gender {
        Gender::Masculine => Counted::Nothing,
        Gender::Feminine => Counted::Printed(gender),
    };
    let first_words = without_construct(&first, alone, gender, case, sure);
    spoken.extend(Spoken::words(first_words, Rule::Range, &first_source));
    let counted = match &supplied {
        Some((noun, _)) => Counted::Supplied(noun),
        None if percent.is_some() => Counted::Nothing,
        None => cardinal::counted(lexemes, next).map_or(Counted::Nothing, Counted::Printed),
    };
    let mut words = decimal::say(&second, counted, Case::Genitive, false);
    if is_between {
        if let Some(word) = words.first_mut() {
            *word = format!("وَ{word}");
        }
    } else {
        spoken.extend(Spoken::words(["إِلَى".to_owned()], Rule::Range, &dash.source));
    }
    next += supplied.map_or(0, |(_, length)| length);
    words.extend(percent.map(str::to_owned));
    next += usize::from(percent.is_some());
    spoken.extend(Spoken::words(words, Rule::Range, &span(lexemes, middle..next)));
    Some(Reading { consumed: next - at, spoken, notes: Vec::new() })
}

/// The first number of a range stands apart from what is counted: `ثمان إلى عشر سنوات`.
fn without_construct(
    numeral: &numeral::Numeral,
    alone: Counted,
    gender: Gender,
    case: Case,
    sure: bool,
) -> Vec<String> {
    match numeral.integer() {
        Some(integer) => {
            number::cardinal(integer, number::Form { gender, case, construct: false, definite: false, sure })
        }
        None => decimal::say(numeral, alone, case, sure),
    }
}

/// For comparison only: thousandths of the whole and decimal part.
fn value(numeral: &numeral::Numeral) -> u128 {
    let thousandths: u128 =
        format!("{:0<3}", numeral.fraction.as_deref().unwrap_or("")).get(..3).and_then(|d| d.parse().ok()).unwrap_or(0);
    u128::from(numeral.whole) * 1000 + thousandths
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn to() {
        check("10-12 كلم", "عشرة إلى اثني عشر كيلومترا");
        check("من 2-3 أيام", "من اثنين إلى ثلاثة أيام");
        check("5-10%", "خمسة إلى عشرة بالمئة");
        check("10%-15%", "عشرة إلى خمسة عشر بالمئة");
        check("$10-20", "عشرة إلى عشرين دولارا");
        check("مدة 3-4 سنوات", "مدة ثلاث إلى أربع سنوات");
        check("18–25 سنة", "ثماني عشرة إلى خمس وعشرين سنة");
    }

    #[test]
    fn between() {
        check("بين 5-10 أشخاص", "بين خمسة وعشرة أشخاص");
        check("بين 10 - 12 سنة", "بين عشر واثنتي عشرة سنة");
    }

    #[test]
    fn after_a_definite_noun() {
        check("المواد 10-15", "المواد من عشرة إلى خمسة عشر");
        check("الفئة العمرية 18-25 سنة", "الفئة العمرية من ثماني عشرة إلى خمس وعشرين سنة");
    }

    #[test]
    fn scales() {
        check("من 15-20 ألف دولار", "من خمسة عشر إلى عشرين ألف دولار");
        check("5-6 ملايين", "خمسة إلى ستة ملايين");
    }

    #[test]
    fn codes_are_no_ranges() {
        check("رقم 10-12 شخصا", "رقم عشرة إلى اثني عشر شخصا");
        check("الأمر 66-156", "الأمر ستة وستون مئة وستة وخمسون");
        check("القانون رقم 05-20", "القانون رقم صفر خمسة عشرون");
        check("المرسوم التنفيذي رقم 23-45", "المرسوم التنفيذي رقم ثلاثة وعشرين خمسة وأربعون");
    }
}
