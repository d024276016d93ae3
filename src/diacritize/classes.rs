//! The classes that the rawi models answer with, brought to those of [`marks`](super::marks).
//!
//! A rawi class is a string of combining characters on a letter without hamza or madda, so a class says both which
//! hamza the letter has and which marks. The table is the model's own (`diac_to_idx` in its vocabulary); classes that
//! are left out are Latin accents and other noise, and are never answered.

use super::marks::{CLASSES, Class};

/// How many classes a rawi model has.
pub(super) const RAWI_CLASSES: usize = 75;

/// Hamza or madda that was split from its letter: none, U+0653, U+0654 or U+0655.
pub(super) type Hamza = Option<char>;

/// What each class of a rawi model says.
pub(super) struct ClassTable(Vec<(usize, Hamza, Class)>);

impl ClassTable {
    pub(super) fn new() -> Self {
        let entry = |&(number, characters): &(usize, &str)| {
            let hamza = characters.chars().find(|character| HAMZAS.contains(character));
            let marks: String = characters.chars().filter(|character| !HAMZAS.contains(character)).collect();
            Some((number, hamza, Class::of(&marks)?))
        };
        Self(COMBINATIONS.iter().filter_map(entry).collect())
    }

    /// Sums the probabilities of rawi's classes that agree with the spelling of a letter, by their marks.
    ///
    /// The spelling mask: a letter keeps exactly the hamza or madda it was written with. The result sums to one,
    /// unless nothing agrees: then it is all on no mark.
    pub(super) fn masked(&self, probabilities: &[f32], hamza: Hamza) -> [f32; CLASSES] {
        let mut by_marks = [0.0; CLASSES];
        for &(number, class_hamza, class) in &self.0 {
            if class_hamza == hamza {
                by_marks[class.index()] += probabilities.get(number).copied().unwrap_or(0.0);
            }
        }
        let sum: f32 = by_marks.iter().sum();
        if sum > f32::MIN_POSITIVE {
            by_marks.iter_mut().for_each(|probability| *probability /= sum);
        } else {
            by_marks[Class::NONE.index()] = 1.0;
        }
        by_marks
    }
}

/// Splits hamza and madda from a letter, as Unicode NFD does.
pub(super) fn split(letter: char) -> (char, Hamza) {
    match letter {
        'آ' => ('ا', Some('\u{0653}')),
        'أ' => ('ا', Some('\u{0654}')),
        'إ' => ('ا', Some('\u{0655}')),
        'ؤ' => ('و', Some('\u{0654}')),
        'ئ' => ('ي', Some('\u{0654}')),
        other => (other, None),
    }
}

const HAMZAS: [char; 3] = ['\u{0653}', '\u{0654}', '\u{0655}'];

const COMBINATIONS: [(usize, &str); 45] = [
    (0, ""),
    (10, "\u{064B}"),
    (12, "\u{064B}\u{0651}"),
    (13, "\u{064B}\u{0654}"),
    (14, "\u{064C}"),
    (15, "\u{064C}\u{0651}"),
    (16, "\u{064C}\u{0654}"),
    (18, "\u{064D}"),
    (19, "\u{064D}\u{0651}"),
    (20, "\u{064D}\u{0651}\u{0654}"),
    (21, "\u{064D}\u{0654}"),
    (22, "\u{064D}\u{0655}"),
    (24, "\u{064E}"),
    (31, "\u{064E}\u{0651}"),
    (32, "\u{064E}\u{0651}\u{0653}"),
    (33, "\u{064E}\u{0651}\u{0654}"),
    (34, "\u{064E}\u{0651}\u{0655}"),
    (35, "\u{064E}\u{0653}"),
    (36, "\u{064E}\u{0654}"),
    (37, "\u{064E}\u{0655}"),
    (38, "\u{064E}\u{0670}"),
    (39, "\u{064F}"),
    (42, "\u{064F}\u{0651}"),
    (43, "\u{064F}\u{0651}\u{0654}"),
    (44, "\u{064F}\u{0653}"),
    (45, "\u{064F}\u{0654}"),
    (46, "\u{064F}\u{0655}"),
    (47, "\u{0650}"),
    (51, "\u{0650}\u{0651}"),
    (52, "\u{0650}\u{0651}\u{0654}"),
    (53, "\u{0650}\u{0651}\u{0670}"),
    (54, "\u{0650}\u{0652}"),
    (55, "\u{0650}\u{0653}"),
    (56, "\u{0650}\u{0654}"),
    (57, "\u{0650}\u{0655}"),
    (59, "\u{0651}"),
    (61, "\u{0651}\u{0652}"),
    (62, "\u{0651}\u{0654}"),
    (63, "\u{0652}"),
    (65, "\u{0652}\u{0653}"),
    (66, "\u{0652}\u{0654}"),
    (67, "\u{0653}"),
    (68, "\u{0654}"),
    (70, "\u{0655}"),
    (71, "\u{0670}"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn certain(number: usize) -> Vec<f32> {
        let mut probabilities = vec![0.0; RAWI_CLASSES];
        probabilities[number] = 1.0;
        probabilities
    }

    #[test]
    fn a_class_with_the_letters_own_hamza_is_taken() {
        let marks = ClassTable::new().masked(&certain(36), Some('\u{0654}'));
        assert_eq!(marks[Class::of("\u{064E}").unwrap().index()], 1.0);
    }

    #[test]
    fn a_class_that_would_change_the_spelling_is_not() {
        let marks = ClassTable::new().masked(&certain(36), None);
        assert_eq!(marks[Class::NONE.index()], 1.0);
    }

    #[test]
    fn noise_is_never_taken() {
        assert_eq!(ClassTable::new().masked(&certain(5), None)[Class::NONE.index()], 1.0);
    }

    #[test]
    fn all_numbers_are_classes() {
        let table = ClassTable::new().0;
        assert!(table.iter().all(|&(number, ..)| number < RAWI_CLASSES));
        assert_eq!(table.len(), COMBINATIONS.len());
    }
}
