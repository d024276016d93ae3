//! How what was printed stands to the words around it: its case, whether it is definite, and the gender of what it
//! counts. The driver asks here once for each [`Match`](super::classify::Match), before the value is given its words.

pub(crate) mod case;
mod clause;
pub(crate) mod counted;
pub(crate) mod ending;
pub(crate) mod head;

use super::cursor::Cursor;
use super::grammar::{Case, Form, Gender};
use super::semiotic::Counted;

/// The case of a value and how certain it is, and whether it has the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Agreement {
    pub case: Case,
    pub is_sure: bool,
    pub is_definite: bool,
}

impl Agreement {
    /// The form of a number that counts this.
    pub(crate) fn form(self, counted: &Counted) -> Form {
        Form {
            gender: counted.gender(),
            case: self.case,
            construct: counted.follows(),
            definite: self.is_definite,
            sure: self.is_sure,
        }
    }

    /// The form of a number that counts nothing.
    pub(crate) fn plain(self) -> Form {
        Form { sure: self.is_sure, ..Form::plain(self.case) }
    }

    /// The form of a number that stands apart from a noun of this gender.
    pub(crate) fn apart(self, gender: Gender) -> Form {
        Form { gender, ..self.plain() }
    }
}

/// What the case of a value comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Governor<'t> {
    /// The words before this place.
    Words(Cursor<'t>),
    /// The same, where the value is an apposition of the word here and its vowel is left to the reader.
    Unsure(Cursor<'t>),
    /// The sign before it, whose second term it is: `ناقص عشرين`.
    Sign(Cursor<'t>),
    /// The form itself, so that nobody need look: a name, a title.
    Fixed(Case),
    /// A preposition that is one word with it.
    Preposition,
    /// The number before this place, which a conjunction joins it to.
    Joined(Cursor<'t>),
    /// The words before a day: after any word it is oblique (in, on, since, of), after some accusative; where it begins a line
    /// it is nominative.
    Day(Cursor<'t>),
    /// The noun here, which shows its case or has that of its own governor.
    Noun(Cursor<'t>),
    /// The governor of the noun here, whatever its own ending shows.
    NounAsGoverned(Cursor<'t>),
}

/// Asks what a governor makes of its value.
pub(crate) fn ask(governor: Governor) -> Agreement {
    let (case, is_sure) = match governor {
        Governor::Words(place) => case::case(place),
        Governor::Unsure(word) => (case::case(word).0, false),
        Governor::Sign(_) => (Case::Genitive, false),
        Governor::Fixed(case) => (case, false),
        Governor::Preposition => (Case::Genitive, true),
        Governor::Joined(place) => (case::joined(place), false),
        Governor::Day(place) => (case_of_day(place), is_accusative_day(place)),
        Governor::Noun(noun) => (head::case_of(noun), false),
        Governor::NounAsGoverned(noun) => (head::governed_case(noun), false),
    };
    let is_definite = matches!(governor, Governor::Words(place) | Governor::Sign(place) if place.has_article());
    Agreement { case, is_sure, is_definite }
}

fn case_of_day(day: Cursor) -> Case {
    // الموافق: ٢٠ من مايو
    let is_label = |label: Cursor| matches!(label.word(), Some("الموافق" | "الموافقة" | "بتاريخ" | "في" | "يوم"));
    // من 1921 إلى 26 مايو: the second end of a stretch.
    let is_end = day.back(1).is_dash() && day.back(2).is_printed() && !day.back(2).is_arabic();
    // ـ (27 يوليو 1768 - …): `من` is said before the first end, whatever stands before the bracket.
    let opens_stretch = day.back(1).is("(");
    if day.back(1).is(":") && is_label(day.back(2)) || is_end || opens_stretch {
        return Case::Genitive;
    }
    if is_accusative_day(day) {
        return Case::Accusative;
    }
    match day.word_before() {
        None if day.proclitic().is_none_or(|proclitic| proclitic == "ال") => case::case(day).0,
        _ => Case::Genitive,
    }
}

/// `الموافق 1 يوليو`, `اليوم 24 مايو`: the day is the object of the participle, or stands beside an adverb of time.
fn is_accusative_day(day: Cursor) -> bool {
    matches!(day.back(1).word(), Some("الموافق" | "اليوم"))
}
