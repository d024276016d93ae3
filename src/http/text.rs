//! `POST /v1/text`: how a passage is read, at every stage.

use std::{collections::VecDeque, sync::Arc};

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    App, Error, Problem, clients::Client, extract, file::to_json, openai::passage, reading::ReadingChoice,
    recording::blocking,
};
use crate::{
    arabic::{letters, marks::is_mark},
    article::{self, Kind, Paragraph, Role},
    diacritize::Diacritized,
    explain::{ExplainedUtterance, explain},
    normalize::{Normalized, Pause, PauseLength, Rule, Token, Word},
    note::{Note, NoteCode},
    phonemize::{Phonemes, phonemize},
    pipeline::{SpeechOptions, Stages},
    utterance::{Break, Utterance, utterances},
};

/// A passage at one of its stages: the text as printed, or what should be taken in place of a stage's result.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "وُلد عام 1987 في مدينة فاس."}))]
pub(super) struct TextRequest {
    /// As printed; each line is a paragraph.
    pub text: Option<String>,
    /// With markup of how it is spoken, in SSML, as `POST /v1/articles` takes it.
    #[schema(example = json!(null))]
    pub ssml: Option<String>,
    /// Words as they are spoken, in letters alone: they are given their marks.
    pub normalized: Option<String>,
    /// Words with their marks, and `،` or `.` where a pause is: nothing is added to them.
    #[schema(example = json!(null))]
    pub diacritized: Option<String>,
    /// Broad IPA as in the answer, to be checked against the inventory.
    #[schema(example = json!(null))]
    pub phonemes: Option<String>,
    /// How the text is read.
    #[serde(default)]
    pub reading: ReadingChoice,
}

/// How a passage is read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TextAnswer {
    pub paragraphs: Vec<ParagraphStages>,
}

/// How a paragraph is read.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ParagraphStages {
    /// The paragraph; sources are bytes of it.
    pub text: String,
    /// Its utterances, in order. Of a passage handed in at a later stage, the stages before are empty.
    pub utterances: Vec<ExplainedUtterance>,
}

/// Utterances of one request that are at the workers or wait for one.
const AHEAD: usize = 4;

/// Shows how a passage is read, and why
///
/// Every stage of every word: as printed, as spoken, with its marks, as sounds, with the rule that read it and the bytes
/// it was read from.
#[utoipa::path(
    post,
    path = "/v1/text",
    operation_id = "show_reading",
    tag = "text",
    request_body = TextRequest,
    responses(
        (status = 200, description = "The stages", body = TextAnswer),
        (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too long", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not exactly one stage, SSML that cannot be followed, or no phonemes of the inventory", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    extract::Json(request): extract::Json<TextRequest>,
) -> Result<Response, Error> {
    let limit = app.settings().max_passage_characters;
    let size = [&request.text, &request.ssml, &request.normalized, &request.diacritized, &request.phonemes];
    let size = size.into_iter().flatten().map(String::len).sum();
    let speech_options = app.speech_options(None, None, None)?;
    let read_request = move || {
        let speech_options = request.reading.apply(speech_options)?;
        Ok(match request {
            TextRequest { text: Some(text), ssml: None, normalized: None, diacritized: None, phonemes: None, .. }
            // Reading is idempotent: what is spoken is read as it stands.
            | TextRequest { text: None, ssml: None, normalized: Some(text), diacritized: None, phonemes: None, .. } => {
                Given::Text(speech_options, passage(&text, limit)?)
            }
            TextRequest { text: None, ssml: Some(ssml), normalized: None, diacritized: None, phonemes: None, .. } => {
                let options = article::Options { max_characters: limit, max_input_bytes: usize::MAX };
                Given::Text(speech_options, article::read(ssml.as_bytes(), Kind::Ssml, &options)?.paragraphs)
            }
            TextRequest { text: None, ssml: None, normalized: None, diacritized: Some(text), phonemes: None, .. } => {
                Given::Later(passage(&text, limit)?.into_iter().map(from_diacritized).collect())
            }
            TextRequest { text: None, ssml: None, normalized: None, diacritized: None, phonemes: Some(text), .. } => {
                let paragraphs = passage(&text, limit)?.into_iter().map(from_phonemes);
                Given::Later(paragraphs.collect::<Result<_, _>>()?)
            }
            _ => {
                let what = "expected one of `text`, `ssml`, `normalized`, `diacritized`, `phonemes`".to_owned();
                return Err(Error::Invalid { field: "text", what });
            }
        })
    };
    let paragraphs = match app.lanes().run(size, read_request).await? {
        Given::Text(speech_options, paragraphs) => read(&app, &client, &speech_options, paragraphs).await?,
        Given::Later(paragraphs) => paragraphs,
    };
    let answer = blocking(move || to_json(&TextAnswer { paragraphs })).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], answer).into_response())
}

/// A passage at the stage that it was handed in at.
enum Given {
    Text(Arc<SpeechOptions>, Vec<Paragraph>),
    Later(Vec<ParagraphStages>),
}

