//! A web page to an article: what of its blocks is kept, and what each is.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use scraper::Html;

use super::carried;
use super::furniture;
use super::noise;
use super::page::{self, Block, Page, Scope};
use super::region::{self, Region};
use super::source::Locator;
use super::title::{self, Headline};
use super::{Article, Paragraph, Role, count_letters};

/// Why no article was found on a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// There is a headline and no text under it.
    Text {
        /// The headline.
        title: String,
    },
    /// There are headlines with links, and summaries under them.
    Links,
    /// There is nothing but furniture.
    All,
}

/// Reads the article of a document (see [`page::parse`]) whose bytes are `html`.
///
/// What the page shows comes first. Where that is no text, what it carries for others is tried: the text told to
/// search engines, templates, what is shown without scripts, the data of scripts.
pub(super) fn read(document: &Html, html: &str) -> Result<Article, Missing> {
    let page = Page::new(document, Scope::Shown);
    let shown = of_page(&page, html);
    let told = page.metadata.article_body.as_deref();
    let n_shown = letters(&shown);
    let is_cut = told.is_some_and(|body| count_letters(body) > 2 * n_shown + ENOUGH);
    if n_shown >= ENOUGH && !is_cut {
        return if is_index(&page, &shown) { Err(Missing::Links) } else { Ok(shown) };
    }
    let hidden = || {
        let page = Page::new(document, Scope::Templates);
        of_page(&page, html)
    };
    let fragment = |markup: &str| of_page(&Page::new(&page::parse(markup), Scope::Shown), html);
    let others = [
        told.map(|body| fragment(&carried::markup(body))),
        Some(hidden()),
        Some(fragment(&carried::noscripts(document))),
        carried::scripted(document).map(|markup| fragment(&markup)),
    ];
    let found = others.into_iter().flatten().find(|other| letters(other) > 2 * n_shown + ENOUGH);
    if let Some(mut found) = found {
        found.title = shown.title.or(found.title);
        found.byline = shown.byline.or(found.byline);
        return Ok(found);
    }
    match shown.title {
        _ if is_index(&page, &shown) => Err(Missing::Links),
        Some(title) if shown.paragraphs.is_empty() => Err(Missing::Text { title }),
        None if shown.paragraphs.is_empty() => Err(Missing::All),
        _ => Ok(shown),
    }
}

/// With fewer letters than these, a page may show nothing but a notice, and what it carries is looked at.
const ENOUGH: usize = 100;

fn letters(article: &Article) -> usize {
    article.paragraphs.iter().map(|paragraph| count_letters(&paragraph.text)).sum()
}

/// Reads the article of a page.
fn of_page(page: &Page, html: &str) -> Article {
    let mut region = Region::find(page);
    let headline = title::find(page, &region);
    if let Some(block) = headline.as_ref().and_then(|headline| headline.block) {
        region.narrow(page, block);
    }
    let mut kept = kept(page, &region, headline.as_ref());
    if !region.explains(page, &kept.blocks) {
        // What was chosen leaves the article behind: the text that the views agree on is read, and nothing else.
        kept.blocks = (0..page.blocks.len()).filter(|&i| region.is_agreed[i]).collect();
    }
    let mut locator = Locator::new(html);
    let title_source = headline.as_ref().map_or(0..0, |headline| locator.anywhere(&headline.text));
    let mut paragraphs = paragraphs(page, &kept.blocks);
    for paragraph in &mut paragraphs {
        paragraph.source = locator.next(&paragraph.text);
    }
    Article { title: headline.map(|headline| headline.text), title_source, byline: kept.byline, paragraphs }
}

