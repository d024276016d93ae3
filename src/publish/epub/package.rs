//! What a book says of itself: the package document and the table of contents.

use jiff::Timestamp;

use super::{
    Book,
    content::{Content, Heading},
};
use crate::publish::xml::{Markup, markup};

pub(super) const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"#;

/// What the book offers to whom, in words.
const ACCESSIBILITY_SUMMARY: &str = "كتاب ناطق: النص كامل ومعه قراءة صوتية متزامنة له، يُبرَز فيها ما يُقرأ أثناء القراءة. \
                                     يمكن التنقل بين المقالات وأقسامها بجدول المحتويات وبالعناوين، ولا تحمل الصور شيئًا من معنى النص.";

/// What helps readers find what they can use (Schema.org, EPUB Accessibility 1.1).
const ACCESSIBILITY: [(&str, &str); 13] = [
    ("accessMode", "textual"),
    ("accessMode", "auditory"),
    ("accessModeSufficient", "textual,auditory"),
    ("accessModeSufficient", "textual"),
    ("accessModeSufficient", "auditory"),
    ("accessibilityFeature", "synchronizedAudioText"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "displayTransformability"),
    ("accessibilityFeature", "unlocked"),
    ("accessibilityHazard", "none"),
    ("accessibilitySummary", ACCESSIBILITY_SUMMARY),
];

/// Writes the package document.
pub(super) fn package(book: &Book, contents: &[Content]) -> Markup {
    markup!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book" xml:lang="{language}" dir="rtl">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
{metadata}</metadata>
<manifest>
{manifest}</manifest>
<spine page-progression-direction="rtl">
{spine}</spine>
</package>
"#,
        language = book.language,
        metadata = metadata(book, contents),
        manifest = manifest(book, contents),
        spine = spine(contents),
    )
}

fn metadata(book: &Book, contents: &[Content]) -> Markup {
    let mut metadata = Markup::default();
    let mut dublin_core = |name: &str, attributes: Markup, value: Option<&str>| {
        if let Some(value) = value {
            metadata.push(&markup!("<dc:{}{}>{}</dc:{}>\n", name, attributes, value, name));
        }
    };
    let plain = Markup::default;
    let identifier = format!("urn:uuid:{}", book.identifier);
    dublin_core("identifier", markup!(" id=\"book\""), Some(&identifier));
    dublin_core("title", plain(), Some(&book.title));
    dublin_core("language", plain(), Some(&book.language));
    dublin_core("creator", plain(), book.author.as_deref());
    dublin_core("publisher", plain(), book.publisher.as_deref());
    dublin_core("description", plain(), book.description.as_deref());
    dublin_core("rights", plain(), book.rights.as_deref());
    dublin_core("source", plain(), book.source.as_deref());
    let modified = contents.iter().map(|content| content.episode.date()).max().unwrap_or(Timestamp::UNIX_EPOCH);
    // To the second, as the specification wants it.
    let modified = modified.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    dublin_core("date", plain(), Some(&modified));

    let mut meta = |property: &str, value: &str| {
        metadata.push(&markup!("<meta property=\"{}\">{}</meta>\n", property, value));
    };
    meta("dcterms:modified", &modified);
    for (property, value) in ACCESSIBILITY {
        meta(&format!("schema:{property}"), value);
    }
    meta("media:active-class", "-epub-media-overlay-active");
    meta("media:playback-active-class", "-epub-media-overlay-playing");
    let mut narrators: Vec<&str> = contents.iter().map(|content| content.episode.narrator.as_str()).collect();
    narrators.sort_unstable();
    narrators.dedup();
    for narrator in narrators {
        meta("media:narrator", narrator);
    }
    let read = || contents.iter().filter(|content| content.has_clips());
    meta("media:duration", &clock(read().map(Content::duration).sum()));
    for content in read() {
        let (slug, duration) = (&content.episode.slug, clock(content.duration()));
        metadata.push(&markup!(
            "<meta property=\"media:duration\" refines=\"#overlay-{}\">{}</meta>\n",
            slug,
            duration
        ));
    }
    metadata
}

