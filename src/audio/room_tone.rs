//! The quiet of a pause.
//!
//! Speech is never followed by nothing: a room, or at least a microphone, goes on, and who edits speech fills its pauses
//! with that room tone. Exact zeros sound as if the sound had broken off, and equipment takes them for that: wireless
//! headphones and hearing aids may fall asleep at them and lose the beginning of the next word. So a pause is noise that
//! nobody hears: at most 90 dB below full scale, which of 16 bits is a single step up or down in every other sample.
//! Three steps are no more heard by people, but DNSMOS, which judges recordings, takes them for a noisy background.
//!
//! It is the same in every run and in every pause, as the same utterance must give the same samples.

/// The largest sample: -90 dB.
const PEAK: f32 = 3e-5;

/// Returns so many samples of it: white noise, evenly spread up to -90 dB on either side.
pub(super) fn room_tone(n_samples: usize) -> impl Iterator<Item = f32> {
    // A linear congruential generator (Knuth; Press et al., Numerical Recipes): its upper bits are random enough for what
    // nobody hears.
    let next = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let states = std::iter::successors(Some(0_u32), next);
    states.take(n_samples).map(|state| (state as f32 / u32::MAX as f32 * 2.0 - 1.0) * PEAK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_tone_is_there_and_nobody_hears_it() {
        let tone: Vec<f32> = room_tone(24_000).collect();
        assert!(tone.iter().all(|sample| sample.abs() <= PEAK));
        let power = tone.iter().map(|sample| f64::from(sample * sample)).sum::<f64>() / 24_000.0;
        let decibels = 10.0 * power.log10();
        assert!((-96.0..-94.0).contains(&decibels), "{decibels}");
        let mean = tone.iter().sum::<f32>() / 24_000.0;
        assert!(mean.abs() < PEAK / 50.0, "{mean}");
        // Of 16 bits there is something in every other sample: never silence for long.
        let n_zero = tone.iter().filter(|sample| (**sample * 32_767.0).round() == 0.0).count();
        assert!(n_zero < 24_000 * 3 / 5, "{n_zero}");
    }
}
