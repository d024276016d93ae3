//! `POST /v1/review`: the doubtful words of a text, and a text with what was said of them.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    App, Error, Problem, app::options_for_article, clients::Client, extract, file::to_json, openai::passage,
    reading::ReadingChoice, recording::blocking,
};
use crate::{
    article::Paragraph,
    diacritize::Names,
    pipeline::SpeechOptions,
    review::{Answer, Doubtful, Misplaced, Place, Review, with_marks},
    store::Record,
    utterance::utterances,
};

/// A text to be reviewed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "قلب الرجل الصفحة.", "share": 0.5}))]
pub(super) struct ReviewRequest {
    /// The text; each line is a paragraph. One of this and `article`.
    pub text: Option<String>,
    /// Id of an article that was given before.
    pub article: Option<String>,
    /// How many of the words are told, from 0 to 1; those of the highest risk.
    #[serde(default = "default_share")]
    #[schema(minimum = 0.0, maximum = 1.0, default = 0.1)]
    pub share: f32,
    /// What is to be said instead of what is printed: the answer has a `text` with it.
    #[serde(default)]
    #[schema(example = json!([]))]
    pub answers: Vec<Answer>,
    /// How the text is read.
    #[serde(default)]
    pub reading: ReadingChoice,
}

/// What is worth a look.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReviewAnswer {
    /// How many words are read.
    pub n_words: usize,
    /// The most doubtful first.
    pub doubtful: Vec<Doubtful>,
    /// The text with what the answers say, a line for each paragraph; left out where none was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What is to be reviewed.
enum Given {
    Text(String),
    Article(Arc<Record>),
}

fn default_share() -> f32 {
    0.1
}

/// Utterances of one request that are at the workers or wait for one.
const AHEAD: usize = 4;

/// Lists the doubtful words of a text, the most doubtful first
///
/// Each with its sentence, what will be said, why that may be wrong, and what may be meant instead. What an editor
/// answers is put into the text as marks, or sent to `PUT /v1/lexicon/house/{entry}` for every text.
#[utoipa::path(
    post,
    path = "/v1/review",
    operation_id = "review_text",
    tag = "text",
    request_body = ReviewRequest,
    responses(
        (status = 200, description = "The doubtful words", body = ReviewAnswer),
        (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too long", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Neither text nor article, a share that cannot be, or an answer to nothing", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many streams of this client", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Every place is taken; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn review(
    State(app): State<App>,
    client: Client,
    extract::Json(request): extract::Json<ReviewRequest>,
) -> Result<Response, Error> {
    let ReviewRequest { text, article, share, answers, reading } = request;
    if !(0.0..=1.0).contains(&share) {
        return Err(Error::Invalid { field: "share", what: format!("{share} is not between 0 and 1") });
    }
    let speech_options = app.speech_options(None, None, None)?;
    let limit = app.settings().max_article_characters;
    let (size, given) = match (text, article) {
        (Some(text), None) => (text.len(), Given::Text(text)),
        (None, Some(id)) => {
            let record = app.article(&client, &id).await?;
            (record.size_bytes(), Given::Article(record))
        }
        _ => return Err(Error::Invalid { field: "text", what: "expected one of `text`, `article`".to_owned() }),
    };
    // Lexicons have patterns, which take their time to be compiled.
    let read = move || {
        let (paragraphs, speech_options) = match given {
            Given::Text(text) => (passage(&text, limit)?, speech_options),
            Given::Article(record) => (record.paragraphs.clone(), options_for_article(&record, speech_options)),
        };
        Ok((paragraphs, reading.apply(speech_options)?))
    };
    let (paragraphs, speech_options): (Vec<Paragraph>, Arc<SpeechOptions>) = app.lanes().run(size, read).await?;
    let (mut listener, _permit) = app.listener(&client, &speech_options)?;
    let (names, cut) = blocking(move || {
        let cut: Vec<_> = (0..)
            .zip(&paragraphs)
            .flat_map(|(index, paragraph)| utterances(paragraph).into_iter().map(move |utterance| (index, utterance)))
            .collect();
        Ok((Names::built_in(), (paragraphs, cut)))
    })
    .await?;
    let (paragraphs, cut) = cut;
    let mut found = Review::default();
    let mut planned = cut.into_iter();
    let mut pending = VecDeque::new();
    loop {
        while pending.len() < AHEAD
            && let Some((index, utterance)) = planned.next()
        {
            pending.push_back((index, listener.stages(utterance.clone()), utterance));
        }
        let Some((index, stages, utterance)) = pending.pop_front() else { break };
        found.add(index, &utterance, &stages.wait().await?, &names);
    }
    let answer = blocking(move || {
        let found = found.ranked();
        let text = if answers.is_empty() { None } else { Some(answered(&paragraphs, &found, answers)?) };
        let Review { n_words, doubtful } = found.first(share);
        to_json(&ReviewAnswer { n_words, doubtful, text })
    });
    Ok(([(header::CONTENT_TYPE, "application/json")], answer.await?).into_response())
}

/// Returns the paragraphs with what the answers say, a line each.
fn answered(paragraphs: &[Paragraph], review: &Review, answers: Vec<Answer>) -> Result<String, Error> {
    let mut places: Vec<Vec<Place>> = paragraphs.iter().map(|_| Vec::new()).collect();
    let by_id: HashMap<_, _> = review.doubtful.iter().map(|doubtful| (doubtful.id.as_str(), doubtful)).collect();
    for Answer { id, said } in answers {
        let doubtful = by_id.get(id.as_str());
        let place = doubtful.and_then(|doubtful| Some((places.get_mut(doubtful.paragraph)?, doubtful)));
        let Some((places, doubtful)) = place else {
            return Err(Error::Invalid { field: "answers", what: Misplaced::Unknown(id).to_string() });
        };
        places.push(Place { source: doubtful.source.clone(), said });
    }
    let marked = paragraphs.iter().zip(places).map(|(paragraph, places)| with_marks(&paragraph.text, places));
    Ok(marked.collect::<Vec<_>>().join("\n"))
}
