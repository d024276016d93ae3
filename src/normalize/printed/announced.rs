//! Whether the words before a number say that it is the number of an official text: `رقم`, or the kind of the text with or
//! without its adjectives (`المرسوم السلطاني 6/2021`); a second number may be joined to it.

use super::topic::is_phone_word;
use crate::arabic::clitics::{self, Analysis};
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::lexicon::{calendar, governors};

pub(crate) fn is_code(number: Cursor) -> bool {
    is_after_number_word(number) || is_after_document(number) || is_joined(number)
}

/// `رقم 5/20`, `رقم القيد: 5/20`, `عدد 5/20` after the kind of a text.
pub(crate) fn is_after_number_word(number: Cursor) -> bool {
    let number = number.back(usize::from(number.back(1).is(":")));
    let Some((place, word)) = number.word_before() else { return false };
    let is_number_word = |word: &str| clitics::stems(word).any(|stem| stem == "رقم");
    is_number_word(word)
        || clitics::stems(word).any(|stem| stem == "عدد") && !word.ends_with("العدد") && is_after_document(place)
        || word.starts_with("ال") && !is_phone_word(word) && is_number_word(place.said_before())
}

/// The stroke between the parts of such a number.
pub(crate) fn is_stroke(place: Cursor) -> bool {
    place.is_any(&["/", "\\"])
}

/// How many words may stand between a text and its number: `قرار الجمعية العامة للأمم المتحدة 60/1`.
const LONGEST_TITLE: usize = 4;

fn is_after_document(number: Cursor) -> bool {
    let mut cursor = number;
    for steps in 0..=LONGEST_TITLE {
        let Some((place, word)) = cursor.word_before() else { return false };
        if is_document(word) {
            return true;
        }
        // A title ends in an adjective or a definite genitive (قرار مجلس الأمن, and not قرار بأغلبية); what governs the
        // number itself, or tells of a day, is no part of it.
        let is_definite = word.starts_with("ال") || word.starts_with("لل") || word == "بقانون";
        let is_other = governors::governs(word) || calendar::is_weekday(word) || List::NoTitle.has(word);
        if is_other || steps == 0 && !is_definite || word.starts_with('ب') && word != "بقانون" {
            return false;
        }
        cursor = place;
    }
    false
}

/// `القرارين 5/2020 و6/2020`.
fn is_joined(number: Cursor) -> bool {
    let start = number.start();
    let mut before = start.back(1);
    if start.is_at(number) || !before.is_number() {
        return false;
    }
    while is_stroke(before.back(1)) && before.back(2).is_number() {
        before = before.back(2);
    }
    is_code(before)
}

/// Whether a word is an official text or file that is known by its number.
fn is_document(word: &str) -> bool {
    // A number of a periodical; عدد 5/6 could be anything's.
    if clitics::without_conjunction(word) == "العدد" {
        return true;
    }
    let word = Analysis::of(word).stem;
    // قانونا, القانونان, قراري; a feminine keeps the ت before it.
    let singular = ["ان", "ين", "ا", "ي"].iter().find_map(|dual| word.strip_suffix(dual));
    [Some(word), singular].into_iter().flatten().any(|word| List::Documents.has_stem(word))
}
