//! Which articles are new or changed since they were looked at last, without reading those that are not.

use std::{collections::HashMap, fs, time::SystemTime};

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
}

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
    pub fn fresh(&mut self, sources: Vec<Source>) -> Vec<Source> {
        let is_first = !std::mem::replace(&mut self.has_looked, true);
        let mut fresh = Vec::new();
        for source in sources {
            let stamp = stamp(&source);
            let is_due = match self.seen.get(&source.guid) {
                None => is_first,
                Some(seen) => seen.stamp == stamp && !seen.is_done,
            };
            let was_done = self.seen.get(&source.guid).is_some_and(|seen| seen.stamp == stamp && seen.is_done);
            self.seen.insert(source.guid.clone(), Seen { stamp, is_done: is_due || was_done });
            if is_due {
                fresh.push(source);
            }
        }
        fresh
    }
}

fn stamp(source: &Source) -> Stamp {
    let told = || Key::of("item").with(format!("{:?}", source.told));
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
            let fresh = watch.fresh(gather(&input, Path::new("none"), &Fetcher::own(1)).sources);
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
}
