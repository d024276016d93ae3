//! What EPUB, DOCX and ODT have in common: a ZIP of XML, of which no more is unfolded than was allowed.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Error, Kind, Options, charset};

/// An open document.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    what: &'static str,
    /// How many bytes may still be unfolded, and may be in all.
    left: usize,
    limit: usize,
}

impl<'a> Archive<'a> {
    /// Opens a document, which errors call `what`.
    pub(super) fn open(bytes: &'a [u8], what: &'static str, options: &Options) -> Result<Archive<'a>, Error> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::Damaged { what })?;
        Ok(Archive { zip, what, left: options.max_input_bytes, limit: options.max_input_bytes })
    }

    /// Reads a part of the document as text; `None` where there is no such part.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Error> {
        let Ok(file) = self.zip.by_name(name) else { return Ok(None) };
        if file.encrypted() {
            return Err(Error::Protected { what: self.what });
        }
        let mut bytes = Vec::new();
        let read = file.take(self.left as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|_| Error::Damaged { what: self.what })?;
        if bytes.len() > self.left {
            return Err(Error::InputTooLarge { bytes: self.limit + 1, limit: self.limit });
        }
        self.left -= bytes.len();
        charset::decode(&bytes, Kind::Html).map(Some)
    }

    /// Reads a part that the document cannot be without.
    pub(super) fn required(&mut self, name: &str) -> Result<String, Error> {
        self.text(name)?.ok_or(Error::Damaged { what: self.what })
    }

    /// Says whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }
}

/// A reader of the XML in a document, as forgiving as can be.
pub(super) fn reader(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    config.expand_empty_elements = true;
    reader
}

/// Walks over the elements and texts of an XML document, as far as it is well formed.
pub(super) fn walk<'x>(xml: &'x str, mut visit: impl FnMut(Node<'_, 'x>)) {
    let mut reader = reader(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => {
                let name = element.local_name();
                visit(Node::Start(&String::from_utf8_lossy(name.as_ref()), &element));
            }
            Ok(Event::End(element)) => visit(Node::End(&String::from_utf8_lossy(element.local_name().as_ref()))),
            Ok(Event::Text(text)) => visit(Node::Text(&String::from_utf8_lossy(&text))),
            Ok(Event::CData(text)) => visit(Node::Text(&String::from_utf8_lossy(&text))),
            Ok(Event::GeneralRef(reference)) => {
                let name = String::from_utf8_lossy(&reference).into_owned();
                visit(Node::Text(&super::source::unescape(&format!("&{name};"))));
            }
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// A part of an XML document; names are without their prefixes.
pub(super) enum Node<'n, 'x> {
    Start(&'n str, &'n BytesStart<'x>),
    End(&'n str),
    Text(&'n str),
}

/// Returns the value of an attribute, by its name without a prefix.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    element.attributes().with_checks(false).flatten().find_map(|attribute| {
        (attribute.key.local_name().as_ref() == name.as_bytes())
            .then(|| super::source::unescape(&String::from_utf8_lossy(&attribute.value)))
    })
}
