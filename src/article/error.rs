//! Why no article could be made of an input, and what to do about it.

/// Why no article could be made of an input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is nothing but white space or markup.
    #[error("input is empty (expected an article)")]
    Empty,
    /// The bytes are a picture, an archive, a PDF or other binary data.
    #[error("input is not text: found {found} ({})", remedy(found))]
    NotText {
        /// What it looks like instead.
        found: &'static str,
    },
    /// A document or a book that cannot be opened.
    #[error("{what} that is damaged or cut off (fetch it again, or save it as text)")]
    Damaged {
        /// What it should have been.
        what: &'static str,
    },
    /// A document or a book that only the program it was sold for may open.
    #[error("{what} that is protected against copying (only the program it was made for can open it)")]
    Protected {
        /// What it is.
        what: &'static str,
    },
    /// It is well formed, and there is no article in it.
    #[error("found {found} without an article (expected {expected})")]
    NoArticle {
        /// What was found.
        found: &'static str,
        /// What an article would be.
        expected: &'static str,
    },
    /// The input, markup included, is larger than [`max_input_bytes`](super::Options::max_input_bytes).
    #[error("limit reached: input has {bytes} bytes (at most {limit})")]
    InputTooLarge {
        /// Its size, in bytes.
        bytes: usize,
        /// The limit, in bytes.
        limit: usize,
    },
    /// The article is longer than [`max_characters`](super::Options::max_characters).
    #[error("limit reached: article has {characters} characters (at most {limit})")]
    TooLong {
        /// Its length, in characters.
        characters: usize,
        /// The limit, in characters.
        limit: usize,
    },
    /// The page has a headline and no text under it.
    #[error(
        "found a headline but no text: `{title}` (the page is drawn by a script: open it in a browser, and save it or \
         copy its text once it has loaded)"
    )]
    NoText {
        /// The headline.
        title: String,
    },
    /// The page lists other pages.
    #[error("found a page of links, not an article (open one of its articles, and give that page)")]
    Links,
    /// What was said to be SSML is not, or has markup that cannot be followed.
    #[error(transparent)]
    Ssml(#[from] crate::ssml::Error),
    /// There is text, and none of it is Arabic.
    #[error("input has no Arabic letter (expected an article in Arabic)")]
    NotArabic,
}

impl Error {
    /// Says whether an input may be the shell of an article that is drawn into it later.
    pub fn is_missing_text(&self) -> bool {
        matches!(self, Error::Empty | Error::NoText { .. } | Error::NotArabic)
    }
}

/// What to do about an input that is no text.
fn remedy(found: &str) -> &'static str {
    match found {
        "a PDF" => {
            "copy its text into a file, or convert it: `pdftotext FILE.pdf` for a PDF with text, text recognition for a \
             scanned one"
        }
        "an old office document" | "an RTF document" => "open it and save it as DOCX, ODT or text",
        "a ZIP archive" => "unpack it, and give what is in it",
        "a PNG picture" | "a JPEG picture" | "a GIF picture" => "text recognition makes text of a picture",
        _ => "expected text in UTF-8, UTF-16, Windows-1256 or ISO-8859-6",
    }
}
