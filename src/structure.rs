//! Structure that can be heard: what a paragraph is in its article, by pause or by announcement.
//!
//! A reader sees that a line is a heading or the second of five items; a listener has to be told. By default pauses tell
//! (see [`Break`]), and the voice's pitch (see [`Tone`]); a listener who wants more has roles announced in words, as
//! screen readers do.

use crate::{
    article::{Paragraph, Role},
    utterance::{Break, Tone, Utterance, utterances, with_first_words, with_short_opening},
};

/// How the structure of an article is made heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Structure {
    /// By pauses, and by pitch where the voice can.
    #[default]
    Tone,
    /// By pauses alone.
    Pause,
    /// By pauses and pitch, and by a word before each heading, list item, quotation, caption and table row.
    Announce,
}

impl Structure {
    /// Returns how many semitones higher than running text an utterance is spoken: a heading a little higher, a
    /// quotation a little lower, both small enough to stay the same speaker.
    pub fn semitones(self, tone: Tone) -> f32 {
        match (self, tone) {
            (Self::Pause, _) | (_, Tone::Plain) => 0.0,
            (_, Tone::Heading) => 1.0,
            (_, Tone::Quotation) => -0.7,
        }
    }
}

/// Returns what is spoken for a paragraph: its announcement, where there is one, and its utterances.
///
/// An announcement is no part of the text, so its source is empty and stands at the paragraph's start.
pub fn spoken(paragraph: &Paragraph, structure: Structure) -> Vec<Utterance> {
    let mut spoken = Vec::new();
    if structure == Structure::Announce
        && let Some(text) = announcement(paragraph.role)
    {
        spoken.push(Utterance { source: 0..0, ..Utterance::alone(text, Break::Phrase) });
    }
    spoken.extend(utterances(paragraph));
    spoken
}

/// Returns what a voice is given of a paragraph, one after another: what is spoken for it, but its opening is short, so that
/// whoever begins to listen there hears it soon.
pub fn read_aloud(paragraph: &Paragraph, structure: Structure) -> Vec<Utterance> {
    with_short_opening(spoken(paragraph, structure))
}

/// Returns the same for the paragraph that a text begins with, given to a voice that can make sound of a part of an
/// utterance: its first words come first.
pub fn begin_aloud(paragraph: &Paragraph, structure: Structure) -> Vec<Utterance> {
    with_first_words(read_aloud(paragraph, structure))
}

/// What is said before a paragraph. Numbers stand in digits; the next room reads them.
fn announcement(role: Role) -> Option<String> {
    match role {
        // The title is the first thing heard; nobody needs to be told.
        Role::Body | Role::Heading { level: 0 | 1 } => None,
        Role::Heading { .. } => Some("عنوان فرعي:".to_owned()),
        Role::ListItem { index, count } => Some(format!("البند رقم {index} من {count}:")),
        Role::Quotation => Some("اقتباس:".to_owned()),
        Role::Caption => Some("تعليق على صورة:".to_owned()),
        Role::TableRow => Some("صف من جدول:".to_owned()),
        Role::Code => Some("نص برمجي:".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(role: Role, structure: Structure, expect: &[&str]) {
        let text = "نص قصير.".to_owned();
        let paragraph = Paragraph::new(role, text.as_str(), 0..text.len());
        let spoken: Vec<_> = spoken(&paragraph, structure).into_iter().map(|utterance| utterance.text).collect();
        assert_eq!(spoken, expect);
    }

    #[test]
    fn by_default_nothing_is_added_to_the_text() {
        check(Role::ListItem { index: 2, count: 5 }, Structure::Pause, &["نص قصير."]);
    }

    #[test]
    fn list_item_is_announced_with_its_number() {
        check(Role::ListItem { index: 2, count: 5 }, Structure::Announce, &["البند رقم 2 من 5:", "نص قصير."]);
    }

    #[test]
    fn pitch_sets_apart_unless_pauses_alone_are_wanted() {
        assert_eq!(Structure::default().semitones(Tone::Plain), 0.0);
        assert!(Structure::default().semitones(Tone::Heading) > 0.0);
        assert!(Structure::default().semitones(Tone::Quotation) < 0.0);
        assert_eq!(Structure::Pause.semitones(Tone::Heading), 0.0);
    }

    #[test]
    fn title_and_running_text_are_not_announced() {
        check(Role::Heading { level: 1 }, Structure::Announce, &["نص قصير."]);
        check(Role::Body, Structure::Announce, &["نص قصير."]);
    }

    #[test]
    fn quotation_caption_and_table_are_announced() {
        for role in [Role::Quotation, Role::Caption, Role::TableRow, Role::Code, Role::Heading { level: 2 }] {
            let text = "نص.".to_owned();
            let spoken = spoken(&Paragraph::new(role, text.as_str(), 0..text.len()), Structure::Announce);
            assert_eq!((spoken.len(), spoken[0].source.clone()), (2, 0..0), "{role:?}");
        }
    }
}
