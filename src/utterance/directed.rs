//! Cuts a paragraph of which its author has said how it is spoken.
//!
//! It is cut as any other, and also where a silence is asked for, a sentence is said to end, or the prosody changes;
//! never inside a stretch that is said otherwise than it is printed. What lies between two words is one place, wherever
//! in it something is said: the markup of `كلمة <break/>، ثم` comes after the comma.
//!
//! Where only the prosody changes the words go on without a pause ([`Break::Joined`]): the text rooms read them with
//! their neighbours, so that endings and sandhi are those of the whole sentence.

use std::{collections::BTreeMap, ops::Range};

use super::{Break, Utterance, breaths, first_words, last_words, pause_at_end, tone};
use crate::{
    article::Paragraph,
    sentence::{is_spoken, sentence_ranges},
    ssml::{Act, Directions, Directive, Prosody, Silence, Span},
};

/// Cuts a paragraph with directives.
pub(super) fn utterances(paragraph: &Paragraph) -> Vec<Utterance> {
    let text = paragraph.text.as_str();
    let spans: Vec<Span> = paragraph.directives.iter().filter_map(span).collect();
    let masked = masked(text, &spans);
    let mut plan = Plan::new(&masked, &spans);
    for directive in &paragraph.directives {
        plan.follow(directive);
    }
    let prosodies: Vec<(&Range<usize>, Prosody)> = paragraph.directives.iter().filter_map(prosody).collect();
    let mut utterances = Vec::new();
    if let Some(silence) = plan.leading {
        let marks = std::mem::take(&mut plan.leading_marks).into_iter().map(|name| (0, name)).collect();
        let directions = Directions { marks, ..Directions::default() };
        utterances.push(Utterance { directions, ..Utterance::alone("", silence) });
    }
    let cuts = plan.cuts();
    let mut marks = plan.marks.into_iter().peekable();
    let (mut start, mut sentence_start, mut is_joined) = (0, 0, false);
    for (i, cut) in cuts.iter().enumerate() {
        let end = cut.at;
        let Some(piece) = text.get(start..end).filter(|piece| !piece.is_empty()) else { continue };
        let sentence_end = cut.sentence_end.max(end);
        let n_before = last_words(masked.get(sentence_start.min(start)..start).unwrap_or_default()).len();
        let n_after = first_words(masked.get(end..sentence_end).unwrap_or_default()).len();
        let around = start - n_before..end + n_after;
        let is_last = i + 1 == cuts.len();
        let mut own = Vec::new();
        while let Some((at, name)) = marks.next_if(|(at, _)| *at < end || is_last) {
            own.push((at.saturating_sub(start), name));
        }
        let directions = Directions {
            spans: within(&spans, &around),
            marks: own,
            prosody: prosody_of(&prosodies, &(start..end)),
            is_joined,
            has_neighbours: n_before + n_after > 0,
        };
        utterances.push(Utterance {
            text: piece.to_owned(),
            source: start..end,
            pause_after: cut.pause,
            tone: tone(paragraph.role),
            before: text.get(around.start..start).unwrap_or_default().to_owned(),
            after: text.get(end..around.end).unwrap_or_default().to_owned(),
            directions,
            part_of: None,
        });
        is_joined = cut.pause == Break::Joined;
        if cut.ends_sentence {
            sentence_start = end;
        }
        start = end;
    }
    if let Some(last) = utterances.last_mut().filter(|_| plan.last_silence.is_none()) {
        last.pause_after = pause_at_end(paragraph.role);
    }
    utterances
}

fn span(directive: &Directive) -> Option<Span> {
    match &directive.act {
        Act::Say(say) => Some(Span { source: directive.source.clone(), say: say.clone() }),
        _ => None,
    }
}

fn prosody(directive: &Directive) -> Option<(&Range<usize>, Prosody)> {
    match &directive.act {
        Act::Prosody(prosody) => Some((&directive.source, *prosody)),
        _ => None,
    }
}

/// The text as it is cut: a stretch that is said otherwise is one word, whatever is printed.
fn masked(text: &str, spans: &[Span]) -> String {
    let mut masked = String::with_capacity(text.len());
    for Span { source, .. } in spans {
        masked.push_str(text.get(masked.len()..source.start).unwrap_or_default());
        // Letters of as many bytes.
        masked.push_str(&"س".repeat(source.len() / 2));
        masked.push_str(if source.len() % 2 == 1 { "x" } else { "" });
    }
    masked.push_str(text.get(masked.len()..).unwrap_or_default());
    masked
}

