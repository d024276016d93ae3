//! Text with markup of how it is spoken.

use serde_json::json;

use super::Service;

const MARKED: &str = "<speak><p>نزل المطر<mark name=\"rain\"/><break time=\"3s\"/> ثم توقف.</p>\
                      <p>قالت <sub alias=\"المنظمة\">WHO</sub> ذلك.</p></speak>";

#[tokio::test]
async fn article_in_ssml_is_heard_as_it_says() {
    let service = Service::start().await;
    let given = service.post_json("/v1/articles", &json!({"ssml": MARKED})).await;
    assert_eq!(given.status, 201, "{given:?}");
    let id = given.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(given.json()["paragraphs"][1]["text"], "قالت WHO ذلك.");
    // The same as a body, and the same article.
    let raw = service.post("/v1/articles", "application/ssml+xml; charset=utf-8", MARKED).await;
    assert_eq!((raw.status.as_u16(), raw.json()["id"].as_str()), (201, Some(id.as_str())));
    let timeline = service.get(&format!("/v1/articles/{id}/timeline")).await.json();
    let cues = timeline["cues"].as_array().unwrap();
    assert_eq!(cues[0]["marks"], json!([{"name": "rain", "time": cues[0]["end"]}]));
    assert!(cues[1].get("marks").is_none());
    let pause = cues[1]["start"].as_f64().unwrap() - cues[0]["end"].as_f64().unwrap();
    // And what the voice itself leaves silent before it begins.
    assert!((pause - 3.0).abs() < 0.1, "{pause}");
    // It is kept with the article, and so is its speech.
    let audio = service.get(&format!("/v1/articles/{id}/audio?format=wav")).await;
    let seconds = (audio.body.len() as f64 - 44.0) / 48_000.0;
    assert!((seconds - timeline["duration"].as_f64().unwrap()).abs() < 0.05, "{seconds}");
    let events = service.get(&format!("/v1/articles/{id}/events")).await;
    assert!(events.text().contains("\"marks\":[{\"name\":\"rain\""), "{}", events.text());
}

#[tokio::test]
async fn article_without_ssml_keeps_its_id() {
    let service = Service::start().await;
    let plain = service.give("نزل المطر ثم توقف.").await;
    let article =
        service.post_json("/v1/articles", &json!({"ssml": "<speak>نزل المطر<break/> ثم توقف.</speak>"})).await;
    assert_ne!(article.json()["id"].as_str(), Some(plain.as_str()));
    // As it was before there was SSML.
    assert_eq!(plain, "75a5b84336733e0540c5a2453e713d89");
}

#[tokio::test]
async fn stages_of_ssml() {
    let service = Service::start().await;
    let ssml = "<speak>في عام <break/> 2014 زار <phoneme ph=\"b uː t u\">بوتو</phoneme> المدينة</speak>";
    let answer = service.post_json("/v1/text", &json!({"ssml": ssml})).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let utterances = answer.json()["paragraphs"][0]["utterances"].clone();
    assert_eq!(utterances[0]["ends"], "sentence");
    assert!(utterances[1]["normalized"].as_str().unwrap().starts_with("ألفين وأربعة عشر"), "{utterances}");
    let tokens = utterances[1]["tokens"].as_array().unwrap();
    let given: Vec<_> = tokens.iter().filter(|token| token["rule"] == "phonemes").collect();
    assert_eq!(given.len(), 1);
    assert_eq!((&given[0]["phonemes"], &given[0]["original"]), (&json!("b uː t u"), &json!("بوتو")));
}

#[tokio::test]
async fn ssml_that_cannot_be_followed() {
    let service = Service::start().await;
    for ssml in [
        "<speak>نص",
        "<speak><break time=\"11s\"/>نص</speak>",
        "<speak><phoneme ph=\"p\">ب</phoneme></speak>",
        "<speak><say-as interpret-as=\"money\">5</say-as></speak>",
    ] {
        for path in ["/v1/articles", "/v1/text"] {
            let answer = service.post_json(path, &json!({"ssml": ssml})).await;
            answer.assert_problem(422, "ssml_malformed");
            assert_eq!(answer.json()["field"], "ssml");
            assert!(answer.json()["detail"].as_str().unwrap().contains("line 1, column"));
        }
        service.post("/v1/articles", "application/ssml+xml", ssml).await.assert_problem(422, "ssml_malformed");
    }
    let both = json!({"ssml": MARKED, "text": "نص"});
    service.post_json("/v1/articles", &both).await.assert_problem(422, "invalid_field");
    service.post_json("/v1/text", &both).await.assert_problem(422, "invalid_field");
}

#[tokio::test]
async fn markup_in_plain_text_is_not_spoken() {
    let service = Service::start().await;
    let answer = service.post_json("/v1/text", &json!({"text": MARKED})).await;
    let paragraphs = answer.json()["paragraphs"].clone();
    let said: Vec<String> = (paragraphs.as_array().unwrap().iter())
        .flat_map(|paragraph| paragraph["utterances"].as_array().unwrap())
        .map(|utterance| utterance["normalized"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(said.join(" "), "نزل المطر ثم توقف قالت دبليو إتش أو ذلك");
    let speech = async |input: &str| {
        let body = json!({"model": "natiq", "input": input, "response_format": "pcm"});
        service.post_json("/v1/audio/speech", &body).await.body
    };
    assert_eq!(speech("<speak>نزل المطر.</speak>").await, speech("نزل المطر.").await);
}
