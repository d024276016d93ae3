use super::*;
use crate::arabic::marks::bare;
use crate::normalize::foreign::vowels::complete;

fn check(word: &str, expect: &str) {
    assert_eq!(transliterate(word).map(|partial| bare(&partial)).as_deref(), Some(expect), "{word}");
}

#[test]
fn words_as_english_says_them() {
    check("React", "رياكت");
    check("Spider", "سبايدر");
    check("Timeline", "تايملاين");
    check("public", "بابليك");
    check("Manufacturing", "مانيوفاكتشرينغ");
    check("unicorns", "يونيكورنز");
    check("Unit", "يونيت");
    check("Driving", "درايفينغ");
    check("forking", "فوركينغ");
}

#[test]
fn words_that_no_dictionary_has() {
    check("Instapaper", "إنستابيبر");
    check("Deepfake", "ديبفيك");
    check("Microservices", "مايكروسيرفيسز");
}

#[test]
fn exceptions_of_the_model() {
    check("quiet", "كوايت");
    check("elite", "إيليت");
    check("rated", "ريتد");
}

#[test]
fn vowels_are_said_as_they_are_spelled_where_english_slurs_them() {
    check("signal", "سيغنال");
    check("nation", "نيشن");
    check("famous", "فيمس");
    check("previous", "بريفيوس");
    check("monitor", "مونيتور");
    check("auction", "أوكشن");
    check("award", "أوورد");
    check("message", "ميسيج");
    check("atmosphere", "أتموسفير");
}

#[test]
fn glides_are_told_from_long_vowels() {
    let said = |word: &str| transliterate(word).map(|partial| complete(&partial)).unwrap_or_default();
    assert_eq!(said("joy"), complete("جُوي"));
    assert_eq!(said("wonder"), complete("وَندَر"));
    assert_eq!(said("password"), complete("باسْوُورد"));
}

#[test]
fn other_languages_are_not_read_as_english() {
    assert_eq!(transliterate("Nakamura"), None);
    assert_eq!(transliterate("Müller"), None);
}

#[test]
fn every_word_of_the_table_has_phonemes_for_its_letters() {
    for (word, phonemes) in table::pairs(table::ENGLISH_WORDS) {
        assert_eq!(word.len(), phonemes.split(' ').count(), "{word}");
        assert!(!complete(&transliterate(word).unwrap_or_default()).is_empty(), "{word}");
    }
}

/// Words of five letters and less are in the table for their capitals too, which would be letters without it, and names for
/// where they stand between words of French.
#[test]
fn no_word_stands_in_the_table_that_is_said_so_without_it() {
    let mut superfluous = Vec::new();
    for [name, reading, class] in table::rows(table::LATIN_NAMES) {
        let is_word = class == "english" && name.len() > 5 && name.bytes().all(|byte| byte.is_ascii_lowercase());
        let said = transliterate(name).filter(|_| is_word && !reading.starts_with('='));
        if said.is_some_and(|partial| complete(&partial) == complete(reading)) {
            superfluous.push(name);
        }
    }
    assert_eq!(superfluous, Vec::<&str>::new());
}
