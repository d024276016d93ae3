//! Years: `عام 2014`, `منذ 2019`, `(1954-1962)`, `موسم 2023/2024`, `331 ق.م`, `1445هـ`.
//!
//! A year stands in the genitive of the word `عام`, said or meant: `ألفين وأربعة عشر`. Its numerals are masculine, or
//! feminine after a printed `سنة`.

use super::found::Match;
use crate::arabic::clitics::{self, Analysis};
use crate::arabic::marks;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Form, Gender, number};
use crate::normalize::lexicon::nouns;
use crate::normalize::printed::counted::{is_counted, is_measured};
use crate::normalize::printed::year::is_told;
use crate::normalize::printed::{announced, collection, era, money, percent, scale};
use crate::normalize::semiotic::{Era, Semiotic, YearPart};

/// Knows a year or a span of years, with the era after it.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    two_eras(place)
        .or_else(|| span_of_years(place))
        .or_else(|| span_with_one_era(place))
        .or_else(|| turned_season(place))
        .or_else(|| until_today(place))
        .or_else(|| one(place))
}

fn one(place: Cursor) -> Option<Match> {
    let value = place.digits(1..=4)?;
    let is_told = is_told(place);
    let era = era::after_year(place.ahead(1), is_told);
    let is_year = match era {
        // (ت. 24هـ): but القرن 5 هـ and الفقرة 3 هـ are ranked.
        Some((era, _)) => {
            let is_ranked = || {
                place
                    .word_before()
                    .is_some_and(|(_, word)| word.starts_with("ال") || word.ends_with("قرن") || word == "ق")
            };
            is_told || value >= 100 || value >= 10 && era != Era::Christian && !is_ranked()
        }
        // لهذه السنة 102 مليون
        None if is_told => value >= 10 && (place.text().len() == 4 || scale::scale(place.ahead(1)).is_none()),
        None if is_of_life(place) || is_of_hijri_season(place) => true,
        None => {
            (1800..=2099).contains(&value)
                && place.text().len() == 4
                && !counts(place)
                && !collection::is_number_of_hadith(place)
        }
    };
    let mut parts = vec![year(place, value, None)];
    let mut length = 1;
    if let Some((era, taken)) = era {
        parts.push(YearPart::Era { era, source: place.ahead(1).source(taken) });
        length += taken;
    }
    is_year.then(|| Match::fixed(length, Semiotic::Years(parts)))
}

/// `وتوفي 328.`: the year of a birth or death with no word for it, where nothing is counted.
fn is_of_life(place: Cursor) -> bool {
    const REACH: usize = 24;
    let said = clitics::without_conjunction(place.said_before());
    let is_life = matches!(said, "توفي" | "توفيت" | "ولد" | "ولدت" | "مات" | "ماتت");
    let next = place.ahead(1);
    let ends = !next.is_printed() || next.is_any(&[".", "،", ")", "؛"]) && next.ahead(1).is_word_end();
    // حبس سنة 324 وتوفي 328.: three digits alone could count who died.
    let is_after_year = || place.backwards().take(REACH).any(|year| year.digits(3..=4).is_some() && is_told(year));
    let is_year =
        place.digits(3..=4).is_some_and(|year| (1000..2100).contains(&year) || year >= 100 && is_after_year());
    is_life && ends && is_year
}

/// `العام الهجري الجديد 1442`, `الفصل الدراسي الثاني 1445`: a year of the Hijra behind adjectives of its word, where it counts
/// nothing.
fn is_of_hijri_season(place: Cursor) -> bool {
    const MOST_ADJECTIVES: usize = 2;
    // تخرج في الفصل الدراسي الأول 1442 من الطلاب
    let is_part = place.ahead(1).is("من");
    let is_year = place.digits(4..=4).is_some_and(|year| (1390..1470).contains(&year)) && !counts(place) && !is_part;
    let tells = |word: &str| matches!(word, "الهجري" | "الهجرية" | "الدراسي" | "الدراسية" | "الجامعي" | "الجامعية");
    let mut adjectives = place.start().backwards().take(MOST_ADJECTIVES).filter_map(Cursor::word);
    let is_season =
        |word: &str| Analysis::of(word).article && matches!(Analysis::of(word).stem, "عام" | "سنة" | "فصل" | "موسم");
    let near = || place.start().backwards().take(MOST_ADJECTIVES + 1);
    let has_season = near().take_while(|part| part.is_arabic()).filter_map(Cursor::word).any(is_season);
    is_year && adjectives.any(tells) && has_season
}

