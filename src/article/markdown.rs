//! Light Markdown to an article: headings, lists, quotations, tables; emphasis and links without their marks.
//!
//! Enough of CommonMark to read an article aloud: what nests deeper than a list item is read as its text.

use std::ops::Range;

use super::noise;
use super::{Article, Paragraph, Role, fold_space};

/// Reads an article from Markdown.
pub(super) fn read(text: &str) -> Article {
    let (front, body_start) = front_matter(text);
    let mut article = Article { title: None, title_source: 0..0, byline: front.author, paragraphs: Vec::new() };
    let mut blocks = blocks(text, body_start);
    number_lists(&mut blocks);
    let first_heading = blocks.iter().position(|block| matches!(block.role, Role::Heading { .. }));
    let is_first = |i: usize| blocks.iter().take(i).all(|block| noise::is_furniture(&block.text));
    let is_top = |i: usize| matches!(blocks[i].role, Role::Heading { level: 1 });
    let headline = first_heading.filter(|&i| is_top(i) || is_first(i));
    article.title = front.title;
    if let Some(i) = headline {
        let repeats = article.title.as_deref().is_some_and(|title| noise::fold(title) == noise::fold(&blocks[i].text));
        if article.title.is_none() || repeats {
            let block = blocks.remove(i);
            article.title = Some(block.text);
            article.title_source = block.source;
        }
    }
    for (i, block) in blocks.into_iter().enumerate() {
        if noise::is_furniture(&block.text) && !matches!(block.role, Role::TableRow) {
            continue;
        }
        if i < 2 && article.byline.is_none() && block.role == Role::Body {
            article.byline = noise::byline(&block.text);
            if article.byline.is_some() {
                continue;
            }
        }
        let role = match block.role {
            // The title alone is of the first level.
            Role::Heading { level } => Role::Heading { level: level.max(2) },
            other => other,
        };
        article.paragraphs.push(Paragraph { role, text: block.text, source: block.source });
    }
    article
}

#[derive(Default)]
struct FrontMatter {
    title: Option<String>,
    author: Option<String>,
}

/// A block, and for items the number of the list it belongs to.
struct Block {
    role: Role,
    text: String,
    source: Range<usize>,
    list: Option<usize>,
}

/// Reads the lines between two `---` at the top, and says where the text begins.
fn front_matter(text: &str) -> (FrontMatter, usize) {
    let mut front = FrontMatter::default();
    let mut lines = text.split_inclusive('\n');
    if lines.next().map(str::trim_end) != Some("---") {
        return (front, 0);
    }
    let mut at = text.find('\n').map_or(text.len(), |end| end + 1);
    for line in lines {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return (front, at);
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim().trim_matches(['"', '\'']).trim();
        match name.trim() {
            "title" if !value.is_empty() => front.title = Some(fold_space(value)),
            "author" if !value.is_empty() => front.author = Some(fold_space(value)),
            _ => {}
        }
    }
    // Without its end it was a rule, not front matter.
    (FrontMatter::default(), 0)
}

/// What the lines collected so far will be.
struct Open {
    role: Role,
    source: Range<usize>,
    list: Option<usize>,
}

fn blocks(text: &str, start: usize) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Open> = None;
    let mut fence: Option<&str> = None;
    let mut list = 0;
    let mut in_list = false;
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        let line_start = at;
        at += line.len();
        let trimmed = line.trim();
        let content = line_start + (line.len() - line.trim_start().len());
        let source = content..content + trimmed.len();
        if let Some(mark) = fence {
            if trimmed.starts_with(mark) {
                fence = None;
            } else if !trimmed.is_empty() {
                blocks.push(Block { role: Role::Body, text: fold_space(trimmed), source, list: None });
            }
            continue;
        }
        if trimmed.is_empty() {
            close(text, &mut open, &mut blocks);
            continue;
        }
        if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)) {
            close(text, &mut open, &mut blocks);
            fence = Some(mark);
            continue;
        }
        let underline =
            trimmed.chars().next().filter(|c| matches!(c, '=' | '-') && trimmed.chars().all(|other| other == *c));
        if let (Some(mark), Some(Open { role: role @ Role::Body, .. })) = (underline, open.as_mut()) {
            *role = Role::Heading { level: if mark == '=' { 1 } else { 2 } };
            close(text, &mut open, &mut blocks);
            continue;
        }
        if is_rule(trimmed) {
            close(text, &mut open, &mut blocks);
            continue;
        }
        let (role, marker) = line_role(trimmed);
        let inner = source.start + marker..source.end;
        match role {
            Some(Role::Heading { .. } | Role::TableRow) => {
                close(text, &mut open, &mut blocks);
                in_list = false;
                open = Some(Open { role: role.unwrap_or(Role::Body), source: inner, list: None });
                close(text, &mut open, &mut blocks);
            }
            Some(role @ Role::ListItem { .. }) => {
                close(text, &mut open, &mut blocks);
                list += usize::from(!in_list);
                in_list = true;
                open = Some(Open { role, source: inner, list: Some(list) });
            }
            Some(role) => {
                in_list = false;
                match &mut open {
                    Some(open) if open.role == role => open.source.end = source.end,
                    _ => {
                        close(text, &mut open, &mut blocks);
                        open = Some(Open { role, source: inner, list: None });
                    }
                }
            }
            None => match &mut open {
                Some(open) => open.source.end = source.end,
                None => {
                    // An indented paragraph goes on with the item above it; any other ends the list.
                    in_list &= line.starts_with([' ', '\t']);
                    open = Some(Open { role: Role::Body, source, list: None });
                }
            },
        }
    }
    close(text, &mut open, &mut blocks);
    blocks
}

