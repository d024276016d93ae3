//! A page as bytes: a light scanner that knows tags from text, without a tree.
//!
//! It serves three ends. Paragraphs find their way back to the bytes they came from ([`Locator`]). Pages that would
//! cost a tree builder more than they are worth are recognised ([`is_hostile`]) and flattened ([`flatten`]). Entities
//! that were escaped twice are decoded ([`unescape`]).

use std::ops::Range;

/// Where paragraphs stand in a page: its visible text without white space, with the way back from each word.
pub(super) struct Locator {
    text: String,
    runs: Vec<Run>,
    /// Where the last paragraph ended, in `text`.
    cursor: usize,
    /// How many bytes may still be searched; keeps the cost linear on a page that does not match its own text.
    budget: usize,
}

/// A stretch of the text that stands in the page as one: a word or a part of one, or an entity.
struct Run {
    /// Where it begins in the text.
    at: usize,
    /// Its bytes in the page.
    source: Range<usize>,
    /// It is an entity: it has not the length that it has in the page.
    is_entity: bool,
}

/// One piece of a page.
pub(super) enum Piece<'a> {
    /// Text to be shown, entities not decoded.
    Text(Range<usize>),
    /// A tag: its name as printed, and whether it closes an element.
    Tag { name: &'a str, closes: bool, printed: Range<usize> },
}

impl Locator {
    /// Reads the visible text of a page.
    pub(super) fn new(html: &str) -> Locator {
        let mut text = String::with_capacity(html.len() / 2);
        let mut runs = Vec::new();
        for piece in Scanner::new(html) {
            let Piece::Text(range) = piece else { continue };
            let printed = html.get(range.clone()).unwrap_or_default();
            for word in printed.split_whitespace() {
                // Both are parts of the page, so the distance of their beginnings is where the word stands.
                let mut start = range.start + (word.as_ptr().addr() - printed.as_ptr().addr());
                let mut rest = word;
                while !rest.is_empty() {
                    let at = text.len();
                    let (length, is_entity) = match entity(rest) {
                        Some((c, length)) => {
                            if !c.is_whitespace() {
                                text.push(c);
                            }
                            (length, true)
                        }
                        None => {
                            let next = rest.bytes().skip(1).position(|byte| byte == b'&');
                            let length = next.map_or(rest.len(), |at| at + 1);
                            text.push_str(&rest[..length]);
                            (length, false)
                        }
                    };
                    if text.len() > at {
                        runs.push(Run { at, source: start..start + length, is_entity });
                    }
                    start += length;
                    rest = &rest[length..];
                }
            }
        }
        let budget = 20 * text.len() + 1_000_000;
        Locator { text, runs, cursor: 0, budget }
    }

    /// Finds a paragraph after the one found before it; best effort. What is not found gets an empty range there.
    pub(super) fn next(&mut self, paragraph: &str) -> Range<usize> {
        let found = self.find(paragraph, self.cursor);
        match &found {
            Some(found) => {
                self.cursor = found.end;
                self.bytes(found.clone())
            }
            None => {
                let at = self.run(self.cursor).map_or(0, |run| run.source.start);
                at..at
            }
        }
    }

    /// Finds a text anywhere, without moving on; empty if it is not there.
    pub(super) fn anywhere(&mut self, text: &str) -> Range<usize> {
        match self.find(text, 0) {
            Some(found) => self.bytes(found),
            None => 0..0,
        }
    }

