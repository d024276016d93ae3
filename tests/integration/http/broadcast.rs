//! One recording that many hear while it is made.

use std::{collections::HashSet, sync::Arc, time::Duration};

use natiq::{
    audio::Samples,
    http::Settings,
    pipeline::{self, Speech, SpeechOptions, Stages},
    utterance::Utterance,
    worker::{Pool, Speaker},
};
use tokio::task::JoinSet;

use super::{Service, long_article};

/// Speaks five seconds for each utterance, of samples that no other has.
#[derive(Clone)]
struct Distinct {
    pause: Duration,
}

impl Speaker for Distinct {
    fn speak(&mut self, utterance: &Utterance, _: &SpeechOptions) -> Result<Speech, pipeline::Error> {
        std::thread::sleep(self.pause);
        let number = utterance.text.bytes().fold(1u32, |number, byte| number.wrapping_mul(31) + u32::from(byte));
        let samples = (0..5 * 24_000u32).map(|at| (number.wrapping_add(at) % 20_000) as f32 / 20_000.0 - 0.5).collect();
        Ok(Speech::wordless(Samples { samples, sample_rate: 24_000 }, utterance))
    }

    fn stages(&mut self, _: &Utterance, _: &SpeechOptions) -> Result<Stages, pipeline::Error> {
        unreachable!("nothing is asked for but speech")
    }
}

async fn service(pause: Duration) -> Service {
    let pool = Pool::start(1, 64, move || Ok(Distinct { pause })).unwrap();
    let settings = Settings { listeners_per_client: 0, ..Settings::default() };
    Service::start_in(tempfile::tempdir().unwrap(), pool, settings).await
}

/// Returns how many seconds of audio were made for streams.
async fn seconds_made(service: &Service) -> f64 {
    let metrics = service.get("/metrics").await;
    let line =
        metrics.text().lines().find_map(|line| line.strip_prefix("natiq_audio_seconds_total ")).unwrap().to_owned();
    line.parse().unwrap()
}

#[tokio::test]
async fn crowd_hears_the_same_and_it_is_encoded_once() {
    // Slow enough that all have come before the beginning is gone.
    let service = Arc::new(service(Duration::from_millis(150)).await);
    for (n, format) in ["mp3", "opus", "flac", "wav"].into_iter().enumerate() {
        let id = service.give(&long_article(8 + n)).await;
        let path = format!("/v1/articles/{id}/audio?format={format}");
        let before = seconds_made(&service).await;
        let mut crowd = JoinSet::new();
        for _ in 0..24 {
            let (service, path) = (service.clone(), path.clone());
            crowd.spawn(async move { service.get(&path).await });
        }
        let bodies: HashSet<_> =
            crowd.join_all().await.into_iter().map(|answer| (answer.status, answer.body)).collect();
        assert_eq!(bodies.len(), 1, "{format}");
        let made = seconds_made(&service).await - before;
        let duration = service.get(&format!("/v1/articles/{id}/timeline")).await.json()["duration"].as_f64().unwrap();
        assert!((made - duration).abs() < 0.1, "{format}: {made} s were made of {duration} s");
        let kept = service.get(&path).await;
        assert_eq!((kept.status.as_u16(), kept.header("accept-ranges")), (200, "bytes"), "{format}");
    }
}

#[tokio::test]
async fn who_falls_behind_who_leaves_and_who_comes_late_spoil_nothing_and_cost_nothing() {
    let service = service(Duration::from_millis(20)).await;
    // More than sockets hold.
    let id = service.give(&long_article(100)).await;
    let path = format!("/v1/articles/{id}/audio?format=wav");
    let mut slow = service.open(&path).await;
    let mut begun = Vec::from(slow.next().await.unwrap().unwrap());
    let mut leaves = service.open(&path).await;
    leaves.next().await.unwrap().unwrap();
    let mut swift = service.open(&path).await;
    drop(leaves);
    let mut whole = Vec::new();
    while whole.len() < 10_000_000 {
        whole.extend(swift.next().await.unwrap().unwrap());
    }
    // What it hears first is not in memory any more.
    let late = service.open(&path).await;
    while let Some(bytes) = swift.next().await {
        whole.extend(bytes.unwrap());
    }
    assert!(whole.len() > 20_000_000, "{} bytes", whole.len());
    while let Some(bytes) = slow.next().await {
        begun.extend(bytes.unwrap());
    }
    assert!(begun == whole, "{} of {} bytes", begun.len(), whole.len());
    let late = late.whole().await;
    assert!(late.body == whole, "{} of {} bytes", late.body.len(), whole.len());
    let (made, duration) = (seconds_made(&service).await, (whole.len() - 44) as f64 / 48_000.0);
    assert!((made - duration).abs() < 0.1, "{made} s were made of {duration} s");
    service.until("every place is free", |service| service.pool.listening() == 0).await;
}

#[tokio::test]
async fn first_of_a_crowd_may_leave_before_anything_is_made() {
    let service = service(Duration::from_millis(20)).await;
    let id = service.give(&long_article(20)).await;
    let path = format!("/v1/articles/{id}/audio?format=wav");
    let first = tokio::time::timeout(Duration::from_millis(5), service.open(&path)).await;
    assert!(first.is_err(), "it was there at once");
    let second = service.get(&path).await;
    let kept = service.get(&path).await;
    // But for the head, which tells no length while it is made.
    assert!(second.status == 200 && second.body.len() > 1_000_000 && second.body[44..] == kept.body[44..]);
}
