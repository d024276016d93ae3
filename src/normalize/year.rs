//! Years: `عام 2014`, `منذ 2019`, `(1954-1962)`, `موسم 2023/2024`, `331 ق.م`, `1445هـ`.
//!
//! A year stands in the genitive of the word `عام`, said or meant: `ألفين وأربعة عشر`. Its numerals are masculine, or
//! feminine after a printed `سنة`.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form, Gender};
use super::{Options, Rule, context, currency, date, noun, percent, unit, version};

/// Reads a year or a span of years, with the era after it.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let of_years =
        || span_of_years(lexemes, at).or_else(|| span_with_one_era(lexemes, at)).or_else(|| turned_season(lexemes, at));
    if let Some(reading) = two_eras(lexemes, at).or_else(of_years) {
        return Some(reading);
    }
    let value = digits(lexemes, at, 1..=4)?;
    let told = told_by_word(lexemes, at);
    let era = era(lexemes, at + 1, told);
    let is_year = match era {
        // (ت. 24هـ): but القرن 5 هـ and الفقرة 3 هـ are ranked.
        Some((ref era, _)) => {
            let is_ranked = || {
                context::word_before(lexemes, at)
                    .is_some_and(|(_, word)| word.starts_with("ال") || word.ends_with("قرن") || word == "ق")
            };
            told || value >= 100 || value >= 10 && era.first().is_some_and(|word| word != AD) && !is_ranked()
        }
        None if told => value >= 10,
        None => (1800..=2099).contains(&value) && lexemes[at].text.len() == 4 && !counts(lexemes, at),
    };
    if !is_year {
        return None;
    }
    let gender = if is_after_feminine(lexemes, at) { Gender::Feminine } else { Gender::Masculine };
    let mut spoken: Vec<Spoken> = Spoken::words(words(value, gender), Rule::Year, &lexemes[at].source).collect();
    let mut consumed = 1;
    if let Some((era, length)) = era {
        spoken.extend(Spoken::words(era, Rule::Year, &span(lexemes, at + 1..at + 1 + length)));
        consumed += length;
    }
    Some(Reading { consumed, spoken, notes: Vec::new() })
}

/// `303هـ/915م`, `1405 هـ - 1985 م`: one year in two calendars; `(773هـ - 852هـ)`: the two ends of a life.
fn two_eras(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    // القرن 3 هـ / 9 م has centuries.
    let from = digits(lexemes, at, 1..=4).filter(|&from| from >= 100 || told_by_word(lexemes, at))?;
    let (first_era, first_length) = era(lexemes, at + 1, true)?;
    let joint_at = at + 1 + first_length;
    let joint = lexemes.get(joint_at).filter(|s| matches!(s.text.as_str(), "/" | "-" | "–" | "—"))?;
    let to = digits(lexemes, joint_at + 1, 1..=4)?;
    let (second_era, second_length) = era(lexemes, joint_at + 2, true)?;
    let is_span = first_era == second_era;
    let in_bracket =
        at.checked_sub(1).and_then(|i| lexemes.get(i)).is_some_and(|l| matches!(l.text.as_str(), "(" | "["));
    // 5م - 10م are metres: a life in brackets has later numbers, and an end.
    let is_life = in_bracket && from >= 100 && (from..from + 150).contains(&to);
    if is_span && (joint.text == "/" || first_era == [AD] && !is_life) {
        return None;
    }
    let gender = if is_after_feminine(lexemes, at) { Gender::Feminine } else { Gender::Masculine };
    let end = joint_at + 2 + second_length;
    let first = span(lexemes, at..joint_at);
    let mut spoken = Vec::new();
    // (194 هـ/810 م - 256 هـ/870 م): both ends of a life in both calendars.
    let dash = lexemes.get(end).filter(|dash| {
        in_bracket
            && !is_span
            && matches!(dash.text.as_str(), "-" | "–" | "—")
            && digits(lexemes, end + 1, 1..=4).is_some()
            && era(lexemes, end + 2, true).is_some()
    });
    if is_span && in_bracket || dash.is_some() {
        spoken.extend(Spoken::words(["مِنْ".to_owned()], Rule::Year, &first));
    }
    spoken.extend(Spoken::words(words(from, gender).into_iter().chain(first_era), Rule::Year, &first));
    if is_span {
        spoken.extend(Spoken::words(["إِلَى".to_owned()], Rule::Year, &joint.source));
    }
    let second = span(lexemes, joint_at + 1..end);
    spoken.extend(Spoken::words(words(to, gender).into_iter().chain(second_era), Rule::Year, &second));
    if let Some(dash) = dash {
        spoken.extend(Spoken::words(["إِلَى".to_owned()], Rule::Year, &dash.source));
    }
    Some(Reading { consumed: end - at + usize::from(dash.is_some()), spoken, notes: Vec::new() })
}

