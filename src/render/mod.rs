//! Speech from the cache, or else from the models: the one renderer of the service, of jobs and of commands.
//!
//! The unit is the utterance, as for the workers: an edited article speaks only the utterances that changed, and one that
//! was left half-way goes on where it stopped. A [`Plan`] says what is spoken; a [`Renderer`] reads it to listeners as a
//! [`SpeechStream`], by way of the workers; [`Utterances`] serves those who own a [`Pipeline`](crate::pipeline::Pipeline).
//! Their keys are the same, and so is the sound.

mod checkpoint;
mod flight;
mod plan;
mod renderer;
mod speech;
mod stream;
mod task;
mod utterances;

pub(crate) use self::task::Task;
pub use self::{
    checkpoint::{Checkpoints, checkpoint_keys},
    flight::{Flight, SingleFlight},
    plan::Plan,
    renderer::Renderer,
    speech::is_speech,
    stream::{SpeechChunk, SpeechStream},
    utterances::{KeyedSpeechOptions, Utterances, Uttered},
};
