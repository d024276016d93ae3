//! Prefixes printed apart from their word: `لـ"الشروق"`, `الـCNN`, `بـ€50`.

use super::{label, money};
use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::token::Kind;

/// The place of what a proclitic here belongs to, where it was printed apart from it.
///
/// Quotation marks and opening brackets between the two are passed over.
pub(crate) fn host(place: Cursor) -> Option<Cursor> {
    if is_ampersand(place) || is_plus_between_names(place) {
        return Some(place.ahead(1));
    }
    place.token().filter(|token| token.kind == Kind::Arabic && clitics::is_proclitic(&token.text))?;
    if label::is_lettered(place) {
        return None;
    }
    // The name of a vitamin or a group is no prefix: `فيتامين ب12`. With tatweel it is one whatever stands before:
    // `فوز الفريق بـ2`.
    if place.letter().is_some() && !has_tatweel(place) && List::Lettered.has(place.back(1).text()) {
        return None;
    }
    let next = place.ahead(1);
    if next.is_spaced() {
        return host_after_space(place);
    }
    let mut host = next;
    while host.is_glued() && (opens(host) || is_slash_of_and_or(place, host)) {
        host = host.ahead(1);
    }
    let is_apart = !host.is_at(next);
    // (الطريق "102 ب" وما بعده): the letter belongs to the number before, and the mark closes.
    if is_apart && host.is_spaced() && place.back(1).is_number() && !place.is("و") && !has_tatweel(place) {
        return None;
    }
    let after = host.ahead(1);
    let speaks = match host.token().filter(|token| !token.spaced || is_apart)?.kind {
        Kind::Arabic => is_apart && joins_word(place, host),
        Kind::Latin | Kind::Number => true,
        // Currency, hashtag, handle, percent and minus before the number or word they belong to.
        Kind::Sign if host.is_any(&["-", "+"]) => after.is_glued() && after.is_number(),
        Kind::Sign => host.is_any(&["$", "€", "£", "¥", "#", "@", "%", "﷼"]) && after.is_glued() && !after.is_sign(),
        Kind::Emoji => false,
    };
    speaks.then_some(host)
}

/// A proclitic with a space after it belongs to the next word where tatweel shows it (`لـ رويترز`), or where digits or
/// Latin letters follow (`ب 50`, `و Apple`); before an Arabic word it stays a word of its own. A letter among single letters
/// is a name of a letter (`أ ف ب`, `القسم ب`).
fn host_after_space(place: Cursor) -> Option<Cursor> {
    let next = place.ahead(1);
    let has_tatweel = has_tatweel(place);
    let among_letters = place.is_among_letters();
    let joins = match next.kind()? {
        // بـ د.إ 50: the letters of a currency are no names of letters.
        Kind::Arabic => has_tatweel && joins_word(place, next) && (!among_letters || money::before(next).is_some()),
        Kind::Number => {
            !among_letters
                && !place.is_noun_like_proclitic()
                && place.is_any(&["و", "ب", "ل", "ال", "بال", "وال", "ول", "وب"])
        }
        // `ك DNA`; the letters of a list or a group are followed by more than a word in Latin letters.
        Kind::Latin => {
            has_tatweel
                || place.is_any(&["و", "ال", "وال", "بال", "لل"])
                || !among_letters && !place.is_first() && place.is_any(&["ك", "ل", "ب", "ول", "وب"])
        }
        Kind::Sign => {
            let word = next.ahead(1);
            // ما يسمى ب "أزمة"; القسم ب "الأول" is a name.
            let is_preposition =
                || place.is_any(&["ب", "ل", "ك"]) && next.is("\"") && !among_letters && !is_named_by_letter(place);
            (has_tatweel || is_preposition())
                && opens(next)
                && word.is_glued()
                && (word.is_arabic() && joins_word(place, word) || word.is_latin() || word.is_number())
        }
        Kind::Emoji => false,
    };
    joins.then(|| next.ahead(usize::from(next.is_sign())))
}

/// `القسم ب`, `حرف ل`: whether the letter here is the name of what stands before it.
fn is_named_by_letter(place: Cursor) -> bool {
    const NAMED: [&str; 10] = ["قسم", "فئة", "مجموعة", "حرف", "ملحق", "مستوى", "درجة", "فرع", "نموذج", "صف"];
    let before = place.back(1).word();
    before.is_none_or(|word| {
        let is_named = |stem: &str| NAMED.contains(&stem) || List::Clauses.has(stem) || List::Lettered.has(stem);
        clitics::stems(word).any(is_named)
    })
}

/// Whether a proclitic may be one word with this. The article is no part of a word that has it as `لل`, nor of another
/// proclitic: `الـ ـلل` would be letters that nobody writes, and other ones where they are read again.
fn joins_word(place: Cursor, word: Cursor) -> bool {
    let has_article = word.text().starts_with("لل") || clitics::is_proclitic(word.text());
    !(clitics::ends_in_article(place.text()) && has_article)
}

/// The stroke that the proclitic was printed with has gone, but for its bytes.
fn has_tatweel(place: Cursor) -> bool {
    place.token().is_some_and(|token| token.source.len() > token.text.len())
}

/// Signs that may stand between a proclitic and its word.
fn opens(place: Cursor) -> bool {
    place.is_sign() && place.is_any(&["\"", "'", "(", "[", "{", "‹"])
}

/// `&` between Arabic words or numbers is the conjunction.
fn is_ampersand(place: Cursor) -> bool {
    let speaks = |place: Cursor| place.is_arabic() || place.is_number();
    place.is("&") && speaks(place.back(1)) && speaks(place.ahead(1))
}

/// `الأهلي+الزمالك`: a plus that is one word with two Arabic ones joins them.
fn is_plus_between_names(plus: Cursor) -> bool {
    let is_word = |place: Cursor| place.is_arabic() && place.letter().is_none();
    plus.is("+") && plus.is_glued() && plus.ahead(1).is_glued() && is_word(plus.back(1)) && is_word(plus.ahead(1))
}

/// The slash of `و/أو`.
fn is_slash_of_and_or(place: Cursor, slash: Cursor) -> bool {
    place.is("و") && slash.is("/") && slash.ahead(1).is("أو")
}

#[cfg(test)]
mod tests;
