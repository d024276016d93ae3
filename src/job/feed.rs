//! RSS and Atom as they are, item by item.
//!
//! Feeds are written by hand, by templates and by programs that were stopped half-way, so nothing in one item may cost
//! another: a bare `&` is itself, an element that is not closed ends with its item, a feed that breaks off has the items
//! before the break, and after a place that is no XML reading goes on at the next item. That is why the reader is ours:
//! those that there are read a whole feed or none of it.

use jiff::Timestamp;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::date::parse_date;
use crate::article::{Kind, has_tags, text_of_tags, unescape};

/// A feed.
#[derive(Debug, Default)]
pub(super) struct Feed {
    pub(super) title: Option<String>,
    pub(super) link: Option<String>,
    pub(super) items: Vec<Item>,
    /// How many items were left out, by why.
    pub(super) left_out: Vec<(&'static str, usize)>,
}

/// An item of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Item {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) byline: Option<String>,
    pub(super) link: Option<String>,
    pub(super) published: Option<Timestamp>,
    /// A date that could not be read.
    pub(super) odd_date: Option<String>,
    pub(super) text: String,
    pub(super) kind: Option<Kind>,
    /// The text breaks off: the article is elsewhere.
    pub(super) is_teaser: bool,
}

/// What stands in an item: the element's name as printed, its attributes, its text or markup.
#[derive(Debug)]
struct Field {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Field {
    fn new(element: &BytesStart) -> Field {
        let mut attributes = Vec::new();
        for attribute in element.attributes().with_checks(false).flatten() {
            let value = unescape(&String::from_utf8_lossy(&attribute.value));
            attributes.push((name(attribute.key.as_ref()), value));
        }
        Field { name: name(element.name().as_ref()), attributes, text: String::new() }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a feed.
pub(super) fn read(xml: &str) -> Feed {
    let mut feed = Feed::default();
    let mut raw: Vec<Vec<Field>> = Vec::new();
    let mut offset = 0;
    // Where a stretch is no XML, reading goes on at the next item; each break may cost a look at all the rest.
    const MOST_BREAKS: usize = 100;
    for _ in 0..MOST_BREAKS {
        let rest = xml.get(offset..).unwrap_or_default();
        let Some(broken) = stretch(rest, &mut feed, &mut raw) else { break };
        feed.leave_out("cannot be read as XML");
        let is_item = |at: &usize| rest[*at..].starts_with("<item") || rest[*at..].starts_with("<entry");
        match rest.match_indices('<').map(|(at, _)| at).filter(|at| *at > broken).find(is_item) {
            Some(next) => offset += next,
            None => break,
        }
    }
    for fields in raw {
        match reason_to_leave_out(&fields) {
            Some(reason) => feed.leave_out(reason),
            None => {
                let item = item(&fields, &feed);
                feed.items.push(item);
            }
        }
    }
    feed
}

impl Feed {
    fn leave_out(&mut self, reason: &'static str) {
        match self.left_out.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, n)) => *n += 1,
            None => self.left_out.push((reason, 1)),
        }
    }
}

