//! From what stands on the command line to articles: files, folders, patterns, addresses, lists, books, feeds and site
//! maps.
//!
//! Every article gets an identity that does not depend on its text: its path below the input it was found in, its address,
//! or what a feed or a book calls it. By it an episode is recognised when the article has been edited.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use walkdir::WalkDir;

use super::{
    episode_script,
    slug::slug,
    syndication::{self, Named, Place},
};
use crate::{
    article::{self, Article, Facts, Kind},
    fetch::Fetcher,
    lexicon::Scopes,
};

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
    pub metadata: FeedMetadata,
}

impl Source {
    /// Reads the article.
    ///
    /// # Errors
    /// When it cannot be read or fetched, or is no article.
    ///
    /// # Blocking
    /// Reads or fetches it.
    pub fn article(&self) -> Result<Article, super::Error> {
        Ok(self.content.read()?.0)
    }

    /// Returns the pronunciations of the article: those that lie beside its file, with those of the scopes it is in.
    ///
    /// # Errors
    /// When the file beside it is no lexicon.
    pub fn lexicon(&self, scopes: Scopes) -> Result<Scopes, super::Error> {
        Ok(episode_script::lexicon_of(self, scopes)?)
    }
}

/// Where the text is.
#[derive(Debug, Clone)]
pub enum Content {
    File(PathBuf),
    /// An item of a feed brings its own.
    Bytes(Vec<u8>, Kind),
    /// A chapter is read with its book.
    Article(Box<Article>, Facts),
    /// It is fetched when its turn comes.
    Address {
        url: String,
        fetcher: Fetcher,
        /// When it was last changed, where that was told.
        changed: Option<Timestamp>,
    },
}

impl Content {
    /// Reads the article, and what it says of itself.
    ///
    /// # Errors
    /// When it cannot be read or fetched, or is no article.
    pub(super) fn read(&self) -> Result<(Article, Facts), episode_script::Error> {
        let (bytes, kind) = match self {
            Content::File(path) => {
                let bytes =
                    fs::read(path).map_err(|source| episode_script::Error::Read { path: path.clone(), source })?;
                let kind = Kind::from_path(path).filter(|kind| kind.fits(&bytes));
                let kind = kind.unwrap_or_else(|| Kind::sniff(&bytes));
                (bytes, kind)
            }
            Content::Bytes(bytes, kind) => (bytes.clone(), *kind),
            Content::Address { url, fetcher, .. } => fetcher.with_text(fetcher.crawl(url)?).input(),
            Content::Article(article, facts) => return Ok((Article::clone(article), facts.clone())),
        };
        let mut options = article::Options::default();
        if kind.is_container() {
            options.max_input_bytes = article::MAX_BOOK_BYTES;
        }
        Ok(article::read_with_facts(&bytes, kind, &options)?)
    }
}

