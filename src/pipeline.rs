//! One utterance through every room: text in, samples and word timings out.
//!
//! A [`Pipeline`] owns its models and is owned by one thread; see [`worker`](crate::worker) for many. It keeps nothing
//! of one utterance for the next, so texts cannot mix and the order of calls cannot matter.

use std::{collections::HashMap, ops::Range, sync::Arc, time::Duration};

use crate::{
    audio::{
        self, Samples,
        join::{Edges, join},
        level,
    },
    diacritize::{self, Context, Diacritized, Diacritizer},
    lexicon::Scopes,
    normalize::{self, Guess, InSentence, Normalized, PauseLength, Rule, Token, normalize_in_sentence},
    note::{Note, NoteCode},
    onnx::Runtime,
    phonemize::{PhonemeToken, Phonemes, phonemize},
    ssml::Say,
    structure::Structure,
    utterance::{Break, Utterance},
    voice::{self, Catalog, DEFAULT_VOICE, Pitch, Rate, Spoken, Timings, Voice},
};

/// Why an utterance could not be spoken. Text alone is never a reason.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Diacritizer(#[from] diacritize::Error),
    #[error(transparent)]
    Voice(#[from] voice::Error),
}

/// What a caller may choose about the reading; it travels with each request.
#[derive(Debug, Clone)]
pub struct SpeechOptions {
    /// Id of the voice.
    pub voice: String,
    pub rate: Rate,
    pub pitch: Pitch,
    /// How numbers' neighbours, Latin words and emoji are read.
    pub text: normalize::Options,
    /// Pronunciations that win over the model's.
    pub lexicon: Scopes,
    pub pauses: Pauses,
    /// How headings, list items and the like are made heard.
    pub structure: Structure,
}

impl Default for SpeechOptions {
    fn default() -> Self {
        Self {
            voice: DEFAULT_VOICE.to_owned(),
            rate: Rate::NATURAL,
            pitch: Pitch::NATURAL,
            text: normalize::Options::default(),
            lexicon: Scopes::default(),
            pauses: Pauses::default(),
            structure: Structure::default(),
        }
    }
}

impl SpeechOptions {
    /// Returns the pitch of an utterance: the one asked for, what sets headings and quotations apart, and what its
    /// author wants.
    pub fn pitch_of(&self, utterance: &Utterance) -> Pitch {
        let wanted = f32::from(utterance.directions.prosody.cents) / 100.0;
        self.pitch.raised(self.structure.semitones(utterance.tone)).raised(wanted)
    }

    /// Returns the rate of an utterance: the one asked for, times what its author wants, as far as it goes.
    pub fn rate_of(&self, utterance: &Utterance) -> Rate {
        let wanted = f32::from(utterance.directions.prosody.percent) / 100.0;
        let factor = (self.rate.factor() * wanted).clamp(Rate::SLOWEST, Rate::FASTEST);
        Rate::new(factor).unwrap_or(self.rate)
    }
}

/// How long the pauses are at rate 1.0; they shrink and grow with the rate.
///
/// The defaults are ours, between the sentence and paragraph gaps that read-aloud users ask for (0.15 s to 0.3 s is the
/// floor) and a news reader's (up to a second between items).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pauses {
    /// Where a sentence was cut for length.
    pub breath: Duration,
    /// At a comma, colon, dash or bracket.
    pub phrase: Duration,
    /// After a sentence.
    pub sentence: Duration,
    /// Between the items of a list.
    pub item: Duration,
    /// After a paragraph.
    pub paragraph: Duration,
    /// After a heading.
    pub heading: Duration,
    /// What the listener wants of all of them.
    pub factor: PauseFactor,
}

/// How many times as long the pauses are as the usual ones: 1.0 leaves them, 2.0 doubles them.
///
/// A pause whose length an author has written ([`Break::Exact`]) stays as long as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PauseFactor(f32);

/// Pauses outside [`PauseFactor::SHORTEST`] to [`PauseFactor::LONGEST`] were asked for.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("pauses {given} are out of range ({} to {} times the usual ones)", PauseFactor::SHORTEST, PauseFactor::LONGEST)]
pub struct PausesOutOfRange {
    given: f32,
}

impl PauseFactor {
    /// Half as long: a sentence then ends in 0.22 s, about the least that tells it from the next one.
    pub const SHORTEST: f32 = 0.5;
    /// Three times as long: a listener who takes notes or repeats has more than a second after each sentence.
    pub const LONGEST: f32 = 3.0;
    /// As they are.
    pub const USUAL: Self = Self(1.0);

