//! When each token is heard: from the durations that a model tells, or estimated from the lengths that phonemes usually
//! have.

use std::ops::Range;

use crate::{
    normalize::PauseLength,
    phonemize::{PhonemeToken, Phonemes},
};

/// Below this a sample is silence when the spoken stretch is looked for.
const SILENCE: f32 = 0.01;

/// Puts the spans of the symbols together to those of `n_tokens` tokens: symbol by symbol its samples, and the token it
/// speaks. A pause without sound of its own (the frame speaks it) stands where the token before it ends; `start` is
/// where the first begins.
pub(super) fn exact(
    symbols: impl Iterator<Item = (Range<usize>, Option<usize>)>,
    n_tokens: usize,
    start: usize,
) -> Vec<Range<usize>> {
    let mut spans: Vec<Option<Range<usize>>> = vec![None; n_tokens];
    for (span, token) in symbols {
        if let Some(token) = token.and_then(|token| spans.get_mut(token)) {
            token.get_or_insert(span.clone()).end = span.end;
        }
    }
    let mut end = start;
    let place = |span: Option<Range<usize>>| {
        let span = span.unwrap_or(end..end);
        end = span.end;
        span
    };
    spans.into_iter().map(place).collect()
}

/// Returns where each symbol begins and the last ends. A frame is as long as the samples
/// say; a symbol may have none.
pub(super) fn bounds(lengths: &[f32], samples: Range<usize>) -> Vec<usize> {
    let frames: Vec<usize> = lengths.iter().map(|length| length.clamp(0.0, 10_000.0) as usize).collect();
    let total = frames.iter().sum::<usize>().max(1);
    let mut before = 0;
    let place = |n_frames: &usize| {
        before += n_frames;
        samples.start + samples.len() * before / total
    };
    std::iter::once(samples.start).chain(frames.iter().map(place)).collect()
}

/// How long a token usually is, in units of a short phoneme: long phonemes are about twice as long, and a reader
/// pauses for two or four. Rough figures of our own, for voices that give no better.
fn weight(token: &PhonemeToken) -> usize {
    match token {
        PhonemeToken::Pause(PauseLength::Short) => 2,
        PhonemeToken::Pause(PauseLength::Long | PauseLength::Question) => 4,
        PhonemeToken::Word(word) => {
            word.phonemes.iter().map(|phoneme| if phoneme.ipa().ends_with('ː') { 2 } else { 1 }).sum()
        }
    }
}

/// Shares the spoken stretch out among the tokens. Pauses get no range: where they stand is a guess, and nothing may be
/// cut there.
pub(super) fn estimate(phonemes: &Phonemes, samples: &[f32]) -> Vec<Range<usize>> {
    let start = samples.iter().position(|sample| sample.abs() > SILENCE).unwrap_or(0);
    let end = samples.iter().rposition(|sample| sample.abs() > SILENCE).map_or(samples.len(), |last| last + 1);
    let last_word = phonemes.tokens.iter().rposition(PhonemeToken::is_word).map_or(0, |last| last + 1);
    let total: usize = phonemes.tokens[..last_word].iter().map(weight).sum::<usize>().max(1);
    let mut before = 0;
    let place = |(at, token): (usize, &PhonemeToken)| {
        let from = start + (end - start) * before / total;
        if at < last_word {
            before += weight(token);
        }
        let to = start + (end - start) * before / total;
        if token.is_word() { from..to } else { to..to }
    };
    phonemes.tokens.iter().enumerate().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_share_the_spoken_stretch_in_order() {
        let phonemes: Phonemes = "m i n | b a j t .".parse().unwrap();
        let mut samples = vec![0.0; 1000];
        samples[100..800].fill(0.5);
        assert_eq!(estimate(&phonemes, &samples), [100..400, 400..800, 800..800]);
    }

    #[test]
    fn token_is_heard_as_long_as_its_symbols() {
        let symbols = [(0..10, None), (10..30, Some(0)), (30..35, Some(0)), (35..40, None), (40..60, Some(2))];
        assert_eq!(exact(symbols.into_iter(), 4, 10), [10..35, 35..35, 40..60, 60..60]);
    }

    #[test]
    fn frames_are_as_long_as_the_samples_say() {
        assert_eq!(bounds(&[2.0, 0.0, 6.0], 100..900), [100, 300, 300, 900]);
    }
}
