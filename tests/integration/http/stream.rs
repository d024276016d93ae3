//! HTTP Live Streaming.

use std::time::Duration;

use natiq::{http::Settings, voice::DEFAULT_VOICE};

use super::{Service, engine::Silent, long_article};

#[tokio::test]
async fn playlist_grows_and_ends_and_its_segments_are_the_whole_article() {
    let service = Service::start().await;
    let id = service.give(&long_article(20)).await;
    let path = format!("/v1/articles/{id}/stream.m3u8");
    let first = service.get(&path).await;
    assert_eq!((first.status.as_u16(), first.header("content-type")), (200, "application/vnd.apple.mpegurl"));
    assert!(first.text().contains("/0.mp3"));
    let mut playlist = first.text().to_owned();
    for _ in 0..1_000 {
        if playlist.contains("#EXT-X-ENDLIST") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let next = service.get(&path).await.text().to_owned();
        assert!(next.starts_with(playlist.trim_end()), "what was told is taken back:\n{playlist}\n{next}");
        playlist = next;
    }
    assert!(playlist.ends_with("#EXT-X-ENDLIST\n"), "{playlist}");
    let seconds: f64 = playlist
        .lines()
        .filter_map(|line| line.strip_prefix("#EXTINF:")?.strip_suffix(','))
        .map(|seconds| seconds.parse::<f64>().unwrap())
        .inspect(|seconds| assert!(*seconds <= 7.0))
        .sum();
    let duration = service.get(&format!("/v1/articles/{id}/timeline")).await.json()["duration"].as_f64().unwrap();
    // The encoder's delay and the padding of the last frame.
    assert!((0.0..0.2).contains(&(seconds - duration)), "{seconds} s of segments, {duration} s of article");
    for line in playlist.lines().filter(|line| !line.starts_with('#')) {
        let segment = service.get(&format!("/v1/articles/{id}/{line}")).await;
        assert_eq!((segment.status.as_u16(), segment.header("content-type")), (200, "audio/mpeg"));
        assert!(segment.body.starts_with(b"ID3") && segment.body.windows(4).any(|bytes| bytes == b"PRIV"));
    }
    let beyond = service.get(&format!("/v1/articles/{id}/stream/{DEFAULT_VOICE}/1/9999.mp3")).await;
    beyond.assert_problem(404, "segment_not_found");
}

#[tokio::test]
async fn choices_of_reading_lead_to_another_stream() {
    let service = Service::start().await;
    let id = service.give("# خبر\n\nوصل القطار 😂 إلى محطة Xyloq الكبيرة.").await;
    let seconds = async |query: &str| {
        let path = format!("/v1/articles/{id}/stream.m3u8{query}");
        let mut playlist = service.get(&path).await.text().to_owned();
        while !playlist.contains("#EXT-X-ENDLIST") {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            playlist = service.get(&path).await.text().to_owned();
        }
        let line = playlist.lines().find(|line| line.contains(".mp3")).unwrap().to_owned();
        assert!(line.contains("/0.mp3?edition=") && line.ends_with(query.trim_start_matches('?')), "{line}");
        assert_eq!(service.get(&format!("/v1/articles/{id}/{line}")).await.status, 200);
        playlist.lines().filter_map(|line| line.strip_prefix("#EXTINF:")?.strip_suffix(',')?.parse::<f64>().ok()).sum()
    };
    let (plain, named, spelt): (f64, f64, f64) =
        (seconds("").await, seconds("?emoji=name").await, seconds("?latin=spell").await);
    assert!(named > plain + 0.3 && spelt > plain + 0.3, "{plain} s, {named} s, {spelt} s");
    // After the heading 1 s, after the paragraph 0.8 s, and the emoji.
    let slow: f64 = seconds("?pauses=2").await;
    assert!(slow > plain + 1.7, "{plain} s, {slow} s");
}

