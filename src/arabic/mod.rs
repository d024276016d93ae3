//! What every room knows about written Arabic: its letters, its marks, and the clitics that are written as one word with
//! another. It stands below all rooms and uses none of them.
//!
//! - [`letters`]: which characters are letters, in the widths that the rooms need.
//! - [`marks`]: vowels, shadda, sukun; a word without them.
//! - [`clitics`]: conjunctions, prepositions, the article and pronouns, and what is left of a word without them.

pub(crate) mod clitics;
pub(crate) mod letters;
pub(crate) mod marks;