fn close(text: &str, open: &mut Option<Open>, blocks: &mut Vec<Block>) {
    let Some(Open { role, source, list }) = open.take() else { return };
    let printed = text.get(source.clone()).unwrap_or_default();
    let printed = match role {
        Role::TableRow => cells(printed),
        // Each line of a quotation has its mark.
        Role::Quotation => {
            printed.lines().map(|line| inline(line.trim().trim_start_matches(['>', ' ']))).collect::<Vec<_>>().join(" ")
        }
        Role::Heading { .. } => inline(printed.trim_end().trim_end_matches('#')),
        _ => inline(printed),
    };
    let text = fold_space(&printed);
    if text.chars().any(char::is_alphanumeric) {
        blocks.push(Block { role, text, source, list });
    }
}

/// Says what a line is by its mark, and how long the mark is.
fn line_role(line: &str) -> (Option<Role>, usize) {
    let hashes = line.len() - line.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && line.get(hashes..).is_some_and(|rest| rest.starts_with([' ', '\t'])) {
        let level = u8::try_from(hashes).unwrap_or(6);
        return (Some(Role::Heading { level }), hashes);
    }
    if line.starts_with('>') {
        return (Some(Role::Quotation), 1);
    }
    if line.starts_with('|') && line.len() > 1 {
        return (Some(Role::TableRow), 0);
    }
    let item = Role::ListItem { index: 0, count: 0 };
    if line.starts_with(['-', '*', '+']) && line.get(1..).is_some_and(|rest| rest.starts_with(' ')) {
        return (Some(item), 2);
    }
    let digits: usize = line.chars().take_while(|c| c.is_numeric()).map(char::len_utf8).sum();
    if digits > 0
        && digits < 10
        && line.get(digits..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "))
    {
        return (Some(item), digits + 2);
    }
    (None, 0)
}

fn is_rule(line: &str) -> bool {
    let marks: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    marks.len() >= 3 && ["-", "*", "_"].iter().any(|mark| marks.replace(mark, "").is_empty())
}

/// Joins the cells of a row; the row of dashes under the head has none.
fn cells(row: &str) -> String {
    let cells = row.trim().trim_matches('|').split('|').map(|cell| inline(cell.trim()));
    let cells: Vec<String> = cells.filter(|cell| cell.chars().any(char::is_alphanumeric)).collect();
    cells.join("، ")
}

fn number_lists(blocks: &mut [Block]) {
    let mut counts = std::collections::HashMap::new();
    for block in blocks.iter_mut() {
        if let (Some(list), Role::ListItem { index, .. }) = (block.list, &mut block.role) {
            let count = counts.entry(list).or_insert(0u32);
            *count += 1;
            *index = *count;
        }
    }
    for block in blocks.iter_mut() {
        if let (Some(list), Role::ListItem { count, .. }) = (block.list, &mut block.role) {
            *count = counts.get(&list).copied().unwrap_or_default();
        }
    }
}

/// Takes the marks of emphasis, code, links, pictures and tags out of a text.
fn inline(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(c) = rest.chars().next() else { break };
        let before = plain.chars().next_back();
        match c {
            '\\' if rest.chars().nth(1).is_some_and(|next| next.is_ascii_punctuation()) => {
                plain.extend(rest.chars().nth(1));
                at += 2;
                continue;
            }
            '!' if rest.starts_with("![") => {
                if let Some((_, length)) = link(rest.get(1..).unwrap_or_default()) {
                    at += 1 + length;
                    continue;
                }
            }
            '[' => {
                if let Some(end) = rest.strip_prefix("[^").and_then(|note| note.find(']')) {
                    at += end + 3;
                    continue;
                }
                if let Some((label, length)) = link(rest) {
                    plain.push_str(&inline(label));
                    at += length;
                    continue;
                }
            }
            '<' => {
                let inner = rest.get(1..).unwrap_or_default();
                if let Some(end) = inner
                    .find('>')
                    .filter(|_| inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')))
                {
                    let tag = inner.get(..end).unwrap_or_default();
                    if tag.contains("://") || tag.contains('@') && !tag.contains(' ') {
                        plain.push_str(tag);
                    } else if tag.starts_with("br") {
                        plain.push(' ');
                    }
                    at += end + 2;
                    continue;
                }
            }
            '*' | '`' => {
                let next = rest.chars().find(|other| *other != c);
                let stands_alone =
                    before.is_none_or(char::is_whitespace) && next.is_none_or(char::is_whitespace) && c == '*';
                // A product of two numbers is no emphasis.
                let multiplies = before.is_some_and(char::is_numeric) && next.is_some_and(char::is_numeric) && c == '*';
                if !stands_alone && !multiplies {
                    at += 1;
                    continue;
                }
            }
            '_' => {
                let next = rest.chars().find(|other| *other != '_');
                let is_inside = before.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
                if !is_inside {
                    at += 1;
                    continue;
                }
            }
            '~' if rest.starts_with("~~") => {
                at += 2;
                continue;
            }
            _ => {}
        }
        plain.push(c);
        at += c.len_utf8();
    }
    plain
}

/// Reads `[label](address)` or `[label][name]` at the start of a text: the label, and the length of the whole.
fn link(text: &str) -> Option<(&str, usize)> {
    /// Labels are no longer; a bound, so that the cost stays linear.
    const LONGEST: usize = 1000;
    let mut depth = 0usize;
    let end = text.char_indices().take(LONGEST).find_map(|(i, c)| {
        depth = match c {
            '[' => depth + 1,
            ']' => depth.saturating_sub(1),
            _ => depth,
        };
        (depth == 0).then_some(i)
    })?;
    let label = text.get(1..end)?;
    let rest = text.get(end + 1..)?;
    let closer = match rest.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let close = rest.char_indices().take(2 * LONGEST).find(|(_, c)| *c == closer).map(|(i, _)| i)?;
    Some((label, end + 1 + close + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(markdown: &str, expect: &[(Role, &str)]) {
        let article = read(markdown);
        let paragraphs: Vec<(Role, &str)> =
            article.paragraphs.iter().map(|paragraph| (paragraph.role, paragraph.text.as_str())).collect();
        assert_eq!(paragraphs, expect);
    }

    #[test]
    fn heading_is_the_title_and_marks_are_gone() {
        let article = read("# رحلة إلى **الجنوب**\n\nبدأت الرحلة *فجرا* من [المدينة](http://example.org/a_b).\n");
        assert_eq!(article.title.as_deref(), Some("رحلة إلى الجنوب"));
        assert_eq!(article.paragraphs[0].text, "بدأت الرحلة فجرا من المدينة.");
    }

    #[test]
    fn front_matter_names_title_and_author() {
        let article = read("---\ntitle: \"عنوان\"\nauthor: سلمى\n---\nنص.\n");
        assert_eq!((article.title.as_deref(), article.byline.as_deref()), (Some("عنوان"), Some("سلمى")));
        assert_eq!(article.paragraphs.len(), 1);
    }

    #[test]
    fn items_are_numbered_in_their_list() {
        let item = |index| Role::ListItem { index, count: 2 };
        check(
            "- أول\n- ثان\n  يتبع\n\nبعد القائمة.\n\n1. واحد\n2. اثنان",
            &[
                (item(1), "أول"),
                (item(2), "ثان يتبع"),
                (Role::Body, "بعد القائمة."),
                (item(1), "واحد"),
                (item(2), "اثنان"),
            ],
        );
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        check("سطر أول\nوسطر ثان.\n\nفقرة.", &[(Role::Body, "سطر أول وسطر ثان."), (Role::Body, "فقرة.")]);
    }

    #[test]
    fn quotations_tables_and_section_headings_have_roles() {
        check(
            "مقدمة\n\n## فصل ##\n\n> قال الرجل\n> كلمة.\n\n| البلد | السكان |\n|---|---|\n| تونس | 12 |",
            &[
                (Role::Body, "مقدمة"),
                (Role::Heading { level: 2 }, "فصل"),
                (Role::Quotation, "قال الرجل كلمة."),
                (Role::TableRow, "البلد، السكان"),
                (Role::TableRow, "تونس، 12"),
            ],
        );
    }

    #[test]
    fn marks_that_mark_nothing_stay() {
        check("حاصل 2*3 و snake_case و 5 * 6\\* تمام", &[(Role::Body, "حاصل 2*3 و snake_case و 5 * 6* تمام")]);
    }
}
