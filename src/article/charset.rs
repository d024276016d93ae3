//! Bytes to text: finds the charset and decodes.
//!
//! The order of belief: a byte order mark; the pattern of UTF-16; valid UTF-8 (eight-bit Arabic is never valid UTF-8
//! by accident); what a page declares; then the two eight-bit charsets that Arabic was written in, compared by what
//! they make of the bytes. A declaration that contradicts valid UTF-8 is a mistake of the site, and a common one.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1256};

use super::{Error, Kind};

/// How many bytes are looked at for a declaration or a pattern.
const HEAD: usize = 4096;

/// Decodes an input to text without a byte order mark.
pub(super) fn decode(bytes: &[u8], kind: Kind) -> Result<String, Error> {
    if let Some(found) = binary_format(bytes) {
        return Err(Error::NotText { found });
    }
    let (text, _) = guess(bytes, kind).decode_with_bom_removal(bytes);
    if is_binary(&text) {
        return Err(Error::NotText { found: "control characters" });
    }
    Ok(text.into_owned())
}

/// Decodes the first bytes, for a look at how the input starts.
pub(super) fn decode_head(bytes: &[u8]) -> Cow<'_, str> {
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    let encoding = match Encoding::for_bom(head) {
        Some((encoding, _)) => encoding,
        None => utf_16_pattern(head).unwrap_or(UTF_8),
    };
    encoding.decode_with_bom_removal(head).0
}

fn guess(bytes: &[u8], kind: Kind) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf_16_pattern(bytes) {
        return encoding;
    }
    let Err(error) = std::str::from_utf8(bytes) else { return UTF_8 };
    // A file cut in the middle of its last character is still UTF-8, and so is one with a few broken bytes.
    let is_cut = error.error_len().is_none();
    if is_cut || is_mostly_utf_8(bytes) {
        return UTF_8;
    }
    if let Some(declared) =
        declared(bytes).filter(|_| matches!(kind, Kind::Html | Kind::Ssml)).filter(|declared| *declared != UTF_8)
    {
        return declared;
    }
    let windows = arabic_articles(WINDOWS_1256, bytes);
    let iso = arabic_articles(ISO_8859_6, bytes);
    match (windows, iso) {
        (0, 0) => detect(bytes),
        _ if iso > windows => ISO_8859_6,
        _ => WINDOWS_1256,
    }
}

/// Finds UTF-16 without a byte order mark: in Arabic and in markup one of each two bytes is nearly always 0x06 or 0x00.
fn utf_16_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD.min(bytes.len())).unwrap_or_default();
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let is_page = |byte: u8| matches!(byte, 0x00 | 0x06 | 0x20);
    let (mut even, mut odd, mut zeros) = (0, 0, 0);
    for pair in head.chunks_exact(2) {
        let [first, second] = [pair[0], pair[1]];
        even += usize::from(is_page(first) && second != 0);
        odd += usize::from(is_page(second) && first != 0);
        zeros += usize::from((first < 9) || (second < 9));
    }
    // Text in eight-bit charsets has no bytes under 9 at all.
    if zeros * 10 < pairs * 6 {
        return None;
    }
    if odd * 10 > pairs * 9 && odd > even {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 9 && even > odd {
        Some(UTF_16BE)
    } else {
        None
    }
}

fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut sequences, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sequences += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sequences > 20 * broken
}

/// Finds `charset=` in the head of a page or in its XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head: Vec<u8> = bytes.iter().take(HEAD).map(u8::to_ascii_lowercase).collect();
    [b"charset".as_slice(), b"encoding".as_slice()].iter().find_map(|word| {
        let at = head.windows(word.len()).position(|window| window == *word)?;
        let rest = head.get(at + word.len()..)?;
        let rest = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"'")).unwrap_or(rest);
        let end = rest.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)));
        Encoding::for_label(rest.get(..end.unwrap_or(rest.len()))?)
    })
}

