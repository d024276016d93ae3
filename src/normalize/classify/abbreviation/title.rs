//! `د. أمينة`, `م/ خالد`, `د أحمد`: a title before a name, feminine before a woman's.

use super::phrase;
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::given_names;
use crate::normalize::lexicon::words::List;

pub(super) fn classify(place: Cursor) -> Option<Match> {
    let (prefix, letter) = prefixed_letter(place)?;
    let (before, mark) = (place.back(1), place.ahead(1));
    if List::Lettered.has(before.text()) || before.is(".") && place.is_glued() {
        return None;
    }
    mark.token()?;
    let is_marked = mark.is_any(&[".", "/", "\\"]) && (mark.is_glued() || mark.is("/"));
    let name = mark.ahead(usize::from(is_marked));
    if !name.is_arabic() || name.letter().is_some() {
        return None;
    }
    if mark.is_arabic() && (mark.is_glued() || letter != 'د' || !prefix.is_empty()) {
        return None;
    }
    // A list's label (`أ. التعليم`): a person's name seldom begins with the article.
    if is_marked && letter == 'أ' && place.is_first() && name.text().starts_with("ال") {
        return None;
    }
    // A sentence that ends in a letter (`القسم د. وقال`).
    if is_marked && name.is_spaced() && mark.is(".") && List::BeginsSentence.has(name.text()) {
        return None;
    }
    let vowelled = match (letter, is_of_woman(place, name.text())) {
        ('د', false) => "الدُّكْتُور",
        ('د', true) => "الدُّكْتُورَة",
        ('أ' | 'ا', false) if is_marked => "الْأُسْتَاذ",
        ('أ' | 'ا', true) if is_marked => "الْأُسْتَاذَة",
        ('م', _) if is_marked && List::Ranks.has(before.text()) => "الْمُتَقَاعِد",
        ('م', false) if is_marked => "الْمُهَنْدِس",
        ('م', true) if is_marked => "الْمُهَنْدِسَة",
        ('ش', _) if is_marked && mark.is(".") => "شَارِع",
        _ => return None,
    };
    Some(phrase(place, name.since(place), vowelled).with_prefix(prefix))
}

/// Whether a title before this name is a woman's, by the name or by the word before the title.
pub(super) fn is_of_woman(place: Cursor, name: &str) -> bool {
    given_names::is_feminine(name) || List::Women.has(place.back(1).text())
}

/// A single letter, perhaps with a prefix: `ود.` is `و` and `د`.
pub(super) fn prefixed_letter(place: Cursor) -> Option<(&'static str, char)> {
    if let Some(letter) = place.letter() {
        return Some(("", letter));
    }
    let mut letters = place.token().filter(|_| place.is_arabic())?.text.chars();
    match (letters.next(), letters.next(), letters.next()) {
        (Some('و'), Some(letter @ ('د' | 'أ' | 'م')), None) => Some(("و", letter)),
        (Some('ل'), Some(letter @ 'د'), None) => Some(("ل", letter)),
        (Some('ف'), Some(letter @ 'د'), None) => Some(("ف", letter)),
        _ => None,
    }
}
