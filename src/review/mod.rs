//! The words of a text that are worth a look before it is heard, the most doubtful first.
//!
//! What makes a stretch of print doubtful, and how much:
//! - its marks: the model's own count that they are right ([`Diacritized::probabilities`](crate::diacritize::Diacritized)),
//!   before a pause without the last letter, whose vowel is not heard there;
//! - a number with another reading ([`Doubt`](crate::normalize::Doubt)), by its rank;
//! - a Latin word that was read by rule, a sign or a token that was left out, a letter or mark that was put right
//!   ([`NoteCode`]).
//!
//! That a word is likely an unknown name is told, and does not move it: what is unknown the model doubts by itself, and a
//! list of the words after known names, put before others, found no more of the wrong ones.
//!
//! # How good is the order?
//! Measured by the share of a text's wrong stretches that stand among the first words of the list; 5 % are a twentieth of
//! all the text's words. All but the last figures are of the model that is here now, and were counted by somebody who had no
//! part in it.
//!
//! *Marks.* On the CATT development set (3,885 words, of which 442 are read otherwise than its references have it) the first
//! 5 % have 24.9 % of the wrong words, the first 10 % 41 %, the first 20 % 62 %. If all of the first 5 % were wrong, they
//! would have 44 %.
//!
//! *Print.* Of fresh print with figures, signs and Latin, gathered for such and read whole by a listener who noted every
//! stretch that is said otherwise than it should be (the eighth sample of `normalize/PRINT.md`, as it was read when its
//! faults were counted; half 1 has 8,488 words, half 2 8,411), a fault counts as found where a doubtful stretch overlaps
//! what the listener noted. Chance is the same list in random orders, twenty times:
//!
//! | half | faults | in the first 5 % | 10 % | 20 % |
//! | --- | --- | --- | --- | --- |
//! | 1 | 52 | 17 (chance 4) | 29 (8) | 38 (18) |
//! | 2 | 69 | 27 (chance 10) | 37 (17) | 47 (30) |
//!
//! A snippet of several words is easily overlapped, as the row of chance shows. Five faults of each half have no doubt at all:
//! there the program is sure of what is wrong.
//!
//! *Fresh news, with the model before this one.* In 36 paragraphs (1,081 words, 38 of them wrong, every word marked by hand as
//! it should be heard, with what else is right) the first 5 % had 18 of the wrong words (47 %), the first 10 % 27 (71 %), by
//! chance 2 and 4; for 23 of those 27 the right reading was among the alternatives. It was not counted again.
//!
//! Reading the text again with other punctuation and counting where the readings differ was tried and found none more.

mod answer;

use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;

pub use self::answer::{Answer, Misplaced, Place, with_marks};
use crate::{
    diacritize::Names,
    digest::sha256,
    explain::{ExplainedToken, explain},
    normalize::Rule,
    note::{NoteCode, Span},
    pipeline::Stages,
    utterance::Utterance,
};

/// A stretch of print that may be read wrongly.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Doubtful {
    /// Names it in answers. Another text at its place has another id.
    #[schema(example = "3f9a1c05b2de")]
    pub id: String,
    /// Which paragraph it stands in, from 0.
    pub paragraph: usize,
    /// Bytes (UTF-8) in the paragraph's text.
    #[schema(value_type = Span)]
    pub source: Range<usize>,
    /// What the page shows.
    #[schema(example = "قلب")]
    pub printed: String,
    /// The sentence, or as much of it as is spoken in one breath.
    pub sentence: String,
    /// Where it stands in that, in bytes.
    #[schema(value_type = Span)]
    pub in_sentence: Range<usize>,
    /// What will be said, with its marks; nothing where it is left out.
    #[schema(example = "قَلَّبَ")]
    pub said: String,
    /// The same in broad IPA.
    pub phonemes: String,
    /// How likely it is wrong, from 0 to 1: of marks as the model counts, of the rest a rank.
    #[schema(example = 0.56)]
    pub risk: f32,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
    /// What may be meant instead, the likeliest first.
    pub alternatives: Vec<String>,
}

/// Why a stretch is doubtful. The names are part of the HTTP contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The model is not sure of its marks.
    Marks,
    /// The model is not sure of its ending.
    Ending,
    /// It is a number with two readings.
    Number,
    /// A Latin word that was read by rule.
    Latin,
    /// A sign or a token that is not spoken.
    Skipped,
    /// A letter or a mark that was put right.
    Repaired,
    /// It stands where a name is expected, and no list knows it.
    Name,
}

/// What is worth a look in a text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Review {
    /// Words and other stretches that are read.
    pub n_words: usize,
    /// The most doubtful first; of equal ones in the order of the text.
    pub doubtful: Vec<Doubtful>,
}

