//! The tables of words in `data/`: a row a line, columns separated by tabs, `-` for a column without a value, `#` before
//! a line that explains them. A unit, a currency, a noun or a name is added by a row in its table, in the order of bytes.

use crate::normalize::grammar::Gender;

/// Makes the tables, and a list of them all for the test that reads them.
macro_rules! tables {
    ($($table:ident = $file:literal,)*) => {
        $(pub(crate) const $table: &str = include_str!(concat!("../data/", $file));)*

        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$(($file, $table),)*];
    };
}

tables! {
    ABBREVIATIONS = "abbreviations.tsv",
    ACRONYMS = "acronyms.tsv",
    CLUBS = "clubs.tsv",
    CURRENCIES = "currencies.tsv",
    CURRENCY_PARTS = "currency_parts.tsv",
    ENGLISH_LETTERS = "english_letters.tsv",
    ENGLISH_WORDS = "english_words.tsv",
    EMOJI = "emoji.tsv",
    GIVEN_NAMES = "given_names.tsv",
    GLUED = "glued.tsv",
    HONORIFICS = "honorifics.tsv",
    ISOTOPES = "isotopes.tsv",
    LATIN_LETTERS = "latin_letters.tsv",
    LATIN_NAMES = "latin_names.tsv",
    LATIN_SOUNDS = "latin_sounds.tsv",
    MONTHS = "months.tsv",
    NOUNS = "nouns.tsv",
    PARTICLES = "particles.tsv",
    PLURALS = "plurals.tsv",
    RATES = "rates.tsv",
    UNITS = "units.tsv",
    VERBS = "verbs.tsv",
    WEEKDAYS = "weekdays.tsv",
    WORDS = "words.tsv",
}

/// The rows of a table of `N` columns. A line that has another number is none; the tests see to it that none has.
pub(crate) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let value = |column| if column == "-" { "" } else { column };
        line.split('\t').map(value).collect::<Vec<_>>().try_into().ok()
    })
}

/// The rows of a table of two columns.
pub(crate) fn pairs(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(table).map(|[first, second]| (first, second))
}

/// A column that names a gender.
pub(crate) fn gender(column: &str) -> Option<Gender> {
    match column {
        "masculine" => Some(Gender::Masculine),
        "feminine" => Some(Gender::Feminine),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
