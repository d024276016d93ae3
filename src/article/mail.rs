//! Mail (EML) and saved pages (MHTML), which are written alike: the page or the text in them.

use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::{Article, Error, Kind, fold_space, inner_page, plain};

/// What was drawn when a page was saved is in it: nothing more will come.
const NO_TEXT: Error = Error::NoArticle {
    found: "a web archive (MHTML) with a headline and no text",
    expected: "a page with its text: save it once it has loaded, or copy the text",
};

/// Reads a message or a saved page. Sources count in the decoded part that was read.
pub(super) fn read(bytes: &[u8], kind: Kind) -> Result<Article, Error> {
    let what = if kind == Kind::WebArchive { "a saved page (MHTML)" } else { "a message" };
    let message = MessageParser::default().parse(bytes).ok_or(Error::Damaged { what })?;
    // The page itself comes first; what it shows in frames comes after it.
    let mut pages = message.parts.iter().filter_map(|part| match &part.body {
        PartType::Html(html) => Some(html.as_ref()),
        _ => None,
    });
    let page = pages.next();
    let is_attached = |part: &&mail_parser::MessagePart| part.attachment_name().is_none();
    let text = message.parts.iter().filter(is_attached).find_map(|part| match &part.body {
        PartType::Text(text) => Some(text.as_ref()),
        _ => None,
    });
    if kind == Kind::WebArchive {
        return match (page, text) {
            (Some(page), _) => match inner_page(page) {
                Err(Error::NoText { title }) => {
                    let framed = pages.find_map(|page| inner_page(page).ok());
                    framed.map(|framed| Article { title: framed.title.or(Some(title)), ..framed }).ok_or(NO_TEXT)
                }
                read => read,
            },
            (None, Some(text)) => Ok(plain::read(text)),
            (None, None) => Err(Error::Damaged { what }),
        };
    }
    // Of a message in two forms the text is the one without decoration.
    let mut article = match (text.filter(|text| !text.trim().is_empty()), page) {
        (Some(text), _) => plain::read(&written_here(text)),
        (None, Some(page)) => inner_page(page)?,
        (None, None) => return Err(Error::Damaged { what }),
    };
    if let Some(subject) = message.subject().map(fold_space).filter(|subject| !subject.is_empty()) {
        // The subject is the title; a line that was taken for it is text.
        if let Some(found) = article.title.replace(subject).filter(|found| Some(found) != article.title.as_ref()) {
            let source = std::mem::replace(&mut article.title_source, 0..0);
            article.paragraphs.insert(0, super::Paragraph { role: super::Role::Body, text: found, source });
        }
    }
    let sender = message.from().and_then(|from| from.first()).and_then(|from| from.name()).map(fold_space);
    article.byline = sender.filter(|name| !name.is_empty() && !name.contains('@')).or(article.byline);
    Ok(article)
}

/// The text of a message without what it answers, and without the signature under `-- `.
fn written_here(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let printed = line.trim_end_matches(['\r', '\n']);
        if printed == "-- " {
            break;
        }
        // The bytes stay where they are.
        match printed.starts_with('>') {
            true => written.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })),
            false => written.push_str(line),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_as_browsers_save_it() {
        let saved = "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b1\"\r\n\r\n\
            --b1\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://waha.example/1\r\n\r\n\
            <html><head><meta charset=3D\"utf-8\"></head><body><h1>=D8=A7=D9=84=D9=82=D9=85=D8=AD</h1><p>=D9=86=D8=B2=D9=84 =D8=A7=D9=84=D9=85=D8=B7=D8=B1.</p></body></html>\r\n--b1--\r\n";
        let article = read(saved.as_bytes(), Kind::WebArchive).unwrap();
        assert_eq!(article.title.as_deref(), Some("القمح"));
        assert_eq!(article.paragraphs[0].text, "نزل المطر.");
    }

    #[test]
    fn text_in_a_frame_of_a_saved_page_is_found_and_none_is_said() {
        let part = |html: &str| format!("--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n");
        let head = "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b1\"\r\n\r\n";
        let page = part("<html><body><h1>القمح</h1><iframe src=\"cid:1\"></iframe></body></html>");
        let frame =
            part("<html><body><p>نزل المطر على القرية كلها، وفرح الناس به كثيرا بعد صيف طويل.</p></body></html>");
        let article = read(format!("{head}{page}{frame}--b1--\r\n").as_bytes(), Kind::WebArchive).unwrap();
        assert_eq!((article.title.as_deref(), article.paragraphs.len()), (Some("القمح"), 1));
        let error = read(format!("{head}{page}--b1--\r\n").as_bytes(), Kind::WebArchive).unwrap_err();
        assert!(error.to_string().starts_with("found a web archive (MHTML) with a headline"), "{error}");
    }

    #[test]
    fn message_without_what_it_answers() {
        let mail = "From: =?utf-8?B?2LPZhNmF2Yk=?= <s@waha.example>\r\nSubject: =?utf-8?B?2LnZhiDYp9mE2YXYt9ix?=\r\n\
            Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nنزل المطر اليوم على القرية كلها.\r\n\r\n> متى ينزل؟\r\n\r\n-- \r\nسلمى، الهاتف 123\r\n";
        let article = read(mail.as_bytes(), Kind::Mail).unwrap();
        assert_eq!((article.title.as_deref(), article.byline.as_deref()), (Some("عن المطر"), Some("سلمى")));
        let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(texts, ["نزل المطر اليوم على القرية كلها."]);
    }
}
