//! How an Arab reader says the phonemes of English: by their own sound, and vowels by the letter that is printed for them
//! as well. `Boston` keeps its o and `signal` its a, where English says schwa for both.
//!
//! Sounds are those of [`append`](super::super::transliterate::append): capitals are long vowels, small letters short ones.

use super::Letters;
use crate::arabic::marks::{DAMMA, FATHA, KASRA};

/// What is said for a word.
pub(super) fn of(letters: &Letters) -> String {
    let mut said = String::new();
    let mut before = "";
    for at in 0..letters.letters.len() {
        for phoneme in letters.phonemes(at).filter(|phoneme| *phoneme != super::SILENT) {
            let sound = sound(letters, at, phoneme);
            // The letter of a glide is that of a long vowel too, so that a vowel after it needs its mark: `wonder`, `word`.
            let mark = match (before, sound.chars().next()) {
                ("W" | "Y", Some('a')) => Some(FATHA),
                ("W" | "Y", Some('i')) => Some(KASRA),
                ("W", Some('U')) => Some(DAMMA),
                _ => None,
            };
            said.extend(mark);
            // poet
            let is_second = matches!(before, "OW" | "UW" | "AO") && sound.starts_with('i');
            match mark {
                Some(FATHA | KASRA) => said.push_str(&sound[1..]),
                _ if is_second => said.extend(["I", &sound[1..]]),
                _ => said.push_str(sound),
            }
            before = phoneme;
        }
    }
    said
}

fn sound(letters: &Letters, at: usize, phoneme: &str) -> &'static str {
    match phoneme {
        "AA" => open(letters, at),
        "AE" => "A",
        "AH" => "a",
        "AO" => "U",
        "AW" if letters.opens(at) => "أَو",
        "AW" => "Aو",
        "AX" => neutral(letters, at),
        "AXR" => neutral_before_r(letters, at),
        "AY" if letters.opens(at) => "آي",
        "AY" => "Aي",
        "B" | "P" => "ب",
        "CH" => "تش",
        "D" => "د",
        "DH" => "ذ",
        "EH" => half_open(letters, at),
        "ER" => stressed_before_r(letters, at),
        // Friday, playing: print writes what it sees.
        "EY" if letters.is(at, 'a') && letters.is(at + 1, 'y') && letters.is_silent(at + 1) => "Aي",
        "EY" | "IY" if letters.opens(at) => "إي",
        // A second vowel after the first: `create` is كرييت.
        "EY" => "ي",
        "F" | "V" => "ف",
        "G" => "غ",
        "HH" => "ه",
        "IH" | "IY" => "I",
        "JH" if letters.is(at, 'd') || at > 0 && letters.is(at - 1, 'd') => "دج",
        "JH" | "ZH" => "ج",
        "K" => "ك",
        "L" => "ل",
        "M" => "م",
        "N" => "ن",
        "NG" if letters.is(at + 1, 'g') && letters.is_silent(at + 1) => "نغ",
        "NG" => "ن",
        "OW" => round(letters, at),
        "OY" if letters.opens(at) => "أُوي",
        // The mark tells that the waw is a vowel: جُوي.
        "OY" => "\u{64F}وي",
        "R" => "ر",
        "S" => "س",
        "SH" => "ش",
        "T" => "ت",
        "TH" => "ث",
        "UH" => "U",
        "UW" if is_after_dental(letters, at) => "yU",
        "UW" => "U",
        // Groq: a q without u is a k.
        "W" if letters.is(at, 'q') && !letters.is(at + 1, 'u') => "",
        "W" => "w",
        "Y" => "y",
        "Z" => "ز",
        _ => "",
    }
}

/// The a of `art` and `Canada`; `auction`, which is not `laugh`; `message`.
fn open(letters: &Letters, at: usize) -> &'static str {
    let before_ge = letters.is(at + 1, 'g') && letters.is(at + 2, 'e') && letters.is_silent(at + 2);
    if before_ge && letters.said_vowels_before(at) && letters.phonemes(at + 1).eq(["JH"]) {
        return "I";
    }
    let is_au = matches!(letters.get(at + 1), Some('u' | 'w')) && letters.is_silent(at + 1);
    if letters.is(at, 'a') && is_au && !matches!(letters.get(at + 2), Some('g' | 'n')) {
        return "U";
    }
    // award: the waw after it is none of its own.
    if letters.opens(at) && letters.is(at + 1, 'w') {
        return "أَ";
    }
    let before_r = letters.is(at + 1, 'r') && letters.get(at + 2).is_some_and(|next| !is_vowel(next));
    if letters.opens(at) && before_r { "آ" } else { "A" }
}

