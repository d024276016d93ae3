//! Cuts a paragraph into utterances and says how long to pause after each.
//!
//! An utterance is a sentence wherever it can be: the diacritizer needs the whole of one to find case endings. A
//! sentence longer than a breath is cut at the punctuation inside it, failing that before a conjunction, failing that
//! between words.
//!
//! # Why does an utterance end at 200 letters?
//!
//! It is the length at which a news reader takes breath within a sentence (some twelve seconds), and about eight times
//! the length of the sentences that diacritizers were trained on. Longer utterances also cost more than they give: the
//! time to the first sound and the memory grow with the longest.

mod directed;
mod opening;
mod pieces;

use std::ops::Range;

pub use self::{
    opening::{with_first_words, with_short_opening},
    pieces::Pieces,
};

use self::pieces::letters_of;
use crate::{
    article::{Paragraph, Role},
    sentence::{is_digit, is_mark, is_spoken, sentence_ranges},
    ssml::Directions,
};

/// A stretch of a paragraph that is spoken in one go: one call of each model.
///
/// Utterances follow each other without gap: joined, they give the paragraph back, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// The text, as it stands in the paragraph.
    pub text: String,
    /// Bytes in the paragraph's text.
    pub source: Range<usize>,
    /// The pause after it.
    pub pause_after: Break,
    /// How it is set apart from running text.
    pub tone: Tone,
    /// What stands before it in its sentence, where that was cut: read along for the sake of the endings.
    pub before: String,
    /// What stands after it in its sentence, where that was cut.
    pub after: String,
    /// What its author says of how it is spoken; nothing unless it comes from SSML.
    pub directions: Directions,
    /// What it is a part of, where a voice is to speak it as such.
    pub part_of: Option<Box<Part>>,
}

/// An utterance of which only some of the sound is wanted: it has the melody, the timing and the endings of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The utterance that it is cut from; no part itself.
    pub whole: Utterance,
    /// Where in the text of the whole it stands, from word to word.
    pub range: Range<usize>,
}

impl Utterance {
    /// An utterance of running text that no other belongs to; its source is the whole text.
    pub fn alone(text: impl Into<String>, pause_after: Break) -> Self {
        let text = text.into();
        let (before, after) = (String::new(), String::new());
        let directions = Directions::default();
        let (tone, part_of) = (Tone::Plain, None);
        Self { source: 0..text.len(), text, pause_after, tone, before, after, directions, part_of }
    }

    /// Returns how many letters are spoken of it, about, those of numbers too.
    pub fn n_spoken_letters(&self) -> usize {
        letters_of(&self.text)
    }
}

/// What a listener should hear an utterance to be, apart from its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Running text.
    Plain,
    /// A heading.
    Heading,
    /// A quotation that is a paragraph of its own.
    Quotation,
}

/// Why an utterance ends, and so how long the reader pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// Cut for length at a place without punctuation: the shortest pause.
    Breath,
    /// A comma, semicolon, colon or dash.
    Phrase,
    /// The end of a sentence.
    Sentence,
    /// The end of a list item that others follow.
    Item,
    /// The end of the paragraph.
    Paragraph,
    /// The end of a heading: the longest pause, so that what follows is heard to begin anew.
    Heading,
    /// Its author wants a silence of this length at rate 1.0.
    Exact { milliseconds: u32 },
    /// Only the prosody changes: it goes on without a pause, unless a sign asks for one.
    Joined,
}

/// Sentences of up to so many letters and digits are left whole.
const COMFORTABLE_LETTERS: usize = 200;
/// No utterance has more letters and digits than this.
const MOST_LETTERS: usize = 400;
/// No utterance has more words than this.
const MOST_WORDS: usize = 60;
/// Of the rest of its sentence an utterance knows at most so many bytes on either side, some forty words.
const CONTEXT_BYTES: usize = 500;
/// No utterance has more characters than this, white space apart: room for [`MOST_LETTERS`] with two marks each, and for
/// as many signs. It bounds what the rooms after this one are given where nearly everything is a sign or a mark.
const MOST_CHARACTERS: usize = 1600;

