//! Which punctuation marks are heard as a pause, and how long.

use super::output::PauseLength;

/// The pause that one punctuation mark asks for; nothing for marks that a reader passes over.
///
/// Quotation marks are passed over: a reader of news does not stop at them. Brackets and dashes are short, as commas
/// are. A dash is a pause only where it stands between words and not inside one; the caller knows, see
/// [`is_dash`].
pub(super) fn pause(sign: &str) -> Option<PauseLength> {
    match sign {
        "." | "!" | "…" | "‼" | "۝" | "¡" => Some(PauseLength::Long),
        "؟" | "?" | "⁉" | "⁈" | "‽" | "¿" => Some(PauseLength::Question),
        "،" | "," | "؛" | ";" | ":" | "(" | ")" | "[" | "]" | "{" | "}" | "﴿" | "﴾" | "⟨" | "⟩" | "|" | "•" | "·"
        | "●" | "▪" | "■" | "◆" | "–" | "—" | "-" | "/" => Some(PauseLength::Short),
        _ => None,
    }
}

/// Whether a mark is a dash or a slash, which pauses only where space stands beside it.
pub(super) fn is_dash(sign: &str) -> bool {
    matches!(sign, "-" | "–" | "—" | "/")
}
