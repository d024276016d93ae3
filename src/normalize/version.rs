//! Names with numbers: versions, models, addresses: `الإصدار 2.0.1`, `F-16`, `كوفيد-19`, `A320`, `iPhone 15`.
//!
//! Such a number counts nothing; it is said as a name, in the masculine and the nominative. Two numbers with a hyphen
//! between them are one name too, and no range, where a maker, a model or a letter of one stands before them
//! (`بوينغ 737-800`, `الطراز 72-600`) and nothing is counted after them.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form, Gender};
use super::{Options, PauseLength, Rule, code, context, currency, noun, numeral, percent, score, unit, year};

/// Reads a version of several parts, a number joined to a word by a hyphen, or one after a Latin name.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    dotted(lexemes, at)
        .or_else(|| designation(lexemes, at))
        .or_else(|| hyphenated(lexemes, at))
        .or_else(|| after_letter_name(lexemes, at))
        .or_else(|| grade(lexemes, at))
        .or_else(|| after_latin(lexemes, at))
}

/// `2.0.1`, `192.168.1.1`; `17.2` after a word for a version or a Latin name.
fn dotted(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Number)?;
    let mut parts = vec![at];
    let mut next = at + 1;
    while lexemes.get(next).is_some_and(|dot| dot.text == "." && !dot.spaced)
        && lexemes.get(next + 1).is_some_and(|part| part.kind == Kind::Number && !part.spaced)
    {
        parts.push(next + 1);
        next += 2;
    }
    let before = context::word_before(lexemes, at).map(|(_, word)| word).unwrap_or_default();
    let announced = matches!(
        before.trim_start_matches(['و', 'ب', 'ل']),
        "الإصدار" | "إصدار" | "الاصدار" | "أندرويد" | "ويندوز" | "لإصدار"
    ) || at.checked_sub(1).and_then(|i| lexemes.get(i)).is_some_and(|l| l.kind == Kind::Latin)
        // Moroccan laws: رقم 31.08.
        || code::is_announced(lexemes, at);
    let is_thousands = parts[1..].iter().all(|&part| lexemes[part].text.len() == 3)
        && lexemes[at].text.len() <= 3
        && !lexemes[at].text.starts_with('0');
    let is_version = match parts.len() {
        0 | 1 => false,
        2 => announced && !is_counted(lexemes, next) && lexemes[parts[1]].text.len() < 3,
        _ => !is_thousands,
    };
    if !is_version || numeral::is_decimal_in_groups(lexemes, at) {
        return None;
    }
    let mut spoken = Vec::new();
    for (i, &part) in parts.iter().enumerate() {
        if i > 0 {
            spoken.extend(Spoken::words(["نُقْطَة".to_owned()], Rule::Version, &lexemes[part - 1].source));
        }
        spoken.extend(Spoken::words(name(&lexemes[part].text), Rule::Version, &lexemes[part].source));
    }
    Some(Reading { consumed: next - at, spoken, notes: Vec::new() })
}

/// `737-800`, `A350-1000`, `بلوك 4-5`: the numbers of a model, one after the other.
fn designation(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let digits = |index: usize| lexemes.get(index).filter(|l| l.kind == Kind::Number && l.text.len() <= 5);
    let (first, hyphen, second) = (digits(at)?, lexemes.get(at + 1)?, digits(at + 2)?);
    let is_tight = !hyphen.spaced && !second.spaced && matches!(hyphen.text.as_str(), "-" | "–");
    let goes_on = lexemes.get(at + 3).is_some_and(|next| {
        !next.spaced
            && matches!(next.text.as_str(), "-" | "–" | "." | "," | "/" | ":")
            && lexemes.get(at + 4).is_some_and(|l| l.kind == Kind::Number && !l.spaced)
    });
    let as_year = |lexeme: &Lexeme| lexeme.text.parse().ok().filter(|year| (1900..2100).contains(year));
    let are_years = as_year(first).is_some_and(|from: u64| as_year(second).is_some_and(|to| to > from));
    if !is_tight || goes_on || are_years || is_counted(lexemes, at + 3) || !names_model(lexemes, at) {
        return None;
    }
    let mut spoken: Vec<Spoken> = Spoken::words(name(&first.text), Rule::Version, &first.source).collect();
    spoken.extend(second_part(first, hyphen, second));
    Some(Reading { consumed: 3, spoken, notes: Vec::new() })
}