/// Says whether a page is one of links to articles: several headlines that are links, and under them nothing but their
/// summaries.
fn is_index(page: &Page, article: &Article) -> bool {
    let is_card = |i: usize| {
        let (link, summary) = (&page.blocks[i], &page.blocks[i + 1]);
        let is_headline = link.is_link() && title::heading_level(page, link.element).is_some();
        let card = page.common(link.element, summary.element);
        is_headline && !summary.is_link() && page.blocks_of(card).len() <= 6 && page.elements[card].tag != "body"
    };
    let cards: Vec<usize> = (0..page.blocks.len().saturating_sub(1)).filter(|&i| is_card(i)).collect();
    if cards.len() < 4 {
        return false;
    }
    let summaries: HashSet<&str> = cards.iter().map(|&i| page.blocks[i + 1].text.as_str()).collect();
    let n_summaries = article.paragraphs.iter().filter(|paragraph| summaries.contains(&*paragraph.text)).count();
    // Without a title of its own, the page is called as one of its cards.
    let is_named_as_card =
        || article.title.as_deref().is_some_and(|title| cards.iter().any(|&i| page.blocks[i].text == title));
    let is_enough = n_summaries >= 3 || n_summaries >= 1 && is_named_as_card();
    is_enough && n_summaries * 10 >= article.paragraphs.len() * 7
}

/// Reads every block of a page, furniture or not.
pub(super) fn read_everything(document: &Html, html: &str) -> Article {
    let page = Page::new(document, Scope::Shown);
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
    // A blog may belong to its author, who then signs its foot as sites do.
    let is_person =
        |name: &String| page.metadata.agrees_on(name) || !signs_site(page, name) || page.metadata.tells_person(name);
    let mut byline = page.metadata.byline().filter(is_person);
    // Machines may be told a name in Latin letters that the page prints in Arabic ones.
    let is_arabic = |name: &str| name.chars().any(super::is_arabic_letter);
    let is_open = |byline: &Option<String>| byline.as_deref().is_none_or(|name| !is_arabic(name));
    let printed_byline = page.metadata.printed_author().map(noise::fold);
    let inner = page.blocks_of(region.element);
    let headline_block = headline.and_then(|headline| headline.block);
    let around = match headline_block {
        Some(block) => page.common(region.element, page.blocks[block].element),
        None => region.element,
    };
    let outer = page.blocks_of(around);
    let last_list = region.behind.last().map_or(0, |&i| i + 1);
    let prose = |range: Range<usize>| range.into_iter().filter(|&i| region.is_prose[i]);
    // An article of one short sentence has no running text; its longest block stands in.
    let longest = || inner.clone().filter(|&i| !region.is_removed[i]).max_by_key(|&i| page.blocks[i].letters);
    // A headline of many words is no beginning of the text.
    let is_headline = |i: usize| {
        headline
            .is_some_and(|headline| headline.block.is_some_and(|first| (first..first + headline.n_lines).contains(&i)))
    };
    let first_prose = prose(inner.clone()).find(|&i| !is_headline(i)).or_else(longest).unwrap_or(inner.start);
    let last_prose = prose(inner.clone()).next_back().or_else(longest).unwrap_or(inner.end);

    let names: Vec<String> =
        page.metadata.titles().into_iter().chain(page.metadata.site_name.as_deref()).map(noise::fold).collect();
    let mut lists = HashMap::new();
    let mut tables = HashMap::new();
    let mut blocks = Vec::new();
    for i in outer.start.min(inner.start)..outer.end.max(inner.end).max(last_list) {
        let block = &page.blocks[i];
        if is_headline(i) {
            continue;
        }
        let is_title = headline.is_some_and(|headline| title::repeats(&headline.text, &block.text));
        if is_open(&byline)
            && !is_title
            && block.letters < 120
            && (i < first_prose
                || i <= first_prose + 1 && noise::is_labelled_byline(&block.text)
                || i > last_prose && noise::is_signature(&block.text))
        {
            let printed = noise::byline(&block.text).filter(|name| !page.metadata.is_organization(name));
            if let Some(name) = printed.filter(|name| byline.is_none() || is_arabic(name)) {
                byline = Some(name);
                continue;
            }
        }
        if region.is_removed[i] || block.letters == 0 {
            continue;
        }
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
                || region.lists.hold(page, i)
                || region.lists.stand_over(page, region.element, i)
                || block.is_arabic && role(page, block) == Role::Caption
                || headline_block.is_some_and(|headline| {
                    (is_heading && is_subtitle(page, headline, block)) || follows_headline(page, headline, i)
                })
        };
        // What the views agree on outside of it may be the rest of a text that is split in two containers.
        let is_split_off = region.is_agreed[i] && region.is_prose[i];
        let is_list = region.behind.binary_search(&i).is_ok();
        if !(inner.contains(&i) || is_split_off || is_list || is_between && is_introduction()) {
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
        // Words to the reader close a page, after the last of the text.
        if i >= last_prose && noise::addresses_reader(&block.text) {
            continue;
        }
        let is_inside_text = first_prose < i && i < last_prose;
        if !is_inside_text
            && !is_structured(page, block)
            && (!block.is_arabic || i > last_prose && noise::is_date_line(&block.text))
        {
            continue;
        }
        if block.is_link() && !is_wanted_link(page, region, i, &mut lists, &mut tables) {
            continue;
        }
        blocks.push(i);
    }
    drop_repeated_lead(page, inner.start, &mut blocks);
    drop_empty_sections(page, region, inner.end, &mut blocks);
    Kept { blocks, byline }
}

