//! Lexicons in PLS, the Pronunciation Lexicon Specification of the W3C (1.0).
//!
//! Of a lexeme with several pronunciations the preferred is taken, else the first, as the specification says; each of its
//! graphemes becomes an entry. PLS knows neither patterns nor notes, so those are not written; that an ending is open is
//! told in `role` by a name of ours, `natiq:open`.

use std::fmt::Write as _;

use quick_xml::{
    Reader, XmlVersion,
    escape::escape,
    events::{BytesStart, Event},
};

use super::{Ending, Entry, EntryKind, Said, ipa};

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedPls {
    #[error("the lexicon is no XML ({0})")]
    Xml(String),
    #[error("the document is no lexicon in PLS (its root is `{0}`, expected `lexicon`)")]
    Root(String),
    #[error("alphabet `{0}` is not read (expected `ipa`)")]
    Alphabet(String),
    #[error("lexeme {lexeme}: {reason}")]
    Lexeme {
        /// From 1.
        lexeme: usize,
        reason: String,
    },
}

/// Reads a lexicon in PLS.
///
/// # Errors
/// [`MalformedPls`] where the document is no PLS, or a lexeme cannot be said.
pub fn from_pls(text: &str) -> Result<Vec<Entry>, MalformedPls> {
    let mut reader = Reader::from_str(text);
    let mut entries = Vec::new();
    let mut alphabet = String::new();
    let mut lexeme: Option<Lexeme> = None;
    let mut field: Option<(Field, String)> = None;
    let (mut n_lexemes, mut has_root) = (0, false);
    loop {
        let event = reader.read_event().map_err(xml)?;
        match event {
            Event::Start(tag) => {
                let name = tag.local_name();
                let name = String::from_utf8_lossy(name.as_ref()).into_owned();
                if !has_root {
                    if name != "lexicon" {
                        return Err(MalformedPls::Root(name));
                    }
                    has_root = true;
                    alphabet = attribute(&tag, "alphabet")?.unwrap_or_else(|| "ipa".to_owned());
                    continue;
                }
                match name.as_str() {
                    "lexeme" => {
                        n_lexemes += 1;
                        let role = attribute(&tag, "role")?.unwrap_or_default();
                        let is_open = role.split_whitespace().any(|role| role.ends_with(":open"));
                        lexeme = Some(Lexeme { is_open, ..Lexeme::default() });
                    }
                    "grapheme" => field = Some((Field::Grapheme, String::new())),
                    "phoneme" | "alias" => {
                        let is_preferred = attribute(&tag, "prefer")?.is_some_and(|prefer| prefer == "true");
                        let of_phoneme = name == "phoneme";
                        if of_phoneme {
                            let own = attribute(&tag, "alphabet")?;
                            let named = own.as_deref().unwrap_or(&alphabet);
                            if !named.eq_ignore_ascii_case("ipa") {
                                return Err(MalformedPls::Alphabet(named.to_owned()));
                            }
                        }
                        field = Some((Field::Said { of_phoneme, is_preferred }, String::new()));
                    }
                    _ => {}
                }
            }
            Event::Text(part) => {
                if let Some((_, text)) = &mut field {
                    text.push_str(&part.decode().map_err(|error| MalformedPls::Xml(error.to_string()))?);
                }
            }
            Event::CData(part) => {
                if let Some((_, text)) = &mut field {
                    text.push_str(&part.decode().map_err(|error| MalformedPls::Xml(error.to_string()))?);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some((_, text)) = &mut field {
                    text.push_str(&referred(&reference)?);
                }
            }
            Event::End(tag) => {
                let name = tag.local_name();
                match (name.as_ref(), &mut lexeme) {
                    (b"grapheme" | b"phoneme" | b"alias", Some(lexeme)) => lexeme.take(field.take()),
                    (b"lexeme", Some(_)) => {
                        let done = lexeme.take().unwrap_or_default();
                        let reason = |reason| MalformedPls::Lexeme { lexeme: n_lexemes, reason };
                        entries.extend(done.entries().map_err(reason)?);
                    }
                    _ => {}
                }
            }
            Event::Eof if has_root => return Ok(entries),
            Event::Eof => return Err(MalformedPls::Root("nothing".to_owned())),
            _ => {}
        }
    }
}

/// Writes a lexicon in PLS.
pub fn to_pls<'a>(entries: impl Iterator<Item = &'a Entry>) -> String {
    let mut document = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<lexicon version=\"1.0\" \
         xmlns=\"http://www.w3.org/2005/01/pronunciation-lexicon\" xmlns:natiq=\"urn:natiq:lexicon\" alphabet=\"ipa\" \
         xml:lang=\"ar\">\n",
    );
    for entry in entries.filter(|entry| entry.kind() != EntryKind::Pattern) {
        let role = if entry.ending() == Ending::Declined { " role=\"natiq:open\"" } else { "" };
        let said = match entry.said() {
            Said::Marked(said) => format!("<alias>{}</alias>", escape(said)),
            Said::Ipa(words) => format!("<phoneme>{}</phoneme>", escape(ipa::print(words))),
        };
        let _ = writeln!(
            document,
            "  <lexeme{role}>\n    <grapheme>{}</grapheme>\n    {said}\n  </lexeme>",
            escape(entry.written())
        );
    }
    document.push_str("</lexicon>\n");
    document
}

