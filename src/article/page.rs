//! A web page as what matters here: its elements in order, and the blocks of text between their boundaries.
//!
//! A block is what a reader sees as one paragraph, however it was marked up: the text of a `<p>`, a run of text in a
//! `<div>`, what stands between two `<br><br>`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use ego_tree::NodeRef;
use scraper::{Html, Node};

use super::furniture::{self, Furniture, Names};
use super::{is_alphanumeric, is_arabic_letter, metadata::Metadata, noise, source, views, without_reference_marks};

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
    /// The words of its classes, in lower case, each name parted by a space as printed.
    pub names: String,
    /// The words of its id, in the same way; empty where the id is an anchor's text or a made-up token.
    pub id: String,
    /// What its classes and its id say of it.
    pub named: Option<Furniture>,
    /// Its ARIA role.
    pub role: String,
    /// Its `itemprop`.
    pub itemprop: String,
    /// Its `aria-label`.
    pub label: String,
    /// It is hidden by an attribute or an inline style.
    pub is_hidden: bool,
    /// An attribute or an inline style sets it in large type.
    pub is_large: bool,
    /// A link without any text is laid over it.
    pub is_covered: bool,
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
    /// What it says is what furniture says (see `noise`).
    pub says_furniture: bool,
    /// It is a footnote: it begins with a link back to its mark in the text.
    pub is_note: bool,
    /// The one address that all of it links to.
    href: Option<u32>,
    is_prose: bool,
    is_sentence: bool,
}

/// Which of a document's parts are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// What a browser shows as the page arrives.
    Shown,
    /// What a script might put in later, too: the contents of `<template>`.
    Templates,
}

