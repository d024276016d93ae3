//! The `piper` contract: a Piper voice as it is published, `*.onnx` beside `*.onnx.json`.
//!
//! The model takes symbol ids framed `^ _ p _ p _ … $` (a pad after the beginning too) and three scales, and answers
//! samples. It tells no durations, so word timings are estimated from the lengths that phonemes usually have.
//!
//! Voices trained with espeak-ng know IPA in espeak's spelling. For Arabic that spelling has its own ways (`s̪` for ص,
//! `χ` for خ, `ai` for a diphthong, doubled letters for shadda): a voice only knows what it has heard in training, so
//! it is spoken to in that dialect. Voices of other languages get broad IPA.

use std::collections::HashMap;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::{Encoded, Error, Manifest, Rate, Spoken, check_ports, malformed};
use crate::{
    audio::{Samples, join::Edges},
    normalize::PauseLength,
    note::{Note, NoteCode},
    onnx::{Input, Session},
    phonemize::{PhonemeToken, PhonemeWord, Phonemes},
};

/// Below this a sample is silence when the spoken stretch is looked for.
const SILENCE: f32 = 0.01;

/// What Natiq needs of a voice's `*.onnx.json`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Config {
    pub(super) audio: Audio,
    #[serde(default)]
    espeak: Espeak,
    #[serde(default)]
    phoneme_type: PhonemeType,
    #[serde(default)]
    inference: Scales,
    #[serde(default)]
    num_speakers: u32,
    phoneme_id_map: HashMap<String, Vec<i64>>,
    #[serde(default)]
    pub(super) language: Language,
    #[serde(default)]
    pub(super) dataset: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Audio {
    pub(super) sample_rate: u32,
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Espeak {
    #[serde(default)]
    voice: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Language {
    #[serde(default)]
    pub(super) code: String,
}

/// What the symbols of a voice stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PhonemeType {
    /// IPA as espeak-ng writes it.
    #[default]
    Espeak,
    /// The letters and marks of the text itself.
    Text,
}

/// How lively the voice is, as its config says.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default)]
struct Scales {
    noise_scale: f32,
    length_scale: f32,
    noise_w: f32,
}

impl Default for Scales {
    /// Piper's own defaults.
    fn default() -> Self {
        Self { noise_scale: 0.667, length_scale: 1.0, noise_w: 0.8 }
    }
}

/// An opened Piper model.
pub(super) struct Piper {
    config: Config,
    session: Session,
    speaker: Option<i64>,
}

impl Config {
    /// Reads a voice's `*.onnx.json`.
    pub(super) fn parse(voice: &str, json: &[u8]) -> Result<Self, Error> {
        let malformed = |what: String| Error::Malformed { voice: voice.to_owned(), what };
        let config: Self =
            serde_json::from_slice(json).map_err(|error| malformed(format!("configuration: {error}")))?;
        for frame in ["^", "_", "$"] {
            if config.phoneme_id_map.get(frame).is_none_or(Vec::is_empty) {
                return Err(malformed(format!("`phoneme_id_map` has no `{frame}`")));
            }
        }
        Ok(config)
    }
}

impl Piper {
    /// Checks the model's inputs and outputs.
    pub(super) fn new(manifest: &Manifest, config: Config, session: Session) -> Result<Self, Error> {
        let inputs = session.inputs();
        check_ports(manifest, "input", &inputs, &[("input", "int64", 2), ("input_lengths", "int64", 1)])?;
        check_ports(manifest, "input", &inputs, &[("scales", "float32", 1)])?;
        check_ports(manifest, "output", &session.outputs(), &[("output", "float32", 4)])?;
        let takes_speaker = inputs.iter().any(|port| port.name == "sid");
        let speaker = match (takes_speaker, manifest.speaker) {
            (true, speaker) => Some(speaker.unwrap_or(0)),
            (false, None) => None,
            (false, Some(speaker)) => {
                return Err(malformed(manifest, format!("speaker {speaker} of a voice with one speaker")));
            }
        };
        if let Some(speaker) = speaker.filter(|&speaker| !(0..i64::from(config.num_speakers.max(1))).contains(&speaker))
        {
            return Err(malformed(manifest, format!("speaker {speaker} of {}", config.num_speakers)));
        }
        Ok(Self { config, session, speaker })
    }

    pub(super) fn speak(&mut self, manifest: &Manifest, phonemes: &Phonemes, rate: Rate) -> Result<Spoken, Error> {
        let Encoded { ids, notes, .. } = self.encode(phonemes);
        let Scales { noise_scale, length_scale, noise_w } = self.config.inference;
        let samples = self.run(ids, [noise_scale, length_scale / rate.factor(), noise_w])?;
        let tokens = estimate(phonemes, &samples);
        let samples = Samples { samples, sample_rate: manifest.sample_rate };
        Ok(Spoken { samples, tokens, edges: Edges::UNKNOWN, notes })
    }

    /// Runs the model on symbol ids.
    pub(super) fn run(&mut self, ids: Vec<i64>, scales: [f32; 3]) -> Result<Vec<f32>, Error> {
        let lengths = Input::int64(vec![i64::try_from(ids.len()).unwrap_or(i64::MAX)]);
        let common = [
            ("input", Input::int64_batch(ids)),
            ("input_lengths", lengths),
            ("scales", Input::float32(scales.to_vec())),
        ];
        let outputs = match self.speaker {
            None => self.session.run(common)?,
            Some(speaker) => {
                let [input, lengths, scales] = common;
                self.session.run([input, lengths, scales, ("sid", Input::int64(vec![speaker]))])?
            }
        };
        Ok(outputs.float32("output")?.1.to_vec())
    }

    /// Frames and encodes an utterance in the voice's own symbols.
    pub(super) fn encode(&self, phonemes: &Phonemes) -> Encoded {
        let map = &self.config.phoneme_id_map;
        let mut encoded = Encoded { ids: Vec::new(), tokens: Vec::new(), notes: Vec::new() };
        let push = |encoded: &mut Encoded, symbol: &str, token: Option<usize>| -> bool {
            let Some(ids) = map.get(symbol) else { return false };
            encoded.ids.extend(ids);
            encoded.tokens.extend(ids.iter().map(|_| token));
            true
        };
        push(&mut encoded, "^", None);
        push(&mut encoded, "_", None);
        let mut spaced = true;
        for (at, token) in phonemes.tokens.iter().enumerate() {
            let symbols = match token {
                PhonemeToken::Pause(PauseLength::Short) => vec![",".to_owned()],
                PhonemeToken::Pause(PauseLength::Long) => vec![".".to_owned()],
                PhonemeToken::Pause(PauseLength::Question) => vec!["?".to_owned()],
                PhonemeToken::Word(word) => self.spell(word),
            };
            if matches!(token, PhonemeToken::Word(_)) {
                if !spaced && push(&mut encoded, " ", None) {
                    push(&mut encoded, "_", None);
                }
                spaced = false;
            }
            for symbol in symbols {
                if push(&mut encoded, &symbol, Some(at)) {
                    push(&mut encoded, "_", Some(at));
                } else if let PhonemeToken::Word(word) = token {
                    let message = format!("symbol `{symbol}` is not in the voice and is left out");
                    encoded.notes.push(Note::new(NoteCode::PhonemeSubstituted, message, word.source.clone()));
                }
            }
        }
        push(&mut encoded, "$", None);
        encoded
    }

    /// Returns the symbols of a word: its phonemes in the voice's dialect, or its letters.
    fn spell(&self, word: &PhonemeWord) -> Vec<String> {
        match self.config.phoneme_type {
            PhonemeType::Text => word.text.nfd().map(String::from).collect(),
            PhonemeType::Espeak if self.config.espeak.voice == "ar" => espeak_arabic(word),
            PhonemeType::Espeak => word
                .phonemes
                .iter()
                .flat_map(|phoneme| phoneme.ipa().nfd())
                .map(espeak_letter)
                .map(String::from)
                .collect(),
        }
    }
}

/// IPA's own g is the one that espeak-ng writes.
fn espeak_letter(letter: char) -> char {
    if letter == 'g' { 'ɡ' } else { letter }
}

/// Spells a word as espeak-ng 1.51 spells Arabic. The spellings were read off its output.
fn espeak_arabic(word: &PhonemeWord) -> Vec<String> {
    let mut spelt = String::new();
    let ipa: Vec<&str> = word.phonemes.iter().map(|phoneme| phoneme.ipa()).collect();
    for (at, &phoneme) in ipa.iter().enumerate() {
        let next_is_vowel = ipa.get(at + 1).is_some_and(|next| is_vowel(next));
        let after_a = at.checked_sub(1).is_some_and(|before| ipa[before] == "a");
        let (short, long) = phoneme.strip_suffix('ː').map_or((phoneme, false), |short| (short, true));
        let consonant = match short {
            "a" | "i" | "u" => {
                spelt.push_str(phoneme);
                continue;
            }
            // The second half of a diphthong.
            "j" if after_a && !next_is_vowel && !long => "i",
            "w" if after_a && !next_is_vowel && !long => "u",
            "sˤ" => "s\u{32a}",
            "tˤ" => "t\u{32a}",
            "ðˤ" => "ð",
            "x" => "χ",
            other => other,
        };
        spelt.push_str(consonant);
        if long {
            spelt.push_str(consonant);
        }
    }
    spelt.nfd().map(String::from).collect()
}

fn is_vowel(ipa: &str) -> bool {
    matches!(ipa, "a" | "aː" | "i" | "iː" | "u" | "uː")
}

/// How long a token usually is, in units of a short phoneme: long phonemes are about twice as long, and a reader
/// pauses for two or four. Rough figures of our own, for voices that give no better.
fn weight(token: &PhonemeToken) -> usize {
    match token {
        PhonemeToken::Pause(PauseLength::Short) => 2,
        PhonemeToken::Pause(PauseLength::Long | PauseLength::Question) => 4,
        PhonemeToken::Word(word) => {
            word.phonemes.iter().map(|phoneme| if phoneme.ipa().ends_with('ː') { 2 } else { 1 }).sum()
        }
    }
}

/// Shares the spoken stretch out among the tokens. Pauses get no range: where they stand is a guess, and nothing may be
/// cut there.
fn estimate(phonemes: &Phonemes, samples: &[f32]) -> Vec<std::ops::Range<usize>> {
    let start = samples.iter().position(|sample| sample.abs() > SILENCE).unwrap_or(0);
    let end = samples.iter().rposition(|sample| sample.abs() > SILENCE).map_or(samples.len(), |last| last + 1);
    let last_word = phonemes.tokens.iter().rposition(PhonemeToken::is_word).map_or(0, |last| last + 1);
    let total: usize = phonemes.tokens[..last_word].iter().map(weight).sum::<usize>().max(1);
    let mut before = 0;
    let place = |(at, token): (usize, &PhonemeToken)| {
        let from = start + (end - start) * before / total;
        if at < last_word {
            before += weight(token);
        }
        let to = start + (end - start) * before / total;
        if token.is_word() { from..to } else { to..to }
    };
    phonemes.tokens.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(phonemes: &str, expect: &str) {
        let phonemes: Phonemes = phonemes.parse().unwrap();
        let spelt: String = phonemes
            .tokens
            .iter()
            .map(|token| match token {
                PhonemeToken::Word(word) => espeak_arabic(word).concat(),
                PhonemeToken::Pause(_) => String::new(),
            })
            .collect();
        assert_eq!(spelt, expect);
    }

    #[test]
    fn shadda_is_a_doubled_letter() {
        check("ʔ a ʃː a m s", "ʔaʃʃams");
    }

    #[test]
    fn emphatic_letters_have_the_marks_of_espeak() {
        check("sˤ a b aː ħ", "s\u{32a}abaːħ");
        check("b a tˤː a", "bat\u{32a}t\u{32a}a");
    }

    #[test]
    fn diphthong_is_two_vowels_but_a_consonant_stays() {
        check("b a j t", "bait");
        check("j a w m", "jaum");
        check("w a l a d", "walad");
        check("s a j i d", "sajid");
    }

    #[test]
    fn words_share_the_spoken_stretch_in_order() {
        let phonemes: Phonemes = "m i n | b a j t .".parse().unwrap();
        let mut samples = vec![0.0; 1000];
        samples[100..800].fill(0.5);
        assert_eq!(estimate(&phonemes, &samples), [100..400, 400..800, 800..800]);
    }
}