/// Cuts a paragraph into utterances. The same text is always cut in the same way.
///
/// Every utterance has a letter or a digit, unless the whole paragraph has none or it is a stretch of signs too long to
/// go with its neighbours. An empty paragraph has no utterance.
pub fn utterances(paragraph: &Paragraph) -> Vec<Utterance> {
    if !paragraph.directives.is_empty() {
        return directed::utterances(paragraph);
    }
    let text = paragraph.text.as_str();
    let tone = tone(paragraph.role);
    let mut start = 0;
    let mut utterances: Vec<Utterance> = Vec::new();
    for sentence in sentence_ranges(text) {
        let inner = text.get(sentence.clone()).unwrap_or_default();
        let breaths = breaths(inner).into_iter().map(|(end, pause)| (sentence.start + end, pause));
        for (end, pause_after) in breaths.chain([(sentence.end, Break::Sentence)]) {
            let Some(piece) = text.get(start..end).filter(|piece| !piece.is_empty()) else { continue };
            let before = text.get(sentence.start.min(start)..start).unwrap_or_default();
            let after = text.get(end..sentence.end).unwrap_or_default();
            utterances.push(Utterance {
                text: piece.to_owned(),
                source: start..end,
                pause_after,
                tone,
                before: last_words(before).to_owned(),
                after: first_words(after).to_owned(),
                directions: Directions::default(),
                part_of: None,
            });
            start = end;
        }
    }
    if let Some(last) = utterances.last_mut() {
        last.pause_after = pause_at_end(paragraph.role);
    }
    utterances
}

fn tone(role: Role) -> Tone {
    match role {
        Role::Heading { .. } => Tone::Heading,
        Role::Quotation => Tone::Quotation,
        Role::Body | Role::ListItem { .. } | Role::Caption | Role::TableRow | Role::Code => Tone::Plain,
    }
}

fn pause_at_end(role: Role) -> Break {
    match role {
        Role::Heading { .. } => Break::Heading,
        Role::ListItem { index, count } if index < count => Break::Item,
        Role::Body | Role::ListItem { .. } | Role::Quotation | Role::Caption | Role::TableRow | Role::Code => {
            Break::Paragraph
        }
    }
}

/// Returns the end of a text, from the beginning of a word.
fn last_words(text: &str) -> &str {
    let Some(surplus) = text.len().checked_sub(CONTEXT_BYTES).filter(|surplus| *surplus > 0) else { return text };
    let tail = text.get(text.ceil_char_boundary(surplus)..).unwrap_or_default();
    tail.find(char::is_whitespace).and_then(|at| tail.get(at..)).unwrap_or_default()
}

/// Returns the beginning of a text, to the end of a word.
fn first_words(text: &str) -> &str {
    if text.len() <= CONTEXT_BYTES {
        return text;
    }
    let head = text.get(..text.floor_char_boundary(CONTEXT_BYTES)).unwrap_or_default();
    head.rfind(char::is_whitespace).and_then(|at| head.get(..at)).unwrap_or_default()
}

/// Cuts a sentence that is too long for one breath: ends of the pieces but the last, each with its pause.
fn breaths(sentence: &str) -> Vec<(usize, Break)> {
    let words = words(sentence);
    let total: usize = words.iter().map(|word| word.letters).sum();
    let characters: usize = words.iter().map(|word| word.characters).sum();
    if total <= COMFORTABLE_LETTERS && words.len() <= MOST_WORDS && characters <= MOST_CHARACTERS {
        return Vec::new();
    }
    // The cheapest way to cut before word k, found from the front: cost, and the cut before it.
    let mut best: Vec<(usize, usize)> = vec![(0, 0)];
    let mut letters_before = vec![0];
    let mut characters_before = vec![0];
    for word in &words {
        letters_before.push(letters_before.last().copied().unwrap_or_default() + word.letters);
        characters_before.push(characters_before.last().copied().unwrap_or_default() + word.characters);
    }
    for end in 1..=words.len() {
        let mut cheapest = (usize::MAX, end - 1);
        for begin in (end.saturating_sub(MOST_WORDS)..end).rev() {
            let letters = letters_before[end] - letters_before[begin];
            let characters = characters_before[end] - characters_before[begin];
            if (letters > MOST_LETTERS || characters > MOST_CHARACTERS) && begin + 1 < end {
                break;
            }
            let cut = if end == words.len() { 0 } else { words[end - 1].cost_of_cut };
            let cost = best[begin].0.saturating_add(cost_of_length(letters)).saturating_add(cut);
            if cost < cheapest.0 {
                cheapest = (cost, begin);
            }
        }
        best.push(cheapest);
    }
    let mut cuts = Vec::new();
    let mut end = words.len();
    while end > 0 {
        end = best[end].1;
        if let Some(word) = end.checked_sub(1).and_then(|last| words.get(last)) {
            cuts.push((word.end, word.pause));
        }
    }
    cuts.reverse();
    cuts
}

