use std::collections::HashSet;

use super::*;
use crate::arabic::{letters, marks};
use crate::normalize::cursor::Cursor;
use crate::normalize::grammar::noun::Noun;
use crate::normalize::lexicon::{given_names, nouns};
use crate::normalize::printed::{money, unit};
use crate::normalize::testing;

/// Tables whose first column is a list of ways to print one thing.
const LISTS: [&str; 3] = ["currencies.tsv", "rates.tsv", "units.tsv"];
/// Tables in which a name may have several rows, by their second column.
const BY_TWO: [&str; 3] = ["abbreviations.tsv", "clubs.tsv", "rates.tsv"];

fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

#[test]
fn every_table_says_what_its_columns_are() {
    for (name, table) in ALL {
        assert!(table.starts_with("# ") && table.ends_with('\n'), "{name}");
        assert!(table.lines().filter(|line| line.starts_with('#')).count() >= 1, "{name}");
    }
}

#[test]
fn every_row_has_all_columns_and_none_is_empty() {
    for (name, table) in ALL {
        let n_columns = lines(table).next().map_or(0, |row| row.len());
        assert!(n_columns > 1, "{name}");
        for row in lines(table) {
            assert_eq!(row.len(), n_columns, "{name}: {row:?}");
            assert!(row.iter().all(|cell| !cell.is_empty() && *cell == cell.trim()), "{name}: {row:?}");
        }
    }
}

