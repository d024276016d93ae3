//! Web addresses, e-mail addresses, handles and hashtags.
//!
//! What is said and why:
//! - A link (`https://…`, `www.…`, an address with a path) is `رابط`: its letters are noise to a listener, and the player
//!   shows it. After a word that says so already (`على الرابط`, `موقعنا`) nothing is said.
//! - A bare domain is the name of a site (`Booking.com`): it is read, `دوت` between its parts.
//! - An e-mail address is `البريد الإلكتروني`, or nothing where the text has just said so.
//! - A handle is read where its words are known (`@realDonaldTrump`) or Arabic, and is `حساب` otherwise.
//! - A hashtag is read as its words, without the sign; `_` and capitals part them.
//!
//! Every address that is not read as printed gets a note with the address.

use std::ops::Range;

use super::lexeme::{Kind, Lexeme, Reading, Spoken};
use super::{Options, Rule, latin, vowels};
use crate::note::{Note, NoteCode};

/// Reads the address, handle or hashtag that begins at `at`.
pub(super) fn read(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    match lexemes.get(at)?.kind {
        Kind::Latin | Kind::Number => email(lexemes, at).or_else(|| url(lexemes, at, options)),
        Kind::Sign => match lexemes[at].text.as_str() {
            "#" => hashtag(lexemes, at, options),
            "@" => handle(lexemes, at, options),
            _ => None,
        },
        Kind::Arabic | Kind::Emoji => None,
    }
}

/// Top-level domains that are taken for one without `www` or a scheme: the commonest, and those of Arab countries.
const TOP_LEVEL: &[&str] = &[
    "com", "net", "org", "info", "edu", "gov", "int", "mil", "biz", "tv", "io", "co", "me", "ai", "app", "dev", "news",
    "online", "live", "media", "press", "site", "store", "shop", "blog", "xyz", "ly", "dz", "ma", "tn", "eg", "sd",
    "mr", "sa", "ae", "qa", "kw", "bh", "om", "ye", "iq", "sy", "lb", "jo", "ps", "so", "dj", "km", "uk", "fr", "de",
    "es", "it", "tr", "ru", "us", "eu", "ch", "be", "nl", "ca", "au", "cn", "jp", "in", "ir", "il",
];

/// `https://…`, `www.…`, `site.com`, `site.com/path`.
fn url(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    let first = lexemes.get(at)?.text.to_lowercase();
    // The middle of an address is not the beginning of another.
    if at > 0 && !lexemes[at].spaced && matches!(lexemes[at - 1].text.as_str(), "." | "@" | "/" | "_" | "-") {
        return None;
    }
    let has_scheme = matches!(first.as_str(), "http" | "https" | "ftp")
        && lexemes.get(at + 1).is_some_and(|colon| colon.text == ":" && !colon.spaced)
        && lexemes.get(at + 2).is_some_and(|slash| slash.text == "/" && !slash.spaced);
    let has_www = first == "www" && lexemes.get(at + 1).is_some_and(|stop| stop.text == "." && !stop.spaced);
    let host_end = domain_end(lexemes, at);
    if let Some(end) = end_past_spaces(lexemes, at).filter(|_| has_www && host_end.is_none()) {
        let source = lexemes[at].source.start..lexemes[end - 1].source.end;
        let mut notes = Vec::new();
        let spoken = domain(&lexemes[at + 2..end], &source, options, &mut notes);
        return Some(Reading { consumed: end - at, spoken, notes });
    }
    if !has_scheme && !has_www && host_end.is_none() {
        return None;
    }
    let end = if has_scheme {
        address_end(lexemes, at, at + 3)
    } else {
        address_end(lexemes, at, host_end.unwrap_or(at + 2))
    };
    let source = lexemes[at].source.start..lexemes[end - 1].source.end;
    let is_bare = !has_scheme && !has_www && host_end == Some(end);
    if is_bare {
        let mut notes = Vec::new();
        let spoken = domain(&lexemes[at..end], &source, options, &mut notes);
        return Some(Reading { consumed: end - at, spoken, notes });
    }
    let spoken = if says_link(lexemes, at) { Vec::new() } else { vowels::phrase("رَابِط", Rule::Url, &source) };
    Some(Reading { consumed: end - at, spoken, notes: vec![left_out("web address", lexemes, at, end)] })
}

