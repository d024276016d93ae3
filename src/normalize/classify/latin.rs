//! Latin words in an Arabic text: names by the lexicon, acronyms by their letters, the rest as an Arab reader would
//! say them.
//!
//! A name may be several words (`Real Madrid`) or hold signs and digits (`Wi-Fi`, `H&M`): the longest entry of the
//! lexicon wins. `Al-` before a name is the Arabic article. A word of several parts (`BlueSky`, `iCloud`) is read part by
//! part. Letters of other scripts are left out with a note.

mod elided;
mod formula;
mod numbered;

use super::found::Match;
use crate::arabic::clitics;
use crate::normalize::cursor::Cursor;
use crate::normalize::foreign::transliterate::{self, Spelling};
use crate::normalize::foreign::{self, acronym, is_capitals, is_known_in_capitals, key, lookup};
use crate::normalize::options::Options;
use crate::normalize::output::Rule;
use crate::normalize::semiotic::Semiotic;
use crate::normalize::spoken::Spoken;
use crate::normalize::token::Kind;

/// Knows the Latin name or word here.
pub(crate) fn classify<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    numbered::letter_of_digit(place)
        .or_else(|| numbered::to_of_letters(place))
        .or_else(|| numbered::regnal(place))
        .or_else(|| numbered::generation(place))
        .or_else(|| formula::classify(place))
        .or_else(|| name_or_word(place, options))
}

/// `.NET`: the stop is said as a part of the name.
pub(crate) fn dot_net(stop: Cursor) -> Option<Match> {
    let name = stop.ahead(1);
    let stands_apart = stop.is_spaced() || stop.is_first() || stop.back(1).is("(");
    let is_name = stop.is(".") && stands_apart && name.is("NET") && name.is_glued() && name.ahead(1).is_word_end();
    let spoken = || Spoken::words(["دُوتْ", "نِتْ"], Rule::Latin, &stop.source(2)).collect();
    is_name.then(|| Match::words(2, spoken()))
}

fn name_or_word<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    place.is_latin().then_some(())?;
    let is_servant = matches!(place.text().to_lowercase().as_str(), "abdel" | "abdul");
    if let Some((length, entry)) = lexicon_entry(place).filter(|&(length, _)| length > 1 || !is_servant) {
        let length = length + trailing(place.ahead(length));
        let spoken = foreign::vowels::say(entry, Rule::Latin, &place.source(length));
        return Some(Match::words(length, spoken));
    }
    if let Some(found) = with_article(place, options).or_else(|| elided::classify(place, options)) {
        return Some(found);
    }
    let length = elided(place);
    let end = place.ahead(length);
    let is_genitive = length > 1 && end.back(1).is("s");
    let n_spoken = if is_genitive { length - 2 } else { length };
    let word: String = (0..n_spoken).map(|n| place.ahead(n)).filter(|part| part.is_latin()).map(Cursor::text).collect();
    let word = if is_in_title(place) { title_case(&word) } else { word };
    let (mut spoken, mut notes) = (Vec::new(), Vec::new());
    foreign::word_in_parts(&word, &place.source(length), spelling(place), options, &mut spoken, &mut notes);
    Some(Match::words(length + usize::from(is_dot_before_number(end)), spoken).with_notes(notes))
}

/// `ARCTIC OCEAN`, `AL NEFUD`: a word in capitals beside another one: of a name or a title in capitals, in which what
/// can be said is a word.
fn is_in_title(place: Cursor) -> bool {
    const SHORTEST: usize = 4;
    let is_known = |word: &str| acronym::lookup(word).is_some();
    let is_capitals = |word: Cursor| word.is_latin() && is_capitals(word.text()) && !is_known(word.text());
    let is_word =
        |word: Cursor| word.text().len() >= SHORTEST && transliterate::is_pronounceable(&word.text().to_lowercase());
    let has_beside = [place.back(1), place.ahead(1)]
        .into_iter()
        .any(|other| other.is("AL") || is_capitals(other) && other.text().len() >= 3);
    is_capitals(place) && is_word(place) && has_beside
}

/// `OCEAN` as `Ocean`.
fn title_case(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect()
}

/// What is printed after a name and not said: the English genitive (`Trump's`), the stop of `BA.5`.
fn trailing(place: Cursor) -> usize {
    let next = place.ahead(1);
    if place.is("'") && place.is_glued() && next.is("s") && next.is_glued() {
        return 2;
    }
    usize::from(is_dot_before_number(place))
}

fn is_dot_before_number(place: Cursor) -> bool {
    let number = place.ahead(1);
    place.is(".") && place.is_glued() && number.is_number() && number.is_glued()
}

