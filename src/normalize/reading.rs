//! What is said for a stretch of print: a match, its agreement asked, its value given words; and a prefix that was printed
//! apart put before it.

use super::agreement::{self, Agreement};
use super::classify::Match;
use super::cursor::Cursor;
use super::grammar::Case;
use super::output::{Numbering, Rule};
use super::scan::spelling;
use super::semiotic::Semiotic;
use super::spoken::{self, Spoken};
use super::verbalize;
use crate::arabic::clitics;
use crate::note::Note;

/// What is said for the tokens from a place on.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    /// How many tokens it takes; at least one.
    pub length: usize,
    /// What is spoken for them, in order; may be empty (with a note).
    pub spoken: Vec<Spoken>,
    pub notes: Vec<Note>,
    /// What was guessed of its value.
    pub open: Option<OpenCase>,
}

/// The case that was taken for a number, where that is a guess.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenCase {
    pub case: Case,
    pub number: Numbering,
    /// Whether another would be other letters.
    pub is_spelt: bool,
}

impl Reading {
    pub(super) fn new(spoken: Vec<Spoken>) -> Self {
        Self { length: 1, spoken, notes: Vec::new(), open: None }
    }
}

/// Says what a class has found: the one place where agreement is asked and words are made. `settled` is the case of a
/// number that has been told here.
pub(super) fn say(found: Match, settled: Option<Case>) -> Reading {
    let mut agreement = agreement::ask(found.governor);
    let number = found.value.numbering(agreement.case);
    // What counts finds its own among the words around it, and shares it with what is joined to it.
    if let Some(case) = settled.filter(|_| !matches!(number, Some(Numbering::Counts) | None)) {
        agreement = Agreement { case, is_open: false, ..agreement };
    }
    let open = number.filter(|_| agreement.is_open).map(|number| OpenCase {
        case: agreement.case,
        number,
        is_spelt: is_spelt_by_case(&found.value, agreement),
    });
    let mut spoken = verbalize::verbalize(found.value, agreement);
    spoken::prefix(&mut spoken, found.prefix);
    Reading { length: found.length, spoken, notes: found.notes, open }
}

/// Whether a value has other letters in another case.
fn is_spelt_by_case(value: &Semiotic, agreement: Agreement) -> bool {
    let letters = |case: Case| {
        let spoken = verbalize::verbalize(value.clone(), Agreement { case, is_sure: false, ..agreement });
        let words = spoken.into_iter().filter_map(|spoken| match spoken {
            Spoken::Word { text, .. } => Some(text),
            Spoken::Pause { .. } => None,
        });
        words.collect::<Vec<_>>()
    };
    let nominative = letters(Case::Nominative);
    nominative != letters(Case::Accusative) || nominative != letters(Case::Genitive)
}

/// Gives the reading of what stands at `host` the proclitic here, and makes it begin there.
///
/// A reading that says nothing is answered as it is, the proclitic swallowed with it.
pub(super) fn join(place: Cursor, host: Cursor, mut reading: Reading) -> Reading {
    reading.length += host.since(place);
    let start = place.source(1).start;
    let first_word = reading.spoken.iter_mut().find_map(|spoken| match spoken {
        Spoken::Word { text, hint, rule, source } => Some((text, hint, rule, source.start)),
        Spoken::Pause { .. } => None,
    });
    let Some((text, hint, rule, host_start)) = first_word else { return reading };
    let proclitic = if place.is_any(&["&", "+"]) { "و" } else { place.text() };
    *hint = hint.take().map(|hint| clitics::attach_vowelled(proclitic, &hint));
    let joined = clitics::attach(proclitic, text);
    // What is drawn out only together (`بـ ننن`) would be other letters where it is read again.
    *text = if hint.is_none() { spelling::without_drawl(&joined) } else { joined };
    if *rule == Rule::Plain {
        *rule = Rule::Spelling;
    }
    // The words of one number share one source, the proclitic included.
    for spoken in &mut reading.spoken {
        let (Spoken::Word { source, .. } | Spoken::Pause { source, .. }) = spoken;
        if source.start <= host_start {
            source.start = source.start.min(start);
        }
    }
    reading
}
