//! Lexicons as tables: one entry a line, columns separated by tabs.
//!
//! `written`, `said`, and where there are more: `ending` (`written` or `open`), `note`, `set_by`, `changed_at` (RFC 3339).
//! A line that begins with `#` is a comment; so is what follows a `#` in the second column.

use super::{Ending, Entry, Fault, entry};

/// Why a table could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason} (expected what is written, a tab, and how it is said)")]
pub struct MalformedTsv {
    /// The line, from 1.
    pub line: usize,
    pub reason: String,
}

/// Reads a table.
///
/// # Errors
/// [`MalformedTsv`] at the first line that is no entry.
pub fn from_tsv(text: &str) -> Result<Vec<Entry>, MalformedTsv> {
    let mut entries = Vec::new();
    for (at, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let malformed = |reason: String| MalformedTsv { line: at + 1, reason };
        let mut columns = line.split('\t').map(str::trim);
        let mut next = || columns.next().unwrap_or_default();
        let (written, said, ending) = (next(), next(), next());
        if said.is_empty() {
            return Err(malformed(if line.contains('\t') { "nothing is said" } else { "there is no tab" }.to_owned()));
        }
        let said = said.split('#').next().unwrap_or_default();
        let fault = |fault: Fault| malformed(fault.to_string());
        let ending = entry::ending_of(ending).map_err(fault)?;
        let (note, set_by, changed_at) = (next(), next(), next());
        let entry = match Entry::new(written, said, ending) {
            // Tables of an older edition may have it. It says nothing, so the word is read as it would be without.
            Err(Fault::NoMarks(_)) => continue,
            entry => entry.map_err(fault)?,
        };
        // A time that cannot be read is of no consequence for how the text is read.
        entries.push(entry.annotated(note, set_by, changed_at.parse().ok()));
    }
    Ok(entries)
}

/// Writes a table. Columns at the end that are empty are left out.
pub fn to_tsv<'a>(entries: impl Iterator<Item = &'a Entry>) -> String {
    let line = |entry: &Entry| {
        let ending = match entry.ending() {
            Ending::AsWritten => "",
            open => entry::ending_name(open),
        };
        let changed_at = entry.changed_at().map(|time| time.to_string()).unwrap_or_default();
        let columns =
            [entry.written(), &entry.said_text(), ending, entry.note(), entry.set_by(), &changed_at].join("\t");
        format!("{}\n", columns.trim_end_matches('\t'))
    };
    entries.map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_that_is_said_as_itself_without_marks_is_read_as_if_it_were_not_there() {
        let entries = from_tsv("نص\tنص\nقلم\tقَلَم\n").unwrap();
        assert_eq!(entries.iter().map(Entry::written).collect::<Vec<_>>(), ["قلم"]);
    }

    #[test]
    fn written_and_read_again() {
        let text = "C#\tسِي شَارْب\n/F-(\\d+)/\tإِف $1\nداعش\t/d aː ʕ i ʃ/\t\tكما تقول الوكالة\tسارة\t2026-03-01T10:00:00Z\nمنطقة\tمِنْطَقَة\topen\n";
        let entries = from_tsv(text).unwrap();
        assert_eq!(to_tsv(entries.iter()), text);
        assert_eq!(entries[2].set_by(), "سارة");
        assert_eq!(entries[3].ending(), Ending::Declined);
    }

    #[test]
    fn comments_and_blank_lines_are_no_entries() {
        let entries = from_tsv("\u{feff}# names\n\nداعش\tدَاعِشْ # acronym\n").unwrap();
        assert_eq!(to_tsv(entries.iter()), "داعش\tدَاعِشْ\n");
    }

    #[test]
    fn fault_names_its_line() {
        let fault = |text| from_tsv(text).unwrap_err();
        assert_eq!(fault("كلمة"), MalformedTsv { line: 1, reason: "there is no tab".to_owned() });
        let MalformedTsv { line, reason } = fault("# x\nداعش\tdaesh");
        assert!(line == 2 && reason.contains("`daesh`"), "{reason}");
        assert!(fault("داعش\tدَاعِشْ\tshut").reason.contains("`shut`"));
    }
}
