//! A web page as what matters here: its elements in order, and the blocks of text between their boundaries.
//!
//! A block is what a reader sees as one paragraph, however it was marked up: the text of a `<p>`, a run of text in a
//! `<div>`, what stands between two `<br><br>`.

use std::ops::Range;

use scraper::{Html, Node};

use super::{furniture, is_arabic_letter, metadata::Metadata, source, without_reference_marks};

/// A parsed page.
pub(super) struct Page {
    /// Elements in document order; an element's descendants follow it directly. The first is the document itself.
    pub elements: Vec<Element>,
    /// Blocks in document order.
    pub blocks: Vec<Block>,
    /// What the page's head says.
    pub metadata: Metadata,
}

/// One element that is not skipped outright.
pub(super) struct Element {
    /// The element around it; the document is its own parent.
    pub parent: usize,
    /// How many elements are around it.
    pub depth: usize,
    /// The tag, in lower case.
    pub tag: String,
    /// The words of its classes and id, in lower case, each name parted by a space as printed.
    pub names: String,
    /// Its ARIA role.
    pub role: String,
    /// Its `itemprop`.
    pub itemprop: String,
    /// Its `aria-label`.
    pub label: String,
    /// It is hidden by an attribute or an inline style.
    pub is_hidden: bool,
    /// A form control stands directly in it.
    pub has_control: bool,
    /// The blocks in it.
    pub blocks: Range<usize>,
    /// The first element after its descendants.
    pub end: usize,
}

/// One block of text.
pub(super) struct Block {
    /// White space folded.
    pub text: String,
    /// The innermost element around all of its text.
    pub element: usize,
    /// Letters and digits.
    pub letters: usize,
    /// Letters and digits inside links.
    pub link_letters: usize,
    /// It has an Arabic letter.
    pub is_arabic: bool,
}

impl Page {
    /// Parses a page. A page that no browser would show as written is flattened first.
    pub(super) fn parse(html: &str) -> Page {
        if source::is_hostile(html) {
            return build(&Html::parse_document(&source::flatten(html)));
        }
        build(&Html::parse_document(html))
    }

    /// Counts the letters in blocks that `wanted` accepts, as running sums: `sums[b] - sums[a]` for blocks `a..b`.
    pub(super) fn sums(&self, wanted: impl Fn(usize, &Block) -> usize) -> Vec<usize> {
        let mut sums = vec![0];
        let mut sum = 0;
        for (i, block) in self.blocks.iter().enumerate() {
            sum += wanted(i, block);
            sums.push(sum);
        }
        sums
    }

    /// Returns the element and those around it, innermost first.
    pub(super) fn around(&self, element: usize) -> impl Iterator<Item = usize> + '_ {
        let mut next = Some(element);
        std::iter::from_fn(move || {
            let current = next?;
            let parent = self.elements.get(current)?.parent;
            next = (parent != current).then_some(parent);
            Some(current)
        })
    }

    /// Returns the nearest element, from `element` outwards, with one of these tags.
    pub(super) fn nearest(&self, element: usize, tags: &[&str]) -> Option<usize> {
        self.around(element).find(|&around| self.elements.get(around).is_some_and(|e| tags.contains(&e.tag.as_str())))
    }

    /// Says whether `inner` is `outer` or inside it.
    pub(super) fn is_inside(&self, inner: usize, outer: usize) -> bool {
        self.elements.get(outer).is_some_and(|element| (outer..element.end).contains(&inner))
    }

    /// Returns the innermost element around both.
    pub(super) fn common(&self, one: usize, other: usize) -> usize {
        common(&self.elements, one, other)
    }
}

impl Block {
    /// Says whether most of the block is a link.
    pub(super) fn is_link(&self) -> bool {
        self.link_letters * 10 > self.letters * 8
    }

    /// Says whether this is running text: a sentence at least, and not made of links.
    pub(super) fn is_prose(&self) -> bool {
        let ends = self
            .text
            .trim_end()
            .trim_end_matches(['"', '»', '”', ')', ']'])
            .ends_with(['.', '؟', '!', '…', ':', '؛', '،']);
        let is_sentence = self.text.contains(['.', '،', '؟', '؛', '!', ':', '…']) || self.letters >= 120;
        let is_linked = self.link_letters * 2 > self.letters && !(ends && self.letters >= 100 && !self.is_link());
        self.is_arabic && self.letters >= 50 && is_sentence && !is_linked
    }
}

