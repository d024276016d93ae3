//! Random numbers that are the same in every run, for models that want noise.

/// A stream of random numbers by seed: SplitMix64 (Steele, Lea and Flood 2014), which needs no more state than a count.
pub(super) struct Noise {
    state: u64,
}

impl Noise {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Returns so many numbers evenly spread from 0 to 1.
    pub(super) fn uniform(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.next() as f32).collect()
    }

    /// Returns so many numbers of the standard normal distribution, by the transform of Box and Muller.
    pub(super) fn normal(&mut self, count: usize) -> Vec<f32> {
        let mut numbers = Vec::with_capacity(count + 1);
        while numbers.len() < count {
            // The logarithm wants a number above zero.
            let radius = (-2.0 * (1.0 - self.next()).ln()).sqrt();
            let (sine, cosine) = (std::f64::consts::TAU * self.next()).sin_cos();
            numbers.extend([(radius * cosine) as f32, (radius * sine) as f32]);
        }
        numbers.truncate(count);
        numbers
    }

    /// Returns a number from 0 to below 1.
    fn next(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        // The 53 bits that a double holds.
        (bits >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_gives_the_same_numbers_and_another_others() {
        assert_eq!(Noise::new(1).normal(100), Noise::new(1).normal(100));
        assert_ne!(Noise::new(1).normal(100), Noise::new(2).normal(100));
    }

    #[test]
    fn numbers_are_spread_as_they_should_be() {
        let count = 100_000;
        let moments = |numbers: &[f32]| {
            let mean = numbers.iter().sum::<f32>() / count as f32;
            (mean, numbers.iter().map(|number| (number - mean).powi(2)).sum::<f32>() / count as f32)
        };
        let (mean, variance) = moments(&Noise::new(3).normal(count));
        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
        let uniform = Noise::new(3).uniform(count);
        assert!(uniform.iter().all(|number| (0.0..=1.0).contains(number)));
        let (mean, variance) = moments(&uniform);
        assert!((mean - 0.5).abs() < 0.01 && (variance - 1.0 / 12.0).abs() < 0.002, "{mean} {variance}");
    }
}
