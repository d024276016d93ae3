//! A web page to an article: what of its blocks is kept, and what each is.

use std::collections::HashMap;
use std::ops::Range;

use super::furniture;
use super::noise;
use super::page::{Block, Page};
use super::region::{self, Region};
use super::source::Locator;
use super::title::{self, Headline};
use super::{Article, Paragraph, Role, fold_space};

/// Reads the article of a page.
pub(super) fn read(html: &str) -> Article {
    let page = Page::parse(html);
    let mut region = Region::find(&page);
    let headline = title::find(&page, &region);
    if let Some(block) = headline.as_ref().and_then(|headline| headline.block) {
        region.narrow(&page, block);
    }
    let kept = kept(&page, &region, headline.as_ref());
    let body = page.metadata.article_body.as_deref().unwrap_or_default();
    let letters: usize = kept.blocks.iter().map(|&i| page.blocks[i].letters).sum();
    // Pages drawn by a script have their text in the metadata only.
    if letters < 100 && body.chars().count() > 2 * letters + 100 {
        return from_metadata(&page, body);
    }
    let mut locator = Locator::new(html);
    let title_source = headline.as_ref().map_or(0..0, |headline| locator.anywhere(&headline.text));
    let mut paragraphs = paragraphs(&page, &kept.blocks);
    for paragraph in &mut paragraphs {
        paragraph.source = locator.next(&paragraph.text);
    }
    Article { title: headline.map(|headline| headline.text), title_source, byline: kept.byline, paragraphs }
}

/// Reads every block of a page, furniture or not.
pub(super) fn read_everything(html: &str) -> Article {
    let page = Page::parse(html);
    let mut locator = Locator::new(html);
    let mut article = Article { title: None, title_source: 0..0, byline: None, paragraphs: Vec::new() };
    for block in &page.blocks {
        let source = locator.next(&block.text);
        article.paragraphs.push(Paragraph { role: Role::Body, text: block.text.clone(), source });
    }
    article
}

struct Kept {
    blocks: Vec<usize>,
    byline: Option<String>,
}

/// Chooses the blocks of the article, in reading order, and finds its author on the way.
fn kept(page: &Page, region: &Region, headline: Option<&Headline>) -> Kept {
    let mut byline = page.metadata.byline();
    let printed_byline = page.metadata.printed_author().map(noise::fold);
    let inner = blocks_of(page, region.element);
    let headline_block = headline.and_then(|headline| headline.block);
    let around = match headline_block {
        Some(block) => page.common(region.element, page.blocks[block].element),
        None => region.element,
    };
    let outer = blocks_of(page, around);
    let prose = |range: Range<usize>| range.into_iter().filter(|&i| region.is_prose[i]);
    // An article of one short sentence has no running text; its longest block stands in.
    let longest = || inner.clone().filter(|&i| !region.is_removed[i]).max_by_key(|&i| page.blocks[i].letters);
    let first_prose = prose(inner.clone()).next().or_else(longest).unwrap_or(inner.start);
    let last_prose = prose(inner.clone()).next_back().or_else(longest).unwrap_or(inner.end);

    let names: Vec<String> =
        page.metadata.titles().into_iter().chain(page.metadata.site_name.as_deref()).map(noise::fold).collect();
    let mut lists = HashMap::new();
    let mut blocks = Vec::new();
    for i in outer.start.min(inner.start)..outer.end.max(inner.end) {
        let block = &page.blocks[i];
        if Some(i) == headline_block {
            continue;
        }
        if i < first_prose && byline.is_none() && block.letters < 120 {
            byline = noise::byline(&block.text);
            if byline.is_some() {
                continue;
            }
        }
        if region.is_removed[i] || block.letters == 0 {
            continue;
        }
        let is_title = headline.is_some_and(|headline| title::repeats(&headline.text, &block.text));
        let is_heading = title::heading_level(page, block.element).is_some();
        if is_title && (i <= first_prose || is_heading) {
            continue;
        }
        // A word over the headline names a section of the site.
        let is_over_headline = headline_block.is_some_and(|headline| i < headline && headline < first_prose);
        if is_over_headline && !region.is_prose[i] {
            continue;
        }
        let is_between = headline_block.is_some_and(|headline| headline < i) && i < inner.start;
        let is_introduction = || {
            region::is_lead(page, block)
                || block.is_arabic && role(page, block) == Role::Caption
                || is_heading && headline_block.is_some_and(|headline| is_subtitle(page, headline, block))
        };
        // What the library alone would keep may be the rest of a text that is split in two containers.
        let is_split_off = region.is_chosen[i] && region.is_prose[i];
        if !(inner.contains(&i) || is_split_off || is_between && is_introduction()) {
            continue;
        }
        if role(page, block) == Role::Caption && noise::is_credit(&block.text) {
            continue;
        }
        let folded = || noise::fold(&block.text);
        if i < first_prose
            && (noise::is_date_line(&block.text)
                || names.contains(&folded())
                || printed_byline.as_deref() == Some(folded().as_str())
                || byline.as_deref().is_some_and(|byline| noise::fold(byline) == folded())
                || noise::byline(&block.text).is_some())
        {
            continue;
        }
        let is_inside_text = first_prose < i && i < last_prose;
        if !is_inside_text
            && !is_structured(page, block)
            && (!block.is_arabic || i > last_prose && noise::is_date_line(&block.text))
        {
            continue;
        }
        if block.is_link() && !is_wanted_link(page, region, i, &mut lists) {
            continue;
        }
        blocks.push(i);
    }
    drop_repeated_lead(page, inner.start, &mut blocks);
    drop_empty_sections(page, region, inner.end, &mut blocks);
    Kept { blocks, byline }
}

