//! `POST /v1/articles` and `GET /v1/articles/{id}`.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{FromRequest, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    App, Error, Problem, app,
    article_request::ArticleRequest,
    audio::{AudioRequest, tags_of},
    clients::Client,
    extract::{Query, Raw},
    fetch,
    file::{self, Text, to_json},
    idempotency::{self, Begun},
    library::check_metadata,
    links::{Chosen, Links},
    reading::{ReadingChoice, ReadingQuery},
    voices::SpeechOptionsQuery,
};
use crate::{
    article::{self, Article, Kind, Paragraph, Role},
    encode::Format,
    lexicon::{from_tsv, to_tsv},
    note::Span,
    pipeline::SpeechOptions,
    store::{Counts, Key, Known, Record},
};

/// An article to be read aloud: its text, its page, or where the page is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "الطقس غدًا",
    "text": "تتوقع الأرصاد طقسًا معتدلًا يوم 12 مايو.\nوتبلغ درجة الحرارة 27 مئوية.",
}))]
pub(super) struct NewArticle {
    /// The text; each line is a paragraph. One of this, `html`, `ssml` and `url`.
    ///
    /// Markup in it is not spoken.
    pub text: Option<String>,
    /// The page, or the part of it that has the article; what the site put around it is left out.
    pub html: Option<String>,
    /// The text with markup of how it is spoken, in SSML 1.1: `<speak>` around `p`, `s`, `break`, `sub`, `phoneme` (IPA),
    /// `say-as`, `prosody`, `mark`.
    #[schema(example = json!(null))]
    pub ssml: Option<String>,
    /// The address of the page, `http` or `https`, where the service was told to fetch pages.
    #[schema(example = json!(null))]
    pub url: Option<String>,
    /// The headline, in place of the one that is found in the text.
    pub title: Option<String>,
    /// Notes about it, such as its number in a CMS; no part of the article.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    /// Whether programs and commands are left out of the article.
    #[serde(default)]
    pub skip_code: bool,
    /// Id of the voice that the links of the answer lead to.
    pub voice: Option<String>,
    /// The rate that the links of the answer lead to.
    #[schema(minimum = 0.5, maximum = 3.0)]
    pub rate: Option<f32>,
    /// The pitch that the links of the answer lead to, in semitones above the voice's own.
    #[schema(minimum = -6.0, maximum = 6.0)]
    pub pitch: Option<f32>,
    /// How the text is read. The lexicon is kept with the article, which is another article without it; the links of
    /// the answer lead to the rest.
    #[serde(default)]
    pub reading: ReadingChoice,
}

/// What a body that is the article itself leaves unsaid.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ArticleQuery {
    /// The headline, in place of the one that is found in the text. Only with a body of text or HTML.
    pub title: Option<String>,
    /// Whether programs and commands are left out of the article. Only with a body of text or HTML.
    #[serde(default)]
    pub skip_code: bool,
    /// Id of the voice that the links of the answer lead to.
    pub voice: Option<String>,
    /// The rate that the links of the answer lead to.
    #[param(minimum = 0.5, maximum = 3.0)]
    pub rate: Option<f32>,
    /// The pitch that the links of the answer lead to, in semitones above the voice's own.
    #[param(minimum = -6.0, maximum = 6.0)]
    pub pitch: Option<f32>,
}

/// An article as it is read aloud.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArticleAnswer {
    /// A digest of the article, so the same article has the same id.
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
    /// The pronunciations that are kept with it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    pub lexicon: BTreeMap<String, String>,
    /// What is spoken, in order, the title first.
    pub paragraphs: Vec<ParagraphAnswer>,
    /// The files of all of it that are made already.
    pub files: Vec<FileAnswer>,
    pub links: Links,
}

/// A finished file of an article.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FileAnswer {
    #[schema(example = "mp3")]
    pub format: &'static str,
    pub size_bytes: u64,
    /// Where it is heard.
    pub audio: String,
}

