//! Chapters as a file: JSON chapters 1.2 of the podcast namespace.

use serde::Serialize;

use super::{Episode, FileName};

/// The media type of a chapters file.
pub const MEDIA_TYPE: &str = "application/json+chapters";

/// Returns the name of an episode's chapters file, beside its audio; an episode without chapters has none.
pub fn file_name(episode: &Episode) -> Option<FileName> {
    (!episode.chapters.is_empty()).then(|| file_name_of(&episode.slug))
}

/// Returns what the chapters file of an episode of this slug is called, whether or not it has one.
pub fn file_name_of(slug: &FileName) -> FileName {
    slug.with(".chapters.json")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Chapters<'a> {
    version: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<&'a str>,
    file_name: &'a str,
    chapters: Vec<Chapter<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Chapter<'a> {
    start_time: f64,
    end_time: f64,
    title: &'a str,
}

/// Writes the chapters of an episode; a chapter ends where the next begins, the last with the audio.
pub fn write(episode: &Episode) -> String {
    let round = |seconds: f64| (seconds * 1000.0).round() / 1000.0;
    let ends = episode.chapters.iter().skip(1).map(|next| next.start).chain([episode.audio.duration]);
    let chapters = episode.chapters.iter().zip(ends).map(|(chapter, end)| Chapter {
        start_time: round(chapter.start),
        end_time: round(end),
        title: &chapter.title,
    });
    let file = Chapters {
        version: "1.2.0",
        title: &episode.title,
        author: episode.byline.as_deref(),
        file_name: &episode.audio.file,
        chapters: chapters.collect(),
    };
    // Only strings, numbers and lists: serialization cannot fail.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{self, tests::episode};

    #[test]
    fn chapter_ends_where_the_next_begins() {
        let mut episode = episode(vec![]);
        assert_eq!(file_name(&episode), None);
        let chapter = |start, title: &str| publish::Chapter { start, title: title.to_owned() };
        episode.chapters = vec![chapter(0.0, "مقدمة"), chapter(61.23456, "النهر")];
        let json: serde_json::Value = serde_json::from_str(&write(&episode)).unwrap();
        let expect = serde_json::json!([
            {"startTime": 0.0, "endTime": 61.235, "title": "مقدمة"},
            {"startTime": 61.235, "endTime": 7200.0, "title": "النهر"},
        ]);
        assert_eq!((&json["version"], &json["chapters"]), (&"1.2.0".into(), &expect));
        assert_eq!(file_name(&episode), Some("water.chapters.json".parse().unwrap()));
    }
}