    /// Finds a text from an offset on: whole, or by its first and last words if something between them was left out.
    fn find(&mut self, wanted: &str, from: usize) -> Option<Range<usize>> {
        let whole: String = wanted.split_whitespace().collect();
        if whole.is_empty() {
            return None;
        }
        if let Some(start) = self.search(&whole, from, usize::MAX) {
            return Some(start..start + whole.len());
        }
        let words: Vec<&str> = wanted.split_whitespace().map(|word| word.trim_matches(['،', ','])).collect();
        let (start, head_end) = [6, 3, 1].iter().find_map(|&count| {
            let head: String = words.iter().take(count).copied().collect();
            self.search(&head, from, usize::MAX).filter(|_| !head.is_empty()).map(|at| (at, at + head.len()))
        })?;
        let window = 3 * whole.len() + 2000;
        let end = [6, 3, 1].iter().find_map(|&count| {
            let tail: String = words.iter().skip(words.len().saturating_sub(count)).copied().collect();
            self.search(&tail, start, window).filter(|_| !tail.is_empty()).map(|at| at + tail.len())
        });
        Some(start..end.unwrap_or(head_end))
    }

    fn search(&mut self, wanted: &str, from: usize, window: usize) -> Option<usize> {
        let end = from.saturating_add(window).min(self.text.len());
        let end = (end..self.text.len() + 1).find(|&end| self.text.is_char_boundary(end))?;
        let part = self.text.get(from..end)?;
        let found = part.find(wanted);
        let cost = found.unwrap_or(part.len());
        if cost > self.budget {
            self.budget = 0;
            return None;
        }
        self.budget -= cost;
        found.map(|at| from + at)
    }

    /// Returns the run that an offset of the text is in.
    fn run(&self, offset: usize) -> Option<&Run> {
        self.runs.get(self.runs.partition_point(|run| run.at <= offset).checked_sub(1)?)
    }

    fn bytes(&self, found: Range<usize>) -> Range<usize> {
        let (Some(first), Some(last)) = (self.run(found.start), self.run(found.end.saturating_sub(1))) else {
            return 0..0;
        };
        let start = if first.is_entity { first.source.start } else { first.source.start + (found.start - first.at) };
        let end = if last.is_entity { last.source.end } else { last.source.start + (found.end - last.at) };
        start..end.max(start)
    }
}

/// Says whether building a tree of this page would cost out of proportion: elements nested deeper than a browser shows
/// (Chrome stops at 512), formatting left open that every later paragraph repeats, tags with thousands of attributes.
///
/// The tree builder walks the open elements at each tag, copies open formatting into each block and compares each
/// attribute with all before it, so all three grow with the square of the page.
pub(super) fn is_hostile(html: &str) -> bool {
    const DEEPEST: usize = 512;
    const MOST_ATTRIBUTES: usize = 1000;
    const MOST_COPIES: usize = 300_000;
    let (mut depth, mut formatting, mut copies, mut ignored) = (0usize, 0usize, 0usize, 0usize);
    for piece in Scanner::new(html) {
        let Piece::Tag { name, closes, printed } = piece else { continue };
        let tag = html.get(printed).unwrap_or_default();
        if tag.len() > MOST_ATTRIBUTES && attributes(tag) > MOST_ATTRIBUTES {
            return true;
        }
        let name = name.to_ascii_lowercase();
        if is_void(&name) || tag.ends_with("/>") && !closes && name.contains(':') {
            continue;
        }
        copies += if closes { 0 } else { formatting };
        let counter = match name.as_str() {
            // Their end tags are optional; they do not nest by themselves.
            "p" | "li" | "dt" | "dd" | "tr" | "td" | "th" | "thead" | "tbody" | "tfoot" | "option" | "colgroup"
            | "rt" | "rp" => &mut ignored,
            "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt"
            | "u" => &mut formatting,
            _ => &mut depth,
        };
        *counter = if closes { counter.saturating_sub(1) } else { *counter + 1 };
        if depth + formatting > DEEPEST || copies > MOST_COPIES {
            return true;
        }
    }
    false
}

