//! `GET /v1/articles/{id}/timeline`: when each word is heard, as JSON or WebVTT.

use std::{fmt::Write, time::Duration};

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    App, Error, Problem,
    articles::Span,
    clients::Client,
    extract::{Path, Query},
    file,
};
use crate::{
    article::Paragraph,
    audio,
    note::{Note, NoteCode},
    pipeline::Manner,
    store::Piece,
};

/// How the timeline is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TimelineQuery {
    /// `json` (the default) or `vtt`.
    #[param(example = "json")]
    pub format: Option<String>,
    /// Id of the voice; without it the default voice.
    #[param(example = "ziad")]
    pub voice: Option<String>,
    /// How fast to speak: 1 is the voice's own speed, 2 twice as fast.
    #[param(minimum = 0.5, maximum = 3.0)]
    pub rate: Option<f32>,
}

/// When each word of an article is heard. Times are in milliseconds from the start of its stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub(super) struct Timeline {
    pub voice: String,
    pub rate: f32,
    pub duration_ms: u64,
    pub paragraphs: Vec<ParagraphTimes>,
}

/// When a paragraph is heard. Its segment begins at its `start_ms`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) struct ParagraphTimes {
    pub index: usize,
    pub start_ms: u64,
    /// The end of the pause after it.
    pub end_ms: u64,
    /// Stretches that are spoken in one go, mostly sentences; joined, their sources are the paragraph's text.
    pub utterances: Vec<UtteranceTimes>,
    pub words: Vec<WordTimes>,
    /// What a caller should know about how it was read.
    pub notes: Vec<NoteAnswer>,
}

/// When an utterance is heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) struct UtteranceTimes {
    pub start_ms: u64,
    /// The end of the pause after it.
    pub end_ms: u64,
    /// Bytes of the paragraph's text, as UTF-8.
    pub source: Span,
}

/// When a word is heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) struct WordTimes {
    /// The word as spoken, with its marks.
    #[schema(example = "أَلْفَيْنِ")]
    pub text: String,
    pub start_ms: u64,
    pub end_ms: u64,
    /// Bytes of the paragraph's text, as UTF-8, that it was read from. The words of one number share them.
    pub source: Span,
}

/// A remark about how a stretch of text was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) struct NoteAnswer {
    /// What kind of remark it is; for programs.
    #[schema(value_type = String, example = "latin_guessed")]
    pub code: NoteCode,
    /// What it says, in English.
    pub message: String,
    /// Bytes of the paragraph's text, as UTF-8.
    pub source: Span,
}

