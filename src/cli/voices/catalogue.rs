//! The voices that can be fetched by name: `voices/catalogue.toml`, or a list of the same form of one's own.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::{
    digest::sha256,
    voice::{Contract, Gender},
};

const EMBEDDED: &str = include_str!("../../../voices/catalogue.toml");

/// Symbol tables that voices share, by the names the catalogue has for them.
const TABLES: [(&str, &str); 2] = [
    ("kokoro", include_str!("../../../voices/tables/kokoro.json")),
    ("nabra", include_str!("../../../voices/tables/nabra.json")),
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Catalogue {
    voice: Vec<Entry>,
}

/// A voice that can be fetched. What is not said here is as in `voice.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) name_ar: String,
    pub(super) name_en: String,
    pub(super) language: String,
    pub(super) gender: Gender,
    pub(super) licence: String,
    pub(super) attribution: String,
    pub(super) contract: Contract,
    pub(super) sample_rate: u32,
    /// What is known of how it sounds.
    pub(super) quality: String,
    /// Whether we have run these very files.
    pub(super) seen: bool,
    /// The symbol table of ours that it uses, where it brings none.
    #[serde(default)]
    pub(super) table: Option<String>,
    #[serde(default)]
    pub(super) speaker: Option<i64>,
    /// `model`, `symbols` and the parts that the contract wants.
    pub(super) files: BTreeMap<String, Source>,
}

/// Where a file comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    pub(super) url: String,
    /// How large it is, or about how large where it has no SHA-256.
    pub(super) bytes: u64,
    /// Where it is known.
    #[serde(default)]
    pub(super) sha256: Option<String>,
}

impl Catalogue {
    /// Reads the catalogue of this program, or the one in `file`.
    pub(super) fn read(file: Option<&Path>) -> anyhow::Result<Self> {
        let text = match file {
            Some(path) => {
                std::fs::read_to_string(path).with_context(|| format!("could not read `{}`", path.display()))?
            }
            None => EMBEDDED.to_owned(),
        };
        toml::from_str(&text).map_err(|error| anyhow::anyhow!("malformed catalogue: {}", error.message()))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.voice.iter()
    }

    pub(super) fn get(&self, id: &str) -> anyhow::Result<&Entry> {
        match self.voice.iter().find(|entry| entry.id == id) {
            Some(entry) => Ok(entry),
            None => {
                let known: Vec<_> = self.voice.iter().map(|entry| format!("`{}`", entry.id)).collect();
                bail!(
                    "voice `{id}` is not in the catalogue ({}; a folder or an address is given as such)",
                    known.join(", ")
                )
            }
        }
    }
}

impl Entry {
    /// Tells whether every file has its SHA-256 here.
    pub(super) fn is_pinned(&self) -> bool {
        self.files.values().all(|source| source.sha256.is_some())
    }

    /// Returns how much is fetched, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.files.values().map(|source| source.bytes).sum()
    }

    /// Returns the symbol table of ours that the voice uses.
    pub(super) fn table(&self) -> anyhow::Result<Option<&'static str>> {
        let Some(wanted) = &self.table else { return Ok(None) };
        match TABLES.iter().find(|(name, _)| name == wanted) {
            Some((_, table)) => Ok(Some(table)),
            None => bail!("malformed catalogue: symbol table `{wanted}` does not exist"),
        }
    }

    /// Returns the `voice.toml` of the voice, whose files are in `folder` under the names they have in the catalogue.
    pub(super) fn manifest(&self, folder: &Path) -> anyhow::Result<String> {
        let digest = |file: &str| -> anyhow::Result<String> {
            let path = folder.join(file);
            Ok(sha256(std::fs::read(&path).with_context(|| format!("could not read `{}`", path.display()))?))
        };
        let text = |value: &str| toml::Value::String(value.to_owned());
        let mut table = toml::Table::new();
        for (name, value) in [
            ("id", self.id.as_str()),
            ("name_ar", &self.name_ar),
            ("name_en", &self.name_en),
            ("language", &self.language),
            ("gender", self.gender.name()),
            ("licence", &self.licence),
            ("attribution", &self.attribution),
            ("contract", self.contract.name()),
            ("model", "model"),
            ("symbols", "symbols"),
        ] {
            table.insert(name.to_owned(), text(value));
        }
        table.insert("sample_rate".to_owned(), toml::Value::Integer(self.sample_rate.into()));
        if let Some(speaker) = self.speaker {
            table.insert("speaker".to_owned(), toml::Value::Integer(speaker));
        }
        table.insert("sha256".to_owned(), text(&digest("model")?));
        let mut parts = toml::Table::new();
        // The table of symbols is a part for the sake of its checksum.
        let beside = self.files.keys().map(String::as_str).filter(|name| *name != "model").chain(["symbols"]);
        for name in beside {
            let part = [("file".to_owned(), text(name)), ("sha256".to_owned(), text(&digest(name)?))];
            parts.insert(name.to_owned(), toml::Value::Table(part.into_iter().collect()));
        }
        table.insert("parts".to_owned(), toml::Value::Table(parts));
        Ok(table.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_catalogue_can_be_fetched_and_says_what_it_is() {
        let catalogue = Catalogue::read(None).unwrap();
        let mut ids: Vec<_> = catalogue.iter().map(|entry| entry.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), catalogue.voice.len(), "an id is given twice");
        for entry in catalogue.iter() {
            let id = &entry.id;
            assert!(id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{id}");
            assert!(entry.files.contains_key("model"), "{id}");
            assert_eq!(entry.files.contains_key("symbols"), entry.table().unwrap().is_none(), "{id}");
            assert!(entry.files.values().all(|source| source.url.starts_with("https://")), "{id}");
            // What we have run is pinned by what we have run.
            assert!(entry.is_pinned() || !entry.seen, "{id}");
            let mut sums = entry.files.values().filter_map(|source| source.sha256.as_ref());
            assert!(sums.all(|sum| sum.len() == 64), "{id}");
            assert!(!entry.licence.is_empty() && !entry.quality.is_empty(), "{id}");
        }
    }

    #[test]
    fn voice_that_is_not_there_is_refused_with_those_that_are() {
        let error = Catalogue::read(None).unwrap().get("salma").unwrap_err().to_string();
        assert!(error.contains("`kareem`") && error.contains("`nabra-7m`"), "{error}");
    }
}
