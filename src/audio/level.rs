//! How loud it is, how it is kept from clipping, and what nobody hears but amplifiers.
//!
//! Two guards against clipping, because they do different work. [`limit`] sees a whole utterance and turns the gain down smoothly around
//! each peak, so that loud passages keep their shape: the pipeline calls it. [`soften`] sees one sample and bends it
//! below full scale: the encoders call it on every sample as the last resort, so that a peak nobody limited is rounded
//! off, never wrapped around. What [`limit`] lets through, [`soften`] leaves untouched.
//!
//! Why a ceiling below full scale? A lossy codec gives back a waveform a little different from the one it was given,
//! often with higher peaks; one decibel of room is the custom for speech, and what streaming services ask for.

use std::collections::VecDeque;
use std::time::Duration;

use super::n_samples;

/// Where [`limit`] keeps peaks unless told otherwise: 1 dB below full scale.
pub const CEILING: f32 = 0.891_250_9;

/// Where [`soften`] begins to bend: half a decibel below full scale.
const KNEE: f32 = 0.944_060_9;

/// How long before and after a peak the gain takes to move. Long enough for the gain's own movement to be inaudible
/// (it is spread over more than one period of a man's voice), short enough not to duck the neighbouring syllable.
const GAIN_MOVEMENT: Duration = Duration::from_millis(8);

/// The length of each of the two means that make out the rumble: both have their first zero at 50 Hz.
const RUMBLE_MEAN: Duration = Duration::from_millis(20);

/// Returns the greatest absolute value, 0.0 for nothing. Samples that are not finite do not count.
pub fn peak(samples: &[f32]) -> f32 {
    samples.iter().map(|sample| sample.abs()).filter(|sample| sample.is_finite()).fold(0.0, f32::max)
}

/// Returns the root mean square, 0.0 for nothing. Samples that are not finite count as silence.
pub fn rms(samples: &[f32]) -> f32 {
    if samples.is_empty() {
        return 0.0;
    }
    let sum: f64 = samples.iter().filter(|sample| sample.is_finite()).map(|&sample| f64::from(sample).powi(2)).sum();
    (sum / samples.len() as f64).sqrt() as f32
}

/// Returns an amplitude in decibels below full scale (dBFS): 1.0 is 0 dB, 0.5 is about -6 dB, 0.0 is minus infinity.
pub fn decibels(amplitude: f32) -> f32 {
    20.0 * amplitude.abs().log10()
}

/// Returns the amplitude of a level in decibels below full scale; the inverse of [`decibels`].
pub fn amplitude(decibels: f32) -> f32 {
    10.0_f32.powf(decibels / 20.0)
}

/// Replaces every sample that is not finite by silence, and returns how many there were.
pub fn silence_non_finite(samples: &mut [f32]) -> usize {
    let mut n_replaced = 0;
    for sample in samples.iter_mut().filter(|sample| !sample.is_finite()) {
        *sample = 0.0;
        n_replaced += 1;
    }
    n_replaced
}

/// Removes what is too low to be heard, an offset above all, without moving or bending what is heard.
///
/// Trained voices make it (ours: about 4 % of the energy lies below 20 Hz, and the wave stands to one side of zero). It
/// takes room from the peaks, thumps in small loudspeakers when speech begins and ends, and in Opus, whose encoder takes
/// it out with a slow filter, it rings through a quarter of a second of the pause. Above 45 Hz the level changes by less
/// than half a decibel, below 10 Hz it falls by 18 dB and more. Samples must be finite.
pub fn remove_rumble(samples: &mut [f32], sample_rate: u32) {
    // A mean around each sample, of means around each sample: what is left of a tone falls with the square of its
    // frequency, and nothing is delayed. Around silence means see as much silence as they reach.
    let reach = n_samples(RUMBLE_MEAN, sample_rate) / 2;
    let width = (2 * reach + 1) as f32;
    let padded: Vec<f32> = [vec![0.0; 2 * reach], samples.to_vec(), vec![0.0; 2 * reach]].concat();
    let rumble = sliding_sum(&sliding_sum(&padded, reach), reach);
    for (sample, sum) in samples.iter_mut().zip(rumble.iter().skip(2 * reach)) {
        *sample -= sum / (width * width);
    }
}

/// Lowers the gain around each peak above `ceiling`, so that no sample exceeds it; elsewhere nothing changes.
///
/// Looks ahead, since the whole stretch is there: length and timing stay as they are. Samples that are not finite are
/// replaced by silence.
pub fn limit(samples: &mut [f32], sample_rate: u32, ceiling: f32) {
    silence_non_finite(samples);
    let ceiling = ceiling.abs();
    if peak(samples) <= ceiling {
        return;
    }
    let peaks: Vec<f32> = samples.iter().map(|sample| sample.abs()).collect();
    for (sample, gain) in samples.iter_mut().zip(gain(&peaks, sample_rate, ceiling)) {
        // Rounding in the mean may leave a hair above the ceiling.
        *sample = (*sample * gain).clamp(-ceiling, ceiling);
    }
}

