//! Letters and the marks on them: what is written, what is known, what a model may add.

pub(super) use crate::arabic::letters::is_vowelled_letter as is_letter;
pub(super) use crate::arabic::marks::{bare, is_mark};

/// The marks of one letter, one of those that a model can answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class(u8);

/// How many classes there are; number 0 is a lone shadda, which is never answered.
pub(super) const CLASSES: usize = 15;

/// Marks of each class, shadda first.
const MARKS: [&str; CLASSES] = [
    "\u{0651}",
    "",
    "\u{064B}",
    "\u{064C}",
    "\u{064D}",
    "\u{064E}",
    "\u{064F}",
    "\u{0650}",
    "\u{0651}\u{064B}",
    "\u{0651}\u{064C}",
    "\u{0651}\u{064D}",
    "\u{0651}\u{064E}",
    "\u{0651}\u{064F}",
    "\u{0651}\u{0650}",
    "\u{0652}",
];

impl Class {
    pub(super) const LONE_SHADDA: Self = Self(0);
    pub(super) const NONE: Self = Self(1);
    pub(super) const FATHATAN: Self = Self(2);
    pub(super) const FATHA: Self = Self(5);
    pub(super) const DAMMA: Self = Self(6);
    pub(super) const KASRA: Self = Self(7);
    pub(super) const SUKUN: Self = Self(14);

    /// All classes, in order of their numbers.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..CLASSES).filter_map(|number| u8::try_from(number).ok()).map(Self)
    }

    /// Returns the class with exactly these marks, in any order. A dagger alif counts as fatha.
    pub(super) fn of(marks: &str) -> Option<Self> {
        let has = |mark| marks.contains(mark);
        let vowel = ['\u{064B}', '\u{064C}', '\u{064D}', '\u{064E}', '\u{064F}', '\u{0650}']
            .into_iter()
            .position(has)
            .or(has('\u{0670}').then_some(3));
        let shadda = has('\u{0651}');
        Some(match (vowel.and_then(|vowel| u8::try_from(vowel).ok()), shadda) {
            (Some(vowel), false) => Self(vowel + 2),
            (Some(vowel), true) => Self(vowel + 8),
            (None, true) => Self::LONE_SHADDA,
            (None, false) if has('\u{0652}') => Self(14),
            (None, false) if marks.is_empty() => Self::NONE,
            (None, false) => return None,
        })
    }

    pub(super) fn marks(self) -> &'static str {
        MARKS[usize::from(self.0)]
    }

    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Returns a vowel on a doubled letter.
    pub(super) const fn doubled(self) -> Self {
        if 2 <= self.0 && self.0 <= 7 { Self(self.0 + 6) } else { self }
    }

    pub(super) fn has_shadda(self) -> bool {
        self.marks().starts_with('\u{0651}')
    }

    pub(super) fn has_vowel(self) -> bool {
        self.marks().chars().any(|mark| ('\u{064B}'..='\u{0650}').contains(&mark))
    }

    pub(super) fn is_tanwin(self) -> bool {
        self.marks().ends_with(['\u{064B}', '\u{064C}', '\u{064D}'])
    }

    pub(super) fn is_damma(self) -> bool {
        self.marks().ends_with('\u{064F}')
    }

    pub(super) fn is_kasra(self) -> bool {
        self.marks().ends_with('\u{0650}')
    }
}

/// A letter of a word, with what was written on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub base: char,
    /// What is known to stand on it.
    pub known: Known,
}

/// What is known about the marks of a letter before any model is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Known {
    /// Nothing.
    Nothing,
    /// It is doubled; its vowel is not known.
    Doubled,
    /// Exactly these marks, shadda first; maybe none.
    Exactly(String),
    /// This vowel or tanwin, with a shadda or without: its author may have left that out, as authors mostly do.
    Vowel(Class),
}

impl Known {
    /// What is known of a letter that these marks are written on, shadda first.
    fn of(marks: String) -> Self {
        match marks.as_str() {
            "" => Self::Nothing,
            "\u{0651}" => Self::Doubled,
            _ => Self::Exactly(marks),
        }
    }
}

/// What the model is told about a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    /// Its marks; of a lone shadda nothing but that there is one.
    Marks(Class),
    /// Its vowel or tanwin, which may stand on a doubled letter.
    Vowel(Class),
}

