//! Ranges: `15-20 ألف دولار`, `بين 10 - 12 سنة`, `الصفحات 45–50`, `10-15%`.

mod between;

use super::found::Match;
use crate::arabic::clitics;
use crate::normalize::agreement::{Governor, case, counted};
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::{Case, Gender, number};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;
use crate::normalize::output::Rule;
use crate::normalize::printed::counted::is_counted;
use crate::normalize::printed::numeral::{self, Numeral};
use crate::normalize::printed::{announced, money, percent, topic, unit};
use crate::normalize::semiotic::{Amount, Counted, Interval, Semiotic};
use crate::normalize::spoken::Spoken;

/// Knows two numbers joined by a dash: `A إلى B`, after `بين` `A وB`.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    // $10-15 مليون: the sign before the first counts both.
    let prefix = money::before(place);
    let first_at = place.ahead(prefix.map_or(0, |(_, length)| length));
    let first = numeral::parse(first_at).filter(|_| first_at.is_number())?;
    // 10%-15%: the first sign is said by the second.
    let dash = first.end.ahead(usize::from(percent::sign(first.end).is_some()));
    let middle = dash.ahead(1);
    let before = place.said_before();
    let is_between = clitics::without_conjunction(before) == "بين" || before == "وما";
    // بين 0.5 و50: joined by و alone the two would be heard as one number.
    let is_and =
        dash.is("و") && is_between && numeral::parse(middle).is_some_and(|to| run_together(&first.amount, &to));
    // وفي الجبال 16- 6: the degrees of the day and the night, the greater first.
    let are_degrees = || are_degrees(&first, middle) && topic::is_heat(place) && !topic::is_sport(place);
    // بين (10- 11 دقيقة): after بين it joins however it is spaced.
    // ينام 12 -13 ساعة, من 150- 180 مقعدا: the second counts what the first does.
    let counts = || {
        let second = numeral::parse(middle).filter(|second| goes_up(&first.amount, &second.amount));
        second.is_some_and(|second| {
            // لمدة 15- 20 دقيقة; in القسم 3- 5 كتب the number is a label, and in sport it may be a score.
            let is_near = || second.amount.whole <= first.amount.whole.saturating_mul(3);
            let is_governed = || is_before_range(place.back(1)) && is_near() && !topic::is_sport(place);
            (dash.is_spaced() || before == "من" || is_governed())
                && second.end.counted_noun().is_some_and(nouns::is_known)
        })
    };
    let is_even = || dash.is_spaced() == middle.is_spaced() || is_between || are_degrees() || counts();
    let is_dash = dash.is_any(&["-", "–", "—", "~"]) && is_even();
    // 3 لـ 5 ساعات
    let is_to = unit::is_to(dash);
    // من 12: 16 ساعة
    let is_colon = dash.is(":")
        && dash.is_glued()
        && middle.is_spaced()
        && matches!(before, "من" | "بين")
        && numeral::parse(middle).is_some_and(|to| to.end.counted_noun().is_some_and(nouns::is_known));
    // ما بين 8000/7800 ليرة
    let is_stroke = dash.is("/") && is_between && first.amount.whole >= 100 && middle.text().len() >= 3;
    if is_between
        && (is_dash || dash.is("و"))
        && let Some(found) = between::with_both_nouns(place, dash, &first)
    {
        return Some(found);
    }
    if !is_dash && !is_and && !is_to && !is_colon && !is_stroke {
        return None;
    }
    let second_prefix = money::before(middle);
    let second_at = middle.ahead(second_prefix.map_or(0, |(_, length)| length));
    let second = numeral::parse(second_at).filter(|_| second_at.is_number())?;
    let second = full_page(place, &first, second);
    let is_code = announced::is_code(first_at) && !is_counted(second.end);
    // بين 14 - 8 درجات
    let goes_on = is_stroke || goes_up(&first.amount, &second.amount) || is_dash && (is_between || are_degrees());
    if is_code || !goes_on {
        return None;
    }
    if let Some(found) = one_or_two(place, dash, &first, &second) {
        return Some(found);
    }
    let mut end = second.end;
    let supplied = prefix
        .or(second_prefix)
        .map(|(currency, _)| (currency.noun, 0))
        .or_else(|| money::after(end).map(|(currency, length)| (currency.noun, length)))
        .or_else(|| unit::after(end));
    let ratio = percent::sign(end);
    let degrees = || are_degrees().then_some(Gender::Feminine);
    // وفي الساحل 28 - 19 وفي الصحراء: what follows is not counted.
    let is_counted = || !are_degrees() || end.word().is_some_and(nouns::is_known);
    let printed = counted::gender_after(end).filter(|_| is_counted());
    let gender = match &supplied {
        _ if second.amount.scale.is_some() => Gender::Masculine,
        Some((noun, _)) => noun.gender,
        None => printed.or_else(degrees).unwrap_or(Gender::Masculine),
    };
    let counted = match (supplied, printed) {
        (Some((noun, _)), _) => Counted::Supplied(noun),
        (None, Some(gender)) if ratio.is_none() => Counted::Printed(gender),
        (None, None) if ratio.is_none() && are_degrees() => Counted::Apart(Gender::Feminine),
        _ => Counted::Nothing,
    };
    // واحد ونصف وعشرين
    let is_said_as_half = first.amount.is_half() && first.amount.whole > 0 && gender == Gender::Masculine;
    let is_joined = is_between && (is_said_as_half || !run_together(&first.amount, &second));
    // After a definite noun the range stands for itself, and begins with `من`.
    // وبلغ اليوم 21250 - 21300 ليرة: what a verb governs begins with nothing.
    let is_object = || case::case(place).0 == Case::Accusative;
    let opens = before.starts_with("ال") && place.proclitic().is_none() && !is_object();
    let governor = match (is_between, opens) {
        (true, _) => Governor::Preposition,
        (false, true) => Governor::Fixed(Case::Genitive),
        (false, false) => Governor::Words(place),
    };
    end = end.ahead(supplied.map_or(0, |(_, length)| length) + usize::from(ratio.is_some()));
    let (first_source, joint, last) = (place.source_to(first.end), dash.source(1), middle.source_to(end));
    let (from, to) = (first.amount, second.amount);
    let interval =
        Interval { from, to, gender, counted, ratio, opens, is_between: is_joined, first: first_source, joint, last };
    Some(Match::new(end.since(place), Semiotic::Interval(interval), governor))
}

