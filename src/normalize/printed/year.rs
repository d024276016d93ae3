//! Whether the words before a number say that it is a year.

use super::month;
use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;

/// Whether the words before say that this is a year.
pub(crate) fn is_told(place: Cursor) -> bool {
    let Some((before, word)) = place.word_before() else { return is_joined(place) };
    // في عام 1698 أو 1699
    if word == "أو" && place.text().len() == 4 && before.back(1).text().len() == 4 {
        return before.back(1).is_number() && is_told(before.back(1));
    }
    // بين عامي 637م و640م: what stands before is the era of a year.
    if matches!(word, "م" | "ه") && place.proclitic() == Some("و") {
        return is_joined(place);
    }
    let word = clitics::without_conjunction(word);
    // بوجه عام 656 حالة: the adjective.
    if word == "عام" && before.back(1).is_any(&["بوجه", "بشكل", "وبوجه", "وبشكل"]) {
        return false;
    }
    // كل سنة 10 أيام: how often.
    if before.back(1).is_any(&["كل", "وكل", "بكل"]) && place.text().len() < 4 {
        return false;
    }
    // `18 سنة` counts years, and a number after that is another matter; but رقم 520 لسنة 60 has the year of a file.
    let is_counted = before.back(1).is_number() && !word.starts_with('ل');
    let bare = word
        .strip_prefix("لل")
        .or_else(|| word.strip_prefix("بال"))
        .or_else(|| word.strip_prefix("ال"))
        .or_else(|| word.strip_prefix(['ب', 'ل', 'ك']).filter(|rest| rest.chars().count() >= 3))
        .unwrap_or(word);
    let is_year_word = [word, bare].iter().any(|word| matches!(*word, "عام" | "سنة" | "عامي" | "سنتي"));
    // دستور 2011 منح: what is known by its year.
    let is_dated = [word, bare].iter().any(|word| List::Dated.has(word));
    let digits = place.text();
    let is_like_ordinal = word.starts_with("ال") && digits.len() < 3;
    let is_four = digits.len() == 4 && !digits.starts_with('0');
    (is_year_word && !is_counted && !is_like_ordinal)
        || (is_four && (matches!(bare, "أعوام" | "سنوات" | "موسم" | "مواسم") || month::ends_at(before)))
        || is_four && is_dated && matches!(digits.get(..2), Some("18" | "19" | "20"))
}

/// `عامي 2010 و2015`: joined to a year before.
fn is_joined(place: Cursor) -> bool {
    let start = place.start();
    // بين عامي 637م و640م: the era of the first stands between.
    let mut before = start.back(1);
    if before.is_any(&["م", "ه"]) && !before.is_first() {
        before = before.back(1);
    }
    !start.is_at(place) && before.digits(3..=4).is_some_and(|year| (100..=2099).contains(&year)) && is_told(before)
}
