//! The documents of a book: navigation, text, SMIL.

use super::{
    Part, TITLE_AUDIO, TITLE_LENGTH,
    section::{Clip, Section},
};
use crate::publish::{
    epub::{Book, content::Content, newest_day},
    xml::{Markup, markup},
};

const GENERATOR: &str = "Natiq";

/// How large a book is.
#[derive(Clone, Copy)]
pub(super) struct Size {
    pub(super) n_files: usize,
    pub(super) kilobytes: u64,
    /// In milliseconds.
    pub(super) elapsed: u64,
}

pub(super) fn text_file(content: &Content) -> String {
    format!("{}.html", content.episode.slug)
}

pub(super) fn audio_file(content: &Content) -> String {
    format!("{}.mp3", content.episode.slug)
}

/// Writes the navigation control centre.
pub(super) fn ncc(book: &Book, parts: &[Part], size: Size) -> Markup {
    let mut meta = Markup::default();
    let mut add = |name: &str, content: &str| {
        meta.push(&markup!("<meta name=\"{}\" content=\"{}\"/>\n", name, content));
    };
    let is_collection = parts.len() > 1;
    let publisher = book.publisher.as_deref().unwrap_or(GENERATOR);
    let day = newest_day(book, parts.iter().map(|part| part.content.episode)).unwrap_or_default();
    let n_headings = parts.iter().map(|part| part.sections.len()).sum::<usize>() + usize::from(is_collection);
    let depth = parts.iter().flat_map(|part| &part.sections).map(|section| section.level).max().unwrap_or(1);
    let mut narrators: Vec<&str> = parts.iter().map(|part| part.content.episode.narrator.as_str()).collect();
    narrators.sort_unstable();
    narrators.dedup();
    add("dc:title", &book.title);
    // The specification wants one; a collection without an author has who brings it out.
    add("dc:creator", book.author.as_deref().unwrap_or(publisher));
    add("dc:publisher", publisher);
    add("dc:date", &day.to_string());
    add("dc:format", "Daisy 2.02");
    add("dc:identifier", &format!("urn:uuid:{}", book.identifier));
    add("dc:language", &book.language);
    for (name, value) in
        [("dc:description", &book.description), ("dc:rights", &book.rights), ("dc:source", &book.source)]
    {
        if let Some(value) = value {
            add(name, value);
        }
    }
    add("ncc:charset", "utf-8");
    add("ncc:depth", &depth.to_string());
    add("ncc:files", &size.n_files.to_string());
    add("ncc:footnotes", "0");
    add("ncc:generator", GENERATOR);
    add("ncc:kByteSize", &size.kilobytes.to_string());
    add("ncc:maxPageNormal", "0");
    add("ncc:multimediaType", "audioFullText");
    add("ncc:narrator", &narrators.join("، "));
    add("ncc:pageFront", "0");
    add("ncc:pageNormal", "0");
    add("ncc:pageSpecial", "0");
    add("ncc:prodNotes", "0");
    add("ncc:setInfo", "1 of 1");
    add("ncc:sidebars", "0");
    add("ncc:tocItems", &n_headings.to_string());
    add("ncc:totalTime", &clock(round_to_second(size.elapsed)));

    let mut body = Markup::default();
    if is_collection {
        body.push(&markup!(
            "<h1 class=\"title\" id=\"ncc-title\"><a href=\"title.smil#title-p0\">{}</a></h1>\n",
            book.title
        ));
    }
    for (index, section) in parts.iter().flat_map(|part| &part.sections).enumerate() {
        let class = if index == 0 && !is_collection { markup!(" class=\"title\"") } else { Markup::default() };
        body.push(&markup!(
            "<h{level}{class} id=\"ncc-{id}\"><a href=\"{file}#{id}-p0\">{title}</a></h{level}>\n",
            level = section.level,
            class = class,
            id = section.id,
            file = section.file,
            title = section.title,
        ));
    }
    page(&book.language, &book.title, &meta, &body)
}

/// Writes the text of an article.
pub(super) fn text(content: &Content) -> Markup {
    let episode = content.episode;
    page(&episode.language, &episode.title, &Markup::default(), &content.body)
}

/// Writes the page that shows the title of a book of several articles.
pub(super) fn title(book: &Book) -> Markup {
    let body = markup!("<h1 id=\"title\">{}</h1>\n", book.title);
    page(&book.language, &book.title, &Markup::default(), &body)
}

fn page(language: &str, title: &str, meta: &Markup, body: &Markup) -> Markup {
    markup!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}" dir="rtl">
