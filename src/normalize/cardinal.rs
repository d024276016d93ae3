//! Numbers that count: `5 سيارات`, `لـ5 أبناء`, `السنوات الـ10`, `25 ألف شخص`.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form, Gender};
use super::numeral::{self, Numeral};
use super::{Options, Rule, context, currency, noun, unit};
use crate::note::{Note, NoteCode};

/// Reads a number that nothing else has claimed.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let numeral = numeral::parse(lexemes, at)?;
    let source = span(lexemes, at..numeral.next);
    let notes = notes(&numeral, &source);
    let rule = Rule::Cardinal;
    if numeral.has_leading_zero() && numeral.is_bare(at) {
        let words = number::digits(&numeral.digits);
        return Some(Reading { consumed: 1, spoken: Spoken::words(words, Rule::Digits, &source).collect(), notes });
    }
    let (case, sure) = context::case(lexemes, at);
    if let Some(reading) = one_or_two(lexemes, at, &numeral, case) {
        return Some(reading);
    }
    let definite = context::proclitic(lexemes, at).is_some_and(context::has_article);
    let form = match counted_by(lexemes, at, &numeral) {
        Some((gender, follows)) => Form { gender, case, construct: follows, definite, sure },
        None => Form { definite, sure, ..Form::plain(case) },
    };
    let mut words: Vec<String> = numeral.sign.iter().flat_map(|sign| sign.split(' ')).map(str::to_owned).collect();
    match numeral.integer() {
        Some(integer) => words.extend(number::cardinal(integer, form)),
        None => {
            words.extend(match numeral.whole > number::GREATEST {
                true => number::digits(&numeral.digits),
                false => number::cardinal(numeral.whole, Form { gender: Gender::Masculine, construct: true, ..form }),
            });
            words.extend(numeral.scale.map(|scale| scale.singular.to_owned()));
        }
    }
    Some(Reading { consumed: numeral.next - at, spoken: Spoken::words(words, rule, &source).collect(), notes })
}

/// The gender of what a number that ends before `next` counts: the noun after it, or after the numbers that are joined
/// to it (`بين 10 و12 سنة`).
pub(super) fn counted(lexemes: &[Lexeme], next: usize) -> Option<Gender> {
    counted_after(lexemes, next, 0).map(|(gender, _)| gender)
}

/// What is said for a number that could have been read otherwise.
pub(super) fn notes(numeral: &Numeral, source: &std::ops::Range<usize>) -> Vec<Note> {
    if !numeral.ambiguous {
        return Vec::new();
    }
    let message = format!("three digits after the sign in `{}` were read as thousands", numeral.digits);
    vec![Note::new(NoteCode::NumberAmbiguous, message, source.clone())]
}

/// The gender of what is counted, and whether it follows at once.
fn counted_by(lexemes: &[Lexeme], at: usize, numeral: &Numeral) -> Option<(Gender, bool)> {
    counted_after(lexemes, numeral.next, 0)
        .or_else(|| Some((partitive(lexemes, numeral.next)?, false)))
        .or_else(|| Some((counted_before(lexemes, at)?, false)))
}

/// The gender of the noun after a number, past numbers that are joined to it, and whether the noun follows at once.
fn counted_after(lexemes: &[Lexeme], next: usize, depth: usize) -> Option<(Gender, bool)> {
    if let Some((unit, _)) = unit::suffix(lexemes, next).or_else(|| currency::suffix(lexemes, next)) {
        return Some((unit.gender, true));
    }
    if let Some(word) = context::counted_noun(lexemes, next) {
        // آخرون, كبار stand for people; gender follows the same rules.
        return Some((noun::gender(&word), true));
    }
    if depth > 3 {
        return None;
    }
    let joined = joined_number(lexemes, next)?;
    let numeral = numeral::parse(lexemes, joined)?;
    // What has a scale is counted by its scale, and the number before it shares that: بين ثلاثة وخمسة ملايين.
    if numeral.scale.is_some() {
        return Some((Gender::Masculine, false));
    }
    counted_after(lexemes, numeral.next, depth + 1).map(|(gender, _)| (gender, false))
}

/// The index of a number that is joined to the one before it by `و`, `أو`, `إلى` or a dash.
pub(super) fn joined_number(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    let is_number = |at: usize| lexemes.get(at).is_some_and(|lexeme| lexeme.kind == Kind::Number);
    let lexeme = lexemes.get(at)?;
    match (lexeme.kind, context::word(lexemes, at).as_deref().unwrap_or(&lexeme.text)) {
        (Kind::Arabic, "و" | "أو" | "إلى" | "الى" | "حتى") if is_number(at + 1) => Some(at + 1),
        (Kind::Sign, "-" | "–" | "—" | "،" | "/") if is_number(at + 1) => Some(at + 1),
        _ => None,
    }
}

