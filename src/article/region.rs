//! Where on a page the article stands, and what in it is furniture: the arbiter.
//!
//! First several views say independently which running text is the article's ([`views`]). Then furniture
//! is taken away, as far as what they agree on allows ([`removal`]). The innermost element that holds
//! what is left of it is the region. It is a place, not a text: short paragraphs, lists and whatever stands in odd
//! containers, which the author wrote all the same, stay with it unless they are known to be furniture.

use super::furniture;
use super::page::{Block, Page};
use super::removal::{self, is_heading};
use super::views;

/// The verdict on a page's blocks.
pub(super) struct Region {
    /// The innermost element that holds the article's text.
    pub element: usize,
    /// For each block: it is furniture.
    pub is_removed: Vec<bool>,
    /// For each block: it is running text, and not furniture.
    pub is_prose: Vec<bool>,
    /// For each block: it is running text that the views agree is the article's.
    pub is_agreed: Vec<bool>,
    /// Blocks right behind the region, in order: headings, and lists and short paragraphs under them.
    pub lists: Vec<usize>,
}

impl Region {
    /// Finds the article's region.
    pub(super) fn find(page: &Page) -> Region {
        let is_agreed = views::agreed(page);
        let is_removed = removal::removed(page, &is_agreed);
        let is_prose: Vec<bool> =
            page.blocks.iter().zip(&is_removed).map(|(block, removed)| !removed && block.is_prose()).collect();
        let best = page.sums(|i, block| if is_prose[i] && is_agreed[i] { block.letters } else { 0 });
        let prose = page.sums(|i, block| if is_prose[i] { block.letters } else { 0 });
        let all = page.sums(|i, block| if is_removed[i] { 0 } else { block.letters });
        let last = page.blocks.len();
        let weights = [best, prose, all].into_iter().find(|sums| sums[last] > 0).unwrap_or_else(|| vec![0; last + 1]);
        let element = with_short_neighbours(page, innermost(page, &weights), &is_removed);
        let lists = lists_behind(page, element, &is_removed);
        Region { element, is_removed, is_prose, is_agreed, lists }
    }

    /// Says whether blocks explain the page: they hold most of what the views agree on.
    pub(super) fn explains(&self, page: &Page, blocks: &[usize]) -> bool {
        let letters = |i: &usize| page.blocks[*i].letters;
        let agreed: usize = (0..page.blocks.len()).filter(|&i| self.is_agreed[i]).map(|i| letters(&i)).sum();
        let held: usize = blocks.iter().filter(|&&i| self.is_agreed[i]).map(letters).sum();
        held * 3 >= agreed
    }
}

impl Region {
    /// Leaves out the other articles of a page that goes on with the next one: the headline stands in one of several
    /// `<article>`s, and the rest of the text in the others.
    pub(super) fn narrow(&mut self, page: &Page, headline: usize) {
        let Some(article) = page.nearest(page.blocks[headline].element, &["article"]) else { return };
        if article == self.element || !page.is_inside(article, self.element) {
            return;
        }
        let letters = |element: usize| -> usize {
            let blocks = page.elements[element].blocks.clone();
            (blocks.start..blocks.end.min(page.blocks.len()))
                .filter(|&i| self.is_prose[i])
                .map(|i| page.blocks[i].letters)
                .sum()
        };
        let elements = self.element + 1..page.elements[self.element].end;
        let others = elements.filter(|&e| {
            page.elements[e].tag == "article" && !page.is_inside(e, article) && !page.is_inside(article, e)
        });
        let outermost = others.filter(|&e| {
            page.nearest(page.elements[e].parent, &["article"]).is_none_or(|around| page.is_inside(article, around))
        });
        let in_others: usize = outermost.map(letters).sum();
        let (here, total) = (letters(article), letters(self.element));
        if here * 10 >= total * 2 && in_others * 10 >= (total - here) * 8 && in_others > 0 {
            self.element = article;
            let blocks = page.elements[article].blocks.clone();
            for (i, agreed) in self.is_agreed.iter_mut().enumerate() {
                *agreed &= blocks.contains(&i);
            }
        }
    }
}

/// Goes inwards from the document as long as one child holds nearly all of the weight, and more than one block of it.
fn innermost(page: &Page, weights: &[usize]) -> usize {
    let n_blocks = page.blocks.len();
    let weight = |element: usize| {
        let blocks = &page.elements[element].blocks;
        weights[blocks.end.min(n_blocks)].saturating_sub(weights[blocks.start.min(n_blocks)])
    };
    let weighty = |element: usize| {
        let blocks = page.elements[element].blocks.clone();
        (blocks.start..blocks.end.min(n_blocks)).filter(|&i| weights[i + 1] > weights[i]).take(2).count()
    };
    let needed = weighty(0);
    let mut current = 0;
    loop {
        let held = weight(current);
        let mut child = current + 1;
        let mut inner = None;
        while child < page.elements[current].end {
            let tag = page.elements[child].tag.as_str();
            if is_container(tag) && weight(child) * 100 >= held * 85 && held > 0 && weighty(child) >= needed {
                inner = Some(child);
                break;
            }
            child = page.elements[child].end.max(child + 1);
        }
        match inner {
            Some(inner) => current = inner,
            None => return current,
        }
    }
}

