//! Org: headings, lists, tables and code; emphasis and links without their marks.

use super::blocks::{self, Block, ITEM};
use super::front::FrontMatter;
use super::{Article, Role, fold_space};

/// Reads an article from an Org file.
pub(super) fn read(text: &str) -> Article {
    let mut front = FrontMatter::default();
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let (mut list, mut is_list, mut is_drawer) = (0, false, false);
    let mut inside: Option<Inside> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let printed = line.trim();
        let source = start..start + printed.len();
        let lower = printed.to_ascii_lowercase();
        if let Some(name) = lower.strip_prefix("#+begin_") {
            close(&mut open, &mut blocks);
            inside = Some(match name.split_whitespace().next().unwrap_or_default() {
                "src" | "example" | "export" => Inside::Code,
                "comment" => Inside::Comment,
                "quote" => Inside::Quotation,
                // Of a verse each line stays a line.
                _ => Inside::Text,
            });
            continue;
        }
        if lower.starts_with("#+end_") {
            close(&mut open, &mut blocks);
            inside = None;
            continue;
        }
        match inside {
            Some(Inside::Comment) => continue,
            Some(Inside::Code) => {
                grow(&mut open, Role::Code, printed, source, false);
                continue;
            }
            _ => {}
        }
        if printed.is_empty() {
            close(&mut open, &mut blocks);
            continue;
        }
        if is_drawer
            || printed.len() > 2 && printed.starts_with(':') && printed.ends_with(':') && !printed.contains(' ')
        {
            is_drawer = !printed.eq_ignore_ascii_case(":end:");
            continue;
        }
        if let Some(keyword) = printed.strip_prefix("#+") {
            let (name, value) = keyword.split_once(':').unwrap_or_default();
            let value = Some(fold_space(value)).filter(|value| !value.is_empty());
            match name.to_ascii_lowercase().as_str() {
                "title" => front.title = value,
                "author" => front.author = value,
                "date" => front.published = value.map(|date| date.trim_matches(['<', '>', '[', ']']).to_owned()),
                "caption" => {
                    blocks.extend(value.map(|text| Block::new(Role::Caption, inline(&text), source)));
                }
                _ => {}
            }
            continue;
        }
        if printed == "#" || printed.starts_with("# ") || is_rule(printed) {
            continue;
        }
        let stars = line.len() - line.trim_start_matches('*').len();
        if stars > 0 && line[stars..].starts_with(' ') {
            close(&mut open, &mut blocks);
            is_list = false;
            // Sections are of the second level: the title alone is of the first.
            let level = u8::try_from(stars + 1).unwrap_or(6).min(6);
            blocks.push(Block::new(Role::Heading { level }, inline(headline(&line[stars..])), source));
            continue;
        }
        if printed.starts_with('|') {
            close(&mut open, &mut blocks);
            let cells = printed.trim_matches('|').split('|').map(inline);
            let cells: Vec<String> = cells.filter(|cell| cell.chars().any(char::is_alphanumeric)).collect();
            if !printed.starts_with("|-") && !cells.is_empty() {
                blocks.push(Block::new(Role::TableRow, cells.join("، "), source));
            }
            continue;
        }
        if let Some(item) = item(printed) {
            close(&mut open, &mut blocks);
            list += usize::from(!is_list);
            is_list = true;
            open = Some(Block { list: Some(list), ..Block::new(ITEM, item.to_owned(), source) });
            continue;
        }
        is_list &= open.is_some() || line.starts_with([' ', '\t']);
        let role = if inside == Some(Inside::Quotation) { Role::Quotation } else { Role::Body };
        grow(&mut open, role, printed, source, inside == Some(Inside::Text));
        if inside == Some(Inside::Text) {
            close(&mut open, &mut blocks);
        }
    }
    close(&mut open, &mut blocks);
    blocks::article(front, blocks)
}

/// What the lines between `#+begin_` and `#+end_` are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Code,
    Comment,
    Quotation,
    Text,
}

/// Adds a line to the open block, or begins one.
fn grow(open: &mut Option<Block>, role: Role, line: &str, source: std::ops::Range<usize>, is_alone: bool) {
    match open {
        Some(block) if !is_alone => {
            block.text.push(' ');
            block.text.push_str(line);
            block.source.end = source.end;
        }
        _ => *open = Some(Block::new(role, line.to_owned(), source)),
    }
}

