//! Who may listen, and how many at a time.

use natiq::http::{ApiKey, Authentication, Settings};

use super::{SHORT, Service, engine, long_article};

/// Settings with one key, `secret`, of a client who may have one stream.
fn with_key() -> Settings {
    let sha256 = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b".to_owned();
    Settings { keys: vec![ApiKey { name: "reader".to_owned(), sha256, listeners: Some(1) }], ..Settings::default() }
}

#[tokio::test]
async fn without_its_key_a_client_is_not_let_in() {
    let service = Service::start_with(with_key()).await;
    let refused = service.get("/v1/voices").await;
    refused.assert_problem(401, "api_key_missing");
    assert!(refused.header("www-authenticate").starts_with("Bearer"));
    let wrong = service.get_with("/v1/voices", &[("authorization", "Bearer wrong")]).await;
    wrong.assert_problem(401, "api_key_unknown");
    for header in [("authorization", "Bearer secret"), ("x-api-key", "secret"), ("cookie", "natiq_key=secret")] {
        assert_eq!(service.get_with("/v1/voices", &[header]).await.status, 200);
    }
    for open in ["/", "/docs", "/openapi.json", "/healthz", "/readyz"] {
        assert_eq!(service.get(open).await.status, 200, "{open}");
    }
    assert_eq!(service.get("/metrics").await.status, 401);
}

#[tokio::test]
async fn one_client_cannot_take_every_place() {
    let service = Service::start_with(with_key()).await;
    let key = [("authorization", "Bearer secret"), ("content-type", "text/plain")];
    let request = key
        .iter()
        .fold(service.request("POST", "/v1/articles"), |request, (name, value)| request.header(*name, *value));
    let id = service.send(request, long_article(100)).await.whole().await.json()["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/articles/{id}/audio?format=wav");
    let request = service.request("GET", &path).header("authorization", "Bearer secret");
    let mut first = service.send(request, "").await;
    first.next().await.unwrap().unwrap();
    let second = service.get_with(&path, &key[..1]).await;
    second.assert_problem(429, "too_many_streams");
    assert!(!second.header("retry-after").is_empty());
    drop(first);
    for _ in 0..200 {
        let request = service.request("GET", &path).header("authorization", "Bearer secret");
        if service.send(request, "").await.status == 200 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the permit is not free again");
}

#[tokio::test]
async fn full_house_asks_to_come_again() {
    let service = Service::start_alone(Settings { listeners: 1, ..Settings::default() }).await;
    let id = service.give(&long_article(100)).await;
    let mut first = service.open(&format!("/v1/articles/{id}/audio?format=wav")).await;
    first.next().await.unwrap().unwrap();
    let other = service.give(SHORT).await;
    for part in ["audio", "segments/0", "timeline", "events", "stream.m3u8"] {
        let refused = service.get(&format!("/v1/articles/{other}/{part}")).await;
        refused.assert_problem(503, "full");
        assert!(refused.header("retry-after").parse::<u32>().unwrap() > 0);
    }
    drop(first);
    service.until("the place is free", |service| service.pool.listening() == 0).await;
    assert_eq!(service.get(&format!("/v1/articles/{other}/segments/0")).await.status, 200);
}

#[tokio::test]
async fn listener_who_leaves_frees_place_and_work() {
    let service = Service::start_alone(Settings::default()).await;
    let id = service.give(&long_article(200)).await;
    for part in ["audio?format=wav", "events", "timeline", "segments/3"] {
        let path = format!("/v1/articles/{id}/{part}");
        let request = service.send(service.request("GET", &path), "");
        // Gone before or after the first byte, as the machine's pace will have it.
        let _ = tokio::time::timeout(std::time::Duration::from_millis(300), async { request.await.next().await }).await;
        service.until(part, |service| service.pool.listening() == 0 && service.pool.waiting() == 0).await;
    }
}

#[tokio::test]
async fn where_others_reach_it_the_service_does_not_start_without_keys() {
    let folder = tempfile::tempdir().unwrap();
    let start = async |settings: Settings| {
        let app = natiq::http::app(
            engine::shared(),
            engine::catalog(),
            &settings,
            folder.path(),
            engine::house(folder.path()),
        )
        .unwrap();
        let listener = tokio::net::TcpListener::bind(("0.0.0.0", 0)).await.unwrap();
        natiq::http::serve(listener, app, async {}).await
    };
    let refused = start(Settings::default()).await.unwrap_err();
    assert!(refused.to_string().contains("needs API keys"), "{refused}");
    assert!(start(with_key()).await.is_ok());
    assert!(start(Settings { authentication: Authentication::Off, ..Settings::default() }).await.is_ok());
    let malformed = ApiKey { name: "reader".to_owned(), sha256: "secret".to_owned(), listeners: None };
    assert!(start(Settings { keys: vec![malformed], ..Settings::default() }).await.is_err());
}

#[tokio::test]
async fn pages_of_other_origins_are_let_in_only_when_told() {
    let closed = Service::start().await;
    let origin = [("origin", "https://news.example")];
    assert_eq!(closed.get_with("/v1/voices", &origin).await.header("access-control-allow-origin"), "");
    let settings = Settings { cors_origins: vec!["https://news.example".to_owned()], ..Settings::default() };
    let open = Service::start_with(settings).await;
    let answer = open.get_with("/v1/voices", &origin).await;
    assert_eq!(answer.header("access-control-allow-origin"), "https://news.example");
    let other = open.get_with("/v1/voices", &[("origin", "https://other.example")]).await;
    assert_eq!(other.header("access-control-allow-origin"), "");
}
