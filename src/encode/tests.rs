//! What every format must keep: the length, the place and the level of the sound, the pauses, and the peace of the
//! stream. Decoders are others' (Symphonia; for Opus the codec's own), never ours.

use std::io::Cursor;
use std::time::Duration;

use opus_rs::OpusDecoder;
use proptest::prelude::*;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::formats::TrackType;
use symphonia::core::io::MediaSourceStream;

use super::*;
use crate::audio::join::{Edges, join};
use crate::audio::{Samples, n_samples};

const RATES: [u32; 5] = [16_000, 22_050, 24_000, 44_100, 48_000];

const LOSSLESS: [Format; 3] = [Format::Wav, Format::Pcm, Format::Flac];

/// The formats of this build; AAC, which another program makes, has tests of its own.
fn formats() -> impl Iterator<Item = Format> {
    Format::ALL.into_iter().filter(|format| format.is_available() && *format != Format::Aac)
}

/// Something like speech: a gliding voice of 20 harmonics under an envelope of four syllables a second.
fn speech(n: usize, sample_rate: u32) -> Samples {
    let mut phase = 0.0_f64;
    let samples = (0..n)
        .map(|i| {
            let time = i as f64 / f64::from(sample_rate);
            phase += (130.0 + 30.0 * (2.0 * time).sin()) / f64::from(sample_rate);
            let voice: f64 = (1..=20)
                .map(|harmonic| {
                    let harmonic = f64::from(harmonic);
                    (std::f64::consts::TAU * phase * harmonic).sin() / harmonic
                })
                .sum();
            let envelope = (std::f64::consts::PI * 4.0 * time).sin().powi(2);
            (0.3 * voice * envelope) as f32
        })
        .collect();
    Samples { samples, sample_rate }
}

fn encoded(samples: &Samples, format: Format) -> Vec<u8> {
    encode(samples, format, &Tags::default()).unwrap()
}

/// The bytes of a stream whose samples came in pieces, without a later look at the head.
fn streamed(samples: &Samples, format: Format, n_piece: usize) -> Vec<u8> {
    let mut encoder = Encoder::new(format, samples.sample_rate, &Tags::default()).unwrap();
    let mut bytes: Vec<u8> = samples.samples.chunks(n_piece).flat_map(|piece| encoder.push(piece).unwrap()).collect();
    bytes.extend(encoder.finish().unwrap().tail);
    bytes
}

fn decode(bytes: &[u8], format: Format, sample_rate: u32) -> Samples {
    match format {
        Format::Pcm => {
            let samples = bytes.chunks_exact(2).map(|b| f32::from(i16::from_le_bytes([b[0], b[1]])) / 32_768.0);
            Samples { samples: samples.collect(), sample_rate }
        }
        Format::Opus => decode_opus(bytes),
        _ => decode_by_symphonia(bytes),
    }
}

fn decode_by_symphonia(bytes: &[u8]) -> Samples {
    if bytes.starts_with(b"fLaC") && bytes.ends_with(b"natiq\0\0\0\0") {
        // Symphonia asks for a frame before it believes a FLAC; FFmpeg does not.
        return Samples { samples: vec![], sample_rate: 24_000 };
    }
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes.to_vec())), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Default::default(), source, Default::default(), Default::default())
        .unwrap();
    let track = format.default_track(TrackType::Audio).unwrap();
    let parameters = track.codec_params.as_ref().unwrap().audio().unwrap().clone();
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(&parameters, &AudioDecoderOptions::default().verify(true))
        .unwrap();
    let (mut samples, mut piece) = (Vec::new(), Vec::new());
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => break,
            // The end of a stream that did not say where it ends.
            Err(symphonia::core::errors::Error::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                break;
            }
            Err(error) => panic!("{error}"),
        };
        decoder.decode(&packet).unwrap().copy_to_vec_interleaved(&mut piece);
        samples.append(&mut piece);
    }
    // True or false where the format has a checksum of the samples (FLAC as a file).
    assert_ne!(decoder.finalize().verify_ok, Some(false), "checksum of the samples");
    Samples { samples, sample_rate: parameters.sample_rate.unwrap() }
}

