//! What the dialects of Markdown put into text beyond CommonMark: boxes that makers of documentation know, written as
//! what CommonMark knows; and, taken out of a paragraph, shortcodes of Hugo and Jekyll, comments of MDX and Obsidian,
//! anchors, and marks that were meant and did not mark.
//!
//! Every step is linear: what was not found once after a place is not looked for again behind it.

use std::borrow::Cow;

use super::fold_space;

/// What stands between these is an instruction to a program, and nothing of it is text.
const INSTRUCTIONS: [(&str, &str); 6] =
    [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}"), ("{/*", "*/}"), ("%%", "%%")];

/// Writes boxes of notes and addresses in shortcodes as CommonMark has them, and says where such boxes begin.
///
/// Nothing moves: every byte that is text keeps its place, so that what is read from the result stands there in the text.
/// `!!! note "تنبيه"` with an indented body (MkDocs) becomes an item of a list, whose body is indented as well;
/// `:::warning تنبيه` (Docusaurus, VitePress, Quarto) becomes a line with its title alone. The rest of such a line, and
/// the address in `[الدليل]({{< ref "guide" >}})`, becomes a mark that is passed over.
pub(super) fn rewritten(text: &str) -> (Cow<'_, str>, Vec<usize>) {
    const SIGNS: [&str; 5] = ["!!!", "???", "===", ":::", "]({{"];
    if !SIGNS.iter().any(|sign| text.contains(sign)) {
        return (Cow::Borrowed(text), Vec::new());
    }
    let mut written = String::with_capacity(text.len());
    let mut boxes = Vec::new();
    let mut fence = None;
    for line in text.split_inclusive('\n') {
        let inner = line.trim_start();
        let lead = line.len() - inner.len();
        let mark = ["```", "~~~"].into_iter().find(|mark| inner.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
        let at = written.len();
        if fence.is_some() || mark.is_some() {
            written.push_str(line);
        } else if let Some(title) = note_title(inner) {
            boxes.push(at + lead);
            written.push_str(&line[..lead]);
            push_titled(&mut written, inner, title, "- ");
        } else if let Some(title) = container_title(inner) {
            written.push_str(&line[..lead]);
            push_titled(&mut written, inner, title, "");
        } else {
            push_without_addresses(&mut written, line);
        }
        debug_assert_eq!(written.len(), at + line.len());
    }
    (Cow::Owned(written), boxes)
}

/// Where the title stands in a line that opens a note of MkDocs or a tab of its; empty where it has none.
fn note_title(line: &str) -> Option<std::ops::Range<usize>> {
    let marks = ["!!! ", "???+ ", "??? ", "=== "];
    let mark = marks.iter().find(|mark| line.starts_with(**mark))?;
    let end = line.trim_end().len();
    let rest = &line[..end];
    let (kind, title) = match rest[mark.len()..].find('"') {
        Some(open) => {
            let open = mark.len() + open;
            let close = rest.len() - 1;
            (rest[mark.len()..open].trim(), (rest.ends_with('"') && close > open).then_some(open + 1..close)?)
        }
        None => (rest[mark.len()..].trim(), end..end),
    };
    // A tab has a title and no kind, a note a kind of one or a few words.
    let is_kind = |kind: &str| {
        !kind.is_empty() && kind.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_'))
    };
    let is_tab = *mark == "=== ";
    (is_tab && kind.is_empty() && !title.is_empty() || !is_tab && is_kind(kind)).then_some(title)
}

/// Where the title stands in a line that opens or closes a container, `:::warning تنبيه`, `:::tip[نصيحة]`, `:::`.
fn container_title(line: &str) -> Option<std::ops::Range<usize>> {
    let end = line.trim_end().len();
    let rest = &line[..end];
    let after = rest.trim_start_matches(':');
    let n_colons = rest.len() - after.len();
    if n_colons < 3 {
        return None;
    }
    if after.is_empty() {
        return Some(end..end);
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let from = rest.len() - after.trim_start().len();
    let name = rest[from..].chars().take_while(|c| is_name(*c)).count();
    let mut start = from + name;
    let mut stop = end;
    match rest[start..].chars().next() {
        Some('[') if name > 0 => {
            start += 1;
            stop = rest[start..].find(']').map(|close| start + close)?;
        }
        Some('{') => start += rest[start..].find('}').map(|close| close + 1)?,
        Some(' ' | '\t') | None if name > 0 => {}
        _ => return None,
    }
    // Attributes after the title are no part of it.
    stop = rest[start..stop].find('{').map_or(stop, |attributes| start + attributes);
    Some(start..stop)
}

/// Writes a line with its title alone; what stands around it becomes white space or a declaration of HTML, which shows
/// nothing.
fn push_titled(written: &mut String, line: &str, title: std::ops::Range<usize>, bullet: &str) {
    let (before, after) = (&line[..title.start], &line[title.end..]);
    let hidden = before.len() - bullet.len();
    written.push_str(bullet);
    match hidden {
        // An item must have something in its first line; a line of white space is an empty one.
        _ if title.is_empty() && bullet.is_empty() => written.push_str(&" ".repeat(hidden)),
        0..=2 => written.push_str(&" ".repeat(hidden)),
        // No declaration is as short, but a tag is.
        3 => written.push_str("<b>"),
        _ => {
            written.push_str("<!");
            written.push_str(&"A".repeat(hidden - 3));
            written.push('>');
        }
    }
    written.push_str(&line[title]);
    written.extend(after.chars().flat_map(|c| {
        let is_break = matches!(c, '\n' | '\r');
        std::iter::repeat_n(if is_break { c } else { ' ' }, if is_break { 1 } else { c.len_utf8() })
    }));
}

/// Writes a line with the addresses of its links that are shortcodes made plain.
fn push_without_addresses(written: &mut String, line: &str) {
    let mut rest = line;
    while let Some(open) = rest.find("]({{") {
        let (before, inner) = rest.split_at(open + "](".len());
        written.push_str(before);
        let Some(close) = inner.find("}})").map(|close| close + "}}".len()) else {
            rest = inner;
            continue;
        };
        written.push_str(&"x".repeat(close));
        rest = &inner[close..];
    }
    written.push_str(rest);
}

/// Says whether a block of code draws a diagram, by the language it names.
pub(super) fn is_diagram(language: &str) -> bool {
    const DIAGRAMS: &[&str] =
        &["mermaid", "plantuml", "puml", "dot", "graphviz", "d2", "vega", "vega-lite", "chart", "flow"];
    let name = language.trim().trim_start_matches(['{', '.']).split([' ', ',', '}']).next().unwrap_or_default();
    DIAGRAMS.contains(&name.to_ascii_lowercase().as_str())
}

/// Returns the text of a paragraph without what is not its author's text, its white space folded.
pub(super) fn clean(text: &str) -> String {
    const SIGNS: [char; 8] = ['{', '%', '[', '=', '*', '_', '~', '^'];
    if !text.contains(SIGNS) {
        return fold_space(text);
    }
    let text = without_instructions(text);
    let text = without_marks(&text);
    fold_space(without_anchor(text.trim_end()))
}

fn without_instructions(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_hopeless = [false; INSTRUCTIONS.len()];
    let mut at = 0;
    'text: while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        for (i, (open, close)) in INSTRUCTIONS.iter().enumerate() {
            let Some(inner) = rest.strip_prefix(open).filter(|_| !is_hopeless[i]) else { continue };
            match inner.find(close) {
                Some(end) => {
                    at += open.len() + end + close.len();
                    continue 'text;
                }
                None => is_hopeless[i] = true,
            }
        }
        let Some(c) = rest.chars().next() else { break };
        kept.push(c);
        at += c.len_utf8();
    }
    kept
}

