//! The embedded voices where no sentence leads them, and voices that can do less.

use std::{collections::HashMap, path::Path};

use natiq::{
    article::{Paragraph, Role},
    normalize::PauseLength,
    note::NoteCode,
    phonemize::{INVENTORY, PhonemeToken, Phonemes},
    pipeline::{Pipeline, SpeechOptions},
    structure::Structure,
    utterance::{Utterance, utterances},
    voice::{Catalog, Package, Pitch, Rate, Spoken, Voice, embedded_ids},
};

/// Root mean square below which a stretch is silence to the ear beside the voice's own 0.1.
const AUDIBLE: f32 = 0.01;

/// Returns the voices that are part of the binary.
fn embedded() -> Vec<Voice> {
    let (runtime, catalog) = crate::speech::engine();
    embedded_ids().map(|id| Voice::open(catalog.get(id).unwrap(), &runtime).unwrap()).collect()
}

fn level(samples: &[f32]) -> f32 {
    (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32).sqrt()
}

/// Speaks phonemes and checks what must hold of any speech.
#[track_caller]
fn check(voice: &mut Voice, phonemes: &Phonemes, rate: f32) -> Spoken {
    // A sample that is no number is an error.
    let spoken = voice.speak(phonemes, Rate::new(rate).unwrap(), Pitch::NATURAL).unwrap();
    let samples = &spoken.samples.samples;
    let peak = samples.iter().fold(0.0, |peak: f32, sample| peak.max(sample.abs()));
    assert!(peak < 1.0, "clips at {peak}: {phonemes}");
    for (token, span) in phonemes.tokens.iter().zip(&spoken.tokens) {
        let PhonemeToken::Word(word) = token else { continue };
        // The closure of a stop alone is silence; a word with a vowel never is.
        if word.phonemes.iter().any(|phoneme| ["a", "i", "u", "aː", "iː", "uː"].contains(&phoneme.ipa())) {
            let level = level(&samples[span.clone()]);
            assert!(level > AUDIBLE, "silence ({level}) where speech should be: {word} at rate {rate}");
        }
    }
    spoken
}

fn parse(text: &str) -> Phonemes {
    text.parse().unwrap()
}

/// The shortest run of phonemes in which each stands once before every other and itself.
fn every_pair() -> Vec<&'static str> {
    let mut run = Vec::new();
    for (at, first) in INVENTORY.iter().enumerate() {
        run.push(*first);
        for second in &INVENTORY[at + 1..] {
            run.extend([*first, *second]);
        }
    }
    run.push(INVENTORY[0]);
    run
}

#[test]
fn every_phoneme_alone_is_an_utterance() {
    for mut voice in embedded() {
        for phoneme in INVENTORY {
            let spoken = check(&mut voice, &parse(phoneme), 1.0);
            let seconds = spoken.samples.duration().as_secs_f32();
            assert!((0.1..2.0).contains(&seconds), "{phoneme} lasts {seconds} s");
        }
    }
}

#[test]
fn every_phoneme_beside_every_other_at_every_rate() {
    for mut voice in embedded() {
        let run = every_pair();
        let pairs: std::collections::HashSet<_> = run.windows(2).map(|pair| (pair[0], pair[1])).collect();
        assert_eq!(pairs.len(), INVENTORY.len() * INVENTORY.len());
        for rate in [0.5, 1.0, 3.0] {
            let mut start = 0;
            while start + 1 < run.len() {
                // Each stretch begins with the phoneme that the one before ended with.
                let stretch = &run[start..(start + 160).min(run.len())];
                let spoken = check(&mut voice, &parse(&stretch.join(" ")), rate);
                let each = spoken.samples.duration().as_secs_f32() * rate / stretch.len() as f32;
                assert!((0.04..0.25).contains(&each), "{each} s for each phoneme at rate {rate}");
                start += stretch.len() - 1;
            }
        }
    }
}

