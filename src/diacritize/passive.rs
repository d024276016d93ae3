//! Passives that their author showed by one damma (`وُقّع`, `أُعلن`, `اعتُقل`): the verb that fits, whole.
//!
//! A reader takes such a mark for the whole verb; a model that answers letter by letter is torn between it and the active.
//! So the shapes that a past passive can have (forms I to X and four radicals, sound, hollow, doubled; W. Wright, A Grammar
//! of the Arabic Language, part second) are tried as wholes, and the likeliest is taken before what is no such verb,
//! unless the model is much surer of that: `كُتب` may be books.

use super::marks::{Class, Known, Letter};

/// One shape of a verb: the marks of each letter.
type Shape = Vec<Class>;

/// How much likelier, as a logarithm, a verb is than the model knows, where its author marked the passive's own place.
const SURELY: f32 = 7.0;
const LIKELY: f32 = 4.7;
/// The same for form II whose author left out its shadda (`وسُلم`): less than form I, which such a spelling is by its letters.
const DOUBLED_UNWRITTEN: f32 = 4.2;
/// The same for a verb of four radicals whose first could be a prefix.
const PREFIXED: f32 = 0.5;

/// Returns the shapes of a past passive that a word can have by what its author marked, each with the logarithm of how
/// much likelier it is than the model knows.
pub(super) fn shapes(word: &[Letter]) -> Vec<(Shape, f32)> {
    let Some(damma) = word.iter().position(is_damma).filter(|damma| damma + 1 < word.len()) else { return Vec::new() };
    let bases: Vec<char> = word.iter().map(|letter| letter.base).collect();
    let mut found = Vec::new();
    let n_conjunctions = usize::from(matches!(bases[0], 'و' | 'ف') && damma > 0);
    for n_before in 0..=n_conjunctions {
        for (suffix, marks) in SUFFIXES {
            let suffix: Vec<char> = suffix.chars().collect();
            let Some(stem) = bases[n_before..].strip_suffix(suffix.as_slice()) else { continue };
            for (inner, gain) in stems(stem, damma - n_before) {
                for marks in *marks {
                    let mut shape: Shape = vec![Class::FATHA; n_before];
                    shape.extend(&inner);
                    // The last radical is doubled where its stem says so; its vowel is the ending's.
                    if let (Some(last), Some(vowel)) = (shape.last_mut(), marks.first()) {
                        *last = if last.has_shadda() { vowel.doubled() } else { *vowel };
                    }
                    shape.extend(marks.iter().skip(1));
                    let gain = if word.iter().any(Letter::is_doubled) { SURELY } else { gain };
                    if shape.len() == word.len() && shape.iter().zip(word).all(|(class, letter)| letter.allows(*class))
                    {
                        found.push((shape, gain));
                    }
                }
            }
        }
    }
    found
}

/// A word whose author marked it as an imperfect with damma on its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Imperfect {
    /// Where the last radical but one stands, if only a passive has that damma, and no passive kasra there.
    pub fatha: Option<usize>,
}

/// Reads a word as an imperfect with damma on its prefix (`تُحدث`, `سيُنفذ`): no letter inside it can have damma then, but
/// one before the و of the plural.
pub(super) fn imperfect(word: &[Letter]) -> Option<Imperfect> {
    let damma = word.iter().position(is_damma)?;
    let is_prefix = matches!(word[damma].base, 'ي' | 'ت' | 'ن' | 'أ');
    let ends_as_noun = word.last().is_some_and(|last| last.base == 'ة');
    let is_imperfect = are_before_imperfects(&word[..damma])
        && damma <= 2
        && is_prefix
        && word.len() - damma >= 4
        && !ends_as_noun
        && !is_past_with_hamza(&word[damma..]);
    is_imperfect.then(|| Imperfect { fatha: passive_radical(&word[damma..]).map(|radical| damma + radical) })
}

/// Tells whether letters are what may stand before an imperfect's prefix: conjunctions, and the particles of the future and
/// of purpose.
pub(super) fn are_before_imperfects(letters: &[Letter]) -> bool {
    letters.iter().all(|letter| matches!(letter.base, 'و' | 'ف' | 'س' | 'ل'))
}

/// Returns where the last radical but one stands in an imperfect that begins with its prefix, of forms whose damma there only
/// a passive has: X (`سيُستخدم`) and, without a suffix, VIII (`يُحتفظ`).
fn passive_radical(word: &[Letter]) -> Option<usize> {
    let bases: Vec<char> = word.iter().map(|letter| letter.base).collect();
    let is_pronoun_or_plural = |last: char| matches!(last, 'ه' | 'ك' | 'ن' | 'ي' | 'ا' | 'و');
    match bases.as_slice() {
        // With hamza it is a past passive (`أُعتقل`) or a noun (`أُستاذنا`); before the ي of a woman spoken to stands the last
        // radical (`تُستلمين`).
        ['أ', ..] | [_, 'س', 'ت', _, _, 'ي', ..] => None,
        [_, 'س', 'ت', _, _, _, ..] => Some(4),
        [_, _, 'ت', _, last] if !is_pronoun_or_plural(*last) => Some(3),
        _ => None,
    }
}

