//! Sets utterances one after another, so that the silence between them is the pause that was intended.
//!
//! A voice speaks every utterance with some silence of its own at both ends: how much is up to the model. Left there it
//! would add to the pause, differently each time. So that silence is cut away, the cut edges are faded, and the pause
//! is made of room tone, the same for every voice.
//!
//! What is cut is only what is *both* within the stretch that the voice made for a pause *and* inaudible. Either alone
//! would swallow speech: a vowel rings on into the pause (in our own voice for about 10 ms), and the closure before a
//! /t/ or /q/ is as silent as a pause, yet is part of the word.
//!
//! What is too low to be heard is taken out first ([`level::remove_rumble`]): a pause is silence only if nothing swings
//! back into it.
//!
//! A margin of a few milliseconds of the voice's silence stays at either edge for the fade to happen in, and counts as
//! part of the pause. Why not a crossfade? Between utterances there is silence; there is nothing to cross into.

use std::time::Duration;

use super::{Samples, fade_in, fade_out, level, n_samples, room_tone};

/// The length of the fades at the edges, and the least silence before an utterance. A pause shorter than this is as
/// long as this.
pub const MARGIN: Duration = Duration::from_millis(4);

/// How far below the utterance's peak a sample must stay to be inaudible beside it, in decibels. The pauses of our own
/// voice lie at -80 dB and below; vowels die away at about -50 dB.
const INAUDIBLE: f32 = -54.0;

/// What lies below this is inaudible however quiet the utterance is.
const SILENCE: f32 = 1e-4;

/// How many samples at either end of an utterance the voice made for its own pauses: at most so much is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Edges {
    /// Samples from the start that the voice made for the pause before the first word.
    pub leading: usize,
    /// Samples up to the end that the voice made for the pause after the last word.
    pub trailing: usize,
}

impl Edges {
    /// For a voice that does not say how long its pauses are: any inaudible stretch at the ends may be cut.
    pub const UNKNOWN: Self = Self { leading: usize::MAX, trailing: usize::MAX };
}

/// One utterance made ready: set directly after the one before, it needs nothing between.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// The margin, the speech, and the pause after it.
    pub samples: Samples,
    /// What to add to a position in the voice's own samples to get the same instant in `samples`; negative where
    /// silence was cut away in front. Word timings move by this.
    pub shift: i64,
    /// How many samples of the voice were not finite, and were taken for silence.
    pub n_not_finite: usize,
}

