//! Bare 16-bit samples, little-endian: nothing before them, nothing after.

use crate::audio::level;

/// Appends the samples' bytes.
pub(super) fn push(samples: &[f32], bytes: &mut Vec<u8>) {
    bytes.reserve(samples.len() * 2);
    bytes.extend(samples.iter().flat_map(|&sample| level::to_i16(sample).to_le_bytes()));
}
