//! Bytes to [`Article`]: charset, markup, site noise, reading order.
//!
//! What comes out is what the author wrote, in the order a reader would read it: no navigation, no advertisements,
//! no paywall notices. The rooms after this one know nothing of HTML.
//!
//! The way through: [`charset`] decodes, then one file per [`Kind`] cuts the text into blocks and drops what the site
//! put around them. What Arabic sites put around articles is knowledge of its own and lives in one place, `noise.rs`;
//! pages and pasted text share it.

use std::borrow::Cow;
use std::ops::Range;

use scraper::Html;
use serde::{Deserialize, Serialize};

use crate::arabic::letters::is_of_script as is_arabic_letter;
use crate::ssml::{Act, Directive, Say};

mod archive;
mod blocks;
mod carried;
mod charset;
mod chat;
mod copied;
mod dialect;
mod docx;
mod epub;
mod error;
mod facts;
mod front;
mod furniture;
mod html;
mod json;
mod kind;
mod lists;
mod mail;
mod markdown;
mod metadata;
mod noise;
mod odt;
mod org;
mod page;
mod phrases;
mod plain;
mod region;
mod removal;
mod rst;
mod source;
mod ssml;
mod stray_tags;
mod subtitles;
mod tags;
mod text;
mod title;
mod views;

pub use epub::{Book, Chapter, chapters};
pub use error::Error;
pub use facts::Facts;
pub use json::{JsonItem, items};
pub use kind::Kind;

pub(crate) use json::has_tags;
pub(crate) use source::{text_of_tags, unescape};

use text::{count_letters, fold_space, is_alphanumeric, raised, tidy, without_reference_marks};

/// An article, cleaned of the site around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Article {
    /// The headline, where one was found. It is not repeated in `paragraphs`.
    pub title: Option<String>,
    /// Where the headline stands: bytes in the decoded (UTF-8) input. Empty where it stands only in the page's
    /// metadata, or was given by the caller.
    pub title_source: Range<usize>,
    /// Who wrote it, as printed, where that was found. It is not repeated in `paragraphs`.
    pub byline: Option<String>,
    /// What the author wrote, in reading order.
    pub paragraphs: Vec<Paragraph>,
}

/// One paragraph: what the player shows and highlights, and what one segment of audio speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// What the paragraph is in its article.
    pub role: Role,
    /// The text as the author printed it: white space folded, a wiki's reference marks and edit links (`[12]`, `[عدل]`)
    /// left out, nothing else changed, no line break inside.
    pub text: String,
    /// Where it stands: bytes in the decoded (UTF-8) input. In HTML, from its first to its last word, markup included. In
    /// mail and saved pages, bytes of the decoded part that was read. In documents, books and JSON, which have no text to
    /// point into, bytes of the article's own text: title and paragraphs with an empty line between them.
    pub source: Range<usize>,
    /// What its author says of how it is spoken; empty unless it comes from SSML.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub directives: Vec<Directive>,
}

impl Paragraph {
    /// Makes a paragraph that nothing is said of but its text.
    pub fn new(role: Role, text: impl Into<String>, source: Range<usize>) -> Self {
        Self { role, text: text.into(), source, directives: Vec::new() }
    }
}

/// What a paragraph is in its article; it decides how it is announced and how long the pauses around it are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Role {
    /// Running text.
    Body,
    /// A heading; level 1 is the article's title, 2 a section.
    Heading { level: u8 },
    /// Item `index` (from 1) of a list of `count` items.
    ListItem { index: u32, count: u32 },
    /// A block quotation.
    Quotation,
    /// The caption of a picture or table.
    Caption,
    /// One row of a table, its cells joined by commas.
    TableRow,
    /// A program, a command, a piece of markup: what is shown as it would be typed.
    Code,
}

/// Limits and switches of [`read`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The longest article taken, in characters. Default [`MAX_CHARACTERS`].
    pub max_characters: usize,
    /// The largest input taken, in bytes, before any markup is removed. Default [`MAX_INPUT_BYTES`].
    pub max_input_bytes: usize,
}

