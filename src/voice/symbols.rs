//! Phonemes to the integers a model knows. The only place that makes symbol ids.

use std::collections::{HashMap, HashSet};

use super::Error;
use crate::{
    normalize::PauseLength,
    note::{Note, NoteCode},
    phonemize::{INVENTORY, Phoneme, PhonemeToken, Phonemes},
};

/// The symbol of a word boundary.
const WORD_BOUNDARY: &str = " ";
/// The symbol of a pause that says nothing of what it ends: the one an utterance begins with.
const PAUSE: &str = "pau";
/// The symbols of pauses that say what they end, in voices that tell them apart: a phrase that goes on, a statement, a
/// question.
const ENDS: [(PauseLength, &str); 3] =
    [(PauseLength::Short, ","), (PauseLength::Long, "."), (PauseLength::Question, "?")];
/// What a voice without the phoneme says instead; the nearest Arabic sound.
const NEAREST: [(&str, &str); 2] = [("v", "f"), ("vː", "fː")];

/// A voice's table from phoneme to symbol id.
#[derive(Debug, Clone)]
pub struct Symbols {
    ids: HashMap<String, i64>,
    word_boundary: i64,
    pause: i64,
    ends: [i64; 3],
}

/// An utterance as symbol ids, and which of them belong to which token of the utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Framed by a pause at each end.
    pub ids: Vec<i64>,
    /// For each id the index of the token it speaks; `None` for boundaries and the framing pauses.
    pub tokens: Vec<Option<usize>>,
    pub notes: Vec<Note>,
}

impl Symbols {
    /// Reads the table of voice `voice`: a JSON object from symbol to id.
    ///
    /// # Errors
    /// Where it is no such object, an id is given twice or is negative, or a pause, a word boundary or a phoneme that
    /// has no stand-in is missing.
    pub fn parse(voice: &str, json: &[u8]) -> Result<Self, Error> {
        let malformed = |what: String| Error::Malformed { voice: voice.to_owned(), what };
        let ids: HashMap<String, i64> =
            serde_json::from_slice(json).map_err(|error| malformed(format!("symbol table: {error}")))?;
        let mut seen = HashSet::new();
        for (symbol, id) in &ids {
            if *id < 0 || !seen.insert(id) {
                return Err(malformed(format!("symbol `{symbol}` has id {id}, which is negative or given twice")));
            }
        }
        let required =
            |symbol: &str| ids.get(symbol).copied().ok_or_else(|| malformed(format!("symbol table has no `{symbol}`")));
        let (word_boundary, pause) = (required(WORD_BOUNDARY)?, required(PAUSE)?);
        let ends = ENDS.map(|(_, symbol)| ids.get(symbol).copied().unwrap_or(pause));
        let symbols = Self { ids, word_boundary, pause, ends };
        for phoneme in INVENTORY {
            if Phoneme::from_ipa(phoneme).and_then(|phoneme| symbols.spell(phoneme)).is_none() {
                return Err(malformed(format!("symbol table has no `{phoneme}` and nothing near it")));
            }
        }
        Ok(symbols)
    }

    /// Frames and encodes an utterance: a pause, the words separated by a boundary (or by a pause where the reader
    /// pauses), a pause. Where the utterance ends without one, it ends as a statement does.
    pub fn encode(&self, phonemes: &Phonemes) -> Encoded {
        let mut encoded = Encoded { ids: vec![self.pause], tokens: vec![None], notes: Vec::new() };
        for (at, token) in phonemes.tokens.iter().enumerate() {
            match token {
                PhonemeToken::Pause(length) => {
                    if !self.ends_in_pause(&encoded) {
                        encoded.ids.push(self.end(*length));
                        encoded.tokens.push(Some(at));
                    }
                }
                PhonemeToken::Word(word) => {
                    if !self.ends_in_pause(&encoded) {
                        encoded.ids.push(self.word_boundary);
                        encoded.tokens.push(None);
                    }
                    for &phoneme in &word.phonemes {
                        // `parse` has seen to it that every phoneme has a spelling.
                        let Some((ids, exact)) = self.spell(phoneme) else { continue };
                        if !exact {
                            encoded.notes.push(Note::new(
                                NoteCode::PhonemeSubstituted,
                                format!("phoneme `{}` is not in the voice, its nearest is spoken", phoneme.ipa()),
                                word.source.clone(),
                            ));
                        }
                        for id in ids {
                            encoded.ids.push(id);
                            encoded.tokens.push(Some(at));
                        }
                    }
                }
            }
        }
        if self.ends_in_pause(&encoded) && encoded.ids.len() > 1 {
            // The framing pause stands for the last one.
            if let Some(last) = encoded.tokens.last_mut() {
                *last = None;
            }
        } else {
            encoded.ids.push(self.end(PauseLength::Long));
            encoded.tokens.push(None);
        }
        encoded
    }

