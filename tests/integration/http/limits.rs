//! Limits that are in force: bodies, connections, keys, labels, folders.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use natiq::http::{self, ApiKey, Settings};
use serde_json::json;

use super::{SHORT, Service, engine, long_article};

#[tokio::test]
async fn body_is_as_large_as_it_may_be_and_no_larger() {
    let service = Service::start().await;
    let page = format!("<html><body><!--{}--><article><p>{SHORT}</p></article></body></html>", "a".repeat(3_000_000));
    assert_eq!(service.post("/v1/articles", "text/html", page).await.status, 201);
    // Of the right size and far too long.
    let long = service.post("/v1/articles", "text/plain", "ب".repeat(2_400_000)).await;
    long.assert_problem(413, "article_too_long");
    let input = json!({"input": "ب".repeat(2_000_000)}).to_string();
    assert_eq!(service.post("/v1/audio/speech", "application/json", input).await.status, 413);
    service.post("/v1/articles", "text/plain", "a".repeat(5_000_001)).await.assert_problem(413, "body_too_large");
    // A body that does not tell its length is counted.
    let address = service.address;
    let answer = tokio::task::spawn_blocking(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n\
                    Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n";
        socket.write_all(head.as_bytes()).unwrap();
        let chunk = format!("186a0\r\n{}\r\n", "a".repeat(100_000));
        for _ in 0..51 {
            // It may hang up before all is sent.
            if socket.write_all(chunk.as_bytes()).is_err() {
                break;
            }
        }
        let mut line = [0; 12];
        socket.read_exact(&mut line).map(|()| String::from_utf8_lossy(&line).into_owned())
    });
    assert_eq!(answer.await.unwrap().unwrap(), "HTTP/1.1 413");
}

/// Opens a connection that asks for `path` and takes nothing of the answer.
fn take_nothing(address: std::net::SocketAddr, path: &str) -> TcpStream {
    let mut socket = TcpStream::connect(address).unwrap();
    socket.write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).unwrap();
    socket
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_who_take_nothing_of_a_file_do_not_keep_every_connection() {
    // They may stall for two minutes by themselves, and are broken off as soon as another needs their place.
    let settings = Settings { max_connections: 2, ..Settings::default() };
    let silent = engine::Silent::default();
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(8), settings).await;
    // Larger than what the system holds for both ends.
    let id = service.give(&long_article(600)).await;
    let path = format!("/v1/articles/{id}/audio?format=wav");
    let whole = service.get(&path).await.body.len();
    assert!(whole > 100_000_000, "{whole}");
    let address = service.address;
    let ask = move |path: &'static str| {
        tokio::task::spawn_blocking(move || {
            let mut socket = TcpStream::connect(address).unwrap();
            socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
            let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            socket.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            let _ = socket.read_to_string(&mut answer);
            answer
        })
    };
    // The test's own connection stays open a while; by its end both places are the slow clients'.
    let mut slow: Vec<_> = (0..3).map(|_| take_nothing(address, &path)).collect();
    let mut refused = ask("/v1/voices").await.unwrap();
    for _ in 0..100 {
        if refused.starts_with("HTTP/1.1 503") {
            break;
        }
        slow.push(take_nothing(address, &path));
        tokio::time::sleep(Duration::from_millis(20)).await;
        refused = ask("/v1/voices").await.unwrap();
    }
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("\"full\""), "{refused}");
    assert!(ask("/healthz").await.unwrap().starts_with("HTTP/1.1 200"), "the service cannot be looked after");
    let began = Instant::now();
    while !ask("/v1/voices").await.unwrap().starts_with("HTTP/1.1 200") {
        assert!(began.elapsed() < Duration::from_secs(60), "slow clients keep every connection");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(slow);
}

/// Two keys, `first` and `second`.
fn two_keys(separate_keys: bool) -> Settings {
    let key = |name: &str, sha256: &str| ApiKey { name: name.to_owned(), sha256: sha256.to_owned(), listeners: None };
    let keys = vec![
        key("a", "a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e"),
        key("b", "16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4"),
    ];
    Settings { keys, separate_keys, ..Settings::default() }
}

