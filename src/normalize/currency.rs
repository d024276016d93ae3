//! Money: `$500`, `40 USD`, `20.000 د.ج`, `€1.5 مليار`.
//!
//! Signs, ISO 4217 codes and the abbreviations that Arab newspapers use, before or after the number. The bare sign says
//! the bare name (`$` is `دولار`); a code and an abbreviation name the country as well (`دينار جزائري`).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::decimal::{self, Counted};
use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::noun::{self, Noun};
use super::number::{self, Case};
use super::numeral::{self, Numeral};
use super::{Options, Rule, cardinal, context, proclitic, table};

/// Reads an amount of money with its sign before or after it.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    if let Some((currency, length)) = prefix(lexemes, at) {
        return amount_after(lexemes, at, currency, length, context::case(lexemes, at));
    }
    if let Some((proclitic, currency, length)) = prefix_with_proclitic(lexemes, at) {
        let case = match proclitic {
            "ب" | "ل" | "ك" => (Case::Genitive, true),
            _ => (context::case_of_joined(lexemes, at), false),
        };
        return Some(proclitic::prefixed(amount_after(lexemes, at, currency, length, case)?, proclitic));
    }
    if let Some(reading) = millions_of_dinars(lexemes, at) {
        return Some(reading);
    }
    let numeral = numeral::parse(lexemes, at)?;
    let (currency, length) = find_suffix(lexemes, numeral.next)?;
    let numeral = with_parts(lexemes, numeral, currency);
    let (case, sure) = context::case(lexemes, at);
    let words = say(&numeral, currency, case, sure);
    let number_only = decimal::say(&numeral, Counted::Printed(currency.noun.gender), case, sure);
    let end = numeral.next + length;
    Some(Reading {
        consumed: end - at,
        spoken: split(lexemes, at, numeral.next, end, words, &number_only, Rule::Currency),
        notes: cardinal::notes(&numeral, &span(lexemes, at..numeral.next)),
    })
}

/// `3.5م.د.`: millions of dinars, as Tunisian print abbreviates them.
fn millions_of_dinars(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let numeral = numeral::digits(lexemes, at)?;
    let is = |index: usize, text: &str| lexemes.get(index).is_some_and(|lexeme| lexeme.text == text && !lexeme.spaced);
    let letter =
        lexemes.get(numeral.next).filter(|letter| letter.text == "م" && (!letter.spaced || numeral.fraction.is_some()));
    if letter.is_none() || !is(numeral.next + 1, ".") || !is(numeral.next + 2, "د") {
        return None;
    }
    let next = numeral.next + 3;
    let scale = numeral::Scale { value: 1_000_000, singular: "مِلْيُون", printed: "مِلْيُون" };
    let numeral = Numeral { scale: Some(scale), ..numeral };
    let (case, sure) = context::case(lexemes, at);
    let words = decimal::say(&numeral, Counted::Supplied(&Noun::masculine("دِينَار", "دَنَانِير")), case, sure);
    // A stop that ends the sentence is its own.
    let end = next + usize::from(is(next, ".") && lexemes.get(next + 1).is_some());
    let spoken = Spoken::words(words, Rule::Currency, &span(lexemes, at..end)).collect();
    Some(Reading { consumed: end - at, spoken, notes: Vec::new() })
}

/// The amount after a currency of `length` lexemes at `at`.
fn amount_after(
    lexemes: &[Lexeme],
    at: usize,
    currency: &Currency,
    length: usize,
    (case, sure): (Case, bool),
) -> Option<Reading> {
    let numeral = with_parts(lexemes, numeral::parse(lexemes, at + length)?, currency);
    let words = say(&numeral, currency, case, sure);
    let source = span(lexemes, at..numeral.next);
    Some(Reading {
        consumed: numeral.next - at,
        spoken: Spoken::words(words, Rule::Currency, &source).collect(),
        notes: cardinal::notes(&numeral, &source),
    })
}