/// The run of text being collected between two block boundaries, line by line.
#[derive(Default)]
struct Run {
    lines: Vec<Line>,
    /// Line breaks since the last text.
    breaks: usize,
}

struct Line {
    text: String,
    letters: usize,
    link_letters: usize,
    is_arabic: bool,
    element: usize,
    breaks_before: usize,
    wants_space: bool,
}

fn build(html: &Html) -> Page {
    let document = Element {
        parent: 0,
        depth: 0,
        tag: String::new(),
        names: String::new(),
        role: String::new(),
        itemprop: String::new(),
        label: String::new(),
        is_hidden: false,
        has_control: false,
        blocks: 0..0,
        end: 1,
    };
    let mut elements = vec![document];
    let mut blocks = Vec::new();
    let mut metadata = Metadata::default();
    let mut run = Run::default();
    let mut links = 0usize;
    let mut open = 0;

    let mut node = html.tree.root();
    'walk: loop {
        let mut enters = true;
        match node.value() {
            Node::Text(text) => {
                run.push(&elements, open, text, links > 0);
                metadata.hear(text);
            }
            Node::Element(element) => {
                let tag = element.name();
                metadata.see(element, || {
                    node.descendants()
                        .filter_map(|inner| inner.value().as_text().map(|text| text.to_string()))
                        .collect()
                });
                let is_reference = tag == "sup" && {
                    let text: String = node
                        .descendants()
                        .take(8)
                        .filter_map(|inner| inner.value().as_text().map(|text| text.to_string()))
                        .collect();
                    is_reference(&text)
                };
                if is_reference || furniture::is_skipped(element) {
                    enters = false;
                    if furniture::is_control(tag)
                        && let Some(around) = elements.get_mut(open)
                    {
                        around.has_control = true;
                    }
                    if furniture::is_block(element) {
                        run.flush(&elements, &mut blocks);
                    }
                } else if tag == "br" {
                    run.breaks += 1;
                    enters = false;
                } else {
                    if furniture::is_block(element) {
                        run.flush(&elements, &mut blocks);
                    }
                    links += usize::from(tag == "a");
                    let depth = elements.get(open).map_or(0, |around| around.depth) + 1;
                    elements.push(Element::new(element, open, depth, blocks.len()));
                    open = elements.len() - 1;
                    metadata.open(&elements, open);
                }
            }
            _ => {}
        }
        if enters && let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        // Closes what ends here, outwards to the next sibling.
        let mut closes = enters;
        loop {
            if closes && let Node::Element(element) = node.value() {
                if furniture::is_block(element) {
                    run.flush(&elements, &mut blocks);
                }
                links -= usize::from(element.name() == "a" && links > 0);
                let n_elements = elements.len();
                let n_blocks = blocks.len() + usize::from(!run.lines.is_empty());
                metadata.close(open);
                if let Some(closed) = elements.get_mut(open) {
                    closed.end = n_elements;
                    closed.blocks.end = n_blocks;
                    open = closed.parent;
                }
            }
            if let Some(sibling) = node.next_sibling() {
                node = sibling;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => break 'walk,
            }
            closes = true;
        }
    }
    run.flush(&elements, &mut blocks);
    for block in &mut blocks {
        if block.text.contains('[') {
            block.text = without_reference_marks(&block.text).into_owned();
        }
    }
    let (n_elements, n_blocks) = (elements.len(), blocks.len());
    if let Some(document) = elements.first_mut() {
        document.end = n_elements;
        document.blocks = 0..n_blocks;
    }
    Page { elements, blocks, metadata }
}

