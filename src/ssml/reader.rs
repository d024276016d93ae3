//! SSML to paragraphs: text with directives.

use std::ops::Range;

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};

use super::{
    directive::{Act, Directive, Prosody, Say, Silence},
    error::{Error, Fault, quoted},
    say_as, values,
};

/// A paragraph as its author marked it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedText {
    /// What is printed, white space folded.
    pub text: String,
    /// Bytes of the input from its first to its last word, markup included.
    pub source: Range<usize>,
    /// In order of where they begin; points in the order in which they were written.
    pub directives: Vec<Directive>,
}

/// Elements in one another; deeper is no text for reading aloud.
const DEEPEST: usize = 64;
/// Attributes of one element: the reader compares each with all.
const MOST_ATTRIBUTES: usize = 32;
/// Characters of a stretch that is said otherwise: an utterance is not cut inside one.
const MOST_SPAN_CHARACTERS: usize = 200;
/// Characters of an alias.
const MOST_ALIAS_CHARACTERS: usize = 1000;
/// Characters of the name of a mark.
const MOST_NAME_CHARACTERS: usize = 200;
/// All silences together, in milliseconds: a few bytes of markup must not be a day of nothing.
const MOST_SILENCE: u64 = 3_600_000;

/// Reads the paragraphs of a text in SSML.
///
/// # Errors
/// Where it is not well-formed, or has markup that is not known or cannot be followed.
pub fn read(text: &str) -> Result<Vec<MarkedText>, Error> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_comments = true;
    let mut document = Document::default();
    loop {
        let start = position(reader.buffer_position());
        let event = reader.read_event();
        let end = position(reader.buffer_position());
        let fault = match event {
            Err(error) => {
                let fault = Fault::NotWellFormed(quoted(&error.to_string()));
                return Err(fault.at(text, position(reader.error_position())));
            }
            Ok(Event::Eof) => return document.finish().map_err(|fault| fault.at(text, text.trim_end().len())),
            Ok(event) => document.event(&event, start..end),
        };
        let lead = || {
            let found = text.get(start..end).unwrap_or_default();
            found.len() - found.trim_start().len()
        };
        fault.map_err(|fault| fault.at(text, start + lead()))?;
    }
}

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

