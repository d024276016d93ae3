//! An article as a content document and its overlay.

use super::{Error, Granularity};
use crate::{
    article::{Paragraph, Role},
    publish::{
        Episode,
        words::{Word, printed_words},
        xml::{Markup, markup},
    },
    timeline::Cue,
};

/// An article, cut into pieces that are highlighted one after another.
pub(in crate::publish) struct Content<'a> {
    pub episode: &'a Episode,
    audio_kind: AudioKind,
    /// What stands in the document's body.
    pub(in crate::publish) body: Markup,
    pub headings: Vec<Heading>,
    pub(in crate::publish) clips: Vec<Clip>,
}

/// A place in the document that the table of contents names.
pub(in crate::publish) struct Heading {
    /// 2 for a section of the article, and so on; never two more than the heading before it.
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// The audio formats that overlays are read from, and their names inside a book. EPUB 3.3 counts Opus among the formats
/// that every reader plays, but older readers do not, and epubcheck 5.3 refuses it in overlays.
#[derive(Clone, Copy)]
struct AudioKind {
    extension: &'static str,
    media_type: &'static str,
}

/// A stretch of the text and of the audio that reads it.
pub(in crate::publish) struct Clip {
    pub(in crate::publish) id: String,
    /// In milliseconds from the start of the audio.
    pub(in crate::publish) begin: u64,
}

/// A highlight may begin so long before the sound, in seconds: players do not seek to the sample, and a cut consonant is
/// worse than an early colour.
const LEAD: f64 = 0.1;

impl<'a> Content<'a> {
    /// Cuts an article.
    pub(in crate::publish) fn of(episode: &'a Episode, granularity: Granularity) -> Result<Self, Error> {
        let audio_kind = audio_kind(&episode.audio.media_type).ok_or_else(|| Error::AudioFormat {
            file: episode.audio.file.to_string(),
            media_type: episode.audio.media_type.clone(),
        })?;
        let mut writer = Writer { granularity, ..Writer::default() };
        writer.article(episode);
        let Writer { body, headings, clips, .. } = writer;
        Ok(Self { episode, audio_kind, body, headings, clips })
    }

    pub(in crate::publish) fn document_file(&self) -> String {
        format!("{}.xhtml", self.episode.slug)
    }

    pub(in crate::publish) fn overlay_file(&self) -> String {
        format!("{}.smil", self.episode.slug)
    }

    pub(in crate::publish) fn audio_file(&self) -> String {
        format!("audio/{}.{}", self.episode.slug, self.audio_kind.extension)
    }

    pub(in crate::publish) fn audio_media_type(&self) -> &'static str {
        self.audio_kind.media_type
    }

    /// Tells whether anything of it is read.
    pub(in crate::publish) fn has_clips(&self) -> bool {
        !self.clips.is_empty()
    }

    /// Returns the duration of its audio, in milliseconds.
    pub(in crate::publish) fn duration(&self) -> u64 {
        milliseconds(self.episode.audio.duration)
    }

    /// Writes the content document.
    pub(in crate::publish) fn document(&self) -> Markup {
        markup!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" xml:lang="{language}" dir="rtl">
<head>
<meta charset="UTF-8"/>
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
<section id="article" epub:type="chapter" role="doc-chapter">
{body}</section>
</body>
</html>
"#,
            language = self.episode.language,
            title = self.episode.title,
            body = self.body,
        )
    }

    /// Writes the overlay: each clip ends where the next begins.
    pub(in crate::publish) fn overlay(&self) -> Markup {
        let document = self.document_file();
        let audio = self.audio_file();
        let mut pars = Markup::default();
        let ends = self.clips.iter().skip(1).map(|next| next.begin).chain([self.duration()]);
        for (index, (clip, end)) in self.clips.iter().zip(ends).enumerate() {
            pars.push(&markup!(
                "<par id=\"c{}\">\n<text src=\"{}#{}\"/>\n<audio src=\"{}\" clipBegin=\"{}\" clipEnd=\"{}\"/>\n</par>\n",
                index,
                document,
                clip.id,
                audio,
                seconds(clip.begin),
                seconds(end),
            ));
        }
        markup!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
<body epub:textref="{document}#article">
{pars}</body>
</smil>
"#,
            document = document,
            pars = pars,
        )
    }
}

