//! Voices of contracts whose published weights are not to be had here, and what all contracts promise: by small models of
//! the same inputs and outputs (`tests/data/contracts/make.py`).

use std::{fs, path::Path, sync::Arc};

use natiq::{
    phonemize::Phonemes,
    pipeline::{Pipeline, SpeechOptions},
    timeline::Timeline,
    voice::{Catalog, Package, Pitch, Rate, Spoken, Timings, Voice},
};
use sha2::{Digest, Sha256};

fn data(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/contracts").join(name)).unwrap()
}

/// Writes a package into `folder/id`: files by their names, the first of which is the model.
fn package(folder: &Path, id: &str, contract: &str, sample_rate: u32, files: &[(&str, Vec<u8>)], more: &str) {
    let folder = folder.join(id);
    fs::create_dir_all(&folder).unwrap();
    let sum = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let mut manifest = format!(
        "id = '{id}'\nname_ar = 'ص'\nname_en = 'x'\nlanguage = 'ar'\ngender = 'unknown'\nlicence = 'CC0-1.0'\n\
         attribution = 'x'\ncontract = '{contract}'\nsample_rate = {sample_rate}\nmodel = 'model'\n{more}\n"
    );
    let mut parts = String::new();
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
        match *name {
            "model" => manifest.push_str(&format!("sha256 = '{}'\n", sum(bytes))),
            "symbols" => manifest.push_str("symbols = 'symbols'\n"),
            part => parts.push_str(&format!("[parts.{part}]\nfile = '{part}'\nsha256 = '{}'\n", sum(bytes))),
        }
    }
    fs::write(folder.join("voice.toml"), manifest + &parts).unwrap();
}

fn kokoro(folder: &Path, id: &str, more: &str) {
    let table = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("voices/tables/nabra.json")).unwrap();
    let style = vec![0; 510 * 256 * 4];
    let files = [("model", data("kokoro.onnx")), ("symbols", table), ("style", style)];
    package(folder, id, "kokoro", 24_000, &files, more);
}

fn tts_arabic(folder: &Path, id: &str, vocoder: &str) {
    let files = [("model", data("tts_arabic_mel.onnx")), ("vocoder", data(vocoder))];
    package(folder, id, "tts_arabic", 22_050, &files, "");
}

fn supertonic(folder: &Path, id: &str, more: &str) {
    // Letters of ASCII and the Arabic ones have ids; precomposed ones have none, as in the published table.
    let ids = (0..65_536).map(|code| match code {
        0x20..=0x7e => code - 0x1f,
        0x622..=0x626 => -1,
        0x60c..=0x670 => code - 0x600 + 100,
        _ => -1,
    });
    let indexer = serde_json::to_vec(&ids.collect::<Vec<i32>>()).unwrap();
    let array = |rows: usize, width: usize| serde_json::json!({"data": [vec![vec![0.0; width]; rows]], "dims": [1, rows, width], "type": "float32"});
    let style = serde_json::json!({"style_ttl": array(50, 256), "style_dp": array(8, 16)});
    let config = serde_json::json!({
        "ae": {"sample_rate": 44_100, "base_chunk_size": 512}, "ttl": {"chunk_compress_factor": 6, "latent_dim": 24}
    });
    let files = [
        ("model", data("supertonic_duration.onnx")),
        ("symbols", indexer),
        ("text_encoder", data("supertonic_text.onnx")),
        ("vector_estimator", data("supertonic_vector.onnx")),
        ("vocoder", data("supertonic_vocoder.onnx")),
        ("config", serde_json::to_vec(&config).unwrap()),
        ("style", serde_json::to_vec(&style).unwrap()),
    ];
    package(folder, id, "supertonic", 44_100, &files, more);
}

fn open(folder: &Path, id: &str) -> Voice {
    let (runtime, _) = crate::speech::engine();
    Voice::open(&Package::read(&folder.join(id)).unwrap(), &runtime).unwrap()
}

fn speak(voice: &mut Voice, phonemes: &str, rate: f32, semitones: f32) -> Spoken {
    let phonemes: Phonemes = phonemes.parse().unwrap();
    voice.speak(&phonemes, Rate::new(rate).unwrap(), Pitch::new(semitones).unwrap()).unwrap()
}

