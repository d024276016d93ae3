//! What the readers of light markup have in common: blocks with their roles, made into an article.

use std::collections::HashMap;
use std::ops::Range;

use super::front::FrontMatter;
use super::{Article, Paragraph, Role, noise};

/// A block of text, and for items the list they belong to.
#[derive(Debug)]
pub(super) struct Block {
    pub role: Role,
    pub text: String,
    pub source: Range<usize>,
    /// Which list of the text an item is in; two lists have different numbers.
    pub list: Option<usize>,
}

impl Block {
    /// Makes a block that is no item of a list.
    pub(super) fn new(role: Role, text: String, source: Range<usize>) -> Block {
        Block { role, text, source, list: None }
    }
}

/// An item of a list, until the whole list is known.
pub(super) const ITEM: Role = Role::ListItem { index: 0, count: 0 };

/// Makes an article: the first heading is its title, where nothing but furniture stands over it or it is of the first
/// level; a byline among the first blocks is its author.
pub(super) fn article(front: FrontMatter, mut blocks: Vec<Block>) -> Article {
    number_lists(&mut blocks);
    let mut article = Article { title: front.title, title_source: 0..0, byline: front.author, paragraphs: Vec::new() };
    let is_heading = |block: &Block| matches!(block.role, Role::Heading { .. });
    let n_furniture = blocks.iter().take_while(|block| !is_heading(block) && noise::is_furniture(&block.text)).count();
    let headline = blocks.iter().position(is_heading);
    let headline = headline.filter(|&i| i == n_furniture || blocks[i].role == Role::Heading { level: 1 });
    if let Some(i) = headline {
        let repeats = article.title.as_deref().is_some_and(|title| noise::fold(title) == noise::fold(&blocks[i].text));
        if article.title.is_none() || repeats {
            let block = blocks.remove(i);
            article.title = Some(block.text);
            article.title_source = block.source;
        }
    }
    for (i, block) in blocks.into_iter().enumerate() {
        if noise::is_furniture(&block.text) && !matches!(block.role, Role::TableRow | Role::Code) {
            continue;
        }
        if i < 2 && article.byline.is_none() && block.role == Role::Body {
            article.byline = noise::byline(&block.text);
            if article.byline.is_some() {
                continue;
            }
        }
        let role = match block.role {
            // The title alone is of the first level.
            Role::Heading { level } => Role::Heading { level: level.max(2) },
            other => other,
        };
        article.paragraphs.push(Paragraph::new(role, block.text, block.source));
    }
    article
}

fn number_lists(blocks: &mut [Block]) {
    let mut counts = HashMap::new();
    for block in blocks.iter_mut() {
        if let (Some(list), Role::ListItem { index, .. }) = (block.list, &mut block.role) {
            let count = counts.entry(list).or_insert(0u32);
            *count += 1;
            *index = *count;
        }
    }
    for block in blocks.iter_mut() {
        if let (Some(list), Role::ListItem { count, .. }) = (block.list, &mut block.role) {
            *count = counts.get(&list).copied().unwrap_or_default();
        }
    }
}
