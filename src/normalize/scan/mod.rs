//! Cuts an utterance into tokens: stretches of letters, of digits, single signs, whole emoji.
//!
//! The cut is made where the kind of character changes, so `10دقائق` and `عام2014م` come apart by themselves, and a
//! full stop between two words is a token whether or not a space follows it. What belongs together is for the classes
//! to say: they see what was printed without a space (`spaced` is false) and may join it again.

pub(crate) mod emoji;
mod final_ya;
mod glued;
mod hamza;
mod loose_spelling;
pub(crate) mod spelling;
mod unicode;

use std::ops::Range;

use self::unicode::Character;
use super::token::{Kind, PrintedToken};
use crate::arabic::{letters, marks};
use crate::utterance::Utterance;

/// Cuts an utterance into tokens, in order; every byte that is not white space or invisible is in one of them.
///
/// Tatweel is gone, so `هـ` is `ه` here, and the proclitic of `لـ5` is the token `ل` with a token after it that is
/// not `spaced`. Letters of scripts other than Arabic are [`Kind::Latin`], one script to a token.
pub(crate) fn scan(utterance: &Utterance) -> Vec<PrintedToken> {
    let characters = unicode::clean(&utterance.text, utterance.source.start);
    let mut tokens = Vec::new();
    let mut spaced = false;
    let mut at = 0;
    while let Some(first) = characters.get(at) {
        if first.value == ' ' {
            spaced = true;
            at += 1;
            continue;
        }
        let (kind, length) = stretch(&characters[at..]);
        let taken = &characters[at..at + length];
        let text: String = taken.iter().map(|character| character.value).collect();
        let source = after(tokens.last(), bytes_of(taken));
        let token = PrintedToken::new(text, kind, source, spaced);
        if kind == Kind::Arabic {
            spelling::repair(token, &mut tokens);
        } else {
            tokens.push(token);
        }
        spaced = false;
        at += length;
    }
    final_ya::repair(&mut tokens, utterance);
    loose_spelling::repair(&mut tokens, utterance);
    mark_times(&mut tokens);
    tokens
}

/// `40x30x12 سم`, `4*6`: x or a star between two numbers is the sign of measures. After a nought x opens a number of another
/// base.
fn mark_times(tokens: &mut [PrintedToken]) {
    for middle in 1..tokens.len().saturating_sub(1) {
        let Some([before, letter, after]) = tokens.get_mut(middle - 1..=middle + 1) else { return };
        let is_between = before.kind == Kind::Number && before.text != "0" && after.kind == Kind::Number;
        let is_star = letter.text == "*" && !letter.spaced && !after.spaced;
        let is_letter = matches!(letter.text.as_str(), "x" | "X") && letter.spaced == after.spaced;
        if is_between && (is_letter || is_star) {
            letter.kind = Kind::Sign;
            letter.respell("×");
        }
    }
}

/// The kind of what stands first, and how many characters go with it (at least one).
fn stretch(characters: &[Character]) -> (Kind, usize) {
    let values = || characters.iter().map(|character| character.value);
    let Some(first) = values().next() else { return (Kind::Sign, 1) };
    if let Some(length) = emoji::length(values()) {
        return (Kind::Emoji, length.max(1));
    }
    let run = |belongs: &dyn Fn(char) -> bool| values().take_while(|&value| belongs(value)).count().max(1);
    if letters::is_letter(first) {
        return (Kind::Arabic, run(&|value| letters::is_letter(value) || marks::is_mark(value)));
    }
    if first.is_ascii_digit() {
        // A keycap emoji begins with a digit, and ends the number before it.
        let mut length = 1;
        while characters.get(length).is_some_and(|c| c.value.is_ascii_digit())
            && emoji::length(characters[length..].iter().map(|c| c.value)).is_none()
        {
            length += 1;
        }
        return (Kind::Number, length);
    }
    match Script::of(first) {
        Some(script) => (Kind::Latin, run(&|value| Script::of(value) == Some(script) || is_combining(value))),
        None => (Kind::Sign, 1),
    }
}

/// Scripts that are read as foreign words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hebrew,
    Other,
}

