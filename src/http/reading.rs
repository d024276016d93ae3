//! What a request may choose about the reading of its text.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Error;
use crate::{
    diacritize::Lexicon,
    normalize::{EmojiPolicy, LatinPolicy},
    pipeline::Manner,
    structure::Structure,
};

/// Choices that fit into a query; every one has a default. The handlers' queries repeat the fields, because a query
/// cannot be flattened into another.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ReadingQuery {
    /// How Latin words that no lexicon knows are read.
    pub latin: Option<Latin>,
    /// Whether emoji are read by their names.
    pub emoji: Option<Emoji>,
    /// How headings, list items, quotations, captions and table rows are made heard.
    pub structure: Option<Announcing>,
}

/// The same, and pronunciations, for bodies.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"latin": "spell", "lexicon": {"دروكدال": "دْرُوكْدَال"}}))]
pub(super) struct ReadingChoice {
    /// How Latin words that no lexicon knows are read.
    pub latin: Option<Latin>,
    /// Whether emoji are read by their names.
    pub emoji: Option<Emoji>,
    /// How headings, list items, quotations, captions and table rows are made heard.
    pub structure: Option<Announcing>,
    /// Words with their marks, which win over what Natiq would read.
    pub lexicon: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Latin {
    /// As an Arabic speaker would say them; the default.
    Transliterate,
    /// Letter by letter.
    Spell,
    /// Not at all, with a note.
    Skip,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Emoji {
    /// Left out; the default.
    Skip,
    /// By their Arabic names.
    Name,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
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
    /// [`Error::Invalid`] where an entry of the lexicon is not one Arabic word with its marks.
    pub(super) fn apply(&self, manner: Arc<Manner>) -> Result<Arc<Manner>, Error> {
        let Self { latin, emoji, structure, lexicon } = self;
        let manner = ReadingQuery { latin: *latin, emoji: *emoji, structure: *structure }.apply(manner);
        if lexicon.is_empty() {
            return Ok(manner);
        }
        // A tab or line break inside an entry makes it two, and those are refused as no words.
        let text: String = lexicon.iter().map(|(word, marked)| format!("{word}\t{marked}\n")).collect();
        let lexicon =
            Lexicon::parse(&text).map_err(|error| Error::Invalid { field: "lexicon", what: error.to_string() })?;
        let mut manner = Arc::unwrap_or_clone(manner);
        manner.lexicon = Arc::new(lexicon);
        Ok(Arc::new(manner))
    }
}
