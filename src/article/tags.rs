//! The blocks of a page that is nothing but its text, such as a chapter of a book: all of them, in order.
//!
//! A page of a site goes through `html.rs`, which tells the article from what the site put around it. In a book there
//! is nothing around the text, and nothing is left out but references to notes.

use std::ops::Range;

use super::blocks::{Block, ITEM};
use super::source::{Piece, Scanner, unescape};
use super::{Role, fold_space, raised};

/// Reads the blocks of a page.
pub(super) fn blocks(html: &str) -> Vec<Block> {
    let mut reader = Reader { html, ..Reader::default() };
    for piece in Scanner::new(html) {
        match piece {
            Piece::Text(range) => reader.text(range),
            Piece::Tag { name, closes, printed } => reader.tag(&name.to_ascii_lowercase(), closes, printed),
        }
    }
    reader.end_block();
    reader.blocks
}

#[derive(Default)]
struct Reader<'a> {
    html: &'a str,
    blocks: Vec<Block>,
    text: String,
    source: Option<Range<usize>>,
    heading: Option<u8>,
    lists: Vec<usize>,
    n_lists: usize,
    begins_item: bool,
    n_quotations: usize,
    is_caption: bool,
    is_code: bool,
    /// The row that is open, and whether a cell of it has text.
    row: Option<Vec<String>>,
    /// What is raised so far: a number, or a reference to a note.
    raised: Option<String>,
    is_reference: bool,
}

impl Reader<'_> {
    fn text(&mut self, range: Range<usize>) {
        let text = unescape(self.html.get(range.clone()).unwrap_or_default());
        if self.is_reference {
            return;
        }
        if let Some(raised) = &mut self.raised {
            raised.push_str(&text);
            return;
        }
        if !text.trim().is_empty() {
            self.source = Some(self.source.take().map_or(range.start, |source| source.start)..range.end);
        }
        self.text.push_str(&text);
    }

    fn tag(&mut self, name: &str, closes: bool, printed: Range<usize>) {
        let tag = self.html.get(printed).unwrap_or_default();
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end_block();
                self.heading = name[1..].parse().ok().filter(|_| !closes);
            }
            "ul" | "ol" => {
                self.end_block();
                if closes {
                    self.lists.pop();
                } else {
                    self.n_lists += 1;
                    self.lists.push(self.n_lists);
                }
            }
            "li" => {
                self.end_block();
                self.begins_item = !closes;
            }
            "blockquote" => {
                self.end_block();
                self.n_quotations = if closes { self.n_quotations.saturating_sub(1) } else { self.n_quotations + 1 };
            }
            "figcaption" | "caption" => {
                self.end_block();
                self.is_caption = !closes;
            }
            "pre" => {
                self.end_block();
                self.is_code = !closes;
            }
            "tr" => {
                self.end_block();
                if let Some(cells) = self.row.take() {
                    self.push(Role::TableRow, cells.join("، "));
                }
                self.row = (!closes).then(Vec::new);
            }
            "td" | "th" => self.end_cell(),
            "sup" if closes => {
                let text = self.raised.take().unwrap_or_default();
                // A number in brackets, or one that is a link, names a note.
                if !self.is_reference && !text.trim_start().starts_with(['[', '(']) {
                    self.text.push_str(&raised(text.trim()));
                }
                self.is_reference = false;
            }
            "sup" => self.raised = Some(String::new()),
            "a" if !closes && (self.raised.is_some() || tag.contains("noteref")) => self.is_reference = true,
            "a" if closes && self.raised.is_none() => self.is_reference = false,
            "br" => self.text.push(' '),
            "a" | "abbr" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "em" | "font" | "i" | "img" | "mark"
            | "nobr" | "q" | "ruby" | "rt" | "s" | "small" | "span" | "strike" | "strong" | "sub" | "tt" | "u"
            | "wbr" => {}
            _ => self.end_block(),
        }
    }

    fn end_cell(&mut self) {
        let text = fold_space(&std::mem::take(&mut self.text));
        match &mut self.row {
            Some(cells) if text.chars().any(char::is_alphanumeric) => cells.push(text),
            Some(_) => {}
            None => self.text = text,
        }
    }

    fn end_block(&mut self) {
        if self.row.is_some() {
            // What cells hold is one text for each, paragraphs or not.
            self.text.push(' ');
            return;
        }
        let text = fold_space(&std::mem::take(&mut self.text));
        let role = match self.heading {
            Some(level) => Role::Heading { level },
            None if self.is_code => Role::Code,
            None if self.is_caption => Role::Caption,
            None if self.begins_item && !self.lists.is_empty() => ITEM,
            None if self.n_quotations > 0 => Role::Quotation,
            None => Role::Body,
        };
        self.push(role, text);
    }

    fn push(&mut self, role: Role, text: String) {
        let source = self.source.take().unwrap_or(0..0);
        if text.chars().any(char::is_alphanumeric) {
            let list = self.lists.last().copied().filter(|_| role == ITEM);
            self.begins_item &= role != ITEM;
            self.blocks.push(Block { list, ..Block::new(role, text, source) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapter_of_a_book() {
        let html = "<body><h2>الفصل الأول</h2><p>نزل <b>المطر</b>.<a epub:type=\"noteref\" href=\"#n\">1</a></p>\
            <ul><li><p>أول</p></li><li>ثان</li></ul><blockquote><p>قال.</p></blockquote>\
            <table><tr><td><p>تونس</p></td><td>12</td></tr></table><p>10<sup>6</sup> حبة<sup>[2]</sup><sup><a>3</a></sup></p>\
            <figcaption>الحقل</figcaption><pre>let x;</pre></body>";
        let blocks: Vec<(Role, String)> = blocks(html).into_iter().map(|block| (block.role, block.text)).collect();
        let expect = [
            (Role::Heading { level: 2 }, "الفصل الأول"),
            (Role::Body, "نزل المطر."),
            (ITEM, "أول"),
            (ITEM, "ثان"),
            (Role::Quotation, "قال."),
            (Role::TableRow, "تونس، 12"),
            (Role::Body, "10⁶ حبة"),
            (Role::Caption, "الحقل"),
            (Role::Code, "let x;"),
        ];
        assert_eq!(blocks, expect.map(|(role, text)| (role, text.to_owned())));
    }
}
