//! Web addresses, e-mail addresses, handles and hashtags.
//!
//! What is said and why:
//! - A link (`https://…`, `www.…`, an address with a path) is `رابط`: its letters are noise to a listener, and the player
//!   shows it. After a word that says so already (`على الرابط`, `موقعنا`) nothing is said.
//! - A bare domain is the name of a site (`Booking.com`): it is read, `دوت` between its parts.
//! - An e-mail address is read as it would be told: whoever prints one wants to be written to. `آت`, `دوت`.
//! - A handle is read where its words are known (`@realDonaldTrump`) or Arabic, and where an account is spoken of; elsewhere
//!   it is `حساب`, with its name. In brackets after a name it says nothing.
//! - A hashtag is read as its words, without the sign; `_` and capitals part them.
//!
//! Every address that is not read as printed gets a note with the address.

mod address;
mod tag;

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::options::Options;
use crate::normalize::semiotic::Source;
use crate::normalize::token::Kind;
use crate::note::{Note, NoteCode};

/// Knows the address, handle or hashtag that begins here.
pub(crate) fn classify<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    match place.kind()? {
        Kind::Latin | Kind::Number => address::email(place, options).or_else(|| address::url(place, options)),
        Kind::Sign if place.is("#") => tag::hashtag(place, options),
        Kind::Sign if place.is("@") => tag::handle(place, options),
        Kind::Arabic => address::arabic_domain(place),
        Kind::Sign | Kind::Emoji => None,
    }
}

/// What a caller is told of an address that is not read as printed.
fn left_out(what: &str, place: Cursor, length: usize) -> Note {
    let printed: String = (0..length).map(|n| place.ahead(n).text()).collect();
    let source: Source = place.source(length);
    Note::new(NoteCode::TokenSkipped, format!("{what} `{printed}` is not read out"), source)
}

/// Whether one of the two words before, without signs, is such a word.
fn says_before(place: Cursor, is_said: impl Fn(&str) -> bool) -> bool {
    place.backwards().filter(|word| word.is_arabic()).take(2).any(|word| is_said(word.text()))
}

#[cfg(test)]
mod tests;
