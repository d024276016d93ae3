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
