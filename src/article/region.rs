//! Where on a page the article stands, and what in it is furniture: the arbiter.
//!
//! First several views say independently which running text is the article's ([`views`]). Then furniture
//! is taken away, as far as what they agree on allows ([`removal`]). The innermost element that holds
//! what is left of it is the region. It is a place, not a text: short paragraphs, lists and whatever stands in odd
//! containers, which the author wrote all the same, stay with it unless they are known to be furniture.

use super::furniture;
use super::lists::Lists;
use super::page::{Block, Page};
use super::removal;
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
    /// Lists and short paragraphs under headings.
    pub lists: Lists,
    /// Those right behind the region, in order.
    pub behind: Vec<usize>,
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
        let lists = Lists::new(page, &is_removed);
        let element = with_short_neighbours(page, innermost(page, &weights), &is_removed, &lists);
        let behind = lists.behind(page, element);
        Region { element, is_removed, is_prose, is_agreed, lists, behind }
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
fn with_short_neighbours(page: &Page, mut region: usize, is_removed: &[bool], lists: &Lists) -> usize {
    for outer in page.around(region).skip(1).collect::<Vec<_>>() {
        if matches!(page.elements[outer].tag.as_str(), "" | "html") {
            break;
        }
        let inside = page.elements[region].blocks.clone();
        let blocks = page.elements[outer].blocks.clone();
        let left: Vec<usize> = (blocks.start..blocks.end.min(page.blocks.len())).filter(|i| !is_removed[*i]).collect();
        let is_told = |i: usize| {
            page.blocks[i].is_sentence() || page.blocks[i].is_prose() || lists.is_item[i] || lists.is_line[i]
        };
        // A heading belongs to the sentence under it, as in the entries of a live report.
        let heads = |i: usize| {
            // Between the two there may be headings of lower levels.
            let mut after = left.iter().copied().skip(left.partition_point(|&other| other <= i)).take(4);
            let next = after.find(|&later| !lists.is_heading[later]);
            lists.is_heading[i] && next.is_some_and(is_told)
        };
        // Over the text stands its headline, in whatever language.
        let is_over = |i: usize| {
            let is_headline = page.nearest(page.blocks[i].element, &["h1", "h2"]).is_some();
            i < inside.start && is_headline && page.blocks[i].link_letters == 0 && !page.blocks[i].is_arabic
        };
        // Straight in the body stands the site's own talk, too: there it takes a list, or questions that unfold.
        let is_body = page.elements[outer].tag == "body";
        let is_folded = |i: usize| page.nearest(page.blocks[i].element, &["details"]).is_some();
        let is_wanted = |i: usize| is_told(i) && (!is_body || lists.is_item[i] || is_folded(i));
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