#[tokio::test]
async fn stream_stays_as_it_began_when_the_lexicon_changes() {
    let silent = Silent { pause: Duration::from_millis(100), ..Silent::default() };
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(8), Settings::default()).await;
    let id = service.give(&long_article(60)).await;
    let path = format!("/v1/articles/{id}/stream.m3u8");
    let begun = service.get(&path).await.text().to_owned();
    assert!(!begun.contains("#EXT-X-ENDLIST"), "{begun}");
    let line = begun.lines().find(|line| line.contains(".mp3")).unwrap().to_owned();
    let sound = service.get(&format!("/v1/articles/{id}/{line}")).await;
    assert_eq!(sound.status, 200);

    // A word of every sentence is said otherwise from now on, and there is another headline.
    let table = "المحطة\tالْمِحَطَّة\n";
    let request = service.request("PUT", "/v1/lexicon/house").header("content-type", "text/tab-separated-values");
    assert_eq!(service.send(request, table).await.status, 204);
    let renamed = service.request("PATCH", &format!("/v1/articles/{id}")).header("content-type", "application/json");
    assert_eq!(service.send(renamed, r#"{"title": "عنوان آخر"}"#).await.status, 200);

    // The player goes on with what it began with, to its end.
    let mut playlist = begun.clone();
    while !playlist.contains("#EXT-X-ENDLIST") {
        let next = service.get(&path).await.text().to_owned();
        assert!(next.starts_with(playlist.trim_end()), "what was told is taken back:\n{playlist}\n{next}");
        playlist = next;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    for line in playlist.lines().filter(|line| !line.starts_with('#')) {
        assert_eq!(service.get(&format!("/v1/articles/{id}/{line}")).await.status, 200, "{line}");
    }
    assert!(service.get(&format!("/v1/articles/{id}/{line}")).await.body == sound.body);
    // Who begins now is read the article as it is now.
    let anew = service.get(&path).await.text().to_owned();
    let edition = |playlist: &str| playlist.split("edition=").nth(1).unwrap()[..64].to_owned();
    assert_ne!(edition(&anew), edition(&begun));
    let unknown = line.replace(&edition(&begun), &"0".repeat(64));
    service.get(&format!("/v1/articles/{id}/{unknown}")).await.assert_problem(410, "stream_changed");
}

#[tokio::test]
async fn segment_that_was_evicted_is_made_again() {
    let service = Service::start().await;
    let id = service.give(&long_article(10)).await;
    let path = format!("/v1/articles/{id}/stream/{DEFAULT_VOICE}/1/1.mp3");
    let first = service.get(&path).await;
    assert_eq!(first.status, 200);
    for file in service.cached_files() {
        let _ = std::fs::remove_file(file);
    }
    let again = service.get(&path).await;
    assert_eq!(again.status, 200);
    assert!(again.body == first.body);
}

#[tokio::test]
async fn many_who_ask_at_once_are_served_by_one_maker() {
    let silent = Silent { pause: Duration::from_millis(100), ..Silent::default() };
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(16), Settings::default()).await;
    let id = service.give(&long_article(100)).await;
    let playlist = format!("/v1/articles/{id}/stream.m3u8");
    let segment = format!("/v1/articles/{id}/stream/{DEFAULT_VOICE}/1/1.mp3");
    let get = async |path: &str| service.get(path).await.status.as_u16();
    let (a, b, c, d, e) = tokio::join!(get(&playlist), get(&playlist), get(&segment), get(&playlist), get(&segment));
    assert_eq!([a, b, c, d, e], [200; 5]);
    assert_eq!(service.pool.listening(), 1);
    // The same where all of them miss a segment that was evicted.
    for file in service.cached_files() {
        let _ = std::fs::remove_file(file);
    }
    let (a, b, c) = tokio::join!(get(&segment), get(&segment), get(&segment));
    assert_eq!([a, b, c], [200; 3]);
    // A maker that was replaced ends with its next segment.
    service.until("one maker is left", |service| service.pool.listening() <= 1).await;
}

#[tokio::test]
async fn stream_that_nobody_asks_for_gives_its_place_back_and_takes_nothing_back() {
    let silent = Silent { pause: Duration::from_millis(300), ..Silent::default() };
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(8), Settings::default()).await;
    let id = service.give(&long_article(300)).await;
    let path = format!("/v1/articles/{id}/stream.m3u8");
    assert_eq!(service.get(&path).await.status, 200);
    tokio::time::sleep(Duration::from_secs(3)).await;
    let before = service.get(&path).await.text().to_owned();
    assert!(before.matches(".mp3").count() > 1 && !before.contains("#EXT-X-ENDLIST"), "{before}");
    let asked = std::time::Instant::now();
    service.until("the place is free", |service| service.pool.listening() == 0).await;
    assert!(asked.elapsed() < Duration::from_secs(20), "{:?}", asked.elapsed());
    // Who comes back finds all that was announced, and it grows again.
    let after = service.get(&path).await.text().to_owned();
    assert!(after.starts_with(before.trim_end()) && !after.contains("#EXT-X-ENDLIST"), "{before}\n{after}");
    assert_eq!(service.pool.listening(), 1);
    let known = after.matches(".mp3").count();
    let next = service.get(&format!("/v1/articles/{id}/stream/{DEFAULT_VOICE}/1/{known}.mp3")).await;
    assert_eq!(next.status, 200);
}
