//! French words that are one with the article or the preposition before them: `L'Avenir`, `d'Orsay`.

use crate::arabic::marks;
use crate::normalize::classify::found::Match;
use crate::normalize::cursor::Cursor;
use crate::normalize::foreign::transliterate::{self, Spelling};
use crate::normalize::foreign::{key, lookup, vowels};
use crate::normalize::options::{LatinPolicy, Options};
use crate::normalize::output::Rule;
use crate::normalize::spoken::Spoken;
use crate::note::{Note, NoteCode};

/// Knows a word before which the article or the preposition has lost its vowel.
pub(super) fn classify<'t>(place: Cursor<'t>, options: &Options) -> Option<Match<'t>> {
    let prefix = match place.text() {
        "L" | "l" => "ل",
        "D" | "d" => "د",
        _ => return None,
    };
    let (apostrophe, word) = (place.ahead(1), place.ahead(2));
    let is_joined = apostrophe.is("'") && apostrophe.is_glued() && word.is_latin() && word.is_glued();
    let first: String = word.text().chars().next().into_iter().flat_map(transliterate::fold).collect();
    let opens = first.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'h']) && word.text().chars().nth(2).is_some();
    if !is_joined || !opens || options.latin != LatinPolicy::Transliterate {
        return None;
    }
    let known = lookup(&key(word.text())).filter(|entry| !entry.starts_with('=') && !entry.contains(' '));
    let partial = known.map_or_else(|| transliterate::transliterate(word.text(), Spelling::French), str::to_owned);
    let source = place.source(3);
    let message = format!("Latin word `{}'{}` was transliterated by rule", place.text(), word.text());
    let note = Note::new(NoteCode::LatinGuessed, message, source.clone());
    let spoken = Spoken::vowelled(&vowels::complete(&join(prefix, &partial)), Rule::Latin, &source);
    Some(Match::words(3, vec![spoken]).with_notes(vec![note]))
}

/// The consonant before a word takes the vowel that it begins with: `لافينير`, `ديتا`.
fn join(prefix: &str, partial: &str) -> String {
    match partial.strip_prefix(['أ', 'إ', 'ا', 'آ']) {
        Some(stem) if stem.starts_with(['ي', 'و']) && !partial.starts_with(['آ', 'أ']) => format!("{prefix}{stem}"),
        Some(stem) => format!("{prefix}ا{}", stem.trim_start_matches(marks::is_mark)),
        None => format!("{prefix}{partial}"),
    }
}
