use super::*;
use crate::normalize::testing::{said_by, tokens};

fn check(input: &str, expect: &str, n_notes: usize) {
    let tokens = tokens(input);
    let found = (0..tokens.len()).filter_map(|at| classify(Cursor::new(&tokens, at)));
    let notes = found.map(|found| found.notes.len()).sum();
    assert_eq!((said_by(classify, input, |_| None).as_str(), notes), (expect, n_notes), "{input}");
}

#[test]
fn mathematics() {
    check("2 + 2 = 4", "زائد يساوي", 0);
    check("5 × 3", "في", 0);
}

#[test]
fn marks_that_are_not_said() {
    check("\"نعم\" • الشركة™ *", "", 0);
}

#[test]
fn number_sign() {
    check("№ 5", "رقم", 0);
}

#[test]
fn unknown_signs_are_noted() {
    check("نعم \u{E000}", "", 1);
}

#[test]
fn arrow_leads_from_one_to_the_other() {
    check("5 → 7", "إلى", 0);
    check("من 5 ← 7 أيام", "إلى", 0);
    check("Cairo → Rome", "إلى", 0);
}

#[test]
fn sign_that_is_missed_between_words_is_noted() {
    for text in ["Cairo ← Rome", "نعم → لا", "سبب ⟹ نتيجة", "نعم \\ لا", "A | B", "النص† يتبع", "5 ‡ 7", "ابدأ ↔ انته"]
    {
        check(text, "", 1);
    }
}

#[test]
fn mark_that_begins_or_ends_a_text_is_passed_over() {
    for text in ["→ نعم", "نعم ←", "النص†", "‡ حاشية", "نعم †."] {
        check(text, "", 0);
    }
}