/// A word of a sentence, with the white space after it, and what it costs to pause there.
struct Word {
    end: usize,
    letters: usize,
    /// Letters, digits, marks and signs.
    characters: usize,
    pause: Break,
    cost_of_cut: usize,
}

/// Costs are in letters: a cut at a comma is worth it from some thirty letters over the comfortable length.
fn cost_of_length(letters: usize) -> usize {
    const SHORT: usize = 45;
    if letters > COMFORTABLE_LETTERS { 3 * (letters - COMFORTABLE_LETTERS) } else { 2 * SHORT.saturating_sub(letters) }
}

fn words(sentence: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut texts: Vec<&str> = Vec::new();
    let mut start = 0;
    while let Some(rest) = sentence.get(start..).filter(|rest| !rest.is_empty()) {
        let end = start + word_length(rest);
        let text = sentence.get(start..end).unwrap_or_default();
        let letters = text.chars().filter(|c| is_spoken(*c)).count();
        let characters = text.chars().filter(|c| !c.is_whitespace()).count();
        match words.last_mut() {
            // A dash or quotation mark alone belongs to the word before it, at the start to the word after it.
            Some(last) if (letters == 0 || last.letters == 0) && last.characters + characters <= MOST_CHARACTERS => {
                last.end = end;
                last.letters += letters;
                last.characters += characters;
            }
            _ => {
                words.push(Word { end, letters, characters, pause: Break::Breath, cost_of_cut: 0 });
                texts.push(text);
            }
        }
        start = end;
    }
    let mut start = 0;
    for (i, word) in words.iter_mut().enumerate() {
        let text = sentence.get(start..word.end).unwrap_or_default();
        start = word.end;
        let next = texts.get(i + 1).copied().unwrap_or_default();
        (word.pause, word.cost_of_cut) = cut_after(text, next);
    }
    words
}

/// Measures the first word of a text and the white space after it. A "word" too long for one utterance is cut.
fn word_length(text: &str) -> usize {
    let mut letters = 0;
    let mut in_space = false;
    for (n_characters, (i, c)) in text.char_indices().enumerate() {
        if c.is_whitespace() {
            in_space = true;
        } else if in_space || letters >= MOST_LETTERS && !is_mark(c) || n_characters >= MOST_CHARACTERS {
            return i;
        } else if !is_mark(c) {
            letters += 1;
        }
    }
    text.len()
}

/// Says what kind of pause a cut after `word` makes, and what it costs.
fn cut_after(word: &str, next: &str) -> (Break, usize) {
    let printed = word.trim_end();
    let bare = printed.trim_end_matches(['"', '»', '”', '’', ')', ']', '\'']);
    let next_is_number = next.starts_with(is_digit);
    if bare.ends_with(['؛', ';', '…', '!', '؟', '.']) {
        return (Break::Phrase, 8);
    }
    if bare.ends_with([':', '،', ',']) && !next_is_number {
        return (Break::Phrase, if bare.ends_with(':') { 20 } else { 12 });
    }
    let is_dash = printed.ends_with(['–', '—', '-']) && printed.chars().rev().nth(1).is_some_and(char::is_whitespace);
    if is_dash && !next_is_number {
        return (Break::Phrase, 20);
    }
    if is_conjunction(next) { (Break::Breath, 60) } else { (Break::Breath, 240) }
}

