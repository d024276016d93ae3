//! What is done to the letters of a text, whatever it was read from.

use std::borrow::Cow;

/// Folds every run of white space to one space and trims the ends.
pub(super) fn fold_space(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Takes out what a wiki prints into its text: reference marks (`[12]`) after a word, and edit links (`[عدل]`).
pub(super) fn without_reference_marks(text: &str) -> Cow<'_, str> {
    if !text.contains('[') {
        return Cow::Borrowed(text);
    }
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '\u{660}'..='\u{669}');
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (before, after) = rest.split_at(open);
        kept.push_str(before);
        let inner = after.get(1..).unwrap_or_default();
        // Looked for no farther than a mark can be long: not to the end of the text from every bracket.
        let mark = inner.bytes().take(41).position(|byte| byte == b']').and_then(|close| inner.get(..close));
        let Some(mark) = mark else {
            kept.push('[');
            rest = inner;
            continue;
        };
        let is_number = !mark.is_empty() && mark.chars().all(is_digit) && mark.chars().count() <= 3;
        let is_attached = kept.ends_with(|c: char| !c.is_whitespace());
        let is_edit_link = mark == "عدل" || mark.starts_with("عدل ") || mark == "تعديل" || mark == "edit";
        if is_edit_link || is_number && is_attached {
            rest = inner.get(mark.len() + 1..).unwrap_or_default();
        } else {
            kept.push('[');
            rest = inner;
        }
    }
    kept.push_str(rest);
    Cow::Owned(fold_space(&kept))
}

/// Writes a raised number with raised digits: what markup says by its size (`10<sup>6</sup>`) is said by the text (`10⁶`).
pub(super) fn raised(text: &str) -> String {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let is_number = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    if !is_number(text) || !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '−' | '+')) {
        return text.to_owned();
    }
    let raise = |c: char| match c {
        '-' | '−' => '⁻',
        '+' => '⁺',
        digit => digit.to_digit(10).and_then(|digit| RAISED.get(digit as usize).copied()).unwrap_or(digit),
    };
    text.chars().map(raise).collect()
}

/// Straightens curly quotation marks and puts a space between glued sentences.
pub(super) fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len() + 8);
    for utterance in crate::sentence::sentence_ranges(text) {
        let sentence = text.get(utterance.clone()).unwrap_or_default();
        tidied.extend(sentence.chars().map(|c| match c {
            '“' | '”' | '„' | '‟' => '"',
            '‘' | '’' => '\'',
            other => other,
        }));
        let is_last = utterance.end == text.len();
        if !is_last && !sentence.ends_with(char::is_whitespace) {
            tidied.push(' ');
        }
    }
    tidied
}

/// Says whether a character is a letter or a digit, as [`char::is_alphanumeric`] does, and for Arabic at once: its tables
/// are slow where every character of a long text is looked up in them.
pub(super) fn is_alphanumeric(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{657}') || c.is_alphanumeric()
}

/// Counts the letters and digits of a text.
pub(super) fn count_letters(text: &str) -> usize {
    text.chars().filter(|c| is_alphanumeric(*c)).count()
}
