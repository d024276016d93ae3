//! Marks that refer to a note: `[12]` right after a word or a stop. They are print, and said by no reader.

use super::lexeme::{Kind, Lexeme, Reading, span};
use super::{Options, context};
use crate::note::{Note, NoteCode};

/// Leaves a reference mark out, with a note.
pub(super) fn read(lexemes: &[Lexeme], at: usize, _options: &Options) -> Option<Reading> {
    if !is_mark(lexemes, at) || !(is_attached(lexemes, at) || are_all_marks(lexemes)) {
        return None;
    }
    let source = span(lexemes, at..at + 3);
    let note = Note::new(
        NoteCode::TokenSkipped,
        format!("reference mark `[{}]` is not read out", lexemes[at + 1].text),
        source,
    );
    Some(Reading { consumed: 3, spoken: Vec::new(), notes: vec![note] })
}

/// Whether `[`, up to three digits and `]` stand at `at` without a space inside.
fn is_mark(lexemes: &[Lexeme], at: usize) -> bool {
    let is = |index: usize, text: &str| lexemes.get(index).is_some_and(|l| l.text == text);
    is(at, "[")
        && lexemes.get(at + 1).is_some_and(|l| l.kind == Kind::Number && l.text.len() <= 3 && !l.spaced)
        && is(at + 2, "]")
        && !lexemes[at + 2].spaced
}

/// Whether the mark is printed right after what it belongs to: a word that is not known by a number, or a sign.
fn is_attached(lexemes: &[Lexeme], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| lexemes.get(before)).filter(|_| !lexemes[at].spaced) else {
        return false;
    };
    match before.kind {
        Kind::Arabic => !context::one_of(&before.text, "رقم المادة مادة البند الفقرة الفصل الباب الآية الصفحة عدد"),
        Kind::Latin => true,
        Kind::Sign => matches!(before.text.as_str(), "." | "،" | "؛" | ":" | "]" | ")" | "\"" | "!" | "؟" | "%"),
        Kind::Number | Kind::Emoji => false,
    }
}

/// An utterance that is nothing but marks: the sentence before ended at its stop.
fn are_all_marks(lexemes: &[Lexeme]) -> bool {
    lexemes
        .iter()
        .all(|l| matches!(l.text.as_str(), "[" | "]" | "." | "،" | ",") || l.kind == Kind::Number && l.text.len() <= 3)
}

#[cfg(test)]
mod tests {
    use crate::normalize::testing::check;

    #[test]
    fn marks_after_a_word_or_a_stop() {
        check("نُشرت الدراسة[12] في مجلة.", "نُشرت الدراسة في مجلة");
        check("قرب الساحل.[5][6]", "قرب الساحل");
        check("[5][6]", "");
    }

    #[test]
    fn numbers_in_brackets_that_mean_something() {
        check("حضر [12] شخصا", "حضر اثنا عشر شخصا");
        check("المادة[12]", "المادة الثانية عشرة");
    }
}
