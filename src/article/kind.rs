//! How an input is written: what its name, its media type or its beginning promise.

use std::path::Path;

use super::{charset, subtitles};

/// How the input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text without markup, perhaps pasted from a page with some of the page's furniture.
    Plain,
    /// Text with Markdown: headings, lists, quotes, tables, emphasis, links.
    Markdown,
    /// A web page, or a piece of one.
    Html,
    /// Text with the markup of Emacs's Org.
    Org,
    /// Text with the markup of Docutils and Sphinx.
    ReStructuredText,
    /// Subtitles, in SRT, WebVTT or SubStation Alpha.
    Subtitles,
    /// An article, or several, as sites answer them to programs.
    Json,
    /// A message (EML).
    Mail,
    /// A page as browsers save it in a single file (MHTML).
    WebArchive,
    /// A book.
    Epub,
    /// A document of Word.
    Docx,
    /// A document of LibreOffice and others (OpenDocument).
    Odt,
}

/// Extensions, and the kinds that they promise.
const EXTENSIONS: [(&str, Kind); 26] = [
    ("ass", Kind::Subtitles),
    ("docx", Kind::Docx),
    ("eml", Kind::Mail),
    ("epub", Kind::Epub),
    ("htm", Kind::Html),
    ("html", Kind::Html),
    ("json", Kind::Json),
    ("markdown", Kind::Markdown),
    ("md", Kind::Markdown),
    ("mdown", Kind::Markdown),
    ("mdx", Kind::Markdown),
    ("mht", Kind::WebArchive),
    ("mhtml", Kind::WebArchive),
    ("mkd", Kind::Markdown),
    ("odt", Kind::Odt),
    ("org", Kind::Org),
    ("qmd", Kind::Markdown),
    ("rst", Kind::ReStructuredText),
    ("sbv", Kind::Subtitles),
    ("shtml", Kind::Html),
    ("srt", Kind::Subtitles),
    ("ssa", Kind::Subtitles),
    ("text", Kind::Plain),
    ("txt", Kind::Plain),
    ("vtt", Kind::Subtitles),
    ("xhtml", Kind::Html),
];

/// Extensions of files that people have articles in and that are not read, and what they are; sorted.
const UNREAD: [(&str, &str); 22] = [
    ("azw", "a Kindle book"),
    ("azw3", "a Kindle book"),
    ("chm", "compiled help"),
    ("djvu", "a scanned document"),
    ("doc", "an old Word document"),
    ("fb2", "a FictionBook"),
    ("gdoc", "a link to Google Docs"),
    ("key", "a presentation"),
    ("lit", "a Microsoft Reader book"),
    ("mobi", "a Kindle book"),
    ("msg", "an Outlook message"),
    ("odp", "a presentation"),
    ("ods", "a spreadsheet"),
    ("one", "a OneNote notebook"),
    ("pages", "a Pages document"),
    ("pdf", "a PDF"),
    ("ppt", "a presentation"),
    ("pptx", "a presentation"),
    ("rtf", "an RTF document"),
    ("webarchive", "a Safari web archive"),
    ("xls", "a spreadsheet"),
    ("xlsx", "a spreadsheet"),
];

/// Media types, and the kinds that they promise.
const MEDIA_TYPES: [(&str, Kind); 17] = [
    ("application/epub+zip", Kind::Epub),
    ("application/feed+json", Kind::Json),
    ("application/json", Kind::Json),
    ("application/ld+json", Kind::Json),
    ("application/vnd.oasis.opendocument.text", Kind::Odt),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", Kind::Docx),
    ("application/x-subrip", Kind::Subtitles),
    ("application/xhtml+xml", Kind::Html),
    ("message/rfc822", Kind::Mail),
    ("multipart/related", Kind::WebArchive),
    ("text/html", Kind::Html),
    ("text/markdown", Kind::Markdown),
    ("text/org", Kind::Org),
    ("text/plain", Kind::Plain),
    ("text/vtt", Kind::Subtitles),
    ("text/x-org", Kind::Org),
    ("text/x-rst", Kind::ReStructuredText),
];

impl Kind {
    /// Returns the kind that a file's extension promises, if it promises one.
    pub fn from_path(path: &Path) -> Option<Kind> {
        let extension = extension(path)?;
        EXTENSIONS.iter().find(|(known, _)| *known == extension).map(|(_, kind)| *kind)
    }

    /// Returns what a file is and what to do about it, by its extension, where people have articles in such files and
    /// Natiq does not read them.
    pub fn refusal(path: &Path) -> Option<String> {
        let extension = extension(path)?;
        let (_, what) = UNREAD.iter().find(|(known, _)| *known == extension)?;
        let remedy = match extension.as_str() {
            "pdf" => "convert it with `pdftotext`, or copy its text into a file",
            "azw" | "azw3" | "chm" | "fb2" | "lit" | "mobi" => "convert it to EPUB",
            "gdoc" | "key" | "odp" | "ods" | "one" | "ppt" | "pptx" | "xls" | "xlsx" => "export its text",
            "msg" => "save the message as EML or text",
            "webarchive" => "save the page as HTML",
            _ => "save it as DOCX, ODT or text",
        };
        Some(format!("{what} is not read ({remedy})"))
    }

    /// Returns the kind of a media type, in lower case without parameters.
    pub fn from_media_type(media_type: &str) -> Option<Kind> {
        MEDIA_TYPES.iter().find(|(known, _)| *known == media_type).map(|(_, kind)| *kind)
    }

    /// Returns the kind of a media type that a page may be answered with.
    pub fn of_page(media_type: &str) -> Option<Kind> {
        Kind::from_media_type(media_type).filter(|kind| matches!(kind, Kind::Html | Kind::Plain | Kind::Markdown))
    }

