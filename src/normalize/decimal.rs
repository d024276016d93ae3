//! Numbers with decimals and words of scale: `3.14`, `2.5 مليون`, and whatever is counted by them.

use super::lexeme::{Lexeme, Reading, Spoken, span};
use super::noun::{self, Noun};
use super::number::{self, Case, Form, Gender};
use super::numeral::{self, Numeral};
use super::{Options, Rule, cardinal, context};

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted<'a> {
    /// Nothing that agrees with it: a code, a per cent sign, the end of the sentence.
    Nothing,
    /// A printed noun after it, of this gender.
    Printed(Gender),
    /// A noun that the reading supplies, of which these words are a part.
    Supplied(&'a Noun),
}

/// Reads a number with decimals that nothing else has claimed.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let numeral = numeral::parse(lexemes, at)?;
    numeral.fraction.as_ref()?;
    let (case, sure) = context::case(lexemes, at);
    // 1.0 متر, 2.0 لتر: a decimal that says nothing.
    let is_whole = numeral.fraction.as_deref().is_some_and(|fraction| fraction.trim_end_matches('0').is_empty());
    if is_whole
        && numeral.sign.is_none()
        && numeral.scale.is_none()
        && let Some(mut spoken) = cardinal::said_by_noun(lexemes, at, numeral.whole, numeral.next, case)
    {
        let adjective = cardinal::dual_adjective(lexemes, numeral.whole, numeral.next + 1, case);
        let consumed = numeral.next + 1 - at + usize::from(adjective.is_some());
        spoken.extend(adjective);
        return Some(Reading { consumed, spoken, notes: Vec::new() });
    }
    if is_half(&numeral)
        && numeral.sign.is_none()
        && numeral.scale.is_none()
        && let Some(reading) = and_a_half(lexemes, at, numeral.whole, numeral.next, case)
    {
        return Some(reading);
    }
    let counted = match cardinal::counted(lexemes, numeral.next) {
        Some(gender) => Counted::Printed(gender),
        None => Counted::Nothing,
    };
    let words = say(&numeral, counted, case, sure);
    let source = span(lexemes, at..numeral.next);
    Some(Reading {
        consumed: numeral.next - at,
        spoken: Spoken::words(words, Rule::Decimal, &source).collect(),
        notes: Vec::new(),
    })
}

/// Returns the words of a printed number and of the noun that is supplied for it.
///
/// `X فاصل Y` is the general form, zeros after the point one by one. A half is said as one (`ثلاثة ونصف`), and of a
/// million as a million's (`مليونين ونصف المليون`). The printed noun, if any, follows in the text and is not returned.
pub(super) fn say(numeral: &Numeral, counted: Counted, case: Case, sure: bool) -> Vec<String> {
    let mut words: Vec<String> = numeral.sign.iter().flat_map(|sign| sign.split(' ')).map(str::to_owned).collect();
    // ناقص عشرين: the number is the second term of its sign.
    let case = if words.is_empty() { case } else { Case::Genitive };
    if numeral.whole > number::GREATEST {
        words.extend(number::digits(&numeral.digits));
        words.extend(numeral.fraction.iter().flat_map(|fraction| {
            let mut said = vec![POINT.to_owned()];
            said.extend(number::digits(fraction));
            said
        }));
        words.extend(numeral.scale.map(|scale| scale.singular.to_owned()));
        words.extend(supplied(counted, 100, case));
        return words;
    }
    if let Some(integer) = numeral.integer() {
        match counted {
            Counted::Supplied(noun) => words.extend(noun::counted(integer, noun, case, sure)),
            Counted::Printed(gender) => {
                words.extend(number::cardinal(integer, Form { gender, case, construct: true, definite: false, sure }));
            }
            Counted::Nothing => words.extend(number::cardinal(integer, Form { sure, ..Form::plain(case) })),
        }
        return words;
    }
    let is_half = is_half(numeral);
    // The whole part has the case that is asked of the number; what follows `فاصل` stands apart from it.
    let flat = if case == Case::Accusative { Case::Genitive } else { case };
    let whole_words = |form: Form| match (numeral.whole, case) {
        // A nought before the point is said as in the name of the number.
        (0, Case::Accusative) => vec!["صِفْرْ".to_owned()],
        (whole, _) => number::cardinal(whole, form),
    };
    match numeral.scale {
        Some(scale) if is_half && numeral.whole < 1000 => {
            // نصف مليون, مليون ونصف المليون, ثلاثة ملايين ونصف المليون.
            if numeral.whole == 0 {
                words.push(number::ending("نِصْف", case, true, sure));
                words.push(number::ending(scale.singular, Case::Genitive, true, false));
            } else {
                words.extend(number::cardinal(numeral.whole * scale.value, Form::plain(case)));
                words.push("وَنِصْف".to_owned());
                words.push(format!("{}\u{0650}", number::definite(scale.singular)));
            }
            words.extend(supplied(counted, 100, case));
        }
        Some(scale) => {
            let whole =
                Form { construct: numeral.fraction.is_none(), sure: numeral.fraction.is_some(), ..Form::plain(case) };
            words.extend(whole_words(whole));
            words.extend(fraction(numeral, flat));
            words.push(scale.printed.to_owned());
            words.extend(supplied(counted, 100, case));
        }
        None => match counted {
            Counted::Nothing if is_half && numeral.whole > 0 => {
                words.extend(number::cardinal(numeral.whole, Form::plain(case)));
                words.push("وَنِصْف".to_owned());
            }
            Counted::Supplied(noun) if is_half && numeral.whole > 0 => {
                let noun_only = noun.with_tail("");
                words.extend(match numeral.whole {
                    1 => noun::inflected(&noun_only, 1, case, sure),
                    whole => noun::counted(whole, &noun_only, case, sure),
                });
                words.push("وَنِصْف".to_owned());
                words.extend(noun.tail.split_whitespace().map(str::to_owned));
            }
            _ => {
                words.extend(whole_words(Form { sure: true, ..Form::plain(case) }));
                words.extend(fraction(numeral, flat));
                let last = numeral.fraction.as_deref().and_then(|digits| digits.parse().ok()).unwrap_or(100);
                words.extend(supplied(counted, last, case));
            }
        },
    }
    words
}