/// The spans inside of `around`, counted from its start.
fn within(spans: &[Span], around: &Range<usize>) -> Vec<Span> {
    let first = spans.partition_point(|span| span.source.start < around.start);
    let inside = spans.iter().skip(first).take_while(|span| span.source.end <= around.end);
    let placed = |span: &Span| Span {
        source: span.source.start - around.start..span.source.end - around.start,
        say: span.say.clone(),
    };
    inside.map(placed).collect()
}

/// The prosody of a piece that is cut where prosodies change.
fn prosody_of(prosodies: &[(&Range<usize>, Prosody)], piece: &Range<usize>) -> Prosody {
    let first = prosodies.partition_point(|(source, _)| source.end <= piece.start);
    let found = prosodies.get(first).filter(|(source, _)| source.start < piece.end);
    found.map_or(Prosody::NATURAL, |(_, prosody)| *prosody)
}

/// Where a paragraph is cut.
struct Cut {
    at: usize,
    pause: Break,
    ends_sentence: bool,
    /// Where the sentence ends that the cut is in.
    sentence_end: usize,
}

/// What is said between two words.
#[derive(Default)]
struct Joint {
    at: usize,
    silence: Option<Silence>,
    ends_sentence: bool,
    changes_prosody: bool,
    /// Whether something but white space is printed there.
    has_signs: bool,
}

/// What becomes of the directives while they are followed in their order.
struct Plan<'a> {
    masked: &'a str,
    spans: &'a [Span],
    /// Runs of letters and digits.
    runs: Vec<Range<usize>>,
    /// Where it would be cut without directives.
    base: Vec<Cut>,
    /// One for each place between two words where something is said, by the end of the word before it.
    joints: BTreeMap<usize, Joint>,
    marks: Vec<(usize, String)>,
    /// The place where the last of the marks lie that no silence has been found behind, and how many they are.
    pending: (usize, usize),
    leading: Option<Break>,
    leading_marks: Vec<String>,
    last_silence: Option<Silence>,
}

/// A mark behind the last silence of a paragraph.
const AFTER_ALL: usize = usize::MAX;

impl<'a> Plan<'a> {
    fn new(masked: &'a str, spans: &'a [Span]) -> Self {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (at, c) in masked.char_indices().filter(|(_, c)| is_spoken(*c)) {
            match runs.last_mut().filter(|run| run.end == at) {
                Some(run) => run.end += c.len_utf8(),
                None => runs.push(at..at + c.len_utf8()),
            }
        }
        let mut base = Vec::new();
        for sentence in sentence_ranges(masked) {
            let inner = masked.get(sentence.clone()).unwrap_or_default();
            let breaths = breaths(inner).into_iter().map(|(end, pause)| (sentence.start + end, pause));
            for (at, pause) in breaths.chain([(sentence.end, Break::Sentence)]) {
                let ends_sentence = at == sentence.end;
                // A stretch that is longer than a breath is one all the same.
                if !is_inside(spans, at) {
                    base.push(Cut { at, pause, ends_sentence, sentence_end: 0 });
                }
            }
        }
        Self {
            masked,
            spans,
            runs,
            base,
            joints: BTreeMap::new(),
            marks: Vec::new(),
            pending: (0, 0),
            leading: None,
            leading_marks: Vec::new(),
            last_silence: None,
        }
    }

    fn follow(&mut self, directive: &Directive) {
        let Range { start, end } = directive.source;
        match &directive.act {
            Act::Say(_) => {}
            Act::Prosody(_) => {
                let (start, end) = (self.word_start(start), self.word_end(end));
                for at in [start, end] {
                    if let Some(joint) = self.joint(at) {
                        joint.changes_prosody = true;
                    }
                }
            }
            Act::Sentence => {
                if let Some(joint) = self.joint(start) {
                    joint.ends_sentence = true;
                }
            }
            Act::Silence(silence) => self.silence(start, *silence),
            Act::Mark(name) => {
                let (back, ahead) = self.gap(start);
                // Before the next word, until a silence is found between.
                let is_after_all = ahead == self.masked.len() && self.last_silence.is_some();
                self.marks.push((if is_after_all { AFTER_ALL } else { ahead }, name.clone()));
                let n_before = if self.pending.0 == back { self.pending.1 } else { 0 };
                self.pending = (back, n_before + 1);
            }
        }
    }

