//! Brings samples to another rate, as they come.
//!
//! A voice has the rate it was trained at (Piper's have 22,050 Hz), a codec the rates it knows (Opus: 24,000 and
//! 48,000 among others). The work is rubato's FFT resampler: band-limited, linear in phase, and the same on every run.
//! Its delay is taken out, so that sample `n` of the input is at `n * to / from` of the output, and the length of all
//! the output is that of all the input, rounded to the nearest sample.

use std::ops::RangeInclusive;

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{Fft, FixedSync, Resampler as _};

use super::{Error, Samples};

/// The least block it works in, in samples of the input. A longer block has a steeper filter: with this one the band is
/// whole up to about 97 % of the lower Nyquist frequency.
const LEAST_BLOCK: usize = 1_024;

/// The rates that are taken, in Hz. Beyond them there is no sound, and the work would grow without bound: for two rates
/// without a common measure the block is as long as twice the rate.
const RATES: RangeInclusive<u32> = 1_000..=384_000;

/// Resamples one stream from one rate to another. Holds less than two blocks, however long the stream is.
pub struct Resampler {
    /// None where both rates are the same: then samples go through as they are.
    fft: Option<Fft<f32>>,
    from: u32,
    to: u32,
    /// Input that does not fill a block yet.
    waiting: Vec<f32>,
    /// Output still to be dropped: the resampler's own delay.
    to_drop: usize,
    n_in: u64,
    n_out: u64,
}

impl Resampler {
    /// Makes a resampler between two rates in Hz.
    ///
    /// # Errors
    ///
    /// When a rate is not between 1,000 and 384,000 Hz.
    pub fn new(from: u32, to: u32) -> Result<Self, Error> {
        if !RATES.contains(&from) || !RATES.contains(&to) {
            return Err(Error::SampleRate { from, to });
        }
        let fft = if from == to {
            None
        } else {
            let fft = Fft::new(from as usize, to as usize, block(from, to), 1, FixedSync::Both);
            Some(fft.map_err(|error| Error::Resampler(error.into()))?)
        };
        let to_drop = fft.as_ref().map_or(0, |fft| fft.output_delay());
        Ok(Self { fft, from, to, waiting: Vec::new(), to_drop, n_in: 0, n_out: 0 })
    }

    /// Takes samples and returns those that are ready. What comes out does not depend on how the input was cut.
    ///
    /// # Errors
    ///
    /// When the resampler refuses its input, which would be a fault of ours.
    pub fn push(&mut self, samples: &[f32]) -> Result<Vec<f32>, Error> {
        self.n_in += samples.len() as u64;
        let mut ready = Vec::new();
        let Some(n_block) = self.fft.as_ref().map(|fft| fft.input_frames_next()) else {
            self.n_out = self.n_in;
            return Ok(samples.to_vec());
        };
        self.waiting.extend_from_slice(samples);
        let waiting = std::mem::take(&mut self.waiting);
        let mut blocks = waiting.chunks_exact(n_block);
        for block in &mut blocks {
            self.process(block, &mut ready)?;
        }
        self.waiting = blocks.remainder().to_vec();
        Ok(ready)
    }

    /// Ends the stream: returns the samples still owed, so that the whole has its exact length.
    ///
    /// # Errors
    ///
    /// As [`Resampler::push`].
    pub fn finish(mut self) -> Result<Vec<f32>, Error> {
        let mut ready = Vec::new();
        let Some(n_block) = self.fft.as_ref().map(|fft| fft.input_frames_next()) else {
            return Ok(ready);
        };
        let n_expected = scaled(self.n_in, self.from, self.to);
        let mut block = std::mem::take(&mut self.waiting);
        while self.n_out < n_expected {
            block.resize(n_block, 0.0);
            self.process(&block, &mut ready)?;
            block.clear();
        }
        let n_surplus = usize::try_from(self.n_out - n_expected).unwrap_or(usize::MAX);
        ready.truncate(ready.len().saturating_sub(n_surplus));
        Ok(ready)
    }

    /// Resamples one block and appends what is left of it after the delay.
    fn process(&mut self, block: &[f32], ready: &mut Vec<f32>) -> Result<(), Error> {
        let Some(fft) = &mut self.fft else {
            return Ok(());
        };
        // The slice has exactly the frames it is said to have.
        let Ok(input) = SequentialSlice::new(block, 1, block.len()) else {
            return Ok(());
        };
        let output = fft.process(&input, None).map_err(|error| Error::Resampler(error.into()))?.take_data();
        let n_dropped = self.to_drop.min(output.len());
        self.to_drop -= n_dropped;
        self.n_out += (output.len() - n_dropped) as u64;
        ready.extend_from_slice(&output[n_dropped..]);
        Ok(())
    }
}

/// Resamples a whole stretch.
///
/// # Errors
///
/// As [`Resampler::new`].
pub fn resample(samples: &Samples, to: u32) -> Result<Samples, Error> {
    let mut resampler = Resampler::new(samples.sample_rate, to)?;
    let mut resampled = resampler.push(&samples.samples)?;
    resampled.extend(resampler.finish()?);
    Ok(Samples { samples: resampled, sample_rate: to })
}

