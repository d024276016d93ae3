//! Talking books, feeds and transcripts of real speech: the articles of `examples/` read by the default voice.
//!
//! What is made stays in `target/tmp/show`, where the checks by other people's programs find it.

use std::{fs, io::Cursor, path::Path};

use natiq::{
    article::{self, Paragraph, ReadingOptions, Role},
    encode::{self, Format},
    pipeline::{Pipeline, SpeechOptions},
    publish::{
        Audio, Chapter, Episode, EpisodeKind, chapters, daisy,
        epub::{self, Book, Granularity},
        feed,
        show::Show,
        transcript,
    },
    structure::{Structure, spoken},
    timeline::Timeline,
};

use crate::speech;

const SHOW: &str = include_str!("../data/show.toml");

/// Reads an article to an MP3 file in the folder.
fn render(pipeline: &mut Pipeline, folder: &Path, slug: &str, file: &str, published: &str) -> Episode {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/articles").join(file);
    let kind = article::Kind::from_path(&path).unwrap();
    let article = article::read(&fs::read(path).unwrap(), kind, &article::Options::default()).unwrap();
    let paragraphs: Vec<Paragraph> = article.reading(ReadingOptions::default()).map(|read| read.into_owned()).collect();
    let speech_options = SpeechOptions { structure: Structure::Announce, ..SpeechOptions::default() };
    let mut timeline = Timeline::default();
    let mut samples: Option<natiq::audio::Samples> = None;
    for (index, paragraph) in paragraphs.iter().enumerate() {
        for utterance in spoken(paragraph, speech_options.structure) {
            let speech = pipeline.speak(&utterance, &speech_options).unwrap();
            timeline.push(index, &paragraph.text, &utterance.text, &speech);
            match &mut samples {
                Some(samples) => samples.samples.extend(speech.samples.samples),
                None => samples = Some(speech.samples),
            }
        }
    }
    // To a tenth of a millisecond, as everything else in a timeline: so it survives being written down.
    timeline.duration = (timeline.duration * 10_000.0).round() / 10_000.0;
    let audio = encode::encode(&samples.unwrap(), Format::Mp3, &encode::Tags::default()).unwrap();
    fs::write(folder.join(format!("{slug}.mp3")), &audio).unwrap();
    let chapters =
        paragraphs.iter().enumerate().filter(|(_, paragraph)| matches!(paragraph.role, Role::Heading { .. }));
    let start = |index| timeline.cues.iter().find(|cue| cue.paragraph == index).map_or(0.0, |cue| cue.start);
    Episode {
        guid: format!("urn:natiq:{slug}"),
        digest: String::new(),
        slug: slug.parse().unwrap(),
        title: article.title.clone().unwrap(),
        byline: article.byline.clone(),
        published: Some(published.parse().unwrap()),
        first_seen: published.parse().unwrap(),
        link: format!("https://village.example/{slug}").parse().ok(),
        summary: paragraphs[1].text.clone(),
        language: "ar".to_owned(),
        narrator: "زياد".to_owned(),
        audio: Audio {
            file: format!("{slug}.mp3").parse().unwrap(),
            media_type: "audio/mpeg".to_owned(),
            size_bytes: audio.len() as u64,
            duration: timeline.duration,
        },
        number: None,
        season: None,
        kind: EpisodeKind::Full,
        explicit: None,
        image: None,
        chapters: chapters
            .map(|(index, paragraph)| Chapter { start: start(index), title: paragraph.text.clone() })
            .collect(),
        paragraphs,
        timeline,
    }
}

fn book(book: &Book, episodes: &[Episode], folder: &Path) -> Vec<u8> {
    epub::write(book, episodes, folder, Cursor::new(Vec::new())).unwrap().into_inner()
}

#[test]
fn examples_become_a_show() {
    let folder = &Path::new(env!("CARGO_TARGET_TMPDIR")).join("show");
    drop(fs::remove_dir_all(folder));
    fs::create_dir_all(folder).unwrap();
    let pipeline = &mut speech::pipeline();
    let episodes = [
        render(pipeline, folder, "bees", "bees.md", "2026-03-01T06:00:00Z"),
        render(pipeline, folder, "library", "library.html", "2026-03-02T06:00:00Z"),
        render(pipeline, folder, "water", "water.txt", "2026-02-27T06:00:00Z"),
    ];
    let show: Show = toml::from_str(SHOW).unwrap();
    for episode in &episodes {
        for format in transcript::Format::ALL {
            fs::write(folder.join(format.file_name(episode)), transcript::write(episode, format)).unwrap();
        }
        if let Some(file) = chapters::file_name(episode) {
            fs::write(folder.join(file), chapters::write(episode)).unwrap();
        }
        fs::write(folder.join(episode.file_name()), serde_json::to_string(episode).unwrap()).unwrap();
        let record: Episode = serde_json::from_slice(&fs::read(folder.join(episode.file_name())).unwrap()).unwrap();
        assert!(&record == episode, "{}", episode.file_name());
    }
    fs::write(folder.join("feed.xml"), feed::write(&show, &episodes)).unwrap();
    let article = book(&Book::of_article(&episodes[0]), &episodes[..1], folder);
    let by_word = Book { granularity: Granularity::Word, ..Book::of_article(&episodes[1]) };
    let collection = book(&Book::of_show(&show), &episodes, folder);
    assert!(collection == book(&Book::of_show(&show), &episodes, folder));
    fs::write(folder.join("bees.epub"), article).unwrap();
    fs::write(folder.join("library.epub"), book(&by_word, &episodes[1..2], folder)).unwrap();
    fs::write(folder.join("stories.epub"), collection).unwrap();
    for (name, book, episodes) in [
        ("bees.daisy.zip", Book::of_article(&episodes[0]), &episodes[..1]),
        ("stories.daisy.zip", Book::of_show(&show), &episodes[..]),
    ] {
        let bytes = daisy::write(&book, episodes, folder, Cursor::new(Vec::new())).unwrap().into_inner();
        fs::write(folder.join(name), bytes).unwrap();
    }
}
