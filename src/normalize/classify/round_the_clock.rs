//! `24/7`: all hours of all days.

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::calendar;
use crate::normalize::lexicon::words::List;
use crate::normalize::output::Rule;
use crate::normalize::printed::fixture::{is_after_two_sides, is_result};
use crate::normalize::semiotic::Semiotic;

/// Knows the two numbers where they stand alone: a day of July has its word before it, a result its match, and a fraction what it
/// is a part of after it.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let (stroke, days, next) = (place.ahead(1), place.ahead(2), place.ahead(3));
    let is_form = place.is("24") && stroke.is("/") && days.is("7") && stroke.is_spaced() == days.is_spaced();
    let is_joined = |sign: Cursor| sign.is_any(&["/", "-", "–", ".", ",", ":"]);
    let is_part =
        is_joined(place.back(1)) && place.is_glued() || is_joined(next) && next.is_glued() && next.ahead(1).is_number();
    let before = place.said_before();
    let is_date = List::BeforeDays.has_stem(before) || calendar::is_weekday(before) || before == "الموافق";
    let is_score = || is_result(place) || is_after_two_sides(place);
    if !is_form || is_part || is_date || is_score() || place.proclitic().is_some() || next.is("من") {
        return None;
    }
    // على مدار 24/7: what governs the hours shows in them.
    let is_bound = matches!(before, "مدار" | "مدى" | "طوال" | "طيلة" | "خلال");
    let vowelled = match is_bound {
        true => "أَرْبَعٍ وَعِشْرِينَ سَاعَةً كُلَّ يَوْمٍ",
        false => "أَرْبَعًا وَعِشْرِينَ سَاعَةً طَوَالَ أَيَّامِ الْأُسْبُوع",
    };
    Some(Match::fixed(3, Semiotic::Phrase { vowelled, rule: Rule::Time, source: place.source(3) }))
}
