//! Telephone numbers and other numbers that are dialled or spelled: digit by digit.
//!
//! A number is one where a word for a telephone stands before it and nothing is counted after it, where it begins with
//! `+`, `00` or `0` and has seven digits or more in groups, or where it is longer than any count.

use super::lexeme::{Kind, Lexeme, Reading, Spoken};
use super::{Options, Rule, cardinal, context, currency, number, percent, unit, version};

/// Reads a telephone number.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let is = |index: usize, sign: &str| lexemes.get(index).is_some_and(|lexeme| lexeme.text == sign);
    // +213 …, (021) …, (+213) …
    let bracket = usize::from(is(at, "("));
    let plus = usize::from(is(at + bracket, "+"));
    let begin = at + plus + bracket;
    let first = lexemes.get(begin).filter(|lexeme| lexeme.kind == Kind::Number)?;
    if plus + bracket > 0 && first.spaced {
        return None;
    }
    let announced = is_announced(lexemes, at) || is_dotted_after_word(lexemes, begin);
    let has_prefix = plus == 1 || first.text.starts_with('0');
    if !announced && !has_prefix && first.text.len() < 7 && first.text.len() != 4 {
        return None;
    }
    let mut end = begin + 1;
    let mut count = first.text.len();
    while let Some(group) = next_group(lexemes, end, bracket == 1) {
        count += lexemes.get(group).map_or(0, |l| l.text.len());
        end = group + 1;
    }
    if bracket == 1 && (count < 7 || end == begin + 1) {
        return None;
    }
    // 4567 8901 2345 6789: the groups of a card or an account.
    let groups = lexemes.get(begin..end).unwrap_or_default().iter().filter(|l| l.kind == Kind::Number);
    let is_card = groups.clone().count() >= 3 && groups.clone().all(|l| l.text.len() == 4) && count >= 12;
    let is_phone = if is_card {
        true
    } else if announced {
        // سعر الهاتف 300-400 دولار: few digits that count something are no number to dial.
        count >= 3 && (end > begin + 1 && count >= 7 || !counts(lexemes, end))
    } else if has_prefix {
        count >= 7 && (plus == 1 || !counts(lexemes, end)) && !is_decimal(lexemes, begin)
    } else {
        // A long run of digits that counts nothing; round ones are amounts.
        end == begin + 1
            && count >= 7
            && !first.text.ends_with("000")
            && !counts(lexemes, end)
            && !is_amount(lexemes, at)
    };
    if !is_phone {
        return None;
    }
    let mut spoken: Vec<Spoken> = Vec::new();
    if plus == 1 {
        spoken.extend(Spoken::words(["زَائِد".to_owned()], Rule::Phone, &lexemes[at + bracket].source));
    }
    for lexeme in lexemes.get(begin..end)?.iter().filter(|lexeme| lexeme.kind == Kind::Number) {
        spoken.extend(Spoken::words(number::digits(&lexeme.text), Rule::Phone, &lexeme.source));
    }
    Some(Reading { consumed: end - at, spoken, notes: Vec::new() })
}

/// The index of the next group of digits, past one separator (a space, a dash, a dot, a bracket).
fn next_group(lexemes: &[Lexeme], at: usize, in_bracket: bool) -> Option<usize> {
    let is_group = |index: usize| lexemes.get(index).is_some_and(|l| l.kind == Kind::Number && l.text.len() <= 10);
    let sign = lexemes.get(at)?;
    if sign.kind == Kind::Number {
        return is_group(at).then_some(at);
    }
    match sign.text.as_str() {
        "-" | "." | "–" if is_group(at + 1) && (!sign.spaced || lexemes.get(at + 1)?.spaced) => Some(at + 1),
        // 70/123456, as in Lebanon: a stroke after the code, and a number too long for a fraction or a date.
        "/" if is_group(at + 1)
            && !sign.spaced
            && !lexemes.get(at + 1)?.spaced
            && (2..=4).contains(&lexemes.get(at.checked_sub(1)?)?.text.len())
            && lexemes.get(at + 1)?.text.len() >= 6 =>
        {
            Some(at + 1)
        }
        "(" if is_group(at + 1) && lexemes.get(at + 2)?.text == ")" && is_group(at + 3) => Some(at + 1),
        ")" if is_group(at + 1) && (in_bracket || lexemes.get(at.checked_sub(2)?)?.text == "(") => Some(at + 1),
        ")" if in_bracket && lexemes.get(at + 1)?.text == "-" && is_group(at + 2) => Some(at + 2),
        _ => None,
    }
}

