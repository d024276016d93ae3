//! Cuts what is read into captions: at most two lines that can be taken in at a glance, on screen for long enough to.
//!
//! Where to cut is the cheapest way through the paragraph, by costs
//! that say what a subtitler minds: lines that are too long most of all, then captions that are gone before they are
//! read, then those that run over the end of a sentence or break off where nobody would pause.

use super::{
    Episode,
    words::{Stop, Word, printed_words},
};
use crate::timeline::Timeline;

/// The longest line, in characters without marks; only a single longer word exceeds it.
pub const LINE: usize = 42;

/// Captions are made to stay for so long where the text allows, in seconds.
pub const SHORTEST: f64 = 1.0;

/// A caption stays on screen in a pause for at most so long after its last word, in seconds.
const LINGER: f64 = 1.0;

/// One caption and when it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Caption {
    /// In seconds from the start of the audio.
    pub start: f64,
    /// In seconds.
    pub end: f64,
    /// One line or two, as printed.
    pub lines: Vec<String>,
}

/// Returns the captions of an episode, in order; none is shown before the one before it is gone.
pub fn captions(episode: &Episode) -> Vec<Caption> {
    captions_of(&episode.timeline, episode.audio.duration)
}

/// Returns the captions of a timeline; `duration` is the length of the audio, in seconds.
pub(super) fn captions_of(timeline: &Timeline, duration: f64) -> Vec<Caption> {
    let mut captions: Vec<Caption> = Vec::new();
    for cues in timeline.cues.chunk_by(|a, b| a.paragraph == b.paragraph) {
        let mut words = Vec::new();
        // What makes no sound at all (an emoji) has no time to be shown.
        for cue in cues.iter().filter(|cue| !cue.words.is_empty()) {
            printed_words(cue, &mut words);
        }
        captions.extend(cut(&words));
    }
    for at in 0..captions.len() {
        let next = captions.get(at + 1).map_or(duration, |next| next.start);
        if let Some(caption) = captions.get_mut(at) {
            caption.end = shown_until(caption.start, caption.end, next);
        }
    }
    captions
}

/// Returns when a caption that is heard from `start` to `end` goes: never after the next one comes.
fn shown_until(start: f64, end: f64, next: f64) -> f64 {
    (start + SHORTEST).max(end).min(end + LINGER).min(next).max(start)
}

/// Returns the cheapest cut of a paragraph's words.
fn cut(words: &[Word]) -> Vec<Caption> {
    // The least cost of the words before each place, and where the last caption of that way begins.
    let mut best: Vec<(f64, usize)> = vec![(0.0, 0)];
    for end in 1..=words.len() {
        let mut here = (f64::INFINITY, end - 1);
        for start in (0..end).rev() {
            let Some((before, caption)) = best.get(start).zip(words.get(start..end)) else { continue };
            if caption.len() > 1 && line_width(caption) > 2 * LINE + 1 {
                break;
            }
            let cost = before.0 + cost(caption, words.get(end));
            if cost < here.0 {
                here = (cost, start);
            }
        }
        best.push(here);
    }
    let mut captions = Vec::new();
    let mut end = words.len();
    while let Some((start, caption)) = best.get(end).and_then(|(_, start)| Some((*start, words.get(*start..end)?)))
        && let (Some(first), Some(last)) = (caption.first(), caption.last())
    {
        captions.push(Caption { start: first.start, end: last.end, lines: lines(caption).0 });
        end = start;
    }
    captions.reverse();
    captions
}

/// What a caption of these words costs, the words after it being `next`. The figures only say which fault is worse.
fn cost(caption: &[Word], next: Option<&Word>) -> f64 {
    let (Some(first), Some(last)) = (caption.first(), caption.last()) else { return 0.0 };
    let (_, excess) = lines(caption);
    let until = shown_until(first.start, last.end, next.map_or(f64::INFINITY, |next| next.start));
    let hurry = (SHORTEST - (until - first.start)).max(0.0);
    let ends_inside = caption.iter().rev().skip(1).filter(|word| word.stop == Stop::Utterance).count();
    let stop = match last.stop {
        Stop::Utterance => 0.0,
        Stop::Phrase => 12.0,
        Stop::None => 40.0,
    };
    // Words read as one cannot be shown one after another.
    let torn = if next.is_some_and(|next| next.start < last.end) { 500.0 } else { 0.0 };
    // Two captions of one length are better than a full one and a scrap.
    let fill = (line_width(caption) as f64 / (2 * LINE) as f64).powi(2) * 20.0;
    // No haste excuses a line that is too long.
    excess as f64 * 1000.0 + hurry * 150.0 + ends_inside as f64 * 60.0 + stop + torn + fill
}

