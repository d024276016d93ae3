//! DOCX, what Word writes: paragraphs with the roles that their styles give them.
//!
//! In a document without styles, a first line that is set off from the text is the title.
//! What was deleted under revision, instructions of fields, comments, notes, heads and feet of pages are not read. Styles
//! are known by their names in English, which Word keeps in every language, and by their outline level.

use std::collections::HashMap;

use super::archive::{Archive, Node, attribute, walk};
use super::blocks::{self, Block, ITEM};
use super::front::FrontMatter;
use super::{Article, Error, Options, Role, fold_space, in_its_own_text, raised};

/// Reads a document.
pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Article, Error> {
    let mut archive = Archive::open(bytes, "a Word document", options)?;
    let document = archive.required("word/document.xml")?;
    let styles = archive.text("word/styles.xml")?.map(|xml| styles(&xml)).unwrap_or_default();
    let front = archive.text("docProps/core.xml")?.map(|xml| properties(&xml)).unwrap_or_default();
    let mut blocks = paragraphs(&document, &styles);
    // A title set as such is the title, wherever the program thinks the document got its name from.
    let is_titled = blocks.iter().any(|block| matches!(block.role, Role::Heading { level: 1 }));
    let title = front.title.filter(|_| !is_titled);
    for block in &mut blocks {
        if let Role::Heading { level: level @ 1.. } = &mut block.role
            && title.is_some()
        {
            *level = (*level).max(2);
        }
    }
    Ok(in_its_own_text(blocks::article(FrontMatter { title, ..front }, blocks)))
}

/// What a document says of itself: its title and its author.
pub(super) fn properties(xml: &str) -> FrontMatter {
    let mut front = FrontMatter::default();
    let mut text = String::new();
    walk(xml, |node| match node {
        Node::Start(..) => text.clear(),
        Node::Text(piece) => text.push_str(piece),
        Node::End(name) => {
            let value = fold_space(&text);
            match name {
                "title" if !value.is_empty() => front.title = Some(value),
                // What a program writes where nobody gave a name is no name.
                "creator" if value.chars().any(super::is_arabic_letter) => front.author = Some(value),
                _ => {}
            }
            text.clear();
        }
    });
    front
}

/// The roles of styles, by their ids.
fn styles(xml: &str) -> HashMap<String, Role> {
    let mut styles = HashMap::new();
    let mut id = String::new();
    walk(xml, |node| {
        let Node::Start(name, element) = node else { return };
        let value = || attribute(element, "val").unwrap_or_default();
        match name {
            "style" => id = attribute(element, "styleId").unwrap_or_default(),
            "name" => {
                if let Some(role) = role_of_style(&value()) {
                    styles.insert(id.clone(), role);
                }
            }
            "outlineLvl" => {
                if let Some(level) = value().parse::<u8>().ok().filter(|level| *level < 9) {
                    styles.entry(id.clone()).or_insert(Role::Heading { level: level + 1 });
                }
            }
            _ => {}
        }
    });
    styles
}

fn role_of_style(name: &str) -> Option<Role> {
    let name = name.to_ascii_lowercase();
    let level = name.strip_prefix("heading ").and_then(|level| level.trim().parse().ok());
    match (name.as_str(), level) {
        ("title", _) => Some(Role::Heading { level: 1 }),
        // The title stands above the headings of the first level.
        (_, Some(level)) => Some(Role::Heading { level }),
        ("quote" | "intense quote", _) => Some(Role::Quotation),
        ("caption", _) => Some(Role::Caption),
        ("html preformatted" | "plain text" | "macro", _) => Some(Role::Code),
        _ => None,
    }
}

/// A paragraph that is being read.
#[derive(Default)]
struct Open {
    text: String,
    style: Option<Role>,
    list: Option<usize>,
    is_centered: bool,
    /// Bytes of its text that are bold.
    n_bold: usize,
}

