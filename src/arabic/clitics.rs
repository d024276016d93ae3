//! What is written as one word with another: conjunctions, prepositions and the article before it, pronouns after it.
//!
//! Without vowels a first letter may be a clitic or the word's own (`وزير`, `بنك`), and nobody can tell by looking. So
//! there are two questions here. [`Analysis`] answers what the letters themselves show: before an article a conjunction
//! or preposition is certain. [`stems`] gives every word that may be inside, for those who have a list to look it up in.

use super::{letters, marks};

/// Every clitic that may stand before a word, with its vowels; those with the article end in `ال` or `لل`.
pub(crate) const PROCLITICS: [(&str, &str); 21] = [
    ("و", "وَ"),
    ("ف", "فَ"),
    ("ب", "بِ"),
    ("ل", "لِ"),
    ("ك", "كَ"),
    ("ال", "ال"),
    ("وب", "وَبِ"),
    ("ول", "وَلِ"),
    ("وك", "وَكَ"),
    ("فب", "فَبِ"),
    ("فل", "فَلِ"),
    ("وال", "وَال"),
    ("فال", "فَال"),
    ("بال", "بِال"),
    ("كال", "كَال"),
    ("لل", "لِل"),
    ("وبال", "وَبِال"),
    ("وكال", "وَكَال"),
    ("فبال", "فَبِال"),
    ("ولل", "وَلِل"),
    ("فلل", "فَلِل"),
];

/// The pronouns that may stand after a word, the longer before those they end in.
pub(crate) const PRONOUNS: [&str; 7] = ["هما", "هم", "هن", "ها", "نا", "ه", "ي"];

const CONJUNCTIONS: [char; 2] = ['و', 'ف'];
const PREPOSITIONS: [char; 3] = ['ب', 'ل', 'ك'];

/// Whether a stretch of letters is a clitic that stands before words.
pub(crate) fn is_proclitic(letters: &str) -> bool {
    vowelled(letters).is_some()
}

/// A clitic that stands before words, with its vowels; nothing for what is none.
pub(crate) fn vowelled(proclitic: &str) -> Option<&'static str> {
    PROCLITICS.iter().find(|(letters, _)| *letters == proclitic).map(|&(_, vowelled)| vowelled)
}

/// Whether a clitic ends in the article.
pub(crate) fn ends_in_article(proclitic: &str) -> bool {
    proclitic.ends_with("ال") || proclitic.ends_with("لل")
}

/// What the letters of a word show of its clitics. Nothing is taken off that might be the word's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Analysis<'word> {
    /// `و` or `ف` before the article.
    pub conjunction: Option<char>,
    /// `ب`, `ل` or `ك` before the article.
    pub preposition: Option<char>,
    /// Whether the word has the article, which after `ل` has lost its alif.
    pub article: bool,
    /// The word without them: two letters at least.
    pub stem: &'word str,
    /// The pronoun that the stem looks to end in, unless nearly nothing would be left. The stem still has it.
    pub pronoun: Option<&'static str>,
}

impl<'word> Analysis<'word> {
    /// Analyses a word without marks.
    pub(crate) fn of(word: &'word str) -> Self {
        let found = PROCLITICS
            .iter()
            .filter(|(letters, _)| ends_in_article(letters))
            .filter_map(|&(letters, _)| Some((letters, word.strip_prefix(letters)?)))
            // وكالات is of وكالة.
            .filter(|(letters, stem)| stem.chars().nth(if *letters == "وكال" { 2 } else { 1 }).is_some())
            .max_by_key(|(letters, _)| letters.len());
        let (before, stem) = found.unwrap_or(("", word));
        let preposition = match before.strip_suffix("ال") {
            Some(letters) => letters.chars().next_back(),
            None => before.chars().next_back(),
        };
        let pronoun = PRONOUNS.into_iter().find(|pronoun| {
            *pronoun != "ي" && stem.strip_suffix(pronoun).is_some_and(|rest| rest.chars().nth(1).is_some())
        });
        Self {
            conjunction: before.chars().next().filter(|c| CONJUNCTIONS.contains(c)),
            preposition: preposition.filter(|c| PREPOSITIONS.contains(c)),
            article: !before.is_empty(),
            stem,
            pronoun,
        }
    }
}

/// The word, and every word that may be left of it without a conjunction, a preposition and the article, in that order.
pub(crate) fn stems(word: &str) -> impl Iterator<Item = &str> {
    let conjoined = std::iter::once(word).chain(word.strip_prefix(CONJUNCTIONS));
    let governed = conjoined.flat_map(|word| std::iter::once(word).chain(word.strip_prefix(PREPOSITIONS)));
    governed.flat_map(|word| [Some(word), word.strip_prefix("ال"), word.strip_prefix("لل")].into_iter().flatten())
}

/// The word without `و` or `ف`, whether that is a conjunction or not.
pub(crate) fn without_conjunction(word: &str) -> &str {
    word.strip_prefix(CONJUNCTIONS).unwrap_or(word)
}

/// The pronouns that show themselves; `نا` and `ي` end too many words of their own.
pub(crate) fn pronouns() -> impl Iterator<Item = &'static str> {
    PRONOUNS.into_iter().filter(|pronoun| !matches!(*pronoun, "نا" | "ي"))
}

/// The word without its pronoun, whether that is one or not.
pub(crate) fn without_pronoun(word: &str) -> Option<&str> {
    pronouns().find_map(|pronoun| word.strip_suffix(pronoun))
}