/// Decodes by RFC 7845: the pre-skip is dropped, and the last page says where the stream ends.
fn decode_opus(bytes: &[u8]) -> Samples {
    let mut reader = ogg::PacketReader::new(Cursor::new(bytes));
    let head = reader.read_packet().unwrap().unwrap().data;
    assert_eq!(&head[..10], b"OpusHead\x01\x01");
    let pre_skip = u16::from_le_bytes([head[10], head[11]]);
    let tags = reader.read_packet().unwrap().unwrap().data;
    assert_eq!(&tags[..17], b"OpusTags\x05\0\0\0natiq");

    let mut decoder = OpusDecoder::new(48_000, 1).unwrap();
    let (mut samples, mut frame, mut end) = (Vec::new(), vec![0.0; 5_760], None);
    while let Some(packet) = reader.read_packet().unwrap() {
        assert_eq!(end, None, "a packet after the end");
        let n = decoder.decode(&packet.data, 5_760, &mut frame).unwrap();
        samples.extend_from_slice(&frame[..n]);
        if packet.last_in_stream() {
            end = Some(packet.absgp_page() as usize);
        }
    }
    let end = end.expect("the stream says where it ends");
    assert!(end <= samples.len() && samples.len() - end < 960, "the last packet is needed");
    samples.truncate(end);
    Samples { samples: samples.split_off(usize::from(pre_skip)), sample_rate: 48_000 }
}

/// Where, of the 101 nearest places, one sound best fits the other, and how well (1.0 is the same).
fn best_lag(one: &[f32], other: &[f32]) -> (i64, f32) {
    let correlation = |lag: i64| {
        let (mut both, mut first, mut second) = (0.0_f64, 0.0_f64, 0.0_f64);
        for (i, &a) in one.iter().enumerate() {
            let Some(&b) = usize::try_from(i as i64 + lag).ok().and_then(|j| other.get(j)) else { continue };
            both += f64::from(a) * f64::from(b);
            first += f64::from(a).powi(2);
            second += f64::from(b).powi(2);
        }
        (both / (first * second).sqrt()) as f32
    };
    (-50..=50).map(|lag| (lag, correlation(lag))).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap()
}

/// At the rate it came out with (Opus is decoded at 48 kHz), what came out is as long as what went in, at its place, as
/// loud, and alike.
fn check_round_trip(format: Format, sample_rate: u32) {
    let original = speech(sample_rate as usize * 13 / 10 + 77, sample_rate);
    let decoded = decode(&encoded(&original, format), format, sample_rate);
    let expect = crate::audio::resample::resample(&original, decoded.sample_rate).unwrap();
    assert_eq!(decoded.samples.len(), expect.samples.len(), "{format} at {sample_rate} Hz");

    let (lag, likeness) = best_lag(&expect.samples, &decoded.samples);
    let least = if LOSSLESS.contains(&format) { 0.999_99 } else { 0.97 };
    assert!(lag == 0 && likeness > least, "{format} at {sample_rate} Hz: {likeness} at {lag}");
    let gain = level::rms(&decoded.samples) / level::rms(&expect.samples);
    assert!((gain - 1.0).abs() < 0.02, "{format} at {sample_rate} Hz: level times {gain}");

    let stream = streamed(&original, format, 1_000);
    let streamed = decode(&stream, format, sample_rate).samples;
    let n_expect = decoded.samples.len();
    match format {
        // The length is unknown, so up to two frames of silence follow.
        Format::Mp3 => {
            assert!((n_expect..n_expect + 2 * 1_152).contains(&streamed.len()), "{format}: {} samples", streamed.len());
            assert_eq!(streamed[..n_expect], decoded.samples);
            assert!(level::peak(&streamed[n_expect..]) < 0.02, "{format}: sound after the end");
        }
        // Symphonia drops the last packet, of 1,152 samples, if it is not full and the length is unknown.
        Format::Wav => {
            assert!(streamed.len() + 1_152 > n_expect, "{format}: {} samples", streamed.len());
            assert_eq!(streamed, decoded.samples[..streamed.len()]);
            assert_eq!(stream[44..], encoded(&original, format)[44..]);
        }
        _ => assert_eq!(streamed, decoded.samples, "{format} at {sample_rate} Hz"),
    }
}

