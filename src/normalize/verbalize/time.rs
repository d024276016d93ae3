//! Clock times, durations and offsets of time zones.
//!
//! The hour is a definite feminine ordinal (the one o'clock is `الواحدة`), quarters, thirds and halves have their names.
//! Hours above twelve lose twelve and gain a word for the part of the day, unless one is printed nearby; no such word is
//! invented for the others.

use super::words::{join, say};
use crate::normalize::agreement::Agreement;
use crate::normalize::grammar::noun::{self, Noun};
use crate::normalize::grammar::{Case, Gender, number};
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{Clock, Duration, PartOfSecond, Period, TimePart};
use crate::normalize::spoken::Spoken;

const HOUR: Noun = Noun::feminine("سَاعَة", "سَاعَات");
const MINUTE: Noun = Noun::feminine("دَقِيقَة", "دَقَائِق");
const SECOND: Noun = Noun::feminine("ثَانِيَة", "ثَوَانٍ");
const TENTH: Noun = Noun::masculine("عُشْر", "أَعْشَار").with_tail("مِنَ الثَّانِيَةِ");
const HUNDREDTH: Noun = Noun::masculine("جُزْء", "أَجْزَاء").with_tail("مِنَ الْمِئَةِ");
const THOUSANDTH: Noun = Noun::masculine("جُزْء", "أَجْزَاء").with_tail("مِنَ الْأَلْفِ");

pub(super) fn time(parts: Vec<TimePart>) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    for part in parts {
        let (words, source) = match part {
            TimePart::Clock { clock, has_period, is_joined, source } => {
                let mut words = words(&clock, has_period);
                if is_joined {
                    join(&mut words);
                }
                (words, source)
            }
            TimePart::Period { period, source } => (vec![said(period).to_owned()], source),
            TimePart::To(source) => (vec!["إِلَى".to_owned()], source),
            TimePart::Moment { rank, seconds, source } => {
                let mut words = match rank {
                    0 => number::digits("0"),
                    rank => number::ordinal(rank, Gender::Feminine, Case::Genitive, false),
                };
                if seconds > 0 {
                    words.extend(joined(seconds, &SECOND));
                }
                (words, source)
            }
        };
        spoken.extend(Spoken::words(words, Rule::Time, &source));
    }
    spoken
}

fn said(period: Period) -> &'static str {
    match period {
        Period::Morning => "صَبَاحًا",
        Period::Noon => "ظُهْرًا",
        Period::Evening => "مَسَاءً",
    }
}

/// The words of a time.
fn words(clock: &Clock, has_period: bool) -> Vec<String> {
    let (mut hour, minute) = (clock.hour, clock.minute.unwrap_or(0));
    // A quarter to the next hour.
    let is_quarter_to = minute == 45 && clock.second.is_none();
    if is_quarter_to {
        hour += 1;
    }
    let period = match clock.hour {
        _ if has_period => None,
        0 | 24 => Some("لَيْلًا"),
        // A quarter to midnight is no evening.
        23 if is_quarter_to => Some("لَيْلًا"),
        13..=17 => Some("بَعْدَ الظُّهْر"),
        18..=23 => Some("مَسَاءً"),
        _ => None,
    };
    let mut words = match hour % 12 {
        1 => vec!["الْوَاحِدَة".to_owned()],
        0 => number::ordinal(12, Gender::Feminine, Case::Genitive, false),
        hour => number::ordinal(hour, Gender::Feminine, Case::Genitive, false),
    };
    match minute {
        0 => {}
        15 => words.push("وَالرُّبُع".to_owned()),
        20 => words.push("وَالثُّلُث".to_owned()),
        30 => words.push("وَالنِّصْف".to_owned()),
        _ if is_quarter_to => words.extend(["إِلَّا".to_owned(), "رُبُعًا".to_owned()]),
        minute => words.extend(joined(minute, &MINUTE)),
    }
    if let Some(second) = clock.second.filter(|&second| second > 0) {
        words.extend(joined(second, &SECOND));
    }
    words.extend(period.iter().flat_map(|period| period.split(' ')).map(str::to_owned));
    words
}

fn joined(amount: u64, noun: &Noun) -> Vec<String> {
    let mut words = noun::counted(amount, noun, Case::Genitive, false);
    join(&mut words);
    words
}

pub(super) fn duration(duration: &Duration, agreement: Agreement) -> Vec<Spoken> {
    let parts = [(duration.hours, &HOUR), (duration.minutes, &MINUTE), (duration.seconds, &SECOND)];
    let mut words: Vec<String> = Vec::new();
    for (amount, noun) in parts.into_iter().filter(|(amount, _)| *amount > 0) {
        let mut said = noun::counted(amount, noun, agreement.case, false);
        if !words.is_empty() {
            join(&mut said);
        }
        words.extend(said);
    }
    if words.is_empty() {
        let plain = Agreement { is_sure: false, ..agreement };
        words = number::cardinal(0, plain.plain());
    }
    if let Some((value, unit)) = duration.part {
        let mut said = noun::counted(value, part_of_second(unit), agreement.case, false);
        join(&mut said);
        words.extend(said);
    }
    say(words, Rule::Time, &duration.source)
}

fn part_of_second(unit: PartOfSecond) -> &'static Noun {
    match unit {
        PartOfSecond::Tenth => &TENTH,
        PartOfSecond::Hundredth => &HUNDREDTH,
        PartOfSecond::Thousandth => &THOUSANDTH,
    }
}

/// `زائد ثلاث ساعات`: the name of the time zone has been said.
pub(super) fn offset(is_ahead: bool, hours: u64, minutes: u64) -> Vec<String> {
    let mut words = vec![if is_ahead { "زَائِد" } else { "نَاقِص" }.to_owned()];
    words.extend(noun::counted(hours, &HOUR, Case::Genitive, false));
    match minutes {
        0 => {}
        30 => words.push("وَنِصْف".to_owned()),
        minutes => words.extend(joined(minutes, &MINUTE)),
    }
    words
}