enum Field {
    Grapheme,
    Said { of_phoneme: bool, is_preferred: bool },
}

#[derive(Default)]
struct Lexeme {
    is_open: bool,
    graphemes: Vec<String>,
    said: Option<String>,
    has_preferred: bool,
}

impl Lexeme {
    fn take(&mut self, field: Option<(Field, String)>) {
        match field {
            Some((Field::Grapheme, text)) => self.graphemes.push(text),
            Some((Field::Said { of_phoneme, is_preferred }, text))
                if self.said.is_none() || is_preferred && !self.has_preferred =>
            {
                self.said = Some(if of_phoneme { format!("/{}/", text.trim()) } else { text });
                self.has_preferred = is_preferred;
            }
            Some((Field::Said { .. }, _)) | None => {}
        }
    }

    fn entries(self) -> Result<Vec<Entry>, String> {
        let said = self.said.ok_or("it has neither a phoneme nor an alias")?;
        if self.graphemes.is_empty() {
            return Err("it has no grapheme".to_owned());
        }
        let ending = if self.is_open { Ending::Declined } else { Ending::AsWritten };
        // Line ends and runs of spaces say nothing in XML.
        let collapsed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = collapsed(&said);
        let entry =
            |grapheme: &String| Entry::new(&collapsed(grapheme), &said, ending).map_err(|fault| fault.to_string());
        self.graphemes.iter().map(entry).collect()
    }
}

fn xml(error: quick_xml::Error) -> MalformedPls {
    MalformedPls::Xml(error.to_string())
}

fn attribute(tag: &BytesStart, name: &str) -> Result<Option<String>, MalformedPls> {
    let found = tag.try_get_attribute(name).map_err(|error| MalformedPls::Xml(error.to_string()))?;
    let value = found.map(|value| value.normalized_value(XmlVersion::Implicit1_0).map(|value| value.into_owned()));
    value.transpose().map_err(|error| MalformedPls::Xml(error.to_string()))
}

/// A character that is written by its number or by one of the five names of XML.
fn referred(reference: &quick_xml::events::BytesRef) -> Result<String, MalformedPls> {
    if let Some(character) = reference.resolve_char_ref().map_err(xml)? {
        return Ok(character.to_string());
    }
    let name = reference.decode().map_err(|error| MalformedPls::Xml(error.to_string()))?;
    quick_xml::escape::resolve_predefined_entity(&name)
        .map(str::to_owned)
        .ok_or_else(|| MalformedPls::Xml(format!("`&{name};` is not known")))
}

#[cfg(test)]
mod tests {
    use super::super::to_tsv;
    use super::*;

    #[test]
    fn lexicon_of_another_program_is_read() {
        let text = "<?xml version=\"1.0\"?>\n<lexicon version=\"1.0\" xmlns=\"http://www.w3.org/2005/01/pronunciation-lexicon\" \
            alphabet=\"ipa\" xml:lang=\"ar\"><meta name=\"a\" content=\"b\"/><!-- names -->\n\
            <lexeme><grapheme>داعش</grapheme><grapheme>AT&amp;T</grapheme><phoneme>daːʕiʃ</phoneme></lexeme>\
            <lexeme><grapheme>تونس</grapheme><alias>تُونُسْ</alias><alias prefer=\"true\">تُونِسْ</alias><example>في تونس</example></lexeme>\
            </lexicon>";
        let entries = from_pls(text).unwrap();
        assert_eq!(to_tsv(entries.iter()), "داعش\t/d aː ʕ i ʃ/\nAT&T\t/d aː ʕ i ʃ/\nتونس\tتُونِسْ\n");
    }

    #[test]
    fn written_and_read_again() {
        let entries = super::super::from_tsv("A&B\tآبِي\nداعش\t/d aː/\nمنطقة\tمِنْطَقَة\topen\n/a+/\tأَ\n").unwrap();
        let again = from_pls(&to_pls(entries.iter())).unwrap();
        // A pattern is not PLS's.
        assert_eq!(again, entries[..3]);
    }

    #[test]
    fn what_is_no_lexicon_says_why() {
        assert_eq!(from_pls("<html></html>").unwrap_err(), MalformedPls::Root("html".to_owned()));
        let xsampa =
            "<lexicon alphabet=\"x-sampa\"><lexeme><grapheme>ا</grapheme><phoneme>a</phoneme></lexeme></lexicon>";
        assert_eq!(from_pls(xsampa).unwrap_err(), MalformedPls::Alphabet("x-sampa".to_owned()));
        let empty = "<lexicon><lexeme><grapheme>ا</grapheme></lexeme></lexicon>";
        assert!(matches!(from_pls(empty).unwrap_err(), MalformedPls::Lexeme { lexeme: 1, .. }));
    }
}