#[test]
fn wav_gives_back_what_it_was_given() {
    RATES.into_iter().for_each(|rate| check_round_trip(Format::Wav, rate));
}

#[test]
fn pcm_gives_back_what_it_was_given() {
    RATES.into_iter().for_each(|rate| check_round_trip(Format::Pcm, rate));
}

#[test]
fn flac_gives_back_what_it_was_given() {
    RATES.into_iter().for_each(|rate| check_round_trip(Format::Flac, rate));
}

#[test]
fn opus_gives_back_what_it_was_given() {
    RATES.into_iter().for_each(|rate| check_round_trip(Format::Opus, rate));
}

#[cfg(feature = "mp3")]
#[test]
fn mp3_gives_back_what_it_was_given() {
    RATES.into_iter().for_each(|rate| check_round_trip(Format::Mp3, rate));
}

#[test]
fn lossless_formats_keep_every_bit() {
    let original = speech(30_011, 24_000);
    let expect: Vec<i16> = original.samples.iter().map(|&s| level::to_i16(s)).collect();
    for format in LOSSLESS {
        let decoded = decode(&encoded(&original, format), format, 24_000);
        let got: Vec<i16> = decoded.samples.iter().map(|&s| level::to_i16(s)).collect();
        assert_eq!(got, expect, "{format}");
    }
}

#[test]
fn every_length_is_kept() {
    // Around the frames of each codec (480, 576, 4,096), its delays, and nothing at all.
    let lengths =
        [0, 1, 2, 15, 16, 17, 31, 32, 33, 47, 100, 323, 324, 325, 479, 480, 481, 575, 576, 577, 803, 804, 805];
    let longer = [960, 1_104, 1_105, 1_106, 1_152, 2_400, 4_095, 4_096, 4_097, 4_112, 4_113, 8_192, 12_000, 12_001];
    for n in lengths.into_iter().chain(longer) {
        for format in formats() {
            let samples = speech(n, 24_000);
            let decoded = decode(&encoded(&samples, format), format, 24_000);
            let n_decoded = decoded.samples.len() as u64 * 24_000 / u64::from(decoded.sample_rate);
            assert_eq!(n_decoded, n as u64, "{format}");
        }
    }
}

#[test]
fn bytes_do_not_depend_on_how_the_samples_were_cut() {
    for sample_rate in [22_050, 24_000] {
        let samples = speech(30_000, sample_rate);
        for format in formats() {
            let whole = streamed(&samples, format, usize::MAX);
            for n_piece in [97, 480, 4_099] {
                assert!(streamed(&samples, format, n_piece) == whole, "{format} in pieces of {n_piece}");
            }
        }
    }
}

#[test]
fn same_samples_give_the_same_bytes() {
    let samples = speech(30_000, 24_000);
    for format in formats() {
        assert!(encoded(&samples, format) == encoded(&samples, format), "{format}");
    }
}

#[test]
fn sound_comes_before_the_end() {
    for format in formats() {
        let mut encoder = Encoder::new(format, 24_000, &Tags::default()).unwrap();
        let head = encoder.push(&[]).unwrap();
        assert_eq!(head.is_empty(), format == Format::Pcm, "{format}: the first push gives the head");
        // How many samples were pushed since there last were bytes.
        let (mut waited, mut n_bytes) = (0, 0);
        for (i, piece) in speech(5 * 24_000, 24_000).samples.chunks(240).enumerate() {
            let bytes = encoder.push(piece).unwrap();
            waited = if bytes.is_empty() { waited + piece.len() } else { 0 };
            n_bytes += bytes.len();
            assert!(waited < 12_000, "{format}: nothing for half a second");
            assert!(i < 20 || n_bytes > 0, "{format}: nothing in the first 200 ms");
        }
    }
}

