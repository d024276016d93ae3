//! Names that say what a thing is made of.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::digest::hex;

/// A digest of the sources of every room between text and sound, made by `build.rs`: when a rule changes, what it read
/// before is not found any more. A version number kept by hand would be forgotten one day.
pub const RULES: &str = env!("NATIQ_RULES");

/// The name of a thing in the [`Cache`](super::Cache): a digest of all that it is made of, and last the mark of the voice
/// that speaks in it.
///
/// The mark is 4 bytes of a digest of the voice's id, in the place of as many of the key's own: so a file's name alone
/// says whose voice it has, and 28 bytes are left to tell things apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key([u8; 32]);

/// Makes a [`Key`] of parts. Every part is hashed with its length, so no two lists of parts are taken for one another.
pub struct KeyMaker(Sha256);

impl Key {
    /// Starts a key for a kind of thing.
    pub fn of(kind: &str) -> KeyMaker {
        KeyMaker(Sha256::new()).with(kind)
    }

    /// Returns the key that [`fmt::Display`] has written so.
    pub fn parse(hex: &str) -> Option<Self> {
        parse_digest(hex).map(Self)
    }

    /// Returns the key that had these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Tells whether the key was [finished for](KeyMaker::finish_for) this voice, or after a key that was.
    pub fn is_of_voice(&self, voice: &str) -> bool {
        self.0.ends_with(&voice_mark(voice))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex(&self.0))
    }
}

impl KeyMaker {
    /// Adds a part.
    pub fn with(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }

    /// Returns the key of the parts so far.
    pub fn finish(self) -> Key {
        Key(self.0.finalize().into())
    }

    /// Returns the key of the parts so far, marked as spoken by a voice. The voice must be among the parts too.
    pub fn finish_for(self, voice: &str) -> Key {
        self.marked(voice_mark(voice))
    }

    /// Returns the key of the parts so far, marked as `other` is: for what is made of the same speech.
    pub fn finish_like(self, other: Key) -> Key {
        let [.., a, b, c, d] = other.0;
        self.marked([a, b, c, d])
    }

    fn marked(self, mark: [u8; 4]) -> Key {
        let mut key: [u8; 32] = self.0.finalize().into();
        key[28..].copy_from_slice(&mark);
        Key(key)
    }
}

/// Returns the mark of a voice.
fn voice_mark(voice: &str) -> [u8; 4] {
    let [a, b, c, d, ..] = *Key::of("voice").with(voice).finish().as_bytes();
    [a, b, c, d]
}

/// Returns the digest written in lower-case hexadecimal.
pub(super) fn parse_digest(hex: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    if hex.len() != 64 || !hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (byte, at) in digest.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()?;
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_join_to_the_same_bytes_are_told_apart() {
        assert_ne!(Key::of("a").with("bc").finish(), Key::of("ab").with("c").finish());
    }

    #[test]
    fn written_and_read_again() {
        let key = Key::of("speech").with("نص").finish();
        assert_eq!(Key::parse(&key.to_string()), Some(key));
    }

    #[test]
    fn key_says_whose_voice_it_is_and_still_what_it_is_made_of() {
        let speech = Key::of("speech").with("نص").finish_for("ziad");
        assert!(speech.is_of_voice("ziad") && !speech.is_of_voice("amal"));
        assert!(!Key::of("speech").with("نص").finish().is_of_voice("ziad"));
        let audio = |format: &str| Key::of("audio").with(speech.as_bytes()).with(format).finish_like(speech);
        assert!(audio("mp3").is_of_voice("ziad"));
        assert_ne!(audio("mp3"), audio("opus"));
    }

    #[test]
    fn what_is_no_digest_is_no_key() {
        assert_eq!(Key::parse("../../etc/passwd"), None);
        assert_eq!(Key::parse(&"g".repeat(64)), None);
    }
}
