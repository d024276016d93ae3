//! What a file says about itself: title and author, show, chapters, picture; and how MP3, Opus and FLAC write it down.
//!
//! MP3 has ID3v2.3, by the crate `id3`: the one version that every player reads, chapters included (`CHAP` and `CTOC`).
//! Opus and FLAC have Vorbis comments; their chapters are `CHAPTER001=` with `CHAPTER001NAME=`, as players and FFmpeg
//! read them. Bare samples and `wav` say nothing: a chunk of text in a `wav` is played as noise by some clients.

use std::time::Duration;

use super::Format;

/// What a file says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags {
    /// The title of what is read.
    pub title: Option<String>,
    /// Who wrote it.
    pub artist: Option<String>,
    /// What it is a part of: the show, the book.
    pub album: Option<String>,
    /// The day of publication, `2024-03-14`.
    pub date: Option<String>,
    /// In words, `Podcast`.
    pub genre: Option<String>,
    /// ISO 639-2 code of the language, `ara`.
    pub language: Option<&'static str>,
    /// A few words on what it is about.
    pub comment: Option<String>,
    /// Its place in the album, from 1.
    pub track: Option<u32>,
    /// Where it stands on the web.
    pub link: Option<String>,
    /// By their start, one ending where the next begins.
    pub chapters: Vec<Chapter>,
    pub picture: Option<Picture>,
}

/// A place to jump to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    pub start: Duration,
    pub end: Duration,
    pub title: String,
}

/// A picture of the front cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// `image/jpeg` or `image/png`.
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    pub height: u32,
}

/// The largest picture taken, in bytes. FLAC could hold 16 MB; players read the whole head before the first sound.
const LARGEST_PICTURE: usize = 4_000_000;

/// Why bytes are no picture for a cover.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    #[error("not a picture for a cover (expected JPEG or PNG)")]
    Unknown,
    #[error("limit reached: picture has {bytes} bytes (at most {LARGEST_PICTURE})")]
    TooLarge { bytes: usize },
}

impl Picture {
    /// Takes a JPEG or PNG as it is.
    ///
    /// # Errors
    /// When it is neither, or too large.
    pub fn new(bytes: Vec<u8>) -> Result<Self, PictureError> {
        if bytes.len() > LARGEST_PICTURE {
            return Err(PictureError::TooLarge { bytes: bytes.len() });
        }
        let (media_type, (width, height)) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            ("image/png", png_size(&bytes).ok_or(PictureError::Unknown)?)
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            ("image/jpeg", jpeg_size(&bytes).ok_or(PictureError::Unknown)?)
        } else {
            return Err(PictureError::Unknown);
        };
        Ok(Self { media_type, bytes, width, height })
    }
}

/// The size in the header chunk, which is the first.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

/// The size in the frame header, behind segments that each say how long they are.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    let mut at = 2;
    loop {
        let marker = *bytes.get(at + 1)?;
        // Frame headers are C0 to CF, but for tables (C4, CC) and what is reserved (C8).
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            return Some((number(at + 7)?, number(at + 5)?));
        }
        at += 2 + number(at + 2)? as usize;
    }
}