/// The year here, with its era in the same bytes or without.
fn year(place: Cursor, value: u64, era: Option<(Era, usize)>) -> YearPart {
    let source = place.source(1 + era.map_or(0, |(_, length)| length));
    YearPart::Year { value, gender: gender(place), is_joined: false, era: era.map(|(era, _)| era), source }
}

/// The second year of a span, which has the gender of the first.
fn second(first: Cursor, place: Cursor, value: u64, era: Option<(Era, usize)>) -> YearPart {
    let source = place.source(1 + era.map_or(0, |(_, length)| length));
    YearPart::Year { value, gender: gender(first), is_joined: false, era: era.map(|(era, _)| era), source }
}

/// `303هـ/915م`, `1405 هـ - 1985 م`: one year in two calendars; `(773هـ - 852هـ)`: the two ends of a life.
fn two_eras(place: Cursor) -> Option<Match> {
    let from = place.digits(1..=4)?;
    let (first_era, first_length) = era::after_year(place.ahead(1), true)?;
    let joint = place.ahead(1 + first_length);
    let last = joint.ahead(1);
    (joint.is("/") || joint.is_dash()).then_some(())?;
    let to = last.digits(1..=4)?;
    let (second_era, second_length) = era::after_year(last.ahead(1), true)?;
    // القرن 3 هـ / 9 م has centuries.
    let is_one_year = || first_era == Era::Hijri && second_era == Era::Christian && era::is_same_year(from, to);
    (from >= 100 || is_told(place) || is_one_year()).then_some(())?;
    let is_span = first_era == second_era;
    let in_bracket = place.back(1).is_any(&["(", "["]);
    // بين عام 1975م- 1981م
    let is_told_span = is_told(place) && from >= 1000 && from < to;
    if is_span && (joint.is("/") || first_era == Era::Christian && !is_life(in_bracket, from, to) && !is_told_span) {
        return None;
    }
    let end = last.ahead(1 + second_length);
    // (194 هـ/810 م - 256 هـ/870 م): both ends of a life in both calendars.
    let goes_on = in_bracket
        && !is_span
        && end.is_dash()
        && end.ahead(1).digits(1..=4).is_some()
        && era::after_year(end.ahead(2), true).is_some();
    let mut parts = Vec::new();
    if is_span && in_bracket || goes_on {
        parts.push(YearPart::From(place.source_to(joint)));
    }
    parts.push(year(place, from, Some((first_era, first_length))));
    if is_span {
        parts.push(YearPart::To(joint.source(1)));
    }
    parts.push(second(place, last, to, Some((second_era, second_length))));
    if goes_on {
        parts.push(YearPart::To(end.source(1)));
    }
    Some(Match::fixed(end.since(place) + usize::from(goes_on), Semiotic::Years(parts)))
}

/// A life in brackets has later numbers, and an end: 5م - 10م are metres.
fn is_life(in_bracket: bool, from: u64, to: u64) -> bool {
    in_bracket && from >= 100 && (from..from + 150).contains(&to)
}

/// `(370-428هـ)`, `(427-347 ق.م)`: two years with the era after the second.
fn span_with_one_era(place: Cursor) -> Option<Match> {
    let (joint, last) = (place.ahead(1), place.ahead(2));
    let from = place.digits(1..=4).filter(|_| joint.is_dash())?;
    let to = last.digits(1..=4)?;
    let (era, length) = era::after_year(place.ahead(3), true)?;
    let in_bracket = place.back(1).is_any(&["(", "["]);
    let is_before = matches!(era, Era::BeforeChrist | Era::BeforeHijra);
    let goes_up = from < to && (era != Era::Christian || is_life(in_bracket, from, to));
    if !(if is_before { from > to } else { goes_up }) {
        return None;
    }
    let mut parts = Vec::new();
    if in_bracket {
        parts.push(YearPart::From(place.source(1)));
    }
    parts.push(year(place, from, None));
    parts.push(YearPart::To(joint.source(1)));
    parts.push(second(place, last, to, Some((era, length))));
    Some(Match::fixed(3 + length, Semiotic::Years(parts)))
}