fn audio_kind(media_type: &str) -> Option<AudioKind> {
    let (extension, media_type) = match media_type.split(';').next().unwrap_or_default().trim() {
        "audio/mpeg" => ("mp3", "audio/mpeg"),
        "audio/mp4" => ("m4a", "audio/mp4"),
        _ => return None,
    };
    Some(AudioKind { extension, media_type })
}

#[derive(Default)]
struct Writer {
    granularity: Granularity,
    body: Markup,
    headings: Vec<Heading>,
    clips: Vec<Clip>,
    /// Where the clip begins whose sound has no text yet, in seconds.
    waiting: Option<f64>,
    /// When the sound before ended, in seconds.
    heard: f64,
    /// What the paragraphs being written stand in.
    group: Option<Group>,
    /// Which paragraph is the article's title.
    title: Option<usize>,
    /// The level of the last heading.
    level: u8,
}

#[derive(Clone, Copy, PartialEq)]
enum Group {
    List,
    Quotation,
}

impl Group {
    fn element(self) -> &'static str {
        match self {
            Self::List => "ul",
            Self::Quotation => "blockquote",
        }
    }
}

impl Writer {
    fn article(&mut self, episode: &Episode) {
        let mut cues = episode.timeline.cues.as_slice();
        self.level = 1;
        self.title = episode.paragraphs.iter().position(|paragraph| is_title(paragraph, &episode.title));
        if self.title.is_none() {
            // The title is not read, or by a template that is no part of the text: then it is shown meanwhile.
            let unprinted = |cue: &Cue| printed(&episode.paragraphs, cue).is_none();
            match cues.first() {
                Some(first) if unprinted(first) => {
                    self.clip("title-0", first.start, first.end);
                    while let Some((cue, rest)) = cues.split_first()
                        && unprinted(cue)
                    {
                        self.heard = self.heard.max(cue.end);
                        cues = rest;
                    }
                    self.body.push(&markup!("<h1 id=\"title\"><span id=\"title-0\">{}</span></h1>\n", episode.title));
                }
                _ => self.body.push(&markup!("<h1 id=\"title\">{}</h1>\n", episode.title)),
            }
            self.byline(episode);
        }
        for (index, paragraph) in episode.paragraphs.iter().enumerate() {
            let end = cues.iter().take_while(|cue| cue.paragraph <= index).count();
            let (own, rest) = cues.split_at(end);
            cues = rest;
            self.paragraph(index, paragraph, own);
            if self.title == Some(index) {
                self.byline(episode);
            }
        }
        self.enter(None, false);
    }

    /// Shows who wrote the article, where no paragraph does.
    fn byline(&mut self, episode: &Episode) {
        let Some(byline) = &episode.byline else { return };
        if !episode.paragraphs.iter().take(3).any(|paragraph| paragraph.text.contains(byline.as_str())) {
            self.body.push(&markup!("<p class=\"byline\">{}</p>\n", byline));
        }
    }

    fn paragraph(&mut self, index: usize, paragraph: &Paragraph, cues: &[Cue]) {
        let id = format!("p{index}");
        let mut heading = None;
        let (group, first, element, class) = match paragraph.role {
            Role::Heading { level } => {
                // A level that is skipped sends those who jump from heading to heading looking for it.
                self.level = if self.title == Some(index) { 1 } else { level.clamp(2, (self.level + 1).min(6)) };
                heading = Some(self.level);
                (None, false, format!("h{}", self.level), Markup::default())
            }
            Role::ListItem { index, .. } => (Some(Group::List), index == 1, "li".to_owned(), Markup::default()),
            Role::Quotation => (Some(Group::Quotation), false, "p".to_owned(), Markup::default()),
            Role::Caption => (None, false, "p".to_owned(), markup!(" class=\"caption\"")),
            Role::Body | Role::TableRow => (None, false, "p".to_owned(), Markup::default()),
            // `pre` would keep the text from being wrapped, and its parts from being highlighted one by one.
            Role::Code => (None, false, "p".to_owned(), markup!(" class=\"code\" dir=\"ltr\"")),
        };
        self.enter(group, first);
        self.body.push(&markup!("<{} id=\"{}\"{}>", element, id, class));
        self.pieces(&id, paragraph, cues);
        self.body.push(&markup!("</{}>\n", element));
        if let Some(level) = heading
            && level > 1
        {
            self.headings.push(Heading { level, id, text: paragraph.text.clone() });
        }
    }

