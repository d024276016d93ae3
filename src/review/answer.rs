//! Answers to a review: what a person says instead, put into the text.

use std::ops::Range;

use serde::Deserialize;
use utoipa::ToSchema;

use super::Doubtful;

/// What a person says of a doubtful stretch.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Of the stretch.
    #[schema(example = "3f9a1c05b2de")]
    pub id: String,
    /// What is to be said, with its marks.
    #[schema(example = "قَلَبَ")]
    pub said: String,
}

/// Where an answer goes in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Bytes in the text.
    pub source: Range<usize>,
    pub said: String,
}

/// Why an answer cannot be put into a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Misplaced {
    #[error("there is nothing doubtful with the id `{0}` (the text has changed: review it again)")]
    Unknown(String),
    #[error("`{printed}` is printed otherwise in the file than it is read (put its pronunciation into a lexicon)")]
    NotAsRead { printed: String },
}

impl Place {
    /// Finds where the answer to a stretch of a paragraph goes in a document, of which the paragraph was read from the
    /// bytes `whole`. The document may have markup and line ends that the paragraph has not.
    ///
    /// # Errors
    /// [`Misplaced::NotAsRead`] where it is not sure.
    pub fn in_document(
        document: &str,
        whole: Range<usize>,
        paragraph: &str,
        doubtful: &Doubtful,
        said: &str,
    ) -> Result<Self, Misplaced> {
        let printed = doubtful.printed.as_str();
        let misplaced = || Misplaced::NotAsRead { printed: printed.to_owned() };
        let raw = document.get(whole.clone()).filter(|_| !printed.is_empty()).ok_or_else(misplaced)?;
        let n_before = paragraph.get(..doubtful.source.start).ok_or_else(misplaced)?.matches(printed).count();
        // Of several of the like it is the same in both, where there are as many in both.
        if raw.matches(printed).count() != paragraph.matches(printed).count() {
            return Err(misplaced());
        }
        let (at, _) = raw.match_indices(printed).nth(n_before).ok_or_else(misplaced)?;
        let start = whole.start + at;
        Ok(Self { source: start..start + printed.len(), said: said.to_owned() })
    }
}

/// Returns a text with what is to be said in place of what is printed. Of places that overlap the first is taken.
pub fn with_marks(text: &str, mut places: Vec<Place>) -> String {
    places.sort_by_key(|place| place.source.start);
    let mut marked = String::with_capacity(text.len());
    let mut at = 0;
    for Place { source, said } in places.into_iter() {
        let Some(between) = text.get(at..source.start) else { continue };
        if text.get(source.clone()).is_none() {
            continue;
        }
        marked.push_str(between);
        marked.push_str(&said);
        at = source.end;
    }
    marked.push_str(text.get(at..).unwrap_or_default());
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubtful(paragraph: &str, printed: &str, nth: usize) -> Doubtful {
        let (start, _) = paragraph.match_indices(printed).nth(nth).unwrap();
        let source = start..start + printed.len();
        Doubtful {
            id: "a".to_owned(),
            paragraph: 0,
            in_sentence: source.clone(),
            source,
            printed: printed.to_owned(),
            sentence: paragraph.to_owned(),
            said: printed.to_owned(),
            phonemes: String::new(),
            risk: 0.5,
            reasons: Vec::new(),
            alternatives: Vec::new(),
        }
    }

    #[test]
    fn answer_goes_to_its_own_place_through_markup_and_line_ends() {
        let document = "# عنوان\n\nقلب *الرجل*\nقلب الصفحة.\n";
        let paragraph = "قلب الرجل قلب الصفحة.";
        let start = document.find("قلب").unwrap();
        let whole = start..document.len() - 1;
        let place = Place::in_document(document, whole, paragraph, &doubtful(paragraph, "قلب", 1), "قَلَبَ").unwrap();
        assert_eq!(with_marks(document, vec![place]), "# عنوان\n\nقلب *الرجل*\nقَلَبَ الصفحة.\n");
    }

    #[test]
    fn what_is_not_sure_is_refused() {
        let paragraph = "قلب الرجل قلب";
        let misplaced = Place::in_document("قلب الرجل", 0..17, paragraph, &doubtful(paragraph, "قلب", 1), "قَلْب");
        assert!(matches!(misplaced, Err(Misplaced::NotAsRead { .. })));
    }

    #[test]
    fn places_are_filled_in_whatever_order_they_come() {
        let place = |source, said: &str| Place { source, said: said.to_owned() };
        assert_eq!(with_marks("a b c", vec![place(4..5, "C"), place(0..1, "A"), place(0..3, "no")]), "A b C");
    }
}
