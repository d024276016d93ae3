//! `/v1/lexicon/house`: the pronunciations of the house, which everything that the service reads is read with.
//!
//! An article's own are kept with it: it is given with them (`reading.lexicon`) or gets them here, and is another article
//! then. A request's come with the request, a show's lie beside its file.

use std::collections::BTreeMap;

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    App, Error, Problem,
    clients::Client,
    extract::{self, Path, Query, Raw},
    file::to_json,
    library::next_page,
    reading,
};
use crate::{
    digest::sha256,
    lexicon::{self, Entry, EntryFields, Lexicon, ending_of, to_pls, to_tsv},
    store::Record,
};

/// Which entries are listed, and how.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Only entries that have this in what is written, said or noted.
    pub q: Option<String>,
    /// Only entries after the one that is written so: the link `next` of the page before has it.
    pub after: Option<String>,
    /// The most entries that are listed, up to 1000.
    #[param(minimum = 1, maximum = 1000, example = 100)]
    pub limit: Option<usize>,
    /// `json`, or all entries as `tsv` or `pls`.
    #[param(example = "json")]
    pub format: Option<String>,
}

/// The lexicon of the house.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LexiconAnswer {
    /// How many entries there are.
    pub count: usize,
    /// Whether this client may change them.
    pub may_edit: bool,
    /// Entries in the order of what is written.
    pub entries: Vec<EntryFields>,
    /// The next page; nothing on the last.
    pub next: Option<String>,
}

/// How something is said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"said": "مِنْطَقَة", "ending": "open", "note": "كُسرت الميم في النشرة"}))]
pub(super) struct NewEntry {
    /// In Arabic letters with their marks, or in IPA between slashes.
    pub said: String,
    /// `written` (when absent) where the word is said exactly as it is written, `open` where its ending is the sentence's;
    /// `sentence` where `said` is how it was heard in one: the vowel at its end is left open.
    #[serde(default)]
    pub ending: String,
    /// Why.
    #[serde(default)]
    pub note: String,
    /// Who sets it; a client with a key goes by the key's name.
    #[serde(default)]
    pub set_by: String,
}

/// Pronunciations of an article of its own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"entries": {"منطقة": {"said": "مِنْطَقَةِ", "ending": "sentence"}}}))]
pub(super) struct ArticleLexicon {
    /// By what is written.
    pub entries: BTreeMap<String, NewEntry>,
}

/// The article with its pronunciations.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ArticleWithLexicon {
    /// Id of the article; it is another one than before.
    pub id: String,
    /// What it has of its own.
    pub entries: Vec<EntryFields>,
}

/// Listed at a time where no limit is given.
const LIMIT: usize = 100;
const MAX_LIMIT: usize = 1_000;

