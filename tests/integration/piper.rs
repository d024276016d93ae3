//! Piper voices, held to what the piper-tts package itself makes of the same ids (`tests/piper/reference.py`).

use std::path::PathBuf;

use natiq::{
    onnx::Runtime,
    phonemize::Phonemes,
    voice::{Package, Pitch, Rate, Timings, Voice},
};

/// The folder that `tests/piper/reference.py` filled.
fn reference() -> Option<PathBuf> {
    let folder = std::env::var_os("NATIQ_PIPER_REFERENCE").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: NATIQ_PIPER_REFERENCE is not set (tests/piper/reference.py says how)");
    }
    folder
}

fn open(folder: &std::path::Path, id: &str) -> Voice {
    let runtime: Runtime = crate::speech::engine().0;
    Voice::open(&Package::read(&folder.join(id)).unwrap(), &runtime).unwrap()
}

/// Phonemes of ours and the ids that the package makes of their spelling.
#[derive(serde::Deserialize)]
struct Framing {
    voice: String,
    phonemes: String,
    ids: Vec<i64>,
}

#[derive(serde::Deserialize)]
struct Row {
    ids: Vec<i64>,
    scales: [f32; 3],
    samples: Vec<f32>,
}

#[test]
fn piper_voice_without_noise_gives_the_samples_of_piper() {
    let Some(folder) = reference() else { return };
    let rows: Vec<Row> = serde_json::from_slice(&std::fs::read(folder.join("reference.json")).unwrap()).unwrap();
    assert!(rows.len() >= 3);
    let mut voice = open(&folder, "joe");
    for row in rows {
        let samples = voice.run_piper(row.ids, row.scales).unwrap().unwrap();
        assert_eq!(samples.len(), row.samples.len());
        let worst = samples.iter().zip(&row.samples).map(|(ours, theirs)| (ours - theirs).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-4, "samples differ by {worst}");
    }
}

#[test]
fn words_and_pauses_are_framed_as_piper_frames_them() {
    let Some(folder) = reference() else { return };
    let rows: Vec<Framing> = serde_json::from_slice(&std::fs::read(folder.join("framing.json")).unwrap()).unwrap();
    assert!(rows.len() >= 4);
    for row in rows {
        let ids = open(&folder, &row.voice).symbol_ids(&row.phonemes.parse().unwrap());
        assert_eq!(ids, row.ids, "{}: {}", row.voice, row.phonemes);
    }
}

#[test]
fn piper_voice_tells_when_words_are_heard_and_says_the_same_twice() {
    let Some(folder) = reference() else { return };
    let mut voice = open(&folder, "joe");
    assert_eq!(voice.timings(), Timings::Exact);
    let phonemes: Phonemes = "m a l a m a , b i l a d i .".parse().unwrap();
    let mut speak = |rate| voice.speak(&phonemes, Rate::new(rate).unwrap(), Pitch::NATURAL).unwrap();
    // With all the noise that the voice was published with.
    let spoken = speak(1.0);
    assert_eq!(speak(1.0), spoken);
    let n_samples = spoken.samples.samples.len();
    assert!(n_samples > 5_000 && speak(2.0).samples.samples.len() < n_samples * 2 / 3);
    let [first, pause, second, last] = &spoken.tokens[..] else { panic!("{:?}", spoken.tokens) };
    assert!(first.start == spoken.edges.leading && first.end <= pause.start && pause.end <= second.start);
    assert_eq!((second.end, last.len()), (n_samples - spoken.edges.trailing, 0));
    let level = |samples: &[f32]| (samples.iter().map(|x| x * x).sum::<f32>() / samples.len().max(1) as f32).sqrt();
    let samples = &spoken.samples.samples;
    assert!(level(&samples[first.clone()]) > 3.0 * level(&samples[samples.len() - spoken.edges.trailing / 2..]));
}