/// Says whether a name is the site's: it stands in the page's foot or beside its copyright.
fn signs_site(page: &Page, name: &str) -> bool {
    let name = noise::fold(name);
    page.blocks.iter().any(|block| {
        let is_foot = block.text.contains('©')
            || page.nearest(block.element, &["footer", "article"]).is_some_and(|e| page.elements[e].tag == "footer");
        is_foot && format!(" {} ", noise::fold(&block.text)).contains(&format!(" {name} "))
    })
}

/// Says whether a heading stands right under the headline: a line of its own, in the same box.
fn is_subtitle(page: &Page, headline: usize, block: &Block) -> bool {
    let headline = page.blocks[headline].element;
    let around = page.common(headline, block.element);
    let is_near = page.elements[headline].depth <= page.elements[around].depth + 3;
    is_near && block.is_arabic && !block.is_link() && block.text.split_whitespace().count() >= 4
}

/// Says whether a block is a paragraph right under the headline: beside it in the same box, with none but such between them.
fn follows_headline(page: &Page, headline: usize, i: usize) -> bool {
    const MOST: usize = 3;
    let parent = |i: usize, tags: &[&str]| Some(page.elements[page.nearest(page.blocks[i].element, tags)?].parent);
    let around = parent(headline, &["h1", "h2", "h3", "h4"]).filter(|&around| page.elements[around].tag != "body");
    let is_paragraph = |i: usize| {
        let block = &page.blocks[i];
        parent(i, &["p"]) == around
            && block.is_arabic
            && block.link_letters == 0
            && !block.says_furniture
            && block.text.split_whitespace().count() >= 4
            && !noise::is_date_line(&block.text)
            && noise::byline(&block.text).is_none()
    };
    around.is_some() && i <= headline + MOST && (headline + 1..=i).all(is_paragraph)
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
fn is_wanted_link(
    page: &Page,
    region: &Region,
    i: usize,
    lists: &mut HashMap<usize, bool>,
    tables: &mut HashMap<usize, bool>,
) -> bool {
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
        let row = page.nearest(part, &["tr"]);
        return row.is_some_and(|row| is_data_row(page, row, tables)) && page.is_inside(part, region.element);
    }
    let list = page.elements[part].parent;
    page.blocks_of(part).len() <= 3
        && *lists.entry(list).or_insert_with(|| {
            let items = page.blocks_of(list);
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
            // The spaces of blocks are folded.
            paragraphs.push(Paragraph { role, text: block.text.clone(), source: 0..0 });
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
            "pre" if is_typed(&block.text) => return Role::Code,
            "blockquote" => return Role::Quotation,
            "figcaption" | "caption" => return Role::Caption,
            "article" | "main" | "body" => break,
            _ => {}
        }
    }
    Role::Body
}

/// Says whether preformatted text is a program or a command, and not verses: it has no fewer Latin letters than Arabic ones.
fn is_typed(text: &str) -> bool {
    let arabic = text.chars().filter(|c| super::is_arabic_letter(*c)).count();
    text.chars().filter(char::is_ascii_alphabetic).count() >= arabic.max(1)
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
        let letters: usize = page.blocks_of(table).map(|i| page.blocks[i].letters).sum();
        tables == 0
            && page.elements[table].role != "presentation"
            && rows >= 1
            && cells >= 2 * rows
            && cells >= 4
            && letters < 100 * cells
    })
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