/// Shows when each word is heard
///
/// As JSON with the bytes of the text that each word was read from, or as WebVTT with the text as it is printed and a
/// time before each word. Speaks what was not spoken yet, so the first answer for a long article takes some seconds.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}/timeline",
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article"), TimelineQuery),
    responses(
        (status = 200, description = "The times", content((Timeline = "application/json"), (String = "text/vtt"))),
        (status = 304, description = "The client has it already"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice, rate or format", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    Path(id): Path<String>,
    Query(query): Query<TimelineQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let is_vtt = match query.format.as_deref() {
        None | Some("json") => false,
        Some("vtt") => true,
        Some(other) => {
            let what = format!("`{other}` does not exist (there are `json`, `vtt`)");
            return Err(Error::Invalid { field: "format", what });
        }
    };
    let manner = app.manner(query.voice.as_deref(), query.rate)?;
    let article = app.article(&id).await?;
    let timeline = timeline(&app, &client, &article.paragraphs, &manner).await?;
    match is_vtt {
        true => Ok(file::respond_text(timeline.to_vtt(&article.paragraphs), &headers, "text/vtt; charset=utf-8")),
        false => file::respond_json(&timeline, &headers),
    }
}

/// Returns the timeline of paragraphs, from the cache or by speaking them.
async fn timeline(
    app: &App,
    client: &Client,
    paragraphs: &[Paragraph],
    manner: &std::sync::Arc<Manner>,
) -> Result<Timeline, Error> {
    let key = app.renderer().key("timeline", paragraphs, manner);
    if let Some(bytes) = app.cache().get(key).await
        && let Ok(timeline) = serde_json::from_slice(&bytes)
    {
        return Ok(timeline);
    }
    let mut maker = Maker::new(app.sample_rate(manner)?);
    let mut session = app.read(client, paragraphs, manner)?;
    while let Some(piece) = session.reading.next().await {
        maker.add(&piece?);
    }
    let timeline = maker.finish(manner, paragraphs.len());
    if let Ok(bytes) = serde_json::to_vec(&timeline) {
        app.cache().put(key, bytes).await;
    }
    Ok(timeline)
}

/// Puts pieces one after another on the clock of their stream.
pub(super) struct Maker {
    sample_rate: u32,
    n_samples: u64,
    paragraphs: Vec<ParagraphTimes>,
}

impl Maker {
    /// Begins at zero. Times are kept in samples, so nothing is rounded twice.
    pub(super) fn new(sample_rate: u32) -> Self {
        Self { sample_rate, n_samples: 0, paragraphs: Vec::new() }
    }

    /// Adds the next piece.
    pub(super) fn add(&mut self, piece: &Piece) {
        let start = audio::duration(self.n_samples, self.sample_rate);
        self.n_samples += piece.speech.samples.samples.len() as u64;
        let end = audio::duration(self.n_samples, self.sample_rate);
        self.fill_to(piece.paragraph + 1, start);
        let Some(paragraph) = self.paragraphs.get_mut(piece.paragraph) else { return };
        paragraph.end_ms = milliseconds(end);
        let utterance =
            UtteranceTimes { start_ms: milliseconds(start), end_ms: milliseconds(end), source: piece.source.clone().into() };
        paragraph.utterances.push(utterance);
        paragraph.words.extend(piece.words().map(|word| WordTimes {
            text: word.text,
            start_ms: milliseconds(start + word.start),
            end_ms: milliseconds(start + word.end),
            source: word.source.into(),
        }));
        paragraph.notes.extend(piece.notes().map(NoteAnswer::from));
    }

    /// Returns the paragraph that was added to last.
    pub(super) fn last(&self) -> Option<&ParagraphTimes> {
        self.paragraphs.last()
    }

    fn finish(mut self, manner: &Manner, n_paragraphs: usize) -> Timeline {
        let end = audio::duration(self.n_samples, self.sample_rate);
        self.fill_to(n_paragraphs, end);
        Timeline {
            voice: manner.voice.clone(),
            rate: manner.rate.factor(),
            duration_ms: milliseconds(end),
            paragraphs: self.paragraphs,
        }
    }

    /// Adds paragraphs up to `n` of them, so that one with nothing to say has its place too.
    fn fill_to(&mut self, n: usize, at: Duration) {
        let at = milliseconds(at);
        while self.paragraphs.len() < n {
            let index = self.paragraphs.len();
            let (utterances, words, notes) = Default::default();
            self.paragraphs.push(ParagraphTimes { index, start_ms: at, end_ms: at, utterances, words, notes });
        }
    }
}

impl Timeline {
    /// Writes the timeline as WebVTT: a cue for each utterance, with its text as printed and a time before each word.
    fn to_vtt(&self, paragraphs: &[Paragraph]) -> String {
        let mut vtt = "WEBVTT\n".to_owned();
        for times in &self.paragraphs {
            let text = paragraphs.get(times.index).map_or("", |paragraph| paragraph.text.as_str());
            for (i, utterance) in times.utterances.iter().enumerate() {
                let (start, end) = (timestamp(utterance.start_ms), timestamp(utterance.end_ms));
                let words: Vec<&WordTimes> =
                    times.words.iter().filter(|word| utterance.source.contains(word.source.start)).collect();
                let cue = cue_text(text, utterance, &words);
                // Writing to a string does not fail.
                let _ = write!(vtt, "\n{}-{i}\n{start} --> {end}\n{cue}\n", times.index);
            }
        }
        vtt
    }
}

/// Returns an utterance's printed text with a time before each word.
fn cue_text(text: &str, utterance: &UtteranceTimes, words: &[&WordTimes]) -> String {
    let slice = |start: usize, end: usize| escaped(text.get(start..end).unwrap_or_default());
    let mut cue = String::new();
    let mut at = utterance.source.start;
    let mut time = utterance.start_ms;
    for word in words {
        // Of the words that one number is read as, the first stands for it. Times must grow within a cue.
        if word.source.start < at || (word.source.start == at && !cue.is_empty()) || word.start_ms <= time {
            continue;
        }
        cue.push_str(&slice(at, word.source.start));
        let _ = write!(cue, "<{}>", timestamp(word.start_ms));
        (at, time) = (word.source.start, word.start_ms);
    }
    cue.push_str(&slice(at, utterance.source.end));
    cue.trim().to_owned()
}

impl Span {
    fn contains(&self, at: usize) -> bool {
        (self.start..self.end).contains(&at)
    }
}

impl From<Note> for NoteAnswer {
    fn from(note: Note) -> Self {
        Self { code: note.code, message: note.message, source: note.source.into() }
    }
}

/// Writes a text so that no character of it is taken for markup. A blank line would end the cue, but paragraphs have no
/// line breaks.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(['\n', '\r'], " ")
}

