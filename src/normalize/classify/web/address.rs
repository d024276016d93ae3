//! Web addresses and e-mail addresses.

use super::{left_out, says_before};
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::foreign;
use crate::normalize::grammar::number;
use crate::normalize::lexicon::words::List;
use crate::normalize::options::Options;
use crate::normalize::output::Rule;
use crate::normalize::semiotic::Source;
use crate::normalize::spoken::Spoken;
use crate::normalize::token::Kind;
use crate::note::Note;

/// `https://…`, `www.…`, `site.com`, `site.com/path`.
pub(super) fn url<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    // The middle of an address is not the beginning of another.
    if place.is_glued() && place.back(1).is_any(&[".", "@", "/", "_", "-"]) {
        return None;
    }
    let first = place.text().to_lowercase();
    let is_glued = |n: usize, sign: &str| place.ahead(n).is(sign) && place.ahead(n).is_glued();
    let has_scheme = matches!(first.as_str(), "http" | "https" | "ftp") && is_glued(1, ":") && is_glued(2, "/");
    let has_www = first == "www" && is_glued(1, ".");
    let host_end = domain_end(place);
    if let Some(end) = end_past_spaces(place).filter(|_| has_www && host_end.is_none()) {
        let mut notes = Vec::new();
        let spoken = parts(place.ahead(2), end, (Rule::Url, &place.source_to(end)), options, &mut notes);
        return Some(Match::words(end.since(place), spoken).with_notes(notes));
    }
    if !has_scheme && !has_www && host_end.is_none() {
        return None;
    }
    let from = if has_scheme { place.ahead(3) } else { host_end.unwrap_or(place.ahead(2)) };
    let end = address_end(place, from);
    let length = end.since(place);
    let source = place.source(length);
    let is_bare = !has_scheme && !has_www && host_end.is_some_and(|host_end| host_end.is_at(end));
    if is_bare {
        let mut notes = Vec::new();
        let spoken = parts(place, end, (Rule::Url, &source), options, &mut notes);
        return Some(Match::words(length, spoken).with_notes(notes));
    }
    let link = Spoken::phrase("رَابِط", Rule::Url, &source);
    let spoken = if says_link(place) { Vec::new() } else { link.collect() };
    Some(Match::words(length, spoken).with_notes(vec![left_out("web address", place, length)]))
}

/// Where a domain that begins here ends, if it is one: labels and stops without space, a top-level domain last.
fn domain_end(place: Cursor) -> Option<Cursor> {
    let is_label = |part: Cursor| {
        let is_name = (part.is_latin() || part.is_number()) && part.text().is_ascii();
        // site.com- عمر: a dash that ends the word parts it from the next.
        let joins = part.is_any(&["-", "_"]) && part.ahead(1).is_glued();
        (is_name || joins) && (part.is_at(place) || part.is_glued())
    };
    let mut end = place;
    let mut found = None;
    let mut n_labels = 0;
    while is_label(end) {
        let label = end;
        while is_label(end) {
            end = end.ahead(1);
        }
        n_labels += 1;
        let is_single = end.since(label) == 1;
        if n_labels > 1 && is_single && List::TopLevelDomains.has(&label.text().to_lowercase()) {
            found = Some(end);
        }
        if !end.is(".") || !end.is_glued() {
            break;
        }
        end = end.ahead(1);
    }
    // `Node.js`-like names in the middle of a longer word are none: the domain ends where the word does.
    found.filter(|found| end.since(*found) <= 1)
}

/// `www.morocco food expo.com`: where an address ends whose name was printed as several words.
fn end_past_spaces(place: Cursor) -> Option<Cursor> {
    const MOST_WORDS: usize = 4;
    let first = place.ahead(2);
    let is_word = |word: Cursor| word.is_latin() && word.text().is_ascii();
    let more = first.ahead(1).forwards().take(MOST_WORDS).take_while(|word| is_word(*word) && word.is_spaced());
    let n_more = more.count();
    if n_more == 0 || !is_word(first) || !first.is_glued() { None } else { domain_end(first.ahead(n_more)) }
}

