//! The Unicode pass: many ways to write one letter become one, and every character keeps its place in the text.
//!
//! Composition (NFC), presentation forms, tatweel, invisible characters, letters that only look Arabic
//! (`ی ک ہ` from a Persian or Urdu keyboard), Eastern and Persian digits, the many quotes and dashes, and the order of
//! marks: shadda first, then the vowel. Honorifics that are one character (`ﷺ`) stay as they are: the abbreviation
//! reader knows their vowels.
//!
//! # Why no NFKC for everything?
//! It would turn `½` into `1⁄2`, `m²` into `m2` and `™` into letters; those have readers of their own. Compatibility
//! forms are unfolded only in the blocks that hold nothing but other shapes of letters and digits.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::emoji;
use crate::arabic::letters::{self, TATWEEL};
use crate::arabic::marks::{self, SHADDA};
use crate::normalize::lexicon::words::List;

/// One character after the pass, and the bytes it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Character {
    pub value: char,
    /// Bytes in the paragraph's text. Characters that were deleted belong to their neighbour; the letters of one
    /// ligature share its bytes.
    pub source: Range<usize>,
}

/// Cleans a text that begins at byte `offset` of the paragraph. Doing it twice changes nothing.
pub(crate) fn clean(text: &str, offset: usize) -> Vec<Character> {
    let visible = without_tatweel(unfold(text, offset));
    let mut cleaned: Vec<Character> = Vec::with_capacity(visible.len());
    let mut start = 0;
    while start < visible.len() {
        let mut end = start + 1;
        while end < visible.len() && canonical_combining_class(visible[end].value) != 0 {
            end += 1;
        }
        compose(&visible[start..end], &mut cleaned);
        start = end;
    }
    settle_number_signs(&mut cleaned);
    settle_farsi_ya(&mut cleaned);
    cleaned
}

/// Final ya of Persian and Urdu keyboards, which stands for `ي` and for `ى`.
const FARSI_YA: char = '\u{6CC}';
const HAMZA_ABOVE: char = '\u{654}';

/// Replaces compatibility forms and lookalikes, one character at a time, and lets invisible ones go.
fn unfold(text: &str, offset: usize) -> Vec<Character> {
    let mut unfolded: Vec<Character> = Vec::with_capacity(text.len());
    // Where an invisible character that nothing stands before begins.
    let mut orphan: Option<usize> = None;
    let mut characters = text.char_indices().peekable();
    let mut previous = '\0';
    while let Some((at, value)) = characters.next() {
        let source = offset + at..offset + at + value.len_utf8();
        let next = characters.peek().map(|&(_, next)| next);
        // A mark of a font inside a word, which its page shows as nothing.
        let is_of_font = matches!(value, '\u{E000}'..='\u{F8FF}')
            && letters::is_letter(previous)
            && next.is_some_and(letters::is_letter);
        if (is_invisible(value) || is_of_font) && !(emoji::joins(value) && emoji::is_joined(previous, value, next)) {
            match unfolded.last_mut() {
                Some(last) if last.value != ' ' => last.source.end = source.end,
                _ => orphan = orphan.or(Some(source.start)),
            }
            continue;
        }
        previous = value;
        if value.is_whitespace() || matches!(value, '\u{2800}' | '\u{3164}' | '\u{FFA0}') {
            orphan = None;
            unfolded.push(Character { value: ' ', source });
            continue;
        }
        let source = orphan.take().unwrap_or(source.start)..source.end;
        if is_compatibility_form(value) {
            let mut forms = std::iter::once(value).nfkc().peekable();
            // Isolated marks (U+FE70 and the like) decompose to a space and the mark.
            if forms.peek() == Some(&' ') {
                forms.next();
            }
            unfolded.extend(forms.flat_map(letters_for).map(|value| Character { value, source: source.clone() }));
        } else {
            unfolded.extend(letters_for(value).map(|value| Character { value, source: source.clone() }));
        }
    }
    unfolded
}

