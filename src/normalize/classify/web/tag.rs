//! Handles and hashtags.

use super::address::{self, UNDERSCORE};
use super::{left_out, says_before};
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::foreign;
use crate::normalize::options::Options;
use crate::normalize::output::Rule;
use crate::normalize::spoken::Spoken;
use crate::normalize::token::Kind;

/// `@name`.
pub(super) fn handle<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    let first = place.ahead(1);
    let end = handle_end(first);
    let length = end.since(place);
    if length < 2 || !first.is_glued() || first.is_sign() {
        return None;
    }
    let source = place.source(length);
    let mut notes = Vec::new();
    let mut spoken = address::parts(first, end, (Rule::Handle, &source), options, &mut notes);
    let name = || (1..length).map(|n| place.ahead(n));
    let is_known = notes.is_empty() && name().all(|part| part.is_latin() || part.is_arabic() || part.is("_"));
    let before = place.back(1);
    let says_account = says_account(place);
    // A handle in brackets after a name adds nothing that can be said.
    if !is_known && !says_account && before.is("(") && end.is(")") {
        return Some(Match::words(length, Vec::new()).with_notes(vec![left_out("handle", place, length)]));
    }
    if is_known || says_account {
        if is_known {
            spoken.retain(|word| !matches!(word, Spoken::Word { text, .. } if text == UNDERSCORE));
        }
        return Some(Match::words(length, spoken).with_notes(notes));
    }
    // عبر @name: whose account it is says enough, and its letters nothing.
    let is_through = before.is_any(&["عبر", "على"]);
    let account = if is_through { account_of(before) } else { "حِسَاب" };
    let mut announced: Vec<Spoken> = Spoken::phrase(account, Rule::Handle, &source).collect();
    if is_through {
        notes = vec![left_out("handle", place, length)];
    } else {
        announced.extend(spoken);
    }
    Some(Match::words(length, announced).with_notes(notes))
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

/// Where a run without spaces of letters, digits and `_` ends, in which a stop may stand between Latin letters.
fn handle_end(from: Cursor) -> Cursor {
    let is_part = |part: Cursor| part.is_arabic() || part.is_latin() || part.is_number() || part.is("_");
    let is_stop = |part: Cursor| {
        part.is(".")
            && part.back(1).is_latin()
            && (part.ahead(1).is_latin() || part.ahead(1).is_number())
            && follows(part.ahead(1))
    };
    from.ahead(from.forwards().take_while(|part| follows(*part) && (is_part(*part) || is_stop(*part))).count())
}

fn says_account(place: Cursor) -> bool {
    const SAYING: [&str; 12] = [
        "حساب",
        "صفح",
        "قنات",
        "تويتر",
        "إنستغرام",
        "انستغرام",
        "إنستجرام",
        "انستجرام",
        "فيسبوك",
        "سناب",
        "توك",
        "معرف",
    ];
    says_before(place, |word| SAYING.iter().any(|said| word.contains(said)))
}