/// What [`Article::reading`] leaves out or puts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadingOptions {
    /// Speak the byline after the title. Default false.
    pub byline: bool,
    /// Speak captions. Default true.
    pub captions: bool,
    /// Speak table rows. Default true.
    pub tables: bool,
    /// Speak programs and commands. Default true.
    pub code: bool,
}

/// The article as JSON for people and programs that compare texts: `natiq text --stage article`.
///
/// Two things differ from [`Paragraph::text`], neither of which can be heard: curly quotation marks are straight, and
/// a sentence glued to the one before (`المقبل.وقال`) has the space it lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outline {
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// The paragraphs' texts, in reading order.
    pub paragraphs: Vec<String>,
}

/// The longest article taken unless told otherwise, in characters: some twenty hours of speech.
pub const MAX_CHARACTERS: usize = 1_000_000;

/// The largest input taken unless told otherwise, in bytes. Pages carry several times their text in markup.
pub const MAX_INPUT_BYTES: usize = 5_000_000;

/// The most text that is unpacked from a book or a document on one's own machine, in bytes, markup included.
pub const MAX_BOOK_BYTES: usize = 64_000_000;

/// Reads an article out of bytes.
///
/// # Errors
///
/// An input that is empty, binary, too large or without any Arabic letter is refused, and so is a page with a headline
/// and no text or with links to articles only; whatever else is found is read as well as can be.
pub fn read(bytes: &[u8], kind: Kind, options: &Options) -> Result<Article, Error> {
    if kind.is_container() {
        let article = match kind {
            Kind::Epub => epub::read(bytes, options)?,
            Kind::Docx => docx::read(bytes, options)?,
            Kind::Odt => odt::read(bytes, options)?,
            _ => mail::read(check_size(bytes, options)?, kind)?,
        };
        check_limits(&article, options)?;
        return Ok(article);
    }
    let text = decode(bytes, kind, options)?;
    let document = parsed(&text, kind);
    article(&text, kind, document.as_ref(), options)
}

/// Reads an article and what it says of itself beside its text, in one pass over the bytes.
///
/// # Errors
///
/// As [`read`].
pub fn read_with_facts(bytes: &[u8], kind: Kind, options: &Options) -> Result<(Article, Facts), Error> {
    if kind.is_container() {
        return Ok((read(bytes, kind, options)?, Facts::default()));
    }
    let text = decode(bytes, kind, options)?;
    let document = parsed(&text, kind);
    let article = article(&text, kind, document.as_ref(), options)?;
    let facts = match &document {
        Some(document) => facts::of_page(document),
        None if kind == Kind::Markdown => facts::of_front_matter(&text),
        None => Facts::default(),
    };
    Ok((article, facts))
}

/// Parses a page; other kinds are read line by line.
fn parsed(text: &str, kind: Kind) -> Option<Html> {
    (kind == Kind::Html).then(|| page::parse(text))
}

/// Reads a page that stands in something else: a message, a document in JSON.
fn inner_page(text: &str) -> Result<Article, Error> {
    of_page(&page::parse(text), text)
}

fn of_page(document: &Html, text: &str) -> Result<Article, Error> {
    match html::read(document, text) {
        Ok(article) => Ok(article),
        Err(html::Missing::Text { title }) => Err(Error::NoText { title }),
        Err(html::Missing::Links) => Err(Error::Links),
        Err(html::Missing::All) => Ok(html::read_everything(document, text)),
    }
}

fn article(text: &str, kind: Kind, document: Option<&Html>, options: &Options) -> Result<Article, Error> {
    let found = match (kind, document) {
        (Kind::Html, Some(document)) => of_page(document, text)?,
        (Kind::Markdown, _) => markdown::read(text),
        (Kind::Org, _) => org::read(text),
        (Kind::ReStructuredText, _) => rst::read(text),
        (Kind::Subtitles, _) => subtitles::read(text),
        (Kind::Json, _) => json::read(text)?,
        (Kind::Ssml, _) => ssml::read(text)?,
        _ => plain::read(&stray_tags::without(text)),
    };
    // Text of furniture alone still has words: better all of them than none.
    let is_empty = found.paragraphs.is_empty() && found.title.is_none();
    let found = if is_empty && !matches!(kind, Kind::Html | Kind::Ssml) { from_lines(text) } else { found };
    check_limits(&found, options)?;
    Ok(found)
}

