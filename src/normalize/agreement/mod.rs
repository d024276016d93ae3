//! How what was printed stands to the words around it: its case, whether it is definite, and the gender of what it
//! counts. The driver asks here once for each [`Match`](super::classify::Match), before the value is given its words.

pub(crate) mod case;
mod clause;
pub(crate) mod counted;
pub(crate) mod ending;
pub(crate) mod head;

use self::Certainty::{Known, Open, Sure};
use super::cursor::Cursor;
use super::grammar::{Case, Form, Gender};
use super::lexicon::governors::{self, Particle};
use super::lexicon::nouns;
use super::lexicon::words::List;
use super::printed::month;
use super::semiotic::Counted;
use crate::arabic::clitics;

/// The case of a value and how certain it is, and whether it has the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Agreement {
    pub case: Case,
    pub is_sure: bool,
    /// Whether the case is a guess, which one who knows more of the sentence may put right.
    pub is_open: bool,
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
            // خمسة وتسعين: without its noun it has the vowels of the case that its letters show.
            sure: self.is_sure || !self.is_open && matches!(counted, Counted::Nothing),
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

/// How far a case is certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certainty {
    /// By its governor: the last letter carries its vowel.
    Sure,
    /// By a rule of print; the vowel is the diacritizer's.
    Known,
    /// By no word beside the number: the likeliest of two or three.
    Open,
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
    /// The verb right before it, of which it is the object.
    Verb,
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
    let (case, certainty) = match governor {
        Governor::Words(place) => case::case(place),
        Governor::Unsure(word) => (case::case(word).0, Known),
        Governor::Sign(_) => (Case::Genitive, Known),
        Governor::Fixed(case) => (case, Known),
        Governor::Preposition => (Case::Genitive, Sure),
        Governor::Verb => (Case::Accusative, Sure),
        Governor::Joined(place) => (case::joined(place), Known),
        Governor::Day(place) if is_accusative_day(place) => (case_of_day(place), Sure),
        Governor::Day(place) if heads_list(place) => (Case::Nominative, Sure),
        Governor::Day(place) => (case_of_day(place), Known),
        Governor::Noun(noun) => of_noun(head::case_of(noun)),
        Governor::NounAsGoverned(noun) => of_noun(head::governed_case(noun)),
    };
    let is_definite = matches!(governor, Governor::Words(place) | Governor::Sign(place) if place.has_article());
    Agreement { case, is_sure: certainty == Sure, is_open: certainty == Open, is_definite }
}

/// The case of a noun for what agrees with it, whose vowel is left to the reader.
fn of_noun((case, certainty): (Case, Certainty)) -> (Case, Certainty) {
    (case, if certainty == Open { Open } else { Known })
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
    if let Some(case) = case_of_weekday(day) {
        return case;
    }
    // الموافق 1 رمضان 1446 هـ، 1 مارس 2025 م
    if let Some(first) = day_of_date_before(day) {
        return case_of_day(first);
    }
    // قتل خمسة، الأحد 29 يونيو: when it was, and the day of the month with the day of the week.
    let weekday = day.back(1);
    if weekday.word().is_some_and(|word| List::Weekdays.has(word)) && weekday.back(1).is("،") {
        return Case::Accusative;
    }
    match day.word_before() {
        // ولدت 26 رجب: when it was.
        Some((_, word)) if is_event_of_life(word) => Case::Accusative,
        None if day.proclitic().is_none_or(|proclitic| proclitic == "ال") => case::case(day).0,
        _ => Case::Genitive,
    }
}