<head>
<meta http-equiv="Content-type" content="text/html; charset=utf-8"/>
<title>{title}</title>
{meta}</head>
<body>
{body}</body>
</html>
"#,
        language = language,
        title = title,
        meta = meta,
        body = body,
    )
}

/// Writes the SMIL file of a section, which begins so many milliseconds after the start of the book.
pub(super) fn smil(book: &Book, content: &Content, section: &Section, elapsed: u64) -> Markup {
    let (text, audio) = (text_file(content), audio_file(content));
    let mut pars = Markup::default();
    for (index, Clip { text: id, begin, end }) in section.clips.iter().enumerate() {
        pars.push(&par(&section.id, index, &format!("{text}#{id}"), &audio, *begin, *end));
    }
    sequence(book, &section.title, &pars, elapsed, section.length())
}

/// Writes the SMIL file of the title of a book of several articles.
pub(super) fn title_smil(book: &Book) -> Markup {
    let par = par("title", 0, "title.html#title", TITLE_AUDIO, 0, TITLE_LENGTH);
    sequence(book, &book.title, &par, 0, TITLE_LENGTH)
}

// The sound stands in a sequence of its own, as readers expect it.
fn par(id: &str, index: usize, text: &str, audio: &str, begin: u64, end: u64) -> Markup {
    markup!(
        "<par endsync=\"last\" id=\"{id}-p{index}\">\n<text src=\"{text}\" id=\"{id}-t{index}\"/>\n\
         <seq>\n<audio src=\"{audio}\" clip-begin=\"npt={begin}s\" clip-end=\"npt={end}s\" id=\"{id}-a{index}\"/>\n</seq>\n\
         </par>\n",
        id = id,
        index = index,
        text = text,
        audio = audio,
        begin = seconds(begin),
        end = seconds(end),
    )
}

fn sequence(book: &Book, title: &str, pars: &Markup, elapsed: u64, length: u64) -> Markup {
    let meta = markup!(
        "<meta name=\"title\" content=\"{}\"/>\n<meta name=\"ncc:totalElapsedTime\" content=\"{}\"/>\n\
         <meta name=\"ncc:timeInThisSmil\" content=\"{}\"/>\n",
        title,
        clock_with_milliseconds(elapsed),
        clock_with_milliseconds(length),
    );
    let body = markup!("<seq dur=\"{}s\">\n{}</seq>\n", seconds(length), pars);
    smil_document(book, &meta, &body)
}

/// Writes the list of all SMIL files.
pub(super) fn master(book: &Book, parts: &[Part], elapsed: u64) -> Markup {
    let meta = markup!("<meta name=\"ncc:timeInThisSmil\" content=\"{}\"/>\n", clock_with_milliseconds(elapsed));
    let mut body = Markup::default();
    if parts.len() > 1 {
        body.push(&markup!("<ref title=\"{}\" src=\"title.smil\" id=\"ref-title\"/>\n", book.title));
    }
    for section in parts.iter().flat_map(|part| &part.sections) {
        let (title, file, id) = (&section.title, &section.file, &section.id);
        body.push(&markup!("<ref title=\"{}\" src=\"{}\" id=\"ref-{}\"/>\n", title, file, id));
    }
    smil_document(book, &meta, &body)
}

fn smil_document(book: &Book, meta: &Markup, body: &Markup) -> Markup {
    markup!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE smil PUBLIC "-//W3C//DTD SMIL 1.0//EN" "http://www.w3.org/TR/REC-smil/SMIL10.dtd">
<smil>
<head>
<meta name="dc:format" content="Daisy 2.02"/>
<meta name="dc:identifier" content="urn:uuid:{identifier}"/>
<meta name="dc:title" content="{title}"/>
<meta name="ncc:generator" content="{generator}"/>
{meta}<layout>
<region id="textView"/>
</layout>
</head>
<body>
{body}</body>
</smil>
"#,
        identifier = book.identifier.to_string(),
        title = book.title,
        generator = GENERATOR,
        meta = meta,
        body = body,
    )
}

/// Writes milliseconds as seconds.
fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1_000, milliseconds % 1_000)
}

fn round_to_second(milliseconds: u64) -> u64 {
    (milliseconds + 500) / 1_000 * 1_000
}

/// Writes milliseconds as `hh:mm:ss`.
fn clock(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

fn clock_with_milliseconds(milliseconds: u64) -> String {
    format!("{}.{:03}", clock(milliseconds), milliseconds % 1_000)
}
