//! Sound as numbers.

/// Speech or silence as samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    /// Mono, finite, nominal [-1, 1].
    pub samples: Vec<f32>,
    /// Samples in a second, in Hz.
    pub sample_rate: u32,
}
