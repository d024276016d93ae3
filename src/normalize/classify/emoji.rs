//! Emoji: left out by default, as a reader would; by name where the caller asks for it.

use super::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::table;
use crate::normalize::options::{EmojiPolicy, Options};
use crate::normalize::output::Rule;
use crate::normalize::scan::emoji::SELECTOR;
use crate::normalize::spoken::Spoken;
use crate::normalize::token::Kind;
use crate::note::{Note, NoteCode};

/// Knows the emoji here: nothing is spoken by default, its Arabic name by policy.
pub(crate) fn classify<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    let token = place.token().filter(|token| token.kind == Kind::Emoji)?;
    let skipped = |reason: &str| {
        let message = format!("emoji `{}` {reason}", token.text);
        Match::words(1, Vec::new()).with_notes(vec![Note::new(NoteCode::TokenSkipped, message, token.source.clone())])
    };
    Some(match (options.emoji, name(&token.text)) {
        (EmojiPolicy::Skip, _) => skipped("is left out"),
        (EmojiPolicy::Name, Some(name)) => {
            let words = name.split_whitespace().map(|word| Spoken::printed(word, Rule::Emoji, &token.source));
            Match::words(1, words.collect())
        }
        (EmojiPolicy::Name, None) => skipped("has no Arabic name, left out"),
    })
}

/// The Arabic name of an emoji: of the whole sequence, else of what it begins with (its skin tone is not said).
fn name(emoji: &str) -> Option<&'static str> {
    let without_selectors: String = emoji.chars().filter(|&value| value != SELECTOR).collect();
    let named = |emoji: &str| table::pairs(table::EMOJI).find(|(known, _)| *known == emoji).map(|(_, name)| name);
    named(&without_selectors).or_else(|| {
        let first = without_selectors.chars().next()?;
        named(first.encode_utf8(&mut [0; 4]))
    })
}

#[cfg(test)]
mod tests;