/// Whether the words before a number say that it is a model's.
fn names_model(lexemes: &[Lexeme], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|index| lexemes.get(index)) else { return false };
    if before.kind == Kind::Latin {
        return currency::suffix(lexemes, at - 1).is_none();
    }
    if let Some(joined) = joined_model(lexemes, at) {
        return names_model(lexemes, joined);
    }
    if context::proclitic(lexemes, at).is_some() || score::is_sport(lexemes, at) {
        return false;
    }
    let mut cursor = at;
    for _ in 0..LONGEST_MODEL {
        let Some((index, word)) = context::word_before(lexemes, cursor) else { return false };
        if is_model_word(&word) {
            return !is_of_measure(lexemes, index);
        }
        // صواريخ زلزال 2-3: a noun is a name where it stands after what is so named.
        let is_name = || context::word_before(lexemes, index).is_some_and(|(_, kind)| is_kind_of_model(&kind));
        if context::governs(&word) || noun::is_known(&word) && !is_name() {
            return false;
        }
        cursor = index;
    }
    false
}

/// `بوينغ 737-700 أو 737-800`: where the model that this one is joined to begins.
fn joined_model(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    let is_or = at.checked_sub(1).and_then(|before| context::word(lexemes, before)).is_some_and(|word| word == "أو");
    let is_and = context::proclitic(lexemes, at) == Some("و");
    let first = at.checked_sub(4).filter(|_| is_or || is_and)?;
    let is_number = |index: usize| lexemes.get(index).is_some_and(|lexeme| lexeme.kind == Kind::Number);
    (is_number(first) && lexemes.get(first + 1)?.text == "-" && is_number(first + 2)).then_some(first)
}

/// `سعر السيارة 100-120`, `سرعة الطائرة المسيرة 100-150`: the number is of the price and the speed.
fn is_of_measure(lexemes: &[Lexeme], model: usize) -> bool {
    let mut cursor = model;
    while let Some((index, word)) = context::word_before(lexemes, cursor) {
        if !is_model_word(&word) {
            let head = word.strip_prefix(['ب', 'و', 'ل']).unwrap_or(&word);
            return context::one_of(head, MEASURES);
        }
        cursor = index;
    }
    false
}

const MEASURES: &str =
    "سعر أسعار ثمن سرعة عدد وزن طول مدى عمر سعة قيمة كلفة تكلفة حمولة قوة أسهم سهم نسبة حصة إنتاج مبيعات";

/// How many words a model's name may have before its number: `بي إم دبليو إكس`.
const LONGEST_MODEL: usize = 3;

fn is_model_word(word: &str) -> bool {
    let bare = word.strip_prefix(['و', 'ب', 'ل']).unwrap_or(word);
    [word, bare].iter().any(|word| {
        context::one_of(word.strip_prefix("ال").unwrap_or(word), MAKERS)
            || context::one_of(word, LETTERS_OF_MODELS)
            || is_kind_of_model(word)
    })
}

fn is_kind_of_model(word: &str) -> bool {
    context::one_of(word.strip_prefix("ال").unwrap_or(word), KINDS_OF_MODELS)
}

/// What is known by its model.
const KINDS_OF_MODELS: &str = "
    طراز طرازي موديل نوع بلوك
    طائرة طائرتي طائرات طائرتان مقاتلة مقاتلات قاذفة قاذفات مروحية مروحيات مسيرة مسيرات درون
    صاروخ صواريخ منظومة منظومات دبابة دبابات مدرعة مدرعات غواصة غواصات فرقاطة فرقاطات مدفع مدافع بندقية بنادق رشاش مسدس
    سيارة سيارات شاحنة شاحنات جرار محرك محركات معالج معالجات هاتف هواتف حاسوب حواسيب مسبار مكوك";

/// Makers and families of aircraft, arms, cars and devices, as Arabic news spells them.
const MAKERS: &str = "
    بوينغ بوينج إيرباص ايرباص إمبراير امبراير بومباردييه بومباردير سوخوي توبوليف إليوشن اليوشن أنتونوف انتونوف ياكوفليف كوماك
    ميراج رافال ميغ ميج سو يوروفايتر لوكهيد داسو فالكون غلفستريم سيسنا فوكر ساب أباتشي بلاكهوك تشينوك بيرقدار شينوك
    توماهوك باتريوت ستينغر جافلين هيمارس سكود كاليبر إسكندر توشكا غراد كلاشنيكوف أبرامز ليوبارد
    مرسيدس تويوتا بيجو رينو أودي فورد هوندا هيونداي كيا مازدا فولفو بورش فيراري لامبورغيني لكزس جيلي شيري سكودا فيات
    نوكيا سامسونغ سامسونج آيفون ايفون غالاكسي جالاكسي هواوي شاومي ريدمي أوبو إنتل رايزن بلايستيشن إكسبوكس ماك فيرتكس";