    fn silence(&mut self, at: usize, silence: Silence) {
        let (back, ahead) = self.gap(at);
        if self.runs.first().is_none_or(|first| at <= first.start) {
            self.leading = joined(self.leading.and_then(silence_of), silence).and_then(pause_of);
            if self.leading.is_some() {
                self.leading_marks.extend(std::mem::take(&mut self.marks).into_iter().map(|(_, name)| name));
                self.pending = (0, 0);
            }
            return;
        }
        let Some(joint) = self.joint(at) else { return };
        joint.silence = joined(joint.silence, silence);
        if ahead == self.masked.len() {
            self.last_silence = joined(self.last_silence, silence);
        }
        // What was marked before it is heard where the word before ends.
        if self.pending.0 == back {
            for (place, _) in self.marks.iter_mut().rev().take(self.pending.1) {
                *place = back;
            }
        }
        self.pending = (back, 0);
    }

    /// The end of the last letter before a place and the start of the first after it; the place itself, inside a word.
    fn gap(&self, at: usize) -> (usize, usize) {
        let next = self.runs.partition_point(|run| run.end <= at);
        match self.runs.get(next) {
            Some(run) if run.start < at => (at, at),
            found => {
                let back = next.checked_sub(1).and_then(|before| self.runs.get(before)).map_or(0, |run| run.end);
                (back, found.map_or(self.masked.len(), |run| run.start))
            }
        }
    }

    /// The joint of the place between two words that `at` lies in; none before the first word.
    fn joint(&mut self, at: usize) -> Option<&mut Joint> {
        let (back, ahead) = self.gap(at);
        if self.runs.first().is_none_or(|first| ahead <= first.start) {
            return None;
        }
        let (masked, base) = (self.masked, &self.base);
        Some(self.joints.entry(back).or_insert_with(|| {
            let first = base.partition_point(|cut| cut.at < back.max(1));
            let base = base.get(first).filter(|cut| cut.at <= ahead).map(|cut| cut.at);
            let between = masked.get(at.min(ahead)..ahead).unwrap_or_default();
            let opener = between.find(['«', '“', '‘', '(', '[', '{', '﴿', '"']).map(|opener| at + opener);
            let signs = masked.get(back..ahead).unwrap_or_default();
            Joint {
                at: base.or(opener).unwrap_or(ahead),
                has_signs: signs.chars().any(|c| !c.is_whitespace()),
                ..Joint::default()
            }
        }))
    }

    fn word_start(&self, at: usize) -> usize {
        let before = self.masked.get(self.masked.floor_char_boundary(at.saturating_sub(LOOK))..at).unwrap_or_default();
        at - before.chars().rev().take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>()
    }

    fn word_end(&self, at: usize) -> usize {
        let end = self.masked.ceil_char_boundary((at + LOOK).min(self.masked.len()));
        let after = self.masked.get(at..end).unwrap_or_default();
        at + after.chars().take_while(|c| !c.is_whitespace()).map(char::len_utf8).sum::<usize>()
    }

    /// All cuts, in the order of the text; the last is the end.
    fn cuts(&mut self) -> Vec<Cut> {
        let mut cuts: Vec<Cut> = std::mem::take(&mut self.base);
        let joints = std::mem::take(&mut self.joints);
        let mut more = Vec::new();
        let mut next = 0;
        for joint in joints.into_values() {
            while cuts.get(next).is_some_and(|cut| cut.at < joint.at) {
                next += 1;
            }
            let base = cuts.get_mut(next).filter(|cut| cut.at == joint.at);
            let pause = joint.silence.and_then(|silence| match silence {
                // Only where there would be a pause.
                Silence::None => (base.is_some() || joint.has_signs).then_some(Break::Exact { milliseconds: 0 }),
                silence => pause_of(silence),
            });
            match base {
                Some(cut) => {
                    cut.ends_sentence |= joint.ends_sentence;
                    let sentence = if joint.ends_sentence { Break::Sentence } else { cut.pause };
                    cut.pause = pause.unwrap_or(sentence);
                }
                None if is_inside(self.spans, joint.at) => {}
                None => {
                    let sentence = joint.ends_sentence.then_some(Break::Sentence);
                    let prosody = joint.changes_prosody.then_some(Break::Joined);
                    if let Some(pause) = pause.or(sentence).or(prosody) {
                        more.push(Cut { at: joint.at, pause, ends_sentence: joint.ends_sentence, sentence_end: 0 });
                    }
                }
            }
        }
        cuts.append(&mut more);
        cuts.sort_by_key(|cut| cut.at);
        let mut sentence_end = self.masked.len();
        for cut in cuts.iter_mut().rev() {
            if cut.ends_sentence {
                sentence_end = cut.at;
            }
            cut.sentence_end = sentence_end;
        }
        cuts
    }
}

