//! Which articles are new or changed since they were looked at last, without reading those that are not.

use std::{collections::HashMap, fs, time::SystemTime};

use jiff::Timestamp;

use super::source::{Content, Source};
use crate::store::Key;

/// What was seen of the articles.
#[derive(Debug, Default)]
pub struct Watch {
    seen: HashMap<String, Seen>,
    has_looked: bool,
}

#[derive(Debug)]
struct Seen {
    stamp: Stamp,
    /// Whether it has been handed out as it is.
    is_done: bool,
    /// How often it has failed as it is, and how many looks are to pass before it is tried again.
    n_failures: u32,
    n_looks: u32,
    /// When it is to be handed out once more though it has not changed.
    due: Option<Timestamp>,
}

/// After so many failures the time between two attempts grows no further: at one look every 30 s it is half an hour then.
const MOST_DOUBLINGS: u32 = 6;

/// Tells whether an article has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stamp {
    File { modified: Option<SystemTime>, size: u64 },
    Text(Key),
    Missing,
}

impl Watch {
    /// Returns the articles to see to. A file that changes while it is watched is handed out when it has stood still
    /// from one look to the next: an editor may be writing it. At the first look everything is handed out.
    pub fn fresh(&mut self, sources: Vec<Source>, now: Timestamp) -> Vec<Source> {
        let is_first = !std::mem::replace(&mut self.has_looked, true);
        let mut fresh = Vec::new();
        for source in sources {
            let stamp = stamp(&source);
            let is_due = match self.seen.get_mut(&source.guid).filter(|seen| seen.stamp == stamp) {
                Some(seen) if seen.n_looks > 0 => {
                    seen.n_looks -= 1;
                    false
                }
                Some(seen) => {
                    let is_due = seen.due.take_if(|due| *due <= now).is_some();
                    !std::mem::replace(&mut seen.is_done, true) || is_due
                }
                None => {
                    let is_new = !self.seen.contains_key(&source.guid);
                    let is_due = is_first && is_new;
                    let seen = Seen { stamp, is_done: is_due, n_failures: 0, n_looks: 0, due: None };
                    self.seen.insert(source.guid.clone(), seen);
                    is_due
                }
            };
            if is_due {
                fresh.push(source);
            }
        }
        fresh
    }

    /// Takes note that an article is to be seen to at a later time, when it is handed out again.
    pub fn wait_until(&mut self, guid: &str, due: Timestamp) {
        if let Some(seen) = self.seen.get_mut(guid) {
            seen.due = Some(due);
        }
    }

    /// Takes note that an article failed, which is then handed out again though it has not changed: a disk that was full
    /// has room one day, and a fault of ours may have been one of the moment. Each failure doubles the looks between.
    pub fn failed(&mut self, guid: &str) {
        if let Some(seen) = self.seen.get_mut(guid) {
            seen.is_done = false;
            seen.n_failures += 1;
            seen.n_looks = 1 << (seen.n_failures - 1).min(MOST_DOUBLINGS);
        }
    }
}

fn stamp(source: &Source) -> Stamp {
    let told = || Key::of("item").with(format!("{:?}", source.metadata));
    match &source.content {
        Content::File(path) => match fs::metadata(path) {
            Ok(metadata) => Stamp::File { modified: metadata.modified().ok(), size: metadata.len() },
            Err(_) => Stamp::Missing,
        },
        Content::Bytes(bytes, _) => Stamp::Text(told().with(bytes).finish()),
        Content::Article(article, _) => Stamp::Text(told().with(format!("{article:?}")).finish()),
        // A page that a site map names has changed when the map says so.
        Content::Address { url, changed, .. } => Stamp::Text(told().with(url).with(format!("{changed:?}")).finish()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fetch::Fetcher, job::gather};
    use std::path::Path;

    #[test]
    fn article_is_handed_out_once_for_each_change_when_it_has_settled() {
        let folder = tempfile::tempdir().unwrap();
        let input = [folder.path().to_string_lossy().into_owned()];
        let mut watch = Watch::default();
        let mut look = || {
            let sources = gather(&input, Path::new("none"), &Fetcher::own(1)).sources;
            let fresh = watch.fresh(sources, Timestamp::UNIX_EPOCH);
            fresh.into_iter().map(|source| source.guid).collect::<Vec<_>>()
        };
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("a.txt", "نص");
        assert_eq!(look(), ["a.txt"], "what is there at the start is taken at once");
        assert!(look().is_empty());
        write("b.txt", "نص آخر");
        assert!(look().is_empty(), "it may still be written");
        write("b.txt", "نص آخر أطول");
        assert!(look().is_empty(), "it was");
        assert_eq!(look(), ["b.txt"]);
        write("a.txt", "نص معدل");
        assert!(look().is_empty());
        assert_eq!(look(), ["a.txt"]);
        assert!(look().is_empty());
    }

    #[test]
    fn article_that_is_due_later_is_handed_out_at_its_time() {
        let folder = tempfile::tempdir().unwrap();
        let input = [folder.path().to_string_lossy().into_owned()];
        let mut watch = Watch::default();
        fs::write(folder.path().join("a.txt"), "نص").unwrap();
        let at = |second| Timestamp::from_second(second).unwrap();
        let look = |watch: &mut Watch, second| {
            watch.fresh(gather(&input, Path::new("none"), &Fetcher::own(1)).sources, at(second)).len()
        };
        assert_eq!(look(&mut watch, 0), 1);
        watch.wait_until("a.txt", at(100));
        assert_eq!([50, 99, 100, 150].map(|second| look(&mut watch, second)), [0, 0, 1, 0]);
    }

    #[test]
    fn article_that_failed_is_handed_out_again_ever_more_seldom() {
        let folder = tempfile::tempdir().unwrap();
        let input = [folder.path().to_string_lossy().into_owned()];
        let mut watch = Watch::default();
        fs::write(folder.path().join("a.txt"), "نص").unwrap();
        // The looks at which it was handed out, when it fails each time but the last.
        let mut handed_out = Vec::new();
        for look in 0..20 {
            let sources = gather(&input, Path::new("none"), &Fetcher::own(1)).sources;
            for source in watch.fresh(sources, Timestamp::UNIX_EPOCH) {
                handed_out.push(look);
                if handed_out.len() < 4 {
                    watch.failed(&source.guid);
                }
            }
        }
        assert_eq!(handed_out, [0, 2, 5, 10]);
        // What is changed is another article, with no failures.
        fs::write(folder.path().join("a.txt"), "نص معدل").unwrap();
        let mut look = || {
            let sources = gather(&input, Path::new("none"), &Fetcher::own(1)).sources;
            watch.fresh(sources, Timestamp::UNIX_EPOCH).len()
        };
        assert_eq!((look(), look(), look()), (0, 1, 0));
    }
}
