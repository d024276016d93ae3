//! Talking books: EPUB 3.3 with media overlays, so that a reader shows the text and highlights what is being read.
//!
//! One article or many make a book. Each article is a content document ([`content`]) beside the audio that the podcast
//! has too, and an overlay that says which stretch of the audio reads which stretch of the text. The stretches leave no
//! gap: pauses, announcements and music belong to the text before or after them, and nothing of the audio is lost.
//!
//! The same episodes make the same bytes. The date of the last change, which a book must have, is that of the newest
//! article.
//!
//! # Why not `epub-builder`?
//!
//! It knows neither overlays nor what a manifest says of them; what is left is a zip file and three documents.

use std::{
    collections::HashSet,
    fs::File,
    io::{self, Seek, Write},
    path::{Path, PathBuf},
};

use jiff::{civil::Date, tz::Offset};
use uuid::Uuid;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use self::content::Content;
use super::{Episode, show::Show};

pub(super) mod content;
mod package;

/// The media type of a book.
pub const MEDIA_TYPE: &str = "application/epub+zip";

/// What a book says of itself.
#[derive(Debug, Clone)]
pub struct Book {
    pub title: String,
    /// Who wrote it.
    pub author: Option<String>,
    /// Who brings it out.
    pub publisher: Option<String>,
    /// What it is about: plain text.
    pub description: Option<String>,
    /// Whose it is and who may do what with it.
    pub rights: Option<String>,
    /// Where its text was published before.
    pub source: Option<String>,
    /// BCP 47 tag.
    pub language: String,
    /// What libraries know it by, through all its editions.
    pub identifier: Uuid,
    pub cover: Option<Cover>,
    pub granularity: Granularity,
    /// The show's own time: in which day the hour of its newest article falls. Greenwich's where nothing else is said.
    pub utc_offset: Offset,
}

/// What is highlighted at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Granularity {
    /// A sentence, or the part of a long one that is read in one breath.
    #[default]
    Sentence,
    /// A word.
    Word,
}

/// The picture that libraries show.
#[derive(Debug, Clone)]
pub struct Cover {
    bytes: Vec<u8>,
    format: CoverFormat,
}

#[derive(Debug, Clone, Copy)]
enum CoverFormat {
    Jpeg,
    Png,
}

/// Why a book cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("a book needs an article (none was rendered)")]
    Empty,
    #[error("two articles have the files `{0}` (their slugs must differ)")]
    Duplicate(String),
    #[error("books cannot hold `{file}`, which is {media_type} (render with `--format mp3`)")]
    AudioFormat { file: String, media_type: String },
    #[error("`{}` is no cover (expected a JPEG or PNG picture)", .0.display())]
    CoverFormat(PathBuf),
    #[error("could not read `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("could not write the book")]
    Write(#[from] io::Error),
    #[error("could not write the book")]
    Zip(#[from] zip::result::ZipError),
}

impl Book {
    /// Describes a book of one article.
    pub fn of_article(episode: &Episode) -> Self {
        Self {
            title: episode.title.clone(),
            author: episode.byline.clone(),
            publisher: None,
            description: Some(episode.summary.clone()),
            rights: None,
            source: episode.link.clone().map(String::from),
            language: episode.language.clone(),
            identifier: Uuid::new_v5(&Uuid::NAMESPACE_URL, episode.guid.as_bytes()),
            cover: None,
            granularity: Granularity::default(),
            utc_offset: Offset::UTC,
        }
    }

    /// Describes a book of articles that nothing holds together but its title.
    pub fn of_collection(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            author: None,
            publisher: None,
            description: None,
            rights: None,
            source: None,
            language: "ar".to_owned(),
            identifier: Uuid::new_v5(&Uuid::NAMESPACE_URL, title.as_bytes()),
            cover: None,
            granularity: Granularity::default(),
            utc_offset: Offset::UTC,
        }
    }

    /// Describes the book of a whole show.
    pub fn of_show(show: &Show) -> Self {
        Self {
            title: show.title().to_owned(),
            author: Some(show.author().to_owned()),
            publisher: Some(show.author().to_owned()),
            description: Some(show.description().to_owned()),
            rights: show.copyright().map(str::to_owned),
            source: Some(show.link().to_owned()),
            language: show.language().to_owned(),
            identifier: Uuid::new_v5(&show.guid(), b"epub"),
            cover: None,
            granularity: Granularity::default(),
            utc_offset: Offset::UTC,
        }
    }
}

/// Returns the day of the newest of these episodes, as the show's own calendar has it.
pub(in crate::publish) fn newest_day<'a>(book: &Book, episodes: impl Iterator<Item = &'a Episode>) -> Option<Date> {
    Some(book.utc_offset.to_datetime(episodes.map(Episode::date).max()?).date())
}

