//! Names of plans of speech.

use super::Key;

/// What a plan is known by: a digest of all that is spoken for it, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlanKey(Key);

impl PlanKey {
    /// Makes the key of a plan of that which all that is spoken for it is a part of.
    pub fn new(all: Key) -> Self {
        Self(all)
    }

    /// Returns the key of something that is made of the plan's speech; `kind` says what.
    pub fn of(self, kind: &str) -> Key {
        Key::of(kind).with(self.0.as_bytes()).finish_like(self.0)
    }

    /// Returns its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Returns the key that had these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Key::from_bytes(bytes))
    }
}
