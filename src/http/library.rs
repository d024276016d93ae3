//! The articles that are kept: `GET /v1/articles` lists them, `PATCH` and `DELETE /v1/articles/{id}` change them and take
//! them away.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    App, Error, Problem,
    articles::{self, ArticleAnswer},
    clients::Client,
    extract::{self, Path, Query},
    file::{self, Text},
    links::{Chosen, Links},
    removal,
};
use crate::store::{Listed, Revision};

/// Which articles are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Only articles with these words in title or text; a word may be its beginning. Vowels, hamzas and the article do not
    /// matter: `مكتبه` finds `والمكتبةُ`.
    #[param(example = "الطقس")]
    pub q: Option<String>,
    /// How many articles there are on a page.
    #[param(minimum = 1, maximum = 100, default = 20, example = 20)]
    pub limit: Option<usize>,
    /// Where the page begins: the link `next` of the page before has it.
    pub cursor: Option<i64>,
    /// Whether to tell of each article how much of it is spoken already, in the default voice; takes longer.
    #[serde(default)]
    #[param(default = false)]
    pub rendered: bool,
}

/// Some of the articles, the last given first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArticlePage {
    pub articles: Vec<ListedArticle>,
    /// The next page; nothing on the last.
    pub next: Option<String>,
}

/// An article in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListedArticle {
    #[schema(example = "0c5ec0a2a7d24b0dd6a8a1b9c25b3b25")]
    pub id: String,
    pub title: Option<String>,
    /// Who wrote it, as printed.
    pub byline: Option<String>,
    /// When it was first given, in RFC 3339.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// What its giver notes about it.
    pub metadata: BTreeMap<String, String>,
    /// How many paragraphs are spoken, the title included.
    pub paragraph_count: usize,
    /// How many of them are spoken already in the default voice; left out where it was not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendered_count: Option<usize>,
    pub links: Links,
}

/// What is to be changed in an article (RFC 7396): what is left out stays as it is, `null` takes away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "الطقس غدًا وبعد غد", "metadata": {"cms_id": "4711"}}))]
pub(super) struct ArticleChange {
    /// The headline, which is spoken in the place of the one before. It cannot be taken away.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub title: Option<Option<String>>,
    /// Who wrote it.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub byline: Option<Option<String>>,
    /// Notes: those that are named are added, replaced or (`null`) taken away.
    #[serde(default)]
    pub metadata: BTreeMap<String, Option<String>>,
}

/// Tells what was said to be nothing from what was not said.
fn said<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// The longest headline and byline, in characters.
const MAX_LINE: usize = 1_000;

/// How many notes an article may have, and how long their names and values may be, in characters.
const MAX_NOTES: usize = 50;
const MAX_NAME: usize = 40;
const MAX_VALUE: usize = 500;

/// Articles on a page, where nothing is said.
const PAGE: usize = 20;

/// Lists the articles
///
/// The last given first, page by page; with `q` those that have some words. Where keys are kept apart, a key finds its own.
#[utoipa::path(
    get,
    path = "/v1/articles",
    operation_id = "list_articles",
    tag = "articles",
    params(ListQuery),
    responses(
        (status = 200, description = "A page of them", body = ArticlePage),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such length of a page", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn list(
    State(app): State<App>,
    client: Client,
    Query(query): Query<ListQuery>,
) -> Result<Json<ArticlePage>, Error> {
    let limit = page_length(query.limit)?;
    let owner = client.owner(app.settings());
    // A field that was emptied looks for nothing in particular.
    let words = query.q.as_deref().filter(|q| !q.trim().is_empty());
    let page = app.articles().list(owner, words, query.cursor, limit).await?;
    let mut listed = Vec::with_capacity(page.articles.len());
    for article in page.articles {
        let rendered_count = match query.rendered {
            true => rendered_count(&app, &client, &article.id).await?,
            false => None,
        };
        listed.push(ListedArticle::new(article, rendered_count));
    }
    let next = page.next.map(|cursor| {
        next_page("/v1/articles", ("cursor", &cursor.to_string()), |link| {
            link.append_pair("limit", &limit.to_string());
            if let Some(q) = words {
                link.append_pair("q", q);
            }
            if query.rendered {
                link.append_pair("rendered", "true");
            }
        })
    });
    Ok(Json(ArticlePage { articles: listed, next }))
}

/// Checks how long a page is to be.
pub(super) fn page_length(limit: Option<usize>) -> Result<usize, Error> {
    match limit.unwrap_or(PAGE) {
        limit @ 1..=100 => Ok(limit),
        limit => Err(Error::Invalid { field: "limit", what: format!("{limit} is out of range (1 to 100)") }),
    }
}

