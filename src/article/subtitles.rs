//! Subtitles (SRT, WebVTT, SubStation Alpha): the text without its numbers, times and tags.
//!
//! A cue is a paragraph; it goes on with the one before it where that ended in a comma, or in an ellipsis that it takes
//! up, and, in a file whose sentences end in stops, where that has none and ended but a moment ago. Cues that repeat the
//! line before, as those made by machines do to scroll, are read once. Files made by programs that know no text from right
//! to left have the stop of a line before its first word; where most lines do, it is put at their ends.

use std::ops::Range;

use super::source::unescape;
use super::{Article, Paragraph, Role, fold_space};

/// Reads subtitles.
pub(super) fn read(text: &str) -> Article {
    let cues = cues(text);
    let is_turned = is_turned(&cues);
    let is_stopped = is_stopped(&cues);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut last_line = String::new();
    let mut ended = None;
    for cue in &cues {
        let is_at_once = is_stopped && cue.follows(ended);
        ended = Some(cue.ends);
        let mut is_open = false;
        for (printed, source) in &cue.lines {
            let mut spoken = spoken(printed);
            if is_turned && let Some(stops) = leading_stops(&spoken) {
                spoken = format!("{}{}", &spoken[stops.len()..].trim(), stops.chars().rev().collect::<String>());
            }
            if spoken.is_empty() || spoken == last_line {
                continue;
            }
            let goes_on = |text: &str| {
                // An ellipsis that is answered by one; else somebody else may speak.
                let is_open = text.ends_with('…') || text.ends_with("...");
                let is_answered = spoken.starts_with('…') || spoken.starts_with("..");
                let is_unfinished = text.ends_with(['،', ',']) || is_open && is_answered;
                is_unfinished || is_at_once && !text.ends_with(ENDS) && text.len() < LONGEST_JOINED
            };
            match paragraphs.last_mut().filter(|paragraph| is_open || goes_on(&paragraph.text)) {
                Some(paragraph) => {
                    paragraph.text.push(' ');
                    paragraph.text.push_str(spoken.trim_start_matches(['…', '.']).trim_start());
                    paragraph.source.end = source.end;
                }
                None => {
                    paragraphs.push(Paragraph { role: Role::Body, text: spoken.clone(), source: source.clone() });
                }
            }
            last_line = spoken;
            is_open = true;
        }
    }
    Article { title: None, title_source: 0..0, byline: None, paragraphs }
}

/// What is shown at a time.
struct Cue<'a> {
    /// In milliseconds from the beginning.
    begins: u64,
    ends: u64,
    /// Its lines as printed, with their bytes.
    lines: Vec<(&'a str, Range<usize>)>,
}

impl Cue<'_> {
    /// Says whether a cue begins as the one before it ends, or a moment later.
    fn follows(&self, ended: Option<u64>) -> bool {
        const MOMENT: u64 = 300;
        ended.is_some_and(|ended| (ended..=ended + MOMENT).contains(&self.begins))
    }
}

/// No sentence over several cues is as long, in bytes.
const LONGEST_JOINED: usize = 1000;

/// Finds the cues of a text. Outside of them stand numbers, names of cues, notes and styles.
fn cues(text: &str) -> Vec<Cue<'_>> {
    let mut cues: Vec<Cue> = Vec::new();
    let mut is_cue = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let printed = line.trim();
        if let Some((begins, ends)) = times(printed) {
            is_cue = true;
            cues.push(Cue { begins, ends, lines: Vec::new() });
        } else if let Some((begins, ends, dialogue)) = dialogue(printed) {
            // Its lines are parted by a sign, and each has its own stops.
            let mut at = start + printed.len() - dialogue.len();
            let lines = dialogue.split("\\N").map(|line| {
                let source = at..at + line.len();
                at = source.end + "\\N".len();
                (line, source)
            });
            cues.push(Cue { begins, ends, lines: lines.collect() });
        } else if printed.is_empty() {
            is_cue = false;
        } else if let Some(cue) = cues.last_mut().filter(|_| is_cue) {
            cue.lines.push((printed, start..start + printed.len()));
        }
    }
    cues
}

/// What of a line is spoken. Programs for styled subtitles write a line break as `\N`, a fixed space as `\h`.
fn spoken(printed: &str) -> String {
    let text = without_position(&unescape(&without_tags(printed)));
    fold_space(&text.replace("\\N", " ").replace("\\n", " ").replace("\\h", " "))
}

const STOPS: [char; 9] = ['.', '،', '؟', '!', ':', '؛', ',', '?', ';'];

/// Finds the stops before the first word of a line that has none at its end.
fn leading_stops(line: &str) -> Option<String> {
    let stops: String = line.chars().take_while(|c| STOPS.contains(c)).collect();
    let is_number = line[stops.len()..].starts_with(|c: char| c.is_ascii_digit());
    let is_leading = !stops.is_empty() && stops.len() < line.len() && !line.ends_with(STOPS);
    (is_leading && !is_number).then_some(stops)
}

/// Says whether most of the lines that have a stop have it before their first word.
fn is_turned(cues: &[Cue]) -> bool {
    let (mut before, mut after) = (0, 0);
    for (line, _) in cues.iter().flat_map(|cue| &cue.lines) {
        let line = spoken(line);
        // An ellipsis may open a line.
        before += usize::from(leading_stops(&line).is_some_and(|stops| !stops.contains("..")));
        after += usize::from(line.ends_with(STOPS));
    }
    before > after
}