/// What is no less likely right than so is not told.
const LEAST_RISK: f32 = 0.02;

/// The ranks of what has no count: next to numbers of which little more than a preference decides.
const LATIN: f32 = 0.3;
const SKIPPED: f32 = 0.25;
const REPAIRED: f32 = 0.2;

/// An ending is what is doubtful where the rest is as sure as this.
const SURE_STEM: f32 = 0.9;

impl Review {
    /// Adds the doubtful stretches of an utterance of a paragraph.
    pub fn add(&mut self, paragraph: usize, utterance: &Utterance, stages: &Stages, names: &Names) {
        let stretches = stretches(utterance, stages, names);
        self.n_words += stretches.iter().filter(|stretch| !stretch.said.is_empty()).count();
        for Stretch { source, said, phonemes, mut reasons, mut alternatives, .. } in stretches {
            reasons.sort_by(|(one, _), (other, _)| other.total_cmp(one));
            let right: f32 = reasons.iter().map(|(risk, _)| 1.0 - risk).product();
            let risk = 1.0 - right;
            if risk < LEAST_RISK {
                continue;
            }
            let begin = utterance.source.start;
            let in_sentence = source.start.saturating_sub(begin)..source.end.saturating_sub(begin);
            let Some(printed) = utterance.text.get(in_sentence.clone()) else { continue };
            alternatives.retain(|other| *other != said);
            alternatives.dedup();
            let id = sha256(format!("{paragraph} {} {}", source.start, utterance.text));
            self.doubtful.push(Doubtful {
                id: id.chars().take(12).collect(),
                paragraph,
                source,
                printed: printed.to_owned(),
                sentence: utterance.text.clone(),
                in_sentence,
                said,
                phonemes,
                risk: (risk * 1000.0).round() / 1000.0,
                reasons: each_once(reasons),
                alternatives,
            });
        }
    }

    /// Puts the most doubtful first.
    #[must_use]
    pub fn ranked(mut self) -> Self {
        self.doubtful.sort_by(|one, other| {
            let place = |doubtful: &Doubtful| (doubtful.paragraph, doubtful.source.start);
            other.risk.total_cmp(&one.risk).then_with(|| place(one).cmp(&place(other)))
        });
        self
    }

    /// Keeps so many doubtful stretches as are this share of all words; one at least.
    #[must_use]
    pub fn first(mut self, share: f32) -> Self {
        self.doubtful.truncate((self.n_words as f32 * share).ceil().max(1.0) as usize);
        self
    }
}

/// Returns the reasons in their order; several words of one number may share one.
fn each_once(reasons: Vec<(f32, Reason)>) -> Vec<Reason> {
    let mut told = Vec::new();
    for (_, reason) in reasons {
        if !told.contains(&reason) {
            told.push(reason);
        }
    }
    told
}

/// A stretch of print and how it is read.
struct Stretch {
    source: Range<usize>,
    said: String,
    phonemes: String,
    /// How likely each makes it wrong.
    reasons: Vec<(f32, Reason)>,
    alternatives: Vec<String>,
    /// How many of the alternatives, the first ones, are readings of a number as a whole.
    n_of_number: usize,
}

