//! Which episode an article is, whatever its file or address is called by now.
//!
//! Podcast apps know an episode by its GUID; a new one is a new episode, and the old one stays with those who have it. So
//! an article keeps its episode when it is renamed. It is, in this order:
//!
//! 1. the episode that was last made of the same source: a path, an address, what a feed calls it;
//! 2. the episode of the same `id` in its front matter;
//! 3. of the episodes whose source is gone: the one of the same address on the web; the one of the same title and text;
//!    the one of the same title and date of publication.
//!
//! What fits two episodes fits none: a new episode can be taken back, a listener's confusion cannot. Title alone is not
//! enough either: a daily bulletin is called the same every day. An article of which there is a copy is two articles.

use std::{
    collections::HashSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::{
    EpisodeStore, Setup,
    episode_script::EpisodeScript,
    episode_store::Kept,
    slug::with_digest,
    source::{Content, Source},
};
use crate::publish::FileName;

/// Which episode a source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// What podcast apps know it by.
    pub(super) guid: String,
    /// Stem of its files.
    pub(super) slug: FileName,
    /// The source of its episode until now, where that was another.
    pub(super) renamed_from: Option<String>,
    /// The source of another article that says to have the same `id`.
    pub(super) twin: Option<String>,
}

/// Finds out which episodes the sources are; `present` are all sources there are, of which `sources` may be a part. What
/// had to be fetched for it is put into the sources, so that it is not fetched twice.
///
/// # Blocking
/// Reads the articles that no episode was made of yet.
pub(super) fn identify(
    sources: &mut [Source],
    present: &HashSet<String>,
    store: &EpisodeStore,
    setup: &Setup,
) -> Vec<Identity> {
    let mut registry = Registry::new(store, present);
    // Those that are known first, so that nobody else is taken for them.
    let known: Vec<Option<Identity>> = sources.iter().map(|source| registry.known(source)).collect();
    let script = |source: &mut Source| {
        match &source.content {
            // A page has no front matter, and is worth fetching only where it may be one that was known.
            Content::Address { .. } if !registry.has_orphans() => return None,
            Content::Address { .. } => match catch_unwind(AssertUnwindSafe(|| source.content.read())) {
                Ok(Ok((article, facts))) => source.content = Content::Article(Box::new(article), facts),
                // It fails once more when its turn comes, and is reported.
                _ => return None,
            },
            _ => {}
        }
        catch_unwind(AssertUnwindSafe(|| EpisodeScript::read(source, setup).ok())).ok().flatten()
    };
    let scripts: Vec<Option<EpisodeScript>> = sources
        .iter_mut()
        .zip(&known)
        .map(|(source, known)| if known.is_some() { None } else { script(source) })
        .collect();
    // The surest signs first, for all, so that no likeness takes what another is for sure.
    let mut found = known;
    for sign in Sign::ALL {
        for ((source, script), found) in sources.iter().zip(&scripts).zip(&mut found) {
            if let (None, Some(script)) = (&found, script) {
                *found = registry.by_sign(sign, source, script);
            }
        }
    }
    let found = found.into_iter().zip(sources.iter().zip(scripts));
    found.map(|(found, (source, script))| found.unwrap_or_else(|| registry.new_episode(source, script))).collect()
}

/// By what an episode is recognised.
#[derive(Debug, Clone, Copy)]
enum Sign {
    Id,
    Link,
    Content,
    TitleAndDate,
}

impl Sign {
    const ALL: [Self; 4] = [Self::Id, Self::Link, Self::Content, Self::TitleAndDate];

    fn fits(self, kept: &Kept, script: &EpisodeScript) -> bool {
        fn same<T: PartialEq>(kept: &Option<T>, found: &Option<T>) -> bool {
            kept.is_some() && kept == found
        }
        match self {
            Self::Id => same(&kept.id, &script.id),
            // What says who it is is nobody else.
            _ if kept.id.is_some() && script.id.is_some() => false,
            Self::Link => same(&kept.link, &script.link),
            Self::Content => kept.content.as_ref() == Some(&script.content),
            Self::TitleAndDate => kept.title == script.title && same(&kept.published, &script.published),
        }
    }
}

/// What is known and what is taken.
struct Registry<'a> {
    store: &'a EpisodeStore,
    /// Episodes whose source is there.
    taken: HashSet<String>,
    guids: HashSet<String>,
    slugs: HashSet<FileName>,
}

impl<'a> Registry<'a> {
    fn new(store: &'a EpisodeStore, present: &HashSet<String>) -> Self {
        let is_present = |kept: &&Kept| present.contains(kept.source());
        Self {
            store,
            taken: store.all().filter(is_present).map(|kept| kept.guid.clone()).collect(),
            guids: store.all().map(|kept| kept.guid.clone()).collect(),
            slugs: store.all().map(|kept| kept.slug.clone()).collect(),
        }
    }

    fn has_orphans(&self) -> bool {
        self.taken.len() < self.guids.len()
    }

    fn known(&self, source: &Source) -> Option<Identity> {
        let kept = self.store.of_source(&source.guid)?;
        Some(Identity { guid: kept.guid.clone(), slug: kept.slug.clone(), renamed_from: None, twin: None })
    }

    fn by_sign(&mut self, sign: Sign, source: &Source, script: &EpisodeScript) -> Option<Identity> {
        let mut fitting = self.store.all().filter(|kept| sign.fits(kept, script));
        let (kept, None) = (fitting.next()?, fitting.next()) else { return None };
        let identity =
            |renamed_from, twin| Identity { guid: kept.guid.clone(), slug: kept.slug.clone(), renamed_from, twin };
        if self.taken.contains(&kept.guid) {
            // Of two that say they are the same, one is wrong, and only their author knows which.
            return matches!(sign, Sign::Id).then(|| identity(None, Some(kept.source().to_owned())));
        }
        self.taken.insert(kept.guid.clone());
        Some(identity(Some(kept.source().to_owned()).filter(|old| *old != source.guid), None))
    }

    fn new_episode(&mut self, source: &Source, script: Option<EpisodeScript>) -> Identity {
        let wanted = script.and_then(|script| script.id).unwrap_or_else(|| source.guid.clone());
        // A name that an episode has kept though its article was renamed is not free.
        let guid = (1..)
            .map(|n| if n == 1 { wanted.clone() } else { format!("{wanted}#{n}") })
            .find(|guid| !self.guids.contains(guid))
            .unwrap_or(wanted);
        let mut slug: FileName = source.slug.parse().unwrap_or_else(|_| FileName::article());
        if self.slugs.contains(&slug) {
            slug = with_digest(&slug, &guid);
        }
        self.guids.insert(guid.clone());
        self.taken.insert(guid.clone());
        self.slugs.insert(slug.clone());
        Identity { guid, slug, renamed_from: None, twin: None }
    }
}