#[test]
fn exact_head_takes_the_place_of_the_first() {
    let samples = speech(30_000, 24_000);
    for tags in [Tags::default(), Tags { title: Some("عنوان".into()), artist: Some("كاتبة".into()), ..Tags::default() }]
    {
        for format in formats() {
            let mut encoder = Encoder::new(format, 24_000, &tags).unwrap();
            let n_head = encoder.push(&[]).unwrap().len();
            let sound = encoder.push(&samples.samples).unwrap();
            let finished = encoder.finish().unwrap();
            assert!(finished.head.is_empty() || finished.head.len() == n_head, "{format}");
            let bytes = encode(&samples, format, &tags).unwrap();
            assert_eq!(bytes.len(), n_head + sound.len() + finished.tail.len(), "{format}");
            let n_decoded = decode(&bytes, format, 24_000).duration();
            assert_eq!(n_decoded, samples.duration(), "{format}");
        }
    }
}

#[test]
fn file_written_in_pieces_is_the_same_as_one_encoded_at_once() {
    let samples = speech(30_000, 24_000);
    for format in formats() {
        let mut file = tempfile::tempfile().unwrap();
        let pieces = samples.samples.chunks(700);
        assert_eq!(write(&mut file, pieces, 24_000, format, &Tags::default()).unwrap(), 0);
        let mut bytes = Vec::new();
        file.rewind().unwrap();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        assert!(bytes == encoded(&samples, format), "{format}");
    }
}

#[test]
fn nothing_is_a_valid_file_of_no_duration() {
    let nothing = Samples { samples: vec![], sample_rate: 24_000 };
    for format in formats() {
        for bytes in [encoded(&nothing, format), streamed(&nothing, format, 1)] {
            assert_eq!(bytes.is_empty(), format == Format::Pcm);
            let n = decode(&bytes, format, 24_000).samples.len();
            assert!(n == 0 || format == Format::Mp3 && n <= 2 * 576, "{format}: {n}");
        }
    }
}

#[test]
fn samples_that_are_not_finite_are_silence_and_are_counted() {
    let clean = speech(20_000, 24_000);
    let (mut silenced, mut damaged) = (clean.clone(), clean);
    for (i, damage) in [(5_000, f32::NAN), (5_001, f32::INFINITY), (12_345, f32::NEG_INFINITY)] {
        silenced.samples[i] = 0.0;
        damaged.samples[i] = damage;
    }
    for format in formats() {
        assert!(encoded(&damaged, format) == encoded(&silenced, format), "{format}");
        let mut encoder = Encoder::new(format, 24_000, &Tags::default()).unwrap();
        encoder.push(&damaged.samples).unwrap();
        assert_eq!(encoder.n_not_finite(), 3, "{format}");
    }
}

#[test]
fn peaks_beyond_full_scale_are_rounded_off_and_never_wrap() {
    let mut loud = speech(24_000, 24_000);
    loud.samples.iter_mut().for_each(|sample| *sample *= 5.0);
    assert!(level::peak(&loud.samples) > 2.0);
    for format in formats() {
        let decoded = decode(&encoded(&loud, format), format, 24_000);
        let step = decoded.samples.len() / loud.samples.len();
        for (i, &sample) in loud.samples.iter().enumerate().filter(|(_, sample)| sample.abs() > 1.0) {
            let got = decoded.samples[i * step];
            assert!(got * sample > 0.0 && got.abs() > 0.2, "{format}: {sample} became {got}");
        }
    }
}

