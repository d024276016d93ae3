//! From tokens to values: one file for each class of what is printed.
//!
//! A class looks at the tokens around a place and answers what stands there, or nothing. It gives no words: those are
//! found by [`verbalize`](super::verbalize), after [`agreement`](super::agreement) has been asked. No class uses another;
//! what several share is in [`printed`](super::printed).
//!
//! # In which order, and why
//! The first class that knows a place has it. The longest and most particular form comes first, because its parts would
//! satisfy the later ones:
//!
//! 1. *Links, quotations, abbreviations*: their dots, digits and brackets mean nothing outside them.
//! 2. *Powers*, whose raised digits no other form has: `10⁶`; *numbers of clauses, laws and files*, which look like dates, fractions
//!    and years: `رقم 20/442`; *dates and times* before fractions and decimals: `15/9/2014`, `17.05`, and `24/7` of a service
//!    between the two. *Terms of algebra* come before all of these: their letters are units elsewhere (`٣س = ١٨`).
//! 3. *Telephone numbers* before counts: `021 55 12 34` is not four numbers.
//! 4. *Versions, fractions, spans of years, scores, ranges*: two numbers with a sign between them, from the form that
//!    needs most evidence to the one that needs least.
//! 5. *Years and ordinals*: plain digits whose noun stands before them.
//! 6. *Money, per cent, units*: plain digits whose noun stands after them as a sign.
//! 7. *Decimals and cardinals*: everything else, agreeing with the noun printed after it.
//! 8. *Latin words, emoji, symbols*; before the words a Roman numeral that numbers an item: `(ii)`.

mod abbreviation;
mod algebra;
pub(crate) mod cardinal;
mod code;
mod currency;
pub(crate) mod date;
mod decimal;
mod emoji;
mod footnote;
mod found;
pub(crate) mod fraction;
mod gloss;
mod isotope;
mod label;
mod latin;
mod life;
pub(crate) mod ordinal;
mod outline;
mod percent;
pub(crate) mod phone;
mod power;
mod quran;
pub(crate) mod range;
mod restated;
mod roman;
mod round_the_clock;
pub(crate) mod score;
pub(crate) mod symbol;
pub(crate) mod time;
mod unit;
mod version;
mod web;
mod year;

pub(crate) use self::found::Match;
use super::cursor::Cursor;
use super::options::Options;
use super::token::Kind;

type Class = for<'t> fn(Cursor<'t>) -> Option<Match<'t>>;

/// The classes of what begins with a word or a sign and has its meaning by no number.
const WORDS: [Class; 2] = [quran::classify, abbreviation::classify];

/// The classes of what begins with a sign and is no form of number.
const SIGNS: [Class; 9] = [
    footnote::classify,
    symbol::minus,
    algebra::sign,
    score::stroke,
    gloss::classify,
    date::again,
    life::classify,
    code::in_brackets,
    latin::dot_net,
];

/// The classes of what begins with digits or with a sign before them, in the order told above.
const NUMBERS: [Class; 24] = [
    algebra::term,
    ordinal::minute_of_scorer,
    score::resolution,
    restated::classify,
    power::classify,
    outline::classify,
    code::classify,
    score::to_nil,
    date::classify,
    round_the_clock::classify,
    time::classify,
    phone::classify,
    version::classify,
    year::season,
    fraction::classify,
    year::classify,
    score::classify,
    range::classify,
    ordinal::classify,
    currency::classify,
    percent::classify,
    unit::classify,
    decimal::classify,
    cardinal::classify,
];

/// What stands at a place, by the first class that knows it.
pub(crate) fn classify<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    let ask = |classes: &[Class]| classes.iter().find_map(|classify| classify(place));
    let web = || web::classify(place, options);
    match place.kind()? {
        Kind::Number => ask(&[label::classify, life::classify, isotope::classify])
            .or_else(web)
            .or_else(|| latin::classify(place, options))
            .or_else(|| ask(&NUMBERS)),
        // `ر.س 100`: the letters of a currency before its number are no initials.
        Kind::Arabic => {
            ask(&[label::classify, range::classify, currency::classify, date::begins_with_word, unit::after_scale])
                .or_else(web)
                .or_else(|| ask(&WORDS))
        }
        Kind::Latin => ask(&[
            roman::classify,
            currency::classify,
            gloss::classify,
            date::begins_with_word,
            version::letter,
            score::versus,
        ])
        .or_else(web)
        .or_else(|| ask(&WORDS))
        .or_else(|| latin::classify(place, options)),
        Kind::Sign => ask(&SIGNS).or_else(web).or_else(|| ask(&WORDS)).or_else(|| ask(&NUMBERS)),
        Kind::Emoji => emoji::classify(place, options),
    }
}