#[test]
fn utterance_of_1500_phonemes_is_spoken_whole_and_the_same_twice() {
    for mut voice in embedded() {
        let words = ["b i l aː d u", "tˤ a w iː l a t u n", "ʔ a l q a m a r u", "j a s t a x d i m", "n a ħ n u"];
        let mut phonemes = Vec::new();
        let mut n_phonemes = 0;
        for word in words.iter().cycle() {
            n_phonemes += word.split(' ').count();
            phonemes.push(*word);
            if n_phonemes >= 1500 {
                break;
            }
        }
        let phonemes = parse(&phonemes.join(" | "));
        let spoken = check(&mut voice, &phonemes, 1.0);
        // No word is swallowed, wherever it stands.
        for span in &spoken.tokens {
            let seconds = span.len() as f32 / spoken.samples.sample_rate as f32;
            assert!((0.15..1.6).contains(&seconds), "a word lasts {seconds} s");
        }
        assert_eq!(check(&mut voice, &phonemes, 1.0).samples, spoken.samples);
    }
}

/// Returns the fundamental frequency that most of the samples agree on, in Hz: the highest peak of the autocorrelation
/// between 60 and 350 Hz.
fn frequency(samples: &[f32], sample_rate: u32) -> f32 {
    let agreement = |lag: usize| {
        let (early, late) = (&samples[..samples.len() - lag], &samples[lag..]);
        let energy = level(early) * level(late) * early.len() as f32;
        early.iter().zip(late).map(|(a, b)| a * b).sum::<f32>() / energy.max(f32::MIN_POSITIVE)
    };
    let lags = sample_rate as usize / 350..sample_rate as usize / 60;
    let best = lags.max_by(|&one, &other| agreement(one).total_cmp(&agreement(other))).unwrap();
    sample_rate as f32 / best as f32
}

#[test]
fn pitch_is_in_semitones() {
    for mut voice in embedded() {
        let phonemes = parse("m aː n aː m aː");
        let mut at = |semitones| {
            let spoken = voice.speak(&phonemes, Rate::NATURAL, Pitch::new(semitones).unwrap()).unwrap();
            // In the first vowel, and short enough for one pitch.
            let start = spoken.tokens[0].start + 2400;
            frequency(&spoken.samples.samples[start..start + 2400], spoken.samples.sample_rate)
        };
        let (low, natural, high) = (at(-6.0), at(0.0), at(6.0));
        let octave_half = std::f32::consts::SQRT_2;
        assert!((natural / low / octave_half - 1.0).abs() < 0.06, "{low} Hz six semitones below {natural} Hz");
        assert!((high / natural / octave_half - 1.0).abs() < 0.06, "{high} Hz six semitones above {natural} Hz");
    }
}

#[test]
fn question_rises_where_a_statement_falls() {
    for mut voice in embedded() {
        let mut end = |length| {
            let mut phonemes = parse("h a l | w a sˤ a l a | l q i tˤ aː r");
            phonemes.tokens.push(PhonemeToken::Pause(length));
            let spoken = voice.speak(&phonemes, Rate::NATURAL, Pitch::NATURAL).unwrap();
            let end = spoken.samples.samples.len() - spoken.edges.trailing;
            // The last vowel, before the last consonant.
            frequency(&spoken.samples.samples[end - 5500..end - 2000], spoken.samples.sample_rate)
        };
        let (statement, question) = (end(PauseLength::Long), end(PauseLength::Question));
        assert!(question > 1.2 * statement, "question {question} Hz, statement {statement} Hz");
    }
}

#[test]
fn question_mark_reaches_the_voice() {
    let mut pipeline = crate::speech::pipeline();
    for voice in embedded() {
        let mut ids = |text: &str| {
            let stages = pipeline.stages(&crate::speech::paragraph(text)[0], &SpeechOptions::default()).unwrap();
            voice.symbol_ids(&stages.phonemes)
        };
        let (statement, question) = (ids("وصل القطار."), ids("وصل القطار؟"));
        assert_eq!(question.len(), statement.len());
        assert_eq!(question[..question.len() - 1], statement[..statement.len() - 1]);
        assert_ne!(question.last(), statement.last());
    }
}

