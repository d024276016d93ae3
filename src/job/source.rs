//! From what stands on the command line to articles: files, folders, patterns, lists, feeds and site maps.
//!
//! Every article gets an identity that does not depend on its text: its path below the input it was found in, or what a
//! feed calls it. By it an episode is recognised when the article has been edited.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use jiff::{Timestamp, civil, tz::Offset};
use walkdir::WalkDir;

use super::{slug::slug, syndication};
use crate::article::Kind;

/// An article that is to be read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its identity.
    pub guid: String,
    /// What its files would be called.
    pub slug: String,
    /// Where it was found, for people.
    pub name: String,
    pub content: Content,
    /// When it was last changed: stands in for a date of publication, see [`Episode`](crate::publish::Episode).
    pub modified: Timestamp,
    /// What a feed or site map says of it; wins over what the article says of itself.
    pub told: Told,
}

/// Where the text is.
#[derive(Debug, Clone)]
pub enum Content {
    File(PathBuf),
    /// An item of a feed brings its own.
    Text(String, Kind),
}

/// What others say of an article.
#[derive(Debug, Clone, Default)]
pub struct Told {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub published: Option<Timestamp>,
    pub link: Option<String>,
}

/// An input of which nothing could be made.
#[derive(Debug, Clone)]
pub struct Unusable {
    /// As given.
    pub name: String,
    pub reason: String,
}

/// What the inputs hold.
#[derive(Debug, Default)]
pub struct Gathered {
    /// In the order of the inputs; a folder's by path.
    pub sources: Vec<Source>,
    pub unusable: Vec<Unusable>,
    files: HashSet<PathBuf>,
    guids: HashMap<String, String>,
}

/// What articles in folders are called.
const ARTICLES: [&str; 6] = ["txt", "md", "markdown", "html", "htm", "xhtml"];
/// What feeds and site maps are called.
const FEEDS: [&str; 3] = ["xml", "rss", "atom"];

/// Finds the articles in `inputs`: files, folders (with those below them), patterns, feeds, site maps, and lists as
/// `@FILE`. Whatever is in the folder `out` is left out, since it is ours. An article that is named twice is taken once.
///
/// # Blocking
/// Reads folders, lists and feeds, but no article.
pub fn gather(inputs: &[String], out: &Path) -> Gathered {
    let mut gathered = Gathered::default();
    let out = out.canonicalize().ok();
    for input in inputs {
        gathered.input(input, out.as_deref());
    }
    gathered
}

impl Gathered {
    fn input(&mut self, input: &str, out: Option<&Path>) {
        if let Some(list) = input.strip_prefix('@') {
            match fs::read_to_string(list) {
                Ok(text) => {
                    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
                    lines.for_each(|line| self.input(line, out));
                }
                Err(error) => self.unusable(input, &error.to_string()),
            }
            return;
        }
        let path = Path::new(input);
        if path.is_dir() {
            self.folder(path, path, out);
        } else if path.is_file() {
            self.file(path, &file_name(path), input);
        } else if input.contains(['*', '?', '[']) {
            self.pattern(input, out);
        } else {
            self.unusable(input, "there is no such file or folder");
        }
    }

    fn pattern(&mut self, pattern: &str, out: Option<&Path>) {
        // Identities count from the last folder that the pattern names in full.
        let plain = pattern.split(['*', '?', '[']).next().unwrap_or_default();
        let root = Path::new(&plain[..plain.rfind('/').map_or(0, |end| end + 1)]);
        let paths = match glob::glob(pattern) {
            Ok(paths) => paths,
            Err(error) => return self.unusable(pattern, &format!("malformed pattern: {error}")),
        };
        let mut n_found = 0;
        for path in paths.flatten() {
            n_found += 1;
            if path.is_dir() {
                self.folder(&path, root, out);
            } else {
                self.file(&path, &below(&path, root), &path.to_string_lossy());
            }
        }
        if n_found == 0 {
            self.unusable(pattern, "the pattern fits no file");
        }
    }

