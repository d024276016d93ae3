//! Jobs, idempotency keys, usage. What a kill does to them is in `tests/clients/jobs.py`.

use std::time::Duration;

use natiq::http::{ApiKey, Settings};
use serde_json::{Value, json};

use super::{Answer, SHORT, Service};

/// Gives a job and waits until it is over.
async fn done(service: &Service, body: &Value) -> Value {
    let answer = service.post_json("/v1/jobs", body).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    let path = answer.header("location").to_owned();
    for _ in 0..6_000 {
        let job = service.get(&path).await.json();
        if !job["finished_at"].is_null() {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the job is not over within a minute");
}

async fn send(service: &Service, method: &str, path: &str, headers: &[(&str, &str)], body: String) -> Answer {
    let request =
        headers.iter().fold(service.request(method, path), |request, (name, value)| request.header(*name, *value));
    service.send(request, body).await.whole().await
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn articles_of_a_job_are_spoken_and_what_cannot_be_is_told() {
    let service = Service::start().await;
    let kept = service.give(SHORT).await;
    let body = json!({
        "articles": [{"id": kept}, {"text": "Nothing in Arabic."}, {"text": "جرى السباق.", "metadata": {"cms": "1"}}],
        "format": "wav",
        "rate": 1.5,
        "priority": "low",
        "metadata": {"issue": "12"},
    });
    let job = done(&service, &body).await;
    assert_eq!(job["priority"], "low");
    assert_eq!((&job["state"], &job["counts"]), (&json!("failed"), &json!({"total": 3, "done": 2, "failed": 1})));
    assert_eq!(job["articles"][1]["problem"]["code"], "not_arabic");
    assert_eq!((&job["articles"][0]["id"], &job["metadata"]["issue"]), (&json!(kept), &json!("12")));
    let audio = job["articles"][2]["links"]["audio"].as_str().unwrap();
    assert!(audio.ends_with("/audio?format=wav&rate=1.5"), "{audio}");
    let sound = service.get(audio).await;
    assert_eq!(json!(sound.body.len()), job["articles"][2]["size_bytes"]);
    assert!(!sound.header("etag").is_empty(), "it was kept");
    let events = service.get(job["links"]["events"].as_str().unwrap()).await;
    assert_eq!(events.text().matches("event: article").count(), 3, "{}", events.text());
    assert!(events.text().contains("event: failed") && events.text().contains("id: 3"), "{}", events.text());
    let path = job["links"]["events"].as_str().unwrap();
    let rest = service.get_with(path, &[("last-event-id", "2")]).await;
    assert_eq!(rest.text().matches("event: article").count(), 1, "{}", rest.text());
    assert_eq!(service.get("/v1/jobs?state=failed").await.json()["jobs"].as_array().unwrap().len(), 1);
    assert!(service.get("/v1/jobs?state=done").await.json()["jobs"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn jobs_that_cannot_be() {
    let service = Service::start().await;
    for (body, status, code) in [
        (json!({"articles": []}), 422, "invalid_field"),
        (json!({"articles": [{}]}), 422, "invalid_field"),
        (json!({"articles": [{"text": "نص", "html": "نص"}]}), 422, "invalid_field"),
        (json!({"articles": [{"text": "نص"}], "voice": "nobody"}), 422, "unknown_voice"),
        (json!({"articles": [{"text": "نص"}], "format": "mp5"}), 422, "unknown_format"),
        (json!({"articles": [{"text": "نص"}], "formt": "mp3"}), 422, "invalid_field"),
        (json!({"articles": [{"text": "نص"}], "priority": "urgent"}), 422, "invalid_field"),
        (json!({"articles": [{"id": "0"}]}), 404, "article_not_found"),
        (json!({"articles": [{"text": "نص"}], "webhook": {"url": "https://cms.example/"}}), 403, "webhooks_off"),
        (json!({"articles": [{"url": "https://news.example/"}]}), 403, "fetch_off"),
    ] {
        service.post_json("/v1/jobs", &body).await.assert_problem(status, code);
    }
    for (method, path) in [("GET", ""), ("DELETE", ""), ("GET", "/events"), ("POST", "/cancel")] {
        let answer = send(&service, method, &format!("/v1/jobs/nothing{path}"), &[], String::new()).await;
        answer.assert_problem(404, "job_not_found");
    }
}

#[tokio::test]
async fn request_with_a_key_is_answered_once() {
    let service = Service::start().await;
    let job = json!({"articles": [{"text": "جرى السباق."}]}).to_string();
    let keyed = [JSON, ("idempotency-key", "k-1")];
    let first = send(&service, "POST", "/v1/jobs", &keyed, job.clone()).await;
    let again = send(&service, "POST", "/v1/jobs", &keyed, job.clone()).await;
    assert_eq!((first.json()["id"].clone(), again.status.as_u16()), (again.json()["id"].clone(), 202));
    assert_eq!((first.header("idempotent-replayed"), again.header("idempotent-replayed")), ("", "true"));
    let other = json!({"articles": [{"text": "غير ذلك."}]}).to_string();
    send(&service, "POST", "/v1/jobs", &keyed, other.clone()).await.assert_problem(422, "idempotency_key_reused");
    assert_ne!(send(&service, "POST", "/v1/jobs", &[JSON], job.clone()).await.json()["id"], first.json()["id"]);
    for key in ["", "with space", &"k".repeat(256)] {
        let refused = send(&service, "POST", "/v1/jobs", &[JSON, ("idempotency-key", key)], job.clone()).await;
        refused.assert_problem(400, "malformed_request");
    }
    // Articles have keys of their own; what was refused may be sent again.
    let text = json!({"text": "جرى السباق."}).to_string();
    send(&service, "POST", "/v1/articles", &keyed, "{}".to_owned()).await.assert_problem(422, "invalid_field");
    let first = send(&service, "POST", "/v1/articles", &keyed, text.clone()).await;
    let again = send(&service, "POST", "/v1/articles", &keyed, text.clone()).await;
    assert_eq!((first.status.as_u16(), &first.json()["id"]), (201, &again.json()["id"]));
    assert_eq!(again.header("idempotent-replayed"), "true");
    let reused = send(&service, "POST", "/v1/articles?rate=2", &keyed, text).await;
    reused.assert_problem(422, "idempotency_key_reused");
}

#[tokio::test]
async fn keys_have_their_own_jobs_and_usage() {
    let key = |name: &str, sha256: &str| ApiKey { name: name.to_owned(), sha256: sha256.to_owned(), listeners: None };
    let keys = vec![
        key("newsroom", "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"),
        key("other", "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"),
    ];
    let service = Service::start_with(Settings { keys, ..Settings::default() }).await;
    let newsroom = ("authorization", "Bearer secret");
    let other = ("authorization", "Bearer other");
    let job = json!({"articles": [{"text": "جرى السباق."}]}).to_string();
    let job = send(&service, "POST", "/v1/jobs", &[JSON, newsroom], job).await;
    assert_eq!(job.status, 202, "{job:?}");
    let path = job.header("location").to_owned();
    let refused = send(&service, "GET", &path, &[other], String::new()).await;
    refused.assert_problem(404, "job_not_found");
    for _ in 0..6_000 {
        if send(&service, "GET", &path, &[newsroom], String::new()).await.json()["state"] == "done" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let days = send(&service, "GET", "/v1/usage", &[newsroom], String::new()).await.json()["days"].clone();
    assert_eq!(
        (days.as_array().unwrap().len(), &days[0]["client"], &days[0]["jobs"]),
        (1, &json!("newsroom"), &json!(1))
    );
    assert!(days[0]["speech_seconds"].as_f64().unwrap() > 0.5 && days[0]["characters"] == 11, "{days}");
    let theirs = send(&service, "GET", "/v1/usage", &[other], String::new()).await.json();
    assert_eq!((&theirs["days"][0]["client"], &theirs["days"][0]["jobs"]), (&json!("other"), &json!(0)));
    send(&service, "GET", "/v1/usage?from=x", &[newsroom], String::new()).await.assert_problem(422, "invalid_field");
}

#[tokio::test]
async fn job_goes_on_after_a_restart_and_ends_when_it_is_cancelled() {
    let service = Service::start_alone(Settings::default()).await;
    let body =
        json!({"articles": [{"text": super::long_article(60)}, {"text": super::long_article(50)}], "format": "wav"});
    let path = service.post_json("/v1/jobs", &body).await.header("location").to_owned();
    service.until("something is spoken", |service| service.cached_files().len() > 3).await;
    let folder = service.stop().await;
    let service = Service::start_in(folder, super::engine::pool(1, 64), Settings::default()).await;
    assert_eq!(service.get(&path).await.json()["state"], "running");
    let before = service.cached_files().len();
    service.until("it goes on", |service| service.cached_files().len() > before + 3).await;
    let cancelled = send(&service, "POST", &format!("{path}/cancel"), &[], String::new()).await.json();
    assert_eq!(cancelled["state"], "cancelled", "{cancelled}");
    service.until("its place is free", |service| service.pool.listening() == 0).await;
    assert_eq!(send(&service, "DELETE", &path, &[], String::new()).await.status, 204);
    service.get(&path).await.assert_problem(404, "job_not_found");
}
