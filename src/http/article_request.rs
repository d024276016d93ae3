//! What requests about an article's speech have in common: who asks, for which article, and how it is to be read.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};

use super::{
    App, Error, clients::Client, extract::Query, links::Chosen, reading::ReadingQuery, voices::SpeechOptionsQuery,
};
use crate::{pipeline::SpeechOptions, render::Plan, store::Record};

/// A request about the speech of the article `{id}` of the path. Its route documents [`SpeechOptionsQuery`] and
/// [`ReadingQuery`].
pub(super) struct ArticleRequest {
    pub client: Client,
    pub article: Arc<Record>,
    /// How it is to be read, checked.
    pub speech_options: Arc<SpeechOptions>,
    /// What of that was chosen, for the links of the answer.
    pub chosen: Chosen,
}

impl ArticleRequest {
    /// Plans how the article is read, or the paragraph `only` of it.
    ///
    /// # Errors
    /// [`Error::NoSegment`] where there is no such paragraph.
    pub(super) async fn plan(&self, app: &App, only: Option<usize>) -> Result<Arc<Plan>, Error> {
        app.plan(&self.client, &self.article, only, self.speech_options.clone()).await
    }
}

impl FromRequestParts<App> for ArticleRequest {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let client = Client::from_request_parts(parts, app).await?;
        let Query(SpeechOptionsQuery { voice, rate, pitch }) = Query::from_request_parts(parts, app).await?;
        let Query(reading) = Query::<ReadingQuery>::from_request_parts(parts, app).await?;
        let speech_options = reading.apply(app.speech_options(voice.as_deref(), rate, pitch)?)?;
        let path = RawPathParams::from_request_parts(parts, app).await.ok();
        let id = path.iter().flatten().find_map(|(name, value)| (name == "id").then_some(value));
        let id = id.ok_or_else(|| Error::NoRoute(parts.uri.path().to_owned()))?;
        let article = app.article(&client, id).await?;
        Ok(Self { client, article, speech_options, chosen: Chosen { voice, rate, pitch, reading } })
    }
}