impl Page {
    /// Reads a parsed document.
    pub(super) fn new(document: &Html, scope: Scope) -> Page {
        build(document, scope)
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

    /// Returns the blocks in an element.
    pub(super) fn blocks_of(&self, element: usize) -> Range<usize> {
        let blocks = &self.elements[element].blocks;
        let end = blocks.end.min(self.blocks.len());
        blocks.start.min(end)..end
    }

    /// Returns what running sums ([`Page::sums`]) say of the blocks in an element.
    pub(super) fn inside(&self, sums: &[usize], element: &Element) -> usize {
        let n_blocks = self.blocks.len();
        sums[element.blocks.end.min(n_blocks)].saturating_sub(sums[element.blocks.start.min(n_blocks)])
    }

    /// Returns the elements directly in an element.
    pub(super) fn children(&self, element: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.elements[element].end;
        let mut next = element + 1;
        std::iter::from_fn(move || {
            let child = Some(next).filter(|&next| next < end)?;
            next = self.elements[child].end.max(child + 1);
            Some(child)
        })
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

/// Parses a document, once. One that no browser would show as written is flattened first.
pub(super) fn parse(html: &str) -> Html {
    if source::is_hostile(html) { Html::parse_document(&source::flatten(html)) } else { Html::parse_document(html) }
}

impl Block {
    /// Says whether most of the block is a link.
    pub(super) fn is_link(&self) -> bool {
        self.link_letters * 10 > self.letters * 8
    }

    /// Says whether this is running text: a sentence at least, and not made of links.
    pub(super) fn is_prose(&self) -> bool {
        self.is_prose
    }

    /// Says whether a block is a sentence, however short.
    pub(super) fn is_sentence(&self) -> bool {
        self.is_sentence
    }

    /// Looks at the whole block, once it is whole.
    fn judge(&mut self) {
        (self.is_prose, self.is_sentence) = (self.looks_like_prose(), self.looks_like_sentence());
        self.says_furniture = noise::is_furniture(&self.text);
    }

    fn looks_like_prose(&self) -> bool {
        if !self.is_arabic || self.letters < 50 {
            return false;
        }
        let ends = self
            .text
            .trim_end()
            .trim_end_matches(['"', '»', '”', ')', ']'])
            .ends_with(['.', '؟', '!', '…', ':', '؛', '،']);
        let is_sentence = self.text.contains(['.', '،', '؟', '؛', '!', ':', '…']) || self.letters >= 120;
        let is_linked = self.link_letters * 2 > self.letters && !(ends && self.letters >= 100 && !self.is_link());
        is_sentence && !is_linked
    }

    fn looks_like_sentence(&self) -> bool {
        let text = self.text.trim_end_matches(['"', '»', '”', '\'', '’', ')']);
        self.is_arabic
            && !self.is_link()
            && text.ends_with(['.', '؟', '!', '…', ':', '؛'])
            && text.split_whitespace().count() >= 3
    }
}

/// The run of text being collected between two block boundaries, line by line.
#[derive(Default)]
struct Run {
    lines: Vec<Line>,
    /// Line breaks since the last text.
    breaks: usize,
    /// The text to come is set off from the text before it, though no white space stands between them.
    wants_space: bool,
}

/// A link that text stands in.
#[derive(Debug, Clone, Copy)]
struct Link {
    /// The number of its address, if it has one.
    address: Option<u32>,
    /// It leads to a place on the same page.
    is_inside: bool,
}

struct Line {
    text: String,
    letters: usize,
    link_letters: usize,
    is_arabic: bool,
    element: usize,
    breaks_before: usize,
    wants_space: bool,
    is_note: bool,
    /// The address that all of it links to so far; nothing before the first text.
    href: Option<Option<u32>>,
}

fn build(html: &Html, scope: Scope) -> Page {
    let document = Element {
        parent: 0,
        depth: 0,
        tag: String::new(),
        names: String::new(),
        id: String::new(),
        named: None,
        role: String::new(),
        itemprop: String::new(),
        label: String::new(),
        is_hidden: false,
        is_large: false,
        is_covered: false,
        has_control: false,
        blocks: 0..0,
        end: 1,
    };
    let mut elements = vec![document];
    let mut blocks = Vec::new();
    let mut metadata = Metadata::default();
    let mut run = Run::default();
    let mut links: Vec<Link> = Vec::new();
    let mut addresses: HashMap<String, u32> = HashMap::new();
    let mut names = Names::default();
    let mut raised = 0usize;
    let mut open = 0;

    let mut node = html.tree.root();
    'walk: loop {
        let mut enters = true;
        match node.value() {
            Node::Text(text) => {
                let text: Cow<str> = if raised > 0 { raise(text) } else { Cow::Borrowed(text) };
                run.push(&elements, open, &text, links.last().copied());
                // The letters drawn for want of a picture are no part of the name.
                let is_picture = text.trim().chars().nth(3).is_none()
                    && elements.get(open).is_some_and(|e| furniture::has_word(e, &["avatar", "initials"]));
                if !is_picture {
                    metadata.visit_text(&text);
                }
            }
            Node::Element(element) => {
                let tag = element.name();
                metadata.visit_element(element, || {
                    node.descendants()
                        .filter_map(|inner| inner.value().as_text().map(|text| text.to_string()))
                        .collect()
                });
                let is_reference = tag == "sup" && is_reference(&node);
                let is_mark = is_reference
                    || is_anchor_mark(element, &node)
                    || matches!(tag, "span" | "i") && is_sign_beside_question(&node)
                    || run.is_at_start() && is_drawn_bullet(element, &node);
                let is_read_later = tag == "template"
                    && (scope == Scope::Templates || element.attr("shadowrootmode").is_some_and(|mode| mode == "open"));
                let is_question = is_folded_question(element, &node);
                if is_mark || !is_read_later && !is_question && furniture::is_skipped(element) {
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
                    metadata.visit_boundary();
                    enters = false;
                } else {
                    if is_question || furniture::is_block(element) {
                        run.flush(&elements, &mut blocks);
                        metadata.visit_boundary();
                    }
                    if is_link(element) {
                        let href = element.attr("href").map(str::trim);
                        let leads_on = href.is_some_and(|href| !href.is_empty() && !href.starts_with('#'));
                        if leads_on
                            && !node.has_children()
                            && let Some(around) = elements.get_mut(open)
                        {
                            around.is_covered = true;
                        }
                        let n = u32::try_from(addresses.len()).unwrap_or(u32::MAX);
                        links.push(Link {
                            address: href.map(|href| *addresses.entry(href.to_owned()).or_insert(n)),
                            is_inside: href.is_some_and(|href| href.starts_with('#')),
                        });
                    }
                    raised += usize::from(tag == "sup");
                    run.wants_space |= tag == "span" && follows_phrase(&node);
                    let depth = elements.get(open).map_or(0, |around| around.depth) + 1;
                    elements.push(Element::new(element, open, depth, blocks.len(), &mut names));
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
                // Of buttons only questions are entered.
                if element.name() == "button" || furniture::is_block(element) {
                    run.flush(&elements, &mut blocks);
                    metadata.visit_boundary();
                }
                if is_link(element) {
                    links.pop();
                }
                raised -= usize::from(element.name() == "sup");
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
    unlink_text(&mut blocks);
    link_covered(&elements, &mut blocks);
    blocks.iter_mut().for_each(Block::judge);
    let (n_elements, n_blocks) = (elements.len(), blocks.len());
    if let Some(document) = elements.first_mut() {
        document.end = n_elements;
        document.blocks = 0..n_blocks;
    }
    Page { elements, blocks, metadata }
}

impl Element {
    fn new(
        element: &scraper::node::Element,
        parent: usize,
        depth: usize,
        first_block: usize,
        judges: &mut Names,
    ) -> Element {
        // One walk over them: to ask for each by its name costs more than all else here.
        let (mut classes, mut id, mut role, mut itemprop, mut label, mut style, mut size) =
            ("", "", "", "", "", "", "");
        let mut more_names = [""; 3];
        let mut is_hidden = false;
        for (name, value) in element.attrs() {
            let value = value.trim();
            match name {
                "class" => classes = value,
                "aria-labelledby" => more_names[0] = value,
                "data-component" => more_names[1] = value,
                "data-testid" => more_names[2] = value,
                "id" => id = value,
                "role" => role = value,
                "itemprop" => itemprop = value,
                "aria-label" => label = value,
                "style" => style = value,
                "size" => size = value,
                "hidden" => is_hidden = true,
                "aria-hidden" => is_hidden |= value == "true",
                _ => {}
            }
        }
        let mut names = furniture::words(classes);
        for name in more_names.into_iter().filter(|name| !name.is_empty()) {
            if !names.is_empty() {
                names.push(' ');
            }
            names.push_str(&furniture::words(name));
        }
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        is_hidden |= style.contains("display:none") || style.contains("visibility:hidden");
        let id = furniture::id_words(id, element.name());
        let is_large = element.name() == "font" && is_large_size(size) || is_large_style(&style);
        Element {
            parent,
            depth,
            tag: element.name().to_owned(),
            named: judges.judge(&names, &id),
            names,
            id,
            role: role.to_ascii_lowercase(),
            itemprop: itemprop.to_owned(),
            label: label.to_owned(),
            is_hidden,
            is_large,
            is_covered: false,
            has_control: false,
            blocks: first_block..first_block,
            end: 0,
        }
    }
}

impl Run {
    /// Says whether the next text begins a block.
    fn is_at_start(&self) -> bool {
        self.lines.is_empty() || self.breaks > 0
    }

    fn push(&mut self, elements: &[Element], element: usize, text: &str, link: Option<Link>) {
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
                is_note: link.is_some_and(|link| link.is_inside) && is_reference_mark(text),
                href: None,
            });
        }
        let wants_space = std::mem::take(&mut self.wants_space);
        let Some(line) = self.lines.last_mut() else { return };
        line.wants_space |= wants_space;
        let address = link.and_then(|link| link.address);
        line.href = Some(line.href.map_or(address, |href| href.filter(|_| href == address)));
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
            if is_alphanumeric(c) {
                line.letters += 1;
                line.link_letters += usize::from(link.is_some());
                line.is_arabic |= is_arabic_letter(c);
            }
        }
    }

    /// Ends the run: its lines become blocks, parted where the author parted them.
    fn flush(&mut self, elements: &[Element], blocks: &mut Vec<Block>) {
        self.breaks = 0;
        self.wants_space = false;
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
                    says_furniture: false,
                    is_note: line.is_note,
                    href: line.href.flatten(),
                    is_prose: false,
                    is_sentence: false,
                }));
            } else if let Some(block) = &mut open {
                block.text.push(' ');
                block.text.push_str(&line.text);
                block.element = common(elements, block.element, line.element);
                block.letters += line.letters;
                block.link_letters += line.link_letters;
                block.is_arabic |= line.is_arabic;
                block.href = block.href.filter(|_| block.href == line.href.flatten());
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

/// Says whether an element is a link: an `<a>` with an address, or one that a script makes so, but no target of links.
fn is_link(element: &scraper::node::Element) -> bool {
    element.name() == "a"
        && (element.attr("href").is_some() || element.attr("name").is_none() && element.attr("id").is_none())
}

/// Says whether a superscript is a reference mark: `[12]`, `[ملاحظة 1]`, or a link to a note on the same page.
fn is_reference(node: &NodeRef<Node>) -> bool {
    let text: String =
        node.descendants().take(8).filter_map(|inner| inner.value().as_text().map(|text| text.to_string())).collect();
    let leads_to_note = |inner: NodeRef<Node>| {
        inner.value().as_element().and_then(|element| element.attr("href")).is_some_and(|href| href.starts_with('#'))
    };
    is_reference_mark(&text) || text.trim().chars().count() <= 4 && node.descendants().take(8).any(leads_to_note)
}

fn is_reference_mark(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "↑" | "^" | "↩") || text.starts_with('[') && text.ends_with(']') && text.chars().count() <= 24
}

