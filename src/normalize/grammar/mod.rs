//! How Arabic inflects: numbers, the nouns they count, and what the two agree in.

pub(crate) mod noun;
pub(crate) mod number;

/// The greatest number that is said as a number; what is greater is read digit by digit.
pub(crate) const GREATEST: u64 = 999_999_999_999_999;

/// Grammatical gender of a noun, or of what is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    Masculine,
    Feminine,
}

/// Case. Accusative and genitive look alike in most numbers; `ألفا` and `ألف`, `خمسا` and `خمس` tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    Nominative,
    Accusative,
    Genitive,
}

/// How a number stands to the words around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Form {
    /// The gender of the singular of what is counted.
    pub gender: Gender,
    pub case: Case,
    /// Whether what is counted follows at once, so that the last part is in the construct state (`مئتا`, `ثماني`).
    pub construct: bool,
    /// Whether the number carries the article (`الأربع والعشرين ساعة`).
    pub definite: bool,
    /// Whether the case is certain enough for the last letter to carry its vowel in the hint.
    pub sure: bool,
}

impl Form {
    /// The form of a number that counts nothing: masculine, absolute, indefinite.
    pub(crate) fn plain(case: Case) -> Self {
        Self { gender: Gender::Masculine, case, construct: false, definite: false, sure: false }
    }
}
