//! Independent views of where on a page the article stands.
//!
//! Each is good at what the others miss, and each can be fooled; what two of them take is taken as agreed. Nothing
//! that is agreed is thrown away lightly: see `removal`.

use std::collections::HashSet;

use super::furniture::{self, Furniture};
use super::metadata::Metadata;
use super::noise;
use super::page::{Block, Page};

/// For each block of running text: the article, by at least two of the views (or by the only one that sees anything).
///
/// What stands in the same box as agreed text, or in one of a row of boxes that look alike, goes with it.
pub(super) fn agreed(page: &Page) -> Vec<bool> {
    let candidates = candidates(page);
    let (dense, mut scored, marked) = (dense(page, &candidates), scored(page, &candidates), marked(page, &candidates));
    // Without marks to decide between them, a container that leaves out much of the dense text beside it is a corner of
    // a text in several sections.
    let letters = |is_counted: &dyn Fn(usize) -> bool| -> usize {
        (0..page.blocks.len()).filter(|&i| is_counted(i)).map(|i| page.blocks[i].letters).sum()
    };
    if let (Some(dense), Some(container), None) = (&dense, &scored, &marked) {
        let both = letters(&|i| dense[i] && container[i]);
        if both > 0 && letters(&|i| dense[i]) * 2 > both * 3 {
            scored = None;
        }
    }
    let views = [dense, scored, marked];
    let votes = |i: usize| views.iter().flatten().filter(|view| view[i]).count();
    let seen: Vec<usize> = (0..page.blocks.len()).map(votes).collect();
    let needed = seen.iter().copied().max().unwrap_or_default().clamp(1, 2);
    let mut agreed: Vec<bool> = seen.iter().map(|&votes| votes >= needed).collect();

    let nearest_box =
        |i: usize| page.around(page.blocks[i].element).find(|&element| is_box(&page.elements[element].tag));
    let looks = |element: usize| {
        let around = page.elements[element].parent;
        let element = &page.elements[element];
        (around, element.tag.as_str(), element.names.as_str())
    };
    let taken: Vec<usize> = (0..agreed.len()).filter(|&i| agreed[i]).filter_map(nearest_box).collect();
    let boxes: HashSet<usize> = taken.iter().copied().collect();
    let alike: HashSet<_> =
        taken.iter().filter(|&&element| !page.elements[element].names.is_empty()).map(|&e| looks(e)).collect();
    for i in 0..agreed.len() {
        let is_near = |element: usize| boxes.contains(&element) || alike.contains(&looks(element));
        agreed[i] |= candidates[i] && nearest_box(i).is_some_and(is_near);
    }
    agreed
}

/// For each block: it is running text, and no part of the page's frame. What has no other text is taken as it is.
fn candidates(page: &Page) -> Vec<bool> {
    let is_told = |block: &Block| {
        let is_label = page.nearest(block.element, &["label"]).is_some();
        block.is_prose() && !block.says_furniture && !block.is_note && !is_label
    };
    let is_framed = |block: &Block| {
        let nearest = page.nearest(block.element, &["footer", "nav", "aside", "article", "main", "blockquote"]);
        nearest.is_some_and(|nearest| matches!(page.elements[nearest].tag.as_str(), "footer" | "nav" | "aside"))
    };
    let inside: Vec<bool> = page.blocks.iter().map(|block| is_told(block) && !is_framed(block)).collect();
    if inside.contains(&true) { inside } else { page.blocks.iter().map(is_told).collect() }
}

/// The longest run of dense text: the stretch of blocks in which running text outweighs links and scraps most.
fn dense(page: &Page, candidates: &[bool]) -> Option<Vec<bool>> {
    let weight = |i: usize| -> i64 {
        let block = &page.blocks[i];
        let letters = i64::try_from(block.letters).unwrap_or(i64::MAX / 4);
        if candidates[i] {
            letters
        } else if block.is_link() {
            -letters - 40
        } else if page.nearest(block.element, &["td", "th", "li", "dt", "dd", "h2", "h3", "h4", "pre"]).is_some() {
            0
        } else {
            -20
        }
    };
    let (mut best, mut best_sum) = (0..0, 0);
    let (mut start, mut sum) = (0, 0);
    for i in 0..page.blocks.len() {
        sum += weight(i);
        if sum > best_sum {
            (best, best_sum) = (start..i + 1, sum);
        }
        if sum <= 0 {
            (start, sum) = (i + 1, 0);
        }
    }
    (best_sum > 0)
        .then(|| candidates.iter().enumerate().map(|(i, candidate)| *candidate && best.contains(&i)).collect())
}