impl Letter {
    /// Returns the class that the known marks amount to.
    pub(super) fn known_class(&self) -> Option<Class> {
        match &self.known {
            Known::Exactly(marks) => Class::of(marks),
            Known::Nothing | Known::Doubled | Known::Vowel(_) => None,
        }
    }

    /// Returns what the model is told about the letter.
    pub(super) fn hint(&self) -> Option<Hint> {
        match &self.known {
            Known::Exactly(marks) => Class::of(marks).map(Hint::Marks),
            Known::Doubled => Some(Hint::Marks(Class::LONE_SHADDA)),
            Known::Vowel(class) => Some(Hint::Vowel(*class)),
            Known::Nothing => None,
        }
    }

    /// Tells whether what is known of the letter allows these marks.
    pub(super) fn allows(&self, class: Class) -> bool {
        match &self.known {
            Known::Nothing => true,
            Known::Doubled => class.has_shadda() && class != Class::LONE_SHADDA,
            Known::Exactly(marks) => Class::of(marks) == Some(class),
            Known::Vowel(known) => class == *known || class == known.doubled(),
        }
    }

    /// Tells whether it is known to be doubled.
    pub(super) fn is_doubled(&self) -> bool {
        match &self.known {
            Known::Doubled => true,
            Known::Exactly(marks) => marks.starts_with('\u{0651}'),
            Known::Nothing | Known::Vowel(_) => false,
        }
    }

    /// Tells whether anything is left to choose.
    pub(super) fn is_open(&self) -> bool {
        !matches!(self.known, Known::Exactly(_))
    }
}

/// Splits a word into letters and the marks written on them. Marks come out shadda first; a letter without marks is
/// unknown, one with nothing but shadda is known to be doubled. A tanwin on the alif that carries it (`كتاباً`) is that of the
/// letter before.
pub(super) fn letters(word: &str) -> Vec<Letter> {
    let mut spelt: Vec<(char, String)> = Vec::new();
    for character in word.chars() {
        if !is_mark(character) {
            spelt.push((character, String::new()));
        } else if let Some((_, marks)) = spelt.last_mut().filter(|(_, marks)| !marks.contains(character)) {
            marks.insert(if character == '\u{0651}' { 0 } else { marks.len() }, character);
        }
    }
    if let [.., (_, before), ('ا' | 'ى', marks)] = spelt.as_mut_slice()
        && Class::of(marks) == Some(Class::FATHATAN)
        && matches!(before.as_str(), "" | "\u{0651}")
    {
        before.push_str(&std::mem::take(marks));
    }
    spelt.into_iter().map(|(base, marks)| Letter { base, known: Known::of(marks) }).collect()
}

/// Returns a word of letters without what is known of their marks.
pub(super) fn bases(word: &[Letter]) -> String {
    word.iter().map(|letter| letter.base).collect()
}

/// Returns a word of letters with what is known of their marks, for tests.
#[cfg(test)]
pub(super) fn spelt(word: &[Letter]) -> String {
    let marks = |letter: &Letter| match &letter.known {
        Known::Exactly(marks) => marks.clone(),
        Known::Vowel(class) => class.marks().to_owned(),
        Known::Doubled => "\u{0651}".to_owned(),
        Known::Nothing => String::new(),
    };
    word.iter().map(|letter| format!("{}{}", letter.base, marks(letter))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_know_their_marks() {
        for class in Class::all() {
            assert_eq!(Class::of(class.marks()), Some(class));
        }
        assert_eq!(Class::of("\u{064F}\u{0651}").map(Class::marks), Some("\u{0651}\u{064F}"));
    }

    #[test]
    fn shadda_comes_first_whatever_was_written() {
        let known = |word| letters(word).pop().map(|letter| letter.known);
        let both = Some(Known::Exactly("\u{0651}\u{064E}".to_owned()));
        assert_eq!(known("م\u{064E}\u{0651}"), both);
        assert_eq!(known("م\u{0651}\u{064E}"), both);
        assert_eq!(known("م\u{0651}"), Some(Known::Doubled));
        assert_eq!(known("م"), Some(Known::Nothing));
        for word in ["كتابا\u{64B}", "كتاب\u{64B}ا"] {
            assert_eq!(spelt(&letters(word)), "كتاب\u{64B}ا");
        }
        assert_eq!(spelt(&letters("رد\u{651}ا\u{64B}")), "رد\u{651}\u{64B}ا");
    }

    #[test]
    fn bare_words_keep_their_hamza() {
        assert_eq!(bare("أُؤَكِّدُ"), "أؤكد");
    }
}
