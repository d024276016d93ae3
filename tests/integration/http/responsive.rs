//! Nobody waits for another's article: the async threads do no work of its size, and listeners start where they ask.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use natiq::http::Settings;
use serde_json::json;

use super::{Service, engine::Silent, events::events, long_article};

/// Runs `work` and returns how long it took, and the longest time that nothing else was done on this thread, which is
/// the service's only async thread too.
async fn longest_gap(work: impl Future<Output = ()>) -> (Duration, Duration) {
    let done = Arc::new(AtomicBool::new(false));
    let ticking = tokio::spawn({
        let done = done.clone();
        async move {
            let mut longest = Duration::ZERO;
            while !done.load(Ordering::Relaxed) {
                let began = Instant::now();
                tokio::time::sleep(Duration::from_millis(1)).await;
                longest = longest.max(began.elapsed());
            }
            longest
        }
    });
    let began = Instant::now();
    work.await;
    let took = began.elapsed();
    done.store(true, Ordering::Relaxed);
    (took, ticking.await.unwrap())
}

async fn check(what: &str, work: impl Future<Output = ()>) {
    let (took, gap) = longest_gap(work).await;
    // On a busy machine the thread itself waits for a core; work of the article's size would be most of the whole.
    assert!(gap < (took / 4).max(Duration::from_millis(100)), "{what} took {took:?}, of it {gap:?} at one stretch");
}

#[tokio::test]
async fn the_worst_legal_article_holds_nobody_up() {
    let silent = Silent::default();
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(8), Settings::default()).await;
    let letters: Vec<char> = "بتثجحخدذرزسشصضطظعغفقكلمنهي".chars().collect();
    let word =
        |n: usize| [n % 27, n / 27 % 27, n / 729 % 27, n * 7 % 27, n * 11 % 27].map(|at| letters[at % letters.len()]);
    let lexicon: std::collections::BTreeMap<String, String> = (0..1_000)
        .map(|n| (word(n).iter().collect(), word(n).iter().flat_map(|&letter| [letter, '\u{64e}']).collect()))
        .collect();
    let lines: Vec<String> = (0..1_500).map(|n| format!("وصل القطار رقم {n} إلى المحطة الكبيرة.")).collect();
    let body = json!({"text": lines.join("\n"), "reading": {"lexicon": lexicon}});
    let mut id = String::new();
    check("giving it", async {
        let answer = service.post_json("/v1/articles", &body).await;
        assert_eq!(answer.status, 201);
        id = answer.json()["id"].as_str().unwrap().to_owned();
    })
    .await;
    check("showing it", async {
        assert_eq!(service.get(&format!("/v1/articles/{id}")).await.status, 200);
    })
    .await;
    check("beginning to hear it", async {
        service.open(&format!("/v1/articles/{id}/audio?format=wav")).await.next().await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_long_article_holds_nobody_up() {
    let silent = Silent::default();
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(8), Settings::default()).await;
    let text = long_article(9_000);
    let mut id = String::new();
    check("giving it", async { id = service.give(&text).await }).await;
    for part in ["/audio?format=wav", "/segments/7?live=true", "/events", "/stream.m3u8"] {
        check(part, async {
            service.open(&format!("/v1/articles/{id}{part}")).await.next().await.unwrap().unwrap();
        })
        .await;
    }
}

#[tokio::test]
async fn events_begin_where_the_listener_is() {
    let silent = Silent::default();
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(8), Settings::default()).await;
    let paragraphs: Vec<String> = (0..60).map(|n| format!("فقرة رقم {n} من المقال.")).collect();
    let id = service.give(&paragraphs.join("\n\n")).await;
    let path = format!("/v1/articles/{id}/events");
    let answer = service.get_with(&path, &[("last-event-id", "55")]).await;
    let told: Vec<_> = events(&answer).into_iter().filter(|(name, ..)| name == "segment").collect();
    assert_eq!(told.first().unwrap().2["index"], 56);
    let n = told.len();
    assert_eq!(silent.spoken().len(), n, "what is not asked for was spoken: {:?}", silent.spoken());
    let from = events(&service.get(&format!("{path}?from=50")).await);
    assert_eq!(from[0].2["index"], 50);
    assert_eq!(silent.spoken().len(), n + 6);
    // A break after that goes on behind what is known.
    let again = service.get_with(&format!("{path}?from=50"), &[("last-event-id", "57")]).await;
    assert_eq!(events(&again)[0].2["index"], 58);
    let beyond = events(&service.get(&format!("{path}?from=1000")).await);
    assert_eq!(beyond.len(), 1, "{beyond:?}");
}

