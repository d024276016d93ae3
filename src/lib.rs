//! Natiq (ناطق): Arabic articles, spoken.

pub mod article;
pub mod utterance;
pub mod normalize;
pub mod diacritize;
pub mod phonemize;
pub mod voice;
pub mod audio;
pub mod encode;
pub mod pipeline;
pub mod worker;
pub mod timeline;
pub mod explain;
pub mod http;
pub mod config;
pub mod cli;

pub mod note;
pub mod onnx;
pub mod provision;
