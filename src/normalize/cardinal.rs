//! Numbers that count: `5 سيارات`, `لـ5 أبناء`, `السنوات الـ10`, `25 ألف شخص`.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form, Gender};
use super::numeral::{self, Numeral};
use super::{Options, Rule, context, currency, noun, noun_plural, score, unit};
use crate::note::{Note, NoteCode};

/// Reads a number that nothing else has claimed.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let numeral = numeral::parse(lexemes, at)?;
    let by_noun = || hundred_and_one(lexemes, at, &numeral).or_else(|| few_of_singular(lexemes, at, &numeral));
    if let Some(reading) = and_more(lexemes, at, &numeral).or_else(by_noun) {
        return Some(reading);
    }
    let source = span(lexemes, at..numeral.next);
    let notes = notes(&numeral, &source);
    let rule = Rule::Cardinal;
    // 08 أشخاص: the zero fills a column and is not said.
    let is_padded = numeral.digits.len() == 2 && numeral.whole > 0 && {
        let is_named = context::word_before(lexemes, at).is_some_and(|(_, word)| word.ends_with("رقم"));
        !is_named && context::counted_noun(lexemes, numeral.next).is_some_and(|noun| noun::is_known(&noun))
    };
    if numeral.has_leading_zero() && numeral.is_bare(at) && !is_padded {
        let words = number::digits(&numeral.digits);
        return Some(Reading { consumed: 1, spoken: Spoken::words(words, Rule::Digits, &source).collect(), notes });
    }
    let (case, sure) = match numeral.sign {
        Some(_) => (Case::Genitive, false),
        None => context::case(lexemes, at),
    };
    if let Some(reading) = one_or_two(lexemes, at, &numeral, case) {
        return Some(reading);
    }
    let definite = context::proclitic(lexemes, at).is_some_and(context::has_article);
    let form = match counted_by(lexemes, at, &numeral) {
        Some((gender, follows)) => Form { gender, case, construct: follows, definite, sure },
        None => Form { definite, sure, ..Form::plain(case) },
    };
    // ألفُ متفرج: a hundred or a thousand before its noun has no tanween, which a model may guess.
    let is_first_term = form.construct && numeral.integer().is_some_and(|integer| integer % 100 == 0);
    let form = Form { sure: form.sure || is_first_term, ..form };
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

/// `5+ سنوات`: what is counted and more.
fn and_more(lexemes: &[Lexeme], at: usize, numeral: &Numeral) -> Option<Reading> {
    let plus = lexemes.get(numeral.next).filter(|plus| plus.text == "+" && !plus.spaced)?;
    let noun_at = numeral.next + 1;
    // للكبار 18+: nothing is counted, and nothing added.
    let ends =
        lexemes.get(noun_at).is_none_or(|next| next.kind == Kind::Sign || next.kind == Kind::Arabic && next.spaced);
    let integer = numeral.integer()?;
    let counts =
        context::counted_noun(lexemes, noun_at).is_some_and(|word| noun::is_known(&word) || word.ends_with(['ا', 'ة']));
    let is_minute = integer <= 120 && score::is_sport(lexemes, at) && context::word(lexemes, noun_at).is_none();
    if ends && !counts && !is_minute {
        let (case, sure) = context::case(lexemes, at);
        let rule = Rule::Cardinal;
        let words = number::cardinal(integer, Form { sure, ..Form::plain(case) });
        let mut spoken: Vec<Spoken> = Spoken::words(words, rule, &span(lexemes, at..numeral.next)).collect();
        spoken.extend(Spoken::words(["فَأَكْثَر".to_owned()], rule, &plus.source));
        return Some(Reading { consumed: noun_at - at, spoken, notes: Vec::new() });
    }
    let noun = lexemes.get(noun_at).filter(|noun| noun.kind == Kind::Arabic)?;
    let gender = noun::gender(&context::counted_noun(lexemes, noun_at)?);
    let (case, sure) = context::case(lexemes, at);
    let form = Form { gender, case, construct: true, definite: false, sure };
    let rule = Rule::Cardinal;
    let words = number::cardinal(integer, form);
    let mut spoken: Vec<Spoken> = Spoken::words(words, rule, &span(lexemes, at..numeral.next)).collect();
    let source = plus.source.start..noun.source.end;
    spoken.push(Spoken::Word { text: noun.text.clone(), hint: None, rule, source: source.clone() });
    spoken.extend(Spoken::words(["فَأَكْثَر".to_owned()], rule, &source));
    Some(Reading { consumed: noun_at + 1 - at, spoken, notes: Vec::new() })
}