/// `(370-428هـ)`, `(427-347 ق.م)`: two years with the era after the second.
fn span_with_one_era(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let from = digits(lexemes, at, 1..=4)?;
    let joint = lexemes.get(at + 1).filter(|s| matches!(s.text.as_str(), "-" | "–" | "—"))?;
    let to = digits(lexemes, at + 2, 1..=4)?;
    let (era, length) = era(lexemes, at + 3, true)?;
    let in_bracket =
        at.checked_sub(1).and_then(|i| lexemes.get(i)).is_some_and(|l| matches!(l.text.as_str(), "(" | "["));
    let is_before = era.first().is_some_and(|word| word == "قَبْلَ");
    let is_life = in_bracket && from >= 100 && (from..from + 150).contains(&to);
    let is_span = if is_before { from > to } else { from < to && (era != [AD] || is_life) };
    if !is_span {
        return None;
    }
    let gender = if is_after_feminine(lexemes, at) { Gender::Feminine } else { Gender::Masculine };
    let mut spoken = Vec::new();
    if in_bracket {
        spoken.extend(Spoken::words(["مِنْ".to_owned()], Rule::Year, &lexemes[at].source));
    }
    spoken.extend(Spoken::words(words(from, gender), Rule::Year, &lexemes[at].source));
    spoken.extend(Spoken::words(["إِلَى".to_owned()], Rule::Year, &joint.source));
    let last = words(to, gender).into_iter().chain(era);
    spoken.extend(Spoken::words(last, Rule::Year, &span(lexemes, at + 2..at + 3 + length)));
    Some(Reading { consumed: 3 + length, spoken, notes: Vec::new() })
}

/// `موسم 2017/2016`: two years that follow each other, the later printed first; said from the earlier on.
fn turned_season(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let sign = lexemes.get(at + 1).filter(|sign| !sign.spaced && matches!(sign.text.as_str(), "/" | "-" | "–"))?;
    lexemes.get(at + 2).filter(|second| !second.spaced)?;
    let is_season = (at.saturating_sub(3)..at)
        .filter_map(|index| context::word(lexemes, index))
        .any(|word| ["موسم", "عام", "سنة", "دراسي", "جامعي"].iter().any(|season| word.contains(season)));
    let (later, earlier) = (digits(lexemes, at, 4..=4)?, digits(lexemes, at + 2, 4..=4)?);
    if later != earlier + 1 || !(1850..=2100).contains(&later) || !is_season && sign.text != "/" {
        return None;
    }
    let said = words(earlier, Gender::Masculine).into_iter().chain(["إِلَى".to_owned()]);
    let said = said.chain(words(later, Gender::Masculine));
    let spoken = Spoken::words(said, Rule::Year, &span(lexemes, at..at + 3)).collect();
    Some(Reading { consumed: 3, spoken, notes: Vec::new() })
}

/// `موسم 23/24`: two years that follow each other, by their last digits; they look like a fraction.
pub(super) fn read_season(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let sign = lexemes.get(at + 1).filter(|s| !s.spaced && matches!(s.text.as_str(), "/" | "-" | "–"))?;
    let (from, to) = (digits(lexemes, at, 2..=2)?, digits(lexemes, at + 2, 2..=2)?);
    let is_season = context::word_before(lexemes, at)
        .is_some_and(|(_, word)| ["موسم", "موسمي", "مواسم"].iter().any(|season| word.ends_with(season)));
    if !is_season || (from + 1) % 100 != to || lexemes.get(at + 2).is_none_or(|second| second.spaced) {
        return None;
    }
    let mut spoken: Vec<Spoken> =
        Spoken::words(words(from, Gender::Masculine), Rule::Year, &lexemes[at].source).collect();
    let last = words(to, Gender::Masculine);
    spoken.extend(Spoken::words(last, Rule::Year, &(sign.source.start..lexemes[at + 2].source.end)));
    Some(Reading { consumed: 3, spoken, notes: Vec::new() })
}

