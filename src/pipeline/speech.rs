//! An utterance as sound: a voice's samples made into what is heard, and when each word is.

use std::{ops::Range, time::Duration};

use crate::{
    audio::{
        self, Samples,
        join::{Edges, join},
        level,
    },
    normalize::PauseLength,
    note::{Note, NoteCode},
    phonemize::PhonemeToken,
    utterance::Utterance,
    voice::{Rate, Spoken, Timings},
};

/// An utterance as sound.
#[derive(Debug, Clone)]
pub struct Speech {
    /// The words, and the pause after them: utterances are joined by putting them one after another.
    pub samples: Samples,
    /// When each word is heard, from the start of these samples. In order, one after another.
    pub words: Vec<WordTiming>,
    /// Whether the voice tells when its words are heard, or that is estimated.
    pub timings: Timings,
    /// When each point is reached that its author has named, from the start of these samples.
    pub marks: Vec<MarkTiming>,
    /// Bytes in the paragraph's text.
    pub source: Range<usize>,
    pub notes: Vec<Note>,
}

impl Speech {
    /// Sound without words for an utterance.
    pub fn wordless(samples: Samples, utterance: &Utterance) -> Self {
        Self {
            samples,
            words: Vec::new(),
            timings: Timings::Exact,
            marks: Vec::new(),
            source: utterance.source.clone(),
            notes: Vec::new(),
        }
    }

    /// Leaves what is said of `wanted`, bytes in the text that sources count in: from the first word that stands there to
    /// the first one behind it. Returns which words those are.
    pub(super) fn cut(&mut self, wanted: &Range<usize>) -> Range<usize> {
        let word_at = |place| self.words.iter().position(|word| word.source.start >= place).unwrap_or(self.words.len());
        let words = word_at(wanted.start)..word_at(wanted.end);
        self.notes.retain(|note| wanted.contains(&note.source.start));
        if words == (0..self.words.len()) {
            return words;
        }
        let start_of = |word: usize| self.words.get(word).map(|word| word.start);
        let start =
            if words.start == 0 { Duration::ZERO } else { start_of(words.start).unwrap_or(self.samples.duration()) };
        let n_samples = |duration| audio::n_samples(duration, self.samples.sample_rate);
        let end = start_of(words.end).map_or(self.samples.samples.len(), n_samples);
        self.samples.samples.truncate(end);
        self.samples.samples.drain(..n_samples(start).min(end));
        self.words.truncate(words.end);
        self.words.drain(..words.start);
        for word in &mut self.words {
            word.start -= start;
            word.end -= start;
        }
        words
    }

    /// The same with sources that count from another place: what stood at `from` stands at `to`.
    #[must_use]
    pub(super) fn placed(mut self, from: &Range<usize>, to: &Range<usize>) -> Self {
        let moved = |at: usize| (at + to.start).saturating_sub(from.start);
        let sources = self.words.iter_mut().map(|word| &mut word.source);
        for source in sources.chain(self.notes.iter_mut().map(|note| &mut note.source)) {
            *source = moved(source.start)..moved(source.end);
        }
        self.source = to.clone();
        self
    }

    /// The same after so much silence.
    #[must_use]
    pub fn after(mut self, silence: Duration) -> Self {
        let mut samples = Samples::pause(silence, self.samples.sample_rate);
        let moved = audio::duration(samples.samples.len() as u64, samples.sample_rate);
        samples.samples.append(&mut self.samples.samples);
        self.samples = samples;
        for word in &mut self.words {
            word.start += moved;
            word.end += moved;
        }
        for mark in &mut self.marks {
            mark.time += moved;
        }
        self
    }
}

/// When a word is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordTiming {
    /// The word as spoken, with its marks.
    pub text: String,
    /// Bytes in the paragraph's text that it was read from.
    pub source: Range<usize>,
    pub start: Duration,
    pub end: Duration,
}

/// When a named point is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkTiming {
    pub name: String,
    pub time: Duration,
}

/// Tells when the points are reached that the author has named: where the first word begins that does not lie before,
/// behind the last word, or behind the pause after it.
pub(super) fn marks(utterance: &Utterance, words: &[WordTiming], duration: Duration) -> Vec<MarkTiming> {
    let timing = |(at, name): &(usize, String)| {
        let place = utterance.source.start.saturating_add(*at);
        let next = words.partition_point(|word| word.source.end <= place);
        let time = match (words.get(next), words.last()) {
            _ if *at > utterance.text.len() => duration,
            (Some(word), _) => word.start,
            (None, Some(last)) => last.end,
            (None, None) => Duration::ZERO,
        };
        MarkTiming { name: name.clone(), time }
    };
    utterance.directions.marks.iter().map(timing).collect()
}