#[tokio::test]
async fn who_goes_on_with_an_article_does_not_go_behind_everybody() {
    let silent = Silent { pause: Duration::from_millis(20), ..Silent::default() };
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(8), Settings::default()).await;
    let heard: Vec<String> = (0..60).map(|n| format!("فقرة رقم {n} من المقال.")).collect();
    let id = service.give(&heard.join("\n\n")).await;
    assert_eq!(service.get(&format!("/v1/articles/{id}/audio?format=pcm")).await.status, 200);
    service.until("it is kept", |service| service.cached_files().len() > 60).await;
    // Somebody else has an article read, as fast as may be.
    let other = service.give(&long_article(400)).await;
    let mut stream = service.open(&format!("/v1/articles/{other}/audio?format=pcm")).await;
    let reading = tokio::spawn(async move { while let Some(Ok(_)) = stream.next().await {} });
    service.until("it has begun", |_| silent.spoken().len() > 70).await;
    // Five minutes are kept; what comes after them is not.
    let more = [heard, vec!["وهذه نهاية المقال الجديدة.".to_owned()]].concat().join("\n\n");
    let id = service.give(&more).await;
    let before = silent.spoken().len();
    assert_eq!(service.get(&format!("/v1/articles/{id}/audio?format=pcm")).await.status, 200);
    let spoken = silent.spoken();
    let waited = spoken[before..].iter().position(|text| text.contains("نهاية المقال")).unwrap();
    // Five minutes of the other's, at five seconds each, would be sixty.
    assert!(waited < 50 && !reading.is_finished(), "{waited} utterances of another went before");
    reading.abort();
}

#[tokio::test]
async fn utterance_that_is_due_late_for_one_listener_is_made_at_once_for_another() {
    let silent = Silent { pause: Duration::from_millis(20), ..Silent::default() };
    let service = Service::start_in(tempfile::tempdir().unwrap(), silent.pool(8), Settings::default()).await;
    // More than can be spoken while a busy machine takes in the second article.
    let paragraphs: Vec<String> = (0..1_500).map(|n| format!("فقرة رقم {n} من المقال.")).collect();
    let id = service.give(&paragraphs.join("\n\n")).await;
    let greedy = async |id: &str| {
        let mut stream = service.open(&format!("/v1/articles/{id}/audio?format=pcm")).await;
        tokio::spawn(async move { while let Some(Ok(_)) = stream.next().await {} }).abort_handle()
    };
    // One listener has a quarter of an hour in hand when another comes, who goes first from then on.
    let first = greedy(&id).await;
    service.until("the first is far ahead", |_| silent.spoken().len() > 180).await;
    let second = greedy(&service.give(&long_article(400)).await).await;
    service
        .until("the second goes first", |_| silent.spoken().iter().rev().take(5).all(|text| !text.contains("فقرة")))
        .await;
    let spoken = silent.spoken();
    let n = spoken.iter().filter(|text| text.contains("فقرة")).count();
    // The first listener waits for this one.
    assert_eq!(service.get(&format!("/v1/articles/{id}/segments/{n}?format=pcm")).await.status, 200);
    let waited = silent.spoken()[spoken.len()..].iter().position(|text| text.contains(&format!("رقم {n} ")));
    assert!(waited.is_some_and(|waited| waited < 50), "{waited:?} utterances of another went before");
    first.abort();
    second.abort();
}
