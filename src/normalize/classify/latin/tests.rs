use proptest::prelude::*;

use super::*;
use crate::arabic::letters;
use crate::normalize::LatinPolicy;
use crate::normalize::lexicon::table;
use crate::normalize::reading::say;
use crate::normalize::testing::{said_by, tokens};

fn words(text: &str, options: &Options) -> String {
    said_by(|place| classify(place, options), text, |_| None)
}

fn check(input: &str, expect: &str) {
    assert_eq!(words(input, &Options::default()), expect, "{input}");
}

#[test]
fn brands_and_networks() {
    check("Twitter", "تويتر");
    check("YouTube", "يوتيوب");
    check("SAMSUNG", "سامسونغ");
    check("iPhone", "آيفون");
}

#[test]
fn names_of_several_words() {
    check("Real Madrid", "ريال مدريد");
    check("Facebook Live", "فيسبوك لايف");
    check("The New York Times", "نيويورك تايمز");
    check("Standard & Poor's", "ستاندرد آند بورز");
    check("Coca-Cola", "كوكاكولا");
}

#[test]
fn capitals_are_letters_and_words_in_capitals_are_words() {
    check("CIA", "سي آي إيه");
    check("WHO", "دبليو إتش أو");
    check("UNESCO", "يونسكو");
    check("TESLA", "تسلا");
    check("IT", "آي تي");
}

#[test]
fn words_of_several_parts() {
    check("BlueCloud", "بلو كلاود");
    check("NYTimes", "إن واي تايمز");
    check("NGOs", "إن جي أو");
}

#[test]
fn arabic_article_in_latin() {
    check("Al-Ahram", "الأهرام");
    check("Al-Hilal", "الهلال");
    check("al-Harris", "الهاريس");
    check("Abdul Hakim", "عبد الحكيم");
}

#[test]
fn diacritics_do_not_hide_a_name() {
    check("Mbappé", "مبابي");
    check("Beyoncé", "بيونسيه");
}

#[test]
fn names_no_lexicon_knows() {
    check("Anderson", "أندرسون");
    check("Château de Rousseau", "شاتو دو روسو");
}

#[test]
fn other_scripts_are_left_out_with_a_note() {
    let tokens = tokens("Москва");
    let reading = say(classify(Cursor::new(&tokens, 0), &Options::default()).unwrap(), None);
    assert!(reading.spoken.is_empty());
    assert_eq!(reading.notes.len(), 1);
}

#[test]
fn english_genitive_is_not_said() {
    check("Trump's", "ترامب");
}

#[test]
fn roman_numerals_after_a_name() {
    check("Henry VIII", "هنري الثامن");
    check("Elizabeth II", "إليزابيث الثانية");
    check("Louis XIV", "لوي الرابع عشر");
}

#[test]
fn names_that_begin_with_a_digit() {
    check("5G", "فايف جي");
    check("3D", "ثري دي");
}

#[test]
fn policies_for_unknown_words() {
    let spell = Options { latin: LatinPolicy::Spell, ..Options::default() };
    assert_eq!(words("Zorp", &spell), "زد أو آر بي");
    let skip = Options { latin: LatinPolicy::Skip, ..Options::default() };
    assert_eq!(words("Zorp Google", &skip), "غوغل");
}

#[test]
fn every_entry_is_arabic_letters() {
    for [name, reading, _] in table::rows(table::LATIN_NAMES) {
        for word in foreign::vowels::say(reading, Rule::Latin, &(0..1)) {
            let Spoken::Word { text, .. } = word else { continue };
            let is_letters = text.chars().all(letters::is_letter);
            assert!(is_letters && !text.is_empty(), "{name}: {text}");
        }
    }
}

proptest! {
    #[test]
    fn any_latin_text_is_read_with_arabic_letters(text in "[A-Za-zÀ-ž '&.\\-0-9]{0,30}") {
        let tokens = tokens(&text);
        for at in 0..tokens.len() {
            let Some(found) = classify(Cursor::new(&tokens, at), &Options::default()) else { continue };
            prop_assert!(found.length >= 1 && at + found.length <= tokens.len());
            for spoken in &say(found, None).spoken {
                let Spoken::Word { text, .. } = spoken else { continue };
                prop_assert!(text.chars().all(letters::is_letter), "{text}");
            }
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>()) {
        let tokens = tokens(&text);
        for at in 0..tokens.len() {
            classify(Cursor::new(&tokens, at), &Options::default());
        }
    }
}