/// Says whether an element is the mark of a heading's own address: a link to it that says `#` or `¶`.
fn is_anchor_mark(element: &scraper::node::Element, node: &NodeRef<Node>) -> bool {
    let leads_here = element.name() == "a" && element.attr("href").is_some_and(|href| href.contains('#'));
    leads_here && {
        let mut text =
            node.descendants().take(4).filter_map(|inner| inner.value().as_text()).flat_map(|text| text.trim().chars());
        matches!(text.next(), Some('#' | '¶' | '§')) && text.next().is_none()
    }
}

/// Says whether an element is a bullet that a word processor drew with a letter: `o` in Courier New, `§` in Wingdings.
fn is_drawn_bullet(element: &scraper::node::Element, node: &NodeRef<Node>) -> bool {
    let style = element.attr("style").unwrap_or_default().to_ascii_lowercase();
    let is_drawn = ["wingdings", "webdings", "symbol", "courier new", "mso-list:ignore", "mso-list: ignore"];
    if element.name() != "span" || !is_drawn.iter().any(|mark| style.contains(mark)) {
        return false;
    }
    let mut letters = node.descendants().take(12).filter_map(|inner| inner.value().as_text()).flat_map(|t| t.chars());
    letters.by_ref().find(|c| !c.is_whitespace()).is_some() && letters.all(char::is_whitespace)
}

