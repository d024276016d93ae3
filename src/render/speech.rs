//! Speech as bytes, for the [`Cache`](crate::store::Cache): a line of JSON about it, then its samples as they are.
//!
//! Samples stay 32-bit floating point, so speech from the cache and speech from the voice encode to the same bytes.

use std::{ops::Range, time::Duration};

use serde::{Deserialize, Serialize};

use super::checkpoint::MAGIC;
use crate::{
    audio::Samples,
    note::Note,
    pipeline::{MarkTiming, Speech, WordTiming},
    voice::Timings,
};

#[derive(Serialize, Deserialize)]
struct Head {
    sample_rate: u32,
    source: Range<usize>,
    words: Vec<Word>,
    #[serde(default, skip_serializing_if = "Timings::is_exact")]
    timings: Timings,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    marks: Vec<Mark>,
    notes: Vec<Note>,
}

#[derive(Serialize, Deserialize)]
struct Mark {
    name: String,
    time_ns: u64,
}

#[derive(Serialize, Deserialize)]
struct Word {
    text: String,
    source: Range<usize>,
    start_ns: u64,
    end_ns: u64,
}

/// Writes speech as bytes.
pub(super) fn to_bytes(speech: &Speech) -> Vec<u8> {
    let words = speech.words.iter().map(|word| Word {
        text: word.text.clone(),
        source: word.source.clone(),
        start_ns: nanoseconds(word.start),
        end_ns: nanoseconds(word.end),
    });
    let marks = speech.marks.iter().map(|mark| Mark { name: mark.name.clone(), time_ns: nanoseconds(mark.time) });
    let head = Head {
        sample_rate: speech.samples.sample_rate,
        source: speech.source.clone(),
        words: words.collect(),
        timings: speech.timings,
        marks: marks.collect(),
        notes: speech.notes.clone(),
    };
    // Numbers and strings alone: there is nothing that JSON could not hold. Were there, reading it back would fail and
    // the speech be made again.
    let mut bytes = serde_json::to_vec(&head).unwrap_or_default();
    bytes.push(b'\n');
    bytes.reserve(speech.samples.samples.len() * 4);
    for sample in &speech.samples.samples {
        bytes.extend(sample.to_le_bytes());
    }
    bytes
}

/// Tells by how bytes begin whether they are the speech of utterances, of one ([`to_bytes`]) or of many (a checkpoint).
pub fn is_speech(bytes: &[u8]) -> bool {
    bytes.starts_with(b"{\"sample_rate\":") || bytes.starts_with(MAGIC)
}

/// Reads speech that [`to_bytes`] has written; `None` where it was written otherwise.
pub(super) fn from_bytes(bytes: &[u8]) -> Option<Speech> {
    // JSON holds no bare line break, so the first one ends it.
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let head: Head = serde_json::from_slice(bytes.get(..end)?).ok()?;
    let (samples, rest) = bytes.get(end + 1..)?.as_chunks::<4>();
    if !rest.is_empty() {
        return None;
    }
    let words = head.words.into_iter().map(|word| WordTiming {
        text: word.text,
        source: word.source,
        start: Duration::from_nanos(word.start_ns),
        end: Duration::from_nanos(word.end_ns),
    });
    let marks = head.marks.into_iter();
    let marks = marks.map(|mark| MarkTiming { name: mark.name, time: Duration::from_nanos(mark.time_ns) });
    Some(Speech {
        samples: Samples {
            samples: samples.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect(),
            sample_rate: head.sample_rate,
        },
        words: words.collect(),
        timings: head.timings,
        marks: marks.collect(),
        source: head.source,
        notes: head.notes,
    })
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::NoteCode;

    #[test]
    fn written_and_read_again() {
        let speech = Speech {
            samples: Samples { samples: vec![0.0, -1.0, 0.123_456_79, 1.5e-8], sample_rate: 24_000 },
            words: vec![WordTiming {
                text: "كِتَاب".to_owned(),
                source: 3..11,
                start: Duration::from_nanos(41_666),
                end: Duration::from_millis(300),
            }],
            timings: Timings::Estimated,
            marks: vec![MarkTiming { name: "أ".to_owned(), time: Duration::from_millis(300) }],
            source: 0..11,
            notes: vec![Note::new(NoteCode::TokenSkipped, "left `x`\nout", 0..1)],
        };
        let read = from_bytes(&to_bytes(&speech)).unwrap();
        assert!(is_speech(&to_bytes(&speech)));
        assert_eq!(read.samples, speech.samples);
        assert_eq!((read.marks, read.timings), (speech.marks, speech.timings));
        assert_eq!((read.words, read.source, read.notes), (speech.words, speech.source, speech.notes));
    }

    #[test]
    fn bytes_of_something_else_are_not_speech() {
        assert!(from_bytes(b"").is_none());
        assert!(from_bytes(b"{}\n").is_none());
        assert!(from_bytes(b"no line break").is_none());
        assert!(!is_speech(b"ID3") && !is_speech(b"{\"words\":[]}"));
    }
}