/// Latin letters by their Arabic names, as models have them; those that are Arabic particles too are left out.
const LETTERS_OF_MODELS: &str =
    "إيه بي سي دي إي إف اف جي إتش آي جيه كيه إل إم ام بيه كيو آر إس اس تي يو دبليو إكس اكس واي زد كا مي";

/// The hyphen and the number after a word: `ميغ-29`, and one more part (`737-800`).
fn hyphenated(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let hyphen = lexemes.get(at).filter(|hyphen| matches!(hyphen.text.as_str(), "-" | "–"))?;
    let before = at.checked_sub(1).and_then(|i| lexemes.get(i))?;
    // كوفيد -19, ميغ -29: with a space before it, the hyphen could be a minus.
    let is_year = || lexemes.get(at + 1).is_some_and(|year| year.text.len() == 4);
    if hyphen.spaced && (!is_numbered(before) || is_counted(lexemes, at + 2) || is_year()) {
        return None;
    }
    let after = lexemes.get(at + 1).filter(|after| !after.spaced && after.kind == Kind::Number)?;
    let is_name = matches!(before.kind, Kind::Latin | Kind::Arabic | Kind::Number);
    if !is_name || context::proclitic(lexemes, at).is_some() {
        return None;
    }
    // What a hyphen joins to a number may itself be a decimal or a count; only plain digits are a name's.
    Some(Reading { consumed: 2, spoken: second_part(before, hyphen, after), notes: Vec::new() })
}

