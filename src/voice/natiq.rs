//! The `natiq` contract: phonemes in, samples and the exact length of each phoneme out.

use super::{Error, Manifest, Pitch, Rate, Spoken, Symbols, Timings, check_ports, malformed, timing};
use crate::{
    audio::{Samples, join::Edges},
    onnx::{Input, Session},
    phonemize::Phonemes,
};

/// An opened model under the `natiq` contract.
pub(super) struct Natiq {
    symbols: Symbols,
    session: Session,
    /// Whether the model has the input `pitch`.
    takes_pitch: bool,
    /// Which of the model's speakers, where it has the input `speaker`.
    speaker: Option<i64>,
    /// Whether the model has the input `until`.
    takes_until: bool,
}

/// Symbols that are made of a token that is only begun: a tenth of a second at least, in which the sound may fade.
const BEGINNING: usize = 3;

impl Natiq {
    /// Checks the model's inputs and outputs.
    pub(super) fn new(manifest: &Manifest, symbols: Symbols, session: Session) -> Result<Self, Error> {
        let inputs = session.inputs();
        check_ports(manifest, "input", &inputs, &[("phonemes", "int64", 1), ("rate", "float32", 1)])?;
        let takes_pitch = inputs.iter().any(|port| port.name == "pitch");
        if takes_pitch {
            check_ports(manifest, "input", &inputs, &[("pitch", "float32", 1)])?;
        }
        let takes_speaker = inputs.iter().any(|port| port.name == "speaker");
        if takes_speaker {
            check_ports(manifest, "input", &inputs, &[("speaker", "int64", 1)])?;
        }
        let takes_until = inputs.iter().any(|port| port.name == "until");
        if takes_until {
            check_ports(manifest, "input", &inputs, &[("until", "int64", 1)])?;
        }
        let known = 2 + usize::from(takes_pitch) + usize::from(takes_speaker) + usize::from(takes_until);
        if inputs.len() != known {
            let names: Vec<_> = inputs.iter().map(|port| format!("`{}`", port.name)).collect();
            let what = format!(
                "expected inputs `phonemes`, `rate` and perhaps `pitch`, `speaker` and `until` (found {})",
                names.join(", ")
            );
            return Err(malformed(manifest, what));
        }
        if takes_speaker != manifest.speaker.is_some() {
            let what = if takes_speaker {
                "the model has several speakers, and `voice.toml` does not say which (`speaker = 0`)"
            } else {
                "`voice.toml` names a speaker, and the model has one only"
            };
            return Err(malformed(manifest, what.to_owned()));
        }
        if manifest.speaks_parts && !takes_until {
            let what = "`voice.toml` says that it speaks parts, and the model has no input `until`";
            return Err(malformed(manifest, what.to_owned()));
        }
        check_ports(manifest, "output", &session.outputs(), &[("audio", "float32", 1), ("durations", "int64", 1)])?;
        Ok(Self { symbols, session, takes_pitch, speaker: manifest.speaker, takes_until })
    }

    pub(super) fn takes_pitch(&self) -> bool {
        self.takes_pitch
    }

    pub(super) fn symbol_ids(&self, phonemes: &Phonemes) -> Vec<i64> {
        self.symbols.encode(phonemes).ids
    }

    /// Speaks an utterance, or its first `n_tokens` tokens only where the model can, the last of them begun.
    pub(super) fn speak(
        &mut self,
        manifest: &Manifest,
        phonemes: &Phonemes,
        rate: Rate,
        pitch: Pitch,
        n_tokens: usize,
    ) -> Result<Spoken, Error> {
        let encoded = self.symbols.encode(phonemes);
        let n_symbols = encoded.ids.len();
        let n_tokens = if self.takes_until { n_tokens } else { phonemes.tokens.len() };
        let is_behind = |token: &Option<usize>| token.is_some_and(|token| token >= n_tokens);
        let n_wanted = match encoded.tokens.iter().position(is_behind) {
            None => n_symbols,
            Some(end) => {
                let is_last = |token: &Option<usize>| token.is_some_and(|token| token + 1 == n_tokens);
                encoded.tokens.iter().position(is_last).map_or(end, |last| end.min(last + BEGINNING))
            }
        };
        let mut inputs = vec![("phonemes", Input::int64(encoded.ids)), ("rate", Input::float32(vec![rate.factor()]))];
        if self.takes_pitch {
            inputs.push(("pitch", Input::float32(vec![pitch.semitones()])));
        }
        inputs.extend(self.speaker.map(|speaker| ("speaker", Input::int64(vec![speaker]))));
        if self.takes_until {
            inputs.push(("until", Input::int64(vec![n_wanted as i64])));
        }
        let outputs = self.session.run(inputs)?;
        let (_, audio) = outputs.float32("audio")?;
        let (_, durations) = outputs.int64("durations")?;
        if durations.len() != n_symbols {
            return Err(malformed(manifest, format!("{} durations for {n_symbols} symbols", durations.len())));
        }
        let mut spans = Vec::with_capacity(n_symbols);
        let mut edges = Edges::default();
        let mut at = 0usize;
        for (symbol, (&duration, token)) in durations.iter().zip(&encoded.tokens).take(n_wanted).enumerate() {
            let start = at;
            at += usize::try_from(duration)
                .map_err(|_| malformed(manifest, format!("duration {duration} is negative")))?;
            spans.push((start..at, *token));
            if symbol == 0 {
                edges.leading = at;
            } else if symbol + 1 == n_symbols {
                edges.trailing = at - start;
            }
        }
        if at != audio.len() {
            return Err(malformed(
                manifest,
                format!("durations add up to {at} samples, the audio has {}", audio.len()),
            ));
        }
        let tokens = timing::exact(spans.into_iter(), n_tokens, edges.leading);
        let samples = Samples { samples: audio.to_vec(), sample_rate: manifest.sample_rate };
        Ok(Spoken { samples, tokens, edges, timings: Timings::Exact, notes: encoded.notes })
    }
}