/// Where an address ends: at the first space, without the punctuation that closes its sentence.
fn address_end<'t>(place: Cursor<'t>, from: Cursor<'t>) -> Cursor<'t> {
    let mut end = from;
    while !end.back(1).is_printed() && end.since(place) > 1 {
        end = end.back(1);
    }
    let from = end;
    let n_strokes = (0..end.since(place)).filter(|&n| place.ahead(n).is("/")).count();
    let mut in_path = n_strokes >= 2;
    while let Some(token) = end.token().filter(|token| !token.spaced) {
        let belongs = match token.kind {
            Kind::Latin | Kind::Number => true,
            Kind::Arabic => in_path && !end.back(1).is("."),
            Kind::Emoji => false,
            Kind::Sign => {
                end.is_any(&[".", "/", "-", "_", "?", "=", "&", "%", "#", "~", ":", "+", "@", ",", ";", "!", "(", ")"])
            }
        };
        if !belongs {
            break;
        }
        in_path |= end.is("/");
        end = end.ahead(1);
    }
    let closes = |sign: Cursor| sign.is_any(&[".", ",", ";", ":", "!", "?", "(", ")", "-"]);
    while end.since(place) > 1 && end.since(from) > 0 && closes(end.back(1)) {
        end = end.back(1);
    }
    end
}

/// What the sign `_` is called, without marks.
pub(super) const UNDERSCORE: &str = "أندرسكور";

/// The words of an address from a place to `end`: its names, and what its signs are called. Each has the source of all.
pub(super) fn parts(
    place: Cursor,
    end: Cursor,
    (rule, source): (Rule, &Source),
    options: &Options,
    notes: &mut Vec<Note>,
) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    for part in (0..end.since(place)).map(|n| place.ahead(n)) {
        let sign = match (part.kind(), part.text()) {
            // .sa, .uk: of a country there are letters, and no word.
            (Some(Kind::Latin), name) if name.len() == 2 && part.back(1).is(".") && !part.is_at(place) => {
                spoken.extend(foreign::acronym::letter_by_letter(name, source));
                continue;
            }
            (Some(Kind::Latin), name) => {
                spoken.extend(foreign::word(name, source, options, notes));
                continue;
            }
            (Some(Kind::Arabic), name) => {
                spoken.push(Spoken::printed(name, rule, source));
                continue;
            }
            (Some(Kind::Number), digits) => {
                spoken.extend(Spoken::words(number::digits(digits), rule, source));
                continue;
            }
            (_, ".") => "دُوتْ",
            (_, "@") => "آتْ",
            // Of a site's name the hyphen is not said; whoever writes an address needs it.
            (_, "-") if rule != Rule::Url => "شَرْطَة",
            (_, "_") if rule != Rule::Url => "أَنْدَرْسْكُورْ",
            (_, "+") => "بِلَسْ",
            _ => continue,
        };
        spoken.push(Spoken::vowelled(sign, rule, source));
    }
    for word in &mut spoken {
        if let Spoken::Word { rule: of_word, .. } = word {
            *of_word = rule;
        }
    }
    spoken
}

/// `name@site.com`: read as it would be told, `آت` for its sign and `دوت` for its stops.
pub(super) fn email<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    let is_name = |part: Cursor| part.is_latin() || part.is_number();
    let mut sign = place;
    while (sign.is_at(place) || sign.is_glued()) && (is_name(sign) || sign.is_any(&[".", "-", "_", "+"])) {
        sign = sign.ahead(1);
    }
    let host = sign.ahead(1);
    if !sign.is("@") || !sign.is_glued() || !host.is_glued() || !is_name(host) {
        return None;
    }
    let mut end = host;
    let mut has_stop = false;
    while end.is_glued() {
        let next_belongs = end.ahead(1).is_glued() && is_name(end.ahead(1));
        match is_name(end) {
            true => {}
            false if end.is_any(&[".", "-"]) && next_belongs => has_stop |= end.is("."),
            false => break,
        }
        end = end.ahead(1);
    }
    has_stop.then(|| {
        let mut notes = Vec::new();
        let spoken = parts(place, end, (Rule::Email, &place.source_to(end)), options, &mut notes);
        Match::words(end.since(place), spoken).with_notes(notes)
    })
}

/// `الجريدة.كوم`: the name of a site in Arabic letters.
pub(super) fn arabic_domain(place: Cursor) -> Option<Match> {
    let (stop, domain) = (place.ahead(1), place.ahead(2));
    let is_tight = stop.is(".") && stop.is_glued() && domain.is_glued();
    let is_domain = is_tight && domain.is_any(&["كوم", "نت", "أورغ", "أورج"]) && domain.ahead(1).is_word_end();
    let spoken = || {
        let source = place.source(3);
        vec![
            Spoken::printed(place.text(), Rule::Url, &source),
            Spoken::vowelled("دُوتْ", Rule::Url, &source),
            Spoken::printed(domain.text(), Rule::Url, &source),
        ]
    };
    is_domain.then(|| Match::words(3, spoken()))
}

fn says_link(place: Cursor) -> bool {
    says_before(place, |word| {
        ["رابط", "موقع", "لينك", "صفحت", "الصفحة"].iter().any(|said| word.contains(said)) && !word.starts_with("مواقع")
    })
}
