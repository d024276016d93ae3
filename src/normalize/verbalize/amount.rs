//! Printed numbers and the nouns that are supplied for them.

use super::words::join;
use crate::arabic::{clitics, marks};
use crate::normalize::agreement::Agreement;
use crate::normalize::grammar::noun::{self, Noun};
use crate::normalize::grammar::{Case, Form, GREATEST, Gender, number};
use crate::normalize::semiotic::{Amount, Counted, Ratio, Scale, ScaleUnit, Sign};

/// The decimal point. Newsreaders stop on it, so that it has no case.
const POINT: &str = "فَاصِلْ";

/// Returns the words of a printed number and of the noun that is supplied for it.
///
/// `X فاصل Y` is the general form, zeros after the point one by one. A half is said as one (`ثلاثة ونصف`), and of a
/// million as a million's (`مليونين ونصف المليون`). The printed noun, if any, follows in the text and is not returned.
pub(super) fn amount(amount: &Amount, counted: &Counted, agreement: Agreement) -> Vec<String> {
    let mut words = sign(amount.sign);
    // ناقص عشرين: the number is the second term of its sign.
    let case = if amount.sign.is_some() { Case::Genitive } else { agreement.case };
    let is_sure = agreement.is_sure;
    if amount.whole > GREATEST {
        words.extend(number::digits(&amount.digits));
        words.extend(amount.fraction.iter().flat_map(|fraction| {
            let mut said = vec![POINT.to_owned()];
            said.extend(number::digits(fraction));
            said
        }));
        words.extend(amount.scale.map(|scale| singular(scale.unit).to_owned()));
        words.extend(supplied(counted, 100, case));
        return words;
    }
    let bound =
        Form { construct: !matches!(counted, Counted::Nothing), definite: agreement.is_definite, ..Form::plain(case) };
    if let Some(billions) = billions(amount, Form { sure: is_sure, ..bound }) {
        words.extend(billions);
        words.extend(supplied(counted, 100, case));
        return words;
    }
    if let Some(integer) = amount.integer() {
        words.extend(match counted {
            // الـ25 كم: each part of the number has the article, and the noun none.
            Counted::Supplied(noun) if agreement.is_definite && !matches!(integer % 100, 1 | 2) => {
                let form = Form { gender: noun.gender, case, construct: true, definite: true, sure: is_sure };
                let mut words = number::cardinal(integer, form);
                words.extend(noun::inflected(noun, integer, case, is_sure));
                words
            }
            Counted::Supplied(noun) => noun::counted(integer, noun, case, is_sure),
            Counted::Printed(gender) | Counted::Apart(gender) => {
                let form = Form { gender: *gender, case, construct: true, definite: false, sure: is_sure };
                number::cardinal(integer, form)
            }
            Counted::Nothing => number::cardinal(integer, Form { sure: is_sure, ..Form::plain(case) }),
        });
        return words;
    }
    // What follows `فاصل` has the case of the whole part, but where an accusative would be written: فاصل واحد.
    let ends_in_one = |digits: &str| digits.ends_with('1') && !digits.ends_with("11");
    let is_written = amount.fraction.as_deref().is_some_and(ends_in_one);
    let flat = if case == Case::Accusative && is_written { Case::Genitive } else { case };
    let whole_words = |form: Form| match (amount.whole, case) {
        // A nought before the point is said as in the name of the number.
        (0, Case::Accusative) => number::digits("0"),
        // الـ65,506 مليار: each part of the number has the article.
        (whole, _) => number::cardinal(whole, Form { definite: agreement.is_definite, ..form }),
    };
    match (amount.scale, counted) {
        (Some(scale), _) if amount.is_half() && amount.whole < 1000 => {
            words.extend(half_of_scale(amount.whole, scale.unit, agreement, case));
            words.extend(supplied(counted, 100, case));
        }
        (Some(scale), _) => {
            let has_fraction = amount.fraction.is_some();
            words.extend(whole_words(Form { construct: !has_fraction, sure: has_fraction, ..Form::plain(case) }));
            // سبعةَ ملايين: a plural is what the last number counts.
            words.extend(fraction(amount, Form { construct: scale.is_plural, ..Form::plain(flat) }));
            words.push(match counted {
                // ستةٍ مليونَ دينار: the numeral has had its tanwin before the point's pause, so that the scale is its
                // accusative, and the first term of what it counts.
                Counted::Printed(_) | Counted::Supplied(_) if has_fraction && !scale.is_plural => {
                    format!("{}{}", printed(scale), marks::FATHA)
                }
                _ => printed(scale).to_owned(),
            });
            words.extend(supplied(counted, 100, case));
        }
        (None, Counted::Nothing) if amount.is_half() && amount.whole > 0 => {
            words.extend(number::cardinal(amount.whole, Form { sure: true, ..Form::plain(case) }));
            words.push(half(case));
        }
        (None, Counted::Supplied(noun)) if amount.is_half() && amount.whole > 0 => {
            let noun_only = noun.with_tail("");
            words.extend(match amount.whole {
                1 => noun::inflected(&noun_only, 1, case, is_sure),
                whole => noun::counted(whole, &noun_only, case, is_sure),
            });
            words.push(half(case));
            words.extend(noun.tail.split_whitespace().map(str::to_owned));
        }
        (None, _) => {
            words.extend(whole_words(Form { sure: true, ..Form::plain(case) }));
            words.extend(fraction(amount, Form::plain(flat)));
            let last = amount.fraction.as_deref().and_then(|digits| digits.parse().ok()).unwrap_or(100);
            words.extend(supplied(counted, last, case));
        }
    }
    words
}