/// Says whether a heading stands right under the headline: a line of its own, in the same box.
fn is_subtitle(page: &Page, headline: usize, block: &Block) -> bool {
    let headline = page.blocks[headline].element;
    let around = page.common(headline, block.element);
    let is_near = page.elements[headline].depth <= page.elements[around].depth + 3;
    is_near && block.is_arabic && !block.is_link() && block.text.split_whitespace().count() >= 4
}

/// A heading at the end headed what was removed, or a list of references.
fn drop_empty_sections(page: &Page, region: &Region, region_end: usize, blocks: &mut Vec<usize>) {
    while let Some(&last) = blocks.last() {
        let is_heading = title::heading_level(page, page.blocks[last].element).is_some();
        let headed = last + 1..region_end.max(last + 1);
        let is_told = region.is_prose[last] || page.blocks[last].text.ends_with('.');
        if blocks.len() < 2
            || !is_heading
            || is_told
            || headed.is_empty() && !noise::is_appendix(&page.blocks[last].text)
        {
            return;
        }
        debug_assert!(headed.clone().all(|i| i >= region.is_removed.len() || !blocks.contains(&i)));
        blocks.pop();
    }
}

/// A lead that is only the beginning of the first paragraph, cut short, is an excerpt.
fn drop_repeated_lead(page: &Page, region_start: usize, blocks: &mut Vec<usize>) {
    let (Some(&lead), Some(&first)) = (blocks.first(), blocks.iter().find(|&&i| i >= region_start)) else { return };
    if lead < region_start && lead != first {
        let lead_text = noise::fold(&page.blocks[lead].text);
        if noise::fold(&page.blocks[first].text).starts_with(lead_text.as_str()) {
            blocks.remove(0);
        }
    }
}

/// Says whether a block that is all link belongs to the text: a section's heading, an item of a list that the text
/// announces, a cell, a sentence. `lists` remembers what was found out about each list.
fn is_wanted_link(page: &Page, region: &Region, i: usize, lists: &mut HashMap<usize, bool>) -> bool {
    let block = &page.blocks[i];
    if block.letters >= 100 && block.text.ends_with(['.', '؟', '!', '»', '”', '"']) {
        return true;
    }
    if title::heading_level(page, block.element).is_some() {
        let next = (i + 1..page.blocks.len()).find(|&later| !region.is_removed[later]);
        return next.is_some_and(|next| region.is_prose[next] && page.blocks[next].letters > 120);
    }
    let Some(part) = page.nearest(block.element, &["li", "td", "th", "dt", "dd"]) else { return false };
    if page.elements[part].tag != "li" {
        return region.is_chosen[i] && page.is_inside(part, region.element);
    }
    let list = page.elements[part].parent;
    blocks_of(page, part).len() <= 3
        && *lists.entry(list).or_insert_with(|| {
            let items = blocks_of(page, list);
            let plain = items.clone().filter(|&item| !page.blocks[item].is_link()).count();
            let before = items.start.checked_sub(1);
            let is_introduced =
                before.is_some_and(|before| !region.is_removed[before] && page.blocks[before].text.ends_with(':'));
            is_introduced || plain * 2 >= items.len()
        })
}

/// Says whether a block's tag shows that the author meant it, however short it is.
fn is_structured(page: &Page, block: &Block) -> bool {
    page.nearest(
        block.element,
        &[
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "li",
            "td",
            "th",
            "dt",
            "dd",
            "blockquote",
            "figcaption",
            "caption",
            "pre",
        ],
    )
    .is_some()
}