/// Says whether an element is a question that unfolds its answer: a button for it, whose text asks.
fn is_folded_question(element: &scraper::node::Element, node: &NodeRef<Node>) -> bool {
    let unfolds = ["aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle", "data-target", "data-bs-target"];
    let is_named = || {
        let names = ["accordion", "collaps", "faq", "question"];
        element.classes().any(|class| names.iter().any(|name| class.to_ascii_lowercase().contains(name)))
    };
    let unfolds_it = || {
        let is_element = |node: &NodeRef<Node>| node.value().is_element();
        let answer = node.next_siblings().find(is_element);
        let is_box =
            answer.and_then(|answer| Some(matches!(answer.value().as_element()?.name(), "div" | "p" | "section")));
        let n_words = |node: NodeRef<Node>| -> usize {
            let texts = node.descendants().take(40).filter_map(|inner| inner.value().as_text());
            texts.map(|text| text.split_whitespace().count()).sum()
        };
        is_box == Some(true) && answer.is_some_and(|answer| n_words(answer) >= 5)
    };
    element.name() == "button"
        && (unfolds.iter().any(|name| element.attr(name).is_some()) || is_named() || unfolds_it())
        && {
            let text: String = node
                .descendants()
                .take(24)
                .filter_map(|inner| inner.value().as_text().map(|text| text.to_string()))
                .collect();
            let text = text.trim_end_matches(|c: char| c.is_whitespace() || is_unfolding_sign(c));
            text.ends_with(['؟', '?']) && text.split_whitespace().nth(1).is_some()
        }
}

/// Says whether a sign shows that something unfolds.
fn is_unfolding_sign(c: char) -> bool {
    matches!(c, '+' | '-' | '−' | '–' | '×' | '▼' | '▾' | '▸' | '▶' | '⌄' | '˅' | '↓' | '›' | '‹' | '➕')
}

