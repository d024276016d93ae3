//! Units of measure: `5 كم`, `120 km/h`, `200 م²`, `38 °م`, `128 GB`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::currency::split;
use super::decimal::{self, Counted};
use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::noun::{self, Noun};
use super::number::{self, Case};
use super::numeral;
use super::{Options, Rule, abbreviation, cardinal, context, score, table};

/// Reads a number and its unit, or the `/ساعة` after a unit that was printed in full.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    if let Some(reading) = per_printed(lexemes, at).or_else(|| alone_in_brackets(lexemes, at)) {
        return Some(reading);
    }
    // °20, as some print it.
    let sign_first = lexemes.get(at).is_some_and(|sign| matches!(sign.text.as_str(), "°" | "º"))
        && lexemes.get(at + 1).is_some_and(|number| number.kind == Kind::Number && !number.spaced)
        && !at.checked_sub(1).and_then(|i| lexemes.get(i)).is_some_and(|before| before.kind == Kind::Number);
    let numeral = numeral::parse(lexemes, at + usize::from(sign_first))?;
    let (unit, length) = if sign_first { (DEGREE, 0) } else { suffix(lexemes, numeral.next)? };
    let (case, sure) = match lexemes.get(numeral.next).map(|letter| letter.text.as_str()) {
        // The points of a table stand for themselves.
        Some("ن") => (Case::Nominative, false),
        _ => context::case(lexemes, at),
    };
    let mut words = decimal::say(&numeral, Counted::Supplied(&unit), case, sure);
    let number_only = decimal::say(&numeral, Counted::Printed(unit.gender), case, sure);
    let mut end = numeral.next + length;
    if unit.singular == DEGREE.singular {
        end = minutes_of_arc(lexemes, end, case, &mut words);
        if let Some(direction) = compass(lexemes, end).filter(|_| unit.adjective.is_none()) {
            words.push(direction.to_owned());
            end += 1;
        }
    }
    Some(Reading {
        consumed: end - at,
        spoken: if sign_first {
            Spoken::words(words, Rule::Unit, &span(lexemes, at..end)).collect()
        } else {
            split(lexemes, at, numeral.next, end, words, &number_only, Rule::Unit)
        },
        notes: cardinal::notes(&numeral, &span(lexemes, at..numeral.next)),
    })
}

/// The unit printed at `at`, after a number, and how many lexemes it takes.
pub(super) fn suffix(lexemes: &[Lexeme], at: usize) -> Option<(Noun, usize)> {
    let first = lexemes.get(at)?;
    // 7 (كم)
    let follows_number = at.checked_sub(1).and_then(|i| lexemes.get(i)).is_some_and(|l| l.kind == Kind::Number);
    if first.text == "(" && follows_number {
        return bracketed(lexemes, at);
    }
    let is_circle = first.text == "○" && lexemes.get(at + 1).is_some_and(|scale| scale.text == "م");
    if first.kind == Kind::Sign && (matches!(first.text.as_str(), "°" | "º" | "˚") || is_circle) {
        return Some(degree(lexemes, at));
    }
    if !matches!(first.kind, Kind::Arabic | Kind::Latin) || is_longer_word(lexemes, at) {
        return None;
    }
    // ب/ي: barrels a day, as oil news abbreviates them.
    if first.text == "ب" && ["/", "ي"].into_iter().zip(at + 1..).all(|(text, at)| is_glued(lexemes, at, text)) {
        return Some((BARREL.with_tail("فِي الْيَوْمِ"), 3));
    }
    // 20ن of a table of results: points.
    if first.text == "ن" && !first.spaced && follows_number && is_of_table(lexemes, at) {
        return Some((POINT, 1));
    }
    // قانون رقم 72 ل 2017: the year of the law, and no litre.
    if first.text == "ل" && lexemes.get(at + 1).is_some_and(|year| year.kind == Kind::Number && year.text.len() == 4) {
        return None;
    }
    // 6 ق هـ, 6 ق م: no minutes, but an era.
    if first.text == "ق" && lexemes.get(at + 1).is_some_and(|era| matches!(era.text.as_str(), "ه" | "م")) {
        return None;
    }
    // ص 120 ط. دار الفكر: a page weighs nothing.
    if first.text == "ط" && abbreviation::after_page(lexemes, at) {
        return None;
    }
    let mut unit: Noun = *UNITS.get(first.text.as_str())?;
    let mut length = 1;
    let has_powers = unit.singular.ends_with("مِتْر") || matches!(first.text.as_str(), "ft" | "قدم");
    if has_powers && let Some(adjective) = power(lexemes, at + 1) {
        unit = unit.with_adjective(adjective);
        length += 1;
    }
    if let Some((tail, taken)) = per(lexemes, at + length) {
        unit = unit.with_tail(if unit.singular.ends_with("وَاط") && tail == IN_AN_HOUR {
            "سَاعَة"
        } else {
            tail
        });
        length += taken;
    }
    Some((unit, length))
}