/// Returns the link to the next page of a list, which begins where this parameter says.
pub(super) fn next_page(
    path: &str,
    (name, value): (&str, &str),
    more: impl FnOnce(&mut form_urlencoded::Serializer<'_, String>),
) -> String {
    let mut link = form_urlencoded::Serializer::for_suffix(format!("{path}?"), path.len() + 1);
    more(&mut link);
    link.append_pair(name, value);
    link.finish()
}

/// Returns how many paragraphs of an article are spoken already; `None` where it has gone meanwhile.
async fn rendered_count(app: &App, client: &Client, id: &str) -> Result<Option<usize>, Error> {
    let record = match app.article(client, id).await {
        Ok(record) => record,
        Err(Error::NoArticle(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (size, speech_options) = (record.size_bytes(), app.speech_options(None, None, None)?);
    let (planner, client) = (app.clone(), client.clone());
    let work = move || {
        let speech_options = super::app::options_for_article(&record, speech_options);
        let plan = planner.plan_now(&client, &record.paragraphs, 0, &speech_options);
        let kept = planner.renderer().kept(&plan, record.paragraphs.len());
        Ok(Some(kept.into_iter().filter(|kept| *kept).count()))
    };
    app.lanes().run(size, work).await
}

/// Changes an article
///
/// Its headline, who wrote it, and notes about it. The id stays, so links go on working; a new headline is spoken in the
/// place of the one before. Given again as it first was, it is still the article as it was changed.
#[utoipa::path(
    patch,
    path = "/v1/articles/{id}",
    operation_id = "change_article",
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article")),
    request_body(content((ArticleChange = "application/json"), (ArticleChange = "application/merge-patch+json"))),
    responses(
        (status = 200, description = "The article as it will be read", body = ArticleAnswer),
        (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A field that cannot be", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "The disk is full", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn change(
    State(app): State<App>,
    client: Client,
    Path(id): Path<String>,
    headers: HeaderMap,
    extract::Json(change): extract::Json<ArticleChange>,
) -> Result<Response, Error> {
    let record = app.article(&client, &id).await?;
    let revision = change.revision()?;
    let added =
        revision.metadata.iter().filter(|(name, value)| value.is_some() && !record.metadata.contains_key(*name));
    if record.metadata.len() + added.count() > MAX_NOTES {
        return Err(Error::Invalid { field: "metadata", what: format!("there would be more than {MAX_NOTES} notes") });
    }
    let owner = client.owner(app.settings());
    let before = record;
    let record = Arc::new(app.articles().revise(&id, owner, revision).await?.ok_or_else(|| no_article(&id))?);
    tracing::info!(article.id = %record.id, "Changed article `{}`", record.id);
    if (&before.title, &before.byline) != (&record.title, &record.byline) {
        let removed = async {
            let heard = app.articles().heard(&id).await?;
            removal::remove_audio(&app, &client, before, Some(record.clone()), heard).await
        };
        // It is changed, whatever becomes of its old audio.
        if let Err(error) = removed.await {
            error.log();
        }
    }
    let speech_options = app.speech_options(None, None, None)?;
    let answer = articles::answer(&app, &client, record, speech_options, Chosen::default(), Text::json).await?;
    let mut response = file::respond_text(answer, &headers, "application/json");
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Takes an article away
///
/// With its audio, as far as no other article needs it: a sentence that another has too stays spoken. Who hears it at that
/// moment hears it to its end.
#[utoipa::path(
    delete,
    path = "/v1/articles/{id}",
    operation_id = "delete_article",
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "The disk is full", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn delete(State(app): State<App>, client: Client, Path(id): Path<String>) -> Result<Response, Error> {
    let record = app.article(&client, &id).await?;
    let heard = app.articles().heard(&id).await?;
    if !app.articles().delete(&id, client.owner(app.settings())).await? {
        return Err(no_article(&id));
    }
    let size_bytes = removal::remove_audio(&app, &client, record, None, heard).await?;
    tracing::info!(article.id = %id, size_bytes, "Took away article `{id}` and its audio");
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn no_article(id: &str) -> Error {
    Error::NoArticle(id.chars().take(64).collect())
}

/// Checks the notes that are given with an article.
pub(super) fn check_metadata<'a>(notes: impl IntoIterator<Item = (&'a String, &'a String)>) -> Result<(), Error> {
    let invalid = |what: String| Err(Error::Invalid { field: "metadata", what });
    for (n, (name, value)) in notes.into_iter().enumerate() {
        if n >= MAX_NOTES {
            return invalid(format!("there are more than {MAX_NOTES} notes"));
        }
        if name.trim().is_empty() || name.chars().count() > MAX_NAME {
            return invalid(format!("a note's name has 1 to {MAX_NAME} characters"));
        }
        if value.chars().count() > MAX_VALUE {
            return invalid(format!("note `{name}` is too long (at most {MAX_VALUE} characters)"));
        }
    }
    Ok(())
}

impl ArticleChange {
    /// Checks what is asked for.
    fn revision(self) -> Result<Revision, Error> {
        let given = self.metadata.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        check_metadata(given)?;
        let title = match self.title {
            None => None,
            Some(None) => return Err(invalid("title", "a headline cannot be taken away (give another)")),
            Some(Some(title)) => Some(line("title", &title)?),
        };
        let byline = match self.byline {
            Some(Some(byline)) => Some(Some(line("byline", &byline)?)),
            other => other,
        };
        Ok(Revision { title, byline, metadata: self.metadata })
    }
}

/// Returns a text as one line.
fn line(field: &'static str, text: &str) -> Result<String, Error> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.chars().count() {
        0 => Err(invalid(field, "it is empty")),
        n if n > MAX_LINE => Err(Error::Invalid { field, what: format!("{n} characters (at most {MAX_LINE})") }),
        _ => Ok(line),
    }
}

fn invalid(field: &'static str, what: &str) -> Error {
    Error::Invalid { field, what: what.to_owned() }
}

impl ListedArticle {
    fn new(article: Listed, rendered_count: Option<usize>) -> Self {
        Self {
            links: Links::of(&article.id, &Chosen::default()),
            id: article.id,
            title: article.title,
            byline: article.byline,
            created_at: article.created_at.to_string(),
            metadata: article.metadata,
            paragraph_count: article.n_paragraphs,
            rendered_count,
        }
    }
}