/// `101 زائر` is `مئة زائر وزائر`, `1002 راكب` is `ألف راكب وراكبان`: after a hundred or a thousand one and two are said by
/// the noun.
fn hundred_and_one(lexemes: &[Lexeme], at: usize, numeral: &Numeral) -> Option<Reading> {
    let value = numeral.integer().filter(|value| *value > 100 && (1..=2).contains(&(value % 100)))?;
    let noun = lexemes.get(numeral.next)?;
    let word = context::counted_noun(lexemes, numeral.next)?;
    let is_plural = noun::is_plural_by_shape(&word);
    // Two letters are an abbreviation more often than a noun.
    let is_short = word.chars().count() < 3 && word != "طن";
    // What is glued to the number, or to one behind it, is a code or a misprint.
    let is_glued =
        !noun.spaced || lexemes.get(numeral.next + 1).is_some_and(|next| !next.spaced && next.kind != Kind::Sign);
    if numeral.sign.is_some()
        || numeral.scale.is_some()
        || is_plural
        || is_short
        || is_glued
        || word.ends_with(['ا', 'ى', 'ء'])
    {
        return None;
    }
    let (case, sure) = context::case(lexemes, at);
    let below = value % 100;
    let form = Form { gender: noun::gender(&word), case, construct: true, definite: false, sure };
    let source = span(lexemes, at..numeral.next + 1);
    let rule = Rule::Cardinal;
    let mut spoken: Vec<Spoken> = Spoken::words(number::cardinal(value - below, form), rule, &source).collect();
    spoken.push(Spoken::Word { text: noun.text.clone(), hint: None, rule, source: source.clone() });
    // The vowels of the printed noun are not known here, so there is no hint.
    let rest = if below == 1 { word } else { number::bare(&number::dual(&word, case, false)) };
    spoken.push(Spoken::Word { text: format!("و{rest}"), hint: None, rule, source });
    Some(Reading { consumed: numeral.next + 1 - at, spoken, notes: Vec::new() })
}

