//! What names many articles: feeds (RSS, Atom, JSON Feed) bring their items' text, site maps name pages, and lists of
//! feeds (OPML) name feeds.
//!
//! A document on disk is read with what lies beside it, and asks for nothing over the network. One that was fetched by its
//! address leads on to the addresses in it.

use std::{
    collections::HashSet,
    fs, io,
    io::Read,
    path::{Component, Path, PathBuf},
};

use jiff::Timestamp;
use quick_xml::{Reader, events::Event};

use super::{
    date::parse_date,
    feed,
    slug::slug,
    source::{Content, FeedMetadata, Notice, Source, Unusable, modified, now},
};
use crate::{
    article::{self, Kind, decode_markup, unescape},
    fetch::Fetcher,
};

/// Why a document is no feed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("could not read it")]
    Read(#[from] io::Error),
    #[error(transparent)]
    Text(#[from] article::Error),
    #[error("limit reached: the document unfolds to more than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the feed has no item")]
    Empty,
    #[error(
        "neither a feed nor a site map (expected `rss`, `feed`, `RDF`, `urlset`, `sitemapindex` or `opml`, found `{0}`)"
    )]
    Unknown(String),
}

/// Where a document was found.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    File(&'a Path),
    Address(&'a str, &'a Fetcher),
}

/// What a document names.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) sources: Vec<Source>,
    /// What it names and is not there.
    pub(super) unusable: Vec<Unusable>,
    pub(super) notices: Vec<Notice>,
    /// Files and addresses of further documents.
    pub(super) further: Vec<String>,
}

/// The largest document that is read, in bytes. A site map has 50 MB at most, by its own rules.
const MAX_BYTES: usize = 64_000_000;

/// So many of the pages that a site map names and that are not there are told by their addresses, the rest by their number.
const MOST_ABSENT: usize = 100;

/// The most addresses that are taken from one site map, which names 50,000 at most, by its own rules.
const MAX_LOCATIONS: usize = 50_000;

/// Reads the articles that a feed, a site map or a list of feeds names.
///
/// # Errors
/// When it is none of them.
pub(super) fn read(bytes: &[u8], place: Place) -> Result<Named, Error> {
    let unpacked;
    let bytes = match bytes.starts_with(b"\x1f\x8b") {
        true => {
            unpacked = unpack(bytes)?;
            unpacked.as_slice()
        }
        false => bytes,
    };
    let text = decode_markup(bytes)?;
    match root(&text).as_str() {
        "rss" | "rdf" | "feed" => feed_items(&text, place),
        "urlset" => Ok(site_map(&text, place)),
        "sitemapindex" => Ok(further(locations(&text, "loc").into_iter().map(|(address, _)| address), place)),
        "opml" => Ok(further(outlines(&text).into_iter(), place)),
        "json" => json_items(&text, place),
        other => Err(Error::Unknown(other.to_owned())),
    }
}

/// Says whether a document names articles, and is none.
pub fn is_feed(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096.min(bytes.len())).unwrap_or_default();
    let Ok(head) = decode_markup(head) else { return bytes.starts_with(b"\x1f\x8b") };
    match root(&head).as_str() {
        "rss" | "rdf" | "feed" | "urlset" | "sitemapindex" | "opml" => true,
        // JSON Feed says so; other JSON may be an article.
        "json" => head.contains("jsonfeed.org/version"),
        _ => false,
    }
}

fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).take(MAX_BYTES as u64 + 1).read_to_end(&mut unpacked)?;
    match unpacked.len() > MAX_BYTES {
        true => Err(Error::TooLarge { limit: MAX_BYTES }),
        false => Ok(unpacked),
    }
}

/// The name of the outermost element, in lower case without its prefix; `json` where it is JSON.
fn root(text: &str) -> String {
    let text = text.trim_start();
    if text.starts_with(['{', '[']) {
        return "json".to_owned();
    }
    let mut rest = text;
    while let Some((_, inner)) = rest.split_once('<') {
        if let Some(comment) = inner.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
        } else if inner.starts_with(['?', '!']) {
            rest = inner.split_once('>').map_or("", |(_, rest)| rest);
        } else {
            let end = inner.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(inner.len());
            let name = inner[..end].rsplit(':').next().unwrap_or_default();
            return name.chars().take(40).collect::<String>().to_ascii_lowercase();
        }
    }
    "nothing".to_owned()
}

impl Place<'_> {
    fn name(self) -> String {
        match self {
            Place::File(path) => path.to_string_lossy().into_owned(),
            Place::Address(url, _) => url.to_owned(),
        }
    }

    /// When a document was last changed, as far as one can know.
    fn modified(self) -> Timestamp {
        match self {
            Place::File(path) => modified(path),
            Place::Address(..) => now(),
        }
    }
}

