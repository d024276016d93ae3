//! Taking the site away from around the article.
//!
//! Every removal is a hypothesis: a name, a phrase, a heading says that something is furniture. Names and phrases lie,
//! so each is weighed against what the views of the page agree on ([`views`]): one that would take too
//! much of the agreed text is not made, or a gentler one is tried. However many are made, most of it remains.

use super::furniture::{self, Furniture};
use super::noise::{self, Section};
use super::page::{Block, Element, Page};
use super::{title, views};
use std::ops::Range;

/// Says for each block whether it is furniture.
pub(super) fn removed(page: &Page, agreed: &[bool]) -> Vec<bool> {
    let mut removal = Removal::new(page, agreed);
    removal.remove_phrases();
    removal.remove_named();
    removal.remove_sections();
    removal.remove_cards();
    removal.remove_apparatus();
    removal.removed
}

struct Removal<'a> {
    page: &'a Page,
    agreed: &'a [bool],
    /// How many letters of agreed text may still go.
    left: usize,
    /// Running sums of the letters of running text.
    prose: Vec<usize>,
    removed: Vec<bool>,
}

impl<'a> Removal<'a> {
    fn new(page: &'a Page, agreed: &'a [bool]) -> Self {
        let total: usize =
            page.blocks.iter().zip(agreed).filter(|(_, agreed)| **agreed).map(|(block, _)| block.letters).sum();
        let prose = page.sums(|_, block| if block.is_prose() && !block.says_furniture { block.letters } else { 0 });
        // Half of what is agreed must remain to explain the page.
        Self { page, agreed, left: total / 2, prose, removed: vec![false; page.blocks.len()] }
    }

    /// Takes blocks away, unless what remained would not explain the page.
    fn remove(&mut self, blocks: impl Iterator<Item = usize> + Clone) -> bool {
        let cost = blocks.clone().filter(|&i| self.agreed[i] && !self.removed[i]).map(|i| self.page.blocks[i].letters);
        let cost: usize = cost.sum();
        if cost > self.left {
            return false;
        }
        self.left -= cost;
        blocks.for_each(|i| self.removed[i] = true);
        true
    }

    /// Takes away the blocks that an element holds whole; of a block around it, it is only a part.
    fn remove_element(&mut self, element: usize) -> bool {
        let page = self.page;
        self.remove(page.blocks_of(element).filter(move |&i| page.is_inside(page.blocks[i].element, element)))
    }

    /// Takes away what says of itself that it is furniture, and footnotes.
    fn remove_phrases(&mut self) {
        for (i, block) in self.page.blocks.iter().enumerate() {
            if block.is_note || block.says_furniture && !self.is_part_of_text(i) {
                self.remove(i..i + 1);
            }
        }
    }

    /// Takes away what tags, roles and names call furniture.
    fn remove_named(&mut self) {
        let page = self.page;
        let told = page.sums(|i, block| usize::from(block.is_sentence() && !self.removed[i]));
        let letters = page.sums(|_, block| block.letters);
        let links = page.sums(|_, block| block.link_letters);
        let mut gone = vec![false; page.elements.len()];
        for (i, element) in page.elements.iter().enumerate().skip(1) {
            if gone[element.parent] {
                gone[i] = true;
                continue;
            }
            let letters_inside = page.inside(&letters, element);
            let links_inside = page.inside(&links, element).min(letters_inside);
            let prose_inside = page.inside(&self.prose, element);
            let is_furniture = match furniture::judge(element) {
                Some(Furniture::Sure) => !is_quotation_source(page, i),
                Some(Furniture::Likely) if is_heading(&element.tag) => false,
                Some(Furniture::Likely) => {
                    let is_told =
                        prose_inside > 0 || page.inside(&told, element) > 0 || letters_inside - links_inside >= 150;
                    !is_told || links_inside * 10 > letters_inside * 6
                }
                // What unfolds to links, such as the other parts of a series.
                None => element.tag == "details" && links_inside * 2 > letters_inside,
            };
            // A box with a form control in it asks for something.
            let asks = element.has_control
                && letters_inside < 200
                && !matches!(element.tag.as_str(), "body" | "html" | "main" | "article");
            gone[i] = (is_furniture || asks)
                && (self.is_comments(element) && self.closes_with(page.blocks_of(i)) || self.remove_element(i));
        }
    }

