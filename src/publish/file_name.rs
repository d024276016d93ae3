//! [`FileName`]: a name that leads nowhere else.

use std::{fmt, ops::Deref, path::Path, str::FromStr};

use serde::{Deserialize, Serialize};

/// The name of a file in the folder of episodes: ASCII letters, digits, `-`, `_` and `.`, the last not at the beginning.
///
/// It needs no escaping in an address and no quoting anywhere, and joined to a folder it stays in it. Records come from
/// disks that others write to as well; so no other name gets out of one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileName(String);

/// A text that is no [`FileName`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no name of a file (expected ASCII letters, digits, `-`, `_` and `.`)")]
pub struct InvalidFileName(String);

impl FromStr for FileName {
    type Err = InvalidFileName;

    fn from_str(text: &str) -> Result<Self, InvalidFileName> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for FileName {
    type Error = InvalidFileName;

    fn try_from(text: String) -> Result<Self, InvalidFileName> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if text.is_empty() || text.starts_with('.') || !text.chars().all(is_plain) {
            return Err(InvalidFileName(text));
        }
        Ok(Self(text))
    }
}

impl FileName {
    /// Returns what an article is called that has no name of its own.
    pub(crate) fn article() -> Self {
        Self("article".to_owned())
    }

    /// Returns this name with something behind it; `suffix` is ours and of the same characters.
    pub(crate) fn with(&self, suffix: &str) -> Self {
        Self(format!("{}{suffix}", self.0))
    }
}

impl From<FileName> for String {
    fn from(name: FileName) -> Self {
        name.0
    }
}

impl Deref for FileName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<Path> for FileName {
    fn as_ref(&self) -> &Path {
        self.0.as_ref()
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_that_leads_elsewhere_is_none() {
        for text in ["", ".", "..", "../x", "a/b", "/etc/passwd", "a\\b", "C:x", ".hidden", "a b", "مطر", "a\0", "a\n"]
        {
            assert!(text.parse::<FileName>().is_err(), "{text:?}");
            assert!(serde_json::from_value::<FileName>(text.into()).is_err(), "{text:?}");
        }
        assert_eq!(&*"my-article_v2.mp3".parse::<FileName>().unwrap(), "my-article_v2.mp3");
    }
}