/// Returns the gain for each sample that keeps its peak below `ceiling`, moving smoothly. It depends on the peaks within
/// twice [`gain_reach`].
pub(super) fn gain(peaks: &[f32], sample_rate: u32, ceiling: f32) -> Vec<f32> {
    // The gain of each sample is the mean, over the samples within `reach` of it, of the least gain any sample within
    // `reach` of those needs. Every term of the mean already has regard to this very sample, so the mean does too:
    // it never exceeds the gain this sample needs.
    let reach = gain_reach(sample_rate);
    let needed: Vec<f32> = peaks.iter().map(|&peak| if peak > ceiling { ceiling / peak } else { 1.0 }).collect();
    sliding_mean(&sliding_minimum(&needed, reach), reach)
}

/// Returns how many samples the gain takes to move.
pub(super) fn gain_reach(sample_rate: u32) -> usize {
    n_samples(GAIN_MOVEMENT, sample_rate).max(1)
}

/// Bends one sample below full scale: unchanged up to half a decibel below it, then ever flatter, never above 1.0.
/// A sample that is not finite becomes silence.
pub fn soften(sample: f32) -> f32 {
    if sample.abs() <= KNEE {
        return sample;
    }
    if !sample.is_finite() {
        return 0.0;
    }
    let room = 1.0 - KNEE;
    (KNEE + room * ((sample.abs() - KNEE) / room).tanh()).copysign(sample)
}

/// Rounds one sample to 16 bits. Full scale is 32768, as decoders have it, so that a round trip keeps the level.
pub fn to_i16(sample: f32) -> i16 {
    // The cast saturates, and makes 0 of what is not a number.
    (sample * 32_768.0).round() as i16
}

/// The least of the values within `reach` on either side, for each position.
fn sliding_minimum(values: &[f32], reach: usize) -> Vec<f32> {
    let mut minima = Vec::with_capacity(values.len());
    // Positions of candidates, values rising from front to back.
    let mut candidates: VecDeque<usize> = VecDeque::new();
    let mut incoming = 0;
    for i in 0..values.len() {
        while incoming < values.len() && incoming <= i + reach {
            while candidates.back().is_some_and(|&last| values[last] >= values[incoming]) {
                candidates.pop_back();
            }
            candidates.push_back(incoming);
            incoming += 1;
        }
        while candidates.front().is_some_and(|&first| first + reach < i) {
            candidates.pop_front();
        }
        minima.push(candidates.front().map_or(1.0, |&first| values[first]));
    }
    minima
}

/// The mean of the values within `reach` on either side, for each position; at the ends, of those there are.
fn sliding_mean(values: &[f32], reach: usize) -> Vec<f32> {
    let mut means = sliding_sum(values, reach);
    for (i, mean) in means.iter_mut().enumerate() {
        let n = (i + reach + 1).min(values.len()) - i.saturating_sub(reach);
        *mean /= n as f32;
    }
    means
}