/// Returns the text of bytes that are markup, decoded as a page would be: by its mark, as UTF-8 if it is that, by what it
/// declares.
///
/// # Errors
/// When they are no text.
pub fn decode_markup(bytes: &[u8]) -> Result<String, Error> {
    charset::decode(bytes, Kind::Html)
}

/// Finds where a page says that a plainer version of it is: the one for phones (AMP), or the one for print.
pub fn plainer_version(page: &[u8]) -> Option<String> {
    let html = decode_markup(page).ok()?;
    let amp = scraper::Selector::parse("link[rel~='amphtml' i][href]").ok()?;
    let print = scraper::Selector::parse("link[rel~='alternate' i][media='print' i][href]").ok()?;
    let is_head =
        |piece: &source::Piece| !matches!(piece, source::Piece::Tag { name, .. } if name.eq_ignore_ascii_case("body"));
    let links = source::Scanner::new(&html).take_while(is_head).filter_map(|piece| match piece {
        source::Piece::Tag { name, printed, .. } if name.eq_ignore_ascii_case("link") => html.get(printed),
        _ => None,
    });
    let links = Html::parse_document(&links.collect::<String>());
    let found = links.select(&amp).chain(links.select(&print)).find_map(|link| link.value().attr("href"))?;
    Some(found.trim().to_owned()).filter(|link| !link.is_empty())
}

impl Article {
    /// Makes one paragraph of each line and removes nothing but tags of markup, so that test sets can be run through the rooms line by line.
    ///
    /// An empty line is an empty paragraph: lines in and paragraphs out have the same numbers.
    ///
    /// # Errors
    ///
    /// As [`read`], except that an input without Arabic letters is taken.
    pub fn from_lines(bytes: &[u8], options: &Options) -> Result<Article, Error> {
        let text = decode(bytes, Kind::Plain, options)?;
        let text = stray_tags::without(&text);
        let mut paragraphs = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let printed = line.trim_end_matches(['\n', '\r']);
            let lead = printed.len() - printed.trim_start().len();
            let inner = printed.trim();
            let source = start + lead..start + lead + inner.len();
            paragraphs.push(Paragraph::new(Role::Body, fold_space(inner), source));
            start += line.len();
        }
        let article = Article { title: None, title_source: 0..0, byline: None, paragraphs };
        match check_limits(&article, options) {
            Ok(()) | Err(Error::NotArabic) => Ok(article),
            Err(error) => Err(error),
        }
    }

    /// Returns the article without its programs and commands.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] where it has nothing else.
    pub fn without_code(mut self) -> Result<Article, Error> {
        self.paragraphs.retain(|paragraph| paragraph.role != Role::Code);
        match self.title.is_none() && self.paragraphs.is_empty() {
            true => Err(Error::Empty),
            false => Ok(self),
        }
    }

    /// Returns what is spoken, in order: the title as a heading of level 1, the byline if wanted, the paragraphs.
    pub fn reading(&self, options: ReadingOptions) -> impl Iterator<Item = Cow<'_, Paragraph>> {
        let title = self
            .title
            .as_ref()
            .map(|title| Paragraph::new(Role::Heading { level: 1 }, title.as_str(), self.title_source.clone()));
        let byline = self.byline.as_ref().filter(|_| options.byline).map(|byline| {
            let source = self.title_source.end..self.title_source.end;
            Paragraph::new(Role::Body, byline.as_str(), source)
        });
        let wanted = move |paragraph: &&Paragraph| match paragraph.role {
            Role::Caption => options.captions,
            Role::TableRow => options.tables,
            Role::Code => options.code,
            Role::Body | Role::Heading { .. } | Role::ListItem { .. } | Role::Quotation => true,
        };
        title.into_iter().chain(byline).map(Cow::Owned).chain(self.paragraphs.iter().filter(wanted).map(Cow::Borrowed))
    }

    /// Returns the article as `natiq text --stage article` prints it.
    pub fn outline(&self) -> Outline {
        Outline {
            title: self.title.as_deref().map(tidy),
            byline: self.byline.as_deref().map(tidy),
            paragraphs: self.paragraphs.iter().map(|paragraph| tidy(&paragraph.text)).collect(),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self { max_characters: MAX_CHARACTERS, max_input_bytes: MAX_INPUT_BYTES }
    }
}

