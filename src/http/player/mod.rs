//! The player: files that are part of the binary.

mod assets;

use axum::{
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

pub(super) use assets::CONTENT_POLICY;

use super::Error;

/// Answers with the page or the file that is at the request's path.
pub(super) async fn file(request: Request) -> Result<Response, Error> {
    let path = request.uri().path();
    let (bytes, media_type) = assets::asset(path).ok_or_else(|| Error::NoRoute(path.chars().take(200).collect()))?;
    Ok(respond(bytes, media_type, &request))
}

/// Clients ask each time whether a file is still the same: it changes with the binary.
fn respond(bytes: &'static [u8], media_type: &'static str, request: &Request) -> Response {
    let tag = format!("\"{}\"", digest(bytes));
    let common = [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, "no-cache")];
    if request.headers().get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, media_type)], bytes).into_response()
}

/// Returns the FNV-1a hash of bytes: enough to tell two editions of our own files apart.
fn digest(bytes: &[u8]) -> String {
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}
