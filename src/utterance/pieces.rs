//! Cuts utterances into pieces that are spoken one after another, the first of them short.
//!
//! What a listener waits for is the first piece: a few words are spoken in a fraction of the time that a sentence takes.
//! Each of the next may be longer, for it is made while the one before is heard. And what is stopped before it is heard,
//! as nearly everything is while somebody looks for a place, has cost little.
//!
//! A piece goes on into the next without a pause ([`Break::Joined`]), and the text rooms see the whole sentence around it:
//! it has the endings and the sandhi that it would have uncut.

use std::collections::VecDeque;

use super::{Break, Utterance};
use crate::sentence::{is_digit, is_spoken};

/// Letters of the first piece: about a second and a half at the voice's own rate. The next may have twice as many each, up
/// to [`LONGEST`].
const FIRST: usize = 18;
const LONGEST: usize = 144;
/// No piece is shorter than this, where there is a choice: a lone short word has no melody.
const SHORTEST: usize = 8;

/// The pieces of a message, in order.
pub struct Pieces {
    rest: VecDeque<Utterance>,
    n_letters: usize,
}

impl Pieces {
    /// Cuts these.
    pub fn of(utterances: Vec<Utterance>) -> Self {
        Self { rest: utterances.into(), n_letters: FIRST }
    }
}

impl Iterator for Pieces {
    type Item = Utterance;

    fn next(&mut self) -> Option<Utterance> {
        let utterance = self.rest.pop_front()?;
        let n_letters = self.n_letters;
        self.n_letters = (2 * n_letters).min(LONGEST);
        Some(match cut(&utterance, n_letters) {
            None => utterance,
            Some((at, pause)) => {
                let (piece, rest) = split(utterance, at, pause);
                self.rest.push_front(rest);
                piece
            }
        })
    }
}

/// Where an utterance is cut so that its first piece has about so many letters, and what is heard there.
fn cut(utterance: &Utterance, n_letters: usize) -> Option<(usize, Break)> {
    let text = utterance.text.as_str();
    let total = letters_of(text);
    // What is a little longer is as soon spoken as cut.
    if total <= n_letters + n_letters / 2 {
        return None;
    }
    let mut best: Option<(usize, Place)> = None;
    for place in places(utterance) {
        if place.letters > 2 * n_letters && best.is_some() {
            break;
        }
        if place.letters >= SHORTEST && total - place.letters >= SHORTEST {
            // Too short is as bad as too long, and a better place makes up for some of either.
            let cost = place.letters.abs_diff(n_letters) + place.rank;
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, place));
            }
        }
    }
    best.map(|(_, Place { at, pause, .. })| (at, pause))
}

/// A place between two words where an utterance may be cut.
pub(super) struct Place {
    /// Where the second word begins, in bytes.
    pub(super) at: usize,
    /// How many letters are spoken before it, as [`spoken_letters`] counts them.
    pub(super) letters: usize,
    /// How bad it is, in letters.
    pub(super) rank: usize,
    /// What is heard there.
    pause: Break,
}

/// The places where an utterance may be cut, from the front.
pub(super) fn places(utterance: &Utterance) -> impl Iterator<Item = Place> {
    let text = utterance.text.as_str();
    let mut letters = 0;
    text.char_indices().filter_map(move |(at, c)| {
        letters += spoken_letters(c);
        let end = at + c.len_utf8();
        let (before, after) = text.split_at(end);
        if !c.is_whitespace() || after.starts_with(char::is_whitespace) || is_inside(utterance, end) {
            return None;
        }
        let (rank, pause) = rank(before, after)?;
        Some(Place { at: end, letters, rank, pause })
    })
}

/// How many letters of its words a digit stands for: `2024` has seventeen in all, `1987` twenty-three, and in 242 sentences
/// of numbers, dates and sums it was 4.6.
const LETTERS_OF_A_DIGIT: usize = 5;

