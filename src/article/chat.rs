//! Conversations as programs export them, and as they are copied: who said what, without the times.
//!
//! WhatsApp begins each message with its time, in brackets or before a dash; Telegram's desktop program copies the name
//! and the time over the message. Notices of the program itself are left out; they have no speaker.

use super::{Article, Paragraph, Role, fold_space};

/// What programs write in place of a message that is not there.
const NOT_THERE: [&str; 12] = [
    "تم حذف هذه الرسالة",
    "لقد حذفت هذه الرسالة",
    "حذفت هذه الرسالة",
    "<تم استبعاد الوسائط>",
    "<الوسائط غير مدرجة>",
    "تم استبعاد الصورة",
    "تم استبعاد الفيديو",
    "تم استبعاد الملصق",
    "This message was deleted",
    "You deleted this message",
    "<Media omitted>",
    "image omitted",
];

/// A line that begins a message.
struct Head<'a> {
    /// `None` where the program speaks.
    speaker: Option<&'a str>,
    message: &'a str,
}

/// Says whether a text is a conversation: its first line begins a message, and so do two at least.
pub(super) fn is_chat(text: &str) -> bool {
    let mut lines = text.lines().map(without_marks).filter(|line| !line.trim().is_empty());
    let is_head = |line: &String| head(line).is_some();
    lines.next().as_ref().is_some_and(is_head) && lines.take(200).any(|line| is_head(&line))
}

/// Reads a conversation. A speaker is named when another has spoken before.
pub(super) fn read(text: &str) -> Article {
    let mut paragraphs = Vec::new();
    let mut speaker: Option<String> = None;
    let mut is_skipped = false;
    let mut last_named: Option<String> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let printed = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let plain = without_marks(printed);
        let message = match head(&plain) {
            Some(Head { speaker: Some(name), message }) => {
                is_skipped = false;
                speaker = Some(name.to_owned());
                message
            }
            Some(Head { speaker: None, .. }) => {
                is_skipped = true;
                continue;
            }
            None => plain.as_str(),
        };
        let message = fold_space(message);
        let message = message.trim_end_matches(['.']).trim();
        if is_skipped || NOT_THERE.contains(&message) || !message.chars().any(char::is_alphanumeric) {
            continue;
        }
        let message = fold_space(match head(&plain) {
            Some(head) => head.message,
            None => &plain,
        });
        let text = match &speaker {
            Some(name) if last_named.as_ref() != Some(name) => format!("{name}: {message}"),
            _ => message,
        };
        last_named.clone_from(&speaker);
        paragraphs.push(Paragraph::new(Role::Body, text, start..start + printed.len()));
    }
    Article { title: None, title_source: 0..0, byline: None, paragraphs }
}

/// Reads the head of a message: `[5/3/2024, 10:15:32 ص] سالم: …`, `5/3/2024, 10:15 - سالم: …`, `سالم, [05.03.2024 10:15]`.
fn head(line: &str) -> Option<Head<'_>> {
    if let Some((time, rest)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return is_time(time).then(|| speech(rest.trim()));
    }
    if let Some((name, time)) = line.strip_suffix(']').and_then(|rest| rest.rsplit_once(", [")) {
        let is_head = is_time(time) && !name.is_empty() && name.chars().count() <= 60;
        return is_head.then_some(Head { speaker: Some(name), message: "" });
    }
    let (time, rest) = line.split_once(" - ")?;
    is_time(time).then(|| speech(rest.trim()))
}

fn speech(text: &str) -> Head<'_> {
    match text.split_once(": ").or_else(|| text.strip_suffix(':').map(|name| (name, ""))) {
        Some((name, message)) if name.chars().count() <= 60 => Head { speaker: Some(name.trim()), message },
        _ => Head { speaker: None, message: text },
    }
}

/// Says whether a text is a date and a time and nothing else.
fn is_time(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}');
    let mut numbers = text.split(|c: char| !is_digit(c)).filter(|number| !number.is_empty());
    let other: String = text.chars().filter(|c| !is_digit(*c)).collect();
    let other: String = other.to_ascii_lowercase().split_whitespace().collect();
    let words: String = other.chars().filter(|c| c.is_alphabetic()).collect();
    let n_dates = other.matches(['/', '.', '-']).count();
    text.len() <= 60
        && (4..=6).contains(&numbers.clone().count())
        && numbers.all(|number| number.chars().count() <= 4)
        && other.contains(':')
        && n_dates >= 2
        && matches!(words.as_str(), "" | "ص" | "م" | "am" | "pm" | "صباحا" | "مساء")
}

/// A line without the marks of direction, which stand anywhere in these exports, and with its spaces plain.
fn without_marks(line: &str) -> String {
    let is_mark = |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    line.chars().filter(|c| !is_mark(c)).map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert!(is_chat(text), "{text}");
        let article = read(text);
        let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(texts, expect);
    }

    #[test]
    fn whatsapp_on_both_systems() {
        check(
            "‏[٥‏/٣‏/٢٠٢٤، ١٠:١٥:٣٢ ص] سالم: ‎نزل المطر.\n‏[٥‏/٣‏/٢٠٢٤، ١٠:١٧:٤٠ ص] ليلى: ‎تم حذف هذه الرسالة\n[5/3/2024, 10:18:00 AM] سالم: وسال الوادي\nكله.\n",
            &["سالم: نزل المطر.", "وسال الوادي", "كله."],
        );
        check(
            "5/3/2024, 10:14 - الرسائل مشفرة تماما بين الطرفين.\n5/3/2024, 10:15 - سالم: نزل المطر.\n5/3/2024, 10:16 - ليلى: جميل\n",
            &["سالم: نزل المطر.", "ليلى: جميل"],
        );
    }

    #[test]
    fn telegram_as_it_is_copied() {
        check(
            "سالم, [05.03.2024 10:15]\nنزل المطر.\n\nليلى, [05.03.2024 10:16]\nجميل\n",
            &["سالم: نزل المطر.", "ليلى: جميل"],
        );
    }

    #[test]
    fn text_with_dates_is_no_conversation() {
        assert!(!is_chat("في 5/3/2024, 10:15 - نزل المطر\nنص"));
        assert!(!is_chat("[1] نص\n[2] نص"));
    }
}