/// `يوم السبت، 29 نوفمبر`, `اليوم الاثنين 28 سبتمبر`: the day of the month stands beside that of the week, and has its case;
/// a comma between changes nothing. `اليوم` is an adverb, but behind what has it in its genitive.
fn case_of_weekday(day: Cursor) -> Option<Case> {
    let weekday = day.back(1 + usize::from(day.back(1).is_any(&["،", ","])));
    let before = weekday.back(1);
    weekday.word().filter(|word| List::Weekdays.has(word))?;
    match before.word()? {
        "يوم" | "ليوم" | "بيوم" | "مساء" | "صباح" | "ليلة" | "فجر" | "ظهر" | "عصر" => {
            Some(Case::Genitive)
        }
        "اليوم" if follows_governor(before) => Some(Case::Genitive),
        "اليوم" => Some(Case::Accusative),
        _ => None,
    }
}

/// `مساء اليوم`, `حتى اليوم`, `مباراة اليوم`: behind a preposition, or a noun that begins its clause without the article.
fn follows_governor(place: Cursor) -> bool {
    let before = place.back(1);
    before.word().is_some_and(|word| {
        let is_particle = governors::particle(governors::without_conjunction(word)) == Some(Particle::Genitive);
        let is_noun = nouns::is_known(word) && !governors::is_closed(word) && !governors::is_adverb(word);
        List::PartsOfDay.has(word) || is_particle || is_noun && clause::begins_clause(before)
    })
}

/// The day of a date with its era that this one restates after a comma.
fn day_of_date_before(day: Cursor) -> Option<Cursor> {
    const LONGEST_MONTH: usize = 3;
    let comma = day.back(1);
    let year = comma.back(2);
    let has_era = comma.is_any(&["،", ","]) && comma.back(1).is_any(&["ه", "هج", "م"]);
    let month = year.back(1);
    let is_date = has_era && year.digits(4..=4).is_some() && month::ends_at(month);
    let first = year.backwards().take(LONGEST_MONTH + 1).find(|place| place.is_number());
    first.filter(|first| is_date && first.text().len() <= 2)
}

fn is_event_of_life(word: &str) -> bool {
    // الوفاة 27 أكتوبر: after its label the day is as adverbial as after its verb.
    let is_listed = |word: &str| matches!(word, "ولد" | "ولدت" | "توفي" | "توفيت" | "الوفاة" | "الولادة" | "الميلاد");
    is_listed(word) || is_listed(clitics::without_conjunction(word))
}

/// `الموافق 1 يوليو`, `يصادف 29 نوفمبر`, `اليوم 24 مايو`: the day is the object of the participle or of its verb, or stands
/// beside an adverb of time.
fn is_accusative_day(day: Cursor) -> bool {
    let falls_on = |word: &str| matches!(word, "يصادف" | "يوافق" | "المصادف");
    let before = day.back(1).word();
    matches!(before, Some("الموافق" | "اليوم"))
        || before.is_some_and(|word| falls_on(clitics::without_conjunction(word)))
}

/// `على النحو التالي: 3 يوليو`: the day that a list begins with.
fn heads_list(day: Cursor) -> bool {
    let announces = |word: &str| matches!(word, "التالي" | "كالتالي" | "الآتي" | "كالآتي" | "يلي" | "التالية" | "الآتية");
    day.proclitic().is_none() && day.back(1).is(":") && day.back(2).word().is_some_and(announces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::testing::tokens;

    /// The case of the day of the month that is the first number of a text.
    fn check(input: &str, expect: Case) {
        let tokens = tokens(input);
        let day = (0..tokens.len()).map(|at| Cursor::new(&tokens, at)).find(|place| place.is_number()).unwrap();
        assert_eq!(ask(Governor::Day(day)).case, expect, "{input}");
    }

    #[test]
    fn day_beside_that_of_the_week() {
        check("التقى الوزيران اليوم الاثنين 28 سبتمبر", Case::Accusative);
        check("تعلن النتائج اليوم السبت، 29 نوفمبر", Case::Accusative);
        check("انتظر حتى اليوم الاثنين 28 سبتمبر", Case::Genitive);
        check("عقد في اليوم الاثنين 28 سبتمبر", Case::Genitive);
        check("مباراة اليوم السبت، 10 نوفمبر", Case::Genitive);
        check("مساء اليوم الخميس، 20 مارس", Case::Genitive);
    }
}
