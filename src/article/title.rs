//! The headline: which of a page's titles it is, and without the site's name.

use super::furniture;
use super::noise;
use super::page::{Block, Page};
use super::region::Region;

/// A headline, and the block it is printed in, if it is printed.
pub(super) struct Headline {
    pub text: String,
    /// The first of its lines.
    pub block: Option<usize>,
    /// How many lines it has.
    pub n_lines: usize,
}

/// What sites put between a headline and their name.
const SEPARATORS: &[&str] = &[" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ", "|", " : "];

/// Finds the headline of a page.
///
/// The page itself is believed before its metadata: sites write shorter titles for search engines. A block that says
/// what the metadata say is the headline wherever it stands; failing that, the `<h1>` of the article; failing that, the
/// metadata's title without the site's name.
pub(super) fn find(page: &Page, region: &Region) -> Option<Headline> {
    let found = printed_or_told(page, region);
    // A headline in another language is a translation for search engines, or the site's motto.
    let is_foreign = |found: &Headline| !found.text.chars().any(super::is_arabic_letter);
    if !found.as_ref().is_some_and(is_foreign) {
        return found;
    }
    if let Some(i) = arabic_heading(page, region) {
        return Some(Headline { text: page.blocks[i].text.clone(), block: Some(i), n_lines: 1 });
    }
    let told = told(page, &[]).filter(|told| !is_foreign(told));
    if found.as_ref().is_some_and(|found| found.block.is_some()) { told.or(found) } else { found }
}

fn printed_or_told(page: &Page, region: &Region) -> Option<Headline> {
    let titles: Vec<&str> = page.metadata.titles().into_iter().filter(|title| names_article(page, title)).collect();
    let printed = |i: usize, text: &str| Headline { text: text.to_owned(), block: Some(i), n_lines: 1 };
    if let Some(i) = announced(page, region, &titles).filter(|&i| !is_site_name(page, region, i)) {
        return Some(printed(i, &page.blocks[i].text));
    }
    if let Some(i) = first_heading(page, region, &titles) {
        let lines = lines(page, i);
        if lines.len() > 1 {
            let text = lines.clone().map(|line| page.blocks[line].text.as_str()).collect::<Vec<_>>().join(" ");
            return Some(Headline { text, block: Some(lines.start), n_lines: lines.len() });
        }
        return Some(printed(i, without_kicker(&page.blocks[i].text, &titles)));
    }
    told(page, &titles)
}

/// Returns the first of the titles without the site's name. Where there is none, a title that names the site alone is
/// better than nothing; what a program writes for want of a title is not.
fn told(page: &Page, titles: &[&str]) -> Option<Headline> {
    let any = page.metadata.titles().into_iter().filter(|title| !is_placeholder(title));
    let site = page.metadata.site_name.as_deref();
    let mut texts = titles.iter().copied().chain(any).map(|title| without_site(title, site));
    texts.find(|title| !title.is_empty()).map(|text| Headline { text, block: None, n_lines: 0 })
}

/// Says whether a title of the metadata may say the headline: not one that a program writes for want of a title, one that
/// says the site's name twice, or one that is printed as the site's logo over a first-level heading of another text.
fn names_article(page: &Page, title: &str) -> bool {
    let folded = noise::fold(title);
    let is_first_level =
        |i: &usize| heading_level(page, page.blocks[*i].element) == Some(1) && !is_logo(page, page.blocks[*i].element);
    // An entry of a menu names a page as well as its title does.
    let is_entry = |block: &Block| page.nearest(block.element, &["nav", "li"]).is_some();
    let is_logo_of =
        |block: &Block| is_logo(page, block.element) && !is_entry(block) && noise::fold(&block.text) == folded;
    let logo = || page.blocks.iter().position(is_logo_of);
    let is_logo = || {
        let is_said =
            |i: usize| page.blocks[i].text.len() <= 600 && noise::fold(&page.blocks[i].text).contains(&folded);
        logo().is_some_and(|logo| {
            heading_level(page, page.blocks[logo].element) != Some(1)
                && (logo..page.blocks.len()).find(is_first_level).is_some_and(|heading| !is_said(heading))
        })
    };
    // The name of a section says nothing either, unless the page is headed so.
    let is_section = || {
        let is_said =
            |block: &Block| noise::fold(&block.text) == folded && heading_level(page, block.element) == Some(1);
        noise::is_section_name(title) && !page.blocks.iter().any(is_said)
    };
    !is_placeholder(title) && name_said_twice(title).is_none() && !is_logo() && !is_section()
}

