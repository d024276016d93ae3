//! The phonemes that a voice can be asked for: broad IPA of Modern Standard Arabic.

/// A phoneme of the inventory: broad IPA, a long consonant (shadda) as `Cː`.
///
/// Only made from an entry of [`INVENTORY`], so every phoneme is in the inventory by construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phoneme(pub(crate) u8);

/// Every phoneme, in broad IPA: consonants, vowels, then the long consonants.
pub const INVENTORY: [&str; 64] = [
    "ʔ", "b", "t", "θ", "dʒ", "ħ", "x", "d", "ð", "r", "z", "s", "ʃ", "sˤ", "dˤ", "tˤ", "ðˤ", "ʕ", "ɣ", "f", "q", "k",
    "l", "m", "n", "h", "w", "j", "v", "a", "aː", "i", "iː", "u", "uː", "ʔː", "bː", "tː", "θː", "dʒː", "ħː", "xː",
    "dː", "ðː", "rː", "zː", "sː", "ʃː", "sˤː", "dˤː", "tˤː", "ðˤː", "ʕː", "ɣː", "fː", "qː", "kː", "lː", "mː", "nː",
    "hː", "wː", "jː", "vː",
];

impl Phoneme {
    /// Returns the phoneme written `ipa`, if it is in the inventory.
    pub fn from_ipa(ipa: &str) -> Option<Self> {
        INVENTORY.iter().position(|&entry| entry == ipa).and_then(|at| u8::try_from(at).ok()).map(Self)
    }

    /// Returns the phoneme in broad IPA.
    pub fn ipa(self) -> &'static str {
        INVENTORY[usize::from(self.0)]
    }
}