/// Deletes tatweel inside and at the edge of words; one that stands alone is a dash (`الرباط ـ أ ف ب`, `1990ـ2000`).
fn without_tatweel(characters: Vec<Character>) -> Vec<Character> {
    let mut kept: Vec<Character> = Vec::with_capacity(characters.len());
    let belongs_to_word = |value: char| letters::is_letter(value) || is_mark(value) || value == FARSI_YA;
    let mut at = 0;
    while at < characters.len() {
        if characters[at].value != TATWEEL {
            kept.push(characters[at].clone());
            at += 1;
            continue;
        }
        let mut end = at;
        while end < characters.len() && characters[end].value == TATWEEL {
            end += 1;
        }
        let bytes = characters[at].source.start..characters[end - 1].source.end;
        match kept.last_mut() {
            Some(last) if belongs_to_word(last.value) => last.source.end = last.source.end.max(bytes.end),
            _ if characters.get(end).is_some_and(|next| belongs_to_word(next.value)) => {
                let mut next = characters[end].clone();
                next.source.start = next.source.start.min(bytes.start);
                kept.push(next);
                end += 1;
            }
            _ => kept.push(Character { value: '-', source: bytes }),
        }
        at = end;
    }
    kept
}

/// Composes one letter with its marks, drops the marks that are not spoken, and puts shadda first.
fn compose(cluster: &[Character], cleaned: &mut Vec<Character>) {
    let (Some(first), Some(last)) = (cluster.first(), cluster.last()) else { return };
    if cluster.len() == 1 && !is_mark(first.value) {
        cleaned.push(first.clone());
        return;
    }
    let source = first.source.start..last.source.end.max(first.source.end);
    let dotless_ya_with_hamza =
        matches!(first.value, 'ى' | FARSI_YA) && cluster.iter().any(|mark| mark.value == HAMZA_ABOVE);
    let letters = cluster.iter().enumerate().map(|(at, character)| match character.value {
        _ if at == 0 && dotless_ya_with_hamza => 'ي',
        value => value,
    });
    let mut composed: Vec<char> = letters.nfc().flat_map(letters_for).collect();
    composed.dedup();
    let on_arabic = composed.first().is_some_and(|&value| letters::is_letter(value) || value == FARSI_YA);
    if on_arabic || composed.first().is_some_and(|&value| is_mark(value)) {
        composed.retain(|&value| !is_mark(value) || marks::is_mark(value));
        let letter_count = usize::from(on_arabic);
        composed.get_mut(letter_count..).unwrap_or_default().sort_by_key(|&mark| mark != SHADDA);
        composed.dedup();
    }
    if composed.is_empty() {
        // A mark of recitation with no letter of its own: its bytes belong to what stands before.
        if let Some(before) = cleaned.last_mut().filter(|before| before.value != ' ') {
            before.source.end = before.source.end.max(source.end);
        }
        return;
    }
    let unchanged = composed.len() == cluster.len()
        && composed.iter().zip(cluster).all(|(&value, character)| value == character.value);
    if unchanged {
        cleaned.extend_from_slice(cluster);
    } else {
        cleaned.extend(composed.into_iter().map(|value| Character { value, source: source.clone() }));
    }
}

/// `٫` and `٬` are a decimal point and a thousands comma between digits, and commas elsewhere.
fn settle_number_signs(characters: &mut [Character]) {
    for at in 0..characters.len() {
        let is_digit = |neighbour: Option<&Character>| neighbour.is_some_and(|c| c.value.is_ascii_digit());
        let between_digits = at > 0 && is_digit(characters.get(at - 1)) && is_digit(characters.get(at + 1));
        characters[at].value = match (characters[at].value, between_digits) {
            ('٫', true) => '.',
            ('٬', true) => ',',
            ('٫' | '٬', false) => '،',
            (value, _) => value,
        };
    }
}

/// `ی` is `ى` at the end of the words that are written so, and `ي` elsewhere.
fn settle_farsi_ya(characters: &mut [Character]) {
    let is_of_word = |value: char| letters::is_letter(value) || marks::is_mark(value) || value == FARSI_YA;
    for at in 0..characters.len() {
        if characters[at].value != FARSI_YA {
            continue;
        }
        if characters.get(at + 1).is_some_and(|next| is_of_word(next.value)) {
            characters[at].value = 'ي';
            continue;
        }
        let start = characters[..at].iter().rposition(|before| !is_of_word(before.value)).map_or(0, |space| space + 1);
        let stem: String = characters[start..at]
            .iter()
            .map(|character| character.value)
            .filter(|&value| !marks::is_mark(value))
            .collect();
        characters[at].value = if List::AlifMaqsura.has_stem(&stem) { 'ى' } else { 'ي' };
    }
}

