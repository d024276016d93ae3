//! The numbers of hadiths in their collections: `رواه البخاري (1936)`.

use crate::normalize::cursor::Cursor;
use crate::normalize::lexicon::words::List;

/// Whether the number here stands alone in brackets behind the name of a collection, where a hadith is told to be from. Without
/// that the bracket may hold the year of a book.
pub(crate) fn is_number_of_hadith(number: Cursor) -> bool {
    const REACH: usize = 40;
    let is_collection = |word: &str| List::HadithCollections.has_stem(word);
    let is_of_collection =
        number.back(1).is("(") && number.ahead(1).is(")") && number.back(2).word().is_some_and(is_collection);
    is_of_collection
        && number.backwards().take(REACH).filter_map(Cursor::word).any(|word| List::TellsHadith.has_stem(word))
}