    fn end(&self, length: PauseLength) -> i64 {
        let [goes_on, statement, question] = self.ends;
        match length {
            PauseLength::Short => goes_on,
            PauseLength::Long => statement,
            PauseLength::Question => question,
        }
    }

    fn ends_in_pause(&self, encoded: &Encoded) -> bool {
        encoded.ids.last().is_some_and(|id| *id == self.pause || self.ends.contains(id))
    }

    /// Returns the ids of a phoneme and whether they say exactly that phoneme. A long consonant that the voice does not
    /// have is spelt as two short ones.
    fn spell(&self, phoneme: Phoneme) -> Option<(Vec<i64>, bool)> {
        let ipa = phoneme.ipa();
        if let Some(&id) = self.ids.get(ipa) {
            return Some((vec![id], true));
        }
        if let Some(&id) = ipa.strip_suffix('ː').and_then(|short| self.ids.get(short)) {
            return Some((vec![id, id], true));
        }
        let (_, nearest) = NEAREST.iter().find(|(wanted, _)| *wanted == ipa)?;
        self.ids.get(*nearest).map(|&id| (vec![id], false))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        normalize::{PauseLength, Rule},
        phonemize::PhonemeWord,
    };

    /// A table of the whole inventory but v, and of these symbols too.
    fn table(more: &[&str]) -> Symbols {
        let names = [WORD_BOUNDARY, PAUSE].into_iter().chain(INVENTORY).filter(|name| !name.starts_with('v'));
        let ids: HashMap<&str, i64> = names.chain(more.iter().copied()).zip(0..).collect();
        Symbols::parse("table", &serde_json::to_vec(&ids).unwrap()).unwrap()
    }

    /// A voice with one symbol for all pauses, and without v.
    fn plain() -> Symbols {
        table(&[])
    }

    /// A voice whose pauses say what they end.
    fn telling() -> Symbols {
        table(&[",", ".", "?", "v", "vː"])
    }

    fn utterance(text: &str) -> Phonemes {
        let token = |word: &str| match word {
            "," => PhonemeToken::Pause(PauseLength::Short),
            "." => PhonemeToken::Pause(PauseLength::Long),
            "?" => PhonemeToken::Pause(PauseLength::Question),
            word => PhonemeToken::Word(PhonemeWord {
                text: word.to_owned(),
                phonemes: word.split(' ').map(|ipa| Phoneme::from_ipa(ipa).unwrap()).collect(),
                source: 0..1,
                rule: Rule::Plain,
            }),
        };
        Phonemes { tokens: text.split(" | ").map(token).collect(), notes: Vec::new() }
    }

    /// Checks the symbols that an utterance is spelt with.
    fn check(text: &str, expect: &str) {
        check_with(&telling(), text, expect);
    }

    fn check_with(symbols: &Symbols, text: &str, expect: &str) {
        let encoded = symbols.encode(&utterance(text));
        let name = |id| symbols.ids.iter().find(|(_, other)| **other == id).unwrap().0.as_str();
        let spelt: Vec<_> = encoded.ids.iter().map(|&id| name(id)).collect();
        assert_eq!(spelt.join("·"), expect);
        assert_eq!(encoded.ids.len(), encoded.tokens.len());
    }

    #[test]
    fn words_are_separated_by_a_boundary_and_framed_by_pauses() {
        check("m i n | b a", "pau·m·i·n· ·b·a·.");
    }

    #[test]
    fn pause_takes_the_place_of_the_boundary() {
        check("m i n | , | b a", "pau·m·i·n·,·b·a·.");
    }

    #[test]
    fn last_pause_is_the_frame() {
        check("m i n | .", "pau·m·i·n·.");
    }

    #[test]
    fn pause_says_what_it_ends() {
        check("m i n | ?", "pau·m·i·n·?");
        check("m i n | ? | b a | ,", "pau·m·i·n·?·b·a·,");
    }

    #[test]
    fn voice_with_one_pause_gets_that() {
        check_with(&plain(), "m i n | ? | b a | , | b i", "pau·m·i·n·pau·b·a·pau·b·i·pau");
    }

    #[test]
    fn two_pauses_are_one() {
        check("m i n | , | . | b a", "pau·m·i·n·,·b·a·.");
    }

    #[test]
    fn missing_phoneme_is_replaced_and_noted() {
        check_with(&plain(), "v a", "pau·f·a·pau");
        assert_eq!(plain().encode(&utterance("v a")).notes[0].code, NoteCode::PhonemeSubstituted);
    }

    #[test]
    fn table_that_gives_an_id_twice_is_refused() {
        let error = Symbols::parse("x", br#"{" ": 1, "pau": 1}"#).unwrap_err();
        assert!(error.to_string().starts_with("malformed voice `x`: symbol"), "{error}");
    }

    #[test]
    fn table_without_a_phoneme_is_refused() {
        let error = Symbols::parse("x", br#"{" ": 1, "pau": 2}"#).unwrap_err();
        assert_eq!(error.to_string(), "malformed voice `x`: symbol table has no `ʔ` and nothing near it");
    }
}