/// The tags as ID3v2.3: empty where there is nothing to say.
#[cfg(feature = "mp3")]
pub(super) fn id3(tags: &Tags) -> Result<Vec<u8>, super::Error> {
    use id3::{
        Encoder, Frame, Tag, TagLike, Version,
        frame::{self, Content, PictureType},
    };

    /// "Not given as bytes": players go by the time.
    const NO_OFFSET: u32 = u32::MAX;

    let mut tag = Tag::new();
    let texts = [("TIT2", &tags.title), ("TPE1", &tags.artist), ("TALB", &tags.album), ("TCON", &tags.genre)];
    for (name, text) in texts {
        if let Some(text) = text {
            tag.set_text(name, text);
        }
    }
    // The year, and day and month: how this version writes a date.
    let parts: Vec<&str> = tags.date.as_deref().map(|date| date.split('-').collect()).unwrap_or_default();
    if let [year, month, day] = parts[..] {
        tag.set_text("TYER", year);
        tag.set_text("TDAT", format!("{day}{month}"));
    }
    if let Some(language) = tags.language {
        tag.set_text("TLAN", language);
    }
    if let Some(track) = tags.track {
        tag.set_text("TRCK", track.to_string());
    }
    if let Some(link) = &tags.link {
        tag.add_frame(Frame::with_content("WOAF", Content::Link(link.clone())));
    }
    if let Some(comment) = &tags.comment {
        let lang = tags.language.unwrap_or("und").to_owned();
        tag.add_frame(frame::Comment { lang, description: String::new(), text: comment.clone() });
    }
    if let Some(picture) = &tags.picture {
        tag.add_frame(frame::Picture {
            mime_type: picture.media_type.to_owned(),
            picture_type: PictureType::CoverFront,
            description: String::new(),
            data: picture.bytes.clone(),
        });
    }
    let ms = |time: Duration| u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
    let elements: Vec<String> = (0..tags.chapters.len()).map(|index| format!("chp{index}")).collect();
    if !elements.is_empty() {
        let (top_level, ordered) = (true, true);
        let frames = Vec::new();
        let elements = elements.clone();
        tag.add_frame(frame::TableOfContents { element_id: "toc".to_owned(), top_level, ordered, elements, frames });
    }
    for (element_id, chapter) in elements.into_iter().zip(&tags.chapters) {
        tag.add_frame(frame::Chapter {
            element_id,
            start_time: ms(chapter.start),
            end_time: ms(chapter.end),
            start_offset: NO_OFFSET,
            end_offset: NO_OFFSET,
            frames: vec![Frame::text("TIT2", &chapter.title)],
        });
    }
    let mut bytes = Vec::new();
    if tag.frames().next().is_some() {
        Encoder::new()
            .version(Version::Id3v23)
            .encode(&tag, &mut bytes)
            .map_err(|error| super::codec_error(Format::Mp3, error))?;
    }
    Ok(bytes)
}

/// The tags as Vorbis comments: the vendor, then `NAME=value` pairs, each with its length before it. FLAC has its
/// picture in a block of its own, Opus has it here.
pub(super) fn vorbis_comments(tags: &Tags, format: Format) -> Vec<u8> {
    fn push(bytes: &mut Vec<u8>, text: &str) {
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes.extend(text.as_bytes());
    }
    let track = tags.track.map(|track| track.to_string());
    let language = tags.language.map(str::to_owned);
    let texts = [
        ("TITLE", &tags.title),
        ("ARTIST", &tags.artist),
        ("ALBUM", &tags.album),
        ("DATE", &tags.date),
        ("GENRE", &tags.genre),
        ("LANGUAGE", &language),
        ("DESCRIPTION", &tags.comment),
        ("TRACKNUMBER", &track),
        ("CONTACT", &tags.link),
    ];
    let mut comments: Vec<String> =
        texts.into_iter().filter_map(|(name, value)| value.as_ref().map(|value| format!("{name}={value}"))).collect();
    for (index, chapter) in tags.chapters.iter().enumerate() {
        let ms = chapter.start.as_millis();
        let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
        comments.push(format!("CHAPTER{index:03}={hours:02}:{minutes:02}:{seconds:02}.{:03}", ms % 1_000));
        comments.push(format!("CHAPTER{index:03}NAME={}", chapter.title));
    }
    if let (Some(picture), Format::Opus) = (&tags.picture, format) {
        use base64::Engine;
        let block = base64::engine::general_purpose::STANDARD.encode(flac_picture(picture));
        comments.push(format!("METADATA_BLOCK_PICTURE={block}"));
    }
    let mut bytes = Vec::new();
    push(&mut bytes, "natiq");
    bytes.extend((comments.len() as u32).to_le_bytes());
    for comment in &comments {
        push(&mut bytes, comment);
    }
    bytes
}