    /// Says whether an element is named for what readers write.
    fn is_comments(&self, element: &Element) -> bool {
        furniture::has_word(
            element,
            &["comments", "comment", "respond", "disqus", "commentlist", "discussion", "replies"],
        )
    }

    /// Takes away what follows the article, however much of it there is: readers may well write more than the author.
    fn closes_with(&mut self, blocks: Range<usize>) -> bool {
        let is_after = self.prose[blocks.start] > 150;
        if is_after {
            self.removed[blocks].fill(true);
        }
        is_after
    }

    /// Takes away what stands under lines such as `مواضيع ذات صلة` and `التعليقات`.
    fn remove_sections(&mut self) {
        let page = self.page;
        let total = self.prose.last().copied().unwrap_or_default();
        for i in 0..page.blocks.len() {
            let Some(section) = noise::opens(&page.blocks[i].text) else { continue };
            let before = self.prose[i];
            match section {
                _ if self.is_part_of_text(i) => {}
                Section::Comments if self.goes_on_after(i) => {}
                Section::Comments => {
                    self.removed[i] = true;
                    if before * 4 >= total && before > 0 {
                        self.closes_with(i..page.blocks.len());
                    }
                }
                Section::Closing => {
                    self.removed[i] = true;
                    if before * 10 >= total * 6 {
                        for (later, block) in page.blocks.iter().enumerate().skip(i) {
                            self.removed[later] |= !block.is_prose();
                        }
                    }
                }
                Section::Related => {
                    self.removed[i] = true;
                    self.remove_related(i);
                }
            }
        }
    }

    /// Says whether the text goes on after a line in the very box that it comes from: then it is a chapter's heading.
    fn goes_on_after(&self, i: usize) -> bool {
        let page = self.page;
        let box_of = |i: usize| page.around(page.blocks[i].element).find(|&e| views::is_box(&page.elements[e].tag));
        let before = (0..i).rev().find(|&before| self.agreed[before]);
        let after = (i + 1..page.blocks.len()).take(3).find(|&after| self.agreed[after]);
        before.zip(after).is_some_and(|(before, after)| box_of(before) == box_of(after) && box_of(i) == box_of(after))
    }

    /// Takes away the links under a line: its whole container if no running text is in it, and the teasers that follow.
    fn remove_related(&mut self, opener: usize) {
        let page = self.page;
        let around = page.around(page.blocks[opener].element).take_while(|&element| {
            let is_outer = matches!(page.elements[element].tag.as_str(), "" | "html" | "body" | "main" | "article");
            let blocks = page.blocks_of(element);
            !is_outer && blocks.start <= opener && self.prose[blocks.start] == self.prose[blocks.end]
        });
        if let Some(container) = around.last() {
            let blocks = page.blocks_of(container);
            self.remove(opener..blocks.end.max(opener));
        }
        let mut link: Option<usize> = None;
        let mut end = opener + 1;
        for (later, block) in page.blocks.iter().enumerate().skip(opener + 1) {
            if block.is_link() || block.letters == 0 {
                link = Some(later);
            } else if !self.removed[later] && !link.is_some_and(|link| self.is_teaser(opener, link, later)) {
                break;
            }
            end = later + 1;
        }
        if !self.remove(opener + 1..end) {
            // The gentler guess: the links that follow at once, and nothing else.
            let links = page.blocks[opener + 1..].iter().take_while(|block| block.is_link()).count();
            self.remove(opener + 1..opener + 1 + links);
        }
    }

    /// Says whether a block is the summary under a linked headline: in one small card with it, apart from the opener.
    fn is_teaser(&self, opener: usize, link: usize, block: usize) -> bool {
        let page = self.page;
        let card = page.common(page.blocks[link].element, page.blocks[block].element);
        let is_small = page.blocks_of(card).filter(|&i| page.blocks[i].is_prose()).take(3).count() < 3;
        let holds_opener = page.is_inside(page.blocks[opener].element, card);
        page.blocks[block].letters < 250 && !holds_opener && (is_small || !self.agreed[block])
    }