/// Says whether an element is the sign beside a question that unfolds its answer.
fn is_sign_beside_question(node: &NodeRef<Node>) -> bool {
    let asks = || {
        node.ancestors().take(2).any(|around| {
            around.value().as_element().is_some_and(|element| matches!(element.name(), "button" | "summary"))
        })
    };
    let mut signs =
        node.descendants().take(4).filter_map(|inner| inner.value().as_text()).flat_map(|text| text.trim().chars());
    signs.next().is_some_and(is_unfolding_sign) && signs.next().is_none() && asks()
}

/// Says whether a span stands right after another of several words: two hemistichs, set apart by the style alone.
fn follows_phrase(node: &NodeRef<Node>) -> bool {
    node.prev_sibling().is_some_and(|before| {
        before.value().as_element().is_some_and(|element| element.name() == "span")
            && before
                .descendants()
                .take(6)
                .filter_map(|inner| inner.value().as_text())
                .any(|text| text.split_whitespace().nth(1).is_some())
    })
}

/// Writes digits as they are raised: `10⁶`.
fn raise(text: &str) -> Cow<'_, str> {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let raised = |c: char| match c {
        '0'..='9' | '\u{660}'..='\u{669}' => DIGITS.get(u32::from(c) as usize & 0xf).copied(),
        '-' | '−' => Some('⁻'),
        _ => None,
    };
    match text.trim().chars().map(raised).collect::<Option<String>>() {
        Some(digits) => Cow::Owned(digits),
        None => Cow::Borrowed(text),
    }
}

/// Says whether a size of `<font>` is large: 5 to 7, or two more than the usual.
fn is_large_size(size: &str) -> bool {
    match size.strip_prefix('+') {
        Some(more) => more.parse().is_ok_and(|more: u8| more >= 2),
        None => size.parse().is_ok_and(|size: u8| size >= 5),
    }
}

/// Says whether a style, without white space, sets type of one and a half times the usual size.
fn is_large_style(style: &str) -> bool {
    let Some(told) = style.split(';').find_map(|rule| rule.strip_prefix("font-size:")) else { return false };
    let at_least = |unit: &str, least: f32| {
        told.strip_suffix(unit).and_then(|number| number.parse::<f32>().ok()).is_some_and(|number| number >= least)
    };
    matches!(told, "x-large" | "xx-large" | "xxx-large")
        || at_least("px", 24.0)
        || at_least("pt", 18.0)
        || at_least("em", 1.5)
        || at_least("%", 150.0)
}

/// Makes links of the blocks of small boxes that a link without text is laid over, such as the next and the previous story.
fn link_covered(elements: &[Element], blocks: &mut [Block]) {
    const MOST_LETTERS: usize = 250;
    for (i, element) in elements.iter().enumerate().filter(|(_, element)| element.is_covered) {
        let end = element.blocks.end.min(blocks.len());
        let Some(inside) = blocks.get_mut(element.blocks.start.min(end)..end) else { continue };
        // Beside its text, and not over it, an empty link is a slip or a mark.
        let is_over =
            views::is_box(&element.tag) && inside.iter().all(|block| block.element > i && block.element < element.end);
        if is_over && inside.len() <= 4 && inside.iter().map(|block| block.letters).sum::<usize>() <= MOST_LETTERS {
            inside.iter_mut().for_each(|block| block.link_letters = block.letters);
        }
    }
}

/// Takes text out of a link that was never closed: several paragraphs of running text that lead to the same address.
fn unlink_text(blocks: &mut [Block]) {
    let is_told = |block: &Block| {
        block.is_link() && block.letters >= 50 && block.text.ends_with(['.', '؟', '!', '…', '»', '"', ':'])
    };
    let mut start = 0;
    while start < blocks.len() {
        let href = blocks[start].href;
        let same = blocks[start..].iter().take_while(|block| block.href == href).count();
        let run = &mut blocks[start..start + same];
        if href.is_some() && run.iter().filter(|block| is_told(block)).nth(1).is_some() {
            let is_text = |block: &&mut Block| block.letters >= 20;
            run.iter_mut().filter(is_text).for_each(|block| block.link_letters = 0);
        }
        start += same;
    }
}
