//! Speech kept from one run to the next, for those who own a [`Pipeline`]: an edited article speaks only the utterances
//! that changed.
//!
//! The keys are those of the [`Renderer`](super::Renderer), so whatever makes an utterance sound otherwise there does so
//! here. Several processes may use one folder at a time: a file appears when it is whole, and one that another process
//! has evicted is spoken again.

use std::{path::Path, sync::Arc};

use super::{
    plan::{speech_options_key, utterance_key},
    speech,
    stream::placed,
};
use crate::{
    pipeline::{self, Pipeline, Speech, SpeechOptions},
    store::{Cache, Error, Key},
    utterance::Utterance,
    voice::Catalog,
};

/// Speech by what it is made of. Without a folder it keeps nothing.
pub struct Utterances {
    catalog: Arc<Catalog>,
    cache: Option<Cache>,
}

/// An utterance's speech, and where it is from.
pub struct Uttered {
    pub speech: Speech,
    /// Whether a voice spoke it just now.
    pub is_new: bool,
}

/// How an utterance is spoken, with the key of all that utterances so spoken have in common.
pub struct KeyedSpeechOptions {
    speech_options: SpeechOptions,
    key: Key,
}

impl KeyedSpeechOptions {
    /// Returns how it is spoken.
    pub fn speech_options(&self) -> &SpeechOptions {
        &self.speech_options
    }
}

impl Utterances {
    /// Keeps speech in a folder, at most about `limit` bytes of it; 0 keeps none.
    ///
    /// # Errors
    /// [`Error::File`] where the folder cannot be made or read.
    ///
    /// # Blocking
    /// Lists the folder.
    pub fn open(folder: &Path, limit: u64, catalog: Arc<Catalog>) -> Result<Self, Error> {
        let cache = if limit > 0 { Some(Cache::open_shared(folder, limit)?) } else { None };
        Ok(Self { catalog, cache })
    }

    /// Keeps nothing.
    pub fn none(catalog: Arc<Catalog>) -> Self {
        Self { catalog, cache: None }
    }

    /// Returns speech options with their key.
    pub fn keyed(&self, speech_options: SpeechOptions) -> KeyedSpeechOptions {
        let key = speech_options_key(&self.catalog, &speech_options, "");
        KeyedSpeechOptions { speech_options, key }
    }

    /// Returns an utterance's speech: what was kept of it, or else what the pipeline makes of it, which is then kept.
    ///
    /// # Errors
    /// As [`Pipeline::speak`].
    ///
    /// # Blocking
    /// Reads a file, or runs the models and writes one.
    pub fn speak(
        &self,
        utterance: &Utterance,
        speech_options: &KeyedSpeechOptions,
        pipeline: &mut Pipeline,
    ) -> Result<Uttered, pipeline::Error> {
        let key = utterance_key(speech_options.key, utterance, &speech_options.speech_options);
        let read = |cache: &Cache| cache.read(key).and_then(|bytes| speech::from_bytes(&bytes));
        if let Some(speech) = self.cache.as_ref().and_then(read) {
            return Ok(Uttered { speech: placed(&speech, &utterance.source), is_new: false });
        }
        // Sources count from the utterance's start, so the same sentence is the same speech wherever it stands.
        let alone = Utterance { source: 0..utterance.text.len(), ..utterance.clone() };
        let speech = pipeline.speak(&alone, &speech_options.speech_options)?;
        if let Some(cache) = &self.cache {
            cache.write(key, &speech::to_bytes(&speech));
        }
        Ok(Uttered { speech: placed(&speech, &utterance.source), is_new: true })
    }
}