fn only(role: Role, text: &str) -> Utterance {
    let paragraph = Paragraph::new(role, text.to_owned(), 0..text.len());
    let mut utterances = utterances(&paragraph);
    assert_eq!(utterances.len(), 1);
    utterances.remove(0)
}

#[test]
fn heading_and_quotation_have_a_pitch_of_their_own() {
    let mut pipeline = crate::speech::pipeline();
    let mut speak = |role, structure| {
        let speech_options = SpeechOptions { structure, ..SpeechOptions::default() };
        let speech = pipeline.speak(&only(role, "نتائج الدراسة الجديدة."), &speech_options).unwrap();
        // What pauses add at the end is not the question here.
        speech.samples.samples[..20_000].to_vec()
    };
    let body = speak(Role::Body, Structure::Tone);
    for role in [Role::Heading { level: 2 }, Role::Quotation] {
        assert_ne!(speak(role, Structure::Tone), body, "{role:?}");
        assert_eq!(speak(role, Structure::Pause), body, "{role:?}");
    }
}

/// Writes a voice with an embedded one's symbols and the model `model`.
fn package(folder: &Path, model: &[u8]) -> std::path::PathBuf {
    use sha2::{Digest, Sha256};
    let folder = folder.join("flat");
    std::fs::create_dir_all(&folder).unwrap();
    let sha256: String = Sha256::digest(model).iter().map(|byte| format!("{byte:02x}")).collect();
    let manifest = include_str!("../../voices/ziad/voice.toml");
    let lines = manifest.lines().map(|line| match line.split_once(" = ") {
        Some(("id", _)) => "id = \"flat\"".to_owned(),
        Some(("sha256", _)) => format!("sha256 = \"{sha256}\""),
        _ => line.to_owned(),
    });
    std::fs::write(folder.join("voice.toml"), lines.collect::<Vec<_>>().join("\n")).unwrap();
    // The symbols of the first voices: one pause for all.
    let mut symbols: HashMap<String, i64> =
        serde_json::from_slice(include_bytes!("../../voices/ziad/symbols.json")).unwrap();
    symbols.retain(|symbol, _| ![",", ".", "?", "v", "vː"].contains(&symbol.as_str()));
    std::fs::write(folder.join("symbols.json"), serde_json::to_vec(&symbols).unwrap()).unwrap();
    std::fs::write(folder.join("model.onnx"), model).unwrap();
    folder
}

#[test]
fn voice_without_pitch_speaks_and_says_that_it_has_only_its_own() {
    let folder = tempfile::tempdir().unwrap();
    package(folder.path(), include_bytes!("../data/flat_voice.onnx"));
    let (runtime, _) = crate::speech::engine();
    let catalog = Catalog::load(&[folder.path().to_owned()], &runtime).unwrap();
    let mut pipeline = Pipeline::open(runtime, catalog.into()).unwrap();
    let mut notes = |pitch| {
        let speech_options =
            SpeechOptions { voice: "flat".to_owned(), pitch: Pitch::new(pitch).unwrap(), ..SpeechOptions::default() };
        let speech = pipeline.speak(&only(Role::Heading { level: 2 }, "هل وصل القطار؟"), &speech_options).unwrap();
        assert_eq!(speech.words.len(), 3);
        speech.notes.iter().map(|note| note.code).filter(|&code| code == NoteCode::PitchUnsupported).count()
    };
    assert_eq!(notes(2.0), 1);
    // Nobody asked for the heading's pitch.
    assert_eq!(notes(0.0), 0);
}

#[test]
fn voice_that_asks_for_something_unknown_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = package(folder.path(), include_bytes!("../data/flat_voice_speed.onnx"));
    let (runtime, _) = crate::speech::engine();
    let Err(error) = Voice::open(&Package::read(&folder).unwrap(), &runtime) else { panic!("opened") };
    assert!(error.to_string().contains("(found `phonemes`, `rate`, `speed`)"), "{error}");
}
