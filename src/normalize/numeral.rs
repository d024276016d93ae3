//! Numbers as they are printed: groups of thousands, decimals, a sign before and a word of scale after.
//!
//! `1,250`, `1.250`, `1 250` and `١٬٢٥٠` are one thousand two hundred and fifty, `2.5` and `3,14` have decimals. One
//! sign with exactly three digits after it could be either: it is thousands, as newspapers of both traditions print it,
//! except before a word of scale or a per cent sign (`1.250 مليار`), after a zero, and where the sign itself tells (`٫`).
//! Agencies print the point as the letter `ر`, with the decimals before it: `66ر1205` is 1205.66.

use super::context;
use super::lexeme::{Kind, Lexeme};
use super::number;

/// A printed number, and where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numeral {
    /// What is said for a sign before it: `ناقص` or `زائد`.
    pub sign: Option<&'static str>,
    /// The whole part.
    pub whole: u64,
    /// The digits of the whole part as printed, without separators.
    pub digits: String,
    /// The digits after the decimal sign, if any.
    pub fraction: Option<String>,
    /// The word of scale after it (a thousand, a million …), if any.
    pub scale: Option<Scale>,
    /// The lexeme after all of it.
    pub next: usize,
    /// Whether three digits after a sign were taken for thousands and could have been decimals.
    pub ambiguous: bool,
}

/// A word of scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    pub value: u64,
    /// In full vowels, singular.
    pub singular: &'static str,
    /// In full vowels, as printed: a plural stays one after a decimal (`9.7 مليارات`).
    pub printed: &'static str,
}

impl Numeral {
    /// The number without a fraction, times its scale, where it is a whole number that can be said as one.
    pub(super) fn integer(&self) -> Option<u64> {
        let scale = self.scale.map_or(1, |scale| scale.value);
        let fraction = self.fraction.as_deref().unwrap_or_default().trim_end_matches('0');
        if fraction.is_empty() {
            // A thousand milliards is not said as a trillion: the printed word stays.
            let stays = self.scale.is_some() && self.whole >= 1000;
            return self.whole.checked_mul(scale).filter(|&product| product <= number::GREATEST && !stays);
        }
        // 2.5 ألف is two thousand five hundred.
        if scale != 1000 || fraction.len() > 3 || self.whole >= 1000 {
            return None;
        }
        let thousandths = format!("{fraction:0<3}").parse::<u64>().ok()?;
        Some(self.whole * 1000 + thousandths)
    }

    /// Whether a zero stands first (`05`, `007`), so that the digits are a code or a part of a date.
    pub(super) fn has_leading_zero(&self) -> bool {
        self.digits.len() > 1 && self.digits.starts_with('0')
    }

    /// Whether nothing but digits was printed: no sign, separator, fraction or scale.
    pub(super) fn is_bare(&self, at: usize) -> bool {
        self.sign.is_none() && self.fraction.is_none() && self.scale.is_none() && self.next == at + 1
    }
}

/// Reads the printed number at `at`, with the sign before it and the scale after it.
pub(super) fn parse(lexemes: &[Lexeme], at: usize) -> Option<Numeral> {
    let first = lexemes.get(at)?;
    let (sign, begin) = match (first.kind, first.text.as_str()) {
        (Kind::Number, _) => (None, at),
        (Kind::Sign, sign @ ("-" | "–" | "+" | "±")) => (sign_word(lexemes, at, sign), at + 1),
        _ => return None,
    };
    if begin > at && (sign.is_none() || lexemes.get(begin).is_none_or(|l| l.spaced || l.kind != Kind::Number)) {
        return None;
    }
    let mut numeral = digits(lexemes, begin)?;
    numeral.sign = sign;
    if let Some((scale, length)) = scale(lexemes, numeral.next) {
        numeral.scale = Some(scale);
        numeral.next += length;
    }
    Some(numeral)
}

