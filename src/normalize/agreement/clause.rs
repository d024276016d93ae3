//! The clause that a number stands in: where it begins, and which verb governs it.

use crate::arabic::clitics::Analysis;
use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::governors::{self, Particle, Verb, particle, verb, without_conjunction};
use crate::normalize::lexicon::nouns;
use crate::normalize::lexicon::words::List;

/// A verb to the left of a number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Governing<'t> {
    pub kind: Verb,
    pub place: Cursor<'t>,
    /// Whether only prepositional phrases and adverbs stand between it and the number.
    pub subject_is_to_come: bool,
}

impl<'t> Governing<'t> {
    /// The verb without what joins it to the clause before.
    pub(super) fn verb(&self) -> &'t str {
        self.place.word().map(without_conjunction).unwrap_or_default()
    }
}

/// How far from a number, in words and signs, its verb is looked for.
const LONGEST_CLAUSE: usize = 18;

/// The nearest verb of the clause at `end` or to the left of it.
pub(super) fn governing_verb(end: Cursor) -> Option<Governing> {
    if !end.is_printed() {
        return None;
    }
    for place in end.ahead(1).backwards().take(LONGEST_CLAUSE) {
        if ends_clause(place) {
            return None;
        }
        let Some(word) = place.word().map(without_conjunction) else { continue };
        // من حيث القيمة
        let is_respect = word == "حيث" && place.back(1).is("من");
        if List::OpensClause.has(word) && !is_respect {
            return None;
        }
        let found = |kind| Governing { kind, place, subject_is_to_come: is_phrase(place.ahead(1), end) };
        if List::Amounting.has(word) {
            return Some(found(Verb::Object));
        }
        let kind = kind(place, word).or_else(|| governors::guessed_verb(word, begins_clause(place), place.is_at(end)));
        let is_noun_here = || {
            let before = place.back(1).word();
            before.is_some_and(|before| particle(without_conjunction(before)) == Some(Particle::Genitive))
        };
        if let Some(kind) = kind
            && !is_noun_here()
        {
            return Some(found(kind));
        }
    }
    None
}

/// What a number after the verb here is. `سُجّل`: a past verb that its author marked as a passive one has its subject there.
pub(super) fn kind(place: Cursor, word: &str) -> Option<Verb> {
    match verb(word)? {
        Verb::Object if is_marked_passive(place, word) => Some(Verb::Subject),
        kind => Some(kind),
    }
}

/// Whether the first letter of a verb of the past has its damma in print.
fn is_marked_passive(place: Cursor, word: &str) -> bool {
    let is_past = !["ي", "ت", "سي", "ست"].iter().any(|prefix| word.starts_with(prefix));
    let mut letters = place.text().chars().skip_while(|letter| !word.starts_with(*letter));
    letters.next();
    is_past && letters.next() == Some('\u{064F}')
}

/// Whether the words from `from` to `end` begin with a preposition, an adverb or `هناك`, so that the subject is still to
/// come.
fn is_phrase(from: Cursor, end: Cursor) -> bool {
    if from.since(end) > 0 {
        return true;
    }
    let Some(word) = from.word() else { return false };
    // كان عرض النهر 200 متر: a measure is a subject, though a number after it is its genitive.
    if List::SubjectsOfMeasure.has(word) {
        return false;
    }
    matches!(particle(word), Some(Particle::Genitive | Particle::Adverb))
        || governors::is_adverb(word)
        || Analysis::of(word).preposition.is_some()
        || (governors::is_bound_preposition(word) && !nouns::is_known(word))
        || (["في", "من", "ب", "ل", "علي", "إلي", "عن", "لدي", "بين"].iter().any(|stem| {
            word.strip_prefix(stem).is_some_and(|rest| matches!(rest, "ه" | "ها" | "هم" | "هما" | "هن" | "نا" | "ك"))
        }))
}

/// Whether a verb at this place opens its clause, so that no subject stands before it.
pub(super) fn opens(place: Cursor) -> bool {
    let before = place.back(1);
    !before.is_printed() || ends_clause(before) || before.word().is_some_and(|word| List::BeforePassive.has(word))
}

/// Whether a clause begins at this place.
pub(super) fn begins_clause(place: Cursor) -> bool {
    let before = place.back(1);
    !before.is_printed() || ends_clause(before) || before.word().is_some_and(|word| List::BeforeClause.has(word))
}

pub(super) fn ends_clause(place: Cursor) -> bool {
    place.is_sign() && place.is_any(&[".", ":", "،", "؛", "!", "؟", ";", "?", "…"]) && !is_inside_number(place)
}

/// The point of `0.7` or the colon of `14:30`.
fn is_inside_number(sign: Cursor) -> bool {
    let next = sign.ahead(1);
    sign.is_glued() && sign.back(1).is_number() && next.is_glued() && next.is_number()
}
