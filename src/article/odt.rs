//! ODT, what LibreOffice writes: headings, paragraphs, lists and tables of `content.xml`.
//!
//! Notes, comments and what was deleted under revision are not read. In a document without headings, a first line that is
//! centered or bold is the title.

use std::collections::{HashMap, HashSet};

use super::archive::{Archive, Node, attribute, walk};
use super::blocks::{self, Block, ITEM};
use super::front::FrontMatter;
use super::{Article, Error, Options, Role, docx, fold_space, in_its_own_text, raised};

/// Reads a document.
pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Article, Error> {
    let mut archive = Archive::open(bytes, "an OpenDocument text", options)?;
    let content = archive.required("content.xml")?;
    let front = archive.text("meta.xml")?.map(|xml| docx::properties(&xml)).unwrap_or_default();
    let blocks = paragraphs(&content);
    let is_titled = blocks.iter().any(|block| matches!(block.role, Role::Heading { level: 1 }));
    let title = front.title.filter(|_| !is_titled);
    Ok(in_its_own_text(blocks::article(FrontMatter { title, ..front }, blocks)))
}

/// Elements whose text is not the text.
const HIDDEN: [&str; 4] = ["note", "annotation", "tracked-changes", "sequence-decls"];

fn paragraphs(xml: &str) -> Vec<Block> {
    let parents = parents(xml);
    let raising = raising_styles(xml);
    let setting_off = setting_off_styles(xml);
    // Of each paragraph outside of tables and lists: whether it is set off from running text.
    let (mut set_off, mut is_set_off) = (Vec::new(), false);
    let mut blocks = Vec::new();
    let (mut text, mut role) = (String::new(), Role::Body);
    let (mut n_hidden, mut is_body, mut begins_item, mut n_lists) = (0usize, false, false, 0usize);
    let mut lists: Vec<usize> = Vec::new();
    let mut spans: Vec<bool> = Vec::new();
    let mut row: Option<Vec<String>> = None;
    let mut cell = String::new();
    walk(xml, |node| match node {
        Node::Start(name, element) => match name {
            "body" => is_body = true,
            name if HIDDEN.contains(&name) => n_hidden += 1,
            "h" if n_hidden == 0 => {
                let level = attribute(element, "outline-level").and_then(|level| level.parse().ok());
                role = Role::Heading { level: level.unwrap_or(2) };
                text.clear();
            }
            "p" if n_hidden == 0 => {
                let style = attribute(element, "style-name").unwrap_or_default();
                is_set_off = setting_off.contains(&style);
                let style = parents.get(&style).unwrap_or(&style);
                role = match style.as_str() {
                    "Title" => Role::Heading { level: 1 },
                    "Quotations" => Role::Quotation,
                    "Caption" | "Illustration" | "Figure" => Role::Caption,
                    "Preformatted_20_Text" => Role::Code,
                    _ if begins_item && !lists.is_empty() => ITEM,
                    _ => Role::Body,
                };
                text.clear();
            }
            "list" => {
                n_lists += 1;
                lists.push(n_lists);
            }
            "list-item" => begins_item = true,
            "span" => spans.push(attribute(element, "style-name").is_some_and(|style| raising.contains(&style))),
            "s" | "tab" | "line-break" => text.push(' '),
            "table-row" => row = Some(Vec::new()),
            "table-cell" => cell.clear(),
            _ => {}
        },
        Node::Text(piece) if is_body && n_hidden == 0 => {
            text.push_str(&if spans.last() == Some(&true) { raised(piece) } else { piece.to_owned() });
        }
        Node::Text(_) => {}
        Node::End(name) => match name {
            "body" => is_body = false,
            name if HIDDEN.contains(&name) => n_hidden = n_hidden.saturating_sub(1),
            "span" => drop(spans.pop()),
            "list" => drop(lists.pop()),
            "p" | "h" if n_hidden == 0 => {
                let printed = fold_space(&std::mem::take(&mut text));
                if !printed.chars().any(char::is_alphanumeric) {
                    return;
                }
                if row.is_some() {
                    cell.push(' ');
                    cell.push_str(&printed);
                    return;
                }
                let is_line = printed.split_whitespace().count() <= 15 && !printed.ends_with(['.', '،', ':', '؛']);
                set_off.push(is_set_off && is_line && role == Role::Body);
                let list = lists.last().copied().filter(|_| role == ITEM);
                begins_item &= role != ITEM;
                blocks.push(Block { list, ..Block::new(role, printed, 0..0) });
            }
            "table-cell" => {
                let printed = fold_space(&std::mem::take(&mut cell));
                if let Some(row) = row.as_mut().filter(|_| !printed.is_empty()) {
                    row.push(printed);
                }
            }
            "table-row" => {
                if let Some(cells) = row.take().filter(|cells| !cells.is_empty()) {
                    blocks.push(Block::new(Role::TableRow, cells.join("، "), 0..0));
                }
            }
            _ => {}
        },
    });
    let is_headed = blocks.iter().any(|block| matches!(block.role, Role::Heading { .. }));
    if let (false, Some(first), [true, false, ..]) = (is_headed, blocks.first_mut(), set_off.as_slice()) {
        first.role = Role::Heading { level: 1 };
    }
    blocks
}