/// What others say of an article.
#[derive(Debug, Clone, Default)]
pub struct FeedMetadata {
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

/// What is worth knowing of an input, beside the articles that were found in it: what was left out, and why.
#[derive(Debug, Clone)]
pub struct Notice {
    /// Where it was found.
    pub name: String,
    pub reason: String,
}

/// What the inputs hold.
#[derive(Debug)]
pub struct Gathered {
    /// In the order of the inputs; a folder's by path.
    pub sources: Vec<Source>,
    pub unusable: Vec<Unusable>,
    pub notices: Vec<Notice>,
    /// Whether an input stands for all that is in it, so that what is not in it any more is gone: a folder, a pattern, a
    /// list, a feed, a book. A file or a page that is named itself says nothing of others.
    pub has_collection: bool,
    files: HashSet<PathBuf>,
    guids: HashMap<String, String>,
    addresses: HashSet<String>,
    fetcher: Fetcher,
    /// How many documents led to the one that is being read.
    depth: usize,
}

/// What articles in folders are called.
const ARTICLES: [&str; 16] = [
    "docx", "eml", "epub", "htm", "html", "markdown", "md", "mdx", "mht", "mhtml", "odt", "org", "rst", "text", "txt",
    "xhtml",
];
/// What feeds and site maps are called.
const FEEDS: [&str; 5] = ["atom", "gz", "opml", "rss", "xml"];
/// What is read where it is named itself, but not as a part of a folder, where it mostly is something else: data, and
/// what was made of articles.
const NAMED_ONLY: [&str; 10] = ["ass", "atom", "json", "opml", "rss", "sbv", "srt", "ssa", "vtt", "xml"];
/// Documents lead to documents (an index to its site maps) no further than this.
const DEEPEST: usize = 3;
/// And so many in all.
const MOST_DOCUMENTS: usize = 1_000;

/// Finds the articles in `inputs`: files, folders (with those below them), patterns, books, feeds, site maps, addresses of
/// all these, and lists as `@FILE`. Whatever is in the folder `out` is left out, since it is ours. An article that is
/// named twice is taken once.
///
/// # Blocking
/// Reads folders, lists, books and feeds, and fetches what is named by an address.
pub fn gather(inputs: &[String], out: &Path, fetcher: &Fetcher) -> Gathered {
    let mut gathered = Gathered {
        sources: Vec::new(),
        unusable: Vec::new(),
        notices: Vec::new(),
        has_collection: false,
        files: HashSet::new(),
        guids: HashMap::new(),
        addresses: HashSet::new(),
        fetcher: fetcher.clone(),
        depth: 0,
    };
    let out = out.canonicalize().ok();
    for input in inputs {
        gathered.input(input, out.as_deref());
    }
    gathered
}

impl Gathered {
    fn input(&mut self, input: &str, out: Option<&Path>) {
        if Fetcher::is_address(input) {
            return self.address(input);
        }
        if let Some(list) = input.strip_prefix('@') {
            self.has_collection = true;
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
        self.has_collection = true;
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
        self.has_collection = true;
        let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
        let entries = WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| {
            entry.depth() == 0
                || !(is_hidden(entry.file_name())
                    || entry.file_type().is_dir()
                        && out.is_some_and(|out| entry.path().canonicalize().is_ok_and(|path| path == out)))
        });
        // What people have articles in and is not read here, by its extension.
        let mut left_out: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in entries {
            match entry {
                Ok(entry) if !entry.file_type().is_file() => {}
                Ok(entry) if has_extension(entry.path(), &ARTICLES) => {
                    self.file(entry.path(), &below(entry.path(), root), &entry.path().to_string_lossy());
                }
                Ok(entry) => {
                    let path = entry.path();
                    if has_extension(path, &NAMED_ONLY) || Kind::refusal(path).is_some() {
                        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
                        left_out.entry(extension).or_default().push(below(path, root));
                    }
                }
                Err(error) => self.unusable(&folder.to_string_lossy(), &error.to_string()),
            }
        }
        for (extension, names) in left_out {
            let why = Kind::refusal(Path::new(&format!("x.{extension}")));
            let why = why.unwrap_or_else(|| "it is read where it is named itself".to_owned());
            let shown = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
            let count = format!("left out {} `.{extension}`: {why}: {shown}{more}", names.len());
            self.notices.push(Notice { name: folder.to_string_lossy().into_owned(), reason: count });
        }
    }

    fn file(&mut self, path: &Path, guid: &str, name: &str) {
        if !self.files.insert(path.canonicalize().unwrap_or_else(|_| path.to_owned())) {
            return;
        }
        let is_json = has_extension(path, &["json"]);
        if has_extension(path, &FEEDS) || is_json {
            let found = fs::read(path).map_err(syndication::Error::from);
            match found.and_then(|bytes| syndication::read(&bytes, Place::File(path))) {
                // A single article is a file like any other, and its own name is its identity.
                Ok(named) if is_json && named.sources.len() == 1 => {}
                Ok(named) => return self.named(named),
                Err(error) => return self.unusable(name, &super::error_chain(&error)),
            }
        }
        if has_extension(path, &["epub"]) {
            return match fs::read(path) {
                Ok(bytes) => self.book(&bytes, guid, name, modified(path), None),
                Err(error) => self.unusable(name, &error.to_string()),
            };
        }
        if let Some(refusal) = Kind::refusal(path) {
            return self.unusable(name, &refusal);
        }
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        self.take(Source {
            guid: guid.to_owned(),
            slug: slug(&stem),
            name: name.to_owned(),
            content: Content::File(path.to_owned()),
            modified: modified(path),
            metadata: FeedMetadata::default(),
        });
    }

    /// Takes what is at an address: a page, or what names many.
    fn address(&mut self, url: &str) {
        if !self.addresses.insert(url.to_owned()) {
            return;
        }
        let page = match self.fetcher.fetch(url) {
            Ok(page) => page,
            Err(error) => return self.unusable(url, &super::error_chain(&error)),
        };
        let fetcher = self.fetcher.clone();
        if syndication::is_feed(&page.bytes) {
            return match syndication::read(&page.bytes, Place::Address(&page.url, &fetcher)) {
                Ok(named) => self.named(named),
                Err(error) => self.unusable(url, &super::error_chain(&error)),
            };
        }
        let (bytes, kind) = self.fetcher.with_text(page).input();
        if kind == Kind::Epub {
            return self.book(&bytes, url, url, now(), Some(url));
        }
        self.take(Source {
            guid: url.to_owned(),
            slug: slug(&syndication::stem(url)),
            name: url.to_owned(),
            content: Content::Bytes(bytes, kind),
            modified: now(),
            metadata: FeedMetadata { link: Some(url.to_owned()), ..FeedMetadata::default() },
        });
    }