impl Element {
    fn new(element: &scraper::node::Element, parent: usize, depth: usize, first_block: usize) -> Element {
        let attr = |name: &str| element.attr(name).unwrap_or_default().trim();
        let named = ["class", "id", "aria-labelledby", "data-component", "data-testid"]
            .map(|name| furniture::words(attr(name)));
        let names = named.iter().filter(|names| !names.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ");
        let style: String =
            attr("style").chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        let is_hidden = element.attr("hidden").is_some()
            || attr("aria-hidden") == "true"
            || style.contains("display:none")
            || style.contains("visibility:hidden");
        Element {
            parent,
            depth,
            tag: element.name().to_owned(),
            names,
            role: attr("role").to_ascii_lowercase(),
            itemprop: attr("itemprop").to_owned(),
            label: attr("aria-label").to_owned(),
            is_hidden,
            has_control: false,
            blocks: first_block..first_block,
            end: 0,
        }
    }
}

impl Run {
    fn push(&mut self, elements: &[Element], element: usize, text: &str, in_link: bool) {
        let mut breaks = std::mem::take(&mut self.breaks);
        let starts_line = self.lines.is_empty() || breaks > 0;
        if text.chars().all(char::is_whitespace) {
            // Space between two line breaks parts nothing.
            self.breaks = breaks;
            if let Some(line) = self.lines.last_mut() {
                line.wants_space |= breaks == 0 && !text.is_empty();
            }
            return;
        }
        if starts_line {
            if self.lines.is_empty() {
                breaks = 0;
            }
            self.lines.push(Line {
                text: String::new(),
                letters: 0,
                link_letters: 0,
                is_arabic: false,
                element,
                breaks_before: breaks,
                wants_space: false,
            });
        }
        let Some(line) = self.lines.last_mut() else { return };
        line.element = common(elements, line.element, element);
        for c in text.chars() {
            if c.is_whitespace() {
                line.wants_space = true;
                continue;
            }
            if std::mem::take(&mut line.wants_space) && !line.text.is_empty() {
                line.text.push(' ');
            }
            line.text.push(c);
            if c.is_alphanumeric() {
                line.letters += 1;
                line.link_letters += usize::from(in_link);
                line.is_arabic |= is_arabic_letter(c);
            }
        }
    }

    /// Ends the run: its lines become blocks, parted where the author parted them.
    fn flush(&mut self, elements: &[Element], blocks: &mut Vec<Block>) {
        self.breaks = 0;
        let lines = std::mem::take(&mut self.lines);
        let has_empty_lines = lines.iter().any(|line| line.breaks_before > 1);
        let mut open: Option<Block> = None;
        for line in lines {
            let parts = match &open {
                Some(block) => {
                    line.breaks_before > 0 && parts(&block.text, &line.text, line.breaks_before, has_empty_lines)
                }
                None => true,
            };
            if parts {
                blocks.extend(open.replace(Block {
                    text: line.text,
                    element: line.element,
                    letters: line.letters,
                    link_letters: line.link_letters,
                    is_arabic: line.is_arabic,
                }));
            } else if let Some(block) = &mut open {
                block.text.push(' ');
                block.text.push_str(&line.text);
                block.element = common(elements, block.element, line.element);
                block.letters += line.letters;
                block.link_letters += line.link_letters;
                block.is_arabic |= line.is_arabic;
            }
        }
        blocks.extend(open);
    }
}

/// Says whether a line break parts two paragraphs. Two breaks always do; one does in text that has no empty lines,
/// where the line before it ends a sentence or is short as a verse or an item is.
fn parts(before: &str, after: &str, breaks: usize, has_empty_lines: bool) -> bool {
    if breaks > 1 {
        return true;
    }
    let ends_sentence = before.trim_end_matches(['"', '»', '”', ')', ']']).ends_with(['.', '؟', '!', '…', ':']);
    let is_item = |line: &str| {
        let digits = line.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '\u{660}'..='\u{669}'));
        line.starts_with(['-', '–', '•', '*', '●', '▪', '◆'])
            || digits.len() < line.len() && digits.starts_with(['-', '.', ')', '–'])
    };
    if is_item(after) || is_item(before) {
        return true;
    }
    !has_empty_lines && (ends_sentence || before.chars().count() < 60)
}

fn common(elements: &[Element], mut one: usize, mut other: usize) -> usize {
    while one != other {
        let (Some(first), Some(second)) = (elements.get(one), elements.get(other)) else { return 0 };
        if first.depth >= second.depth {
            one = first.parent;
        } else {
            other = second.parent;
        }
        if first.depth == 0 && second.depth == 0 {
            return 0;
        }
    }
    one
}

/// Says whether a superscript is a reference mark: `[12]`, `[ملاحظة 1]`, `[؟]`.
fn is_reference(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('[') && text.ends_with(']') && text.chars().count() <= 24
}