fn feed_items(text: &str, place: Place) -> Result<Named, Error> {
    let feed = feed::read(text);
    let mut named = Named::default();
    let name = place.name();
    for (reason, n) in &feed.left_out {
        let what = if *n == 1 { "1 item".to_owned() } else { format!("{n} items") };
        named.notice(&name, format!("left out {what}: {reason}"));
    }
    if feed.items.is_empty() && feed.left_out.is_empty() {
        return Err(Error::Empty);
    }
    for item in feed.items {
        named.item(item, place);
    }
    Ok(named)
}

fn json_items(text: &str, place: Place) -> Result<Named, Error> {
    let mut named = Named::default();
    for item in article::items(text)? {
        let published = item.published.as_deref().and_then(parse_date);
        let kind = if item.is_html { Kind::Html } else { Kind::Plain };
        let item = feed::Item {
            id: item.id.or_else(|| item.link.clone()),
            odd_date: item.published.filter(|_| published.is_none()),
            published,
            title: item.title,
            byline: item.byline,
            link: item.link,
            text: item.text,
            kind: Some(kind),
            is_teaser: false,
        };
        named.item(item, place);
    }
    Ok(named)
}

impl Named {
    fn notice(&mut self, name: &str, reason: String) {
        self.notices.push(Notice { name: name.to_owned(), reason });
    }

    fn item(&mut self, item: feed::Item, place: Place) {
        let guid = item.id.or_else(|| item.title.clone()).unwrap_or_else(|| item.text.chars().take(80).collect());
        let called = item.title.as_deref().unwrap_or(&guid);
        let name = format!("{}: {called}", place.name());
        if let Some(date) = &item.odd_date {
            self.notice(&name, format!("its date `{date}` cannot be read (the episode is left without one)"));
        }
        let mut content = Content::Bytes(item.text.clone().into_bytes(), item.kind.unwrap_or(Kind::Html));
        let is_short = item.text.trim().is_empty() || item.is_teaser;
        match (place, &item.link) {
            // The article is where the feed says, and we were sent there.
            (Place::Address(_, fetcher), Some(link)) if is_short => {
                let (url, fetcher) = (link.clone(), fetcher.clone());
                content = Content::Address { url, fetcher, changed: item.published };
            }
            _ if item.is_teaser => {
                let n_words = item.text.split_whitespace().count();
                let remedy = match &item.link {
                    Some(link) => format!("the article is at {link}"),
                    None => "the feed does not say where the article is".to_owned(),
                };
                self.notice(&name, format!("a teaser of about {n_words} words, not the article ({remedy})"));
            }
            _ => {}
        }
        self.sources.push(Source {
            slug: slug(called),
            name,
            content,
            modified: item.published.unwrap_or_else(|| place.modified()),
            metadata: FeedMetadata {
                title: item.title,
                byline: item.byline,
                published: item.published,
                link: item.link,
            },
            guid,
        });
    }
}

fn site_map(text: &str, place: Place) -> Named {
    let mut named = Named::default();
    let mut absent = Vec::new();
    // Two addresses of one file are one page.
    let mut files = HashSet::new();
    for (address, last_modified) in locations(text, "loc") {
        let changed = last_modified.as_deref().and_then(parse_date);
        let metadata = FeedMetadata { link: Some(address.clone()), ..FeedMetadata::default() };
        let source = match place {
            Place::Address(_, fetcher) => Source {
                slug: slug(&stem(&address)),
                name: address.clone(),
                modified: changed.unwrap_or_else(now),
                content: Content::Address { url: address.clone(), fetcher: fetcher.clone(), changed },
                metadata,
                guid: address,
            },
            // A site map names many pages; those that were not brought along are not ours to fetch.
            Place::File(path) => {
                let Some(file) = beside(path, &address) else {
                    absent.push(address);
                    continue;
                };
                if !files.insert(file.clone()) {
                    continue;
                }
                let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
                // Pages that are called `index` are known by their folder.
                let parent = file.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
                let stem = if stem == "index" { parent.unwrap_or(stem) } else { stem };
                Source {
                    slug: slug(&stem),
                    name: file.to_string_lossy().into_owned(),
                    modified: changed.unwrap_or_else(|| modified(&file)),
                    content: Content::File(file),
                    metadata,
                    guid: address,
                }
            }
        };
        named.sources.push(source);
    }
    let reason = "it does not lie beside the site map (give the site map's address to fetch its pages)";
    let n_more = absent.len().saturating_sub(MOST_ABSENT);
    for address in absent.into_iter().take(MOST_ABSENT) {
        // An address may be longer than anybody reads.
        let name = address.chars().take(200).collect();
        named.unusable.push(Unusable { name, reason: reason.to_owned() });
    }
    if n_more > 0 {
        let reason = format!("{n_more} more of its pages do not lie beside it");
        named.unusable.push(Unusable { name: place.name(), reason });
    }
    named
}