/// The elements that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Speak,
    Paragraph,
    Sentence,
    Break,
    Mark,
    Sub,
    Phoneme,
    SayAs,
    Prosody,
    /// What stands in it is read.
    Transparent(&'static str),
    /// What stands in it is not read.
    Unread(&'static str),
}

impl Element {
    fn of(name: &str) -> Option<Self> {
        // An element of another namespace: of a vendor, or of a document that the text was taken from.
        if let Some((prefix, local)) = name.split_once(':') {
            return if prefix == "ssml" {
                Self::of(local)
            } else {
                Some(Self::Transparent("an element with a prefix"))
            };
        }
        Some(match name {
            "speak" => Self::Speak,
            "p" | "paragraph" => Self::Paragraph,
            "s" | "sentence" => Self::Sentence,
            "break" => Self::Break,
            "mark" => Self::Mark,
            "sub" => Self::Sub,
            "phoneme" => Self::Phoneme,
            "say-as" => Self::SayAs,
            "prosody" => Self::Prosody,
            "lang" => Self::Transparent("lang"),
            "emphasis" => Self::Transparent("emphasis"),
            "voice" => Self::Transparent("voice"),
            "w" => Self::Transparent("w"),
            "token" => Self::Transparent("token"),
            "audio" => Self::Transparent("audio"),
            "desc" => Self::Unread("desc"),
            "meta" => Self::Unread("meta"),
            "metadata" => Self::Unread("metadata"),
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Speak => "speak",
            Self::Paragraph => "p",
            Self::Sentence => "s",
            Self::Break => "break",
            Self::Mark => "mark",
            Self::Sub => "sub",
            Self::Phoneme => "phoneme",
            Self::SayAs => "say-as",
            Self::Prosody => "prosody",
            Self::Transparent(name) | Self::Unread(name) => name,
        }
    }

    /// Whether text alone may stand in it.
    fn holds_text(self) -> bool {
        matches!(self, Self::Sub | Self::Phoneme | Self::SayAs)
    }
}

/// What is being read.
#[derive(Default)]
struct Document {
    paragraphs: Vec<MarkedText>,
    /// The paragraph that is open; its text is empty before its first word.
    text: String,
    source: Option<Range<usize>>,
    directives: Vec<Directive>,
    /// White space has been read since the last word.
    is_spaced: bool,
    /// Names of marks that were set between two paragraphs.
    marks_between: Vec<String>,
    /// The elements that are open, each with the prosody outside of it.
    open: Vec<(Element, Prosody)>,
    prosody: Prosody,
    /// Which directive of the open paragraph the last prosody is.
    last_prosody: Option<usize>,
    /// The element that is said otherwise, if one is open.
    span: Option<OpenSpan>,
    /// How many elements are open whose content is not read.
    n_unread: usize,
    has_root: bool,
    /// All silences so far, and those since the last word, in milliseconds.
    silence: u64,
    silence_here: u32,
}

/// A stretch that is said otherwise, while it is open.
struct OpenSpan {
    say: SayWhat,
    /// Where its first word begins, once there is one.
    start: Option<usize>,
}

enum SayWhat {
    /// Known from the attributes; the second is printed where nothing stands in the element.
    Known(Say, String),
    /// As `interpret-as` and `format` say.
    As(String, Option<String>),
}

impl Document {
    fn event(&mut self, event: &Event, source: Range<usize>) -> Result<(), Fault> {
        match event {
            Event::Start(element) => self.start(element),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&utf_8(text), source),
            Event::CData(text) => self.text(&utf_8(text), source),
            Event::GeneralRef(reference) => self.text(&resolve(reference)?, source),
            Event::DocType(declaration) if declaration.contains(&b'[') => Err(Fault::Declarations),
            _ => Ok(()),
        }
    }

    fn start(&mut self, element: &BytesStart) -> Result<(), Fault> {
        let name = utf_8(element.name().into_inner());
        let outer = self.open.last().map(|(outer, _)| *outer);
        if self.open.len() >= DEEPEST {
            return Err(Fault::Limit { what: "elements stand in one another too deep", most: "64" });
        }
        if self.n_unread > 0 {
            // Whatever there is in what is not read.
            self.open.push((Element::Unread("metadata"), self.prosody));
            self.n_unread += 1;
            return Ok(());
        }
        let found = Element::of(&name).ok_or_else(|| Fault::Element(quoted(&name)))?;
        let misplaced = |outer: Element| Fault::Place { inner: quoted(&name), outer: outer.name() };
        match (outer, found) {
            (None, Element::Speak) if !self.has_root => self.has_root = true,
            (None, _) => return Err(Fault::NotSpeak(format!("<{}>", quoted(&name)))),
            (Some(outer), Element::Speak) => return Err(misplaced(outer)),
            (Some(outer), _) if outer.holds_text() || matches!(outer, Element::Break | Element::Mark) => {
                return Err(misplaced(outer));
            }
            (Some(_), Element::Paragraph | Element::Sentence) => {
                let is_in = |kind| self.open.iter().any(|(open, _)| *open == kind);
                if is_in(Element::Sentence) {
                    return Err(misplaced(Element::Sentence));
                }
                if found == Element::Paragraph && is_in(Element::Paragraph) {
                    return Err(misplaced(Element::Paragraph));
                }
            }
            _ => {}
        }
        let attributes = Attributes::of(element, found)?;
        let around = self.prosody;
        match found {
            Element::Paragraph => self.end_paragraph(),
            Element::Sentence => self.end_sentence(),
            Element::Break => self.silence(attributes.silence()?)?,
            Element::Mark => self.mark(attributes.required("name")?)?,
            Element::Sub => {
                let alias = attributes.required("alias")?;
                let alias = alias.split_whitespace().collect::<Vec<_>>().join(" ");
                if alias.chars().count() > MOST_ALIAS_CHARACTERS {
                    return Err(Fault::Limit { what: "the alias of a `<sub>` is long", most: "1000 characters" });
                }
                if !alias.chars().any(char::is_alphanumeric) {
                    return Err(Fault::Value { attribute: "alias", value: quoted(&alias), expected: "words" });
                }
                self.open_span(SayWhat::Known(Say::Alias(alias.clone()), alias));
            }
            Element::Phoneme => {
                if let Some(alphabet) = attributes.get("alphabet").filter(|alphabet| alphabet.trim() != "ipa") {
                    return Err(Fault::Value { attribute: "alphabet", value: quoted(alphabet), expected: "`ipa`" });
                }
                let ph = attributes.required("ph")?;
                let words = values::pronunciation(ph)?;
                self.open_span(SayWhat::Known(Say::Phonemes(words), ph.trim().to_owned()));
            }
            Element::SayAs => {
                let interpret_as = attributes.required("interpret-as")?.to_owned();
                self.open_span(SayWhat::As(interpret_as, attributes.get("format").map(str::to_owned)));
            }
            Element::Prosody => {
                if let Some(rate) = attributes.get("rate") {
                    self.prosody = values::rate(rate, self.prosody)?;
                }
                if let Some(pitch) = attributes.get("pitch") {
                    self.prosody = values::pitch(pitch, self.prosody)?;
                }
            }
            Element::Unread(_) => self.n_unread += 1,
            Element::Speak | Element::Transparent(_) => {}
        }
        self.open.push((found, around));
        Ok(())
    }

    fn end(&mut self) -> Result<(), Fault> {
        // The reader has seen to it that ends belong to starts.
        let Some((element, around)) = self.open.pop() else { return Ok(()) };
        self.prosody = around;
        match element {
            Element::Paragraph | Element::Speak => self.end_paragraph(),
            Element::Sentence => self.end_sentence(),
            Element::Sub | Element::Phoneme | Element::SayAs => return self.close_span(),
            Element::Unread(_) => self.n_unread = self.n_unread.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str, source: Range<usize>) -> Result<(), Fault> {
        if self.n_unread > 0 || text.is_empty() {
            return Ok(());
        }
        let printed = text.trim();
        if self.open.is_empty() {
            return if printed.is_empty() { Ok(()) } else { Err(Fault::NotSpeak(quoted(printed))) };
        }
        if let Some((outer @ (Element::Break | Element::Mark), _)) = self.open.last()
            && !printed.is_empty()
        {
            return Err(Fault::Place { inner: "text".to_owned(), outer: outer.name() });
        }
        for (at, word) in words(text) {
            self.is_spaced |= at > 0 || text.starts_with(char::is_whitespace);
            self.word(word);
        }
        if !printed.is_empty() {
            // An entity may be shorter in the text than where it is written.
            let lead = text.len() - text.trim_start().len();
            let start = if text.len() == source.len() { source.start + lead } else { source.start };
            let end = if text.len() == source.len() { start + printed.len() } else { source.end };
            let first = self.source.take().map_or(start, |source| source.start);
            self.source = Some(first..end);
        }
        self.is_spaced |= text.ends_with(char::is_whitespace);
        Ok(())
    }

    /// Adds a word, or a part of one.
    fn word(&mut self, word: &str) {
        let is_first = self.text.is_empty();
        if is_first {
            let marks = std::mem::take(&mut self.marks_between);
            self.directives.extend(marks.into_iter().map(|name| Directive { source: 0..0, act: Act::Mark(name) }));
        }
        if self.is_spaced && !is_first {
            self.text.push(' ');
        }
        self.is_spaced = false;
        self.silence_here = 0;
        let start = self.text.len();
        self.text.push_str(word);
        if let Some(span) = &mut self.span {
            span.start.get_or_insert(start);
        }
        if self.prosody == Prosody::NATURAL {
            return;
        }
        let prosody = Act::Prosody(self.prosody);
        let end = self.text.len();
        match self.last_prosody.and_then(|last| self.directives.get_mut(last)) {
            // Only a space lies between, or nothing.
            Some(before) if before.act == prosody && before.source.end + 1 >= start => before.source.end = end,
            _ => {
                self.last_prosody = Some(self.directives.len());
                self.directives.push(Directive { source: start..end, act: prosody });
            }
        }
    }

    fn point(&mut self, act: Act) {
        let at = self.text.len();
        self.directives.push(Directive { source: at..at, act });
    }

    fn mark(&mut self, name: &str) -> Result<(), Fault> {
        if name.trim().is_empty() {
            return Err(Fault::Value { attribute: "name", value: quoted(name), expected: "a name" });
        }
        if name.chars().count() > MOST_NAME_CHARACTERS {
            return Err(Fault::Limit { what: "the name of a mark is long", most: "200 characters" });
        }
        match self.text.is_empty() && !self.paragraphs.is_empty() {
            true => self.marks_between.push(name.to_owned()),
            false => self.point(Act::Mark(name.to_owned())),
        }
        Ok(())
    }

    fn silence(&mut self, silence: Silence) -> Result<(), Fault> {
        let milliseconds = match silence {
            Silence::Milliseconds(milliseconds) => milliseconds,
            // About as long as they are.
            Silence::None => 0,
            _ => 500,
        };
        self.silence += u64::from(milliseconds);
        if matches!(silence, Silence::Milliseconds(_)) {
            self.silence_here = self.silence_here.saturating_add(milliseconds);
        }
        if self.silence_here > values::MOST_MILLISECONDS {
            return Err(Fault::Limit { what: "the breaks at one place add up", most: "10 s" });
        }
        if self.silence > MOST_SILENCE {
            return Err(Fault::Limit { what: "the breaks of the text add up", most: "1 hour" });
        }
        self.is_spaced = true;
        let before = self.paragraphs.last_mut().filter(|_| self.text.is_empty());
        match before {
            // Between two paragraphs: it takes the place of the pause there, and the marks before it stay before it.
            Some(before) => {
                let at = before.text.len();
                let marks = std::mem::take(&mut self.marks_between).into_iter().map(Act::Mark);
                let acts = marks.chain([Act::Silence(silence)]);
                before.directives.extend(acts.map(|act| Directive { source: at..at, act }));
            }
            None => self.point(Act::Silence(silence)),
        }
        Ok(())
    }

    fn end_sentence(&mut self) {
        self.is_spaced = true;
        let at = self.text.len();
        let is_known = self.directives.last().is_some_and(|last| last.act == Act::Sentence && last.source.start == at);
        if at > 0 && !is_known {
            self.point(Act::Sentence);
        }
    }

    fn end_paragraph(&mut self) {
        self.is_spaced = false;
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let mut directives = std::mem::take(&mut self.directives);
        self.last_prosody = None;
        // A stretch is known when it ends; points keep their order.
        directives.sort_by_key(|directive| directive.source.start);
        let source = self.source.take().unwrap_or_default();
        self.paragraphs.push(MarkedText { text, source, directives });
    }

    fn open_span(&mut self, say: SayWhat) {
        self.span = Some(OpenSpan { say, start: None });
    }

    fn close_span(&mut self) -> Result<(), Fault> {
        let Some(OpenSpan { say, start }) = self.span.take() else { return Ok(()) };
        let start = match (start, &say) {
            (Some(start), _) => start,
            // Something has to stand on the page where something is heard.
            (None, SayWhat::Known(_, printed)) => {
                let printed = printed.clone();
                let start = self.text.len() + usize::from(self.is_spaced && !self.text.is_empty());
                self.word(&printed);
                start
            }
            (None, SayWhat::As(..)) => {
                return Err(Fault::Content {
                    content: String::new(),
                    what: "anything",
                    expected: "text in `<say-as>`",
                });
            }
        };
        let printed = self.text.get(start..).unwrap_or_default();
        if printed.chars().count() > MOST_SPAN_CHARACTERS && !matches!(say, SayWhat::Known(Say::Alias(_), _)) {
            return Err(Fault::Limit { what: "a stretch that is said otherwise is long", most: "200 characters" });
        }
        let say = match say {
            SayWhat::Known(say, _) => say,
            SayWhat::As(interpret_as, format) => say_as::read(&interpret_as, format.as_deref(), printed)?,
        };
        self.directives.push(Directive { source: start..self.text.len(), act: Act::Say(say) });
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<MarkedText>, Fault> {
        if let Some((element, _)) = self.open.last() {
            return Err(Fault::NotWellFormed(format!("`<{}>` is not closed", element.name())));
        }
        if !self.has_root {
            return Err(Fault::NotSpeak("nothing".to_owned()));
        }
        if let Some(last) = self.paragraphs.last_mut() {
            let at = last.text.len();
            let marks = std::mem::take(&mut self.marks_between);
            last.directives.extend(marks.into_iter().map(|name| Directive { source: at..at, act: Act::Mark(name) }));
        }
        Ok(self.paragraphs)
    }
}

/// The attributes of one element.
struct Attributes {
    element: Element,
    found: Vec<(String, String)>,
}

impl Attributes {
    fn of(element: &BytesStart, kind: Element) -> Result<Self, Fault> {
        let known = match kind {
            Element::Break => "`time`, `strength`",
            Element::Mark => "`name`",
            Element::Sub => "`alias`",
            Element::Phoneme => "`alphabet`, `ph`",
            Element::SayAs => "`interpret-as`, `format`, `detail`",
            // The last four have no effect.
            Element::Prosody => "`rate`, `pitch`, `volume`, `range`, `contour`, `duration`",
            _ => "",
        };
        let not_well_formed = |error: &dyn std::error::Error| Fault::NotWellFormed(quoted(&error.to_string()));
        let mut found = Vec::new();
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|error| not_well_formed(&error))?;
            if found.len() >= MOST_ATTRIBUTES {
                return Err(Fault::Limit { what: "an element has many attributes", most: "32" });
            }
            let name = utf_8(attribute.key.into_inner()).into_owned();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| not_well_formed(&error))?;
            let is_known = known.is_empty() || name.contains(':') || known.contains(&format!("`{name}`"));
            if !is_known {
                return Err(Fault::Attribute { element: kind.name(), attribute: quoted(&name), known });
            }
            found.push((name, value.into_owned()));
        }
        Ok(Self { element: kind, found })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.found.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    fn required(&self, name: &'static str) -> Result<&str, Fault> {
        self.get(name).ok_or(Fault::Missing { element: self.element.name(), attribute: name })
    }

    fn silence(&self) -> Result<Silence, Fault> {
        let strength = self.get("strength").map(values::strength).transpose()?;
        let time = self.get("time").map(values::time).transpose()?;
        Ok(time.or(strength).unwrap_or(Silence::Medium))
    }
}

/// The words of a text and where each begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace().map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// What a reference to a character or to one of the five entities of XML stands for.
fn resolve(reference: &BytesRef) -> Result<String, Fault> {
    let name = utf_8(reference).into_owned();
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(character.to_string()),
        Ok(None) => resolve_predefined_entity(&name).map(str::to_owned).ok_or_else(|| Fault::Entity(quoted(&name))),
        Err(error) => Err(Fault::NotWellFormed(quoted(&error.to_string()))),
    }
}