/// Reads the digits at `at` with their separators, and no sign or scale.
pub(super) fn digits(lexemes: &[Lexeme], at: usize) -> Option<Numeral> {
    let first = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Number)?;
    if let Some(whole) = after_agency_point(lexemes, at) {
        return numeral(whole.text.clone(), Some(first.text.clone()), at + 3, false);
    }
    let mut groups: Vec<(&Lexeme, &str)> = Vec::new();
    while let Some(group) = separated(lexemes, at + 1 + groups.len() * 2) {
        groups.push(group);
    }
    let length = first.text.len();
    let in_threes = |groups: &[(&Lexeme, &str)]| {
        (1..=3).contains(&length) && !first.text.starts_with('0') && groups.iter().all(|(_, group)| group.len() == 3)
    };
    let same = |groups: &[(&Lexeme, &str)]| groups.windows(2).all(|pair| pair[0].0.text == pair[1].0.text);
    let joined = |groups: &[(&Lexeme, &str)]| -> String {
        std::iter::once(first.text.as_str()).chain(groups.iter().map(|&(_, group)| group)).collect()
    };
    let end = |count: usize| at + 1 + count * 2;
    match groups.as_slice() {
        [] => Some(spaced_groups(lexemes, at, first)),
        [(sign, group)] => {
            let is_decimal = printed_as_decimal(sign)
                || !in_threes(&groups)
                || (!printed_as_thousands(sign) && has_decimal_context(lexemes, at, end(1)));
            if is_decimal {
                numeral(first.text.clone(), Some((*group).to_owned()), end(1), false)
            } else {
                numeral(joined(&groups), None, end(1), !printed_as_thousands(sign))
            }
        }
        _ if in_threes(&groups) && same(&groups) => numeral(joined(&groups), None, end(groups.len()), false),
        [thousands @ .., (sign, fraction)]
            if in_threes(thousands) && same(thousands) && thousands[0].0.text != sign.text =>
        {
            numeral(joined(thousands), Some((*fraction).to_owned()), end(groups.len()), false)
        }
        [thousands @ .., (_, fraction)] if in_threes(thousands) && is_decimal_in_groups(lexemes, at) => {
            numeral(joined(thousands), Some((*fraction).to_owned()), end(groups.len()), false)
        }
        // A list, a version or a date: the readers of these have had their turn.
        _ => numeral(first.text.clone(), None, at + 1, false),
    }
}

/// `2.145.60 نقطة`: thousands and decimals with one sign. The last group is too short for thousands, and what is counted
/// has no version.
pub(super) fn is_decimal_in_groups(lexemes: &[Lexeme], at: usize) -> bool {
    let mut groups = Vec::new();
    while let Some((_, group)) = separated(lexemes, at + 1 + groups.len() * 2) {
        groups.push(group.len());
    }
    let next = at + 1 + groups.len() * 2;
    let is_first = lexemes.get(at).is_some_and(|first| first.text.len() <= 3 && !first.text.starts_with('0'));
    matches!(groups.as_slice(), [thousands @ .., 1 | 2] if !thousands.is_empty() && thousands.iter().all(|&length| length == 3))
        && is_first
        && super::version::is_counted(lexemes, next)
}

/// The word of scale at `at`, and how many lexemes it takes.
pub(super) fn scale(lexemes: &[Lexeme], at: usize) -> Option<(Scale, usize)> {
    let lexeme = lexemes.get(at)?;
    let (value, singular, plural) = match lexeme.kind {
        Kind::Arabic => match context::word(lexemes, at)?.as_str() {
            "ألف" | "آلاف" | "الاف" | "ألاف" | "الف" | "ألفا" | "الفا" => THOUSAND,
            "مليون" | "ملايين" | "مليونا" => MILLION,
            "مليار" | "مليارات" | "ملايير" | "مليارا" => MILLIARD,
            "بليون" | "بلايين" | "بليونا" => (1_000_000_000, "بِلْيُون", "بَلَايِين"),
            "تريليون" | "تريليونات" | "تريليونا" | "ترليون" | "ترليونات" | "تريليونًا" => {
                TRILLION
            }
            _ => return None,
        },
        Kind::Latin => match lexeme.text.as_str() {
            "K" | "k" if !lexeme.spaced && !followed_by_unit_sign(lexemes, at) => THOUSAND,
            "M" | "mn" | "mln" | "million" if !followed_by_unit_sign(lexemes, at) => MILLION,
            "m" if !lexeme.spaced && is_money(lexemes, at) => MILLION,
            "bn" | "Bn" | "billion" => MILLIARD,
            "B" if !lexeme.spaced => MILLIARD,
            "trillion" => TRILLION,
            _ => return None,
        },
        _ => return None,
    };
    let is_plural = context::word(lexemes, at)
        .is_some_and(|word| word.ends_with("ات") || word.ends_with("لايين") || word == "ملايير" || word.ends_with("لاف"));
    Some((Scale { value, singular, printed: if is_plural { plural } else { singular } }, 1))
}