/// Where a domain that begins at `at` ends, if it is one: labels and stops without space, a top-level domain last.
fn domain_end(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    let is_label = |lexeme: &Lexeme| {
        matches!(lexeme.kind, Kind::Latin | Kind::Number) && lexeme.text.is_ascii()
            || matches!(lexeme.text.as_str(), "-" | "_")
    };
    let mut end = at;
    let mut found = None;
    let mut n_labels = 0;
    while lexemes.get(end).is_some_and(|lexeme| is_label(lexeme) && (end == at || !lexeme.spaced)) {
        let label = end;
        while lexemes.get(end).is_some_and(|lexeme| is_label(lexeme) && (end == at || !lexeme.spaced)) {
            end += 1;
        }
        n_labels += 1;
        let single = end == label + 1;
        if n_labels > 1 && single && TOP_LEVEL.contains(&lexemes[label].text.to_lowercase().as_str()) {
            found = Some(end);
        }
        if !lexemes.get(end).is_some_and(|stop| stop.text == "." && !stop.spaced) {
            break;
        }
        end += 1;
    }
    // `Node.js`-like names in the middle of a longer word are none: the domain ends where the word does.
    found.filter(|&found| found + 1 >= end)
}

/// `www.morocco food expo.com`: where an address ends whose name was printed as several words.
fn end_past_spaces(lexemes: &[Lexeme], at: usize) -> Option<usize> {
    const MOST_WORDS: usize = 4;
    let first = lexemes.get(at + 2).filter(|first| first.kind == Kind::Latin && !first.spaced)?;
    let is_word = |lexeme: &Lexeme| lexeme.kind == Kind::Latin && lexeme.text.is_ascii();
    let n_words =
        lexemes[at + 3..].iter().take(MOST_WORDS).take_while(|lexeme| is_word(lexeme) && lexeme.spaced).count();
    let last = at + 2 + n_words;
    if n_words == 0 || !is_word(first) { None } else { domain_end(lexemes, last) }
}

/// Where an address ends: at the first space, without the punctuation that closes its sentence.
fn address_end(lexemes: &[Lexeme], at: usize, from: usize) -> usize {
    let mut end = from.min(lexemes.len());
    let mut in_path =
        lexemes.get(at..end).is_some_and(|host| host.iter().filter(|lexeme| lexeme.text == "/").count() >= 2);
    while let Some(lexeme) = lexemes.get(end).filter(|lexeme| !lexeme.spaced) {
        let belongs = match lexeme.kind {
            Kind::Latin | Kind::Number => true,
            Kind::Arabic => in_path && lexemes[end - 1].text != ".",
            Kind::Emoji => false,
            Kind::Sign => matches!(
                lexeme.text.as_str(),
                "." | "/"
                    | "-"
                    | "_"
                    | "?"
                    | "="
                    | "&"
                    | "%"
                    | "#"
                    | "~"
                    | ":"
                    | "+"
                    | "@"
                    | ","
                    | ";"
                    | "!"
                    | "("
                    | ")"
            ),
        };
        if !belongs {
            break;
        }
        in_path |= lexeme.text == "/";
        end += 1;
    }
    let closes = |sign: &str| matches!(sign, "." | "," | ";" | ":" | "!" | "?" | "(" | ")" | "-");
    while end > at + 1 && end > from && lexemes.get(end - 1).is_some_and(|last| closes(&last.text)) {
        end -= 1;
    }
    end
}

/// Reads a domain: its labels, and `دوت` for the stops.
fn domain(lexemes: &[Lexeme], source: &Range<usize>, options: &Options, notes: &mut Vec<Note>) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    for lexeme in lexemes {
        match lexeme.kind {
            Kind::Latin => spoken.extend(latin::word(&lexeme.text, source, options, notes)),
            Kind::Number => {
                let digits = super::number::digits(&lexeme.text);
                spoken.extend(digits.iter().map(|digit| vowels::word(digit, Rule::Url, source.clone())));
            }
            _ if lexeme.text == "." => spoken.push(vowels::word("دُوتْ", Rule::Url, source.clone())),
            _ => {}
        }
    }
    for word in &mut spoken {
        if let Spoken::Word { rule, .. } = word {
            *rule = Rule::Url;
        }
    }
    spoken
}

/// `name@site.com`.
fn email(lexemes: &[Lexeme], at: usize) -> Option<Reading> {
    let mut at_sign = at;
    while lexemes.get(at_sign).is_some_and(|lexeme| {
        (at_sign == at || !lexeme.spaced)
            && (matches!(lexeme.kind, Kind::Latin | Kind::Number)
                || matches!(lexeme.text.as_str(), "." | "-" | "_" | "+"))
    }) {
        at_sign += 1;
    }
    lexemes.get(at_sign).filter(|sign| sign.text == "@" && !sign.spaced)?;
    let host =
        lexemes.get(at_sign + 1).filter(|host| !host.spaced && matches!(host.kind, Kind::Latin | Kind::Number))?;
    let mut end = at_sign + 1;
    let mut has_stop = false;
    while let Some(lexeme) = lexemes.get(end).filter(|lexeme| !lexeme.spaced) {
        let next_belongs =
            lexemes.get(end + 1).is_some_and(|next| !next.spaced && matches!(next.kind, Kind::Latin | Kind::Number));
        match lexeme.kind {
            Kind::Latin | Kind::Number => {}
            Kind::Sign if matches!(lexeme.text.as_str(), "." | "-") && next_belongs => has_stop |= lexeme.text == ".",
            _ => break,
        }
        end += 1;
    }
    if !has_stop || host.text.is_empty() {
        return None;
    }
    let source = lexemes[at].source.start..lexemes[end - 1].source.end;
    let spoken = if says_email(lexemes, at) {
        Vec::new()
    } else {
        vowels::phrase("الْبَرِيد الْإِلِكْتُرُونِيّ", Rule::Email, &source)
    };
    Some(Reading { consumed: end - at, spoken, notes: vec![left_out("e-mail address", lexemes, at, end)] })
}

