//! SSML: text with markup of its author about how it is spoken.
//!
//! What is read is the useful part of the [Speech Synthesis Markup Language 1.1](https://www.w3.org/TR/speech-synthesis11/):
//!
//! - `<speak>` around everything; `<p>` and `<s>`: paragraphs and sentences.
//! - `<break time="500ms">`, `<break strength="weak">`: a pause in place of the one that there would be. A time is exact at
//!   the reader's rate 1.0 and shrinks with it as all pauses do; a `<prosody rate>` around it does not change it.
//! - `<sub alias="…">`: other words in place of those printed; `<phoneme alphabet="ipa" ph="…">`: the sounds themselves.
//! - `<say-as interpret-as="…">`: `cardinal`, `ordinal`, `digits`, `characters`, `spell-out`, `date` (with `format`),
//!   `time`, `telephone`.
//! - `<prosody rate pitch>`: faster or slower than the reader's rate, higher or lower than the voice.
//! - `<mark name="…">`: a point whose time is told in timelines.
//! - `<lang>`, `<emphasis>`, `<voice>`, `<w>`, `<token>`, elements of other namespaces: what stands in them is read as if they
//!   were not there; words in Latin letters are read as everywhere. Of `<audio>` what stands in it for those who cannot
//!   hear it is read. `<desc>`, `<meta>` and `<metadata>` are not read.
//!
//! Anything else is an [`Error`] that says where: markup that is not understood must not become wrong speech.
//!
//! An XML reader that knows no entities of a document reads it, in one pass, to a bounded depth.

mod directive;
mod error;
mod reader;
mod say_as;
mod values;

pub use self::{
    directive::{Act, Directions, Directive, Half, Prosody, Say, Silence, Span},
    error::{Error, Fault},
    reader::{MarkedText, read},
};
