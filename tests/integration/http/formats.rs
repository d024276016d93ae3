//! Every format as a live stream and as a finished file, as a decoder sees it.

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