/// Says whether a word opens a clause, so that one may breathe before it.
///
/// Words that merely begin with a radical و (`وزير`, `وقت`) are told from the conjunction by what follows it.
fn is_conjunction(word: &str) -> bool {
    const WHOLE: &[&str] = &[
        "ثم",
        "لكن",
        "لكنه",
        "لكنها",
        "حيث",
        "فيما",
        "إذ",
        "بينما",
        "كما",
        "غير",
        "بعدما",
        "عندما",
        "لأن",
        "لأنه",
        "لأنها",
        "حتى",
        "إلا",
        "بحيث",
        "مما",
        "أو",
        "بل",
        "الذي",
        "التي",
        "الذين",
    ];
    const AFTER_WAW: &[&str] = &[
        "ال", "لل", "أ", "إ", "ي", "قد", "كان", "كل", "لم", "لا", "لن", "ليس", "لكن", "في", "من", "على", "عن", "هو",
        "هي", "هم", "هذ", "ذلك", "تلك", "بعد", "قبل", "بين", "حيث", "ما", "مع", "منذ", "ثم", "ب", "ست", "تت", "تم",
        "عند", "حتى", "غير", "نح", "كذلك", "كما",
    ];
    let bare: String = word.chars().filter(|c| is_spoken(*c)).collect();
    WHOLE.contains(&bare.as_str())
        || bare.strip_prefix('و').is_some_and(|rest| {
            AFTER_WAW.iter().any(|start| rest.starts_with(start))
                && !["وباء", "وبال", "وبائ", "وأد", "ويل"].iter().any(|noun| bare.starts_with(noun))
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::Role;

    fn cut(text: &str) -> Vec<Utterance> {
        utterances(&Paragraph::new(Role::Body, text.to_owned(), 0..text.len()))
    }

    /// Cuts a text whose utterances are parted by `|` in the expectation.
    #[track_caller]
    fn check(expect: &str) {
        let text = expect.replace('|', "");
        let cut: Vec<String> = cut(&text).into_iter().map(|utterance| utterance.text).collect();
        assert_eq!(cut.join("|"), expect);
    }

    fn pauses(text: &str) -> Vec<Break> {
        cut(text).iter().map(|utterance| utterance.pause_after).collect()
    }

    #[test]
    fn headings_and_quotations_are_set_apart() {
        let tone = |role| {
            let text = "نص قصير.".to_owned();
            utterances(&Paragraph::new(role, text.as_str(), 0..text.len()))[0].tone
        };
        assert_eq!(tone(Role::Heading { level: 2 }), Tone::Heading);
        assert_eq!(tone(Role::Quotation), Tone::Quotation);
        assert_eq!(tone(Role::Body), Tone::Plain);
    }

    #[test]
    fn what_is_cut_for_breath_knows_the_rest_of_its_sentence() {
        let clause = "قال المتحدث باسم الوزارة إن اللجنة ستجتمع في العاصمة يوم الخميس المقبل لبحث نتائج التحقيق، ";
        let text = format!("{}ثم انصرف. وعاد.", clause.repeat(3));
        let cut = self::cut(&text);
        assert!(cut.len() > 2, "{cut:?}");
        let (last, sentence) = cut.split_last().unwrap();
        for utterance in sentence {
            assert_eq!(format!("{}{}{}", utterance.before, utterance.text, utterance.after), text[..last.source.start]);
        }
        assert_eq!((last.before.as_str(), last.after.as_str()), ("", ""));
        let long = clause.repeat(30);
        for utterance in self::cut(&long) {
            assert!(utterance.before.len() <= CONTEXT_BYTES && utterance.after.len() <= CONTEXT_BYTES);
            assert!(long.contains(&format!("{}{}", utterance.text, utterance.after)));
        }
    }

    #[test]
    fn sentences_end_at_their_marks() {
        check("جاء الضيف. |هل رأيته؟ |نعم! |كان سعيدا…");
        check("قال: لن أعود؟! |ثم عاد.");
        check("سطر أول\n|سطر ثان");
    }

    #[test]
    fn glued_sentences_are_parted() {
        check("وصلت الرسالة بالبريد الإلكتروني.|لكن المسألة لم تنته.");
        check("وكان ذلك في عام 2014.|وقد تكرر بعدها.");
        check("قال “ووحد كلمتهم”.|عملية البحث بدأت.");
        check("العام .|وقال الوزير.");
    }

    #[test]
    fn closing_marks_stay_with_their_sentence() {
        check("قال «لن أعود.» |ثم مضى.");
        check("سأل: \"هل تأتي؟\" |فسكت.");
        check("انتهى الأمر (كما قيل.) |وبدأ غيره.");
        check("\"قف!\"، صاح الحارس. |فوقف.");
    }

    #[test]
    fn numbers_dates_and_times_are_not_cut() {
        check("بلغ 2.5 مليون و12.500 دينار يوم 15.9.2014 عند 17.05 مساء.");
        check("بلغ ٢.٥ مليون.");
        check("1. البند الأول طويل. |2. البند الثاني.");
    }

    #[test]
    fn addresses_and_versions_are_not_cut() {
        check("زر www.example.org أو اكتب إلى a.b@example.org بشأن الإصدار v1.2.3 من report.pdf الآن.");
        check("الرابط https://example.org/a?b=c.d مفتوح. |شكرا.");
    }

    #[test]
    fn abbreviations_are_not_cut() {
        check("حضر د. أحمد وأ.د. سعاد وم. كريم إلى ص.ب 15 قبل 300 ق.م وبعدها.");
        check("قالت أ.ف.ب إن ج.م.ع وافقت.");
        check("زار الو.م.أ ثم عاد من الو.م.أ.");
        check("كتب J. K. Rowling وقال Dr. Smith ذلك.");
        check("نشر في Nov. 26, 2026 وعدل في Dec. 3.");
        check("من ر.س 50 إلى ور.س 100 أو بـد.إ 90 أو ل.ل. 1500 فقط.");
        check("بلغ 500 ل.ل. |2014 كان عاما آخر.");
    }

    #[test]
    fn era_at_the_end_of_a_sentence_ends_it() {
        check("توفي سنة 808هـ. |ودفن بالقاهرة.");
        check("ولد سنة 1332 م. |ونشأ بتونس.");
        check("بنيت عام 300 ق.م. |وهدمت بعدها.");
        check("يبلغ طوله 25 م. |د. سمير قاسه.");
        // The letters of a court, behind the number of its decision.
        check("صدر القرار رقم 19.89 م. د. المؤرخ أمس.");
    }

    #[test]
    fn vitamin_at_the_end_of_a_sentence_ends_it() {
        check("ينقصه فيتامين د. |وقال الطبيب ذلك.");
    }

    #[test]
    fn dots_in_brackets_and_hesitation_do_not_cut() {
        check("قال محمود (...) إنه سعيد.");
        check("قال... لا شيء.");
        check("جاء الجميع (!) ثم ذهبوا.");
    }

    #[test]
    fn two_dots_after_a_clause_cut() {
        check("كشفت العملية عن تطور جديد على جبهة مكافحة الإرهاب.. |فقد أكد مصدر ذلك.");
    }

    #[test]
    fn stray_punctuation_joins_its_neighbour() {
        check("جاء الضيف. . . ");
        check("... جاء الضيف. |ثم مضى.");
        check("*** . !");
    }

    #[test]
    fn marks_are_no_letters() {
        assert_eq!(cut("قَالَ. \u{64e}\u{64e}").len(), 1);
    }

    #[test]
    fn pauses_follow_the_punctuation() {
        assert_eq!(pauses("جاء. ذهب. عاد."), [Break::Sentence, Break::Sentence, Break::Paragraph]);
        assert_eq!(pauses(""), []);
    }

    #[test]
    fn sentence_of_a_breath_is_whole() {
        let clause = "وقال الوزير إن العمل مستمر، ";
        assert_eq!(cut(&clause.repeat(7)).len(), 1);
    }

    #[test]
    fn long_sentence_is_cut_at_its_commas() {
        let clause = "وقال الوزير إن العمل مستمر في جميع المدن، ";
        let cut = cut(&clause.repeat(12));
        assert!(cut.len() >= 2 && cut.len() <= 4, "{}", cut.len());
        for utterance in &cut[..cut.len() - 1] {
            assert!(utterance.text.ends_with("، "), "{}", utterance.text);
            assert_eq!(utterance.pause_after, Break::Phrase);
        }
    }

    #[test]
    fn without_punctuation_one_breathes_before_a_conjunction() {
        let clause = "مشروع كبير في شمال البلاد وقد اكتمل العمل فيه صباح اليوم ";
        let cut = cut(&clause.repeat(8));
        assert!(cut.len() >= 2);
        for utterance in &cut[1..] {
            assert!(utterance.text.starts_with("وقد"), "{}", utterance.text);
        }
        assert_eq!(cut[0].pause_after, Break::Breath);
    }

    #[test]
    fn ranges_and_large_numbers_are_not_cut_at_their_signs() {
        let cut = cut(&format!("{} بين 1332 - 1406 وبين 1,250 و12:30 ", "كلمة ".repeat(35)).repeat(3));
        for utterance in &cut {
            assert!(!utterance.text.trim_end().ends_with('-'), "{}", utterance.text);
        }
    }

    #[test]
    fn nothing_is_longer_than_the_cap() {
        for text in ["ا".repeat(5000), "كلمة ".repeat(2000), "ب.".repeat(3000), "في ".repeat(900)] {
            for utterance in cut(&text) {
                let letters = utterance.text.chars().filter(|c| is_spoken(*c)).count();
                assert!(letters <= MOST_LETTERS && utterance.text.split_whitespace().count() <= MOST_WORDS);
            }
        }
    }

    #[test]
    fn long_text_of_stops_takes_no_time() {
        for text in ["\".".repeat(20_000), ".. ".repeat(20_000), "1.".repeat(20_000), "د. ".repeat(20_000)] {
            let joined: usize = cut(&text).iter().map(|utterance| utterance.text.len()).sum();
            assert_eq!(joined, text.len());
        }
    }

    #[test]
    fn signs_and_marks_without_end_are_cut_too() {
        for unit in ["*", "- ", "َ", "«\u{200f}", "(1) * * * ", "ـ"] {
            let text = unit.repeat(20_000);
            let utterances = cut(&text);
            let joined: String = utterances.iter().map(|utterance| utterance.text.as_str()).collect();
            assert_eq!(joined, text);
            let longest = utterances.iter().map(|u| u.text.chars().filter(|c| !c.is_whitespace()).count()).max();
            assert!(longest.is_some_and(|longest| longest <= MOST_CHARACTERS), "{longest:?} of {unit:?}");
        }
    }

    proptest! {
        #[test]
        fn utterances_joined_give_the_paragraph(text in "([\\PC\n]|[.؟! ،\"]|[ا-ي]{1,8}|[0-9]){0,400}") {
            let utterances = cut(&text);
            let joined: String = utterances.iter().map(|utterance| utterance.text.as_str()).collect();
            prop_assert_eq!(&joined, &text);
            let mut end = 0;
            for utterance in &utterances {
                prop_assert_eq!(utterance.source.start, end);
                prop_assert_eq!(text.get(utterance.source.clone()), Some(utterance.text.as_str()));
                end = utterance.source.end;
                let has_word = utterance.text.chars().any(is_spoken);
                prop_assert!(has_word || utterances.len() == 1);
            }
        }

        #[test]
        fn running_text_joined_gives_the_paragraph(words in proptest::collection::vec("[ا-ي]{1,9}[.،؛:؟]{0,1}", 0..400)) {
            let text = words.join(" ");
            let utterances = cut(&text);
            let joined: String = utterances.iter().map(|utterance| utterance.text.as_str()).collect();
            prop_assert_eq!(joined, text);
            for utterance in &utterances {
                prop_assert!(utterance.text.chars().filter(|c| is_spoken(*c)).count() <= MOST_LETTERS);
            }
        }
    }
}