impl Script {
    /// The script of a letter; nothing for Arabic letters and for what is no letter.
    fn of(value: char) -> Option<Self> {
        match value {
            'a'..='z' | 'A'..='Z' | 'µ' => Some(Self::Latin),
            '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{250}'..='\u{2AF}' if value.is_alphabetic() => {
                Some(Self::Latin)
            }
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if value.is_alphabetic() => Some(Self::Greek),
            '\u{400}'..='\u{52F}' if value.is_alphabetic() => Some(Self::Cyrillic),
            '\u{590}'..='\u{5FF}' if value.is_alphabetic() => Some(Self::Hebrew),
            // Superscript and modifier letters, and Arabic-block letters that the Unicode pass does not know, are
            // signs: nothing could be made of them.
            '\u{AA}' | '\u{BA}' | '\u{2B0}'..='\u{36F}' | '\u{600}'..='\u{8FF}' | '\u{FB50}'..='\u{FEFF}' => None,
            value if value.is_alphabetic() => Some(Self::Other),
            _ => None,
        }
    }
}

/// A combining mark of the Latin, Greek or Cyrillic scripts that did not compose with its letter.
fn is_combining(value: char) -> bool {
    matches!(value, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5BD}')
}

fn bytes_of(characters: &[Character]) -> Range<usize> {
    match (characters.first(), characters.last()) {
        (Some(first), Some(last)) => first.source.start..last.source.end,
        _ => 0..0,
    }
}

/// Sources follow each other or, where one printed character is several tokens (`⑴`), are the same.
fn after(before: Option<&PrintedToken>, source: Range<usize>) -> Range<usize> {
    match before {
        Some(before) if source.end <= before.source.end => before.source.clone(),
        Some(before) if source.start < before.source.end => before.source.end..source.end,
        _ => source,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::utterance::Break;

    fn utterance(text: &str, offset: usize) -> Utterance {
        Utterance { source: offset..offset + text.len(), ..Utterance::alone(text, Break::Paragraph) }
    }

    /// Tokens as one line: `+` joins what had no space before it.
    fn check(input: &str, expect: &str) {
        let mut line = String::new();
        for token in scan(&utterance(input, 0)) {
            if !line.is_empty() {
                line.push(if token.spaced { ' ' } else { '+' });
            }
            line.push_str(&token.text);
        }
        assert_eq!(line, expect);
    }

    #[test]
    fn words_and_signs() {
        check("قال: نعم.", "قال+: نعم+.");
    }

    #[test]
    fn digits_glued_to_letters() {
        check("بعد 10دقائق في عام2014م", "بعد 10+دقائق في عام+2014+م");
    }

    #[test]
    fn full_stop_without_a_space() {
        check("المدينة.لكن", "المدينة+.+لكن");
    }

    #[test]
    fn proclitics_with_tatweel_stay_beside_what_follows() {
        check("لـ5 الـ20 بـ50 الـCNN", "ل+5 ال+20 ب+50 ال+CNN");
    }

    #[test]
    fn hyphens_and_latin() {
        check("F-16 COVID-19 iPhone", "F+-+16 COVID+-+19 iPhone");
    }

    #[test]
    fn latin_letters_with_marks_are_one_word() {
        check("São Tomé Müller Kylian Mbappé", "São Tomé Müller Kylian Mbappé");
    }

    #[test]
    fn scripts_come_apart() {
        check("abcдом", "abc+дом");
    }

    #[test]
    fn emoji_are_whole() {
        check("نعم 👨‍👩‍👧👍🏽1️⃣ 2", "نعم 👨‍👩‍👧+👍🏽+1️⃣ 2");
    }

    #[test]
    fn marks_stay_with_their_word() {
        check("كَتَبَ محمّ\u{64E}دٌ", "كَتَبَ محم\u{651}\u{64E}دٌ");
    }

    proptest! {
        #[test]
        fn tokens_cover_what_can_be_seen(text in any::<String>(), offset in 0usize..100) {
            let tokens = scan(&utterance(&text, offset));
            let mut before = offset..offset;
            for token in &tokens {
                prop_assert!(!token.text.is_empty());
                prop_assert!(token.source.start >= before.end || token.source == before);
                before = token.source.clone();
                prop_assert!(text.get(token.source.start - offset..token.source.end - offset).is_some());
            }
            for (at, value) in text.char_indices() {
                let is_mark = unicode_normalization::char::canonical_combining_class(value) != 0;
                let is_seen = value.is_alphanumeric() && !is_mark && !matches!(value, '\u{3164}' | '\u{FFA0}');
                if is_seen || value.is_ascii_punctuation() {
                    prop_assert!(tokens.iter().any(|token| token.source.contains(&(at + offset))), "{value:?} is lost");
                }
            }
        }

        #[test]
        fn any_news_like_text_is_cut(text in "[ا-ي0-9 .،:a-zA-Z#@/%()\\-ـ٠-٩\u{64B}-\u{652}]{0,40}") {
            scan(&utterance(&text, 0));
        }
    }
}
