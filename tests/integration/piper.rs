//! Piper voices, held to what the piper-tts package itself makes of the same ids (`tests/piper/reference.py`).

use std::path::PathBuf;

use natiq::{
    onnx::Runtime,
    phonemize::Phonemes,
    voice::{Package, Pitch, Rate, Voice},
};

/// The folder that `tests/piper/reference.py` filled.
fn reference() -> Option<PathBuf> {
    let folder = std::env::var_os("NATIQ_PIPER_REFERENCE").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: NATIQ_PIPER_REFERENCE is not set (tests/piper/reference.py says how)");
    }
    folder
}

fn joe(folder: &std::path::Path) -> Voice {
    let runtime: Runtime = crate::speech::engine().0;
    Voice::open(&Package::read(&folder.join("joe")).unwrap(), &runtime).unwrap()
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
    let mut voice = joe(&folder);
    for row in rows {
        let samples = voice.run_piper(row.ids, row.scales).unwrap().unwrap();
        assert_eq!(samples.len(), row.samples.len());
        let worst = samples.iter().zip(&row.samples).map(|(ours, theirs)| (ours - theirs).abs()).fold(0.0, f32::max);
        assert!(worst < 1e-4, "samples differ by {worst}");
    }
}

#[test]
fn piper_voice_speaks_arabic_phonemes_with_a_frame_and_pads() {
    let Some(folder) = reference() else { return };
    let mut voice = joe(&folder);
    let phonemes: Phonemes = "m a | b i .".parse().unwrap();
    // The ids of `^ _ m _ a _ space _ b _ i _ . _ $` in the default map.
    assert_eq!(voice.symbol_ids(&phonemes), [1, 0, 25, 0, 14, 0, 3, 0, 15, 0, 21, 0, 10, 0, 2]);
    let spoken = voice.speak(&phonemes, Rate::NATURAL, Pitch::NATURAL).unwrap();
    assert!(spoken.samples.samples.len() > 5_000);
    assert!(spoken.tokens[0].end <= spoken.tokens[1].start && spoken.tokens[1].end <= spoken.samples.samples.len());
}
