//! Podcasts as files: ranges, types, and nothing that was not meant to be served.

use std::collections::BTreeMap;

use natiq::http::{ApiKey, Authentication, Settings};

use super::Service;

/// A service that asks for keys and has one feed, `stories`; beside its folder lies a secret.
async fn service() -> (Service, tempfile::TempDir) {
    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().join("stories");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(outside.path().join("secret.mp3"), "secret").unwrap();
    for (name, content) in [
        ("feed.xml", "<rss/>"),
        ("bees.mp3", "0123456789"),
        ("bees.vtt", "WEBVTT\n"),
        ("bees.srt", "1\n"),
        ("bees.transcript.json", "{}"),
        ("bees.chapters.json", "{}"),
        ("bees.epub", "PK"),
        ("cover.jpg", "jpeg"),
        ("bees.episode.json", "{}"),
        (".hidden.mp3", "hidden"),
    ] {
        std::fs::write(folder.join(name), content).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path().join("secret.mp3"), folder.join("link.mp3")).unwrap();
    let settings = Settings {
        authentication: Authentication::Required,
        keys: vec![ApiKey { name: "desk".to_owned(), sha256: "0".repeat(64), listeners: None }],
        feeds: BTreeMap::from([("stories".to_owned(), folder)]),
        ..Settings::default()
    };
    (Service::start_with(settings).await, outside)
}

#[tokio::test(flavor = "multi_thread")]
async fn files_have_the_types_that_apps_expect_and_need_no_key() {
    let (service, _folder) = service().await;
    for (file, media_type) in [
        ("feed.xml", "application/rss+xml"),
        ("bees.mp3", "audio/mpeg"),
        ("bees.vtt", "text/vtt"),
        ("bees.srt", "application/x-subrip"),
        ("bees.transcript.json", "application/json"),
        ("bees.chapters.json", "application/json+chapters"),
        ("bees.epub", "application/epub+zip"),
        ("cover.jpg", "image/jpeg"),
    ] {
        let answer = service.get(&format!("/feeds/stories/{file}")).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, media_type), "{file}");
        assert_eq!(answer.header("access-control-allow-origin"), "*");
    }
    service.get("/v1/voices").await.assert_problem(401, "api_key_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn audio_can_be_sought_in_and_is_not_sent_twice() {
    let (service, folder) = service().await;
    let path = "/feeds/stories/bees.mp3";
    let part = service.get_with(path, &[("range", "bytes=2-4")]).await;
    assert_eq!((part.status.as_u16(), part.text()), (206, "234"));
    assert_eq!(part.header("content-range"), "bytes 2-4/10");
    let tag = part.header("etag").to_owned();
    assert_eq!(service.get_with(path, &[("if-none-match", &tag)]).await.status, 304);
    assert_eq!(service.get_with(path, &[("range", "bytes=10-")]).await.status, 416);
    // A corrected episode is another entity: what was fetched of the old one is no part of it.
    std::fs::write(folder.path().join("stories/bees.mp3"), "abcdefghijk").unwrap();
    let whole = service.get_with(path, &[("range", "bytes=2-4"), ("if-range", &tag)]).await;
    assert_eq!((whole.status.as_u16(), whole.text()), (200, "abcdefghijk"));
    let head = service.send(service.request("HEAD", path), "").await.whole().await;
    assert_eq!((head.status.as_u16(), head.header("content-length"), head.body.len()), (200, "11", 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_outside_the_folder_can_be_reached() {
    let (service, _folder) = service().await;
    for path in [
        "/feeds/stories/..%2Fsecret.mp3",
        "/feeds/stories/../secret.mp3",
        "/feeds/stories/%2e%2e%2fsecret.mp3",
        "/feeds/stories/..%5Csecret.mp3",
        "/feeds/..%2Fstories/feed.xml",
        "/feeds/../secret.mp3",
        "/feeds/stories/link.mp3",
        "/feeds/stories/.hidden.mp3",
        "/feeds/stories/bees.episode.json",
        "/feeds/stories/bees.mp3%00.xml",
        "/feeds/stories/",
        "/feeds/stories/missing.mp3",
        "/feeds/others/feed.xml",
    ] {
        let answer = service.get(path).await;
        assert_eq!(answer.status, 404, "{path}: {answer:?}");
        answer.assert_problem(404, "not_found");
    }
}
