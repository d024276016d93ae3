//! Numbers of laws, decisions, cases and files: `القانون رقم 20/442`, `القرار 1701/2006`, `قضية رقم 5/2024`.
//!
//! Such a number has parts and no value: it is no date, no fraction and no span of years, whatever its digits look like.
//! The stroke is `على`, as everywhere between two numbers; before a last part that can only be the year of the text it
//! is `لعام`, which is what the stroke stands for there.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form, Gender};
use super::{Options, Rule, context, date, phone, year};

/// Reads the parts of an official number, joined by strokes.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let parts = parts(lexemes, at);
    let (&first, &last) = (parts.first()?, parts.last()?);
    if parts.len() < 2 {
        return alone(lexemes, at);
    }
    // Three parts may be a date after anything but `رقم`, unless the third can be no year (البند 4/2/1).
    let may_be_date = parts.len() > 2 && matches!(lexemes[last].text.len(), 2 | 4);
    let is_code = if may_be_date { is_after_number_word(lexemes, at) } else { is_announced(lexemes, at) };
    if !is_code {
        return None;
    }
    let mut spoken: Vec<Spoken> =
        Spoken::words(part(&lexemes[first].text), Rule::Version, &lexemes[first].source).collect();
    let mut consumed = last + 1 - at;
    for &index in &parts[1..] {
        let is_year = index == last && is_year(&lexemes[index].text);
        let mut words = vec![if is_year { "لِعَام" } else { "عَلَى" }.to_owned()];
        match lexemes[index].text.parse().ok().filter(|_| is_year) {
            Some(value) => words.extend(year::words(value, Gender::Masculine)),
            None => words.extend(part(&lexemes[index].text)),
        }
        spoken.extend(Spoken::words(words, Rule::Version, &span(lexemes, index - 1..index + 1)));
        if is_year && let Some((era, length)) = year::era(lexemes, index + 1, true) {
            spoken.extend(Spoken::words(era, Rule::Year, &span(lexemes, index + 1..index + 1 + length)));
            consumed += length;
        }
    }
    Some(Reading { consumed, spoken, notes: Vec::new() })
}

/// `رقم (/ ٣ ق ٢٠٢٤ / ٢ /)`: the numbers and letters of a file, each for itself; without their bracket the letters would be
/// units.
pub(super) fn read_bracket(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    const LONGEST_CODE: usize = 12;
    lexemes.get(at).filter(|open| open.text == "(" && is_after_number_word(lexemes, at))?;
    let is_letter = |lexeme: &Lexeme| lexeme.kind == Kind::Arabic && lexeme.text.chars().count() == 1;
    let is_hyphen = |lexeme: &Lexeme| matches!(lexeme.text.as_str(), "-" | "–");
    let inside = lexemes.get(at + 1..)?.iter().take(LONGEST_CODE);
    let length = inside.take_while(|l| l.kind == Kind::Number || is_letter(l) || l.text == "/" || is_hyphen(l)).count();
    let end = at + 1 + length;
    lexemes.get(end).filter(|close| close.text == ")")?;
    let parts = lexemes.get(at + 1..end)?;
    // م/5 and 3م are labels and measures: a file has numbers on both sides of its letter, or three with hyphens between.
    let is_between =
        parts.windows(3).any(|p| p[0].kind == Kind::Number && is_letter(&p[1]) && p[2].kind == Kind::Number);
    let are_hyphened = parts.iter().filter(|part| is_hyphen(part)).count() > 1 && !parts.iter().any(is_letter);
    if !is_between && !are_hyphened {
        return None;
    }
    let case = if are_hyphened { Case::Genitive } else { Case::Nominative };
    let words = |lexeme: &Lexeme| match lexeme.kind {
        Kind::Number if lexeme.text.len() > 1 && lexeme.text.starts_with('0') => number::digits(&lexeme.text),
        Kind::Number => lexeme.text.parse().map(|value| number::cardinal(value, Form::plain(case))).unwrap_or_default(),
        _ => lexeme.text.chars().filter_map(super::acronym::arabic_letter).map(str::to_owned).collect(),
    };
    let spoken = parts.iter().flat_map(|lexeme| Spoken::words(words(lexeme), Rule::Version, &lexeme.source)).collect();
    Some(Reading { consumed: end + 1 - at, spoken, notes: Vec::new() })
}

/// `القرار 2728 بأغلبية`: a number after a definite text is its name, whatever follows.
fn alone(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let number = lexemes
        .get(at)
        .filter(|number| number.kind == Kind::Number && (1..=LONGEST_PART).contains(&number.text.len()))?;
    let (index, word) = context::word_before(lexemes, at)?;
    let glued = lexemes
        .get(at + 1)
        .is_some_and(|next| !next.spaced && !matches!(next.text.as_str(), "." | "،" | ")" | "؛" | ":" | "\""));
    let counts = super::version::is_counted(lexemes, at + 1);
    if index + 1 != at
        || glued
        || counts
        || !context::one_of(&word, "القرار القرارين المرسوم القانون الأمر الظهير التعميم المنشور")
        || is_year(&number.text)
    {
        return None;
    }
    // Its name stands beside it, in its case.
    let form = Form::plain(context::case(lexemes, index).0);
    let words = number::cardinal(number.text.parse().ok().filter(|_| !number.text.starts_with('0'))?, form);
    let spoken = Spoken::words(words, Rule::Version, &number.source).collect();
    Some(Reading { consumed: 1, spoken, notes: Vec::new() })
}

