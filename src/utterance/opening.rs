//! Cuts the first utterance of a paragraph so that its first sound is soon there.
//!
//! A voice takes as long for an utterance as it is long, and whoever begins to listen waits for all of the first. When many
//! begin at once each waits for the first utterances of the others too: with whole sentences 32 of them on two cores for
//! more than a second. So a paragraph opens with a clause, and the rest of its sentence is made while that is heard.
//!
//! Every paragraph does, for everybody: one may begin to listen at any of them, and its speech is the same and kept under
//! the same key wherever it is heard, in a stream, in a file or in an episode.
//!
//! What is said is the same as uncut. The text rooms see the whole sentence around each part, the opening goes on into the
//! rest ([`Break::Joined`]), and it ends where a reader may breathe: at a sign that asks for a pause, which is then as long
//! as it would have been, or before a word that begins a phrase.

use super::{
    Break, Part, Utterance, is_conjunction,
    pieces::{Place, letters_of, places, split},
};
use crate::ssml::Directions;

/// Letters of an opening: about two seconds at the voice's own rate.
const OPENING: usize = 20;
/// What has no more letters than this is spoken whole: a headline, a short sentence.
const WHOLE: usize = 40;
/// No opening has fewer letters or more than these: two words, four seconds.
const SHORTEST: usize = 10;
const LONGEST: usize = 48;
/// No rest has fewer letters than this.
const LEAST_REST: usize = 12;
/// Letters of the first words: somewhat less than a second at the voice's own rate, in which the rest is made.
const FIRST_WORDS: usize = 8;
/// No first words have fewer letters, and nothing that they leave.
const FEWEST_FIRST: usize = 6;
/// Places that are worse than this are within a phrase.
const WORST: usize = 4;

/// Cuts the first of a paragraph's utterances, where it is long and there is a good place. The same text is always cut in
/// the same way.
pub fn with_short_opening(mut utterances: Vec<Utterance>) -> Vec<Utterance> {
    if let Some(first) = utterances.first()
        && let Some(at) = end_of_opening(first)
    {
        let (opening, rest) = split(utterances.remove(0), at, Break::Joined);
        utterances.splice(0..0, [opening, rest]);
    }
    utterances
}

/// Cuts the first words off the first utterance of a text, to be spoken as a part of it: they are there in half the time
/// that all of it takes, and sound as they do in it. Both parts cost more together than the whole, so this is for where
/// somebody is likely to begin.
pub fn with_first_words(mut utterances: Vec<Utterance>) -> Vec<Utterance> {
    if let Some(first) = utterances.first()
        && let Some(at) = end_of_first_words(first)
    {
        let whole = utterances.remove(0);
        let (first, rest) = split(whole.clone(), at, Break::Joined);
        let part = |range| Some(Box::new(Part { whole: whole.clone(), range }));
        let first = Utterance { part_of: part(0..at), ..first };
        let rest = Utterance { part_of: part(at..whole.text.len()), ..rest };
        utterances.splice(0..0, [first, rest]);
    }
    utterances
}

fn end_of_first_words(utterance: &Utterance) -> Option<usize> {
    let is_directed = !Directions { has_neighbours: false, ..utterance.directions.clone() }.is_empty();
    // What is said beside the text has no places in it.
    if is_directed || utterance.source.is_empty() {
        return None;
    }
    let total = letters_of(&utterance.text);
    let fits = |place: &Place| place.letters >= FEWEST_FIRST && total - place.letters >= FEWEST_FIRST;
    let places = places(utterance).filter(fits);
    places.min_by_key(|place| place.letters.abs_diff(FIRST_WORDS)).map(|place| place.at)
}