/// The u of `public`, `cup` and `support`, and of the ending of `virus`.
fn neutral(letters: &Letters, at: usize) -> &'static str {
    // What l and m say before them: `table`, `realism`.
    if letters.is(at, 'l') || letters.is(at, 'm') {
        return "i";
    }
    if !letters.is(at, 'u') {
        return "a";
    }
    let is_first = !letters.said_vowels_before(at);
    let (next, after) = (letters.get(at + 1), letters.get(at + 2));
    let is_ending = after.is_none() && matches!(next, Some('s' | 'm'));
    match next {
        _ if is_ending && !is_first => "U",
        // cup, plus
        Some(_) if after.is_none() => "a",
        // support
        Some(_) if next == after => "a",
        _ if is_first => "A",
        _ => "a",
    }
}

/// The end of `super`, `motor`, `dollar`.
fn neutral_before_r(letters: &Letters, at: usize) -> &'static str {
    match vowel_before_r(letters, at) {
        Some('a') => "Aر",
        Some('o') => "Uر",
        Some('i' | 'y') => "Iر",
        // performance
        Some('e') if !letters.said_vowels_before(at) => "Iر",
        _ => "aر",
    }
}

/// `bird`, `service`; `word`.
fn stressed_before_r(letters: &Letters, at: usize) -> &'static str {
    match vowel_before_r(letters, at) {
        Some('o') => "Uر",
        Some('u') if letters.opens(at) => "Uر",
        _ if letters.opens(at) => "إير",
        _ => "Iر",
    }
}

/// The vowel that is heard in the r after it, the first of several: `earth`, `harbour`.
fn vowel_before_r(letters: &Letters, at: usize) -> Option<char> {
    if !letters.is(at, 'r') {
        return letters.get(at);
    }
    let silent = (0..at).rev().take_while(|&before| letters.is_silent(before));
    silent.filter_map(|before| letters.get(before)).take_while(|&letter| is_vowel(letter)).last()
}

/// The e of `test` is short, that of `medical` is written; `share`, `Harrison`, `head`.
fn half_open(letters: &Letters, at: usize) -> &'static str {
    let (next, after) = (letters.get(at + 1), letters.get(at + 2));
    let is_long = match letters.get(at) {
        Some('a') => match next {
            Some('r') if after != Some('e') => return "A",
            Some('r' | 'i' | 'y') => true,
            _ => false,
        },
        Some('e') if matches!(next, Some('a' | 'i' | 'e')) => letters.is_silent(at + 1),
        // sphere
        Some('e') if next == Some('r') && after == Some('e') && letters.is_silent(at + 2) => true,
        Some('e') => {
            let is_doubled = next == after && letters.get(at + 3).is_some_and(is_vowel);
            let is_open = after.is_some_and(is_vowel) && !letters.is_silent(at + 2);
            next.is_some_and(|next| !is_vowel(next) && next != 'x') && (is_open || is_doubled)
        }
        _ => false,
    };
    match (is_long, letters.opens(at)) {
        (true, true) => "إي",
        (true, false) => "I",
        (false, _) => "i",
    }
}

/// Every o, but that of `nation` and `famous`; `previous` has it.
fn round(letters: &Letters, at: usize) -> &'static str {
    let after_silent_i = at > 1 && letters.is(at - 1, 'i') && letters.is_silent(at - 1);
    if after_silent_i && letters.is(at + 1, 'n') {
        return "i";
    }
    let is_ending = letters.is(at + 1, 'u') && letters.is(at + 2, 's') && letters.get(at + 3).is_none();
    let is_after_vowel = at > 0 && letters.is(at - 1, 'i') && !letters.is_silent(at - 1);
    if is_ending && !is_after_vowel && letters.said_vowels_before(at) { "a" } else { "U" }
}

/// `news`, `tube`: English of Britain, which Arabic follows, has a glide there.
fn is_after_dental(letters: &Letters, at: usize) -> bool {
    let after_dental = at > 0 && matches!(letters.get(at - 1), Some('n' | 'd' | 't'));
    let is_ew = letters.is(at, 'e') && matches!(letters.get(at + 1), Some('w' | 'u'));
    let before_silent_e =
        letters.is(at, 'u') && letters.get(at + 1).is_some_and(|next| !is_vowel(next)) && letters.is(at + 2, 'e');
    after_dental && (is_ew || before_silent_e && letters.is_silent(at + 2))
}

pub(super) fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}