/// `10 من المقاتلين`, `3 منهن`: what the number is part of.
fn partitive(lexemes: &[Lexeme], next: usize) -> Option<Gender> {
    match context::word(lexemes, next)?.as_str() {
        "منهن" | "بينهن" | "أخريات" => return Some(Gender::Feminine),
        "من" => {}
        _ => return None,
    }
    let mut at = next + 1;
    // من أصل 12 دولة, من بين السيدات, من كبار.
    while matches!(
        context::word(lexemes, at).unwrap_or_default().as_str(),
        "كل" | "بين" | "أصل" | "كبار" | "كبريات" | "أهم" | "أبرز" | "أكبر" | "هذه" | "تلك"
    ) {
        at += 1;
    }
    if lexemes.get(at).is_some_and(|lexeme| lexeme.kind == Kind::Number) {
        let numeral = numeral::parse(lexemes, at)?;
        return counted(lexemes, numeral.next);
    }
    Some(noun::gender(&context::word(lexemes, at)?))
}

/// `السيارات الـ5`, `بـ45 نقطة مقابل 43`: what was counted before.
fn counted_before(lexemes: &[Lexeme], at: usize) -> Option<Gender> {
    let (index, word) = context::word_before(lexemes, at)?;
    let definite = context::proclitic(lexemes, at).is_some_and(context::has_article);
    if definite && word.starts_with("ال") {
        return Some(noun::gender(&word));
    }
    let joins = matches!(word.as_str(), "مقابل" | "إلى" | "أصل" | "بدل" | "عوض" | "أو")
        || context::proclitic(lexemes, at) == Some("و");
    if !joins {
        return None;
    }
    // The number before, a few words back, and its noun.
    let first = index.saturating_sub(5);
    let before = (first..=index).rev().find(|&i| lexemes.get(i).is_some_and(|lexeme| lexeme.kind == Kind::Number))?;
    let noun = context::counted_noun(lexemes, before + 1)?;
    noun::is_known(&noun).then(|| noun::gender(&noun))
}

/// One and two before a printed singular are said by the noun: `1 شخص` is `شخص واحد`, `2 سنة` is `سنتان`.
fn one_or_two(lexemes: &[Lexeme], at: usize, numeral: &Numeral, case: Case) -> Option<Reading> {
    if !numeral.is_bare(at)
        || !(1..=2).contains(&numeral.whole)
        || context::proclitic(lexemes, at).is_some_and(context::has_article)
    {
        return None;
    }
    let spoken = said_by_noun(lexemes, at, numeral.whole, numeral.next, case)?;
    Some(Reading { consumed: numeral.next + 1 - at, spoken, notes: Vec::new() })
}

/// The printed singular at `noun_at` with one (`شخص واحد`) or in the dual (`سنتان`); nothing for what is no listed
/// singular, or where the number is neither.
pub(super) fn said_by_noun(
    lexemes: &[Lexeme],
    at: usize,
    whole: u64,
    noun_at: usize,
    case: Case,
) -> Option<Vec<Spoken>> {
    let lexeme = lexemes.get(noun_at)?;
    let word = context::counted_noun(lexemes, noun_at)?;
    let followed_by_noun = context::counted_noun(lexemes, noun_at + 1).is_some_and(|noun| noun::is_known(&noun));
    if !(1..=2).contains(&whole) || !is_singular(&word) || followed_by_noun {
        return None;
    }
    let source = span(lexemes, at..noun_at + 1);
    let rule = Rule::Cardinal;
    if whole == 2 {
        // The vowels of the printed noun are not known here, so there is no hint.
        let text = number::bare(&number::dual(&word, case, false));
        return Some(vec![Spoken::Word { text, hint: None, rule, source }]);
    }
    let form = Form { gender: noun::gender(&word), ..Form::plain(case) };
    let printed = Spoken::Word { text: lexeme.text.clone(), hint: None, rule, source: source.clone() };
    Some(std::iter::once(printed).chain(Spoken::words(number::cardinal(1, form), rule, &source)).collect())
}

/// Whether a listed noun is a singular that takes its dual by `ان` alone.
fn is_singular(word: &str) -> bool {
    SINGULARS.split_whitespace().any(|singular| singular == word)
}

/// Nouns that news prints in the singular after 1 and 2.
const SINGULARS: &str = "
    سنة عام يوم شهر أسبوع ساعة دقيقة ثانية مرة نقطة درجة هدف شوط مباراة جولة شخص رجل امرأة طفل جندي شرطي ضابط قتيل جريح
    مصاب مريض لاعب طالب عامل مواطن لاجئ مسلح سيارة شاحنة حافلة طائرة سفينة قارب شركة دولة مدينة قرية ولاية منزل شقة غرفة
    مدرسة جامعة كتاب فيلم دولار دينار درهم ريال جنيه ليرة متر كيلومتر سنتيمتر كيلوغرام كيلوجرام كيلو غرام طن لتر
    برميل هكتار فدان ميل صاروخ قذيفة قنبلة حالة إصابة ميدالية كأس لقب نسخة صفحة كلمة خطوة مرحلة قطعة علبة";