/// The styles of paragraphs that are centered or bold.
fn setting_off_styles(xml: &str) -> HashSet<String> {
    let mut setting_off = HashSet::new();
    let mut style = String::new();
    walk(xml, |node| {
        let Node::Start(name, element) = node else { return };
        match name {
            "style" => style = attribute(element, "name").unwrap_or_default(),
            "paragraph-properties" if attribute(element, "text-align").as_deref() == Some("center") => {
                setting_off.insert(style.clone());
            }
            "text-properties" if attribute(element, "font-weight").as_deref() == Some("bold") => {
                setting_off.insert(style.clone());
            }
            _ => {}
        }
    });
    setting_off
}

/// The named styles that styles of single paragraphs are made from.
fn parents(xml: &str) -> HashMap<String, String> {
    let mut parents = HashMap::new();
    walk(xml, |node| {
        if let Node::Start("style", element) = node
            && let (Some(name), Some(parent)) = (attribute(element, "name"), attribute(element, "parent-style-name"))
        {
            parents.insert(name, parent);
        }
    });
    parents
}

/// The styles of text that is raised.
fn raising_styles(xml: &str) -> Vec<String> {
    let mut raising = Vec::new();
    let mut style = String::new();
    walk(xml, |node| match node {
        Node::Start("style", element) => style = attribute(element, "name").unwrap_or_default(),
        Node::Start("text-properties", element)
            if attribute(element, "text-position").is_some_and(|position| position.starts_with("super")) =>
        {
            raising.push(style.clone());
        }
        _ => {}
    });
    raising
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{archive_of, assert_has_every_role};

    #[test]
    fn first_line_that_is_centered_is_the_title_where_there_are_no_headings() {
        let title = |align: &str| {
            let content = format!(
                "<office:document-content><office:automatic-styles><style:style style:name=\"P1\"><style:paragraph-properties fo:text-align=\"{align}\"/>\
                 </style:style></office:automatic-styles><office:body><office:text><text:p text:style-name=\"P1\">زعتر الجبل</text:p>\
                 <text:p>ينبت الزعتر البري على السفوح.</text:p></office:text></office:body></office:document-content>"
            );
            read(&archive_of(&[("content.xml", &content)]), &Options::default()).unwrap().title
        };
        assert_eq!(title("center").as_deref(), Some("زعتر الجبل"));
        assert_eq!(title("start"), None);
    }

    #[test]
    fn document_with_every_role() {
        let content = r#"<office:document-content><office:automatic-styles>
            <style:style style:name="P1" style:parent-style-name="Title"/>
            <style:style style:name="T1"><style:text-properties style:text-position="super 58%"/></style:style></office:automatic-styles>
            <office:body><office:text><text:p text:style-name="P1">رحلة إلى الجنوب</text:p>
            <text:h text:outline-level="2">الطريق</text:h>
            <text:p>في<text:s/>الكيس 10<text:span text:style-name="T1">6</text:span> حبة.<text:note><text:note-body><text:p>حاشية</text:p></text:note-body></text:note></text:p>
            <text:list><text:list-item><text:p>أول</text:p></text:list-item><text:list-item><text:p>ثان</text:p></text:list-item></text:list>
            <table:table><table:table-row><table:table-cell><text:p>تونس</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>
            </office:text></office:body></office:document-content>"#;
        let meta = "<office:meta><dc:title>بلا عنوان</dc:title><dc:creator>سلمى</dc:creator></office:meta>";
        let bytes = archive_of(&[("content.xml", content), ("meta.xml", meta)]);
        let article = read(&bytes, &Options::default()).unwrap();
        assert_eq!((article.title.as_deref(), article.byline.as_deref()), (Some("رحلة إلى الجنوب"), Some("سلمى")));
        assert_has_every_role(&article);
    }
}
