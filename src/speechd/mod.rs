//! An output module for Speech Dispatcher, so that Orca and every other of its clients speak with Natiq.
//!
//! A message comes as SSML, a character, a key or the name of a sound ([`message`]), with parameters that
//! were set before ([`Preferences`] is what the user may configure beside them). It is made into utterances, cut into
//! pieces of which the first is short, and spoken by workers whose models are open from the start.
//! [`run`] talks with Speech Dispatcher; [`install`] tells it that there is a module.
//!
//! # Why not Speech Dispatcher's generic module?
//! It starts a program for each message: half a second before the first word, no index marks, so that a reader cannot
//! follow or go on where it was paused. `docs/screen-reader.md` has the figures.
//!
//! # Why are Latin words not given to a second voice?
//! Which voice speaks a message is Speech Dispatcher's to choose, by language. Within an Arabic message Latin words are
//! read as Arabic readers say them, as everywhere in Natiq.

pub mod install;
mod message;
mod names;
mod session;
mod settings;
mod tone;
mod wire;

pub use self::{
    session::{Engine, run},
    settings::Preferences,
};