    /// Says whether it is a file of files, not text.
    pub fn is_container(self) -> bool {
        matches!(self, Kind::Epub | Kind::Docx | Kind::Odt | Kind::Mail | Kind::WebArchive)
    }

    /// Says whether bytes can be of this kind: an archive begins as one, and text does not.
    pub fn fits(self, bytes: &[u8]) -> bool {
        matches!(self, Kind::Epub | Kind::Docx | Kind::Odt) == bytes.starts_with(ZIP)
    }

    /// Guesses the kind from the first bytes: what starts like a page, a document, a message or subtitles is one,
    /// anything else is plain text.
    ///
    /// Markdown is never guessed: much plain text would pass for it.
    pub fn sniff(bytes: &[u8]) -> Kind {
        if bytes.starts_with(ZIP) {
            return sniff_archive(bytes);
        }
        let head = charset::decode_head(bytes);
        let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if head.starts_with(['{', '[']) && looks_like_json(head) {
            return Kind::Json;
        }
        if subtitles::is_subtitles(head) {
            return Kind::Subtitles;
        }
        let lower = head.to_ascii_lowercase();
        if is_message(&lower) {
            return if lower.contains("multipart/related") { Kind::WebArchive } else { Kind::Mail };
        }
        let Some(rest) = lower.strip_prefix('<') else { return Kind::Plain };
        let name: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '!' | '?' | '-')).collect();
        if name.starts_with("!--") || STARTS.contains(&name.as_str()) { Kind::Html } else { Kind::Plain }
    }
}

const ZIP: &[u8] = b"PK\x03\x04";

/// Elements that a page, or a piece of one, begins with.
#[rustfmt::skip]
const STARTS: &[&str] = &[
    "!doctype", "html", "head", "body", "?xml", "div", "p", "article", "main", "section", "h1", "h2", "h3", "meta",
    "title", "table", "span", "header", "nav", "script", "style", "link", "ul", "ol", "a", "br", "b", "strong",
    "center", "font", "figure", "img", "blockquote", "form", "base",
];

fn extension(path: &Path) -> Option<String> {
    Some(path.extension()?.to_str()?.to_ascii_lowercase())
}

/// Tells documents by the names of their parts, which stand in the archive as they are.
fn sniff_archive(bytes: &[u8]) -> Kind {
    let has = |name: &[u8]| {
        let head = bytes.get(..8192.min(bytes.len())).unwrap_or_default();
        let tail = bytes.get(bytes.len().saturating_sub(65_536)..).unwrap_or_default();
        [head, tail].iter().any(|part| part.windows(name.len()).any(|window| window == name))
    };
    if has(b"application/epub+zip") || has(b"META-INF/container.xml") {
        Kind::Epub
    } else if has(b"word/document.xml") {
        Kind::Docx
    } else if has(b"opendocument.text") {
        Kind::Odt
    } else {
        // What it is will be said where it is decoded.
        Kind::Plain
    }
}

/// Says whether a text begins as JSON does, and not as a sentence in brackets.
fn looks_like_json(head: &str) -> bool {
    let inner = head[1..].trim_start();
    inner.starts_with(['"', '{', '[']) && head.contains("\":")
}

/// Says whether a text begins with two lines of a message's head.
fn is_message(lower: &str) -> bool {
    const NAMES: [&str; 9] =
        ["from", "to", "subject", "date", "mime-version", "received", "return-path", "content-type", "delivered-to"];
    let names = lower.lines().take(12).filter(|line| !line.starts_with([' ', '\t'])).map_while(|line| {
        let (name, _) = line.split_once(':')?;
        (!name.contains(' ')).then_some(name)
    });
    names.filter(|name| NAMES.contains(name)).take(2).count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_is_told_by_extension_or_by_the_first_bytes() {
        assert_eq!(Kind::from_path(Path::new("a/B.HTML")), Some(Kind::Html));
        assert_eq!(Kind::from_path(Path::new("a.md")), Some(Kind::Markdown));
        assert_eq!(Kind::from_path(Path::new("a.exe")), None);
        assert_eq!(Kind::sniff(b"\xef\xbb\xbf\n <!DOCTYPE html><html>"), Kind::Html);
        assert_eq!(Kind::sniff("<p>نص".as_bytes()), Kind::Html);
        assert_eq!(Kind::sniff("<3 قلب".as_bytes()), Kind::Plain);
        assert_eq!(Kind::sniff("نص <p>".as_bytes()), Kind::Plain);
        assert_eq!(Kind::sniff("[1] نص".as_bytes()), Kind::Plain);
        assert_eq!(Kind::sniff("{\"title\": \"نص\"}".as_bytes()), Kind::Json);
        assert_eq!(Kind::sniff("1\n00:00:01,000 --> 00:00:02,000\nنص".as_bytes()), Kind::Subtitles);
        assert_eq!(Kind::sniff(b"From: a@x.example\nSubject: x\n\nx"), Kind::Mail);
        assert_eq!(Kind::sniff("قال: نعم\nSubject: x".as_bytes()), Kind::Plain);
        let utf_16: Vec<u8> = "<html><p>نص</p>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(Kind::sniff(&utf_16), Kind::Html);
        let epub = crate::article::archive_of(&[("mimetype", "application/epub+zip")]);
        assert_eq!(Kind::sniff(&epub), Kind::Epub);
    }

    #[test]
    fn tables_are_sorted_and_name_each_thing_once() {
        assert!(EXTENSIONS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(UNREAD.is_sorted_by(|a, b| a.0 < b.0));
        assert!(MEDIA_TYPES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(UNREAD.iter().all(|(name, _)| !EXTENSIONS.iter().any(|(known, _)| known == name)));
    }
}
