//! `24/7`: all hours of all days.

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{calendar, nouns};
use crate::normalize::output::Rule;
use crate::normalize::printed::fixture::{is_after_two_sides, is_result};
use crate::normalize::printed::money;
use crate::normalize::semiotic::Semiotic;

/// Knows the two numbers where a service is spoken of and they stand alone. A day of July has its word or another day near it, a
/// result its match, a price its currency, and a fraction what it is a part of after it.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    let (stroke, days, next) = (place.ahead(1), place.ahead(2), place.ahead(3));
    let is_form = place.is("24") && stroke.is("/") && days.is("7") && stroke.is_glued() && days.is_glued();
    if !is_form || place.proclitic().is_some() || next.is("من") || !is_of_service(place) || is_among_numbers(place) {
        return None;
    }
    let before = place.said_before();
    let is_date = List::BeforeDays.has_stem(before) || calendar::is_weekday(before) || before == "الموافق";
    let counts = next.counted_noun().is_some_and(nouns::is_known) || money::after(next).is_some();
    if is_date || counts || is_of_match(place) {
        return None;
    }
    // على مدار 24/7: what governs the hours shows in them.
    let vowelled = match List::Throughout.has(before) {
        true => "أَرْبَعٍ وَعِشْرِينَ سَاعَةً كُلَّ يَوْمٍ",
        false => "أَرْبَعًا وَعِشْرِينَ سَاعَةً طَوَالَ أَيَّامِ الْأُسْبُوع",
    };
    Some(Match::fixed(3, Semiotic::Phrase { vowelled, rule: Rule::Time, source: place.source(3) }))
}

/// Whether a word of service stands near.
fn is_of_service(place: Cursor) -> bool {
    const REACH: usize = 8;
    let near = place.backwards().take(REACH).chain(place.ahead(3).forwards().take(REACH));
    near.filter_map(Cursor::word).any(|word| List::Services.has_stem(word))
}

/// Whether a sign joins the two numbers to another, or two others with a stroke stand near: `24/7 و25/7`.
fn is_among_numbers(place: Cursor) -> bool {
    const REACH: usize = 12;
    let next = place.ahead(3);
    let is_joined = |sign: Cursor| sign.is_any(&["/", "-", "–", ".", ",", ":"]);
    let is_part =
        is_joined(place.back(1)) && place.is_glued() || is_joined(next) && next.is_glued() && next.ahead(1).is_number();
    let is_pair = |sign: Cursor| sign.is("/") && sign.back(1).is_number() && sign.ahead(1).is_number();
    is_part || place.backwards().take(REACH).chain(next.forwards().take(REACH)).any(is_pair)
}

/// Whether a match is spoken of. A team answers telephones as well.
fn is_of_match(place: Cursor) -> bool {
    const REACH: usize = 12;
    let is_of_sport = |word: &str| List::SportStems.has_part_of(word) && !word.contains("فريق");
    let mut near = place.backwards().take(REACH).chain(place.ahead(3).forwards().take(REACH)).filter_map(Cursor::word);
    near.any(is_of_sport) || is_result(place) || is_after_two_sides(place)
}