/// Sets words in one line, or in the two that are most alike; also returns by how many characters a line is too long.
fn lines(words: &[Word]) -> (Vec<String>, usize) {
    let join = |words: &[Word]| words.iter().map(|word| word.text).collect::<Vec<_>>().join(" ");
    let whole = line_width(words);
    if whole <= LINE || words.len() < 2 {
        return (vec![join(words)], if words.len() < 2 { 0 } else { whole.saturating_sub(LINE) });
    }
    let longer = |at: usize| words.split_at_checked(at).map_or(whole, |(a, b)| line_width(a).max(line_width(b)));
    // A stop is worth some unevenness.
    let at = (1..words.len())
        .min_by_key(|at| {
            let stops = words.get(at - 1).is_some_and(|word| word.stop != Stop::None);
            let longer = longer(*at);
            (longer.saturating_sub(LINE), if stops { longer } else { longer + 8 })
        })
        .unwrap_or(1);
    let (first, second) = words.split_at(at);
    (vec![join(first), join(second)], longer(at).saturating_sub(LINE))
}

/// Returns how wide a line of these words is, in characters without marks.
fn line_width(words: &[Word]) -> usize {
    words.iter().map(|word| word.width + 1).sum::<usize>().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::publish::{
        tests::{cue, episode},
        words::width,
    };

    /// The captions' lines for an utterance whose words take `seconds` each.
    fn check(text: &str, seconds: f64, expect: &[&[&str]]) {
        let captions = captions(&episode(vec![cue(0, text, 0.0, seconds)]));
        let found: Vec<_> = captions.iter().map(|caption| caption.lines.clone()).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn short_sentence_is_one_line() {
        check("عاد الماء إلى القرية.", 0.4, &[&["عاد الماء إلى القرية."]]);
    }

    #[test]
    fn longer_sentence_is_two_lines_of_like_length() {
        check(
            "عاد الماء إلى القرية بعد أربعة أعوام من الجفاف الطويل.",
            0.4,
            &[&["عاد الماء إلى القرية بعد", "أربعة أعوام من الجفاف الطويل."]],
        );
    }

    #[test]
    fn long_sentence_is_cut_at_its_comma() {
        check(
            "عاد الماء إلى القرية بعد أربعة أعوام من الجفاف الطويل، وعاد معه أهلها من المدن البعيدة التي هاجروا إليها.",
            0.4,
            &[
                &["عاد الماء إلى القرية بعد", "أربعة أعوام من الجفاف الطويل،"],
                &["وعاد معه أهلها من المدن", "البعيدة التي هاجروا إليها."],
            ],
        );
    }

    #[test]
    fn marks_take_no_room() {
        let text = "كَتَبَ الوَلَدُ الدَّرْسَ فِي دَفْتَرِهِ الجَدِيدِ";
        check(text, 0.4, &[&[text]]);
    }

    #[test]
    fn number_is_one_printed_word_with_the_time_of_all_its_spoken_ones() {
        let mut cue = cue(0, "عام 14", 0.0, 0.5);
        let spoken = cue.words[1].clone();
        cue.words.push(crate::timeline::Word { start: 1.0, end: 1.5, ..spoken });
        cue.end = 1.5;
        let captions = captions(&episode(vec![cue]));
        assert_eq!((captions.len(), captions[0].start, captions[0].end), (1, 0.0, 1.5));
    }

    #[test]
    fn one_word_stays_through_the_pause_after_it() {
        let captions = captions(&episode(vec![cue(0, "نعم.", 0.0, 0.3), cue(1, "ثم مضى إلى بيته.", 0.9, 0.5)]));
        assert_eq!((captions[0].start, captions[0].end), (0.0, 0.9));
    }

    #[test]
    fn scraps_of_a_paragraph_are_shown_together() {
        let captions = captions(&episode(vec![cue(0, "نعم.", 0.0, 0.3), cue(0, "لا.", 0.4, 0.3)]));
        assert_eq!(captions.len(), 1, "{captions:?}");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_overlaps(
            text in r"([ا-ي]{1,12}[،.]? ){1,60}[ا-ي]{1,60}\.", seconds in 0.05..0.9f64,
        ) {
            let captions = captions(&episode(vec![cue(0, &text, 0.5, seconds)]));
            let shown: Vec<&str> = captions.iter().flat_map(|caption| &caption.lines).map(String::as_str).collect();
            prop_assert_eq!(shown.join(" "), text);
            for pair in captions.windows(2) {
                prop_assert!(pair[0].end <= pair[1].start && pair[0].start < pair[0].end, "{:?}", pair);
            }
            for caption in &captions {
                prop_assert!(caption.lines.len() <= 2);
                for line in &caption.lines {
                    prop_assert!(width(line) <= LINE || !line.contains(' '), "{}", line);
                }
            }
        }
    }
}