fn end_of_opening(utterance: &Utterance) -> Option<usize> {
    let total = letters_of(&utterance.text);
    if total <= WHOLE {
        return None;
    }
    let fits = |place: &Place| {
        let rest = utterance.text.get(place.at..).unwrap_or_default();
        (SHORTEST..=LONGEST).contains(&place.letters)
            && total - place.letters >= LEAST_REST
            && place.rank <= WORST
            // `وزير` begins no clause.
            && (!rest.starts_with('و') || is_conjunction(rest.split_whitespace().next().unwrap_or_default()))
    };
    let best = places(utterance).filter(fits).min_by_key(|place| place.letters.abs_diff(OPENING) + 2 * place.rank);
    best.map(|place| place.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Paragraph, Role},
        utterance::utterances,
    };

    /// Checks where a paragraph is cut: `|` stands there.
    #[track_caller]
    fn check(expect: &str) {
        let text = expect.replace('|', "");
        let paragraph = Paragraph::new(Role::Body, text.as_str(), 0..text.len());
        let cut = with_short_opening(utterances(&paragraph));
        let texts: Vec<&str> = cut.iter().map(|utterance| utterance.text.as_str()).collect();
        assert_eq!(texts.join("|"), expect);
        let mut at = 0;
        for utterance in &cut {
            assert_eq!(utterance.source, at..at + utterance.text.len());
            at = utterance.source.end;
        }
    }

    #[test]
    fn opening_ends_at_a_comma() {
        check("قال الوزير في مؤتمر صحفي أمس، |إن الحكومة ستزيد الإنفاق على التعليم في السنوات الخمس المقبلة.");
    }

    #[test]
    fn without_a_sign_it_ends_before_a_word_that_begins_a_phrase() {
        check("أعلنت وزارة الصحة المصرية |في بيان لها أن عدد المصابين انخفض إلى النصف تقريبا بعد حملة واسعة.");
    }

    #[test]
    fn short_sentence_is_whole_and_so_is_what_has_no_good_place() {
        check("انخفض عدد المصابين إلى النصف تقريبا.");
        check("استقبل رئيس الوزراء اللبناني وزير خارجية السعودية الأمير فيصل آل سعود صباح اليوم.");
    }

    #[test]
    fn number_stays_with_what_it_counts() {
        check("بلغ عدد المشاركين 1250 مشاركا |من 45 دولة عربية وأجنبية بينهم 300 باحثة وطبيبة ومهندسة معروفة.");
    }

    #[test]
    fn only_the_first_sentence_of_a_paragraph_is_cut() {
        check(
            "قال الوزير في مؤتمر صحفي أمس، |إن الحكومة ستزيد الإنفاق على التعليم. |وأضاف الوزير في كلمته، إن ذلك لن \
             يكون على حساب القطاعات الأخرى في الميزانية العامة.",
        );
    }

    #[test]
    fn each_part_knows_the_other_as_the_rest_of_its_sentence() {
        let text = "قال الوزير في مؤتمر صحفي أمس، إن الحكومة ستزيد الإنفاق على التعليم في السنوات المقبلة.";
        let cut = with_short_opening(utterances(&Paragraph::new(Role::Body, text, 0..text.len())));
        assert_eq!(cut[0].after, cut[1].text);
        assert_eq!(cut[1].before, cut[0].text);
        assert_eq!((cut[0].pause_after, cut[1].pause_after), (Break::Joined, Break::Paragraph));
        assert!(cut[1].directions.is_joined);
    }

    #[test]
    fn first_words_are_parts_of_the_opening() {
        let text = "أعلنت وزارة الصحة المصرية في بيان لها أن عدد المصابين انخفض إلى النصف تقريبا بعد حملة واسعة.";
        let opened = with_short_opening(utterances(&Paragraph::new(Role::Body, text, 0..text.len())));
        let cut = with_first_words(opened.clone());
        let texts: Vec<&str> = cut.iter().map(|utterance| utterance.text.as_str()).collect();
        assert_eq!(texts[..2], ["أعلنت وزارة ", "الصحة المصرية "]);
        assert_eq!(texts.concat(), text);
        let parts: Vec<_> = cut[..2].iter().map(|utterance| utterance.part_of.as_deref().unwrap()).collect();
        assert!(parts.iter().all(|part| part.whole == opened[0]));
        assert_eq!([&opened[0].text[parts[0].range.clone()], &opened[0].text[parts[1].range.clone()]], texts[..2]);
        assert_eq!(cut[2..], opened[1..]);
        assert_eq!((cut[0].source.end, cut[1].source.end), (cut[1].source.start, opened[0].source.end));
    }

    #[test]
    fn what_is_short_and_what_is_directed_has_no_first_words() {
        for text in ["نص قصير.", "البند 1250", ""] {
            let whole = vec![Utterance::alone(text, Break::Sentence)];
            assert_eq!(with_first_words(whole.clone()), whole);
        }
        let marks = vec![(0, "here".to_owned())];
        let directions = Directions { marks, ..Directions::default() };
        let directed = vec![Utterance {
            directions,
            ..Utterance::alone("استقبل الرئيس الوزراء كلهم", Break::Sentence)
        }];
        assert_eq!(with_first_words(directed.clone()), directed);
    }
}
