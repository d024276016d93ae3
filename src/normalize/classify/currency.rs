//! Money: `$500`, `40 USD`, `20.000 د.ج`, `€1.5 مليار`.
//!
//! Signs, ISO 4217 codes and the abbreviations that Arab newspapers use, before or after the number. The bare sign says
//! the bare name (`$` is `دولار`); a code and an abbreviation name the country as well (`دينار جزائري`).

use super::found::{Match, note_of_thousands};
use crate::normalize::agreement::Governor;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::noun::Noun;
use crate::normalize::lexicon::currencies::Currency;
use crate::normalize::printed::money;
use crate::normalize::printed::numeral::{self, Numeral};
use crate::normalize::semiotic::{Amount, Layout, Money, Scale, ScaleUnit, Semiotic};

/// Knows an amount of money with its sign before or after it.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    if let Some((currency, length)) = money::before(place) {
        return amount_after(place, currency, length, Governor::Words(place));
    }
    if let Some((proclitic, currency, length)) = money::before_with_proclitic(place) {
        let governor = match proclitic {
            "ب" | "ل" | "ك" => Governor::Preposition,
            _ => Governor::Joined(place),
        };
        return amount_after(place, currency, length, governor).map(|found| found.with_prefix(proclitic));
    }
    if let Some(found) = millions_of_dinars(place) {
        return Some(found);
    }
    let numeral = numeral::parse(place)?;
    let (currency, length) = money::after(numeral.end)?;
    let layout = Layout::Ordered { number: place.source_to(numeral.end), noun: numeral.end.source(length) };
    let source = place.source(numeral.length);
    let length = numeral.length + length;
    Some(found(numeral, currency, length, layout, source, Governor::Words(place)))
}

/// `3.5م.د.`: millions of dinars, as Tunisian print abbreviates them.
fn millions_of_dinars(place: Cursor) -> Option<Match> {
    const DINAR: Noun = Noun::masculine("دِينَار", "دَنَانِير");
    let (amount, letter, _) = numeral::digits(place)?;
    let is_glued = |n: usize, text: &str| letter.ahead(n).is_glued() && letter.ahead(n).is(text);
    let is_joined = letter.is_glued() || amount.fraction.is_some();
    if !letter.is("م") || !is_joined || !is_glued(1, ".") || !is_glued(2, "د") {
        return None;
    }
    // A stop that ends the sentence is its own.
    let has_stop = is_glued(3, ".") && letter.ahead(4).is_printed();
    let length = letter.since(place) + 3 + usize::from(has_stop);
    let scale = Some(Scale { unit: ScaleUnit::Million, is_plural: false });
    let currency = Currency { noun: DINAR, part: None };
    let layout = Layout::Whole(place.source(length));
    let value = Semiotic::Money(Money { amount: Amount { scale, ..amount }, currency, layout });
    Some(Match::new(length, value, Governor::Words(place)))
}

/// The amount after a currency of `length` tokens.
fn amount_after<'t>(
    place: Cursor<'t>,
    currency: &Currency,
    length: usize,
    governor: Governor<'t>,
) -> Option<Match<'t>> {
    let numeral = numeral::parse(place.ahead(length))?;
    let length = length + numeral.length;
    let source = place.source(length);
    Some(found(numeral, currency, length, Layout::Whole(source.clone()), source, governor))
}

fn found<'t>(
    numeral: Numeral<'t>,
    currency: &Currency,
    length: usize,
    layout: Layout,
    number: std::ops::Range<usize>,
    governor: Governor<'t>,
) -> Match<'t> {
    let has_parts = has_parts(&numeral, currency);
    let digits = numeral.amount.digits.clone();
    let amount = if has_parts { numeral.amount.with_decimals() } else { numeral.amount };
    let note = (numeral.is_ambiguous && !has_parts).then(|| note_of_thousands(&digits, number));
    let value = Semiotic::Money(Money { amount, currency: *currency, layout });
    Match { notes: note.into_iter().collect(), ..Match::new(length, value, governor) }
}

/// `5.250 د.ك` is five dinars and 250 fils: three digits that could be thousands are decimals where the currency has a
/// thousand parts and its country prints this point before them. Round thousands (`50.000 د.ك`) stay what they look like.
fn has_parts(numeral: &Numeral, currency: &Currency) -> bool {
    let Amount { whole, scale, .. } = numeral.amount;
    let point = numeral.end.back(2);
    numeral.is_ambiguous
        && currency.part.is_some_and(|part| part.digits == 3 && point.is(part.point))
        && whole % 1000 != 0
        && scale.is_none()
}

#[cfg(test)]
mod tests;