    fn folder(&mut self, folder: &Path, root: &Path, out: Option<&Path>) {
        let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
        let entries = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| {
            entry.depth() == 0
                || !(is_hidden(entry.file_name())
                    || entry.file_type().is_dir()
                        && out.is_some_and(|out| entry.path().canonicalize().is_ok_and(|path| path == out)))
        });
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_file() && has_extension(entry.path(), &ARTICLES) => {
                    self.file(entry.path(), &below(entry.path(), root), &entry.path().to_string_lossy());
                }
                Ok(_) => {}
                Err(error) => self.unusable(&folder.to_string_lossy(), &error.to_string()),
            }
        }
    }

    fn file(&mut self, path: &Path, guid: &str, name: &str) {
        if !self.files.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned())) {
            return;
        }
        if has_extension(path, &FEEDS) {
            match syndication::read(path) {
                Ok(sources) => sources.into_iter().for_each(|source| self.take(source)),
                Err(error) => self.unusable(name, &super::error_chain(&error)),
            }
            return;
        }
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        self.take(Source {
            guid: guid.to_owned(),
            slug: slug(&stem),
            name: name.to_owned(),
            content: Content::File(path.to_owned()),
            modified: modified(path),
            told: Told::default(),
        });
    }

    /// Takes an article; where two are called the same, the second is called by its whole path.
    fn take(&mut self, mut source: Source) {
        match self.guids.get(&source.guid) {
            Some(name) if *name == source.name => return,
            Some(_) => source.guid = source.name.clone(),
            None => {}
        }
        self.guids.insert(source.guid.clone(), source.name.clone());
        self.sources.push(source);
    }

    fn unusable(&mut self, name: &str, reason: &str) {
        self.unusable.push(Unusable { name: name.to_owned(), reason: reason.to_owned() });
    }
}

/// Returns when a file was last changed, to the second; the epoch where the system does not say.
pub(super) fn modified(path: &Path) -> Timestamp {
    let time = fs::metadata(path).and_then(|metadata| metadata.modified());
    let timestamp = time.and_then(|time| Timestamp::try_from(time).map_err(io::Error::other));
    timestamp.ok().and_then(|time| Timestamp::from_second(time.as_second()).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Reads a date, or a date and a time, as pages and front matter write them. Without an offset it is taken for UTC.
pub(super) fn parse_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let there = text.parse::<civil::DateTime>().ok()?;
        Offset::UTC.to_timestamp(there).ok()
    })
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| extensions.iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The path below a folder, its parts joined by `/` on every system.
fn below(path: &Path, root: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("b.txt", "ب"),
            ("a.md", "أ"),
            ("deep/c.html", "ج"),
            ("deep/b.txt", "ب"),
            (".hidden.txt", "خ"),
            ("picture.png", "-"),
            ("out/d.txt", "د"),
        ] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn guids(inputs: &[String], out: &Path) -> Vec<String> {
        let gathered = gather(inputs, out);
        assert!(gathered.unusable.is_empty(), "{:?}", gathered.unusable);
        gathered.sources.into_iter().map(|source| source.guid).collect()
    }

    #[test]
    fn folder_gives_its_articles_by_path_but_not_what_is_ours() {
        let folder = folder();
        let input = folder.path().to_string_lossy().into_owned();
        assert_eq!(guids(&[input], &folder.path().join("out")), ["a.md", "b.txt", "deep/b.txt", "deep/c.html"]);
    }

    #[test]
    fn pattern_counts_from_the_last_folder_without_a_wildcard() {
        let folder = folder();
        let pattern = format!("{}/de*/*.html", folder.path().display());
        assert_eq!(guids(&[pattern], Path::new("none")), ["deep/c.html"]);
    }

    #[test]
    fn article_named_twice_is_taken_once_and_namesakes_are_told_apart() {
        let folder = folder();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let inputs = [path("b.txt"), path("b.txt"), path("deep/b.txt")];
        assert_eq!(guids(&inputs, Path::new("none")), ["b.txt".to_owned(), path("deep/b.txt")]);
    }

    #[test]
    fn list_has_a_path_on_each_line() {
        let folder = folder();
        let list = folder.path().join("list");
        fs::write(&list, format!("# ours\n\n{0}/a.md\n{0}/b.txt\n", folder.path().display())).unwrap();
        assert_eq!(guids(&[format!("@{}", list.display())], Path::new("none")), ["a.md", "b.txt"]);
    }

    #[test]
    fn what_is_not_there_is_said() {
        let gathered = gather(&["none.txt".to_owned(), "none/*.md".to_owned()], Path::new("none"));
        assert_eq!((gathered.sources.len(), gathered.unusable.len()), (0, 2));
    }

    #[test]
    fn dates_as_they_are_written() {
        let check = |text: &str, expect: &str| assert_eq!(parse_date(text).unwrap().to_string(), expect, "{text}");
        check("2024-03-14", "2024-03-14T00:00:00Z");
        check("2024-03-14T10:30:00+03:00", "2024-03-14T07:30:00Z");
        check("2024-03-14 10:30:00", "2024-03-14T10:30:00Z");
        check("2024-03-14T10:30:00Z", "2024-03-14T10:30:00Z");
        assert_eq!(parse_date("أمس"), None);
    }
}