    /// Returns the factor `factor`.
    ///
    /// # Errors
    /// [`PausesOutOfRange`] outside [`Self::SHORTEST`] to [`Self::LONGEST`], and for NaN.
    pub fn new(factor: f32) -> Result<Self, PausesOutOfRange> {
        let is_in_range = (Self::SHORTEST..=Self::LONGEST).contains(&factor);
        if is_in_range { Ok(Self(factor)) } else { Err(PausesOutOfRange { given: factor }) }
    }

    /// Returns the factor as a number.
    pub fn get(self) -> f32 {
        self.0
    }
}

impl Default for Pauses {
    fn default() -> Self {
        let ms = Duration::from_millis;
        Self {
            breath: ms(160),
            phrase: ms(240),
            sentence: ms(450),
            item: ms(600),
            paragraph: ms(800),
            heading: ms(1000),
            factor: PauseFactor::USUAL,
        }
    }
}

impl Pauses {
    fn after(&self, end: Break) -> Duration {
        let usual = match end {
            Break::Breath => self.breath,
            Break::Phrase => self.phrase,
            Break::Sentence => self.sentence,
            Break::Item => self.item,
            Break::Paragraph => self.paragraph,
            Break::Heading => self.heading,
            Break::Exact { milliseconds } => return Duration::from_millis(milliseconds.into()),
            Break::Joined => Duration::ZERO,
        };
        usual.mul_f32(self.factor.get())
    }

    fn inside(&self, length: PauseLength) -> Duration {
        let usual = match length {
            PauseLength::Short => self.phrase,
            PauseLength::Long | PauseLength::Question => self.sentence,
        };
        usual.mul_f32(self.factor.get())
    }
}

/// An utterance at every stage of its text.
#[derive(Debug, Clone)]
pub struct Stages {
    pub normalized: Normalized,
    pub diacritized: Diacritized,
    pub phonemes: Phonemes,
}

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
        let stages = self.stages(utterance, speech_options)?;
        let voice = match self.voices.entry(speech_options.voice.clone()) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
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
            let samples = Samples::pause(pause_after, sample_rate);
            let marks = marks(utterance, &[], samples.duration());
            return Ok(Speech { marks, notes, ..Speech::wordless(samples, utterance) });
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
        let mut samples = Samples { samples: Vec::new(), sample_rate };
        let mut words = Vec::new();
        let is_pause = |token: &PhonemeToken| !token.is_word();
        let mut calls = calls(&phonemes.tokens, MOST_PHONEMES_A_CALL, PhonemeToken::n_phonemes, is_pause).peekable();
        while let Some(tokens) = calls.next() {
            let part = Phonemes { tokens: tokens.to_vec(), notes: Vec::new() };
            let spoken = voice.speak(&part, rate, speech_options.pitch_of(utterance))?;
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
        notes.extend(implausible(&words, &stages, utterance, rate));
        let marks = marks(utterance, &words, samples.duration());
        let timings = voice.timings();
        Ok(Speech { samples, words, timings, marks, source: utterance.source.clone(), notes })
    }
}

/// Returns the words of an utterance as they are spoken. Where the words beside a number do not settle its case, the
/// diacritizer is asked.
///
/// # Errors
/// Where the model of the diacritizer fails.
///
/// # Blocking
/// Runs the diacritizer where a case is open: some milliseconds.
pub fn read(
    diacritizer: &mut Diacritizer,
    utterance: &Utterance,
    options: &normalize::Options,
    words: &diacritize::Lexicon,
) -> Result<InSentence, diacritize::Error> {
    read_where(diacritizer, utterance, options, words, |_| true)
}

/// Returns the same words as [`read`] does, for one who looks at their letters only: the diacritizer is not asked where the
/// cases differ in vowels alone, and those are not told.
///
/// # Errors
/// Where the model of the diacritizer fails.
///
/// # Blocking
/// Runs the diacritizer where a case is open that is seen: some milliseconds.
pub fn read_letters(
    diacritizer: &mut Diacritizer,
    utterance: &Utterance,
    options: &normalize::Options,
    words: &diacritize::Lexicon,
) -> Result<InSentence, diacritize::Error> {
    read_where(diacritizer, utterance, options, words, |guess| guess.is_spelt)
}

