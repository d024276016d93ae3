//! Numbers that name, and numbers that are dialled.

use super::words::say;
use super::year;
use crate::arabic::marks;
use crate::normalize::agreement::Agreement;
use crate::normalize::grammar::{Case, GREATEST, Gender, number};
use crate::normalize::lexicon::letter_names;
use crate::normalize::output::{PauseLength, Rule};
use crate::normalize::semiotic::{CodePart, Source};
use crate::normalize::spoken::Spoken;

pub(super) fn code(parts: Vec<CodePart>, agreement: Agreement) -> Vec<Spoken> {
    let mut spoken = Vec::new();
    for part in parts {
        let name = |words: Vec<String>, source| say(words, Rule::Version, source);
        spoken.extend(match part {
            CodePart::Number { digits, source } => name(named(&digits, agreement), &source),
            CodePart::Over { digits, source } => {
                let mut words = vec!["عَلَى".to_owned()];
                words.extend(named(&digits, Agreement { case: Case::Genitive, ..agreement }));
                name(words, &source)
            }
            CodePart::Letter { letter, source } => {
                Spoken::words(letter_names::arabic(letter), Rule::Acronym, &source).collect()
            }
            CodePart::OfYear { year, source } => {
                let mut words = vec!["لِعَام".to_owned()];
                words.extend(year::words(year, Gender::Masculine));
                name(words, &source)
            }
            CodePart::Year { year, source } => name(year::words(year, Gender::Masculine), &source),
            CodePart::Era { era, source } => Spoken::words(year::era_of_year(era), Rule::Year, &source).collect(),
            CodePart::Point(source) => name(vec!["نُقْطَةْ".to_owned()], &source),
            CodePart::Pause(source) => vec![Spoken::Pause { length: PauseLength::Short, source }],
            CodePart::Version(source) => name(vec!["الْإِصْدَار".to_owned()], &source),
        });
    }
    spoken
}

/// A number as a name; with a zero before it, digit by digit.
fn named(digits: &str, agreement: Agreement) -> Vec<String> {
    match digits.parse::<u64>() {
        Ok(value) if value <= GREATEST && (digits.len() == 1 || !digits.starts_with('0')) => {
            let mut words = number::cardinal(value, Agreement { is_sure: false, ..agreement }.plain());
            // إس ستةْ, فورمولا واحدْ: a name has no case, and whoever reads it out stops on it.
            if let [word] = words.as_mut_slice()
                && agreement.case == Case::Nominative
                && (word.ends_with(['ة', 'د']) || word == "صِفْر")
            {
                word.push(marks::SUKUN);
            }
            words
        }
        _ => number::digits(digits),
    }
}

/// `كربون أربعة عشر`: the element first, as in speech.
pub(super) fn isotope(element: &str, value: u64, source: &Source, agreement: Agreement) -> Vec<Spoken> {
    let mut words = vec![element.to_owned()];
    words.extend(number::cardinal(value, Agreement { is_sure: false, ..agreement }.plain()));
    say(words, Rule::Version, source)
}

pub(super) fn phone(plus: Option<Source>, groups: Vec<(String, Source)>) -> Vec<Spoken> {
    let plus = plus.map(|source| Spoken::vowelled("زَائِد", Rule::Phone, &source));
    let digits = groups.iter().flat_map(|(digits, source)| say(number::digits(digits), Rule::Phone, source));
    plus.into_iter().chain(digits).collect()
}
