//! The files of the listening page, built beforehand and carried in the binary: no Node is needed to build Natiq, and no
//! other host to listen.
//!
//! `npm ci && npm run build` in this folder makes `dist` anew; `tests/player` checks that it fits the sources.

/// Returns the file that is served at a path, and its media type.
///
/// The views are one page (`/`, `/library`, `/read/{id}`), which finds out by its address what to show. The worker must
/// stand at the root, or it could not serve the page without a network. Names stay the same from build to build, so they
/// are to be sent with an `ETag` and `Cache-Control: no-cache`.
pub(in crate::http) fn asset(path: &str) -> Option<(&'static [u8], &'static str)> {
    let file = match path {
        "/" | "/library" => "/index.html",
        _ if is_reading(path) => "/index.html",
        _ => path,
    };
    FILES.iter().find(|(name, ..)| *name == file).map(|(_, bytes, media_type)| (*bytes, *media_type))
}

/// What the page may do: its own scripts, styles, fonts, sounds and requests, nothing inline, nothing from elsewhere.
pub(in crate::http) const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    font-src 'self'; img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Path, bytes and media type of each file.
const FILES: &[(&str, &[u8], &str)] = &[
    ("/index.html", include_bytes!("dist/index.html"), HTML),
    ("/embed.js", include_bytes!("dist/embed.js"), SCRIPT),
    ("/worker.js", include_bytes!("dist/worker.js"), SCRIPT),
    ("/player/app.js", include_bytes!("dist/player/app.js"), SCRIPT),
    ("/player/app.css", include_bytes!("dist/player/app.css"), "text/css; charset=utf-8"),
    ("/player/docs.css", include_bytes!("docs.css"), "text/css; charset=utf-8"),
    ("/player/icon.svg", include_bytes!("dist/player/icon.svg"), "image/svg+xml"),
    ("/player/edge.wav", include_bytes!("dist/player/edge.wav"), "audio/wav"),
    ("/player/silence.wav", include_bytes!("dist/player/silence.wav"), "audio/wav"),
    ("/player/manifest.webmanifest", include_bytes!("dist/player/manifest.webmanifest"), "application/manifest+json"),
    (
        "/player/noto-naskh-arabic-arabic-wght-normal.woff2",
        include_bytes!("dist/player/noto-naskh-arabic-arabic-wght-normal.woff2"),
        "font/woff2",
    ),
    (
        "/player/noto-naskh-arabic-latin-wght-normal.woff2",
        include_bytes!("dist/player/noto-naskh-arabic-latin-wght-normal.woff2"),
        "font/woff2",
    ),
    (
        "/player/noto-naskh-arabic.LICENSE.txt",
        include_bytes!("dist/player/noto-naskh-arabic.LICENSE.txt"),
        "text/plain; charset=utf-8",
    ),
];

/// Tells whether the path is that of an article's page, `/read/{id}`.
fn is_reading(path: &str) -> bool {
    let id = path.strip_prefix("/read/").map(|rest| rest.trim_end_matches('/'));
    id.is_some_and(|id| !id.is_empty() && !id.contains('/'))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn check(path: &str, expect: Option<&str>) {
        assert_eq!(asset(path).map(|(_, media_type)| media_type), expect, "{path}");
    }

    #[test]
    fn page_at_each_of_its_addresses() {
        check("/", Some(HTML));
        check("/library", Some(HTML));
        check("/read/0c5ec0a2", Some(HTML));
        check("/read/0c5ec0a2/", Some(HTML));
    }

    #[test]
    fn no_file_elsewhere() {
        check("/read/", None);
        check("/read/a/b", None);
        check("/player/", None);
        check("/player/../mod.rs", None);
        check("", None);
    }

    #[test]
    fn scripts_are_sent_as_scripts() {
        check("/embed.js", Some(SCRIPT));
        check("/worker.js", Some(SCRIPT));
        check("/player/app.js", Some(SCRIPT));
    }

    #[test]
    fn every_built_file_is_served() {
        let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http/player/dist");
        for folder in [dist.clone(), dist.join("player")] {
            for entry in folder.read_dir().unwrap() {
                let file = entry.unwrap().path();
                if file.is_file() {
                    let path = format!("/{}", file.strip_prefix(&dist).unwrap().display());
                    assert!(asset(&path).is_some(), "{path} is not in the table");
                }
            }
        }
    }

    #[test]
    fn page_names_no_other_host_and_nothing_inline() {
        let (page, _) = asset("/").unwrap();
        let page = std::str::from_utf8(page).unwrap();
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("src=\"//"));
        assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("<script>"));
    }
}