/// What a sentence ends in, and what may stand after it.
const ENDS: [char; 12] = ['.', '؟', '!', '?', ':', '؛', '"', '»', '”', ')', ']', '♪'];

/// Says whether sentences end in stops, as a rule: those of a good part of the cues do.
fn is_stopped(cues: &[Cue]) -> bool {
    let n_stopped = cues.iter().filter(|cue| cue.lines.last().is_some_and(|(line, _)| spoken(line).ends_with(ENDS)));
    n_stopped.count() * 5 >= cues.len()
}

/// Reads the line that tells when a cue is shown.
fn times(line: &str) -> Option<(u64, u64)> {
    let (from, to) = line.split_once("-->")?;
    Some((time(from)?, time(to)?))
}

/// Reads a line of SubStation Alpha that shows a text: when, and the text after eight further fields.
fn dialogue(line: &str) -> Option<(u64, u64, &str)> {
    let mut fields = line.strip_prefix("Dialogue:")?.splitn(10, ',');
    let (begins, ends) = (time(fields.nth(1)?)?, time(fields.next()?)?);
    Some((begins, ends, fields.nth(6)?.trim()))
}

/// Reads a time, in milliseconds: hours, where there are any, minutes, seconds and their parts.
fn time(text: &str) -> Option<u64> {
    let time = text.split_whitespace().next()?;
    let (whole, part) = time.split_once(['.', ',']).unwrap_or((time, "0"));
    if !whole.contains(':') || part.is_empty() || part.len() > 3 {
        return None;
    }
    let seconds = whole.split(':').try_fold(0u64, |sum, part| {
        let is_number = !part.is_empty() && part.len() <= 4 && part.bytes().all(|c| c.is_ascii_digit());
        Some(sum * 60 + is_number.then(|| part.parse::<u64>().ok()).flatten()?)
    })?;
    let thousandths = part.parse::<u64>().ok()? * 10u64.pow(3 - u32::try_from(part.len()).ok()?);
    Some(seconds * 1000 + thousandths)
}

/// Leaves out tags, among which are speakers (`<v سالم>`) and times (`<00:02.000>`).
fn without_tags(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, inner)) = rest.split_once('<') {
        kept.push_str(before);
        // Translated by machine, `<i>` is `<ط>`.
        let is_letter = |c: char| !c.is_ascii() && c.is_alphabetic();
        let is_translated = inner.starts_with(is_letter) && inner.chars().nth(1) == Some('>');
        let is_tag = is_translated || inner.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
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
        Some(first) if first.starts_with("WEBVTT") || first == "[Script Info]" => true,
        Some(first) if first.chars().all(|c| c.is_ascii_digit()) => {
            lines.next().is_some_and(|line| times(line).is_some())
        }
        Some(first) => times(first).is_some(),
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
    fn sentence_goes_on_over_cues_where_sentences_end_in_stops() {
        check(
            "1\n00:00:01,000 --> 00:00:03,000\nفي الدرس السابق تحدثنا عن\n\n2\n00:00:03,000 --> 00:00:05,000\nطرق حفظ الماء.\n\n3\n00:00:05,000 --> 00:00:06,000\nونعود إليها\n\n4\n00:00:09,000 --> 00:00:10,000\nغدا.\n",
            &["في الدرس السابق تحدثنا عن طرق حفظ الماء.", "ونعود إليها", "غدا."],
        );
        // Where none do, every cue is its own.
        check(
            "1\n00:00:01,000 --> 00:00:03,000\nأهلا بك\n\n2\n00:00:03,000 --> 00:00:05,000\nأهلا\n",
            &["أهلا بك", "أهلا"],
        );
    }

    #[test]
    fn substation_alpha() {
        check(
            "[Script Info]\nTitle: حلقة\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nComment: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,تعليق\nDialogue: 0,0:00:01.00,0:00:03.50,Default,,0,0,0,,{\\an8}أهلا، يا عمتي\\Nالعزيزة.\nDialogue: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,ثم مضى.\n",
            &["أهلا، يا عمتي العزيزة.", "ثم مضى."],
        );
        // Each line of a cue has its own stops, in files that have them before the first word as well.
        check(
            "[Script Info]\nDialogue: 0,0:00:01.00,0:00:03.50,Default,,0,0,0,,،سرنا إلى البئر\\N.ومعنا الدلو\nDialogue: 0,0:00:04.00,0:00:05.00,Default,,0,0,0,,...ثم سكتنا\nDialogue: 0,0:00:06.00,0:00:07.00,Default,,0,0,0,,؟من هناك\n",
            &["سرنا إلى البئر، ومعنا الدلو.", "ثم سكتنا...", "من هناك؟"],
        );
    }

    #[test]
    fn line_breaks_of_styled_subtitles_are_space() {
        check("1\n00:00:01,000 --> 00:00:03,000\n{\\an8}أهلا\\Nيا\\hعمتي.\n", &["أهلا يا عمتي."]);
        check("1\n00:00:01,000 --> 00:00:03,000\n<ط>من هناك؟</ط>\n", &["من هناك؟"]);
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
