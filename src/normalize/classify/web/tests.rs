use proptest::prelude::*;

use super::*;
use crate::normalize::testing::{check_reach, said_by};

fn ask(place: Cursor) -> Option<Match> {
    classify(place, &Options::default())
}

fn check(input: &str, expect: &str) {
    assert_eq!(said_by(ask, input, |token| Some(token.text.clone())), expect, "{input}");
}

#[test]
fn links() {
    check("شاهد https://news.site.org/ar/1?x=2", "شاهد رابط");
    check("شاهد www.site.org.", "شاهد رابط .");
    check("على الرابط http://bit.ly/abc هنا", "على الرابط هنا");
    check("شاهد youtube.com/watch?v=x", "شاهد رابط");
}

#[test]
fn names_of_sites() {
    check("موقع الجريدة.كوم الجديد", "موقع الجريدة دوت كوم الجديد");
    check("متجر Amazon.com الكبير", "متجر أمازون دوت كوم الكبير");
}

#[test]
fn a_sentence_is_no_domain() {
    check("Google.Apple", "Google . Apple");
}

#[test]
fn emails() {
    check("راسل a.b@site.co.uk اليوم", "راسل إيه دوت بي آت سايت دوت سي أو دوت يو كي اليوم");
    check("البريد الإلكتروني: a_1@site.com.", "البريد الإلكتروني : إيه أندرسكور واحد آت سايت دوت كوم .");
}

#[test]
fn handles() {
    check("كتبت @WHO أمس", "كتبت دبليو إتش أو أمس");
    check("كتب @BillGates أمس", "كتب بيل غيتس أمس");
    check("نشرت الوزارة (@moh_sa) البيان", "نشرت الوزارة ( ) البيان");
    check("قال عبر @mosalah إنه بخير", "قال عبر حسابه إنه بخير");
    check("حسابنا @bayt.sham", "حسابنا بايت دوت شام");
}

#[test]
fn hashtags() {
    check("#ربيع_جميل جدا", "ربيع جميل جدا");
    check("#SmartCity", "سمارت سيتي");
    check("#كأس_العالم_2022", "كأس العالم 2022");
}

proptest! {
    #[test]
    fn no_text_panics(text in "[a-z@#._/:ا-ي0-9 ?-]{0,24}") {
        check_reach(ask, &text);
    }
}
