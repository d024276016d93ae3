//! Server-sent events.

use serde_json::Value;

use super::{Answer, SHORT, Service};

/// The events of an answer: name, id, data.
pub(crate) fn events(answer: &Answer) -> Vec<(String, Option<String>, Value)> {
    let field = |event: &str, name: &str| {
        event.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ").map(str::to_owned))
    };
    let events = answer.text().split("\n\n").filter(|event| !event.trim().is_empty() && !event.starts_with(':'));
    events
        .map(|event| {
            let data = field(event, "data").unwrap();
            (
                field(event, "event").unwrap_or_default(),
                field(event, "id"),
                serde_json::from_str(&data).unwrap_or_default(),
            )
        })
        .collect()
}

#[tokio::test]
async fn each_paragraph_is_told_and_then_the_end() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let answer = service.get(&format!("/v1/articles/{id}/events")).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "text/event-stream"));
    let events = events(&answer);
    let names: Vec<_> = events.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["segment", "progress", "segment", "progress", "segment", "progress", "done"]);
    let segment = &events[2];
    assert_eq!((segment.1.as_deref(), &segment.2["index"]), (Some("1"), &Value::from(1)));
    assert!(segment.2["cues"][0]["words"][0]["text"].is_string());
    let heard = service.get(segment.2["audio"].as_str().unwrap()).await;
    assert_eq!(heard.status, 200);
    let done = events.last().unwrap().2["duration"].as_f64().unwrap();
    let timeline = service.get(&format!("/v1/articles/{id}/timeline")).await.json()["duration"].as_f64().unwrap();
    assert!((done - timeline).abs() < 0.001);
}

#[tokio::test]
async fn after_a_break_only_what_is_new_is_told() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let answer = service.get_with(&format!("/v1/articles/{id}/events"), &[("last-event-id", "1")]).await;
    let names: Vec<_> = events(&answer).into_iter().map(|(name, id, _)| (name, id)).collect();
    assert_eq!(names[0], ("segment".to_owned(), Some("2".to_owned())));
    assert_eq!(names.len(), 3);
}
