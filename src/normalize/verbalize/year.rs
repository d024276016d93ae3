//! Years and eras.

use super::words::join;
use crate::normalize::grammar::{Case, Form, Gender, number};
use crate::normalize::output::Rule;
use crate::normalize::semiotic::{Era, YearPart};
use crate::normalize::spoken::Spoken;

/// The words of a year: it stands in the genitive of the word `عام`, said or meant.
pub(crate) fn words(value: u64, gender: Gender) -> Vec<String> {
    number::cardinal(value, Form { gender, sure: true, ..Form::plain(Case::Genitive) })
}

pub(super) fn years(parts: Vec<YearPart>) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    for part in parts {
        match part {
            YearPart::From(source) => spoken.push(Spoken::vowelled("مِنْ", Rule::Year, &source)),
            YearPart::To(source) => spoken.push(Spoken::vowelled("إِلَى", Rule::Year, &source)),
            YearPart::Year { value, gender, is_joined, era, source } => {
                let mut words = words(value, gender);
                if is_joined {
                    join(&mut words);
                }
                spoken.extend(Spoken::words(words, Rule::Year, &source));
                spoken.extend(Spoken::words(era.map(era_of_year).unwrap_or_default(), Rule::Year, &source));
            }
            YearPart::Era { era, source } => spoken.extend(Spoken::words(era_of_year(era), Rule::Year, &source)),
        }
    }
    spoken
}

/// What is said for the era of a year: the adjectives stand in the accusative, by whatever word the year is introduced.
pub(super) fn era_of_year(era: Era) -> &'static [&'static str] {
    match era {
        Era::Christian => &["مِيلَادِيَّةً"],
        Era::Hijri => &["هِجْرِيَّةً"],
        Era::Judicial => &["قَضَائِيَّةً"],
        Era::BeforeChrist => &["قَبْلَ", "الْمِيلَاد"],
        Era::AfterChrist => &["بَعْدَ", "الْمِيلَاد"],
        Era::BeforeHijra => &["قَبْلَ", "الْهِجْرَة"],
    }
}

/// The adjective of a century.
pub(super) fn era_of_century(era: Era) -> &'static str {
    match era {
        Era::Hijri => "الْهِجْرِيّ",
        _ => "الْمِيلَادِيّ",
    }
}
