//! The sounds a word is made of, before they are printed as phonemes.

use super::Phoneme;

/// The three vowels of Arabic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quality {
    A,
    I,
    U,
}

/// A consonant or a vowel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sound {
    Consonant {
        /// Place in the first 29 entries of the inventory.
        index: u8,
        /// With shadda.
        long: bool,
        /// Nothing was written on the letter, neither vowel nor sukun: a vowel may be missing.
        open: bool,
    },
    Vowel {
        quality: Quality,
        long: bool,
    },
}

/// The consonants begin the inventory, the six vowels follow, then the long consonants in the order of the short.
const CONSONANTS: u8 = 29;
const VOWELS: u8 = 6;

pub(super) const HAMZA: Sound = Sound::Consonant { index: 0, long: false, open: false };
pub(super) const NUN: Sound = Sound::Consonant { index: 24, long: false, open: false };
pub(super) const TA: Sound = Sound::Consonant { index: 2, long: false, open: false };
const YA: u8 = 27;
const WAW: u8 = 26;

impl Sound {
    /// Returns the consonant written `ipa`, which must be a short consonant of the inventory.
    pub(super) fn consonant(ipa: &str, long: bool, open: bool) -> Option<Self> {
        let index = Phoneme::from_ipa(ipa)?.0;
        (index < CONSONANTS).then_some(Self::Consonant { index, long, open })
    }

    pub(super) fn short(quality: Quality) -> Self {
        Self::Vowel { quality, long: false }
    }

    pub(super) fn long(quality: Quality) -> Self {
        Self::Vowel { quality, long: true }
    }

    pub(super) fn is_consonant(self) -> bool {
        matches!(self, Self::Consonant { .. })
    }

    /// Returns the long vowel that a final `j` after `i`, or `w` after `u`, is heard as.
    pub(super) fn glide_quality(self) -> Option<Quality> {
        match self {
            Self::Consonant { index: YA, long: false, .. } => Some(Quality::I),
            Self::Consonant { index: WAW, long: false, .. } => Some(Quality::U),
            _ => None,
        }
    }

    pub(super) fn phoneme(self) -> Phoneme {
        match self {
            Self::Consonant { index, long, .. } => Phoneme(if long { CONSONANTS + VOWELS + index } else { index }),
            Self::Vowel { quality, long } => {
                let place = match quality {
                    Quality::A => 0,
                    Quality::I => 2,
                    Quality::U => 4,
                };
                Phoneme(CONSONANTS + place + u8::from(long))
            }
        }
    }
}

/// Returns the consonants that a letter stands for, and whether the letter is foreign to the inventory and was read as
/// its neighbour. `ا ى ة` have no consonant of their own.
///
/// Foreign letters as Arab news readers say them who have no such sound: `پ` as b, `گ` as ɣ (the spelling `غ` is the
/// commonest for g in print), `چ` as t and ʃ (the spelling `تش`), `ژ` as z.
pub(super) fn consonants(base: char) -> Option<(&'static [&'static str], bool)> {
    Some(match base {
        'ء' | 'أ' | 'إ' | 'ؤ' | 'ئ' | 'آ' => (&["ʔ"], false),
        'ب' => (&["b"], false),
        'ت' | 'ة' => (&["t"], false),
        'ث' => (&["θ"], false),
        'ج' => (&["dʒ"], false),
        'ح' => (&["ħ"], false),
        'خ' => (&["x"], false),
        'د' => (&["d"], false),
        'ذ' => (&["ð"], false),
        'ر' => (&["r"], false),
        'ز' => (&["z"], false),
        'س' => (&["s"], false),
        'ش' => (&["ʃ"], false),
        'ص' => (&["sˤ"], false),
        'ض' => (&["dˤ"], false),
        'ط' => (&["tˤ"], false),
        'ظ' => (&["ðˤ"], false),
        'ع' => (&["ʕ"], false),
        'غ' => (&["ɣ"], false),
        'ف' => (&["f"], false),
        'ق' => (&["q"], false),
        'ك' => (&["k"], false),
        'ل' => (&["l"], false),
        'م' => (&["m"], false),
        'ن' => (&["n"], false),
        'ه' => (&["h"], false),
        'و' => (&["w"], false),
        'ي' | 'ى' => (&["j"], false),
        'ڤ' => (&["v"], false),
        'پ' => (&["b"], true),
        'گ' => (&["ɣ"], true),
        'چ' => (&["t", "ʃ"], true),
        'ژ' => (&["z"], true),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_sounds_are_what_their_names_say() {
        let ipa = |sound: Sound| sound.phoneme().ipa();
        assert_eq!([ipa(HAMZA), ipa(NUN), ipa(TA)], ["ʔ", "n", "t"]);
        let glide = |ipa| Sound::consonant(ipa, false, false).and_then(Sound::glide_quality);
        assert_eq!([glide("j"), glide("w"), glide("l")], [Some(Quality::I), Some(Quality::U), None]);
    }

    #[test]
    fn every_consonant_has_its_long_form_and_every_vowel_too() {
        for index in 0..CONSONANTS {
            let short = Sound::Consonant { index, long: false, open: false }.phoneme().ipa();
            let long = Sound::Consonant { index, long: true, open: false }.phoneme().ipa();
            assert_eq!(format!("{short}ː"), long);
        }
        for quality in [Quality::A, Quality::I, Quality::U] {
            let short = Sound::short(quality).phoneme().ipa();
            assert_eq!(format!("{short}ː"), Sound::long(quality).phoneme().ipa());
        }
    }
}
