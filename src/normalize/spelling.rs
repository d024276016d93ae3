//! Spellings that are put right before anything else looks at the words.

use super::lexeme::Lexeme;

/// Puts the spelling of an Arabic lexeme right, and adds what it is (one lexeme, or several where words were glued).
pub(super) fn repair(lexeme: Lexeme, lexemes: &mut Vec<Lexeme>) {
    let mut lexeme = lexeme;
    if let Some(word) = egyptian(&lexeme.text) {
        lexeme.text = word.to_owned();
    }
    lexemes.push(lexeme);
}

/// Egyptian print writes final `ي` without its dots.
fn egyptian(word: &str) -> Option<&'static str> {
    Some(match word {
        "فى" => "في",
        "وفى" => "وفي",
        "الذى" => "الذي",
        "التى" => "التي",
        _ => return None,
    })
}
