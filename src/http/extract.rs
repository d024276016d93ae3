//! axum's extractors, with our problems in place of their rejections.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Request},
    http::{StatusCode, header, request::Parts},
};
use serde::de::DeserializeOwned;

use super::{App, Error, work::BodyPermit};
use crate::fetch::content_type;

/// A body of JSON.
pub(super) struct Json<T>(pub T);

/// The query string.
pub(super) struct Query<T>(pub T);

/// The variable parts of the path.
pub(super) struct Path<T>(pub T);

/// A body as it is, with its media type in lower case without parameters, and its charset.
pub(super) struct Raw {
    pub media_type: String,
    pub charset: Option<String>,
    pub bytes: Bytes,
    /// Room for it, until what is made of it is done. What was not sent has none.
    pub permit: Option<BodyPermit>,
}

impl<T: DeserializeOwned + Send + 'static> FromRequest<App> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let raw = Raw::from_request(request, app).await?;
        if !raw.is_json() {
            return Err(Error::MediaType(format!(
                "media type `{}` is not taken here (send JSON with `Content-Type: application/json`)",
                raw.media_type
            )));
        }
        // A large one takes long to read.
        app.lanes().run(raw.bytes.len(), move || raw.json()).await.map(Self)
    }
}

impl FromRequest<App> for Raw {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let settings = app.settings();
        let (media_type, charset) = content_type(request.headers());
        let limit = settings.max_body_bytes;
        let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if length.is_some_and(|length: usize| length > limit) {
            return Err(Error::BodyTooLarge { limit });
        }
        let timeout = Duration::from_secs(settings.body_timeout_seconds);
        let permit = Some(app.lanes().admit(length)?);
        // Not axum's `DefaultBodyLimit`, which is 2 MB whatever ours is.
        let body = request.into_body();
        let bytes =
            tokio::time::timeout(timeout, read(body, limit)).await.map_err(|_| Error::BodyTooSlow(timeout))??;
        Ok(Self { media_type, charset, bytes, permit })
    }
}

impl Raw {
    /// Tells whether it says it is JSON.
    pub(super) fn is_json(&self) -> bool {
        self.media_type == "application/json"
            || (self.media_type.starts_with("application/") && self.media_type.ends_with("+json"))
    }

    /// Reads it as JSON.
    pub(super) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let mut deserializer = serde_json::Deserializer::from_slice(&self.bytes);
        let value = T::deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
        value.map_err(|error| match error.classify() {
            serde_json::error::Category::Data => Error::Invalid { field: "body", what: error.to_string() },
            _ => Error::Malformed(format!("the body is not JSON: {error}")),
        })
    }
}

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        match axum::extract::Query::from_request_parts(parts, app).await {
            Ok(axum::extract::Query(query)) => Ok(Self(query)),
            Err(rejection) => {
                Err(Error::Malformed(query_fault(parts.uri.query().unwrap_or_default(), &rejection.body_text())))
            }
        }
    }
}

/// Says what is wrong with a query string. `reason` is the deserializer's, which names the parameter and then speaks of
/// the types of our program.
fn query_fault(query: &str, reason: &str) -> String {
    let (_, reason) = reason.split_once("query string: ").unwrap_or(("", reason));
    let mut given = form_urlencoded::parse(query.as_bytes());
    let found = given.find_map(|(name, value)| Some((reason.strip_prefix(&*name)?.strip_prefix(": ")?, name, value)));
    let Some((reason, name, value)) = found else { return format!("the query string is malformed: {reason}") };
    let value: String = value.chars().take(64).collect();
    let expected = match reason {
        _ if name == "cursor" => "leave it out, or follow the link `next` of a page",
        _ if reason.contains("digit") || reason.contains("integer") || reason.contains("number too") => {
            "expected a whole number"
        }
        _ if reason.contains("float") => "expected a number",
        _ if reason.contains("`true`") => "expected `true` or `false`",
        _ => match reason.split_once(", expected ") {
            Some((_, known)) => return format!("`{name}` is `{value}` (expected {known})"),
            None => "`/docs` says what it may be",
        },
    };
    format!("`{name}` is `{value}` ({expected})")
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        match axum::extract::Path::from_request_parts(parts, app).await {
            Ok(axum::extract::Path(path)) => Ok(Self(path)),
            // A segment that is no number, an id that is no UTF-8: there is no such thing.
            Err(rejection) if rejection.status() == StatusCode::BAD_REQUEST => {
                Err(Error::NoRoute(parts.uri.path().to_owned()))
            }
            Err(rejection) => Err(Error::Malformed(rejection.body_text())),
        }
    }
}

async fn read(body: Body, limit: usize) -> Result<Bytes, Error> {
    to_bytes(body, limit).await.map_err(|error| {
        let too_large =
            std::error::Error::source(&error).is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
        match too_large {
            true => Error::BodyTooLarge { limit },
            false => Error::Malformed(format!("the body could not be read: {error}")),
        }
    })
}

#[cfg(test)]
mod tests {
    use axum::http::Uri;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum State {
        Done,
        Failed,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code, reason = "only what they cannot be is looked at")]
    struct Asked {
        cursor: Option<i64>,
        limit: Option<usize>,
        rate: Option<f32>,
        rendered: Option<bool>,
        state: Option<State>,
    }

    #[track_caller]
    fn check(query: &str, expect: &str) {
        let uri: Uri = format!("/?{query}").parse().unwrap();
        let rejection = axum::extract::Query::<Asked>::try_from_uri(&uri).unwrap_err();
        assert_eq!(query_fault(query, &rejection.body_text()), expect);
    }

    #[test]
    fn faults_of_a_query_are_told_in_our_words() {
        check("cursor=abc", "`cursor` is `abc` (leave it out, or follow the link `next` of a page)");
        check("limit=many", "`limit` is `many` (expected a whole number)");
        check("limit=", "`limit` is `` (expected a whole number)");
        check("limit=-1", "`limit` is `-1` (expected a whole number)");
        check("limit=99999999999999999999", "`limit` is `99999999999999999999` (expected a whole number)");
        check("rate=fast", "`rate` is `fast` (expected a number)");
        check("limit=1&rendered=yes", "`rendered` is `yes` (expected `true` or `false`)");
        check("state=gone", "`state` is `gone` (expected `done` or `failed`)");
        check("limit=1&limit=2", "the query string is malformed: duplicate field `limit`");
    }
}