const AD: &str = "مِيلَادِيَّة";

/// The words of a year.
pub(super) fn words(value: u64, gender: Gender) -> Vec<String> {
    number::cardinal(value, Form { gender, sure: true, ..Form::plain(Case::Genitive) })
}

/// The era printed at `at`, after a year, and how many lexemes it takes. A spaced `م` could be metres, so the caller
/// says whether it is known to be a year.
pub(super) fn era(lexemes: &[Lexeme], at: usize, is_year: bool) -> Option<(Vec<String>, usize)> {
    let first = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Arabic)?;
    let (letters, length) = currency::dotted(lexemes, at);
    let ends = lexemes.get(at + length).is_none_or(|next| next.spaced || next.kind == Kind::Sign);
    let is_era = match letters.as_str() {
        "م" => ends && (is_year || (!first.spaced && (is_four_digit_year(lexemes, at) || is_early_year(lexemes, at)))),
        "ه" | "هج" | "قم" | "بم" | "قه" => ends,
        // القضية 123 لسنة 12 ق: the years that a court has sat.
        "ق" => {
            ends && is_year
                && at
                    .checked_sub(1)
                    .and_then(|year| context::word_before(lexemes, year))
                    .is_some_and(|(_, word)| word == "لسنة")
        }
        _ => false,
    };
    if !is_era {
        return None;
    }
    let words: &[&str] = match letters.as_str() {
        "م" => &[AD],
        "ه" | "هج" => &["هِجْرِيَّة"],
        "ق" => &["قَضَائِيَّة"],
        "قم" => &["قَبْلَ", "الْمِيلَاد"],
        "قه" => &["قَبْلَ", "الْهِجْرَة"],
        _ => &["بَعْدَ", "الْمِيلَاد"],
    };
    // A dot after the last letter belongs to the abbreviation where the sentence goes on.
    Some((words.iter().map(|&word| word.to_owned()).collect(), length))
}

fn is_four_digit_year(lexemes: &[Lexeme], era: usize) -> bool {
    let after_place = era.checked_sub(1).is_some_and(|at| {
        let measures = ["ارتفاع", "عمق", "مسافة", "بعد", "طول", "عرض", "علو", "سباق"];
        context::word_before(lexemes, at)
            .is_some_and(|(_, word)| measures.iter().any(|measure| word.ends_with(measure)))
    });
    !after_place
        && era
            .checked_sub(1)
            .and_then(|at| digits(lexemes, at, 4..=4))
            .is_some_and(|year| (1000..=2099).contains(&year))
}

/// `في 711م`: three digits that no race or building would have, after a word for when.
fn is_early_year(lexemes: &[Lexeme], era: usize) -> bool {
    // ولد نحو 850م, الموافق 750م: what happens once, and the year of the other calendar.
    const ONCE: &str = "
        ولد ولدت توفي توفيت مات ماتت عاش عاشت تأسس تأسست أسس أسست بني بنيت شيد شيدت حكم تولى سقط سقطت فتح فتحت الموافق الموافقة";
    let is_of_event = |at: usize| {
        (at.saturating_sub(3)..at)
            .filter_map(|index| context::word(lexemes, index))
            .any(|word| context::one_of(&word, ONCE) || context::one_of(word.trim_start_matches('و'), ONCE))
    };
    era.checked_sub(1).is_some_and(|at| {
        digits(lexemes, at, 3..=3).is_some_and(|year| year % 25 != 0 || is_of_event(at))
            && (context::word_before(lexemes, at)
                .is_some_and(|(_, word)| matches!(word.trim_start_matches('و'), "في" | "منذ" | "حتى"))
                || is_of_event(at)
                || is_aside(lexemes, at, era))
    })
}