/// Cuts the model's own pauses down to the intended ones and moves the word timings along.
///
/// A run is a stretch of words without a pause. The voice's samples are cut in the middle of each of its pauses, and
/// the runs are set one after another with the intended pause behind each.
pub(super) fn assemble(
    spoken: &Spoken,
    tokens: &[PhonemeToken],
    inside: impl Fn(PauseLength) -> Duration,
    pause_after: Duration,
) -> (Samples, Vec<WordTiming>) {
    let sample_rate = spoken.samples.sample_rate;
    let speech = &spoken.samples.samples;
    let mut runs = vec![Run { samples: 0..speech.len(), edges: spoken.edges }];
    let mut pauses = Vec::new();
    // The words with their run and their place in the voice's samples.
    let mut words = Vec::new();
    for (token, span) in tokens.iter().zip(&spoken.tokens) {
        match token {
            PhonemeToken::Word(word) => {
                words.push((runs.len() - 1, word.text.clone(), word.source.clone(), span.clone()));
            }
            // The pause at the very end is the utterance's own.
            PhonemeToken::Pause(length) if !span.is_empty() => {
                let middle = span.start.midpoint(span.end);
                if let Some(run) = runs.last_mut() {
                    run.samples.end = middle;
                    run.edges.trailing = middle - span.start;
                }
                pauses.push(inside(*length));
                let edges = Edges { leading: span.end - middle, trailing: spoken.edges.trailing };
                runs.push(Run { samples: middle..speech.len(), edges });
            }
            PhonemeToken::Pause(_) => {}
        }
    }
    pauses.push(pause_after);
    let mut samples = Samples { samples: Vec::with_capacity(speech.len()), sample_rate };
    let mut shifts = Vec::new();
    for (run, pause) in runs.iter().zip(pauses) {
        let cut = Samples { samples: speech[run.samples.clone()].to_vec(), sample_rate };
        let joined = join(&cut, run.edges, pause);
        shifts.push(samples.samples.len() as i64 + joined.shift - run.samples.start as i64);
        samples.samples.extend(joined.samples.samples);
    }
    let place = |run: usize, sample: usize| {
        let moved = u64::try_from(sample as i64 + shifts[run]).unwrap_or(0).min(samples.samples.len() as u64);
        audio::duration(moved, sample_rate)
    };
    let timing = |(run, text, source, span): (usize, String, Range<usize>, Range<usize>)| WordTiming {
        text,
        source,
        start: place(run, span.start),
        end: place(run, span.end),
    };
    let words = words.into_iter().map(timing).collect();
    level::limit(&mut samples.samples, sample_rate, level::CEILING);
    (samples, words)
}

/// A stretch of a voice's samples without a pause inside, and how much of it is pause at either end.
struct Run {
    samples: Range<usize>,
    edges: Edges,
}

/// Seconds for each phoneme at rate 1.0 between which speech is plausible. Over 220 news sentences the default voice
/// stays within 0.081 and 0.094; the bounds leave room for short utterances and for other voices.
const PLAUSIBLE_SECONDS: Range<f32> = 0.05..0.2;
/// Utterances with fewer phonemes are not judged: one long vowel says nothing about the mean.
const PLAUSIBLE_FROM: usize = 4;

/// Notes audio that is much shorter or longer than its text, the words `tokens`, so that swallowed words are noticed.
pub(super) fn implausible<'a>(
    speech: &Speech,
    tokens: impl Iterator<Item = &'a PhonemeToken>,
    rate: Rate,
) -> Option<Note> {
    let (mut n_words, mut n_phonemes) = (0, 0);
    for token in tokens {
        n_words += 1;
        n_phonemes += token.n_phonemes();
    }
    let spoken: Duration = speech.words.iter().map(|word| word.end - word.start).sum();
    let seconds = spoken.as_secs_f32() * rate.factor() / n_phonemes.max(1) as f32;
    let plausible = n_phonemes < PLAUSIBLE_FROM || PLAUSIBLE_SECONDS.contains(&seconds);
    if plausible && n_words == speech.words.len() {
        return None;
    }
    let message = format!(
        "{:.2} s of speech for {n_phonemes} phonemes in {n_words} words ({} spoken)",
        spoken.as_secs_f32(),
        speech.words.len()
    );
    Some(Note::new(NoteCode::ImplausibleDuration, message, speech.source.clone()))
}
