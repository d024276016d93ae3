//! HTTP Live Streaming.

use super::{Service, long_article};

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
    let beyond = service.get(&format!("/v1/articles/{id}/stream/ziad/1/9999.mp3")).await;
    beyond.assert_problem(404, "segment_not_found");
}

#[tokio::test]
async fn choices_of_reading_lead_to_another_stream() {
    let service = Service::start().await;
    let id = service.give("# خبر\n\nوصل القطار 🚆 إلى محطة Xyloq الكبيرة.").await;
    let seconds = async |query: &str| {
        let path = format!("/v1/articles/{id}/stream.m3u8{query}");
        let mut playlist = service.get(&path).await.text().to_owned();
        while !playlist.contains("#EXT-X-ENDLIST") {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            playlist = service.get(&path).await.text().to_owned();
        }
        let line = playlist.lines().find(|line| line.contains(".mp3")).unwrap().to_owned();
        assert!(line.ends_with(&format!("0.mp3{query}")), "{line}");
        assert_eq!(service.get(&format!("/v1/articles/{id}/{line}")).await.status, 200);
        playlist.lines().filter_map(|line| line.strip_prefix("#EXTINF:")?.strip_suffix(',')?.parse::<f64>().ok()).sum()
    };
    let (plain, named, spelt): (f64, f64, f64) =
        (seconds("").await, seconds("?emoji=name").await, seconds("?latin=spell").await);
    assert!(named > plain + 0.3 && spelt > plain + 0.3, "{plain} s, {named} s, {spelt} s");
}

#[tokio::test]
async fn segment_that_was_evicted_is_made_again() {
    let service = Service::start().await;
    let id = service.give(&long_article(10)).await;
    let path = format!("/v1/articles/{id}/stream/ziad/1/1.mp3");
    let first = service.get(&path).await;
    assert_eq!(first.status, 200);
    for file in service.cached_files() {
        let _ = std::fs::remove_file(file);
    }
    let again = service.get(&path).await;
    assert_eq!(again.status, 200);
    assert!(again.body == first.body);
}