/// Whether a place lies in a stretch that is said otherwise than it is printed.
fn is_inside(spans: &[Span], at: usize) -> bool {
    let next = spans.partition_point(|span| span.source.end <= at);
    spans.get(next).is_some_and(|span| span.source.start < at)
}

/// How many bytes around a place are looked at for the end of its word.
const LOOK: usize = 400;

/// Two silences at one place: times add up and go before strengths, of which the greater counts.
fn joined(before: Option<Silence>, more: Silence) -> Option<Silence> {
    let rank = |silence: Silence| match silence {
        Silence::None => 0,
        Silence::ExtraWeak => 1,
        Silence::Weak => 2,
        Silence::Medium => 3,
        Silence::Strong => 4,
        Silence::ExtraStrong => 5,
        Silence::Milliseconds(_) => 6,
    };
    Some(match (before, more) {
        (Some(Silence::Milliseconds(one)), Silence::Milliseconds(other)) => {
            Silence::Milliseconds(one.saturating_add(other))
        }
        (Some(before), more) if rank(before) > rank(more) => before,
        (_, more) => more,
    })
}

fn pause_of(silence: Silence) -> Option<Break> {
    Some(match silence {
        Silence::None => return None,
        Silence::ExtraWeak => Break::Breath,
        Silence::Weak => Break::Phrase,
        Silence::Medium => Break::Sentence,
        Silence::Strong => Break::Paragraph,
        Silence::ExtraStrong => Break::Heading,
        Silence::Milliseconds(milliseconds) => Break::Exact { milliseconds },
    })
}