/// Whether the words before the number at `at` say that it is the number of an official text: `رقم`, or the kind of the
/// text with or without its adjectives (`المرسوم السلطاني 6/2021`); a second number may be joined to it.
pub(super) fn is_announced(lexemes: &[Lexeme], at: usize) -> bool {
    is_after_number_word(lexemes, at) || is_after_document(lexemes, at) || is_joined(lexemes, at)
}

/// `رقم 5/20`, `رقم القيد: 5/20`, `عدد 5/20` after the kind of a text.
fn is_after_number_word(lexemes: &[Lexeme], at: usize) -> bool {
    let has_colon = at.checked_sub(1).and_then(|before| lexemes.get(before)).is_some_and(|colon| colon.text == ":");
    let Some((index, word)) = context::word_before(lexemes, at - usize::from(has_colon)) else { return false };
    let is_number_word = |word: &str| matches!(word.trim_start_matches(['و', 'ب', 'ل']), "رقم" | "الرقم");
    let of_thing = || context::word_before(lexemes, index).is_some_and(|(_, before)| is_number_word(&before));
    is_number_word(&word)
        || word.trim_start_matches(['و', 'ب']) == "عدد" && is_after_document(lexemes, index)
        || word.starts_with("ال") && !phone::is_phone_word(&word) && of_thing()
}

/// How many words may stand between a text and its number: `قرار الجمعية العامة للأمم المتحدة 60/1`.
const LONGEST_TITLE: usize = 4;

fn is_after_document(lexemes: &[Lexeme], at: usize) -> bool {
    let mut cursor = at;
    for steps in 0..=LONGEST_TITLE {
        let Some((index, word)) = context::word_before(lexemes, cursor) else { return false };
        if is_document(&word) {
            return true;
        }
        // A title ends in an adjective or a definite genitive (قرار مجلس الأمن, and not قرار بأغلبية); what governs the
        // number itself, or tells of a day, is no part of it.
        let is_definite = word.starts_with("ال") || word.starts_with("لل") || word == "بقانون";
        let is_other = context::governs(&word)
            || date::is_weekday(&word)
            || context::one_of(&word, "الصادر الصادرة المؤرخ المؤرخة بتاريخ يوم");
        if is_other || steps == 0 && !is_definite || word.starts_with('ب') && word != "بقانون" {
            return false;
        }
        cursor = index;
    }
    false
}

/// `القرارين 5/2020 و6/2020`.
fn is_joined(lexemes: &[Lexeme], at: usize) -> bool {
    let start = context::start(lexemes, at);
    let Some(mut before) = start.checked_sub(1).filter(|_| start < at) else { return false };
    let is_number = |index: usize| lexemes.get(index).is_some_and(|lexeme| lexeme.kind == Kind::Number);
    while before >= 2 && is_number(before) && is_stroke(lexemes, before - 1) && is_number(before - 2) {
        before -= 2;
    }
    is_number(before) && is_announced(lexemes, before)
}

fn is_document(word: &str) -> bool {
    let word = word.trim_start_matches(['و', 'ف']);
    // A number of a periodical; عدد 5/6 could be anything's.
    if word == "العدد" {
        return true;
    }
    let word = word.strip_prefix("لل").or_else(|| word.strip_prefix(['ب', 'ل', 'ك'])).unwrap_or(word);
    let word = word.strip_prefix("ال").unwrap_or(word);
    // قانونا, القانونان, قراري; a feminine keeps the ت before it.
    let singular = ["ان", "ين", "ا", "ي"].iter().find_map(|dual| word.strip_suffix(dual));
    [Some(word), singular].into_iter().flatten().any(|word| context::one_of(word, DOCUMENTS))
}

/// Official texts and files that are known by their number; the feminines also with their `ت`, as duals have them.
const DOCUMENTS: &str = "
    قانون مرسوم قرار أمر ظهير لائحة لائحت توصية توصيت تعميم منشور توجيه بلاغ إعلان حكم فتوى مقرر مادة مادت بند فقرة
    قضية قضيت دعوى طعن ملف محضر شكوى مناقصة مناقصت مزايدة عقد اتفاقية اتفاقيت بروتوكول وثيقة مذكرة رخصة ترخيص براءة استمارة";

fn is_stroke(lexemes: &[Lexeme], at: usize) -> bool {
    lexemes.get(at).is_some_and(|stroke| matches!(stroke.text.as_str(), "/" | "\\"))
}

