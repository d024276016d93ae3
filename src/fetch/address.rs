//! Addresses that pages may be at.

use iri_string::{
    format::ToDedicatedString,
    types::{IriReferenceStr, UriAbsoluteStr, UriAbsoluteString},
};

use super::Error;

/// Reads an address that a page may be at, by itself or as a link of the page at `base`; of all ports, or of `ports` alone.
pub(super) fn read(
    text: &str,
    base: Option<&UriAbsoluteStr>,
    ports: Option<&[u16]>,
) -> Result<UriAbsoluteString, Error> {
    let refused = |what: &str| Err(Error::Address(what.to_owned()));
    let Ok(reference) = IriReferenceStr::new(text.trim()) else {
        return refused("the address is no URL");
    };
    let reference = reference.encode_to_uri().to_dedicated_string();
    let url = match base {
        Some(base) => reference.resolve_against(base).to_dedicated_string(),
        None => match reference.into_iri() {
            Ok(url) => url,
            Err(_) => return refused("the address is no URL (expected `https://…`)"),
        },
    };
    let url = url.into_absolute();
    let default_port = match url.scheme_str() {
        "http" => 80,
        "https" => 443,
        _ => return refused("only `http` and `https` are asked"),
    };
    let Some(authority) = url.authority_components() else {
        return refused("the address names no host");
    };
    if authority.userinfo().is_some() {
        return refused("the address names a user");
    }
    if authority.host().is_empty() || authority.host().contains('%') {
        return refused("the address names no host (names in other than Latin letters are written `xn--…`)");
    }
    let port = match authority.port() {
        None | Some("") => Some(default_port),
        Some(port) => port.parse().ok(),
    };
    match port {
        Some(port) if ports.is_none_or(|ports| ports.contains(&port)) => Ok(url),
        _ => refused("this port is not asked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let base = UriAbsoluteStr::new("https://news.example/a/b").unwrap();
        let found = read(text, Some(base), Some(&[80, 443])).ok();
        assert_eq!(found.as_deref().map(UriAbsoluteStr::as_str), expect, "{text}");
    }

    #[test]
    fn addresses_of_pages() {
        check("http://news.example", Some("http://news.example"));
        check("https://news.example:443/خبر", Some("https://news.example:443/%D8%AE%D8%A8%D8%B1"));
        // What stands after `#` is the client's affair and is not sent.
        check("../c?d=1#e", Some("https://news.example/c?d=1"));
        check("//other.example/", Some("https://other.example/"));
    }

    #[test]
    fn what_is_no_address_of_a_page() {
        for text in [
            "ftp://news.example/",
            "file:///etc/passwd",
            "gopher://news.example/",
            "data:text/plain,a",
            "http://user@news.example/",
            "http://user:word@news.example/",
            "https://news.example:22/",
            "http://news.example:99999/",
            "http://",
            "http://[::1",
            "http:///a",
            "http:a",
            "unix:/run/a.sock",
            "http://موقع.example/",
            "news.example",
            "/a",
            "http://a b/",
        ] {
            assert!(read(text, None, Some(&[80, 443])).is_err(), "{text}");
        }
        assert!(read("", None, Some(&[80])).is_err());
        assert!(read("http://news.example:8080/", None, Some(&[80, 8080])).is_ok());
    }
}
