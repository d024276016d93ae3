//! Text that comes in chunks, cut into what can be spoken already.

use super::paragraphs;
use crate::{
    article::{self, Paragraph, Role},
    sentence::{is_spoken, sentence_ranges},
};

/// What has come and has not been spoken.
pub(super) struct Incoming {
    /// Markup has no sentence before its end.
    is_ssml: bool,
    rest: String,
    n_characters: usize,
}

impl Incoming {
    pub(super) fn new(is_ssml: bool) -> Self {
        Self { is_ssml, rest: String::new(), n_characters: 0 }
    }

    /// Characters that have come so far.
    pub(super) fn n_characters(&self) -> usize {
        self.n_characters
    }

    /// Adds a chunk and returns what is whole with it: lines that have ended, and sentences that another has begun after.
    ///
    /// # Errors
    /// As [`article::read`].
    pub(super) fn push(&mut self, chunk: &str) -> Result<Vec<Paragraph>, article::Error> {
        self.n_characters += chunk.chars().count();
        self.rest.push_str(chunk);
        if self.is_ssml {
            return Ok(Vec::new());
        }
        let mut whole = Vec::new();
        if let Some(end) = self.rest.rfind('\n') {
            let after = self.rest.split_off(end + 1);
            whole = paragraphs(&std::mem::replace(&mut self.rest, after), false)?;
        }
        // `3.` may be the beginning of a number and `د.` of a name: what comes next tells.
        let sentences = sentence_ranges(&self.rest);
        let last = sentences.last().filter(|last| last.start > 0).map(|last| last.start);
        if let Some(start) = last.filter(|start| self.rest[*start..].contains(is_spoken)) {
            let after = self.rest.split_off(start);
            let sentences = std::mem::replace(&mut self.rest, after);
            let text = sentences.split_whitespace().collect::<Vec<_>>().join(" ");
            whole.push(Paragraph::new(Role::Body, text.as_str(), 0..text.len()));
        }
        Ok(whole)
    }

    /// Returns the rest.
    ///
    /// # Errors
    /// As [`article::read`].
    pub(super) fn finish(&mut self) -> Result<Vec<Paragraph>, article::Error> {
        paragraphs(&std::mem::take(&mut self.rest), self.is_ssml)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is whole after each chunk, and at the end.
    #[track_caller]
    fn check(chunks: &[&str], expect: &[&[&str]]) {
        let mut incoming = Incoming::new(false);
        let texts = |paragraphs: Vec<Paragraph>| paragraphs.into_iter().map(|p| p.text).collect::<Vec<_>>();
        let mut found: Vec<_> = chunks.iter().map(|chunk| texts(incoming.push(chunk).unwrap())).collect();
        found.push(texts(incoming.finish().unwrap()));
        assert_eq!(found, expect);
    }

    #[test]
    fn sentence_is_whole_when_the_next_begins() {
        check(&["صباح ", "الخير. ", "كيف", " الحال؟"], &[&[], &[], &["صباح الخير."], &[], &["كيف الحال؟"]]);
    }

    #[test]
    fn number_is_not_cut_at_its_point() {
        check(&["الوزن 3.", "5 كيلوغرام"], &[&[], &[], &["الوزن 3.5 كيلوغرام"]]);
    }

    #[test]
    fn line_is_whole_at_its_end() {
        check(&["أولا\nثاني", "ا\n"], &[&["أولا"], &["ثانيا"], &[]]);
    }

    #[test]
    fn nothing_is_nothing() {
        check(&[], &[&[]]);
        check(&[" \n", "..."], &[&[], &[], &[]]);
    }
}
