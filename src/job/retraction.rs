//! Episodes that are taken back: because somebody asks for it, or because their articles are gone and the show's file says
//! that they are to go with them.

use std::collections::HashSet;

use super::{
    EpisodeStore, Error,
    episode_store::{Kept, TakenBack},
    report::{Entry, Status},
};

/// Takes an episode back that is called so by its GUID, the stem of its files, its audio file or its source.
///
/// # Errors
/// When there is none, or the disk fails.
pub fn retract(store: &EpisodeStore, name: &str) -> Result<Entry, Error> {
    let kept = store.named(name)?;
    store.take_back(&kept.guid, TakenBack::OnRequest)?;
    Ok(entry(kept, TakenBack::OnRequest))
}

/// Lets an episode come back that was taken back on request, when its article is rendered next.
///
/// # Errors
/// When there is none, or the disk fails.
pub fn restore(store: &EpisodeStore, name: &str) -> Result<(), Error> {
    let guid = store.named(name)?.guid.clone();
    store.restore(&guid)
}

/// Returns the episodes whose source is not among those that are there. One whose file is still on the disk is not gone:
/// the inputs are others this time.
///
/// # Errors
/// [`Error::TooManyGone`] where that is more than half of all: likelier than so many withdrawn articles is a folder that
/// was named wrongly or is not mounted.
pub fn gone(store: &EpisodeStore, present: &HashSet<String>) -> Result<Vec<Entry>, Error> {
    let there: Vec<&Kept> = store.all().filter(|kept| kept.taken_back.is_none()).collect();
    let is_gone = |kept: &&Kept| !present.contains(kept.source()) && !store.has_source_file(kept);
    let mut gone: Vec<&Kept> = there.iter().copied().filter(is_gone).collect();
    gone.sort_by(|a, b| a.slug.cmp(&b.slug));
    if gone.len() * 2 > there.len() {
        return Err(Error::TooManyGone { n_gone: gone.len(), n_episodes: there.len() });
    }
    Ok(gone.into_iter().map(|kept| entry(kept, TakenBack::Gone)).collect())
}

/// Takes back the episodes that [`gone`] finds.
///
/// # Errors
/// As [`gone`], and when the disk fails.
pub fn retract_gone(store: &EpisodeStore, present: &HashSet<String>) -> Result<Vec<Entry>, Error> {
    let gone = gone(store, present)?;
    gone.iter().try_for_each(|entry| store.take_back(&entry.guid, TakenBack::Gone))?;
    Ok(gone)
}

fn entry(kept: &Kept, why: TakenBack) -> Entry {
    Entry {
        source: kept.source().to_owned(),
        key: kept.source().to_owned(),
        guid: kept.guid.clone(),
        slug: kept.slug.to_string(),
        status: Status::Retracted { why },
        reason: None,
        was_withdrawn: false,
        renamed_from: None,
        seconds: 0.0,
    }
}