/// Takes out references to notes that are not there (`[^1]`), marks of highlighting (`==كلمة==`), and doubled marks of
/// emphasis that stand where CommonMark does not see them, as between a quotation mark and a letter.
fn without_marks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(c) = rest.chars().next() else { break };
        if let Some(note) = rest.strip_prefix("[^") {
            let end = note.char_indices().take(40).find(|(_, c)| *c == ']').map(|(end, _)| end);
            if let Some(end) = end.filter(|end| *end > 0 && !note[..*end].contains(char::is_whitespace)) {
                at += "[^".len() + end + 1;
                continue;
            }
        }
        if matches!(c, '*' | '_' | '=' | '~') {
            let length = rest.len() - rest.trim_start_matches(c).len();
            let after = rest[length..].chars().next();
            let is_apart =
                kept.chars().next_back().is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace);
            let is_mark = length == 2 || length == 3 && c == '*';
            if is_mark && !is_apart {
                at += length;
                continue;
            }
            kept.push_str(&rest[..length]);
            at += length;
            continue;
        }
        kept.push(c);
        at += c.len_utf8();
    }
    kept
}

/// Leaves out the name that a paragraph has for links (`^block-id`, `{#id}`, `{: .class}`) at its end.
fn without_anchor(text: &str) -> &str {
    if let Some((before, anchor)) = text.rsplit_once(" ^")
        && !anchor.is_empty()
        && anchor.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    {
        return before;
    }
    if text.ends_with('}')
        && let Some((before, attributes)) = text.rsplit_once('{')
        && attributes.starts_with(['#', ':', '.'])
        && attributes.is_ascii()
    {
        return before;
    }
    text
}

