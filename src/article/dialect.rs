//! What the dialects of Markdown put into text beyond CommonMark, taken out of a paragraph: shortcodes of Hugo and
//! Jekyll, comments of MDX and Obsidian, anchors, and marks that were meant and did not mark.
//!
//! Every step is linear: what was not found once after a place is not looked for again behind it.

use super::fold_space;

/// What stands between these is an instruction to a program, and nothing of it is text.
const INSTRUCTIONS: [(&str, &str); 6] =
    [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}"), ("{{", "}}"), ("{/*", "*/}"), ("%%", "%%")];

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
    fn what_is_text_stays() {
        for text in ["أ == ب", "2*3", "5 * 6* تمام", "snake_case", "{مجموعة}", "50%% {", "سؤال [مهم]", "x^2"]
        {
            assert_eq!(clean(text), text);
        }
    }
}