/// Writes a proclitic before a word: `ل` and `الشروق` make `للشروق`.
pub(crate) fn attach(proclitic: &str, word: &str) -> String {
    let without_article = word.strip_prefix("ال");
    match (without_article, proclitic.strip_suffix("ال"), proclitic.strip_suffix('ل')) {
        // The article is written once.
        (Some(_), Some(before_article), _) => attach(before_article, word),
        (Some(rest), None, Some(before)) if rest.starts_with('ل') => format!("{before}ل{rest}"),
        (Some(rest), None, Some(before)) => {
            let before = before.strip_suffix('ل').unwrap_or(before);
            format!("{before}لل{rest}")
        }
        _ => format!("{proclitic}{word}"),
    }
}

/// The same for a word with its vowels: the article's lam takes sukun, or doubles a sun letter.
pub(crate) fn attach_vowelled(proclitic: &str, word: &str) -> String {
    use marks::{SHADDA, SUKUN};
    let Some(vowelled) = vowelled(proclitic) else { return format!("{proclitic}{word}") };
    if let Some(rest) = word.strip_prefix("ال") {
        return match (vowelled.strip_suffix("ال"), vowelled.strip_suffix("لِ"), vowelled.strip_suffix("لِل")) {
            (Some(before), _, _) => format!("{before}{word}"),
            (_, Some(before), _) | (_, _, Some(before)) => {
                let rest = if starts_with_lam_of_stem(rest) { rest.to_owned() } else { format!("ل{rest}") };
                format!("{before}لِ{rest}")
            }
            _ => format!("{vowelled}{word}"),
        };
    }
    if !ends_in_article(proclitic) {
        return format!("{vowelled}{word}");
    }
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if letters::is_sun(first) && !letters.as_str().starts_with(SHADDA) => {
            format!("{vowelled}{first}{SHADDA}{}", letters.as_str())
        }
        Some(_) => format!("{vowelled}{SUKUN}{word}"),
        None => vowelled.to_owned(),
    }
}

/// Puts the article before a vowelled word, with the shadda of a sun letter.
pub(crate) fn definite(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if letters::is_sun(first) => format!("ال{first}{}{}", marks::SHADDA, letters.as_str()),
        // Hamzat al-wasl after the article: the lam takes the helping vowel.
        Some('ا') => format!("ال{}{word}", marks::KASRA),
        _ => format!("ال{}{word}", marks::SUKUN),
    }
}

/// Whether what follows `ال` is the lam of the word itself (`اللغة`), which `لل` does not write a third time.
fn starts_with_lam_of_stem(rest: &str) -> bool {
    rest.trim_start_matches(marks::SUKUN).starts_with('ل')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expect: (Option<char>, Option<char>, bool, &str)) {
        let analysis = Analysis::of(word);
        let found = (analysis.conjunction, analysis.preposition, analysis.article, analysis.stem);
        assert_eq!(found, expect, "{word}");
    }

    #[test]
    fn what_stands_before_the_article_is_certain() {
        check("الوزير", (None, None, true, "وزير"));
        check("وبالوزير", (Some('و'), Some('ب'), true, "وزير"));
        check("وللجزائر", (Some('و'), Some('ل'), true, "جزائر"));
        check("كالعادة", (None, Some('ك'), true, "عادة"));
        check("فالمدرسة", (Some('ف'), None, true, "مدرسة"));
    }

    #[test]
    fn what_may_be_the_words_own_stays() {
        check("وزير", (None, None, false, "وزير"));
        check("بنك", (None, None, false, "بنك"));
        check("الو", (None, None, false, "الو"));
        check("وكالات", (None, None, false, "وكالات"));
    }

    #[test]
    fn pronouns_by_their_shape() {
        assert_eq!(Analysis::of("كتابهما").pronoun, Some("هما"));
        assert_eq!(Analysis::of("سيارتها").pronoun, Some("ها"));
        assert_eq!(Analysis::of("كتاب").pronoun, None);
        assert_eq!(Analysis::of("به").pronoun, None);
    }

    #[test]
    fn every_word_that_may_be_inside() {
        let found: Vec<&str> = stems("وبالباب").collect();
        assert!(["وبالباب", "بالباب", "الباب", "باب"].iter().all(|stem| found.contains(stem)), "{found:?}");
        assert!(stems("للبنك").any(|stem| stem == "بنك"));
    }

    #[test]
    fn attaching_writes_the_article_once() {
        assert_eq!(attach("ل", "الشروق"), "للشروق");
        assert_eq!(attach("وال", "الشروق"), "والشروق");
        assert_eq!(attach_vowelled("ال", "سِي"), "الس\u{651}\u{650}ي");
        assert_eq!(attach_vowelled("ال", "بِي"), "الْبِي");
        assert_eq!(attach_vowelled("ل", "الْفِيفَا"), "لِلْفِيفَا");
        assert_eq!(attach_vowelled("و", "غُوغِل"), "وَغُوغِل");
        assert_eq!(definite("شَمْس"), "الش\u{651}\u{64E}مْس");
        assert_eq!(definite("اِثْنَان"), "الِاِثْنَان");
    }

    #[test]
    fn proclitics_are_the_same_letters_with_and_without_vowels() {
        assert!(PROCLITICS.iter().all(|(letters, vowelled)| marks::bare(vowelled) == *letters));
    }
}
