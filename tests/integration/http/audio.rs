//! Whole streams and finished segments.

use serde_json::json;

use super::{Answer, SHORT, Service, long_article};

#[tokio::test]
async fn first_bytes_come_before_the_article_is_spoken() {
    let service = Service::start().await;
    let id = service.give(&long_article(150)).await;
    let mut stream = service.open(&format!("/v1/articles/{id}/audio?format=wav")).await;
    assert_eq!(stream.status, 200);
    assert!(stream.headers.get("content-length").is_none());
    let first = stream.next().await.unwrap().unwrap();
    assert_eq!(&first[..4], b"RIFF");
    let paragraphs = service.get(&format!("/v1/articles/{id}")).await.json()["paragraphs"].clone();
    let last = paragraphs.as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["rendered"], false);
    let rest = stream.whole().await;
    assert!(rest.body.len() > 20 * first.len());
}

#[tokio::test]
async fn finished_stream_has_length_tag_and_ranges() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let path = format!("/v1/articles/{id}/audio?format=mp3");
    let live = service.get(&path).await;
    assert_eq!((live.status.as_u16(), live.header("etag"), live.header("cache-control")), (200, "", "no-store"));
    let finished = wait_for_tag(&service, &path).await;
    assert_eq!(finished.header("content-length"), finished.body.len().to_string());
    assert_eq!(finished.header("accept-ranges"), "bytes");
    assert_eq!(finished.body.len(), live.body.len());
    let tag = finished.header("etag").to_owned();

    let part = service.get_with(&path, &[("range", "bytes=100-199")]).await;
    assert_eq!((part.status.as_u16(), part.header("content-length")), (206, "100"));
    assert_eq!(part.header("content-range"), format!("bytes 100-199/{}", finished.body.len()));
    assert!(part.body[..] == finished.body[100..200]);

    let known = service.get_with(&path, &[("if-none-match", &tag)]).await;
    assert_eq!((known.status.as_u16(), known.body.len(), known.header("etag")), (304, 0, tag.as_str()));

    let changed = service.get_with(&path, &[("range", "bytes=0-9"), ("if-range", "\"other\"")]).await;
    assert_eq!((changed.status.as_u16(), changed.body.len()), (200, finished.body.len()));

    let beyond = service.get_with(&path, &[("range", "bytes=99999999-")]).await;
    beyond.assert_problem(416, "range_not_satisfiable");
    assert_eq!(beyond.header("content-range"), format!("bytes */{}", finished.body.len()));
}

/// Asks until the stream has been kept, which it is a moment after its end.
async fn wait_for_tag(service: &Service, path: &str) -> Answer {
    for _ in 0..100 {
        let answer = service.get(path).await;
        if !answer.header("etag").is_empty() {
            return answer;
        }
    }
    panic!("{path} is not kept");
}

#[tokio::test]
async fn segment_is_a_finished_file() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let path = format!("/v1/articles/{id}/segments/1?format=wav");
    let answer = service.get(&path).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    assert_eq!(answer.header("content-type"), "audio/wav");
    let size = |at: usize| u32::from_le_bytes(answer.body[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!((size(4), size(40)), (answer.body.len() - 8, answer.body.len() - 44));
    let again = service.get_with(&path, &[("if-none-match", answer.header("etag"))]).await;
    assert_eq!(again.status, 304);
}

#[tokio::test]
async fn segments_together_are_the_stream() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let stream = service.get(&format!("/v1/articles/{id}/audio?format=pcm")).await;
    assert!(stream.header("content-type").starts_with("audio/pcm;rate=24000"));
    let mut joined = Vec::new();
    for n in 0..3 {
        joined.extend(service.get(&format!("/v1/articles/{id}/segments/{n}?format=pcm")).await.body);
    }
    assert!(stream.body[..] == joined[..]);
}

#[tokio::test]
async fn twenty_articles_at_once_are_twenty_articles() {
    let texts: Vec<String> = (0..20)
        .map(|i| format!("الخبر رقم {i}\n\nوصل {} مسافرا إلى المدينة. وغادرها {} آخرون.", 11 + i, 50 + 7 * i))
        .collect();
    let serial = Service::start().await;
    let mut expected = Vec::new();
    for text in &texts {
        let id = serial.give(text).await;
        expected.push(serial.get(&format!("/v1/articles/{id}/audio?format=pcm")).await.body);
    }
    let service = std::sync::Arc::new(Service::start().await);
    let tasks: Vec<_> = texts
        .into_iter()
        .map(|text| {
            let service = service.clone();
            tokio::spawn(async move {
                let id = service.give(&text).await;
                service.get(&format!("/v1/articles/{id}/audio?format=pcm")).await.body
            })
        })
        .collect();
    for (index, (task, expected)) in tasks.into_iter().zip(expected).enumerate() {
        assert!(task.await.unwrap() == expected, "article {index} sounds otherwise among others");
    }
}

#[tokio::test]
async fn many_who_ask_for_one_segment_get_one_rendering() {
    let service = std::sync::Arc::new(Service::start().await);
    let id = service.give(&long_article(5)).await;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (service, path) = (service.clone(), format!("/v1/articles/{id}/segments/1?format=flac"));
            tokio::spawn(async move { service.get(&path).await })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.body == answers[0].body));
    // Five utterances or so of speech, and one encoded file; eight renderings would be many more misses.
    let utterances = service.cached_files().len() - 1;
    service.until("speech is kept", |service| service.cached_files().len() > 1).await;
    assert!((1..=16).contains(&utterances), "{utterances} files");
}

