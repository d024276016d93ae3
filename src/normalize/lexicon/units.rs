//! Units of measure and what they are divided by, from `data/units.tsv` and `data/rates.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table;
use crate::arabic::marks;
use crate::normalize::grammar::noun::Noun;

/// The unit by what is printed for it. Foreign units that Arabic leaves undeclined are invariable.
pub(crate) fn by_sign(printed: &str) -> Option<Noun> {
    BY_SIGN.get(printed).copied()
}

/// A unit of one word by its Arabic name in the singular, without marks.
pub(crate) fn by_name(name: &str) -> Option<Noun> {
    BY_NAME.get(name).copied()
}

/// What is said for a division by this, raised to a power or not.
pub(crate) fn rate(printed: &str, power: Option<u8>) -> Option<&'static str> {
    RATES.get(&(printed, power)).copied()
}

pub(crate) const DEGREE: Noun = Noun::feminine("دَرَجَة", "دَرَجَات");
/// What a table of results counts with a ن.
pub(crate) const POINT: Noun = Noun::feminine("نُقْطَة", "نِقَاط");
pub(crate) const BARREL: Noun = Noun::masculine("بِرْمِيل", "بَرَامِيل");

static BY_SIGN: LazyLock<HashMap<&'static str, Noun>> = LazyLock::new(|| {
    let rows = table::rows(table::UNITS);
    rows.filter_map(|[names, rest @ ..]: [&str; 6]| Some((names, Noun::of_columns(rest)?)))
        .flat_map(|(names, noun)| names.split(' ').map(move |name| (name, noun)))
        .collect()
});

static BY_NAME: LazyLock<HashMap<String, Noun>> = LazyLock::new(|| {
    let is_plain = |noun: &Noun| !noun.singular.contains(' ') && noun.adjective.is_none() && noun.tail.is_empty();
    BY_SIGN.values().filter(|noun| is_plain(noun)).map(|&noun| (marks::bare(noun.singular), noun)).collect()
});

static RATES: LazyLock<HashMap<(&'static str, Option<u8>), &'static str>> = LazyLock::new(|| {
    let rows = table::rows(table::RATES);
    rows.flat_map(|[names, power, said]: [&str; 3]| {
        names.split(' ').map(move |name| ((name, power.parse().ok()), said))
    })
    .collect()
});