/// The picture as FLAC has it (RFC 9639, section 8.8).
pub(super) fn flac_picture(picture: &Picture) -> Vec<u8> {
    const FRONT_COVER: u32 = 3;
    const NO_DESCRIPTION: u32 = 0;
    const BITS_PER_PIXEL: u32 = 24;
    const NOT_INDEXED: u32 = 0;
    let mut block = FRONT_COVER.to_be_bytes().to_vec();
    block.extend((picture.media_type.len() as u32).to_be_bytes());
    block.extend(picture.media_type.as_bytes());
    for number in [NO_DESCRIPTION, picture.width, picture.height, BITS_PER_PIXEL, NOT_INDEXED] {
        block.extend(number.to_be_bytes());
    }
    block.extend((picture.bytes.len() as u32).to_be_bytes());
    block.extend(&picture.bytes);
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    fn full() -> Tags {
        let seconds = Duration::from_secs;
        Tags {
            title: Some("مياه الواحات".into()),
            artist: Some("سلمى الزين".into()),
            album: Some("نشرة الواحة".into()),
            date: Some("2024-03-14".into()),
            genre: Some("Podcast".into()),
            language: Some("ara"),
            comment: Some("عن الماء".into()),
            track: Some(7),
            link: Some("https://example.org/water".into()),
            chapters: vec![
                Chapter { start: seconds(0), end: seconds(61), title: "المقدمة".into() },
                Chapter { start: Duration::from_millis(61_500), end: seconds(90), title: "البئر".into() },
            ],
            picture: None,
        }
    }

    #[cfg(feature = "mp3")]
    #[test]
    fn id3_reads_back_with_its_chapters() {
        use id3::{Tag, TagLike};
        let bytes = id3(&full()).unwrap();
        assert_eq!(bytes[..4], *b"ID3\x03");
        let tag = Tag::read_from2(std::io::Cursor::new(bytes)).unwrap();
        assert_eq!(
            (tag.title(), tag.artist(), tag.album()),
            (full().title.as_deref(), full().artist.as_deref(), full().album.as_deref())
        );
        assert_eq!((tag.year(), tag.track()), (Some(2024), Some(7)));
        let contents = tag.tables_of_contents().next().unwrap();
        assert_eq!(contents.elements, ["chp0", "chp1"]);
        let chapters: Vec<_> = tag.chapters().collect();
        assert_eq!((chapters[1].start_time, chapters[1].end_time), (61_500, 90_000));
        assert_eq!(chapters[1].frames[0].content().text(), Some("البئر"));
    }

    #[cfg(feature = "mp3")]
    #[test]
    fn nothing_to_say_is_no_tag() {
        assert!(id3(&Tags::default()).unwrap().is_empty());
    }

    #[test]
    fn vorbis_comments_have_chapters() {
        let comments = String::from_utf8_lossy(&vorbis_comments(&full(), Format::Opus)).into_owned();
        for comment in ["TITLE=مياه الواحات", "DATE=2024-03-14", "CHAPTER001=00:01:01.500", "CHAPTER001NAME=البئر"]
        {
            assert!(comments.contains(comment), "{comment} is missing");
        }
    }

    #[test]
    fn picture_says_how_large_it_is() {
        let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0, 0, 0, 13], b"IHDR", &[0, 0, 5, 120, 0, 0, 5, 121]].concat();
        let picture = Picture::new(png).unwrap();
        assert_eq!((picture.media_type, picture.width, picture.height), ("image/png", 1400, 1401));
        let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 11, 8, 0, 30, 0, 40, 1, 1, 0x11, 0];
        let picture = Picture::new(jpeg.to_vec()).unwrap();
        assert_eq!((picture.media_type, picture.width, picture.height), ("image/jpeg", 40, 30));
        assert_eq!(Picture::new(b"GIF89a".to_vec()), Err(PictureError::Unknown));
        assert_eq!(Picture::new(b"\xff\xd8\xff\xe0\0\0".to_vec()), Err(PictureError::Unknown));
    }
}
