//! Pausal forms: how a word ends before a pause and at the end of an utterance, and nowhere else.
//!
//! The final short vowel is dropped, and so are -un and -in; -an becomes aː; ta marbuta is silent after its a. The
//! pronoun -hu keeps only its h. What remains of a final -iya is a long vowel (`بَقِيَ` baqiː). A geminate stays one
//! (`حَقّ` ħaqː, `عَلِيّ` ʕalijː). Words that would be left without a syllable keep their vowel (`لِمَ`, `هُوَ`).

use super::reading::{Ending, Reading};
use super::sounds::{Quality, Sound};

/// Returns the sounds of a word before a pause.
pub(super) fn pausal(reading: &Reading) -> Vec<Sound> {
    let mut sounds = reading.sounds.clone();
    match reading.ending {
        Ending::Vowel(quality)
            if reading.wasl.is_none() && !sounds.iter().any(|sound| matches!(sound, Sound::Vowel { .. })) =>
        {
            sounds.push(Sound::short(quality));
        }
        Ending::Tanwin(Quality::A) => sounds.push(Sound::long(Quality::A)),
        Ending::Vowel(_) | Ending::Tanwin(_) => lengthen_glide(&mut sounds),
        Ending::HelpingVowel(_) | Ending::TaMarbuta(_) | Ending::Fixed => {}
    }
    sounds
}

/// A final j after i is heard as the length of it, and w after u likewise.
fn lengthen_glide(sounds: &mut Vec<Sound>) {
    if let [.., Sound::Vowel { quality, long: false }, glide] = sounds.as_slice()
        && glide.glide_quality() == Some(*quality)
    {
        let long = Sound::long(*quality);
        sounds.truncate(sounds.len() - 2);
        sounds.push(long);
    }
}