impl Default for ReadingOptions {
    fn default() -> Self {
        Self { byline: false, captions: true, tables: true, code: true }
    }
}

/// Decodes, after the checks that need no decoding.
fn decode(bytes: &[u8], kind: Kind, options: &Options) -> Result<String, Error> {
    let text = charset::decode(check_size(bytes, options)?, kind)?;
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Error::Empty);
    }
    Ok(text)
}

fn check_size<'a>(bytes: &'a [u8], options: &Options) -> Result<&'a [u8], Error> {
    match bytes.len() > options.max_input_bytes {
        true => Err(Error::InputTooLarge { bytes: bytes.len(), limit: options.max_input_bytes }),
        false => Ok(bytes),
    }
}

/// Gives the parts of an article that has no text to point into the bytes of its own: title and paragraphs with an empty
/// line between them.
fn in_its_own_text(mut article: Article) -> Article {
    let mut at = 0;
    let mut next = |text: &str| {
        let source = at..at + text.len();
        at = source.end + "\n\n".len();
        source
    };
    article.title_source = article.title.as_deref().map_or(0..0, &mut next);
    for paragraph in &mut article.paragraphs {
        paragraph.source = next(&paragraph.text);
    }
    article
}

fn check_limits(article: &Article, options: &Options) -> Result<(), Error> {
    let texts = || article.title.iter().chain(article.paragraphs.iter().map(|paragraph| &paragraph.text));
    if texts().all(|text| text.is_empty()) {
        return Err(Error::Empty);
    }
    let is_said = |directive: &&Directive| matches!(directive.act, Act::Say(_));
    let mut said = article.paragraphs.iter().flat_map(|paragraph| &paragraph.directives).filter(is_said).peekable();
    let has_said = said.peek().is_some();
    let aliases = said.map(|directive| match &directive.act {
        Act::Say(Say::Alias(alias)) => alias.chars().count(),
        _ => 0,
    });
    let characters = texts().map(|text| text.chars().count()).chain(aliases).sum();
    if characters > options.max_characters {
        return Err(Error::TooLong { characters, limit: options.max_characters });
    }
    // What is said otherwise than it is printed need not be printed in Arabic.
    if !has_said && !texts().any(|text| text.chars().any(is_arabic_letter)) {
        return Err(Error::NotArabic);
    }
    Ok(())
}

fn from_lines(text: &str) -> Article {
    let mut paragraphs = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let inner = line.trim();
        if !inner.is_empty() {
            let lead = line.len() - line.trim_start().len();
            let source = start + lead..start + lead + inner.len();
            paragraphs.push(Paragraph::new(Role::Body, fold_space(inner), source));
        }
        start += line.len();
    }
    Article { title: None, title_source: 0..0, byline: None, paragraphs }
}

/// The time that this thread has been worked on, which other work on the machine does not lengthen; where the system does
/// not say, the time.
#[cfg(test)]
pub(crate) fn processor_time() -> std::time::Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split_whitespace().next()?.parse().ok());
    let clock = || std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    nanoseconds.map_or_else(clock, std::time::Duration::from_nanos)
}

/// Asserts that the tests' document, which the readers of documents each have in their own format, was read whole.
#[cfg(test)]
#[track_caller]
fn assert_has_every_role(article: &Article) {
    let paragraphs: Vec<(Role, &str)> =
        article.paragraphs.iter().map(|paragraph| (paragraph.role, paragraph.text.as_str())).collect();
    let expect = [
        (Role::Heading { level: 2 }, "الطريق"),
        (Role::Body, "في الكيس 10⁶ حبة."),
        (Role::ListItem { index: 1, count: 2 }, "أول"),
        (Role::ListItem { index: 2, count: 2 }, "ثان"),
        (Role::TableRow, "تونس، 12"),
    ];
    assert_eq!(paragraphs, expect);
}

