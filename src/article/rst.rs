//! reStructuredText: headings by their underlines, lists, code; roles, emphasis and links without their marks.

use super::blocks::{self, Block, ITEM};
use super::front::FrontMatter;
use super::{Article, Role, fold_space};

/// Reads an article from a reStructuredText file.
pub(super) fn read(text: &str) -> Article {
    let lines = lines(text);
    let mut front = FrontMatter::default();
    let mut blocks: Vec<Block> = Vec::new();
    // Underlines in the order in which they are first used are the levels.
    let mut levels: Vec<(char, bool)> = Vec::new();
    let (mut list, mut is_list) = (0, false);
    let mut hidden: Option<(usize, Role, bool)> = None;
    let mut i = 0;
    while let Some(line) = lines.get(i) {
        if let Some((indent, role, is_shown)) = hidden {
            if line.text.is_empty() || line.indent > indent {
                if is_shown && !line.text.is_empty() {
                    grow(&mut blocks, role, line, i > 0 && lines[i - 1].text.is_empty() && role != Role::Code);
                }
                i += 1;
                continue;
            }
            hidden = None;
        }
        if line.text.is_empty() {
            i += 1;
            continue;
        }
        if let Some(mark) = underline(line.text)
            && let Some(title) = lines.get(i + 1).filter(|title| !title.text.is_empty())
            && lines.get(i + 2).is_some_and(|under| underline(under.text) == Some(mark))
        {
            heading(&mut blocks, &mut levels, (mark, true), title);
            is_list = false;
            i += 3;
            continue;
        }
        if let Some(mark) = lines.get(i + 1).and_then(|under| underline(under.text))
            && underline(line.text).is_none()
            && line.indent == 0
        {
            heading(&mut blocks, &mut levels, (mark, false), line);
            is_list = false;
            i += 2;
            continue;
        }
        if underline(line.text).is_some() {
            i += 1;
            continue;
        }
        if let Some(directive) = line.text.strip_prefix(".. ") {
            let name = directive.split_once("::").map(|(name, _)| name.trim());
            hidden = Some(match name {
                Some("code" | "code-block" | "sourcecode" | "highlight" | "literalinclude") => {
                    (line.indent, Role::Code, true)
                }
                Some(
                    "note" | "warning" | "tip" | "important" | "hint" | "attention" | "caution" | "admonition"
                    | "epigraph",
                ) => (line.indent, Role::Body, true),
                // Comments, pictures, targets, notes at the foot.
                _ => (line.indent, Role::Body, false),
            });
            i += 1;
            continue;
        }
        if line.text == ".." {
            hidden = Some((line.indent, Role::Body, false));
            i += 1;
            continue;
        }
        if let Some((name, value)) = line.text.strip_prefix(':').and_then(|field| field.split_once(": "))
            && blocks.len() < 3
            && blocks.iter().all(|block| matches!(block.role, Role::Heading { .. }))
        {
            match name.to_ascii_lowercase().as_str() {
                "author" | "authors" => front.author = Some(fold_space(value)),
                "date" => front.published = Some(fold_space(value)),
                _ => {}
            }
            i += 1;
            continue;
        }
        // A paragraph goes on to the next empty line; an item to the next item.
        let is_item = item(line.text).is_some();
        list += usize::from(is_item && !is_list);
        is_list = is_item || is_list && line.indent > 0;
        let mut end = i + 1;
        while lines.get(end).is_some_and(|next| !(next.text.is_empty() || is_item && item(next.text).is_some())) {
            end += 1;
        }
        let texts: Vec<&str> = lines[i..end].iter().map(|line| line.text).collect();
        let text = texts.join(" ");
        let begins_code = text.ends_with("::");
        let text = if begins_code { &text[..text.len() - 1] } else { &text };
        let text = inline(item(text).unwrap_or(text));
        let source = line.start..lines[end - 1].start + lines[end - 1].text.len();
        let role = match (is_item, line.indent > 0 && !is_list) {
            (true, _) => ITEM,
            (_, true) => Role::Quotation,
            _ => Role::Body,
        };
        if text.chars().any(char::is_alphanumeric) {
            blocks.push(Block { list: is_item.then_some(list), ..Block::new(role, text, source) });
        }
        if begins_code {
            hidden = Some((line.indent, Role::Code, true));
            blocks.push(Block::new(Role::Code, String::new(), line.start..line.start));
        }
        i = end;
    }
    blocks.retain(|block| !block.text.is_empty());
    blocks::article(front, blocks)
}