/// Any Arabic combining mark: the vowels, the marks of recitation, hamza and madda above.
fn is_mark(value: char) -> bool {
    matches!(value,
        '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}'
        | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}' | '\u{897}'..='\u{89F}' | '\u{8CA}'..='\u{8FF}')
        && value != '\u{8E2}'
}

fn is_invisible(value: char) -> bool {
    matches!(value,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180E}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{20E3}' | '\u{E0000}'..='\u{E01EF}')
        || (value.is_control() && !value.is_whitespace())
}

/// Blocks that hold other shapes of letters and digits, and nothing that has a reading of its own.
fn is_compatibility_form(value: char) -> bool {
    match value {
        '\u{FD3E}'..='\u{FD4F}' | '\u{FDCF}' | '\u{FDF5}' | '\u{FDFA}'..='\u{FDFF}' => false,
        '\u{2116}' | '\u{2117}' | '\u{2120}'..='\u{2122}' | '\u{213B}' => false,
        '\u{132}'..='\u{133}' | '\u{13F}'..='\u{140}' | '\u{149}' | '\u{17F}' | '\u{1C4}'..='\u{1CC}' => true,
        '\u{2100}'..='\u{214F}' | '\u{2160}'..='\u{217F}' | '\u{2460}'..='\u{24FF}' => true,
        '\u{3200}'..='\u{33FF}' | '\u{FB00}'..='\u{FB06}' | '\u{FB50}'..='\u{FDFF}' => true,
        '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE6B}' | '\u{FE70}'..='\u{FEFC}' | '\u{FF01}'..='\u{FFEE}' => true,
        '\u{1D400}'..='\u{1D7FF}' | '\u{1EE00}'..='\u{1EEFF}' => true,
        _ => false,
    }
}

/// The letter or sign that a lookalike stands for; nearly always one character.
fn letters_for(value: char) -> impl Iterator<Item = char> {
    let text: Option<&'static str> = match value {
        '\u{2025}' => Some(".."),
        'ﷲ' => Some("الله"),
        // Honorifics written as marks above a name become the signs of the same meaning.
        '\u{610}' | '\u{FDF5}' => Some("\u{FDFA}"),
        '\u{611}' => Some("\u{FD47}"),
        '\u{612}' => Some("\u{FD40}"),
        '\u{613}' => Some("\u{FD41}"),
        '\u{675}' => Some("أ"),
        '\u{676}' | '\u{677}' => Some("ؤ"),
        '\u{678}' => Some("ئ"),
        _ => None,
    };
    text.unwrap_or_default().chars().chain(text.is_none().then(|| letter_for(value)))
}

