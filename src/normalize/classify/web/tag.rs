//! Handles and hashtags.

use super::{left_out, says_before};
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::foreign;
use crate::normalize::grammar::number;
use crate::normalize::options::Options;
use crate::normalize::output::Rule;
use crate::normalize::spoken::Spoken;
use crate::normalize::token::Kind;

/// `@name`.
pub(super) fn handle<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    let first = place.ahead(1);
    let end = joined_end(first);
    let length = end.since(place);
    if length < 2 || !first.is_glued() || first.is_sign() {
        return None;
    }
    let source = place.source(length);
    let name = || (1..length).map(|n| place.ahead(n));
    let (mut notes, mut spoken) = (Vec::new(), Vec::new());
    for part in name() {
        match part.kind() {
            Some(Kind::Arabic) => spoken.push(Spoken::printed(part.text(), Rule::Handle, &source)),
            Some(Kind::Latin) => spoken.extend(foreign::word(part.text(), &source, options, &mut notes)),
            Some(Kind::Number) => spoken.extend(Spoken::words(number::digits(part.text()), Rule::Handle, &source)),
            _ => {}
        }
    }
    let is_known = notes.is_empty() && name().all(|part| part.is_latin() || part.is_arabic() || part.is("_"));
    if !is_known {
        let before = place.back(1);
        // A handle in brackets after a name adds nothing that can be said.
        let is_aside = before.is("(") && end.is(")") || says_account(place);
        let account = if before.is_any(&["عبر", "على"]) { account_of(before) } else { "حِسَاب" };
        let account = Spoken::phrase(account, Rule::Handle, &source);
        let spoken = if is_aside { Vec::new() } else { account.collect() };
        return Some(Match::words(length, spoken).with_notes(vec![left_out("handle", place, length)]));
    }
    for word in &mut spoken {
        if let Spoken::Word { rule, source: of_word, .. } = word {
            *rule = Rule::Handle;
            *of_word = source.clone();
        }
    }
    Some(Match::words(length, spoken).with_notes(notes))
}

/// Whose account a handle after a preposition is: of those who speak (`تابعونا على`), of her, of him.
fn account_of(preposition: Cursor) -> &'static str {
    let words: Vec<&str> = preposition.backwards().filter(|word| word.is_arabic()).take(3).map(Cursor::text).collect();
    let ends = |suffixes: &[&str]| words.iter().any(|word| suffixes.iter().any(|suffix| word.ends_with(suffix)));
    if ends(&["نا"]) {
        "حِسَابِنَا"
    } else if ends(&["ة", "ات"]) {
        "حِسَابِهَا"
    } else {
        "حِسَابِهِ"
    }
}

/// `#وسم_من_كلمات`. Ends before a number, which the classes of numbers know better how to read.
pub(super) fn hashtag<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    let first = place.ahead(1);
    if !first.is_glued() || !(first.is_arabic() || first.is_latin()) {
        return None;
    }
    let mut end = first;
    let (mut spoken, mut notes) = (Vec::new(), Vec::new());
    let start = place.source(1).start;
    while let Some(token) = end.token().filter(|_| follows(end)) {
        // The sign belongs to the first word, and to what shares that one's place.
        let is_first = token.source.start <= first.source(1).start;
        let source = if is_first { start..token.source.end } else { token.source.clone() };
        match token.kind {
            Kind::Arabic => spoken.push(Spoken::printed(&token.text, Rule::Hashtag, &source)),
            Kind::Latin => spoken.extend(foreign::word(&token.text, &source, options, &mut notes)),
            Kind::Sign if token.text == "_" => {}
            Kind::Sign | Kind::Emoji | Kind::Number => break,
        }
        end = end.ahead(1);
    }
    for word in &mut spoken {
        if let Spoken::Word { rule, .. } = word {
            *rule = Rule::Hashtag;
        }
    }
    Some(Match::words(end.since(place), spoken).with_notes(notes))
}

/// Whether a token is printed right after the one before it, perhaps with the `_` that is counted with that.
fn follows(place: Cursor) -> bool {
    place.token().zip(place.back(1).token()).is_some_and(|(token, before)| token.source.start == before.source.end)
}

/// Where a run without spaces of letters, digits and `_` ends.
fn joined_end(from: Cursor) -> Cursor {
    let belongs =
        |part: &Cursor| follows(*part) && (part.is_arabic() || part.is_latin() || part.is_number() || part.is("_"));
    from.ahead(from.forwards().take_while(belongs).count())
}

fn says_account(place: Cursor) -> bool {
    says_before(place, |word| ["حساب", "صفح", "قنات"].iter().any(|said| word.contains(said)))
}
