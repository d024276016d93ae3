//! What is known about single words: the tables of `data/` and how they are looked up.
//!
//! - [`table`]: the files and their rows. To add a unit, a currency, a noun or a word of any list is to add its row there.
//! - [`nouns`], [`governors`]: the nouns that numbers count, the particles and verbs that govern numbers.
//! - [`words`]: lists of words by what they speak of.
//! - [`units`], [`currencies`], [`calendar`]: what a reading supplies for a sign or an abbreviation.
//! - [`given_names`]: whether a name is a woman's.

pub(crate) mod calendar;
pub(crate) mod currencies;
pub(crate) mod given_names;
pub(crate) mod governors;
pub(crate) mod letter_names;
pub(crate) mod nouns;
pub(crate) mod table;
pub(crate) mod units;
pub(crate) mod words;
