//! The tables of words in `data/`: a row a line, columns separated by tabs, `-` for a column without a value, `#` before
//! a line that explains them. A unit, a currency or a Latin name is added by a row in its table, in the order of bytes.

pub(super) const CURRENCIES: &str = include_str!("data/currencies.tsv");
pub(super) const GIVEN_NAMES: &str = include_str!("data/given_names.tsv");
pub(super) const LATIN_NAMES: &str = include_str!("data/latin_names.tsv");
pub(super) const UNITS: &str = include_str!("data/units.tsv");

/// The rows of a table of `N` columns. A line that has another number is none; the tests see to it that none has.
pub(super) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let value = |column| if column == "-" { "" } else { column };
        line.split('\t').map(value).collect::<Vec<_>>().try_into().ok()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::noun::Noun;
    use super::super::{currency, given_names, testing, unicode, unit, vowels};
    use super::*;

    /// The rows, after what holds for every table: as many columns as there should be, in order, no name twice.
    fn check<const N: usize>(name: &str, table: &'static str, is_list: bool) -> Vec<[&'static str; N]> {
        let found: Vec<[&str; N]> = rows(table).collect();
        let n_lines = table.lines().filter(|line| !line.starts_with('#')).count();
        assert!(n_lines > 0 && found.len() == n_lines, "{name} has lines of other than {N} columns");
        for pair in found.windows(2) {
            assert!(pair[0][0].as_bytes() < pair[1][0].as_bytes(), "{name}: {:?} before {:?}", pair[0][0], pair[1][0]);
        }
        let mut seen = HashSet::new();
        for row in &found {
            for key in if is_list { row[0].split(' ').collect() } else { vec![row[0]] } {
                assert!(!key.is_empty() && key == key.trim() && seen.insert(key), "{name}: {key:?} twice or empty");
            }
        }
        found
    }

    fn is_vowelled(phrase: &str) -> bool {
        let is_letter = |c: char| unicode::is_arabic_letter(c) || unicode::is_arabic_mark(c) || c == ' ';
        phrase.chars().all(is_letter) && phrase.split(' ').all(|word| !vowels::bare(word).is_empty())
    }

    fn check_noun(name: &str, columns: [&'static str; 5]) {
        let noun = Noun::of_columns(columns);
        let noun = noun.unwrap_or_else(|| panic!("{name}: no kind of noun is {:?}", columns[0]));
        assert_eq!(noun.invariable, columns[2].is_empty(), "{name}: {columns:?}");
        let words = columns[1..].iter().filter(|column| !column.is_empty());
        for word in words {
            assert!(is_vowelled(word) && word.chars().any(unicode::is_arabic_mark), "{name}: {word:?}");
        }
    }

    #[test]
    fn every_unit_is_read_as_its_row_says() {
        for [names, rest @ ..] in check::<6>("units", UNITS, true) {
            check_noun(names, rest);
            for name in names.split(' ') {
                let lexemes = testing::lexemes(&format!("5 {name}"));
                let read = unit::suffix(&lexemes, 1).map(|(noun, _)| noun.singular);
                assert_eq!(read, Some(rest[1]), "{name}");
            }
        }
    }

    #[test]
    fn every_currency_is_read_as_its_row_says() {
        for [names, kind, singular, plural, adjective, tail, part] in check::<7>("currencies", CURRENCIES, true) {
            check_noun(names, [kind, singular, plural, adjective, tail]);
            assert!(part.is_empty() || currency::is_part(part), "{names}: {part}");
            for name in names.split(' ') {
                // Abbreviations are printed with dots; a sign of several characters is a lexeme each.
                let printed = match name.chars().all(unicode::is_arabic_letter) {
                    true => name.chars().map(String::from).collect::<Vec<_>>().join("."),
                    false => name.to_owned(),
                };
                let lexemes = testing::lexemes(&format!("ثمنه 5 {printed}"));
                let read = currency::suffix(&lexemes, 2).map(|(noun, _)| noun.singular);
                assert_eq!(read, Some(singular), "{name}");
            }
        }
    }

    #[test]
    fn every_given_name_is_needed() {
        for [name, gender] in check::<2>("given names", GIVEN_NAMES, false) {
            assert!(matches!(gender, "feminine" | "masculine"), "{name}: {gender}");
            assert!(given_names::is_feminine(name) == (gender == "feminine"), "{name}");
            assert_ne!(given_names::ends_as_feminine(name), gender == "feminine", "the ending of {name} tells it");
        }
    }

    #[test]
    fn latin_names_have_known_classes_and_no_two_are_written_as_one() {
        const CLASSES: &str =
            "company software machine media organisation sport place person calendar english french science
            arabic european";
        let rows = check::<3>("latin names", LATIN_NAMES, false);
        let mut used = HashSet::new();
        let mut joined = HashSet::new();
        for [name, reading, class] in rows {
            assert!(CLASSES.split_whitespace().any(|known| known == class), "{name}: {class}");
            assert!(is_vowelled(reading.trim_start_matches('=')) && !reading.is_empty(), "{name}: {reading}");
            assert!(!name.chars().any(char::is_uppercase), "{name}");
            assert!(!name.contains(' ') || joined.insert(name.replace(' ', "")), "{name}");
            used.insert(class);
        }
        assert_eq!(used.len(), CLASSES.split_whitespace().count(), "a class without rows");
    }
}