    /// Takes the articles that a document names, and goes on to the documents.
    fn named(&mut self, named: Named) {
        self.has_collection = true;
        self.notices.extend(named.notices);
        self.unusable.extend(named.unusable);
        named.sources.into_iter().for_each(|source| self.take(source));
        for further in named.further {
            let n_read = self.addresses.len() + self.files.len();
            if self.depth == DEEPEST || n_read >= MOST_DOCUMENTS {
                self.unusable(&further, "limit reached: too many documents that lead to documents");
                continue;
            }
            self.depth += 1;
            if Fetcher::is_address(&further) {
                self.address(&further);
            } else {
                self.file(Path::new(&further), &file_name(Path::new(&further)), &further);
            }
            self.depth -= 1;
        }
    }

    /// Takes the chapters of a book.
    fn book(&mut self, bytes: &[u8], guid: &str, name: &str, modified: Timestamp, link: Option<&str>) {
        let options = article::Options { max_input_bytes: article::MAX_BOOK_BYTES, ..article::Options::default() };
        let book = match article::chapters(bytes, &options) {
            Ok(book) => book,
            Err(error) => return self.unusable(name, &error.to_string()),
        };
        self.has_collection = true;
        for (i, chapter) in book.chapters.into_iter().enumerate() {
            let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
            let called = chapter.article.title.clone().unwrap_or_else(|| format!("{number}"));
            let facts = Facts { number: Some(number), ..Facts::default() };
            self.take(Source {
                guid: format!("{guid}#{}", chapter.id),
                slug: slug(&format!("{number:02} {called}")),
                name: format!("{name}: {called}"),
                content: Content::Article(Box::new(chapter.article), facts),
                modified,
                metadata: FeedMetadata {
                    byline: book.author.clone(),
                    link: link.map(str::to_owned),
                    ..FeedMetadata::default()
                },
            });
        }
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

/// Returns the time, to the second.
pub(super) fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Returns when a file was last changed, to the second; the epoch where the system does not say.
pub(super) fn modified(path: &Path) -> Timestamp {
    let time = fs::metadata(path).and_then(|metadata| metadata.modified());
    let timestamp = time.and_then(|time| Timestamp::try_from(time).map_err(io::Error::other));
    timestamp.ok().and_then(|time| Timestamp::from_second(time.as_second()).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
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
        let gathered = gather(inputs, out, &Fetcher::own(1_000_000));
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
    fn file_that_is_named_itself_says_nothing_of_others() {
        let folder = folder();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        let has_collection =
            |input: String| gather(&[input], Path::new("none"), &Fetcher::own(1_000_000)).has_collection;
        assert!(!has_collection(path("a.md")));
        assert!(has_collection(path("deep")) && has_collection(path("*.md")));
    }

    #[test]
    fn what_is_not_there_is_said() {
        let gathered = gather(&["none.txt".to_owned(), "none/*.md".to_owned()], Path::new("none"), &Fetcher::own(1));
        assert_eq!((gathered.sources.len(), gathered.unusable.len()), (0, 2));
    }

    #[test]
    fn what_is_left_out_of_a_folder_is_counted_and_named() {
        let folder = folder();
        for name in ["a.pdf", "deep/b.pdf", "c.pdf", "d.pdf", "e.srt"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        let input = folder.path().to_string_lossy().into_owned();
        let gathered = gather(&[input], Path::new("none"), &Fetcher::own(1));
        assert_eq!((gathered.sources.len(), gathered.unusable.len()), (5, 0));
        let reasons: Vec<&str> = gathered.notices.iter().map(|notice| notice.reason.as_str()).collect();
        assert!(reasons[0].starts_with("left out 4 `.pdf`: a PDF is not read"), "{reasons:?}");
        assert!(reasons[0].ends_with("a.pdf, c.pdf, d.pdf and 1 more"), "{reasons:?}");
        assert!(reasons[1].ends_with("named itself: e.srt"), "{reasons:?}");
    }

    #[test]
    fn file_that_is_not_read_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.doc");
        fs::write(&path, "x").unwrap();
        let gathered = gather(&[path.to_string_lossy().into_owned()], Path::new("none"), &Fetcher::own(1));
        assert_eq!(gathered.unusable[0].reason, "an old Word document is not read (save it as DOCX, ODT or text)");
    }

    #[test]
    fn single_article_in_json_is_a_file_and_several_are_a_feed() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
        fs::write(path("one.json"), r#"{"title": "المطر", "content": "نزل المطر على القرية كلها."}"#).unwrap();
        fs::write(
            path("two.json"),
            r#"[{"id": 1, "title": "أ", "body": "نص"}, {"id": 2, "title": "ب", "body": "نص"}]"#,
        )
        .unwrap();
        assert_eq!(guids(&[path("one.json"), path("two.json")], Path::new("none")), ["one.json", "1", "2"]);
    }
}