/// Reads items up to the end, or to a place that is no XML, and says where that is.
fn stretch(xml: &str, feed: &mut Feed, items: &mut Vec<Vec<Field>>) -> Option<usize> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut fields: Option<Vec<Field>> = None;
    // The field that is open: where its inside begins, how often its name is open in it, whether it holds elements.
    let mut open: Option<(Field, usize, usize, bool)> = None;
    loop {
        let before = position(&reader);
        let event = match reader.read_event() {
            Ok(event) => event,
            // The item that it breaks in is lost with it.
            Err(_) => return Some(before),
        };
        match event {
            Event::Eof => {
                if fields.is_some() {
                    feed.leave_out("cut off");
                }
                return None;
            }
            Event::Start(element) => {
                let printed = name(element.name().as_ref());
                if matches!(printed.as_str(), "item" | "entry" | "atom:entry") {
                    // An item that was not closed ends where the next begins.
                    items.extend(fields.replace(Vec::new()));
                    open = None;
                } else if let Some((field, _, depth, has_elements)) = &mut open {
                    *depth += usize::from(field.name == printed);
                    *has_elements = true;
                } else {
                    open = Some((Field::new(&element), position(&reader), 0, false));
                    // Of the feed itself only its name and place are wanted; what holds them is gone into.
                    if fields.is_none() && !matches!(printed.as_str(), "title" | "link") {
                        open = None;
                    }
                }
            }
            Event::Empty(element) => match (&mut open, &mut fields) {
                (Some((_, _, _, has_elements)), _) => *has_elements = true,
                (None, Some(fields)) => fields.push(Field::new(&element)),
                (None, None) => feed.tell(Field::new(&element)),
            },
            Event::End(element) => {
                let printed = name(element.name().as_ref());
                let ends_item = matches!(printed.as_str(), "item" | "entry" | "atom:entry");
                if let Some((field, start, depth, has_elements)) = &mut open {
                    if field.name == printed && *depth > 0 {
                        *depth -= 1;
                        continue;
                    }
                    if field.name == printed || ends_item {
                        // Elements that nobody escaped are the text's markup.
                        if *has_elements {
                            field.text = xml.get(*start..before).unwrap_or_default().to_owned();
                        }
                        let field = open.take().map(|(field, ..)| field);
                        match &mut fields {
                            Some(fields) => fields.extend(field),
                            None => field.into_iter().for_each(|field| feed.tell(field)),
                        }
                    }
                }
                if ends_item {
                    items.extend(fields.take());
                    open = None;
                }
            }
            Event::Text(text) => {
                if let Some((field, ..)) = &mut open {
                    field.text.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Event::CData(text) => {
                if let Some((field, ..)) = &mut open {
                    field.text.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Event::GeneralRef(reference) => {
                if let Some((field, ..)) = &mut open {
                    let printed = format!("&{};", String::from_utf8_lossy(&reference));
                    // Entities of pages are not those of XML: they wait until the text is read as one.
                    field.text.push_str(&match &*printed {
                        "&amp;" | "&lt;" | "&gt;" | "&quot;" | "&apos;" => unescape(&printed),
                        number if number.starts_with("&#") => unescape(number),
                        _ => printed,
                    });
                }
            }
            _ => {}
        }
    }
}

impl Feed {
    fn tell(&mut self, field: Field) {
        match field.name.as_str() {
            "title" if self.title.is_none() => self.title = Some(title(&field.text)).filter(|title| !title.is_empty()),
            "link" if self.link.is_none() && field.attribute("rel").is_none_or(|rel| rel == "alternate") => {
                let link = field.attribute("href").unwrap_or(field.text.trim());
                self.link = Some(link.to_owned()).filter(|link| link.starts_with("http"));
            }
            _ => {}
        }
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn name(name: &[u8]) -> String {
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

/// Says why an item is no article: exports of whole sites hold much else.
fn reason_to_leave_out(fields: &[Field]) -> Option<&'static str> {
    let text = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.text.trim());
    // WordPress.
    if let Some(kind) = text("wp:post_type") {
        let is_public = text("wp:status").is_none_or(|status| status == "publish");
        let is_locked = text("wp:post_password").is_some_and(|password| !password.is_empty());
        const OTHER: [&str; 4] = ["attachment", "nav_menu_item", "revision", "custom_css"];
        let is_other = OTHER.contains(&kind) || kind.starts_with("wp_") || kind.contains("oembed");
        return match (is_other, is_public && !is_locked) {
            (true, _) => Some("no article (an attachment, a menu, a setting)"),
            (false, false) => Some("not published"),
            (false, true) => None,
        };
    }
    // Blogger, before and since 2022.
    let term = fields.iter().filter(|field| field.name == "category").find_map(|field| {
        field.attribute("term").and_then(|term| term.strip_prefix("http://schemas.google.com/blogger/2008/kind#"))
    });
    let kind = text("blogger:type").map(str::to_ascii_lowercase);
    if let Some(kind) = kind.as_deref().or(term)
        && !matches!(kind, "post" | "page")
    {
        return Some("no article (a comment, a setting, a template)");
    }
    let is_draft = text("app:control").is_some_and(|control| control.contains("yes"))
        || text("blogger:status").is_some_and(|status| status != "LIVE");
    is_draft.then_some("not published")
}

fn item(fields: &[Field], feed: &Feed) -> Item {
    let find = |name: &str| fields.iter().find(|field| field.name == name && !field.text.trim().is_empty());
    let first = |names: &[&str]| names.iter().find_map(|name| find(name));
    let whole = |names: &[&str]| first(names).map(|field| field.text.trim().to_owned());
    let link = fields.iter().filter(|field| field.name == "link").find_map(|field| {
        let is_page = field.attribute("rel").is_none_or(|rel| rel == "alternate");
        let link = field.attribute("href").unwrap_or(field.text.trim());
        (is_page && link.starts_with("http")).then(|| unescape(link))
    });
    let guid = whole(&["guid", "id", "atom:id"]);
    let link = link.or_else(|| guid.clone().filter(|guid| guid.starts_with("http")));
    let dates = ["pubdate", "published", "wp:post_date_gmt", "dc:date", "date", "issued", "updated", "modified"];
    let dates: Vec<&str> = dates
        .iter()
        .filter_map(|name| find(name))
        .map(|field| field.text.trim())
        // The years 0 and 1 are what WordPress and Hugo write for want of a date.
        .filter(|date| !date.split(['-', ' ']).take(4).any(|part| matches!(part, "0000" | "0001")))
        .collect();
    let published = dates.iter().find_map(|date| parse_date(date));
    let title_text = first(&["title", "turbo:topic"]).map(|field| title(&field.text)).filter(|title| !title.is_empty());

    // What names itself the content is the content; else the longest of what may be.
    let content = first(&["content:encoded", "content", "full-text", "yandex:full-text", "body", "xhtml:body"]);
    let summary = first(&["description", "summary", "itunes:summary"]);
    // Made for Yandex's own pages, whole where the rest may be a line; each begins with its title again.
    let turbo =
        first(&["turbo:content"]).filter(|turbo| content.is_none_or(|other| other.text.len() < turbo.text.len()));
    let content = turbo.or(content);
    let field = content.or(summary);
    let is_plain = field.is_some_and(|field| field.attribute("type") == Some("text"));
    let text = field.map(|field| field.text.as_str()).unwrap_or_default();
    let text = turbo
        .and_then(|_| text.trim_start().strip_prefix("<header")?.split_once("</header>"))
        .map_or(text, |(_, rest)| rest);
    let is_export = find("wp:post_type").is_some();
    let text = if is_export { without_shortcodes(text) } else { text.to_owned() };
    let text = without_trailer(&text, title_text.as_deref(), link.as_deref(), feed).to_owned();
    let (text, kind) = match !is_plain && has_tags(&text) {
        true => (with_paragraphs(text), Kind::Html),
        false if is_plain => (text, Kind::Plain),
        false => (unescape(&text), Kind::Plain),
    };
    Item {
        id: guid.or_else(|| link.clone()),
        byline: byline(fields),
        odd_date: dates.first().filter(|_| published.is_none()).map(|date| (*date).to_owned()),
        published,
        is_teaser: is_teaser(&text, content.is_some()),
        title: title_text,
        link,
        text,
        kind: Some(kind),
    }
}

/// A title without markup and references, which some feeds escape twice.
pub(super) fn title(text: &str) -> String {
    let text = if has_tags(text) { text_of_tags(text) } else { text.to_owned() };
    unescape(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn byline(fields: &[Field]) -> Option<String> {
    let names: Vec<String> = fields
        .iter()
        .filter(|field| matches!(field.name.as_str(), "dc:creator" | "author" | "itunes:author"))
        .filter_map(|field| {
            // Atom's author has a name, an address and a page.
            let inner = field.text.split_once("<name>").and_then(|(_, rest)| rest.split_once("</name>"));
            let name = title(inner.map_or(field.text.as_str(), |(name, _)| name));
            // `editor@waha.example (سلمى)`, as RSS has it.
            let name = match name.split_once('(') {
                Some((mail, name)) if mail.contains('@') => name.trim_end_matches(')').trim().to_owned(),
                _ => name,
            };
            (!name.is_empty() && !name.contains('@')).then_some(name)
        })
        .collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.dedup();
    (!names.is_empty()).then(|| names.join("، "))
}

/// Says whether a text breaks off.
fn is_teaser(text: &str, is_content: bool) -> bool {
    let text = if has_tags(text) { text_of_tags(text) } else { text.to_owned() };
    let end = text.trim_end();
    let is_bracketed =
        ["[…]", "[...]", "[ … ]", "(...)", "[&#8230;]", "[&hellip;]"].iter().any(|mark| end.ends_with(mark));
    let is_open = end.ends_with('…') || end.ends_with("...");
    is_bracketed || is_open && (!is_content || end.split_whitespace().count() < 120)
}

/// Leaves out the paragraph that a site puts under each item to say where it comes from ("The post … appeared first on
/// …", in whatever language): the last one, which names the item and the site, by links or in words.
fn without_trailer<'t>(text: &'t str, title: Option<&str>, link: Option<&str>, feed: &Feed) -> &'t str {
    let trimmed = text.trim_end();
    const LONGEST: usize = 1500;
    let start = ["<p", "<div", "\n"].iter().filter_map(|mark| trimmed.rfind(mark)).max().unwrap_or(0);
    let tail = &trimmed[start..];
    if tail.len() > LONGEST {
        return text;
    }
    let host = |url: &str| url.split("://").nth(1).and_then(|rest| rest.split('/').next()).map(str::to_owned);
    let is_same = |one: &str, other: &str| {
        let page = |url: &str| url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/').to_owned();
        page(one) == page(other)
    };
    let links = tail.split("href=").skip(1).filter_map(|rest| rest.get(1..)?.split(['"', '\'']).next());
    let links: Vec<&str> = links.collect();
    if let Some(link) = link {
        let names_item = links.iter().any(|found| is_same(found, link));
        let is_root = |url: &str| url.split("://").nth(1).is_some_and(|rest| !rest.trim_end_matches('/').contains('/'));
        let names_site = links.iter().any(|found| {
            !is_same(found, link)
                && (feed.link.as_deref().is_some_and(|site| is_same(found, site))
                    || host(found) == host(link) && is_root(found))
        });
        if names_item && names_site && start > 0 {
            return &trimmed[..start];
        }
    }
    // In words, at the end of the last line: the item's title, then the site's name, and little else.
    let (Some(title), Some(site)) = (title, feed.title.as_deref()) else { return text };
    let Some(at) = tail.rfind(title).filter(|_| links.is_empty() && title.split_whitespace().count() >= 2) else {
        return text;
    };
    let after = &tail[at + title.len()..];
    let rest = after.replacen(site, "", 1);
    let sentence = tail[..at]
        .rfind(['.', '…', ']', '؟', '!', '>'])
        .map_or(0, |end| end + tail[end..].chars().next().map_or(1, char::len_utf8));
    let n_other = rest.split_whitespace().count() + tail[sentence..at].split_whitespace().count();
    match rest.len() < after.len() && n_other <= 8 {
        true => &trimmed[..start + sentence],
        false => text,
    }
}

/// Sets the paragraphs of a text that has them by its empty lines, as WordPress keeps them.
fn with_paragraphs(text: String) -> String {
    const BLOCKS: [&str; 9] = ["<p", "<div", "<br", "<h1", "<h2", "<h3", "<li", "<table", "<blockquote"];
    let lower = text.to_ascii_lowercase();
    if !text.trim().contains('\n') || BLOCKS.iter().any(|block| lower.contains(block)) {
        return text;
    }
    let paragraphs = text.split('\n').map(str::trim).filter(|line| !line.is_empty());
    paragraphs.map(|line| format!("<p>{line}</p>\n")).collect()
}

/// Takes WordPress's shortcodes out of a text (`[gallery ids="1"]`); the text of a caption is one.
fn without_shortcodes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, code)) = rest.split_once('[') {
        kept.push_str(before);
        let name = code.trim_start_matches('/');
        let length = name.bytes().take_while(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-')).count();
        let after = &name[length..];
        // Brackets of the author's hold a number or a word in their language.
        let is_code = length >= 2 && after.starts_with([']', ' ', '/', '\u{a0}']);
        let end = after.char_indices().take(2000).find(|(_, c)| is_code && *c == ']').map(|(end, _)| end);
        let Some(end) = end else {
            kept.push('[');
            rest = code;
            continue;
        };
        match (&name[..length], code.starts_with('/')) {
            ("caption", false) => kept.push_str("<figure><figcaption>"),
            ("caption", true) => kept.push_str("</figcaption></figure>"),
            _ => {}
        }
        rest = &after[end + 1..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests;
