//! Transcripts: WebVTT and SubRip for players, JSON of the podcast namespace for podcast apps.
//!
//! Captions say nothing of direction, and players differ: some take it from the first letter of a line, others set
//! every line from left to right. A line whose ends are Arabic letters reads right in both. One that begins or ends with
//! a digit, a Latin letter or a full stop does not, so it gets a right-to-left mark (U+200F, which takes no room) there.
//! JSON is for programs and has the text alone.

use std::fmt::Write as _;

use serde::Serialize;

use super::{
    Episode, FileName,
    captions::{Caption, captions, captions_of},
};
use crate::timeline::Timeline;

/// How a transcript is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    WebVtt,
    SubRip,
    /// <https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md>
    Json,
}

impl Format {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::WebVtt, Self::SubRip, Self::Json];

    /// Returns the media type that the podcast namespace names.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::WebVtt => "text/vtt",
            Self::SubRip => "application/x-subrip",
            Self::Json => "application/json",
        }
    }

    /// Returns the name of an episode's transcript, beside its audio.
    pub fn file_name(self, episode: &Episode) -> FileName {
        self.file_name_of(&episode.slug)
    }

    /// Returns what the transcript of an episode of this slug is called.
    pub fn file_name_of(self, slug: &FileName) -> FileName {
        slug.with(match self {
            Self::WebVtt => ".vtt",
            Self::SubRip => ".srt",
            Self::Json => ".transcript.json",
        })
    }
}

/// Writes the transcript of an episode.
pub fn write(episode: &Episode, format: Format) -> String {
    let captions = captions(episode);
    match format {
        Format::WebVtt => web_vtt(&captions),
        Format::SubRip => sub_rip(&captions),
        Format::Json => json(episode, &captions),
    }
}

/// Writes the captions of a timeline as SubRip, in UTF-8.
pub fn srt(timeline: &Timeline) -> String {
    sub_rip(&captions_of(timeline, timeline.duration))
}

fn web_vtt(captions: &[Caption]) -> String {
    let mut text = String::from("WEBVTT\n");
    for (index, caption) in captions.iter().enumerate() {
        let times = format!("{} --> {}", stamp(caption.start, '.'), stamp(caption.end, '.'));
        let _ = write!(text, "\n{}\n{times}\n", index + 1);
        for line in &caption.lines {
            let _ = writeln!(text, "{}", directed(&escape(line)));
        }
    }
    text
}

fn sub_rip(captions: &[Caption]) -> String {
    let mut text = String::new();
    for (index, caption) in captions.iter().enumerate() {
        let times = format!("{} --> {}", stamp(caption.start, ','), stamp(caption.end, ','));
        let _ = write!(text, "{}\n{times}\n", index + 1);
        for line in &caption.lines {
            let _ = writeln!(text, "{}", directed(&literal(line)));
        }
        text.push('\n');
    }
    text
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Transcript<'a> {
    version: &'static str,
    segments: Vec<Segment<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Segment<'a> {
    speaker: &'a str,
    start_time: f64,
    end_time: f64,
    body: String,
}

fn json(episode: &Episode, captions: &[Caption]) -> String {
    let segments = captions
        .iter()
        .map(|caption| Segment {
            speaker: &episode.narrator,
            start_time: milliseconds(caption.start) as f64 / 1000.0,
            end_time: milliseconds(caption.end) as f64 / 1000.0,
            body: caption.lines.join(" "),
        })
        .collect();
    // Only strings, numbers and lists: serialization cannot fail.
    serde_json::to_string_pretty(&Transcript { version: "1.0.0", segments }).unwrap_or_default() + "\n"
}

/// Writes a time stamp, `hh:mm:ss.mmm`, with the format's sign before the milliseconds.
fn stamp(seconds: f64, sign: char) -> String {
    let ms = milliseconds(seconds);
    format!("{:02}:{:02}:{:02}{sign}{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

fn milliseconds(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1000.0).round() as u64
}

/// Sets a right-to-left mark at an end of the line that is no Arabic letter.
fn directed(line: &str) -> String {
    const MARK: &str = "\u{200f}";
    let is_arabic = |c: char| matches!(c, '\u{620}'..='\u{65f}' | '\u{66e}'..='\u{6d3}');
    let mark = |c: Option<char>| if c.is_none_or(is_arabic) { "" } else { MARK };
    format!("{}{line}{}", mark(line.chars().next()), mark(line.chars().next_back()))
}

/// Keeps players from reading markup in SubRip, which has no escapes: none takes `<` for a tag where no letter and no
/// slash follows, or a line for times without `-->`. A word joiner (U+2060) takes no room.
fn literal(text: &str) -> String {
    text.replace('<', "<\u{2060}").replace("-->", "--\u{2060}>")
}

/// Escapes what WebVTT would read as markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::tests::{cue, episode};

    fn sample() -> Episode {
        episode(vec![cue(0, "عاد الماء <3", 0.25, 0.5), cue(1, "في 2014.", 3600.5, 0.75)])
    }

    #[test]
    fn web_vtt_escapes_and_keeps_the_direction() {
        let expect = "WEBVTT\n\n1\n00:00:00.250 --> 00:00:01.750\nعاد الماء &lt;3\u{200f}\n\n\
                      2\n01:00:00.500 --> 01:00:02.000\nفي 2014.\u{200f}\n";
        assert_eq!(write(&sample(), Format::WebVtt), expect);
    }

    #[test]
    fn sub_rip_has_commas_and_no_markup() {
        let expect = "1\n00:00:00,250 --> 00:00:01,750\nعاد الماء <\u{2060}3\u{200f}\n\n\
                      2\n01:00:00,500 --> 01:00:02,000\nفي 2014.\u{200f}\n\n";
        assert_eq!(write(&sample(), Format::SubRip), expect);
    }

    #[test]
    fn json_has_the_text_alone() {
        let json: serde_json::Value = serde_json::from_str(&write(&sample(), Format::Json)).unwrap();
        let expect = serde_json::json!({"speaker": "سلمى", "startTime": 3600.5, "endTime": 3602.0, "body": "في 2014."});
        assert_eq!((&json["version"], &json["segments"][1]), (&"1.0.0".into(), &expect));
    }

    #[test]
    fn line_that_begins_with_latin_gets_a_mark() {
        assert_eq!(directed("BBC قالت"), "\u{200f}BBC قالت");
        assert_eq!(directed("قالت"), "قالت");
    }
}
