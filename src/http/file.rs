//! A finished file as an answer: exact length, entity tag, ranges (RFC 9110 sections 13 and 14).

use std::io::{Seek, SeekFrom};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use super::{Error, recording::blocking};
use crate::{digest::sha256, store::Stored};

/// Clients keep it and ask each time whether it is still the same: the lexicon of the house may have changed. It is
/// theirs alone where keys are needed, and nothing is gained by sharing it where they are not.
pub(super) const CACHE_CONTROL: &str = "private, no-cache";

/// Answers with a file, or the range of it that is asked for.
pub(super) async fn respond(stored: Stored, headers: &HeaderMap, media_type: &str) -> Result<Response, Error> {
    let Stored { mut file, size, digest } = stored;
    let tag = format!("\"{digest}\"");
    let common = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, CACHE_CONTROL.to_owned()),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CONTENT_TYPE, media_type.to_owned()),
    ];
    if is_unchanged(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    let (status, start, length) = match range_outcome(headers, &tag, size) {
        RangeOutcome::All => (StatusCode::OK, 0, size),
        RangeOutcome::Range { start, length } => (StatusCode::PARTIAL_CONTENT, start, length),
        RangeOutcome::Nothing => return Err(Error::Range { size }),
    };
    let file = blocking(move || {
        let sought = file.seek(SeekFrom::Start(start));
        sought
            .map(|_| file)
            .map_err(|error| Error::Store(crate::store::Error::File { path: digest.into(), source: error }))
    })
    .await?;
    // Large enough that a paragraph is a few reads.
    const BUFFER: usize = 1 << 16;
    let body = Body::from_stream(ReaderStream::with_capacity(tokio::fs::File::from_std(file).take(length), BUFFER));
    let mut response = (status, common, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, length.into());
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(range) = HeaderValue::from_str(&format!("bytes {start}-{}/{size}", start + length - 1))
    {
        headers.insert(header::CONTENT_RANGE, range);
    }
    Ok(response)
}

/// A text that is made whole, and the digest of it; to be made where blocking is allowed.
pub(super) struct Text {
    text: String,
    digest: String,
}

impl Text {
    pub(super) fn new(text: String) -> Self {
        let digest = sha256(&text);
        Self { text, digest }
    }

    pub(super) fn json(answer: &impl serde::Serialize) -> Result<Self, Error> {
        to_json(answer).map(Self::new)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

/// Writes an answer as JSON; to be called where blocking is allowed.
pub(super) fn to_json(answer: &impl serde::Serialize) -> Result<String, Error> {
    // Answers are numbers and strings: there is nothing in them that JSON cannot hold.
    serde_json::to_string(answer).map_err(|_| Error::Stopped)
}

/// Answers with a text, with an entity tag of its own.
pub(super) fn respond_text(text: Text, headers: &HeaderMap, media_type: &'static str) -> Response {
    let Text { text, digest } = text;
    let tag = format!("\"{digest}\"");
    let common = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, CACHE_CONTROL.to_owned()),
        (header::CONTENT_TYPE, media_type.to_owned()),
    ];
    match is_unchanged(headers, &tag) {
        true => (StatusCode::NOT_MODIFIED, common).into_response(),
        false => (common, text).into_response(),
    }
}

/// Tells whether the client has it already.
fn is_unchanged(headers: &HeaderMap, tag: &str) -> bool {
    headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').map(str::trim).any(|candidate| candidate == "*" || candidate.trim_start_matches("W/") == tag)
    })
}

#[derive(Debug, PartialEq, Eq)]
enum RangeOutcome {
    All,
    Range {
        start: u64,
        length: u64,
    },
    /// A range that begins after the end.
    Nothing,
}

/// Returns which bytes a request wants. What is no single range of bytes is as if it were not there: the answer is the
/// whole, as the RFC allows.
fn range_outcome(headers: &HeaderMap, tag: &str, size: u64) -> RangeOutcome {
    if headers.get(header::IF_RANGE).is_some_and(|value| value.as_bytes() != tag.as_bytes()) {
        return RangeOutcome::All;
    }
    let Some((first, last)) = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.trim().strip_prefix("bytes="))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return RangeOutcome::All;
    };
    let number = |digits: &str| {
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        // A number beyond 64 bits is beyond any end.
        is_number.then(|| digits.parse::<u64>().unwrap_or(u64::MAX))
    };
    let (start, end) = match (number(first), number(last)) {
        (Some(start), Some(last)) if start <= last => (start, last.saturating_add(1).min(size)),
        (Some(start), None) if last.is_empty() => (start, size),
        (None, Some(n)) if first.is_empty() && n > 0 => (size.saturating_sub(n), size),
        (None, Some(0)) if first.is_empty() => return RangeOutcome::Nothing,
        _ => return RangeOutcome::All,
    };
    if start >= size { RangeOutcome::Nothing } else { RangeOutcome::Range { start, length: end - start } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(range: &str, expect: RangeOutcome) {
        let headers = HeaderMap::from_iter([(header::RANGE, range.parse().unwrap())]);
        assert_eq!(range_outcome(&headers, "\"tag\"", 100), expect, "{range}");
    }

    #[test]
    fn ranges() {
        check("bytes=0-9", RangeOutcome::Range { start: 0, length: 10 });
        check("bytes=0-", RangeOutcome::Range { start: 0, length: 100 });
        check("bytes=90-", RangeOutcome::Range { start: 90, length: 10 });
        check("bytes=90-200", RangeOutcome::Range { start: 90, length: 10 });
        check("bytes=-10", RangeOutcome::Range { start: 90, length: 10 });
        check("bytes=-200", RangeOutcome::Range { start: 0, length: 100 });
        check("bytes=99-99", RangeOutcome::Range { start: 99, length: 1 });
    }

    #[test]
    fn ranges_after_the_end() {
        check("bytes=100-", RangeOutcome::Nothing);
        check("bytes=100-200", RangeOutcome::Nothing);
        check("bytes=99999999999999999999999-", RangeOutcome::Nothing);
        check("bytes=-0", RangeOutcome::Nothing);
    }

    #[test]
    fn what_is_no_single_range_is_ignored() {
        for range in ["bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "items=0-1", "bytes=a-b", "bytes=+1-2"] {
            check(range, RangeOutcome::All);
        }
    }

    #[test]
    fn range_of_another_edition_is_ignored() {
        let mut headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static("bytes=0-9"))]);
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"other\""));
        assert_eq!(range_outcome(&headers, "\"tag\"", 100), RangeOutcome::All);
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"tag\""));
        assert_eq!(range_outcome(&headers, "\"tag\"", 100), RangeOutcome::Range { start: 0, length: 10 });
    }

    #[test]
    fn entity_tags_that_match() {
        let matches = |value: &'static str| {
            is_unchanged(&HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(value))]), "\"a\"")
        };
        assert!(matches("\"a\"") && matches("W/\"a\"") && matches("\"b\", \"a\"") && matches("*"));
        assert!(!matches("\"b\"") && !matches("a"));
    }
}
