//! Markdown to an article: headings, lists, quotations, tables, code; emphasis and links without their marks.
//!
//! CommonMark with the extensions of GitHub and of note-taking programs is parsed by `pulldown-cmark`, which is linear
//! by construction. Three things are read otherwise than CommonMark has it, because people write them so in Arabic: a
//! line that begins `١.` is an item, lines in `|` are a table without its row of dashes, and indented Arabic is no code.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::blocks::{self, Block, ITEM};
use super::dialect::{clean, is_diagram, is_module_code, rewritten, without_callout};
use super::source::text_of_tags;
use super::{Article, Role, front, is_arabic_letter, raised};

/// Reads an article from Markdown.
pub(super) fn read(text: &str) -> Article {
    let (front, start) = front::read(text);
    let mut reader = Reader::default();
    reader.parse(text, start, 0);
    blocks::article(front, reader.blocks)
}

/// Markup inside markup is looked into so often: text between the tags of a page may be Markdown.
const MOST_NESTED: usize = 1;

/// What is being read.
#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    open: Option<Open>,
    /// The lists that are open, by their numbers.
    lists: Vec<usize>,
    n_lists: usize,
    n_quotations: usize,
    /// How many elements are open whose text is not read: pictures, notes at the foot of the page.
    n_hidden: usize,
    /// The next text begins an item.
    begins_item: bool,
    /// The cells of the row.
    cells: Vec<String>,
    row: Range<usize>,
    is_raised: bool,
    html: Option<(String, Range<usize>)>,
    /// Where boxes of notes begin, which are written as items and are none.
    boxes: Vec<usize>,
}

/// A block that is being read: its lines, each with its bytes.
struct Open {
    role: Role,
    list: Option<usize>,
    lines: Vec<(String, Range<usize>)>,
    code: Option<Code>,
}

/// What is known of a block of code.
struct Code {
    has_language: bool,
    is_diagram: bool,
}

impl Open {
    fn new(role: Role) -> Open {
        Open { role, list: None, lines: Vec::new(), code: None }
    }

    fn push(&mut self, text: &str, source: Range<usize>) {
        match self.lines.last_mut() {
            Some((line, covered)) => {
                line.push_str(text);
                covered.start =
                    if covered.start == covered.end { source.start } else { covered.start.min(source.start) };
                covered.end = covered.end.max(source.end);
            }
            None => self.lines.push((text.to_owned(), source)),
        }
    }

    fn end_line(&mut self, at: usize) {
        self.lines.push((String::new(), at..at));
    }
}

impl Reader {
    fn parse(&mut self, text: &str, start: usize, depth: usize) {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_WIKILINKS;
        let (body, boxes) = rewritten(text.get(start..).unwrap_or_default());
        self.boxes = boxes.into_iter().map(|at| start + at).collect();
        // A link whose address stands nowhere is still a link; a word in brackets is not.
        let broken = |link: BrokenLink| match link.link_type {
            LinkType::Reference => Some((CowStr::from(""), CowStr::from(""))),
            _ => None,
        };
        let parser = Parser::new_with_broken_link_callback(&body, options, Some(broken));
        for (event, range) in parser.into_offset_iter() {
            self.event(event, start + range.start..start + range.end, depth);
        }
        self.close();
    }

