//! Broken disks, slow clients, bytes that are no request.

use std::{
    io::{Read, Write},
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use natiq::{
    http::Settings,
    pipeline::{self, Pipeline, Speech, SpeechOptions, Stages},
    utterance::Utterance,
    worker::{Pool, Speaker},
};

use super::{SHORT, Service};
use crate::speech;

/// A pipeline that panics at some words.
struct Fragile {
    pipeline: Pipeline,
    /// How often it panics still, at `العطل`; at `الكارثة` it always does.
    faults: Arc<AtomicUsize>,
}

impl Speaker for Fragile {
    fn speak(&mut self, utterance: &Utterance, speech_options: &SpeechOptions) -> Result<Speech, pipeline::Error> {
        let fails = utterance.text.contains("العطل")
            && self.faults.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
        assert!(!fails && !utterance.text.contains("الكارثة"), "a fault in the middle of a request");
        self.pipeline.speak(utterance, speech_options)
    }

    fn stages(&mut self, utterance: &Utterance, speech_options: &SpeechOptions) -> Result<Stages, pipeline::Error> {
        self.pipeline.stages(utterance, speech_options)
    }
}

#[tokio::test]
async fn worker_that_dies_is_replaced_and_its_request_answered() {
    let (runtime, catalog) = speech::engine();
    let faults = Arc::new(AtomicUsize::new(1));
    let pool = Pool::start(1, 8, move || {
        let pipeline = Pipeline::open(runtime.clone(), catalog.clone())?;
        Ok(Fragile { pipeline, faults: faults.clone() })
    });
    let service = Service::start_in(tempfile::tempdir().unwrap(), pool.unwrap(), Settings::default()).await;
    let whole = Service::start().await;
    let text = "خبر\n\nوقع العطل في المحطة صباح اليوم. ثم عاد القطار.";
    let path = format!("/v1/articles/{}/audio?format=pcm", service.give(text).await);
    let heard = service.get(&path).await;
    assert_eq!(heard.status, 200);
    whole.give(text).await;
    assert!(heard.body == whole.get(&path).await.body, "after a fault an article sounds otherwise");

    // What breaks every worker is refused before the first byte, and breaks the body after it.
    let first = service.give("وقعت الكارثة صباح اليوم.").await;
    service.get(&format!("/v1/articles/{first}/audio")).await.assert_problem(500, "speech_failed");
    let later = service.give("خبر\n\nوصل القطار. ثم وقعت الكارثة.").await;
    let mut stream = service.open(&format!("/v1/articles/{later}/audio?format=wav")).await;
    assert_eq!(stream.status, 200);
    let mut end = stream.next().await;
    while let Some(Ok(_)) = end {
        end = stream.next().await;
    }
    assert!(end.is_some(), "a broken stream ended as if it were whole");
    let events = service.get(&format!("/v1/articles/{later}/events")).await;
    assert!(events.text().contains("event: failed") && events.text().contains("speech_failed"), "{}", events.text());

    // A stream for HLS players has no end then, and says that it broke.
    let path = format!("/v1/articles/{later}/stream.m3u8");
    let mut playlist = service.get(&path).await;
    while playlist.status == 200 {
        assert!(!playlist.text().contains("#EXT-X-ENDLIST"), "{}", playlist.text());
        tokio::time::sleep(Duration::from_millis(20)).await;
        playlist = service.get(&path).await;
    }
    playlist.assert_problem(500, "speech_failed");

    // The next request is none the worse for it, and nobody's place is lost.
    assert_eq!(service.get(&format!("/v1/articles/{}/audio", service.give(SHORT).await)).await.status, 200);
    service.until("every place is free", |service| service.pool.listening() == 0).await;
    let metrics = service.get("/metrics").await;
    assert!(metrics.text().contains("natiq_workers 1\n") && !metrics.text().contains("natiq_workers_replaced 0"));
    assert_eq!(service.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn corrupt_audio_is_noticed_and_made_again() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let path = format!("/v1/articles/{id}/segments/1?format=flac");
    let first = service.get(&path).await;
    service.until("speech is kept", |service| service.cached_files().len() >= 2).await;
    for file in service.cached_files() {
        let mut bytes = std::fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        std::fs::write(&file, bytes).unwrap();
    }
    let again = service.get(&path).await;
    assert_eq!(again.status, 200);
    assert!(again.body == first.body);
    assert!(!service.get("/metrics").await.text().contains("natiq_cache_corrupt 0"));
}

#[tokio::test]
async fn where_audio_cannot_be_kept_it_is_still_heard() {
    let service = Service::start_with(Settings { cache_bytes: 0, ..Settings::default() }).await;
    let id = service.give(SHORT).await;
    let stream = service.get(&format!("/v1/articles/{id}/audio?format=wav")).await;
    assert!(stream.status == 200 && stream.body.len() > 10_000);
    let segment = service.get(&format!("/v1/articles/{id}/segments/1?format=wav")).await;
    assert!(segment.status == 200 && segment.body.len() > 10_000);
    assert_eq!(service.get(&format!("/v1/articles/{id}/timeline")).await.status, 200);
    assert!(service.cached_files().is_empty());
}

#[tokio::test]
async fn folder_of_audio_that_vanishes_is_made_again() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    std::fs::remove_dir_all(service.folder.path().join("audio")).unwrap();
    assert_eq!(service.get(&format!("/v1/articles/{id}/segments/1")).await.status, 200);
    assert_eq!(service.get(&format!("/v1/articles/{id}/segments/1")).await.status, 200);
}

#[tokio::test]
async fn client_that_never_sends_its_request_is_left() {
    let service = Service::start_with(Settings { header_timeout_seconds: 1, ..Settings::default() }).await;
    let address = service.address;
    let closed = tokio::task::spawn_blocking(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        socket.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").unwrap();
        // Whatever comes, it comes to an end.
        socket.read_to_end(&mut Vec::new())
    });
    assert!(closed.await.unwrap().is_ok());
}

