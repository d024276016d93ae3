//! The strokes between the sides of a thing: `أبعاده (176.3/76.4/8.5)`.

use crate::normalize::cursor::Cursor;

/// Whether the stroke here parts one side from the next: two strokes at least join numbers after a word of size.
pub(crate) fn is_stroke(stroke: Cursor) -> bool {
    const LONGEST_RUN: usize = 12;
    let is_part = |part: &Cursor| part.is_number() || part.is_glued() && part.is_any(&["/", ".", ","]);
    let n_before = stroke.backwards().take(LONGEST_RUN).take_while(is_part).count();
    let run = || stroke.back(n_before).forwards().take(LONGEST_RUN).take_while(is_part);
    let has_size = || {
        let before = stroke.back(n_before + 1);
        let word = before.back(usize::from(before.is("("))).word().unwrap_or_default();
        ["أبعاد", "مقاس", "قياس"].iter().any(|size| word.contains(size))
    };
    stroke.is("/") && stroke.is_glued() && run().filter(|part| part.is("/")).count() >= 2 && has_size()
}
