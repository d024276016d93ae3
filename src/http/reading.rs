//! What a request may choose about the reading of its text.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Error;
use crate::{
    lexicon::{Ending, Entry, EntryKind, Lexicon, Scope},
    normalize::{EmojiPolicy, LatinPolicy},
    pipeline::Manner,
    structure::Structure,
};

/// Choices that fit into a query; every one has a default. A handler takes them beside its own query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ReadingQuery {
    /// How Latin words that no lexicon knows are read.
    pub latin: Option<Latin>,
    /// Whether emoji are read by their names.
    pub emoji: Option<Emoji>,
    /// How headings, list items, quotations, captions and table rows are made heard.
    pub structure: Option<Announcing>,
}

/// The same, and pronunciations, for bodies.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"latin": "spell", "lexicon": {"دروكدال": "دْرُوكْدَال"}}))]
pub(super) struct ReadingChoice {
    /// How Latin words that no lexicon knows are read.
    pub latin: Option<Latin>,
    /// Whether emoji are read by their names.
    pub emoji: Option<Emoji>,
    /// How headings, list items, quotations, captions and table rows are made heard.
    pub structure: Option<Announcing>,
    /// How words are said, by what is written: words, phrases, Latin words, or a regular expression between slashes; said
    /// in Arabic letters with their marks, or in IPA between slashes. These win over the lexicon of the house.
    pub lexicon: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Latin {
    /// As an Arabic speaker would say them; the default.
    Transliterate,
    /// Letter by letter.
    Spell,
    /// Not at all, with a note.
    Skip,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Emoji {
    /// Left out; the default.
    Skip,
    /// By their Arabic names.
    Name,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Announcing {
    /// By pauses, and by pitch where the voice can; the default.
    Tone,
    /// By pauses alone.
    Pause,
    /// By pauses and pitch, and by a word before each.
    Announce,
}

impl ReadingQuery {
    /// Returns the parts of the query that say so again.
    pub(super) fn parts(self) -> impl Iterator<Item = &'static str> {
        let latin = self.latin.map(|latin| match latin {
            Latin::Transliterate => "latin=transliterate",
            Latin::Spell => "latin=spell",
            Latin::Skip => "latin=skip",
        });
        let emoji = self.emoji.map(|emoji| match emoji {
            Emoji::Skip => "emoji=skip",
            Emoji::Name => "emoji=name",
        });
        let structure = self.structure.map(|structure| match structure {
            Announcing::Tone => "structure=tone",
            Announcing::Pause => "structure=pause",
            Announcing::Announce => "structure=announce",
        });
        [latin, emoji, structure].into_iter().flatten()
    }

    /// Returns the choices that lead to a manner of reading.
    pub(super) fn of(manner: &Manner) -> Self {
        let latin = match manner.text.latin {
            LatinPolicy::Transliterate => Latin::Transliterate,
            LatinPolicy::Spell => Latin::Spell,
            LatinPolicy::Skip => Latin::Skip,
        };
        let emoji = match manner.text.emoji {
            EmojiPolicy::Skip => Emoji::Skip,
            EmojiPolicy::Name => Emoji::Name,
        };
        let structure = match manner.structure {
            Structure::Tone => Announcing::Tone,
            Structure::Pause => Announcing::Pause,
            Structure::Announce => Announcing::Announce,
        };
        Self { latin: Some(latin), emoji: Some(emoji), structure: Some(structure) }
    }

    /// Returns `manner` with these choices.
    pub(super) fn apply(self, manner: Arc<Manner>) -> Arc<Manner> {
        if let Self { latin: None, emoji: None, structure: None } = self {
            return manner;
        }
        let mut manner = Arc::unwrap_or_clone(manner);
        match self.latin {
            None => {}
            Some(Latin::Transliterate) => manner.text.latin = LatinPolicy::Transliterate,
            Some(Latin::Spell) => manner.text.latin = LatinPolicy::Spell,
            Some(Latin::Skip) => manner.text.latin = LatinPolicy::Skip,
        }
        match self.emoji {
            None => {}
            Some(Emoji::Skip) => manner.text.emoji = EmojiPolicy::Skip,
            Some(Emoji::Name) => manner.text.emoji = EmojiPolicy::Name,
        }
        match self.structure {
            None => {}
            Some(Announcing::Tone) => manner.structure = Structure::Tone,
            Some(Announcing::Pause) => manner.structure = Structure::Pause,
            Some(Announcing::Announce) => manner.structure = Structure::Announce,
        }
        Arc::new(manner)
    }
}

impl ReadingChoice {
    /// Returns `manner` with these choices.
    ///
    /// # Errors
    /// [`Error::Invalid`] where an entry of the lexicon cannot be said.
    pub(super) fn apply(&self, manner: Arc<Manner>) -> Result<Arc<Manner>, Error> {
        let lexicon: Lexicon = self.entries()?.into_iter().collect();
        Ok(with_lexicon(self.query().apply(manner), Scope::Request, Arc::new(lexicon)))
    }

    /// Returns how many bytes of text there are in it.
    pub(super) fn size_bytes(&self) -> usize {
        self.lexicon.iter().map(|(word, marked)| word.len() + marked.len()).sum()
    }

    /// Returns the choices that fit into a query.
    pub(super) fn query(&self) -> ReadingQuery {
        ReadingQuery { latin: self.latin, emoji: self.emoji, structure: self.structure }
    }

    /// Returns the entries of the lexicon.
    ///
    /// # Errors
    /// [`Error::Invalid`] where an entry cannot be said, or there are too many.
    pub(super) fn entries(&self) -> Result<Vec<Entry>, Error> {
        let entry = |(written, said): (&String, &String)| Entry::new(written, said, Ending::AsWritten);
        let entries: Result<Vec<Entry>, _> = self.lexicon.iter().take(MAX_ENTRIES + 1).map(entry).collect();
        let entries = entries.map_err(|fault| Error::Invalid { field: "lexicon", what: fault.to_string() })?;
        check_amount(entries.iter())?;
        Ok(entries)
    }
}

/// Checks that a request or an article has not too many entries.
pub(super) fn check_amount<'a>(entries: impl Iterator<Item = &'a Entry>) -> Result<(), Error> {
    let (mut n_entries, mut n_patterns) = (0, 0);
    for entry in entries {
        n_entries += 1;
        n_patterns += usize::from(entry.kind() == EntryKind::Pattern);
    }
    let what = match () {
        () if n_entries > MAX_ENTRIES => format!("more than {MAX_ENTRIES} entries"),
        () if n_patterns > MAX_PATTERNS => format!("{n_patterns} regular expressions (at most {MAX_PATTERNS})"),
        () => return Ok(()),
    };
    Err(Error::Invalid { field: "lexicon", what })
}

/// The most entries a lexicon of a request may have: it is read again with each part of its article.
const MAX_ENTRIES: usize = 1_000;

/// The most regular expressions among them: every one is looked for in every utterance.
const MAX_PATTERNS: usize = 20;

/// Returns `manner` with the pronunciations of a scope.
pub(super) fn with_lexicon(manner: Arc<Manner>, scope: Scope, lexicon: Arc<Lexicon>) -> Arc<Manner> {
    if lexicon.is_empty() && manner.lexicon.is_empty() {
        return manner;
    }
    let mut manner = Arc::unwrap_or_clone(manner);
    manner.lexicon = manner.lexicon.with(scope, lexicon);
    Arc::new(manner)
}