/// `5.250 د.ك` is five dinars and 250 fils: three digits that could be thousands are decimals where the currency has a
/// thousand parts and its country prints this point before them. Round thousands (`50.000 د.ك`) stay what they look like.
fn with_parts(lexemes: &[Lexeme], numeral: Numeral, currency: &Currency) -> Numeral {
    let point = numeral.next.checked_sub(2).and_then(|point| lexemes.get(point));
    let has_parts = currency.part.is_some_and(|part| part.digits == 3 && point.is_some_and(|l| l.text == part.point));
    let thousandths = numeral.whole % 1000;
    if !numeral.ambiguous || !has_parts || thousandths == 0 || numeral.scale.is_some() {
        return numeral;
    }
    let whole = numeral.whole / 1000;
    Numeral {
        whole,
        digits: whole.to_string(),
        fraction: Some(format!("{thousandths:03}")),
        ambiguous: false,
        ..numeral
    }
}

/// The currency printed at `at`, after a number, and how many lexemes it takes.
pub(super) fn suffix(lexemes: &[Lexeme], at: usize) -> Option<(Noun, usize)> {
    find_suffix(lexemes, at).map(|(currency, length)| (currency.noun, length))
}

/// The currency printed at `at`, before a number, and how many lexemes it takes.
pub(super) fn prefix_noun(lexemes: &[Lexeme], at: usize) -> Option<(Noun, usize)> {
    prefix(lexemes, at).map(|(currency, length)| (currency.noun, length))
}

/// Speaks a number and the noun after it, each with its own source where they are said in the order they are printed.
pub(super) fn split(
    lexemes: &[Lexeme],
    at: usize,
    middle: usize,
    end: usize,
    words: Vec<String>,
    number_only: &[String],
    rule: Rule,
) -> Vec<Spoken> {
    if !number_only.is_empty() && words.starts_with(number_only) && words.len() > number_only.len() {
        let (number, noun) = words.split_at(number_only.len());
        let source = span(lexemes, at..middle);
        let mut spoken: Vec<Spoken> = Spoken::words(number.to_vec(), rule, &source).collect();
        spoken.extend(Spoken::words(noun.to_vec(), rule, &span(lexemes, middle..end)));
        spoken
    } else {
        Spoken::words(words, rule, &span(lexemes, at..end)).collect()
    }
}

#[derive(Clone, Copy)]
struct Currency {
    noun: Noun,
    /// Its part, where news mentions it.
    part: Option<Part>,
}

/// A part of a currency, and how many decimals print it.
#[derive(Clone, Copy)]
struct Part {
    noun: Noun,
    digits: usize,
    /// Which sign stands before three decimals where the currency is at home; the other one is of thousands there.
    point: &'static str,
}

impl Part {
    const fn hundredth(noun: Noun) -> Self {
        Self { noun, digits: 2, point: "." }
    }

    const fn thousandth(noun: Noun, point: &'static str) -> Self {
        Self { noun, digits: 3, point }
    }
}

const CENT: Part = Part::hundredth(Noun::masculine("سِنْت", "سِنْتَات"));
const PENNY: Part = Part::hundredth(Noun::masculine("بِنْس", "بِنْسَات"));
const PIASTRE: Part = Part::hundredth(Noun::masculine("قِرْش", "قُرُوش"));
const HALALA: Part = Part::hundredth(Noun::feminine("هَلَلَة", "هَلَلَات"));
const CENTIME: Part = Part::hundredth(Noun::masculine("سَنْتِيم", "سَنْتِيمَات"));
const FILS: Part = Part::hundredth(Noun::masculine("فِلْس", "فُلُوس"));

// The dinars of the Gulf, of Jordan and Tunisia and the rial of Oman have a thousand parts.
const FILS_OF_DINAR: Part = Part::thousandth(Noun::masculine("فِلْس", "فُلُوس"), ".");
const BAISA: Part = Part::thousandth(Noun::feminine("بَيْسَة", "بَيْسَات"), ".");
const MILLIME: Part = Part::thousandth(Noun::masculine("مِلِّيم", "مِلِّيمَات"), ",");

/// Whether a part of that name is known.
#[cfg(test)]
pub(super) fn is_part(name: &str) -> bool {
    part(name).is_some()
}