/// `تأسست المدينة (762م)`: alone in brackets, where nothing is measured.
fn is_aside(lexemes: &[Lexeme], at: usize, era: usize) -> bool {
    const MEASURED: &str = "
        ارتفاع طول عرض عمق علو مسافة مساحة سباق برج جبل قمة جسر نفق شلال بحيرة نهر ناطحة مبنى ملعب مضمار متر أمتار كيلومتر يبعد تبعد
        يرتفع ترتفع يبلغ تبلغ بلغ بلغت";
    let is = |index: usize, text: &str| lexemes.get(index).is_some_and(|l| l.text == text);
    let is_measured = (at.saturating_sub(7)..at).filter_map(|index| context::word(lexemes, index)).any(|word| {
        let stem = word.trim_start_matches(['و', 'ب', 'ل']);
        context::one_of(stem.strip_prefix("ال").unwrap_or(stem), MEASURED)
            || context::one_of(stem.trim_end_matches(['ه', 'ا']), "ارتفاع طول عرض عمق علو")
    });
    at > 1 && is(at - 1, "(") && is(era + 1, ")") && !is_measured
}

/// The value of a plain run of digits of an allowed length.
pub(super) fn digits(lexemes: &[Lexeme], at: usize, lengths: std::ops::RangeInclusive<usize>) -> Option<u64> {
    let lexeme = lexemes.get(at).filter(|lexeme| lexeme.kind == Kind::Number)?;
    let is_part = |sign: Option<&Lexeme>, digits: Option<&Lexeme>| {
        sign.is_some_and(|sign| matches!(sign.text.as_str(), "." | "," | ":"))
            && digits.is_some_and(|digits| digits.kind == Kind::Number && !digits.spaced)
    };
    let goes_on =
        lexemes.get(at + 1).is_some_and(|sign| !sign.spaced) && is_part(lexemes.get(at + 1), lexemes.get(at + 2));
    let leads = lexeme.text.starts_with('0') && lexeme.text.len() > 2;
    if goes_on || leads || !lengths.contains(&lexeme.text.len()) {
        return None;
    }
    lexeme.text.parse().ok()
}

/// `1954-1962`, `2023/2024`, `2019-20`.
fn span_of_years(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let from = digits(lexemes, at, 4..=4).filter(|year| (1000..=2100).contains(year))?;
    let sign = lexemes.get(at + 1).filter(|s| matches!(s.text.as_str(), "-" | "–" | "—" | "/"))?;
    let second = lexemes.get(at + 2).filter(|second| second.kind == Kind::Number)?;
    let stops = lexemes.get(at + 3).is_none_or(|next| {
        next.spaced
            || !matches!(next.text.as_str(), "-" | "/" | "–" | "." | ",")
            || lexemes.get(at + 4).is_none_or(|l| l.kind != Kind::Number || l.spaced)
    });
    let to = match second.text.len() {
        4 => second.text.parse().ok()?,
        2 if !second.spaced && !sign.spaced => from / 100 * 100 + second.text.parse::<u64>().ok()?,
        _ => return None,
    };
    if !stops
        || to <= from
        || to > 2100
        || to - from > 700
        || era(lexemes, at + 3, true).is_none() && version::is_counted(lexemes, at + 3)
    {
        return None;
    }
    let before = context::word_before(lexemes, at).map(|(_, word)| word);
    let in_bracket =
        at.checked_sub(1).and_then(|i| lexemes.get(i)).is_some_and(|l| matches!(l.text.as_str(), "(" | "["));
    let after_between =
        before.as_deref().is_some_and(|word| matches!(word, "بين" | "وبين" | "عامي" | "سنتي" | "العامين" | "السنتين"));
    // الموسم الدراسي 2023-2024.
    let is_season = |word: &str| ["موسم", "عام", "سنة"].iter().any(|season| word.ends_with(season));
    let after_season = context::word_before(lexemes, at)
        .and_then(|(index, _)| context::word_before(lexemes, index))
        .is_some_and(|(_, word)| is_season(&word));
    // موسمي 2014-2015 و2015-2016: the second is read as the first.
    let is_joined = before.is_none() && context::proclitic(lexemes, at) == Some("و");
    let is_open = in_bracket
        || !is_joined
            && before.as_deref().is_none_or(|word| word.starts_with("ال") && !is_season(word) && !after_season);
    let gender = if is_after_feminine(lexemes, at) { Gender::Feminine } else { Gender::Masculine };
    let mut spoken = Vec::new();
    let first = &lexemes[at].source;
    if is_open && sign.text != "/" && !after_between {
        spoken.extend(Spoken::words(["مِنْ".to_owned()], Rule::Year, first));
    }
    spoken.extend(Spoken::words(words(from, gender), Rule::Year, first));
    let mut last = words(to, gender);
    if after_between {
        if let Some(first) = last.first_mut() {
            *first = format!("وَ{first}");
        }
    } else {
        spoken.extend(Spoken::words(["إِلَى".to_owned()], Rule::Year, &sign.source));
    }
    spoken.extend(Spoken::words(last, Rule::Year, &second.source));
    let mut consumed = 3;
    if let Some((era, length)) = era(lexemes, at + 3, true) {
        spoken.extend(Spoken::words(era, Rule::Year, &span(lexemes, at + 3..at + 3 + length)));
        consumed += length;
    }
    Some(Reading { consumed, spoken, notes: Vec::new() })
}

