//! Amounts of units and of money.

use super::amount::{self, amount};
use super::words::{join, say};
use crate::normalize::agreement::Agreement;
use crate::normalize::grammar::noun::{self, Noun};
use crate::normalize::grammar::{Case, GREATEST};
use crate::normalize::lexicon::currencies::Part;
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{Amount, ArcPart, Counted, Direction, Layout, Measure, Money};
use crate::normalize::spoken::Spoken;

pub(super) fn measure(measure: Measure, agreement: Agreement) -> Vec<Spoken> {
    let Measure { amount: value, unit, arc, direction, layout } = measure;
    let mut words = amount(&value, &Counted::Supplied(unit), agreement);
    words.extend(arc.into_iter().flat_map(|part| of_arc(part, agreement.case)));
    words.extend(direction.map(|direction| toward(direction).to_owned()));
    let number_only = amount(&value, &Counted::Printed(unit.gender), agreement);
    lay_out(words, &number_only, &layout, Rule::Unit)
}

pub(super) fn money(money: Money, agreement: Agreement) -> Vec<Spoken> {
    let Money { amount: value, currency, layout } = money;
    let parts = currency.part.and_then(|part| Some((parts(&value, part)?, part.noun)));
    let words = match (parts, value.scale) {
        (Some((parts, noun)), None) if parts > 0 && value.whole <= GREATEST => {
            amount::with_parts(value.sign, (value.whole, &currency.noun), (parts, &noun), agreement)
        }
        _ => amount(&value, &Counted::Supplied(currency.noun), agreement),
    };
    let number_only = amount(&value, &Counted::Printed(currency.noun.gender), agreement);
    lay_out(words, &number_only, &layout, Rule::Currency)
}

/// The name of a unit that stands without a number.
pub(super) fn name(unit: &Noun) -> Vec<String> {
    let words = unit.singular.split(' ').chain(unit.adjective).chain(unit.tail.split_whitespace());
    words.map(str::to_owned).collect()
}

/// Gives a number and the noun after it each its own source, where they are said in the order they are printed.
fn lay_out(words: Vec<String>, number_only: &[String], layout: &Layout, rule: Rule) -> Vec<Spoken> {
    match layout {
        Layout::Ordered { number, noun }
            if !number_only.is_empty() && words.starts_with(number_only) && words.len() > number_only.len() =>
        {
            let (first, rest) = words.split_at(number_only.len());
            Spoken::words(first, rule, number).chain(Spoken::words(rest, rule, noun)).collect()
        }
        _ => say(words, rule, &layout.whole()),
    }
}

/// How many parts the decimals of an amount are: as many decimals as the currency has, or one less (`5.25 د.ك`).
fn parts(amount: &Amount, part: Part) -> Option<u64> {
    let digits = amount.fraction.as_deref()?;
    match part.digits.checked_sub(digits.len())? {
        0 => digits.parse().ok(),
        // A half is said as one: ديناران ونصف.
        1 if part.digits == 3 && digits != "50" => digits.parse::<u64>().ok().map(|hundredths| hundredths * 10),
        _ => None,
    }
}

fn of_arc((value, part): (u64, ArcPart), case: Case) -> Vec<String> {
    let noun = match part {
        ArcPart::Minute => Noun::feminine("دَقِيقَة", "دَقَائِق"),
        ArcPart::Second => Noun::feminine("ثَانِيَة", "ثَوَانٍ"),
    };
    let mut words = noun::counted(value, &noun, case, false);
    join(&mut words);
    words
}

fn toward(direction: Direction) -> &'static str {
    match direction {
        Direction::North => "شَمَالًا",
        Direction::South => "جَنُوبًا",
        Direction::East => "شَرْقًا",
        Direction::West => "غَرْبًا",
    }
}