/// The best-scored container, as Mozilla's Readability scores: paragraphs lend weight to the boxes around them by
/// their length and commas, names and links add to it or take from it; siblings of the best that score well go with it.
fn scored(page: &Page, candidates: &[bool]) -> Option<Vec<bool>> {
    const CONTENT: &[&str] =
        &["article", "body", "content", "entry", "main", "post", "text", "story", "blog", "details"];
    /// How far a paragraph's weight reaches outwards, and what of it arrives.
    const REACH: [f64; 5] = [1.0, 0.5, 1.0 / 6.0, 1.0 / 9.0, 1.0 / 12.0];
    let mut scores = vec![0.0f64; page.elements.len()];
    for block in page.blocks.iter().filter(|block| block.letters >= 25 && !block.is_link()) {
        let commas = block.text.matches(['،', '؛', ',']).count().min(50) as f64;
        let worth = 1.0 + commas + (block.letters as f64 / 100.0).min(3.0);
        let boxes = page.around(block.element).filter(|&element| is_box(&page.elements[element].tag));
        for (element, share) in boxes.zip(REACH) {
            scores[element] += worth * share;
        }
    }
    let letters = page.sums(|_, block| block.letters);
    let links = page.sums(|_, block| block.link_letters);
    for (element, score) in page.elements.iter().zip(&mut scores).filter(|(_, score)| **score > 0.0) {
        *score += match furniture::judge(element) {
            Some(Furniture::Sure) => -25.0,
            Some(Furniture::Likely) => -5.0,
            None if furniture::has_word(element, CONTENT) || element.tag == "article" => 10.0,
            None => 0.0,
        };
        *score *= 1.0 - page.inside(&links, element) as f64 / (page.inside(&letters, element) as f64).max(1.0);
    }
    let top = (0..scores.len()).max_by(|&a, &b| scores[a].total_cmp(&scores[b]).then(b.cmp(&a)))?;
    // Where each paragraph has a box of its own, several score alike, and the box around them is the best.
    let rivals: Vec<usize> = (0..scores.len()).filter(|&e| scores[e] * 2.0 >= scores[top]).collect();
    let holds_rivals = |outer: &usize| {
        let depth = page.elements[top].depth;
        let alike = rivals.iter().filter(|&&e| page.elements[e].depth == depth && page.is_inside(e, *outer));
        alike.count() >= 3 && !matches!(page.elements[*outer].tag.as_str(), "" | "html" | "body")
    };
    let top = page.around(top).find(holds_rivals).unwrap_or(top);
    let least = (scores[top] * 0.2).max(10.0);
    let mut is_taken = vec![false; page.blocks.len()];
    for element in page.children(page.elements[top].parent) {
        if element == top || scores[element] >= least {
            is_taken[page.blocks_of(element)].fill(true);
        }
    }
    Some(candidates.iter().zip(is_taken).map(|(candidate, taken)| *candidate && taken).collect())
}

/// What the page's own marks say: the text in its JSON-LD, `itemprop=articleBody`, an `<article>` or `<main>` that holds
/// a good part of its text.
fn marked(page: &Page, candidates: &[bool]) -> Option<Vec<bool>> {
    if let Some(told) = told_by_metadata(page, &page.metadata) {
        return Some(told);
    }
    let prose = page.sums(|i, block| if candidates[i] { block.letters } else { 0 });
    let total = prose.last().copied().unwrap_or_default();
    let richest = |is_mark: &dyn Fn(usize) -> bool| {
        // The outermost of nested ones comes first and holds at least as much.
        let marks = (1..page.elements.len()).filter(|&element| is_mark(element)).rev();
        let richest = marks.max_by_key(|&element| page.inside(&prose, &page.elements[element]));
        richest.filter(|&element| page.inside(&prose, &page.elements[element]) * 10 >= total * 3 && total > 0)
    };
    let element = richest(&|element| page.elements[element].itemprop.eq_ignore_ascii_case("articlebody"))
        .or_else(|| richest(&|element| page.elements[element].tag == "article"))
        .or_else(|| richest(&|element| page.elements[element].tag == "main"))?;
    let blocks = page.blocks_of(element);
    Some(candidates.iter().enumerate().map(|(i, candidate)| *candidate && blocks.contains(&i)).collect())
}

fn told_by_metadata(page: &Page, metadata: &Metadata) -> Option<Vec<bool>> {
    let body = noise::fold(metadata.article_body.as_deref()?);
    let is_told = |block: &Block| block.is_prose() && body.contains(&noise::fold(&block.text));
    let told: Vec<bool> = page.blocks.iter().map(is_told).collect();
    // A body of another text, or cut short, tells nothing.
    let letters = |told: &[bool]| -> usize {
        page.blocks.iter().zip(told).filter(|(_, told)| **told).map(|(block, _)| block.letters).sum()
    };
    (letters(&told) * 2 > super::count_letters(&body)).then_some(told)
}

/// Says whether an element of this tag is a box around paragraphs, and not one of them or a part of one.
pub(super) fn is_box(tag: &str) -> bool {
    #[rustfmt::skip]
    const INLINE: &[&str] = &[
        "p", "span", "a", "b", "strong", "i", "em", "font", "u", "small", "big", "mark", "h1", "h2", "h3", "h4", "h5", "h6", "li",
        "q", "label", "cite", "time", "bdi", "bdo", "", "html",
    ];
    !INLINE.contains(&tag)
}