/// The indices of the numbers that strokes join, from `at` on. Spaces may stand at the last stroke where a year follows.
fn parts(lexemes: &[Lexeme], at: usize) -> Vec<usize> {
    let number = |index: usize| {
        lexemes.get(index).filter(|lexeme| lexeme.kind == Kind::Number && lexeme.text.len() <= LONGEST_PART)
    };
    let mut parts: Vec<usize> = number(at).map(|_| at).into_iter().collect();
    let mut next = at + 1;
    while !parts.is_empty()
        && is_stroke(lexemes, next)
        && let Some(part) = number(next + 1)
        && (!part.spaced && !lexemes[next].spaced
            || is_year(&part.text)
            || is_after_number_word(lexemes, at)
            || is_alone_in_brackets(lexemes, at, next + 2))
    {
        parts.push(next + 1);
        next += 2;
    }
    // 5/2.5 and 5/20-3 are other things.
    let goes_on = lexemes.get(next).is_some_and(|sign| !sign.spaced && matches!(sign.text.as_str(), "." | "," | "-"))
        && lexemes.get(next + 1).is_some_and(|after| after.kind == Kind::Number && !after.spaced);
    if goes_on { Vec::new() } else { parts }
}

/// `الفقرة (5 /1)`: nothing else is in the brackets.
fn is_alone_in_brackets(lexemes: &[Lexeme], at: usize, end: usize) -> bool {
    at.checked_sub(1).is_some_and(|open| lexemes[open].text == "(")
        && lexemes.get(end).is_some_and(|close| close.text == ")")
}

/// Longer digits are those of telephones and accounts.
const LONGEST_PART: usize = 6;

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && digits.parse::<u64>().is_ok_and(|year| (1850..=2099).contains(&year))
}

/// A part is in the genitive of `رقم`; with a zero before it, it is read digit by digit.
fn part(digits: &str) -> Vec<String> {
    match digits.parse() {
        Ok(value) if digits.len() == 1 || !digits.starts_with('0') => {
            number::cardinal(value, Form::plain(Case::Genitive))
        }
        _ => number::digits(digits),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn strokes_between_the_parts() {
        check("القانون رقم 20/442", "القانون رقم عشرين على أربعمئة واثنين وأربعين");
        check("المرسوم 15/93", "المرسوم خمسة عشر على ثلاثة وتسعين");
        check("الأمر 06/03", "الأمر صفر ستة على صفر ثلاثة");
        check("المرسوم بقانون رقم 5/12/7", "المرسوم بقانون رقم خمسة على اثني عشر على سبعة");
    }

    #[test]
    fn year_after_the_stroke() {
        check("القرار رقم 1701/2006", "القرار رقم ألف وسبعمئة وواحد لعام ألفين وستة");
        check("القرار 1973/2011", "القرار ألف وتسعمئة وثلاثة وسبعين لعام ألفين وأحد عشر");
        check("قضية رقم 123/2024", "قضية رقم مئة وثلاثة وعشرين لعام ألفين وأربعة وعشرين");
        check("رقم القيد: 45/2019", "رقم القيد خمسة وأربعين لعام ألفين وتسعة عشر");
        check("قراري 12/2019", "قراري اثني عشر لعام ألفين وتسعة عشر");
        check("القانون رقم 18 / 2019", "القانون رقم ثمانية عشر لعام ألفين وتسعة عشر");
        check("القرار رقم 1/6/2020", "القرار رقم واحد على ستة لعام ألفين وعشرين");
        check("القرارين 5/2020 و6/2021", "القرارين خمسة لعام ألفين وعشرين وستة لعام ألفين وواحد وعشرين");
    }

    #[test]
    fn year_before_the_stroke_is_a_part() {
        check("ملف عدد 2024/55", "ملف عدد ألفين وأربعة وعشرين على خمسة وخمسين");
        check("اللائحة 2016/679", "اللائحة ألفين وستة عشر على ستمئة وتسعة وسبعين");
    }

    #[test]
    fn kinds_of_texts_with_their_adjectives() {
        check("المرسوم السلطاني 6/2021", "المرسوم السلطاني ستة لعام ألفين وواحد وعشرين");
        check("قرار مجلس الأمن 2254/2015", "قرار مجلس الأمن ألفين ومئتين وأربعة وخمسين لعام ألفين وخمسة عشر");
    }

    #[test]
    fn no_fraction_has_a_number() {
        check("ملف رقم 2/3", "ملف رقم اثنين على ثلاثة");
        check("صدر العدد 5/6", "صدر العدد خمسة على ستة");
        check("البند 4/2/1", "البند أربعة على اثنين على واحد");
        check("المادة 1/2", "المادة واحد على اثنين");
        check("وافق 2/3 الأعضاء على القانون", "وافق ثلثا الأعضاء على القانون");
        check("قرار بأغلبية 2/3 الأصوات", "قرار بأغلبية ثلثي الأصوات");
    }

    #[test]
    fn dates_of_texts_stay_dates() {
        check("القانون الصادر في 20/4/2020", "القانون الصادر في العشرين من أبريل عام ألفين وعشرين");
        check("القرار بتاريخ 5/6/2020", "القرار بتاريخ الخامس من يونيو عام ألفين وعشرين");
    }
}
