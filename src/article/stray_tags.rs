//! Tags in a text that nobody said was marked up, such as `<break time="1s"/>` or `<b>`: they are not spoken.
//!
//! Only what is surely a tag is one: a name of HTML or SSML right after the bracket, attributes with their values, and
//! the bracket that closes it, on one line or a few. `3 < 5` and `<https://…>` are left as they are.

use std::borrow::Cow;

/// Names of elements that people leave in text; sorted.
#[rustfmt::skip]
const NAMES: [&str; 55] = [
    "a", "abbr", "article", "audio", "b", "bdi", "big", "blockquote", "body", "br", "break", "center", "cite", "code",
    "del", "div", "em", "emphasis", "figure", "font", "h1", "h2", "h3", "h4", "hr", "html", "i", "img", "ins", "lang",
    "li", "mark", "ol", "p", "phoneme", "pre", "prosody", "q", "s", "say-as", "section", "small", "span", "speak",
    "strike", "strong", "sub", "sup", "table", "td", "th", "tr", "u", "ul", "voice",
];

/// A tag is no longer than this, in bytes.
const LONGEST: usize = 400;

/// Puts spaces in the place of tags, so that every other byte stays where it was.
pub(super) fn without(text: &str) -> Cow<'_, str> {
    let mut blanked = String::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('<')).map(|open| at + open) {
        let Some(length) = tag_length(&text[open..]) else {
            blanked.push_str(&text[at..=open]);
            at = open + 1;
            continue;
        };
        blanked.push_str(&text[at..open]);
        // A line that ends inside a tag still ends.
        let blank = |byte: u8| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' };
        blanked.extend(text[open..open + length].bytes().map(blank));
        at = open + length;
    }
    if at == 0 {
        return Cow::Borrowed(text);
    }
    blanked.push_str(&text[at..]);
    Cow::Owned(blanked)
}

/// Measures the tag that a text begins with.
fn tag_length(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    // The bracket that closes it, with none that opens another between: every byte is looked at once.
    let close = inner.bytes().take(LONGEST).position(|byte| matches!(byte, b'<' | b'>'))?;
    let inner = inner.get(..close).filter(|_| inner.as_bytes().get(close) == Some(&b'>'))?;
    let length = close + 2;
    if inner.starts_with("?xml ") && inner.ends_with('?') {
        return Some(length);
    }
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let n_name = inner.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let (name, rest) = inner.split_at(n_name);
    NAMES.binary_search(&name.to_ascii_lowercase().as_str()).ok()?;
    let rest = rest.trim();
    let rest = rest.strip_suffix('/').map_or(rest, str::trim_end);
    (rest.is_empty() || !closes && has_attributes(rest)).then_some(length)
}

/// Says whether what stands behind a name are attributes with values: words alone would be a sentence in brackets.
fn has_attributes(rest: &str) -> bool {
    let mut rest = rest;
    while !rest.is_empty() {
        let Some((name, value)) = rest.split_once('=') else { return false };
        let name = name.trim();
        if name.is_empty()
            || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b':' | b'_'))
        {
            return false;
        }
        let value = value.trim_start();
        let after = match value.strip_prefix(['"', '\'']) {
            Some(quoted) => match quoted.find(if value.starts_with('"') { '"' } else { '\'' }) {
                Some(end) => &quoted[end + 1..],
                None => return false,
            },
            None => value.find(char::is_whitespace).map_or("", |end| &value[end..]),
        };
        rest = after.trim_start();
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let found = without(text);
        assert_eq!(found.len(), text.len());
        assert_eq!(super::super::fold_space(&found), expect);
    }

    #[test]
    fn tags_go_and_the_rest_stays_in_its_place() {
        check("<speak>قال <break time=\"2s\"/> نعم</speak>", "قال نعم");
        check("<?xml version=\"1.0\"?><speak xml:lang='ar' version=\"1.1\">نعم</speak>", "نعم");
        check("<p>قال <b>نعم</b><BR></p>", "قال نعم");
        check("<a href=x>رابط</a>", "رابط");
        let text = "أ <b>ب</b> ت";
        assert_eq!(without(text).find('ت'), text.find('ت'));
        assert_eq!(without("أ<break\ntime='1s'/>ب").matches('\n').count(), 1);
    }

    #[test]
    fn what_is_no_tag_stays() {
        for text in ["3 < 5 > 2", "<https://example.org>", "<نص>", "<b", "<b نص>", "<List>", "<3", "<b <b <b"] {
            check(text, text);
        }
        assert!(NAMES.is_sorted());
    }
}
