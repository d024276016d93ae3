//! Articles as they are read aloud, by a digest of their text: in SQLite (`sqlite`), or on a PostgreSQL
//! server that many nodes share (`postgres`).

use std::{collections::BTreeMap, path::Path};

use jiff::Timestamp;

#[cfg(feature = "postgres")]
use super::postgres;
use super::{Error, Key, PlanKey, Removal, Removals, observed, sqlite};
use crate::article::{Article, Paragraph, ReadingOptions, Role};

/// The articles that the service was given. Cheap to clone.
#[derive(Clone)]
pub struct Articles(Kind);

#[derive(Clone)]
enum Kind {
    Sqlite(sqlite::Articles),
    #[cfg(feature = "postgres")]
    Postgres(postgres::Articles),
}

/// Asks whichever database it is.
macro_rules! ask {
    ($articles:expr, $method:ident($($argument:expr),*)) => {
        match &$articles.0 {
            Kind::Sqlite(articles) => {
                observed("sqlite", concat!("articles.", stringify!($method)), articles.$method($($argument),*)).await
            }
            #[cfg(feature = "postgres")]
            Kind::Postgres(articles) => {
                observed("postgresql", concat!("articles.", stringify!($method)), articles.$method($($argument),*)).await
            }
        }
    };
}

/// An article as it is read aloud.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// A digest of the article as it was first given, so the same article has the same id.
    pub id: String,
    pub title: Option<String>,
    pub byline: Option<String>,
    /// What is spoken, in order: the title first, where there is one. Segment `n` is the paragraph at `n`.
    pub paragraphs: Vec<Paragraph>,
    /// Pronunciations that win over what Natiq would read, as [`from_tsv`](crate::lexicon::from_tsv)
    /// reads them; empty where there are none.
    pub lexicon: String,
    /// The key that it was given with, where keys are [kept apart](crate::http::Settings::separate_keys): nobody else
    /// finds it. Empty where everybody does.
    pub owner: String,
    /// When it was first given.
    pub created_at: Timestamp,
    /// What its giver notes about it, which is no part of the article.
    pub metadata: BTreeMap<String, String>,
}

/// An article in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: String,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub created_at: Timestamp,
    pub metadata: BTreeMap<String, String>,
    pub n_paragraphs: usize,
}

/// Some articles of a list, the last given first.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub articles: Vec<Listed>,
    /// What [`Articles::list`] takes to go on behind them; `None` at the end.
    pub next: Option<i64>,
}

/// What is changed in an article; `None` leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Revision {
    /// A headline, which is spoken in the place of the one before.
    pub title: Option<String>,
    /// Who wrote it; `Some(None)` takes the name away.
    pub byline: Option<Option<String>>,
    /// Notes that are added or replaced, and those that are taken away (`None`).
    pub metadata: BTreeMap<String, Option<String>>,
}

/// How an article was heard.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// By which speech options.
    pub speech_options: Vec<String>,
    /// By which plans, those that are out of date among them: the lexicon of the house was another then, or the headline.
    pub plans: Vec<HeardPlan>,
}

/// A plan by which an article, or a paragraph of it, was read.
#[derive(Debug, Clone)]
pub struct HeardPlan {
    /// Which paragraph; all of them where it is none.
    pub paragraph: Option<usize>,
    pub key: PlanKey,
    /// What the speech of its utterances is kept under.
    pub speech: Vec<Key>,
}

/// Characters of an id: 128 bits of the digest, which nobody finds a second article for by chance.
const ID_CHARACTERS: usize = 32;

