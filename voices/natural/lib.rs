//! The Arabic voices `nadim` and `layla` of Natiq, as bytes: one model that speaks in both.
//!
//! A crate of its own, as `ziad` is: the registry takes at most 10 MB at a time, and its licences are not the program's.

/// What `nadim` says about itself, in TOML: names, licence, sample rate, checksum of the model, which speaker.
pub static NADIM: &str = include_str!("nadim.toml");

/// What `layla` says about itself.
pub static LAYLA: &str = include_str!("layla.toml");

/// The phonemes by the numbers that the model knows them by, in JSON.
pub static SYMBOLS: &[u8] = include_bytes!("symbols.json");

/// The ONNX model.
pub static MODEL: &[u8] = include_bytes!("model.onnx");

/// The licences, with the attributions that they ask for.
pub static LICENSE: &str = include_str!("LICENSE");
