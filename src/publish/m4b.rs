//! Audiobooks: MP4 with AAC, chapters, cover and tags, as players of audiobooks keep their place in them.
//!
//! The articles' own audio files are decoded and encoded once more, one after another; from `flac` or `wav` nothing is
//! lost twice. A chapter begins with each article and with each of its sections. They are written in both ways there are: as a list
//! (Nero's, of at most 255) and as a track of text (QuickTime's).

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use mp4ameta::{Chapter, Data, Fourcc, Img, ImgFmt, MediaType, Tag};

use super::{
    Episode,
    epub::{Book, newest_day},
};
use crate::{
    durable::PartialFile,
    encode::aac::{self, Ffmpeg},
};

/// The media type of an audiobook.
pub const MEDIA_TYPE: &str = "audio/mp4";

/// Between two articles.
const GAP: Duration = Duration::from_secs(1);

/// The most entries of a list of chapters.
const LIST: usize = 255;

/// Why an audiobook cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("an audiobook needs an article (none was rendered)")]
    Empty,
    #[error(transparent)]
    Aac(#[from] aac::Error),
    #[error("could not decode `{}`", path.display())]
    Audio { path: PathBuf, source: aac::Error },
    #[error("an audiobook cannot be written to a device or a pipe (name a file)")]
    NoFile,
    #[error("could not write the audiobook")]
    Write(#[from] io::Error),
    #[error("could not write the chapters and tags of the audiobook")]
    Tags(#[from] mp4ameta::Error),
}

/// Writes an audiobook of these episodes, in this order, whose audio lies in `folder`, to the file `path`, at a rate in Hz.
///
/// # Errors
/// Where there is no episode or no FFmpeg, the audio cannot be read, or the book cannot be written.
///
/// # Blocking
/// Decodes and encodes all the audio.
pub fn write(book: &Book, episodes: &[Episode], folder: &Path, sample_rate: u32, path: &Path) -> Result<(), Error> {
    if episodes.is_empty() {
        return Err(Error::Empty);
    }
    let ffmpeg = Ffmpeg::find()?;
    let file = PartialFile::create(path)?;
    let partial = file.partial().ok_or(Error::NoFile)?.to_owned();
    let mut encoding = ffmpeg.encode(&partial, sample_rate)?;
    let gap = vec![0; (GAP.as_secs_f64() * f64::from(sample_rate)) as usize * 4];
    let mut starts = Vec::new();
    let mut n_bytes = 0_u64;
    for (index, episode) in episodes.iter().enumerate() {
        if index > 0 {
            encoding.write(&gap)?;
            n_bytes += gap.len() as u64;
        }
        starts.push(n_bytes as f64 / 4.0 / f64::from(sample_rate));
        let path = folder.join(&episode.audio.file);
        let failed = |source| Error::Audio { path: path.clone(), source };
        let mut decoding = ffmpeg.decode(&path, sample_rate).map_err(failed)?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            match decoding.read(&mut buffer).map_err(failed)? {
                0 => break,
                n => {
                    encoding.write(buffer.get(..n).unwrap_or_default())?;
                    n_bytes += n as u64;
                }
            }
        }
        decoding.finish().map_err(failed)?;
    }
    encoding.finish()?;
    tag(book, episodes, &starts).write_to_path(&partial)?;
    Ok(file.finish()?)
}

/// Returns what the book says of itself; `starts` are the articles' beginnings, in seconds.
fn tag(book: &Book, episodes: &[Episode], starts: &[f64]) -> Tag {
    let mut tag = Tag::default();
    tag.set_media_type(MediaType::AudioBook);
    tag.set_title(book.title.as_str());
    tag.set_album(book.title.as_str());
    tag.set_genre("Audiobook");
    if let Some(author) = &book.author {
        tag.set_artist(author.as_str());
    }
    // Where players of audiobooks look for who reads.
    let mut narrators: Vec<&str> = episodes.iter().map(|episode| episode.narrator.as_str()).collect();
    narrators.sort_unstable();
    narrators.dedup();
    tag.set_composer(narrators.join("، "));
    if let Some(publisher) = &book.publisher {
        tag.set_data(Fourcc(*b"\xa9pub"), Data::Utf8(publisher.clone()));
    }
    if let Some(description) = &book.description {
        tag.set_description(description.as_str());
    }
    if let Some(rights) = &book.rights {
        tag.set_copyright(rights.as_str());
    }
    if let Some(day) = newest_day(book, episodes.iter()) {
        tag.set_year(day.to_string());
    }
    if let Some(cover) = &book.cover {
        let format = if cover.media_type() == "image/png" { ImgFmt::Png } else { ImgFmt::Jpeg };
        tag.set_artwork(Img::new(format, cover.bytes().to_vec()));
    }
    let all = chapters(episodes, starts, true);
    let list = if all.len() > LIST { chapters(episodes, starts, false) } else { all.clone() };
    *tag.chapter_list_mut() = list.into_iter().take(LIST).collect();
    *tag.chapter_track_mut() = all;
    tag
}

/// Returns a chapter for each article and, where wanted, for each of its sections.
fn chapters(episodes: &[Episode], starts: &[f64], with_sections: bool) -> Vec<Chapter> {
    let mut chapters = Vec::new();
    for (episode, start) in episodes.iter().zip(starts) {
        chapters.push(Chapter::new(Duration::from_secs_f64(*start), episode.title.as_str()));
        // The first of an article's own is the article.
        for chapter in episode.chapters.iter().skip(1).filter(|_| with_sections) {
            chapters.push(Chapter::new(Duration::from_secs_f64(start + chapter.start), chapter.title.as_str()));
        }
    }
    chapters
}

#[cfg(test)]
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
mod tests {
    use jiff::tz::Offset;

    use super::*;
    use crate::{
        audio::Samples,
        encode::{Format, Tags, encode},
        publish::{self, tests::episode},
    };

    fn article(slug: &str, seconds: u64, folder: &Path) -> Episode {
        let mut episode = episode(vec![]);
        let samples = (0..24_000 * seconds).map(|n| 0.2 * (n as f32 * 0.05).sin()).collect();
        let bytes = encode(&Samples { samples, sample_rate: 24_000 }, Format::Flac, &Tags::default()).unwrap();
        episode.audio.file = format!("{slug}.flac").parse().unwrap();
        std::fs::write(folder.join(&episode.audio.file), bytes).unwrap();
        episode.title = slug.to_owned();
        let chapter = |start, title: &str| publish::Chapter { start, title: title.to_owned() };
        episode.chapters = vec![chapter(0.0, slug), chapter(1.5, "قسم")];
        episode
    }

    #[test]
    fn book_has_chapters_in_both_ways_and_its_tags() {
        if Ffmpeg::find().is_err() {
            eprintln!("SKIPPED: there is no FFmpeg to make an audiobook with");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let episodes = [article("a", 2, folder.path()), article("b", 3, folder.path())];
        let path = folder.path().join("book.m4b");
        let mut book = Book::of_collection("حكايات");
        book.author = Some("هند".to_owned());
        write(&book, &episodes, folder.path(), 24_000, &path).unwrap();
        let tag = Tag::read_from_path(&path).unwrap();
        assert_eq!((tag.title(), tag.artist(), tag.composer()), (Some("حكايات"), Some("هند"), Some("سلمى")));
        assert_eq!(tag.media_type(), Some(MediaType::AudioBook));
        let expect = [("a", 0), ("قسم", 1_500), ("b", 3_000), ("قسم", 4_500)];
        for chapters in [tag.chapter_list(), tag.chapter_track()] {
            let found: Vec<_> = chapters.iter().map(|at| (at.title.as_str(), at.start.as_millis())).collect();
            assert_eq!(found, expect);
        }
        assert!((tag.duration().as_secs_f64() - 6.0).abs() < 0.1, "{:?}", tag.duration());
        let names: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(names.len(), 3, "nothing half-done is left: {names:?}");
    }

    #[test]
    fn day_is_that_of_the_show() {
        let folder = tempfile::tempdir().unwrap();
        let mut late = article("a", 0, folder.path());
        late.published = Some("2026-03-01T22:30:00Z".parse().unwrap());
        let day = |hours| {
            let book = Book { utc_offset: Offset::constant(hours), ..Book::of_collection("حكايات") };
            tag(&book, &[late.clone()], &[0.0]).year().map(str::to_owned)
        };
        assert_eq!((day(0).as_deref(), day(3).as_deref()), (Some("2026-03-01"), Some("2026-03-02")));
    }

    #[test]
    fn list_of_chapters_is_never_too_long() {
        let folder = tempfile::tempdir().unwrap();
        let episode = article("a", 0, folder.path());
        let episodes: Vec<Episode> = (0..200).map(|_| episode.clone()).collect();
        let starts: Vec<f64> = (0..200).map(f64::from).collect();
        let tag = tag(&Book::of_collection("حكايات"), &episodes, &starts);
        assert_eq!((tag.chapter_list().len(), tag.chapter_track().len()), (200, 400));
    }
}
