//! Qur'an citations: the reference after a verse, and the letters that open a sura.
//!
//! `﴿…﴾ [الفتح: 1]` is read as the verse, then سورة الفتح الآية الأولى. The verse itself is read as it is printed (the
//! Unicode pass has taken the signs of recitation away). Verse numbers up to ten are ordinals, as reciters say them,
//! greater ones cardinals. A reference is taken for one after a verse's bracket, or where it names a sura.

use super::found::Match;
use crate::arabic::marks;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;
use crate::normalize::semiotic::{Citation, Semiotic, Source};

/// Knows a reference in brackets, opening letters, or the number in the sign at the end of a verse.
pub(crate) fn classify(place: Cursor) -> Option<Match> {
    reference(place).or_else(|| opening_letters(place)).or_else(|| verse_number(place))
}

/// `[الفتح: 1]`, `(سورة البقرة: 255-257)`, `[البقرة، الآية 30]`.
fn reference(open: Cursor) -> Option<Match> {
    let close = match open.text() {
        "[" => "]",
        "(" => ")",
        "{" => "}",
        _ => return None,
    };
    let after_verse = open.backwards().take(2).any(|before| before.is("﴾"));
    let says_sura = open.ahead(1).is("سورة");
    let name = open.ahead(1 + usize::from(says_sura));
    let length = name.forwards().take_while(|word| word.is_arabic() && !is_verse_word(*word)).count();
    if !(1..=2).contains(&length) {
        return None;
    }
    let words: Vec<(String, Source)> =
        (0..length).map(|n| (name.ahead(n).text().to_owned(), name.ahead(n).source(1))).collect();
    if !(after_verse || says_sura || is_sura(&words)) {
        return None;
    }
    let mut end = name.ahead(length);
    while end.is_any(&[":", "،", ",", "/", "-", "–", ".", "؛"]) {
        end = end.ahead(1);
    }
    end = end.ahead(usize::from(is_verse_word(end)));
    end = end.ahead(usize::from(end.is(":")));
    let (verses, is_range, end) = verses(end)?;
    if verses.is_empty() || !end.is(close) {
        return None;
    }
    let citation = Citation { name: words, verses, is_range };
    Some(Match::fixed(end.since(open) + 1, Semiotic::Citation(citation)))
}

/// The number of a verse, and where it was printed.
type Verse = (u64, Source);

/// The numbers of verses, whether they are the ends of a range, and where they end.
fn verses(place: Cursor) -> Option<(Vec<Verse>, bool, Cursor)> {
    let (mut verses, mut is_range, mut end) = (Vec::new(), false, place);
    while end.is_number() {
        verses.push((end.value().filter(|&verse| verse <= 286)?, end.source(1)));
        end = end.ahead(1);
        is_range |= end.is_dash() || end.is("/");
        if !(end.is_dash() || end.is_any(&["/", "،", ",", "و"])) {
            break;
        }
        end = end.ahead(1);
    }
    Some((verses, is_range, end))
}

fn is_verse_word(place: Cursor) -> bool {
    place.is_any(&["آية", "الآية", "الآيات", "آيات", "الآيتان", "الآيتين"])
}

/// `الم`, `يس`, `ق` at the beginning of a verse: read by the names of the letters.
fn opening_letters(place: Cursor) -> Option<Match> {
    let word = place.word()?;
    let before = place.back(1);
    let opens = before.is("﴿") || word == "عسق" && before.word() == Some("حم");
    // `الم` with its vowels is the question of another sura (أَلَمْ is printed with hamza).
    if !opens || !List::OpeningLetters.has(word) {
        return None;
    }
    let value = Semiotic::OpeningLetters { letters: word.chars().collect(), source: place.source(1) };
    Some(Match::fixed(1, value))
}

/// The number in the end-of-verse sign is not read.
fn verse_number(sign: Cursor) -> Option<Match> {
    let number = sign.ahead(1);
    let is_numbered = sign.is("\u{6DD}") && number.is_number() && number.is_glued();
    is_numbered.then(|| Match::unsaid(sign, 2, format!("verse number `{}` is left out", number.text())))
}

/// Whether words are the name of a sura, in any of its usual spellings.
fn is_sura(words: &[(String, Source)]) -> bool {
    let name: Vec<String> = words.iter().map(|(word, _)| marks::bare(word)).collect();
    List::Suras.has_without_hamza(&name.join("_"))
}

#[cfg(test)]
mod tests;
