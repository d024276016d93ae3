//! How loud a listener finds it (EBU R128), and the limiter that makes a loud master of quiet speech.
//!
//! Loudness is measured by the crate `ebur128`: integrated over the whole, gated, in LUFS. One channel is measured as a
//! player would that has one channel to play. Peaks are *true* peaks: of the wave between the samples, since that is
//! what a loudspeaker makes of them and what a codec is given; they lie up to a few decibels above the samples.

use ebur128::{EbuR128, Mode};

use super::resample::Resampler;
use super::{Error, level};

/// Measures a stream as it comes.
pub struct Meter(EbuR128);

/// What a [`Meter`] found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loudness {
    /// Integrated loudness, in LUFS; minus infinity where there is no sound, or less than 0.4 s of it.
    pub integrated: f64,
    /// The highest true peak, in dB relative to full scale.
    pub true_peak: f64,
}

impl Meter {
    /// Makes a meter for mono samples of a rate in Hz.
    ///
    /// # Errors
    ///
    /// When it does not know the rate.
    pub fn new(sample_rate: u32) -> Result<Self, Error> {
        EbuR128::new(1, sample_rate, Mode::I | Mode::TRUE_PEAK).map(Self).map_err(failed)
    }

    /// Takes samples.
    ///
    /// # Errors
    ///
    /// Never for one channel; the library's signature has it.
    pub fn push(&mut self, samples: &[f32]) -> Result<(), Error> {
        self.0.add_frames_f32(samples).map_err(failed)
    }

    /// Returns the loudness of all that was pushed.
    ///
    /// # Errors
    ///
    /// As [`Meter::push`].
    pub fn loudness(&self) -> Result<Loudness, Error> {
        let peak = self.0.true_peak(0).map_err(failed)?;
        Ok(Loudness {
            integrated: self.0.loudness_global().map_err(failed)?,
            true_peak: f64::from(level::decibels(peak as f32)),
        })
    }
}

/// Measures a whole stretch.
///
/// # Errors
///
/// As [`Meter::new`].
pub fn measure(samples: &[f32], sample_rate: u32) -> Result<Loudness, Error> {
    let mut meter = Meter::new(sample_rate)?;
    meter.push(samples)?;
    meter.loudness()
}

/// How many times denser the wave is looked at for its peaks, as ITU-R BS.1770 has it.
const OVERSAMPLING: usize = 4;

/// Samples that are limited at once. The result depends on it in the last bit, so it is fixed.
const N_BLOCK: usize = 8_192;

/// Keeps the true peaks of a stream below a ceiling, by the gain of [`level`]: lowered smoothly around each peak, and
/// looking ahead. Holds two blocks, however long the stream is; delays nothing.
pub struct Limiter {
    ceiling: f32,
    sample_rate: u32,
    upsampler: Resampler,
    /// The wave between the samples, where it has come and its samples have not been limited yet.
    dense: Vec<f32>,
    /// Samples with their true peaks; those before `done` are out and stay for their neighbours' sake.
    samples: Vec<f32>,
    peaks: Vec<f32>,
    done: usize,
    /// The dense wave just before the first of `dense`.
    before: [f32; OVERSAMPLING / 2],
}

impl Limiter {
    /// Makes a limiter with a ceiling as an amplitude; see [`level::amplitude`].
    ///
    /// # Errors
    ///
    /// When the rate is none that sound has.
    pub fn new(sample_rate: u32, ceiling: f32) -> Result<Self, Error> {
        let upsampler = Resampler::new(sample_rate, sample_rate.saturating_mul(OVERSAMPLING as u32))?;
        Ok(Self {
            ceiling: ceiling.abs(),
            sample_rate,
            upsampler,
            dense: Vec::new(),
            samples: Vec::new(),
            peaks: Vec::new(),
            done: 0,
            before: [0.0; OVERSAMPLING / 2],
        })
    }

    /// Takes finite samples and returns those that are ready.
    ///
    /// # Errors
    ///
    /// When the resampler fails, which would be a fault of ours.
    pub fn push(&mut self, samples: &[f32]) -> Result<Vec<f32>, Error> {
        self.samples.extend_from_slice(samples);
        let dense = self.upsampler.push(samples)?;
        self.measure_peaks(dense);
        let mut ready = Vec::new();
        while self.peaks.len() >= self.done + N_BLOCK + self.reach() {
            self.limit(N_BLOCK, &mut ready);
        }
        Ok(ready)
    }

    /// Ends the stream and returns the samples still owed.
    ///
    /// # Errors
    ///
    /// As [`Limiter::push`].
    pub fn finish(mut self) -> Result<Vec<f32>, Error> {
        let upsampler = std::mem::replace(&mut self.upsampler, Resampler::new(self.sample_rate, self.sample_rate)?);
        let mut dense = upsampler.finish()?;
        // After the last sample there is silence.
        dense.extend([0.0; OVERSAMPLING / 2]);
        self.measure_peaks(dense);
        let mut ready = Vec::new();
        let rest = self.samples.len() - self.done;
        self.limit(rest, &mut ready);
        Ok(ready)
    }

