//! Finding articles by their words: one spelling for all the ways a word is typed.
//!
//! Readers leave out vowels, hamzas and the dots of ة and ى, and look for `مكتبة` where the page has `والمكتبة`. So the
//! index and what is looked for are folded the same way: marks and tatweel go, the forms of alef, yaa and taa marbuta
//! become one, the article and what is joined before it are taken off where three letters are left.

/// What is joined before a word with its article, the longest first.
const ARTICLES: [&str; 6] = ["وال", "فال", "بال", "كال", "ال", "لل"];

/// Letters that must be left for an article to be one: `الم` is a word.
const STEM: usize = 3;

/// Returns the words of a text, folded, with a space between any two.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in words(text) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&word);
    }
    folded
}

/// Returns a full-text query for texts that have, for each word of this one, a word that begins so; `None` where there is no
/// word in it.
pub(super) fn all_words(text: &str) -> Option<String> {
    let query: Vec<_> = words(text).map(|word| format!("\"{word}\"*")).collect();
    (!query.is_empty()).then(|| query.join(" AND "))
}

/// Returns a full-text query for the words of a text one after another; `None` where there is no word in it.
pub(super) fn phrase(text: &str) -> Option<String> {
    let folded = fold(text);
    (!folded.is_empty()).then(|| format!("\"{folded}\""))
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let is_part = |c: char| c.is_alphanumeric() || is_silent(c);
    text.split(move |c| !is_part(c)).map(fold_word).filter(|word| !word.is_empty())
}

fn fold_word(word: &str) -> String {
    let folded: String =
        word.chars().filter(|&c| !is_silent(c)).flat_map(char::to_lowercase).map(fold_letter).collect();
    let stem = ARTICLES.iter().find_map(|article| folded.strip_prefix(article));
    stem.filter(|stem| stem.chars().count() >= STEM).map_or(folded.clone(), str::to_owned)
}

/// Marks of vowels, Quranic signs, tatweel, and what joins or parts letters unseen.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{200c}' | '\u{200d}')
}

fn fold_letter(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ئ' | 'ی' => 'ي',
        'ة' | 'ە' => 'ه',
        'ؤ' => 'و',
        'ک' => 'ك',
        '٠'..='٩' => char::from_u32(c as u32 - 0x660 + 0x30).unwrap_or(c),
        '۰'..='۹' => char::from_u32(c as u32 - 0x6f0 + 0x30).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_of_writing_a_word_are_one() {
        for (one, other) in [
            ("المَكْتَبَةُ", "مكتبه"),
            ("والمكتبة", "المكتبة"),
            ("إلى أحمد", "الي احمد"),
            ("سنة ٢٠١٤", "سنه 2014"),
            ("العـــربية", "عربية"),
            ("BBC", "bbc"),
            ("للمدينة", "المدينة"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
    }

    #[test]
    fn short_words_keep_their_beginning() {
        assert_eq!(fold("الم، بال"), "الم بال");
    }

    #[test]
    fn what_is_typed_is_no_query_language() {
        assert_eq!(
            all_words("مطر\" OR title:* NEAR(").as_deref(),
            Some("\"مطر\"* AND \"or\"* AND \"title\"* AND \"near\"*")
        );
        assert_eq!(all_words("\"*- ()"), None);
        assert_eq!(phrase("هطل المطر، أمس").as_deref(), Some("\"هطل مطر امس\""));
    }
}