/// Leaves out the kind of an Obsidian callout (`[!note]+`) at the start of a quotation; what stays is its title.
pub(super) fn without_callout(text: &str) -> &str {
    let Some(kind) = text.strip_prefix("[!") else { return text };
    match kind.split_once(']') {
        Some((kind, rest)) if !kind.is_empty() && kind.len() <= 40 => rest.trim_start_matches(['+', '-']).trim_start(),
        _ => text,
    }
}

/// Says whether a paragraph is the imports and exports of an MDX file.
pub(super) fn is_module_code(text: &str) -> bool {
    let is_code = text.starts_with("import ") && text.contains(['"', '\'']) || text.starts_with("export ");
    is_code && !text.chars().any(super::is_arabic_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_goes() {
        for (text, expect) in [
            ("قبل {{< figure src=\"a.jpg\" >}} بعد", "قبل بعد"),
            ("{{% notice %}}تنبيه{{% /notice %}}", "تنبيه"),
            ("سعر {{ page.price }} {% include x.html %}دينار", "سعر دينار"),
            ("{/* ملاحظة */}نص %%سر%% ظاهر", "نص ظاهر"),
            ("خبر[^7] مهم", "خبر مهم"),
            ("كلمة ==مهمة== جدا", "كلمة مهمة جدا"),
            ("قال **«نعم»**ثم مضى", "قال «نعم»ثم مضى"),
            ("فقرة ^abc-1", "فقرة"),
            ("فقرة {: .lead}", "فقرة"),
        ] {
            assert_eq!(clean(text), expect);
        }
    }

    #[test]
    fn boxes_keep_their_places() {
        for (text, expect) in [
            ("!!! note \"تنبيه\"\n\n    نص\n", "- <!AAAAA>تنبيه \n\n    نص\n"),
            ("??? tip\n    نص", "- <!AA>\n    نص"),
            ("=== \"أ\"\n    نص", "- <b>أ \n    نص"),
            (":::warning تنبيه\r\nنص\r\n:::\r\n", "<!AAAAAAA> تنبيه\r\nنص\r\n   \r\n"),
            (":::tip[نصيحة]", "<!AAAA>نصيحة "),
            ("::: {.callout-note}\n", "                   \n"),
            ("[أ]({{< ref \"b\" >}}) ب", "[أ](xxxxxxxxxxxxxxx) ب"),
        ] {
            let (written, _) = rewritten(text);
            assert_eq!((written.as_ref(), written.len()), (expect, text.len()), "{text}");
        }
    }

    #[test]
    fn lines_that_open_no_box_stay() {
        for text in ["!!! قال", "؟؟؟ ماذا", "???\n", "أ\n===\n", "::: قال", "```\n:::tip\n```\n", "قال!!! note"]
        {
            assert_eq!(rewritten(text).0, text);
        }
    }

    #[test]
    fn what_is_text_stays() {
        for text in ["أ == ب", "2*3", "5 * 6* تمام", "snake_case", "{مجموعة}", "50%% {", "سؤال [مهم]", "x^2"]
        {
            assert_eq!(clean(text), text);
        }
    }
}
