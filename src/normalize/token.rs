//! What is printed, cut into tokens: stretches of letters, of digits, single signs, whole emoji.

use std::ops::Range;

use super::grammar::Case;
use crate::arabic::marks;

/// A stretch of one kind of character, after the Unicode pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrintedToken {
    /// The characters: digits are ASCII here, decimal and thousands signs `.` and `,` still stand between numbers as
    /// tokens of their own.
    pub text: String,
    /// The letters of an Arabic word without its marks, where it has any.
    bare: Option<Box<str>>,
    pub kind: Kind,
    /// Bytes in the paragraph's text.
    pub source: Range<usize>,
    /// Whether white space stood before it.
    pub spaced: bool,
    /// The case of the number that begins here, where one who sees the whole sentence has told it.
    pub case: Option<Case>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Arabic letters with their marks.
    Arabic,
    /// ASCII digits.
    Number,
    /// Letters of one other script, nearly always Latin.
    Latin,
    /// One punctuation mark or symbol.
    Sign,
    /// One emoji, with its modifiers and joiners.
    Emoji,
}

impl PrintedToken {
    pub(crate) fn new(text: String, kind: Kind, source: Range<usize>, spaced: bool) -> Self {
        let mut token = Self { text: String::new(), bare: None, kind, source, spaced, case: None };
        token.respell(text);
        token
    }

    /// Puts the spelling of a token right.
    pub(crate) fn respell(&mut self, text: impl Into<String>) {
        self.text = text.into();
        let has_marks = self.kind == Kind::Arabic && marks::has_marks(&self.text);
        self.bare = has_marks.then(|| marks::bare(&self.text).into());
    }

    /// The letters of an Arabic word without its marks; nothing for what is no Arabic word.
    pub(crate) fn word(&self) -> Option<&str> {
        (self.kind == Kind::Arabic).then(|| self.bare.as_deref().unwrap_or(&self.text))
    }

    /// Whether the author wrote marks on the word.
    pub(crate) fn has_marks(&self) -> bool {
        self.bare.is_some()
    }
}