    /// Takes away rows of cards that lead to other pages, after most of the text: boxes alike, each with a short text and one
    /// link of its own at its end. A line over the row goes with it.
    fn remove_cards(&mut self) {
        const MOST_LETTERS: usize = 200;
        let page = self.page;
        let total = self.prose.last().copied().unwrap_or_default();
        let is_card = |element: usize| {
            let blocks = page.blocks_of(element);
            if !(2..=6).contains(&blocks.len()) {
                return false;
            }
            let letters: usize = page.blocks[blocks.clone()].iter().map(|block| block.letters).sum();
            let mut links = blocks.clone().filter(|&i| page.blocks[i].link_letters > 0);
            let has_one_link = links.next().is_some_and(|i| page.blocks[i].is_link() && i + 1 == blocks.end);
            letters <= MOST_LETTERS && has_one_link && links.next().is_none()
        };
        let mut i = 1;
        while i < page.elements.len() {
            let cards: Vec<usize> = page.children(i).filter(|&child| !page.blocks_of(child).is_empty()).collect();
            let looks = |element: usize| (page.elements[element].tag.as_str(), page.elements[element].names.as_str());
            let are_alike = cards.len() >= 3
                && views::is_box(&page.elements[cards[0]].tag)
                && cards.iter().all(|&card| looks(card) == looks(cards[0]) && is_card(card));
            let blocks = page.blocks_of(i);
            let is_after =
                || self.prose[blocks.start] * 10 >= (total - self.prose[blocks.end] + self.prose[blocks.start]) * 6;
            if are_alike && self.prose[blocks.start] > 0 && is_after() {
                let start = blocks.start.checked_sub(1).filter(|&over| {
                    page.blocks[over].letters < 60 && !page.blocks[over].is_sentence() && !self.agreed[over]
                });
                self.remove(start.unwrap_or(blocks.start)..blocks.end);
                i = page.elements[i].end.max(i + 1);
            } else {
                i += 1;
            }
        }
    }

    /// Takes away a wiki's references, notes and links with their headings, unless something is told under one of them.
    fn remove_apparatus(&mut self) {
        let page = self.page;
        let is_wiki =
            |element: &&Element| furniture::has_name(element, &["mw-parser-output", "mw-content-text", "mw-body"]);
        let Some(wiki) = page.elements.iter().position(|element| is_wiki(&element)) else { return };
        let level = |i: usize| title::heading_level(page, page.blocks[i].element);
        let blocks = page.blocks_of(wiki);
        for i in blocks.clone() {
            let Some(opener) = level(i).filter(|_| noise::is_apparatus(&page.blocks[i].text)) else { continue };
            let is_next = |later: &usize| level(*later).is_some_and(|level| level <= opener);
            let next = (i + 1..blocks.end).find(is_next).unwrap_or(blocks.end);
            let is_told = |i: usize| {
                let block = &page.blocks[i];
                block.is_prose() && page.nearest(block.element, &["li", "dd", "td", "th"]).is_none()
            };
            if !(i + 1..next).any(|later| !self.removed[later] && is_told(later)) {
                self.removed[i..next].fill(true);
            }
        }
    }

    /// Says whether the author must have written a block, though it says what furniture says: inside the text, a cell of
    /// a table of data or an item among others that are no links; a heading with running text under it.
    fn is_part_of_text(&self, i: usize) -> bool {
        let page = self.page;
        let block = &page.blocks[i];
        if block.is_link() {
            return false;
        }
        let is_plain = |block: &Block| !block.is_link() && !block.says_furniture;
        let is_inside = self.agreed[..i].contains(&true) && self.agreed[i..].contains(&true);
        let Some(part) = page.nearest(block.element, &["td", "th", "li", "h2", "h3", "h4", "h5", "h6"]) else {
            return false;
        };
        match page.elements[part].tag.as_str() {
            "li" => {
                let items = page.blocks_of(page.elements[part].parent);
                let n_items = items.len();
                let plain = items.filter(|&item| is_plain(&page.blocks[item])).count();
                is_inside && n_items >= 2 && plain * 2 >= n_items && page.blocks_of(part).len() == 1
            }
            "td" | "th" => {
                let row = page.nearest(part, &["tr"]).map_or(0..0, |row| page.blocks_of(row));
                is_inside && (2..=12).contains(&row.len()) && page.blocks[row].iter().all(|cell| cell.letters < 80)
            }
            _ => {
                let next = page.blocks.get(i + 1);
                noise::is_ambiguous_heading(&block.text)
                    && i > 0
                    && next.is_some_and(|next| next.is_prose() || is_plain(next) && next.is_sentence())
            }
        }
    }
}

pub(super) fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Says whether a footer names the source of a quotation.
fn is_quotation_source(page: &Page, element: usize) -> bool {
    let parent = page.elements[element].parent;
    page.elements[element].tag == "footer" && page.elements[parent].tag == "blockquote"
}
