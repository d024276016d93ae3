//! What whoever keeps the service running needs, and what holds for every route.

use natiq::voice::{CLEAR_VOICE, DEFAULT_VOICE, embedded_ids};

use super::{SHORT, Service};

#[tokio::test]
async fn alive_and_ready() {
    let service = Service::start().await;
    assert_eq!(service.get("/healthz").await.json()["status"], "ok");
    assert_eq!(service.get("/readyz").await.json()["status"], "ok");
}

#[tokio::test]
async fn metrics_count_what_happened() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    service.get(&format!("/v1/articles/{id}/audio")).await;
    service.get("/nothing").await;
    let metrics = service.get("/metrics").await;
    for line in [
        "natiq_http_requests_total{method=\"GET\",route=\"/v1/articles/{id}/audio\",status=\"200\"} 1",
        "natiq_http_requests_total{method=\"GET\",route=\"none\",status=\"404\"} 1",
        "natiq_first_byte_seconds_count 1",
        "natiq_places 64",
        "natiq_queue_longest_wait_seconds 0.0",
        "natiq_voice_utterances{voice=\"nadim\"} ",
        "natiq_voice_sound_seconds{voice=\"nadim\"} ",
        "natiq_voice_work_seconds{voice=\"nadim\"} ",
        "natiq_job_articles{state=\"queued\"} 0",
        "natiq_leases_expired 0",
        "natiq_database_reached 1",
    ] {
        assert!(metrics.text().contains(line), "{line} is not in\n{}", metrics.text());
    }
    assert!(metrics.text().ends_with("# EOF\n"));
}

#[tokio::test]
async fn voices_with_licence_and_language() {
    let service = Service::start().await;
    let voices = service.get("/v1/voices").await.json();
    for id in embedded_ids() {
        let voice = voices["voices"].as_array().unwrap().iter().find(|voice| voice["id"] == id).unwrap();
        assert!(voice["language"] == "ar" && voice["licence"].is_string() && voice["attribution"].is_string());
        assert_eq!(voice["is_default"], id == DEFAULT_VOICE, "{id}");
        assert_eq!(voice["is_clearest_fast"], id == CLEAR_VOICE, "{id}");
    }
}

#[tokio::test]
async fn what_does_not_exist_is_a_problem() {
    let service = Service::start().await;
    service.get("/nothing").await.assert_problem(404, "not_found");
    service.get("/v1/articles/a/b/c").await.assert_problem(404, "not_found");
    service.get("/player/../../Cargo.toml").await.assert_problem(404, "not_found");
    let deleted = service.send(service.request("DELETE", "/v1/voices"), "").await.whole().await;
    deleted.assert_problem(405, "method_not_allowed");
    assert!(deleted.header("allow").contains("GET"));
    let deleted = service.send(service.request("DELETE", "/v1/articles"), "").await.whole().await;
    deleted.assert_problem(405, "method_not_allowed");
}

#[tokio::test]
async fn document_describes_every_route_that_the_page_names() {
    let service = Service::start().await;
    let document = service.get("/openapi.json").await.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let page = service.get("/docs").await;
    assert!(page.header("content-type").starts_with("text/html"));
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(page.text().contains(path.as_str()), "{path}");
    }
    assert!(!page.text().contains("src=\"http") && !page.text().contains("href=\"http"));
}

#[tokio::test]
async fn page_has_what_it_needs_from_the_service_alone() {
    let service = Service::start().await;
    let page = service.get("/").await;
    assert!(page.text().contains("lang=\"ar\"") && page.text().contains("dir=\"rtl\""));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    for part in page.text().split(['"', '\'']).filter(|part| part.starts_with("/player/")) {
        assert_eq!(service.get(part).await.status, 200, "{part}");
    }
    assert!(!page.text().contains("https://"));
    let again = service.get_with("/", &[("if-none-match", page.header("etag"))]).await;
    assert_eq!(again.status, 304);
}

#[tokio::test]
async fn stopping_lets_streams_end() {
    let mut service = Service::start().await;
    let id = service.give(&super::long_article(10)).await;
    let mut stream = service.open(&format!("/v1/articles/{id}/audio?format=opus")).await;
    stream.next().await.unwrap().unwrap();
    service.tell_to_stop();
    let rest = stream.whole().await;
    assert!(rest.body.len() > 1_000);
    service.stop().await;
}

#[tokio::test]
async fn stopping_breaks_streams_that_do_not_end() {
    let settings = natiq::http::Settings { shutdown_timeout_seconds: 1, ..Default::default() };
    let service = Service::start_with(settings).await;
    let id = service.give(&super::long_article(300)).await;
    let mut stream = service.open(&format!("/v1/articles/{id}/audio?format=wav")).await;
    stream.next().await.unwrap().unwrap();
    // Nothing is read meanwhile, so the stream cannot end.
    let _folder = service.stop().await;
    let mut end = stream.next().await;
    while let Some(Ok(_)) = end {
        end = stream.next().await;
    }
    assert!(end.is_some(), "a broken stream ended as if it were whole");
}
