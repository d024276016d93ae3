//! Text in XML.

use quick_xml::escape::escape;

/// Leaves out the characters that XML 1.0 cannot hold, not even escaped (section 2.2), and keeps a line to itself.
pub(super) fn legal(text: &str) -> String {
    let is_legal = |c: &char| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
            && !matches!(c, '\u{7f}'..='\u{9f}')
    };
    text.chars().filter(is_legal).collect()
}

/// Makes text fit to stand in an element or in a quoted attribute.
pub(super) fn text(text: &str) -> String {
    escape(legal(text)).into_owned()
}