/// How often a tone goes up through zero, in Hz.
fn frequency(spoken: &Spoken) -> f32 {
    // The tone of the small model is ten times as loud as its noise; what swings within that is not counted.
    let mut is_high = false;
    let mut count = 0;
    for sample in &spoken.samples.samples {
        if *sample > 0.1 && !is_high {
            is_high = true;
            count += 1;
        } else if *sample < -0.1 {
            is_high = false;
        }
    }
    count as f32 / spoken.samples.duration().as_secs_f32()
}

#[test]
fn kokoro_tells_durations_takes_a_pitch_and_draws_by_its_seed() {
    let folder = tempfile::tempdir().unwrap();
    kokoro(folder.path(), "first", "");
    kokoro(folder.path(), "second", "seed = 7");
    let mut voice = open(folder.path(), "first");
    assert!(voice.takes_pitch() && voice.timings() == Timings::Exact);
    let spoken = speak(&mut voice, "m i n , b a", 1.0, 0.0);
    // `mˈin, bˈa.` within its frame: twelve symbols, each of 2,400 samples.
    assert_eq!(voice.symbol_ids(&"m i n , b a".parse().unwrap()).len(), 12);
    assert_eq!(spoken.samples.samples.len(), 12 * 2400);
    let at = |symbol: usize| symbol * 2400;
    assert_eq!(spoken.tokens, [at(1)..at(5), at(5)..at(7), at(7)..at(10)]);
    assert_eq!((spoken.edges.leading, spoken.edges.trailing), (at(1), at(2)));
    // The same again, by another opening too; by another seed something else.
    assert_eq!(speak(&mut voice, "m i n , b a", 1.0, 0.0), spoken);
    assert_eq!(speak(&mut open(folder.path(), "first"), "m i n , b a", 1.0, 0.0), spoken);
    assert_ne!(speak(&mut open(folder.path(), "second"), "m i n , b a", 1.0, 0.0).samples, spoken.samples);
    let high = speak(&mut voice, "m i n , b a", 1.0, 6.0);
    assert_eq!(high.tokens, spoken.tokens);
    let (natural, raised) = (frequency(&spoken), frequency(&high));
    assert!((natural - 200.0).abs() < 4.0 && (raised / natural - 2f32.sqrt()).abs() < 0.02, "{natural} {raised} Hz");
    assert_eq!(speak(&mut voice, "m i n , b a", 2.0, 0.0).samples.samples.len(), 12 * 1200);
}

#[test]
fn utterance_longer_than_a_style_pack_is_spoken_whole() {
    let folder = tempfile::tempdir().unwrap();
    kokoro(folder.path(), "first", "");
    let phonemes = ["m u s t a ʃ f aː"; 100].join(" | ");
    let spoken = speak(&mut open(folder.path(), "first"), &phonemes, 1.0, 0.0);
    assert_eq!(spoken.tokens.len(), 100);
    // Eight phonemes and the marks of stress on three vowels.
    assert!(spoken.tokens.iter().all(|span| span.len() >= 9 * 2400), "{:?}", spoken.tokens);
}

#[test]
fn tts_arabic_speaks_with_either_vocoder() {
    let folder = tempfile::tempdir().unwrap();
    for vocoder in ["tts_arabic_hifigan.onnx", "tts_arabic_vocos.onnx"] {
        tts_arabic(folder.path(), "fast", vocoder);
        let mut voice = open(folder.path(), "fast");
        assert!(!voice.takes_pitch() && voice.timings() == Timings::Estimated);
        // b a _+_ , h i _+_ _eos_: eight symbols of eight frames of 256 samples.
        let spoken = speak(&mut voice, "b a , h i", 1.0, 0.0);
        assert_eq!(spoken.samples.samples.len(), 8 * 8 * 256, "{vocoder}");
        assert_eq!(speak(&mut voice, "b a , h i", 2.0, 0.0).samples.samples.len(), 8 * 4 * 256);
        assert_eq!(speak(&mut voice, "b a , h i", 1.0, 0.0), spoken);
        // The loudest symbol is the one with the highest number (i, 40), and it is scaled to the peak.
        let peak = spoken.samples.samples.iter().fold(0.0, |peak: f32, sample| peak.max(*sample));
        let first = spoken.samples.samples.iter().position(|sample| *sample == peak).unwrap();
        assert_eq!((first, (peak * 10.0).round()), (5 * 8 * 256, 9.0), "{vocoder}");
    }
}

