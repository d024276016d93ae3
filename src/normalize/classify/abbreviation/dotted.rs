//! Single letters joined by full stops (`ق.م`, `أ.ف.ب`, `أ.د. سمير`), and what has lost its stops (`أ ف ب`).

use super::phrase;
use super::title::{is_of_woman, prefixed_letter};
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::table;
use crate::normalize::printed::unit;
use crate::normalize::semiotic::Semiotic;
use crate::normalize::token::Kind;

/// `الو.م.أ`, `الو م أ`: the United States as Algerian papers abbreviate them, with the article.
pub(super) fn united_states(place: Cursor) -> Option<Match> {
    let prefix = match place.text() {
        "الو" => "",
        "والو" => "و",
        "بالو" => "ب",
        "فالو" => "ف",
        "للو" => "ل",
        _ => return None,
    };
    let step = if place.ahead(1).is(".") { 2 } else { 1 };
    if place.ahead(step).letter() != Some('م') || !matches!(place.ahead(2 * step).letter(), Some('أ' | 'ا')) {
        return None;
    }
    let end = place.ahead(2 * step + 1);
    let stop = usize::from(step == 2 && end.is(".") && end.ahead(1).is_printed());
    let length = 2 * step + 1 + stop;
    Some(phrase(place, length, "الْوِلَايَات الْمُتَّحِدَة الْأَمْرِيكِيَّة").with_prefix(prefix))
}

/// Letters with stops between them. What has no known meaning is read letter by letter, as initials are.
pub(super) fn classify(place: Cursor) -> Option<Match> {
    let (prefix, first) = prefixed_letter(place)?;
    // Not the middle of one.
    if place.back(1).is(".") && place.is_glued() && place.back(2).letter().is_some() {
        return None;
    }
    let mut letters = vec![first];
    let mut end = place.ahead(1);
    while end.is(".")
        && end.is_glued()
        && let Some(letter) = end.ahead(1).letter()
    {
        // `أ. د. سمير` and `أ. ف. ب` with spaces; but not over a sentence's end (`فيتامين د. و`).
        if end.ahead(1).is_spaced() && letter == 'و' {
            break;
        }
        letters.push(letter);
        end = end.ahead(2);
    }
    if letters.len() < 2 {
        return None;
    }
    // A stop that ends the utterance is the sentence's own.
    let has_stop = end.is(".") && end.is_glued() && end.ahead(1).is_printed();
    // أ. د. م/ سمير
    let has_stroke = end.is("/") && end.ahead(1).is_arabic() && end.ahead(1).letter().is_none();
    let key = folded(&letters);
    let is_title = has_stroke && row(&key, "title").is_some();
    let end = end.ahead(usize::from(has_stop || is_title));
    let length = end.since(place);
    let is_before_name = end.is_arabic() && end.letter().is_none();
    if is_before_name
        && !unit::is_court_of_decision(place)
        && (has_stop || is_title || key == "ا.د" || key == "ا.م.د")
        && let Some([_, _, masculine, feminine]) = row(&key, "title")
    {
        let title = if is_of_woman(place, end.text()) { feminine } else { masculine };
        return Some(phrase(place, length, title).with_prefix(prefix));
    }
    if let Some(agency) = agency(place, &key) {
        return Some(phrase(place, length, agency).with_prefix(prefix));
    }
    if let Some([_, _, vowelled, _]) = row_of(&letters, "phrase") {
        return Some(phrase(place, length, vowelled).with_prefix(prefix));
    }
    let value = Semiotic::Letters { letters, source: place.source(length) };
    Some(Match::fixed(length, value).with_prefix(prefix))
}

/// `أ ف ب` without stops: only what is surely an agency, or a box number.
pub(super) fn agency_without_stops(place: Cursor) -> Option<Match> {
    if place.back(1).letter().is_some() {
        return None;
    }
    let letter = |n| place.ahead(n).letter();
    let (first, second) = (letter(0)?, letter(1)?);
    if let Some(third) = letter(2)
        && let Some(agency) = agency(place, &folded(&[first, second, third]))
    {
        return Some(phrase(place, 3, agency));
    }
    let after_number = place.back(1).is_number();
    let before_number = place.ahead(2).is_number() || place.ahead(2).is(":");
    let key = folded(&[first, second]);
    let is_told = match (first, second) {
        ('ص', 'ب') => before_number,
        ('ق', 'م' | 'ه') | ('ب', 'م') | ('ت', 'غ') => after_number,
        ('أ' | 'ا', 'ب') => is_after_word_agency(place),
        _ => false,
    };
    let kind = if key == "ا.ب" { "agency" } else { "phrase" };
    let [_, _, vowelled, _] = row(&key, kind).filter(|_| is_told)?;
    Some(phrase(place, 2, vowelled))
}

/// The row of these letters. Hamza is told apart where the table does.
fn row_of(letters: &[char], kind: &str) -> Option<[&'static str; 4]> {
    let printed = letters.iter().map(char::to_string).collect::<Vec<_>>().join(".");
    row(&printed, kind).or_else(|| row(&folded(letters), kind))
}

fn row(key: &str, kind: &str) -> Option<[&'static str; 4]> {
    table::rows(table::ABBREVIATIONS).find(|[letters, listed, _, _]| *letters == key && *listed == kind)
}

/// The agency of these letters, or what of its name follows the word `وكالة`.
fn agency(place: Cursor, key: &str) -> Option<&'static str> {
    let [_, _, name, after_agency] = row(key, "agency")?;
    Some(if is_after_word_agency(place) { after_agency } else { name })
}

fn is_after_word_agency(place: Cursor) -> bool {
    let before = place.backwards().find(|before| before.kind() != Some(Kind::Sign));
    before.is_some_and(|word| word.is_any(&["وكالة", "لوكالة", "بوكالة", "ووكالة", "وكالات"]))
}

/// The key of dotted letters: alif without hamza, stops between.
fn folded(letters: &[char]) -> String {
    let fold = |&letter: &char| if matches!(letter, 'أ' | 'إ' | 'آ') { 'ا' } else { letter };
    letters.iter().map(fold).map(String::from).collect::<Vec<_>>().join(".")
}
