//! What a voice says, as numbers: one channel of samples, and what is done to them before they are encoded.
//!
//! The order of the work, for each utterance: [`resample`] to the rate of the stream where the voice has another,
//! [`join`] to cut the voice's own silence away and put the intended pause in its place, of
//! room tone, [`level`] to keep peaks below
//! full scale. A finished episode goes on: [`decode`] for the producer's music, [`loudness`] for the whole. Each step keeps every other step's promise: lengths are exact, nothing is delayed, nothing clips.
//!
//! This room knows no voice, no format and no text; it does no IO.

use std::time::Duration;

pub mod decode;
pub mod join;
pub mod level;
pub mod loudness;
pub mod resample;
mod room_tone;

use self::room_tone::room_tone;

/// A stretch of sound: mono, nominal [-1, 1].
///
/// Samples are expected to be finite. What is not (a model gone wrong) is taken for silence by the encoders, which
/// count it, and by [`level::silence_non_finite`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Samples {
    /// One number for each instant; 0.0 is silence, 1.0 full scale.
    pub samples: Vec<f32>,
    /// Samples for each second, in Hz.
    pub sample_rate: u32,
}

impl Samples {
    /// Makes a pause of a length, rounded to the nearest sample: room tone that nobody hears, at most 90 dB below full scale.
    pub fn pause(duration: Duration, sample_rate: u32) -> Self {
        Self { samples: room_tone(n_samples(duration, sample_rate)).collect(), sample_rate }
    }

    /// Returns how long this sounds, to the nanosecond. Without a rate (0 Hz) there is no time: zero.
    pub fn duration(&self) -> Duration {
        duration(self.samples.len() as u64, self.sample_rate)
    }
}

/// Returns how many samples make a duration, rounded to the nearest.
pub fn n_samples(duration: Duration, sample_rate: u32) -> usize {
    const NANOSECONDS: u128 = 1_000_000_000;
    let samples = (duration.as_nanos() * u128::from(sample_rate) + NANOSECONDS / 2) / NANOSECONDS;
    usize::try_from(samples).unwrap_or(usize::MAX)
}

/// Returns how long a number of samples sounds, rounded down to the nanosecond. At 0 Hz: zero.
pub fn duration(n_samples: u64, sample_rate: u32) -> Duration {
    let Some(seconds) = n_samples.checked_div(u64::from(sample_rate)) else {
        return Duration::ZERO;
    };
    let rest = n_samples % u64::from(sample_rate);
    // `rest` is below the rate, which is below 2^32, so the product stays below 2^62 and the quotient below 10^9.
    Duration::new(seconds, (rest * 1_000_000_000 / u64::from(sample_rate)) as u32)
}

/// Raises the first `n` samples from silence, along half a cosine, so that the start makes no click.
pub fn fade_in(samples: &mut [f32], n: usize) {
    let n = n.min(samples.len());
    for (i, sample) in samples.iter_mut().take(n).enumerate() {
        *sample *= half_cosine(i, n);
    }
}

/// Lowers the last `n` samples to silence, along half a cosine, so that the end makes no click.
pub fn fade_out(samples: &mut [f32], n: usize) {
    let n = n.min(samples.len());
    for (i, sample) in samples.iter_mut().rev().take(n).enumerate() {
        *sample *= half_cosine(i, n);
    }
}

/// Why a stretch could not be brought to another rate, or measured.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// One of the rates is none that sound has.
    #[error("samples cannot be brought from {from} Hz to {to} Hz (both must be 1000 to 384000 Hz)")]
    SampleRate {
        /// The rate the samples have.
        from: u32,
        /// The rate that was asked for.
        to: u32,
    },
    /// The resampler refused what it was given; a fault of ours.
    #[error("resampler failed")]
    Resampler(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The loudness meter refused what it was given; a fault of ours.
    #[error("loudness could not be measured")]
    Meter(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The rise from 0 to 1 in `n` steps; never quite 0 or 1, so that each of the `n` samples still counts.
fn half_cosine(i: usize, n: usize) -> f32 {
    let phase = (i as f32 + 0.5) / n as f32;
    0.5 - 0.5 * (std::f32::consts::PI * phase).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_length(milliseconds: u64, sample_rate: u32, expect: usize) {
        let pause = Samples::pause(Duration::from_millis(milliseconds), sample_rate);
        assert_eq!(pause.samples.len(), expect);
    }

    #[test]
    fn pause_has_the_samples_of_its_duration() {
        check_length(250, 24_000, 6_000);
    }

    #[test]
    fn pause_is_rounded_to_the_nearest_sample() {
        check_length(1, 22_050, 22);
        check_length(10, 22_050, 221);
    }

    #[test]
    fn silence_without_a_rate_is_empty() {
        check_length(1_000, 0, 0);
    }

    #[test]
    fn duration_of_a_whole_second_and_a_half() {
        assert_eq!(duration(36_000, 24_000), Duration::from_millis(1_500));
    }

    #[test]
    fn duration_of_more_samples_than_fit_a_product_of_nanoseconds() {
        assert_eq!(duration(u64::MAX, 1), Duration::from_secs(u64::MAX));
    }

    #[test]
    fn duration_without_a_rate_is_zero() {
        assert_eq!(duration(1, 0), Duration::ZERO);
    }

    #[test]
    fn fades_start_and_end_near_zero_and_leave_the_middle() {
        let mut samples = vec![1.0; 1_000];
        fade_in(&mut samples, 96);
        fade_out(&mut samples, 96);
        assert!(samples[0] < 0.001 && samples[999] < 0.001);
        assert!(samples[96..904].iter().all(|&s| s == 1.0));
        assert!(samples.windows(2).all(|pair| (pair[1] - pair[0]).abs() < 0.02));
    }

    #[test]
    fn fade_longer_than_the_sound() {
        let mut samples = vec![1.0; 3];
        fade_in(&mut samples, 100);
        fade_out(&mut samples, 100);
        assert!(samples.iter().all(|s| (0.0..=1.0).contains(s)));
        fade_in(&mut [], 5);
    }
}