const POINT: Noun = Noun::feminine("نُقْطَة", "نِقَاط");

/// Whether the letter at `at` is in a table of results, where others stand beside it or sport is spoken of: it may also be
/// newtons or a number of algebra.
fn is_of_table(lexemes: &[Lexeme], at: usize) -> bool {
    let is_point = |index: usize| {
        let is_letter = lexemes.get(index).is_some_and(|letter| letter.text == "ن" && !letter.spaced);
        is_letter && index > 0 && lexemes[index - 1].kind == Kind::Number
    };
    let near = || (at.saturating_sub(14)..(at + 14).min(lexemes.len())).filter(|&index| index != at);
    near().any(|index| is_point(index) || lexemes[index].text == "+" && !lexemes[index].spaced)
        || score::is_sport(lexemes, at)
}

/// The unit in brackets at `at`. Letters that stand for much else are none there.
fn bracketed(lexemes: &[Lexeme], at: usize) -> Option<(Noun, usize)> {
    lexemes.get(at).filter(|open| open.text == "(")?;
    let name = lexemes.get(at + 1).filter(|name| matches!(name.kind, Kind::Arabic | Kind::Latin))?;
    // 12 (طن): the unit by its name.
    if let Some(unit) = UNITS_BY_WORD.get(number::bare(&name.text).as_str()) {
        lexemes.get(at + 2).filter(|close| close.text == ")")?;
        return Some((*unit, 3));
    }
    let (unit, length) = suffix(lexemes, at + 1)?;
    // الارتفاع (م): one letter stands for much, unless a measure is spoken of.
    let is_measure = context::word_before(lexemes, at).is_some_and(|(_, word)| {
        context::one_of(
            word.strip_prefix("ال").unwrap_or(&word),
            "ارتفاع طول عرض عمق علو مسافة بعد قطر سمك وزن كتلة حجم سعة كمية زمن مدة",
        )
    });
    let is_clear = length > 1 || name.text.chars().count() > 1 || is_measure;
    let is_word = matches!(
        name.text.as_str(),
        "bar"
            | "cal"
            | "feet"
            | "mile"
            | "miles"
            | "inch"
            | "inches"
            | "min"
            | "To"
            | "Go"
            | "Mo"
            | "Ko"
            | "MP"
            | "hp"
            | "HP"
    );
    lexemes.get(at + 1 + length).filter(|close| close.text == ")" && is_clear && !is_word)?;
    Some((unit, length + 2))
}

/// `الوزن (كغ)`: the unit of a heading or a column by its name.
fn alone_in_brackets(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    at.checked_sub(1).and_then(|before| lexemes.get(before)).filter(|before| before.kind == Kind::Arabic)?;
    let (unit, consumed) = bracketed(lexemes, at)?;
    let mut words: Vec<String> = unit.singular.split(' ').map(str::to_owned).collect();
    words.extend(unit.adjective.map(str::to_owned));
    words.extend(unit.tail.split_whitespace().map(str::to_owned));
    let spoken = Spoken::words(words, Rule::Unit, &span(lexemes, at..at + consumed)).collect();
    Some(Reading { consumed, spoken, notes: Vec::new() })
}

fn is_glued(lexemes: &[Lexeme], at: usize, text: &str) -> bool {
    lexemes.get(at).is_some_and(|lexeme| !lexeme.spaced && lexeme.text == text)
}

/// `²` or `³` after a unit of length; a plain digit only where nothing follows it.
fn power(lexemes: &[Lexeme], at: usize) -> Option<&'static str> {
    let power = lexemes.get(at).filter(|power| !power.spaced)?;
    let ends = lexemes.get(at + 1).is_none_or(|l| l.spaced || l.kind == Kind::Sign);
    match power.text.as_str() {
        "²" | "2" if ends => Some("مُرَبَّع"),
        "³" | "3" if ends => Some("مُكَعَّب"),
        _ => None,
    }
}

const IN_AN_HOUR: &str = "فِي السَّاعَةِ";

