//! Powers: `10⁶`, `2⁻³`.

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::semiotic::Semiotic;

/// Knows a number with raised digits after it. After a year, or any number of more than three digits, they are the mark
/// of a footnote.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let base = place.value().filter(|_| place.text().len() <= 3)?;
    let signs = place.ahead(1).forwards().take_while(|sign| sign.is_glued());
    let raised: Vec<String> = signs.map_while(|sign| ascii(sign.text())).collect();
    let length = 1 + raised.len();
    let raised = raised.concat();
    let (is_negative, digits) = raised.strip_prefix('-').map_or((false, raised.as_str()), |digits| (true, digits));
    let exponent = digits.parse().ok().filter(|_| digits.len() <= 3)?;
    Some(Match::fixed(length, Semiotic::Power { base, is_negative, exponent, source: place.source(length) }))
}

/// Returns raised digits and minus signs as plain ones.
fn ascii(raised: &str) -> Option<String> {
    let plain = |c| {
        Some(match c {
            '⁰' => '0',
            '¹' => '1',
            '²' => '2',
            '³' => '3',
            '⁴'..='⁹' => char::from_u32(u32::from(c) - u32::from('⁴') + u32::from('4'))?,
            '⁻' => '-',
            _ => return None,
        })
    };
    raised.chars().map(plain).collect()
}

#[cfg(test)]
mod tests;
