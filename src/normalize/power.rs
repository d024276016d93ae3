//! Powers: `10⁶`, `2⁻³`.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Case, Form};
use super::{Options, Rule};

/// Reads a number with raised digits after it. After a year, or any number of more than three digits, they are the mark
/// of a footnote.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let base = lexemes.get(at).filter(|base| base.kind == Kind::Number && base.text.len() <= 3)?;
    let signs = lexemes.get(at + 1..)?.iter().take_while(|sign| !sign.spaced);
    let raised: String = signs.clone().map_while(|sign| ascii(&sign.text)).collect();
    let length = signs.take_while(|sign| ascii(&sign.text).is_some()).count();
    let (is_negative, digits) = raised.strip_prefix('-').map_or((false, raised.as_str()), |digits| (true, digits));
    let exponent = digits.parse().ok().filter(|_| digits.len() <= 3)?;
    let mut words = number::cardinal(base.text.parse().ok()?, Form::plain(Case::Nominative));
    words.push("أُسّ".to_owned());
    if is_negative {
        words.push("نَاقِص".to_owned());
    }
    words.extend(number::cardinal(exponent, Form::plain(Case::Nominative)));
    let source = span(lexemes, at..at + 1 + length);
    Some(Reading {
        consumed: 1 + length,
        spoken: Spoken::words(words, Rule::Cardinal, &source).collect(),
        notes: Vec::new(),
    })
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
mod tests {
    use super::super::testing::check;

    #[test]
    fn powers_are_read_as_powers() {
        check("10⁶ حبة", "عشرة أس ستة حبة");
        check("10² كيس", "عشرة أس اثنان كيس");
        check("2⁻³", "اثنان أس ناقص ثلاثة");
        check("20 م²", "عشرون مترا مربعا");
        check("1914² كان", "ألف وتسعمئة وأربعة عشر كان");
    }
}