/// The reader was given text in UTF-8, and cuts it at ASCII.
fn utf_8(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(inner: &str) -> MarkedText {
        let mut read = super::read(&format!("<speak>{inner}</speak>")).unwrap();
        assert_eq!(read.len(), 1, "{read:?}");
        read.remove(0)
    }

    fn acts(inner: &str) -> Vec<(Range<usize>, Act)> {
        one(inner).directives.into_iter().map(|directive| (directive.source, directive.act)).collect()
    }

    #[track_caller]
    fn check_fault(text: &str, line: usize, column: usize, part: &str) {
        let error = super::read(text).unwrap_err();
        let shown = error.to_string();
        assert_eq!((error.line, error.column), (line, column), "{shown}");
        assert!(shown.contains(part) && !shown.contains('\n'), "{shown}");
    }

    #[test]
    fn paragraphs_and_where_they_stand() {
        let text = "<?xml version=\"1.0\"?>\n<speak version=\"1.1\" xml:lang=\"ar\">\n  <p>قال\n الرجل &amp; مضى.</p>\n نص\n</speak>";
        let read = super::read(text).unwrap();
        let texts: Vec<&str> = read.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(texts, ["قال الرجل & مضى.", "نص"]);
        assert_eq!(&text[read[0].source.clone()], "قال\n الرجل &amp; مضى.");
        assert_eq!(&text[read[1].source.clone()], "نص");
        assert!(read.iter().all(|paragraph| paragraph.directives.is_empty()));
    }

    #[test]
    fn what_is_transparent_is_read_and_what_is_not_text_is_not() {
        let inner = "<voice name=\"x\"><emphasis level=\"strong\">أ</emphasis> <lang xml:lang=\"en\">Nile</lang></voice> \
                     <mstts:express-as style=\"sad\">ب</mstts:express-as> <metadata><a:b>س</a:b><p>ص</p></metadata>\
                     <audio src=\"x.wav\"><desc>صوت</desc>ج</audio><!-- تعليق --><![CDATA[ <د> ]]>";
        assert_eq!(one(inner).text, "أ Nile ب ج <د>");
    }

    #[test]
    fn stretches_that_are_said_otherwise() {
        let read = acts("قال <sub alias=\"منظمة  الصحة\"> WHO </sub>: <phoneme ph=\"n i l\">النيل</phoneme>");
        assert_eq!(read[0], (7..10, Act::Say(Say::Alias("منظمة الصحة".to_owned()))));
        assert!(
            matches!(&read[1], (source, Act::Say(Say::Phonemes(words))) if *source == (13..23) && words[0].len() == 3)
        );
        let say = Say::Date { day: Some(3), month: Some(4), year: None };
        assert_eq!(acts("<say-as interpret-as=\"date\" format=\"dm\">3/4</say-as>"), [(0..3, Act::Say(say))]);
    }

    #[test]
    fn what_is_heard_stands_on_the_page() {
        assert_eq!(one("أ <sub alias=\"ب ج\"/> د").text, "أ ب ج د");
        assert_eq!(one("<phoneme alphabet=\"ipa\" ph=\"n iː l\"/>").text, "n iː l");
    }

    #[test]
    fn breaks_part_words_and_marks_do_not() {
        assert_eq!(one("أب<break/>تث").text, "أب تث");
        assert_eq!(one("أب<mark name=\"m\"/>تث").text, "أبتث");
        assert_eq!(acts("أب<break time=\"2s\"/>تث"), [(4..4, Act::Silence(Silence::Milliseconds(2000)))]);
        assert_eq!(acts("أب<break/>")[0].1, Act::Silence(Silence::Medium));
        assert_eq!(acts("أب<break strength=\"strong\" time=\"1s\"/>")[0].1, Act::Silence(Silence::Milliseconds(1000)));
    }

    #[test]
    fn points_between_paragraphs_keep_their_order() {
        let text = "<speak><p>أ</p><mark name=\"a\"/><break/><mark name=\"b\"/><p>ب</p><mark name=\"c\"/></speak>";
        let read = super::read(text).unwrap();
        let acts = |at: usize| read[at].directives.iter().map(|directive| directive.act.clone()).collect::<Vec<_>>();
        assert_eq!(acts(0), [Act::Mark("a".to_owned()), Act::Silence(Silence::Medium)]);
        assert_eq!(acts(1), [Act::Mark("b".to_owned()), Act::Mark("c".to_owned())]);
        assert_eq!((read[1].directives[0].source.start, read[1].directives[1].source.start), (0, 2));
    }

    #[test]
    fn prosody_is_told_for_whole_stretches() {
        let prosody = |percent, cents| Act::Prosody(Prosody { percent, cents });
        let read = acts("أ <prosody rate=\"50%\">ب ت <prosody pitch=\"+2st\">ث</prosody></prosody> ج");
        assert_eq!(read, [(3..8, prosody(50, 0)), (9..11, prosody(50, 200))]);
    }

    #[test]
    fn sentences_end_where_they_are_marked() {
        assert_eq!(acts("<s>أ ب</s><s>ت</s>"), [(5..5, Act::Sentence), (8..8, Act::Sentence)]);
    }

    #[test]
    fn faults_say_where_and_what_to_do() {
        check_fault("<speak>\n  <p>نص</s>\n</speak>", 2, 8, "not well-formed");
        check_fault("<speak>نص", 1, 10, "`<speak>` is not closed");
        check_fault("<speak>نص</speak>\nنص", 2, 1, "outside of `<speak>`");
        check_fault("<p>نص</p>", 1, 1, "outside of `<speak>`");
        check_fault("نص", 1, 1, "outside of `<speak>`");
        check_fault("<speak>أ <blink>ب</blink></speak>", 1, 10, "`<blink>` is not known (there are `speak`");
        check_fault("<speak><s><p>ب</p></s></speak>", 1, 11, "`<p>` cannot stand in `<s>`");
        check_fault("<speak><sub>ب</sub></speak>", 1, 8, "`<sub>` has no `alias`");
        check_fault("<speak><break tme=\"1s\"/></speak>", 1, 8, "no attribute `tme` (it may have `time`, `strength`)");
        check_fault("<speak><break time=\"11s\"/></speak>", 1, 8, "up to 10 s");
        check_fault("<speak>أ<break time=\"6s\"/><break time=\"6s\"/></speak>", 1, 27, "at most 10 s");
        check_fault("<speak><sub alias=\"ب\">أ<break/></sub></speak>", 1, 24, "cannot stand in `<sub>`");
        check_fault("<speak>&nbsp;</speak>", 1, 8, "`&nbsp;` is not defined");
        check_fault("<!DOCTYPE speak [<!ENTITY a \"b\">]><speak>أ</speak>", 1, 1, "declarations");
        check_fault("<speak><say-as interpret-as=\"date\"></say-as></speak>", 1, 36, "text in `<say-as>`");
        check_fault("<speak><phoneme alphabet=\"x-sampa\" ph=\"n\">ن</phoneme></speak>", 1, 8, "expected `ipa`");
        check_fault("<speak><phoneme ph=\"p\">ب</phoneme></speak>", 1, 8, "`p` in `ph=\"p\"` is not a phoneme");
        check_fault("<speak><break time=\"1s\" time=\"2s\"/></speak>", 1, 8, "not well-formed");
    }

    #[test]
    fn document_type_without_declarations_is_passed_over() {
        let text = "<!DOCTYPE speak PUBLIC \"-//W3C//DTD SYNTHESIS 1.0//EN\" \"http://www.w3.org/TR/speech-synthesis/synthesis.dtd\"><speak>أ</speak>";
        assert_eq!(super::read(text).unwrap()[0].text, "أ");
    }

    #[test]
    fn depth_attributes_and_silence_are_bounded() {
        let deep = format!("{}أ{}", "<speak>".to_owned() + &"<voice>".repeat(100), "</voice>".repeat(100) + "</speak>");
        assert!(matches!(super::read(&deep).unwrap_err().fault, Fault::Limit { .. }));
        let many: String = (0..100_000).map(|i| format!(" a{i}=\"\"")).collect();
        assert!(matches!(super::read(&format!("<speak{many}>أ</speak>")).unwrap_err().fault, Fault::Limit { .. }));
        let silent = format!("<speak>{}</speak>", "أ<break time=\"10s\"/>".repeat(400));
        assert!(matches!(super::read(&silent).unwrap_err().fault, Fault::Limit { .. }));
    }

    proptest! {
        #[test]
        fn stretches_lie_in_the_text(pieces in proptest::collection::vec(prop_oneof![
            Just("<p>"), Just("</p>"), Just("<s>"), Just("</s>"), Just("<break/>"), Just("<break time='1s'/>"),
            Just("<mark name='m'/>"), Just("<sub alias='x y'>"), Just("</sub>"), Just("<prosody rate='80%'>"),
            Just("</prosody>"), Just("<say-as interpret-as='characters'>"), Just("</say-as>"), Just("نص"), Just(" "),
            Just("<phoneme ph='a'/>"), Just("&amp;"), Just("12. "), Just("<![CDATA[ أ ]]>"), Just("\n"), Just("<lang>"), Just("</lang>"),
        ], 0..24)) {
            let text = format!("<speak>{}</speak>", pieces.concat());
            for MarkedText { text: printed, source, directives } in super::read(&text).unwrap_or_default() {
                prop_assert!(!printed.is_empty() && text.get(source).is_some());
                for directive in directives {
                    let is_point = matches!(directive.act, Act::Mark(_) | Act::Silence(_) | Act::Sentence);
                    prop_assert_eq!(directive.source.is_empty(), is_point);
                    prop_assert!(printed.get(directive.source).is_some());
                }
            }
        }
    }
}
