//! Where on a page the article stands.
//!
//! Three judges, each good at what the others miss. Names and tags say what is furniture ([`removed`]). The library
//! (dom_smoothie, Mozilla's Readability) scores what is left and names the blocks it would keep. Its choice is taken
//! as a region, not as a text: it drops short paragraphs, lists and whatever stands in odd containers, which the author
//! wrote all the same, so everything in the region stays unless it is known to be furniture.

use super::furniture::{self, Furniture};
use super::noise::{self, Section};
use super::page::{Block, Element, Page};
use super::title;

/// The verdict on a page's blocks.
pub(super) struct Region {
    /// The innermost element that holds the article's text.
    pub element: usize,
    /// For each block: it is furniture.
    pub is_removed: Vec<bool>,
    /// For each block: it is running text, and not furniture.
    pub is_prose: Vec<bool>,
    /// For each block: the library would keep it.
    pub is_chosen: Vec<bool>,
}

/// Pages beyond this are judged without the library, whose cost grows faster than the page.
const MOST_BLOCKS: usize = 6000;

impl Region {
    /// Finds the article's region.
    pub(super) fn find(page: &Page) -> Region {
        let is_removed = removed(page);
        let is_prose: Vec<bool> =
            page.blocks.iter().zip(&is_removed).map(|(block, removed)| !removed && block.is_prose()).collect();
        let is_chosen =
            if page.blocks.len() <= MOST_BLOCKS { chosen(page, &is_removed) } else { vec![true; page.blocks.len()] };

        let prose = page.sums(|i, block| if is_prose[i] { block.letters } else { 0 });
        let best = page.sums(|i, block| if is_prose[i] && is_chosen[i] { block.letters } else { 0 });
        let all = page.sums(|i, block| if is_removed[i] { 0 } else { block.letters });
        let last = page.blocks.len();
        // The library's choice counts where it is a choice of the page's running text, not of some corner of it.
        let weights = if best[last] * 3 > prose[last] {
            best
        } else if prose[last] > 0 {
            prose
        } else {
            all
        };
        let element = with_short_neighbours(page, innermost(page, &weights), &is_removed);
        Region { element, is_removed, is_prose, is_chosen }
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
            for (i, chosen) in self.is_chosen.iter_mut().enumerate() {
                *chosen &= blocks.contains(&i);
            }
        }
    }
}

/// Says for each block whether it is furniture.
fn removed(page: &Page) -> Vec<bool> {
    let is_noise: Vec<bool> = page.blocks.iter().map(|block| noise::is_furniture(&block.text)).collect();
    let prose = page.sums(|i, block| if block.is_prose() && !is_noise[i] { block.letters } else { 0 });
    let told = page.sums(|i, block| if is_sentence(block) && !is_noise[i] { 1 } else { 0 });
    let letters = page.sums(|_, block| block.letters);
    let links = page.sums(|_, block| block.link_letters);
    let total = prose.last().copied().unwrap_or_default();
    let inside = |sums: &[usize], element: usize| {
        let blocks = &page.elements[element].blocks;
        sums[blocks.end.min(page.blocks.len())].saturating_sub(sums[blocks.start.min(page.blocks.len())])
    };

    let mut gone = vec![false; page.elements.len()];
    for (i, element) in page.elements.iter().enumerate().skip(1) {
        if gone[element.parent] {
            gone[i] = true;
            continue;
        }
        let prose_inside = inside(&prose, i);
        let letters_inside = inside(&letters, i);
        let is_heading = is_heading(&element.tag);
        gone[i] = match furniture::judge(element) {
            Some(Furniture::Sure) if is_quotation_source(page, i) => false,
            Some(Furniture::Sure)
                if furniture::has_word(element, &["comments", "comment", "respond", "disqus", "commentlist"]) =>
            {
                // Readers may well write more than the author.
                let before = prose[element.blocks.start.min(page.blocks.len())];
                before > 150 || prose_inside * 10 <= total * 6
            }
            Some(Furniture::Sure) => prose_inside * 10 <= total * 6,
            Some(Furniture::Likely) if is_heading => false,
            Some(Furniture::Likely) => {
                let links_inside = inside(&links, i);
                let is_told = prose_inside > 0
                    || inside(&told, i) > 0
                    || letters_inside - links_inside.min(letters_inside) >= 150;
                !is_told || links_inside * 10 > letters_inside * 6
            }
            None => false,
        };
        // A box with a form control in it asks for something.
        let asks = element.has_control && letters_inside < 200 && prose_inside * 10 <= total * 3;
        gone[i] |= asks && !matches!(element.tag.as_str(), "body" | "html" | "main" | "article");
    }

    let mut removed: Vec<bool> =
        page.blocks.iter().zip(&is_noise).map(|(block, noise)| *noise || gone[block.element]).collect();
    remove_sections(page, &prose, &mut removed);
    remove_apparatus(page, &mut removed);
    removed
}