/// Rewrites a page as paragraphs and headings without any nesting.
pub(super) fn flatten(html: &str) -> String {
    let mut flat = String::with_capacity(html.len() / 2);
    flat.push_str("<!DOCTYPE html><body><p>");
    for piece in Scanner::new(html) {
        match piece {
            Piece::Text(range) => flat.push_str(html.get(range).unwrap_or_default()),
            Piece::Tag { name, closes, .. } => match name.to_ascii_lowercase().as_str() {
                "a" | "abbr" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "em" | "font" | "i" | "mark"
                | "nobr" | "q" | "s" | "small" | "span" | "strike" | "strong" | "sub" | "sup" | "tt" | "u" => {}
                "br" => flat.push_str("<br>"),
                heading @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => {
                    if !flat.ends_with("<p>") || !closes {
                        flat.push_str(if closes { "</" } else { "<" });
                        flat.push_str(heading);
                        flat.push('>');
                    }
                    if closes {
                        flat.push_str("<p>");
                    }
                }
                _ if flat.ends_with("<p>") => {}
                _ => flat.push_str("<p>"),
            },
        }
    }
    flat
}

/// Returns the text between the tags of a piece of a page, its entities decoded: an empty line where a block begins or
/// ends, a line break at `<br>`, commas between the cells of a row. Lines do not begin with white space.
pub(crate) fn text_of_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in Scanner::new(html) {
        match piece {
            Piece::Text(range) => {
                let printed = unescape(html.get(range).unwrap_or_default());
                let starts_line = text.is_empty() || text.ends_with('\n');
                text.push_str(if starts_line { printed.trim_start_matches([' ', '\t']) } else { &printed });
            }
            Piece::Tag { name, closes, .. } => match name.to_ascii_lowercase().as_str() {
                "a" | "abbr" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "em" | "font" | "i" | "mark"
                | "nobr" | "q" | "s" | "small" | "span" | "strike" | "strong" | "sub" | "sup" | "tt" | "u" | "img" => {}
                "br" => text.push('\n'),
                "td" | "th" if closes => text.push_str("، "),
                "td" | "th" => {}
                _ if text.is_empty() || text.ends_with("\n\n") => {}
                _ => {
                    text.truncate(text.trim_end_matches([' ', '،']).len());
                    text.push_str("\n\n");
                }
            },
        }
    }
    text
}

/// Decodes the entities of a text.
pub(crate) fn unescape(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (c, length) = match entity(rest) {
            Some(entity) => entity,
            None => rest.chars().next().map_or((' ', rest.len()), |c| (c, c.len_utf8())),
        };
        decoded.push(c);
        at += length;
    }
    decoded
}

