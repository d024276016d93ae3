//! [`WebAddress`]: where an article stands on the web.

use std::{fmt, ops::Deref, str::FromStr};

use iri_string::types::IriStr;
use serde::{Deserialize, Serialize};

/// The address of a page: `http` or `https` and a host, letters beyond ASCII escaped.
///
/// What an article says of itself becomes a link in feeds and books, which apps open at a touch. Of all schemes only
/// those of the web do what is meant by that; `javascript:` and `data:` run in whatever shows the link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebAddress(String);

/// A text that is no [`WebAddress`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address of a page (expected `https://` or `http://` and a host)")]
pub struct InvalidWebAddress(String);

impl FromStr for WebAddress {
    type Err = InvalidWebAddress;

    fn from_str(text: &str) -> Result<Self, InvalidWebAddress> {
        let invalid = || InvalidWebAddress(text.to_owned());
        let iri = IriStr::new(text.trim()).map_err(|_| invalid())?;
        let is_web = ["http", "https"].iter().any(|scheme| iri.scheme_str().eq_ignore_ascii_case(scheme));
        let has_host = iri.authority_components().is_some_and(|authority| !authority.host().is_empty());
        if is_web && has_host { Ok(Self(iri.encode_to_uri().to_string())) } else { Err(invalid()) }
    }
}

impl TryFrom<String> for WebAddress {
    type Error = InvalidWebAddress;

    fn try_from(text: String) -> Result<Self, InvalidWebAddress> {
        text.parse()
    }
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> Self {
        address.0
    }
}

impl Deref for WebAddress {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_web_are_linked_to() {
        for text in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "file:///etc/passwd",
            "vbscript:x",
            "//example.org/x",
            "/x",
            "https:example.org",
            "https:///x",
            "httpsx://example.org",
            "https://example.org/\"><script>",
            "https://example.org/a b",
            "مقال",
            "",
        ] {
            assert!(text.parse::<WebAddress>().is_err(), "{text:?}");
        }
        let check = |text: &str, expect: &str| assert_eq!(&*text.parse::<WebAddress>().unwrap(), expect);
        check(" https://example.org/water?a=1&b=2#c ", "https://example.org/water?a=1&b=2#c");
        check("HTTP://example.org", "HTTP://example.org");
        check("https://example.org/مطر", "https://example.org/%D9%85%D8%B7%D8%B1");
    }
}