const THOUSAND: (u64, &str, &str) = (1_000, "أَلْف", "آلَاف");
const MILLION: (u64, &str, &str) = (1_000_000, "مِلْيُون", "مَلَايِين");
const MILLIARD: (u64, &str, &str) = (1_000_000_000, "مِلْيَار", "مِلْيَارَات");
const TRILLION: (u64, &str, &str) = (1_000_000_000_000, "تِرِيلْيُون", "تِرِيلْيُونَات");

/// Whether the number that ends before `at` has a sign of currency before it.
fn is_money(lexemes: &[Lexeme], at: usize) -> bool {
    (2..=4)
        .filter_map(|back| lexemes.get(at.checked_sub(back)?))
        .any(|l| matches!(l.text.as_str(), "$" | "€" | "£" | "¥"))
}

/// `5K` is five thousand, `K/s` and `K°` are not.
fn followed_by_unit_sign(lexemes: &[Lexeme], at: usize) -> bool {
    lexemes.get(at + 1).is_some_and(|next| !next.spaced && matches!(next.text.as_str(), "/" | "²" | "³" | "°"))
}

/// The whole part of `66ر1205`, whose decimals are at `at`.
fn after_agency_point(lexemes: &[Lexeme], at: usize) -> Option<&Lexeme> {
    lexemes.get(at + 1).filter(|point| point.text == "ر" && !point.spaced)?;
    lexemes.get(at + 2).filter(|whole| whole.kind == Kind::Number && (!whole.spaced || whole.text.len() <= 3))
}

fn numeral(digits: String, fraction: Option<String>, next: usize, ambiguous: bool) -> Option<Numeral> {
    // What no integer holds is read digit by digit: any value above the greatest says so.
    let whole = digits.parse().unwrap_or(u64::MAX);
    Some(Numeral { sign: None, whole, digits, fraction, scale: None, next, ambiguous })
}

/// A separator and the group of digits after it, without space.
fn separated(lexemes: &[Lexeme], at: usize) -> Option<(&Lexeme, &str)> {
    let sign = lexemes.get(at).filter(|sign| !sign.spaced && matches!(sign.text.as_str(), "." | "," | "،" | "'"))?;
    let group = lexemes.get(at + 1).filter(|group| group.kind == Kind::Number && !group.spaced)?;
    // An apostrophe separates thousands only (Switzerland).
    (sign.text != "'" || group.text.len() == 3).then_some((sign, group.text.as_str()))
}

/// `1 250 000`, as French-language tradition prints it.
fn spaced_groups(lexemes: &[Lexeme], at: usize, first: &Lexeme) -> Numeral {
    let mut digits = first.text.clone();
    let mut next = at + 1;
    let stands_alone = !at
        .checked_sub(1)
        .and_then(|before| lexemes.get(before))
        .is_some_and(|l| l.kind == Kind::Number || matches!(l.text.as_str(), "/" | ":" | "+"));
    if (1..=3).contains(&first.text.len()) && !first.text.starts_with('0') && stands_alone {
        while let Some(group) = lexemes.get(next) {
            let goes_on = lexemes.get(next + 1).is_some_and(|after| {
                !after.spaced
                    && matches!(after.text.as_str(), "/" | ":" | "-")
                    && lexemes.get(next + 2).is_some_and(|l| l.kind == Kind::Number && !l.spaced)
            });
            if group.kind != Kind::Number || !group.spaced || group.text.len() != 3 || goes_on {
                break;
            }
            digits.push_str(&group.text);
            next += 1;
        }
    }
    let mut fraction = None;
    if next > at + 1
        && let Some((sign, group)) = separated(lexemes, next)
        && sign.text != "'"
    {
        fraction = Some(group.to_owned());
        next += 2;
    }
    let whole = digits.parse().unwrap_or(u64::MAX);
    Numeral { sign: None, whole, digits, fraction, scale: None, next, ambiguous: false }
}