/// Whether what follows is counted, so that the number is an amount.
fn counts(lexemes: &[Lexeme], next: usize) -> bool {
    percent::sign(lexemes, next).is_some()
        || currency::suffix(lexemes, next).is_some()
        || unit::suffix(lexemes, next).is_some()
        || super::numeral::scale(lexemes, next).is_some()
        || cardinal::counted(lexemes, next).is_some() && context::counted_noun(lexemes, next).is_some()
        || lexemes.get(next).is_some_and(|sign| matches!(sign.text.as_str(), "/" | ":" | ","))
            && lexemes.get(next + 1).is_some_and(|l| l.kind == Kind::Number)
}

fn is_decimal(lexemes: &[Lexeme], at: usize) -> bool {
    lexemes.get(at).is_some_and(|l| l.text == "0")
        && lexemes.get(at + 1).is_some_and(|sign| !sign.spaced && matches!(sign.text.as_str(), "." | ","))
}

/// Whether a word of measure stands before a long number: `بلغ 1234567`.
fn is_amount(lexemes: &[Lexeme], at: usize) -> bool {
    context::word_before(lexemes, at).is_some_and(|(_, word)| {
        let word = word.trim_start_matches(['و', 'ف', 'ب', 'ل']);
        ["بلغ", "يبلغ", "تبلغ", "بلغت", "نحو", "حوالي", "قيمته", "قيمتها", "عددهم", "عددها", "من", "إلى", "لغ", "لغت"]
            .contains(&word)
    })
}

/// Whether a word for a telephone stands within a few words before.
fn is_announced(lexemes: &[Lexeme], at: usize) -> bool {
    if is_identifier(lexemes, at) {
        return true;
    }
    let mut index = at;
    let mut words = 0;
    while index > 0 && words < 5 {
        index -= 1;
        let Some(lexeme) = lexemes.get(index) else { return false };
        match lexeme.kind {
            Kind::Arabic => {
                let word = number::bare(&lexeme.text);
                if is_phone_word(&word) {
                    return true;
                }
                // الرقم 193 after على, which is how a number to dial is announced.
                if matches!(word.as_str(), "الرقم" | "الأرقام" | "الرقمين" | "رقم")
                    && context::word_before(lexemes, index)
                        .is_some_and(|(_, before)| before == "على" && words == 0 || is_phone_word(&before))
                {
                    return true;
                }
                words += usize::from(word != "و");
            }
            Kind::Number => {}
            Kind::Sign if matches!(lexeme.text.as_str(), ":" | "+" | "-" | "/" | "(" | ")" | ".") => {}
            _ => return false,
        }
    }
    false
}

/// `رقمين هاتفيين على ذمة الزوار 70.101.300`: digits in groups with dots, as no amount and no version has them, where
/// telephones have been spoken of anywhere before.
fn is_dotted_after_word(lexemes: &[Lexeme], at: usize) -> bool {
    let number = |index: usize| lexemes.get(index).filter(|lexeme| lexeme.kind == Kind::Number);
    let Some(first) = number(at) else { return false };
    let (mut n_digits, mut end) = (first.text.len(), at + 1);
    while lexemes.get(end).is_some_and(|dot| dot.text == "." && !dot.spaced)
        && let Some(group) = number(end + 1).filter(|group| !group.spaced)
    {
        n_digits += group.text.len();
        end += 2;
    }
    end >= at + 5
        && (7..=11).contains(&n_digits)
        && !version::is_counted(lexemes, end)
        && (0..at)
            .filter_map(|index| context::word(lexemes, index))
            .any(|word| is_phone_word(&word) || word.contains("هاتف"))
}