/// `/` and what the unit is divided by.
fn per(lexemes: &[Lexeme], at: usize) -> Option<(&'static str, usize)> {
    lexemes.get(at).filter(|slash| is_stroke(slash))?;
    let word = lexemes.get(at + 1)?;
    let is_square = lexemes.get(at + 2).is_some_and(|l| !l.spaced && matches!(l.text.as_str(), "²" | "2"));
    let is_cubic = lexemes.get(at + 2).is_some_and(|l| !l.spaced && matches!(l.text.as_str(), "³" | "3"));
    let tail = match word.text.as_str() {
        "س" | "سا" | "ساعة" | "الساعة" | "h" | "hr" => IN_AN_HOUR,
        "ث" | "s" if is_square => "فِي مُرَبَّعِ الثَّانِيَةِ",
        "ث" | "ثا" | "ثانية" | "الثانية" | "s" | "sec" => "فِي الثَّانِيَةِ",
        "د" | "دق" | "دقيقة" | "الدقيقة" | "min" => "فِي الدَّقِيقَةِ",
        "يوم" | "اليوم" | "d" | "day" => "فِي الْيَوْمِ",
        "أسبوع" | "الأسبوع" => "فِي الْأُسْبُوعِ",
        "شهر" | "الشهر" => "فِي الشَّهْرِ",
        "سنة" | "السنة" | "year" => "فِي السَّنَةِ",
        "عام" | "العام" => "فِي الْعَامِ",
        "لتر" | "ل" | "L" | "l" => "فِي اللِّتْرِ",
        "dl" | "dL" | "دل" => "فِي الدِّيسِيلِتْرِ",
        "مل" | "ml" | "mL" => "فِي الْمِلِّيلِتْرِ",
        "كغ" | "كلغ" | "كجم" | "كغم" | "kg" => "لِلْكِيلُوغْرَامِ",
        "طن" | "t" => "لِلطُّنِّ",
        "هكتار" | "ha" => "فِي الْهِكْتَارِ",
        "سم" | "cm" if is_square => "فِي السَّنْتِيمِتْرِ الْمُرَبَّعِ",
        "سم" | "cm" if is_cubic => "فِي السَّنْتِيمِتْرِ الْمُكَعَّبِ",
        "برميل" | "البرميل" => "لِلْبِرْمِيلِ",
        "كيلوغرام" | "كيلو" => "لِلْكِيلُوغْرَامِ",
        "أونصة" | "أوقية" => "لِلْأُونْصَةِ",
        "قنطار" => "لِلْقِنْطَارِ",
        "كم" | "كلم" | "km" if is_square => "فِي الْكِيلُومِتْرِ الْمُرَبَّعِ",
        "كم" | "كلم" | "km" => "فِي الْكِيلُومِتْرِ",
        "م" | "m" if is_square => "فِي الْمِتْرِ الْمُرَبَّعِ",
        "م" | "m" if is_cubic => "فِي الْمِتْرِ الْمُكَعَّبِ",
        "mol" => "لِلْمُولِ",
        "نسمة" => "لِكُلِّ نَسَمَة",
        "شخص" => "لِلشَّخْصِ",
        _ => return None,
    };
    let taken = if (is_square || is_cubic)
        && matches!(word.text.as_str(), "كم" | "كلم" | "km" | "م" | "m" | "سم" | "cm" | "ث" | "s")
    {
        3
    } else {
        2
    };
    Some((tail, taken))
}

/// `برميل/يوم`, `ميغاواط/ساعة`, after a number: the slash is read, the words around it stay.
fn per_printed(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let slash = lexemes.get(at).filter(|slash| is_stroke(slash))?;
    // 3 د.إ./كغ: an abbreviation ends in a stop.
    let stop = usize::from(at.checked_sub(1).and_then(|stop| lexemes.get(stop)).is_some_and(|stop| stop.text == "."));
    let before = at.checked_sub(1 + stop).and_then(|before| context::word(lexemes, before))?;
    let follows_number = (1..=3 + 3 * stop)
        .any(|back| at.checked_sub(back + 1).and_then(|i| lexemes.get(i)).is_some_and(|l| l.kind == Kind::Number));
    if slash.spaced || !follows_number {
        return None;
    }
    let Some((tail, taken)) = per(lexemes, at) else { return for_each(lexemes, at) };
    let tail = if before.ends_with("واط") && tail == IN_AN_HOUR { "سَاعَة" } else { tail };
    let words = tail.split_whitespace().map(str::to_owned);
    Some(Reading {
        consumed: taken,
        spoken: Spoken::words(words, Rule::Unit, &span(lexemes, at..at + taken)).collect(),
        notes: Vec::new(),
    })
}