/// Letters from other alphabets of the Arabic script, digits, quotes, dashes and signs.
///
/// Names of the letters and what they replace: the Unicode charts for U+0600, U+0750 and U+08A0. Letters for sounds
/// that Arabic news writes with `پ چ ڤ گ` become these; `ژ` becomes `ج`, as in جاك for Jacques.
fn letter_for(value: char) -> char {
    match value {
        'ٱ' | '\u{773}' | '\u{774}' => 'ا',
        '\u{672}' => 'أ',
        '\u{673}' => 'إ',
        '\u{674}' => 'ء',
        '\u{66E}' | '\u{67B}' | '\u{680}' | '\u{750}'..='\u{755}' => 'ب',
        '\u{679}' | '\u{67A}' | '\u{67C}' | '\u{67D}' | '\u{67F}' => 'ت',
        '\u{683}' | '\u{684}' | '\u{698}' | '\u{757}' => 'ج',
        '\u{687}' | '\u{6BF}' => 'چ',
        '\u{681}' | '\u{682}' => 'ح',
        '\u{685}' => 'س',
        '\u{688}'..='\u{690}' | '\u{6EE}' | '\u{759}' | '\u{75A}' => 'د',
        '\u{691}'..='\u{697}' | '\u{699}' | '\u{6EF}' | '\u{75B}' => 'ر',
        '\u{69A}' | '\u{69B}' | '\u{69C}' | '\u{6FA}' => 'ش',
        '\u{69D}' | '\u{69E}' => 'ص',
        '\u{6FB}' => 'ض',
        '\u{69F}' => 'ط',
        '\u{6A0}' | '\u{6FC}' | '\u{75D}'..='\u{75F}' => 'غ',
        '\u{6A1}'..='\u{6A3}' | '\u{6A6}' => 'ف',
        '\u{6A5}' => 'ڤ',
        '\u{66F}' | '\u{6A7}' => 'ق',
        '\u{6A9}' | '\u{6AA}' | '\u{6AC}' | '\u{63B}' | '\u{63C}' | '\u{762}' | '\u{77F}' => 'ك',
        '\u{6A8}' | '\u{6AB}' | '\u{6AD}' | '\u{6AE}' | '\u{6B0}' | '\u{6B2}'..='\u{6B4}' | '\u{763}' | '\u{764}' => {
            'گ'
        }
        '\u{6B5}'..='\u{6B8}' | '\u{76A}' => 'ل',
        '\u{6B1}' | '\u{6B9}'..='\u{6BD}' | '\u{767}'..='\u{769}' => 'ن',
        '\u{6BE}' | '\u{6C0}' | '\u{6C1}' | '\u{6C2}' | '\u{6D5}' | '\u{6FF}' => 'ه',
        '\u{6C3}' => 'ة',
        '\u{6C4}'..='\u{6CB}' | '\u{6CF}' => 'و',
        '\u{6CD}' | '\u{6CE}' | '\u{6D0}' | '\u{6D1}' | '\u{6D2}' | '\u{620}' | '\u{63D}'..='\u{63F}' => 'ي',
        '\u{6D3}' => 'ئ',
        // Small letters of the Uthmani spelling that stand for whole ones, and its sukun and open tanween.
        '\u{6E7}' => 'ي',
        '\u{6E8}' => 'ن',
        '\u{6E1}' => '\u{652}',
        '\u{8F0}' => '\u{64B}',
        '\u{8F1}' => '\u{64C}',
        '\u{8F2}' => '\u{64D}',
        '٠'..='٩' | '۰'..='۹' => letters::ascii_digit(value).unwrap_or(value),
        // CO₂ is read as CO2 is.
        '₀'..='₉' => ascii_digit(value, '₀'),
        '٪' => '%',
        '\u{609}' => '‰',
        '\u{60D}' | '\u{2044}' | '\u{2215}' => '/',
        '\u{66D}' | '\u{2217}' => '*',
        '\u{6D4}' | '\u{2024}' | '\u{3002}' => '.',
        '\u{3001}' | '\u{201A}' | '\u{61E}' => '،',
        '‘' | '’' | '‛' | '`' | '´' | 'ʼ' | 'ʻ' | 'ʿ' | 'ʾ' => '\'',
        '“' | '”' | '„' | '‟' | '«' | '»' | '〝' | '〞' => '"',
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2043}' | '\u{2212}' => '-',
        '\u{2015}' => '—',
        '\u{212A}' => 'K',
        '\u{3BC}' => 'µ',
        value => value,
    }
}

