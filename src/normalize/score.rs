//! Scores and ratios: `فاز الفريق 2-1`, `تعادلا (1-1)`, `بنسبة 1:3`, `24/24`.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form};
use super::{Options, Rule, context, noun, year};

/// Reads two numbers joined by a dash as a score, where the words around speak of a match; by a colon as a ratio.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    if let Some(reading) = out_of(lexemes, at) {
        return Some(reading);
    }
    let first = year::digits(lexemes, at, 1..=3).or_else(|| colon_part(lexemes, at))?;
    let sign = lexemes.get(at + 1)?;
    let second = colon_part(lexemes, at + 2)?;
    let is_dash = matches!(sign.text.as_str(), "-" | "–" | "—");
    let is_tight = !sign.spaced && lexemes.get(at + 2).is_some_and(|l| !l.spaced);
    let joint = match sign.text.as_str() {
        ":" if is_tight && !is_sport(lexemes, at) => "إِلَى",
        ":" if is_tight => "مُقَابِل",
        "/" if is_tight && !is_sport(lexemes, at) => "عَلَى",
        "/" if is_tight => "مُقَابِل",
        // بتعادل 2/ 2
        "/" if !sign.spaced && first <= 20 && second <= 20 && is_result(lexemes, at) => "مُقَابِل",
        "x" | "X" if is_tight => "فِي",
        _ if is_dash && is_score(lexemes, at, first, second) => "مُقَابِل",
        _ => return None,
    };
    if lexemes.get(at + 3).is_some_and(|next| {
        !next.spaced
            && matches!(next.text.as_str(), "-" | "/" | ":" | ".")
            && lexemes.get(at + 4).is_some_and(|l| l.kind == Kind::Number && !l.spaced)
    }) {
        return None;
    }
    let after_word = context::word_before(lexemes, at).is_some();
    let case = if after_word || is_dash { Case::Genitive } else { context::case(lexemes, at).0 };
    let mut spoken: Vec<Spoken> =
        Spoken::words(number::cardinal(first, Form::plain(case)), Rule::Score, &lexemes[at].source).collect();
    let mut last = vec![joint.to_owned()];
    last.extend(number::cardinal(second, Form::plain(Case::Genitive)));
    spoken.extend(Spoken::words(last, Rule::Score, &span(lexemes, at + 1..at + 3)));
    Some(Reading { consumed: 3, spoken, notes: Vec::new() })
}

/// `2-صفر`: a score whose second part is a word; with another number after it, it is a date of the month of Safar.
pub(super) fn to_nil(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let first = year::digits(lexemes, at, 1..=2)?;
    let dash = lexemes.get(at + 1).filter(|dash| matches!(dash.text.as_str(), "-" | "–" | "/"))?;
    let nil = lexemes.get(at + 2).filter(|nil| nil.text == "صفر")?;
    if (dash.spaced || nil.spaced) && !is_sport(lexemes, at) {
        return None;
    }
    let is_date = lexemes.get(at + 3).is_some_and(|sign| !sign.spaced && matches!(sign.text.as_str(), "-" | "–" | "/"))
        || year::digits(lexemes, at + 3, 4..=4).is_some();
    if is_date {
        return None;
    }
    let words = number::cardinal(first, Form::plain(Case::Genitive));
    let mut spoken: Vec<Spoken> = Spoken::words(words, Rule::Score, &lexemes[at].source).collect();
    spoken.extend(Spoken::words(["مُقَابِل".to_owned()], Rule::Score, &dash.source));
    spoken.extend(Spoken::words(["صِفْر".to_owned()], Rule::Score, &nil.source));
    Some(Reading { consumed: 3, spoken, notes: Vec::new() })
}