fn silence_of(pause: Break) -> Option<Silence> {
    Some(match pause {
        Break::Breath => Silence::ExtraWeak,
        Break::Phrase => Silence::Weak,
        Break::Sentence => Silence::Medium,
        Break::Paragraph => Silence::Strong,
        Break::Heading => Silence::ExtraStrong,
        Break::Exact { milliseconds } => Silence::Milliseconds(milliseconds),
        Break::Item | Break::Joined => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::Role;

    fn cut(inner: &str) -> Vec<Utterance> {
        let read = crate::ssml::read(&format!("<speak>{inner}</speak>")).unwrap();
        let paragraph = |marked: crate::ssml::MarkedText| Paragraph {
            directives: marked.directives,
            ..Paragraph::new(Role::Body, marked.text, marked.source)
        };
        read.into_iter().flat_map(|marked| super::super::utterances(&paragraph(marked))).collect()
    }

    /// Utterances parted by `|`, each with what comes after it.
    #[track_caller]
    fn check(inner: &str, expect: &[(&str, Break)]) {
        let found = cut(inner);
        let found: Vec<(&str, Break)> = found.iter().map(|u| (u.text.as_str(), u.pause_after)).collect();
        assert_eq!(found, expect, "{inner}");
    }

    const fn exact(milliseconds: u32) -> Break {
        Break::Exact { milliseconds }
    }

    #[test]
    fn breaks_cut_and_take_the_place_of_pauses() {
        check("قال <break time=\"2s\"/> نعم", &[("قال ", exact(2000)), ("نعم", Break::Paragraph)]);
        check("قال.<break time=\"2s\"/> نعم", &[("قال. ", exact(2000)), ("نعم", Break::Paragraph)]);
        check("قال <break/>، نعم", &[("قال ، ", Break::Sentence), ("نعم", Break::Paragraph)]);
        check("قال <break strength=\"weak\"/>«نعم»", &[("قال ", Break::Phrase), ("«نعم»", Break::Paragraph)]);
        check("نعم<break time=\"0.2s\"/>", &[("نعم", exact(200))]);
        check("<p>نعم</p><break time=\"3s\"/><p>لا</p>", &[("نعم", exact(3000)), ("لا", Break::Paragraph)]);
        check("<break time=\"1s\"/>نعم", &[("", exact(1000)), ("نعم", Break::Paragraph)]);
        check(
            "أب<break time=\"1s\"/><break strength=\"strong\"/><break time=\"1s\"/>ج",
            &[("أب ", exact(2000)), ("ج", Break::Paragraph)],
        );
    }

    #[test]
    fn no_pause_is_only_where_there_would_be_one() {
        check("قال <break strength=\"none\"/>نعم", &[("قال نعم", Break::Paragraph)]);
        check("قال.<break strength=\"none\"/> نعم", &[("قال. ", exact(0)), ("نعم", Break::Paragraph)]);
        check("قال،<break strength=\"none\"/> نعم", &[("قال، ", exact(0)), ("نعم", Break::Paragraph)]);
    }

    #[test]
    fn sentences_end_without_a_sign() {
        check("<s>أب ت</s><s>ج</s>", &[("أب ت ", Break::Sentence), ("ج", Break::Paragraph)]);
        let cut = cut("<s>أب ت</s><s>ج</s>");
        assert_eq!((cut[0].after.as_str(), cut[1].before.as_str()), ("", ""));
    }

    #[test]
    fn prosody_is_that_of_whole_words_and_goes_on_without_a_pause() {
        let inner = "قال <prosody rate=\"80%\">نعم</prosody>، ثم <prosody pitch=\"+2st\">م</prosody>ضى.";
        check(
            inner,
            &[("قال ", Break::Joined), ("نعم، ", Break::Joined), ("ثم ", Break::Joined), ("مضى.", Break::Paragraph)],
        );
        let cut = cut(inner);
        let prosodies: Vec<(u16, i16)> =
            cut.iter().map(|u| u.directions.prosody).map(|p| (p.percent, p.cents)).collect();
        assert_eq!(prosodies, [(100, 0), (80, 0), (100, 0), (100, 200)]);
        assert_eq!(cut.iter().map(|u| u.directions.is_joined).collect::<Vec<_>>(), [false, true, true, true]);
        assert_eq!((cut[1].before.as_str(), cut[1].after.as_str()), ("قال ", "ثم مضى."));
    }

    #[test]
    fn stretches_are_never_cut() {
        check(
            "حضر <sub alias=\"الدكتور أحمد\">د. أحمد. غدا</sub>. ثم مضى.",
            &[("حضر د. أحمد. غدا. ", Break::Sentence), ("ثم مضى.", Break::Paragraph)],
        );
        let spans = cut("أب. ت <sub alias=\"ج\">ث</sub> ح")[1].directions.spans.clone();
        assert_eq!(spans[0].source, 3..5);
    }

    #[test]
    fn marks_go_with_the_word_behind_them_but_for_a_silence_between() {
        let marks = |inner: &str| cut(inner).into_iter().map(|u| u.directions.marks).collect::<Vec<_>>();
        let named = |at: usize, name: &str| (at, name.to_owned());
        assert_eq!(marks("أب <mark name=\"m\"/>تث."), [vec![named(5, "m")]]);
        assert_eq!(marks("أب. <mark name=\"m\"/>تث."), [vec![], vec![named(0, "m")]]);
        let read = marks("أب <mark name=\"a\"/><break/><mark name=\"b\"/>تث");
        assert_eq!(read, [vec![named(4, "a")], vec![named(0, "b")]]);
        let read = marks("<mark name=\"a\"/><break/><mark name=\"b\"/>تث<mark name=\"c\"/>");
        assert_eq!(read, [vec![named(0, "a")], vec![named(0, "b"), named(4, "c")]]);
        let read = marks("تث<mark name=\"a\"/><break/><mark name=\"b\"/>");
        assert!(read[0][0] == named(4, "a") && read[0][1].0 > 4, "{read:?}");
    }

    proptest! {
        #[test]
        fn utterances_joined_give_the_paragraph(pieces in proptest::collection::vec(prop_oneof![
            Just("<break/>"), Just("<break time='1s'/>"), Just("<break strength='none'/>"), Just("<mark name='m'/>"),
            Just("<sub alias='x y'>أ. ب</sub>"), Just("<prosody rate='80%'>"), Just("</prosody>"), Just("<s>"), Just("</s>"),
            Just("نص"), Just(" "), Just(". "), Just("،"), Just("«"), Just("15"), Just("كَ"), Just("*"),
        ], 0..24)) {
            let Ok(read) = crate::ssml::read(&format!("<speak>{}</speak>", pieces.concat())) else { return Ok(()) };
            for marked in read {
                let n_marks = marked.directives.iter().filter(|directive| matches!(directive.act, Act::Mark(_))).count();
                let paragraph =
                    Paragraph { directives: marked.directives, ..Paragraph::new(Role::Body, marked.text, 0..0) };
                let utterances = super::super::utterances(&paragraph);
                let joined: String = utterances.iter().map(|utterance| utterance.text.as_str()).collect();
                prop_assert_eq!(&joined, &paragraph.text);
                let mut found = 0;
                for utterance in &utterances {
                    prop_assert_eq!(paragraph.text.get(utterance.source.clone()), Some(utterance.text.as_str()));
                    let whole = [utterance.before.as_str(), &utterance.text, &utterance.after].concat();
                    for span in &utterance.directions.spans {
                        prop_assert_eq!(whole.get(span.source.clone()), Some("أ. ب"));
                    }
                    found += utterance.directions.marks.len();
                }
                prop_assert_eq!(found, n_marks);
            }
        }
    }
}
