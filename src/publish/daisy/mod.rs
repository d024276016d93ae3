//! DAISY 2.02 talking books: text and sound in step, for the players that blind readers own.
//!
//! The same articles, the same cuts and the same audio as in EPUB ([`super::epub`]); around them what the specification of
//! 2001 asks for (<https://daisy.org/activities/standards/daisy/daisy-2/daisy-format-2-02-specification/>): a navigation
//! control centre (`ncc.html`), a SMIL file for each of its headings, `master.smil`, the text in XHTML 1.0. The book comes as
//! a zip file; its folder, unpacked, is what a player takes from a card.
//!
//! The specification wants a book to begin with its title. In a book of several articles nobody reads that, so a second of
//! silence stands for it.

use std::{
    fs::File,
    io::{self, Seek, Write},
    path::{Path, PathBuf},
};

use zip::{ZipWriter, write::SimpleFileOptions};

use self::section::{Section, sections};
use super::{
    Episode,
    epub::{Book, Granularity, content::Content},
};
use crate::{
    audio::Samples,
    encode::{self, Format, Tags},
};

mod documents;
mod section;

/// The media type of a book.
pub const MEDIA_TYPE: &str = "application/zip";

/// What stands for the title of a book of several articles.
const TITLE_AUDIO: &str = "title.mp3";
/// Its length, in milliseconds.
const TITLE_LENGTH: u64 = 1_000;

