//! Numbers with decimals and words of scale: `3.14`, `2.5 مليون`, and whatever is counted by them.

use super::found::Match;
use crate::normalize::agreement::{Governor, counted};
use crate::normalize::cursor::Cursor;
use crate::normalize::printed::{by_noun, numeral};
use crate::normalize::semiotic::{SaidByNoun, Semiotic};

/// Knows a number with decimals that nothing else has claimed.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let numeral = numeral::parse(place)?;
    let amount = numeral.amount;
    let fraction = amount.fraction.as_ref()?;
    let governor = Governor::Words(place);
    // 1.0 متر, 2.0 لتر: a decimal that says nothing.
    let is_whole = fraction.trim_end_matches('0').is_empty();
    if is_whole
        && amount.is_plain()
        && let Some((said, length)) = by_noun::with_adjective(place, amount.whole, numeral.end)
    {
        return Some(Match::new(length, Semiotic::SaidByNoun(said), governor));
    }
    // 1.5 ساعة is ساعة ونصف, 2.5 متر is متران ونصف; but of بين 2.3 و2.5 درجة the first would have no noun.
    let is_second = place.proclitic() == Some("و") && place.start().back(1).is_number();
    if amount.is_half()
        && !is_second
        && amount.is_plain()
        && let Some((said, length)) = by_noun::with_adjective(place, amount.whole, numeral.end)
    {
        let half = Semiotic::SaidByNoun(SaidByNoun { more: Some((1, 2)), ..said });
        return Some(Match::new(length, half, governor));
    }
    let counted = counted::counted_after(numeral.end);
    let source = place.source(numeral.length);
    Some(Match::new(numeral.length, Semiotic::Decimal { amount, counted, source }, governor))
}

#[cfg(test)]
mod tests;
