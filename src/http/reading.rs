//! What a request may choose about the reading of its text.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Error;
use crate::{
    lexicon::{Ending, Entry, EntryKind, Lexicon, Scope},
    normalize::{EmojiPolicy, LatinPolicy},
    pipeline::{PauseFactor, SpeechOptions},
    structure::Structure,
};

/// Choices that fit into a query; every one has a default. A handler takes them beside its own query.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ReadingQuery {
    /// How Latin words that no lexicon knows are read.
    pub latin: Option<Latin>,
    /// Whether emoji are read by their names.
    pub emoji: Option<Emoji>,
    /// How headings, list items, quotations, captions and table rows are made heard.
    pub structure: Option<Announcing>,
    /// How many times as long the pauses are as the usual ones, between sentences and all others: 1 leaves them, 2 doubles
    /// them. They shrink and grow with the rate besides.
    #[param(minimum = 0.5, maximum = 3.0, example = 1.5)]
    pub pauses: Option<f32>,
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
    /// How many times as long the pauses are as the usual ones, between sentences and all others: 1 leaves them, 2 doubles
    /// them. They shrink and grow with the rate besides.
    #[schema(minimum = 0.5, maximum = 3.0, example = 1.5)]
    pub pauses: Option<f32>,
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
    pub(super) fn parts(self) -> impl Iterator<Item = Cow<'static, str>> {
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
        let named = [latin, emoji, structure].into_iter().flatten().map(Cow::Borrowed);
        named.chain(self.pauses.map(|pauses| Cow::Owned(format!("pauses={pauses}"))))
    }

    /// Returns these choices, and those of `other` where there is none.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            latin: self.latin.or(other.latin),
            emoji: self.emoji.or(other.emoji),
            structure: self.structure.or(other.structure),
            pauses: self.pauses.or(other.pauses),
        }
    }

    /// Returns the choices that lead to speech options.
    pub(super) fn of(speech_options: &SpeechOptions) -> Self {
        let latin = match speech_options.text.latin {
            LatinPolicy::Transliterate => Latin::Transliterate,
            LatinPolicy::Spell => Latin::Spell,
            LatinPolicy::Skip => Latin::Skip,
        };
        let emoji = match speech_options.text.emoji {
            EmojiPolicy::Skip => Emoji::Skip,
            EmojiPolicy::Name => Emoji::Name,
        };
        let structure = match speech_options.structure {
            Structure::Tone => Announcing::Tone,
            Structure::Pause => Announcing::Pause,
            Structure::Announce => Announcing::Announce,
        };
        let pauses = speech_options.pauses.factor.get();
        Self { latin: Some(latin), emoji: Some(emoji), structure: Some(structure), pauses: Some(pauses) }
    }

    /// Returns `speech_options` with these choices.
    ///
    /// # Errors
    /// [`Error::Pauses`] where the pauses are out of range.
    pub(super) fn apply(self, speech_options: Arc<SpeechOptions>) -> Result<Arc<SpeechOptions>, Error> {
        if self == Self::default() {
            return Ok(speech_options);
        }
        let mut speech_options = Arc::unwrap_or_clone(speech_options);
        match self.latin {
            None => {}
            Some(Latin::Transliterate) => speech_options.text.latin = LatinPolicy::Transliterate,
            Some(Latin::Spell) => speech_options.text.latin = LatinPolicy::Spell,
            Some(Latin::Skip) => speech_options.text.latin = LatinPolicy::Skip,
        }
        match self.emoji {
            None => {}
            Some(Emoji::Skip) => speech_options.text.emoji = EmojiPolicy::Skip,
            Some(Emoji::Name) => speech_options.text.emoji = EmojiPolicy::Name,
        }
        match self.structure {
            None => {}
            Some(Announcing::Tone) => speech_options.structure = Structure::Tone,
            Some(Announcing::Pause) => speech_options.structure = Structure::Pause,
            Some(Announcing::Announce) => speech_options.structure = Structure::Announce,
        }
        if let Some(pauses) = self.pauses {
            speech_options.pauses.factor = PauseFactor::new(pauses)?;
        }
        Ok(Arc::new(speech_options))
    }
}

impl ReadingChoice {
    /// Returns `speech_options` with these choices.
    ///
    /// # Errors
    /// [`Error::Invalid`] where an entry of the lexicon cannot be said, [`Error::Pauses`] where the pauses are out of range.
    pub(super) fn apply(&self, speech_options: Arc<SpeechOptions>) -> Result<Arc<SpeechOptions>, Error> {
        let lexicon: Lexicon = self.entries()?.into_iter().collect();
        Ok(with_lexicon(self.query().apply(speech_options)?, Scope::Request, Arc::new(lexicon)))
    }

    /// Returns how many bytes of text there are in it.
    pub(super) fn size_bytes(&self) -> usize {
        self.lexicon.iter().map(|(word, marked)| word.len() + marked.len()).sum()
    }

    /// Returns the choices that fit into a query.
    pub(super) fn query(&self) -> ReadingQuery {
        ReadingQuery { latin: self.latin, emoji: self.emoji, structure: self.structure, pauses: self.pauses }
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

/// Returns `speech_options` with the pronunciations of a scope.
pub(super) fn with_lexicon(
    speech_options: Arc<SpeechOptions>,
    scope: Scope,
    lexicon: Arc<Lexicon>,
) -> Arc<SpeechOptions> {
    if lexicon.is_empty() && speech_options.lexicon.is_empty() {
        return speech_options;
    }
    let mut speech_options = Arc::unwrap_or_clone(speech_options);
    speech_options.lexicon = speech_options.lexicon.with(scope, lexicon);
    Arc::new(speech_options)
}
