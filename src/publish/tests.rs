//! What the tests of this room are about.

use super::{Audio, Episode, EpisodeKind};
use crate::{
    article::{Paragraph, Role},
    timeline::{Cue, Timeline, Word},
};

/// An utterance that is the whole of its paragraph, its words one after another from `start`, each `seconds` long.
pub(super) fn cue(paragraph: usize, text: &str, start: f64, seconds: f64) -> Cue {
    let mut words: Vec<Word> = Vec::new();
    for word in text.split(' ') {
        let from = words.last().map_or(0, |last| last.source.end + 1);
        let begin = start + words.len() as f64 * seconds;
        let source = from..from + word.len();
        let text = word.to_owned();
        words.push(Word { text, source, start: begin, end: begin + seconds, ..Word::default() });
    }
    let end = words.last().map_or(start, |word| word.end);
    Cue { paragraph, text: text.to_owned(), source: 0..text.len(), start, end, words, ..Cue::default() }
}

/// An episode of two hours with these cues; every paragraph is running text of one utterance.
pub(super) fn episode(cues: Vec<Cue>) -> Episode {
    let paragraph = |cue: &Cue| Paragraph::new(Role::Body, cue.text.clone(), cue.source.clone());
    Episode {
        guid: "urn:water".to_owned(),
        digest: "0".to_owned(),
        slug: "water".parse().unwrap(),
        title: "عودة الماء".to_owned(),
        byline: Some("هند".to_owned()),
        published: Some("2024-05-01T08:00:00Z".parse().unwrap()),
        first_seen: "2024-06-01T08:00:00Z".parse().unwrap(),
        link: Some("https://example.org/water".parse().unwrap()),
        summary: "عاد الماء & عادت الحياة".to_owned(),
        language: "ar".to_owned(),
        narrator: "سلمى".to_owned(),
        audio: Audio {
            file: "water.mp3".parse().unwrap(),
            media_type: "audio/mpeg".to_owned(),
            size_bytes: 1_234_567,
            duration: 7200.0,
        },
        number: None,
        season: None,
        kind: EpisodeKind::Full,
        explicit: None,
        image: None,
        chapters: Vec::new(),
        paragraphs: cues.iter().map(paragraph).collect(),
        timeline: Timeline { duration: 7200.0, cues },
    }
}
