//! One utterance through every room: text in, samples and word timings out.
//!
//! A [`Pipeline`] owns its models and is owned by one thread; see [`worker`](crate::worker) for many. It keeps nothing
//! of one utterance for the next, so texts cannot mix and the order of calls cannot matter.

mod calls;
mod options;
mod reading;
mod speech;

use std::{
    collections::{HashMap, hash_map},
    ops::Range,
    sync::Arc,
    time::Duration,
};

use self::{
    calls::{MOST_LETTERS_A_CALL, MOST_PHONEMES_A_CALL, calls, n_letters},
    reading::{Neighbours, first_tokens, is_given, last_tokens, pronounce},
    speech::{assemble, implausible, marks},
};
pub use self::{
    options::{PauseFactor, Pauses, PausesOutOfRange, SpeechOptions},
    reading::{read, read_letters},
    speech::{MarkTiming, Speech, WordTiming},
};
use crate::{
    audio::{self, Samples},
    diacritize::{self, Context, Diacritized, Diacritizer},
    normalize::{InSentence, Normalized, PauseLength, Token},
    note::{Note, NoteCode},
    onnx::Runtime,
    phonemize::{PhonemeToken, Phonemes, phonemize},
    utterance::{Break, Part, Utterance},
    voice::{self, Catalog, DEFAULT_VOICE, Pitch, Voice},
};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Diacritizer(#[from] diacritize::Error),
    #[error(transparent)]
    Voice(#[from] voice::Error),
}

/// An utterance at every stage of its text.
#[derive(Debug, Clone)]
pub struct Stages {
    pub normalized: Normalized,
    pub diacritized: Diacritized,
    pub phonemes: Phonemes,
}

/// All of an utterance.
const EVERYTHING: Range<usize> = 0..usize::MAX;

/// The models of one thread.
pub struct Pipeline {
    diacritizer: Diacritizer,
    /// Opened when first asked for.
    voices: HashMap<String, Voice>,
    catalog: Arc<Catalog>,
    runtime: Runtime,
}

impl Pipeline {
    /// Opens the diacritizer and the default voice.
    ///
    /// # Errors
    /// Where a model cannot be opened.
    ///
    /// # Blocking
    /// Opens models: about a tenth of a second.
    pub fn open(runtime: Runtime, catalog: Arc<Catalog>) -> Result<Self, Error> {
        Self::open_with(runtime, catalog, DEFAULT_VOICE)
    }

    /// Opens the diacritizer and the voice that will speak most.
    ///
    /// # Errors
    /// Where a model cannot be opened, or there is no such voice.
    ///
    /// # Blocking
    /// Opens models: about a tenth of a second.
    pub fn open_with(runtime: Runtime, catalog: Arc<Catalog>, voice: &str) -> Result<Self, Error> {
        let diacritizer = Diacritizer::open(&runtime)?;
        let voices = HashMap::from([(voice.to_owned(), Voice::open(catalog.get(voice)?, &runtime)?)]);
        Ok(Self { diacritizer, voices, catalog, runtime })
    }

    /// Takes an utterance through the text rooms.
    ///
    /// # Errors
    /// [`Error::Diacritizer`] where its model fails.
    ///
    /// # Blocking
    /// Runs the diacritizer: some milliseconds.
    pub fn stages(&mut self, utterance: &Utterance, speech_options: &SpeechOptions) -> Result<Stages, Error> {
        let applied = speech_options.lexicon.apply(utterance);
        let utterance = &*applied.utterance;
        let InSentence { mut before, own: mut normalized, mut after } =
            read(&mut self.diacritizer, utterance, &speech_options.text, &applied.words)?;
        let neighbours = Neighbours::take(utterance, &mut before, &mut normalized, &mut after);
        let is_pause = |token: &Token| matches!(token, Token::Pause(_));
        let calls: Vec<&[Token]> = calls(&normalized.tokens, MOST_LETTERS_A_CALL, n_letters, is_pause).collect();
        let mut diacritized = Diacritized::default();
        for (i, tokens) in calls.iter().enumerate() {
            let context = Context {
                before: last_tokens(if i == 0 { &before } else { calls[i - 1] }),
                after: first_tokens(calls.get(i + 1).copied().unwrap_or(&after)),
            };
            // The notes are the utterance's, and are handed on once.
            let notes = if i == 0 { normalized.notes.clone() } else { Vec::new() };
            let part = Normalized { tokens: tokens.to_vec(), notes, doubts: Vec::new(), guesses: Vec::new() };
            diacritized.extend(self.diacritizer.diacritize(&part, context, &applied.words)?);
        }
        let mut phonemes = phonemize(&diacritized);
        let n_before = before.iter().filter(|token| is_given(token)).count();
        pronounce(&mut phonemes, utterance, n_before);
        neighbours.leave(&mut normalized, &mut diacritized, &mut phonemes);
        Ok(Stages { normalized, diacritized, phonemes })
    }

    /// Speaks an utterance. The same utterance in the same manner gives the same samples.
    ///
    /// # Errors
    /// Where the voice does not exist or a model fails.
    ///
    /// # Blocking
    /// Runs the models: about a fiftieth of the duration of the speech.
    pub fn speak(&mut self, utterance: &Utterance, speech_options: &SpeechOptions) -> Result<Speech, Error> {
        let Some(Part { whole, range }) = utterance.part_of.as_deref() else {
            return self.speak_within(utterance, &EVERYTHING, speech_options);
        };
        let whole = Utterance { source: 0..whole.text.len(), ..whole.clone() };
        Ok(self.speak_within(&whole, range, speech_options)?.placed(range, &utterance.source))
    }

    /// Speaks what an utterance says of `wanted`, bytes in the text that its source counts in.
    fn speak_within(
        &mut self,
        utterance: &Utterance,
        wanted: &Range<usize>,
        speech_options: &SpeechOptions,
    ) -> Result<Speech, Error> {
        let stages = self.stages(utterance, speech_options)?;
        let voice = match self.voices.entry(speech_options.voice.clone()) {
            hash_map::Entry::Occupied(entry) => entry.into_mut(),
            hash_map::Entry::Vacant(entry) => {
                entry.insert(Voice::open(self.catalog.get(&speech_options.voice)?, &self.runtime)?)
            }
        };
        let rate = speech_options.rate_of(utterance);
        let pause_after = match utterance.pause_after {
            // A time that its author has told is the reader's to shorten, and no prosody's.
            Break::Exact { .. } => {
                speech_options.pauses.after(utterance.pause_after).div_f32(speech_options.rate.factor())
            }
            end => speech_options.pauses.after(end).div_f32(rate.factor()),
        };
        let sample_rate = voice.manifest().sample_rate;
        let mut notes = stages.phonemes.notes.clone();
        if !stages.phonemes.tokens.iter().any(PhonemeToken::is_word) {
            // Nothing to say (an emoji, a skipped address): a pause, and the notes that tell why.
            let is_end = wanted.end >= utterance.source.end;
            let samples = Samples::pause(if is_end { pause_after } else { Duration::ZERO }, sample_rate);
            let marks = marks(utterance, &[], samples.duration());
            let mut speech = Speech { marks, notes, ..Speech::wordless(samples, utterance) };
            speech.cut(wanted);
            return Ok(speech);
        }
        let mut phonemes = stages.phonemes.clone();
        let goes_on = matches!(utterance.pause_after, Break::Breath | Break::Joined);
        let pause_after = match phonemes.tokens.last() {
            // The sign there asks for one.
            Some(PhonemeToken::Pause(length)) if utterance.pause_after == Break::Joined => {
                speech_options.pauses.inside(*length).div_f32(rate.factor())
            }
            _ => pause_after,
        };
        if goes_on && phonemes.tokens.last().is_some_and(PhonemeToken::is_word) {
            // Cut for length or prosody only: the voice must not fall as at the end of a statement.
            phonemes.tokens.push(PhonemeToken::Pause(PauseLength::Short));
        }
        // With the beginning of the next word, so that the end of what is wanted is as in the whole.
        let is_behind =
            |token: &PhonemeToken| matches!(token, PhonemeToken::Word(word) if word.source.start >= wanted.end);
        let mut n_wanted = phonemes.tokens.iter().position(is_behind).map_or(phonemes.tokens.len(), |next| next + 1);
        let mut samples = Samples { samples: Vec::new(), sample_rate };
        let mut words = Vec::new();
        let is_pause = |token: &PhonemeToken| !token.is_word();
        let mut calls = calls(&phonemes.tokens, MOST_PHONEMES_A_CALL, PhonemeToken::n_phonemes, is_pause).peekable();
        while let Some(tokens) = calls.next() {
            if n_wanted == 0 {
                break;
            }
            let part = Phonemes { tokens: tokens.to_vec(), notes: Vec::new() };
            let n_tokens = n_wanted.min(tokens.len());
            n_wanted -= n_tokens;
            let spoken = voice.speak_until(&part, rate, speech_options.pitch_of(utterance), n_tokens)?;
            notes.extend(spoken.notes.iter().cloned());
            let pause = match tokens.last() {
                Some(PhonemeToken::Pause(length)) if calls.peek().is_some() => {
                    speech_options.pauses.inside(*length).div_f32(rate.factor())
                }
                _ => pause_after,
            };
            let inside = |length| speech_options.pauses.inside(length).div_f32(rate.factor());
            let (part, timings) = assemble(&spoken, &part.tokens, inside, pause);
            let before = audio::duration(samples.samples.len() as u64, sample_rate);
            if samples.samples.is_empty() {
                samples = part;
            } else {
                samples.samples.extend(part.samples);
            }
            words.extend(timings.into_iter().map(|word| WordTiming {
                start: word.start + before,
                end: word.end + before,
                ..word
            }));
        }
        let wants_pitch = speech_options.pitch != Pitch::NATURAL || utterance.directions.prosody.cents != 0;
        if wants_pitch && !voice.takes_pitch() {
            let message = format!("voice `{}` has only its own pitch", speech_options.voice);
            notes.push(Note::new(NoteCode::PitchUnsupported, message, utterance.source.clone()));
        }
        let marks = marks(utterance, &words, samples.duration());
        let timings = voice.timings();
        let mut speech = Speech { samples, words, timings, marks, source: utterance.source.clone(), notes };
        let within = speech.cut(wanted);
        let spoken = stages.phonemes.tokens.iter().filter(|token| token.is_word());
        let doubt = implausible(&speech, spoken.skip(within.start).take(within.len()), rate);
        speech.notes.extend(doubt);
        Ok(speech)
    }
}