/// Why a book cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("a book needs an article (none was rendered)")]
    Empty,
    #[error("DAISY 2.02 books cannot hold `{file}`, which is {media_type} (render with `--format mp3`)")]
    AudioFormat { file: String, media_type: String },
    #[error(transparent)]
    Content(#[from] super::epub::Error),
    #[error("could not read `{}`", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("could not encode the silence before the first article")]
    Silence(#[from] encode::Error),
    #[error("could not write the book")]
    Write(#[from] io::Error),
    #[error("could not write the book")]
    Zip(#[from] zip::result::ZipError),
}

/// An article with the headings that a reader jumps to.
struct Part<'a> {
    content: Content<'a>,
    sections: Vec<Section>,
}

/// Writes a book of these episodes, in this order, with the audio that lies in `folder`, as a zip file.
///
/// # Errors
/// Where there is no episode, the audio cannot be read or is not MP3, or the book cannot be written.
///
/// # Blocking
/// Copies the audio.
pub fn write<W: Write + Seek>(book: &Book, episodes: &[Episode], folder: &Path, out: W) -> Result<W, Error> {
    let mut parts = Vec::new();
    for episode in episodes {
        if episode.audio.media_type != "audio/mpeg" {
            let (file, media_type) = (episode.audio.file.to_string(), episode.audio.media_type.clone());
            return Err(Error::AudioFormat { file, media_type });
        }
        let content = Content::of(episode, Granularity::Sentence)?;
        // Without sound there is nothing to be in step with.
        if content.has_clips() {
            parts.push(Part { sections: sections(&content), content });
        }
    }
    if parts.is_empty() {
        return Err(Error::Empty);
    }
    let silence = match parts.len() {
        1 => None,
        _ => Some(encode::encode(&silence(), Format::Mp3, &Tags::default())?),
    };

    let mut files: Vec<(String, String)> = Vec::new();
    let mut elapsed = 0;
    if silence.is_some() {
        files.push(("title.html".to_owned(), documents::title(book).as_str().to_owned()));
        files.push(("title.smil".to_owned(), documents::title_smil(book).as_str().to_owned()));
        elapsed += TITLE_LENGTH;
    }
    for Part { content, sections } in &parts {
        files.push((documents::text_file(content), documents::text(content).as_str().to_owned()));
        for section in sections {
            let smil = documents::smil(book, content, section, elapsed);
            files.push((section.file.clone(), smil.as_str().to_owned()));
            elapsed += section.length();
        }
    }
    files.push(("master.smil".to_owned(), documents::master(book, &parts, elapsed).as_str().to_owned()));

    let mut audio_bytes = silence.as_ref().map_or(0, Vec::len) as u64;
    for Part { content, .. } in &parts {
        audio_bytes += content.episode.audio.size_bytes;
    }
    let n_files = files.len() + 1 + parts.len() + usize::from(silence.is_some());
    let text_bytes: usize = files.iter().map(|(_, text)| text.len()).sum();
    let size = documents::Size { n_files, kilobytes: (audio_bytes + text_bytes as u64).div_ceil(1_000), elapsed };
    let ncc = documents::ncc(book, &parts, size).as_str().to_owned();

    let mut zip = ZipWriter::new(out);
    // Times as in every file that is to be the same twice.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default()).unix_permissions(0o644);
    let stored = options.compression_method(zip::CompressionMethod::Stored);
    for (name, text) in std::iter::once(("ncc.html".to_owned(), ncc)).chain(files) {
        zip.start_file(name, options.compression_method(zip::CompressionMethod::Deflated))?;
        zip.write_all(text.as_bytes())?;
    }
    if let Some(silence) = &silence {
        zip.start_file(TITLE_AUDIO, stored)?;
        zip.write_all(silence)?;
    }
    for Part { content, .. } in &parts {
        let path = folder.join(&content.episode.audio.file);
        let mut audio = File::open(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
        zip.start_file(documents::audio_file(content), stored)?;
        io::copy(&mut audio, &mut zip)?;
    }
    Ok(zip.finish()?)
}

fn silence() -> Samples {
    Samples::pause(std::time::Duration::from_millis(TITLE_LENGTH), 24_000)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;
    use crate::{
        article::{Paragraph, Role},
        publish::tests::{cue, episode},
    };

    fn sample(slug: &str) -> Episode {
        let texts = [
            (Role::Heading { level: 1 }, "عودة الماء"),
            (Role::Body, "عاد الماء <إلى> القرية & النهر"),
            (Role::Heading { level: 2 }, "النهر"),
            (Role::Body, "سمك كثير"),
        ];
        let cues = texts.iter().enumerate().map(|(at, (_, text))| cue(at, text, 1.0 + 10.0 * at as f64, 0.5)).collect();
        let mut episode = episode(cues);
        episode.paragraphs = texts.iter().map(|(role, text)| Paragraph::new(*role, *text, 0..text.len())).collect();
        episode.slug = slug.parse().unwrap();
        episode.audio.file = format!("{slug}.mp3").parse().unwrap();
        episode.audio.duration = 40.0;
        episode
    }

    /// The files of a book, by name.
    fn files(episodes: &[Episode]) -> Vec<(String, String)> {
        let folder = tempfile::tempdir().unwrap();
        for episode in episodes {
            std::fs::write(folder.path().join(&episode.audio.file), "sound").unwrap();
        }
        let book =
            if episodes.len() == 1 { Book::of_article(&episodes[0]) } else { Book::of_collection("حكايات") };
        let bytes = write(&book, episodes, folder.path(), Cursor::new(Vec::new())).unwrap().into_inner();
        let again = write(&book, episodes, folder.path(), Cursor::new(Vec::new())).unwrap().into_inner();
        assert!(bytes == again, "the same episodes make the same bytes");
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut files = Vec::new();
        for at in 0..zip.len() {
            let mut file = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            files.push((file.name().unwrap().into_owned(), String::from_utf8_lossy(&bytes).into_owned()));
        }
        files
    }

    #[test]
    fn book_of_one_article_begins_with_its_title() {
        let files = files(&[sample("water")]);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["ncc.html", "water.html", "water-0.smil", "water-1.smil", "master.smil", "water.mp3"]);
        let ncc = &files[0].1;
        for line in [
            r#"<meta name="dc:format" content="Daisy 2.02"/>"#,
            r#"<meta name="ncc:tocItems" content="2"/>"#,
            r#"<meta name="ncc:totalTime" content="00:00:40"/>"#,
            r#"<meta name="ncc:files" content="6"/>"#,
            r#"<meta name="ncc:multimediaType" content="audioFullText"/>"#,
            r#"<h1 class="title" id="ncc-water-0"><a href="water-0.smil#water-0-p0">عودة الماء</a></h1>"#,
            r#"<h2 id="ncc-water-1"><a href="water-1.smil#water-1-p0">النهر</a></h2>"#,
        ] {
            assert!(ncc.contains(line), "{line} is not in\n{ncc}");
        }
        let smil = &files[3].1;
        for line in [
            r#"<meta name="ncc:totalElapsedTime" content="00:00:20.900"/>"#,
            r#"<meta name="ncc:timeInThisSmil" content="00:00:19.100"/>"#,
            r#"<text src="water.html#p2-0""#,
            r#"clip-begin="npt=20.900s" clip-end="npt=30.900s""#,
            r#"clip-end="npt=40.000s""#,
        ] {
            assert!(smil.contains(line), "{line} is not in\n{smil}");
        }
    }

    #[test]
    fn day_is_that_of_the_show() {
        let folder = tempfile::tempdir().unwrap();
        let mut late = sample("water");
        late.published = Some("2026-03-01T22:30:00Z".parse().unwrap());
        std::fs::write(folder.path().join(&late.audio.file), "sound").unwrap();
        let book = Book { utc_offset: jiff::tz::Offset::constant(3), ..Book::of_article(&late) };
        let bytes = write(&book, &[late], folder.path(), Cursor::new(Vec::new())).unwrap().into_inner();
        let mut ncc = String::new();
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        zip.by_name("ncc.html").unwrap().read_to_string(&mut ncc).unwrap();
        assert!(ncc.contains(r#"<meta name="dc:date" content="2026-03-02"/>"#), "{ncc}");
    }

    #[cfg(feature = "mp3")]
    #[test]
    fn book_of_several_begins_with_its_own_title() {
        let files = files(&[sample("water"), sample("river")]);
        let ncc = &files[0].1;
        let headings: Vec<&str> = ncc.lines().filter(|line| line.starts_with("<h") && line.contains("ncc-")).collect();
        assert_eq!(headings.len(), 5, "{ncc}");
        assert!(headings[0].starts_with(r#"<h1 class="title""#) && headings[1].starts_with("<h1 id"), "{headings:?}");
        assert!(ncc.contains(r#"<meta name="ncc:totalTime" content="00:01:21"/>"#), "{ncc}");
        assert!(files.iter().any(|(name, _)| name == TITLE_AUDIO));
    }

    #[test]
    fn other_audio_is_refused_with_the_way_out() {
        let mut episode = sample("water");
        episode.audio.media_type = "audio/flac".to_owned();
        let error =
            write(&Book::of_article(&episode), &[episode], Path::new("."), Cursor::new(Vec::new())).unwrap_err();
        assert!(error.to_string().contains("`--format mp3`"), "{error}");
    }
}
