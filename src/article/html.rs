//! A web page to an article: what of its blocks is kept, and what each is.

use std::collections::HashMap;
use std::ops::Range;

use super::noise;
use super::page::{Block, Page};
use super::region::{self, Region};
use super::source::Locator;
use super::title::{self, Headline};
use super::{Article, Paragraph, Role, fold_space};

/// Reads the article of a page.
pub(super) fn read(html: &str) -> Article {
    let page = Page::parse(html);
    let region = Region::find(&page);
    let headline = title::find(&page, &region);
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
    let first_prose = prose(inner.clone()).next().unwrap_or(inner.start);
    let last_prose = prose(inner.clone()).last().unwrap_or(inner.end);

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
        let is_in_region = inner.contains(&i);
        let is_lead = || headline_block.is_some_and(|headline| i > headline) && i < inner.start && region::is_lead(page, block);
        let is_split_off = || region.is_chosen[i] && region.is_prose[i];
        if !is_in_region && !is_lead() && !is_split_off() {
            continue;
        }
        let folded = || noise::fold(&block.text);
        if i < first_prose
            && (noise::is_date_line(&block.text)
                || printed_byline.as_deref() == Some(folded().as_str())
                || byline.as_deref().is_some_and(|byline| noise::fold(byline) == folded())
                || noise::byline(&block.text).is_some())
        {
            continue;
        }
        let is_inside_text = first_prose < i && i < last_prose;
        if !is_inside_text && !is_structured(page, block) && (!block.is_arabic || i > last_prose && noise::is_date_line(&block.text)) {
            continue;
        }
        if block.is_link() && !is_wanted_link(page, region, i) {
            continue;
        }
        blocks.push(i);
    }
    drop_repeated_lead(page, inner.start, &mut blocks);
    Kept { blocks, byline }
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
/// announces, a sentence.
fn is_wanted_link(page: &Page, region: &Region, i: usize) -> bool {
    let block = &page.blocks[i];
    let is_sentence = block.letters >= 100 && block.text.ends_with(['.', '؟', '!', '»', '”', '"']);
    let next = || (i + 1..page.blocks.len()).find(|&later| !region.is_removed[later]);
    let heads_text = || title::heading_level(page, block.element).is_some() && next().is_some_and(|next| region.is_prose[next] && page.blocks[next].letters > 120);
    let is_announced = || {
        let Some(list) = page.nearest(block.element, &["ul", "ol"]) else { return false };
        let start = page.elements[list].blocks.start;
        let items = blocks_of(page, list);
        let plain = items.clone().filter(|&item| !page.blocks[item].is_link()).count();
        let introduced = start.checked_sub(1).is_some_and(|before| !region.is_removed[before] && page.blocks[before].text.ends_with(':'));
        introduced || plain * 2 >= items.len()
    };
    // A caption may link to its picture, a cell to its subject.
    let is_part = || page.nearest(block.element, &["td", "th", "dt", "dd", "blockquote"]).is_some_and(|around| page.is_inside(around, region.element) && !page.elements[around].names.contains("promo"));
    is_sentence || heads_text() || is_announced() || is_part() && region.is_chosen[i] && page.nearest(block.element, &["td", "th", "dt", "dd"]).is_some()
}

/// Says whether a block's tag shows that the author meant it, however short it is.
fn is_structured(page: &Page, block: &Block) -> bool {
    page.nearest(block.element, &["h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "blockquote", "figcaption", "caption", "pre"]).is_some()
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
                if is_first { Role::ListItem { index: number(index), count: number(of_list.len()) } } else { Role::Body }
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
    for element in page.around(block.element) {
        let element = &page.elements[element];
        match element.tag.as_str() {
            "h1" | "h2" => return Role::Heading { level: 2 },
            "h3" => return Role::Heading { level: 3 },
            "h4" | "h5" | "h6" => return Role::Heading { level: 4 },
            "blockquote" => return Role::Quotation,
            "figcaption" | "caption" => return Role::Caption,
            "article" | "main" | "body" => break,
            _ if element.names.split(' ').any(|name| matches!(name, "wp-caption-text" | "caption" | "image-caption" | "media-caption" | "photo-caption" | "thumbcaption" | "tr-caption" | "article-image-caption")) => {
                return Role::Caption;
            }
            _ => {}
        }
    }
    Role::Body
}

/// Returns the list and the item that an element stands in, unless a heading, quotation or table is nearer.
fn list_item(page: &Page, element: usize) -> Option<(usize, usize)> {
    let nearest = page.nearest(element, &["li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "figcaption", "article"])?;
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
        tables == 0 && page.elements[table].role != "presentation" && rows >= 1 && cells >= 2 * rows && cells >= 4 && letters < 100 * cells
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