/// `1-2 بيضة`: one and two are said by their noun: `بيضة إلى بيضتين`. A masculine in the accusative would change as well.
fn one_or_two<'t>(place: Cursor<'t>, dash: Cursor<'t>, first: &Numeral, second: &Numeral<'t>) -> Option<Match<'t>> {
    let are_plain = first.is_bare() && second.is_bare() && first.amount.whole == 1 && second.amount.whole == 2;
    let noun = second.end;
    let word = noun.counted_noun().filter(|_| are_plain && noun.is_spaced())?;
    // ملعقة سكر: before another noun the dual is said in another form.
    if noun.ahead(1).counted_noun().is_some_and(nouns::is_known) {
        return None;
    }
    let is_singular = word.ends_with('ة') || nouns::is_singular(word) && case::case(place).0 == Case::Genitive;
    let dual = number::dual(word, Case::Genitive, false);
    let spoken = vec![
        Spoken::printed(noun.text(), Rule::Range, &place.source(1)),
        Spoken::vowelled("إِلَى", Rule::Range, &dash.source(1)),
        Spoken::vowelled(&dual, Rule::Range, &dash.ahead(1).source(2)),
    ];
    is_singular.then(|| Match::words(noun.since(place) + 1, spoken))
}

/// `ص 125-26`: the last page of which only what is new is printed, in full.
fn full_page<'t>(place: Cursor, first: &Numeral, second: Numeral<'t>) -> Numeral<'t> {
    let is_shorter = first.is_bare() && second.is_bare() && second.amount.digits.len() < first.amount.digits.len();
    let is_page = place.back(1).is_any(&["ص", "صص"]);
    let length = second.amount.digits.len();
    let kept = first.amount.digits.len().saturating_sub(length);
    let digits = format!("{}{}", first.amount.digits.get(..kept).unwrap_or_default(), second.amount.digits);
    match digits.parse() {
        Ok(whole) if is_shorter && is_page && whole > first.amount.whole => {
            Numeral { amount: Amount { whole, digits, ..second.amount }, ..second }
        }
        _ => second,
    }
}

/// Whether the word here can have nothing but an amount behind it: `لمدة`, `نحو`.
fn is_before_range(place: Cursor) -> bool {
    place.word().is_some_and(|word| List::BeforeRanges.has(clitics::without_conjunction(word)))
}

/// Whether two numbers can be degrees of one day.
fn are_degrees(first: &Numeral, second: Cursor) -> bool {
    let is_degree = |value: u64| value <= 60;
    let second = second.value().filter(|_| second.text().len() <= 2 && !second.ahead(1).is_hyphen());
    first.is_bare() && is_degree(first.amount.whole) && second.is_some_and(is_degree)
}

/// Whether the second number, said after و, would prolong the decimals of the first: `صفر فاصل خمسة وخمسين`.
fn run_together(first: &Amount, second: &Numeral) -> bool {
    let ends_in_unit = first
        .fraction
        .as_deref()
        .and_then(|digits| digits.parse::<u64>().ok())
        .is_some_and(|value| (1..=9).contains(&(value % 100)));
    let whole = second.amount.whole;
    ends_in_unit && (20..=90).contains(&whole) && whole.is_multiple_of(10)
}

/// A range goes upwards, and its numbers have no zeros before them.
fn goes_up(first: &Amount, second: &Amount) -> bool {
    let scale = |amount: &Amount| amount.scale.map_or(1, |scale| scale.unit.value());
    let has_scale = first.scale.is_some() || second.scale.is_some();
    (has_scale || first.thousandths() < second.thousandths())
        && scale(first) <= scale(second)
        && !first.has_leading_zero()
        && !second.has_leading_zero()
}

#[cfg(test)]
mod tests;