/// How many letters are spoken where a character is printed, about.
fn spoken_letters(c: char) -> usize {
    if is_digit(c) { LETTERS_OF_A_DIGIT } else { usize::from(is_spoken(c)) }
}

/// How many letters are spoken of a text, about.
pub(super) fn letters_of(text: &str) -> usize {
    text.chars().map(spoken_letters).sum()
}

/// Whether a place lies in a stretch that is said otherwise than it is printed.
fn is_inside(utterance: &Utterance, at: usize) -> bool {
    let at = at + utterance.before.len();
    utterance.directions.spans.iter().any(|span| span.source.start < at && at < span.source.end)
}

/// How bad it is to cut between two words, in letters, and what is heard there; nothing where it must not be cut.
fn rank(before: &str, after: &str) -> Option<(usize, Break)> {
    let before = before.trim_end();
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let next = after.split(char::is_whitespace).next().unwrap_or_default();
    // A number and what it counts are read together.
    if word.chars().any(is_digit) || next.chars().any(is_digit) || !word.chars().any(is_spoken) {
        return None;
    }
    if !next.chars().any(is_spoken) {
        return None;
    }
    if before.ends_with(['،', '؛', ':', ';', ',']) {
        return Some((0, Break::Phrase));
    }
    let letters: String = word.chars().filter(|c| is_spoken(*c)).collect();
    let leads = LEADING.contains(&letters.as_str())
        || letters.strip_prefix(['و', 'ف']).is_some_and(|rest| LEADING.contains(&rest));
    if leads {
        return None;
    }
    // An adjective follows what it describes.
    let describes = letters.trim_start_matches(['و', 'ف', 'ب', 'ل', 'ك']).starts_with("ال") && next.starts_with("ال");
    let rank = if next.starts_with('و') || LEADING.contains(&next) { 4 } else { 8 };
    Some((if describes { 2 * rank } else { rank }, Break::Joined))
}

/// Words that lean on the next.
const LEADING: &[&str] = &[
    "في",
    "من",
    "إلى",
    "على",
    "عن",
    "مع",
    "أن",
    "إن",
    "لا",
    "ما",
    "لم",
    "لن",
    "قد",
    "هل",
    "يا",
    "هذا",
    "هذه",
    "ذلك",
    "تلك",
    "كل",
    "بعض",
    "غير",
    "بين",
    "بعد",
    "قبل",
    "عند",
    "منذ",
    "حتى",
    "أو",
    "ثم",
    "التي",
    "الذي",
    "الذين",
    "كان",
    "كانت",
    "أي",
    "لكن",
    "بل",
    "سوف",
    "حيث",
    "عبر",
    "ضد",
    "نحو",
    "خلال",
    "تحت",
    "فوق",
    "دون",
    "لدى",
    "عام",
    "سنة",
    "رقم",
];

