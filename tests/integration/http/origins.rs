//! Which names the service answers to, and which web pages it serves.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

use natiq::http::Settings;

use super::{Answer, SHORT, Service, engine::Silent, long_article};

/// Sends bytes and returns the first line of what comes back.
async fn raw(address: SocketAddr, request: String) -> String {
    let answered = tokio::task::spawn_blocking(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).map(|_| answer)
    });
    answered.await.unwrap().unwrap().lines().next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn only_names_of_the_service_are_answered() {
    let service = Service::start().await;
    let port = service.address.port();
    for own in [format!("localhost:{port}"), format!("127.0.0.1:{port}"), "localhost".to_owned()] {
        assert_eq!(service.get_with("/v1/voices", &[("host", &own)]).await.status, 200, "{own}");
    }
    let foreign = service.get_with("/v1/voices", &[("host", "pages.example")]).await;
    foreign.assert_problem(403, "host_not_allowed");
    assert!(foreign.text().contains("`hosts`"), "{}", foreign.text());
    // The page, its files and the feeds too: whoever has them has the page's rights.
    for path in ["/", "/embed.js", "/healthz", "/feeds/a/feed.xml"] {
        service
            .get_with(path, &[("host", &format!("pages.example:{port}"))])
            .await
            .assert_problem(403, "host_not_allowed");
    }
    let named = Service::start_with(Settings { hosts: vec!["natiq.example".to_owned()], ..Settings::default() }).await;
    assert_eq!(named.get_with("/v1/voices", &[("host", "natiq.example")]).await.status, 200);
}

#[tokio::test]
async fn missing_and_doubled_host_are_malformed() {
    let service = Service::start().await;
    for hosts in
        ["", "Host: localhost\r\nHost: localhost\r\n", "Host: localhost\r\nHost: pages.example\r\n", "Host:\r\n"]
    {
        let request = format!("GET /healthz HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
        let line = raw(service.address, request).await;
        assert!(line.starts_with("HTTP/1.1 400 "), "{hosts:?}: {line}");
    }
    let other = "GET http://pages.example/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".to_owned();
    assert!(raw(service.address, other).await.starts_with("HTTP/1.1 400 "));
}

/// Gives an article as a page does.
async fn give_from(service: &Service, headers: &[(&str, &str)]) -> Answer {
    let request = service.request("POST", "/v1/articles").header("content-type", "text/plain");
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    service.send(request, SHORT).await.whole().await
}

const PAGE: &str = "https://pages.example";

#[tokio::test]
async fn pages_of_other_sites_are_refused() {
    let service = Service::start().await;
    let port = service.address.port();
    let neighbour = format!("http://127.0.0.1:{}", port ^ 1);
    for headers in [
        &[("origin", PAGE), ("sec-fetch-site", "cross-site")][..],
        &[("origin", PAGE)],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("origin", &neighbour), ("sec-fetch-site", "same-site")],
        &[("origin", &neighbour)],
    ] {
        give_from(&service, headers).await.assert_problem(403, "origin_not_allowed");
    }
    let id = service.give(SHORT).await;
    for path in [format!("/v1/articles/{id}/stream.m3u8"), format!("/v1/articles/{id}/audio"), "/embed.js".to_owned()] {
        let media = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "audio")];
        service.get_with(&path, &media).await.assert_problem(403, "origin_not_allowed");
    }
    assert_eq!(service.get("/v1/voices").await.header("cross-origin-resource-policy"), "same-origin");
    // What our own page sends, and a link that somebody follows.
    let own = format!("http://127.0.0.1:{port}");
    assert_eq!(give_from(&service, &[("origin", &own), ("sec-fetch-site", "same-origin")]).await.status, 201);
    assert_eq!(give_from(&service, &[("origin", &own)]).await.status, 201);
    let link = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    assert_eq!(service.get_with(&format!("/read/{id}"), &link).await.status, 200);
    let typed = [("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    assert_eq!(service.get_with("/", &typed).await.status, 200);
}

#[tokio::test]
async fn page_that_is_let_in_can_embed_the_player() {
    let service = Service::start_with(Settings { cors_origins: vec![PAGE.to_owned()], ..Settings::default() }).await;
    let question = service
        .request("OPTIONS", "/v1/articles")
        .header("origin", PAGE)
        .header("sec-fetch-site", "cross-site")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type");
    let permitted = service.send(question, "").await.whole().await;
    assert_eq!((permitted.status.as_u16(), permitted.header("access-control-allow-origin")), (200, PAGE));
    let given = give_from(&service, &[("origin", PAGE), ("sec-fetch-site", "cross-site")]).await;
    assert_eq!((given.status.as_u16(), given.header("access-control-allow-origin")), (201, PAGE));
    let id = given.json()["id"].as_str().unwrap().to_owned();
    for path in ["/embed.js".to_owned(), "/player/silence.wav".to_owned(), format!("/v1/articles/{id}/segments/0")] {
        let loaded = service.get_with(&path, &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")]).await;
        let policy = loaded.header("cross-origin-resource-policy");
        assert_eq!((loaded.status.as_u16(), policy), (200, "cross-origin"), "{path}");
    }
    give_from(&service, &[("origin", "https://other.example")]).await.assert_problem(403, "origin_not_allowed");
}

#[tokio::test]
async fn page_that_is_let_in_cannot_take_every_place() {
    let silent = Silent { pause: std::time::Duration::from_millis(20), ..Silent::default() };
    let settings = Settings { cors_origins: vec!["*".to_owned()], listeners: 16, ..Settings::default() };
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(16), settings).await;
    let id = service.give(&long_article(400)).await;
    let open = async |n: usize, headers: &[(&str, &str)]| {
        let path = format!("/v1/articles/{id}/audio?format=wav&rate={}", 1.0 + n as f32 / 100.0);
        let request =
            headers.iter().fold(service.request("GET", &path), |request, (name, value)| request.header(*name, *value));
        service.send(request, "").await
    };
    let mut held = Vec::new();
    for n in 0..8 {
        let stream = open(n, &[("origin", PAGE)]).await;
        assert_eq!(stream.status, 200);
        held.push(stream);
    }
    open(8, &[("origin", PAGE)]).await.whole().await.assert_problem(429, "too_many_streams");
    // Programs leave the player two of the sixteen places, and it has them.
    for n in 9..15 {
        held.push(open(n, &[]).await);
    }
    assert!(held.iter().all(|stream| stream.status == 200));
    for n in 15..17 {
        let stream = open(n, &[("sec-fetch-site", "same-origin")]).await;
        assert_eq!(stream.status, 200);
        held.push(stream);
    }
}

#[tokio::test]
async fn programs_leave_the_player_some_places() {
    let silent = Silent { pause: std::time::Duration::from_millis(20), ..Silent::default() };
    let settings = Settings { listeners: 8, ..Settings::default() };
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(8), settings).await;
    let id = service.give(&long_article(400)).await;
    let path = |n: usize| format!("/v1/articles/{id}/audio?format=wav&rate={}", 1.0 + n as f32 / 100.0);
    let mut held = Vec::new();
    for n in 0..7 {
        held.push(service.open(&path(n)).await);
    }
    assert!(held.iter().all(|stream| stream.status == 200));
    service.get(&path(7)).await.assert_problem(429, "too_many_streams");
    let player = service.send(service.request("GET", &path(8)).header("sec-fetch-site", "same-origin"), "").await;
    assert_eq!(player.status, 200);
}