/// Makes paragraphs of the blocks: roles, items numbered, rows joined.
fn paragraphs(page: &Page, blocks: &[usize]) -> Vec<Paragraph> {
    let mut items: HashMap<usize, Vec<usize>> = HashMap::new();
    for &i in blocks {
        if let Some((list, item)) = list_item(page, page.blocks[i].element) {
            let seen = items.entry(list).or_default();
            if seen.last() != Some(&item) {
                seen.push(item);
            }
        }
    }
    let mut tables = HashMap::new();
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut last_row = None;
    let mut last_item = None;
    for &i in blocks {
        let block = &page.blocks[i];
        let row = page.nearest(block.element, &["tr"]).filter(|&row| is_data_row(page, row, &mut tables));
        let cell = page.nearest(block.element, &["td", "th"]);
        if let (Some(row), Some((last_row, last_cell)), Some(paragraph)) = (row, last_row, paragraphs.last_mut())
            && row == last_row
        {
            paragraph.text.push_str(if cell == last_cell { " " } else { "، " });
            paragraph.text.push_str(&block.text);
        } else {
            let role = if row.is_some() {
                Role::TableRow
            } else if let Some((list, item)) = list_item(page, block.element) {
                let of_list = items.get(&list).map(Vec::as_slice).unwrap_or_default();
                let index = of_list.iter().position(|&other| other == item).unwrap_or_default() + 1;
                // Only the first paragraph of an item announces it.
                let is_first = last_item.replace(item) != Some(item);
                if is_first {
                    Role::ListItem { index: number(index), count: number(of_list.len()) }
                } else {
                    Role::Body
                }
            } else {
                role(page, block)
            };
            paragraphs.push(Paragraph { role, text: fold_space(&block.text), source: 0..0 });
        }
        last_row = row.map(|row| (row, cell));
    }
    paragraphs
}

fn role(page: &Page, block: &Block) -> Role {
    // Some sites set their paragraphs as headings, for the size of the type.
    let is_paragraph = block.letters > 150 || block.text.ends_with('.') && block.text.split_whitespace().count() >= 8;
    for element in page.around(block.element) {
        let element = &page.elements[element];
        if furniture::has_word(element, &["caption", "thumbcaption", "figcaption"]) {
            return Role::Caption;
        }
        match element.tag.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if is_paragraph => return Role::Body,
            "h1" | "h2" => return Role::Heading { level: 2 },
            "h3" => return Role::Heading { level: 3 },
            "h4" | "h5" | "h6" => return Role::Heading { level: 4 },
            "blockquote" => return Role::Quotation,
            "figcaption" | "caption" => return Role::Caption,
            "article" | "main" | "body" => break,
            _ => {}
        }
    }
    Role::Body
}

/// Returns the list and the item that an element stands in, unless a heading, quotation or table is nearer.
fn list_item(page: &Page, element: usize) -> Option<(usize, usize)> {
    let nearest = page.nearest(
        element,
        &["li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "figcaption", "article"],
    )?;
    if page.elements[nearest].tag != "li" {
        return None;
    }
    Some((page.elements[nearest].parent, nearest))
}

/// Says whether a row belongs to a table of data, not to one that lays the page out: short cells, several to a row.
fn is_data_row(page: &Page, row: usize, known: &mut HashMap<usize, bool>) -> bool {
    let Some(table) = page.nearest(row, &["table"]) else { return false };
    *known.entry(table).or_insert_with(|| {
        let elements = table + 1..page.elements[table].end;
        let count = |tags: &[&str]| elements.clone().filter(|&e| tags.contains(&page.elements[e].tag.as_str())).count();
        let (rows, cells, tables) = (count(&["tr"]), count(&["td", "th"]), count(&["table"]));
        let letters: usize = blocks_of(page, table).map(|i| page.blocks[i].letters).sum();
        tables == 0
            && page.elements[table].role != "presentation"
            && rows >= 1
            && cells >= 2 * rows
            && cells >= 4
            && letters < 100 * cells
    })
}

fn blocks_of(page: &Page, element: usize) -> Range<usize> {
    let blocks = &page.elements[element].blocks;
    let end = blocks.end.min(page.blocks.len());
    blocks.start.min(end)..end
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn from_metadata(page: &Page, body: &str) -> Article {
    let title = title::from_metadata(&page.metadata);
    let lines = body.split(['\n', '\r']).map(fold_space).filter(|line| !line.is_empty());
    let paragraphs = lines.map(|text| Paragraph { role: Role::Body, text, source: 0..0 }).collect();
    Article { title, title_source: 0..0, byline: page.metadata.byline(), paragraphs }
}

#[cfg(test)]
mod tests;