/// `ام1 ايه1`: a number that is one word with the name of a letter.
fn after_letter_name(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let number =
        lexemes.get(at).filter(|number| number.kind == Kind::Number && !number.spaced && number.text.len() <= 4)?;
    let letter = at.checked_sub(1).and_then(|before| context::word(lexemes, before))?;
    let ends = lexemes.get(at + 1).is_none_or(|next| next.spaced || next.kind == Kind::Sign && next.text != "%");
    let is_letter = letter.chars().count() > 1 && (context::one_of(&letter, LETTERS_OF_MODELS) || letter == "ايه");
    if !is_letter || !ends || is_counted(lexemes, at + 1) {
        return None;
    }
    let spoken = Spoken::words(name(&number.text), Rule::Version, &number.source).collect();
    Some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// Whether a word is the name of something that has a number for its second name.
fn is_numbered(word: &Lexeme) -> bool {
    const NAMES: &str = "
        كوفيد كربون يورانيوم بلوتونيوم سيزيوم يود كوبالت سترونشيوم ثوريوم راديوم أوميغا أبولو سويوز جيميني فويجر فوستوك لونا تشانغ
        مجموعة قناة محطة";
    let bare = number::bare(&word.text);
    let stem = bare.strip_prefix("ال").unwrap_or(&bare);
    // عرب سات -6, فيتامين ب -12: a name that no lexicon has, and nothing that could be below zero.
    let is_unknown = stem == bare
        && !noun::is_known(&bare)
        && !context::governs(&bare)
        && !context::one_of(bare.trim_start_matches(['و', 'ب', 'ل']), BELOW_ZERO)
        && context::is_name_like(&bare);
    word.kind == Kind::Arabic && (context::one_of(stem, NAMES) || is_model_word(&bare) || is_unknown)
}

/// What may have a value below zero, or be one.
const BELOW_ZERO: &str = "
    حرارة درجة درجات رصيد نمو معدل معدلات نسبة قيمة فارق عجز ناتج مؤشر ضغط عمق ارتفاع حد صفر برودة تساوي يساوي ليلا نهارا تقريبا حاليا
    ناقص زائد تغير انخفاض تراجع هبوط انكماش خسارة ربح إلى وحتى";

/// `v2.1`: the letter is said as the word it stands for, unless that is printed before it.
pub(super) fn read_letter(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    lexemes.get(at).filter(|letter| matches!(letter.text.as_str(), "v" | "V"))?;
    lexemes.get(at + 1).filter(|number| !number.spaced)?;
    let mut reading = dotted(lexemes, at + 1).or_else(|| whole_version(lexemes, at))?;
    reading.consumed += 1;
    let is_said =
        context::word_before(lexemes, at).is_some_and(|(_, word)| word.ends_with("إصدار") || word.ends_with("نسخة"));
    let source = lexemes[at].source.clone();
    if !is_said {
        reading.spoken.splice(0..0, Spoken::words(["الْإِصْدَار".to_owned()], Rule::Version, &source));
    } else if let Some(Spoken::Word { source: number, .. }) = reading.spoken.first_mut() {
        number.start = source.start;
    }
    Some(reading)
}

/// The number of `v3` after a Latin name; a capital may be a form of engine (`V8`).
fn whole_version(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let is_named = lexemes.get(at)?.text == "v"
        && at.checked_sub(1).and_then(|before| lexemes.get(before)).is_some_and(|name| name.kind == Kind::Latin);
    let digits =
        lexemes.get(at + 1).filter(|digits| is_named && digits.kind == Kind::Number && digits.text.len() <= 2)?;
    let ends = lexemes.get(at + 2).is_none_or(|next| next.spaced || next.kind == Kind::Sign);
    let spoken = Spoken::words(name(&digits.text), Rule::Version, &digits.source).collect();
    ends.then_some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// `AA-`, `فصيلة دمه O-`: the sign after a mark in capitals belongs to it.
fn grade(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let sign = lexemes.get(at).filter(|sign| !sign.spaced && matches!(sign.text.as_str(), "-" | "–" | "−"))?;
    let mark = at.checked_sub(1).and_then(|before| lexemes.get(before)).filter(|mark| mark.kind == Kind::Latin)?;
    let is_mark = mark.text.len() <= 3 && mark.text.chars().all(|letter| matches!(letter, 'A'..='D' | 'O'));
    let ends = lexemes.get(at + 1).is_none_or(|next| next.spaced || next.kind == Kind::Sign && next.text != "-");
    let words = || (at.saturating_sub(6)..at).filter_map(|index| context::word(lexemes, index));
    let is_of_blood = words().any(|word| ["فصيل", "زمر", "دم", "متبرع"].iter().any(|stem| word.contains(stem)));
    let is_told = words().any(|word| ["صنيف", "درج", "تقدير", "علام"].iter().any(|stem| word.contains(stem)));
    // `A- البند` is the letter of a list.
    if !is_mark || !ends || !(is_of_blood || is_told || mark.text.len() > 1 && at > 1) {
        return None;
    }
    let word = if is_of_blood { "سَالِب" } else { "مَايْنِسْ" };
    let spoken = Spoken::words([word.to_owned()], Rule::Symbol, &sign.source).collect();
    Some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// The number after a hyphen, said after what is before it.
fn second_part(before: &Lexeme, hyphen: &Lexeme, after: &Lexeme) -> Vec<Spoken> {
    let source = hyphen.source.start..after.source.end;
    let words = Spoken::words(name(&after.text), Rule::Version, &source);
    // المرسوم رقم 20-442: without a pause the two would be heard as one number. A formation (4-3-3) cannot be.
    let are_long = before.kind == Kind::Number && (before.text.len() > 1 || after.text.len() > 1);
    let pause = Spoken::Pause { length: PauseLength::Short, source: hyphen.source.clone() };
    std::iter::once(pause).filter(|_| are_long).chain(words).collect()
}

/// `A320`, `iPhone 15`, `Windows 11`.
fn after_latin(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Number)?;
    let before = at.checked_sub(1).and_then(|i| lexemes.get(i)).filter(|before| before.kind == Kind::Latin)?;
    let goes_on = lexemes.get(at + 1).is_some_and(|next| {
        !next.spaced
            && matches!(next.text.as_str(), "." | "," | "/" | ":" | "-" | "%")
            && lexemes.get(at + 2).is_some_and(|l| l.kind == Kind::Number && !l.spaced)
    });
    let is_currency = currency::suffix(lexemes, at - 1).is_some();
    if (lexeme.spaced && (is_counted(lexemes, at + 1) || before.text.len() < 2)) || goes_on || is_currency {
        return None;
    }
    // CES 2025: a year is said as one.
    let year = year::digits(lexemes, at, 4..=4).filter(|year| lexeme.spaced && (1900..2100).contains(year));
    let words = year.map_or_else(|| name(&lexeme.text), |year| year::words(year, Gender::Masculine));
    let spoken = Spoken::words(words, Rule::Version, &span(lexemes, at..at + 1)).collect();
    Some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// A number as a name; with a zero before it, digit by digit.
fn name(digits: &str) -> Vec<String> {
    match digits.parse::<u64>() {
        Ok(value) if value <= number::GREATEST && (digits.len() == 1 || !digits.starts_with('0')) => {
            number::cardinal(value, Form::plain(Case::Nominative))
        }
        _ => number::digits(digits),
    }
}

/// Whether what stands at `next` is counted by a number before it.
pub(super) fn is_counted(lexemes: &[Lexeme], next: usize) -> bool {
    percent::sign(lexemes, next).is_some()
        || currency::suffix(lexemes, next).is_some()
        || unit::suffix(lexemes, next).is_some()
        || numeral::scale(lexemes, next).is_some()
        || context::counted_noun(lexemes, next).is_some_and(|word| noun::is_known(&word))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, utterance};
    use super::super::{Options, Token, normalize};

    #[test]
    fn versions() {
        check("الإصدار 2.0.1", "الإصدار اثنان نقطة صفر نقطة واحد");
        check("القانون رقم 31.08", "القانون رقم واحد وثلاثون نقطة صفر ثمانية");
        check("نظام iOS 17.2", "نظام آي أو إس سبعة عشر نقطة اثنان");
    }

    #[test]
    fn models() {
        check("طائرة إف-35", "طائرة إف خمسة وثلاثون");
        check("صاروخ S-400", "صاروخ إس أربعمئة");
        check("مسيرة شاهد-136", "مسيرة شاهد مئة وستة وثلاثون");
        check("إيرباص A380", "إيرباص إيه ثلاثمئة وثمانون");
        check("سامسونغ S24", "سامسونغ إس أربعة وعشرون");
        check("كوفيد-19", "كوفيد تسعة عشر");
        check("الدبابة تي-72", "الدبابة تي اثنان وسبعون");
    }

    #[test]
    fn numbers_of_a_model_are_no_range() {
        check("بوينغ 737-800", "بوينغ سبعمئة وسبعة وثلاثون ثمانمئة");
        check("وبوينغ 777-9", "وبوينغ سبعمئة وسبعة وسبعون تسعة");
        check("إيرباص A350-1000", "إيرباص إيه ثلاثمئة وخمسون ألف");
        check("طائرة ATR 72-600", "طائرة إيه تي آر اثنان وسبعون ستمئة");
        check("الطراز 737-900", "الطراز سبعمئة وسبعة وثلاثون تسعمئة");
        check("توماهوك بلوك 4-5", "توماهوك بلوك أربعة خمسة");
        check("محرك جي إي 90-115", "محرك جي إي تسعون مئة وخمسة عشر");
        check("ميراج 2000-5", "ميراج ألفان خمسة");
        check("طراز 787-9 و787-10", "طراز سبعمئة وسبعة وثمانون تسعة وسبعمئة وسبعة وثمانون عشرة");
        check("بوينغ 737-700 أو 737-800", "بوينغ سبعمئة وسبعة وثلاثون سبعمئة أو سبعمئة وسبعة وثلاثون ثمانمئة");
        check("صواريخ زلزال 2-3", "صواريخ زلزال اثنان ثلاثة");
    }

    #[test]
    fn ranges_beside_a_model_stay_ranges() {
        check("تسلم بوينغ 20-25 طائرة", "تسلم بوينغ عشرين إلى خمس وعشرين طائرة");
        check("مدى الصاروخ 300-500 كلم", "مدى الصاروخ من ثلاثمئة إلى خمسمئة كيلومتر");
        check("سرعة الطائرة المسيرة 100-150", "سرعة الطائرة المسيرة من مئة إلى مئة وخمسين");
        check("الفئة العمرية 18-25", "الفئة العمرية من ثمانية عشر إلى خمسة وعشرين");
        check("سعر السيارة 100-120", "سعر السيارة من مئة إلى مئة وعشرين");
        check("سيارة تويوتا 2019-2021", "سيارة تويوتا ألفين وتسعة عشر إلى ألفين وواحد وعشرين");
        check("فاز فريق هوندا 3-1", "فاز فريق هوندا ثلاثة مقابل واحد");
    }

    #[test]
    fn names_with_numbers() {
        check("هاتف iPhone 15", "هاتف آيفون خمسة عشر");
        check("Windows 10", "ويندوز عشرة");
        check("معرض CES 2025", "معرض سي إي إس ألفين وخمسة وعشرين");
        check("بلايستيشن 5", "بلايستيشن خمسة");
    }

    #[test]
    fn parts_of_a_number_are_parted_by_a_pause() {
        let pauses = |text: &str| {
            let tokens = normalize(&utterance(text), &Options::default()).tokens;
            tokens.iter().filter(|token| matches!(token, Token::Pause(_))).count()
        };
        check("المرسوم رقم 20-442", "المرسوم رقم عشرين أربعمئة واثنان وأربعون");
        assert_eq!(pauses("المرسوم رقم 20-442"), 1);
        assert_eq!(pauses("تشكيلة 4-3-3"), 0);
    }

    #[test]
    fn formations() {
        check("تشكيلة 4-3-3", "تشكيلة أربعة ثلاثة ثلاثة");
    }
}