/// Writes a time as WebVTT has it: `00:01:02.345`.
fn timestamp(ms: u64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000)
}

pub(super) fn milliseconds(duration: Duration) -> u64 {
    // Rounded to the nearest: an end is never before its start, as rounding keeps the order.
    u64::try_from((duration.as_micros() + 500) / 1_000).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        article::Role,
        audio::Samples,
        pipeline::{Speech, WordTiming},
    };

    /// A piece of one second in which each word takes a tenth of it.
    fn piece(paragraph: usize, text: &str, start: usize) -> Piece {
        let mut at = 0;
        let words = text.split_inclusive(' ').zip(1..).map(|(word, i)| {
            let source = at..at + word.trim_end().len();
            at += word.len();
            let ms = |n: u64| Duration::from_millis(n * 100);
            WordTiming { text: word.trim_end().to_owned(), source, start: ms(i), end: ms(i + 1) }
        });
        let words = words.collect();
        let samples = Samples { samples: vec![0.0; 1_000], sample_rate: 1_000 };
        let speech = Speech { samples, words, source: 0..text.len(), notes: Vec::new() };
        Piece { paragraph, is_last: true, source: start..start + text.len(), speech: Arc::new(speech) }
    }

    fn paragraph(text: &str) -> Paragraph {
        Paragraph { role: Role::Body, text: text.to_owned(), source: 0..text.len() }
    }

    #[test]
    fn pieces_stand_one_after_another() {
        let mut maker = Maker::new(1_000);
        maker.add(&piece(0, "a b. ", 0));
        maker.add(&piece(0, "c", 5));
        maker.add(&piece(2, "d", 0));
        let timeline = maker.finish(&Manner::default(), 4);
        assert_eq!(timeline.duration_ms, 3_000);
        let spans: Vec<_> = timeline.paragraphs.iter().map(|times| (times.start_ms, times.end_ms)).collect();
        assert_eq!(spans, [(0, 2_000), (2_000, 2_000), (2_000, 3_000), (3_000, 3_000)]);
        let words = &timeline.paragraphs[0].words;
        assert_eq!((words[2].start_ms, words[2].source), (1_100, Span { start: 5, end: 6 }));
    }

    #[test]
    fn captions_have_the_printed_text_with_times() {
        let mut maker = Maker::new(1_000);
        maker.add(&piece(0, "a <b> ", 0));
        let timeline = maker.finish(&Manner::default(), 1);
        let expect = "WEBVTT\n\n0-0\n00:00:00.000 --> 00:00:01.000\n<00:00:00.100>a <00:00:00.200>&lt;b&gt;\n";
        assert_eq!(timeline.to_vtt(&[paragraph("a <b> ")]), expect);
    }

    #[test]
    fn captions_of_an_hour() {
        assert_eq!(timestamp(3_723_004), "01:02:03.004");
    }
}
