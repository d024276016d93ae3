//! When each word of an article is heard: JSON for programs, WebVTT for players.

use std::{fmt::Write as _, ops::Range, time::Duration};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    note::{Note, Span},
    pipeline::Speech,
    voice::Timings,
};

/// The word timings of an article, or of some of its paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Timeline {
    /// Length of the audio, pauses included, in seconds.
    pub duration: f64,
    /// One cue for each utterance.
    pub cues: Vec<Cue>,
}

/// An utterance and when it is heard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Cue {
    /// Index of the paragraph among those that are read, from 0.
    pub paragraph: usize,
    /// The utterance as printed.
    pub text: String,
    /// Bytes (UTF-8) in the paragraph's text.
    #[schema(value_type = Span)]
    pub source: Range<usize>,
    /// The same in characters (Unicode scalar values), as Python counts.
    #[serde(default)]
    #[schema(value_type = Span)]
    pub characters: Range<usize>,
    /// The same in UTF-16 code units, as JavaScript counts.
    #[serde(default)]
    #[schema(value_type = Span)]
    pub utf16: Range<usize>,
    /// In seconds from the start of the audio.
    pub start: f64,
    /// In seconds; the pause after the last word is not part of the cue.
    pub end: f64,
    pub words: Vec<Word>,
    /// Whether the voice tells when its words are heard (`exact`, also where nothing is said), or that is `estimated`.
    #[serde(default)]
    #[schema(required = false)]
    pub timings: Timings,
    /// The points that the author has named in SSML; left out where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub marks: Vec<Mark>,
    pub notes: Vec<Note>,
}

/// A word and when it is heard.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Word {
    /// As spoken, with its marks: `2014` is five such words.
    pub text: String,
    /// What it was read from, as printed: `2014` for each of the five.
    #[serde(default)]
    pub printed: String,
    /// Bytes (UTF-8) in the paragraph's text that it was read from.
    #[schema(value_type = Span)]
    pub source: Range<usize>,
    /// The same in characters (Unicode scalar values), as Python counts.
    #[serde(default)]
    #[schema(value_type = Span)]
    pub characters: Range<usize>,
    /// The same in UTF-16 code units, as JavaScript counts.
    #[serde(default)]
    #[schema(value_type = Span)]
    pub utf16: Range<usize>,
    /// In seconds from the start of the audio.
    pub start: f64,
    /// In seconds.
    pub end: f64,
}

/// A point that the author has named, and when it is reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Mark {
    /// As `<mark name="…"/>` says.
    pub name: String,
    /// In seconds from the start of the audio.
    pub time: f64,
}

impl Timeline {
    /// Adds an utterance behind what is there already; `text` is the utterance as printed, `printed` all the text of its
    /// paragraph.
    pub fn push(&mut self, paragraph: usize, printed: &str, text: &str, speech: &Speech) {
        let before = self.cues.last().filter(|cue| cue.paragraph == paragraph).map(Place::behind).unwrap_or_default();
        let begin = before.to(printed, speech.source.start);
        let behind = begin.to(printed, speech.source.end);
        let offset = self.duration;
        let at = |time: Duration| round(offset + time.as_secs_f64());
        let words: Vec<Word> = speech
            .words
            .iter()
            .map(|word| {
                let first = begin.to(printed, word.source.start);
                (word, first, first.to(printed, word.source.end))
            })
            .map(|(word, first, last)| Word {
                text: word.text.clone(),
                printed: printed.get(word.source.clone()).unwrap_or_default().to_owned(),
                source: word.source.clone(),
                characters: first.characters..last.characters,
                utf16: first.utf16..last.utf16,
                start: at(word.start),
                end: at(word.end),
            })
            .collect();
        let (start, end) = match (words.first(), words.last()) {
            (Some(first), Some(last)) => (first.start, last.end),
            _ => (round(offset), round(offset)),
        };
        let marks = speech.marks.iter().map(|mark| Mark { name: mark.name.clone(), time: at(mark.time) }).collect();
        let notes = speech.notes.clone();
        self.cues.push(Cue {
            paragraph,
            text: text.to_owned(),
            source: speech.source.clone(),
            characters: begin.characters..behind.characters,
            utf16: begin.utf16..behind.utf16,
            start,
            end,
            words,
            timings: speech.timings,
            marks,
            notes,
        });
        self.duration = offset + speech.samples.duration().as_secs_f64();
    }

    /// Returns the timeline as JSON.
    pub fn to_json(&self) -> String {
        // Only strings, numbers and lists: serialization cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Returns the timeline as WebVTT: one cue for each utterance, with a time stamp before each word of the *printed*
    /// text, so that captions show what the page shows.
    pub fn to_vtt(&self) -> String {
        let mut vtt = String::from("WEBVTT\n");
        for (index, cue) in self.cues.iter().enumerate() {
            if cue.words.is_empty() {
                continue;
            }
            let _ = write!(vtt, "\n{}\n{} --> {}\n", index + 1, stamp(cue.start), stamp(cue.end));
            let mut shown = 0;
            for word in &cue.words {
                let from = word.source.start.saturating_sub(cue.source.start);
                // The words that one number is read as stand over one source: the first carries the time stamp.
                if !word.source.is_empty()
                    && from >= shown
                    && let Some(text) = cue.text.get(shown..from)
                {
                    vtt.push_str(&escape(text));
                    if word.start > cue.start {
                        let _ = write!(vtt, "<{}>", stamp(word.start));
                    }
                    shown = from;
                    let to = word.source.end.saturating_sub(cue.source.start);
                    if let Some(text) = cue.text.get(shown..to) {
                        vtt.push_str(&escape(text));
                        shown = to;
                    }
                }
            }
            vtt.push_str(escape(cue.text.get(shown..).unwrap_or_default()).trim_end());
            vtt.push('\n');
        }
        vtt
    }
}

/// A place in a paragraph's text, counted in three ways.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    byte: usize,
    characters: usize,
    utf16: usize,
}