fn close(open: &mut Option<Block>, blocks: &mut Vec<Block>) {
    let Some(block) = open.take() else { return };
    let text = if block.role == Role::Code { fold_space(&block.text) } else { inline(&block.text) };
    if text.chars().any(char::is_alphanumeric) {
        blocks.push(Block { text, ..block });
    }
}

/// A heading without what is to be done about it and its tags.
fn headline(text: &str) -> &str {
    let text = text.trim();
    let text = ["TODO ", "DONE "].iter().find_map(|state| text.strip_prefix(state)).unwrap_or(text);
    match text.rsplit_once(" :") {
        Some((before, tags)) if tags.ends_with(':') && !tags.contains(' ') => before,
        _ => text,
    }
}

fn is_rule(line: &str) -> bool {
    line.len() >= 5 && line.bytes().all(|byte| byte == b'-')
}

fn item(line: &str) -> Option<&str> {
    let rest = ["- ", "+ "].iter().find_map(|mark| line.strip_prefix(mark)).or_else(|| {
        let rest = line.trim_start_matches(char::is_numeric);
        let is_number = rest.len() < line.len() && line.len() - rest.len() <= 6;
        rest.strip_prefix(". ").or(rest.strip_prefix(") ")).filter(|_| is_number)
    })?;
    let boxes = ["[ ] ", "[X] ", "[x] ", "[-] "];
    Some(boxes.iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest))
}

/// Takes the marks of links, notes and emphasis out of a text.
pub(super) fn inline(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("[[") {
        plain.push_str(before);
        let Some((inner, after)) = link.split_once("]]") else {
            plain.push_str("[[");
            rest = link;
            break;
        };
        plain.push_str(inner.split_once("][").map_or(inner, |(_, label)| label));
        rest = after;
    }
    plain.push_str(rest);
    let mut words = Vec::new();
    for word in plain.split_whitespace() {
        let word = match word.split_once("[fn:") {
            Some((before, _)) if word.ends_with(']') => before,
            _ => word,
        };
        words.push(without_emphasis(word));
    }
    fold_space(&words.join(" "))
}

/// A word without the marks of emphasis at its edges: `*كلمة*،` is `كلمة،`.
fn without_emphasis(word: &str) -> String {
    const MARKS: [char; 6] = ['*', '/', '_', '=', '~', '+'];
    let is_letter = |c: char| c.is_alphanumeric();
    let start = word.find(is_letter).unwrap_or(word.len());
    let end = word.rfind(is_letter).map_or(start, |at| at + word[at..].chars().next().map_or(0, char::len_utf8));
    let (edge, inner, tail) = (&word[..start], &word[start..end], &word[end..]);
    if inner.is_empty() {
        return word.to_owned();
    }
    let strip = |text: &str| text.chars().filter(|c| !MARKS.contains(c)).collect::<String>();
    format!("{}{inner}{}", strip(edge), strip(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_without_its_marks() {
        let article = read(
            "#+TITLE: رحلة\n#+AUTHOR: سلمى\n# ملاحظة\n\n* TODO الطريق :سفر:\n:PROPERTIES:\n:ID: 1\n:END:\nقال *سالم*، إن [[https://x.example][القرية]]\nبعيدة.[fn:1]\n\n\
             - [X] أول\n- ثان\n\n| تونس | 12 |\n|------+----|\n\n#+BEGIN_SRC c\nint x;\n#+END_SRC\n#+begin_quote\nكلمة.\n#+end_quote\n",
        );
        assert_eq!((article.title.as_deref(), article.byline.as_deref()), (Some("رحلة"), Some("سلمى")));
        let paragraphs: Vec<(Role, &str)> =
            article.paragraphs.iter().map(|paragraph| (paragraph.role, paragraph.text.as_str())).collect();
        let expect = [
            (Role::Heading { level: 2 }, "الطريق"),
            (Role::Body, "قال سالم، إن القرية بعيدة."),
            (Role::ListItem { index: 1, count: 2 }, "أول"),
            (Role::ListItem { index: 2, count: 2 }, "ثان"),
            (Role::TableRow, "تونس، 12"),
            (Role::Code, "int x;"),
            (Role::Quotation, "كلمة."),
        ];
        assert_eq!(paragraphs, expect);
    }
}
