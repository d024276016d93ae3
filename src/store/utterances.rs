//! Speech kept from one run to the next, for those who own a [`Pipeline`]: an edited article speaks only the utterances
//! that changed.
//!
//! The keys are those of the [`Renderer`](super::Renderer), so whatever makes an utterance sound otherwise there does so
//! here. Several processes may use one folder at a time: a file appears when it is whole, and one that another process
//! has evicted is spoken again.

use std::{path::Path, sync::Arc};

use super::{
    Cache, Error, Key,
    rendering::{manner_key, placed, utterance_key},
    speech,
};
use crate::{
    pipeline::{self, Manner, Pipeline, Speech},
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
pub struct KeyedManner {
    manner: Manner,
    key: Key,
}

impl KeyedManner {
    /// Returns how it is spoken.
    pub fn manner(&self) -> &Manner {
        &self.manner
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

    /// Returns a manner with its key.
    ///
    /// # Blocking
    /// Takes time in proportion to the lexicon.
    pub fn keyed(&self, manner: Manner) -> KeyedManner {
        let key = manner_key(&self.catalog, &manner, "");
        KeyedManner { manner, key }
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
        manner: &KeyedManner,
        pipeline: &mut Pipeline,
    ) -> Result<Uttered, pipeline::Error> {
        let Some(cache) = &self.cache else {
            return Ok(Uttered { speech: pipeline.speak(utterance, &manner.manner)?, is_new: true });
        };
        let key = utterance_key(manner.key, utterance, &manner.manner);
        if let Some(speech) = cache.read(key).and_then(|bytes| speech::from_bytes(&bytes)) {
            return Ok(Uttered { speech: placed(&speech, &utterance.source), is_new: false });
        }
        // Sources count from the utterance's start, so the same sentence is the same speech wherever it stands.
        let alone = Utterance { source: 0..utterance.text.len(), ..utterance.clone() };
        let speech = pipeline.speak(&alone, &manner.manner)?;
        let mut writer = cache.writer(key);
        writer.append(&speech::to_bytes(&speech));
        writer.commit(&[]);
        Ok(Uttered { speech: placed(&speech, &utterance.source), is_new: true })
    }
}