fn manifest(book: &Book, contents: &[Content]) -> Markup {
    let mut manifest = markup!(
        "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n\
         <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n",
    );
    if let Some(cover) = &book.cover {
        let (file, media_type) = (cover.file(), cover.media_type());
        manifest.push(&markup!(
            "<item id=\"cover\" href=\"{}\" media-type=\"{}\" properties=\"cover-image\"/>\n",
            file,
            media_type
        ));
    }
    for content in contents {
        let slug = &content.episode.slug;
        let overlay =
            if content.has_clips() { markup!(" media-overlay=\"overlay-{}\"", slug) } else { Markup::default() };
        let (document, smil, audio) = (content.document_file(), content.overlay_file(), content.audio_file());
        let media_type = content.audio_media_type();
        manifest.push(&markup!(
            "<item id=\"article-{}\" href=\"{}\" media-type=\"application/xhtml+xml\"{}/>\n",
            slug,
            document,
            overlay
        ));
        if content.has_clips() {
            manifest.push(&markup!(
                "<item id=\"overlay-{slug}\" href=\"{smil}\" media-type=\"application/smil+xml\"/>\n\
                 <item id=\"audio-{slug}\" href=\"{audio}\" media-type=\"{media_type}\"/>\n",
                slug = slug,
                smil = smil,
                audio = audio,
                media_type = media_type,
            ));
        }
    }
    manifest
}

/// The articles in order; before several of them, the table of contents as a page.
fn spine(contents: &[Content]) -> Markup {
    let mut spine = Markup::default();
    if contents.len() > 1 {
        spine.push(&markup!("<itemref idref=\"nav\"/>\n"));
    }
    for content in contents {
        spine.push(&markup!("<itemref idref=\"article-{}\"/>\n", content.episode.slug));
    }
    spine
}

/// Writes the navigation document.
pub(super) fn navigation(book: &Book, contents: &[Content]) -> Markup {
    let mut entries = Markup::default();
    for content in contents {
        let file = content.document_file();
        entries.push(&markup!("<li><a href=\"{}\">{}</a>", file, content.episode.title));
        sections(&file, &content.headings, &mut entries);
        entries.push(&markup!("</li>\n"));
    }
    // A landmark is a place on the way through the book; in a book of one article the contents are not.
    let contents_page = match contents.len() {
        1 => Markup::default(),
        _ => markup!("<li><a epub:type=\"toc\" href=\"nav.xhtml#toc\">المحتويات</a></li>\n"),
    };
    let start = contents.first().map(Content::document_file).unwrap_or_default();
    markup!(
        r##"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" xml:lang="{language}" dir="rtl">
<head>
<meta charset="UTF-8"/>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-title">
<h1 id="toc-title">المحتويات</h1>
<ol>
{entries}</ol>
</nav>
<nav epub:type="landmarks" aria-label="معالم الكتاب" hidden="hidden">
<ol>
{contents_page}<li><a epub:type="bodymatter" href="{start}">بداية النص</a></li>
</ol>
</nav>
</body>
</html>
"##,
        language = book.language,
        title = book.title,
        entries = entries,
        contents_page = contents_page,
        start = start,
    )
}

/// Writes headings as lists in lists. A level is never skipped on the way down.
fn sections(file: &str, headings: &[Heading], entries: &mut Markup) {
    let Some(level) = headings.first().map(|first| first.level) else { return };
    entries.push(&markup!("\n<ol>\n"));
    let mut rest = headings;
    while let Some((heading, after)) = rest.split_first() {
        let below = after.iter().take_while(|next| next.level > level).count();
        let (below, after) = after.split_at(below);
        entries.push(&markup!("<li><a href=\"{}#{}\">{}</a>", file, heading.id, heading.text));
        sections(file, below, entries);
        entries.push(&markup!("</li>\n"));
        rest = after;
    }
    entries.push(&markup!("</ol>\n"));
}

/// Writes milliseconds as a full clock value of SMIL.
fn clock(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    format!("{}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, milliseconds % 1000)
}