impl Cover {
    /// Reads a picture.
    ///
    /// # Errors
    /// Where the file cannot be read or is neither JPEG nor PNG.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let format = match bytes.as_slice() {
            [0xff, 0xd8, 0xff, ..] => CoverFormat::Jpeg,
            [0x89, b'P', b'N', b'G', ..] => CoverFormat::Png,
            _ => return Err(Error::CoverFormat(path.to_owned())),
        };
        Ok(Self { bytes, format })
    }

    pub(in crate::publish) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(in crate::publish) fn file(&self) -> &'static str {
        match self.format {
            CoverFormat::Jpeg => "cover.jpg",
            CoverFormat::Png => "cover.png",
        }
    }

    pub(in crate::publish) fn media_type(&self) -> &'static str {
        match self.format {
            CoverFormat::Jpeg => "image/jpeg",
            CoverFormat::Png => "image/png",
        }
    }
}

/// Writes a book of these episodes, in this order, with the audio that lies in `folder`.
///
/// # Errors
/// Where there is no episode, the audio cannot be read or is of a kind that readers need not play, or the book cannot be
/// written.
///
/// # Blocking
/// Copies the audio.
pub fn write<W: Write + Seek>(book: &Book, episodes: &[Episode], folder: &Path, out: W) -> Result<W, Error> {
    if episodes.is_empty() {
        return Err(Error::Empty);
    }
    let mut slugs = HashSet::new();
    if let Some(twice) = episodes.iter().find(|episode| !slugs.insert(&episode.slug)) {
        return Err(Error::Duplicate(twice.slug.to_string()));
    }
    let contents =
        episodes.iter().map(|episode| Content::of(episode, book.granularity)).collect::<Result<Vec<_>, _>>()?;

    let mut zip = ZipWriter::new(out);
    // The first file, bare and without extra fields, so that the bytes at its place tell the format.
    zip.start_file("mimetype", options(CompressionMethod::Stored))?;
    zip.write_all(MEDIA_TYPE.as_bytes())?;
    let mut text = |name: &str, text: &str| -> Result<(), Error> {
        zip.start_file(name, options(CompressionMethod::Deflated))?;
        Ok(zip.write_all(text.as_bytes())?)
    };
    text("META-INF/container.xml", package::CONTAINER)?;
    text("EPUB/package.opf", package::package(book, &contents).as_str())?;
    text("EPUB/nav.xhtml", package::navigation(book, &contents).as_str())?;
    text("EPUB/style.css", include_str!("style.css"))?;
    for content in &contents {
        text(&format!("EPUB/{}", content.document_file()), content.document().as_str())?;
        if content.has_clips() {
            text(&format!("EPUB/{}", content.overlay_file()), content.overlay().as_str())?;
        }
    }
    if let Some(cover) = &book.cover {
        zip.start_file(format!("EPUB/{}", cover.file()), options(CompressionMethod::Stored))?;
        zip.write_all(&cover.bytes)?;
    }
    for content in contents.iter().filter(|content| content.has_clips()) {
        let path = folder.join(&content.episode.audio.file);
        let failed = |source| Error::Read { path: path.clone(), source };
        let mut audio = File::open(&path).map_err(failed)?;
        zip.start_file(format!("EPUB/{}", content.audio_file()), options(CompressionMethod::Stored))?;
        io::copy(&mut audio, &mut zip)?;
    }
    Ok(zip.finish()?)
}

