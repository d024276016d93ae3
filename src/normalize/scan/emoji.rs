//! Which characters make one emoji.

/// Whether a character may begin an emoji.
pub(crate) fn is_emoji(value: char) -> bool {
    matches!(value,
        '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{231A}' | '\u{231B}' | '\u{2328}' | '\u{23CF}'
        | '\u{23E9}'..='\u{23F3}' | '\u{23F8}'..='\u{23FA}' | '\u{2B1B}' | '\u{2B1C}' | '\u{2B50}' | '\u{2B55}')
}

/// Signs that are emoji only where the emoji variation selector follows them: `©️`, `▶️`, `↗️`.
fn is_emoji_with_selector(value: char) -> bool {
    matches!(value,
        '©' | '®' | '\u{203C}' | '\u{2049}' | '™' | '\u{2139}' | '\u{2194}'..='\u{2199}' | '\u{21A9}' | '\u{21AA}'
        | '\u{24C2}' | '\u{25AA}' | '\u{25AB}' | '\u{25B6}' | '\u{25C0}' | '\u{25FB}'..='\u{25FE}' | '\u{2934}'
        | '\u{2935}' | '\u{2B05}'..='\u{2B07}' | '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}')
}

const JOINER: char = '\u{200D}';
pub(crate) const SELECTOR: char = '\u{FE0F}';
const KEYCAP: char = '\u{20E3}';

/// Whether a character joins or modifies the emoji before it.
pub(crate) fn joins(value: char) -> bool {
    matches!(value, JOINER | SELECTOR | KEYCAP | '\u{E0020}'..='\u{E007F}')
}

/// Whether a joining character between these two belongs to an emoji, and is not a stray invisible one.
pub(crate) fn is_joined(before: char, value: char, after: Option<char>) -> bool {
    let in_emoji = is_emoji(before) || matches!(before, SELECTOR | '\u{E0020}'..='\u{E007F}');
    match value {
        JOINER => in_emoji && after.is_some_and(|after| is_emoji(after) || is_emoji_with_selector(after)),
        SELECTOR if matches!(before, '0'..='9' | '#' | '*') => after == Some(KEYCAP),
        SELECTOR => is_emoji(before) || is_emoji_with_selector(before),
        KEYCAP => before == SELECTOR,
        _ => in_emoji,
    }
}

/// How many characters the emoji at the start of these has; nothing where there is none.
///
/// Covers joined families, skin tones, flags, keycaps and tag sequences (UTS #51).
pub(crate) fn length(characters: impl Iterator<Item = char>) -> Option<usize> {
    let characters: Vec<char> = characters.take(LONGEST).collect();
    let is_regional = |value: char| matches!(value, '\u{1F1E6}'..='\u{1F1FF}');
    let first = *characters.first()?;
    let second = characters.get(1).copied();
    if matches!(first, '0'..='9' | '#' | '*') {
        return (second == Some(SELECTOR) && characters.get(2) == Some(&KEYCAP)).then_some(3);
    }
    if is_regional(first) {
        return Some(if second.is_some_and(is_regional) { 2 } else { 1 });
    }
    let begins = is_emoji(first) || (is_emoji_with_selector(first) && second == Some(SELECTOR));
    if !begins {
        return None;
    }
    let mut length = 1;
    while let Some(&value) = characters.get(length) {
        let after_joiner = characters[length - 1] == JOINER;
        if !(after_joiner || joins(value) || matches!(value, '\u{1F3FB}'..='\u{1F3FF}')) {
            break;
        }
        length += 1;
    }
    Some(length)
}

/// The longest sequence in use (a flag of tags, a family with skin tones) is well under this.
const LONGEST: usize = 32;