/// The stroke between a unit and what it is divided by; some keyboards have it the other way round.
fn is_stroke(lexeme: &Lexeme) -> bool {
    matches!(lexeme.text.as_str(), "/" | "\\")
}

/// `دولارا/ليلة`: divided by a noun that has no form of its own here.
fn for_each(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let noun = lexemes.get(at + 1).filter(|noun| noun.kind == Kind::Arabic && !noun.spaced)?;
    let word = number::bare(&noun.text);
    let is_singular = !word.starts_with("ال")
        && (cardinal::is_singular(&word) || noun::is_person(&word) && !noun::is_plural_by_shape(&word));
    let mut spoken: Vec<Spoken> = Spoken::words(["لِكُلِّ".to_owned()], Rule::Unit, &lexemes.get(at)?.source).collect();
    let source = noun.source.clone();
    spoken.push(Spoken::Word { text: noun.text.clone(), hint: None, rule: Rule::Unit, source });
    is_singular.then_some(Reading { consumed: 2, spoken, notes: Vec::new() })
}

/// `30′15″` after degrees: minutes and seconds of arc, added to the words. Answers where the text goes on.
fn minutes_of_arc(lexemes: &[Lexeme], at: usize, case: Case, words: &mut Vec<String>) -> usize {
    let parts: [(&[&str], Noun); 2] =
        [(&["'", "′"], Noun::feminine("دَقِيقَة", "دَقَائِق")), (&["\"", "″"], Noun::feminine("ثَانِيَة", "ثَوَانٍ"))];
    let mut end = at;
    for (signs, noun) in &parts {
        let sign = lexemes.get(end + 1).filter(|sign| signs.contains(&sign.text.as_str()));
        let Some(number) = lexemes.get(end).filter(|l| l.kind == Kind::Number && !l.spaced && sign.is_some()) else {
            break;
        };
        let mut said = noun::counted(number.text.parse().unwrap_or_default(), noun, case, false);
        if let Some(first) = said.first_mut() {
            *first = format!("وَ{first}");
        }
        words.extend(said);
        end += 2;
    }
    end
}

/// The letter of a quarter of the compass after degrees: `24°N`, `30° ش`.
fn compass(lexemes: &[Lexeme], at: usize) -> Option<&'static str> {
    let letter = lexemes.get(at)?;
    let ends = lexemes.get(at + 1).is_none_or(|next| next.spaced || next.kind == Kind::Sign);
    match letter.text.as_str() {
        "N" | "ش" if ends => Some("شَمَالًا"),
        "S" | "ج" if ends => Some("جَنُوبًا"),
        "E" | "ق" if ends => Some("شَرْقًا"),
        "W" | "غ" if ends => Some("غَرْبًا"),
        _ => None,
    }
}

const DEGREE: Noun = Noun::feminine("دَرَجَة", "دَرَجَات");

/// `°`, `°م`, `°C`, `°F`; a printed `مئوية` after it stays.
fn degree(lexemes: &[Lexeme], at: usize) -> (Noun, usize) {
    let adjective = match lexemes.get(at + 1).map(|scale| scale.text.as_str()) {
        Some("م" | "س" | "C" | "c") => "مِئَوِيّ",
        Some("ف" | "F") => "فَهْرَنْهَايِتِيّ",
        Some("K") => return (DEGREE.with_tail("كَلْفِن"), 2),
        _ => return (DEGREE, 1),
    };
    (DEGREE.with_adjective(adjective), 2)
}

/// One letter is a unit only where the word ends: not in `م.ع`, nor where letters of another kind go on.
fn is_longer_word(lexemes: &[Lexeme], at: usize) -> bool {
    let is_single = lexemes.get(at).is_some_and(|l| l.text.chars().count() == 1);
    let Some(next) = lexemes.get(at + 1).filter(|next| !next.spaced) else { return false };
    let goes_on = next.kind == Kind::Latin || next.kind == Kind::Arabic;
    let is_abbreviation = is_single
        && next.text == "."
        && lexemes.get(at + 2).is_some_and(|l| !l.spaced && l.kind == Kind::Arabic && l.text.chars().count() == 1);
    goes_on || is_abbreviation
}