#[tokio::test]
async fn faster_is_shorter() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let slow = service.get(&format!("/v1/articles/{id}/segments/1?format=pcm")).await.body.len();
    let fast = service.get(&format!("/v1/articles/{id}/segments/1?format=pcm&rate=2")).await.body.len();
    let ratio = slow as f64 / fast as f64;
    assert!((1.6..2.4).contains(&ratio), "{ratio}");
}

#[tokio::test]
async fn another_pitch_is_other_sound_of_the_same_pace() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let get = async |query: &str| service.get(&format!("/v1/articles/{id}/segments/1?format=pcm{query}")).await.body;
    let (natural, high) = (get("").await, get("&pitch=3").await);
    // Joins are cut where the wave is quiet, so the lengths may differ by some samples.
    assert!(natural.len().abs_diff(high.len()) < natural.len() / 100);
    assert_ne!(natural, high);
    assert_eq!(natural, get("&pitch=0").await);
}

#[tokio::test]
async fn longer_pauses_are_the_same_words_further_apart() {
    let service = Service::start().await;
    let id = service.give("# خبر\n\nوصل القطار، ثم نزل الركاب.\nوانصرفوا.").await;
    let timeline = async |query: &str| service.get(&format!("/v1/articles/{id}/timeline{query}")).await.json();
    let (usual, double) = (timeline("").await, timeline("?pauses=2").await);
    // After the heading 1 s, at the comma 0.24 s, after each of two paragraphs 0.8 s: each is there once more.
    let longer = double["duration"].as_f64().unwrap() - usual["duration"].as_f64().unwrap();
    assert!((longer - 2.84).abs() < 0.05, "{longer} s longer");
    let length = |timeline: &serde_json::Value| {
        let word = &timeline["cues"][1]["words"][0];
        word["end"].as_f64().unwrap() - word["start"].as_f64().unwrap()
    };
    assert!((length(&usual) - length(&double)).abs() < 0.001);
    let audio = async |query: &str| service.get(&format!("/v1/articles/{id}/audio?format=pcm{query}")).await.body;
    let (plain, one, two) = (audio("").await, audio("&pauses=1").await, audio("&pauses=2").await);
    assert_eq!(plain, one);
    let seconds = (two.len() - plain.len()) as f64 / 48_000.0;
    assert!((seconds - longer).abs() < 0.01, "{seconds} s of sound, {longer} s of timeline");
}

#[tokio::test]
async fn pauses_that_cannot_be_are_refused_wherever_they_are_asked_for() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    for part in ["", "/audio", "/segments/0", "/timeline", "/events", "/stream.m3u8"] {
        for pauses in ["0.4", "3.1", "-1", "NaN", "inf"] {
            let answer = service.get(&format!("/v1/articles/{id}{part}?pauses={pauses}")).await;
            answer.assert_problem(422, "pauses_out_of_range");
            assert_eq!(answer.json()["field"], "pauses");
        }
        service.get(&format!("/v1/articles/{id}{part}?pauses=long")).await.assert_problem(400, "malformed_request");
    }
    for (path, body) in [
        ("/v1/articles", json!({"text": "نص جديد"})),
        ("/v1/jobs", json!({"articles": [{"text": "نص جديد"}]})),
        ("/v1/text", json!({"text": "نص"})),
        ("/v1/review", json!({"text": "نص"})),
    ] {
        let mut body = body;
        body["reading"] = json!({"pauses": 4});
        service.post_json(path, &body).await.assert_problem(422, "pauses_out_of_range");
    }
    // In the words of OpenAI's API.
    let speech = service.post_json("/v1/audio/speech", &json!({"input": "نص", "reading": {"pauses": 4}})).await;
    assert_eq!(speech.status, 400);
    assert!(speech.text().contains("pauses 4 are out of range"), "{}", speech.text());
    // What is refused is not kept either.
    assert_eq!(service.get("/v1/articles").await.json()["articles"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_heard_is_refused_before_the_first_byte() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    for part in ["audio", "segments/0"] {
        let get = async |query: &str| service.get(&format!("/v1/articles/{id}/{part}?{query}")).await;
        get("voice=nobody").await.assert_problem(422, "unknown_voice");
        get("rate=0").await.assert_problem(422, "rate_out_of_range");
        get("rate=100").await.assert_problem(422, "rate_out_of_range");
        get("rate=NaN").await.assert_problem(422, "rate_out_of_range");
        get("rate=fast").await.assert_problem(400, "malformed_request");
        get("pitch=7").await.assert_problem(422, "pitch_out_of_range");
        get("pitch=NaN").await.assert_problem(422, "pitch_out_of_range");
        get("format=m4a").await.assert_problem(422, "unknown_format");
        get("format=").await.assert_problem(422, "unknown_format");
    }
    service.get(&format!("/v1/articles/{id}/segments/3")).await.assert_problem(404, "segment_not_found");
    service.get(&format!("/v1/articles/{id}/segments/-1")).await.assert_problem(404, "not_found");
    service.get(&format!("/v1/articles/{id}/segments/99999999999999999999")).await.assert_problem(404, "not_found");
}
