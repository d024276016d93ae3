use proptest::prelude::*;

use super::*;
use crate::normalize::testing::{check_reach, said_by};
use crate::normalize::token::Kind;

/// Reads every abbreviation of a text and leaves its other words as they are.
fn check(input: &str, expect: &str) {
    assert_eq!(
        said_by(classify, input, |token| (token.kind != Kind::Sign).then(|| token.text.clone())),
        expect,
        "{input}"
    );
}

#[test]
fn title_of_a_man() {
    check("زار د. سليم المعرض", "زار الدكتور سليم المعرض");
    check("د.أحمد", "الدكتور أحمد");
    check("د/ كريم", "الدكتور كريم");
    check("م. طارق", "المهندس طارق");
    check("وأ. ماجد", "والأستاذ ماجد");
}

#[test]
fn title_of_a_woman() {
    check("مع د. سعاد", "مع الدكتورة سعاد");
    check("أ. نجلاء", "الأستاذة نجلاء");
    check("م. فاطمة", "المهندسة فاطمة");
    check("أ.د. ليلى", "الأستاذة الدكتورة ليلى");
}

#[test]
fn masculine_names_that_look_feminine() {
    check("د. أسامة", "الدكتور أسامة");
    check("د. علاء", "الدكتور علاء");
    check("د. مصطفى", "الدكتور مصطفى");
}

#[test]
fn professor_doctor() {
    check("أ. د. فريد", "الأستاذ الدكتور فريد");
    check("أ.د فريد", "الأستاذ الدكتور فريد");
}

#[test]
fn retired_officer() {
    check("اللواء م. سامي", "اللواء المتقاعد سامي");
}

#[test]
fn letter_at_the_end_of_a_sentence_is_a_letter() {
    check("نقص فيتامين د. وقال الطبيب", "نقص فيتامين دال وقال الطبيب");
    check("المنطقة ج.", "المنطقة جيم");
}

#[test]
fn eras_and_boxes() {
    check("القرن الرابع ق.م", "القرن الرابع قبل الميلاد");
    check("ص.ب: 77", "صندوق بريد 77");
    check("ص ب 77", "صندوق بريد 77");
}

#[test]
fn agencies() {
    check("(أ ف ب)", "فرانس برس");
    check("وكالة د.ب.أ", "وكالة الأنباء الألمانية");
    check("نقلت د.ب.أ عنه", "نقلت وكالة الأنباء الألمانية عنه");
}

#[test]
fn united_states_with_the_article() {
    check("رئيس الو.م.أ", "رئيس الولايات المتحدة الأمريكية");
    check("إلى الو م أ أمس", "إلى الولايات المتحدة الأمريكية أمس");
    check("بالو.م.أ", "بالولايات المتحدة الأمريكية");
    check("للو.م.أ.", "للولايات المتحدة الأمريكية");
}

#[test]
fn initials_are_letters() {
    check("المتهم س.ك. أمام القاضي", "المتهم سين كاف أمام القاضي");
}

#[test]
fn honorifics() {
    check("الرسول (ص) قال", "الرسول صلى الله عليه وسلم قال");
    check("الإمام علي (ع)", "الإمام علي عليه السلام");
    check("السيدة عائشة (رض)", "السيدة عائشة رضي الله عنها");
    check("محمدﷺ", "محمد صلى الله عليه وسلم");
}

#[test]
fn et_cetera_in_every_spelling() {
    check("كتب وأقلام الخ", "كتب وأقلام إلى آخره");
}

#[test]
fn letters_before_numbers() {
    check("ص 45", "صفحة 45");
    check("ج2", "الجزء الثاني");
    check("ج2 ص10", "الجزء الثاني صفحة 10");
    check("سجل (د23)", "سجل الدقيقة الثالثة والعشرين");
    check("ق 45+2", "الدقيقة الخامسة والأربعون زائد اثنين");
    check("ط. 2", "الطبعة الثانية");
    check("ص 120 ط. دار الفكر", "صفحة 120 طبعة دار الفكر");
}

#[test]
fn clubs() {
    check("م.الجزائر", "مولودية الجزائر");
    check("و.سطيف", "وفاق سطيف");
    check("ن.حسين داي", "نصر حسين داي");
    check("م. الجزائري", "المهندس الجزائري");
}

#[test]
fn conjunction_is_no_letter() {
    check("هو و هي", "هو و هي");
}

proptest! {
    #[test]
    fn no_text_panics(text in "[دأمصعرضب. /()و0-9ا-ي]{0,20}") {
        check_reach(classify, &text);
    }
}