struct Line<'a> {
    text: &'a str,
    indent: usize,
    start: usize,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        lines.push(Line { text: line.trim(), indent, start: at + indent });
        at += line.len();
    }
    lines
}

/// The sign that a line under or over a heading is made of.
fn underline(line: &str) -> Option<char> {
    let mark = line.chars().next()?;
    (line.len() >= 3 && "=-~^\"'`#*+:._".contains(mark) && line.chars().all(|c| c == mark)).then_some(mark)
}

fn heading(blocks: &mut Vec<Block>, levels: &mut Vec<(char, bool)>, mark: (char, bool), line: &Line) {
    let level = levels.iter().position(|known| *known == mark).unwrap_or_else(|| {
        levels.push(mark);
        levels.len() - 1
    });
    let level = u8::try_from(level + 1).unwrap_or(6).min(6);
    blocks.push(Block::new(Role::Heading { level }, inline(line.text), line.start..line.start + line.text.len()));
}

/// Adds a line of a directive to what it holds.
fn grow(blocks: &mut Vec<Block>, role: Role, line: &Line, is_new: bool) {
    if line.text.starts_with(':') && line.text[1..].contains(':') {
        return;
    }
    let end = line.start + line.text.len();
    let text = if role == Role::Code { line.text.to_owned() } else { inline(line.text) };
    match blocks.last_mut().filter(|block| block.role == role && !is_new) {
        Some(block) => {
            if !block.text.is_empty() {
                block.text.push(' ');
            }
            block.text.push_str(&text);
            block.source.end = end;
        }
        None => blocks.push(Block::new(role, text, line.start..end)),
    }
}

fn item(line: &str) -> Option<&str> {
    ["- ", "* ", "+ ", "#. "].iter().find_map(|mark| line.strip_prefix(mark)).or_else(|| {
        let rest = line.trim_start_matches(char::is_numeric);
        let is_number = rest.len() < line.len() && line.len() - rest.len() <= 6;
        rest.strip_prefix(". ").or(rest.strip_prefix(") ")).filter(|_| is_number)
    })
}

/// Takes the marks of roles, links, notes and emphasis out of a text.
fn inline(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // Text in backquotes is a role's, a link's or code; the parts at odd places stand between them.
    for (i, part) in text.replace("``", "`").split('`').enumerate() {
        match i % 2 {
            0 => {
                let part = if i > 0 { part.trim_start_matches('_') } else { part };
                // `:role:` stands before its text.
                let end = part.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_'));
                let is_role = part.ends_with(':') && part[end.len()..].starts_with(':') && part.len() - end.len() > 2;
                plain.push_str(if is_role { end } else { part });
            }
            _ => plain.push_str(part.split_once(" <").map_or(part, |(label, _)| label)),
        }
    }
    let mut words: Vec<&str> = Vec::new();
    for word in plain.split_whitespace() {
        let is_note = word.ends_with("]_") && word.starts_with('[');
        if !is_note {
            words.push(word);
        }
    }
    fold_space(&words.join(" ").replace(['*', '|'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_without_its_marks() {
        let article = read(
            "======\nرحلة\n======\n\n:Author: سلمى\n\nالطريق\n------\n\nقال **سالم** إن `القرية <https://x.example>`_ في :ref:`الجنوب` [1]_\nبعيدة.\n\n\
             .. image:: a.jpg\n   :alt: صورة\n\n- أول\n- ثان\n\n.. note::\n\n   انتبه.\n\nمثال::\n\n    int x;\n\n.. تعليق\n",
        );
        assert_eq!((article.title.as_deref(), article.byline.as_deref()), (Some("رحلة"), Some("سلمى")));
        let paragraphs: Vec<(Role, &str)> =
            article.paragraphs.iter().map(|paragraph| (paragraph.role, paragraph.text.as_str())).collect();
        let expect = [
            (Role::Heading { level: 2 }, "الطريق"),
            (Role::Body, "قال سالم إن القرية في الجنوب بعيدة."),
            (Role::ListItem { index: 1, count: 2 }, "أول"),
            (Role::ListItem { index: 2, count: 2 }, "ثان"),
            (Role::Body, "انتبه."),
            (Role::Body, "مثال:"),
            (Role::Code, "int x;"),
        ];
        assert_eq!(paragraphs, expect);
    }
}