/// The sum of the values within `reach` on either side, for each position; beyond the ends there is nothing.
fn sliding_sum(values: &[f32], reach: usize) -> Vec<f32> {
    let mut sums = Vec::with_capacity(values.len());
    // Twice the precision, as what is added is taken away again much later.
    let mut sum: f64 = values.iter().take(reach).map(|&value| f64::from(value)).sum();
    for i in 0..values.len() {
        if let Some(&entering) = values.get(i + reach) {
            sum += f64::from(entering);
        }
        if i > reach {
            sum -= f64::from(values[i - reach - 1]);
        }
        sums.push(sum as f32);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(amplitude: f32, frequency: f32, n: usize) -> Vec<f32> {
        (0..n).map(|i| amplitude * (std::f32::consts::TAU * frequency * i as f32 / 24_000.0).sin()).collect()
    }

    #[test]
    fn peak_and_rms_of_a_sine() {
        let samples = sine(0.5, 100.0, 24_000);
        assert!((peak(&samples) - 0.5).abs() < 1e-4);
        assert!((rms(&samples) - 0.5 / 2.0_f32.sqrt()).abs() < 1e-4);
        assert!((decibels(peak(&samples)) + 6.02).abs() < 0.01);
        assert!((amplitude(decibels(0.3)) - 0.3).abs() < 1e-6);
    }

    #[test]
    fn peak_and_rms_of_nothing_and_of_what_is_not_finite() {
        assert_eq!((peak(&[]), rms(&[])), (0.0, 0.0));
        assert_eq!((peak(&[f32::NAN, f32::INFINITY]), rms(&[f32::NAN])), (0.0, 0.0));
    }

    fn check_rumble(frequency: f32, expect_decibels: std::ops::Range<f32>) {
        let before = sine(0.5, frequency, 48_000);
        let mut after = before.clone();
        remove_rumble(&mut after, 24_000);
        let change = decibels(rms(&after[12_000..36_000]) / rms(&before[12_000..36_000]));
        assert!(expect_decibels.contains(&change), "{frequency} Hz: {change} dB");
    }

    #[test]
    fn rumble_is_removed_and_voices_are_kept() {
        check_rumble(5.0, -100.0..-24.0);
        check_rumble(10.0, -100.0..-17.0);
        for frequency in [45.0, 60.0, 75.0, 90.0, 110.0, 135.0, 1_000.0, 8_000.0] {
            check_rumble(frequency, -1.0..0.1);
        }
    }

    #[test]
    fn offset_is_removed_and_the_rest_stays_in_place() {
        let tone = sine(0.3, 200.0, 24_000);
        let mut samples: Vec<f32> = tone.iter().map(|sample| sample + 0.1).collect();
        remove_rumble(&mut samples, 24_000);
        assert!(samples[1_000..23_000].iter().zip(&tone[1_000..]).all(|(a, b)| (a - b).abs() < 1e-4));
    }

    #[test]
    fn rumble_of_silence_and_of_next_to_nothing() {
        let mut samples = vec![0.0; 3];
        remove_rumble(&mut samples, 24_000);
        assert_eq!(samples, [0.0; 3]);
        remove_rumble(&mut [], 24_000);
        remove_rumble(&mut [0.5], 0);
    }

    #[test]
    fn samples_below_the_ceiling_are_left_as_they_are() {
        let mut samples = sine(0.8, 200.0, 4_800);
        let before = samples.clone();
        limit(&mut samples, 24_000, CEILING);
        assert_eq!(samples, before);
    }

    #[test]
    fn peaks_are_brought_below_the_ceiling_and_quiet_neighbours_kept() {
        let mut samples = sine(0.2, 200.0, 24_000);
        for (i, sample) in samples.iter_mut().enumerate().skip(12_000).take(2_400) {
            *sample = 3.0 * (std::f32::consts::TAU * 150.0 * i as f32 / 24_000.0).sin();
        }
        let before = samples.clone();
        limit(&mut samples, 24_000, CEILING);
        assert!(peak(&samples) <= CEILING);
        assert!(peak(&samples) > 0.9 * CEILING, "the passage stays loud");
        assert_eq!(samples[..11_000], before[..11_000]);
        assert_eq!(samples[15_500..], before[15_500..]);
    }

    #[test]
    fn gain_moves_without_a_step() {
        // A steady tone with one sample far too loud: the gain around it falls and rises by small steps.
        let mut samples = vec![0.5; 4_800];
        samples[2_400] = 5.0;
        limit(&mut samples, 24_000, CEILING);
        assert!(samples.iter().enumerate().all(|(i, s)| i == 2_400 || *s <= 0.5));
        let steepest = samples
            .windows(2)
            .enumerate()
            .filter(|(i, _)| !(2_399..=2_400).contains(i))
            .map(|(_, pair)| (pair[1] - pair[0]).abs())
            .fold(0.0, f32::max);
        assert!(steepest < 0.01, "{steepest}");
    }

    #[test]
    fn limiting_silences_what_is_not_finite_and_keeps_the_rest() {
        let mut samples = vec![0.5, f32::NAN, f32::INFINITY, 2.0];
        limit(&mut samples, 24_000, CEILING);
        assert!(samples.iter().all(|s| s.is_finite() && s.abs() <= CEILING));
        limit(&mut [], 0, CEILING);
    }

    #[test]
    fn softening_keeps_order_and_never_reaches_beyond_full_scale() {
        let mut last = -1.0;
        for i in -4_000..=4_000 {
            let bent = soften(i as f32 / 1_000.0);
            assert!(bent >= last && bent.abs() <= 1.0);
            last = bent;
        }
        assert_eq!(soften(0.9), 0.9);
        assert_eq!(soften(-CEILING), -CEILING);
        assert_eq!(soften(f32::NAN), 0.0);
        assert_eq!(soften(f32::NEG_INFINITY), 0.0);
    }

    #[test]
    fn sixteen_bits_saturate_and_never_wrap() {
        assert_eq!([1.0, 1.5, -1.0, -9.0, 0.5, f32::NAN].map(to_i16), [32_767, 32_767, -32_768, -32_768, 16_384, 0]);
    }
}
