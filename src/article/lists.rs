//! What an author tells in few words each: lists and short paragraphs under a heading. They are no running text, and the
//! longer paragraphs of a page outweigh them; here they are known by their heading and by having no links.
//!
//! Everything is found out once for a page, in time that grows with its length.

use std::collections::HashMap;

use super::page::{Block, Page};
use super::removal::is_heading;

/// What of a page's blocks is told under headings.
pub(super) struct Lists {
    /// For each block: it is a heading of the author's: Arabic, and no link to another article. A line in bold is one.
    pub is_heading: Vec<bool>,
    /// For each block: it is an item of a list that a heading stands over, and no link is in the list.
    pub is_item: Vec<bool>,
    /// For each block: it is one of several paragraphs under a heading, each in its own `<p>`, and no link is among them.
    pub is_line: Vec<bool>,
    /// For each block: the next that is not furniture.
    next: Vec<usize>,
}

impl Lists {
    pub(super) fn new(page: &Page, is_removed: &[bool]) -> Lists {
        let n_blocks = page.blocks.len();
        let is_heading: Vec<bool> = (0..n_blocks).map(|i| is_plain_heading(page, i)).collect();
        let mut lists = HashMap::new();
        let is_item = (0..n_blocks).map(|i| is_headed_item(page, i, &is_heading, &mut lists)).collect();
        let is_paragraph = |i: usize| {
            let block = &page.blocks[i];
            let is_alone = || page.nearest(block.element, &["p"]).is_some_and(|p| page.blocks_of(p).len() == 1);
            is_plain(block) && !is_removed[i] && !is_heading[i] && is_alone()
        };
        let mut is_line: Vec<bool> = (0..n_blocks).map(is_paragraph).collect();
        let mut start = 0;
        while start < n_blocks {
            let length = is_line[start..].iter().take_while(|is_line| **is_line).count();
            let is_headed = length >= 2 && start > 0 && is_heading[start - 1];
            is_line[start..start + length].fill(is_headed);
            start += length + 1;
        }
        let mut next = vec![n_blocks; n_blocks];
        for i in (1..n_blocks).rev() {
            next[i - 1] = if is_removed[i] { next[i] } else { i };
        }
        Lists { is_heading, is_item, is_line, next }
    }

    /// Says whether a block is part of a list or of short paragraphs under a heading, or such a heading.
    pub(super) fn hold(&self, page: &Page, i: usize) -> bool {
        self.is_part(page, i) || self.is_heading[i] && self.is_part(page, self.next[i])
    }

    /// Finds the lists and short paragraphs that follow a region at once, in the same part of the page, with their headings.
    pub(super) fn behind(&self, page: &Page, region: usize) -> Vec<usize> {
        let is_near = |i: usize| {
            let around = page.common(region, page.blocks[i].element);
            !matches!(page.elements[around].tag.as_str(), "" | "html" | "body")
        };
        let is_taken = |i: usize| i < page.blocks.len() && self.is_part(page, i) && is_near(i);
        let mut taken = Vec::new();
        let Some(last) = page.blocks_of(region).end.checked_sub(1) else { return taken };
        let mut i = self.next[last];
        while i < page.blocks.len() {
            // Over a list there may be headings of two levels.
            let after = self.next[i];
            let heads = self.is_heading[i]
                && (is_taken(after)
                    || after < page.blocks.len() && self.is_heading[after] && is_taken(self.next[after]));
            if !is_taken(i) && !heads {
                break;
            }
            taken.push(i);
            i = after;
        }
        taken
    }

    /// Says whether a block is the heading over a region or the line under that heading, in a box beside the region.
    pub(super) fn stand_over(&self, page: &Page, region: usize, i: usize) -> bool {
        let start = page.blocks_of(region).start;
        let is_line = |i: usize| {
            let block = &page.blocks[i];
            let is_headed = i > 0 && self.is_heading[i - 1];
            let is_paragraph = || page.nearest(block.element, &["p"]).is_some();
            let is_near = || page.elements[page.common(region, block.element)].tag != "body";
            let is_long = || block.text.split_whitespace().nth(3).is_some();
            is_headed
                && self.next[i] == start
                && is_plain(block)
                && is_long()
                && is_paragraph()
                && is_near()
                && !is_contact(block)
        };
        is_line(i) || self.is_heading[i] && self.next[i] == i + 1 && i + 1 < page.blocks.len() && is_line(i + 1)
    }

    fn is_part(&self, page: &Page, i: usize) -> bool {
        i < page.blocks.len() && (self.is_item[i] || self.is_line[i]) && !is_contact(&page.blocks[i])
    }
}

fn is_plain(block: &Block) -> bool {
    block.is_arabic && block.link_letters == 0 && !block.says_furniture
}

fn is_plain_heading(page: &Page, i: usize) -> bool {
    let block = &page.blocks[i];
    let is_marked = |tag: &str| is_heading(tag) || matches!(tag, "strong" | "b");
    block.is_arabic
        && block.link_letters == 0
        && page.around(block.element).any(|element| is_marked(&page.elements[element].tag))
        && page.nearest(block.element, &["li"]).is_none()
}

/// `lists` remembers of each list whether a heading stands over it and all of it is plain.
fn is_headed_item(page: &Page, i: usize, is_heading: &[bool], lists: &mut HashMap<usize, bool>) -> bool {
    let Some(item) = page.nearest(page.blocks[i].element, &["li"]) else { return false };
    let list = page.elements[item].parent;
    *lists.entry(list).or_insert_with(|| {
        let items = page.blocks_of(list);
        items.start > 0 && is_heading[items.start - 1] && page.blocks[items].iter().all(is_plain)
    })
}

/// Says whether a block tells how to reach somebody: by a number of seven digits and more, perhaps in groups, or by mail.
fn is_contact(block: &Block) -> bool {
    let is_part = |c: char| c.is_numeric() || matches!(c, ' ' | '-' | '+' | '(' | ')');
    let mut numbers = block.text.split(|c| !is_part(c)).map(|number| number.chars().filter(|c| c.is_numeric()).count());
    block.text.contains('@') || numbers.any(|n_digits| n_digits >= 7)
}
