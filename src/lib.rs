//! Natiq: Arabic articles, spoken.

pub mod article;
pub mod diacritize;
pub mod normalize;
pub mod note;
pub mod phonemize;
pub mod utterance;
pub mod audio;
pub mod encode;
