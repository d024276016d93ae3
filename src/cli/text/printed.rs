//! Text as it was printed, with the marks of what is said.

use crate::arabic::letters::TATWEEL;
use crate::arabic::marks::{self, bare};
use crate::normalize::Token;
use crate::utterance::Utterance;

/// What is read by other words and has marks of its own all the same.
const ABBREVIATIONS: [(&str, &str); 5] =
    [("إلخ", "إِلَخْ"), ("الخ", "الَخْ"), ("ألخ", "ألَخْ"), ("وإلخ", "وَإِلَخْ"), ("والخ", "وَالَخْ")];

/// What is written apart from the number or the name that it belongs to (`ب 39`).
const JOINED: [char; 5] = ['و', 'ف', 'ب', 'ك', 'ل'];

/// Returns the utterance as printed, its Arabic words with their marks: one word for each printed word.
pub(super) fn as_printed(utterance: &Utterance, tokens: &[Token]) -> String {
    let words = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(word),
        Token::Pause(_) => None,
    });
    let words: Vec<_> = words.collect();
    let mut printed = String::new();
    let mut shown = 0;
    for group in words.chunk_by(|left, right| left.source == right.source) {
        let local = |byte: usize| byte.saturating_sub(utterance.source.start);
        let source = local(group[0].source.start)..local(group[0].source.end);
        let Some(between) = utterance.text.get(shown..source.start) else { continue };
        let Some(original) = utterance.text.get(source.clone()) else { continue };
        printed.push_str(between);
        let spoken: Vec<&str> = group.iter().map(|word| word.text.as_str()).collect();
        printed.push_str(&marked(original, &spoken.concat()).unwrap_or_else(|| partly_marked(original, &spoken)));
        shown = source.end;
    }
    printed.push_str(utterance.text.get(shown..).unwrap_or_default());
    printed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Puts the marks of `spoken` on the letters of `original`; `None` where the two have different numbers of letters, so
/// that one is not read as it is spelt.
fn marked(original: &str, spoken: &str) -> Option<String> {
    let is_letter = |letter: char| letter.is_alphabetic() && letter != TATWEEL && !is_mark(letter);
    if original.chars().any(|letter| is_letter(letter) && !is_arabic(letter)) {
        return None;
    }
    if original.chars().filter(|&letter| is_letter(letter)).count()
        != spoken.chars().filter(|&letter| is_letter(letter)).count()
    {
        return None;
    }
    let mut spoken = spoken.chars().peekable();
    let mut result = String::new();
    for letter in original.chars().filter(|&letter| !is_mark(letter) && letter != TATWEEL) {
        if is_letter(letter) {
            result.extend(spoken.next());
            while let Some(mark) = spoken.next_if(|&mark| is_mark(mark)) {
                result.push(mark);
            }
        } else {
            result.push(letter);
        }
    }
    Some(result)
}

/// Puts marks on the Arabic words in what is read by other words: a noun that is counted with its number (`100 ألف`), and
/// what is joined to a number or a name (`ب 39`), and on [`ABBREVIATIONS`]. Whatever else there is stands as printed.
fn partly_marked(original: &str, spoken: &[&str]) -> String {
    let is_in_word = |letter: char| is_arabic(letter) || is_mark(letter);
    let letters: Vec<char> = original.chars().collect();
    let mut result = String::new();
    let (mut at, mut rest) = (0, spoken);
    for part in letters.chunk_by(|&left, &right| is_in_word(left) == is_in_word(right)) {
        at += part.len();
        let part: String = part.iter().collect();
        let word = bare(&part);
        let next = letters[at..].iter().find(|&&letter| letter != TATWEEL && !letter.is_whitespace());
        let is_joined =
            word.chars().all(|letter| JOINED.contains(&letter)) && next.is_some_and(|next| next.is_alphanumeric());
        let said = |spoken: &&str| bare(spoken) == word || is_joined && bare(spoken).starts_with(&word);
        match rest.iter().position(said).filter(|_| part.starts_with(is_arabic)) {
            Some(found) => {
                result.push_str(beginning(rest[found], word.chars().count()));
                rest = &rest[found + usize::from(bare(rest[found]) == word)..];
            }
            None => result.push_str(own_marks(&word).unwrap_or(&part)),
        }
    }
    result
}

/// Returns an abbreviation with its marks.
fn own_marks(word: &str) -> Option<&'static str> {
    ABBREVIATIONS.iter().find(|(abbreviation, _)| *abbreviation == word).map(|(_, marked)| *marked)
}

/// Returns the first letters of a word with their marks.
fn beginning(word: &str, letters: usize) -> &str {
    let after = word.char_indices().filter(|&(_, letter)| !is_mark(letter)).nth(letters);
    &word[..after.map_or(word.len(), |(at, _)| at)]
}

/// Tells whether a character is a mark, those included that are a part of a letter (a hamza or madda typed apart).
fn is_mark(letter: char) -> bool {
    marks::is_mark(letter) || matches!(letter, '\u{653}'..='\u{655}')
}

fn is_arabic(letter: char) -> bool {
    letter.is_alphabetic() && ('\u{621}'..='\u{6ff}').contains(&letter) && letter != TATWEEL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_read_as_it_is_spelt_takes_the_marks() {
        assert_eq!(marked("كتب", "كَتَبَ").as_deref(), Some("كَتَبَ"));
    }

    #[test]
    fn prefix_printed_apart_stays_apart() {
        assert_eq!(marked("ب فيس", "بِفِيسْ").as_deref(), Some("بِ فِيسْ"));
    }

    #[test]
    fn latin_name_is_not_spelt_as_it_is_read() {
        assert_eq!(marked("BBC", "بِيبِ"), None);
    }

    #[test]
    fn number_is_not_spelt_as_it_is_read() {
        assert_eq!(marked("10", "عَشَرَة"), None);
    }

    #[test]
    fn noun_counted_with_its_number_takes_the_marks() {
        assert_eq!(partly_marked("100 ألف", &["مِئَةِ", "أَلْفٍ"]), "100 أَلْفٍ");
        assert_eq!(
            partly_marked("3 ملايين و 200 ألف دولار", &["ثَلَاثَةُ", "مَلَايِينَ", "وَمِئَتَا", "أَلْفِ", "دُولَارٍ"]),
            "3 مَلَايِينَ وَ 200 أَلْفِ دُولَارٍ"
        );
    }

    #[test]
    fn what_is_joined_to_a_number_takes_its_marks() {
        assert_eq!(partly_marked("ب 39", &["بِتِسْعٍ", "وَثَلَاثِينَ"]), "بِ 39");
        assert_eq!(partly_marked("بـ0.2%", &["بِصِفْرٍ", "فَاصِلَةٍ", "اثْنَيْنِ", "بِالْمِئَةِ"]), "بِـ0.2%");
        assert_eq!(partly_marked("ول BBC", &["وَلِبِي", "بِي", "سِي"]), "وَلِ BBC");
    }

    #[test]
    fn what_is_read_by_other_words_stands_as_printed() {
        assert_eq!(partly_marked("5 كم", &["خَمْسَةُ", "كِيلُومِتْرَاتٍ"]), "5 كم");
        assert_eq!(partly_marked("5 ل", &["خَمْسَةُ", "لِتْرَاتٍ"]), "5 ل");
    }

    #[test]
    fn abbreviation_has_its_own_marks() {
        assert_eq!(partly_marked("إلخ", &["إِلَى", "آخِرِهِ"]), "إِلَخْ");
    }
}