    /// Finds the peak of each sample whose surroundings have come: of itself and of the wave half-way to its neighbours.
    fn measure_peaks(&mut self, dense: Vec<f32>) {
        const HALF: usize = OVERSAMPLING / 2;
        self.dense.extend(dense);
        let wave = [self.before.as_slice(), &self.dense].concat();
        // Sample `i` stands at `wave[HALF + i * OVERSAMPLING]`; half-way is HALF on either side.
        let n_whole = (self.dense.len() / OVERSAMPLING).min(self.samples.len() - self.peaks.len());
        for i in 0..n_whole {
            let sample = self.samples[self.peaks.len()];
            let around = &wave[i * OVERSAMPLING..=(i + 1) * OVERSAMPLING];
            self.peaks.push(level::peak(around).max(sample.abs()));
        }
        let n_used = n_whole * OVERSAMPLING;
        self.before.copy_from_slice(&wave[n_used..n_used + HALF]);
        self.dense.drain(..n_used);
    }

    /// How far the gain of a sample depends on its neighbours.
    fn reach(&self) -> usize {
        2 * level::gain_reach(self.sample_rate)
    }

    /// Appends the next `n` samples, limited.
    fn limit(&mut self, n: usize, ready: &mut Vec<f32>) {
        let end = (self.done + n + self.reach()).min(self.samples.len());
        let gain = level::gain(self.peaks.get(..end).unwrap_or(&self.peaks), self.sample_rate, self.ceiling);
        let limited = self.samples.iter().zip(gain).skip(self.done).take(n).map(|(sample, gain)| sample * gain);
        ready.extend(limited);
        let n_old = (self.done + n).saturating_sub(self.reach());
        self.samples.drain(..n_old);
        self.peaks.drain(..n_old);
        self.done = self.done + n - n_old;
    }
}

fn failed(error: ebur128::Error) -> Error {
    Error::Meter(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 24_000;

    fn sine(amplitude: f32, frequency: f64, phase: f64, n: usize) -> Vec<f32> {
        let at = |i: usize| std::f64::consts::TAU * (frequency * i as f64 / f64::from(RATE) + phase);
        (0..n).map(|i| amplitude * at(i).sin() as f32).collect()
    }

    fn limited(samples: &[f32], ceiling: f32, n_piece: usize) -> Vec<f32> {
        let mut limiter = Limiter::new(RATE, ceiling).unwrap();
        let mut out: Vec<f32> = samples.chunks(n_piece).flat_map(|piece| limiter.push(piece).unwrap()).collect();
        out.extend(limiter.finish().unwrap());
        out
    }

    #[test]
    fn sine_of_997_hertz_at_full_scale_is_as_loud_as_the_standard_says() {
        // ITU-R BS.1770: a full-scale sine of 997 Hz in one channel is at -3.01 LKFS.
        let loudness = measure(&sine(1.0, 997.0, 0.0, 120_000), RATE).unwrap();
        assert!((loudness.integrated + 3.01).abs() < 0.1, "{loudness:?}");
    }

    #[test]
    fn true_peak_lies_between_the_samples() {
        // A quarter of the rate, an eighth of a period late: every sample is at 0.707 of the peak.
        let samples = sine(1.0, 6_000.0, 0.125, 24_000);
        assert!((level::decibels(level::peak(&samples)) + 3.01).abs() < 0.01);
        assert!(measure(&samples, RATE).unwrap().true_peak > -0.5);
    }

    #[test]
    fn silence_has_no_loudness() {
        assert_eq!(measure(&vec![0.0; 48_000], RATE).unwrap().integrated, f64::NEG_INFINITY);
        assert_eq!(measure(&[0.5; 100], RATE).unwrap().integrated, f64::NEG_INFINITY);
    }

    #[test]
    fn true_peaks_stay_below_the_ceiling() {
        let mut samples = sine(0.2, 300.0, 0.0, 48_000);
        samples.splice(20_000..26_000, sine(1.4, 6_000.0, 0.125, 6_000));
        let out = limited(&samples, 0.5, 1_000);
        let peak = measure(&out, RATE).unwrap().true_peak;
        assert!(peak < -5.7 && peak > -8.0, "{peak} dB, the ceiling is -6.02");
    }

    #[test]
    fn what_is_below_the_ceiling_goes_through_as_it_is_and_where_it_was() {
        let samples = sine(0.3, 500.0, 0.0, 30_001);
        assert_eq!(limited(&samples, 0.5, 777), samples);
    }

    #[test]
    fn result_does_not_depend_on_how_the_input_was_cut() {
        let samples = sine(1.2, 440.0, 0.0, 40_000);
        let whole = limited(&samples, 0.7, 40_000);
        for n_piece in [1, 999, 8_192, 20_000] {
            assert_eq!(limited(&samples, 0.7, n_piece), whole, "pieces of {n_piece}");
        }
    }

    #[test]
    fn length_is_kept_for_every_length() {
        for n in [0, 1, 2, 5, 100, 8_191, 8_192, 8_193, 20_000] {
            assert_eq!(limited(&vec![0.9; n], 0.5, 500).len(), n);
        }
    }
}