/// `@name`.
fn handle(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    let end = joined_end(lexemes, at + 1);
    let name = lexemes.get(at + 1..end).filter(|name| !name.is_empty())?;
    lexemes.get(at + 1).filter(|first| !first.spaced && first.kind != Kind::Sign)?;
    let source = lexemes[at].source.start..lexemes[end - 1].source.end;
    let mut notes = Vec::new();
    let mut spoken = Vec::new();
    for lexeme in name {
        match lexeme.kind {
            Kind::Arabic => spoken.push(printed(lexeme, Rule::Handle)),
            Kind::Latin => spoken.extend(latin::word(&lexeme.text, &source, options, &mut notes)),
            Kind::Number => {
                let digits = super::number::digits(&lexeme.text);
                spoken.extend(digits.iter().map(|digit| vowels::word(digit, Rule::Handle, source.clone())));
            }
            Kind::Sign | Kind::Emoji => {}
        }
    }
    let is_known = notes.is_empty()
        && name.iter().all(|lexeme| matches!(lexeme.kind, Kind::Latin | Kind::Arabic) || lexeme.text == "_");
    if !is_known {
        let note = left_out("handle", lexemes, at, end);
        let text = |index: Option<usize>| index.and_then(|index| lexemes.get(index)).map(|l| l.text.as_str());
        // A handle in brackets after a name adds nothing that can be said.
        let in_brackets = text(at.checked_sub(1)) == Some("(") && text(Some(end)) == Some(")");
        let spoken = match text(at.checked_sub(1)) {
            _ if in_brackets || says_account(lexemes, at) => Vec::new(),
            Some("عبر" | "على") => vowels::phrase(account_of(lexemes, at), Rule::Handle, &source),
            _ => vowels::phrase("حِسَاب", Rule::Handle, &source),
        };
        return Some(Reading { consumed: end - at, spoken, notes: vec![note] });
    }
    for word in &mut spoken {
        if let Spoken::Word { rule, source: word_source, .. } = word {
            *rule = Rule::Handle;
            *word_source = source.clone();
        }
    }
    Some(Reading { consumed: end - at, spoken, notes })
}

/// Whose account a handle after a preposition is: of those who speak (`تابعونا على`), of her, of him.
fn account_of(lexemes: &[Lexeme], at: usize) -> &'static str {
    let words: Vec<&str> = lexemes[..at]
        .iter()
        .rev()
        .skip(1)
        .filter(|l| l.kind == Kind::Arabic)
        .take(3)
        .map(|l| l.text.as_str())
        .collect();
    let ends = |suffixes: &[&str]| words.iter().any(|word| suffixes.iter().any(|suffix| word.ends_with(suffix)));
    if ends(&["نا"]) {
        "حِسَابِنَا"
    } else if ends(&["ة", "ات"]) {
        "حِسَابِهَا"
    } else {
        "حِسَابِهِ"
    }
}

/// `#وسم_من_كلمات`. Ends before a number, which the number readers know better how to read.
fn hashtag(lexemes: &[Lexeme], at: usize, options: &Options) -> Option<Reading> {
    let first = lexemes.get(at + 1).filter(|first| !first.spaced)?;
    if matches!(first.kind, Kind::Sign | Kind::Emoji | Kind::Number) {
        return None;
    }
    let mut end = at + 1;
    let mut spoken = Vec::new();
    let mut notes = Vec::new();
    let start = lexemes[at].source.start;
    while let Some(lexeme) = lexemes.get(end).filter(|lexeme| follows(lexemes, end) && lexeme.kind != Kind::Number) {
        // The sign belongs to the first word, and to what shares that one's place.
        let is_first = lexeme.source.start <= first.source.start;
        let source = if is_first { start..lexeme.source.end } else { lexeme.source.clone() };
        match lexeme.kind {
            Kind::Arabic => {
                let Spoken::Word { text, .. } = printed(lexeme, Rule::Hashtag) else { break };
                spoken.push(Spoken::Word { text, hint: None, rule: Rule::Hashtag, source });
            }
            Kind::Latin => spoken.extend(latin::word(&lexeme.text, &source, options, &mut notes)),
            Kind::Sign if lexeme.text == "_" => {}
            Kind::Sign | Kind::Emoji | Kind::Number => break,
        }
        end += 1;
    }
    for word in &mut spoken {
        if let Spoken::Word { rule, .. } = word {
            *rule = Rule::Hashtag;
        }
    }
    Some(Reading { consumed: end - at, spoken, notes })
}

