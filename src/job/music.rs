//! The producer's music, made ready to lie beside and under the speech.

use std::{fs, path::PathBuf, sync::Arc};

use super::settings;
use crate::audio::{self, decode, fade_in, fade_out, level, loudness, resample::resample};

/// How long the music takes to sink when the speech begins, and to rise when it has ended, in seconds.
const DUCKING: f32 = 0.4;

/// Why music cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("could not read `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("could not decode `{}`", path.display())]
    Decode { path: PathBuf, source: decode::Error },
    #[error("could not use `{}`", path.display())]
    Audio { path: PathBuf, source: audio::Error },
}

/// Where the speech is while music lies under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The speech begins before the music ends.
    Before,
    /// The music begins before the speech ends.
    After,
}

/// Music at the rate of the voice, faded and ducked.
#[derive(Debug, Clone)]
pub(super) struct Clip {
    pub(super) samples: Arc<Vec<f32>>,
    /// How many of its samples lie under the speech.
    pub(super) under: usize,
    /// What brings it, while it stands alone, to its level beside speech of 0 LUFS.
    gain: f32,
}

impl Clip {
    /// Reads music and makes it ready.
    ///
    /// # Errors
    /// When the file cannot be read or is no music.
    pub(super) fn load(music: &settings::Music, side: Side, sample_rate: u32) -> Result<Self, Error> {
        let path = &music.file;
        let bytes = fs::read(path).map_err(|source| Error::Read { path: path.clone(), source })?;
        let extension = path.extension().and_then(|extension| extension.to_str());
        let sound = decode::decode(bytes, extension).map_err(|source| Error::Decode { path: path.clone(), source })?;
        let failed = |source| Error::Audio { path: path.clone(), source };
        let mut samples = resample(&sound, sample_rate).map_err(failed)?.samples;
        level::silence_non_finite(&mut samples);
        let measured = loudness::measure(&samples, sample_rate).map_err(failed)?.integrated;
        // A chime of less than 0.4 s has no integrated loudness; its power says nearly the same.
        let measured =
            if measured.is_finite() { measured as f32 } else { level::decibels(level::rms(&samples)).max(-70.0) };
        let n = |seconds: f32| (seconds * sample_rate as f32).round() as usize;
        let under = n(music.under).min(samples.len());
        duck(&mut samples, under, side, level::amplitude(-music.duck), n(DUCKING));
        fade_in(&mut samples, n(music.fade_in));
        fade_out(&mut samples, n(music.fade_out));
        Ok(Self { samples: Arc::new(samples), under, gain: level::amplitude(music.level - measured) })
    }

    /// Returns what to multiply its samples by beside speech of a loudness in LUFS.
    pub(super) fn gain_beside(&self, loudness: f64) -> f32 {
        self.gain * level::amplitude(loudness as f32)
    }
}

/// Lowers the part under the speech, and lets the level glide there over `glide` samples within that part.
fn duck(samples: &mut [f32], under: usize, side: Side, low: f32, glide: usize) {
    let n = samples.len();
    let ducked = match side {
        Side::Before => &mut samples[n - under..],
        Side::After => &mut samples[..under],
    };
    for (i, sample) in ducked.iter_mut().enumerate() {
        // How far this sample is inside, from the edge where the music stands alone.
        let depth = match side {
            Side::Before => i,
            Side::After => under - 1 - i,
        };
        let share = ((depth as f32 + 0.5) / glide.max(1) as f32).min(1.0);
        *sample *= low.powf(share);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn music_sinks_smoothly_under_the_speech() {
        let mut samples = vec![1.0; 1_000];
        duck(&mut samples, 400, Side::Before, 0.1, 100);
        assert!(samples[..600].iter().all(|&sample| sample == 1.0));
        assert!(samples[700..].iter().all(|&sample| (sample - 0.1).abs() < 1e-6));
        assert!(samples.windows(2).all(|pair| pair[0] - pair[1] < 0.03));
    }

    #[test]
    fn music_rises_when_the_speech_has_ended() {
        let mut samples = vec![1.0; 1_000];
        duck(&mut samples, 400, Side::After, 0.1, 100);
        assert!(samples[..300].iter().all(|&sample| (sample - 0.1).abs() < 1e-6));
        assert!(samples[400..].iter().all(|&sample| sample == 1.0));
    }
}
