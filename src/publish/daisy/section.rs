//! What stands between one heading and the next, with its stretch of the sound.

use crate::publish::epub::content::Content;

/// A heading of the navigation and what is under it.
pub(super) struct Section {
    /// The name of its SMIL file.
    pub(super) file: String,
    /// What ids in it begin with.
    pub(super) id: String,
    /// From 1.
    pub(super) level: u8,
    pub(super) title: String,
    pub(super) clips: Vec<Clip>,
}

/// A piece of the text and the stretch of the sound that reads it.
pub(super) struct Clip {
    /// Id of the element in the text.
    pub(super) text: String,
    /// In milliseconds from the start of the article's audio.
    pub(super) begin: u64,
    /// In milliseconds.
    pub(super) end: u64,
}

impl Section {
    /// Returns how long it is, in milliseconds.
    pub(super) fn length(&self) -> u64 {
        match (self.clips.first(), self.clips.last()) {
            (Some(first), Some(last)) => last.end - first.begin,
            _ => 0,
        }
    }
}

/// Cuts an article that has sound at its headings. A heading that nothing reads begins no section.
pub(super) fn sections(content: &Content) -> Vec<Section> {
    let slug = &content.episode.slug;
    let section = |index: usize, level, title: &str| Section {
        file: format!("{slug}-{index}.smil"),
        id: format!("{slug}-{index}"),
        level,
        title: title.to_owned(),
        clips: Vec::new(),
    };
    let mut sections = vec![section(0, 1, &content.episode.title)];
    let mut headings = content.headings.iter().peekable();
    let ends = content.clips.iter().skip(1).map(|next| next.begin).chain([content.duration()]);
    for (clip, end) in content.clips.iter().zip(ends) {
        // Ids are those of paragraphs, in order, with the number of the piece behind.
        let paragraph =
            |id: &str| id.split('-').next().and_then(|id| id.strip_prefix('p')).and_then(|n| n.parse().ok());
        let at: Option<usize> = paragraph(&clip.id);
        while let Some(heading) = headings.next_if(|heading| paragraph(&heading.id) <= at) {
            if paragraph(&heading.id) == at && sections.last().is_some_and(|last| !last.clips.is_empty()) {
                sections.push(section(sections.len(), heading.level, &heading.text));
            }
        }
        if let Some(last) = sections.last_mut() {
            last.clips.push(Clip { text: clip.id.clone(), begin: clip.begin, end });
        }
    }
    // A level that is skipped on the way down is none in the navigation.
    let mut before = 0;
    for section in &mut sections {
        section.level = section.level.min(before + 1).max(1);
        before = section.level;
    }
    sections
}
