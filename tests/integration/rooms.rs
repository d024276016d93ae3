//! The text rooms on texts that nobody wrote: pieces of articles, numbers, signs and broken characters, mixed at
//! random. Two seconds in the ordinary run; `NATIQ_FUZZ_SECONDS=3600 cargo test rooms` goes on for an hour.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use natiq::article::Kind;

use crate::promises::{check_article, check_feed, check_file, check_lines};

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
        check_article(text.as_bytes(), kind);
    }
    check_lines(text.as_bytes());
}

/// The inputs that fuzzing found worth keeping: each reaches code that no other does, or once broke a room.
#[test]
fn fuzzing_corpus_keeps_the_promises() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut n_inputs = 0;
    for target in fs::read_dir(corpus).unwrap().flatten() {
        for input in fs::read_dir(target.path()).unwrap().flatten() {
            let bytes = fs::read(input.path()).unwrap();
            match target.file_name().to_str().unwrap() {
                "plain" => check_article(&bytes, Kind::Plain),
                "markdown" => check_article(&bytes, Kind::Markdown),
                "html" => check_article(&bytes, Kind::Html),
                "feed" => check_feed(&bytes),
                "normalize" => check_lines(&bytes),
                "file" => check_file(&bytes),
                // Sent to a service in `http::faults`.
                "http" => continue,
                other => panic!("no test for inputs of `{other}`"),
            }
            n_inputs += 1;
        }
    }
    assert!(n_inputs > 0, "the corpus is empty");
}