fn ascii_digit(value: char, zero: char) -> char {
    u32::from(value).checked_sub(u32::from(zero)).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text_of(text: &str) -> String {
        clean(text, 0).into_iter().map(|character| character.value).collect()
    }

    fn check(input: &str, expect: &str) {
        assert_eq!(text_of(input), expect);
    }

    #[test]
    fn tatweel_inside_a_word_is_deleted() {
        check("الحكـــومة", "الحكومة");
    }

    #[test]
    fn tatweel_that_carries_a_mark_gives_it_to_the_letter_before() {
        check("مـَدينة", "مَدينة");
    }

    #[test]
    fn tatweel_alone_is_a_dash() {
        check("تونس ـ وكالات", "تونس - وكالات");
        check("1990ـ1995", "1990-1995");
    }

    #[test]
    fn presentation_forms_become_letters() {
        check("ﻣﺮﺣﺒﺎ", "مرحبا");
        check("ﻻ ﻹ ﻷ ﻵ", "لا لإ لأ لآ");
    }

    #[test]
    fn allah_ligature_is_four_letters() {
        check("عبد ﷲ", "عبد الله");
    }

    #[test]
    fn honorific_ligatures_stay_for_their_reader() {
        check("ﷺ", "ﷺ");
        check("\u{FDF5}", "ﷺ");
    }

    #[test]
    fn persian_and_urdu_letters_become_arabic_ones() {
        check("ایران کبیر ہذا مدرسۃ", "ايران كبير هذا مدرسة");
    }

    #[test]
    fn letters_for_foreign_sounds_stay() {
        check("پاريس چاد ڤيينا گوگل", "پاريس چاد ڤيينا گوگل");
        check("ڭرسيف ڨفصة", "گرسيف گفصة");
    }

    #[test]
    fn wasla_is_a_bare_alif() {
        check("ٱلكتاب", "الكتاب");
    }

    #[test]
    fn farsi_ya_is_alif_maqsura_where_the_word_has_it() {
        check("علی مستوی القری فی الوادی", "على مستوى القرى في الوادي");
    }

    #[test]
    fn alif_with_a_separate_hamza_or_madda_is_one_letter() {
        check("ا\u{654}حمد ا\u{655}لى ا\u{653}خر شى\u{654}", "أحمد إلى آخر شئ");
    }

    #[test]
    fn shadda_comes_before_the_vowel() {
        check("مح\u{64E}م\u{64E}\u{651}د", "مح\u{64E}م\u{651}\u{64E}د");
    }

    #[test]
    fn uthmani_sukun_and_recitation_signs() {
        check("ٱلۡحَمۡدُ لِلَّهِۚ", "الْحَمْدُ لِل\u{651}\u{64E}هِ");
        check("رَحۡمَـٰنِ", "رَحْمَٰنِ");
    }

    #[test]
    fn digits_are_ascii() {
        check("٢٠١٤ ۱۹۹۵ １２", "2014 1995 12");
    }

    #[test]
    fn decimal_and_thousands_signs_between_digits_only() {
        check("٣٫٥ ١٬٢٥٠ ٢٥٪", "3.5 1,250 25%");
        check("قال٫ ثم", "قال، ثم");
    }

    #[test]
    fn quotes_and_apostrophes_are_one_of_each() {
        check("“نعم” «لا» ‘ربما’", "\"نعم\" \"لا\" 'ربما'");
    }

    #[test]
    fn invisible_characters_go_and_belong_to_their_neighbour() {
        let cleaned = clean("\u{200F}الم\u{200B}ال\u{200E}", 10);
        let text: String = cleaned.iter().map(|character| character.value).collect();
        assert_eq!(text, "المال");
        assert_eq!(cleaned[0].source, 10..15);
        assert_eq!(cleaned.last().map(|last| last.source.end), Some(10 + "\u{200F}الم\u{200B}ال\u{200E}".len()));
    }

    #[test]
    fn odd_spaces_are_spaces() {
        check("أ\u{A0}ب\u{2009}ت\u{3000}ث\tج", "أ ب ت ث ج");
    }

    #[test]
    fn bold_mathematical_latin_is_latin() {
        check("𝐍𝐞𝐰𝐬 Ⅳ ﬁ", "News IV fi");
    }

    #[test]
    fn superscripts_and_fractions_stay() {
        check("م² ½ ™", "م² ½ ™");
        check("CO₂", "CO2");
    }

    #[test]
    fn emoji_sequences_stay_whole() {
        check("👨‍👩‍👧 ❤️ 🇩🇿 👍🏽", "👨‍👩‍👧 ❤️ 🇩🇿 👍🏽");
    }

    proptest! {
        #[test]
        fn twice_is_once(text in "[\u{600}-\u{6FF}\u{FB50}-\u{FDFF}\u{FE70}-\u{FEFF} \u{200B}-\u{200F}0-9٠-٩a-z.،]{0,30}") {
            let once = text_of(&text);
            prop_assert_eq!(text_of(&once), once);
        }

        #[test]
        fn twice_is_once_for_any_text(text in any::<String>()) {
            let once = text_of(&text);
            prop_assert_eq!(text_of(&once), once);
        }

        #[test]
        fn sources_are_in_order_and_within_the_text(text in any::<String>(), offset in 0usize..1000) {
            let mut before = offset..offset;
            for character in clean(&text, offset) {
                let source = character.source;
                prop_assert!(source.start < source.end && source.end <= offset + text.len());
                prop_assert!(source.start >= before.start && source.end >= before.end);
                prop_assert!(text.get(source.start - offset..source.end - offset).is_some());
                before = source;
            }
        }
    }
}