/// Goes outwards as long as that adds sentences, however short, and lists with their headings, and nothing else: where
/// one long paragraph outweighs the rest, the region closed too tightly around it.
fn with_short_neighbours(page: &Page, mut region: usize, is_removed: &[bool]) -> usize {
    for outer in page.around(region).skip(1).collect::<Vec<_>>() {
        if matches!(page.elements[outer].tag.as_str(), "" | "html") {
            break;
        }
        let inside = page.elements[region].blocks.clone();
        let blocks = page.elements[outer].blocks.clone();
        let left: Vec<usize> = (blocks.start..blocks.end.min(page.blocks.len())).filter(|i| !is_removed[*i]).collect();
        let is_told = |i: usize| {
            page.blocks[i].is_sentence()
                || page.blocks[i].is_prose()
                || is_headed_item(page, i)
                || is_headed_line(page, i, is_removed)
        };
        // A heading belongs to the sentence under it, as in the entries of a live report.
        let heads = |i: usize| {
            // Between the two there may be headings of lower levels.
            let mut after = left.iter().copied().skip(left.partition_point(|&other| other <= i)).take(4);
            let next = after.find(|&later| !is_plain_heading(page, later));
            is_plain_heading(page, i) && next.is_some_and(is_told)
        };
        // Over the text stands its headline, in whatever language.
        let is_over = |i: usize| {
            let is_headline = page.nearest(page.blocks[i].element, &["h1", "h2"]).is_some();
            i < inside.start && is_headline && page.blocks[i].link_letters == 0 && !page.blocks[i].is_arabic
        };
        // Straight in the body stands the site's own talk, too: there it takes a list, or questions that unfold.
        let is_body = page.elements[outer].tag == "body";
        let is_folded = |i: usize| page.nearest(page.blocks[i].element, &["details"]).is_some();
        let is_wanted = |i: usize| is_told(i) && (!is_body || is_headed_item(page, i) || is_folded(i));
        let mut others = left.iter().copied().filter(|i| !inside.contains(i)).peekable();
        if others.peek().is_none() {
            continue;
        }
        if !others.all(|i| is_wanted(i) || heads(i) || is_over(i)) {
            break;
        }
        region = outer;
    }
    region
}

/// Finds the lists and the short paragraphs that follow a region at once, each under a heading, in the same part of the page.
fn lists_behind(page: &Page, region: usize, is_removed: &[bool]) -> Vec<usize> {
    let end = page.blocks_of(region).end;
    let is_item = |i: usize| is_item(page, i, is_removed);
    let is_near = |i: usize| {
        let around = page.common(region, page.blocks[i].element);
        !matches!(page.elements[around].tag.as_str(), "" | "html" | "body")
    };
    let left: Vec<usize> = (end..page.blocks.len()).filter(|&i| !is_removed[i]).take(400).collect();
    let mut n_taken = 0;
    while let Some(&i) = left.get(n_taken).filter(|&&i| is_near(i)) {
        // Over a list there may be headings of two levels.
        let n_headings =
            left[n_taken..].iter().take(3).take_while(|&&i| is_plain_heading(page, i) && !is_item(i)).count();
        let heads =
            n_headings > 0 && left.get(n_taken + n_headings).is_some_and(|&next| is_item(next) && is_near(next));
        match (is_item(i), heads) {
            (true, _) => n_taken += 1,
            (false, true) => n_taken += n_headings,
            (false, false) => break,
        }
    }
    left[..n_taken].to_vec()
}

/// Says whether a block tells how to reach somebody.
fn is_contact(block: &Block) -> bool {
    // A number of seven digits and more, perhaps in groups.
    let is_part = |c: char| c.is_numeric() || matches!(c, ' ' | '-' | '+' | '(' | ')');
    let mut numbers = block.text.split(|c| !is_part(c)).map(|number| number.chars().filter(|c| c.is_numeric()).count());
    block.text.contains('@') || numbers.any(|n_digits| n_digits >= 7)
}

/// Says whether a block is part of a headed list or of short paragraphs under a heading, or such a heading.
pub(super) fn is_list_part(page: &Page, i: usize, is_removed: &[bool]) -> bool {
    let next = || (i + 1..page.blocks.len()).find(|&later| !is_removed[later]);
    let heads = || is_plain_heading(page, i) && next().is_some_and(|next| is_item(page, next, is_removed));
    is_item(page, i, is_removed) || heads()
}

