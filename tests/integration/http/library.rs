//! The articles that are kept: lists, search, changes, removal.

use serde_json::{Value, json};

use super::{SHORT, Service};

/// The titles of a list.
fn titles(page: &Value) -> Vec<&str> {
    page["articles"].as_array().unwrap().iter().map(|article| article["title"].as_str().unwrap()).collect()
}

async fn give(service: &Service, title: &str, text: &str) -> String {
    let answer = service.post_json("/v1/articles", &json!({"title": title, "text": text})).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn change(service: &Service, id: &str, body: &Value) -> super::Answer {
    let request = service.request("PATCH", &format!("/v1/articles/{id}")).header("content-type", "application/json");
    service.send(request, body.to_string()).await.whole().await
}

async fn delete(service: &Service, id: &str) -> super::Answer {
    service.send(service.request("DELETE", &format!("/v1/articles/{id}")), "").await.whole().await
}

#[tokio::test]
async fn lists_have_pages_the_last_given_first() {
    let service = Service::start().await;
    for n in 1..=5 {
        give(&service, &format!("خبر {n}"), &format!("نص الخبر {n}.")).await;
    }
    let first = service.get("/v1/articles?limit=2").await.json();
    assert_eq!(titles(&first), ["خبر 5", "خبر 4"]);
    assert_eq!(first["articles"][0]["paragraph_count"], 2);
    // One that is given meanwhile moves no page.
    give(&service, "خبر 6", "نص الخبر 6.").await;
    let second = service.get(first["next"].as_str().unwrap()).await.json();
    assert_eq!(titles(&second), ["خبر 3", "خبر 2"]);
    let last = service.get(second["next"].as_str().unwrap()).await.json();
    assert_eq!((titles(&last), &last["next"]), (vec!["خبر 1"], &Value::Null));
    for limit in ["0", "101"] {
        service.get(&format!("/v1/articles?limit={limit}")).await.assert_problem(422, "invalid_field");
    }
    service.get("/v1/articles?limit=x").await.assert_problem(400, "malformed_request");
}

#[tokio::test]
async fn search_finds_words_however_they_are_written() {
    let service = Service::start().await;
    give(&service, "افتتاح المكتبة", "فُتِحَتْ أبواب المدينة.").await;
    give(&service, "سباق الخيل", "جرى السباق في القرية.").await;
    for query in ["مكتبه", "المكتبةُ", "ابواب", "والمدينة", "مكتبة مدينه", "مكت"]
    {
        let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let page = service.get(&format!("/v1/articles?q={query}")).await.json();
        assert_eq!(titles(&page), ["افتتاح المكتبة"], "{query}");
    }
    for query in ["سباق مكتبة", "%22", "NEAR(", "شيء"] {
        let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let page = service.get(&format!("/v1/articles?q={query}")).await;
        assert!(page.status == 200 && titles(&page.json()).is_empty(), "{query}: {page:?}");
    }
}

#[tokio::test]
async fn article_is_renamed_where_it_is() {
    let service = Service::start().await;
    let id = give(&service, "عنوان قديم", "جرى السباق في القرية.").await;
    let before = service.get(&format!("/v1/articles/{id}/timeline")).await;
    let changed = change(&service, &id, &json!({"title": " عنوان  جديد ", "metadata": {"cms": "7", "no": "1"}})).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert_eq!((&changed.json()["id"], &changed.json()["title"]), (&json!(id), &json!("عنوان جديد")));
    let again = change(&service, &id, &json!({"byline": "سلمى", "metadata": {"no": null}})).await.json();
    assert_eq!((&again["byline"], &again["metadata"]), (&json!("سلمى"), &json!({"cms": "7"})));
    // The new headline is heard, in every place.
    let after = service.get(&format!("/v1/articles/{id}/timeline")).await.json();
    assert_eq!(after["cues"][0]["text"], "عنوان جديد");
    assert_eq!(after["cues"][1]["text"], before.json()["cues"][1]["text"]);
    assert_eq!(titles(&service.get("/v1/articles?q=%D8%AC%D8%AF%D9%8A%D8%AF").await.json()), ["عنوان جديد"]);
    // Given again, it is the same article, as it is now.
    let given = service
        .post_json("/v1/articles", &json!({"title": "عنوان قديم", "text": "جرى السباق في القرية."}))
        .await
        .json();
    assert_eq!(
        (&given["id"], &given["title"], &given["metadata"]),
        (&json!(id), &json!("عنوان جديد"), &json!({"cms": "7"}))
    );
}

/// Has an article streamed to its end, and waits until what is made of it is kept.
async fn stream(service: &Service, id: &str) {
    while !service.get(&format!("/v1/articles/{id}/stream.m3u8")).await.text().contains("#EXT-X-ENDLIST") {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
}

#[tokio::test]
async fn old_headline_goes_with_its_audio_when_the_article_is_renamed() {
    let service = Service::start().await;
    let id = give(&service, "عنوان قديم", "جرى السباق في القرية.").await;
    let hear = async || {
        for path in ["audio?format=wav", "segments/0?format=opus", "segments/1?format=opus", "timeline"] {
            assert_eq!(service.get(&format!("/v1/articles/{id}/{path}")).await.status, 200, "{path}");
        }
        stream(&service, &id).await;
        service.cached_files().len()
    };
    let before = hear().await;
    assert_eq!(change(&service, &id, &json!({"title": "عنوان جديد"})).await.status, 200);
    assert_eq!(service.cached_files().len(), 1, "the sentence of its text is left");
    assert_eq!(hear().await, before);
    // Files tell who wrote it, so they are others; the speech is the same.
    assert_eq!(change(&service, &id, &json!({"byline": "سلمى"})).await.status, 200);
    let left = service.cached_files().len();
    assert!((3..before).contains(&left), "{left} of {before}");
    assert_eq!(hear().await, before);
    // Notes change nothing that is heard.
    assert_eq!(change(&service, &id, &json!({"metadata": {"cms": "7"}})).await.status, 200);
    assert_eq!(service.cached_files().len(), before);
}

#[tokio::test]
async fn changes_that_cannot_be() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let many: serde_json::Map<_, _> = (0..51).map(|n| (n.to_string(), json!("x"))).collect();
    for body in [
        json!({"title": null}),
        json!({"title": " "}),
        json!({"title": "ط".repeat(1_001)}),
        json!({"text": "نص"}),
        json!({"metadata": many}),
        json!({"metadata": {"a": "x".repeat(501)}}),
        json!({"metadata": {"": "x"}}),
    ] {
        change(&service, &id, &body).await.assert_problem(422, "invalid_field");
    }
    change(&service, "nothing", &json!({"title": "ب"})).await.assert_problem(404, "article_not_found");
}

#[tokio::test]
async fn article_goes_with_its_audio_but_not_with_another_s() {
    let service = Service::start().await;
    let shared = "وحضر الافتتاح عدد من القراء.";
    let gone = give(&service, "خبر أول", &format!("افتتحت المكتبة أبوابها صباح اليوم.\n{shared}")).await;
    let kept = give(&service, "خبر ثان", &format!("جرى السباق في القرية.\n{shared}")).await;
    // A stream does not know its length; the file that is kept of it does.
    service.get(&format!("/v1/articles/{kept}/audio?format=wav")).await;
    let of_kept = service.get(&format!("/v1/articles/{kept}/audio?format=wav")).await;
    service.until("the speech of one is kept", |service| service.cached_files().len() == 4).await;
    for path in [
        "audio?format=wav",
        "audio?format=opus&rate=1.5",
        "segments/1?format=wav",
        "segments/0?format=wav&pauses=2.5",
        "timeline",
        "stream.m3u8",
    ] {
        assert_eq!(service.get(&format!("/v1/articles/{gone}/{path}")).await.status, 200, "{path}");
    }
    service.until("all is kept", |service| service.cached_files().len() > 12).await;
    // What is being made is made to its end.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let answer = delete(&service, &gone).await;
    assert!(answer.status == 204 && answer.body.is_empty(), "{answer:?}");
    assert_eq!(service.cached_files().len(), 4, "of the other, its file and its three utterances are left");
    service.get(&format!("/v1/articles/{gone}/audio")).await.assert_problem(404, "article_not_found");
    delete(&service, &gone).await.assert_problem(404, "article_not_found");
    let again = service.get(&format!("/v1/articles/{kept}/audio?format=wav")).await;
    assert!(again.body == of_kept.body && !again.header("etag").is_empty());
    assert_eq!(titles(&service.get("/v1/articles").await.json()), ["خبر ثان"]);
}

#[tokio::test]
async fn article_goes_with_what_was_heard_of_it_by_an_older_lexicon() {
    let service = Service::start().await;
    let id = give(&service, "خبر", "جرى السباق في القرية.\nوحضر الناس إلى القرية.").await;
    for said in ["الْقَرْيَةِ", "الْقُرَيَّةِ", "الْقِرْيَةِ"] {
        let request = service.request("PUT", "/v1/lexicon/house").header("content-type", "text/tab-separated-values");
        assert_eq!(service.send(request, format!("القرية\t{said}\n")).await.status, 204);
        for path in ["audio?format=wav", "segments/1?format=opus", "timeline"] {
            assert_eq!(service.get(&format!("/v1/articles/{id}/{path}")).await.status, 200, "{path}");
        }
        stream(&service, &id).await;
    }
    let three = service.cached_files().len();
    assert!(three > 20, "three readings, {three} files");
    assert_eq!(delete(&service, &id).await.status, 204);
    assert_eq!(service.cached_files(), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn finished_files_are_told_of() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    assert_eq!(service.get(&format!("/v1/articles/{id}")).await.json()["files"], json!([]));
    let size = service.get(&format!("/v1/articles/{id}/audio?format=flac")).await.body.len();
    let files = service.get(&format!("/v1/articles/{id}")).await.json()["files"].clone();
    let audio = format!("/v1/articles/{id}/audio?format=flac");
    assert_eq!(files, json!([{"format": "flac", "size_bytes": size, "audio": audio}]));
    let page = service.get("/v1/articles?rendered=true").await.json();
    assert_eq!(page["articles"][0]["rendered_count"], page["articles"][0]["paragraph_count"]);
}

#[tokio::test]
async fn form_is_told_what_to_send() {
    let service = Service::start().await;
    let refused = service.post("/v1/articles", "application/x-www-form-urlencoded", SHORT).await;
    refused.assert_problem(415, "unsupported_media_type");
    assert!(refused.text().contains("--data-binary"), "{refused:?}");
}