/// The words of whole billions, which keep the name that was printed.
pub(super) fn billions(amount: &Amount, form: Form) -> Option<Vec<String>> {
    let is_billion = amount.scale.is_some_and(|scale| scale.unit == ScaleUnit::Billion) && amount.fraction.is_none();
    (is_billion && (1..1000).contains(&amount.whole)).then(|| number::billions(amount.whole, form))
}

/// The words of a number that counts nothing, without marks: what three digits could also be read as.
pub(crate) fn decimal_alone(value: &Amount, case: Case) -> String {
    let agreement = Agreement { case, is_sure: false, is_open: false, is_definite: false };
    let words = amount(value, &Counted::Nothing, agreement);
    words.iter().map(|word| marks::bare(word)).collect::<Vec<_>>().join(" ")
}

/// The half that is joined to a number and has its case.
pub(super) fn half(case: Case) -> String {
    format!("وَ{}", number::ending("نِصْف", case, false, true))
}

/// `نصف مليون`, `مليون ونصف المليون`, `ثلاثة ملايين ونصف المليون`.
fn half_of_scale(whole: u64, unit: ScaleUnit, agreement: Agreement, case: Case) -> Vec<String> {
    let scale = singular(unit);
    if whole == 0 {
        return vec![
            number::ending("نِصْف", case, true, agreement.is_sure),
            number::ending(scale, Case::Genitive, true, false),
        ];
    }
    // The half is joined to the number and has its case.
    let form = Form { sure: true, definite: agreement.is_definite, ..Form::plain(case) };
    let mut words = match unit {
        ScaleUnit::Billion => number::billions(whole, form),
        _ => number::cardinal(whole * unit.value(), form),
    };
    words.push(format!("وَ{}", number::ending("نِصْف", case, true, true)));
    words.push(format!("{}{}", clitics::definite(scale), marks::KASRA));
    words
}

/// `فاصل` and the digits after the point: zeros one by one, then a number if it is a short one.
fn fraction(amount: &Amount, form: Form) -> Vec<String> {
    let Some(digits) = amount.fraction.as_deref() else { return Vec::new() };
    let mut words = vec![POINT.to_owned()];
    let rest = digits.trim_start_matches('0');
    words.extend(number::digits(&digits[..digits.len() - rest.len()]));
    match rest.parse::<u64>() {
        Ok(number) if rest.len() <= 3 => {
            words.extend(number::cardinal(number, Form { sure: true, ..form }));
        }
        _ => words.extend(number::digits(rest)),
    }
    words
}

fn supplied(counted: &Counted, amount: u64, case: Case) -> Vec<String> {
    match counted {
        // One and two after a point do not make a dual: اثنان فاصل اثنين كيلومتر.
        // The numeral counts as of a masculine, which a feminine plural would belie: أربعة درجات.
        Counted::Supplied(noun) if amount < 3 || noun.gender == Gender::Feminine && !(11..=99).contains(&amount) => {
            noun::inflected(noun, 100, case, false)
        }
        Counted::Supplied(noun) => noun::inflected(noun, amount, case, false),
        _ => Vec::new(),
    }
}

/// A whole amount and its parts: `خمسة دنانير ومئتان وخمسون فلسا`.
pub(super) fn with_parts(
    sign_of: Option<Sign>,
    whole: (u64, &Noun),
    parts: (u64, &Noun),
    agreement: Agreement,
) -> Vec<String> {
    let mut words = sign(sign_of);
    if whole.0 > 0 {
        words.extend(noun::counted(whole.0, whole.1, agreement.case, agreement.is_sure));
    }
    let joint = words.len();
    words.extend(noun::counted(parts.0, parts.1, agreement.case, agreement.is_sure));
    if joint > 0 {
        join(words.get_mut(joint..).unwrap_or_default());
    }
    words
}

/// The words of a sign before a number.
pub(super) fn sign(sign: Option<Sign>) -> Vec<String> {
    let said = match sign {
        None | Some(Sign::MoreThanSaid) => "",
        Some(Sign::Minus) => "نَاقِصَ",
        Some(Sign::Plus) => "زَائِدَ",
        Some(Sign::PlusOrMinus) => "زَائِدَ أَوْ نَاقِصَ",
        Some(Sign::MoreThan) => "أَكْثَر مِنْ",
    };
    said.split_whitespace().map(str::to_owned).collect()
}

pub(super) fn ratio(ratio: Ratio) -> &'static str {
    match ratio {
        Ratio::PerCent => "بِالْمِئَةِ",
        Ratio::PerMille => "بِالْأَلْفِ",
    }
}

/// A word of scale in the singular.
pub(super) fn singular(unit: ScaleUnit) -> &'static str {
    match unit {
        ScaleUnit::Thousand => "أَلْف",
        ScaleUnit::Million => "مِلْيُون",
        ScaleUnit::Milliard => "مِلْيَار",
        ScaleUnit::Billion => "بِلْيُون",
        ScaleUnit::Trillion => "تِرِيلْيُون",
    }
}

/// A word of scale in the number that was printed.
fn printed(scale: Scale) -> &'static str {
    match (scale.is_plural, scale.unit) {
        (false, unit) => singular(unit),
        (true, ScaleUnit::Thousand) => "آلَاف",
        (true, ScaleUnit::Million) => "مَلَايِين",
        (true, ScaleUnit::Milliard) => "مِلْيَارَات",
        (true, ScaleUnit::Billion) => "بَلَايِين",
        (true, ScaleUnit::Trillion) => "تِرِيلْيُونَات",
    }
}
