//! Roman numerals in capitals.

/// The numerals from two on by their value; those of one letter are letters of much else, and so none here.
const NUMERALS: [(&str, u64); 20] = [
    ("II", 2),
    ("III", 3),
    ("IV", 4),
    ("VI", 6),
    ("VII", 7),
    ("VIII", 8),
    ("IX", 9),
    ("XI", 11),
    ("XII", 12),
    ("XIII", 13),
    ("XIV", 14),
    ("XV", 15),
    ("XVI", 16),
    ("XVII", 17),
    ("XVIII", 18),
    ("XIX", 19),
    ("XX", 20),
    ("XXI", 21),
    ("XXII", 22),
    ("XXIII", 23),
];

/// The value of a numeral of more than one letter.
pub(crate) fn value(printed: &str) -> Option<u64> {
    NUMERALS.iter().find(|(numeral, _)| *numeral == printed).map(|&(_, value)| value)
}
