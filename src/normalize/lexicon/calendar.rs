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

/// The name that is said for a month, with its vowels, by the one or two words that are printed.
pub(crate) fn month(printed: &str) -> Option<&'static str> {
    MONTHS.get(printed).copied()
}

/// The same for a month in Latin letters. Abbreviations are capitalized; without that they are words (`mar`).
pub(crate) fn latin_month(printed: &str) -> Option<&'static str> {
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

type Names = HashMap<&'static str, &'static str>;

fn latin(printed: &str, names: &Names) -> Option<&'static str> {
    let lower = printed.to_lowercase();
    let is_capital = printed.starts_with(char::is_uppercase);
    names.get(lower.as_str()).copied().filter(|_| is_capital || lower.chars().count() > 3)
}

static MONTHS: LazyLock<Names> = LazyLock::new(|| table::pairs(table::MONTHS).collect());
static WEEKDAYS: LazyLock<Names> = LazyLock::new(|| table::pairs(table::WEEKDAYS).collect());
