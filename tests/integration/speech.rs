//! From text to samples with the real models.

use std::{path::PathBuf, sync::Arc, time::Duration};

use natiq::{
    article::{Paragraph, Role},
    config::Config,
    pipeline::{Manner, Pipeline, Speech},
    utterance::{Utterance, utterances},
    voice::{Catalog, DEFAULT_VOICE, Pitch, Rate, Voice},
};

/// Opens the real models, provisioned into the data directory where they are missing.
pub(crate) fn pipeline() -> Pipeline {
    let (runtime, catalog) = engine();
    Pipeline::open(runtime, catalog).unwrap()
}

/// Provisions and checks what a pipeline needs. Safe to call from many tests at once: provisioning takes a lock.
pub(crate) fn engine() -> (natiq::onnx::Runtime, Arc<Catalog>) {
    let mut config = Config::default();
    if let Some(data_dir) = std::env::var_os("NATIQ_DATA_DIR") {
        config.data_dir = PathBuf::from(data_dir);
    }
    let provision = config.provision();
    let runtime = provision.runtime(&mut |line| eprintln!("{line}")).unwrap();
    let catalog = Arc::new(Catalog::load(&[], &runtime).unwrap());
    (runtime, catalog)
}

pub(crate) fn paragraph(text: &str) -> Vec<Utterance> {
    utterances(&Paragraph::new(Role::Body, text.to_owned(), 0..text.len()))
}

fn speak(pipeline: &mut Pipeline, text: &str) -> Vec<Speech> {
    let manner = Manner::default();
    paragraph(text).iter().map(|utterance| pipeline.speak(utterance, &manner).unwrap()).collect()
}

/// A sentence with phonemes, ids and sound from the training side.
#[derive(serde::Deserialize)]
struct Golden {
    text: String,
    phonemes: Vec<String>,
    ids: Vec<i64>,
    durations: Vec<i64>,
    samples: usize,
    rms: f32,
}

fn golden() -> Vec<Golden> {
    let golden: Vec<Golden> = serde_json::from_str(include_str!("../data/ziad_golden.json")).unwrap();
    assert_eq!(golden.len(), 3);
    golden
}

#[test]
fn golden_sentences_have_the_phonemes_and_ids_of_the_training_side() {
    let mut pipeline = pipeline();
    let (runtime, catalog) = engine();
    let voice = Voice::open(catalog.get(DEFAULT_VOICE).unwrap(), &runtime).unwrap();
    for golden in golden() {
        let utterance = &paragraph(&golden.text)[0];
        let stages = pipeline.stages(utterance, &Manner::default()).unwrap();
        assert_eq!(voice.symbol_ids(&stages.phonemes), golden.ids, "{}: {}", golden.text, golden.phonemes.join(" "));
    }
}

#[test]
fn golden_sentences_have_the_durations_and_loudness_of_the_training_side() {
    let mut pipeline = pipeline();
    let (runtime, catalog) = engine();
    let mut voice = Voice::open(catalog.get(DEFAULT_VOICE).unwrap(), &runtime).unwrap();
    for golden in golden() {
        let stages = pipeline.stages(&paragraph(&golden.text)[0], &Manner::default()).unwrap();
        let spoken = voice.speak(&stages.phonemes, Rate::NATURAL, Pitch::NATURAL).unwrap();
        assert_eq!(spoken.samples.samples.len(), golden.samples, "{}", golden.text);
        assert_eq!(i64::try_from(spoken.edges.leading).unwrap(), golden.durations[0]);
        let energy: f32 = spoken.samples.samples.iter().map(|sample| sample * sample).sum();
        let rms = (energy / golden.samples as f32).sqrt();
        assert!((rms - golden.rms).abs() < 1e-3, "RMS {rms}, expected {}", golden.rms);
    }
}

#[test]
fn same_text_gives_the_same_samples() {
    let mut pipeline = pipeline();
    let text = "وصل القطار إلى المدينة في الساعة الثالثة. نزل منه ثلاثون راكبا.";
    assert_eq!(speak(&mut pipeline, text)[0].samples, speak(&mut pipeline, text)[0].samples);
}

#[test]
fn word_timings_are_in_order_and_inside_the_audio() {
    let mut pipeline = pipeline();
    for speech in speak(&mut pipeline, "قال الوزير، في عام 2014، إن 30 قرية ستصلها المياه؛ وأضاف: العمل مستمر.")
    {
        assert!(speech.words.len() > 5);
        let mut end = Duration::ZERO;
        for word in &speech.words {
            assert!(word.start >= end && word.end > word.start, "{word:?} after {end:?}");
            end = word.end;
        }
        assert!(end <= speech.samples.duration());
        assert!(speech.notes.is_empty(), "{:?}", speech.notes);
    }
}

#[test]
fn faster_speech_is_shorter() {
    let mut pipeline = pipeline();
    let utterance = &paragraph("تنعقد القمة العربية في العاصمة الجزائرية مطلع الشهر المقبل.")[0];
    let at = |pipeline: &mut Pipeline, rate| {
        let manner = Manner { rate: Rate::new(rate).unwrap(), ..Manner::default() };
        pipeline.speak(utterance, &manner).unwrap().samples.duration().as_secs_f32()
    };
    let ratio = at(&mut pipeline, 1.0) / at(&mut pipeline, 2.0);
    assert!((1.7..2.3).contains(&ratio), "twice the rate is {ratio} times shorter");
}

#[test]
fn text_without_a_word_is_a_pause_with_a_note() {
    let mut pipeline = pipeline();
    for text in ["🎉", "…", "\u{200f}"] {
        for speech in speak(&mut pipeline, text) {
            assert!(speech.words.is_empty());
            assert!(speech.samples.samples.iter().all(|&sample| sample == 0.0));
        }
    }
}

#[test]
fn words_move_with_the_silence_before_them() {
    let mut pipeline = pipeline();
    let speech = speak(&mut pipeline, "عاد الفريق إلى المدينة.").remove(0);
    let later = speech.clone().after(Duration::from_millis(100));
    let n_silent = later.samples.samples.len() - speech.samples.samples.len();
    assert_eq!(n_silent, 2_400);
    assert!(later.samples.samples[..n_silent].iter().all(|&sample| sample == 0.0));
    assert_eq!(later.samples.samples[n_silent..], speech.samples.samples);
    assert!(!speech.words.is_empty());
    for (moved, word) in later.words.iter().zip(&speech.words) {
        assert_eq!(moved.start, word.start + Duration::from_millis(100));
        assert_eq!(moved.end, word.end + Duration::from_millis(100));
    }
}