/// Two utterances with a pause between: in what is heard, the pause is as long as intended, and the joins do not click.
///
/// The voice makes silence of its own before and after, or none: then it is cut off in the middle of a tone.
fn check_pause(format: Format, sample_rate: u32, own_ms: (u64, u64), pause: Duration) {
    let n = |milliseconds| n_samples(Duration::from_millis(milliseconds), sample_rate);
    let (n_before, n_voice, n_after) = (n(own_ms.0), n(500), n(own_ms.1));
    let mut voice: Vec<f32> = (0..n_voice)
        .map(|i| {
            let phase = 150.0 * i as f64 / f64::from(sample_rate);
            (1..=4).map(|h| 0.15 * (std::f64::consts::TAU * phase * f64::from(h)).cos() as f32).sum()
        })
        .collect();
    let steepest = voice.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
    // Where the voice goes over into silence of its own, it does so softly: what it does itself is not ours to mend.
    crate::audio::fade_in(&mut voice, if n_before > 0 { n(3) } else { 0 });
    crate::audio::fade_out(&mut voice, if n_after > 0 { n(3) } else { 0 });
    let samples = [vec![0.0; n_before], voice, vec![0.0; n_after]].concat();
    let edges = Edges { leading: n_before, trailing: n_after };
    let joined = join(&Samples { samples, sample_rate }, edges, pause).samples.samples;
    let both = Samples { samples: [joined.clone(), joined].concat(), sample_rate };
    let decoded = decode(&encoded(&both, format), format, sample_rate);

    // Sound is where 1 ms has an effective value above -40 dB.
    let n_window = decoded.sample_rate as usize / 1_000;
    let windows = decoded.samples.chunks(n_window).enumerate();
    let loud: Vec<usize> = windows.filter_map(|(i, window)| (level::rms(window) > 0.01).then_some(i)).collect();
    let heard = loud.windows(2).map(|pair| pair[1] - pair[0] - 1).max().unwrap();
    let difference = heard.abs_diff(pause.as_millis() as usize);
    assert!(difference <= 10, "{format} at {sample_rate} Hz, {own_ms:?}: {heard} ms of silence for {pause:?}");

    let steepest = steepest * sample_rate as f32 / decoded.sample_rate as f32;
    let jump = decoded.samples.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
    assert!(jump < 1.5 * steepest, "{format} at {sample_rate} Hz, {own_ms:?}: jump of {jump}, the voice: {steepest}");
}

#[test]
fn pauses_are_heard_as_intended_and_joins_do_not_click() {
    for format in formats() {
        for own_ms in [(90, 60), (0, 0), (0, 300)] {
            for milliseconds in [80, 250, 700] {
                check_pause(format, 24_000, own_ms, Duration::from_millis(milliseconds));
            }
        }
        check_pause(format, 22_050, (90, 60), Duration::from_millis(250));
    }
}

#[test]
fn head_of_a_wav_stream_leaves_the_sizes_open() {
    let mut encoder = Encoder::new(Format::Wav, 24_000, &Tags::default()).unwrap();
    let head = encoder.push(&[]).unwrap();
    let expect =
        b"RIFF\xFF\xFF\xFF\xFFWAVEfmt \x10\0\0\0\x01\0\x01\0\xC0\x5D\0\0\x80\xBB\0\0\x02\0\x10\0data\xFF\xFF\xFF\xFF";
    assert_eq!(head, expect);
}

#[test]
fn head_of_a_wav_file_has_the_sizes() {
    let bytes = encoded(&Samples { samples: vec![0.5; 3], sample_rate: 24_000 }, Format::Wav);
    assert_eq!(bytes.len(), 50);
    assert_eq!((&bytes[4..8], &bytes[40..44]), ([42, 0, 0, 0].as_slice(), [6, 0, 0, 0].as_slice()));
    assert_eq!(bytes[44..], [0, 64, 0, 64, 0, 64]);
}