/// Decodes the entity that a text begins with: the character and the entity's length. The names are those that Arabic
/// pages use.
fn entity(text: &str) -> Option<(char, usize)> {
    const NAMES: &[(&str, char)] = &[
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("nbsp", '\u{a0}'),
        ("laquo", '«'),
        ("raquo", '»'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("sbquo", '‚'),
        ("bdquo", '„'),
        ("lsaquo", '‹'),
        ("rsaquo", '›'),
        ("hellip", '…'),
        ("ndash", '–'),
        ("mdash", '—'),
        ("bull", '•'),
        ("middot", '·'),
        ("copy", '©'),
        ("reg", '®'),
        ("trade", '™'),
        ("times", '×'),
        ("divide", '÷'),
        ("deg", '°'),
        ("plusmn", '±'),
        ("frac12", '½'),
        ("frac14", '¼'),
        ("frac34", '¾'),
        ("sup2", '²'),
        ("sup3", '³'),
        ("euro", '€'),
        ("pound", '£'),
        ("yen", '¥'),
        ("cent", '¢'),
        ("sect", '§'),
        ("para", '¶'),
        ("zwnj", '\u{200c}'),
        ("zwj", '\u{200d}'),
        ("lrm", '\u{200e}'),
        ("rlm", '\u{200f}'),
        ("shy", '\u{ad}'),
        ("ensp", '\u{2002}'),
        ("emsp", '\u{2003}'),
        ("thinsp", '\u{2009}'),
        ("larr", '←'),
        ("rarr", '→'),
        ("uarr", '↑'),
        ("darr", '↓'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("ecirc", 'ê'),
        ("agrave", 'à'),
        ("acirc", 'â'),
        ("ccedil", 'ç'),
        ("ocirc", 'ô'),
        ("icirc", 'î'),
        ("ucirc", 'û'),
        ("uuml", 'ü'),
        ("ouml", 'ö'),
        ("auml", 'ä'),
        ("ntilde", 'ñ'),
        ("aacute", 'á'),
        ("iacute", 'í'),
        ("oacute", 'ó'),
        ("uacute", 'ú'),
        ("szlig", 'ß'),
        ("minus", '−'),
        ("prime", '′'),
        ("permil", '‰'),
        ("infin", '∞'),
        ("micro", 'µ'),
        ("num", '#'),
        ("colon", ':'),
        ("comma", ','),
        ("period", '.'),
    ];
    const LONGEST: usize = 12;
    let rest = text.strip_prefix('&')?;
    let end = rest
        .bytes()
        .take(LONGEST)
        .position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'#'))
        .unwrap_or(rest.len().min(LONGEST));
    let name = rest.get(..end)?;
    let length = 1 + end + usize::from(rest.as_bytes().get(end) == Some(&b';'));
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(|c| (c, length));
    }
    let (_, c) = NAMES.iter().find(|(known, _)| *known == name)?;
    // Without the semicolon only the oldest names count, and only they are found so in pages.
    let is_closed = length == 1 + end + 1;
    (is_closed || matches!(name, "amp" | "lt" | "gt" | "quot" | "nbsp" | "copy" | "laquo" | "raquo"))
        .then_some((*c, length))
}

/// Walks over a page, tag by tag.
pub(super) struct Scanner<'a> {
    html: &'a str,
    at: usize,
    /// The element whose content is not markup, until its end tag.
    raw: Option<&'a str>,
    /// How many drawings and formulas are open; in them no element is raw, and no text is the page's.
    foreign: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { html, at: 0, raw: None, foreign: 0 }
    }

    fn rest(&self) -> &'a str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Steps over a tag: name, attributes with their quoted values, `>`.
    fn tag(&mut self) -> Piece<'a> {
        let start = self.at;
        let closes = self.rest().starts_with("</");
        let name_start = start + if closes { 2 } else { 1 };
        let bytes = self.html.as_bytes();
        let is_name = |byte: &u8| !(byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'));
        let name_end = bytes
            .get(name_start..)
            .map_or(name_start, |rest| name_start + rest.iter().take_while(|byte| is_name(byte)).count());
        let mut i = name_end;
        let mut quote = None;
        let mut after_equals = false;
        while let Some(&byte) = bytes.get(i) {
            match quote {
                Some(open) if byte == open => quote = None,
                Some(_) => {}
                None if byte == b'>' => break,
                None if after_equals && matches!(byte, b'"' | b'\'') => quote = Some(byte),
                None => {}
            }
            if !byte.is_ascii_whitespace() {
                after_equals = quote.is_none() && byte == b'=';
            }
            i += 1;
        }
        self.at = (i + 1).min(self.html.len());
        let name = self.html.get(name_start..name_end).unwrap_or_default();
        const RAW: &[&str] =
            &["script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp", "noscript"];
        if ["svg", "math"].iter().any(|foreign| name.eq_ignore_ascii_case(foreign)) {
            self.foreign = if closes { self.foreign.saturating_sub(1) } else { self.foreign + 1 };
        }
        if !closes && self.foreign == 0 && RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            self.raw = Some(name);
        }
        Piece::Tag { name, closes, printed: start..self.at }
    }

    /// Steps to the end tag of the element whose content is not markup.
    fn skip_raw(&mut self, name: &str) {
        let bytes = self.rest().as_bytes();
        let is_end = |i: usize| {
            bytes.get(i..i + 2) == Some(b"</")
                && bytes.get(i + 2..i + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        };
        let end = (0..bytes.len()).find(|&i| bytes.get(i) == Some(&b'<') && is_end(i));
        self.at += end.unwrap_or(bytes.len());
    }
}