/// Removes a wiki's references, notes and links with their headings, unless something is told under one of them.
fn remove_apparatus(page: &Page, removed: &mut [bool]) {
    let is_wiki =
        |element: &&Element| furniture::has_name(element, &["mw-parser-output", "mw-content-text", "mw-body"]);
    let Some(wiki) = page.elements.iter().find(is_wiki) else { return };
    let level = |i: usize| title::heading_level(page, page.blocks[i].element);
    let end = wiki.blocks.end.min(page.blocks.len());
    for i in wiki.blocks.start..end {
        let Some(opener) = level(i).filter(|_| noise::is_apparatus(&page.blocks[i].text)) else { continue };
        let is_next = |later: &usize| level(*later).is_some_and(|level| level <= opener);
        let next = (i + 1..end).find(is_next).unwrap_or(end);
        let is_told = |i: usize| {
            let block = &page.blocks[i];
            block.is_prose() && page.nearest(block.element, &["li", "dd", "td", "th"]).is_none()
        };
        if !(i + 1..next).any(|later| !removed[later] && is_told(later)) {
            removed[i..next].fill(true);
        }
    }
}

/// Removes what stands under lines such as `مواضيع ذات صلة` and `التعليقات`.
fn remove_sections(page: &Page, prose: &[usize], removed: &mut [bool]) {
    let total = prose.last().copied().unwrap_or_default();
    for i in 0..page.blocks.len() {
        let Some(section) = noise::opens(&page.blocks[i].text) else { continue };
        removed[i] = true;
        let before = prose[i];
        match section {
            Section::Comments if before * 4 >= total && before > 0 => removed[i..].fill(true),
            Section::Comments => {}
            Section::Closing => {
                for (later, block) in page.blocks.iter().enumerate().skip(i) {
                    removed[later] |= before * 10 >= total * 6 && !block.is_prose();
                }
            }
            Section::Related => remove_related(page, i, removed),
        }
    }
}

/// Removes the links under a line: its whole container if no running text is in it, and the teasers that follow it.
fn remove_related(page: &Page, opener: usize, removed: &mut [bool]) {
    let around = page.around(page.blocks[opener].element).take_while(|&element| {
        let element = &page.elements[element];
        let is_outer = matches!(element.tag.as_str(), "" | "html" | "body" | "main" | "article");
        let blocks = element.blocks.start..element.blocks.end.min(page.blocks.len());
        !is_outer && blocks.start <= opener && page.blocks[blocks].iter().all(|block| !block.is_prose())
    });
    if let Some(container) = around.last() {
        let blocks = page.elements[container].blocks.clone();
        removed[opener..blocks.end.clamp(opener, page.blocks.len())].fill(true);
    }
    let mut link: Option<usize> = None;
    for (later, block) in page.blocks.iter().enumerate().skip(opener + 1) {
        let is_teaser = |link: usize| {
            let card = page.common(page.blocks[link].element, block.element);
            let holds_opener = page.is_inside(page.blocks[opener].element, card);
            block.letters < 250 && !holds_opener
        };
        if block.is_link() || block.letters == 0 {
            link = Some(later);
        } else if !removed[later] && !link.is_some_and(is_teaser) {
            break;
        }
        removed[later] = true;
    }
}

/// Asks the library which blocks it would keep. The page it gets is ours: cleaned, each block marked with its number.
fn chosen(page: &Page, is_removed: &[bool]) -> Vec<bool> {
    let mut chosen = vec![false; page.blocks.len()];
    let config = dom_smoothie::Config { disable_json_ld: true, ..Default::default() };
    let marked = marked_page(page, is_removed);
    let article = dom_smoothie::Readability::new(marked.as_str(), None, Some(config)).and_then(|mut page| page.parse());
    let Ok(article) = article else { return chosen };
    for (at, mark) in article.content.match_indices(MARK) {
        let digits = article.content.get(at + mark.len()..).unwrap_or_default();
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        if let Some(slot) =
            digits.get(..end).and_then(|digits| digits.parse::<usize>().ok()).and_then(|i| chosen.get_mut(i))
        {
            *slot = true;
        }
    }
    chosen
}

