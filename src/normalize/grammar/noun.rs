//! The nouns that a reading supplies (units, currencies, hours) and the forms they take after a number.

use super::number;
use super::{Case, Form, GREATEST, Gender};
use crate::arabic::marks;

/// A noun that a reading supplies (a unit, a currency): its forms with their vowels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Noun {
    pub singular: &'static str,
    pub plural: &'static str,
    pub gender: Gender,
    /// Foreign words that do not decline: `يورو`, `ميغاواط`.
    pub invariable: bool,
    /// An adjective that agrees with it, masculine singular: `مُرَبَّع`, `جَزَائِرِيّ`.
    pub adjective: Option<&'static str>,
    /// What follows whatever the number is: `فِي السَّاعَةِ`.
    pub tail: &'static str,
}

impl Noun {
    /// A masculine noun with nothing after it.
    pub(crate) const fn masculine(singular: &'static str, plural: &'static str) -> Self {
        Self { singular, plural, gender: Gender::Masculine, invariable: false, adjective: None, tail: "" }
    }

    /// A feminine noun with nothing after it.
    pub(crate) const fn feminine(singular: &'static str, plural: &'static str) -> Self {
        Self { gender: Gender::Feminine, ..Self::masculine(singular, plural) }
    }

    /// A foreign noun that has one form.
    pub(crate) const fn invariable(word: &'static str) -> Self {
        Self { invariable: true, ..Self::masculine(word, word) }
    }

    /// A noun as a table has it: its kind, singular, plural, adjective and tail.
    pub(crate) fn of_columns([kind, singular, plural, adjective, tail]: [&'static str; 5]) -> Option<Self> {
        let noun = match kind {
            "masculine" => Self::masculine(singular, plural),
            "feminine" => Self::feminine(singular, plural),
            "invariable" => Self::invariable(singular),
            _ => return None,
        };
        Some(Self { adjective: Some(adjective).filter(|adjective| !adjective.is_empty()), tail, ..noun })
    }

    pub(crate) const fn with_adjective(self, adjective: &'static str) -> Self {
        Self { adjective: Some(adjective), ..self }
    }

    pub(crate) const fn with_tail(self, tail: &'static str) -> Self {
        Self { tail, ..self }
    }
}

/// Returns the words of a number and what it counts, in the order they are said: `خمسة كيلومترات`, `دولار واحد`,
/// `مئتي متر مربع`.
pub(crate) fn counted(amount: u64, noun: &Noun, case: Case, sure: bool) -> Vec<String> {
    let form = Form { gender: noun.gender, case, construct: true, definite: false, sure };
    let below = amount % 100;
    let mut words = Vec::new();
    match below {
        1 | 2 if amount <= GREATEST => {
            // One and two are said by the noun itself; after a hundred it is joined: مئة دولار ودولار.
            if amount > 2 {
                words = number::cardinal(amount - below, form);
                words.extend(inflected(noun, amount - below, case, sure));
                let mut rest = inflected(noun, below, case, sure);
                if let Some(first) = rest.first_mut() {
                    *first = format!("وَ{first}");
                }
                // The tail is said once, at the end.
                words.truncate(words.len().saturating_sub(tail_length(noun)));
                words.extend(rest);
                return words;
            }
            let mut said = inflected(noun, below, case, sure);
            if below == 1 || noun.invariable {
                let one = number::cardinal(below, Form { construct: false, ..form });
                if below == 1 {
                    let position = length_of_name(noun).min(said.len());
                    said.splice(position..position, one);
                } else {
                    said.splice(0..0, one);
                }
            }
            said
        }
        _ => {
            words.extend(number::cardinal(amount, form));
            words.extend(inflected(noun, amount, case, sure));
            words
        }
    }
}

/// How many words name the noun itself, so that `واحد` stands after them: `ملي أمبير`, `كيلوواط ساعة`, but not the tail of
/// `كيلومتر في الساعة`.
fn length_of_name(noun: &Noun) -> usize {
    let has_compound_tail = !noun.tail.is_empty() && !noun.tail.contains(' ');
    noun.singular.split(' ').count() + usize::from(has_compound_tail)
}

/// The form that a noun takes after a number, with its adjective and what follows it.
pub(crate) fn inflected(noun: &Noun, amount: u64, case: Case, sure: bool) -> Vec<String> {
    let below = amount % 100;
    let (word, agreement) = match below {
        _ if noun.invariable => (noun.singular.to_owned(), Following::Singular(case)),
        1 if amount == 1 => (number::ending(noun.singular, case, false, sure), Following::Singular(case)),
        2 if amount == 2 => (number::dual(noun.singular, case, false), Following::Dual(case)),
        3..=10 if is_diptote(noun.plural) => (format!("{}\u{064E}", noun.plural), Following::Plural),
        3..=10 => (number::ending(noun.plural, Case::Genitive, false, true), Following::Plural),
        11..=99 => {
            (number::ending(noun.singular, Case::Accusative, false, true), Following::Singular(Case::Accusative))
        }
        _ => (number::ending(noun.singular, Case::Genitive, false, true), Following::Singular(Case::Genitive)),
    };
    let mut words: Vec<String> = word.split(' ').map(str::to_owned).collect();
    if let Some(adjective) = noun.adjective {
        let masculine_case = if noun.invariable { Case::Genitive } else { case };
        // After three and more the number decides the case; one and two have that of the sentence.
        words.push(agreeing(
            adjective,
            noun.gender,
            agreement,
            masculine_case,
            (sure || amount > 2) && !noun.invariable,
        ));
    }
    words.extend(noun.tail.split_whitespace().map(str::to_owned));
    words
}

/// How an adjective follows its noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Following {
    Singular(Case),
    Dual(Case),
    /// The plural of things takes the feminine singular.
    Plural,
}

fn agreeing(adjective: &str, gender: Gender, agreement: Following, _case: Case, sure: bool) -> String {
    let feminine = format!("{adjective}َة");
    match (agreement, gender) {
        (Following::Plural, _) => number::ending(&feminine, Case::Genitive, false, true),
        (Following::Singular(case), Gender::Feminine) => number::ending(&feminine, case, false, sure),
        (Following::Singular(case), Gender::Masculine) => number::ending(adjective, case, false, sure),
        (Following::Dual(case), Gender::Feminine) => number::dual(&feminine, case, false),
        (Following::Dual(case), Gender::Masculine) => number::dual(adjective, case, false),
    }
}

fn tail_length(noun: &Noun) -> usize {
    noun.tail.split_whitespace().count()
}

/// Broken plurals such as `دَنَانِير` and `دَرَاهِم` take no tanween, and fatha in the genitive.
fn is_diptote(plural: &str) -> bool {
    let letters: Vec<char> = marks::bare(plural).chars().collect();
    matches!(letters.as_slice(), [_, _, 'ا', _, _] | [_, _, 'ا', _, 'ي', _])
}