/// Whether the words before say that this is a year.
pub(super) fn told_by_word(lexemes: &[Lexeme], at: usize) -> bool {
    let Some((index, word)) = context::word_before(lexemes, at) else { return joined_to_year(lexemes, at) };
    // بين عامي 637م و640م: what stands before is the era of a year.
    if matches!(word.as_str(), "م" | "ه") && context::proclitic(lexemes, at) == Some("و") {
        return joined_to_year(lexemes, at);
    }
    // `18 سنة` counts years; a number after that is another matter.
    let counted = index.checked_sub(1).and_then(|i| lexemes.get(i)).is_some_and(|l| l.kind == Kind::Number);
    let word = word.trim_start_matches(['و', 'ف']);
    // رقم 520 لسنة 60: the file counts no years.
    let counted = counted && !word.starts_with('ل');
    let bare = word
        .strip_prefix("لل")
        .or_else(|| word.strip_prefix("بال"))
        .or_else(|| word.strip_prefix("ال"))
        .or_else(|| word.strip_prefix(['ب', 'ل', 'ك']).filter(|rest| rest.chars().count() >= 3))
        .unwrap_or(word);
    let is_year_word = [word, bare].iter().any(|word| matches!(*word, "عام" | "سنة" | "عامي" | "سنتي"));
    // دستور 2011 منح: what is known by its year.
    let is_dated = [word, bare].iter().any(|word| context::one_of(word, DATED));
    let ordinal_like = word.starts_with("ال") && lexemes.get(at).is_some_and(|l| l.text.len() < 3);
    let is_four = lexemes.get(at).is_some_and(|l| l.text.len() == 4 && !l.text.starts_with('0'));
    (is_year_word && !counted && !ordinal_like)
        || (is_four && (matches!(bare, "أعوام" | "سنوات" | "موسم" | "مواسم") || date::ends_month(lexemes, index)))
        || is_four && is_dated && lexemes.get(at).is_some_and(|l| matches!(l.text.get(..2), Some("18" | "19" | "20")))
}

/// What happens in a year, or is made in one, and is known by it.
const DATED: &str = "دستور مونديال أولمبياد صيف شتاء ربيع خريف أفق رؤية أجندة مواليد";

/// `عامي 2010 و2015`: joined to a year before.
fn joined_to_year(lexemes: &[Lexeme], at: usize) -> bool {
    let start = context::start(lexemes, at);
    // بين عامي 637م و640م: the era of the first stands between.
    let is_era = |index: usize| lexemes.get(index).is_some_and(|era| matches!(era.text.as_str(), "م" | "ه"));
    start < at
        && start.checked_sub(1).map(|before| before - usize::from(before > 0 && is_era(before))).is_some_and(|before| {
            digits(lexemes, before, 3..=4).is_some_and(|year| (100..=2099).contains(&year))
                && told_by_word(lexemes, before)
        })
}

fn is_after_feminine(lexemes: &[Lexeme], at: usize) -> bool {
    match context::word_before(lexemes, at) {
        Some((_, word)) => word.ends_with("سنة") || word.ends_with("سنتي"),
        None => {
            let start = context::start(lexemes, at);
            start < at
                && start > 0
                && digits(lexemes, start - 1, 4..=4).is_some()
                && is_after_feminine(lexemes, start - 1)
        }
    }
}