/// `ليفربول x أرسنال`: the letter stands for the sign between two sides. A capital is also the name of a network.
pub(super) fn versus(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let letter = lexemes.get(at).filter(|letter| letter.spaced && matches!(letter.text.as_str(), "x" | "X"))?;
    let before = at.checked_sub(1).and_then(|before| context::word(lexemes, before))?;
    context::word(lexemes, at + 1).filter(|_| lexemes[at + 1].spaced)?;
    let is_unknown = context::one_of(
        before.strip_prefix("ال").unwrap_or(&before),
        "متغير مجهول قيمة محور عدد أشعة شعاع حرف رمز نقطة جيل منصة شبكة موقع كروموسوم عامل",
    );
    let is_versus = if letter.text == "x" { !is_unknown } else { !is_unknown && is_sport(lexemes, at) };
    let spoken = Spoken::words(["ضِدّ".to_owned()], Rule::Symbol, &letter.source).collect();
    is_versus.then_some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// `مصر/ غانا 1-0`: the stroke between two sides, before their score.
pub(super) fn stroke(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let stroke = lexemes.get(at).filter(|stroke| stroke.text == "/" && is_sign_of_match(lexemes, at))?;
    let spoken = Spoken::words(["ضِدّ".to_owned()], Rule::Symbol, &stroke.source).collect();
    Some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// The slash and the number after a decimal or a noun: `9.5/10`, `24 ساعة/24`.
fn out_of(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let slash = lexemes.get(at).filter(|slash| slash.text == "/" && !slash.spaced)?;
    let before = at.checked_sub(1).and_then(|i| lexemes.get(i))?;
    // 1439هـ/2018م are two years.
    let is_era = matches!(before.text.as_str(), "ه" | "هج" | "م");
    let is_count = before.kind == Kind::Number
        || !is_era
            && before.kind == Kind::Arabic
            && at.checked_sub(2).and_then(|i| lexemes.get(i)).is_some_and(|l| l.kind == Kind::Number);
    let whole =
        lexemes.get(at + 1).filter(|l| !l.spaced).and_then(|_| colon_part(lexemes, at + 1)).filter(|_| is_count)?;
    let mut words = vec!["عَلَى".to_owned()];
    words.extend(number::cardinal(whole, Form::plain(Case::Genitive)));
    let source = slash.source.start..lexemes[at + 1].source.end;
    Some(Reading { consumed: 2, spoken: Spoken::words(words, Rule::Score, &source).collect(), notes: Vec::new() })
}

fn colon_part(lexemes: &[Lexeme], at: usize) -> Option<u64> {
    let lexeme = lexemes.get(at).filter(|l| l.kind == Kind::Number && l.text.len() <= 4)?;
    (lexeme.text.len() == 1 || !lexeme.text.starts_with('0')).then(|| lexeme.text.parse().ok())?
}

/// Whether the words right before the number at `at` tell of a result, and of no day.
pub(super) fn is_result(lexemes: &[Lexeme], at: usize) -> bool {
    let words = || (at.saturating_sub(4)..at).filter_map(|index| context::word(lexemes, index));
    let is_day = |word: &str| word.ends_with("يوم") || word.ends_with("تاريخ") || super::date::is_weekday(word);
    let tells = |word: &str| {
        ["فاز", "فوز", "تعادل", "خسر", "خسار", "نتيج", "تغلب", "هزيم"].iter().any(|stem| word.contains(stem))
    };
    words().any(|word| tells(&word)) && !words().any(|word| is_day(&word))
}

/// A dash between numbers is a score where sport is spoken of and nothing is counted, or where the first is the greater
/// of two small ones (a range goes upwards).
fn is_score(lexemes: &[Lexeme], at: usize, first: u64, second: u64) -> bool {
    // What is counted is counted upwards: 10-12 مباراة.
    let counted = first < second && context::counted_noun(lexemes, at + 3).is_some_and(|word| noun::is_known(&word));
    let after = context::word_before(lexemes, at).map(|(_, word)| word).unwrap_or_default();
    if counted || second > 250 || first > 250 || matches!(after.as_str(), "بين" | "من" | "رقم" | "لمدة" | "خلال")
    {
        return false;
    }
    // أولمبيك الكاف - نادي الحمامات 1 - 1: with a dash between the sides the numbers must not go upwards.
    let is_after_sides = is_after_fixture(lexemes, at) || first >= second && first < 20 && is_after_dash(lexemes, at);
    is_sport(lexemes, at)
        || is_after_sides
        || is_in_row(lexemes, at)
        || is_after_leg(lexemes, at)
        || (first >= second && first < 20 && lexemes.get(at + 1).is_some_and(|dash| !dash.spaced))
}

/// `الأهلي * الزمالك 3 - 0`: whether two sides with a sign between them stand right before the number at `at`.
pub(super) fn is_after_fixture(lexemes: &[Lexeme], at: usize) -> bool {
    let is_side = |index: usize| lexemes.get(index).is_some_and(|side| side.kind == Kind::Arabic);
    let words = (0..at).rev().take(5).take_while(|&index| is_side(index)).count();
    let Some(sign) = at.checked_sub(words + 1).filter(|_| words > 0) else { return false };
    matches!(lexemes[sign].text.as_str(), "*" | "×" | "x" | "X") && sign > 0 && is_side(sign - 1)
}

/// `الأهلي - الزمالك 1 - 1`: two sides with a dash between them before the number at `at`.
fn is_after_dash(lexemes: &[Lexeme], at: usize) -> bool {
    let is_side = |index: usize| lexemes.get(index).is_some_and(|side| side.kind == Kind::Arabic);
    let words = (0..at).rev().take(5).take_while(|&index| is_side(index)).count();
    let Some(dash) = at.checked_sub(words + 1).filter(|&dash| words > 0 && dash > 0) else { return false };
    matches!(lexemes[dash].text.as_str(), "-" | "–") && lexemes[dash].spaced && is_side(dash - 1)
}

/// `4-6 . 6-4 . 3-6`: a score after others.
fn is_in_row(lexemes: &[Lexeme], at: usize) -> bool {
    let is_number = |index: usize| lexemes.get(index).is_some_and(|l| l.kind == Kind::Number && l.text.len() <= 3);
    let Some(first) = at.checked_sub(4) else { return false };
    matches!(lexemes[at - 1].text.as_str(), "." | "/" | "،" | "," | "و")
        && is_number(at - 2)
        && lexemes[at - 3].text == "-"
        && is_number(first)
        && (is_sport(lexemes, first) || is_in_row(lexemes, first))
}

/// `الذهاب : 3 - 5`: the result of the first leg.
fn is_after_leg(lexemes: &[Lexeme], at: usize) -> bool {
    let colon = at.checked_sub(1).filter(|&colon| lexemes[colon].text == ":");
    let leg = colon.and_then(|colon| context::word(lexemes, colon.checked_sub(1)?));
    leg.is_some_and(|leg| context::one_of(&leg, "الذهاب الإياب الاياب النتيجة"))
}

/// `النجم الساحلي * الملعب التونسي`, `مصر/ غانا 1-0`: whether the star or the stroke at `at` stands between two sides of a match. It is also the bullet of
/// a list, which has no score, time of play or word of sport beside it, or a verb or what happened after it.
pub(super) fn is_sign_of_match(lexemes: &[Lexeme], at: usize) -> bool {
    let is_spaced = lexemes.get(at).is_some_and(|star| star.spaced) && lexemes.get(at + 1).is_some_and(|l| l.spaced);
    let is_side =
        |word: &str| !context::governs(word) && !["فوز", "خسارة", "تعادل", "هزيمة", "تأهل", "إقصاء"].contains(&word);
    let before = at.checked_sub(1).and_then(|before| context::word(lexemes, before));
    let sides = before.zip(context::word(lexemes, at + 1));
    let rest = lexemes.get(at + 1..).unwrap_or_default();
    let after = at + 1 + rest.iter().take(5).take_while(|lexeme| lexeme.kind == Kind::Arabic).count();
    let has_score = year::digits(lexemes, after, 1..=3).is_some()
        && lexemes.get(after + 1).is_some_and(|dash| matches!(dash.text.as_str(), "-" | "–" | ":"))
        && year::digits(lexemes, after + 2, 1..=3).is_some();
    let has_time =
        (at.saturating_sub(8)..at).any(|index| context::word(lexemes, index).is_some_and(|w| w.ends_with("الساعة")));
    if lexemes.get(at).is_some_and(|sign| sign.text == "/") {
        return has_score && sides.is_some_and(|(before, after)| is_side(&before) && is_side(&after));
    }
    is_spaced
        && sides.is_some_and(|(before, after)| is_side(&before) && is_side(&after))
        && (has_score || has_time || is_sport(lexemes, at))
}

/// Whether a word of sport stands within reach.
pub(super) fn is_sport(lexemes: &[Lexeme], at: usize) -> bool {
    (at.saturating_sub(14)..(at + 12).min(lexemes.len()))
        .any(|index| context::word(lexemes, index).is_some_and(|word| is_sport_word(&word)))
}

fn is_sport_word(word: &str) -> bool {
    const STEMS: [&str; 32] = [
        "فاز",
        "فوز",
        "فازت",
        "خسر",
        "خسار",
        "هزم",
        "هزيم",
        "تغلب",
        "تعادل",
        "نتيج",
        "انتصر",
        "انتصار",
        "مبارا",
        "شوط",
        "دوري",
        "منتخب",
        "فريق",
        "هدف",
        "أهداف",
        "ترجيح",
        "سحق",
        "اكتسح",
        "نهائي",
        "ملعب",
        "كأس",
        "بطول",
        "لاعب",
        "أطاح",
        "تفوق",
        "انتهت",
        "انتهى",
        "متقدم",
    ];
    STEMS.iter().any(|stem| word.contains(stem))
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn after_words_of_sport() {
        check("خسر المنتخب 0-2", "خسر المنتخب صفر مقابل اثنين");
        check("بنتيجة 3-2", "بنتيجة ثلاثة مقابل اثنين");
        check("تعادل الفريقان 2-2", "تعادل الفريقان اثنين مقابل اثنين");
        check("بركلات الترجيح 5-4", "بركلات الترجيح خمسة مقابل أربعة");
        check("فاز 85-78 في مباراة السلة", "فاز خمسة وثمانين مقابل ثمانية وسبعين في مباراة السلة");
        check("فاز 6-4 و6-3", "فاز ستة مقابل أربعة وستة مقابل ثلاثة");
        check("أهداف (2-0)", "أهداف اثنين مقابل صفر");
    }

    #[test]
    fn downwards_is_no_range() {
        check("3-1", "ثلاثة مقابل واحد");
    }

    #[test]
    fn ratios() {
        check("نسبة 1:10", "نسبة واحد إلى عشرة");
        check("حصل على 15/20", "حصل على خمسة عشر على عشرين");
        check("24/24", "أربعة وعشرون على أربعة وعشرين");
        check("9,5/10", "تسعة ونصف على عشرة");
        check("24 ساعة/24", "أربع وعشرون ساعة على أربعة وعشرين");
        check("حصل على 8/10", "حصل على ثمانية على عشرة");
        check("4x4", "أربعة في أربعة");
    }

    #[test]
    fn ranges_stay_ranges() {
        check("شارك اللاعب في 10-12 مباراة", "شارك اللاعب في عشر إلى اثنتي عشرة مباراة");
    }
}
