//! EPUB: the chapters of a book, in the order of its spine.
//!
//! A chapter is an article and a book is a series ([`chapters`]); read as one article, a chapter's title is a heading.
//! Everything in a chapter is read but references to notes; the table of contents is not.

use std::collections::HashMap;
use std::ops::Range;

use super::archive::{Archive, Node, attribute, walk};
use super::blocks;
use super::front::FrontMatter;
use super::tags;
use super::{Article, Error, Options, Paragraph, Role, fold_space, in_its_own_text, is_arabic_letter};

/// A book, chapter by chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub title: Option<String>,
    pub author: Option<String>,
    /// In reading order; those without an Arabic letter are left out.
    pub chapters: Vec<Chapter>,
}

/// A chapter of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Its file in the book, which stays the same when its text is edited.
    pub id: String,
    pub article: Article,
}

/// Reads the chapters of a book.
///
/// # Errors
/// Where the book is damaged, protected against copying, too large, or not in Arabic.
pub fn chapters(bytes: &[u8], options: &Options) -> Result<Book, Error> {
    const WHAT: &str = "an EPUB";
    let mut archive = Archive::open(bytes, WHAT, options)?;
    if archive.has("META-INF/rights.xml") || archive.has("META-INF/license.lcpl") {
        return Err(Error::Protected { what: WHAT });
    }
    let container = archive.required("META-INF/container.xml")?;
    let mut package_path = None;
    walk(&container, |node| {
        if let Node::Start("rootfile", element) = node {
            package_path = package_path.take().or(attribute(element, "full-path"));
        }
    });
    let package_path = package_path.ok_or(Error::Damaged { what: WHAT })?;
    let package = Package::read(&archive.required(&package_path)?);
    let mut names = HashMap::new();
    for path in &package.contents {
        if let Some(xml) = archive.text(&beside(&package_path, path))? {
            entries(&xml, path, &mut names);
        }
    }
    let mut book = Book { title: package.title, author: package.author, chapters: Vec::new() };
    for path in &package.spine {
        // A file that is named and missing costs its chapter, not the book.
        let Some(html) = archive.text(&beside(&package_path, path))? else { continue };
        let blocks = tags::blocks(&html);
        if !blocks.iter().any(|block| block.text.chars().any(is_arabic_letter)) {
            continue;
        }
        let mut article = blocks::article(FrontMatter::default(), blocks);
        if article.title.is_none() {
            article.title = names.get(path.as_str()).cloned();
        }
        book.chapters.push(Chapter { id: path.clone(), article: in_its_own_text(article) });
    }
    match book.chapters.is_empty() {
        true => Err(Error::NotArabic),
        false => Ok(book),
    }
}

/// Reads a book as one article.
pub(super) fn read(bytes: &[u8], options: &Options) -> Result<Article, Error> {
    let book = chapters(bytes, options)?;
    let mut article = Article { title: book.title, title_source: 0..0, byline: book.author, paragraphs: Vec::new() };
    for Chapter { article: chapter, .. } in book.chapters {
        let nowhere: Range<usize> = 0..0;
        let heading = chapter.title.filter(|title| article.title.as_ref() != Some(title));
        let heading = heading.map(|text| Paragraph::new(Role::Heading { level: 2 }, text, nowhere.clone()));
        article.paragraphs.extend(heading);
        article.paragraphs.extend(chapter.paragraphs.into_iter().map(|paragraph| match paragraph.role {
            Role::Heading { level } => Paragraph { role: Role::Heading { level: (level + 1).min(6) }, ..paragraph },
            _ => paragraph,
        }));
    }
    Ok(in_its_own_text(article))
}

/// What the package document names.
#[derive(Default)]
struct Package {
    title: Option<String>,
    author: Option<String>,
    /// Paths of the chapters, in reading order.
    spine: Vec<String>,
    /// Paths of the tables of contents.
    contents: Vec<String>,
}

impl Package {
    fn read(xml: &str) -> Package {
        let mut package = Package::default();
        let mut authors = Vec::new();
        let mut items: HashMap<String, String> = HashMap::new();
        let mut text = String::new();
        walk(xml, |node| match node {
            Node::Start("item", element) => {
                let (id, href) = (attribute(element, "id"), attribute(element, "href"));
                let (Some(id), Some(href)) = (id, href) else { return };
                let href = percent_decoded(&href);
                let is_contents = attribute(element, "properties").is_some_and(|list| list.contains("nav"))
                    || attribute(element, "media-type").as_deref() == Some("application/x-dtbncx+xml");
                if is_contents {
                    package.contents.push(href.clone());
                }
                items.insert(id, href);
            }
            Node::Start("itemref", element) => {
                let path = attribute(element, "idref").and_then(|id| items.get(&id).cloned());
                let is_aside = attribute(element, "linear").as_deref() == Some("no");
                package.spine.extend(path.filter(|path| !is_aside && !package.contents.contains(path)));
            }
            Node::Start(..) => text.clear(),
            Node::Text(piece) => text.push_str(piece),
            Node::End(name) => {
                let value = fold_space(&text);
                match name {
                    "title" if package.title.is_none() && !value.is_empty() => package.title = Some(value),
                    "creator" if !value.is_empty() => authors.push(value),
                    _ => {}
                }
                text.clear();
            }
        });
        package.author = (!authors.is_empty()).then(|| authors.join("، "));
        package
    }
}