impl Place {
    /// Returns the place behind a cue, so that nothing before it is counted again.
    fn behind(cue: &Cue) -> Self {
        Self { byte: cue.source.end, characters: cue.characters.end, utf16: cue.utf16.end }
    }

    /// Returns the place at a byte of `text`, counted from here where that is before it.
    fn to(self, text: &str, byte: usize) -> Self {
        let from = if byte < self.byte { Self::default() } else { self };
        // What is no place in the text (none should be) is told as the last one known.
        let Some(between) = text.get(from.byte..byte) else { return from };
        Self {
            byte,
            characters: from.characters + between.chars().count(),
            utf16: from.utf16 + between.chars().map(char::len_utf16).sum::<usize>(),
        }
    }
}

/// Rounds to a tenth of a millisecond: finer than any player, and short in JSON.
fn round(seconds: f64) -> f64 {
    (seconds * 10_000.0).round() / 10_000.0
}

/// Writes a WebVTT time stamp, `hh:mm:ss.mmm`.
fn stamp(seconds: f64) -> String {
    let ms = Duration::from_secs_f64(seconds.max(0.0)).as_millis();
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

/// Escapes what WebVTT would read as markup, and folds line breaks, which would end the cue.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{audio::Samples, pipeline::WordTiming};

    fn speech(words: &[(&str, Range<usize>, u64, u64)], source: Range<usize>) -> Speech {
        let ms = Duration::from_millis;
        let words = words
            .iter()
            .map(|(text, source, start, end)| WordTiming {
                text: (*text).to_owned(),
                source: source.clone(),
                start: ms(*start),
                end: ms(*end),
            })
            .collect();
        Speech {
            samples: Samples { samples: vec![0.0; 24_000], sample_rate: 24_000 },
            words,
            timings: Timings::Estimated,
            marks: vec![],
            source,
            notes: vec![],
        }
    }

    #[test]
    fn second_utterance_starts_where_the_first_ends() {
        let mut timeline = Timeline::default();
        timeline.push(0, "abcd", "ab", &speech(&[("ab", 0..2, 100, 500)], 0..2));
        timeline.push(0, "abcd", "cd", &speech(&[("cd", 2..4, 100, 500)], 2..4));
        assert_eq!(timeline.duration, 2.0);
        assert_eq!((timeline.cues[1].start, timeline.cues[1].end), (1.1, 1.5));
        assert!(timeline.to_json().contains(r#""timings":"estimated""#));
    }

    #[test]
    fn words_stand_where_each_language_counts_them() {
        let printed = "خبر 😀 عام 2014. قال";
        let second = printed.find("قال").unwrap();
        let mut timeline = Timeline::default();
        let year = printed.find("2014").unwrap();
        let words = [("خَبَر", 0..6, 0, 100), ("أَلْفَانِ", year..year + 4, 100, 200), ("عَشَر", year..year + 4, 200, 300)];
        timeline.push(3, printed, &printed[..second], &speech(&words, 0..second));
        timeline.push(
            3,
            printed,
            &printed[second..],
            &speech(&[("قَالَ", second..printed.len(), 0, 90)], second..printed.len()),
        );
        let words: Vec<_> = timeline.cues.iter().flat_map(|cue| &cue.words).collect();
        let printed_words: Vec<_> = words.iter().map(|word| word.printed.as_str()).collect();
        assert_eq!(printed_words, ["خبر", "2014", "2014", "قال"]);
        let characters: Vec<char> = printed.chars().collect();
        let units: Vec<u16> = printed.encode_utf16().collect();
        for word in words {
            assert_eq!(characters[word.characters.clone()].iter().collect::<String>(), word.printed);
            assert_eq!(String::from_utf16(&units[word.utf16.clone()]).unwrap(), word.printed);
        }
        assert_eq!((timeline.cues[1].characters.clone(), timeline.cues[1].utf16.clone()), (16..19, 17..20));
    }

    #[test]
    fn announcement_is_shown_whole_and_covers_nothing_printed() {
        let mut timeline = Timeline::default();
        timeline.push(2, "abc", "a heading:", &speech(&[("a", 0..0, 0, 100), ("heading", 0..0, 200, 300)], 0..0));
        timeline.push(2, "abc", "abc", &speech(&[("abc", 0..3, 0, 100)], 0..3));
        assert!(timeline.cues[0].words.iter().all(|word| word.printed.is_empty() && word.utf16.is_empty()));
        assert_eq!(timeline.cues[1].words[0].printed, "abc");
        assert!(timeline.to_vtt().contains("00:00.300\na heading:\n"), "{}", timeline.to_vtt());
    }

    #[test]
    fn vtt_shows_the_printed_text_with_a_stamp_for_each_source() {
        let mut timeline = Timeline::default();
        let words = [("a", 0..1, 0, 100), ("two", 2..4, 200, 300), ("ten", 2..4, 300, 400), ("b", 5..6, 500, 600)];
        timeline.push(0, "a 12 b & c", "a 12 b & c", &speech(&words, 0..10));
        let expected = "WEBVTT\n\n1\n00:00:00.000 --> 00:00:00.600\na <00:00:00.200>12 <00:00:00.500>b &amp; c\n";
        assert_eq!(timeline.to_vtt(), expected);
    }
}