#[test]
fn rows_stand_in_the_order_of_bytes_and_nothing_stands_twice() {
    for (name, table) in ALL {
        let rows: Vec<_> = lines(table).collect();
        let key = |row: &[&'static str]| (row[0], if BY_TWO.contains(name) { row[1] } else { "" });
        assert!(rows.is_sorted_by(|row, next| key(row) < key(next)), "{name} is not sorted, or has a row twice");
        let mut seen = HashSet::new();
        for row in &rows {
            let (first, second) = key(row);
            for printed in if LISTS.contains(name) { first.split(' ').collect() } else { vec![first] } {
                assert!(seen.insert((printed, second)), "{name}: {printed:?} stands twice");
            }
        }
    }
}

fn is_vowelled(phrase: &str) -> bool {
    let is_letter = |c: char| letters::is_letter(c) || marks::is_mark(c) || c == ' ';
    phrase.chars().all(is_letter) && phrase.split(' ').all(|word| !marks::bare(word).is_empty())
}

fn check_noun(name: &str, columns: [&'static str; 5]) {
    let noun = Noun::of_columns(columns);
    let noun = noun.unwrap_or_else(|| panic!("{name}: no kind of noun is {:?}", columns[0]));
    assert_eq!(noun.invariable, columns[2].is_empty(), "{name}: {columns:?}");
    for word in columns[1..].iter().filter(|column| !column.is_empty()) {
        assert!(is_vowelled(word) && marks::has_marks(word), "{name}: {word:?}");
    }
}

#[test]
fn every_unit_is_read_as_its_row_says() {
    for [names, rest @ ..] in rows::<6>(UNITS) {
        check_noun(names, rest);
        for name in names.split(' ') {
            let tokens = testing::tokens(&format!("5 {name}"));
            let read = unit::after(Cursor::new(&tokens, 1)).map(|(noun, _)| noun.singular);
            assert_eq!(read, Some(rest[1]), "{name}");
        }
    }
}

#[test]
fn every_rate_is_read_as_its_row_says() {
    for [names, power, said] in rows::<3>(RATES) {
        assert!(matches!(power, "" | "2" | "3") && is_vowelled(said), "{names}: {power}, {said}");
        for name in names.split(' ') {
            let tokens = testing::tokens(&format!("5 كم/{name}{power}"));
            let read = unit::rate(Cursor::new(&tokens, 2));
            let length = if power.is_empty() { 2 } else { 3 };
            assert_eq!(read, Some((said, length)), "{name}{power}");
        }
    }
}

#[test]
fn every_currency_is_read_as_its_row_says() {
    for [names, kind, singular, plural, adjective, tail, _] in rows::<7>(CURRENCIES) {
        check_noun(names, [kind, singular, plural, adjective, tail]);
        for name in names.split(' ') {
            // Abbreviations are printed with dots; a sign of several characters is a token each.
            let printed = match name.chars().all(letters::is_letter) {
                true => name.chars().map(String::from).collect::<Vec<_>>().join("."),
                false => name.to_owned(),
            };
            let tokens = testing::tokens(&format!("ثمنه 5 {printed}"));
            let read = money::after(Cursor::new(&tokens, 2)).map(|(currency, _)| currency.noun.singular);
            assert_eq!(read, Some(singular), "{name}");
        }
    }
}

#[test]
fn every_given_name_is_needed() {
    for (name, gender) in pairs(GIVEN_NAMES) {
        assert!(matches!(gender, "feminine" | "masculine"), "{name}: {gender}");
        assert!(given_names::is_feminine(name) == (gender == "feminine"), "{name}");
        assert_ne!(given_names::ends_as_feminine(name), gender == "feminine", "the ending of {name} tells it");
    }
}

#[test]
fn nouns_have_known_genders_and_traits() {
    for [noun, gender, traits] in rows::<3>(NOUNS) {
        assert!(noun.chars().all(letters::is_letter), "{noun}");
        assert!(gender.is_empty() || super::gender(gender).is_some(), "{noun}: {gender}");
        let known = |name: &str| matches!(name, "person" | "singular");
        assert!(traits.is_empty() || traits.split(' ').all(known), "{noun}: {traits}");
        assert!(!gender.is_empty() || !traits.is_empty(), "{noun} says nothing");
    }
}

#[test]
fn abbreviations_have_known_kinds_and_vowels() {
    for [letters, kind, said, other] in rows::<4>(ABBREVIATIONS) {
        assert!(matches!(kind, "phrase" | "agency" | "title"), "{letters}: {kind}");
        assert_eq!(other.is_empty(), kind == "phrase", "{letters}: {other}");
        assert!([said, other].iter().all(|words| words.is_empty() || is_vowelled(words)), "{letters}: {said}, {other}");
        assert!(letters.split('.').all(|letter| letter.chars().count() == 1), "{letters}");
    }
}

#[test]
fn no_abbreviation_of_money_means_two_currencies() {
    for [letters, kind, said, _] in rows::<4>(ABBREVIATIONS) {
        let key = letters.replace('.', "");
        let currency = super::super::currencies::by_name(&key).filter(|_| kind == "phrase");
        let name = |noun: Noun| format!("{} {}", noun.singular, noun.adjective.unwrap_or_default());
        if let Some(currency) = currency {
            let (first, _) = said.split_once(' ').unwrap_or((said, ""));
            assert!(name(currency.noun).starts_with(first), "{letters}: {said} and {}", name(currency.noun));
        }
    }
}

#[test]
fn other_tables_hold_vowelled_words() {
    for [printed, said, number] in rows(MONTHS) {
        assert!(is_vowelled(said), "{printed}: {said}");
        let is_month = |number: u64| (1..=12).contains(&number);
        assert!(number.is_empty() || number.parse().is_ok_and(is_month), "{printed}: {number}");
    }
    for [element, name, known] in rows(ISOTOPES) {
        assert!(element.starts_with(char::is_uppercase) && is_vowelled(name), "{element}: {name}");
        assert!(known.is_empty() || known.split(' ').all(|mass| mass.parse::<u64>().is_ok()), "{element}: {known}");
    }
    for (singular, plural) in pairs(PLURALS) {
        assert!(nouns::plural(singular) == Some(plural) && singular != plural, "{singular}: {plural}");
        assert!([singular, plural].iter().all(|word| word.chars().all(letters::is_letter)), "{singular}: {plural}");
    }
    for (latin, arabic) in pairs(LATIN_SOUNDS).chain(pairs(LATIN_LETTERS)) {
        assert!(latin.bytes().all(|byte| byte.is_ascii_lowercase()), "{latin}");
        assert!(arabic.split(' ').all(|sound| !sound.is_empty() && sound.chars().all(letters::is_letter)), "{latin}");
    }
    for (name, table) in [("weekdays", WEEKDAYS), ("acronyms", ACRONYMS)] {
        for (printed, said) in pairs(table) {
            assert!(is_vowelled(said.trim_start_matches('=')), "{name}: {printed}, {said}");
        }
    }
    for (sign, phrase) in pairs(HONORIFICS) {
        assert!(sign.chars().count() == 1 && is_vowelled(phrase), "{sign}: {phrase}");
    }
    for [letter, word, places] in rows::<3>(CLUBS) {
        assert!(letter.chars().count() == 1 && is_vowelled(word) && !places.is_empty(), "{letter}: {word}");
    }
    for [printed, first, second] in rows::<3>(GLUED) {
        let letters = |word: &str| word.replace(['أ', 'إ'], "ا");
        assert_eq!(letters(printed), letters(&format!("{first}{second}")));
    }
    for (emoji, name) in pairs(EMOJI) {
        assert!(!emoji.contains('\u{FE0F}') && is_vowelled(name), "{emoji}: {name}");
    }
}

#[test]
fn latin_names_have_known_classes_and_no_two_are_written_as_one() {
    const CLASSES: &str =
        "company software machine media organisation sport place person calendar english french science
        arabic european";
    let mut used = HashSet::new();
    let mut joined = HashSet::new();
    for [name, reading, class] in rows::<3>(LATIN_NAMES) {
        assert!(CLASSES.split_whitespace().any(|known| known == class), "{name}: {class}");
        assert!(is_vowelled(reading.trim_start_matches('=')) && !reading.is_empty(), "{name}: {reading}");
        assert!(!name.chars().any(char::is_uppercase), "{name}");
        assert!(!name.contains(' ') || joined.insert(name.replace(' ', "")), "{name}");
        used.insert(class);
    }
    assert_eq!(used.len(), CLASSES.split_whitespace().count(), "a class without rows");
}