/// One paragraph of an article.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ParagraphAnswer {
    /// Counts from 0; the `n` of its segment.
    pub index: usize,
    pub role: RoleAnswer,
    pub text: String,
    /// Bytes of the input, as UTF-8, that it was read from.
    pub source: Span,
    /// Whether its speech is kept already, so that hearing it takes no time.
    pub rendered: bool,
    /// Where it is heard.
    pub audio: String,
}

/// What a paragraph is in its article.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(super) enum RoleAnswer {
    Body,
    /// A heading; level 1 is the article's title, 2 a section.
    Heading {
        level: u8,
    },
    /// Item `index` (from 1) of a list of `count`.
    ListItem {
        index: u32,
        count: u32,
    },
    Quotation,
    Caption,
    TableRow,
    /// A program, a command, a piece of markup.
    Code,
}

/// Gives an article
///
/// As JSON, or as `text/plain`, `text/markdown`, `text/html`, `application/ssml+xml` or a document (EPUB, DOCX, ODT, MHTML, EML, SRT, VTT, Org,
/// reStructuredText, by its media type) with the article as the body (then title, voice, rate, pitch and how it is read stand in the
/// query string). JSON may also tell the `url` of a page, which is fetched where the service was told to (by default where it
/// listens on this machine alone) and only from the public internet. Text may be in UTF-8, UTF-16, Windows-1256 or
/// ISO-8859-6; a `charset` is heeded. The
/// same article given twice is the same article.
#[utoipa::path(
    post,
    path = "/v1/articles",
    operation_id = "create_article",
    tag = "articles",
    params(ArticleQuery, ReadingQuery, ("Idempotency-Key" = Option<String>, Header, description = "A key of the client's choice, such as a UUID: the same request with the same key is answered with the same article, for a day")),
    request_body(
        content((NewArticle = "application/json"), (String = "text/plain"), (String = "text/html"), (String = "text/markdown"), (String = "application/ssml+xml")),
    ),
    responses(
        (status = 201, description = "The article as it will be read", body = ArticleAnswer,
            headers(("Location" = String, description = "Where the article is found"))),
        (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "An address, where the service fetches no pages", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The same request is being answered; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large or too long", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Neither JSON nor text nor HTML", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No article in Arabic, SSML that cannot be followed, a field that cannot be, or an address that is not fetched from", body = Problem, content_type = "application/problem+json"),
        (status = 502, description = "The page could not be fetched", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many pages are being fetched; see `Retry-After`", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "The disk is full", body = Problem, content_type = "application/problem+json"),
        (status = 504, description = "The page did not come in time", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn create(
    State(app): State<App>,
    client: Client,
    Query(query): Query<ArticleQuery>,
    Query(reading): Query<ReadingQuery>,
    request: Request,
) -> Result<Response, Error> {
    let (headers, uri) = (request.headers().clone(), request.uri().clone());
    let mut raw = Raw::from_request(request, &app).await?;
    let fingerprint = || {
        let what = format!("{uri} {} {:?}", raw.media_type, raw.charset);
        Key::of("request").with(what).with(&raw.bytes).finish().to_string()
    };
    let begun = idempotency::begin(&app, &client, ROUTE, &headers, fingerprint).await?;
    let (size, permit) = (raw.bytes.len(), raw.permit.take());
    let given = app.lanes().run(size, move || Given::new(raw, query, reading)).await?;
    let chosen = given.chosen.clone();
    let speech_options = app.speech_options(chosen.voice.as_deref(), chosen.rate, chosen.pitch)?;
    let speech_options = chosen.reading.apply(speech_options)?;
    let answered = match &begun {
        Begun::Answered(id, _) => app.articles().get(id, client.owner(app.settings())).await?.map(Arc::new),
        Begun::New(_) => None,
    };
    let is_again = answered.is_some();
    let record = match answered {
        Some(record) => record,
        // New, or taken away since.
        None => keep(&app, &client, given).await?,
    };
    if let Begun::New(Some(turn)) = begun
        && app.jobs().remember(turn.once(), &record.id).await? == Known::Other
    {
        return Err(Error::KeyReused);
    }
    let location = format!("/v1/articles/{}", record.id);
    let answer = answer(&app, &client, record, speech_options, chosen, to_json).await?;
    drop(permit);
    let headers = [(header::LOCATION, location), (header::CONTENT_TYPE, "application/json".to_owned())];
    let mut response = (StatusCode::CREATED, headers, answer).into_response();
    if is_again {
        response.headers_mut().insert("idempotent-replayed", header::HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// What the route is called where requests are answered once.
const ROUTE: &str = "POST /v1/articles";

/// Takes an article that was given with a job.
pub(super) async fn take(app: &App, client: &Client, new: NewArticle) -> Result<Arc<Record>, Error> {
    let size = [&new.text, &new.html, &new.ssml].into_iter().flatten().map(String::len).sum();
    let given = app.lanes().run(size, move || Given::of(new)).await?;
    keep(app, client, given).await
}

/// Reads an article and keeps it.
async fn keep(app: &App, client: &Client, given: Given) -> Result<Arc<Record>, Error> {
    let Given { content, title, metadata, skips_code, chosen: _, lexicon } = given;
    let (bytes, kind) = match content {
        Content::Here(bytes, kind) => (bytes, kind),
        Content::At(url) => {
            let fetcher = app.fetcher().ok_or(fetch::Error::Off)?;
            let page = fetcher.fetch(&url).await?;
            app.lanes().run(page.bytes.len(), move || decoded(page)).await?
        }
    };
    let options = article::Options {
        max_characters: app.settings().max_article_characters,
        max_input_bytes: app.settings().max_body_bytes,
    };
    let owner = client.owner(app.settings()).to_owned();
    let size = bytes.len() + lexicon.len();
    let read = move || {
        let mut article = read_article(&bytes, kind, title, &options)?;
        if skips_code {
            article = article.without_code()?;
        }
        let record = Record::new(&article).with_lexicon(lexicon).with_owner(owner);
        let characters = record.paragraphs.iter().map(|paragraph| paragraph.text.chars().count() as u64).sum();
        Ok((Record { metadata, ..record }, characters))
    };
    let (record, characters) = app.lanes().run(size, read).await?;
    let record = Arc::new(app.articles().put(record).await?);
    app.usage().add(&client.name, Counts { articles: 1, characters, ..Counts::default() });
    tracing::info!(
        article.id = %record.id,
        n_paragraphs = record.paragraphs.len(),
        size_bytes = record.size_bytes(),
        "Took article `{}`",
        record.id
    );
    Ok(record)
}

/// Shows an article
///
/// Its paragraphs, where each is heard, and which of them are spoken already.
#[utoipa::path(
    get,
    path = "/v1/articles/{id}",
    operation_id = "show_article",
    tag = "articles",
    params(("id" = String, Path, description = "Id of the article"), SpeechOptionsQuery, ReadingQuery),
    responses(
        (status = 200, description = "The article", body = ArticleAnswer),
        (status = 304, description = "The client has it already"),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such voice or rate", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    ArticleRequest { client, article, speech_options, chosen }: ArticleRequest,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let answer = answer(&app, &client, article, speech_options, chosen, Text::json).await?;
    let mut response = file::respond_text(answer, &headers, "application/json");
    // `rendered` changes while others listen.
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-cache"));
    Ok(response)
}

/// Writes what is answered about an article that is spoken with `speech_options`; its links lead to what was chosen.
pub(super) async fn answer<T: Send + 'static>(
    app: &App,
    client: &Client,
    record: Arc<Record>,
    speech_options: Arc<SpeechOptions>,
    chosen: Chosen,
    write: impl FnOnce(&ArticleAnswer) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let (size, app_, client) = (record.size_bytes(), app.clone(), client.clone());
    let work = move || {
        let speech_options = app::options_for_article(&record, speech_options);
        let plan = app_.plan_now(&client, &record.paragraphs, 0, &speech_options);
        let kept = app_.renderer().kept(&plan, record.paragraphs.len());
        let sample_rate = app_.sample_rate(&speech_options)?;
        let tags = tags_of(&record);
        let files = Format::ALL.into_iter().filter_map(|format| {
            let audio_request = AudioRequest { format, speech_options: speech_options.clone(), sample_rate };
            let size_bytes = app_.cache().size(audio_request.key("article", &plan, &tags))?;
            let query = chosen.query(&format!("format={format}"));
            Some(FileAnswer {
                format: format.name(),
                size_bytes,
                audio: format!("/v1/articles/{}/audio{query}", record.id),
            })
        });
        write(&ArticleAnswer::new(&record, &kept, files.collect(), &chosen))
    };
    app.lanes().run(size, work).await
}

/// An article as a request gives it.
struct Given {
    content: Content,
    title: Option<String>,
    metadata: BTreeMap<String, String>,
    skips_code: bool,
    chosen: Chosen,
    /// As [`from_tsv`] reads it.
    lexicon: String,
}

/// Where the text of an article is.
enum Content {
    /// In the request.
    Here(Vec<u8>, Kind),
    /// At an address.
    At(String),
}

impl Given {
    /// Reads a request; to be called where blocking is allowed.
    fn new(raw: Raw, query: ArticleQuery, reading: ReadingQuery) -> Result<Self, Error> {
        let ArticleQuery { title, skip_code, voice, rate, pitch } = query;
        if !raw.is_json() {
            let (bytes, kind) = decoded(raw)?;
            let chosen = Chosen { voice, rate, pitch, reading };
            let content = Content::Here(bytes, kind);
            let (metadata, lexicon) = (BTreeMap::new(), String::new());
            return Ok(Self { content, title, metadata, skips_code: skip_code, chosen, lexicon });
        }
        let new: NewArticle = raw.json()?;
        let mut given = Self::of(NewArticle {
            title: new.title.or(title),
            skip_code: new.skip_code || skip_code,
            voice: new.voice.or(voice),
            rate: new.rate.or(rate),
            pitch: new.pitch.or(pitch),
            ..new
        })?;
        given.chosen.reading = given.chosen.reading.or(reading);
        Ok(given)
    }

    /// Checks an article that is given as JSON; to be called where blocking is allowed.
    fn of(new: NewArticle) -> Result<Self, Error> {
        let content = match (new.text, new.html, new.ssml, new.url) {
            (Some(text), None, None, None) => Content::Here(marked(text), Kind::Plain),
            (None, Some(html), None, None) => Content::Here(marked(html), Kind::Html),
            (None, None, Some(ssml), None) => Content::Here(marked(ssml), Kind::Ssml),
            (None, None, None, Some(url)) => Content::At(url),
            _ => {
                let what = "expected one of `text`, `html`, `ssml`, `url`".to_owned();
                return Err(Error::Invalid { field: "text", what });
            }
        };
        let lexicon = to_tsv(new.reading.entries()?.iter());
        check_metadata(&new.metadata)?;
        let chosen = Chosen { voice: new.voice, rate: new.rate, pitch: new.pitch, reading: new.reading.query() };
        let (title, metadata, skips_code) = (new.title, new.metadata, new.skip_code);
        Ok(Self { content, title, metadata, skips_code, chosen, lexicon })
    }
}

/// Returns the id of an article of plain text that everybody finds.
pub(super) fn id_of(title: &str, text: &str) -> Result<String, Error> {
    let bytes = marked(text.to_owned());
    let article = read_article(&bytes, Kind::Plain, Some(title.to_owned()), &article::Options::default())?;
    Ok(Record::new(&article).id)
}

/// Finds the article in a text, with the headline that the caller may have given; to be called where blocking is allowed.
fn read_article(bytes: &[u8], kind: Kind, title: Option<String>, options: &article::Options) -> Result<Article, Error> {
    let mut article = article::read(bytes, kind, options)?;
    let given = title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "));
    if let Some(given) = given.filter(|title| !title.is_empty()) {
        let found = article.title.replace(given.clone());
        let source = std::mem::replace(&mut article.title_source, 0..0);
        // Nothing that the author wrote is lost: a headline that the caller's replaces is still read.
        if let Some(text) = found.filter(|found| *found != given && !source.is_empty()) {
            article.paragraphs.insert(0, Paragraph::new(Role::Heading { level: 2 }, text, source));
        }
    }
    Ok(article)
}

impl ArticleAnswer {
    /// `kept` tells of each paragraph whether its speech is kept.
    fn new(record: &Record, kept: &[bool], files: Vec<FileAnswer>, chosen: &Chosen) -> Self {
        let lexicon = from_tsv(&record.lexicon).unwrap_or_default();
        let paragraphs = record.paragraphs.iter().enumerate().map(|(index, paragraph)| ParagraphAnswer {
            index,
            role: paragraph.role.into(),
            rendered: kept.get(index).copied().unwrap_or_default(),
            text: paragraph.text.clone(),
            source: paragraph.source.clone().into(),
            audio: Links::segment(&record.id, index, chosen),
        });
        Self {
            id: record.id.clone(),
            title: record.title.clone(),
            byline: record.byline.clone(),
            created_at: record.created_at.to_string(),
            lexicon: lexicon.iter().map(|entry| (entry.written().to_owned(), entry.said_text())).collect(),
            metadata: record.metadata.clone(),
            paragraphs: paragraphs.collect(),
            files,
            links: Links::of(&record.id, chosen),
        }
    }
}

impl From<Role> for RoleAnswer {
    fn from(role: Role) -> Self {
        match role {
            Role::Body => Self::Body,
            Role::Heading { level } => Self::Heading { level },
            Role::ListItem { index, count } => Self::ListItem { index, count },
            Role::Quotation => Self::Quotation,
            Role::Caption => Self::Caption,
            Role::TableRow => Self::TableRow,
            Role::Code => Self::Code,
        }
    }
}

/// What forms of pages are sent as.
const FORM: &str = "application/x-www-form-urlencoded";

/// Returns the bytes of an article that came as a body, marked as UTF-8 where its charset was told, and what kind of
/// text it is.
fn decoded(raw: Raw) -> Result<(Vec<u8>, Kind), Error> {
    if raw.media_type == FORM {
        // Not taken for text, which it may be: `curl -d @FILE` takes the line breaks out, and with them the paragraphs.
        return Err(Error::MediaType(format!(
            "media type `{FORM}` is what `curl -d` sends by itself (for a text send `--data-binary @FILE` and \
             `-H 'Content-Type: text/plain; charset=utf-8'`, for JSON `-H 'Content-Type: application/json'`)"
        )));
    }
    let Some(kind) = Kind::from_media_type(&raw.media_type) else {
        return Err(Error::MediaType(format!(
            "media type `{}` is not taken here (expected `application/json`, `text/plain`, `text/markdown`, \
             `text/html`, `application/ssml+xml`, or that of an EPUB, DOCX, ODT, MHTML, EML, SRT, VTT, Org or reStructuredText file)",
            raw.media_type
        )));
    };
    if kind.is_container() {
        return Ok((raw.bytes.to_vec(), kind));
    }
    let encoding = raw.charset.as_deref().map(|label| (label, encoding_rs::Encoding::for_label(label.as_bytes())));
    match encoding {
        None => Ok((raw.bytes.to_vec(), kind)),
        Some((_, Some(encoding))) => Ok((marked(encoding.decode(&raw.bytes).0.into_owned()), kind)),
        Some((label, None)) => Err(Error::MediaType(format!(
            "charset `{label}` is not known (expected `utf-8`, `windows-1256`, `iso-8859-6`, `utf-16`, or none)"
        ))),
    }
}

/// Returns the bytes of a text that is surely UTF-8, with the mark that says so: a page in it may claim the charset that
/// it had when it was saved.
fn marked(text: String) -> Vec<u8> {
    match text.starts_with('\u{feff}') {
        true => text.into_bytes(),
        false => ["\u{feff}", &text].concat().into_bytes(),
    }
}
