//! Isotopes as science prints them, the number before the symbol of the element: `14C`, `235U`. They are said as in
//! speech, the element first.

use super::lexeme::{Kind, Lexeme, Reading, Spoken, span};
use super::number::{self, Form};
use super::{Options, Rule, context};

/// Reads an isotope where isotopes are spoken of, or where its number and symbol are known as one.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    let number = lexemes.get(at).filter(|number| number.kind == Kind::Number && number.text.len() <= 3)?;
    let symbol = lexemes.get(at + 1).filter(|symbol| symbol.kind == Kind::Latin && !symbol.spaced)?;
    let ends = lexemes.get(at + 2).is_none_or(|next| next.spaced || next.kind == Kind::Sign);
    let (_, name, known) = ELEMENTS.iter().find(|(element, _, _)| *element == symbol.text)?;
    let is_known = known.split(' ').any(|isotope| isotope == number.text);
    let is_spoken_of = || {
        (at.saturating_sub(10)..(at + 8).min(lexemes.len())).filter_map(|index| context::word(lexemes, index)).any(
            |word| ["نظير", "نظائر", "مشع", "إشعاع", "نيوترون", "تحلل", "ذري"].iter().any(|stem| word.contains(stem)),
        )
    };
    if !ends || !(is_known || is_spoken_of()) {
        return None;
    }
    let mut words = vec![(*name).to_owned()];
    words.extend(number::cardinal(number.text.parse().ok()?, Form::plain(context::case(lexemes, at).0)));
    let spoken = Spoken::words(words, Rule::Version, &span(lexemes, at..at + 2)).collect();
    Some(Reading { consumed: 2, spoken, notes: Vec::new() })
}

/// Elements whose isotopes are spoken of: the symbol, the name, and the isotopes that are known without more ado.
const ELEMENTS: &[(&str, &str, &str)] = &[
    ("H", "هِيدْرُوجِين", ""),
    ("He", "هِيلْيُوم", "3 4"),
    ("Li", "لِيثْيُوم", "6 7"),
    ("Be", "بِيرِيلْيُوم", "10"),
    ("B", "بُورُون", ""),
    ("C", "كَرْبُون", "13 14"),
    ("N", "نِيتْرُوجِين", "15"),
    ("O", "أُكْسِجِين", "18"),
    ("F", "فْلُور", "18"),
    ("Ne", "نِيُون", "20 21 22"),
    ("Na", "صُودْيُوم", "22 24"),
    ("Mg", "مَغْنِيسْيُوم", "24 25 26"),
    ("Al", "أَلُومِنْيُوم", "26 27"),
    ("P", "فُوسْفُور", "32"),
    ("S", "كِبْرِيت", "35"),
    ("K", "بُوتَاسْيُوم", "40"),
    ("Ca", "كَالْسْيُوم", "40 48"),
    ("Fe", "حَدِيد", "56"),
    ("Co", "كُوبَالْت", "60"),
    ("Ni", "نِيكِل", "58 62 63"),
    ("Sr", "سْتْرُونْشْيُوم", "90"),
    ("Tc", "تِكْنِيتْيُوم", "99"),
    ("I", "يُود", "129 131"),
    ("Xe", "زِينُون", "133 135"),
    ("Cs", "سِيزْيُوم", "134 137"),
    ("Pb", "رَصَاص", "206 207 208"),
    ("Po", "بُولُونْيُوم", "210"),
    ("Rn", "رَادُون", "222"),
    ("Ra", "رَادْيُوم", "226"),
    ("Th", "ثُورْيُوم", "232"),
    ("U", "يُورَانْيُوم", "233 234 235 238"),
    ("Pu", "بُلُوتُونْيُوم", "238 239 240"),
    ("Am", "أَمِيرِيسْيُوم", "241"),
];
