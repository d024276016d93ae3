//! Articles of feeds and site maps, from files alone: RSS and Atom bring their items' text, a site map names pages, and
//! those that lie beside it are read.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use jiff::Timestamp;
use quick_xml::{Reader, events::Event};

use super::{
    slug::slug,
    source::{Content, Source, Told, modified, parse_date},
};
use crate::article::Kind;

/// Why a file is no feed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("could not read it")]
    Read(#[from] std::io::Error),
    #[error("malformed XML")]
    Xml(#[from] quick_xml::Error),
    #[error("malformed feed")]
    Feed(#[from] feed_rs::parser::ParseFeedError),
    #[error("neither a feed nor a site map (expected `rss`, `feed`, `RDF`, `urlset` or `sitemapindex`, found `{0}`)")]
    Unknown(String),
}

/// Reads the articles that a feed or site map names.
///
/// # Errors
/// When it is neither, or damaged.
pub(super) fn read(path: &Path) -> Result<Vec<Source>, Error> {
    let bytes = fs::read(path)?;
    match root(&bytes)?.as_str() {
        "rss" | "RDF" | "feed" => feed(&bytes, path),
        "urlset" => site_map(&bytes, path),
        // An index names further maps; each is a file of its own, read where it lies beside this one.
        "sitemapindex" => {
            let mut sources = Vec::new();
            for (address, _) in locations(&bytes)? {
                if let Some(map) = beside(path, &address)
                    && map != path
                {
                    sources.extend(site_map(&fs::read(&map)?, &map)?);
                }
            }
            Ok(sources)
        }
        other => Err(Error::Unknown(other.to_owned())),
    }
}

/// The name of the outermost element, without its prefix.
fn root(bytes: &[u8]) -> Result<String, Error> {
    let mut reader = Reader::from_reader(bytes);
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(element) | Event::Empty(element) => {
                return Ok(String::from_utf8_lossy(element.local_name().as_ref()).into_owned());
            }
            Event::Eof => return Err(Error::Unknown("nothing".to_owned())),
            _ => buffer.clear(),
        }
    }
}

fn feed(bytes: &[u8], path: &Path) -> Result<Vec<Source>, Error> {
    let feed = feed_rs::parser::parse(bytes)?;
    let file_modified = modified(path);
    let name = path.to_string_lossy();
    let source = |entry: feed_rs::model::Entry| {
        let title = entry.title.map(|title| plain(&title.content)).filter(|title| !title.is_empty());
        let body = entry.content.and_then(|content| content.body).filter(|body| !body.trim().is_empty());
        let text = body.or_else(|| entry.summary.map(|summary| summary.content)).unwrap_or_default();
        let kind = if text.contains('<') { Kind::Html } else { Kind::Plain };
        let timestamp = |seconds: Option<i64>| seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let published = timestamp(entry.published.map(|date| date.timestamp()));
        let updated = timestamp(entry.updated.map(|date| date.timestamp()));
        let authors: Vec<String> =
            entry.authors.into_iter().filter_map(|author| author.name).filter(|name| !name.is_empty()).collect();
        Source {
            slug: slug(title.as_deref().unwrap_or(&entry.id)),
            name: format!("{name}: {}", title.as_deref().unwrap_or(&entry.id)),
            guid: entry.id,
            content: Content::Text(text, kind),
            modified: published.or(updated).unwrap_or(file_modified),
            told: Told {
                title,
                byline: (!authors.is_empty()).then(|| authors.join("، ")),
                published,
                link: entry.links.into_iter().map(|link| link.href).find(|link| link.starts_with("http")),
            },
        }
    };
    Ok(feed.entries.into_iter().map(source).collect())
}