/// `110 آية` is `مئة وعشر آيات`: after 3 to 10, and after a hundred with these, what is counted is a plural, whatever is
/// printed.
fn few_of_singular(lexemes: &[Lexeme], at: usize, numeral: &Numeral) -> Option<Reading> {
    let value = numeral.integer().filter(|value| (3..=10).contains(&(value % 100)))?;
    let noun = lexemes.get(numeral.next).filter(|noun| noun.spaced)?;
    let word = context::counted_noun(lexemes, numeral.next)?;
    let plural = noun_plural::of(&word)?;
    // متر مربع: an adjective of the masculine would have to change as well.
    let has_adjective = context::word(lexemes, numeral.next + 1).is_some_and(|next| {
        !word.ends_with('ة') && !next.ends_with('ة') && context::is_indefinite_word(&next) && !noun::is_listed(&next)
    });
    let is_named = context::word_before(lexemes, at).is_some_and(|(_, word)| word.ends_with("رقم"));
    // بي بي سي 4 يوم الأحد, 5 عام 2019: the noun belongs to what follows it.
    let opens =
        lexemes.get(numeral.next + 1).is_some_and(|next| next.kind == Kind::Number || next.text.starts_with("ال"));
    if numeral.sign.is_some() || numeral.scale.is_some() || has_adjective || is_named || opens {
        return None;
    }
    let (case, sure) = context::case(lexemes, at);
    let definite = context::proclitic(lexemes, at).is_some_and(context::has_article);
    let form = Form { gender: noun::gender(&word), case, construct: true, definite, sure };
    let rule = Rule::Cardinal;
    let mut spoken: Vec<Spoken> =
        Spoken::words(number::cardinal(value, form), rule, &span(lexemes, at..numeral.next)).collect();
    // The vowels of the plural are not known here, so there is no hint.
    spoken.push(Spoken::Word { text: plural.to_owned(), hint: None, rule, source: noun.source.clone() });
    Some(Reading { consumed: numeral.next + 1 - at, spoken, notes: Vec::new() })
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
    // 3 أسرة are beds (أَسِرَّة, of سرير): three families would be أسر.
    let is_plural = numeral.integer().is_some_and(|integer| (3..=10).contains(&(integer % 100)));
    if is_plural && context::word(lexemes, numeral.next).as_deref() == Some("أسرة") {
        return Some((Gender::Masculine, true));
    }
    // القاعة رقم 7 من: a number that names counts nothing.
    let is_name = context::word_before(lexemes, at).is_some_and(|(_, word)| word == "رقم" || word == "برقم");
    if is_name {
        return None;
    }
    // تصل إلى 38 بأقصى الجنوب: what begins with a preposition is counted by nothing.
    let is_phrase =
        context::word(lexemes, numeral.next).is_none_or(|word| word.starts_with('ب') && !noun::is_known(&word));
    if is_phrase && is_of_degrees(lexemes, at, numeral.next) {
        return Some((Gender::Feminine, false));
    }
    counted_after(lexemes, numeral.next, 0)
        .or_else(|| Some((partitive(lexemes, numeral.next)?, false)))
        .or_else(|| Some((counted_before(lexemes, at)?, false)))
        .or_else(|| is_of_degrees(lexemes, at, numeral.next).then_some((Gender::Feminine, false)))
}

