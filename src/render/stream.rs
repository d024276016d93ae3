//! A plan read to one listener, utterance by utterance.

use std::{
    collections::VecDeque,
    ops::Range,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tracing::{Instrument, Span};

use super::{Plan, Renderer, Task, plan::Planned};
use crate::{
    lock::lock,
    note::Note,
    pipeline::{Speech, WordTiming},
    utterance::Utterance,
    worker::{Audience, Error, Listener, Urgency},
};

/// Utterances of one listener that are being spoken or wait for it: one at a worker while the one before is encoded
/// and sent.
const AHEAD: usize = 2;

/// A listener with so much sound before it is needed waits for no utterance if the next is ordered only when the one
/// before it is taken. What would be made sooner lies in memory, a megabyte and a half for each long utterance.
const AT_EASE: Duration = Duration::from_secs(20);

/// Paragraphs being read to one listener, utterance by utterance. Dropping it frees its place and its work.
pub struct SpeechStream {
    renderer: Renderer,
    plan: Arc<Plan>,
    /// The first utterance that was not asked for yet.
    next: usize,
    listener: Arc<Mutex<Listener>>,
    ahead: VecDeque<(usize, Speaking)>,
    /// Whether the first utterance has come.
    started: bool,
    /// What it is read for, for those who trace.
    span: Span,
}

/// An utterance on its way.
type Speaking = Task<Result<Arc<Speech>, Error>>;

/// One utterance, spoken.
#[derive(Debug, Clone)]
pub struct SpeechChunk {
    /// Index of its paragraph among those that are read.
    pub paragraph: usize,
    /// Whether it ends its paragraph.
    pub is_last: bool,
    /// As printed.
    pub text: String,
    /// Bytes in the paragraph's text.
    pub source: Range<usize>,
    /// Its sound. Sources in it count from the utterance's start: see [`SpeechChunk::placed`].
    pub speech: Arc<Speech>,
}

impl SpeechStream {
    /// Begins to read a plan to a listener, from a paragraph on; the first utterance is asked for at once.
    pub(super) fn begin(renderer: Renderer, plan: Arc<Plan>, from: usize, listener: Listener) -> Self {
        let next = plan.utterances.partition_point(|planned| planned.paragraph < from);
        let listener = Arc::new(Mutex::new(listener));
        let (ahead, span) = (VecDeque::new(), Span::current());
        let mut stream = Self { renderer, plan, next, listener, ahead, started: false, span };
        stream.fill();
        stream
    }

    /// Returns the next utterance; `None` after the last.
    ///
    /// # Errors
    /// Where it could not be spoken. What comes after it can still be asked for.
    pub async fn next(&mut self) -> Option<Result<SpeechChunk, Error>> {
        self.fill();
        // Taken out only when done, so that nothing is lost when this future is dropped.
        let (_, task) = self.ahead.front_mut()?;
        let result = (&mut task.0).await;
        let (index, _) = self.ahead.pop_front()?;
        self.started = true;
        let speech = match result {
            Ok(Ok(speech)) => speech,
            Ok(Err(error)) => return Some(Err(error)),
            Err(error) if error.is_panic() => {
                tracing::error!(%error, "A task of the renderer broke");
                return Some(Err(Error::Broken));
            }
            // The runtime is stopping.
            Err(_) => return Some(Err(Error::Closed)),
        };
        self.fill();
        let Planned { paragraph, is_last, utterance, .. } = self.plan.utterances.get(index)?;
        let Utterance { text, source, .. } = utterance.clone();
        Some(Ok(SpeechChunk { paragraph: *paragraph, is_last: *is_last, text, source, speech }))
    }

    /// Asks for the utterances after those under way.
    fn fill(&mut self) {
        let ahead = {
            let mut listener = lock(&self.listener);
            match listener.audience() {
                Audience::Nobody { ahead } => ahead.max(1),
                // Before the first has come nothing is known of when the second is due, and it would go before another
                // listener's first.
                Audience::Listener { .. } if !self.started => 1,
                Audience::Listener { .. }
                    if listener.urgency(Duration::ZERO) > Urgency::Due(Instant::now() + AT_EASE) =>
                {
                    1
                }
                Audience::Listener { .. } => AHEAD,
            }
        };
        while self.ahead.len() < ahead
            && let Some(Planned { utterance, key, .. }) = self.plan.utterances.get(self.next)
        {
            // Sources count from the utterance's start, so the same sentence is the same speech wherever it stands.
            let utterance = Utterance { source: 0..utterance.text.len(), ..utterance.clone() };
            // What is still to be made is heard before it: counted as due with that, it would go before what others hear next.
            let to_be_made = self.ahead.iter().filter(|(_, speaking)| !speaking.0.is_finished());
            let to_be_made = to_be_made.filter_map(|(index, _)| self.plan.utterances.get(*index));
            let expected = to_be_made.map(|planned| self.plan.speech_options.expected_duration(&planned.utterance));
            let urgency = lock(&self.listener).urgency(expected.sum());
            let speak = self.renderer.clone().speak(utterance, *key, self.listener.clone(), urgency);
            self.ahead.push_back((self.next, Task(tokio::spawn(speak.instrument(self.span.clone())))));
            self.next += 1;
        }
    }
}

impl SpeechChunk {
    /// Returns its sound with sources that are bytes in the paragraph's text.
    pub fn placed(&self) -> Speech {
        placed(&self.speech, &self.source)
    }
}

/// Returns speech whose sources count from its utterance's start, with sources that are bytes in the paragraph's text,
/// where the utterance stands at `source`. What is said beside the text (an announcement) stands at one place in it, and so
/// does each of its words.
pub(super) fn placed(speech: &Speech, source: &Range<usize>) -> Speech {
    let Speech { samples, words, timings, marks, notes, .. } = speech;
    let shifted = |inner: &Range<usize>| match source.is_empty() {
        true => source.clone(),
        false => source.start + inner.start..source.start + inner.end,
    };
    Speech {
        samples: samples.clone(),
        words: words.iter().map(|word| WordTiming { source: shifted(&word.source), ..word.clone() }).collect(),
        timings: *timings,
        marks: marks.clone(),
        source: source.clone(),
        notes: notes.iter().map(|note| Note { source: shifted(&note.source), ..note.clone() }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{audio::Samples, note::NoteCode, utterance::Break};

    #[test]
    fn words_of_an_announcement_stand_where_it_does_and_cover_nothing() {
        let utterance = Utterance::alone("عنوان فرعي:", Break::Phrase);
        let word = |text: &str, source| {
            let (start, end) = (Duration::ZERO, Duration::ZERO);
            WordTiming { text: text.to_owned(), source, start, end }
        };
        let mut speech = Speech::wordless(Samples::pause(Duration::ZERO, 8_000), &utterance);
        speech.words = vec![word("عنوان", 0..10), word("فرعي", 11..19)];
        speech.notes = vec![Note::new(NoteCode::TokenSkipped, "", 0..10)];
        let announced = placed(&speech, &(0..0));
        assert!(announced.words.iter().all(|word| word.source == (0..0)), "{:?}", announced.words);
        assert_eq!(announced.notes[0].source, 0..0);
        let printed = placed(&speech, &(40..60));
        assert_eq!(printed.words[1].source, 51..59);
    }
}