#[tokio::test]
async fn client_that_never_sends_its_body_is_left() {
    let service = Service::start_with(Settings { body_timeout_seconds: 1, ..Settings::default() }).await;
    let address = service.address;
    let answer = tokio::task::spawn_blocking(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        socket
            .write_all(
                b"POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nabc",
            )
            .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).map(|_| answer)
    });
    let answer = answer.await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("body_too_slow"), "{answer}");
}

#[tokio::test]
async fn bytes_that_are_no_request() {
    let service = Service::start().await;
    let address = service.address;
    let answered = tokio::task::spawn_blocking(move || {
        for bytes in
            [b"\x16\x03\x01\x02\0\x01\0".as_slice(), b"GET\r\n\r\n", b"\0\0\0\0\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"]
        {
            let mut socket = TcpStream::connect(address).unwrap();
            socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            let _ = socket.write_all(bytes);
            let _ = socket.shutdown(std::net::Shutdown::Write);
            let _ = socket.read_to_end(&mut Vec::new());
        }
    });
    answered.await.unwrap();
    assert_eq!(service.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn fuzzing_corpus_of_requests_is_answered_without_a_failure() {
    let service = Service::start().await;
    let address = service.address;
    let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/http");
    let answered = tokio::task::spawn_blocking(move || {
        let mut answers = Vec::new();
        for input in std::fs::read_dir(corpus).unwrap().flatten() {
            let mut socket = TcpStream::connect(address).unwrap();
            socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
            let _ = socket.write_all(&std::fs::read(input.path()).unwrap());
            let mut answer = Vec::new();
            let _ = socket.read_to_end(&mut answer);
            answers.push(String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned());
        }
        answers
    });
    let answers = answered.await.unwrap();
    assert!(answers.iter().any(|answer| answer.starts_with("HTTP/1.1 2")), "{answers:?}");
    assert!(answers.iter().all(|answer| !answer.starts_with("HTTP/1.1 500")), "{answers:?}");
}

#[tokio::test]
async fn listener_who_takes_nothing_does_not_keep_a_place_for_ever() {
    let service = Service::start_alone(Settings { stall_timeout_seconds: 1, ..Settings::default() }).await;
    let id = service.give(&super::long_article(300)).await;
    let mut stream = service.open(&format!("/v1/articles/{id}/audio?format=wav")).await;
    stream.next().await.unwrap().unwrap();
    service.until("the place is free", |service| service.pool.listening() == 0).await;
}