fn read_where(
    diacritizer: &mut Diacritizer,
    utterance: &Utterance,
    options: &normalize::Options,
    words: &diacritize::Lexicon,
    matters: impl Fn(&Guess) -> bool,
) -> Result<InSentence, diacritize::Error> {
    let guessed = normalize_in_sentence(utterance, options, &[]);
    // What is too long for one call is read as it was guessed: no sentence is.
    let length: usize = guessed.own.tokens.iter().map(n_letters).sum();
    if !guessed.own.guesses.iter().any(&matters) || length > MOST_LETTERS_A_CALL {
        return Ok(guessed);
    }
    let context = Context { before: last_tokens(&guessed.before), after: first_tokens(&guessed.after) };
    let mut settled = diacritizer.settle(&guessed.own, context, words)?;
    settled.retain(matters);
    Ok(if settled.is_empty() { guessed } else { normalize_in_sentence(utterance, options, &settled) })
}

/// The words before and after an utterance that goes on from the one before or into the next without a pause: read with
/// it for the sake of sandhi, and left out of what is spoken.
struct Neighbours {
    has_first: bool,
    has_last: bool,
}

/// The source of a neighbour, which no word of an utterance has.
const NEIGHBOUR: Range<usize> = usize::MAX..usize::MAX;

impl Neighbours {
    /// Puts the neighbours that are heard without a pause among the utterance's tokens.
    fn take(
        utterance: &Utterance,
        before: &mut Vec<Token>,
        normalized: &mut Normalized,
        after: &mut Vec<Token>,
    ) -> Self {
        let neighbour = |token: Token| match token {
            Token::Word(word) => Token::Word(normalize::Word { source: NEIGHBOUR, ..word }),
            pause @ Token::Pause(_) => pause,
        };
        let is_word = |token: &Token| matches!(token, Token::Word(_));
        let first = if utterance.directions.is_joined { before.pop_if(|token| is_word(token)) } else { None };
        let goes_on = utterance.pause_after == Break::Joined;
        let last = if goes_on && after.first().is_some_and(is_word) { Some(after.remove(0)) } else { None };
        let (has_first, has_last) = (first.is_some(), last.is_some());
        normalized.tokens.splice(0..0, first.map(neighbour));
        normalized.tokens.extend(last.map(neighbour));
        Self { has_first, has_last }
    }

    /// Takes them out again, with what is remarked about them.
    fn leave(&self, normalized: &mut Normalized, diacritized: &mut Diacritized, phonemes: &mut Phonemes) {
        if !self.has_first && !self.has_last {
            return;
        }
        for tokens in [&mut normalized.tokens, &mut diacritized.tokens] {
            tokens.retain(|token| *token.source() != NEIGHBOUR);
        }
        if self.has_first && !diacritized.probabilities.is_empty() {
            diacritized.probabilities.remove(0);
            diacritized.uncertainties.remove(0);
        }
        diacritized.probabilities.truncate(diacritized.tokens.len());
        diacritized.uncertainties.truncate(diacritized.tokens.len());
        phonemes.tokens.retain(|token| !matches!(token, PhonemeToken::Word(word) if word.source == NEIGHBOUR));
        phonemes.notes.retain(|note| note.source != NEIGHBOUR);
        diacritized.notes.retain(|note| note.source != NEIGHBOUR);
    }
}

/// Tells whether a word has phonemes that its author gave.
fn is_given(token: &Token) -> bool {
    matches!(token, Token::Word(word) if word.rule == Rule::Phonemes)
}

/// Gives words the phonemes that their author wants; `n_before` of these words stand before the utterance.
fn pronounce(phonemes: &mut Phonemes, utterance: &Utterance, n_before: usize) {
    let given = utterance.directions.spans.iter().filter_map(|span| match &span.say {
        Say::Phonemes(words) => Some(words),
        _ => None,
    });
    let mut given = given.flatten().skip(n_before);
    for token in &mut phonemes.tokens {
        if let PhonemeToken::Word(word) = token
            && word.rule == Rule::Phonemes
            && let Some(phonemes) = given.next()
        {
            word.phonemes.clone_from(phonemes);
        }
    }
}

