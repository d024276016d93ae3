//! From text to samples with the real models.

use std::{path::PathBuf, sync::Arc, time::Duration};

use natiq::{
    article::{Paragraph, Role},
    config::Config,
    pipeline::{PauseFactor, Pauses, Pipeline, Speech, SpeechOptions, WordTiming},
    utterance::{Break, Part, Utterance, utterances},
    voice::{Catalog, Pitch, Rate, Voice, embedded_ids},
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

/// What a pause may hold: room tone, 90 dB below full scale.
const ROOM_TONE: f32 = 3e-5;

fn speak(pipeline: &mut Pipeline, text: &str) -> Vec<Speech> {
    let speech_options = SpeechOptions::default();
    paragraph(text).iter().map(|utterance| pipeline.speak(utterance, &speech_options).unwrap()).collect()
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

/// Returns the embedded voices, each with its golden sentences.
fn golden() -> Vec<(Voice, Vec<Golden>)> {
    let (runtime, catalog) = engine();
    let files = [
        ("ziad", include_str!("../data/ziad_golden.json")),
        ("nadim", include_str!("../data/nadim_golden.json")),
        ("layla", include_str!("../data/layla_golden.json")),
    ];
    assert!(embedded_ids().all(|id| files.iter().any(|file| file.0 == id)), "a voice without golden sentences");
    let read = |(id, file): (&str, &str)| {
        let golden: Vec<Golden> = serde_json::from_str(file).unwrap();
        assert_eq!(golden.len(), 3);
        (Voice::open(catalog.get(id).unwrap(), &runtime).unwrap(), golden)
    };
    files.map(read).into()
}

#[test]
fn golden_sentences_have_the_phonemes_and_ids_of_the_training_side() {
    let mut pipeline = pipeline();
    for (voice, sentences) in golden() {
        for golden in sentences {
            let stages = pipeline.stages(&paragraph(&golden.text)[0], &SpeechOptions::default()).unwrap();
            assert_eq!(
                voice.symbol_ids(&stages.phonemes),
                golden.ids,
                "{}: {}",
                golden.text,
                golden.phonemes.join(" ")
            );
        }
    }
}

#[test]
fn golden_sentences_have_the_durations_and_loudness_of_the_training_side() {
    let mut pipeline = pipeline();
    for (mut voice, sentences) in golden() {
        for golden in sentences {
            let stages = pipeline.stages(&paragraph(&golden.text)[0], &SpeechOptions::default()).unwrap();
            let spoken = voice.speak(&stages.phonemes, Rate::NATURAL, Pitch::NATURAL).unwrap();
            assert_eq!(spoken.samples.samples.len(), golden.samples, "{}", golden.text);
            assert_eq!(i64::try_from(spoken.edges.leading).unwrap(), golden.durations[0]);
            let energy: f32 = spoken.samples.samples.iter().map(|sample| sample * sample).sum();
            let rms = (energy / golden.samples as f32).sqrt();
            assert!((rms - golden.rms).abs() < 1e-3, "RMS {rms}, expected {}", golden.rms);
        }
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
        let speech_options = SpeechOptions { rate: Rate::new(rate).unwrap(), ..SpeechOptions::default() };
        pipeline.speak(utterance, &speech_options).unwrap().samples.duration().as_secs_f32()
    };
    let ratio = at(&mut pipeline, 1.0) / at(&mut pipeline, 2.0);
    assert!((1.7..2.3).contains(&ratio), "twice the rate is {ratio} times shorter");
}

#[test]
fn pauses_are_as_many_times_as_long_as_the_listener_wants() {
    let mut pipeline = pipeline();
    let utterance = &paragraph("وصل القطار، ثم نزل الركاب.")[0];
    let mut at = |factor| {
        let mut speech_options = SpeechOptions::default();
        speech_options.pauses.factor = PauseFactor::new(factor).unwrap();
        let speech = pipeline.speak(utterance, &speech_options).unwrap();
        let [comma, end] =
            [speech.words[2].start - speech.words[1].end, speech.samples.duration() - speech.words[3].end];
        (comma.as_secs_f32(), end.as_secs_f32(), (speech.words[1].end - speech.words[0].start).as_secs_f32())
    };
    let (usual, half, triple) = (at(1.0), at(0.5), at(3.0));
    let usual_pauses = Pauses::default();
    for (pauses, factor) in [(half, 0.5), (triple, 3.0)] {
        let more = |usual: Duration| usual.as_secs_f32() * (factor - 1.0);
        assert!((pauses.0 - usual.0 - more(usual_pauses.phrase)).abs() < 0.02, "{usual:?}, {factor}: {pauses:?}");
        assert!((pauses.1 - usual.1 - more(usual_pauses.paragraph)).abs() < 0.02, "{usual:?}, {factor}: {pauses:?}");
        assert!((pauses.2 - usual.2).abs() < 0.001, "the words themselves: {usual:?}, {factor}: {pauses:?}");
    }
}

#[test]
fn text_without_a_word_is_a_pause_with_a_note() {
    let mut pipeline = pipeline();
    for text in ["🎉", "…", "\u{200f}"] {
        for speech in speak(&mut pipeline, text) {
            assert!(speech.words.is_empty());
            assert!(speech.samples.samples.iter().all(|sample| sample.abs() <= ROOM_TONE));
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
    assert!(later.samples.samples[..n_silent].iter().all(|sample| sample.abs() <= ROOM_TONE));
    assert_eq!(later.samples.samples[n_silent..], speech.samples.samples);
    assert!(!speech.words.is_empty());
    for (moved, word) in later.words.iter().zip(&speech.words) {
        assert_eq!(moved.start, word.start + Duration::from_millis(100));
        assert_eq!(moved.end, word.end + Duration::from_millis(100));
    }
}

#[test]
fn a_case_that_the_words_beside_a_number_do_not_settle_is_asked_of_the_diacritizer() {
    let mut pipeline = pipeline();
    let speech_options = SpeechOptions::default();
    let mut said = |text: &str| -> String {
        let stages = paragraph(text)
            .iter()
            .map(|utterance| pipeline.stages(utterance, &speech_options).unwrap())
            .collect::<Vec<_>>();
        natiq::explain::words(&stages.iter().flat_map(|stages| stages.normalized.tokens.clone()).collect::<Vec<_>>())
    };
    assert_eq!(said("لعب بقميص برشلونة 126 مباراة."), "لعب بقميص برشلونة مئة وستا وعشرين مباراة");
    assert_eq!(
        said("بلغت الكمية خمسة ملايين سهم تقاسمتها 1542 صفقة."),
        "بلغت الكمية خمسة ملايين سهم تقاسمتها ألف وخمسمئة واثنتان وأربعون صفقة"
    );
}

#[test]
fn parts_of_an_utterance_are_heard_as_in_the_whole() {
    let mut pipeline = pipeline();
    let text = "بلغت قيمة العقد 3.6 مليون دولار وفق البيان، بحسب الوزارة.";
    let whole = paragraph(text).remove(0);
    let at = text.find("وفق").unwrap();
    for voice in ["nadim", "ziad"] {
        let speech_options = SpeechOptions { voice: voice.to_owned(), ..SpeechOptions::default() };
        let all = pipeline.speak(&whole, &speech_options).unwrap();
        let mut part = |range: std::ops::Range<usize>| {
            let part_of = Some(Box::new(Part { whole: whole.clone(), range: range.clone() }));
            // As the renderer gives it: sources count from its start.
            let utterance = Utterance { part_of, ..Utterance::alone(&text[range], Break::Joined) };
            pipeline.speak(&utterance, &speech_options).unwrap()
        };
        let (first, rest) = (part(0..at), part(at..text.len()));
        let n_first = first.words.len();
        assert_eq!(first.samples.samples.len() + rest.samples.samples.len(), all.samples.samples.len(), "{voice}");
        assert_eq!(rest.samples.samples, all.samples.samples[first.samples.samples.len()..], "{voice}");
        let texts = |words: &[WordTiming]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
        assert_eq!([texts(&first.words), texts(&rest.words)].concat(), texts(&all.words));
        // Its own words, with the ending that the whole gives them.
        assert!(texts(&rest.words)[0].starts_with("وَفْقَ"), "{:?}", rest.words);
        assert_eq!(rest.words[0].source.start, 0);
        assert_eq!(first.words, all.words[..n_first]);
        assert_eq!(first.samples.duration() + rest.words[0].start, all.words[n_first].start);
        let (heard, expected) = (&first.samples.samples, &all.samples.samples[..first.samples.samples.len()]);
        let energy = |samples: &mut dyn Iterator<Item = f32>| samples.map(|sample| sample * sample).sum::<f32>();
        let difference = energy(&mut heard.iter().zip(expected).map(|(one, other)| one - other));
        // Products in eight bits have the scale of all that they are given: 30 dB.
        assert!(difference < energy(&mut expected.iter().copied()) / 300.0, "{voice}");
        // Nor is the seam heard: there is enough behind it for what a fade or a filter does at an end.
        let seam = heard.len() - 240..heard.len();
        let at_seam =
            energy(&mut heard[seam.clone()].iter().zip(&expected[seam.clone()]).map(|(one, other)| one - other));
        let mean = energy(&mut expected.iter().copied()) * 240.0 / expected.len() as f32;
        assert!(at_seam < mean / 100.0, "{voice}");
        assert!(first.notes.is_empty() && rest.notes.is_empty(), "{:?} {:?}", first.notes, rest.notes);
    }
}

#[test]
fn parts_without_a_word_are_one_pause() {
    let mut pipeline = pipeline();
    let text = "😀 🎉";
    let whole = paragraph(text).remove(0);
    let speech_options = SpeechOptions::default();
    let mut part = |range: std::ops::Range<usize>| {
        let part_of = Some(Box::new(Part { whole: whole.clone(), range: range.clone() }));
        let utterance = Utterance { part_of, ..Utterance::alone(&text[range], Break::Joined) };
        pipeline.speak(&utterance, &speech_options).unwrap()
    };
    let at = text.find('🎉').unwrap();
    let (first, rest) = (part(0..at), part(at..text.len()));
    assert!(first.words.is_empty() && rest.words.is_empty());
    let all = pipeline.speak(&whole, &speech_options).unwrap();
    assert_eq!((first.samples.samples.len(), &rest.samples), (0, &all.samples));
}
