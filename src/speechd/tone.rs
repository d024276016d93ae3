//! The tone that tells of a capital letter.

use std::f32::consts::TAU;

use crate::audio::{fade_in, fade_out};

/// In Hz: well above a speaking voice's own, well within what every loudspeaker gives.
const FREQUENCY: f32 = 1320.0;
/// In thousandths of a second: long enough to be heard as a pitch, short enough not to hold up who reads by letters.
const LENGTH_MS: u32 = 45;
/// A fifth of full scale, below the voice's own peaks.
const AMPLITUDE: f32 = 0.2;

/// Makes the tone at this sample rate (in Hz).
pub(super) fn capital(sample_rate: u32) -> Vec<f32> {
    let n_samples = sample_rate * LENGTH_MS / 1000;
    let step = TAU * FREQUENCY / sample_rate as f32;
    let mut samples: Vec<f32> = (0..n_samples).map(|i| AMPLITUDE * (i as f32 * step).sin()).collect();
    let edge = samples.len() / 8;
    fade_in(&mut samples, edge);
    fade_out(&mut samples, edge);
    samples
}