/// Returns the site's name, folded, where a title is nothing but that name, more than once: `صحيفة الواحة | صحيفة الواحة`.
fn name_said_twice(title: &str) -> Option<String> {
    let mut parts = vec![title];
    for separator in SEPARATORS {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    let mut names = parts.into_iter().map(noise::fold).filter(|part| !part.is_empty());
    let first = names.next()?;
    let second = names.next()?;
    (first == second && names.all(|name| name == first)).then_some(first)
}

/// Says whether a title is what programs write where nobody gave one.
fn is_placeholder(title: &str) -> bool {
    const PLACEHOLDERS: &[&str] = &[
        "document",
        "untitled",
        "untitled document",
        "new page",
        "page title",
        "title",
        "index",
        "home",
        "home page",
        "react app",
        "vite app",
        "welcome",
    ];
    PLACEHOLDERS.contains(&noise::fold(title).as_str())
}

/// Finds an Arabic heading that may be the headline: of the first level, wherever it stands, or the only one of its level,
/// right over the text.
fn arabic_heading(page: &Page, region: &Region) -> Option<usize> {
    let level = |i: usize| heading_level(page, page.blocks[i].element);
    let is_right_over_text = |i: usize| region.is_agreed.get(i + 1).copied().unwrap_or_default();
    let is_only = |i: usize| (0..page.blocks.len()).filter(|&other| level(other) == level(i)).take(2).count() == 1;
    let is_headline = |i: usize| {
        let block = &page.blocks[i];
        let is_said = !block.says_furniture || is_right_over_text(i);
        block.is_arabic && is_said && !is_logo(page, block.element)
    };
    let is_first_level =
        |i: &usize| level(*i) == Some(1) && page.blocks[*i].text.split_whitespace().count() >= 2 && is_headline(*i);
    let is_second_level = |i: &usize| {
        level(*i).is_some_and(|level| (2..=3).contains(&level))
            && is_headline(*i)
            && is_right_over_text(*i)
            && is_only(*i)
            && !region.is_agreed[..*i].contains(&true)
    };
    let blocks = 0..page.blocks.len();
    blocks.clone().find(is_first_level).or_else(|| blocks.clone().find(is_second_level))
}

/// Returns the lines of the first-level heading that a block stands in: few and short, all of them are the headline.
fn lines(page: &Page, i: usize) -> std::ops::Range<usize> {
    let heading = page.nearest(page.blocks[i].element, &["h1"]).map(|heading| page.blocks_of(heading));
    heading
        .filter(|lines| lines.len() <= 3 && page.blocks[lines.clone()].iter().all(|line| line.letters < 60))
        .unwrap_or(i..i + 1)
}

/// Finds the block that the metadata announce: the whole of a title, or all of it but the site's name.
fn announced(page: &Page, region: &Region, titles: &[&str]) -> Option<usize> {
    let wholes: Vec<String> = titles.iter().map(|title| noise::fold(title)).collect();
    let parts: Vec<String> = titles.iter().flat_map(|title| parts(title)).collect();
    let site = page.metadata.site_name.as_deref().map(noise::fold);
    let end = page.elements[region.element].blocks.end.min(page.blocks.len());
    let mut best: Option<(usize, usize)> = None;
    for (i, block) in page.blocks.iter().enumerate().take(end) {
        if block.text.len() > 600 {
            continue;
        }
        let folded = noise::fold(&block.text);
        let is_whole = wholes.contains(&folded);
        if folded.is_empty()
            || Some(&folded) == site.as_ref()
            || !is_whole && !parts.contains(&folded)
            || is_in_menu(page, i)
        {
            continue;
        }
        // The site's name is a part of its titles too: it is short, stands in a logo, and is no heading.
        let rank = 100 * usize::from(is_whole)
            + 40 * usize::from(!is_logo(page, block.element))
            + 20 * usize::from(heading_level(page, block.element).is_some() || names_headline(page, block.element))
            + 10 * usize::from(!region.is_removed[i])
            + folded.split(' ').count().min(30);
        if best.is_none_or(|(_, best)| rank > best) {
            best = Some((i, rank));
        }
    }
    best.map(|(i, _)| i)
}

/// Says whether a block is an entry of a menu: a link in a list of links.
fn is_in_menu(page: &Page, i: usize) -> bool {
    let Some(item) = page.nearest(page.blocks[i].element, &["li"]) else { return false };
    let items = page.blocks_of(page.elements[item].parent);
    page.blocks[i].is_link() && items.len() > 1 && page.blocks[items].iter().all(|block| block.is_link())
}

/// Says whether an announced block is the name of the site or of a section after all: short, no heading, and the article
/// has one below it; or a word that menus have.
fn is_site_name(page: &Page, region: &Region, i: usize) -> bool {
    let block = &page.blocks[i];
    let level = heading_level(page, block.element);
    let is_marked = level.is_some() || names_headline(page, block.element);
    let is_section = noise::is_section_name(&block.text) && level != Some(1);
    if !is_section && (is_marked || block.text.split_whitespace().count() > 4) {
        return false;
    }
    let lowest = if is_section { 4 } else { 2 };
    let first_prose = region.is_prose.iter().position(|prose| *prose).unwrap_or(page.blocks.len());
    (i + 1..first_prose).any(|later| {
        let level = heading_level(page, page.blocks[later].element);
        !region.is_removed[later] && level.is_some_and(|level| level <= lowest)
    })
}

/// Returns what stands at either end of a title, apart from the rest: one of the two is the site's name, as a rule.
pub(super) fn ends(title: &str) -> Vec<String> {
    let cuts = SEPARATORS
        .iter()
        .flat_map(|separator| title.split_once(separator).into_iter().chain(title.rsplit_once(separator)));
    let ends = cuts.flat_map(|(head, tail)| [noise::fold(head), noise::fold(tail)]);
    ends.filter(|end| (1..=4).contains(&end.split(' ').count()) && !end.is_empty()).collect()
}

/// Returns what a title may be without the site's name: what stands before one of its separators, or after one if that
/// is the longer part.
fn parts(title: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for separator in SEPARATORS {
        for (at, _) in title.match_indices(separator) {
            let (head, tail) =
                (title.get(..at).unwrap_or_default(), title.get(at + separator.len()..).unwrap_or_default());
            let (head, tail) = (noise::fold(head), noise::fold(tail));
            let (n_head, n_tail) = (head.split(' ').count(), tail.split(' ').count());
            // A name in Latin letters before an Arabic headline is the site's.
            let is_arabic = |part: &str| part.chars().any(super::is_arabic_letter);
            let is_site_first = is_arabic(&tail) && !is_arabic(&head);
            if n_tail <= 8 && !is_site_first {
                parts.push(head);
            }
            if is_site_first || n_tail >= 3 && n_tail > n_head {
                parts.push(tail);
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Finds the heading that stands for the headline where no metadata do; `titles` are those that may say it.
fn first_heading(page: &Page, region: &Region, titles: &[&str]) -> Option<usize> {
    let site = page.metadata.site_name.as_deref().map(noise::fold);
    let all = page.metadata.titles();
    let names: Vec<String> = all.iter().filter_map(|title| name_said_twice(title)).collect();
    let first_prose = region.is_prose.iter().position(|prose| *prose).unwrap_or(page.blocks.len());
    let region_blocks = page.elements[region.element].blocks.clone();
    let end = region_blocks.end.min(page.blocks.len());
    let is_candidate = |i: &usize| {
        let block = &page.blocks[*i];
        !block.says_furniture
            && block.letters > 1
            && site.as_ref().is_none_or(|site| noise::fold(&block.text) != *site)
            && !names.iter().any(|name| noise::fold(&block.text).starts_with(name.as_str()))
            && !(block.is_prose() && (block.letters > 150 || block.text.ends_with('.')))
            && (titles.is_empty() || !block.text.ends_with(':'))
            && !is_logo(page, block.element)
            && !noise::is_name_of_part(&block.text)
            && noise::byline(&block.text).is_none()
    };
    let level = |i: usize| heading_level(page, page.blocks[i].element);
    // Word processors mark it with a class on its paragraph, before everything else.
    let is_titled = |element: usize| furniture::has_name(&page.elements[element], &["title"]);
    let is_named = |i: usize| {
        let element = page.blocks[i].element;
        names_headline(page, element) || i == 0 && page.around(element).take(2).any(is_titled)
    };
    // What costs little is asked first.
    let before_text = 0..end.min(first_prose);
    let named = (0..end.min(first_prose + 1)).filter(|&i| is_named(i)).find(is_candidate);
    // The last first-level heading before the text: the ones before it are the site's. Of a banner of several, the one
    // that begins as a title does.
    let wholes: Vec<String> = titles.iter().map(|title| noise::fold(&without_site(title, None))).collect();
    let is_begun = |i: &usize| {
        let folded = noise::fold(&page.blocks[*i].text);
        wholes.iter().any(|title| {
            title.contains(' ') && folded.strip_prefix(title.as_str()).is_some_and(|rest| rest.starts_with(' '))
        })
    };
    let first_levels = || before_text.clone().rev().filter(|&i| level(i) == Some(1)).filter(is_candidate);
    let first_level = || first_levels().find(is_begun).or_else(|| first_levels().next());
    // Below the first of the text it heads a section, where there is a title.
    let first_agreed = region.is_agreed.iter().position(|agreed| *agreed).unwrap_or(end);
    let end_of_headlines = if titles.is_empty() { end } else { end.min(first_agreed + 1) };
    let any_first_level =
        || (0..end_of_headlines).filter(|&i| level(i) == Some(1) && !region.is_removed[i]).find(is_candidate);
    // Headings of lower levels only if nothing but furniture stands between them and the text. With a title in the
    // metadata, a heading that does not repeat it must be a big one.
    let is_low = |i: usize| level(i).is_some_and(|level| level == 2 || titles.is_empty()) && !region.is_removed[i];
    let second_level = || before_text.clone().rev().filter(|&i| is_low(i)).find(is_candidate);
    // Pages made by hand have it in large type.
    let large = || {
        let mut blocks = before_text.clone().filter(|&i| !region.is_removed[i]).filter(is_candidate);
        let first = blocks.next().filter(|_| titles.is_empty())?;
        let block = &page.blocks[first];
        let is_large = page.around(block.element).take(3).any(|element| page.elements[element].is_large);
        let is_line = block.text.split_whitespace().count() <= 15 && !block.text.ends_with(['.', '،', ':']);
        (is_large && is_line && block.is_arabic).then_some(first)
    };
    named.or_else(first_level).or_else(large).or_else(any_first_level).or_else(second_level)
}

/// Takes a word or two over the headline (`متابعات`) off a heading that holds both, where the metadata know better.
fn without_kicker<'a>(heading: &'a str, titles: &[&'a str]) -> &'a str {
    let folded = noise::fold(heading);
    let is_rest = |title: &&&str| {
        let title = noise::fold(title);
        let rest = folded.strip_suffix(title.as_str()).filter(|rest| rest.ends_with(' '));
        rest.is_some_and(|rest| rest.split_whitespace().count() <= 3) && title.split(' ').count() >= 3
    };
    titles.iter().find(is_rest).copied().unwrap_or(heading)
}

/// Returns the level of the heading that an element is or stands in.
pub(super) fn heading_level(page: &Page, element: usize) -> Option<u8> {
    let heading = page.nearest(element, &["h1", "h2", "h3", "h4", "h5", "h6"])?;
    page.elements[heading].tag.as_bytes().get(1).map(|digit| digit - b'0')
}

/// Says whether an element is marked as the headline.
fn names_headline(page: &Page, element: usize) -> bool {
    page.around(element).take(2).any(|around| {
        let element = &page.elements[around];
        element.itemprop == "headline" || element.names.split(' ').any(names_its_title)
    })
}

/// Says whether a class names the title of the page: `entry-title`, `news-headline`, `page-title-text`.
fn names_its_title(name: &str) -> bool {
    const WHOSE: &[&str] = &[
        "entry", "post", "article", "story", "news", "page", "main", "single", "node", "detail", "details", "tdb", "pw",
    ];
    // Of these alone, the title may be the site's.
    const REST: &[&str] = &["blog", "header", "text", "inner"];
    let is_title = |word: &str| matches!(word, "title" | "headline");
    let words = || name.split('-').filter(|word| !word.is_empty());
    name == "headline"
        || words().any(is_title)
            && words().any(|word| WHOSE.contains(&word))
            && words().all(|word| is_title(word) || WHOSE.contains(&word) || REST.contains(&word))
}

fn is_logo(page: &Page, element: usize) -> bool {
    // The body's classes describe the whole page: `wp-custom-logo`.
    let is_part = |around: &usize| !matches!(page.elements[*around].tag.as_str(), "" | "html" | "body" | "main");
    page.around(element).take_while(is_part).any(|around| {
        let element = &page.elements[around];
        furniture::has_word(element, &["logo", "branding", "brand", "masthead", "sitename"])
            || element.tag == "nav"
            || element.names.split(' ').any(|name| matches!(name, "site-title" | "site-name" | "site-header"))
    })
}

/// Takes the site's name off a title, at either end.
fn without_site(title: &str, site: Option<&str>) -> String {
    let site = site.map(noise::fold);
    let mut title = title.trim();
    for _ in 0..3 {
        let cut =
            SEPARATORS.iter().filter_map(|separator| title.rfind(separator).map(|at| (at, separator.len()))).max();
        let Some((at, length)) = cut else { break };
        let (head, tail) =
            (title.get(..at).unwrap_or_default().trim(), title.get(at + length..).unwrap_or_default().trim());
        let is_bar = title.get(at..at + length).is_some_and(|separator| separator.contains('|'));
        let n_head = head.split_whitespace().count();
        let n_tail = tail.split_whitespace().count();
        if site.as_deref() == Some(noise::fold(head).as_str()) {
            title = tail;
        } else if site.as_deref() == Some(noise::fold(tail).as_str()) || n_tail <= 4 && (n_head > n_tail || is_bar) {
            title = head;
        } else if n_head <= 3 && n_tail > n_head + 1 {
            title = tail;
        } else {
            break;
        }
    }
    title.to_owned()
}

/// Says whether a block only repeats the headline.
pub(super) fn repeats(headline: &str, text: &str) -> bool {
    text.len() <= 2 * headline.len() + 20 && noise::fold(text) == noise::fold(headline)
}
