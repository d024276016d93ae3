//! Natiq: Arabic articles, spoken.

pub mod article;
pub mod audio;
pub mod diacritize;
pub mod normalize;
pub mod note;
pub mod onnx;
pub mod phonemize;
pub mod provision;
pub mod utterance;
pub mod audio;
pub mod encode;
