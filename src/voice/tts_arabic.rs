//! The `tts_arabic` contract: FastPitch or Mixer-TTS and a vocoder, as the project tts_arabic publishes them.
//!
//! The one model makes a mel spectrogram of symbol ids and a pace, the other sound of it: HiFi-GAN (`input`) or Vocos
//! (`mel_spec`, `denoise`). Its symbols are forty-four names in a fixed order, which stand for sounds that our phonemes
//! have too. A word ends in `_+_`, an utterance in `_+_ _eos_`; the sign of a pause stands behind the end of its word.
//!
//! Neither durations nor a pitch in Hz are to be had: timings are estimated, and the pitch is the voice's own (the
//! model's `pitch_mul` and `pitch_add` are in units of its training).
//!
//! The contract is tested with small models of the same inputs and outputs; the published weights were not seen.

use super::{Error, Manifest, Rate, Spoken, Timings, check_ports, malformed, timing};
use crate::{
    audio::{Samples, join::Edges, level},
    normalize::PauseLength,
    onnx::{Input, Runtime, Session, Tensor},
    phonemize::{PhonemeToken, Phonemes},
};

/// The symbols in the order of their ids, as our phonemes are written, and otherwise as the project writes them.
const SYMBOLS: [&str; 44] = [
    "_pad_", "_eos_", "_sil_", "_dbl_", "_+_", ".", ",", "?", "!", "ʔ", "b", "t", "θ", "dʒ", "ħ", "x", "d", "ð", "r",
    "z", "s", "ʃ", "sˤ", "dˤ", "tˤ", "ðˤ", "ʕ", "ɣ", "f", "q", "k", "l", "m", "n", "h", "w", "j", "v", "a", "u", "i",
    "aː", "uː", "iː",
];
/// Rows of a mel spectrogram.
const BANDS: usize = 80;
/// How much noise the denoiser of Vocos takes out: the project's own choice is to take out a little.
const DENOISE: f32 = 0.005;
/// Where the project scales the highest peak to.
const PEAK: f32 = 0.9;

/// The two opened models.
pub(super) struct TtsArabic {
    mel: Session,
    vocoder: Session,
    /// Which of the four speakers of the published models.
    speaker: i32,
}

impl TtsArabic {
    /// Opens both models and checks their inputs and outputs.
    pub(super) fn open(manifest: &Manifest, mel: &[u8], vocoder: &[u8], runtime: &Runtime) -> Result<Self, Error> {
        let mel = Session::open_bytes(runtime, &manifest.id, mel)?;
        let one = |name| (name, "float32", 1);
        let expected =
            [("token_ids", "int64", 2), one("pace"), ("speaker", "int32", 1), one("pitch_mul"), one("pitch_add")];
        check_ports(manifest, "input", &mel.inputs(), &expected)?;
        let vocoder = Session::open_bytes(runtime, &manifest.id, vocoder)?;
        let inputs = vocoder.inputs();
        if inputs.iter().any(|port| port.name == "mel_spec") {
            check_ports(manifest, "input", &inputs, &[("mel_spec", "float32", 3), one("denoise")])?;
        } else {
            check_ports(manifest, "input", &inputs, &[("input", "float32", 3)])?;
        }
        let speaker = i32::try_from(manifest.speaker.unwrap_or(0)).ok().filter(|speaker| (0..4).contains(speaker));
        let speaker = speaker.ok_or_else(|| malformed(manifest, "expected a speaker from 0 to 3".to_owned()))?;
        Ok(Self { mel, vocoder, speaker })
    }

    pub(super) fn speak(&mut self, manifest: &Manifest, phonemes: &Phonemes, rate: Rate) -> Result<Spoken, Error> {
        let inputs = [
            ("token_ids", Input::int64_batch(encode(phonemes))),
            ("pace", Input::float32(vec![rate.factor()])),
            ("speaker", Input::Int32(Tensor { shape: vec![1], elements: vec![self.speaker] })),
            ("pitch_mul", Input::float32(vec![1.0])),
            ("pitch_add", Input::float32(vec![0.0])),
        ];
        let output = first_output(manifest, &self.mel)?;
        let outputs = self.mel.run(inputs)?;
        let (shape, mel) = outputs.float32(&output)?;
        let n_frames = mel.len() / BANDS;
        if shape != [1, 80, n_frames as i64] {
            return Err(malformed(manifest, format!("expected a spectrogram [1, {BANDS}, M] (found {shape:?})")));
        }
        let mel = Input::Float32(Tensor { shape: vec![1, BANDS, n_frames], elements: mel.to_vec() });
        drop(outputs);
        let output = first_output(manifest, &self.vocoder)?;
        let inputs = match self.vocoder.inputs().iter().any(|port| port.name == "mel_spec") {
            true => vec![("mel_spec", mel), ("denoise", Input::float32(vec![DENOISE]))],
            false => vec![("input", mel)],
        };
        let mut samples = self.vocoder.run(inputs)?.float32(&output)?.1.to_vec();
        let peak = level::peak(&samples);
        if peak > 0.0 {
            samples.iter_mut().for_each(|sample| *sample *= PEAK / peak);
        }
        let tokens = timing::estimate(phonemes, &samples);
        let samples = Samples { samples, sample_rate: manifest.sample_rate };
        Ok(Spoken { samples, tokens, edges: Edges::UNKNOWN, timings: Timings::Estimated, notes: Vec::new() })
    }
}

/// Returns the name of a model's first output.
fn first_output(manifest: &Manifest, session: &Session) -> Result<String, Error> {
    let first = session.outputs().into_iter().next().filter(|port| port.element == "float32");
    first.map(|port| port.name).ok_or_else(|| malformed(manifest, "expected an output float32".to_owned()))
}

/// Returns the symbol ids of an utterance.
pub(super) fn encode(phonemes: &Phonemes) -> Vec<i64> {
    let mut ids = Vec::new();
    let mut push = |symbol: &str| {
        ids.extend(SYMBOLS.iter().position(|known| *known == symbol).and_then(|id| i64::try_from(id).ok()));
    };
    for token in &phonemes.tokens {
        match token {
            PhonemeToken::Word(word) => {
                for phoneme in word.phonemes.iter().map(|phoneme| phoneme.ipa()) {
                    match phoneme.strip_suffix('ː').filter(|_| !SYMBOLS.contains(&phoneme)) {
                        Some(short) => {
                            push(short);
                            push("_dbl_");
                        }
                        None => push(phoneme),
                    }
                }
                push("_+_");
            }
            PhonemeToken::Pause(length) => push(match length {
                PauseLength::Short => ",",
                PauseLength::Long => ".",
                PauseLength::Question => "?",
            }),
        }
    }
    push("_eos_");
    ids
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phonemize::INVENTORY;

    #[test]
    fn words_end_in_their_mark_and_long_consonants_are_doubled() {
        let ids = encode(&"ʃ a dː aː , b i".parse().unwrap());
        // $ a d _dbl_ aa _+_ , b i _+_ _eos_
        assert_eq!(ids, [21, 38, 16, 3, 41, 4, 6, 10, 40, 4, 1]);
    }

    #[test]
    fn every_phoneme_has_a_symbol() {
        for phoneme in INVENTORY {
            let ids = encode(&phoneme.parse().unwrap());
            let is_long_consonant = phoneme.ends_with('ː') && !["aː", "iː", "uː"].contains(&phoneme);
            assert_eq!(ids.len(), if is_long_consonant { 4 } else { 3 }, "{phoneme}");
        }
    }
}
