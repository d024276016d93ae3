//! `GET /` and what its page needs: files that are part of the binary.

use axum::{
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{Error, extract::Path};

/// A file of the page.
struct File {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
}

const PAGE: File =
    File { name: "index.html", media_type: "text/html; charset=utf-8", bytes: include_bytes!("dist/index.html") };

const FILES: &[File] = &[
    File { name: "app.js", media_type: "text/javascript; charset=utf-8", bytes: include_bytes!("dist/player/app.js") },
    File { name: "app.css", media_type: "text/css; charset=utf-8", bytes: include_bytes!("dist/player/app.css") },
    File { name: "docs.css", media_type: "text/css; charset=utf-8", bytes: include_bytes!("docs.css") },
];

/// Answers with the player.
pub(super) async fn page(request: Request) -> Response {
    respond(&PAGE, &request)
}

/// Answers with a file that the player needs.
pub(super) async fn file(Path(name): Path<String>, request: Request) -> Result<Response, Error> {
    let file = FILES.iter().find(|file| file.name == name);
    file.map(|file| respond(file, &request)).ok_or_else(|| Error::NoRoute(request.uri().path().to_owned()))
}

/// Clients ask each time whether a file is still the same: it changes with the binary.
fn respond(file: &File, request: &Request) -> Response {
    let tag = format!("\"{}\"", digest(file.bytes));
    let common = [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, "no-cache")];
    if request.headers().get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, file.media_type)], file.bytes).into_response()
}

/// Returns the FNV-1a hash of bytes: enough to tell two editions of our own files apart.
fn digest(bytes: &[u8]) -> String {
    let hash = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}
