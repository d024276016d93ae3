use super::*;
use crate::normalize::testing::said_by;

fn check(input: &str, emoji: EmojiPolicy, expect: &str) {
    let options = Options { emoji, ..Options::default() };
    assert_eq!(said_by(|place| classify(place, &options), input, |_| None), expect, "{input}");
}

#[test]
fn left_out_by_default() {
    check("شكرا 🌹🎉", EmojiPolicy::Skip, "");
}

#[test]
fn named_by_policy() {
    check("شكرا 🌹", EmojiPolicy::Name, "وردة");
    check("🇩🇿", EmojiPolicy::Name, "علم الجزائر");
    check("❤️", EmojiPolicy::Name, "قلب أحمر");
}

#[test]
fn skin_tone_is_not_said() {
    check("👍🏽", EmojiPolicy::Name, "إعجاب");
}
