//! When each word is heard.

use super::{SHORT, Service};

#[tokio::test]
async fn words_are_in_order_and_their_sources_are_in_the_text() {
    let service = Service::start().await;
    let id = service.give("خبر\n\nولد الكاتب عام 1987 في مدينة فاس.").await;
    let paragraphs = service.get(&format!("/v1/articles/{id}")).await.json()["paragraphs"].clone();
    let timeline = service.get(&format!("/v1/articles/{id}/timeline")).await.json();
    let mut at = 0.0;
    let mut year = 0;
    for cue in timeline["cues"].as_array().unwrap() {
        let text = paragraphs[cue["paragraph"].as_u64().unwrap() as usize]["text"].as_str().unwrap();
        for word in cue["words"].as_array().unwrap() {
            let (start, end) = (word["start"].as_f64().unwrap(), word["end"].as_f64().unwrap());
            assert!(start >= at && end > start, "{word} after {at}");
            at = end;
            let range =
                word["source"]["start"].as_u64().unwrap() as usize..word["source"]["end"].as_u64().unwrap() as usize;
            year += usize::from(text[range].contains("1987"));
        }
    }
    assert!(year >= 4, "a year of four digits is {year} words");
    assert!(at <= timeline["duration"].as_f64().unwrap());
    assert!(timeline["cues"][0]["notes"].is_array());
}

#[tokio::test]
async fn timeline_of_one_paragraph_begins_with_its_segment() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let timeline = service.get(&format!("/v1/articles/{id}/timeline?paragraph=1")).await.json();
    assert!(timeline["cues"][0]["start"].as_f64().unwrap() < 0.5);
    assert!(timeline["cues"].as_array().unwrap().iter().all(|cue| cue["paragraph"] == 1));
    let samples = service.get(&format!("/v1/articles/{id}/segments/1?format=pcm")).await.body.len() / 2;
    assert!((timeline["duration"].as_f64().unwrap() - samples as f64 / 24_000.0).abs() < 0.001);
}

#[tokio::test]
async fn captions() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let path = format!("/v1/articles/{id}/timeline?format=vtt");
    let captions = service.get(&path).await;
    assert_eq!(captions.header("content-type"), "text/vtt; charset=utf-8");
    assert!(captions.text().starts_with("WEBVTT\n") && captions.text().contains(" --> "));
    let again = service.get_with(&path, &[("if-none-match", captions.header("etag"))]).await;
    assert_eq!(again.status, 304);
}

#[tokio::test]
async fn timeline_that_cannot_be() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let get = async |query: &str| service.get(&format!("/v1/articles/{id}/timeline?{query}")).await;
    get("format=srt").await.assert_problem(422, "invalid_field");
    get("paragraph=9").await.assert_problem(404, "segment_not_found");
    get("paragraph=x").await.assert_problem(400, "malformed_request");
}

#[tokio::test]
async fn words_carry_what_is_printed_and_where() {
    let service = Service::start().await;
    let id = service.give("وُلد عام 1987 😀 في مدينة فاس. ثم سافر.").await;
    let printed = service.get(&format!("/v1/articles/{id}")).await.json()["paragraphs"][0]["text"].clone();
    let printed: Vec<u16> = printed.as_str().unwrap().encode_utf16().collect();
    let timeline = service.get(&format!("/v1/articles/{id}/timeline")).await.json();
    let words: Vec<_> =
        timeline["cues"].as_array().unwrap().iter().flat_map(|cue| cue["words"].as_array().unwrap()).collect();
    assert!(words.iter().filter(|word| word["printed"] == "1987").count() > 3, "{timeline}");
    for word in &words {
        let at = |what: &str| usize::try_from(word["utf16"][what].as_u64().unwrap()).unwrap();
        assert_eq!(String::from_utf16(&printed[at("start")..at("end")]).unwrap(), word["printed"].as_str().unwrap());
        assert!(word["characters"]["end"].as_u64().unwrap() <= word["utf16"]["end"].as_u64().unwrap());
    }
    assert_eq!(words.last().unwrap()["printed"], "سافر");
}

#[tokio::test]
async fn subrip_has_short_captions() {
    let service = Service::start().await;
    let id = service.give(super::SHORT).await;
    let answer = service.get(&format!("/v1/articles/{id}/timeline?format=srt")).await;
    assert_eq!(answer.header("content-type"), "application/x-subrip; charset=utf-8");
    assert!(answer.text().starts_with("1\n00:00:00,"), "{}", answer.text());
    assert!(answer.text().contains(" --> ") && answer.text().contains("وحضر الافتتاح"), "{}", answer.text());
}