/// The most tokens that a name of the lexicon may have: `Corriere della Sera` has three, `Standard & Poor's` five.
const LONGEST_NAME: usize = 9;

/// The longest name of the lexicon that begins here: how many tokens, and its reading.
fn lexicon_entry(place: Cursor) -> Option<(usize, &'static str)> {
    let mut joined = String::new();
    let mut found = None;
    for n in 0..LONGEST_NAME {
        let (part, next) = (place.ahead(n), place.ahead(n + 1));
        let belongs = match part.kind() {
            Some(Kind::Latin | Kind::Number) => true,
            Some(Kind::Sign) => part.is_any(&["-", "'", "&", ".", "+", "!", "–"]),
            Some(Kind::Arabic | Kind::Emoji) | None => false,
        };
        if !belongs {
            break;
        }
        if n > 0 && part.is_spaced() {
            joined.push(' ');
        }
        joined.push_str(&key(part.text()));
        // A full stop belongs to the name (`etc.`) only where the next word follows it without a capital or it is
        // inside; at the end of the utterance it is the sentence's.
        let ends_with_stop = part.is(".") && !next.is_printed();
        let is_in_word = part.is_latin() && next.is_latin() && next.is_glued();
        if let Some(entry) = lookup(&joined).filter(|_| !ends_with_stop && !is_in_word) {
            found = Some((n + 1, entry));
        }
    }
    // An acronym in capitals wins over the common word of its letters: `IT`, `WHO`, `US`.
    found.filter(|(length, _)| *length > 1 || !is_capitals(place.text()) || is_known_in_capitals(place.text()))
}

/// `Al-Ahram`, `al Assad`, `El-Sisi`, `Abdel Fattah`: the Arabic article and the name after it.
fn with_article<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    let is_servant = place.is_any(&["Abdel", "Abdul", "Abdal", "abdel", "abdul"]);
    let is_article = |word: &str| matches!(word.to_lowercase().as_str(), "al" | "el");
    if !is_servant && !place.is_any(&["Al", "al", "El", "el", "AL", "EL"]) {
        return None;
    }
    let has_hyphen = place.ahead(1).is("-") && place.ahead(1).is_glued();
    let name = place.ahead(1 + usize::from(has_hyphen));
    let follows = name.is_latin() && name.is_spaced() != has_hyphen && !is_article(name.text());
    if !follows || place.is_any(&["El", "el", "EL"]) && !has_hyphen {
        return None;
    }
    let mut found = classify(name, options)?;
    let Semiotic::Words(spoken) = &mut found.value else { return None };
    if let Some(Spoken::Word { text, hint, source, .. }) = spoken.first_mut() {
        *text = clitics::attach("ال", text);
        *hint = hint.take().map(|hint| clitics::attach_vowelled("ال", &hint));
        if !is_servant {
            source.start = place.source(1).start;
        }
    }
    if is_servant {
        spoken.insert(0, Spoken::vowelled("عَبْد", Rule::Latin, &place.source(1)));
    }
    found.length += name.since(place);
    Some(found)
}

/// How many tokens a word with apostrophes has: `L'Orient`, `Trump's`, `O'Neill`.
fn elided(place: Cursor) -> usize {
    let mut end = place.ahead(1);
    while end.is("'") && end.is_glued() && end.ahead(1).is_latin() && end.ahead(1).is_glued() {
        end = end.ahead(2);
    }
    end.since(place)
}

/// French where the words around say so.
fn spelling(place: Cursor) -> Spelling {
    const FRENCH_WORDS: &[&str] =
        &["le", "la", "les", "de", "du", "des", "et", "d", "l", "une", "aux", "sur", "pour", "dans", "en"];
    const FRENCH_ENDINGS: &[&str] =
        &["eau", "eaux", "eux", "ique", "iques", "aire", "ière", "ères", "ois", "oise", "elle", "ette", "ault", "aud"];
    let is_of_run = |word: &Cursor| word.is_latin() || word.is_any(&["'", "-"]);
    let mut run = place.backwards().take_while(is_of_run).chain(place.forwards().take_while(is_of_run));
    let is_french = run.any(|word| {
        // MateBook D: a letter is a word of French only before its apostrophe.
        let is_word = word.text().len() > 1 || word.ahead(1).is("'");
        is_word && FRENCH_WORDS.contains(&word.text().to_lowercase().as_str())
            || word.text().contains(['é', 'è', 'ê', 'ç', 'œ', 'û', 'î', 'à'])
    });
    let ends_in_french = FRENCH_ENDINGS.iter().any(|ending| place.text().to_lowercase().ends_with(ending));
    if is_french || ends_in_french { Spelling::French } else { Spelling::English }
}

#[cfg(test)]
mod tests;