#[tokio::test]
async fn wrong_keys_are_slowed_and_right_ones_are_not() {
    let service = Service::start_with(two_keys(false)).await;
    let began = Instant::now();
    for _ in 0..2 {
        let wrong = service.get_with("/v1/voices", &[("authorization", "Bearer wrong")]).await;
        wrong.assert_problem(401, "api_key_unknown");
    }
    let slow = began.elapsed();
    assert!(slow >= Duration::from_secs(2), "{slow:?}");
    let began = Instant::now();
    assert_eq!(service.get_with("/v1/voices", &[("authorization", "Bearer first")]).await.status, 200);
    service.get("/v1/voices").await.assert_problem(401, "api_key_missing");
    assert!(began.elapsed() < slow / 2);
}

#[tokio::test]
async fn keys_are_kept_apart_where_the_operator_says_so() {
    for separate in [false, true] {
        let service = Service::start_with(two_keys(separate)).await;
        let give = async |key: &str| {
            let request =
                service.request("POST", "/v1/articles").header("content-type", "text/plain").header("x-api-key", key);
            service.send(request, SHORT).await.whole().await.json()
        };
        let first = give("first").await;
        let id = first["id"].as_str().unwrap();
        let heard = service.get_with(&format!("/v1/articles/{id}/segments/1"), &[("x-api-key", "first")]).await;
        assert_eq!(heard.status, 200);
        service.until("speech is kept", |service| service.cached_files().len() >= 2).await;
        for part in ["", "/audio", "/segments/0", "/timeline", "/events", "/stream.m3u8", "/stream/ziad/1/0.mp3"] {
            let path = format!("/v1/articles/{id}{part}");
            let other = service.get_with(&path, &[("x-api-key", "second")]).await;
            assert_eq!(other.status == 404, separate, "{part}");
        }
        // The same text tells nothing of whether it was heard before.
        let second = give("second").await;
        assert_eq!(second["id"] == first["id"], !separate);
        if separate {
            let rendered = second["paragraphs"].as_array().unwrap().iter().filter(|p| p["rendered"] == true).count();
            assert_eq!(rendered, 0, "{second}");
        }
        assert_eq!(give("first").await["id"], first["id"]);
    }
}

#[tokio::test]
async fn methods_that_clients_make_up_are_one_label() {
    let service = Service::start().await;
    let before = service.get("/metrics").await.body.len();
    for n in 0..200 {
        service.send(service.request(&format!("MADEUP{n}"), "/healthz"), "").await.whole().await;
    }
    let metrics = service.get("/metrics").await;
    assert!(metrics.text().contains("method=\"other\",route=\"/healthz\",status=\"405\"} 200"), "{}", metrics.text());
    assert!(!metrics.text().contains("MADEUP") && metrics.body.len() < before + 5_000);
}

#[tokio::test]
async fn folder_that_another_service_uses_is_refused() {
    let service = Service::start().await;
    let start = |folder: &std::path::Path| {
        http::app(engine::shared(), engine::catalog(), &Settings::default(), folder, engine::house(folder))
    };
    let refused = start(service.folder.path()).err().unwrap();
    assert!(refused.to_string().contains("another process serves from"), "{refused}");
    let folder = service.stop().await;
    assert!(start(folder.path()).is_ok());
}

#[tokio::test]
async fn service_that_can_take_no_article_is_not_ready() {
    let service = Service::start().await;
    assert_eq!(service.get("/readyz").await.status, 200);
    let heard = service.give(SHORT).await;
    std::fs::remove_file(service.folder.path().join("natiq.db")).unwrap();
    service.get("/readyz").await.assert_problem(503, "not_ready");
    let lost = service.post("/v1/articles", "text/plain", "نص آخر لا يحفظ.").await;
    lost.assert_problem(500, "store_failed");
    assert_eq!(service.get("/healthz").await.status, 200);
    // What is there can still be heard.
    assert_eq!(service.get(&format!("/v1/articles/{heard}/audio")).await.status, 200);
}