/// The part by its name in the table.
fn part(name: &str) -> Option<Part> {
    Some(match name {
        "cent" => CENT,
        "penny" => PENNY,
        "piastre" => PIASTRE,
        "halala" => HALALA,
        "centime" => CENTIME,
        "fils" => FILS,
        "fils_of_dinar" => FILS_OF_DINAR,
        "baisa" => BAISA,
        "millime" => MILLIME,
        _ => return None,
    })
}

/// Abbreviations that are written without dots too, and that mean nothing else then.
const UNDOTTED: [&str; 3] = ["دج", "دت", "دك"];

fn by_name(name: &str) -> Option<&'static Currency> {
    CURRENCIES_BY_NAME.get(name)
}

/// Currencies by what is printed. `ج` is the pound of Egyptian prices; see [`is_price`].
static CURRENCIES_BY_NAME: LazyLock<HashMap<&'static str, Currency>> = LazyLock::new(|| {
    let currency = |[names, kind, singular, plural, adjective, tail, part_name]: [&'static str; 7]| {
        let noun = Noun::of_columns([kind, singular, plural, adjective, tail])?;
        Some((names, Currency { noun, part: part(part_name) }))
    };
    table::rows(table::CURRENCIES)
        .filter_map(currency)
        .flat_map(|(names, currency)| names.split(' ').map(move |name| (name, currency)))
        .collect()
});

fn find_suffix(lexemes: &[Lexeme], at: usize) -> Option<(&'static Currency, usize)> {
    let lexeme = lexemes.get(at)?;
    match lexeme.kind {
        Kind::Sign => by_name(&lexeme.text).map(|currency| (currency, 1)),
        Kind::Latin => {
            if let Some(sign) = lexemes.get(at + 1).filter(|sign| !sign.spaced && sign.text == "$") {
                return by_name(&format!("{}{}", lexeme.text, sign.text)).map(|currency| (currency, 2));
            }
            by_name(&lexeme.text).map(|currency| (currency, 1))
        }
        Kind::Arabic => {
            let (letters, length) = dotted(lexemes, at);
            let is_pound = letters == "ج" && is_price(lexemes, at);
            if length == 1 && !UNDOTTED.contains(&letters.as_str()) && !is_pound {
                return None;
            }
            by_name(&letters).map(|currency| (currency, length))
        }
        _ => None,
    }
}

/// Whether the number before the letter at `at` is a price: `بـ50 ج`, `الغرامة 120 ج`. After what is named by its number
/// the letter is a part or a class.
fn is_price(lexemes: &[Lexeme], at: usize) -> bool {
    let Some(number) = at.checked_sub(1).filter(|&i| lexemes.get(i).is_some_and(|l| l.kind == Kind::Number)) else {
        return false;
    };
    let ends = lexemes.get(at + 1).is_none_or(|next| next.kind != Kind::Number);
    // المادة 5 ج, الصف 3 ج: what is named by a number may have a letter too.
    const NAMED: &str = "
        مادة فقرة بند فصل باب قسم صف مستوى شقة مبنى بناية عمارة بلوك رقم مجموعة فئة قاعة غرفة طابق دور خط باص نموذج ملحق جدول شكل سؤال فرع
        دورة سنة عام درجة";
    let is_named = context::word_before(lexemes, number).is_some_and(|(_, word)| {
        let stem = word.trim_start_matches(['و', 'ب', 'ل']);
        context::one_of(stem.strip_prefix("ال").unwrap_or(stem), NAMED)
    });
    let is_part = lexemes.get(at + 1).is_some_and(|next| !next.spaced && matches!(next.text.as_str(), ")" | "/" | "-"))
        && !lexemes.get(..number).unwrap_or_default().iter().any(|open| open.text == "(");
    ends && !is_named && !is_part && number > 0
}

fn prefix(lexemes: &[Lexeme], at: usize) -> Option<(&'static Currency, usize)> {
    let lexeme = lexemes.get(at)?;
    if matches!(lexeme.kind, Kind::Number | Kind::Emoji) {
        return None;
    }
    let (currency, length) = find_suffix(lexemes, at)?;
    // `ل.ل. 1500`: the last letter may have its dot as well.
    let has_stop = length > 1
        && lexeme.kind == Kind::Arabic
        && lexemes.get(at + length).is_some_and(|stop| stop.text == "." && !stop.spaced);
    let length = length + usize::from(has_stop);
    let number = lexemes.get(at + length).filter(|number| number.kind == Kind::Number)?;
    // Undotted letters belong to the number before them: `100 دج 5`.
    if lexeme.kind == Kind::Arabic && length == 1 {
        return None;
    }
    // `DA 5` may be anything; codes of two letters need the number at once.
    (lexeme.kind != Kind::Latin || lexeme.text.len() > 2 || length > 1 || !number.spaced).then_some((currency, length))
}

