//! Citations of the Qur'an. Verse numbers up to ten are ordinals, as reciters say them, greater ones cardinals.

use super::words::join;
use crate::normalize::grammar::{Case, Form, Gender, number};
use crate::normalize::lexicon::letter_names;
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{Citation, Source};
use crate::normalize::spoken::Spoken;

pub(super) fn citation(citation: &Citation) -> Vec<Spoken> {
    let Citation { name, verses, is_range } = citation;
    let word = |vowelled: &str, source: &Source| Spoken::vowelled(vowelled, Rule::Quran, source);
    let verse = |(verse, source): &(u64, Source), case: Case, is_joined: bool| {
        let mut words = verse_words(*verse, case);
        if is_joined {
            join(&mut words);
        }
        Spoken::words(words, Rule::Quran, source).collect::<Vec<_>>()
    };
    let mut spoken: Vec<Spoken> = name.first().map(|(_, source)| word("سُورَة", source)).into_iter().collect();
    spoken.extend(name.iter().map(|(text, source)| Spoken::printed(text, Rule::Quran, source)));
    match verses.as_slice() {
        [only] => {
            spoken.push(word("الْآيَة", &only.1));
            spoken.extend(verse(only, Case::Nominative, false));
        }
        [from, to] if *is_range => {
            spoken.extend([word("الْآيَات", &from.1), word("مِنَ", &from.1)]);
            spoken.extend(verse(from, Case::Genitive, false));
            spoken.push(word("إِلَى", &to.1));
            spoken.extend(verse(to, Case::Genitive, false));
        }
        all => {
            spoken.extend(all.first().map(|(_, source)| word("الْآيَات", source)));
            spoken.extend(all.iter().enumerate().flat_map(|(n, found)| verse(found, Case::Nominative, n > 0)));
        }
    }
    spoken
}

fn verse_words(verse: u64, case: Case) -> Vec<String> {
    if verse <= 10 {
        number::ordinal(verse, Gender::Feminine, case, false)
    } else {
        number::cardinal(verse, Form { gender: Gender::Feminine, ..Form::plain(case) })
    }
}

/// The letters that open a sura, by their names; those in `ا` have no hamza.
pub(super) fn opening_letters(letters: &[char], source: &Source) -> Vec<Spoken> {
    let name = |&letter: &char| match letter {
        'ط' => Some("طَا"),
        'ه' => Some("هَا"),
        'ي' => Some("يَا"),
        'ح' => Some("حَا"),
        'ر' => Some("رَا"),
        letter => letter_names::arabic(letter),
    };
    Spoken::words(letters.iter().filter_map(name), Rule::Quran, source).collect()
}