#[test]
fn flac_as_a_stream_has_no_length_and_as_a_file_a_checksum() {
    let samples = speech(10_000, 24_000);
    let of_samples = |bytes: &[u8]| u64::from_be_bytes(bytes[18..26].try_into().unwrap()) & 0xF_FFFF_FFFF;
    let (stream, file) = (streamed(&samples, Format::Flac, 99), encoded(&samples, Format::Flac));
    assert_eq!((of_samples(&stream), &stream[26..42]), (0, [0; 16].as_slice()));
    assert_eq!(of_samples(&file), 10_000);
    assert_ne!(file[26..42], [0; 16]);
}

#[test]
fn opus_pages_are_short_and_count_on() {
    let bytes = encoded(&speech(24_000 * 3, 24_000), Format::Opus);
    let mut reader = ogg::PacketReader::new(Cursor::new(bytes));
    let mut ends = Vec::new();
    while let Some(packet) = reader.read_packet().unwrap() {
        if packet.last_in_page() {
            ends.push(packet.absgp_page());
        }
    }
    // Two headers, 100 ms, half seconds, and the end: three seconds and the pre-skip.
    assert_eq!(ends, [0, 0, 4_800, 28_800, 52_800, 76_800, 100_800, 124_800, 144_312]);
}

#[cfg(feature = "mp3")]
#[test]
fn mp3_refuses_rates_it_does_not_know() {
    let error = Encoder::new(Format::Mp3, 96_000, &Tags::default()).err().unwrap();
    assert_eq!(error.to_string(), "format `mp3` cannot hold 96000 Hz (16000, 22050, 24000, 32000, 44100 or 48000 Hz)");
}

#[test]
fn rate_of_zero_is_refused() {
    for format in formats() {
        let error = Encoder::new(format, 0, &Tags::default()).err().unwrap();
        assert!(matches!(error, Error::SampleRate { sample_rate: 0, .. }), "{error}");
    }
}

#[test]
fn unusual_rates_are_encoded_or_refused() {
    for format in formats() {
        for sample_rate in [1, 999, 7_999, 11_025, 96_000, 191_999, 655_351, u32::MAX] {
            let Ok(mut encoder) = Encoder::new(format, sample_rate, &Tags::default()) else { continue };
            encoder.push(&[0.1; 100]).unwrap();
            encoder.finish().unwrap();
        }
    }
}

#[test]
fn format_is_known_by_its_name_in_any_case() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
        assert_eq!(format.name().to_uppercase().parse(), Ok(format));
        assert_eq!(Format::from_extension(format.extension()), Some(format));
    }
    let error = "m4a".parse::<Format>().unwrap_err();
    let there_are = "there are `wav`, `mp3`, `opus`, `flac`, `pcm` and, with FFmpeg, `aac`";
    assert_eq!(error.to_string(), format!("format `m4a` does not exist ({there_are})"));
}

#[test]
fn format_is_known_by_the_name_of_a_file() {
    let of = |path: &str| Format::from_path(Path::new(path));
    assert_eq!(of("مقال.mp3"), Some(Format::Mp3));
    assert_eq!(of("dir.wav/article.OGG"), Some(Format::Opus));
    assert_eq!(of("article"), None);
    assert_eq!(of("article.txt"), None);
}

#[test]
fn bare_samples_say_their_rate_in_the_media_type() {
    assert!(Format::Pcm.media_type(24_000).starts_with("audio/pcm;rate=24000;channels=1"));
    assert_eq!(Format::Opus.media_type(24_000), "audio/ogg; codecs=opus");
}

#[test]
fn encoders_pass_between_threads() {
    fn check<T: Send>() {}
    check::<Encoder>();
    check::<Error>();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Any bits at all, cut anywhere: no panic, and the duration is that of the samples.
    #[test]
    fn any_samples_are_encoded(samples in proptest::collection::vec(any::<f32>(), 0..3_000), n_piece in 1_usize..700) {
        let samples = Samples { samples, sample_rate: 24_000 };
        for format in formats() {
            let stream = streamed(&samples, format, n_piece);
            let file = encoded(&samples, format);
            prop_assert_eq!(stream.len(), file.len());
            prop_assert_eq!(decode(&file, format, 24_000).duration(), samples.duration());
        }
    }
}