/// Further documents that a document names.
fn further(addresses: impl Iterator<Item = String>, place: Place) -> Named {
    let mut named = Named::default();
    let mut absent = 0usize;
    for address in addresses {
        match place {
            Place::Address(..) => named.further.push(address),
            Place::File(path) => match beside(path, &address).filter(|file| file != path) {
                Some(file) => named.further.push(file.to_string_lossy().into_owned()),
                // A list of feeds is a list of addresses, and who gives it wants what is there.
                None if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("opml")) => {
                    named.further.push(address);
                }
                None => absent += 1,
            },
        }
    }
    if absent > 0 {
        let what = if absent == 1 { "1 document does".to_owned() } else { format!("{absent} documents do") };
        named.notice(&place.name(), format!("{what} not lie beside it (give its address to fetch them)"));
    }
    named
}

/// The addresses of feeds in a list of them.
fn outlines(xml: &str) -> Vec<String> {
    let mut found = Vec::new();
    each_element(xml, |element| {
        let url = element.attributes().with_checks(false).flatten().find_map(|attribute| {
            attribute
                .key
                .local_name()
                .as_ref()
                .eq_ignore_ascii_case(b"xmlUrl")
                .then(|| unescape(&String::from_utf8_lossy(&attribute.value)).trim().to_owned())
        });
        found.extend(url.filter(|url| !url.is_empty()));
    });
    found
}

fn each_element(xml: &str, mut visit: impl FnMut(&quick_xml::events::BytesStart)) {
    let mut reader = forgiving(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => visit(&element),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn forgiving(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

/// The addresses in a site map, with when they were last changed, as written.
fn locations(xml: &str, name: &str) -> Vec<(String, Option<String>)> {
    let mut reader = forgiving(xml);
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    let (mut element, mut text) = (String::new(), String::new());
    while found.len() < MAX_LOCATIONS {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                // Pictures and films of a page have addresses too, under names with a prefix.
                element = String::from_utf8_lossy(start.name().as_ref()).into_owned();
                text.clear();
            }
            Ok(Event::Text(piece)) => text.push_str(&String::from_utf8_lossy(&piece)),
            Ok(Event::CData(piece)) => text.push_str(&String::from_utf8_lossy(&piece)),
            Ok(Event::GeneralRef(reference)) => {
                text.push_str(&unescape(&format!("&{};", String::from_utf8_lossy(&reference))));
            }
            Ok(Event::End(_)) => {
                let value = text.trim();
                match (element.as_str(), found.last_mut()) {
                    (element, _) if element == name && !value.is_empty() => found.push((value.to_owned(), None)),
                    ("lastmod", Some(last)) if !value.is_empty() => last.1 = Some(value.to_owned()),
                    _ => {}
                }
                element.clear();
                text.clear();
            }
            // What was read before the document breaks off is good.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found
}

/// What an address ends in, without its extension; its host where it ends in nothing.
pub(super) fn stem(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest).trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or(path);
    let last = if path.contains('/') { last.rsplit_once('.').map_or(last, |(stem, _)| stem) } else { last };
    percent_decoded(last).unwrap_or_else(|| last.to_owned())
}

/// The file beside the map that an address stands for: its path below the map's folder, or the end of that path; with
/// `.html` or `/index.html` where it names a folder. Nothing outside the folder is looked at, by `..` or by links.
fn beside(map: &Path, address: &str) -> Option<PathBuf> {
    /// Longer addresses (RFC 9110 has servers take 8,000 bytes) or deeper folders are nobody's files.
    const LONGEST: usize = 8_000;
    const DEEPEST: usize = 64;
    if address.len() > LONGEST {
        return None;
    }
    let path = address.split_once("://").map_or(address, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decoded(path)?;
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if parts.len() > DEEPEST {
        return None;
    }
    let folder = map.parent()?;
    let inside = fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()?;
    (0..parts.len().max(1)).find_map(|n_left_out| {
        let relative: PathBuf = parts.get(n_left_out..)?.iter().collect();
        if relative.components().any(|part| !matches!(part, Component::Normal(_))) {
            return None;
        }
        let file = folder.join(&relative);
        let page = PathBuf::from(format!("{}.html", file.display()));
        let is_there =
            |file: &PathBuf| file.is_file() && fs::canonicalize(file).is_ok_and(|found| found.starts_with(&inside));
        [file.clone(), page, file.join("index.html")].into_iter().find(is_there)
    })
}

/// Undoes the percent-escapes of an address.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first == b'%'
            && let Some(hex) = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok())
            && let Ok(byte) = u8::from_str_radix(hex, 16)
        {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests;
