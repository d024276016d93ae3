//! `GET /feeds/{name}/{file}`: podcasts and talking books that `natiq render` made, as files.
//!
//! Podcast apps send no API key, so these are public wherever they are configured. They are asked for by a plain name in
//! one of the configured folders: there is no path to walk. Only files that listeners need are served; what else lies
//! there (the records that rendering resumes from, files being written) is not.

use std::{fs, io, path::PathBuf, time::SystemTime};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

use super::{App, Error, Problem, extract::Path, file, recording::blocking};
use crate::{
    publish::media_type,
    store::{self, Stored},
};

/// Reads a podcast's feed or one of its files
///
/// From a folder that is named in the configuration (`[http.feeds]`). `feed.xml` is the feed; it names the others.
#[utoipa::path(
    get,
    path = "/feeds/{name}/{file}",
    operation_id = "read_feed",
    tag = "feeds",
    params(
        ("name" = String, Path, description = "Name of the feed in the configuration"),
        ("file" = String, Path, description = "Name of the file", example = "feed.xml"),
    ),
    responses(
        (status = 200, description = "The file", content(
            ("application/rss+xml"), ("audio/mpeg"), ("audio/mp4"), ("audio/ogg; codecs=opus"), ("audio/flac"), ("audio/wav"),
            ("text/vtt"), ("application/x-subrip"), ("application/json"), ("application/json+chapters"),
            ("application/epub+zip"), ("application/zip"), ("image/jpeg"), ("image/png"),
        )),
        (status = 206, description = "The range asked for"),
        (status = 304, description = "The client has it already"),
        (status = 404, description = "No such feed or file", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "No such range", body = Problem, content_type = "application/problem+json"),
    ),
    security(()),
)]
pub(super) async fn show(
    State(app): State<App>,
    Path((name, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let missing = || Error::NoRoute(format!("/feeds/{name}/{file}").chars().take(200).collect());
    let folder = app.settings().feeds.get(&name).ok_or_else(missing)?;
    let media_type = is_plain(&file).then(|| media_type(&file)).flatten().ok_or_else(missing)?;
    let path = folder.join(&file);
    let stored = blocking(move || open(path)).await?.ok_or_else(missing)?;
    let mut response = file::respond(stored, &headers, media_type).await?;
    let headers = response.headers_mut();
    // Apps ask for a feed every hour or so, and a corrected episode should not wait for longer than the feed.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    // Web players read feeds, chapters and transcripts from pages of any origin, and there is nothing here to protect.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    Ok(response)
}

/// Tells whether it is the name of a file in the folder itself, and not a hidden one.
fn is_plain(file: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !file.starts_with('.') && file.chars().all(is_plain)
}

/// Opens a file; `None` where there is none, or what is there is a folder or a link to somewhere else.
///
/// Its tag is its size and the moment it was written, not a hash: files take their names when they are finished, and an
/// hour of audio is not to be read for every range of it.
fn open(path: PathBuf) -> Result<Option<Stored>, Error> {
    let failed = |source: io::Error| Error::Store(store::Error::File { path: path.clone(), source });
    match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    }
    let file = fs::File::open(&path).map_err(failed)?;
    // Of what was opened, which may be newer than what was looked at.
    let metadata = file.metadata().map_err(failed)?;
    let written = metadata.modified().map_err(failed)?.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let digest = format!("{:x}-{:x}", written.as_nanos(), metadata.len());
    Ok(Some(Stored { file, size: metadata.len(), digest }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_not_plain() {
        for name in ["..", "../x.mp3", ".state.xml", "a/b.mp3", "a\\b.mp3", "غلاف.jpg", "a\0.mp3", "C:a.mp3"] {
            assert!(!is_plain(name), "{name}");
        }
        assert!(is_plain("feed.xml") && is_plain("bees-2_a.transcript.json"));
    }

    #[test]
    fn only_what_listeners_need_is_served() {
        assert_eq!(media_type("a.episode.json"), None);
        assert_eq!(media_type("report.json"), None);
        assert_eq!(media_type("a.mp3.partial"), None);
        assert_eq!(media_type("mp3"), None);
        assert_eq!(media_type("a.chapters.json"), Some("application/json+chapters"));
        assert_eq!(media_type("a.retracted.json"), None);
        assert_eq!(media_type("a.SRT"), Some("application/x-subrip"));
    }
}
