//! The parts that several classes are made of, as they are printed: numbers, words of scale, the signs of units and
//! currencies, eras, months; and what the words around speak of.

pub(crate) mod added;
pub(crate) mod announced;
pub(crate) mod aside;
pub(crate) mod by_noun;
pub(crate) mod collection;
pub(crate) mod counted;
pub(crate) mod dimension;
pub(crate) mod era;
pub(crate) mod fixture;
pub(crate) mod host;
pub(crate) mod label;
pub(crate) mod life;
mod millions;
pub(crate) mod money;
pub(crate) mod month;
pub(crate) mod numeral;
pub(crate) mod percent;
pub(crate) mod roman;
pub(crate) mod scale;
pub(crate) mod topic;
pub(crate) mod unit;
pub(crate) mod year;