    /// Opens and closes the elements that paragraphs stand in.
    fn enter(&mut self, group: Option<Group>, first: bool) {
        if self.group == group && !first {
            return;
        }
        if let Some(open) = self.group.take() {
            self.body.push(&markup!("</{}>\n", open.element()));
        }
        if let Some(group) = group {
            self.body.push(&markup!("<{}>\n", group.element()));
        }
        self.group = group;
    }

    /// Writes the text of a paragraph, what is highlighted in a `span` each.
    fn pieces(&mut self, id: &str, paragraph: &Paragraph, cues: &[Cue]) {
        let text = paragraph.text.as_str();
        let mut shown = 0;
        let mut next = 0;
        for cue in cues {
            let source = cue.source.clone();
            let Some(printed) = printed_text(paragraph, cue).filter(|_| source.start >= shown) else {
                let begin = self.begin(cue.start);
                self.waiting = Some(begin);
                self.heard = self.heard.max(cue.end);
                continue;
            };
            let mut words = Vec::new();
            match self.granularity {
                Granularity::Sentence => {}
                Granularity::Word => printed_words(cue, &mut words),
            }
            let mut pieces: Vec<(&str, f64, f64)> = Vec::new();
            if words.is_empty() {
                pieces.push((printed.trim(), cue.start, cue.end));
            }
            pieces.extend(words.iter().map(|Word { text, start, end, .. }| (*text, *start, *end)));
            for (piece, start, end) in pieces {
                // Both the pieces and the words are parts of the paragraph, in order.
                let Some(at) = text.get(shown..).and_then(|rest| rest.find(piece)).map(|at| shown + at) else {
                    continue;
                };
                self.body.push(&markup!("{}", text.get(shown..at).unwrap_or_default()));
                let piece_id = format!("{id}-{next}");
                match end > start && self.clip(&piece_id, start, end) {
                    true => {
                        self.body.push(&markup!("<span id=\"{}\">{}</span>", piece_id, piece));
                        next += 1;
                    }
                    false => self.body.push(&markup!("{}", piece)),
                }
                shown = at + piece.len();
            }
        }
        self.body.push(&markup!("{}", text.get(shown..).unwrap_or_default()));
    }

    /// Returns where a clip begins whose sound starts at `start`: with the sound that waits for text, or else a little
    /// before its own, but not inside the sound before. The very first takes the music before it too.
    fn begin(&self, start: f64) -> f64 {
        let own = if self.clips.is_empty() { 0.0 } else { (start - LEAD).max(self.heard.min(start)) };
        self.waiting.unwrap_or(own)
    }

    /// Begins a clip, with the sound that has been waiting for one; tells whether it is longer than nothing.
    fn clip(&mut self, id: &str, start: f64, end: f64) -> bool {
        let begin = milliseconds(self.begin(start));
        self.waiting = None;
        self.heard = self.heard.max(end);
        if self.clips.last().is_some_and(|last| begin <= last.begin) {
            return false;
        }
        self.clips.push(Clip { id: id.to_owned(), begin });
        true
    }
}

/// Tells whether a paragraph is the article's title, as it is or in a sentence. Others may stand as high, and are
/// sections: a document has one title.
fn is_title(paragraph: &Paragraph, title: &str) -> bool {
    matches!(paragraph.role, Role::Heading { level: 0 | 1 })
        && paragraph.text.contains(title.trim_end_matches(['.', ' ']))
}

/// Returns the part of the text that a cue reads; `None` for what is said and not printed.
fn printed<'a>(paragraphs: &'a [Paragraph], cue: &Cue) -> Option<&'a str> {
    printed_text(paragraphs.get(cue.paragraph)?, cue)
}

fn printed_text<'a>(paragraph: &'a Paragraph, cue: &Cue) -> Option<&'a str> {
    paragraph.text.get(cue.source.clone()).filter(|text| !text.trim().is_empty())
}

fn milliseconds(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1000.0).round() as u64
}

/// Writes milliseconds as a clock value of SMIL.
fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}s", milliseconds / 1000, milliseconds % 1000)
}