/// `بـد.إ 1999`, `ود.ك 5`: a currency before its number, with a prefix that is one word with its first letter.
fn prefix_with_proclitic(lexemes: &[Lexeme], at: usize) -> Option<(&'static str, &'static Currency, usize)> {
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic && lexeme.text.chars().count() == 2)?;
    let proclitic = ["ب", "ل", "و", "ك", "ف"].into_iter().find(|prefix| lexeme.text.starts_with(prefix))?;
    let letter = lexeme.text.strip_prefix(proclitic)?;
    lexemes.get(at + 1).filter(|stop| stop.text == "." && !stop.spaced)?;
    let last = lexemes.get(at + 2).filter(|last| last.kind == Kind::Arabic && last.text.chars().count() == 1)?;
    lexemes.get(at + 3).filter(|number| number.kind == Kind::Number)?;
    by_name(&format!("{letter}{}", last.text)).map(|currency| (proclitic, currency, 3))
}

/// The letters of an abbreviation such as `د.ج` without their dots, and how many lexemes it takes.
pub(super) fn dotted(lexemes: &[Lexeme], at: usize) -> (String, usize) {
    let mut letters = lexemes.get(at).map(|lexeme| lexeme.text.clone()).unwrap_or_default();
    let mut length = 1;
    let single = |at: usize| lexemes.get(at).is_some_and(|l| l.kind == Kind::Arabic && l.text.chars().count() == 1);
    while single(at + length - 1)
        && lexemes.get(at + length).is_some_and(|dot| dot.text == "." && !dot.spaced)
        && single(at + length + 1)
    {
        letters.push_str(&lexemes[at + length + 1].text);
        length += 2;
    }
    (letters, length)
}

fn say(numeral: &Numeral, currency: &Currency, case: Case, sure: bool) -> Vec<String> {
    let parts = currency.part.and_then(|part| Some((parts(numeral, part)?, part.noun)));
    match (parts, numeral.scale) {
        (Some((parts, noun)), None) if parts > 0 && numeral.whole <= number::GREATEST => {
            let mut words: Vec<String> = numeral.sign.iter().map(|&sign| sign.to_owned()).collect();
            if numeral.whole > 0 {
                words.extend(noun::counted(numeral.whole, &currency.noun, case, sure));
            }
            let joint = words.len();
            words.extend(noun::counted(parts, &noun, case, sure));
            if joint > 0
                && let Some(first) = words.get_mut(joint)
            {
                *first = format!("وَ{first}");
            }
            words
        }
        _ => decimal::say(numeral, Counted::Supplied(&currency.noun), case, sure),
    }
}