/// Cuts an utterance in two; each knows the other as the rest of its sentence.
pub(super) fn split(utterance: Utterance, at: usize, pause: Break) -> (Utterance, Utterance) {
    let (first, second) = utterance.text.split_at(at);
    let mut directions = utterance.directions.clone();
    // The words around are read with it even where nothing else is said of the utterance.
    directions.has_neighbours = true;
    let (mut own, mut rest) = (directions.clone(), directions);
    own.marks.retain(|(mark, _)| *mark < at);
    rest.marks.retain(|(mark, _)| *mark >= at);
    for (mark, _) in &mut rest.marks {
        // One that lies behind the last silence stays there.
        *mark = mark.saturating_sub(at);
    }
    rest.is_joined = pause == Break::Joined;
    let source = utterance.source.clone();
    let middle = source.start + at;
    let piece = Utterance {
        text: first.to_owned(),
        source: source.start..middle,
        pause_after: pause,
        tone: utterance.tone,
        before: utterance.before.clone(),
        after: [second, &utterance.after].concat(),
        directions: own,
        part_of: None,
    };
    let rest = Utterance {
        text: second.to_owned(),
        source: middle..source.end,
        pause_after: utterance.pause_after,
        tone: utterance.tone,
        before: [&utterance.before, first].concat(),
        after: utterance.after.clone(),
        directions: rest,
        part_of: None,
    };
    (piece, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Paragraph, Role},
        ssml,
        utterance::utterances,
    };

    fn pieces(inner: &str) -> Vec<Utterance> {
        let read = ssml::read(&format!("<speak>{inner}</speak>")).unwrap();
        let paragraph = |marked: ssml::MarkedText| Paragraph {
            directives: marked.directives,
            ..Paragraph::new(Role::Body, marked.text, 0..0)
        };
        Pieces::of(read.into_iter().flat_map(|marked| utterances(&paragraph(marked))).collect()).collect()
    }

    #[track_caller]
    fn check(expect: &str) {
        let found = pieces(&expect.replace('|', ""));
        let texts: Vec<&str> = found.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(texts.join("|"), expect);
    }

    #[test]
    fn first_piece_is_short_and_the_next_are_longer() {
        let text = "أعلنت وزارة الصحة |في بيان لها أن عدد المصابين انخفض في الأسبوع الماضي |إلى النصف تقريبا \
                    بعد حملة واسعة شملت المدن والقرى كلها وشارك فيها آلاف المتطوعين من الطلاب.";
        check(text);
    }

    #[test]
    fn short_text_is_not_cut() {
        check("ملف جديد");
        check("حفظ الملف باسم آخر");
    }

    #[test]
    fn comma_is_the_best_place() {
        let found = pieces("نعم يا صديقي العزيز، وصلت الرسالة التي بعثتها إلينا من مدينة الرباط.");
        assert_eq!((found[0].text.as_str(), found[0].pause_after), ("نعم يا صديقي العزيز، ", Break::Phrase));
    }

    #[test]
    fn number_stays_with_what_it_counts() {
        for piece in pieces("بلغ عدد الحاضرين اليوم 350 ألف مواطن ومواطنة من كل مدن البلاد وقراها البعيدة.")
        {
            let text = piece.text.trim();
            assert!(!text.ends_with(is_digit) && !text.starts_with(is_digit), "{text}");
        }
    }

    /// Pieces joined are the text; marks keep their places; what is said otherwise is whole.
    #[test]
    fn nothing_is_lost() {
        let words = "قرأ <mark name=\"a\"/>الأستاذ الكبير كتابا عن <sub alias=\"تاريخ المدن\">ت. م.</sub> ثم \
                     <mark name=\"b\"/>خرج إلى الحديقة القريبة من البيت <mark name=\"c\"/>ليستريح قليلا تحت الشجرة.\
                     <mark name=\"d\"/>";
        let found = pieces(words);
        assert!(found.len() > 1);
        let text: String = found.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(
            text,
            "قرأ الأستاذ الكبير كتابا عن ت. م. ثم خرج إلى الحديقة القريبة من البيت ليستريح قليلا تحت الشجرة."
        );
        let mut names = Vec::new();
        let mut at = 0;
        for piece in &found {
            assert_eq!(piece.source, at..at + piece.text.len());
            at = piece.source.end;
            for (mark, name) in &piece.directions.marks {
                names.push((name.as_str(), text.get(piece.source.start + mark..).unwrap_or_default()));
            }
        }
        let starts = [("a", "الأستاذ"), ("b", "خرج"), ("c", "ليستريح"), ("d", "")];
        assert_eq!(names.len(), starts.len());
        for ((name, after), (expect, word)) in names.iter().zip(starts) {
            assert!(*name == expect && after.starts_with(word), "{names:?}");
        }
        for piece in &found {
            let around = [piece.before.as_str(), &piece.text, &piece.after].concat();
            for span in &piece.directions.spans {
                assert_eq!(around.get(span.source.clone()), Some("ت. م."));
            }
        }
    }
}