fn site_map(bytes: &[u8], path: &Path) -> Result<Vec<Source>, Error> {
    let mut sources = Vec::new();
    for (address, last_modified) in locations(bytes)? {
        // A site map names many pages; those that were not brought along cannot be read and are not ours to fetch.
        let Some(file) = beside(path, &address) else { continue };
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        // Pages that are called `index` are known by their folder.
        let parent = file.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        let stem = if stem == "index" { parent.unwrap_or(stem) } else { stem };
        sources.push(Source {
            slug: slug(&stem),
            name: file.to_string_lossy().into_owned(),
            modified: last_modified.as_deref().and_then(parse_date).unwrap_or_else(|| modified(&file)),
            content: Content::File(file),
            told: Told { link: Some(address.clone()), ..Told::default() },
            guid: address,
        });
    }
    Ok(sources)
}

/// The addresses in a site map, with when they were last changed, as written.
fn locations(bytes: &[u8]) -> Result<Vec<(String, Option<String>)>, Error> {
    let mut reader = Reader::from_reader(bytes);
    let mut buffer = Vec::new();
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    let (mut element, mut text) = (String::new(), String::new());
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Start(start) => {
                element = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
                text.clear();
            }
            Event::Text(piece) => text.push_str(&String::from_utf8_lossy(&piece)),
            Event::CData(piece) => text.push_str(&String::from_utf8_lossy(&piece)),
            Event::GeneralRef(reference) if *reference == *b"amp" => text.push('&'),
            Event::End(_) => {
                let value = text.trim();
                match (element.as_str(), found.last_mut()) {
                    ("loc", _) if !value.is_empty() => found.push((value.to_owned(), None)),
                    ("lastmod", Some(last)) if !value.is_empty() => last.1 = Some(value.to_owned()),
                    _ => {}
                }
                element.clear();
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
        buffer.clear();
    }
}

/// The file beside the map that an address stands for: its path below the map's folder, or the end of that path; with
/// `.html` or `/index.html` where it names a folder. Nothing outside the folder is looked at, and nothing that a link
/// leads to there.
fn beside(map: &Path, address: &str) -> Option<PathBuf> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = unescape(path)?;
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    // Every end of the path is looked for, so that a path of any length must not have as many ends.
    const DEEPEST: usize = 32;
    let parts = &parts[parts.len().saturating_sub(DEEPEST)..];
    let folder = map.parent()?;
    let real_folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder }.canonicalize().ok()?;
    let is_inside =
        |file: &PathBuf| file.is_file() && file.canonicalize().is_ok_and(|real| real.starts_with(&real_folder));
    (0..parts.len().max(1)).find_map(|n_left_out| {
        let relative: PathBuf = parts.get(n_left_out..)?.iter().collect();
        if relative.components().any(|part| !matches!(part, Component::Normal(_))) {
            return None;
        }
        let file = folder.join(&relative);
        let page = PathBuf::from(format!("{}.html", file.display()));
        [file.clone(), page, file.join("index.html")].into_iter().find(is_inside)
    })
}

