//! What characters, keys and sound icons are called in Arabic.
//!
//! The names are data (`data/*.tsv`) and bear all their vowels, so that no model decides how they are read.

use std::{collections::HashMap, sync::LazyLock};

use super::settings::Punctuation;

const CHARACTERS: &str = include_str!("data/characters.tsv");
const KEYS: &str = include_str!("data/keys.tsv");
const ICONS: &str = include_str!("data/icons.tsv");

/// A character's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Character {
    pub name: &'static str,
    /// The least punctuation mode in which it is said within text; `None` for what is read as text in every mode.
    pub said_from: Option<Punctuation>,
}

/// Returns what a character is called. Presentation forms and full-width forms are called as what they stand for; a
/// capital letter as the small one.
pub(super) fn character(character: char) -> Option<Character> {
    static TABLE: LazyLock<HashMap<char, Character>> = LazyLock::new(|| rows(CHARACTERS).filter_map(entry).collect());
    let find = |character: char| TABLE.get(&character).copied();
    find(character).or_else(|| {
        use unicode_normalization::UnicodeNormalization;
        let mut plain = std::iter::once(character).nfkc();
        let first = plain.next().filter(|_| plain.next().is_none())?;
        let digit = crate::arabic::letters::ascii_digit(first).unwrap_or(first);
        find(digit).or_else(|| find(digit.to_lowercase().next()?))
    })
}

/// Returns what a key is called by itself: one of SSIP's names of keys.
pub(super) fn key(name: &str) -> Option<&'static str> {
    static TABLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| pairs(KEYS));
    TABLE.get(name).or_else(|| TABLE.get(name.to_lowercase().as_str())).copied()
}

/// Returns what is said in place of a sound icon.
pub(super) fn icon(name: &str) -> Option<&'static str> {
    static TABLE: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| pairs(ICONS));
    TABLE.get(name).copied()
}

/// The rows of a table below its heading.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let rows = table.lines().filter(|line| !line.starts_with("# "));
    rows.skip(1).map(|line| line.split('\t').collect())
}

fn pairs(table: &'static str) -> HashMap<&'static str, &'static str> {
    rows(table).filter_map(|row| Some((*row.first()?, *row.get(1)?))).collect()
}

fn entry(row: Vec<&'static str>) -> Option<(char, Character)> {
    let [printed, name, mode] = row.try_into().ok()?;
    let character = match printed.strip_prefix("U+") {
        Some(code) => u32::from_str_radix(code, 16).ok().and_then(char::from_u32)?,
        None => printed.chars().next()?,
    };
    Some((character, Character { name, said_from: Punctuation::from_name(mode) }))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Every row of every table is read, says its name with all vowels, and none stands there twice.
    #[test]
    fn tables_are_whole() {
        for (table, columns) in [(CHARACTERS, 3), (KEYS, 2), (ICONS, 2)] {
            let mut seen = HashSet::new();
            for row in rows(table) {
                assert_eq!(row.len(), columns, "{row:?}");
                assert!(seen.insert(row[0]), "`{}` is there twice", row[0]);
                for word in row[1].split(' ') {
                    let is_mark = |c: &char| ('\u{64B}'..='\u{652}').contains(c);
                    assert!(word.chars().any(|c| is_mark(&c)), "`{word}` of `{}` has no vowel", row[0]);
                    assert!(word.chars().all(|c| ('\u{621}'..='\u{652}').contains(&c)), "`{word}` is not Arabic");
                }
            }
            assert!(seen.len() > 10);
        }
        for row in rows(CHARACTERS) {
            let is_known = matches!(row[2], "some" | "most" | "all" | "char" | "letter");
            assert!(is_known && entry(row.clone()).is_some(), "{row:?}");
        }
    }

    #[test]
    fn every_letter_and_sign_of_a_keyboard_has_a_name() {
        let arabic = ('ا'..='غ').chain('ف'..='ي').chain('\u{64B}'..='\u{652}').chain("ءأإآؤئة،؛؟٪".chars());
        for c in (' '..='~').chain(arabic).chain('٠'..='٩') {
            assert!(character(c).is_some(), "`{c}` has no name");
        }
    }

    #[test]
    fn other_forms_are_called_alike() {
        assert_eq!(character('A'), character('a'));
        assert_eq!(character('\u{FE8F}'), character('ب'));
        assert_eq!(character('٣'), character('3'));
        assert_eq!(character('！').map(|c| c.name), character('!').map(|c| c.name));
        assert_eq!(character('ж'), None);
    }

    #[test]
    fn keys_by_their_names() {
        assert_eq!(key("Control"), key("control"));
        assert!(key("f12").is_some() && key("kp-enter").is_some() && key("x").is_none());
    }
}
