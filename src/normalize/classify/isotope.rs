//! Isotopes as science prints them, the number before the symbol of the element: `14C`, `235U`. They are said as in
//! speech, the element first.

use super::found::Match;
use crate::normalize::agreement::Governor;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::table;
use crate::normalize::lexicon::words::List;
use crate::normalize::semiotic::Semiotic;

/// Knows an isotope where isotopes are spoken of, or where its number and symbol are known as one.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let (symbol, next) = (place.ahead(1), place.ahead(2));
    let number = place.value().filter(|_| place.text().len() <= 3)?;
    // P2P: the number stands between two letters.
    let is_inside = place.is_glued() && place.back(1).is_latin();
    if !symbol.is_latin() || !symbol.is_glued() || !next.is_word_end() || is_inside {
        return None;
    }
    let [_, element, known] = table::rows(table::ISOTOPES).find(|[listed, _, _]| symbol.is(listed))?;
    let is_known = known.split(' ').any(|isotope| place.is(isotope));
    let is_spoken_of = || {
        let mut around = place.backwards().take(10).chain(place.forwards().take(8)).filter_map(Cursor::word);
        around.any(|word| List::IsotopeStems.has_part_of(word))
    };
    let value = Semiotic::Isotope { element, number, source: place.source(2) };
    (is_known || is_spoken_of()).then(|| Match::new(2, value, Governor::Words(place)))
}