/// Tells when the points are reached that the author has named: where the first word begins that does not lie before,
/// behind the last word, or behind the pause after it.
fn marks(utterance: &Utterance, words: &[WordTiming], duration: Duration) -> Vec<MarkTiming> {
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

/// The most letters that one call of the diacritizer is given. An ordinary utterance has a third of it; what numbers make
/// longer is cut at a pause. Memory grows with the square of this where a model attends to every letter from every
/// other.
const MOST_LETTERS_A_CALL: usize = 800;
/// The most letters of its sentence on either side that a call of the diacritizer is given to read along.
const MOST_LETTERS_AROUND: usize = 300;
/// The most phonemes that one call of a voice is given, for the same reason.
const MOST_PHONEMES_A_CALL: usize = 1000;

fn n_letters(token: &Token) -> usize {
    match token {
        Token::Word(word) => word.text.chars().count(),
        Token::Pause(_) => 0,
    }
}

/// Returns how many tokens stand together before [`MOST_LETTERS_AROUND`] are full.
fn n_around<'a>(tokens: impl Iterator<Item = &'a Token>) -> usize {
    let mut total = 0;
    let fits = |token: &&Token| {
        total += n_letters(token);
        total <= MOST_LETTERS_AROUND
    };
    tokens.take_while(fits).count()
}

fn first_tokens(tokens: &[Token]) -> &[Token] {
    tokens.get(..n_around(tokens.iter())).unwrap_or_default()
}

fn last_tokens(tokens: &[Token]) -> &[Token] {
    tokens.get(tokens.len() - n_around(tokens.iter().rev())..).unwrap_or_default()
}

/// Cuts tokens into stretches of at most so much in `size`, after the last pause that fits. A stretch without a pause is
/// cut between words, a word never.
fn calls<T>(
    tokens: &[T],
    most: usize,
    size: impl Fn(&T) -> usize,
    is_pause: impl Fn(&T) -> bool,
) -> impl Iterator<Item = &[T]> {
    let mut rest = tokens;
    std::iter::from_fn(move || {
        let mut total = 0;
        let fits = |token: &&T| {
            total += size(token);
            total <= most
        };
        let n_fitting = rest.iter().take_while(fits).count().max(1);
        let n_taken = if n_fitting >= rest.len() {
            rest.len()
        } else {
            rest[..n_fitting].iter().rposition(&is_pause).map_or(n_fitting, |pause| pause + 1)
        };
        let (taken, left) = rest.split_at(n_taken);
        rest = left;
        (!taken.is_empty()).then_some(taken)
    })
}

/// Cuts the model's own pauses down to the intended ones and moves the word timings along.
///
/// A run is a stretch of words without a pause. The voice's samples are cut in the middle of each of its pauses, and
/// the runs are set one after another with the intended pause behind each.
fn assemble(
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

/// Notes audio that is much shorter or longer than its text, so that swallowed words are noticed.
fn implausible(words: &[WordTiming], stages: &Stages, utterance: &Utterance, rate: Rate) -> Option<Note> {
    let n_phonemes: usize = stages.phonemes.tokens.iter().map(PhonemeToken::n_phonemes).sum();
    let spoken: Duration = words.iter().map(|word| word.end - word.start).sum();
    let n_words = stages.phonemes.tokens.iter().filter(|token| token.is_word()).count();
    let seconds = spoken.as_secs_f32() * rate.factor() / n_phonemes.max(1) as f32;
    let plausible = n_phonemes < PLAUSIBLE_FROM || PLAUSIBLE_SECONDS.contains(&seconds);
    if plausible && n_words == words.len() {
        return None;
    }
    let message = format!(
        "{:.2} s of speech for {n_phonemes} phonemes in {n_words} words ({} spoken)",
        spoken.as_secs_f32(),
        words.len()
    );
    Some(Note::new(NoteCode::ImplausibleDuration, message, utterance.source.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts digits, each of its own size, at the pauses `|`.
    fn check(tokens: &str, most: usize, expect: &[&str]) {
        let tokens: Vec<char> = tokens.chars().collect();
        let size = |token: &char| token.to_digit(10).map_or(0, |digit| digit as usize);
        let found: Vec<String> = calls(&tokens, most, size, |token| *token == '|').map(String::from_iter).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_fits_is_one_call() {
        check("", 5, &[]);
        check("12|1|", 5, &["12|1|"]);
        check("11|111", 5, &["11|111"]);
    }

    #[test]
    fn longer_is_cut_after_the_last_pause_that_fits() {
        check("1|1|111|1", 5, &["1|1|111|", "1"]);
        check("22|2|3", 5, &["22|", "2|3"]);
    }

    #[test]
    fn without_a_pause_it_is_cut_between_words_and_never_in_one() {
        check("111111", 4, &["1111", "11"]);
        check("922", 4, &["9", "22"]);
    }
}