#[test]
fn supertonic_takes_noise_to_speech_by_its_seed() {
    let folder = tempfile::tempdir().unwrap();
    supertonic(folder.path(), "first", "");
    supertonic(folder.path(), "second", "seed = 7");
    let mut voice = open(folder.path(), "first");
    assert_eq!(voice.timings(), Timings::Estimated);
    let spoken = speak(&mut voice, "b a b", 1.0, 0.0);
    // `<ar>b a b.</ar>` has fifteen letters of 0.06 s, a little faster than by itself.
    let expected = 15.0 * 0.06 / 1.05 * 44_100.0;
    assert!((spoken.samples.samples.len() as f32 - expected).abs() < 2.0, "{}", spoken.samples.samples.len());
    assert_eq!(speak(&mut voice, "b a b", 1.0, 0.0), spoken);
    assert_ne!(speak(&mut open(folder.path(), "second"), "b a b", 1.0, 0.0).samples, spoken.samples);
    let fast = speak(&mut voice, "b a b", 2.0, 0.0).samples.samples.len();
    assert!((fast as f32 * 2.0 - expected).abs() < 4.0, "{fast}");
}

#[test]
fn arabic_goes_through_every_contract_and_the_timeline_says_what_its_times_are() {
    let folder = tempfile::tempdir().unwrap();
    kokoro(folder.path(), "kokoro", "");
    tts_arabic(folder.path(), "tts-arabic", "tts_arabic_vocos.onnx");
    supertonic(folder.path(), "supertonic", "");
    let (runtime, _) = crate::speech::engine();
    let catalog = Arc::new(Catalog::load(&[folder.path().to_owned()], &runtime).unwrap());
    let mut pipeline = Pipeline::open(runtime, catalog.clone()).unwrap();
    for (voice, expected) in [("kokoro", "exact"), ("tts-arabic", "estimated"), ("supertonic", "estimated")] {
        assert_eq!(catalog.get(voice).unwrap().timings.unwrap().name(), expected, "{voice}");
        let speech_options = SpeechOptions { voice: voice.to_owned(), ..SpeechOptions::default() };
        let mut timeline = Timeline::default();
        for utterance in crate::speech::paragraph("سُئِلَ الرَّئِيسُ عَنْ 25 مَدْرَسَةً، فَأَجَابَ.")
        {
            let speech = pipeline.speak(&utterance, &speech_options).unwrap();
            timeline.push(0, &utterance.text, &utterance.text, &speech);
        }
        assert!(timeline.to_json().contains(&format!(r#""timings":"{expected}""#)), "{voice}");
        let words: Vec<_> = timeline.cues.iter().flat_map(|cue| &cue.words).collect();
        assert!(words.len() >= 6 && words.windows(2).all(|pair| pair[0].end <= pair[1].start), "{voice}");
    }
}

#[test]
fn package_that_lacks_a_part_or_has_another_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    tts_arabic(folder.path(), "fast", "tts_arabic_vocos.onnx");
    let path = folder.path().join("fast/voice.toml");
    let manifest = fs::read_to_string(&path).unwrap();
    let (runtime, _) = crate::speech::engine();
    let refused = |text: &str| {
        fs::write(&path, text).unwrap();
        let package = Package::read(&folder.path().join("fast"));
        package.and_then(|package| Voice::open(&package, &runtime).map(drop)).unwrap_err().to_string()
    };
    let without = manifest.split("[parts.vocoder]").next().unwrap();
    assert!(refused(without).contains("has no `[parts.vocoder]`"));
    fs::write(folder.path().join("fast/vocoder"), data("supertonic_vocoder.onnx")).unwrap();
    assert!(refused(&manifest).contains("`vocoder` has SHA-256"));
    assert!(refused(&manifest.replace("file = 'vocoder'", "file = '../vocoder'")).contains("not the name of a file"));
}
