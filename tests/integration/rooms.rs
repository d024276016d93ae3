//! The text rooms on texts that nobody wrote: pieces of articles, numbers, signs and broken characters, mixed at
//! random. Two seconds in the ordinary run; `NATIQ_FUZZ_SECONDS=3600 cargo test rooms` goes on for an hour.

use std::time::{Duration, Instant};

use natiq::{
    article::{self, Article, Kind, Paragraph, ReadingOptions},
    diacritize::Diacritized,
    normalize::{Normalized, Options, Token, normalize},
    phonemize::{PhonemeToken, phonemize},
    utterance::{Utterance, utterances},
};

/// What texts are mixed from, beside whole articles.
const PIECES: &[&str] = &[
    " ",
    "\n",
    ".",
    "..",
    "،",
    "؟",
    ":",
    "(",
    ")",
    "«",
    "»",
    "“",
    "-",
    "–",
    "/",
    "%",
    "٪",
    "$",
    "€",
    "°",
    "²",
    "#",
    "@",
    "_",
    "…",
    "0",
    "1",
    "2",
    "3",
    "10",
    "11",
    "12",
    "100",
    "1,250",
    "12.500",
    "2014",
    "٢٠٢٥",
    "۵",
    "0.5",
    "½",
    "14:30",
    "15/9/2014",
    "ال",
    "الـ",
    "لـ",
    "و",
    "ب",
    "ك",
    "د.",
    "هـ",
    "م",
    "ق.م",
    "كم",
    "كم/س",
    "دج",
    "USD",
    "GB",
    "km",
    "CNN",
    "iPhone",
    "é",
    "عام",
    "سنة",
    "الساعة",
    "بين",
    "من",
    "ألف",
    "مليون",
    "مليار",
    "رجال",
    "نساء",
    "سيارة",
    "يناير",
    "رمضان",
    "َ",
    "ُ",
    "ّ",
    "ْ",
    "ً",
    "ٰ",
    "ٱ",
    "آ",
    "\u{640}",
    "\u{200f}",
    "\u{200b}",
    "\u{feff}",
    "ﷺ",
    "ﷲ",
    "ﻻ",
    "پ",
    "گ",
    "ﻼ",
    "🎉",
    "👩‍👩‍👧",
    "漢",
    "Ж",
    "\u{0}",
    "\u{fffd}",
    "﴿",
    "﴾",
    "www.example.com",
    "a@b.co",
    "<p>",
    "</div>",
    "<h2>",
    "<li>",
    "&nbsp;",
    "&#x",
    "<table><tr><td>",
    "اقرأ أيضا",
    "|",
    "# ",
    "> ",
    "* ",
];

/// A small generator of repeatable randomness (xorshift64): a failure names its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n.max(1) as u64).unwrap()
    }

    fn text(&mut self, articles: &[&str]) -> String {
        let mut text = String::new();
        for _ in 0..self.below(40) {
            if self.below(4) == 0 {
                let words: Vec<&str> = articles[self.below(articles.len())].split(' ').collect();
                let start = self.below(words.len());
                text.push_str(&words[start..(start + 1 + self.below(6)).min(words.len())].join(" "));
            } else {
                text.push_str(PIECES[self.below(PIECES.len())]);
            }
            if self.below(2) == 0 {
                text.push(' ');
            }
        }
        text
    }
}

#[test]
fn text_rooms_keep_their_promises_on_anything() {
    let articles = [
        include_str!("../../examples/articles/water.txt"),
        include_str!("../../examples/articles/library.html"),
        include_str!("../../examples/articles/bees.md"),
    ];
    let seconds = std::env::var("NATIQ_FUZZ_SECONDS").map_or(2, |seconds| seconds.parse().unwrap());
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut seed = std::env::var("NATIQ_FUZZ_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut n_texts = 0_u64;
    while Instant::now() < until {
        let mut random = Random(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let text = random.text(&articles);
        let outcome = std::panic::catch_unwind(|| check(&text));
        assert!(outcome.is_ok(), "NATIQ_FUZZ_SEED={seed} breaks a room with {text:?}");
        seed += 1;
        n_texts += 1;
    }
    eprintln!("{n_texts} texts");
}

fn check(text: &str) {
    for kind in [Kind::Plain, Kind::Markdown, Kind::Html] {
        if let Ok(article) = article::read(text.as_bytes(), kind, &article::Options::default()) {
            for paragraph in article.reading(ReadingOptions::default()) {
                check_paragraph(&paragraph);
            }
        }
    }
    if let Ok(article) = Article::from_lines(text.as_bytes(), &article::Options::default()) {
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
