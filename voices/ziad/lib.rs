//! The Arabic voice `ziad` of Natiq, as bytes.
//!
//! A crate of its own because the registry takes at most 10 MB at a time, which voice and diacritizer together exceed, and
//! because its licence is not the program's: CC BY 4.0, by the attribution in `LICENSE`.

/// What the voice says about itself, in TOML: names, licence, sample rate, checksum of the model.
pub static MANIFEST: &str = include_str!("voice.toml");

/// The phonemes by the numbers that the model knows them by, in JSON.
pub static SYMBOLS: &[u8] = include_bytes!("symbols.json");

/// The ONNX model.
pub static MODEL: &[u8] = include_bytes!("model.onnx");

/// The licence, with the attribution that it asks for.
pub static LICENSE: &str = include_str!("LICENSE");