/// Takes paragraphs through the text rooms.
async fn read(
    app: &App,
    client: &Client,
    speech_options: &Arc<SpeechOptions>,
    paragraphs: Vec<Paragraph>,
) -> Result<Vec<ParagraphStages>, Error> {
    let (mut listener, _permit) = app.listener(client, speech_options)?;
    let planned: Vec<(usize, Utterance)> = (0..)
        .zip(&paragraphs)
        .flat_map(|(index, paragraph)| utterances(paragraph).into_iter().map(move |utterance| (index, utterance)))
        .collect();
    let mut answer: Vec<ParagraphStages> = paragraphs
        .into_iter()
        .map(|paragraph| ParagraphStages { text: paragraph.text, utterances: Vec::new() })
        .collect();
    let mut planned = planned.into_iter();
    let mut pending = VecDeque::new();
    loop {
        while pending.len() < AHEAD
            && let Some((index, utterance)) = planned.next()
        {
            pending.push_back((index, listener.stages(utterance.clone()), utterance));
        }
        let Some((index, stages, utterance)) = pending.pop_front() else { return Ok(answer) };
        let explained = explain(&utterance, &stages.wait().await?);
        if let Some(paragraph) = answer.get_mut(index) {
            paragraph.utterances.push(explained);
        }
    }
}

fn from_diacritized(paragraph: Paragraph) -> ParagraphStages {
    let (tokens, notes) = words(&paragraph.text);
    let bare = |token: &Token| match token {
        Token::Word(word) => {
            Token::Word(Word { text: word.text.chars().filter(|&c| !is_mark(c)).collect(), ..word.clone() })
        }
        Token::Pause(pause) => Token::Pause(pause.clone()),
    };
    let normalized = Normalized {
        tokens: tokens.iter().map(bare).collect(),
        notes: notes.clone(),
        doubts: Vec::new(),
        guesses: Vec::new(),
    };
    let diacritized = Diacritized::known(tokens, notes);
    let phonemes = phonemize(&diacritized);
    let stages = Stages { normalized, diacritized, phonemes };
    let utterance = whole(&paragraph);
    ParagraphStages { utterances: vec![explain(&utterance, &stages)], text: paragraph.text }
}

fn from_phonemes(paragraph: Paragraph) -> Result<ParagraphStages, Error> {
    let phonemes: Phonemes = paragraph.text.parse().map_err(|error: crate::phonemize::UnknownPhoneme| {
        Error::Invalid { field: "phonemes", what: error.to_string() }
    })?;
    let none = || (Vec::new(), Vec::new());
    let ((normalized, notes), (diacritized, more)) = (none(), none());
    let stages = Stages {
        normalized: Normalized { tokens: normalized, notes, doubts: Vec::new(), guesses: Vec::new() },
        diacritized: Diacritized::known(diacritized, more),
        phonemes,
    };
    let utterance = whole(&paragraph);
    Ok(ParagraphStages { utterances: vec![explain(&utterance, &stages)], text: paragraph.text })
}

fn whole(paragraph: &Paragraph) -> Utterance {
    debug_assert_eq!(paragraph.role, Role::Body);
    Utterance::alone(paragraph.text.as_str(), Break::Paragraph)
}

/// Reads words and pauses as they stand; what is neither is left out, with a note.
fn words(text: &str) -> (Vec<Token>, Vec<Note>) {
    let mut tokens: Vec<Token> = Vec::new();
    let mut notes = Vec::new();
    let mut is_open = false;
    for (at, c) in text.char_indices() {
        let source = at..at + c.len_utf8();
        let length = match c {
            '،' | '؛' | ':' | ',' => Some(PauseLength::Short),
            '؟' => Some(PauseLength::Question),
            '.' | '!' | '…' => Some(PauseLength::Long),
            _ => None,
        };
        if is_letter(c) || (is_mark(c) && is_open) {
            match tokens.last_mut() {
                Some(Token::Word(word)) if is_open => {
                    word.text.push(c);
                    word.source.end = source.end;
                }
                _ => tokens.push(Token::Word(Word { text: c.into(), hint: None, source, rule: Rule::Plain })),
            }
            is_open = true;
            continue;
        }
        is_open = false;
        match length {
            Some(length) => tokens.push(Token::Pause(Pause { length, source })),
            None if c.is_whitespace() => {}
            None => notes.push(Note::new(NoteCode::CharacterSkipped, format!("left `{c}` out"), source)),
        }
    }
    (tokens, notes)
}

/// The letters that a normalized word may have.
fn is_letter(c: char) -> bool {
    letters::is_letter(c) || c == 'ٱ'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_pauses_with_their_places() {
        let (tokens, notes) = words("قَالَ، نَعَمْ. 5");
        let expect = [("قَالَ", 0..10), ("،", 10..12), ("نَعَمْ", 13..25), (".", 25..26)];
        let found = tokens.iter().map(|token| match token {
            Token::Word(word) => word.source.clone(),
            Token::Pause(pause) => pause.source.clone(),
        });
        assert!(found.eq(expect.iter().map(|(_, source)| source.clone())));
        assert!(matches!(&tokens[2], Token::Word(word) if word.text == "نَعَمْ"));
        assert_eq!(notes.len(), 1);
    }

    #[test]
    fn mark_without_a_letter_is_left_out() {
        assert!(words("\u{64e}").0.is_empty());
    }
}
