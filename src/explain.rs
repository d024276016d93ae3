//! How a passage is read and why: every stage of every token, for `natiq text --json` and `POST /v1/text`.

use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    diacritize::Uncertainty,
    normalize::{Alternative, PauseLength, Rule, Token},
    note::{Note, Span},
    phonemize::PhonemeToken,
    pipeline::Stages,
    utterance::{Break, Utterance},
};

/// An utterance at every stage.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ExplainedUtterance {
    /// As printed.
    pub text: String,
    /// Bytes (UTF-8) in the paragraph's text.
    #[schema(value_type = Span)]
    pub source: Range<usize>,
    /// Why it ends there: `breath`, `phrase`, `sentence`, `item`, `paragraph` or `heading`; in SSML also `break`, or
    /// `joined` where only the prosody changes.
    pub ends: &'static str,
    /// The words as spoken, without added marks.
    pub normalized: String,
    /// The words as spoken, with their marks.
    pub diacritized: String,
    /// Broad IPA, in the notation of `natiq text --stage phonemes`.
    pub phonemes: String,
    pub tokens: Vec<ExplainedToken>,
    pub notes: Vec<Note>,
}

/// A word or a pause, and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ExplainedToken {
    Word {
        /// What the page shows.
        original: String,
        /// Bytes (UTF-8) in the paragraph's text.
        #[schema(value_type = Span)]
        source: Range<usize>,
        /// The rule that read it.
        #[schema(value_type = String, example = "year")]
        rule: Rule,
        normalized: String,
        diacritized: String,
        /// How likely it is that all its marks are right, from 0 to 1, as the diacritizer counts. Marks that the
        /// author, a lexicon or a rule gave are not counted: a word that has only such has 1.
        #[schema(example = 0.97)]
        probability: f32,
        /// What else its marks could be, the nearest first; left out where the diacritizer is sure.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        diacritized_alternatives: Vec<String>,
        phonemes: String,
        /// Other readings of the stretch of print that this word begins, the nearest first; left out where there are none.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        alternatives: Vec<Alternative>,
    },
    Pause {
        /// `short`, `long`, or `question` (as long).
        #[schema(value_type = String, example = "short")]
        length: PauseLength,
        #[schema(value_type = Span)]
        source: Range<usize>,
    },
}

/// Tells how `utterance` was read.
pub fn explain(utterance: &Utterance, stages: &Stages) -> ExplainedUtterance {
    let phonemes = stages.phonemes.tokens.iter().filter_map(|token| match token {
        PhonemeToken::Word(word) => Some(word),
        PhonemeToken::Pause(_) => None,
    });
    let mut phonemes = phonemes.peekable();
    let original = |source: &Range<usize>| {
        let start = source.start.saturating_sub(utterance.source.start);
        let end = source.end.saturating_sub(utterance.source.start);
        utterance.text.get(start..end).unwrap_or_default().to_owned()
    };
    let mut doubts = stages.normalized.doubts.iter().peekable();
    let token = |(words, (&probability, uncertainty)): ((&Token, &Token), (&f32, &Uncertainty))| match words {
        (Token::Word(normalized), Token::Word(diacritized)) => ExplainedToken::Word {
            original: original(&normalized.source),
            source: normalized.source.clone(),
            rule: normalized.rule,
            normalized: normalized.text.clone(),
            diacritized: diacritized.text.clone(),
            // Three digits say all that a probability of this kind knows.
            probability: (probability * 1000.0).round() / 1000.0,
            diacritized_alternatives: uncertainty.others.clone(),
            // A word without a sound has no phonemes (and a note that says so).
            phonemes: phonemes
                .next_if(|word| word.source == diacritized.source && word.text == diacritized.text)
                .map(ToString::to_string)
                .unwrap_or_default(),
            alternatives: doubts
                .next_if(|doubt| doubt.source.start < normalized.source.end)
                .map(|doubt| doubt.alternatives.clone())
                .unwrap_or_default(),
        },
        (Token::Pause(pause), _) | (_, Token::Pause(pause)) => {
            ExplainedToken::Pause { length: pause.length, source: pause.source.clone() }
        }
    };
    ExplainedUtterance {
        text: utterance.text.clone(),
        source: utterance.source.clone(),
        ends: match utterance.pause_after {
            Break::Breath => "breath",
            Break::Phrase => "phrase",
            Break::Sentence => "sentence",
            Break::Item => "item",
            Break::Paragraph => "paragraph",
            Break::Heading => "heading",
            Break::Exact { .. } => "break",
            Break::Joined => "joined",
        },
        normalized: words(&stages.normalized.tokens),
        diacritized: words(&stages.diacritized.tokens),
        phonemes: stages.phonemes.to_string(),
        tokens: (stages.normalized.tokens.iter().zip(&stages.diacritized.tokens))
            .zip(stages.diacritized.probabilities.iter().zip(&stages.diacritized.uncertainties))
            .map(token)
            .collect(),
        notes: stages.phonemes.notes.clone(),
    }
}

/// Returns the words of an utterance, separated by spaces.
pub fn words(tokens: &[Token]) -> String {
    let words = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word.text.as_str()),
        Token::Pause(_) => None,
    });
    words.collect::<Vec<_>>().join(" ")
}
