//! What a podcast says of itself, read from TOML.
//!
//! ```toml
//! title = "حكايات القرية"
//! description = "مقالات عن أهل القرية وأيامها، تقرؤها سلمى."
//! author = "صحيفة القرية"
//! owner = { name = "صحيفة القرية", email = "podcast@village.example" }
//! base_url = "https://village.example/feeds/stories"   # where the folder of episodes is served
//! image = "cover.jpg"                                  # a file in that folder, or a whole address
//! category = "News"
//! subcategory = "Daily News"
//! ```
//!
//! A directory refuses a feed long after it was written and says little; so what would be refused there is refused
//! here, with the field and the way out.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use uuid::{Uuid, uuid};

use super::{FileName, categories};

/// A podcast. Every value has been checked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Fields")]
pub struct Show {
    title: String,
    description: String,
    author: String,
    owner: Owner,
    base_url: String,
    file: FileName,
    link: String,
    image: Image,
    category: String,
    subcategory: Option<String>,
    language: String,
    explicit: bool,
    locked: bool,
    kind: Kind,
    copyright: Option<String>,
    guid: Uuid,
}

/// Where the cover is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Image {
    /// In the folder of episodes.
    File(FileName),
    Address(String),
}

/// Whom directories write to. The address is public.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    pub name: String,
    pub email: String,
}

/// In which order a show is meant to be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The newest first; each stands alone.
    #[default]
    Episodic,
    /// From the first to the last.
    Serial,
}

/// Why a show cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("could not read show `{}`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("malformed show `{}`: {}", path.display(), source.message())]
    Malformed { path: PathBuf, source: toml::de::Error },
}

/// A field whose value cannot be.
#[derive(Debug, thiserror::Error)]
#[error("`{field}` is `{value}` ({expected})")]
struct Invalid {
    field: &'static str,
    value: String,
    expected: String,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    title: String,
    description: String,
    author: String,
    owner: Owner,
    base_url: String,
    #[serde(default = "Fields::file")]
    file: String,
    link: Option<String>,
    image: String,
    category: String,
    subcategory: Option<String>,
    #[serde(default = "Fields::language")]
    language: String,
    #[serde(default)]
    explicit: bool,
    #[serde(default = "Fields::locked")]
    locked: bool,
    #[serde(default, rename = "type")]
    kind: Kind,
    copyright: Option<String>,
    guid: Option<Uuid>,
}

impl Fields {
    fn file() -> String {
        "feed.xml".to_owned()
    }

    fn language() -> String {
        "ar".to_owned()
    }

    fn locked() -> bool {
        true
    }
}

impl Show {
    /// Reads a show.
    ///
    /// # Errors
    /// Where the file cannot be read, is not TOML, lacks a field, has an unknown one or one that directories refuse.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        toml::from_str(&text).map_err(|source| Error::Malformed { path: path.to_owned(), source })
    }

    /// Returns its name.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Returns what it is about: plain text.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Returns who makes it, as apps show it.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// Returns whom directories write to.
    pub fn owner(&self) -> &Owner {
        &self.owner
    }

    /// Returns its page on the web; where none is named, the folder of its episodes.
    pub fn link(&self) -> &str {
        &self.link
    }

    /// Returns the file name of its feed.
    pub fn file(&self) -> &FileName {
        &self.file
    }

    /// Returns the address of a file in the folder of its episodes.
    pub fn url(&self, file: &str) -> String {
        format!("{}/{file}", self.base_url)
    }

    /// Returns the address of its cover.
    pub fn image_url(&self) -> String {
        match &self.image {
            Image::File(file) => self.url(file),
            Image::Address(address) => address.clone(),
        }
    }

    /// Returns the file name of its cover, where it is a file in the folder of episodes.
    pub fn image_file(&self) -> Option<&FileName> {
        match &self.image {
            Image::File(file) => Some(file),
            Image::Address(_) => None,
        }
    }

    /// Returns its category, one of Apple's list, and subcategory.
    pub fn category(&self) -> (&str, Option<&str>) {
        (&self.category, self.subcategory.as_deref())
    }

    /// Returns the BCP 47 tag of its language.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Tells whether it is unfit for children.
    pub fn is_explicit(&self) -> bool {
        self.explicit
    }

    /// Tells whether other platforms are to leave the feed alone unless its owner asks them to take it.
    pub fn is_locked(&self) -> bool {
        self.locked
    }

    /// Returns in which order it is meant to be heard.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns whose it is and who may do what with it.
    pub fn copyright(&self) -> Option<&str> {
        self.copyright.as_deref()
    }

    /// Returns what it is known by wherever it moves: as written in the file, or else computed from the feed's address
    /// as the podcast namespace says.
    pub fn guid(&self) -> Uuid {
        self.guid
    }
}

