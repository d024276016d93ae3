//! The model by which Natiq restores Arabic vowel marks, as bytes.
//!
//! A crate of its own because the registry takes at most 10 MB at a time, which voice and diacritizer together exceed, and
//! because its licence is not the program's: CC BY-SA 4.0, by the attribution in `LICENSE`.

/// The ONNX model, packed with gzip.
pub static MODEL: &[u8] = include_bytes!("model.onnx.gz");

/// What characters and classes of marks are called in numbers, in JSON.
pub static SYMBOLS: &str = include_str!("symbols.json");

/// Which vowelled words the texts have that it learned from, as a filter; `training/forms.py` says how it is read.
pub static FORMS: &[u8] = include_bytes!("forms.bin");

/// The licence, with the attribution that it asks for.
pub static LICENSE: &str = include_str!("LICENSE");
