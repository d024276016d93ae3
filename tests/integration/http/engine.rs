//! The workers behind the tests.

use std::{
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use natiq::{
    audio::Samples,
    pipeline::{self, Pipeline, Speech, SpeechOptions, Stages},
    utterance::Utterance,
    voice::Catalog,
    worker::{Pool, Speaker},
};

use crate::speech;

/// Returns the workers that all tests share: opening models takes longer than most tests.
pub(crate) fn shared() -> Pool {
    static SHARED: OnceLock<Pool> = OnceLock::new();
    SHARED.get_or_init(|| pool(2, 64)).clone()
}

/// Starts workers.
pub(crate) fn pool(n_workers: usize, n_places: usize) -> Pool {
    let (runtime, catalog) = speech::engine();
    Pool::start(n_workers, n_places, move || Pipeline::open(runtime.clone(), catalog.clone())).unwrap()
}

pub(crate) fn catalog() -> Arc<Catalog> {
    speech::engine().1
}

/// Speaks five seconds of silence for each utterance, and writes down what it spoke.
#[derive(Clone, Default)]
pub(crate) struct Silent {
    pub(crate) spoken: Arc<Mutex<Vec<String>>>,
    /// How long it takes for each.
    pub(crate) pause: Duration,
}

impl Silent {
    /// Starts one worker that speaks so.
    pub(crate) fn pool(&self, n_places: usize) -> Pool {
        let silent = self.clone();
        Pool::start(1, n_places, move || Ok(silent.clone())).unwrap()
    }

    pub(crate) fn spoken(&self) -> Vec<String> {
        self.spoken.lock().unwrap().clone()
    }
}

impl Speaker for Silent {
    fn speak(&mut self, utterance: &Utterance, _: &SpeechOptions) -> Result<Speech, pipeline::Error> {
        std::thread::sleep(self.pause);
        self.spoken.lock().unwrap().push(utterance.text.clone());
        let samples = Samples::pause(Duration::from_secs(5), 24_000);
        Ok(Speech::wordless(samples, utterance))
    }

    fn stages(&mut self, _: &Utterance, _: &SpeechOptions) -> Result<Stages, pipeline::Error> {
        unreachable!("nothing is asked for but speech")
    }
}

/// The lexicon of a house that keeps it in the service's folder.
pub(crate) fn house(folder: &std::path::Path) -> natiq::lexicon::House {
    natiq::lexicon::House::open(folder.join("lexicon.tsv")).unwrap()
}