/// `موسم 2017/2016`, `مخطط 2023-2020`: two years of which the later is printed first; said from the earlier on.
fn turned_season(place: Cursor) -> Option<Match> {
    let (sign, last) = (place.ahead(1), place.ahead(2));
    let is_tight = sign.is_glued() && last.is_glued() && (sign.is("/") || sign.is_hyphen());
    let (later, earlier) = (place.digits(4..=4)?, last.digits(4..=4)?);
    let is_season = || {
        let seasons = ["موسم", "عام", "سنة", "دراسي", "جامعي"];
        let mut before = place.backwards().take(3).filter_map(Cursor::word);
        before.any(|word| seasons.iter().any(|season| word.contains(season)))
    };
    let is_season = later == earlier + 1 && (sign.is("/") || is_season());
    // مخطط الإنعاش 2023-2020: a stretch of years whose line was turned round.
    let next = place.ahead(3);
    let goes_on = next.is_glued() && next.is_any(&["-", "/", "–"]) || is_counted(next) || announced::is_code(place);
    let is_stretch = !is_season && sign.is_hyphen() && later > earlier && !goes_on;
    let is_year = |year| (1850..=2100).contains(&year);
    if !is_tight || !is_year(earlier) || !is_year(later) || !is_season && !is_stretch {
        return None;
    }
    let is_between =
        is_stretch && matches!(place.said_before(), "بين" | "وبين" | "عامي" | "سنتي" | "العامين" | "السنتين");
    let source = place.source(3);
    let year = |value, is_joined| {
        let (gender, source) = (Gender::Masculine, source.clone());
        YearPart::Year { value, gender, is_joined, era: None, source }
    };
    let mut parts = Vec::new();
    if is_stretch && is_open(place) && !is_between {
        parts.push(YearPart::From(source.clone()));
    }
    parts.push(year(earlier, false));
    parts.extend((!is_between).then(|| YearPart::To(source.clone())));
    parts.push(year(later, is_between));
    Some(Match::fixed(3, Semiotic::Years(parts)))
}

/// `موسم 23/24`: two years that follow each other, by their last digits; they look like a fraction.
pub(crate) fn season(place: Cursor) -> Option<Match> {
    let (sign, last) = (place.ahead(1), place.ahead(2));
    if let Some(found) = from_season_to_season(place).or_else(|| cut_before(place)) {
        return Some(found);
    }
    let (from, to) = (place.digits(2..=2)?, last.digits(2..=2)?);
    let is_season = ["موسم", "موسمي", "مواسم"].iter().any(|season| place.said_before().ends_with(season));
    let is_tight = sign.is_glued() && sign.is_any(&["/", "-", "–"]) && last.is_glued();
    if !is_season || !is_tight || (from + 1) % 100 != to {
        return None;
    }
    let masculine =
        |value, source| YearPart::Year { value, gender: Gender::Masculine, is_joined: false, era: None, source };
    let parts = vec![masculine(from, place.source(1)), masculine(to, sign.source(2))];
    Some(Match::fixed(3, Semiotic::Years(parts)))
}

/// `2002 / 2003 - 2006 / 2007`: from one year of schools or of money to another. The strokes are print: said as the dash is, they
/// would make two stretches of one.
fn from_season_to_season(place: Cursor) -> Option<Match> {
    let season = |first: Cursor| {
        let second = first.ahead(2);
        let (from, to) = (year_of_four(first)?, year_of_four(second)?);
        (first.ahead(1).is("/") && from + 1 == to).then_some((from, to))
    };
    let (dash, last) = (place.ahead(3), place.ahead(4));
    let (first, second) = (season(place)?, season(last)?);
    let next = place.ahead(7);
    let goes_on = next.is_glued() && next.is_any(&["/", "-", "–"]);
    if !dash.is_dash() || first.1 > second.0 || goes_on {
        return None;
    }
    let gender = gender(place);
    let year = |value, at: Cursor| YearPart::Year { value, gender, is_joined: false, era: None, source: at.source(1) };
    let parts = vec![
        year(first.0, place),
        year(first.1, place.ahead(2)),
        YearPart::To(dash.source(1)),
        year(second.0, last),
        year(second.1, last.ahead(2)),
    ];
    Some(Match::fixed(7, Semiotic::Years(parts)))
}

/// Four digits that can be a year of our time.
fn year_of_four(place: Cursor) -> Option<u64> {
    place.digits(4..=4).filter(|year| (1850..=2100).contains(year))
}

