//! What is spoken for paragraphs, and what each utterance's speech is kept under.
//!
//! What takes time in proportion to an article (cutting it into utterances, finding what each uses of the lexicon, naming it)
//! is done once, where blocking is allowed; all else goes by the [`Plan`].

use std::sync::Arc;

use crate::{
    article::Paragraph,
    pipeline::SpeechOptions,
    store::{Key, PlanKey, RULES},
    structure::{begin_aloud, read_aloud},
    utterance::{Part, Utterance},
    voice::Catalog,
};

/// What is spoken for paragraphs, utterance by utterance, and how.
pub struct Plan {
    pub(super) speech_options: Arc<SpeechOptions>,
    pub(super) utterances: Vec<Planned>,
    key: PlanKey,
    is_long: bool,
}

/// Speech of so many characters, some 40 seconds, takes as much to make as an object store asks for putting it there.
const LONG: usize = 500;

/// One utterance of a plan.
pub(super) struct Planned {
    pub(super) paragraph: usize,
    pub(super) is_last: bool,
    pub(super) utterance: Utterance,
    /// What its speech is kept under.
    pub(super) key: Key,
}

impl Plan {
    /// Plans how paragraphs are read: see [`Renderer::plan`](super::Renderer::plan).
    pub(super) fn new(
        catalog: &Catalog,
        paragraphs: &[Paragraph],
        from: usize,
        speech_options: &Arc<SpeechOptions>,
        owner: &str,
    ) -> Self {
        let speech_options_key = speech_options_key(catalog, speech_options, owner);
        let speaks_parts = catalog.get(&speech_options.voice).is_ok_and(|package| package.manifest.speaks_parts);
        let mut utterances = Vec::new();
        for (index, paragraph) in paragraphs.iter().enumerate() {
            let spoken = match from + index {
                0 if speaks_parts => begin_aloud(paragraph, speech_options.structure),
                _ => read_aloud(paragraph, speech_options.structure),
            };
            let n = spoken.len();
            utterances.extend(spoken.into_iter().enumerate().map(|(i, utterance)| Planned {
                paragraph: index,
                is_last: i + 1 == n,
                key: utterance_key(speech_options_key, &utterance, speech_options),
                utterance,
            }));
        }
        let all = utterances.iter().fold(Key::of("plan"), |all, Planned { paragraph, key, .. }| {
            all.with(paragraph.to_le_bytes()).with(key.as_bytes())
        });
        let key = PlanKey::new(all.finish_for(&speech_options.voice));
        let n_characters: usize = utterances.iter().map(|planned| planned.utterance.text.chars().count()).sum();
        Self { speech_options: speech_options.clone(), utterances, key, is_long: n_characters >= LONG }
    }

    /// Returns what the speech of each utterance is kept under, and its text.
    pub fn utterances(&self) -> impl Iterator<Item = (Key, &str)> {
        self.utterances.iter().map(|planned| (planned.key, planned.utterance.text.as_str()))
    }

    /// Tells whether its speech is worth being shared with other machines.
    ///
    /// A second of speech takes about 10 ms of a core. An object store takes about 100 ms to answer, and putting something
    /// there costs as much as 400 ms of a core at list prices: what is shorter is made where it is needed.
    pub fn is_long(&self) -> bool {
        self.is_long
    }

    /// Returns what it is known by.
    pub fn key(&self) -> PlanKey {
        self.key
    }
}

/// Returns the key of all that the utterances of a plan have in common.
pub(super) fn speech_options_key(catalog: &Catalog, speech_options: &SpeechOptions, owner: &str) -> Key {
    // The structure decides which utterances there are; how one sounds only by its pitch, which is its own. So are the
    // entries that it uses of the lexicon.
    let SpeechOptions { voice, rate, pitch: _, text, lexicon: _, pauses, structure: _ } = speech_options;
    // A voice that is not installed has no speech, whatever its key.
    let manifest = catalog.get(voice).map(|package| format!("{:?}", package.manifest)).unwrap_or_default();
    Key::of("speech_options")
        .with(RULES)
        .with(voice)
        .with(manifest)
        .with(rate.factor().to_le_bytes())
        .with(format!("{text:?} {pauses:?}"))
        .with(owner)
        .finish()
}

/// Returns the key of one utterance of a plan.
pub(super) fn utterance_key(speech_options_key: Key, utterance: &Utterance, speech_options: &SpeechOptions) -> Key {
    if let Some(Part { whole, range }) = utterance.part_of.as_deref() {
        let whole = utterance_key(speech_options_key, whole, speech_options);
        let key = Key::of("part").with(whole.as_bytes()).with(range.start.to_le_bytes()).with(range.end.to_le_bytes());
        return key.finish_for(&speech_options.voice);
    }
    let key = Key::of("speech")
        .with(speech_options_key.as_bytes())
        .with(speech_options.pitch_of(utterance).semitones().to_le_bytes())
        .with(format!("{:?}", utterance.pause_after))
        .with(&utterance.text)
        // What stands around it in its sentence decides its endings.
        .with(&utterance.before)
        .with(&utterance.after)
        .with(speech_options.lexicon.apply(utterance).fingerprint());
    match utterance.directions.is_empty() {
        true => key.finish_for(&speech_options.voice),
        false => key.with(format!("{:?}", utterance.directions)).finish_for(&speech_options.voice),
    }
}
