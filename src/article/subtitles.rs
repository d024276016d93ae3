//! Subtitles (SRT, WebVTT): the text without its numbers, times and tags.
//!
//! A cue is a paragraph; it goes on with the one before it where that ended in a comma or an ellipsis. Cues that repeat
//! the line before, as those made by machines do to scroll, are read once. Files made by programs that know no text from
//! right to left have the stop of a line before its first word; where most lines do, it is put at their ends.

use super::source::unescape;
use super::{Article, Paragraph, Role, fold_space};

/// Reads subtitles.
pub(super) fn read(text: &str) -> Article {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut is_cue = false;
    let mut is_open = false;
    let mut last_line = String::new();
    let mut at = 0;
    let is_turned = is_turned(text);
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let printed = line.trim();
        if printed.is_empty() {
            is_cue = false;
            continue;
        }
        if is_times(printed) {
            (is_cue, is_open) = (true, false);
            continue;
        }
        // Outside cues stand numbers, names of cues, notes and styles.
        let mut spoken = spoken(printed);
        if is_turned && let Some(stops) = leading_stops(&spoken) {
            spoken = format!("{}{}", &spoken[stops.len()..].trim(), stops.chars().rev().collect::<String>());
        }
        if !is_cue || spoken.is_empty() || spoken == last_line {
            continue;
        }
        let source = start..start + printed.len();
        let goes_on = |text: &str| text.ends_with(['،', ',', '…']) || text.ends_with("...");
        match paragraphs.last_mut().filter(|paragraph| is_open || goes_on(&paragraph.text)) {
            Some(paragraph) => {
                paragraph.text.push(' ');
                paragraph.text.push_str(spoken.trim_start_matches(['…', '.']).trim_start());
                paragraph.source.end = source.end;
            }
            None => paragraphs.push(Paragraph { role: Role::Body, text: spoken.clone(), source }),
        }
        last_line = spoken;
        is_open = true;
    }
    Article { title: None, title_source: 0..0, byline: None, paragraphs }
}

/// What of a line is spoken. Programs for styled subtitles write a line break as `\N`, a fixed space as `\h`.
fn spoken(printed: &str) -> String {
    let text = without_position(&unescape(&without_tags(printed)));
    fold_space(&text.replace("\\N", " ").replace("\\n", " ").replace("\\h", " "))
}

const STOPS: [char; 9] = ['.', '،', '؟', '!', ':', '؛', ',', '?', ';'];

/// Finds the stops before the first word of a line that has none at its end. An ellipsis may open a line.
fn leading_stops(line: &str) -> Option<String> {
    let stops: String = line.chars().take_while(|c| STOPS.contains(c)).collect();
    let is_number = line[stops.len()..].starts_with(|c: char| c.is_ascii_digit());
    let is_leading = !stops.is_empty() && stops.len() < line.len() && !line.ends_with(STOPS);
    (is_leading && !is_number && !stops.contains("..")).then_some(stops)
}

/// Says whether most of the lines that have a stop have it before their first word.
fn is_turned(text: &str) -> bool {
    let (mut before, mut after) = (0, 0);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_times(line)) {
        let line = spoken(line);
        before += usize::from(leading_stops(&line).is_some());
        after += usize::from(line.ends_with(STOPS));
    }
    before > after
}

/// Says whether a line tells when a cue is shown.
fn is_times(line: &str) -> bool {
    let Some((from, to)) = line.split_once("-->") else { return false };
    let is_time = |text: &str| {
        let time = text.split_whitespace().next().unwrap_or_default();
        time.contains(':') && time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | ','))
    };
    is_time(from) && is_time(to)
}

/// Leaves out tags, among which are speakers (`<v سالم>`) and times (`<00:02.000>`).
fn without_tags(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, inner)) = rest.split_once('<') {
        kept.push_str(before);
        let is_tag = inner.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
        if !is_tag {
            kept.push('<');
            rest = inner;
            continue;
        }
        let Some((_, after)) = inner.split_once('>') else {
            // Without an end there is none further on either.
            return kept + inner;
        };
        rest = after;
    }
    kept + rest
}

/// Leaves out where on the screen a line is shown (`{\an8}`).
fn without_position(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, inner)) = rest.split_once("{\\") {
        kept.push_str(before);
        let Some((_, after)) = inner.split_once('}') else {
            rest = "";
            break;
        };
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// Says whether a text begins like subtitles.
pub(super) fn is_subtitles(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        Some(first) if first.starts_with("WEBVTT") => true,
        Some(first) if first.chars().all(|c| c.is_ascii_digit()) => lines.next().is_some_and(is_times),
        Some(first) => is_times(first),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let article = read(text);
        let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        assert_eq!(texts, expect);
        assert!(is_subtitles(text));
    }

    #[test]
    fn subrip() {
        check(
            "1\r\n00:00:01,000 --> 00:00:04,200\r\nنزل المطر.\r\n\r\n2\r\n00:00:04,300 --> 00:00:08,000 X1:10\r\n{\\an8}<i>ثم سكن\r\nكل شيء،</i>\r\n\r\n3\r\n00:00:09,000 --> 00:00:10,000\r\n...ونمنا.\r\n",
            &["نزل المطر.", "ثم سكن كل شيء، ونمنا."],
        );
    }

    #[test]
    fn stops_before_the_first_word_go_to_the_end() {
        check(
            "1\n00:00:01,000 --> 00:00:03,000\n.سرنا إلى البئر مع الفجر\n\n2\n00:00:04,000 --> 00:00:05,000\n!؟من هناك\n\n3\n00:00:06,000 --> 00:00:07,000\n،كان الدلو قرب الحائط\nوعليه حبل\n\n4\n00:00:08,000 --> 00:00:09,000\n...ثم عدنا.\n",
            &["سرنا إلى البئر مع الفجر.", "من هناك؟!", "كان الدلو قرب الحائط، وعليه حبل", "...ثم عدنا."],
        );
        // One such line is no sign of it.
        check(
            "1\n00:00:01,000 --> 00:00:03,000\n.سرنا\n\n2\n00:00:04,000 --> 00:00:05,000\nثم عدنا.\n",
            &[".سرنا", "ثم عدنا."],
        );
    }

    #[test]
    fn line_breaks_of_styled_subtitles_are_space() {
        check("1\n00:00:01,000 --> 00:00:03,000\n{\\an8}أهلا\\Nيا\\hعمتي.\n", &["أهلا يا عمتي."]);
    }

    #[test]
    fn web_video_text_tracks() {
        check(
            "WEBVTT - x\n\nNOTE ملاحظة\n\nSTYLE\n::cue { color: red }\n\nintro\n00:01.000 --> 00:04.000 align:start\n<v سالم>أهلا <00:02.000><c>بكم</c></v>\n\n00:04.000 --> 00:05.000\nأهلا بكم\nجميعا\n",
            &["أهلا بكم", "جميعا"],
        );
    }

    #[test]
    fn a_number_alone_is_no_subtitle() {
        assert!(!is_subtitles("12\nنص"));
    }
}