/// `1.5 ساعة` is `ساعة ونصف`, `2.5 متر` is `متران ونصف`: one and two are said by the printed noun, at `noun_at`.
pub(super) fn and_a_half(lexemes: &[Lexeme], at: usize, whole: u64, noun_at: usize, case: Case) -> Option<Reading> {
    let mut spoken = cardinal::said_by_noun(lexemes, at, whole, noun_at, case)?;
    // One and a half hours: the numeral one itself is not said.
    spoken.truncate(1);
    let source = span(lexemes, at..noun_at + 1);
    spoken.extend(Spoken::words(["وَنِصْف".to_owned()], Rule::Decimal, &source));
    Some(Reading { consumed: noun_at + 1 - at, spoken, notes: Vec::new() })
}

/// The decimal point. Newsreaders stop on it, so that it has no case.
const POINT: &str = "فَاصِلْ";

fn is_half(numeral: &Numeral) -> bool {
    numeral.fraction.as_deref().is_some_and(|fraction| fraction.trim_end_matches('0') == "5")
}

/// `فاصل` and the digits after the point: zeros one by one, then a number if it is a short one.
fn fraction(numeral: &Numeral, case: Case) -> Vec<String> {
    let Some(digits) = numeral.fraction.as_deref() else { return Vec::new() };
    let mut words = vec![POINT.to_owned()];
    let rest = digits.trim_start_matches('0');
    words.extend(number::digits(&digits[..digits.len() - rest.len()]));
    match rest.parse::<u64>() {
        Ok(number) if rest.len() <= 3 => {
            words.extend(number::cardinal(number, Form { sure: true, ..Form::plain(case) }));
        }
        _ => words.extend(number::digits(rest)),
    }
    words
}

fn supplied(counted: Counted, amount: u64, case: Case) -> Vec<String> {
    match counted {
        // One and two after a point do not make a dual: اثنان فاصل اثنين كيلومتر.
        // The numeral counts as of a masculine, which a feminine plural would belie: أربعة درجات.
        Counted::Supplied(noun) if amount < 3 || noun.gender == Gender::Feminine => {
            noun::inflected(noun, 100, case, false)
        }
        Counted::Supplied(noun) => noun::inflected(noun, amount, case, false),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn comma_or_point() {
        check("معدل 3.7", "معدل ثلاثة فاصل سبعة");
        check("معدل 3,7", "معدل ثلاثة فاصل سبعة");
        check("معدل ٣٫٧", "معدل ثلاثة فاصل سبعة");
    }

    #[test]
    fn zeros_after_the_point() {
        check("0.05", "صفر فاصل صفر خمسة");
        check("2.05", "اثنان فاصل صفر خمسة");
    }

    #[test]
    fn halves() {
        check("معدل 3.5", "معدل ثلاثة ونصف");
        check("بعد 1.5 ساعة", "بعد ساعة ونصف");
        check("بعد 2.5 ساعة", "بعد ساعتين ونصف");
        check("ارتفع المؤشر 1.5 نقطة", "ارتفع المؤشر نقطة ونصف");
    }

    #[test]
    fn halves_of_scales() {
        check("نحو 1.5 مليون حاج", "نحو مليون ونصف المليون حاج");
        check("نحو 3.5 ملايين طن", "نحو ثلاثة ملايين ونصف المليون طن");
        check("0.5 مليون برميل", "نصف مليون برميل");
        check("بلغت 7.5 مليارات", "بلغت سبعة مليارات ونصف المليار");
        check("قيمتها 12.5 مليار دينار", "قيمتها اثنا عشر مليارا ونصف المليار دينار");
    }

    #[test]
    fn other_parts_of_scales() {
        check("أكثر من 1.2 مليون شخص", "أكثر من واحد فاصل اثنين مليون شخص");
        check("سيبلغ عدد السكان 9.7 مليارات نسمة", "سيبلغ عدد السكان تسعة فاصل سبعة مليارات نسمة");
        check("1.250 مليار دولار", "واحد فاصل مئتان وخمسون مليار دولار");
        check("2.5 ألف نسمة", "ألفان وخمسمئة نسمة");
    }

    #[test]
    fn thousands_and_decimals() {
        check("إلى 1,250.75 دولارا", "إلى ألف ومئتين وخمسين فاصل خمسة وسبعين دولارا");
        check("2 300,50 دينار", "ألفان وثلاثمئة فاصل خمسون دينار");
        check("هزة بقوة 4.5 درجات", "هزة بقوة أربعة فاصل خمسة درجات");
    }
}