/// Whether a number counts what follows it, so that it is no year.
fn counts(lexemes: &[Lexeme], at: usize) -> bool {
    let next = at + 1;
    // 1950-2000 د.ج, 2000-2500 سعرة: the first of a range that is no span of years.
    let is_range = lexemes.get(next).is_some_and(|dash| !dash.spaced && matches!(dash.text.as_str(), "-" | "–"))
        && lexemes.get(next + 1).is_some_and(|last| last.kind == Kind::Number && !last.spaced);
    if is_range {
        return true;
    }
    if percent::sign(lexemes, next).is_some()
        || currency::suffix(lexemes, next).is_some()
        || currency::suffix(lexemes, at.wrapping_sub(1)).is_some_and(|(_, length)| length == 1)
        || unit::suffix(lexemes, next).is_some()
        || super::numeral::scale(lexemes, next).is_some()
    {
        return true;
    }
    let Some(word) = context::counted_noun(lexemes, next) else { return false };
    // A verb may follow a year as well as a noun; only what is surely a noun makes the number a count.
    noun::is_known(&word) || word.ends_with('ة') || (word.ends_with('ا') && word.chars().count() > 3)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;

    #[test]
    fn after_a_word_for_year() {
        check("عام 1962", "عام ألف وتسعمئة واثنين وستين");
        check("سنة 2003", "سنة ألفين وثلاث");
        check("بين عامي 1990 و2000", "بين عامي ألف وتسعمئة وتسعين وألفين");
        check("الأعوام 2010 و2011 و2012", "الأعوام ألفين وعشرة وألفين وأحد عشر وألفين واثني عشر");
        check("في عام2014م", "في عام ألفين وأربعة عشر ميلادية");
        check("منذ يناير 2021", "منذ يناير ألفين وواحد وعشرين");
    }

    #[test]
    fn bare() {
        check("في 2015", "في ألفين وخمسة عشر");
        check("مطلع 2024", "مطلع ألفين وأربعة وعشرين");
        check("كأس العالم 2022", "كأس العالم ألفين واثنين وعشرين");
        check("رؤية 2030", "رؤية ألفين وثلاثين");
        check("ورقة من فئة 2000 دينار", "ورقة من فئة ألفي دينار");
        check("2000-2500 سعرة", "ألفان إلى ألفين وخمسمئة سعرة");
        check("2024 طالبا", "ألفان وأربعة وعشرون طالبا");
        check("قتل 1900 شخص", "قتل ألف وتسعمئة شخص");
    }

    #[test]
    fn eras() {
        check("سنة 1830م", "سنة ألف وثمانمئة وثلاثين ميلادية");
        check("سنة 200 ق.م", "سنة مئتين قبل الميلاد");
        check("سنة 40 هـ", "سنة أربعين هجرية");
        check("1445هـ / 2024م", "ألف وأربعمئة وخمسة وأربعين هجرية ألفين وأربعة وعشرين ميلادية");
        check("على ارتفاع 2014 م", "على ارتفاع ألفين وأربعة عشر مترا");
    }

    #[test]
    fn spans() {
        check("في الفترة 2020-2025", "في الفترة من ألفين وعشرين إلى ألفين وخمسة وعشرين");
        check("موسم 2022-2023", "موسم ألفين واثنين وعشرين إلى ألفين وثلاثة وعشرين");
        check("(1898-1956)", "من ألف وثمانمئة وثمانية وتسعين إلى ألف وتسعمئة وستة وخمسين");
        check("خلال 2011-2014", "خلال ألفين وأحد عشر إلى ألفين وأربعة عشر");
        check("موسم 2019/20", "موسم ألفين وتسعة عشر إلى ألفين وعشرين");
        check("بين 2015-2020", "بين ألفين وخمسة عشر وألفين وعشرين");
    }

    #[test]
    fn two_eras() {
        check("عام 1439هـ/2018م", "عام ألف وأربعمئة وتسعة وثلاثين هجرية ألفين وثمانية عشر ميلادية");
    }

    #[test]
    fn school_year() {
        check("الموسم الدراسي 2023-2024", "الموسم الدراسي ألفين وثلاثة وعشرين إلى ألفين وأربعة وعشرين");
    }
}
