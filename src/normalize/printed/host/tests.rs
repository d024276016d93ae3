use super::*;
use crate::normalize::testing::tokens;

/// What the first token is joined to.
fn check(input: &str, expect: Option<&str>) {
    let tokens = tokens(input);
    let place = Cursor::new(&tokens, 0);
    let host = host(place).map(|host| clitics::attach(place.text(), host.text()));
    assert_eq!(host.as_deref(), expect, "{input}");
}

#[test]
fn quoted_words_after_a_proclitic() {
    check("لـ\"رويترز\"", Some("لرويترز"));
    check("لـ«الشروق»", Some("للشروق"));
    check("بـ(داعش)", Some("بداعش"));
    check("الـ\"فيفا\"", Some("الفيفا"));
    check("لـ«اللجنة»", Some("للجنة"));
}

#[test]
fn tatweel_before_a_space() {
    check("لـ رويترز", Some("لرويترز"));
    check("بـ الجزائر", Some("بالجزائر"));
}

#[test]
fn conjunction_before_a_bracket_or_a_slash() {
    check("و\"الحياة\"", Some("والحياة"));
    check("و/أو", Some("وأو"));
}

#[test]
fn letters_that_are_letters() {
    check("ب ج د", None);
    check("ولد", None);
}

#[test]
fn a_prefix_with_a_space_stays_a_word() {
    check("و أضاف", None);
}

#[test]
fn the_article_apart_from_its_number_and_the_noun_of_the_same_letters() {
    check("بال 6", Some("بال6"));
    let tokens = tokens("ما بال 5 رجال");
    let noun = Cursor::new(&tokens, 1);
    assert!(host(noun).is_none() && noun.ahead(1).proclitic().is_none());
}

#[test]
fn no_article_before_another() {
    check("الـ ـلل", None);
    check("الـ لله", None);
    check("الـ(لل)", None);
}

#[test]
fn latin_and_numbers() {
    check("الـCNN", Some("الCNN"));
    check("لـ5", Some("ل5"));
    check("بـ€50", Some("ب€"));
    check("ب 50", Some("ب50"));
}