impl Open {
    /// Says whether a paragraph without a style is set off from running text: short, and all of it bold or centered.
    fn is_set_off(&self, text: &str) -> bool {
        let is_bold = self.n_bold > 0 && self.n_bold >= self.text.trim().len();
        let is_line = text.split_whitespace().count() <= 15 && !text.ends_with(['.', '،', ':', '؛']);
        self.style.is_none() && self.list.is_none() && is_line && (is_bold || self.is_centered)
    }
}

fn paragraphs(xml: &str, styles: &HashMap<String, Role>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Vec<Open> = Vec::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut cell = String::new();
    let (mut n_hidden, mut is_raised, mut takes_text, mut n_lists) = (0usize, false, false, 0usize);
    // Of each paragraph outside of tables: whether it is set off from running text.
    let mut set_off = Vec::new();
    let mut is_bold = false;
    let mut list_numbers: HashMap<String, usize> = HashMap::new();
    walk(xml, |node| match node {
        Node::Start(name, element) => match name {
            // Deleted text, and the copy of a drawing for programs that cannot draw it.
            "del" | "moveFrom" | "Fallback" => n_hidden += 1,
            "p" => open.push(Open::default()),
            "pStyle" => {
                if let (Some(open), Some(id)) = (open.last_mut(), attribute(element, "val")) {
                    open.style = styles.get(&id).copied().or_else(|| role_of_style(&id.replace("Heading", "heading ")));
                }
            }
            "outlineLvl" => {
                let level = attribute(element, "val").and_then(|level| level.parse::<u8>().ok());
                if let (Some(open), Some(level @ 0..=8)) = (open.last_mut(), level) {
                    open.style = Some(Role::Heading { level: level + 1 });
                }
            }
            "numId" => {
                let number = attribute(element, "val").unwrap_or_default();
                if let Some(open) = open.last_mut().filter(|_| number != "0") {
                    open.list = Some(*list_numbers.entry(number).or_insert_with(|| {
                        n_lists += 1;
                        n_lists
                    }));
                }
            }
            "r" => (is_raised, is_bold) = (false, false),
            "b" | "bCs" => {
                let value = attribute(element, "val");
                is_bold |= !matches!(value.as_deref(), Some("0" | "false" | "off"));
            }
            "jc" => {
                if let Some(open) = open.last_mut() {
                    open.is_centered = attribute(element, "val").as_deref() == Some("center");
                }
            }
            "vertAlign" => is_raised = attribute(element, "val").as_deref() == Some("superscript"),
            "t" => takes_text = true,
            "tab" | "br" | "cr" => {
                if let Some(open) = open.last_mut() {
                    open.text.push(' ');
                }
            }
            "noBreakHyphen" => {
                if let Some(open) = open.last_mut() {
                    open.text.push('-');
                }
            }
            "tr" => rows.push(Vec::new()),
            "tc" => cell.clear(),
            _ => {}
        },
        Node::Text(text) if takes_text && n_hidden == 0 => {
            if let Some(open) = open.last_mut() {
                open.n_bold += if is_bold { text.len() } else { 0 };
                open.text.push_str(&if is_raised { raised(text) } else { text.to_owned() });
            }
        }
        Node::Text(_) => {}
        Node::End(name) => match name {
            "del" | "moveFrom" | "Fallback" => n_hidden = n_hidden.saturating_sub(1),
            "t" => takes_text = false,
            "p" => {
                let Some(paragraph) = open.pop() else { return };
                let text = fold_space(&paragraph.text);
                if !text.chars().any(char::is_alphanumeric) {
                    return;
                }
                if !rows.is_empty() {
                    cell.push(' ');
                    cell.push_str(&text);
                    return;
                }
                set_off.push(paragraph.is_set_off(&text));
                let is_heading = matches!(paragraph.style, Some(Role::Heading { .. }));
                let list = paragraph.list.filter(|_| !is_heading);
                let role = paragraph.style.filter(|_| list.is_none()).unwrap_or(match list {
                    Some(_) => ITEM,
                    None => Role::Body,
                });
                blocks.push(Block { list, ..Block::new(role, text, 0..0) });
            }
            "tc" => {
                let text = fold_space(&std::mem::take(&mut cell));
                if let Some(row) = rows.last_mut().filter(|_| !text.is_empty()) {
                    row.push(text);
                }
            }
            "tr" => {
                let row = rows.pop().unwrap_or_default().join("، ");
                match rows.is_empty() {
                    true if row.is_empty() => {}
                    true => blocks.push(Block::new(Role::TableRow, row, 0..0)),
                    // A table in a cell is part of the cell.
                    false => cell.push_str(&format!(" {row}")),
                }
            }
            _ => {}
        },
    });
    let is_styled = blocks.iter().any(|block| matches!(block.role, Role::Heading { .. }));
    if let (false, Some(first), [true, false, ..]) = (is_styled, blocks.first_mut(), set_off.as_slice())
        && first.role == Role::Body
    {
        first.role = Role::Heading { level: 1 };
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{archive_of, assert_has_every_role};

    #[test]
    fn document_with_every_role() {
        let document = r#"<w:document xmlns:w="w"><w:body>
            <w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr><w:r><w:t>رحلة إلى الجنوب</w:t></w:r></w:p>
            <w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>الطريق</w:t></w:r></w:p>
            <w:p><w:r><w:t xml:space="preserve">في الكيس 10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>6</w:t></w:r>
              <w:del><w:r><w:delText>محذوف</w:delText></w:r></w:del><w:r><w:t xml:space="preserve"> حبة.</w:t><w:footnoteReference w:id="2"/></w:r>
              <w:r><w:instrText>PAGE</w:instrText></w:r></w:p>
            <w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>أول</w:t></w:r></w:p>
            <w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>ثان</w:t></w:r></w:p>
            <w:tbl><w:tr><w:tc><w:p><w:r><w:t>تونس</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
            </w:body></w:document>"#;
        let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="a3"><w:name w:val="Title"/></w:style>
            <w:style w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>"#;
        let core = "<cp:coreProperties><dc:title>Microsoft Word - x</dc:title><dc:creator>سلمى ناصر</dc:creator></cp:coreProperties>";
        let bytes =
            archive_of(&[("word/document.xml", document), ("word/styles.xml", styles), ("docProps/core.xml", core)]);
        let article = read(&bytes, &Options::default()).unwrap();
        assert_eq!((article.title.as_deref(), article.byline.as_deref()), (Some("رحلة إلى الجنوب"), Some("سلمى ناصر")));
        assert_has_every_role(&article);
    }

    #[test]
    fn first_line_that_is_set_off_is_the_title_where_there_are_no_styles() {
        let title = |properties: &str, text: &str| {
            let document = format!(
                "<w:document><w:body><w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r></w:p>\
                 <w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:t>ينبت الزعتر البري على سفوح الجبل.</w:t></w:r></w:p></w:body></w:document>"
            );
            read(&archive_of(&[("word/document.xml", &document)]), &Options::default()).unwrap().title
        };
        assert_eq!(title("<w:jc w:val=\"center\"/>", "زعتر الجبل").as_deref(), Some("زعتر الجبل"));
        assert_eq!(title("", "زعتر الجبل").as_deref(), Some("زعتر الجبل"));
        assert_eq!(title("", "قال الرجل: هذا زعتر الجبل."), None);
        let plain = "<w:document><w:body><w:p><w:r><w:t>زعتر الجبل</w:t></w:r></w:p><w:p><w:r><w:t>نص.</w:t></w:r></w:p></w:body></w:document>";
        assert_eq!(read(&archive_of(&[("word/document.xml", plain)]), &Options::default()).unwrap().title, None);
    }

    #[test]
    fn what_is_no_document_is_refused() {
        let error = |bytes: &[u8]| read(bytes, &Options::default()).unwrap_err();
        assert_eq!(error(b"PK\x03\x04 cut"), Error::Damaged { what: "a Word document" });
        assert_eq!(error(&archive_of(&[("a.txt", "x")])), Error::Damaged { what: "a Word document" });
        let options = Options { max_input_bytes: 100, ..Options::default() };
        let bomb = archive_of(&[("word/document.xml", &"ا".repeat(1000))]);
        assert!(matches!(read(&bomb, &options), Err(Error::InputTooLarge { limit: 100, .. })));
    }
}