impl Record {
    /// Makes the record of an article that was given now.
    pub fn new(article: &Article) -> Self {
        let paragraphs: Vec<Paragraph> =
            article.reading(ReadingOptions::default()).map(std::borrow::Cow::into_owned).collect();
        let mut key = Key::of("article")
            .with(article.title.as_deref().unwrap_or_default())
            .with(article.byline.as_deref().unwrap_or_default());
        for Paragraph { role, text, source, directives } in &paragraphs {
            key = key.with(format!("{role:?} {source:?}")).with(text);
            if !directives.is_empty() {
                key = key.with(format!("{directives:?}"));
            }
        }
        let mut id = key.finish().to_string();
        id.truncate(ID_CHARACTERS);
        Self {
            id,
            title: article.title.clone(),
            byline: article.byline.clone(),
            paragraphs,
            lexicon: String::new(),
            owner: String::new(),
            created_at: Timestamp::now(),
            metadata: BTreeMap::new(),
        }
    }

    /// Returns the article as one that nobody but `owner` finds, which is another article than anybody else's.
    #[must_use]
    pub fn with_owner(mut self, owner: String) -> Self {
        if !owner.is_empty() {
            self.id = Key::of("article of a key").with(&self.id).with(&owner).finish().to_string();
            self.id.truncate(ID_CHARACTERS);
            self.owner = owner;
        }
        self
    }

    /// Returns about how much memory it takes, in bytes.
    pub fn size_bytes(&self) -> usize {
        self.lexicon.len() + self.paragraphs.iter().map(|paragraph| paragraph.text.len()).sum::<usize>()
    }

    /// Returns the article with pronunciations of its own, which is another article than without.
    #[must_use]
    pub fn with_lexicon(mut self, lexicon: String) -> Self {
        if !lexicon.is_empty() {
            self.id = Key::of("article with lexicon").with(&self.id).with(&lexicon).finish().to_string();
            self.id.truncate(ID_CHARACTERS);
            self.lexicon = lexicon;
        }
        self
    }

    /// Changes what may be changed.
    pub(super) fn revise(&mut self, revision: Revision) {
        if let Some(title) = revision.title {
            let spoken = Paragraph::new(Role::Heading { level: 1 }, title.clone(), 0..0);
            let is_title = |paragraph: &&mut Paragraph| {
                paragraph.role == Role::Heading { level: 1 } && Some(&paragraph.text) == self.title.as_ref()
            };
            match self.paragraphs.first_mut().filter(is_title) {
                Some(first) => *first = spoken,
                None => self.paragraphs.insert(0, spoken),
            }
            self.title = Some(title);
        }
        if let Some(byline) = revision.byline {
            self.byline = byline;
        }
        for (name, value) in revision.metadata {
            match value {
                Some(value) => drop(self.metadata.insert(name, value)),
                None => drop(self.metadata.remove(&name)),
            }
        }
    }
}

impl Articles {
    /// Opens an SQLite database, and makes it where it is not there; one that is damaged is moved aside before. When it has
    /// more than `limit` articles, those that were unused for longest go.
    ///
    /// # Errors
    /// Where it is no database of ours, of a later version, or damaged and cannot be moved.
    ///
    /// # Blocking
    /// Reads all of the file to check it, and writes to it.
    pub fn open(path: &Path, limit: u32) -> Result<Self, Error> {
        Ok(Self(Kind::Sqlite(sqlite::Articles::open(path, limit)?)))
    }

    #[cfg(feature = "postgres")]
    pub(super) fn on(server: postgres::Server, limit: u32) -> Self {
        Self(Kind::Postgres(postgres::Articles::new(server, limit)))
    }

    /// Keeps an article; one that is there already stays as it is, with the time it was first given and with what was
    /// changed in it since, and is returned so. Notes that are given anew replace those it had. When this returns, the
    /// article is on the disk.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Vanished`], [`Error::Unreachable`].
    pub async fn put(&self, record: Record) -> Result<Record, Error> {
        ask!(self, put(record))
    }

    /// Returns the article `id` of `owner`, if there is one.
    ///
    /// # Errors
    /// As [`Articles::put`], or [`Error::Malformed`] where the record does not read.
    pub async fn get(&self, id: &str, owner: &str) -> Result<Option<Record>, Error> {
        ask!(self, get(id, owner))
    }

