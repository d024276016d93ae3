//! What clients of OpenAI's API ask, and the shape they expect.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{Answer, Service, events::events};

const TEXT: &str = "مرحبا بكم في المكتبة. نفتح أبوابنا كل يوم.";

async fn speak(service: &Service, more: Value) -> Answer {
    let mut body = json!({"model": "gpt-4o-mini-tts", "voice": "alloy", "input": TEXT});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    service.post_json("/v1/audio/speech", &body).await
}

#[tokio::test]
async fn speech_in_every_format() {
    let service = Service::start().await;
    for (format, media_type) in [
        ("mp3", "audio/mpeg"),
        ("opus", "audio/ogg; codecs=opus"),
        ("flac", "audio/flac"),
        ("wav", "audio/wav"),
        ("pcm", "audio/pcm;rate=24000"),
    ] {
        let answer = speak(&service, json!({"response_format": format})).await;
        assert_eq!(answer.status, 200, "{format}");
        assert!(answer.header("content-type").starts_with(media_type), "{answer:?}");
        assert!(answer.body.len() > 1_000);
    }
    assert_eq!(speak(&service, json!({})).await.header("content-type"), "audio/mpeg");
}

#[tokio::test]
async fn events_carry_the_same_audio() {
    let service = Service::start().await;
    let plain = speak(&service, json!({"response_format": "pcm"})).await.body;
    let answer = speak(&service, json!({"response_format": "pcm", "stream_format": "sse"})).await;
    assert_eq!(answer.header("content-type"), "text/event-stream");
    let events = events(&answer);
    let (done, deltas) = events[..events.len() - 1].split_last().unwrap();
    assert_eq!(done.2["type"], "speech.audio.done");
    assert!(done.2["usage"]["total_tokens"].is_u64());
    let mut audio = Vec::new();
    for (_, _, delta) in deltas {
        assert_eq!(delta["type"], "speech.audio.delta");
        audio.extend(BASE64_STANDARD.decode(delta["audio"].as_str().unwrap()).unwrap());
    }
    assert!(audio == plain[..]);
    assert!(answer.text().ends_with("data: [DONE]\n\n"));
}

#[tokio::test]
async fn speed_beyond_our_rates_is_spoken_at_the_nearest() {
    let service = Service::start().await;
    for (speed, rate) in [(1.0, "1"), (1.5, "1.5"), (0.25, "0.5"), (4.0, "3")] {
        let answer = speak(&service, json!({"speed": speed})).await;
        assert_eq!((answer.status.as_u16(), answer.header("x-natiq-rate")), (200, rate));
    }
}

#[tokio::test]
async fn voices_of_theirs_and_ours() {
    let service = Service::start().await;
    for voice in [json!("nova"), json!("ziad"), json!({"id": "ziad"}), json!(null)] {
        assert_eq!(speak(&service, json!({"voice": voice})).await.status, 200, "{voice}");
    }
}

/// Asks for what cannot be and checks the shape of the refusal.
async fn check(more: Value, status: u16, code: &str, param: Option<&str>) {
    let service = Service::start().await;
    let answer = speak(&service, more).await;
    let error = answer.json()["error"].clone();
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!((answer.status.as_u16(), error["code"].as_str()), (status, Some(code)), "{error}");
    assert_eq!(error["param"].as_str(), param, "{error}");
    assert!(error["message"].is_string() && error["type"] == "invalid_request_error", "{error}");
}

#[tokio::test]
async fn refusals() {
    check(json!({"response_format": "m4a"}), 400, "invalid_field", Some("response_format")).await;
    check(json!({"speed": 5}), 400, "invalid_field", Some("speed")).await;
    check(json!({"voice": "nobody"}), 400, "unknown_voice", Some("voice")).await;
    check(json!({"voice": 5}), 400, "invalid_field", Some("voice")).await;
    check(json!({"model": "whisper-1"}), 404, "model_not_found", None).await;
    check(json!({"input": ""}), 400, "invalid_field", Some("input")).await;
    check(json!({"stream_format": "websocket"}), 400, "invalid_field", Some("stream_format")).await;
    check(json!({"input": "كلمة ".repeat(10_000)}), 413, "article_too_long", None).await;
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let service = Service::start().await;
    let answer = speak(&service, json!({"instructions": "بهدوء", "something_new": 1})).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn models() {
    let service = Service::start().await;
    let list = service.get("/v1/models").await.json();
    assert_eq!((&list["object"], &list["data"][0]["id"]), (&json!("list"), &json!("natiq")));
    assert_eq!(service.get("/v1/models/tts-1").await.json()["id"], "natiq");
    assert_eq!(service.get("/v1/models/nothing").await.json()["error"]["code"], "model_not_found");
    let wrong_method = service.get("/v1/audio/speech").await;
    assert_eq!(
        (wrong_method.status.as_u16(), &wrong_method.json()["error"]["code"]),
        (405, &json!("method_not_allowed"))
    );
}

#[tokio::test]
async fn voices_as_clients_look_for_them() {
    let service = Service::start().await;
    let voices = service.get("/v1/audio/voices").await.json();
    assert!(voices["voices"].as_array().unwrap().iter().any(|voice| voice["id"] == "ziad" && voice["name"] == "Ziad"));
}