impl TryFrom<Fields> for Show {
    type Error = Invalid;

    fn try_from(fields: Fields) -> Result<Self, Invalid> {
        let invalid = |field, value: &str, expected: &str| {
            Err(Invalid { field, value: value.to_owned(), expected: expected.to_owned() })
        };
        for (field, value) in [
            ("title", &fields.title),
            ("description", &fields.description),
            ("author", &fields.author),
            ("owner.name", &fields.owner.name),
        ] {
            if value.trim().is_empty() {
                return invalid(field, value, "expected some text");
            }
        }
        if fields.description.len() > 4000 {
            let bytes = format!("{} bytes of text", fields.description.len());
            return invalid("description", &bytes, "directories take at most 4000 bytes");
        }
        if !is_email(&fields.owner.email) {
            return invalid(
                "owner.email",
                &fields.owner.email,
                "expected an address such as `podcast@village.example`",
            );
        }
        let base_url = fields.base_url.trim_end_matches('/').to_owned();
        let link = fields.link.unwrap_or_else(|| format!("{base_url}/"));
        for (field, value) in [("base_url", &base_url), ("link", &link)] {
            if !is_address(value) {
                return invalid(
                    field,
                    value,
                    "expected an address such as `https://village.example/feeds/stories`, letters beyond ASCII escaped",
                );
            }
        }
        if base_url.contains(['?', '#']) {
            return invalid("base_url", &base_url, "names of files are set after it, so no `?` or `#`");
        }
        let Ok(file) = fields.file.parse::<FileName>() else {
            return invalid("file", &fields.file, "expected a name of ASCII letters, digits, `-`, `_` and `.`");
        };
        let lower = fields.image.to_ascii_lowercase();
        let is_picture = [".jpg", ".jpeg", ".png"].iter().any(|extension| lower.ends_with(extension));
        let image = match fields.image.parse() {
            Ok(file) if is_picture => Image::File(file),
            Err(_) if is_picture && is_address(&fields.image) => Image::Address(fields.image),
            _ => {
                return invalid(
                    "image",
                    &fields.image,
                    "expected a JPEG or PNG: a file name of ASCII letters, digits, `-`, `_` and `.`, or a whole address",
                );
            }
        };
        let Some(subcategories) = categories::subcategories(&fields.category) else {
            let known = categories::names().collect::<Vec<_>>().join("`, `");
            return invalid("category", &fields.category, &format!("expected one of Apple's: `{known}`"));
        };
        if let Some(subcategory) = &fields.subcategory
            && !subcategories.contains(&subcategory.as_str())
        {
            let expected = match subcategories {
                [] => format!("`{}` has none", fields.category),
                known => format!("`{}` has `{}`", fields.category, known.join("`, `")),
            };
            return invalid("subcategory", subcategory, &expected);
        }
        if !is_language(&fields.language) {
            return invalid("language", &fields.language, "expected a tag such as `ar` or `ar-EG`");
        }
        let guid = fields.guid.unwrap_or_else(|| guid(&format!("{base_url}/{file}")));
        Ok(Self {
            title: fields.title,
            description: fields.description,
            author: fields.author,
            owner: fields.owner,
            base_url,
            file,
            link,
            image,
            category: fields.category,
            subcategory: fields.subcategory,
            language: fields.language,
            explicit: fields.explicit,
            locked: fields.locked,
            kind: fields.kind,
            copyright: fields.copyright,
            guid,
        })
    }
}