/// Undoes the percent-escapes of an address.
fn unescape(text: &str) -> Option<String> {
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

/// A title without markup and references, which some feeds escape twice.
fn plain(title: &str) -> String {
    // A parser walks the open elements at every tag: a title of nothing but tags would take minutes.
    const LONGEST: usize = 4_000;
    let end = title.char_indices().nth(LONGEST).map_or(title.len(), |(end, _)| end);
    let text: String = scraper::Html::parse_fragment(&title[..end]).root_element().text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(files: &[(&str, &str)]) -> Vec<Source> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        read(&folder.path().join(files[0].0)).unwrap()
    }

    #[test]
    fn rss_brings_the_whole_text_where_it_has_it() {
        let rss = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>صحيفة</title>
            <item><guid>n-1</guid><title>مطر &amp;amp; ريح</title><link>https://example.org/1</link><dc:creator>سلمى</dc:creator>
            <pubDate>Thu, 14 Mar 2024 10:00:00 +0300</pubDate><description>موجز</description>
            <content:encoded><![CDATA[<p>هطل المطر.</p><p>ثم سكن.</p>]]></content:encoded></item>
            <item><guid>n-2</guid><title>خبر</title><description>نص الخبر.</description></item></channel></rss>"#;
        let sources = sources(&[("feed.xml", rss)]);
        assert_eq!((sources[0].guid.as_str(), sources[0].slug.as_str()), ("n-1", "mtr-ryh"));
        assert_eq!(sources[0].told.title.as_deref(), Some("مطر & ريح"));
        assert_eq!(sources[0].told.byline.as_deref(), Some("سلمى"));
        assert_eq!(sources[0].told.published.unwrap().to_string(), "2024-03-14T07:00:00Z");
        assert!(matches!(&sources[0].content, Content::Text(text, Kind::Html) if text.contains("ثم سكن")));
        assert!(matches!(&sources[1].content, Content::Text(text, Kind::Plain) if text == "نص الخبر."));
    }

    #[test]
    fn atom_brings_its_content() {
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>ص</title><id>x</id><updated>2024-03-14T10:00:00Z</updated>
            <entry><id>urn:1</id><title>عنوان</title><updated>2024-03-15T10:00:00Z</updated>
            <content type="html">&lt;p&gt;نص.&lt;/p&gt;</content></entry></feed>"#;
        let sources = sources(&[("feed.atom", atom)]);
        assert_eq!(sources[0].guid, "urn:1");
        assert_eq!(sources[0].modified.to_string(), "2024-03-15T10:00:00Z");
        assert!(matches!(&sources[0].content, Content::Text(text, Kind::Html) if text == "<p>نص.</p>"));
    }

    #[test]
    fn site_map_names_pages_beside_it() {
        let map = r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            <url><loc>https://example.org/news/rain</loc><lastmod>2024-03-14</lastmod></url>
            <url><loc>https://example.org/a&amp;b/</loc></url>
            <url><loc>https://example.org/%D8%A3.html</loc></url>
            <url><loc>https://example.org/../../etc/passwd</loc></url>
            <url><loc>https://example.org/elsewhere</loc></url></urlset>"#;
        let sources =
            sources(&[("sitemap.xml", map), ("news/rain.html", "م"), ("a&b/index.html", "ب"), ("أ.html", "أ")]);
        let guids: Vec<_> = sources.iter().map(|source| source.guid.as_str()).collect();
        assert_eq!(
            guids,
            ["https://example.org/news/rain", "https://example.org/a&b/", "https://example.org/%D8%A3.html"]
        );
        assert_eq!((sources[0].slug.as_str(), sources[1].slug.as_str()), ("rain", "a-b"));
        assert_eq!(sources[0].modified.to_string(), "2024-03-14T00:00:00Z");
    }

    #[cfg(unix)]
    #[test]
    fn link_that_leads_out_of_the_folder_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("site")).unwrap();
        fs::write(path("secret.html"), "سر").unwrap();
        fs::write(path("site/page.html"), "نص").unwrap();
        std::os::unix::fs::symlink(path("secret.html"), path("site/out.html")).unwrap();
        std::os::unix::fs::symlink(folder.path(), path("site/up")).unwrap();
        std::os::unix::fs::symlink(path("site/page.html"), path("site/in.html")).unwrap();
        let names = ["out.html", "out", "up/secret.html", "in.html", "page"];
        let locations = names.map(|name| format!("<url><loc>https://example.org/{name}</loc></url>")).concat();
        fs::write(path("site/sitemap.xml"), format!("<urlset>{locations}</urlset>")).unwrap();
        let sources = read(&path("site/sitemap.xml")).unwrap();
        let guids: Vec<_> = sources.iter().map(|source| source.guid.as_str()).collect();
        assert_eq!(guids, ["https://example.org/in.html", "https://example.org/page"]);
    }

    #[test]
    fn other_xml_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.xml");
        fs::write(&path, "<svg/>").unwrap();
        assert!(matches!(read(&path), Err(Error::Unknown(name)) if name == "svg"));
    }
}