/// `٫` was printed: the Unicode pass made it `.`, but it takes two bytes.
fn printed_as_decimal(sign: &Lexeme) -> bool {
    sign.text == "." && sign.source.len() > 1
}

/// `٬` was printed.
fn printed_as_thousands(sign: &Lexeme) -> bool {
    (sign.text == "," && sign.source.len() > 1) || sign.text == "'"
}

/// Whether what follows shows that three digits after a sign are decimals.
fn has_decimal_context(lexemes: &[Lexeme], begin: usize, at: usize) -> bool {
    // The one distance that is always printed to the metre.
    let is_marathon = lexemes.get(begin).is_some_and(|whole| whole.text == "42")
        && lexemes.get(begin + 2).is_some_and(|metres| metres.text == "195");
    if is_marathon {
        return true;
    }
    // 130.280 ألف تلميذ: tens of thousands of thousands are millions.
    let is_tens = lexemes.get(begin).is_some_and(|whole| whole.text.len() > 1);
    let is_large = scale(lexemes, at).is_some_and(|(scale, _)| scale.value > 1_000 || is_tens);
    is_large
        || lexemes.get(at).is_some_and(|l| matches!(l.text.as_str(), "%" | "‰"))
        || context::word(lexemes, at).is_some_and(|word| matches!(word.as_str(), "بالمئة" | "بالمائة"))
}

/// Whether what is counted by the number at `at` makes a plus before it a bound: `+100 متجر`. Degrees and offsets of time
/// are added to.
fn is_lower_bound(lexemes: &[Lexeme], at: usize) -> bool {
    digits(lexemes, at).and_then(|number| context::counted_noun(lexemes, number.next)).is_some_and(|word| {
        (super::noun::is_known(&word) || super::cardinal::is_singular(&word))
            && !context::one_of(&word, "درجة درجات ساعة ساعات دقيقة دقائق نقطة نقاط")
    })
}

/// The word for a plus or minus sign, where it is one and no dash or bullet.
fn sign_word(lexemes: &[Lexeme], at: usize, sign: &str) -> Option<&'static str> {
    let glued = at.checked_sub(1).and_then(|before| lexemes.get(before)).is_some_and(|before| {
        matches!(before.kind, Kind::Number | Kind::Latin | Kind::Emoji)
            || before.text == ")"
            || (before.kind == Kind::Arabic && context::proclitic(lexemes, at).is_none())
    });
    if glued && lexemes.get(at).is_some_and(|lexeme| !lexeme.spaced) {
        return None;
    }
    // (سان سيمون -1821): a year after a name is not below zero.
    let is_year = lexemes.get(at + 1).is_some_and(|year| {
        year.text.len() == 4
            && matches!(year.text.get(..2), Some("17" | "18" | "19" | "20"))
            && year.kind == Kind::Number
    });
    let follows_word = at.checked_sub(1).and_then(|before| lexemes.get(before)).is_some_and(|l| l.kind == Kind::Arabic);
    if sign != "+" && is_year && follows_word && !super::version::is_counted(lexemes, at + 2) {
        return None;
    }
    match sign {
        "-" => Some("نَاقِص"),
        // An en dash at the start of an utterance is a bullet or the dash of dialogue.
        "–" if at > 0 => Some("نَاقِص"),
        // أكثر من +50 دولة has said it.
        "+" if is_lower_bound(lexemes, at + 1)
            && context::word_before(lexemes, at).is_some_and(|(_, word)| word == "من") =>
        {
            Some("")
        }
        "+" if is_lower_bound(lexemes, at + 1) => Some("أَكْثَر مِنْ"),
        "+" => Some("زَائِد"),
        "±" => Some("زَائِد أَوْ نَاقِص"),
        _ => None,
    }
}