/// Returns the `podcast:guid` of a feed: UUID version 5 of its address without scheme and without slashes at its end
/// (<https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md>).
fn guid(feed_url: &str) -> Uuid {
    const NAMESPACE: Uuid = uuid!("ead4c236-bf58-58c6-a2c6-a6b28d128cb6");
    let address = feed_url.split_once("://").map_or(feed_url, |(_, address)| address);
    Uuid::new_v5(&NAMESPACE, address.trim_end_matches('/').as_bytes())
}

/// Tells whether it is an address that can stand in a feed: HTTP, a host, nothing that would have to be escaped.
fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with(['/', '?', '#', ':'])
            && rest
                .chars()
                .all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '|' | '}'))
    })
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        let is_plain =
            |part: &str| part.chars().all(|c| !c.is_whitespace() && !matches!(c, '@' | '<' | '>' | ',' | ';'));
        !name.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !host.ends_with('.')
            && is_plain(name)
            && is_plain(host)
    })
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_tag = |part: &str, most| (2..=most).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    parts.next().is_some_and(|first| is_tag(first, 3)) && parts.all(|part| is_tag(part, 8))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::publish) const SHOW: &str = include_str!("../../tests/data/show.toml");

    /// The message about a show of which one line is replaced.
    fn check(from: &str, to: &str, expect: &str) {
        assert!(SHOW.contains(from), "{from}");
        let error = toml::from_str::<Show>(&SHOW.replace(from, to)).expect_err(to);
        assert!(error.message().contains(expect), "{}", error.message());
    }

    #[test]
    fn what_is_not_said_has_a_default() {
        let show: Show = toml::from_str(SHOW).unwrap();
        assert_eq!((show.language(), show.is_explicit(), show.is_locked()), ("ar", false, true));
        assert_eq!(show.url(show.file()), "https://village.example/feeds/stories/feed.xml");
        assert_eq!(show.image_url(), "https://village.example/feeds/stories/cover.jpg");
        assert_eq!(show.link(), "https://village.example/feeds/stories/");
    }

    #[test]
    fn guid_is_that_of_the_specification() {
        // The example there: the feed `https://podnews.net/rss`.
        assert_eq!(guid("https://podnews.net/rss").to_string(), "9b024349-ccf0-5f69-a609-6b82873eab3c");
        assert_eq!(guid("https://podnews.net/rss"), guid("http://podnews.net/rss/"));
    }

    #[test]
    fn refusals_name_the_field_and_the_way_out() {
        check("title = \"حكايات القرية\"", "", "missing field `title`");
        check("title = \"حكايات القرية\"", "title = \" \"", "`title` is ` ` (expected some text)");
        check("podcast@", "podcast at ", "`owner.email` is `podcast at village.example` (expected an address such as");
        check("https://village.example/", "village.example/", "`base_url` is `village.example/feeds/stories`");
        check("/feeds/stories/", "/feeds/حكايات/", "letters beyond ASCII escaped");
        check("/feeds/stories/", "/feeds/stories?x=1", "no `?` or `#`");
        check("\"cover.jpg\"", "\"غلاف.jpg\"", "`image` is `غلاف.jpg` (expected a JPEG or PNG");
        check("\"cover.jpg\"", "\"../cover.jpg\"", "`image` is `../cover.jpg`");
        check("\"News\"", "\"أخبار\"", "`category` is `أخبار` (expected one of Apple's: `Arts`");
        check("\"Daily News\"", "\"Baseball\"", "`News` has `Business News`, `Daily News`");
        check("copyright", "language = \"Arabic\"\ncopyright", "`language` is `Arabic`");
        check("copyright", "copywrong", "unknown field `copywrong`");
    }
}
