//! Dates: the day is a definite ordinal (it is the fifteenth *day*), then `من` and the month; a year after the month is
//! introduced by `عام`.

use super::words::{join, say};
use super::year;
use crate::normalize::agreement::Agreement;
use crate::normalize::grammar::{Case, Gender, number};
use crate::normalize::output::{PauseLength, Rule};
use crate::normalize::semiotic::{DatePart, DayPlace};
use crate::normalize::spoken::Spoken;

pub(super) fn date(parts: Vec<DatePart>, agreement: Agreement) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    for part in parts {
        let phrase = |words: &[&str], source| Spoken::words(words, Rule::Date, source).collect::<Vec<_>>();
        spoken.extend(match part {
            DatePart::Day { value, gender, place, source } => {
                let case = if place == DayPlace::First { agreement.case } else { Case::Genitive };
                let mut words = number::ordinal(value, gender, case, agreement.is_sure);
                if place == DayPlace::Joined {
                    join(&mut words);
                }
                say(words, Rule::Date, &source)
            }
            DatePart::From(source) => {
                let pause = Spoken::Pause { length: PauseLength::Short, source: source.clone() };
                std::iter::once(pause).chain(phrase(&["مِنْ"], &source)).collect()
            }
            DatePart::To(source) => phrase(&["إِلَى"], &source),
            DatePart::Of(source) => phrase(&["مِنْ"], &source),
            DatePart::Month { name, source } => Spoken::phrase(name, Rule::Date, &source).collect(),
            DatePart::MonthWord { text, vowelled, source } => {
                let hint = vowelled.map(str::to_owned);
                vec![Spoken::Word { text, hint, rule: Rule::Date, source }]
            }
            DatePart::Year { value, is_introduced, source } => {
                let mut words = if is_introduced { vec![introduction(value).to_owned()] } else { Vec::new() };
                words.extend(year::words(value, Gender::Masculine));
                say(words, Rule::Date, &source)
            }
            DatePart::Era { era, source } => phrase(year::era_of_year(era), &source),
            DatePart::Weekday { name, source } => phrase(&[name], &source),
        });
    }
    spoken
}

/// What is said before a year. The first of an era after `عام` would be heard as a length of time.
fn introduction(value: u64) -> &'static str {
    if value == 1 { "سَنَة" } else { "عَام" }
}
