//! Kokoro voices, held to what the package's own Python makes of the same symbols (`tests/kokoro/reference.py`).

use std::path::{Path, PathBuf};

use natiq::{
    onnx::Runtime,
    phonemize::Phonemes,
    voice::{Package, Pitch, Rate, Spoken, Timings, Voice},
};

/// The folder that `tests/kokoro/reference.py` filled.
fn reference() -> Option<PathBuf> {
    let folder = std::env::var_os("NATIQ_KOKORO_REFERENCE").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: NATIQ_KOKORO_REFERENCE is not set (tests/kokoro/reference.py says how)");
    }
    folder
}

fn open(folder: &Path) -> Voice {
    let runtime: Runtime = crate::speech::engine().0;
    Voice::open(&Package::read(folder).unwrap(), &runtime).unwrap()
}

#[derive(serde::Deserialize)]
struct Row {
    phonemes: String,
    ids: Vec<i64>,
    rate: f32,
    samples: Vec<f32>,
}

fn speak(voice: &mut Voice, phonemes: &str, rate: f32, semitones: f32) -> Spoken {
    let phonemes: Phonemes = phonemes.parse().unwrap();
    voice.speak(&phonemes, Rate::new(rate).unwrap(), Pitch::new(semitones).unwrap()).unwrap()
}

/// Root mean square of a stretch.
fn level(samples: &[f32]) -> f32 {
    (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32).sqrt()
}

/// The period in samples that a stretch agrees best with, between 80 and 500 Hz.
fn period(samples: &[f32]) -> f32 {
    let agreement = |lag: usize| {
        let (early, late) = (&samples[..samples.len() - lag], &samples[lag..]);
        early.iter().zip(late).map(|(a, b)| a * b).sum::<f32>() / (level(early) * level(late) * early.len() as f32)
    };
    (24_000 / 500..24_000 / 80).max_by(|&one, &other| agreement(one).total_cmp(&agreement(other))).unwrap() as f32
}

#[test]
fn kokoro_gives_the_samples_of_its_own_python() {
    let Some(folder) = reference() else { return };
    let rows: Vec<Row> = serde_json::from_slice(&std::fs::read(folder.join("reference.json")).unwrap()).unwrap();
    assert!(rows.len() >= 3);
    let mut voice = open(&folder.join("kokoro"));
    assert!(voice.takes_pitch() && voice.timings() == Timings::Exact);
    for row in rows {
        assert_eq!(voice.symbol_ids(&row.phonemes.parse().unwrap()), row.ids, "{}", row.phonemes);
        let spoken = speak(&mut voice, &row.phonemes, row.rate, 0.0);
        let samples = &spoken.samples.samples;
        assert_eq!(samples.len(), row.samples.len());
        let worst = samples.iter().zip(&row.samples).map(|(ours, theirs)| (ours - theirs).abs()).fold(0.0, f32::max);
        assert!(worst == 0.0, "samples differ by {worst}: {}", row.phonemes);
        // Words follow one another within the sound, and are heard; what is before and after is not.
        let mut end = spoken.edges.leading;
        for span in spoken.tokens.iter().filter(|span| !span.is_empty()) {
            assert!(span.start >= end && span.end <= samples.len(), "{:?}", spoken.tokens);
            end = span.end;
        }
        let spoken_level = level(&samples[spoken.edges.leading..samples.len() - spoken.edges.trailing]);
        assert!(level(&samples[samples.len() - spoken.edges.trailing / 2..]) < spoken_level / 10.0);
    }
}

#[test]
fn kokoro_goes_higher_and_faster_when_asked() {
    let Some(folder) = reference() else { return };
    let mut voice = open(&folder.join("kokoro"));
    let long = "m aː m aː n aː m aː";
    let natural = speak(&mut voice, long, 1.0, 0.0);
    assert_eq!(speak(&mut voice, long, 1.0, 0.0), natural);
    let middle = natural.samples.samples.len() / 2;
    let own = period(&natural.samples.samples[middle - 3000..middle + 3000]);
    for semitones in [-4.0, 4.0] {
        let other = speak(&mut voice, long, 1.0, semitones);
        assert_eq!(other.samples.samples.len(), natural.samples.samples.len());
        let factor = own / period(&other.samples.samples[middle - 3000..middle + 3000]);
        let wanted = (semitones / 12.0).exp2();
        assert!((factor / wanted - 1.0).abs() < 0.08, "{factor} for {wanted}");
    }
    let fast = speak(&mut voice, long, 2.0, 0.0).samples.samples.len() as f32;
    let ratio = natural.samples.samples.len() as f32 / fast;
    assert!((1.6..2.4).contains(&ratio), "{ratio} times as fast at rate 2");
}
