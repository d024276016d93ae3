//! Bytes to [`Article`]: charset, markup, site noise, reading order.
//!
//! What comes out is what the author wrote, in the order a reader would read it: no navigation, no advertisements,
//! no paywall notices. The rooms after this one know nothing of HTML.

use std::ops::Range;

use serde::Serialize;

/// An article, cleaned of the site around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Article {
    /// The headline, where one was found. It is not repeated in `paragraphs`.
    pub title: Option<String>,
    /// Who wrote it, as printed, where that was found. It is not repeated in `paragraphs`.
    pub byline: Option<String>,
    /// What the author wrote, in reading order.
    pub paragraphs: Vec<Paragraph>,
}

/// One paragraph: what the player shows and highlights, and what one segment of audio speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    /// What the paragraph is in its article.
    pub role: Role,
    /// The text as the author printed it: white space folded, nothing else changed, no line break inside.
    pub text: String,
    /// Where it stands: bytes in the decoded (UTF-8) input. In HTML, from its first to its last word, markup included.
    pub source: Range<usize>,
}

/// What a paragraph is in its article; it decides how it is announced and how long the pauses around it are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Role {
    /// Running text.
    Body,
    /// A heading; level 1 is the article's title, 2 a section.
    Heading { level: u8 },
    /// Item `index` (from 1) of a list of `count` items.
    ListItem { index: u32, count: u32 },
    /// A block quotation.
    Quotation,
    /// The caption of a picture or table.
    Caption,
    /// One row of a table, its cells joined by commas.
    TableRow,
}