/// Whether a lexeme is printed right after the one before it, perhaps with the `_` that is counted with that.
fn follows(lexemes: &[Lexeme], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| lexemes.get(before));
    lexemes.get(index).zip(before).is_some_and(|(lexeme, before)| lexeme.source.start == before.source.end)
}

/// Where a run without spaces of letters, digits and `_` ends.
fn joined_end(lexemes: &[Lexeme], from: usize) -> usize {
    let mut end = from;
    while lexemes.get(end).is_some_and(|lexeme| {
        follows(lexemes, end)
            && (matches!(lexeme.kind, Kind::Arabic | Kind::Latin | Kind::Number) || lexeme.text == "_")
    }) {
        end += 1;
    }
    end
}

fn printed(lexeme: &Lexeme, rule: Rule) -> Spoken {
    Spoken::Word { text: lexeme.text.clone(), hint: None, rule, source: lexeme.source.clone() }
}

fn left_out(what: &str, lexemes: &[Lexeme], at: usize, end: usize) -> Note {
    let taken = &lexemes[at..end];
    let printed: String = taken.iter().map(|lexeme| lexeme.text.as_str()).collect();
    let source = taken.first().map_or(0, |first| first.source.start)..taken.last().map_or(0, |last| last.source.end);
    Note::new(NoteCode::TokenSkipped, format!("{what} `{printed}` is not read out"), source)
}

/// The two words before, without signs.
fn words_before(lexemes: &[Lexeme], at: usize) -> impl Iterator<Item = &str> {
    let is_word = |lexeme: &&Lexeme| lexeme.kind == Kind::Arabic;
    lexemes[..at].iter().rev().filter(is_word).take(2).map(|lexeme| lexeme.text.as_str())
}

fn says_link(lexemes: &[Lexeme], at: usize) -> bool {
    words_before(lexemes, at).any(|word| {
        ["رابط", "موقع", "لينك", "صفحت", "الصفحة"].iter().any(|said| word.contains(said)) && !word.starts_with("مواقع")
    })
}

fn says_email(lexemes: &[Lexeme], at: usize) -> bool {
    words_before(lexemes, at).any(|word| {
        ["بريد", "البريد", "إيميل", "ايميل", "الإلكتروني", "الالكتروني"].iter().any(|said| word.contains(said))
    })
}

fn says_account(lexemes: &[Lexeme], at: usize) -> bool {
    words_before(lexemes, at).any(|word| ["حساب", "صفح", "قنات"].iter().any(|said| word.contains(said)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize::testing::{check_reach, read_alone};

    fn check(input: &str, expect: &str) {
        let read = |lexemes: &[Lexeme], at: usize| read(lexemes, at, &Options::default());
        assert_eq!(read_alone(read, input, |lexeme| Some(lexeme.text.clone())), expect, "{input}");
    }

    #[test]
    fn links() {
        check("شاهد https://news.site.org/ar/1?x=2", "شاهد رابط");
        check("شاهد www.site.org.", "شاهد رابط .");
        check("على الرابط http://bit.ly/abc هنا", "على الرابط هنا");
        check("شاهد youtube.com/watch?v=x", "شاهد رابط");
    }

    #[test]
    fn names_of_sites() {
        check("متجر Amazon.com الكبير", "متجر أمازون دوت كوم الكبير");
    }

    #[test]
    fn a_sentence_is_no_domain() {
        check("Google.Apple", "Google . Apple");
    }

    #[test]
    fn emails() {
        check("راسل a.b@site.co.uk اليوم", "راسل البريد الإلكتروني اليوم");
        check("البريد الإلكتروني: a@site.com.", "البريد الإلكتروني : .");
    }

    #[test]
    fn handles() {
        check("كتبت @WHO أمس", "كتبت دبليو إتش أو أمس");
        check("كتب @BillGates أمس", "كتب بيل غيتس أمس");
        check("كتب @qzxw_77", "كتب حساب");
    }

    #[test]
    fn hashtags() {
        check("#ربيع_جميل جدا", "ربيع جميل جدا");
        check("#SmartCity", "سمارت سيتي");
        check("#كأس_العالم_2022", "كأس العالم 2022");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a-z@#._/:ا-ي0-9 ?-]{0,24}") {
            check_reach(read, &text);
        }
    }
}
