//! Words with their sources.

use crate::normalize::output::Rule;
use crate::normalize::semiotic::Source;
use crate::normalize::spoken::Spoken;

pub(super) fn say(words: Vec<String>, rule: Rule, source: &Source) -> Vec<Spoken> {
    Spoken::words(words, rule, source).collect()
}

/// Puts `و` before the first of these words.
pub(super) fn join(words: &mut [String]) {
    if let Some(first) = words.first_mut() {
        *first = format!("وَ{first}");
    }
}