/// Tells whether a word is spelt as a past passive of form VIII or X whose alif print has with a hamza (`أُعتقل`, `أُستخدمت`).
fn is_past_with_hamza(word: &[Letter]) -> bool {
    let bases: Vec<char> = word.iter().map(|letter| letter.base).collect();
    matches!(bases.as_slice(), ['أ', _, 'ت', _, _, ..])
}

/// What may follow the last radical, and the vowel of that radical with the marks of what follows.
const SUFFIXES: &[(&str, &[&[Class]])] = &[
    ("", &[&[Class::FATHA]]),
    ("ت", &[&[Class::FATHA, Class::SUKUN], &[Class::FATHA, Class::KASRA]]),
    ("وا", &[&[Class::DAMMA, Class::NONE, Class::NONE]]),
    ("ا", &[&[Class::FATHA, Class::NONE]]),
    ("تا", &[&[Class::FATHA, Class::FATHA, Class::NONE]]),
    ("نا", &[&[Class::SUKUN, Class::FATHA, Class::NONE]]),
    ("ه", &[&[Class::FATHA, Class::DAMMA]]),
    ("ها", &[&[Class::FATHA, Class::FATHA, Class::NONE]]),
    ("هم", &[&[Class::FATHA, Class::DAMMA, Class::SUKUN], &[Class::FATHA, Class::DAMMA, Class::DAMMA]]),
];

/// Returns the marks that the letters of a bare stem can have up to its last radical, whose mark says only whether it is
/// doubled. `damma` is where the author's damma stands in it.
fn stems(stem: &[char], damma: usize) -> Vec<(Shape, f32)> {
    use Class as C;
    let is_sound = |range: std::ops::Range<usize>| {
        stem.get(range)
            .is_some_and(|letters| !letters.iter().any(|letter| matches!(letter, 'ا' | 'و' | 'ي' | 'ى' | 'ة')))
    };
    let (single, doubled) = (C::NONE, C::LONE_SHADDA);
    match (damma, stem) {
        (0, ['أ', _, _]) => vec![
            (vec![C::DAMMA, C::KASRA, single], LIKELY),
            (vec![C::DAMMA, C::KASRA.doubled(), single], DOUBLED_UNWRITTEN),
            (vec![C::DAMMA, C::KASRA, doubled], LIKELY),
        ],
        // A و or ي between consonants is the long vowel of a noun (`نُور`), but doubled it is a radical (`عُيّن`).
        (0, [first, second, _]) if *first != 'ا' && *second != 'ا' => {
            let mut shapes = vec![(vec![C::DAMMA, C::KASRA.doubled(), single], DOUBLED_UNWRITTEN)];
            if is_sound(1..2) {
                shapes.push((vec![C::DAMMA, C::KASRA, single], LIKELY));
            }
            shapes
        }
        (0, [_, _]) if is_sound(0..2) => vec![(vec![C::DAMMA, doubled], LIKELY)],
        (0, ['أ', _, 'ي', _]) => vec![(vec![C::DAMMA, C::KASRA, C::NONE, single], SURELY)],
        (0, ['أ', _, _, _]) if is_sound(1..3) => vec![(vec![C::DAMMA, C::SUKUN, C::KASRA, single], SURELY)],
        (0, [first, second, _, _]) => {
            let mut shapes = Vec::new();
            if *first == 'ت' {
                shapes.push((vec![C::DAMMA, C::DAMMA, C::KASRA.doubled(), single], LIKELY));
            }
            if *second == 'و' && is_sound(2..3) {
                shapes.push((vec![C::DAMMA, C::NONE, C::KASRA, single], LIKELY));
            }
            if *first != 'م' && is_sound(1..3) {
                // With a prefix's letter it is an imperfect far oftener (`تُحدث`) than a verb of four radicals (`تُرجم`).
                let gain = if matches!(first, 'ت' | 'ي' | 'ن') { PREFIXED } else { LIKELY / 2.0 };
                shapes.push((vec![C::DAMMA, C::SUKUN, C::KASRA, single], gain));
            }
            shapes
        }
        (1, ['ا', 'ت' | 'ط' | 'د', _, _]) => vec![(vec![C::NONE, C::DAMMA.doubled(), C::KASRA, single], SURELY)],
        (2, ['ا', 'س', 'ت', _, 'ي', _]) => {
            vec![(vec![C::NONE, C::SUKUN, C::DAMMA, C::KASRA, C::NONE, single], SURELY)]
        }
        (2, ['ا', 'س', 'ت', _, _, _]) if is_sound(3..5) => {
            vec![(vec![C::NONE, C::SUKUN, C::DAMMA, C::SUKUN, C::KASRA, single], SURELY)]
        }
        (0, ['أ', 'س', 'ت', _, _, _]) if is_sound(3..5) => {
            vec![(vec![C::DAMMA, C::SUKUN, C::DAMMA, C::SUKUN, C::KASRA, single], LIKELY)]
        }
        (0, ['أ', _, 'ت', _, _]) if is_sound(3..4) => {
            vec![(vec![C::DAMMA, C::SUKUN, C::DAMMA, C::KASRA, single], LIKELY)]
        }
        (2, ['ا', second, third, _, _]) if *second == 'ن' || matches!(third, 'ت' | 'ط' | 'د') => {
            let mut shapes = vec![(vec![C::NONE, C::SUKUN, C::DAMMA, C::KASRA, single], SURELY)];
            if (*second, *third) == ('س', 'ت') {
                shapes.push((vec![C::NONE, C::SUKUN, C::DAMMA, C::KASRA, doubled], SURELY));
            }
            shapes
        }
        (2, ['ا', _, 'ت' | 'ط' | 'د', _]) => vec![(vec![C::NONE, C::SUKUN, C::DAMMA, doubled], SURELY)],
        _ => Vec::new(),
    }
}

