use proptest::prelude::*;

use super::*;
use crate::normalize::testing::{check_reach, said_by};

fn check(input: &str, expect: &str) {
    assert_eq!(said_by(classify, input, |_| None), expect, "{input}");
}

#[test]
fn one_verse() {
    check("﴿والعصر﴾ [العصر: 1]", "سورة العصر الآية الأولى");
    check("(سورة الكهف: 46)", "سورة الكهف الآية ست وأربعون");
    check("[البقرة: 153]", "سورة البقرة الآية مئة وثلاث وخمسون");
    check("[الضحى، الآية 5]", "سورة الضحى الآية الخامسة");
    check("[آل عمران: 3]", "سورة آل عمران الآية الثالثة");
}

#[test]
fn several_verses() {
    check("[الشرح: 5-6]", "سورة الشرح الآيات من الخامسة إلى السادسة");
    check("[الناس: 1، 2]", "سورة الناس الآيات الأولى والثانية");
}

#[test]
fn other_brackets_are_not_references() {
    check("(باريس: 5)", "");
    check("[صورة]", "");
}

#[test]
fn opening_letters_are_named() {
    check("﴿الم ذلك الكتاب﴾", "ألف لام ميم");
    check("﴿يس﴾", "يا سين");
}

proptest! {
    #[test]
    fn no_text_panics(text in "[﴿﴾\\[\\]():،ا-ي0-9 -]{0,24}") {
        check_reach(classify, &text);
    }
}