/// Counts words that begin with the article ال as one encoding sees them; no other eight-bit reading makes so many.
fn arabic_articles(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let head = bytes.get(..(64 * 1024).min(bytes.len())).unwrap_or_default();
    let (text, _) = encoding.decode_without_bom_handling(head);
    text.matches("ال").count()
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// Names the formats that people hand in by mistake.
fn binary_format(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"\x89PNG", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF8", "a GIF picture"),
        (b"RIFF", "a RIFF file (WAV or WebP)"),
        (b"ID3", "an MP3"),
        (b"OggS", "an Ogg file"),
        (b"fLaC", "a FLAC file"),
        (b"\x1f\x8b", "gzip data"),
        (b"\x7fELF", "a program"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"{\\rtf", "an RTF document"),
    ];
    SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, name)| *name)
}

/// Says whether a decoded text has more control characters than any text has.
fn is_binary(text: &str) -> bool {
    let is_control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}' | '\u{1a}');
    let (mut characters, mut odd) = (0usize, 0usize);
    for c in text.chars() {
        characters += 1;
        odd += usize::from(is_control(c) || c == '\u{fffd}');
    }
    odd * 10 > characters
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "قال الوزير إن المشروع الجديد في المدينة يبدأ قريبا، وإن العمل فيه يستمر طوال العام.";

    fn check(bytes: &[u8], kind: Kind, expect: &str) {
        assert_eq!(decode(bytes, kind).as_deref(), Ok(expect));
    }

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn utf_8_is_the_default() {
        check(TEXT.as_bytes(), Kind::Plain, TEXT);
    }

    #[test]
    fn byte_order_mark_is_removed() {
        check(format!("\u{feff}{TEXT}").as_bytes(), Kind::Plain, TEXT);
        check(&utf_16(&format!("\u{feff}{TEXT}"), u16::to_le_bytes), Kind::Plain, TEXT);
        check(&utf_16(&format!("\u{feff}{TEXT}"), u16::to_be_bytes), Kind::Plain, TEXT);
    }

    #[test]
    fn utf_16_without_a_mark_is_seen_by_its_pattern() {
        check(&utf_16(TEXT, u16::to_le_bytes), Kind::Plain, TEXT);
        check(&utf_16(TEXT, u16::to_be_bytes), Kind::Plain, TEXT);
    }

    #[test]
    fn eight_bit_charsets_are_told_apart_without_a_declaration() {
        check(&WINDOWS_1256.encode(TEXT).0, Kind::Plain, TEXT);
        check(&ISO_8859_6.encode(TEXT).0, Kind::Plain, TEXT);
        check(&WINDOWS_1256.encode("نص قصير").0, Kind::Plain, "نص قصير");
    }

    #[test]
    fn declaration_of_a_page_is_believed() {
        let page = format!("<meta http-equiv=Content-Type content=\"text/html; charset=windows-1256\"><p>{TEXT}");
        check(&WINDOWS_1256.encode(&page).0, Kind::Html, &page);
        let page = format!("<meta charset='iso-8859-6'><p>{TEXT}");
        check(&ISO_8859_6.encode(&page).0, Kind::Html, &page);
    }

    #[test]
    fn declaration_that_contradicts_valid_utf_8_is_not_believed() {
        let page = format!("<meta charset=windows-1256><p>{TEXT}");
        check(page.as_bytes(), Kind::Html, &page);
    }

    #[test]
    fn text_cut_in_the_middle_of_a_character_is_still_utf_8() {
        let bytes = TEXT.as_bytes();
        let cut = decode(&bytes[..bytes.len() - 2], Kind::Plain);
        assert!(cut.is_ok_and(|text| text.starts_with("قال الوزير")));
    }

    #[test]
    fn binary_data_is_refused_by_name() {
        assert_eq!(decode(b"%PDF-1.7 ...", Kind::Plain), Err(Error::NotText { found: "a PDF" }));
        let noise: Vec<u8> = (0..2000u32).map(|i| (i * 7919 % 251) as u8).collect();
        assert!(matches!(decode(&noise, Kind::Plain), Err(Error::NotText { .. })));
    }
}
