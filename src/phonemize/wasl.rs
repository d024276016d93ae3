//! Sandhi between words: hamzat al-wasl is silent after speech, and the word before it changes.
//!
//! A long vowel is shortened (`فِي الْبَيْتِ` fi lbajt), a consonant takes a helping vowel: u after the plural pronouns
//! and the plural's -aw, a between `مِنْ` and the article, otherwise i; so does tanwin (`رَجُلٌ اسْمُهُ` radʒuluni smuh).

use super::letters::{Letter, Mark, skeleton};
use super::reading::{Case, Ending, Helping, Reading};
use super::sounds::{HAMZA, NUN, Quality, Sound, TA};

/// Returns what a word says before its own sounds when speech begins with it: nothing, or hamza and vowel for a wasl.
pub(super) fn onset(reading: &Reading) -> Vec<Sound> {
    match reading.wasl {
        Some(quality) => vec![HAMZA, Sound::short(quality)],
        None => Vec::new(),
    }
}

/// Returns the sounds of a word that is followed by another without a pause.
pub(super) fn connected(reading: &Reading, next: &Reading) -> Vec<Sound> {
    let mut sounds = reading.sounds.clone();
    let before_wasl = next.wasl.is_some();
    match reading.ending {
        Ending::Fixed => {}
        Ending::HelpingVowel(quality) if before_wasl => sounds.push(Sound::short(quality)),
        Ending::HelpingVowel(_) => {}
        Ending::Vowel(quality) => sounds.push(Sound::short(quality)),
        Ending::Tanwin(quality) => sounds.extend([Sound::short(quality), NUN]),
        Ending::TaMarbuta(Case::Vowel(quality)) => sounds.extend([TA, Sound::short(quality)]),
        Ending::TaMarbuta(Case::Tanwin(quality)) => sounds.extend([TA, Sound::short(quality), NUN]),
        // Without a case ending the t is only heard where the next word needs it.
        Ending::TaMarbuta(Case::Unmarked) if before_wasl => sounds.push(TA),
        Ending::TaMarbuta(Case::Unmarked) => {}
    }
    if before_wasl {
        match sounds.last_mut() {
            Some(Sound::Vowel { long, .. }) => *long = false,
            Some(Sound::Consonant { .. }) => {
                let quality = match (reading.ending, reading.helping) {
                    (Ending::Tanwin(_) | Ending::TaMarbuta(_), _) => Quality::I,
                    (_, Helping::Vowel(quality)) => quality,
                    (_, Helping::Min) if next.article => Quality::A,
                    (_, Helping::Min) => Quality::I,
                };
                sounds.push(Sound::short(quality));
            }
            None => {}
        }
    }
    sounds
}

/// Returns the vowel that a word ending in a consonant takes before wasl.
pub(super) fn helping_vowel(letters: &[Letter]) -> Helping {
    let word = skeleton(letters);
    let stem = word.strip_prefix(['و', 'ف']).unwrap_or(&word);
    if stem == "من" && letters.iter().all(|letter| matches!(letter.vowel(), None | Some(Quality::I) | Some(Quality::A)))
    {
        let meem = letters.iter().find(|letter| letter.base == 'م');
        return match meem.and_then(Letter::vowel) {
            Some(Quality::A) => Helping::Vowel(Quality::I),
            _ => Helping::Min,
        };
    }
    let u = stem == "مذ" || ends_in_plural_pronoun(letters) || ends_in_plural_waw(letters);
    Helping::Vowel(if u { Quality::U } else { Quality::I })
}

/// Returns the helping vowel at the end of a word, where it was written out: `مِنَ`, `عَنِ`, `قَدِ`. It is no part of the
/// word, so it is not said where no wasl follows.
pub(super) fn written_helping_vowel(letters: &[Letter]) -> Option<Quality> {
    const WORDS: [(&str, &str); 8] = [
        ("من", "مِنَ"),
        ("من", "مِنِ"),
        ("عن", "عَنِ"),
        ("قد", "قَدِ"),
        ("هل", "هَلِ"),
        ("بل", "بَلِ"),
        ("أو", "أَوِ"),
        ("لو", "لَوِ"),
    ];
    let word = match letters {
        [Letter { base: 'و' | 'ف', mark: Some(Mark::Vowel(Quality::A)), .. }, rest @ ..] if rest.len() == 2 => rest,
        _ => letters,
    };
    if word.len() != 2 || word.iter().any(|letter| letter.shadda) {
        return None;
    }
    let name = skeleton(word);
    WORDS
        .iter()
        .filter(|(skeleton, _)| *skeleton == name)
        .any(|(_, marked)| super::letters::letters(marked).0 == word)
        .then(|| word.last().and_then(Letter::vowel))
        .flatten()
}

/// `هُمْ كُمْ تُمْ`, and `هِمْ` after i or j; but not the end of a root (`لَمْ يَحْكُمْ`, `لَمْ تَكْتُمْ`).
fn ends_in_plural_pronoun(letters: &[Letter]) -> bool {
    let word = skeleton(letters);
    let is_verb = ["حكم", "كتم"].iter().any(|root| {
        word.strip_suffix(root).and_then(|prefix| prefix.chars().last()).is_some_and(|last| "يتنأا".contains(last))
    });
    if is_verb {
        return false;
    }
    let [before @ .., pronoun, meem] = letters else { return false };
    if meem.base != 'م' || meem.shadda || meem.has_vowel() {
        return false;
    }
    match (pronoun.base, pronoun.vowel()) {
        ('ه' | 'ك' | 'ت', Some(Quality::U)) => !pronoun.shadda || pronoun.base == 'ت',
        ('ه', Some(Quality::I)) => before
            .last()
            .is_some_and(|letter| letter.vowel() == Some(Quality::I) || (letter.base == 'ي' && letter.is_bare())),
        _ => false,
    }
}

/// `دَعَوْا` and the plural's `مُصْطَفَوْ`, but not `لَوْ` and `أَوْ`.
fn ends_in_plural_waw(letters: &[Letter]) -> bool {
    let stem = match letters {
        [stem @ .., Letter { base: 'ا', mark: None, .. }] => stem,
        _ => letters,
    };
    let [.., before, waw] = stem else { return false };
    waw.base == 'و' && waw.is_bare() && before.vowel() == Some(Quality::A) && stem.len() > 2
}