/// Removes an utterance's rumble, cuts its own silence, fades its edges, and puts `pause` after it.
///
/// Results set one after another have, from the last audible sample of one to the first audible one of the next,
/// the pause of the first (at least [`MARGIN`]), to within the millisecond in which the fades become inaudible. An utterance without an audible sample is a pause and nothing
/// else.
pub fn join(utterance: &Samples, edges: Edges, pause: Duration) -> Joined {
    let sample_rate = utterance.sample_rate;
    let margin = n_samples(MARGIN, sample_rate);
    let n_pause = n_samples(pause, sample_rate);

    let mut speech = utterance.samples.clone();
    let n_not_finite = level::silence_non_finite(&mut speech);
    let threshold = (level::peak(&speech) * level::amplitude(INAUDIBLE)).max(SILENCE);
    let inaudible = |sample: &&f32| sample.abs() < threshold;
    let quiet_before = speech.iter().take(edges.leading).take_while(inaudible).count();
    if quiet_before == speech.len() {
        let samples = Samples { samples: room_tone(n_pause).collect(), sample_rate };
        return Joined { samples, shift: 0, n_not_finite };
    }
    let quiet_after = speech.iter().rev().take(edges.trailing).take_while(inaudible).count();
    // After looking for the ends, since it spreads a little over them, where it is then cut off with the silence.
    level::remove_rumble(&mut speech, sample_rate);

    // Each utterance brings the last of the pause before it along, as its margin; so its own pause is shorter by that.
    let n_after = n_pause.saturating_sub(margin);
    let kept_before = quiet_before.min(margin);
    let kept_after = quiet_after.min(margin).min(n_after);
    let start = quiet_before - kept_before;
    // The two quiet stretches cannot meet: there is an audible sample, or one that may not be cut, between them.
    let end = speech.len() - quiet_after + kept_after;

    let added_before = margin - kept_before;
    let added_after = n_after - kept_after;
    let mut samples = Vec::with_capacity(added_before + (end - start) + added_after);
    samples.extend(room_tone(added_before));
    samples.extend_from_slice(&speech[start..end]);
    let kept = &mut samples[added_before..];
    fade_in(kept, margin);
    fade_out(kept, margin);
    samples.extend(room_tone(added_after));

    let shift = added_before as i64 - start as i64;
    Joined { samples: Samples { samples, sample_rate }, shift, n_not_finite }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 24_000;

    /// A voice's answer: quiet hiss, a tone that begins and ends at full strength, quiet hiss.
    fn utterance(n_before: usize, n_speech: usize, n_after: usize) -> Samples {
        let hiss = |i: usize| if i.is_multiple_of(2) { 3e-5 } else { -3e-5 };
        let tone = |i: usize| 0.5 * (std::f32::consts::TAU * 220.0 * i as f32 / RATE as f32).cos();
        let samples =
            (0..n_before).map(hiss).chain((0..n_speech).map(tone)).chain((0..n_after).map(hiss)).collect::<Vec<_>>();
        Samples { samples, sample_rate: RATE }
    }

    /// The silence between two utterances, in samples: from the last audible sample of one to the first of the other.
    fn silence_between(first: &Joined, second: &Joined) -> usize {
        let all: Vec<f32> = first.samples.samples.iter().chain(&second.samples.samples).copied().collect();
        let audible: Vec<usize> = (0..all.len()).filter(|&i| all[i].abs() > 1e-3).collect();
        audible.windows(2).map(|pair| pair[1] - pair[0] - 1).max().unwrap_or(0)
    }

    fn check_pause(edges: (usize, usize), told: Edges, pause_ms: u64) {
        let pause = Duration::from_millis(pause_ms);
        let speech = utterance(edges.0, 4_800, edges.1);
        let joined = join(&speech, told, pause);
        let silence = silence_between(&joined, &joined);
        let expect = n_samples(pause, RATE).max(n_samples(MARGIN, RATE));
        assert!(silence.abs_diff(expect) <= 24, "{silence} samples of silence, {expect} were asked");
    }

    #[test]
    fn pause_is_exact_when_the_voice_pauses_longer() {
        check_pause((2_160, 9_600), Edges { leading: 2_160, trailing: 9_600 }, 250);
    }

    #[test]
    fn pause_is_exact_when_the_voice_pauses_less_than_the_margin() {
        // The fade then takes place in the speech, whose first and last samples sink below what is audible.
        check_pause((10, 20), Edges { leading: 10, trailing: 20 }, 250);
    }

    #[test]
    fn pause_is_exact_when_the_voice_does_not_pause() {
        check_pause((0, 0), Edges::default(), 400);
    }

    #[test]
    fn pause_is_exact_when_the_lengths_are_unknown() {
        check_pause((3_000, 5_000), Edges::UNKNOWN, 700);
    }

    #[test]
    fn pause_shorter_than_the_margin_is_the_margin() {
        // No room is left for the fade after the speech, so it takes place in the speech.
        check_pause((2_160, 2_160), Edges { leading: 2_160, trailing: 2_160 }, 0);
        check_pause((2_160, 2_160), Edges { leading: 2_160, trailing: 2_160 }, 2);
    }

    #[test]
    fn pause_a_little_longer_than_the_margin() {
        check_pause((2_160, 2_160), Edges { leading: 2_160, trailing: 2_160 }, 5);
    }

    #[test]
    fn speech_that_rings_into_the_pause_is_kept() {
        let mut speech = utterance(2_160, 4_800, 2_160);
        // The vowel dies away over 10 ms of the stretch that the voice calls a pause.
        for i in 0..240 {
            speech.samples[6_960 + i] = if i.is_multiple_of(2) { 0.01 } else { -0.01 };
        }
        let joined = join(&speech, Edges { leading: 2_160, trailing: 2_160 }, Duration::from_millis(100));
        let end = usize::try_from(6_960 + joined.shift).unwrap();
        let steps = joined.samples.samples[end..end + 240].windows(2).filter(|pair| (pair[1] - pair[0]).abs() > 0.019);
        assert_eq!(steps.count(), 239);
    }

    #[test]
    fn silence_that_belongs_to_the_first_word_is_kept() {
        // A closure of 50 ms before the burst of a /t/, after 90 ms of pause.
        let speech = utterance(2_160 + 1_200, 4_800, 2_160);
        let joined = join(&speech, Edges { leading: 2_160, trailing: 2_160 }, Duration::ZERO);
        let first = joined.samples.samples.iter().position(|s| s.abs() > 0.1).unwrap();
        assert_eq!(first, 1_200 + n_samples(MARGIN, RATE));
    }

    #[test]
    fn speech_itself_is_not_altered() {
        let speech = utterance(2_160, 4_800, 2_160);
        let joined = join(&speech, Edges { leading: 2_160, trailing: 2_160 }, Duration::from_millis(300));
        let start = usize::try_from(2_160 + joined.shift).unwrap();
        for i in 480..4_320 {
            assert!((joined.samples.samples[start + i] - speech.samples[2_160 + i]).abs() < 0.005);
        }
    }

    #[test]
    fn offset_of_the_voice_does_not_reach_into_the_pause() {
        let mut speech = utterance(2_160, 4_800, 2_160);
        speech.samples[2_160..6_960].iter_mut().for_each(|sample| *sample += 0.1);
        let joined = join(&speech, Edges { leading: 2_160, trailing: 2_160 }, Duration::from_millis(300));
        let start = usize::try_from(2_160 + joined.shift).unwrap();
        let sum: f32 = joined.samples.samples[start + 480..start + 480 + 3 * 1_200].iter().sum();
        assert!((sum / 3_600.0).abs() < 0.001);
        assert!(joined.samples.samples[start + 4_800 + 96..].iter().all(|&sample| sample.abs() <= SILENCE));
    }

    #[test]
    fn edges_without_silence_make_no_click() {
        let joined = join(&utterance(0, 4_800, 0), Edges::default(), Duration::from_millis(50));
        let twice = [joined.samples.samples.clone(), joined.samples.samples].concat();
        // The tone itself moves by at most 0.029 from one sample to the next.
        let jump = twice.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max);
        assert!(jump < 0.035, "{jump}");
    }

    #[test]
    fn shift_moves_a_timing_to_the_same_sample_when_silence_is_added_in_front() {
        let speech = utterance(0, 4_800, 0);
        let joined = join(&speech, Edges::default(), Duration::ZERO);
        assert_eq!(joined.shift, 96);
        assert!((joined.samples.samples[96 + 2_400] - speech.samples[2_400]).abs() < 0.005);
    }

    #[test]
    fn utterance_of_silence_is_a_pause() {
        let joined = join(&utterance(4_800, 0, 0), Edges { leading: 4_800, trailing: 0 }, Duration::from_millis(200));
        assert_eq!(joined.samples, Samples::pause(Duration::from_millis(200), RATE));
    }

    #[test]
    fn utterance_without_samples_is_a_pause() {
        let empty = Samples { samples: vec![], sample_rate: RATE };
        let joined = join(&empty, Edges::UNKNOWN, Duration::from_millis(200));
        assert_eq!(joined.samples, Samples::pause(Duration::from_millis(200), RATE));
    }

    #[test]
    fn edges_longer_than_the_utterance() {
        let speech = utterance(100, 480, 100);
        let joined = join(&speech, Edges { leading: 10_000, trailing: 10_000 }, Duration::from_millis(10));
        assert_eq!(joined.samples.samples.len(), 480 + 240);
    }

    #[test]
    fn samples_that_are_not_numbers_are_silence_and_are_counted() {
        let mut speech = utterance(100, 480, 100);
        speech.samples[300] = f32::NAN;
        speech.samples[301] = f32::INFINITY;
        let joined = join(&speech, Edges::UNKNOWN, Duration::from_millis(10));
        assert_eq!(joined.n_not_finite, 2);
        assert!(joined.samples.samples.iter().all(|sample| sample.abs() < 0.6));
        join(&Samples::default(), Edges::UNKNOWN, Duration::from_millis(10));
    }
}