/// Returns how many samples a number of samples becomes at another rate, rounded to the nearest.
pub fn scaled(n_samples: u64, from: u32, to: u32) -> u64 {
    let from = u128::from(from.max(1));
    let scaled = (u128::from(n_samples) * u128::from(to) + from / 2) / from;
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

/// The block for two rates: a whole number of periods of their ratio, and an even one.
///
/// Even, because the filter is as long as the block and its delay is half of that: of an odd block (1,029 samples from
/// 22,050 Hz to 24,000 Hz) rubato 5.0.1 reports the delay half a sample off, and everything would sit beside its place.
fn block(from: u32, to: u32) -> usize {
    let period = (from / greatest_common_divisor(from, to).max(1)).max(1) as usize;
    LEAST_BLOCK.div_ceil(period).next_multiple_of(2) * period
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(frequency: f64, n: usize, sample_rate: u32) -> Vec<f32> {
        (0..n)
            .map(|i| (std::f64::consts::TAU * frequency * i as f64 / f64::from(sample_rate)).sin() as f32 * 0.5)
            .collect()
    }

    fn resampled(samples: Vec<f32>, from: u32, to: u32) -> Vec<f32> {
        resample(&Samples { samples, sample_rate: from }, to).unwrap().samples
    }

    /// A tone comes out as the same tone, at the same instants: the greatest difference, away from the ends.
    fn check_tone(frequency: f64, from: u32, to: u32) {
        let output = resampled(sine(frequency, from as usize, from), from, to);
        let expect = sine(frequency, to as usize, to);
        assert_eq!(output.len(), expect.len());
        let margin = to as usize / 20;
        let error = output[margin..output.len() - margin]
            .iter()
            .zip(&expect[margin..])
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max);
        assert!(error < 2e-4, "{frequency} Hz from {from} to {to}: {error}");
    }

    #[test]
    fn tones_keep_their_place_from_the_rate_of_piper() {
        for frequency in [100.0, 1_000.0, 5_000.0, 10_000.0] {
            check_tone(frequency, 22_050, 24_000);
            check_tone(frequency, 22_050, 48_000);
        }
    }

    #[test]
    fn tones_keep_their_place_between_other_rates() {
        check_tone(3_000.0, 16_000, 24_000);
        check_tone(3_000.0, 44_100, 48_000);
        check_tone(3_000.0, 44_100, 24_000);
        check_tone(3_000.0, 24_000, 22_050);
        check_tone(3_000.0, 48_000, 8_000);
    }

    #[test]
    fn tone_above_the_new_band_is_removed() {
        let output = resampled(sine(15_000.0, 48_000, 48_000), 48_000, 24_000);
        let loudest = output[1_200..22_800].iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
        assert!(loudest < 5e-5, "{loudest}");
    }

    #[test]
    fn length_is_exact_for_every_length() {
        for n in (0..3_000).step_by(7).chain([147, 1_029, 22_050]) {
            assert_eq!(resampled(vec![0.1; n], 22_050, 24_000).len() as u64, scaled(n as u64, 22_050, 24_000));
        }
    }

    #[test]
    fn impulse_stays_where_it_was() {
        let mut impulse = vec![0.0; 22_050];
        impulse[147 * 40] = 1.0;
        let output = resampled(impulse, 22_050, 24_000);
        let loudest = (0..output.len()).max_by(|&a, &b| output[a].abs().total_cmp(&output[b].abs())).unwrap();
        assert_eq!(loudest, 160 * 40);
    }

    #[test]
    fn output_does_not_depend_on_how_the_input_was_cut() {
        let input = sine(440.0, 10_000, 22_050);
        let whole = resampled(input.clone(), 22_050, 24_000);
        for n in [1, 7, 1_000, 1_029, 4_096] {
            let mut resampler = Resampler::new(22_050, 24_000).unwrap();
            let mut pieces: Vec<f32> = input.chunks(n).flat_map(|piece| resampler.push(piece).unwrap()).collect();
            pieces.extend(resampler.finish().unwrap());
            assert_eq!(pieces, whole);
        }
    }

    #[test]
    fn samples_come_before_the_end() {
        let mut resampler = Resampler::new(22_050, 24_000).unwrap();
        let ready = resampler.push(&vec![0.1; 22_050]).unwrap();
        assert!(ready.len() > 22_000);
    }

    #[test]
    fn equal_rates_let_everything_through() {
        let input = sine(440.0, 1_001, 24_000);
        assert_eq!(resampled(input.clone(), 24_000, 24_000), input);
    }

    #[test]
    fn rates_that_sound_does_not_have_are_refused() {
        for (from, to) in [(0, 24_000), (24_000, 0), (0, 0), (1, 24_000), (24_000, u32::MAX)] {
            assert!(matches!(Resampler::new(from, to), Err(Error::SampleRate { .. })));
        }
    }

    #[test]
    fn rates_without_a_common_measure() {
        assert_eq!(resampled(sine(440.0, 22_051, 22_051), 22_051, 24_000).len(), 24_000);
    }
}