impl<'a> Iterator for Scanner<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(name) = self.raw.take() {
            self.skip_raw(name);
        }
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            if rest.starts_with("<!--") {
                self.at += rest.get(4..).and_then(|inner| inner.find("-->")).map_or(rest.len(), |end| end + 7);
                continue;
            }
            if rest.starts_with("<!") || rest.starts_with("<?") {
                self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
                continue;
            }
            let after = rest.get(1..).unwrap_or_default();
            let is_tag = rest.starts_with('<')
                && (after.starts_with(|c: char| c.is_ascii_alphabetic())
                    || after.strip_prefix('/').is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())));
            if is_tag {
                return Some(self.tag());
            }
            let start = self.at;
            let skip = usize::from(rest.starts_with('<'));
            let end = rest.get(skip..).and_then(|inner| inner.find('<')).map_or(rest.len(), |end| end + skip);
            self.at = start + end;
            if self.foreign == 0 {
                return Some(Piece::Text(start..self.at));
            }
        }
    }
}

fn attributes(tag: &str) -> usize {
    let mut quote = None;
    let mut was_space = false;
    let mut count = 0;
    for byte in tag.bytes() {
        match quote {
            Some(open) => {
                if byte == open {
                    quote = None;
                }
            }
            None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
            None => {
                count += usize::from(was_space && !byte.is_ascii_whitespace() || byte == b'/');
                was_space = byte.is_ascii_whitespace();
            }
        }
    }
    count
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "frame"
            | "keygen"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, paragraph: &str, expect: &str) {
        let range = Locator::new(html).next(paragraph);
        assert_eq!(html.get(range), Some(expect));
    }

    #[test]
    fn text_is_found_through_markup_and_entities() {
        check("<p>قال &laquo;نعم&raquo; <b>ومض</b>ى.</p>", "قال «نعم» ومضى.", "قال &laquo;نعم&raquo; <b>ومض</b>ى.");
        check("<title>قال</title><script>قال</script><p title='قال'>قال كلمة", "قال كلمة", "قال كلمة");
        check("<!-- قال --> <p>قال</p>", "قال", "قال");
    }

    #[test]
    fn what_was_left_out_of_the_middle_does_not_matter() {
        check("<p>أول الكلام<sup>[1]</sup> وآخر الكلام.", "أول الكلام وآخر الكلام.", "أول الكلام<sup>[1]</sup> وآخر الكلام.");
    }

    #[test]
    fn paragraph_whose_end_is_not_in_the_page_is_found_by_its_first_words() {
        check("<p>قال<b> كلمة</b> # التعليقات", "قال كلمة وداعا", "قال");
    }

    #[test]
    fn paragraphs_are_found_in_order() {
        let html = "<p>مرة</p><p>مرة</p>";
        let mut locator = Locator::new(html);
        let (first, second) = (locator.next("مرة"), locator.next("مرة"));
        assert!(first.end <= second.start);
        assert_eq!(html.get(second), Some("مرة"));
    }

    #[test]
    fn hostile_pages_are_recognised() {
        assert!(is_hostile(&"<div>".repeat(1000)));
        assert!(is_hostile(&format!("<p {}>", "a=1 b ".repeat(1000))));
        assert!(is_hostile(&format!(
            "{}{}",
            (0..100).map(|i| format!("<font size={i}>")).collect::<String>(),
            "<p>".repeat(4000)
        )));
        assert!(!is_hostile(&"<div><p>نص<p>نص</div><br><img>".repeat(1000)));
    }

    #[test]
    fn escaped_twice_is_decoded() {
        assert_eq!(unescape("&#8220;قال&#x201D; &amp; &unknown; R&D"), "“قال” & &unknown; R&D");
    }
}
