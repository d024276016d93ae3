//! Numbers of clauses with a number for each level: `المادة 6 -1 -3 -7`, `الفقرة (7- 2- 4)`, `3-2-1 يلتزم المورد`.
//!
//! The hyphens part levels, however they are spaced: none is a minus, a dash of a score or of a range.

use super::found::Match;
use crate::normalize::agreement::Governor;
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::Case;
use crate::normalize::lexicon::words::List;
use crate::normalize::printed::topic::is_sport;
use crate::normalize::semiotic::{CodePart, Semiotic};

/// Three levels or more after the name of a clause or where a line begins, or four anywhere.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let is_level = |number: Cursor| number.is_number() && number.text().len() <= 2 && number.text() != "00";
    if !is_level(place) || place.back(1).is_hyphen() {
        return None;
    }
    let mut numbers = vec![place];
    let mut end = place.ahead(1);
    while end.is_hyphen() && is_level(end.ahead(1)) {
        numbers.push(end.ahead(1));
        end = end.ahead(2);
    }
    let goes_on = end.is_glued() && end.is_any(&["-", "–", "/", ".", ":", ","]) && end.ahead(1).is_number();
    if numbers.len() < 3 || goes_on || is_sport(place) {
        return None;
    }
    let is_of_clause = List::Clauses.has_stem(place.said_before());
    let begins_line = place.is_first() && end.is_arabic() && end.is_spaced();
    // 71-23-45-67 is dialled.
    let are_short = numbers.iter().filter(|number| number.text().len() == 1).count() > 1;
    if !is_of_clause && !(are_short && (begins_line || numbers.len() > 3)) {
        return None;
    }
    let parts = numbers.iter().enumerate().flat_map(|(n, number)| {
        let pause = (n > 0).then(|| CodePart::Pause(number.back(1).source(1)));
        pause.into_iter().chain([CodePart::Number { digits: number.text().to_owned(), source: number.source(1) }])
    });
    let case = if is_of_clause { Case::Genitive } else { Case::Nominative };
    Some(Match::new(end.since(place), Semiotic::Code(parts.collect()), Governor::Fixed(case)))
}

#[cfg(test)]
mod tests {
    use crate::normalize::testing::check;

    #[test]
    fn levels_however_they_are_spaced() {
        check("6 -1 -3 -7 على مقدم الخدمة", "ستة واحد ثلاثة سبعة على مقدم الخدمة");
        check("وفق الفقرة (6- 1- 3) من اللائحة", "وفق الفقرة ستة واحد ثلاثة من اللائحة");
        check("المادة 4 -3 -1 تنظم ذلك", "المادة أربعة ثلاثة واحد تنظم ذلك");
    }

    #[test]
    fn other_runs_stay_what_they_are() {
        check("خطة اللعب 4-3-3 للفريق", "خطة اللعب أربعة ثلاثة ثلاثة للفريق");
    }
}