fn stretches(utterance: &Utterance, stages: &Stages, names: &Names) -> Vec<Stretch> {
    let explained = explain(utterance, stages);
    let mut found: Vec<Stretch> = Vec::new();
    let mut after_name = false;
    for (at, (token, uncertainty)) in explained.tokens.iter().zip(&stages.diacritized.uncertainties).enumerate() {
        let ExplainedToken::Word {
            source,
            rule,
            normalized,
            diacritized,
            probability,
            phonemes,
            alternatives: numbers,
            ..
        } = token
        else {
            after_name = false;
            continue;
        };
        let is_before_pause = !matches!(explained.tokens.get(at + 1), Some(ExplainedToken::Word { .. }));
        let right = if is_before_pause { uncertainty.without_ending } else { *probability };
        let mut reasons = Vec::new();
        if right < 1.0 {
            let of_ending = !is_before_pause && uncertainty.without_ending >= SURE_STEM;
            reasons.push((1.0 - right, if of_ending { Reason::Ending } else { Reason::Marks }));
        }
        reasons.extend(numbers.first().map(|nearest| (nearest.confidence, Reason::Number)));
        let is_plain = matches!(rule, Rule::Plain | Rule::Spelling);
        let is_name = names.has(normalized);
        if is_plain && after_name && !is_name && right < SURE_STEM {
            reasons.push((0.0, Reason::Name));
        }
        after_name = is_plain && is_name;
        let others = uncertainty.others.iter().cloned();
        match found.last_mut().filter(|before| before.source == *source) {
            // The words of one number, or of one Latin name.
            Some(before) => {
                before.said = [before.said.as_str(), diacritized].join(" ");
                before.phonemes = [before.phonemes.as_str(), phonemes].join(" | ");
                before.reasons.append(&mut reasons);
                // What one of several words may have been is no reading of all of them.
                before.alternatives.truncate(before.n_of_number);
            }
            None => found.push(Stretch {
                source: source.clone(),
                said: diacritized.clone(),
                phonemes: phonemes.clone(),
                reasons,
                n_of_number: numbers.len(),
                alternatives: numbers.iter().map(|other| other.text.clone()).chain(others).collect(),
            }),
        }
    }
    for note in &explained.notes {
        let (risk, reason) = match note.code {
            NoteCode::LatinGuessed => (LATIN, Reason::Latin),
            NoteCode::CharacterSkipped | NoteCode::TokenSkipped => (SKIPPED, Reason::Skipped),
            NoteCode::LetterSubstituted | NoteCode::DiacriticsRepaired => (REPAIRED, Reason::Repaired),
            // Reviewed with the number itself.
            NoteCode::NumberAmbiguous
            | NoteCode::PhonemeSubstituted
            | NoteCode::PitchUnsupported
            | NoteCode::ImplausibleDuration => continue,
        };
        let source = &note.source;
        match found.iter_mut().find(|stretch| stretch.source.start < source.end && source.start < stretch.source.end) {
            Some(stretch) => stretch.reasons.push((risk, reason)),
            None => found.push(Stretch {
                source: source.clone(),
                said: String::new(),
                phonemes: String::new(),
                reasons: vec![(risk, reason)],
                alternatives: Vec::new(),
                n_of_number: 0,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diacritize::{Diacritized, Uncertainty},
        normalize::{Options, normalize},
        phonemize::phonemize,
        utterance::Break,
    };

    /// Reviews a text whose words have these probabilities, with and without their endings.
    fn review(text: &str, probabilities: &[(f32, f32)]) -> Review {
        let utterance = Utterance::alone(text, Break::Sentence);
        let normalized = normalize(&utterance, &Options::default());
        let mut diacritized = Diacritized::known(normalized.tokens.clone(), normalized.notes.clone());
        for (at, (whole, stem)) in probabilities.iter().enumerate() {
            diacritized.probabilities[at] = *whole;
            diacritized.uncertainties[at] =
                Uncertainty { without_ending: *stem, others: vec!["أُخْرَى".to_owned()] };
        }
        let phonemes = phonemize(&diacritized);
        let mut review = Review::default();
        review.add(0, &utterance, &Stages { normalized, diacritized, phonemes }, &Names::built_in());
        review.ranked()
    }

    #[track_caller]
    fn check(review: &Review, expect: &[(&str, Reason)]) {
        let found: Vec<(&str, Reason)> =
            review.doubtful.iter().map(|doubtful| (doubtful.printed.as_str(), doubtful.reasons[0])).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn the_most_doubtful_comes_first_and_what_is_sure_not_at_all() {
        let review = review("كتب ولد درسا", &[(0.9, 0.95), (0.4, 0.5), (1.0, 1.0)]);
        check(&review, &[("ولد", Reason::Marks), ("كتب", Reason::Ending)]);
        assert_eq!((review.n_words, review.doubtful[0].risk), (3, 0.6));
        assert_eq!(review.doubtful[0].alternatives, ["أُخْرَى"]);
    }

    #[test]
    fn ending_that_is_not_heard_is_no_doubt() {
        check(&review("كتب ولد", &[(1.0, 1.0), (0.3, 1.0)]), &[]);
    }

    #[test]
    fn numbers_latin_words_and_what_is_left_out_are_told() {
        let review = review("بلغ 1.250 شخصا لدى Xyloq", &[]);
        check(&review, &[("1.250", Reason::Number), ("Xyloq", Reason::Latin)]);
        assert!(review.doubtful[0].alternatives[0].contains("فاصل"));
    }

    #[test]
    fn reason_that_several_words_of_a_number_share_is_told_once() {
        let review = review("في 03/04/2024 اجتمعوا", &[(0.6, 0.95); 9]);
        let reasons = &review.doubtful[0].reasons;
        assert!(reasons.contains(&Reason::Ending), "{reasons:?}");
        let is_told_once = |reason| reasons.iter().filter(|other| *other == reason).count() == 1;
        assert!(reasons.iter().all(is_told_once), "{reasons:?}");
    }

    #[test]
    fn as_many_as_are_a_share_of_the_words() {
        let review = review("كتب ولد درسا", &[(0.9, 0.9), (0.4, 0.5), (0.9, 0.9)]);
        assert_eq!(review.clone().first(0.05).doubtful.len(), 1);
        assert_eq!(review.first(1.0).doubtful.len(), 3);
    }
}