    fn event(&mut self, event: Event, source: Range<usize>, depth: usize) {
        match event {
            Event::Start(tag) => self.start(tag, source),
            Event::End(tag) => self.end(tag, depth),
            Event::Text(text) if self.is_raised => self.text(&raised(&text), source),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text, source);
            }
            Event::Html(html) => match &mut self.html {
                Some((text, covered)) => {
                    text.push_str(&html);
                    covered.end = source.end;
                }
                None => self.html = Some((html.into_string(), source)),
            },
            Event::InlineHtml(tag) => {
                let name = tag.trim_start_matches(['<', '/']).to_ascii_lowercase();
                if name.starts_with("br") {
                    self.text(" ", source);
                } else if name.starts_with("sup") {
                    self.is_raised = !tag.starts_with("</");
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(open) = &mut self.open {
                    open.end_line(source.end);
                }
            }
            Event::Rule => self.close(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag, source: Range<usize>) {
        match tag {
            Tag::Paragraph => self.begin(),
            Tag::Heading { level, .. } => {
                self.close();
                self.open = Some(Open::new(Role::Heading { level: level_number(level) }));
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.n_quotations += 1;
            }
            Tag::CodeBlock(kind) => {
                self.close();
                let language = match &kind {
                    CodeBlockKind::Fenced(language) => language,
                    CodeBlockKind::Indented => "",
                };
                let code = Code { has_language: !language.trim().is_empty(), is_diagram: is_diagram(language) };
                self.open = Some(Open { code: Some(code), ..Open::new(Role::Code) });
            }
            Tag::List(_) => {
                self.close();
                self.n_lists += 1;
                self.lists.push(self.n_lists);
            }
            Tag::Item => {
                self.close();
                self.begins_item = self.boxes.binary_search(&source.start).is_err();
            }
            Tag::FootnoteDefinition(_) => {
                self.close();
                self.n_hidden += 1;
            }
            Tag::DefinitionListTitle | Tag::DefinitionListDefinition => self.begin(),
            Tag::TableHead | Tag::TableRow => {
                self.close();
                self.cells.clear();
                self.row = source;
            }
            Tag::TableCell => self.open = Some(Open::new(Role::TableRow)),
            Tag::Image { .. } => self.n_hidden += 1,
            Tag::Superscript => self.is_raised = true,
            Tag::Link { .. } => {
                if let Some(open) = &mut self.open {
                    open.push("", source);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, depth: usize) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition => self.close(),
            TagEnd::BlockQuote(_) => {
                self.close();
                self.n_quotations = self.n_quotations.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.close();
                self.begins_item = false;
            }
            TagEnd::FootnoteDefinition => {
                self.open = None;
                self.n_hidden = self.n_hidden.saturating_sub(1);
            }
            TagEnd::Image => self.n_hidden = self.n_hidden.saturating_sub(1),
            TagEnd::Superscript => self.is_raised = false,
            TagEnd::TableCell => {
                if let Some(open) = self.open.take() {
                    let cell = clean(&open.lines.into_iter().map(|(line, _)| line).collect::<String>());
                    self.cells.extend(Some(cell).filter(|cell| cell.chars().any(char::is_alphanumeric)));
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                let row = std::mem::take(&mut self.cells).join("، ");
                self.push(Block::new(Role::TableRow, row, self.row.clone()));
            }
            TagEnd::HtmlBlock => {
                if let Some((html, source)) = self.html.take() {
                    self.html_block(&html, source, depth);
                }
            }
            _ => {}
        }
    }

    /// Begins a block of running text, of whatever it stands in.
    fn begin(&mut self) {
        self.close();
        self.open = Some(match (self.begins_item, self.lists.last()) {
            (true, Some(&list)) => Open { list: Some(list), ..Open::new(ITEM) },
            _ if self.n_quotations > 0 => Open::new(Role::Quotation),
            _ => Open::new(Role::Body),
        });
        self.begins_item = false;
    }

    fn text(&mut self, text: &str, source: Range<usize>) {
        if self.n_hidden > 0 {
            return;
        }
        if self.open.is_none() {
            // The text of a tight item has no paragraph around it.
            self.begin();
        }
        if let Some(open) = &mut self.open {
            let mut lines = text.split('\n');
            open.push(lines.next().unwrap_or_default(), source.clone());
            for line in lines {
                open.end_line(source.end);
                open.push(line, source.clone());
            }
        }
    }

    /// Ends the open block.
    fn close(&mut self) {
        let Some(Open { role, list, mut lines, code }) = self.open.take() else { return };
        if self.n_hidden > 0 {
            return;
        }
        lines.retain(|(line, _)| !line.trim().is_empty());
        let (Some((first, start)), Some((_, end))) = (lines.first(), lines.last()) else { return };
        let source = start.start..end.end.max(start.end);
        // A diagram is for the eye.
        if code.as_ref().is_some_and(|code| code.is_diagram) {
            return;
        }
        if let Some(code) = code {
            let text = lines.iter().map(|(line, _)| line.trim()).collect::<Vec<_>>().join(" ");
            let arabic = text.chars().filter(|c| is_arabic_letter(*c)).count();
            let latin = text.chars().filter(char::is_ascii_alphabetic).count();
            let role = if code.has_language || latin >= arabic { Role::Code } else { Role::Body };
            return self.push(Block::new(role, super::fold_space(&text), source));
        }
        let is_text = matches!(role, Role::Body | Role::Quotation | Role::ListItem { .. });
        if is_text && lines.iter().all(|(line, _)| line.trim_start().starts_with('|')) {
            for (line, source) in lines {
                self.push(Block::new(Role::TableRow, row(&line), source));
            }
            return;
        }
        if is_text && lines.iter().all(|(line, _)| arabic_item(line).is_some()) {
            let list = list.unwrap_or_else(|| self.list_that_goes_on());
            for (line, source) in lines {
                let text = clean(arabic_item(&line).unwrap_or(&line));
                self.push(Block { list: Some(list), ..Block::new(ITEM, text, source) });
            }
            return;
        }
        if role == Role::Body && is_module_code(first) {
            return;
        }
        let text = clean(&lines.iter().map(|(line, _)| line.as_str()).collect::<Vec<_>>().join(" "));
        let text = if role == Role::Quotation { without_callout(&text).to_owned() } else { text };
        self.push(Block { list, ..Block::new(role, text, source) });
    }

    /// The list that the block before is an item of, or a new one.
    fn list_that_goes_on(&mut self) -> usize {
        match self.blocks.last().and_then(|block| block.list) {
            Some(list) => list,
            None => {
                self.n_lists += 1;
                self.n_lists
            }
        }
    }

    fn push(&mut self, block: Block) {
        if block.text.chars().any(char::is_alphanumeric) {
            self.blocks.push(block);
        }
    }

    /// Reads what stands between the tags of a page, which may be Markdown.
    fn html_block(&mut self, html: &str, source: Range<usize>, depth: usize) {
        let text = text_of_tags(html);
        if text.trim().is_empty() || self.n_hidden > 0 {
            return;
        }
        if depth == MOST_NESTED {
            self.push(Block::new(Role::Body, clean(&text), source));
            return;
        }
        let mut inner = Reader { n_lists: self.n_lists, ..Reader::default() };
        inner.parse(&text, 0, depth + 1);
        self.n_lists = inner.n_lists;
        self.blocks.extend(inner.blocks.into_iter().map(|block| Block { source: source.clone(), ..block }));
    }
}

/// Joins the cells of a line in `|`; a row of dashes has none.
fn row(line: &str) -> String {
    let cells = line.trim().trim_matches('|').split('|').map(clean);
    cells.filter(|cell| cell.chars().any(char::is_alphanumeric)).collect::<Vec<_>>().join("، ")
}

/// Returns the text of a line that begins like an item in Arabic digits, `١. ` or `١) `.
fn arabic_item(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|c: char| matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}'));
    let n_digits = (line.len() - rest.len()) / '٠'.len_utf8();
    let text = rest.strip_prefix(['.', ')', '-']).filter(|_| (1..=3).contains(&n_digits))?;
    text.starts_with([' ', '\u{a0}']).then(|| text.trim_start())
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests;