/// `83/1984`, `71 - 1975`: the first of two years without its century.
fn cut_before(place: Cursor) -> Option<Match> {
    let (sign, last) = (place.ahead(1), place.ahead(2));
    let short = place.digits(2..=2)?;
    let to = last.digits(4..=4).filter(|year| (1801..=2099).contains(year))?;
    let is_tight = sign.is_glued() && sign.is_any(&["/", "-", "–"]) && last.is_glued();
    // السنة المالية 98 / 1999: after its word the stroke may stand apart, and 99/2000 ends a century.
    let is_named = sign.is("/") && sign.is_spaced() == last.is_spaced() && is_after_season(place);
    let century = to / 100 * 100 - if is_named && to.is_multiple_of(100) { 100 } else { 0 };
    let from = century + short;
    let is_season = (is_tight || is_named) && from + 1 == to;
    // عاش في القاهرة 71 - 1975: a stretch of one life.
    let is_stretch = sign.is_dash() && sign.is_spaced() == last.is_spaced() && (from..from + 60).contains(&to);
    let is_day = short <= if is_season { 12 } else { 31 };
    if is_day || from >= to || !is_season && (!is_stretch || counts(last) || announced::is_code(place)) {
        return None;
    }
    let masculine =
        |value, source| YearPart::Year { value, gender: Gender::Masculine, is_joined: false, era: None, source };
    let mut parts = Vec::new();
    if !is_season && is_open(place) {
        parts.push(YearPart::From(place.source(1)));
    }
    parts.extend([masculine(from, place.source(1)), YearPart::To(sign.source(1)), masculine(to, last.source(1))]);
    Some(Match::fixed(3, Semiotic::Years(parts)))
}

/// `السنة المالية 98/1999`: the word for a year of work or school, before its adjective or without one.
fn is_after_season(place: Cursor) -> bool {
    let is_season = |word: &str| ["السنة", "العام", "الموسم"].iter().any(|season| word.ends_with(season));
    let Some((before, word)) = place.word_before() else { return false };
    is_season(word) || word.starts_with("ال") && before.back(1).word().is_some_and(is_season)
}

/// `منذ 1985–اليوم`, `(1990 - الآن)`: a year from which on something lasts; the word after the dash is no part of it.
fn until_today(place: Cursor) -> Option<Match> {
    let (dash, today) = (place.ahead(1), place.ahead(2));
    let value = place.digits(4..=4).filter(|year| (1000..=2099).contains(year) && dash.is_dash())?;
    let in_bracket = place.back(1).is("(");
    let is_tight = dash.is_glued() && today.is_glued() || in_bracket && today.ahead(1).is(")");
    let is_today = matches!(today.word(), Some("اليوم" | "الآن" | "الان" | "الحاضر"));
    let mut parts = Vec::new();
    if in_bracket {
        parts.push(YearPart::From(place.source(1)));
    }
    parts.extend([year(place, value, None), YearPart::To(dash.source(1))]);
    (is_today && is_tight).then(|| Match::fixed(2, Semiotic::Years(parts)))
}

/// `1954-1962`, `2023/2024`, `2019-20`.
fn span_of_years(place: Cursor) -> Option<Match> {
    let (sign, last, next) = (place.ahead(1), place.ahead(2), place.ahead(3));
    let from = place.digits(4..=4).filter(|year| (1000..=2100).contains(year))?;
    let value = last.value().filter(|_| sign.is("/") || sign.is_dash())?;
    let goes_on = next.is_glued()
        && next.is_any(&["-", "/", "–", ".", ","])
        && next.ahead(1).is_number()
        && next.ahead(1).is_glued();
    let to = match last.text().len() {
        4 => value,
        2 if last.is_glued() && sign.is_glued() => from / 100 * 100 + value,
        _ => return None,
    };
    let era = era::after_year(next, true);
    if goes_on || to <= from || to > 2100 || to - from > 700 || era.is_none() && is_counted(next) {
        return None;
    }
    let is_between = matches!(place.said_before(), "بين" | "وبين" | "عامي" | "سنتي" | "العامين" | "السنتين");
    let mut parts = Vec::new();
    if is_open(place) && !sign.is("/") && !is_between {
        parts.push(YearPart::From(place.source(1)));
    }
    parts.push(year(place, from, None));
    if !is_between {
        parts.push(YearPart::To(sign.source(1)));
    }
    let (gender, source) = (gender(place), last.source(1));
    parts.push(YearPart::Year { value: to, gender, is_joined: is_between, era: None, source });
    let mut length = 3;
    if let Some((era, taken)) = era {
        parts.push(YearPart::Era { era, source: next.source(taken) });
        length += taken;
    }
    Some(Match::fixed(length, Semiotic::Years(parts)))
}

