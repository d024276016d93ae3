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
}

impl Natiq {
    /// Checks the model's inputs and outputs.
    pub(super) fn new(manifest: &Manifest, symbols: Symbols, session: Session) -> Result<Self, Error> {
        let inputs = session.inputs();
        check_ports(manifest, "input", &inputs, &[("phonemes", "int64", 1), ("rate", "float32", 1)])?;
        let takes_pitch = inputs.iter().any(|port| port.name == "pitch");
        if takes_pitch {
            check_ports(manifest, "input", &inputs, &[("pitch", "float32", 1)])?;
        }
        let known = 2 + usize::from(takes_pitch);
        if inputs.len() != known {
            let names: Vec<_> = inputs.iter().map(|port| format!("`{}`", port.name)).collect();
            let what = format!("expected inputs `phonemes`, `rate` and perhaps `pitch` (found {})", names.join(", "));
            return Err(malformed(manifest, what));
        }
        check_ports(manifest, "output", &session.outputs(), &[("audio", "float32", 1), ("durations", "int64", 1)])?;
        Ok(Self { symbols, session, takes_pitch })
    }

    pub(super) fn takes_pitch(&self) -> bool {
        self.takes_pitch
    }

    pub(super) fn symbol_ids(&self, phonemes: &Phonemes) -> Vec<i64> {
        self.symbols.encode(phonemes).ids
    }

    pub(super) fn speak(
        &mut self,
        manifest: &Manifest,
        phonemes: &Phonemes,
        rate: Rate,
        pitch: Pitch,
    ) -> Result<Spoken, Error> {
        let encoded = self.symbols.encode(phonemes);
        let n_symbols = encoded.ids.len();
        let inputs = [("phonemes", Input::int64(encoded.ids)), ("rate", Input::float32(vec![rate.factor()]))];
        let outputs = if self.takes_pitch {
            let [phonemes, rate] = inputs;
            self.session.run([phonemes, rate, ("pitch", Input::float32(vec![pitch.semitones()]))])?
        } else {
            self.session.run(inputs)?
        };
        let (_, audio) = outputs.float32("audio")?;
        let (_, durations) = outputs.int64("durations")?;
        if durations.len() != n_symbols {
            return Err(malformed(manifest, format!("{} durations for {n_symbols} symbols", durations.len())));
        }
        let mut spans = Vec::with_capacity(n_symbols);
        let mut edges = Edges::default();
        let mut at = 0usize;
        for (symbol, (&duration, token)) in durations.iter().zip(&encoded.tokens).enumerate() {
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
        let tokens = timing::exact(spans.into_iter(), phonemes.tokens.len(), edges.leading);
        let samples = Samples { samples: audio.to_vec(), sample_rate: manifest.sample_rate };
        Ok(Spoken { samples, tokens, edges, timings: Timings::Exact, notes: encoded.notes })
    }
}