/// The same for every file: the earliest time that a zip file can tell, rights as usual.
fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(method)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::{
        article::{Paragraph, Role},
        publish::tests::{cue, episode},
    };

    /// An article with a title, two sections and a list.
    fn sample() -> Episode {
        let texts = [
            (Role::Heading { level: 1 }, "عودة الماء"),
            (Role::Body, "عاد الماء <إلى> القرية & النهر"),
            (Role::Heading { level: 2 }, "النهر"),
            (Role::ListItem { index: 1, count: 2 }, "سمك"),
            (Role::ListItem { index: 2, count: 2 }, "طين"),
            (Role::Heading { level: 4 }, "الضفة"),
            (Role::Quotation, "قال: نعم"),
        ];
        let cues = texts.iter().enumerate().map(|(at, (_, text))| cue(at, text, 1.0 + 10.0 * at as f64, 0.5)).collect();
        let mut episode = episode(cues);
        episode.paragraphs =
            texts.iter().map(|(role, text)| Paragraph::new(*role, (*text).to_owned(), 0..text.len())).collect();
        episode.audio.duration = 80.0;
        episode
    }

    fn book(book: &Book, episodes: &[Episode]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        for episode in episodes {
            std::fs::write(folder.path().join(&episode.audio.file), b"audio").unwrap();
        }
        write(book, episodes, folder.path(), Cursor::new(Vec::new())).unwrap().into_inner()
    }

    fn file(book: &[u8], name: &str) -> String {
        let mut text = String::new();
        zip::ZipArchive::new(Cursor::new(book)).unwrap().by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn media_type_stands_at_the_beginning_of_the_file() {
        let bytes = book(&Book::of_article(&sample()), &[sample()]);
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
    }

    #[test]
    fn same_episodes_make_the_same_bytes() {
        let make = || book(&Book::of_article(&sample()), &[sample()]);
        let first = make();
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert!(first == make());
    }

    #[test]
    fn clips_follow_each_other_from_the_first_second_to_the_last() {
        let overlay = file(&book(&Book::of_article(&sample()), &[sample()]), "EPUB/water.smil");
        let attribute = |name: &str| -> Vec<String> {
            let value = |part: &str| part.split('"').next().unwrap().to_owned();
            overlay.split(&format!("{name}=\"")).skip(1).map(value).collect()
        };
        let (begins, ends) = (attribute("clipBegin"), attribute("clipEnd"));
        assert_eq!((begins.len(), begins[0].as_str(), ends[6].as_str()), (7, "0.000s", "80.000s"));
        assert_eq!(begins[1..], ends[..6]);
        assert_eq!(begins[1], "10.900s");
    }

    #[test]
    fn text_keeps_its_structure_and_its_signs() {
        let document = file(&book(&Book::of_article(&sample()), &[sample()]), "EPUB/water.xhtml");
        for part in [
            r#"<h1 id="p0"><span id="p0-0">عودة الماء</span></h1>"#,
            r#"<p id="p1"><span id="p1-0">عاد الماء &lt;إلى&gt; القرية &amp; النهر</span></p>"#,
            "<ul>\n<li id=\"p3\">",
            "</li>\n</ul>",
            r#"<h3 id="p5">"#,
            "<blockquote>\n<p id=\"p6\">",
            r#"dir="rtl""#,
        ] {
            assert!(document.contains(part), "{part} is not in\n{document}");
        }
    }

    #[test]
    fn words_are_highlighted_on_demand() {
        let settings = Book { granularity: Granularity::Word, ..Book::of_article(&sample()) };
        let bytes = book(&settings, &[sample()]);
        assert!(
            file(&bytes, "EPUB/water.xhtml").contains(r#"<span id="p0-0">عودة</span> <span id="p0-1">الماء</span>"#)
        );
        assert!(file(&bytes, "EPUB/water.smil").contains(r#"src="water.xhtml#p0-1""#));
    }

    #[test]
    fn announcement_is_heard_with_the_text_after_it() {
        let mut episode = sample();
        let mut announcement = cue(6, "اقتباس:", 59.0, 0.5);
        announcement.source = 0..0;
        episode.timeline.cues.insert(6, announcement);
        let bytes = book(&Book::of_article(&episode), &[episode]);
        assert!(!file(&bytes, "EPUB/water.xhtml").contains("اقتباس"));
        assert!(file(&bytes, "EPUB/water.smil").contains(r#"clipBegin="58.900s" clipEnd="80.000s""#));
    }

    #[test]
    fn title_that_is_read_by_a_template_is_highlighted_meanwhile() {
        let mut episode = sample();
        episode.paragraphs[0].role = Role::Body;
        episode.timeline.cues[0].source = 0..0;
        let bytes = book(&Book::of_article(&episode), &[episode]);
        assert!(
            file(&bytes, "EPUB/water.xhtml").contains(r#"<h1 id="title"><span id="title-0">عودة الماء</span></h1>"#)
        );
        assert!(file(&bytes, "EPUB/water.smil").contains(r#"src="water.xhtml#title-0""#));
    }

    #[test]
    fn sections_are_nested_in_the_table_of_contents() {
        let nav = file(&book(&Book::of_article(&sample()), &[sample()]), "EPUB/nav.xhtml");
        let nested = "<li><a href=\"water.xhtml#p2\">النهر</a>\n<ol>\n<li><a href=\"water.xhtml#p5\">الضفة</a></li>\n</ol>\n</li>";
        assert!(nav.contains(nested), "{nav}");
    }

    #[test]
    fn book_is_as_old_as_its_newest_article() {
        let older = Episode {
            slug: "older".parse().unwrap(),
            published: Some("2020-01-01T00:00:00Z".parse().unwrap()),
            ..sample()
        };
        let package = file(&book(&Book::of_article(&older), &[older, sample()]), "EPUB/package.opf");
        assert!(package.contains(r#"<meta property="dcterms:modified">2024-05-01T08:00:00Z</meta>"#), "{package}");
        assert!(package.contains(r#"<meta property="media:duration">0:02:40.000</meta>"#), "{package}");
    }

    #[test]
    fn what_readers_need_not_play_is_refused() {
        let mut episode = sample();
        episode.audio.media_type = "audio/flac".to_owned();
        let error = write(&Book::of_article(&episode), &[episode], Path::new("."), Cursor::new(Vec::new()));
        assert_eq!(
            error.map(|_| ()).unwrap_err().to_string(),
            "books cannot hold `water.mp3`, which is audio/flac (render with `--format mp3`)"
        );
    }
}