/// `الرقم الموحد 920000000`, `الرمز البريدي 11564`, `رمز التحقق 4821`: what is typed and not counted.
fn is_identifier(lexemes: &[Lexeme], at: usize) -> bool {
    let Some((index, of)) = context::word_before(lexemes, at) else { return false };
    let Some((_, head)) = context::word_before(lexemes, index) else { return false };
    let head = head.trim_start_matches(['و', 'ب', 'ل']);
    context::one_of(head, "رقم الرقم رمز الرمز")
        && context::one_of(
            &of,
            "الموحد المختصر القومي الوطني الضريبي السري البريدي التحقق التأكيد التفعيل الطوارئ الحساب",
        )
}

/// Whether a word speaks of telephones.
pub(super) fn is_phone_word(word: &str) -> bool {
    const WORDS: [&str; 26] = [
        "هاتف",
        "الهاتف",
        "هاتفيا",
        "هاتفه",
        "هاتفها",
        "تلفون",
        "التلفون",
        "تليفون",
        "جوال",
        "الجوال",
        "موبايل",
        "الموبايل",
        "المحمول",
        "النقال",
        "فاكس",
        "الفاكس",
        "واتساب",
        "الواتساب",
        "اتصل",
        "اتصلوا",
        "الاتصال",
        "للاتصال",
        "بالاتصال",
        "الأخضر",
        "الساخن",
        "المجاني",
    ];
    WORDS.contains(&word) || word.strip_prefix(['و', 'ب', 'ف', 'ل']).is_some_and(|rest| WORDS.contains(&rest))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn after_a_word_for_telephone() {
        check("سعر الهاتف 300-400 دولار", "سعر الهاتف من ثلاثمئة إلى أربعمئة دولار");
        check("الرقم الموحد 920000000", "الرقم الموحد تسعة اثنان صفر صفر صفر صفر صفر صفر صفر");
        check("الرمز البريدي 11564", "الرمز البريدي واحد واحد خمسة ستة أربعة");
        check("هاتف: 0550 12 34 56", "هاتف صفر خمسة خمسة صفر واحد اثنان ثلاثة أربعة خمسة ستة");
        check("اتصل على 1548", "اتصل على واحد خمسة أربعة ثمانية");
        check("فاكس 021.55.66.77", "فاكس صفر اثنان واحد خمسة خمسة ستة ستة سبعة سبعة");
        check("هاتف: 70/123456", "هاتف سبعة صفر واحد اثنان ثلاثة أربعة خمسة ستة");
        check("الخط الأخضر 3033", "الخط الأخضر ثلاثة صفر ثلاثة ثلاثة");
        check("على الأرقام 112 و199", "على الأرقام واحد واحد اثنان وواحد تسعة تسعة");
        check("للاتصال: 021 23 45 67", "للاتصال صفر اثنان واحد اثنان ثلاثة أربعة خمسة ستة سبعة");
    }

    #[test]
    fn by_its_prefix() {
        check("+966 50 123 4567", "زائد تسعة ستة ستة خمسة صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة");
        check("00213 21 55 44 33", "صفر صفر اثنان واحد ثلاثة اثنان واحد خمسة خمسة أربعة أربعة ثلاثة ثلاثة");
        check("(021) 55 66 77", "صفر اثنان واحد خمسة خمسة ستة ستة سبعة سبعة");
    }

    #[test]
    fn long_digits_that_count_nothing() {
        check("رقم جواز السفر 123456789", "رقم جواز السفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة");
        check(
            "البطاقة رقم 4567 8901 2345 6789",
            "البطاقة رقم أربعة خمسة ستة سبعة ثمانية تسعة صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
        );
    }

    #[test]
    fn amounts_stay_amounts() {
        check("بلغ 1234567 نسمة", "بلغ مليونا ومئتين وأربعة وثلاثين ألفا وخمسمئة وسبعا وستين نسمة");
        check("يبلغ عدد السكان 44000000", "يبلغ عدد السكان أربعة وأربعين مليونا");
        check("هاتف بسعة 128 GB", "هاتف بسعة مئة وثمانية وعشرين غيغابايت");
        check("رقم 7", "رقم سبعة");
    }

    #[test]
    fn country_code_in_brackets() {
        check("(+20) 2 2345 6789", "زائد اثنان صفر اثنان اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة");
    }
}