/// Lists the pronunciations of the house
///
/// Everything that the service reads is read with them: words, phrases, Latin words, and what regular expressions find.
/// Those of an article and of a request win over them. A table (`format=tsv`) and a W3C lexicon (`format=pls`) have all
/// entries.
#[utoipa::path(
    get,
    path = "/v1/lexicon/house",
    operation_id = "list_lexicon",
    tag = "lexicon",
    params(ListQuery),
    responses(
        (status = 200, description = "The entries", body = LexiconAnswer,
            headers(("ETag" = String, description = "Of all entries"))),
        (status = 304, description = "The client has them already"),
        (status = 400, description = "A malformed query", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No such format or limit", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn list(
    State(app): State<App>,
    client: Client,
    Query(query): Query<ListQuery>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let limit = query.limit.unwrap_or(LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return Err(Error::Invalid { field: "limit", what: format!("{limit} is not between 1 and {MAX_LIMIT}") });
    }
    let (lexicon, version) = app.house().current();
    let tag = tag_of(&version);
    if is_met(&headers, header::IF_NONE_MATCH, Some(&tag)) == Some(true) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let may_edit = client.edits_lexicon(app.settings());
    let size = lexicon.len() * AVERAGE_BYTES;
    let write = move || match query.format.as_deref() {
        None | Some("json") => {
            Ok((to_json(&LexiconAnswer::new(&lexicon, &query, limit, may_edit))?, "application/json"))
        }
        Some("tsv") => Ok((to_tsv(lexicon.entries()), "text/tab-separated-values; charset=utf-8")),
        Some("pls") => Ok((to_pls(lexicon.entries()), "application/pls+xml")),
        Some(other) => {
            let what = format!("`{other}` is not a format of lexicons (known: `json`, `tsv`, `pls`)");
            Err(Error::Invalid { field: "format", what })
        }
    };
    let (text, media_type) = app.lanes().run(size, write).await?;
    Ok((common(&tag, media_type), text).into_response())
}

/// Puts other pronunciations in place of all that the house has
///
/// The body is a table (`text/tab-separated-values`: written, TAB, said, and perhaps ending, note, who set it, when) or a
/// W3C lexicon (`application/pls+xml`), from which entries that are said as before keep their notes. With `If-Match` only
/// where nobody has changed them meanwhile.
#[utoipa::path(
    put,
    path = "/v1/lexicon/house",
    operation_id = "replace_lexicon",
    tag = "lexicon",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` of what is to be replaced")),
    request_body(content((String = "text/tab-separated-values"), (String = "application/pls+xml"))),
    responses(
        (status = 204, description = "They are in force", headers(("ETag" = String, description = "Of all entries"))),
        (status = 403, description = "This client may not change them", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "They were changed meanwhile", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Neither a table nor PLS", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "An entry that cannot be said, or too many", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn replace(
    State(app): State<App>,
    client: Client,
    headers: HeaderMap,
    raw: Raw,
) -> Result<Response, Error> {
    check_editor(&app, &client)?;
    type Read = fn(&str) -> Result<Vec<Entry>, String>;
    let (read, has_notes): (Read, bool) = match raw.media_type.as_str() {
        "text/tab-separated-values" | "text/plain" => {
            (|text| lexicon::from_tsv(text).map_err(|error| error.to_string()), true)
        }
        "application/pls+xml" | "application/xml" | "text/xml" => {
            (|text| lexicon::from_pls(text).map_err(|error| error.to_string()), false)
        }
        other => {
            return Err(Error::MediaType(format!(
                "media type `{other}` is not taken here (expected `text/tab-separated-values` or `application/pls+xml`)"
            )));
        }
    };
    let (house, size) = (app.house().clone(), raw.bytes.len());
    let work = move || {
        let entries = read(text_of(&raw.bytes)?).map_err(|what| Error::Invalid { field: "body", what })?;
        house.change(|there| match is_met(&headers, header::IF_MATCH, Some(&tag_of(&there.version()))) {
            Some(false) => (None, Err(Error::Precondition)),
            _ => {
                // A table says all there is to an entry; PLS has no place for notes.
                let entries = if has_notes { entries } else { there.annotate(entries) };
                let replaced: Lexicon = entries.into_iter().collect();
                let version = replaced.version();
                (Some(replaced), Ok(version))
            }
        })?
    };
    let version = app.lanes().run(size, work).await?;
    Ok((StatusCode::NO_CONTENT, [(header::ETAG, tag_of(&version))]).into_response())
}

/// Shows how something is said in the house
///
/// `entry` is what is written, with or without marks.
#[utoipa::path(
    get,
    path = "/v1/lexicon/house/{entry}",
    operation_id = "show_entry",
    tag = "lexicon",
    params(("entry" = String, Path, description = "What is written", example = "منطقة")),
    responses(
        (status = 200, description = "The entry", body = EntryFields, headers(("ETag" = String, description = "Of the entry"))),
        (status = 304, description = "The client has it already"),
        (status = 404, description = "No such entry", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    Path(written): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (lexicon, _) = app.house().current();
    let entry = lexicon.get(&written).ok_or_else(|| no_entry(&written))?;
    let tag = tag_of_entry(entry);
    match is_met(&headers, header::IF_NONE_MATCH, Some(&tag)) {
        Some(true) => Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response()),
        _ => Ok((common(&tag, "application/json"), to_json(&EntryFields::from(entry))?).into_response()),
    }
}

/// Says how something is said in the house
///
/// Only utterances that the entry is used in are spoken again. With `If-Match` only where nobody has changed it meanwhile,
/// with `If-None-Match: *` only where there is none yet.
#[utoipa::path(
    put,
    path = "/v1/lexicon/house/{entry}",
    operation_id = "put_entry",
    tag = "lexicon",
    params(
        ("entry" = String, Path, description = "What is written: a word, a phrase, a Latin word, or a regular expression between slashes", example = "منطقة"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the entry that is to be replaced"),
        ("If-None-Match" = Option<String>, Header, description = "`*`, to replace none"),
    ),
    request_body = NewEntry,
    responses(
        (status = 200, description = "The entry, which replaced another", body = EntryFields, headers(("ETag" = String, description = "Of the entry"))),
        (status = 201, description = "The entry, which is new", body = EntryFields, headers(("ETag" = String, description = "Of the entry"))),
        (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "This client may not change it", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It was changed meanwhile, or is there already", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be said, or there are too many entries", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn put(
    State(app): State<App>,
    client: Client,
    Path(written): Path<String>,
    headers: HeaderMap,
    extract::Json(new): extract::Json<NewEntry>,
) -> Result<Response, Error> {
    check_editor(&app, &client)?;
    let entry = new.entry(&written)?;
    let set_by = if client.has_key() || new.set_by.is_empty() { &client.name } else { &new.set_by };
    let entry = entry.annotated(&new.note, set_by, Some(Timestamp::now()));
    let house = app.house().clone();
    let size = app.house().current().0.len() * AVERAGE_BYTES;
    let work = move || {
        let (tag, answer) = (tag_of_entry(&entry), to_json(&EntryFields::from(&entry))?);
        let status = house.change(|there| {
            let found = there.get(entry.written()).map(tag_of_entry);
            match is_allowed(&headers, found.as_ref()) {
                false => (None, Err(Error::Precondition)),
                true => {
                    let status = if found.is_some() { StatusCode::OK } else { StatusCode::CREATED };
                    (Some(there.with(entry)), Ok(status))
                }
            }
        })??;
        Ok((status, common(&tag, "application/json"), answer))
    };
    Ok(app.lanes().run(size, work).await?.into_response())
}

/// Takes an entry out of the lexicon of the house
#[utoipa::path(
    delete,
    path = "/v1/lexicon/house/{entry}",
    operation_id = "delete_entry",
    tag = "lexicon",
    params(
        ("entry" = String, Path, description = "What is written", example = "منطقة"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the entry"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 403, description = "This client may not change it", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such entry", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "It was changed meanwhile", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn remove(
    State(app): State<App>,
    client: Client,
    Path(written): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    check_editor(&app, &client)?;
    let house = app.house().clone();
    let size = app.house().current().0.len() * AVERAGE_BYTES;
    let work = move || {
        house.change(|there| match (there.without(&written), there.get(&written).map(tag_of_entry)) {
            (Some(left), Some(tag)) if is_allowed(&headers, Some(&tag)) => (Some(left), Ok(())),
            (Some(_), _) => (None, Err(Error::Precondition)),
            (None, _) => (None, Err(no_entry(&written))),
        })??;
        Ok(StatusCode::NO_CONTENT)
    };
    Ok(app.lanes().run(size, work).await?.into_response())
}

/// Gives an article pronunciations of its own
///
/// They win over those of the house and over those that it had for the same words. An article is what it is read as, so
/// this is another article, with an id of its own; what is not said otherwise need not be spoken again.
#[utoipa::path(
    post,
    path = "/v1/lexicon/articles/{id}",
    operation_id = "add_article_lexicon",
    tag = "lexicon",
    params(("id" = String, Path, description = "Id of the article")),
    request_body = ArticleLexicon,
    responses(
        (status = 201, description = "The article with its pronunciations", body = ArticleWithLexicon,
            headers(("Location" = String, description = "Where the article is found"))),
        (status = 400, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such article", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "An entry that cannot be said, or too many", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "The disk is full", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn add_to_article(
    State(app): State<App>,
    client: Client,
    Path(id): Path<String>,
    extract::Json(new): extract::Json<ArticleLexicon>,
) -> Result<Response, Error> {
    let record = app.article(&client, &id).await?;
    let size = record.lexicon.len() + new.entries.len() * AVERAGE_BYTES;
    let work = move || {
        let there = lexicon::from_tsv(&record.lexicon).unwrap_or_default();
        let entries =
            new.entries.iter().map(|(written, new)| Ok(new.entry(written)?.annotated(&new.note, &new.set_by, None)));
        let entries = there.into_iter().map(Ok).chain(entries).collect::<Result<Lexicon, Error>>()?;
        reading::check_amount(entries.entries())?;
        let fields: Vec<EntryFields> = entries.entries().map(EntryFields::from).collect();
        Ok((Record::clone(&record).with_lexicon(to_tsv(entries.entries())), fields))
    };
    let (record, entries) = app.lanes().run(size, work).await?;
    let record = app.articles().put(record).await?;
    let headers = [
        (header::LOCATION, format!("/v1/articles/{}", record.id)),
        (header::CONTENT_TYPE, "application/json".to_owned()),
    ];
    Ok((StatusCode::CREATED, headers, to_json(&ArticleWithLexicon { id: record.id, entries })?).into_response())
}

impl NewEntry {
    fn entry(&self, written: &str) -> Result<Entry, Error> {
        let entry = match self.ending.as_str() {
            "sentence" => Entry::of_word_in_sentence(written, &self.said),
            ending => ending_of(ending).and_then(|ending| Entry::new(written, &self.said, ending)),
        };
        entry.map_err(|fault| Error::Invalid { field: "entry", what: fault.to_string() })
    }
}

/// What an entry has in a table, about.
const AVERAGE_BYTES: usize = 100;

impl LexiconAnswer {
    fn new(lexicon: &Lexicon, query: &ListQuery, limit: usize, may_edit: bool) -> Self {
        let after = query.after.as_deref();
        let is_wanted = |entry: &&Entry| {
            let has =
                |text: &str| [entry.written(), &entry.said_text(), entry.note()].iter().any(|part| part.contains(text));
            after.is_none_or(|after| entry.key().as_str() > after) && query.q.as_deref().is_none_or(has)
        };
        let mut entries: Vec<&Entry> = lexicon.entries().filter(is_wanted).take(limit + 1).collect();
        let has_more = entries.len() > limit;
        entries.truncate(limit);
        let next = entries.last().filter(|_| has_more).map(|entry| {
            next_page("/v1/lexicon/house", ("after", &entry.key()), |link| {
                link.append_pair("limit", &limit.to_string());
                if let Some(q) = &query.q {
                    link.append_pair("q", q);
                }
            })
        });
        Self { count: lexicon.len(), may_edit, entries: entries.into_iter().map(EntryFields::from).collect(), next }
    }
}

fn check_editor(app: &App, client: &Client) -> Result<(), Error> {
    match client.edits_lexicon(app.settings()) {
        true => Ok(()),
        false => Err(Error::NotEditor),
    }
}

fn no_entry(written: &str) -> Error {
    Error::NoEntry(written.chars().take(100).collect())
}

fn text_of(bytes: &Bytes) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|error| Error::Malformed(format!("the body is not UTF-8: {error}")))
}

fn tag_of(version: &str) -> String {
    format!("\"{version}\"")
}

fn tag_of_entry(entry: &Entry) -> String {
    tag_of(&sha256(to_tsv(std::iter::once(entry))))
}

fn common(tag: &str, media_type: &'static str) -> [(header::HeaderName, HeaderValue); 3] {
    // A tag is hexadecimal between quotes.
    let tag = HeaderValue::from_str(tag).unwrap_or(HeaderValue::from_static("\"\""));
    [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
    ]
}

/// Tells whether a change may be made to what has this tag.
fn is_allowed(headers: &HeaderMap, tag: Option<&String>) -> bool {
    let tag = tag.map(String::as_str);
    is_met(headers, header::IF_MATCH, tag) != Some(false) && is_met(headers, header::IF_NONE_MATCH, tag) != Some(true)
}

/// Tells whether a header names this tag, or anything that is there; `None` where there is no such header.
fn is_met(headers: &HeaderMap, name: header::HeaderName, tag: Option<&str>) -> Option<bool> {
    if !headers.contains_key(&name) {
        return None;
    }
    let values = headers.get_all(&name).iter().filter_map(|value| value.to_str().ok());
    let mut named = values.flat_map(|value| value.split(',')).map(|one| one.trim().trim_start_matches("W/"));
    Some(tag.is_some_and(|tag| named.any(|one| one == "*" || one == tag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: header::HeaderName, value: &'static str, tag: Option<&str>, expect: bool) {
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
        assert_eq!(is_allowed(&headers, tag.map(str::to_owned).as_ref()), expect, "{value} {tag:?}");
    }

    #[test]
    fn change_is_made_to_what_was_seen() {
        check(header::IF_MATCH, "\"a\"", Some("\"a\""), true);
        check(header::IF_MATCH, "\"b\", \"a\"", Some("\"a\""), true);
        check(header::IF_MATCH, "\"b\"", Some("\"a\""), false);
        check(header::IF_MATCH, "*", Some("\"a\""), true);
        check(header::IF_MATCH, "*", None, false);
        check(header::IF_NONE_MATCH, "*", None, true);
        check(header::IF_NONE_MATCH, "*", Some("\"a\""), false);
        assert!(is_allowed(&HeaderMap::new(), None));
    }
}
