//! Which characters are Arabic letters and digits.

/// Whether a character is a letter of a word to speak: the alphabet with its hamzas, and the four letters for foreign
/// sounds that Arabic print has. Every other letter of the script is respelt with these before it is spoken.
pub(crate) fn is_letter(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}' | 'پ' | 'چ' | 'ڤ' | 'گ')
}

/// Whether a character is a letter as it may stand in a vowelled word: those of [`is_letter`], alif with wasla, and `ژ`.
pub(crate) fn is_vowelled_letter(c: char) -> bool {
    is_letter(c) || matches!(c, 'ٱ' | 'ژ')
}

/// Whether a character is a letter of the Arabic script, in whatever language and shape; tatweel is none.
pub(crate) fn is_of_script(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}' | '\u{6fa}'..='\u{6ff}' | '\u{750}'..='\u{77f}'
        | '\u{8a0}'..='\u{8c7}' | '\u{fb50}'..='\u{fbb1}' | '\u{fbd3}'..='\u{fd3d}' | '\u{fd50}'..='\u{fdfc}'
        | '\u{fe70}'..='\u{fefc}')
        && c != TATWEEL
}

/// The stroke that stretches a word and is no letter.
pub(crate) const TATWEEL: char = '\u{640}';

/// Whether the lam of the article is assimilated to a letter.
pub(crate) fn is_sun(c: char) -> bool {
    "تثدذرزسشصضطظلن".contains(c)
}

/// The ASCII digit that a digit of European, Arabic or Persian print is.
pub(crate) fn ascii_digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

/// Whether a character is a digit, in European, Arabic or Persian shape.
pub(crate) fn is_digit(c: char) -> bool {
    ascii_digit(c).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_a_word_are_no_marks_and_no_stretch() {
        assert!("ءآأؤإئابةتوىيپچڤگ".chars().all(is_letter));
        assert!("ـ\u{64B}\u{652}\u{670}ٱ٠۰a".chars().all(|c| !is_letter(c)));
        assert!("ٱژب".chars().all(is_vowelled_letter));
    }

    #[test]
    fn the_script_has_other_languages_and_shapes() {
        assert!("ېہﻣ".chars().all(is_of_script));
        assert!("ـ،٣".chars().all(|c| !is_of_script(c)));
    }

    #[test]
    fn digits_of_both_shapes() {
        assert_eq!("٠٩۰۹07a²".chars().filter_map(ascii_digit).collect::<String>(), "090907");
        assert!(is_digit('7') && is_digit('٧') && !is_digit('²'));
    }
}