const BARREL: Noun = Noun::masculine("بِرْمِيل", "بَرَامِيل");
/// Units by what is printed. Foreign units that Arabic leaves undeclined are invariable.
static UNITS: LazyLock<HashMap<&'static str, Noun>> = LazyLock::new(|| {
    let rows = table::rows(table::UNITS);
    rows.filter_map(|[names, rest @ ..]: [&str; 6]| Some((names, Noun::of_columns(rest)?)))
        .flat_map(|(names, noun)| names.split(' ').map(move |name| (name, noun)))
        .collect()
});

/// Units of one word by their Arabic names in the singular.
static UNITS_BY_WORD: LazyLock<HashMap<String, Noun>> = LazyLock::new(|| {
    let is_plain = |noun: &Noun| !noun.singular.contains(' ') && noun.adjective.is_none() && noun.tail.is_empty();
    UNITS.values().filter(|noun| is_plain(noun)).map(|&noun| (number::bare(noun.singular), noun)).collect()
});

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn length_and_area() {
        check("طوله 180 سم", "طوله مئة وثمانون سنتيمترا");
        check("مساحة 120 م2", "مساحة مئة وعشرين مترا مربعا");
        check("بعمق 15 كم", "بعمق خمسة عشر كيلومترا");
        check("سباق 100 م", "سباق مئة متر");
        check("4 م³", "أربعة أمتار مكعبة");
        check("20 كم²", "عشرون كيلومترا مربعا");
    }

    #[test]
    fn mass_and_volume() {
        check("وزنه 75 كغ", "وزنه خمسة وسبعون كيلوغراما");
        check("جرعة 500 ملغ", "جرعة خمسمئة مليغرام");
        check("قارورة 1.5 ل", "قارورة لتر ونصف");
        check("20كلغ", "عشرون كيلوغراما");
        check("إنتاج 250 ألف ب/ي", "إنتاج مئتين وخمسين ألف برميل في اليوم");
        check("حمولة 20 ط", "حمولة عشرين طنا");
    }

    #[test]
    fn one_and_two() {
        check("1 كم", "كيلومتر واحد");
        check("على بعد 2 كم", "على بعد كيلومترين");
        check("2 كلغ", "كيلوغرامان");
        check("102 كم", "مئة كيلومتر وكيلومتران");
    }

    #[test]
    fn per_time() {
        check("بسرعة 300 كم/ساعة", "بسرعة ثلاثمئة كيلومتر في الساعة");
        check("تدفق 5 م³/ث", "تدفق خمسة أمتار مكعبة في الثانية");
        check("رياح سرعتها 60 كلم/سا", "رياح سرعتها ستون كيلومترا في الساعة");
        check("إنتاج 1.2 مليون برميل/يوم", "إنتاج واحد فاصل اثنين مليون برميل في اليوم");
        check("80 نسمة/كم2", "ثمانون نسمة في الكيلومتر المربع");
    }

    #[test]
    fn temperature() {
        check("الحرارة 40°", "الحرارة أربعون درجة");
        check("تصل إلى 42 °C", "تصل إلى اثنتين وأربعين درجة مئوية");
        check("بين 5° و10°", "بين خمس درجات وعشر درجات");
        check("15°م", "خمس عشرة درجة مئوية");
        check("35° مئوية", "خمس وثلاثون درجة مئوية");
    }

    #[test]
    fn data_and_power() {
        check("ذاكرة 8 GB", "ذاكرة ثمانية غيغابايت");
        check("بسعة 5000 mAh", "بسعة خمسة آلاف ملي أمبير ساعة");
        check("سرعة إنترنت 100 Mbps", "سرعة إنترنت مئة ميغابت في الثانية");
        check("استهلاك 350 كيلوواط/ساعة", "استهلاك ثلاثمئة وخمسين كيلوواط ساعة");
        check("تردد 2.4 GHz", "تردد اثنين فاصل أربعة غيغاهرتز");
    }

    #[test]
    fn decimals() {
        check("1.5 كم", "كيلومتر ونصف");
        check("على بعد 2.5 كم", "على بعد كيلومترين ونصف");
        check("3.7 كم", "ثلاثة فاصل سبعة كيلومترات");
    }

    #[test]
    fn degrees_before_and_of_arc() {
        check("°20", "عشرون درجة");
        check("33°30' شمالا", "ثلاث وثلاثون درجة وثلاثون دقيقة شمالا");
        check("80 د", "ثمانون دقيقة");
        check("12 س", "اثنتا عشرة ساعة");
    }

    #[test]
    fn rates_of_data_and_of_mass() {
        check("وسرعة 150 Mb/s", "وسرعة مئة وخمسين ميغابت في الثانية");
    }
}