/// Says whether a block is the heading over a region or the line under that heading, apart from the region in a box beside
/// it.
pub(super) fn stands_over(page: &Page, region: usize, i: usize, is_removed: &[bool]) -> bool {
    let next = |i: usize| (i + 1..page.blocks.len()).find(|&later| !is_removed[later]);
    let is_line = |i: usize| {
        let block = &page.blocks[i];
        let is_headed = i > 0 && is_plain_heading(page, i - 1);
        let is_paragraph = page.nearest(block.element, &["p"]).is_some() && block.text.split_whitespace().count() >= 4;
        let is_near = page.elements[page.common(region, block.element)].tag != "body";
        let is_plain = block.is_arabic && block.link_letters == 0 && !block.says_furniture && !is_contact(block);
        is_headed && is_paragraph && is_near && is_plain && next(i) == Some(page.blocks_of(region).start)
    };
    is_line(i) || is_plain_heading(page, i) && next(i) == Some(i + 1) && is_line(i + 1)
}

fn is_item(page: &Page, i: usize, is_removed: &[bool]) -> bool {
    (is_headed_item(page, i) || is_headed_line(page, i, is_removed)) && !is_contact(&page.blocks[i])
}

/// Says whether a block is a heading of the author's: Arabic, and no link to another article. A line in bold is one.
fn is_plain_heading(page: &Page, i: usize) -> bool {
    let block = &page.blocks[i];
    let is_marked = |tag: &str| is_heading(tag) || matches!(tag, "strong" | "b");
    page.around(block.element).any(|element| is_marked(&page.elements[element].tag))
        && page.nearest(block.element, &["li"]).is_none()
        && block.is_arabic
        && block.link_letters == 0
}

/// Says whether a block is an item, however short, of a list that a heading stands over, and no link is in the list.
fn is_headed_item(page: &Page, i: usize) -> bool {
    let Some(item) = page.nearest(page.blocks[i].element, &["li"]) else { return false };
    let items = page.blocks_of(page.elements[item].parent);
    let is_plain = |block: &Block| block.is_arabic && block.link_letters == 0 && !block.says_furniture;
    items.start > 0 && is_plain_heading(page, items.start - 1) && page.blocks[items].iter().all(is_plain)
}

/// Says whether a block is one of several short paragraphs under a heading, each in its own `<p>`, and no link is among them.
fn is_headed_line(page: &Page, i: usize, is_removed: &[bool]) -> bool {
    let is_line = |i: usize| {
        let block = &page.blocks[i];
        let is_plain = block.is_arabic && block.link_letters == 0 && !block.says_furniture && !is_removed[i];
        is_plain && page.nearest(block.element, &["p"]).is_some_and(|p| page.blocks_of(p).len() == 1)
    };
    let is_paragraph = |i: usize| is_line(i) && !is_plain_heading(page, i);
    if !is_paragraph(i) {
        return false;
    }
    let before = (0..i).rev().take(24).take_while(|&other| is_paragraph(other)).count();
    let after = (i + 1..page.blocks.len()).take(24).take_while(|&other| is_paragraph(other)).count();
    let heading = (i - before).checked_sub(1);
    before + after >= 1 && heading.is_some_and(|heading| is_plain_heading(page, heading))
}

/// Says whether an element of this tag may be the region: not a paragraph or a part of one.
fn is_container(tag: &str) -> bool {
    !matches!(
        tag,
        "p" | "span"
            | "a"
            | "b"
            | "strong"
            | "i"
            | "em"
            | "font"
            | "u"
            | "small"
            | "big"
            | "mark"
            | "li"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "blockquote"
            | "q"
            | "tr"
            | "dt"
            | "dd"
            | "figcaption"
            | "pre"
            | "bdi"
            | "bdo"
            | "label"
            | "cite"
            | "ul"
            | "ol"
            | "time"
    )
}

/// Says whether a block may be the article's lead, though it stands outside its region.
pub(super) fn is_lead(page: &Page, block: &Block) -> bool {
    const NAMES: &[&str] = &[
        "lead",
        "intro",
        "standfirst",
        "summary",
        "excerpt",
        "chapo",
        "sapo",
        "subtitle",
        "subheadline",
        "subhead",
        "dek",
        "deck",
        "description",
        "abstract",
        "lede",
        "introduction",
        "subheading",
    ];
    let is_named =
        page.around(block.element).take(3).any(|element| furniture::has_word(&page.elements[element], NAMES));
    block.is_arabic && !block.is_link() && (block.is_prose() || is_named && block.letters >= 20)
}