/// The attribute that carries a block's number through the library.
const MARK: &str = "data-block=\"";

fn marked_page(page: &Page, is_removed: &[bool]) -> String {
    let mut html = String::from("<!DOCTYPE html><html><head><title></title></head><body>");
    let mut open: Vec<usize> = Vec::new();
    for (i, block) in page.blocks.iter().enumerate() {
        if is_removed[i] {
            continue;
        }
        let mut path: Vec<usize> =
            page.around(block.element).filter(|&element| container(&page.elements[element].tag).is_some()).collect();
        path.reverse();
        let shared = open.iter().zip(&path).take_while(|(open, wanted)| open == wanted).count();
        while open.len() > shared {
            let tag = open.pop().and_then(|element| container(&page.elements[element].tag)).unwrap_or_default();
            html.push_str(&format!("</{tag}>"));
        }
        for &element in path.iter().skip(shared) {
            let tag = container(&page.elements[element].tag).unwrap_or_default();
            html.push_str(&format!("<{tag} class=\"{}\">", page.elements[element].names));
            open.push(element);
        }
        let tag = match page.nearest(block.element, &["h1", "h2", "h3", "h4", "h5", "h6"]) {
            Some(_) => "h3",
            None => "p",
        };
        // The library weighs the text by length and commas; what would be escaped need not survive, nor very long text.
        let text: String = block
            .text
            .chars()
            .take(4000)
            .map(|c| if matches!(c, '&' | '<' | '>' | '"' | '\u{a0}') { '-' } else { c })
            .collect();
        let text = if block.is_link() { format!("<a href=\"/\">{text}</a>") } else { text };
        html.push_str(&format!("<{tag} {MARK}{i}\">{text}</{tag}>"));
    }
    html
}

/// Returns the tag that stands for a container in the page handed to the library.
fn container(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "article" => "article",
        "section" => "section",
        "main" => "main",
        "blockquote" => "blockquote",
        "ul" | "ol" | "dl" | "li" | "div" | "center" | "td" | "form" | "aside" | "header" | "figure" | "details"
        | "fieldset" => "div",
        _ if tag.contains('-') => "div",
        _ => return None,
    })
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

/// Goes outwards as long as that adds sentences, however short, with their headings, and nothing else: where one long
/// paragraph outweighs the rest, the region closed too tightly around it.
fn with_short_neighbours(page: &Page, mut region: usize, is_removed: &[bool]) -> usize {
    for outer in page.around(region).skip(1).collect::<Vec<_>>() {
        if matches!(page.elements[outer].tag.as_str(), "" | "html" | "body") {
            break;
        }
        let inside = page.elements[region].blocks.clone();
        let blocks = page.elements[outer].blocks.clone();
        let left: Vec<usize> = (blocks.start..blocks.end.min(page.blocks.len())).filter(|i| !is_removed[*i]).collect();
        let is_told = |i: usize| is_sentence(&page.blocks[i]) || page.blocks[i].is_prose();
        // A heading belongs to the sentence under it, as in the entries of a live report.
        let heads = |i: usize| {
            // Between the two there may be headings of lower levels.
            let mut after = left.iter().copied().skip(left.partition_point(|&other| other <= i)).take(4);
            let next = after.find(|&later| !is_plain_heading(page, later));
            is_plain_heading(page, i) && next.is_some_and(is_told)
        };
        let mut others = left.iter().copied().filter(|i| !inside.contains(i)).peekable();
        if others.peek().is_none() {
            continue;
        }
        if !others.all(|i| is_told(i) || heads(i)) {
            break;
        }
        region = outer;
    }
    region
}

/// Says whether a block is a heading of the author's: Arabic, and no link to another article.
fn is_plain_heading(page: &Page, i: usize) -> bool {
    let block = &page.blocks[i];
    page.around(block.element).any(|element| is_heading(&page.elements[element].tag))
        && block.is_arabic
        && !block.is_link()
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

/// Says whether a block is a sentence, however short.
fn is_sentence(block: &Block) -> bool {
    let text = block.text.trim_end_matches(['"', '»', '”', '\'', '’', ')']);
    block.is_arabic
        && !block.is_link()
        && text.ends_with(['.', '؟', '!', '…', ':', '؛'])
        && text.split_whitespace().count() >= 3
}

fn is_heading(tag: &str) -> bool {
    matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Says whether a footer names the source of a quotation.
fn is_quotation_source(page: &Page, element: usize) -> bool {
    let parent = page.elements[element].parent;
    page.elements[element].tag == "footer" && page.elements[parent].tag == "blockquote"
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
