//! Every format as a live stream and as a finished file, as a decoder sees it.

use natiq::encode::aac::Ffmpeg;
use serde_json::json;

use super::{SHORT, Service};

/// Bytes that begin a file of a format.
const BEGINNINGS: [(&str, &[u8], &str); 4] = [
    ("wav", b"RIFF", "audio/wav"),
    ("mp3", b"ID3", "audio/mpeg"),
    ("opus", b"OggS", "audio/ogg; codecs=opus"),
    ("flac", b"fLaC", "audio/flac"),
];

#[tokio::test]
async fn each_format_says_what_it_is() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    for (format, beginning, media_type) in BEGINNINGS {
        for part in ["audio", "segments/1"] {
            let answer = service.get(&format!("/v1/articles/{id}/{part}?format={format}")).await;
            assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, media_type));
            assert!(answer.body.starts_with(beginning), "{format} {part}: {:?}", &answer.body[..8]);
        }
    }
}

/// Whether the machine has what encodes AAC.
fn has_ffmpeg() -> bool {
    Ffmpeg::find().is_ok()
}

#[tokio::test]
async fn aac_is_there_where_ffmpeg_is_and_else_it_is_told_what_is() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let speech = json!({"input": "مرحبا بكم.", "response_format": "aac"});
    let spoken = service.post_json("/v1/audio/speech", &speech).await;
    let heard = service.get(&format!("/v1/articles/{id}/audio?format=aac")).await;
    let again = service.get(&format!("/v1/articles/{id}/audio?format=aac")).await;
    let paragraph = service.get(&format!("/v1/articles/{id}/segments/1?format=aac")).await;
    if !has_ffmpeg() {
        for refused in [heard, again, paragraph] {
            refused.assert_problem(422, "format_not_installed");
            assert!(refused.text().contains("`opus`, `flac` or `wav`"), "{refused:?}");
        }
        assert!(spoken.status == 400 && spoken.text().contains("`opus`, `flac` or `wav`"), "{spoken:?}");
        return;
    }
    let duration = service.get(&format!("/v1/articles/{id}/timeline")).await.json()["duration"].as_f64().unwrap();
    for answer in [&spoken, &heard, &again, &paragraph] {
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "audio/aac"));
        assert!(answer.body.starts_with(&[0xff, 0xf1]), "{:?}", &answer.body[..8]);
    }
    // The second comes from what the first has left: a file, with its length.
    assert!(again.body == heard.body && !again.header("etag").is_empty());
    let decoded = n_frames(&heard.body) as f64 * 1_024.0 / 24_000.0;
    assert!((0.0..0.15).contains(&(decoded - duration)), "{decoded} s, the timeline says {duration} s");
}

#[tokio::test]
async fn listener_who_leaves_an_aac_stream_leaves_no_process() {
    if !has_ffmpeg() || !cfg!(target_os = "linux") {
        return;
    }
    let service = Service::start().await;
    let long = "هطل المطر على القرية ثلاث ساعات وامتلأ الخزان الكبير.\n".repeat(200);
    let id = service.give(&long).await;
    let mut streamed = service.open(&format!("/v1/articles/{id}/audio?format=aac")).await;
    assert_eq!(streamed.status, 200);
    streamed.next().await.unwrap().unwrap();
    // Of this process; those of other tests end with their streams.
    service.until("FFmpeg is at work", |_| !encoders().is_empty()).await;
    drop(streamed);
    service.until("no FFmpeg is left", |_| encoders().is_empty()).await;
}

/// The children of this process that encode AAC, zombies among them.
fn encoders() -> Vec<String> {
    let own = format!("PPid:\t{}\n", std::process::id());
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let statuses = processes.filter_map(|process| std::fs::read_to_string(process.path().join("status")).ok());
    statuses.filter(|status| status.starts_with("Name:\tffmpeg\n") && status.contains(&own)).collect()
}

/// Counts ADTS frames.
fn n_frames(mut bytes: &[u8]) -> usize {
    let mut n_frames = 0;
    while let [_, _, _, first, second, third, ..] = bytes {
        let length = usize::from(first & 3) << 11 | usize::from(*second) << 3 | usize::from(third >> 5);
        bytes = &bytes[length..];
        n_frames += 1;
    }
    n_frames
}

#[tokio::test]
async fn live_wav_has_one_header_of_unknown_length_and_nothing_after_the_samples() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let live = service.get(&format!("/v1/articles/{id}/audio?format=wav")).await.body;
    assert_eq!((&live[4..8], &live[40..44]), ([0xff; 4].as_slice(), [0xff; 4].as_slice()));
    let samples = service.get(&format!("/v1/articles/{id}/audio?format=pcm")).await.body;
    assert!(live[44..] == samples[..]);
}

#[tokio::test]
async fn every_format_lasts_as_long_as_the_timeline_says() {
    let service = Service::start().await;
    let id = service.give(SHORT).await;
    let duration = service.get(&format!("/v1/articles/{id}/timeline")).await.json()["duration"].as_f64().unwrap();
    for format in ["wav", "mp3", "flac"] {
        let live = service.get(&format!("/v1/articles/{id}/audio?format={format}")).await.body;
        let decoded = decode(&live, format);
        assert!((decoded - duration).abs() < 0.1, "{format}: {decoded} s, the timeline says {duration} s");
    }
}

/// Decodes and returns how long it sounds, in seconds.
fn decode(bytes: &[u8], format: &str) -> f64 {
    use symphonia::core::{
        codecs::audio::AudioDecoderOptions,
        formats::{FormatOptions, TrackType, probe::Hint},
        io::MediaSourceStream,
        meta::MetadataOptions,
    };
    let source = MediaSourceStream::new(Box::new(std::io::Cursor::new(bytes.to_vec())), Default::default());
    let mut reader = symphonia::default::get_probe()
        .probe(Hint::new().with_extension(format), source, FormatOptions::default(), MetadataOptions::default())
        .unwrap();
    let track = reader.default_track(TrackType::Audio).unwrap();
    let parameters = track.codec_params.as_ref().unwrap().audio().unwrap().clone();
    let mut decoder =
        symphonia::default::get_codecs().make_audio_decoder(&parameters, &AudioDecoderOptions::default()).unwrap();
    let mut n_frames = 0;
    while let Ok(Some(packet)) = reader.next_packet() {
        n_frames += decoder.decode(&packet).unwrap().frames();
    }
    n_frames as f64 / f64::from(parameters.sample_rate.unwrap())
}