fn is_damma(letter: &Letter) -> bool {
    match &letter.known {
        Known::Exactly(marks) => marks.ends_with('\u{064F}'),
        Known::Vowel(class) => class.is_damma(),
        Known::Nothing | Known::Doubled => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::marks::letters;
    use super::*;

    fn spelt(word: &str) -> Vec<String> {
        let letters = letters(word);
        let spell = |(shape, _): (Shape, f32)| {
            letters
                .iter()
                .zip(shape)
                .flat_map(|(letter, class)| [letter.base.to_string(), class.marks().to_owned()])
                .collect()
        };
        shapes(&letters).into_iter().map(spell).collect()
    }

    #[track_caller]
    fn check(word: &str, expect: &str) {
        let spelt = spelt(word);
        assert!(spelt.iter().any(|shape| shape == expect), "{word}: {spelt:?}");
    }

    #[test]
    fn passives_of_every_form_are_shapes() {
        check("عُقد", "عُقِدَ");
        check("وُقّع", "وُقِّعَ");
        check("عُيّن", "عُيِّنَ");
        check("أُجّلت", "أُجِّلَتْ");
        check("أُجّلت", "أُجِّلَتِ");
        check("قُوتل", "قُوتِلَ");
        check("أُعلن", "أُعْلِنَ");
        check("أُعيد", "أُعِيدَ");
        check("أُعدّ", "أُعِدَّ");
        check("مُدّ", "مُدَّ");
        check("تُرجمت", "تُرْجِمَتْ");
        check("تُوفّي", "تُوُفِّيَ");
        check("اتُّهموا", "اتُّهِمُوا");
        check("وانتُخب", "وَانْتُخِبَ");
        check("اضطُر", "اضْطُرَّ");
        check("استُخدم", "اسْتُخْدِمَ");
        check("استُعيد", "اسْتُعِيدَ");
        check("استُغل", "اسْتُغِلَّ");
        check("وبُني", "وَبُنِيَ");
        check("أُعتقل", "أُعْتُقِلَ");
        check("أُستخدمت", "أُسْتُخْدِمَتْ");
    }

    #[test]
    fn words_that_are_no_passive_have_no_shape() {
        for word in ["كتب", "عُمال", "مُدير", "قُوة", "سُكان", "كتبُ", "مُنتج", "نُور"]
        {
            let shapes = spelt(word);
            assert!(shapes.iter().all(|shape| shape.contains('\u{0651}')), "{word}: {shapes:?}");
        }
    }

    #[test]
    fn damma_on_the_prefix_shows_an_imperfect() {
        for word in ["تُحدث", "سيُنفذ", "ويُتوقع", "لتُعرض"] {
            assert!(imperfect(&letters(word)).is_some(), "{word}");
        }
        for word in ["أُفق", "نُقطة", "كُتب", "تحدُث", "أُعتقل", "أُستاذنا"] {
            assert!(imperfect(&letters(word)).is_none(), "{word}");
        }
    }

    #[test]
    fn some_imperfects_with_damma_are_passives_only() {
        let radical = |word| {
            let word = letters(word);
            imperfect(&word).and_then(|verb| verb.fatha).map(|at| word[at].base)
        };
        assert_eq!(radical("وسيُستخدم"), Some('د'));
        assert_eq!(radical("يُحتفظ"), Some('ف'));
        for word in ["يُنتجه", "تُستلمين", "أُعتقل", "أُستاذنا", "يُكتب"] {
            assert_eq!(radical(word), None, "{word}");
        }
    }
}