/// Whether a span of years stands for itself, and begins with `من`.
fn is_open(place: Cursor) -> bool {
    // الموسم الدراسي 2023-2024.
    let is_season = |word: &str| ["موسم", "عام", "سنة"].iter().any(|season| word.ends_with(season));
    let before = place.word_before();
    // موسمي 2014-2015 و2015-2016: the second is read as the first.
    let is_joined = before.is_none() && place.proclitic() == Some("و");
    let is_definite = before.is_none_or(|(index, word)| {
        word.starts_with("ال") && !is_season(word) && !index.word_before().is_some_and(|(_, word)| is_season(word))
    });
    place.back(1).is_any(&["(", "["]) || !is_joined && is_definite
}

/// Feminine after a printed `سنة`, also through the years that this one is joined to, and after `(ت 357هـ)`, which is said as
/// `توفي سنة`.
fn gender(place: Cursor) -> Gender {
    const LONGEST_ROW: usize = 8;
    let first = std::iter::successors(Some(place), |year| year_before(*year)).take(LONGEST_ROW).last().unwrap_or(place);
    let is_feminine = follows_year_in_words(first)
        || match first.word_before() {
            Some((before, "ت")) => before.back(1).is("("),
            Some((_, word)) if word.ends_with("سنة") || word.ends_with("سنتي") => true,
            // للسنة الجامعية 2017/2018, السنة السابقة (2021)
            Some((before, word)) => {
                word.starts_with("ال")
                    && word.ends_with('ة')
                    && before.back(1).word().is_some_and(|noun| noun.ends_with("السنة") || noun == "للسنة")
            }
            None => false,
        };
    // سنة واحدة is a length of time.
    if is_feminine && !place.is("1") { Gender::Feminine } else { Gender::Masculine }
}

/// The year that the one here is joined to, or that it is in the other calendar: `سنة 1990 و1991`, `سنة 22هـ (644م)`.
fn year_before(place: Cursor) -> Option<Cursor> {
    let start = place.start();
    let joint = start.back(1);
    let is_joined = !start.is_at(place);
    let follows = is_joined || joint.is_any(&["أو", "(", "/"]) || joint.is_dash();
    let end = if is_joined { joint } else { joint.back(1) };
    let has_era = end.is_any(&["ه", "هج", "م"]);
    let year = if has_era { end.back(1) } else { end };
    let n_digits = if has_era { 2..=4 } else { 4..=4 };
    (follows && year.digits(n_digits).is_some()).then_some(year)
}

/// `سنة اثنتين وعشرين (22هـ)`: the year in figures behind its words.
fn follows_year_in_words(place: Cursor) -> bool {
    let open = place.back(1);
    let Some(value) = place.value().filter(|value| open.is("(") && *value >= 3) else { return false };
    let form = Form { gender: Gender::Feminine, ..Form::plain(Case::Genitive) };
    let words = number::cardinal(value, form);
    let first = open.back(words.len());
    let is_printed = |(n, word): (usize, &String)| first.ahead(n).word() == Some(marks::bare(word).as_str());
    words.iter().enumerate().all(is_printed) && first.back(1).word().is_some_and(|word| word.ends_with("سنة"))
}

/// Whether a number counts what follows it, so that it is no year.
fn counts(place: Cursor) -> bool {
    let next = place.ahead(1);
    // 1950-2000 د.ج, 2000-2500 سعرة: the first of a range that is no span of years.
    let is_range = next.is_glued() && next.is_hyphen() && next.ahead(1).is_number() && next.ahead(1).is_glued();
    if is_range
        || percent::sign(next).is_some()
        || is_measured(next)
        || money::after(place.back(1)).is_some_and(|(_, length)| length == 1)
        || scale::scale(next).is_some()
    {
        return true;
    }
    let Some(word) = next.counted_noun() else { return false };
    // A verb may follow a year as well as a noun; only what is surely a noun makes the number a count.
    nouns::is_known(word) || word.ends_with('ة') || (word.ends_with('ا') && word.chars().count() > 3)
}

#[cfg(test)]
mod tests;
