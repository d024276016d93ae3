//! Whether a given name is a woman's: by a small list, then by its ending.
//!
//! Written for this project. Women's names mostly end in `ة`, `اء` or `ى`; the lists hold the common names that do not
//! tell, and the men's names that end so too.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table;
use super::words::List;

/// Whether a name is surely or probably a woman's.
pub(crate) fn is_feminine(name: &str) -> bool {
    LISTED.get(name).map_or_else(|| ends_as_feminine(name), |&gender| gender == "feminine")
}

/// What the ending says of a name that is not listed.
pub(crate) fn ends_as_feminine(name: &str) -> bool {
    name.chars().count() > 2 && (name.ends_with('ة') || name.ends_with("اء") || name.ends_with('ى'))
}

/// Whether a word is a given name that is listed, or the first word of one (`عبد`).
pub(crate) fn is_listed(word: &str) -> bool {
    LISTED.contains_key(word) || word == "عبد" || List::GivenNamesOfMen.has(word)
}

static LISTED: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| table::pairs(table::GIVEN_NAMES).collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_and_lists() {
        assert!(is_feminine("خديجة") && is_feminine("هيفاء") && is_feminine("سلمى") && is_feminine("سعاد"));
        assert!(!is_feminine("أسامة") && !is_feminine("بهاء") && !is_feminine("عيسى") && !is_feminine("خالد"));
    }
}