/// Reads a table of contents (of EPUB 3 or 2): what each file is called.
fn entries(xml: &str, contents: &str, names: &mut HashMap<String, String>) {
    let (mut label, mut target) = (String::new(), None);
    let mut keep = |label: &mut String, target: Option<String>| {
        let name = fold_space(&std::mem::take(label));
        // The first entry names the file; those after it name places in it.
        if let Some(path) = target.filter(|_| !name.is_empty()) {
            names.entry(path).or_insert(name);
        }
    };
    let path = |href: &str| Some(beside(contents, &percent_decoded(href.split('#').next().unwrap_or_default())));
    walk(xml, |node| match node {
        Node::Start("a", element) => {
            label.clear();
            target = attribute(element, "href").and_then(|href| path(&href));
        }
        Node::Start("navLabel", _) => label.clear(),
        Node::Start("content", element) => {
            let target = attribute(element, "src").and_then(|href| path(&href));
            keep(&mut label, target);
        }
        Node::Text(text) => label.push_str(text),
        Node::End("a") => keep(&mut label, target.take()),
        _ => {}
    });
}

/// The path of a file that is named in another.
fn beside(path: &str, named: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in named.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::archive_of;

    fn book() -> Vec<u8> {
        archive_of(&[
            ("mimetype", "application/epub+zip"),
            (
                "META-INF/container.xml",
                r#"<container><rootfiles><rootfile full-path="OPS/p.opf"/></rootfiles></container>"#,
            ),
            (
                "OPS/p.opf",
                r#"<package><metadata><dc:title>كتاب الرحلة</dc:title><dc:creator>سلمى</dc:creator></metadata><manifest>
                <item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
                <item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
                <item id="a" href="text/%D8%A3.xhtml" media-type="application/xhtml+xml"/>
                <item id="b" href="text/b.xhtml" media-type="application/xhtml+xml"/></manifest>
                <spine><itemref idref="cover"/><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/><itemref idref="gone"/></spine></package>"#,
            ),
            (
                "OPS/nav.xhtml",
                r#"<nav><ol><li><a href="text/%D8%A3.xhtml">البداية</a></li><li><a href="text/b.xhtml">النهاية</a></li></ol></nav>"#,
            ),
            ("OPS/cover.xhtml", "<body><img/></body>"),
            ("OPS/text/أ.xhtml", "<html><body><p>خرجت القافلة.</p><p>المزيد</p></body></html>"),
            ("OPS/text/b.xhtml", "<html><body><h2>الفصل الأخير</h2><p>ثم عادت.</p></body></html>"),
        ])
    }

    #[test]
    fn chapter_is_an_article() {
        let book = chapters(&book(), &Options::default()).unwrap();
        assert_eq!((book.title.as_deref(), book.author.as_deref()), (Some("كتاب الرحلة"), Some("سلمى")));
        let found: Vec<_> =
            book.chapters.iter().map(|chapter| (chapter.id.as_str(), chapter.article.title.as_deref())).collect();
        assert_eq!(found, [("text/أ.xhtml", Some("البداية")), ("text/b.xhtml", Some("الفصل الأخير"))]);
    }

    #[test]
    fn book_as_one_article() {
        let article = read(&book(), &Options::default()).unwrap();
        let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(texts, ["البداية", "خرجت القافلة.", "الفصل الأخير", "ثم عادت."]);
        assert_eq!(article.paragraphs[2].role, Role::Heading { level: 2 });
        // Bytes count in the text itself: title and paragraphs with an empty line between them.
        assert_eq!(article.paragraphs[0].source, "كتاب الرحلة\n\n".len().."كتاب الرحلة\n\nالبداية".len());
    }

    #[test]
    fn protected_book_is_refused() {
        let bytes = archive_of(&[("META-INF/rights.xml", "x"), ("META-INF/container.xml", "x")]);
        assert_eq!(chapters(&bytes, &Options::default()), Err(Error::Protected { what: "an EPUB" }));
    }
}