/// Packs files for tests.
#[cfg(test)]
fn archive_of(files: &[(&str, &str)]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in files {
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        let deflated = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, if *name == "mimetype" { stored } else { deflated }).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Kind; 13] = [
        Kind::Plain,
        Kind::Markdown,
        Kind::Html,
        Kind::Org,
        Kind::ReStructuredText,
        Kind::Subtitles,
        Kind::Json,
        Kind::Ssml,
        Kind::Mail,
        Kind::WebArchive,
        Kind::Epub,
        Kind::Docx,
        Kind::Odt,
    ];

    fn check(bytes: &[u8], kind: Kind, expect: &Error) {
        assert_eq!(read(bytes, kind, &Options::default()).as_ref(), Err(expect));
    }

    #[test]
    fn what_is_no_article_is_refused() {
        check(b"", Kind::Plain, &Error::Empty);
        check(b" \n\t ", Kind::Plain, &Error::Empty);
        check(b"<html><body></body></html>", Kind::Html, &Error::Empty);
        check(b"Hello, world. This is English.", Kind::Plain, &Error::NotArabic);
        check(b"\x89PNG\r\n", Kind::Plain, &Error::NotText { found: "a PNG picture" });
    }

    #[test]
    fn limits_are_told_apart() {
        let text = "كلمة ".repeat(10);
        let options = Options { max_characters: 20, ..Options::default() };
        assert_eq!(read(text.as_bytes(), Kind::Plain, &options), Err(Error::TooLong { characters: 49, limit: 20 }));
        let options = Options { max_input_bytes: 20, ..Options::default() };
        let error = read(text.as_bytes(), Kind::Plain, &options).map_err(|error| error.to_string());
        assert_eq!(error, Err("limit reached: input has 90 bytes (at most 20)".to_owned()));
    }

    #[test]
    fn plainer_version_is_found_in_the_head_alone() {
        let check = |page: &str, expect: Option<&str>| assert_eq!(plainer_version(page.as_bytes()).as_deref(), expect);
        check(
            "<head><link rel=stylesheet media=print href=/p.css><link rel=amphtml href='/amp?a=1&amp;b=2'></head>",
            Some("/amp?a=1&b=2"),
        );
        check("<head><link rel=alternate media=print href=/print><title>أ</title></head><body>", Some("/print"));
        check("<head><script>'<link rel=amphtml href=/a>'</script></head><body><link rel=amphtml href=/a>", None);
    }

    #[test]
    fn furniture_alone_is_better_than_nothing() {
        let article = read("تسجيل الدخول".as_bytes(), Kind::Plain, &Options::default());
        assert!(article.is_ok_and(|article| article.paragraphs.len() == 1));
        let article = read("<p>تسجيل الدخول</p>".as_bytes(), Kind::Html, &Options::default());
        assert!(article.is_ok_and(|article| article.paragraphs.len() == 1));
    }

    #[test]
    fn every_line_is_a_paragraph_of_its_own() {
        let text = "تسجيل الدخول\r\n\n  5  كتب \nEnglish";
        let article = Article::from_lines(text.as_bytes(), &Options::default());
        let paragraphs = article.map(|article| article.paragraphs).unwrap_or_default();
        let texts: Vec<&str> = paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(texts, ["تسجيل الدخول", "", "5 كتب", "English"]);
        assert_eq!(text.get(paragraphs[2].source.clone()), Some("5  كتب"));
    }

    #[test]
    fn title_is_read_first() {
        let paragraph = |role, text: &str| Paragraph::new(role, text, 0..0);
        let article = Article {
            title: Some("عنوان".to_owned()),
            title_source: 0..10,
            byline: Some("سلمى".to_owned()),
            paragraphs: vec![paragraph(Role::Body, "نص"), paragraph(Role::Caption, "صورة")],
        };
        let texts = |options| article.reading(options).map(|paragraph| paragraph.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(ReadingOptions::default()), ["عنوان", "نص", "صورة"]);
        assert_eq!(
            texts(ReadingOptions { byline: true, captions: false, ..ReadingOptions::default() }),
            ["عنوان", "سلمى", "نص"]
        );
    }

    #[test]
    fn letters_are_those_of_unicode() {
        for c in '\u{0}'..='\u{ffff}' {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn outline_is_tidy() {
        let source = "قال “نعم”.لكن بقي 2.5 و‘ربع’.";
        assert_eq!(tidy(source), "قال \"نعم\". لكن بقي 2.5 و'ربع'.");
        let article = Article { title: None, title_source: 0..0, byline: None, paragraphs: Vec::new() };
        let json = serde_json::to_string(&article.outline());
        assert_eq!(json.ok().as_deref(), Some(r#"{"title":null,"byline":null,"paragraphs":[]}"#));
    }

    /// Four times the text takes at most eight times the time, whatever it is full of; Markdown and feeds have tests of
    /// their own.
    #[test]
    fn time_grows_with_the_length() {
        use std::time::Duration;
        #[rustfmt::skip]
        let signs = [
            "*", "_", "`", "[[", "[[a][", "|", "| a ", "- ", "* ", "o\tأ\n", "§ أ\n", "1\n", "#+begin_src\n", ":a: b\n",
            "a\n===\n", ".. note::\n  أ\n", "00:01.000 --> 00:02.000\nأ\n", "{\\", "<i>", "<",
            "[1/1/2024, 10:00] أ: ب\n", ">\n", "\u{c}", "12\n", "نص\n", "ةأب ", "{", "[", "\"", "أ", "\n", " ",
        ];
        let heads = [
            (Kind::Plain, ""),
            (Kind::Org, ""),
            (Kind::ReStructuredText, ""),
            (Kind::Subtitles, "WEBVTT\n\n00:01.000 --> 00:02.000\n"),
            (Kind::Json, "{\"title\": \"أ\", \"content\": \""),
            (Kind::Mail, "From: a@x.example\nSubject: x\n\n"),
        ];
        for (kind, head) in heads {
            for sign in signs {
                let time = |length: usize| {
                    let text = format!("{head}{}", sign.repeat(length / sign.len()));
                    let best = (0..2).map(|_| {
                        let started = processor_time();
                        std::hint::black_box(read(text.as_bytes(), kind, &Options::default()).is_ok());
                        processor_time() - started
                    });
                    best.min().unwrap_or_default()
                };
                let (once, twice) = (time(30_000), time(120_000));
                assert!(twice < once * 8 + Duration::from_millis(50), "{kind:?} `{sign}`: {once:?}, then {twice:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_input_panics(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for kind in ALL {
                let _ = read(&bytes, kind, &Options::default());
            }
        }

        #[test]
        fn no_markup_panics(pieces in proptest::collection::vec(prop_oneof![
            Just("<div class=share>"), Just("</div>"), Just("<p>"), Just("<br>"), Just("<table><tr><td>"), Just("</table>"), Just("<ul><li>"),
            Just("<a href=#>"), Just("</a>"), Just("<h1>"), Just("</h1>"), Just("<title>"), Just("</title>"), Just("<svg>"), Just("<!--"),
            Just("<script>"), Just("&nbsp;"), Just("اقرأ أيضا"), Just("التعليقات"), Just("قال الرجل كلمة، ثم مضى إلى بيته البعيد في آخر القرية ونام."),
            Just("<article>"), Just("[رابط](x)"), Just("> "), Just("\n\n"), Just("# "), Just("- "), Just("<form><input>"), Just("<blockquote>"),
        ], 0..60)) {
            let text = pieces.concat();
            for kind in &ALL[..6] {
                if let Ok(article) = read(text.as_bytes(), *kind, &Options::default()) {
                    for paragraph in &article.paragraphs {
                        prop_assert!(text.get(paragraph.source.clone()).is_some());
                        prop_assert_eq!(&fold_space(&paragraph.text), &paragraph.text);
                        prop_assert!(!paragraph.text.is_empty());
                    }
                }
            }
        }
    }
}
