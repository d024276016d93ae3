//! Why a text is not SSML that can be spoken.

use super::values;

/// Why a text is not SSML that can be spoken, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("malformed SSML at line {line}, column {column}: {fault}")]
pub struct Error {
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    pub fault: Fault,
}

/// What is wrong. What is quoted of the text is cut to some tens of characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    #[error("not well-formed XML: {0}")]
    NotWellFormed(String),
    #[error("`&{0};` is not defined (there are `&amp;`, `&lt;`, `&gt;`, `&quot;`, `&apos;` and `&#…;`)")]
    Entity(String),
    #[error("a document type with declarations is not read (leave `<!DOCTYPE …>` out)")]
    Declarations,
    #[error("found `{0}` outside of `<speak>` (expected one `<speak>` around everything)")]
    NotSpeak(String),
    #[error("element `<{0}>` is not known (there are {known})", known = values::ELEMENTS)]
    Element(String),
    #[error("`<{inner}>` cannot stand in `<{outer}>`")]
    Place { inner: String, outer: &'static str },
    #[error("`<{element}>` has no `{attribute}`")]
    Missing { element: &'static str, attribute: &'static str },
    #[error("`<{element}>` has no attribute `{attribute}` (it may have {known})")]
    Attribute { element: &'static str, attribute: String, known: &'static str },
    #[error("`{attribute}=\"{value}\"` cannot be (expected {expected})")]
    Value { attribute: &'static str, value: String, expected: &'static str },
    #[error("`{content}` cannot be read as {what} (expected {expected})")]
    Content { content: String, what: &'static str, expected: &'static str },
    #[error("`{symbol}` in `ph=\"{ph}\"` is not a phoneme (there are {phonemes}, and long consonants with `ː`)", phonemes = values::phonemes())]
    Phoneme { symbol: String, ph: String },
    #[error("limit reached: {what} (at most {most})")]
    Limit { what: &'static str, most: &'static str },
}

impl Fault {
    /// Puts the fault at a byte of the text.
    pub(super) fn at(self, text: &str, at: usize) -> Error {
        let before = text.get(..text.floor_char_boundary(at.min(text.len()))).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |line| line + 1);
        Error {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            fault: self,
        }
    }
}

/// Cuts what is quoted of the text, and folds it to one line.
pub(super) fn quoted(text: &str) -> String {
    const MOST: usize = 40;
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match folded.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", folded.get(..end).unwrap_or_default()),
        None => folded,
    }
}
