//! What the text rooms promise for every text. The tests of random texts ask for it, and so do the fuzzing targets
//! under `fuzz/`, which include this file.

use std::path::Path;

use natiq::{
    article::{self, Article, Kind, Paragraph, ReadingOptions},
    diacritize::Diacritized,
    fetch::Fetcher,
    job::{Content, gather},
    normalize::{Normalized, Options, Token, normalize},
    phonemize::{PhonemeToken, phonemize},
    utterance::{Utterance, utterances},
};

/// Reads bytes as an article of this kind and takes it through the text rooms.
pub(crate) fn check_article(bytes: &[u8], kind: Kind) {
    if let Ok(article) = article::read(bytes, kind, &article::Options::default()) {
        for paragraph in article.reading(ReadingOptions::default()) {
            check_paragraph(&paragraph);
        }
    }
}

/// What the first byte of [`check_file`]'s inputs says.
const KINDS: [Kind; 9] = [
    Kind::Org,
    Kind::ReStructuredText,
    Kind::Subtitles,
    Kind::Json,
    Kind::Mail,
    Kind::WebArchive,
    Kind::Epub,
    Kind::Docx,
    Kind::Odt,
];

/// Reads all bytes but the first as an article of the kind that the first one says.
pub(crate) fn check_file(bytes: &[u8]) {
    if let Some((first, rest)) = bytes.split_first() {
        check_article(rest, KINDS[usize::from(*first) % KINDS.len()]);
    }
}

/// Gathers the articles of a feed or site map and takes them through the text rooms.
pub(crate) fn check_feed(bytes: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feed.xml");
    std::fs::write(&path, bytes).unwrap();
    let gathered = gather(&[path.to_string_lossy().into_owned()], Path::new("none"), &Fetcher::own(1_000_000));
    for source in gathered.sources {
        if let Content::Bytes(bytes, kind) = source.content {
            check_article(&bytes, kind);
        }
    }
}

/// Takes every line through the text rooms as a paragraph of its own.
pub(crate) fn check_lines(bytes: &[u8]) {
    if let Ok(article) = Article::from_lines(bytes, &article::Options::default()) {
        article.paragraphs.iter().for_each(check_paragraph);
    }
}

fn check_paragraph(paragraph: &Paragraph) {
    let utterances = utterances(paragraph);
    let joined: String = utterances.iter().map(|utterance| utterance.text.as_str()).collect();
    assert_eq!(joined, paragraph.text, "utterances joined are not the paragraph");
    for utterance in &utterances {
        let normalized = normalize(utterance, &Options::default());
        check_normalized(utterance, &normalized);
        // Without a model: the letters as they are must be speakable too.
        let phonemes = phonemize(&Diacritized::known(normalized.tokens, normalized.notes));
        for token in &phonemes.tokens {
            if let PhonemeToken::Word(word) = token {
                assert!(!word.phonemes.is_empty(), "`{}` has no phoneme", word.text);
            }
        }
    }
}

fn check_normalized(utterance: &Utterance, normalized: &Normalized) {
    let mut start = utterance.source.start;
    for token in &normalized.tokens {
        let source = match token {
            Token::Word(word) => {
                assert!(!word.text.is_empty(), "an empty word");
                for character in word.text.chars() {
                    let letter =
                        matches!(character, '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}' | 'پ' | 'چ' | 'ڤ' | 'گ');
                    let mark = matches!(character, '\u{64b}'..='\u{652}' | '\u{670}');
                    assert!(letter || mark, "`{}` has {character:?}", word.text);
                }
                &word.source
            }
            Token::Pause(pause) => &pause.source,
        };
        assert!(source.start >= start && source.end <= utterance.source.end, "{token:?} is out of order");
        start = source.start;
    }
    // Nothing that can be spoken is lost: each letter and digit is covered by a word or a note.
    let covered = |byte: usize| {
        normalized.tokens.iter().any(|token| matches!(token, Token::Word(word) if word.source.contains(&byte)))
            || normalized.notes.iter().any(|note| note.source.contains(&byte))
    };
    for (at, character) in utterance.text.char_indices() {
        let spoken =
            character.is_ascii_alphanumeric() || matches!(character, '\u{621}'..='\u{63a}' | '\u{641}'..='\u{64a}');
        let byte = utterance.source.start + at;
        assert!(
            !spoken || covered(byte),
            "{character:?} at byte {at} of `{}` is neither spoken nor noted",
            utterance.text
        );
    }
}
