//! Months and days of the week, from `data/months.tsv` and `data/weekdays.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table;
use super::words::List;

/// The months by number in the names of Egypt and the Gulf, which numeric dates are read with.
pub(crate) const INTERNATIONAL: [&str; 12] =
    ["يَنَايِر", "فِبْرَايِر", "مَارِس", "أَبْرِيل", "مَايُو", "يُونْيُو", "يُولْيُو", "أَغُسْطُس", "سِبْتَمْبِر", "أُكْتُوبَر", "نُوفَمْبِر", "دِيسَمْبِر"];

/// The months of the Hijri year, after `من`.
pub(crate) const HIJRI: [&str; 12] = [
    "مُحَرَّم",
    "صَفَر",
    "رَبِيع الْأَوَّل",
    "رَبِيع الْآخِر",
    "جُمَادَى الْأُولَى",
    "جُمَادَى الْآخِرَة",
    "رَجَب",
    "شَعْبَان",
    "رَمَضَان",
    "شَوَّال",
    "ذِي الْقَعْدَة",
    "ذِي الْحِجَّة",
];

/// A month in whichever of the traditions it was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Month {
    /// What is said for it, with its vowels.
    pub name: &'static str,
    /// Its number in the year of the sun; nothing for those of the Hijri year.
    pub number: Option<u64>,
}

/// The month by the one or two words that are printed.
pub(crate) fn month(printed: &str) -> Option<Month> {
    MONTHS.get(printed).or_else(|| LOOSE_MONTHS.get(printed)).copied()
}

/// The same for a month in Latin letters. Abbreviations are capitalized; without that they are words (`mar`).
pub(crate) fn latin_month(printed: &str) -> Option<Month> {
    latin(printed, &MONTHS)
}

/// The Arabic name of a day of the week in Latin letters.
pub(crate) fn latin_weekday(printed: &str) -> Option<&'static str> {
    latin(printed, &WEEKDAYS)
}

/// Whether a word is the name of a day of the week.
pub(crate) fn is_weekday(word: &str) -> bool {
    List::Weekdays.has(word)
}

fn latin<Named: Copy>(printed: &str, names: &HashMap<&'static str, Named>) -> Option<Named> {
    let lower = printed.to_lowercase();
    let is_capital = printed.starts_with(char::is_uppercase);
    names.get(lower.as_str()).copied().filter(|_| is_capital || lower.chars().count() > 3)
}

static MONTHS: LazyLock<HashMap<&'static str, Month>> = LazyLock::new(|| {
    let months = table::rows(table::MONTHS);
    months.map(|[printed, name, number]| (printed, Month { name, number: number.parse().ok() })).collect()
});

/// The months whose hamza hasty print leaves out (`تشرين الاول`, `ايار`). What is left of آب would be another word.
static LOOSE_MONTHS: LazyLock<HashMap<String, Month>> = LazyLock::new(|| {
    let is_longer = |printed: &&&str| printed.chars().count() > 3;
    let loose = |printed: &str| printed.replace(['أ', 'إ', 'آ'], "ا");
    MONTHS.keys().filter(is_longer).map(|printed| (loose(printed), MONTHS[printed])).collect()
});

static WEEKDAYS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| table::pairs(table::WEEKDAYS).collect());