/// `تصل إلى 38 بأقصى الجنوب`: degrees that are told by those before them, in a sentence on the weather.
fn is_of_degrees(lexemes: &[Lexeme], at: usize, next: usize) -> bool {
    let is_reached = context::word_before(lexemes, at).is_some_and(|(_, word)| {
        context::one_of(&word, "إلى الى حدود بين وبين عند نحو حوالي تتجاوز يتجاوز بلغت تبلغ") || word.ends_with("حدود")
    }) || context::proclitic(lexemes, at) == Some("و");
    let goes_on = lexemes.get(next).is_none_or(|after| {
        matches!(after.text.as_str(), "." | "،" | "و")
            || after.kind == Kind::Arabic && after.text.starts_with(['ب', 'ف', 'و', 'ل'])
    });
    let mut before = lexemes.get(..at).unwrap_or_default().windows(2).rev();
    let degree =
        before.find(|pair| pair[0].kind == Kind::Number && pair[1].kind != Kind::Number && pair[1].text != "و");
    let are_degrees = degree.is_some_and(|pair| matches!(number::bare(&pair[1].text).as_str(), "درجة" | "درجات" | "°"));
    is_reached && goes_on && are_degrees
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
    if let Some(word) = context::noun_between_strokes(lexemes, next) {
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
        (Kind::Sign, "-" | "–" | "—" | "،" | "/" | "~") if is_number(at + 1) => Some(at + 1),
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
    while context::one_of(
        &context::word(lexemes, at).unwrap_or_default(),
        "كل بين أصل كبار كبريات أهم أبرز أكبر هذه تلك",
    ) {
        at += 1;
    }
    if lexemes.get(at).is_some_and(|lexeme| lexeme.kind == Kind::Number) {
        let numeral = numeral::parse(lexemes, at)?;
        return counted(lexemes, numeral.next);
    }
    // 16 من قوات البيشمركة: men of the forces.
    let what = context::word(lexemes, at)?;
    let is_force = context::one_of(what.strip_prefix("ال").unwrap_or(&what), "قوات ميليشيات مليشيات شرطة جماعة حركة");
    Some(if is_force { Gender::Masculine } else { noun::gender(&what) })
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
    let mut spoken = said_by_noun(lexemes, at, numeral.whole, numeral.next, case)?;
    let adjective = dual_adjective(lexemes, numeral.whole, numeral.next + 1, case);
    let consumed = numeral.next + 1 - at + usize::from(adjective.is_some());
    spoken.extend(adjective);
    Some(Reading { consumed, spoken, notes: Vec::new() })
}

/// `2 متر مكعب`, `2 دينار جزائري`: the adjective of a dual is one too.
pub(super) fn dual_adjective(lexemes: &[Lexeme], whole: u64, at: usize, case: Case) -> Option<Spoken> {
    let adjective = context::word(lexemes, at).filter(|word| whole == 2 && is_adjective(word))?;
    let text = number::bare(&number::dual(&adjective, case, false));
    Some(Spoken::Word { text, hint: None, rule: Rule::Cardinal, source: lexemes[at].source.clone() })
}

/// Whether a word is an adjective that agrees with a unit or a currency before it: of relation, or of a power.
fn is_adjective(word: &str) -> bool {
    const OF_MONEY: &str = "
        أمريكي أميركي جزائري تونسي مغربي ليبي مصري سوداني كويتي بحريني عراقي أردني إماراتي سعودي قطري عماني يمني كندي أسترالي إسترليني
        سويسري تركية لبنانية سورية هندية باكستانية إضافي إضافية كامل كاملة متتالي متتالية";
    matches!(word, "مربع" | "مكعب") || context::one_of(word, OF_MONEY)
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
    let followed_by_noun =
        context::counted_noun(lexemes, noun_at + 1).is_some_and(|noun| noun::is_known(&noun) && !is_adjective(&noun));
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
    // بلغ العمق 1 متر: the noun is printed as after any number, and is accusative before `واحدا`.
    let takes_alif = case == Case::Accusative && !word.ends_with(['ة', 'ا', 'ى', 'ء']);
    let text = if takes_alif { format!("{word}ا") } else { lexeme.text.clone() };
    let printed = Spoken::Word { text, hint: None, rule, source: source.clone() };
    Some(std::iter::once(printed).chain(Spoken::words(number::cardinal(1, form), rule, &source)).collect())
}

/// Whether a listed noun is a singular that takes its dual by `ان` alone.
pub(super) fn is_singular(word: &str) -> bool {
    SINGULARS.split_whitespace().any(|singular| singular == word)
}

/// Nouns that news prints in the singular after 1 and 2.
const SINGULARS: &str = "
    سنة عام يوم ليلة شهر أسبوع ساعة دقيقة ثانية مرة نقطة درجة هدف شوط مباراة جولة شخص رجل امرأة طفل جندي شرطي ضابط قتيل جريح
    مصاب مريض لاعب طالب عامل مواطن لاجئ مسلح سيارة شاحنة حافلة طائرة سفينة قارب شركة دولة مدينة قرية ولاية منزل شقة غرفة
    مدرسة جامعة كتاب فيلم دولار دينار درهم ريال جنيه ليرة متر كيلومتر سنتيمتر كيلوغرام كيلوجرام كيلو غرام طن لتر
    برميل هكتار فدان ميل صاروخ قذيفة قنبلة حالة إصابة ميدالية كأس لقب نسخة صفحة كلمة خطوة مرحلة قطعة علبة رضيع
    شاب فتاة سيدة جثة منصب مقعد صوت مشروع اتفاقية ملف عقد برج طابق قرار مصنع فرع سرير حمام سنتيم فرنك شيكل روبل قدم بوصة
    وفاة وظيفة وثيقة وزارة وحدة ولادة هزة ضحية رهينة غارة عملية مهاجر نازح سجين معتقل أسير شهيد مدني طفلة بنت ولد ابن أخ أخت
    مسجد كنيسة مستشفى مطار ميناء بنك سوق متجر مطعم فندق نادي ملياردير قضية تهمة جريمة دعوى رحلة زيارة جائزة لوحة أغنية رواية
    قصيدة صورة بيت غيغابايت كيلوواط ميغاواط عقدة قرن عقد جيل فصل موسم حلقة دورة جلسة ركلة ضربة بطاقة تذكرة نجم كوكب قمر
    خروف بقرة ناقة جمل شجرة نخلة وردة صندوق حقيبة كيس زجاجة قارورة جرعة حبة قرص لقاح عينة فحص اختبار امتحان سؤال
    كوب فنجان ملعقة ياردة دونم رطل قنطار هاتف جهاز فريق منتخب ملعب وزير نائب عضو مرشح ممثل خبير صحفي طبيب مهندس";

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn three_to_ten_take_the_opposite_gender() {
        check("تعرضت 3 قرى للقصف", "تعرضت ثلاث قرى للقصف");
        check("استمر الاجتماع 3 ساعات", "استمر الاجتماع ثلاث ساعات");
        check("أجرى الطبيب 4 عمليات", "أجرى الطبيب أربع عمليات");
        check("أنجب 3 بنات وولدين", "أنجب ثلاث بنات وولدين");
        check("تزوج 4 نساء", "تزوج أربع نساء");
        check("وصلت إلى الميناء 5 سفن", "وصلت إلى الميناء خمس سفن");
        check("قتل 4 جنود", "قتل أربعة جنود");
        check("10 مدارس", "عشر مدارس");
        check("8 أشهر", "ثمانية أشهر");
        check("8 فيلات", "ثماني فيلات");
        check("بعد 6 أشهر و10 أيام", "بعد ستة أشهر وعشرة أيام");
    }

    #[test]
    fn gender_is_that_of_the_singular() {
        check("3 مساجد", "ثلاثة مساجد");
        check("4 معابد", "أربعة معابد");
        check("5 مستشفيات", "خمسة مستشفيات");
        check("7 جسور", "سبعة جسور");
        check("9 محاولات", "تسع محاولات");
        check("6 تفجيرات", "ستة تفجيرات");
        check("3 اعتداءات", "ثلاثة اعتداءات");
        check("10 إضرابات", "عشرة إضرابات");
        check("3 استقالات", "ثلاث استقالات");
        check("7 اتفاقيات", "سبع اتفاقيات");
        check("8 مشروعات", "ثمانية مشروعات");
        check("6 صواريخ", "ستة صواريخ");
        check("7 قذائف", "سبع قذائف");
        check("3 آبار", "ثلاث آبار");
        check("9 ضحايا", "تسع ضحايا");
        check("4 ليال", "أربع ليال");
        check("3 كؤوس", "ثلاث كؤوس");
        check("4 أسئلة", "أربعة أسئلة");
        check("3 قضاة", "ثلاثة قضاة");
        check("5 إخوة", "خمسة إخوة");
        check("8 ملفات", "ثمانية ملفات");
        check("6 إدارات", "ست إدارات");
    }

    #[test]
    fn eleven_and_twelve_agree() {
        check("وصل 11 وزيرا إلى العاصمة", "وصل أحد عشر وزيرا إلى العاصمة");
        check("سجلت 11 حالة جديدة", "سجلت إحدى عشرة حالة جديدة");
        check("بينهم 11 امرأة و12 طفلا", "بينهم إحدى عشرة امرأة واثنا عشر طفلا");
        check("بعد 12 عاما من الغياب", "بعد اثني عشر عاما من الغياب");
        check("أكثر من 12 ساعة", "أكثر من اثنتي عشرة ساعة");
        check("تتكون من 12 جزيرة", "تتكون من اثنتي عشرة جزيرة");
        check("وقعت 12 اتفاقية", "وقعت اثنتا عشرة اتفاقية");
    }

    #[test]
    fn thirteen_to_nineteen() {
        check("أعلنت الوزارة شفاء 14 مصابا", "أعلنت الوزارة شفاء أربعة عشر مصابا");
        check("منذ 14 سنة", "منذ أربع عشرة سنة");
        check("اعتقلت الشرطة 17 مشتبها فيه", "اعتقلت الشرطة سبعة عشر مشتبها فيه");
        check("استغرقت الرحلة 18 ساعة", "استغرقت الرحلة ثماني عشرة ساعة");
    }

    #[test]
    fn tens_follow_the_case() {
        check("بلغ عدد الضحايا 21 قتيلا", "بلغ عدد الضحايا واحدا وعشرين قتيلا");
        check("كان عددهم 22 طالبا", "كان عددهم اثنين وعشرين طالبا");
        check("على متنها 45 راكبا", "على متنها خمسة وأربعون راكبا");
        check("من بينهم 22 طفلا", "من بينهم اثنان وعشرون طفلا");
        check("خلال 72 ساعة", "خلال اثنتين وسبعين ساعة");
        check("حصلت على 28 ميدالية", "حصلت على ثمان وعشرين ميدالية");
        check("هناك 22 مرشحا", "هناك اثنان وعشرون مرشحا");
        check("تضم الجزائر 58 ولاية", "تضم الجزائر ثمانيا وخمسين ولاية");
        check("للجزائر 58 ولاية", "للجزائر ثمان وخمسون ولاية");
    }

    #[test]
    fn hundreds() {
        check("نحو 111 سيارة", "نحو مئة وإحدى عشرة سيارة");
        check("شارك 120 رياضيا", "شارك مئة وعشرون رياضيا");
        check("أدى إلى مقتل 150 شخصا", "أدى إلى مقتل مئة وخمسين شخصا");
        check("حضر 250 ضيفا", "حضر مئتان وخمسون ضيفا");
        check("108 طائرات", "مئة وثماني طائرات");
        check("أكثر من 365 يوما", "أكثر من ثلاثمئة وخمسة وستين يوما");
        check("فئة 200 دينار", "فئة مئتي دينار");
    }

    #[test]
    fn thousands_and_more() {
        check("يضم 1200 كتاب", "يضم ألفا ومئتي كتاب");
        check("أجلت السلطات 2500 عائلة", "أجلت السلطات ألفين وخمسمئة عائلة");
        check("نحو 5000 لاجئ", "نحو خمسة آلاف لاجئ");
        check("أكثر من 15 ألفا", "أكثر من خمسة عشر ألفا");
        check("18 ألف سنة", "ثمانية عشر ألف سنة");
        check("5 تريليونات دولار", "خمسة تريليونات دولار");
        check("خصصت الحكومة 2 مليون يورو", "خصصت الحكومة مليوني يورو");
        check(
            "تبلغ مساحتها 2,381,741 كيلومترا مربعا",
            "تبلغ مساحتها مليونين وثلاثمئة وواحدا وثمانين ألفا وسبعمئة وواحدا وأربعين كيلومترا مربعا",
        );
        check("1 000 000 دينار", "مليون دينار");
        check("3000 مليار", "ثلاثة آلاف مليار");
    }

    #[test]
    fn separators_of_thousands() {
        check("1.250 شخصا", "ألف ومئتان وخمسون شخصا");
        check("1,250 شخصا", "ألف ومئتان وخمسون شخصا");
        check("1 250 شخصا", "ألف ومئتان وخمسون شخصا");
        check("١٬٢٥٠ شخصا", "ألف ومئتان وخمسون شخصا");
        check("12 500 متفرج", "اثنا عشر ألفا وخمسمئة متفرج");
        check("شارك في الماراثون 12,000 عداء", "شارك في الماراثون اثنا عشر ألف عداء");
        check("سباق 42.195 كم", "سباق اثنين وأربعين فاصل مئة وخمسة وتسعين كيلومترا");
    }

    #[test]
    fn one_and_two() {
        check("1 شخص", "شخص واحد");
        check("بعد 2 سنة", "بعد سنتين");
        check("2 ليرة", "ليرتان");
        check("مع 2 كوب من الطحين", "مع كوبين من الطحين");
        check("أصيب 2 من الحراس", "أصيب اثنان من الحراس");
        check("إصابة 1 منهم", "إصابة واحد منهم");
    }

    #[test]
    fn subject_and_object() {
        check("قتل في الهجوم 21 مدنيا", "قتل في الهجوم واحد وعشرون مدنيا");
        check("ضرب إعصار برياح سرعتها 215 كم", "ضرب إعصار برياح سرعتها مئتان وخمسة عشر كيلومترا");
        check("يبلغ متوسط عمرها 20 سنة", "يبلغ متوسط عمرها عشرين سنة");
        check("أقلعت الطائرة وعلى متنها 350 راكبا", "أقلعت الطائرة وعلى متنها ثلاثمئة وخمسون راكبا");
        check("في مباراة حضرها 45 ألف متفرج", "في مباراة حضرها خمسة وأربعون ألف متفرج");
        check("40% غذاء، و25% دواء", "أربعون بالمئة غذاء وخمسة وعشرون بالمئة دواء");
        check("رقم 18 لسنة 2019", "رقم ثمانية عشر لسنة ألفين وتسع عشرة");
        check("شارك في المؤتمر 25 دولة", "شارك في المؤتمر خمس وعشرون دولة");
        check("يشارك في البطولة 32 منتخبا", "يشارك في البطولة اثنان وثلاثون منتخبا");
        check("خسر الحزب 51 مقعدا", "خسر الحزب واحدا وخمسين مقعدا");
        check("تملك الشركة 21 فرعا", "تملك الشركة واحدا وعشرين فرعا");
        check("قضى 27 سنة في السجن", "قضى سبعا وعشرين سنة في السجن");
        check("سجلت الوزارة 22 إصابة", "سجلت الوزارة اثنتين وعشرين إصابة");
        check("سجلت 22 إصابة جديدة", "سجلت اثنتان وعشرون إصابة جديدة");
        check("يمثلون 60 دولة", "يمثلون ستين دولة");
        check("بالسجن 20 سنة", "بالسجن عشرين سنة");
    }

    #[test]
    fn after_inna() {
        check("قال إن 12 شخصا لقوا حتفهم", "قال إن اثني عشر شخصا لقوا حتفهم");
        check("أكد أن 2000 جندي وصلوا", "أكد أن ألفي جندي وصلوا");
        check("وأوضح البيان أن 28 طائرة و6 سفن شاركت", "وأوضح البيان أن ثمانيا وعشرين طائرة وست سفن شاركت");
    }

    #[test]
    fn predicate_of_a_nominal_sentence() {
        check("المسافة 45 مترا", "المسافة خمسة وأربعون مترا");
        check("عدد الأعضاء 21 عضوا", "عدد الأعضاء واحد وعشرون عضوا");
        check("مدة الفيلم 120 دقيقة", "مدة الفيلم مئة وعشرون دقيقة");
        check("سعره 15 جنيها", "سعره خمسة عشر جنيها");
        check("ارتفاعه 828 مترا", "ارتفاعه ثمانمئة وثمانية وعشرون مترا");
    }

    #[test]
    fn joined_numbers_share_their_noun() {
        check("بين 15 و18 طالبة", "بين خمس عشرة وثماني عشرة طالبة");
        check("5 أو 6 دول", "خمس أو ست دول");
        check("بين 3 و5 ملايين", "بين ثلاثة وخمسة ملايين");
        check("ما بين 20 و30 ألف دولار", "ما بين عشرين وثلاثين ألف دولار");
        check("أصيب 3 رجال و5 نساء", "أصيب ثلاثة رجال وخمس نساء");
    }

    #[test]
    fn part_of_a_whole() {
        check("3 من كل 10 نساء", "ثلاث من كل عشر نساء");
        check("5 من أصل 7 دول", "خمس من أصل سبع دول");
        check("و7 منهن متزوجات", "وسبع منهن متزوجات");
        check("11 من أصل 15 عضوا", "أحد عشر من أصل خمسة عشر عضوا");
    }

    #[test]
    fn noun_counted_before() {
        check("فاز بـ45 نقطة مقابل 43", "فاز بخمس وأربعين نقطة مقابل ثلاث وأربعين");
    }

    #[test]
    fn proclitics() {
        check("أم لـ5 أطفال", "أم لخمسة أطفال");
        check("ل5 أطفال", "لخمسة أطفال");
        check("بـ 50 شاحنة", "بخمسين شاحنة");
        check("و 3 أطفال", "وثلاثة أطفال");
        check("يتسع الملعب لـ60 ألف متفرج", "يتسع الملعب لستين ألف متفرج");
        check("و5 آخرين", "وخمسة آخرين");
    }

    #[test]
    fn negative_numbers() {
        check("-10 درجات", "ناقص عشر درجات");
        check("إلى −3 درجات", "إلى ناقص ثلاث درجات");
        check("+40 درجة", "زائد أربعين درجة");
    }

    #[test]
    fn glued_to_words() {
        check("قتل 10أشخاص", "قتل عشرة أشخاص");
        check("بعد5 أيام", "بعد خمسة أيام");
        check("12سنة", "اثنتا عشرة سنة");
        check("من20إلى30", "من عشرين إلى ثلاثين");
    }

    #[test]
    fn in_brackets() {
        check("عدد (12) طالبا", "عدد اثني عشر طالبا");
        check("(10) نساء", "عشر نساء");
    }

    #[test]
    fn zeros_before_are_digits() {
        check("العميل 007", "العميل صفر صفر سبعة");
    }

    #[test]
    fn beds_are_no_families() {
        check("ضم 4 أسرة", "ضم أربعة أسرة");
        check("57 أسرة", "سبع وخمسون أسرة");
    }

    #[test]
    fn prefix_with_tatweel_after_a_lettered_word() {
        check("فوز الفريق بـ2 من مبارياته", "فوز الفريق باثنتين من مبارياته");
    }

    #[test]
    fn terms_of_a_calculation() {
        check("10 × 20", "عشرة في عشرين");
        check("60 ÷ 2", "ستون على اثنين");
    }

    #[test]
    fn counted_after_a_scale() {
        check("حضر المباراة 45 ألف متفرج", "حضر المباراة خمسة وأربعون ألف متفرج");
        check("باع 2 مليون نسخة", "باع مليوني نسخة");
    }

    #[test]
    fn subject_of_what_persons_do() {
        check("أدان 12 حزبا العملية", "أدان اثنا عشر حزبا العملية");
        check("دعا 120 نائبا إلى جلسة", "دعا مئة وعشرون نائبا إلى جلسة");
        check("هاجم المقر 12 مسلحا", "هاجم المقر اثنا عشر مسلحا");
        check("زار المعرض 12 ألف زائر", "زار المعرض اثنا عشر ألف زائر");
        check("لا تزال 12 قرية معزولة", "لا تزال اثنتا عشرة قرية معزولة");
    }

    #[test]
    fn how_long_and_how_often() {
        check("نام 12 ساعة", "نام اثنتي عشرة ساعة");
        check("فاز باللقب 12 مرة", "فاز باللقب اثنتي عشرة مرة");
        check("بقيت 12 ساعة على المباراة", "بقيت اثنتا عشرة ساعة على المباراة");
        check("مر 12 عاما على الثورة", "مر اثنا عشر عاما على الثورة");
    }
}
