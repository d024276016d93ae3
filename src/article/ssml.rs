//! SSML to an article: the paragraphs as their author marked them up, and nothing left out.

use super::{Article, Error, Paragraph, Role};
use crate::ssml;

/// Reads an article from SSML.
pub(super) fn read(text: &str) -> Result<Article, Error> {
    let paragraph = |marked: ssml::MarkedText| Paragraph {
        directives: marked.directives,
        ..Paragraph::new(Role::Body, marked.text, marked.source)
    };
    let paragraphs = ssml::read(text)?.into_iter().map(paragraph).collect();
    Ok(Article { title: None, title_source: 0..0, byline: None, paragraphs })
}