/// How many parts the decimals of an amount are: as many decimals as the currency has, or one less (`5.25 د.ك`).
fn parts(numeral: &Numeral, part: Part) -> Option<u64> {
    let digits = numeral.fraction.as_deref()?;
    match part.digits.checked_sub(digits.len())? {
        0 => digits.parse().ok(),
        // A half is said as one: ديناران ونصف.
        1 if part.digits == 3 && digits != "50" => digits.parse::<u64>().ok().map(|hundredths| hundredths * 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn signs_on_either_side() {
        check("نحو $5 ملايين", "نحو خمسة ملايين دولار");
        check("سيارة ثمنها 12,000$", "سيارة ثمنها اثنا عشر ألف دولار");
        check("75$ للبرميل", "خمسة وسبعون دولارا للبرميل");
        check("€2.5 مليار", "ملياران ونصف المليار يورو");
        check("بقيمة100دولار", "بقيمة مئة دولار");
    }

    #[test]
    fn codes() {
        check("US$300", "ثلاثمئة دولار أمريكي");
        check("20 USD", "عشرون دولارا أمريكيا");
        check("EUR 15", "خمسة عشر يورو");
        check("1500 DZD", "ألف وخمسمئة دينار جزائري");
    }

    #[test]
    fn abbreviations() {
        check("بـ 2000 د.ج", "بألفي دينار جزائري");
        check("تذكرة بـ1500 دج", "تذكرة بألف وخمسمئة دينار جزائري");
        check("دفع 100 د.إ", "دفع مئة درهم إماراتي");
        check("ثمنه 250 ر.س", "ثمنه مئتان وخمسون ريالا سعوديا");
        check("3 ل.ل", "ثلاث ليرات لبنانية");
        check("500 ل.س", "خمسمئة ليرة سورية");
        check("50 د.ك", "خمسون دينارا كويتيا");
        check("غرامة بين 20.000 و100.000 دج", "غرامة بين عشرين ألفا ومئة ألف دينار جزائري");
    }

    #[test]
    fn abbreviations_before_the_number() {
        check("ثمنه ر.س 100", "ثمنه مئة ريال سعودي");
        check("بسعر د.إ 25 فقط", "بسعر خمسة وعشرين درهما إماراتيا فقط");
    }

    #[test]
    fn prefixes_and_dots_of_abbreviations() {
        check("بـد.إ 1999", "بألف وتسعمئة وتسعة وتسعين درهما إماراتيا");
        check("بـ د.إ 1999", "بألف وتسعمئة وتسعة وتسعين درهما إماراتيا");
        check("بين ر.س 15 ور.س 20", "بين خمسة عشر ريالا سعوديا وعشرين ريالا سعوديا");
        check("ل.ل. 1500", "ألف وخمسمئة ليرة لبنانية");
    }

    #[test]
    fn amounts_are_no_years() {
        check("د.ت 1990", "ألف وتسعمئة وتسعون دينارا تونسيا");
        check("بسعر 2015 ر.س", "بسعر ألفين وخمسة عشر ريالا سعوديا");
        check("1950-2000 د.ج", "ألف وتسعمئة وخمسون إلى ألفي دينار جزائري");
    }

    #[test]
    fn thousandths() {
        check("د.ك 5.250", "خمسة دنانير كويتية ومئتان وخمسون فلسا");
        check("12.750 ر.ع", "اثنا عشر ريالا عمانيا وسبعمئة وخمسون بيسة");
        check("بسعر 9,900 د.ت", "بسعر تسعة دنانير تونسية وتسعمئة مليم");
        check("0.500 د.أ", "خمسمئة فلس");
        check("2,50 د.ت", "ديناران تونسيان ونصف");
        check("3.25 د.ب", "ثلاثة دنانير بحرينية ومئتان وخمسون فلسا");
        check("20.000 د.ت", "عشرون ألف دينار تونسي");
        check("50.000 د.ك", "خمسون ألف دينار كويتي");
        check("1.250 مليون د.ك", "واحد فاصل مئتان وخمسون مليون دينار كويتي");
        check("3,500 د.إ", "ثلاثة آلاف وخمسمئة درهم إماراتي");
    }

    #[test]
    fn one_and_two() {
        check("$1", "دولار واحد");
        check("$2", "دولاران");
        check("مقابل $2", "مقابل دولارين");
        check("101 €", "مئة يورو ويورو");
    }

    #[test]
    fn parts() {
        check("بسعر $1.99", "بسعر دولار واحد وتسعة وتسعين سنتا");
        check("$10.00", "عشرة دولارات");
        check("€3.5", "ثلاثة يورو ونصف");
        check("$0.75", "خمسة وسبعون سنتا");
    }

    #[test]
    fn latin_scales() {
        check("£5m", "خمسة ملايين جنيه إسترليني");
        check("$1.2bn", "واحد فاصل اثنان مليار دولار");
        check("$3M", "ثلاثة ملايين دولار");
    }

    #[test]
    fn gender_of_the_currency() {
        check("11 ل.س", "إحدى عشرة ليرة سورية");
        check("بـ3 ₺", "بثلاث ليرات تركية");
        check("5 د.ج", "خمسة دنانير جزائرية");
    }
}