    /// Lists the articles of `owner`, the last given first: at most `limit`, and behind the one that a [`Page::next`]
    /// before told of. With `query` only those with a word that begins so, for each word of it.
    ///
    /// # Errors
    /// As [`Articles::put`].
    pub async fn list(
        &self,
        owner: &str,
        query: Option<&str>,
        behind: Option<i64>,
        limit: usize,
    ) -> Result<Page, Error> {
        ask!(self, list(owner, query, behind, limit))
    }

    /// Changes the article `id` of `owner` and returns it; its id stays. `None` where there is no such article.
    ///
    /// # Errors
    /// As [`Articles::put`].
    pub async fn revise(&self, id: &str, owner: &str, revision: Revision) -> Result<Option<Record>, Error> {
        ask!(self, revise(id, owner, revision))
    }

    /// Takes the article `id` of `owner` away; says whether it was there.
    ///
    /// # Errors
    /// As [`Articles::put`].
    pub async fn delete(&self, id: &str, owner: &str) -> Result<bool, Error> {
        ask!(self, delete(id, owner))
    }

    /// Notes that an article is heard by some speech options and by what plan, so that its sound is found when the article is
    /// taken away.
    ///
    /// # Errors
    /// As [`Articles::put`].
    pub async fn note_heard(&self, id: &str, speech_options: &str, plan: HeardPlan) -> Result<(), Error> {
        ask!(self, note_heard(id, speech_options, plan))
    }

    /// Returns how an article was heard.
    ///
    /// # Errors
    /// As [`Articles::put`].
    pub async fn heard(&self, id: &str) -> Result<Heard, Error> {
        ask!(self, heard(id))
    }

    /// Tells of each passage whether an article of `owner` has it, word for word, and was heard by the speech options that
    /// stand with it.
    ///
    /// # Errors
    /// As [`Articles::put`].
    pub async fn has_passages(&self, passages: Vec<(String, String)>, owner: &str) -> Result<Vec<bool>, Error> {
        ask!(self, has_passages(passages, owner))
    }

    /// Tells whether other nodes have the same articles.
    pub fn is_shared(&self) -> bool {
        !matches!(self.0, Kind::Sqlite(_))
    }

    /// Has the other nodes remove what this one has removed.
    ///
    /// # Errors
    /// Where the database cannot be asked.
    pub async fn note_removed(&self, removal: Removal) -> Result<(), Error> {
        ask!(self, note_removed(removal))
    }

    /// Returns what nodes have removed since a time.
    ///
    /// # Errors
    /// Where the database cannot be asked.
    pub async fn removed_since(&self, since: Timestamp) -> Result<Removals, Error> {
        ask!(self, removed_since(since))
    }

    /// Checks that an article could be given now.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Damaged`], [`Error::Vanished`] or [`Error::Unreachable`] where it could not.
    pub async fn check(&self) -> Result<(), Error> {
        ask!(self, check())
    }

    /// Returns the articles in the order they were given, behind one that was returned before: at most `limit`, each with
    /// whether it was revised and how it was heard.
    ///
    /// # Errors
    /// As [`Articles::get`].
    pub(super) async fn export(&self, behind: i64, limit: usize) -> Result<Vec<Exported>, Error> {
        ask!(self, export(behind, limit))
    }

    /// Keeps articles as they were exported, all or none; says how many were new. One that is there already stays as it is.
    ///
    /// # Errors
    /// As [`Articles::put`].
    pub(super) async fn import(&self, exported: Vec<Exported>) -> Result<usize, Error> {
        ask!(self, import(exported))
    }
}

/// An article with all that is kept of it, on its way from one database to another.
#[derive(Debug, Clone)]
pub(super) struct Exported {
    /// What it is counted by in the database that it is from.
    pub number: i64,
    pub record: Record,
    /// When it was last used, in milliseconds since 1970.
    pub used_at: i64,
    pub is_revised: bool,
    pub heard: Heard,
}
