//! Fetching the page of an article by its address: the only requests that the service makes of its own accord.
//!
//! Whoever may give an article chooses the address, and could reach through the service what only the service can reach.
//! So it is off until an operator turns it on, and then:
//! - Every address, the first and each that a redirect leads to, goes through [`address`]: `http` or `https`, no user or
//!   password, a permitted port.
//! - Every name is resolved by [`Guard`], and only addresses of the public internet come out of it. The connection is
//!   made to those very addresses, so a name that answers otherwise the second time gains nothing.
//! - No proxy of the environment is asked, which would resolve names by itself. No cookie, no compression (nothing
//!   unfolds to more than was read), no second request over one connection.
//! - Size, time, redirects and media types are bounded.
//!
//! A name that does not resolve and one that leads inside are told apart by nobody: the answer would be a map of the
//! inner network.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::http::{HeaderMap, Uri, header};
use ipnet::IpNet;
use iri_string::{
    format::ToDedicatedString,
    types::{IriReferenceStr, UriAbsoluteStr, UriAbsoluteString},
};
use tokio::sync::Semaphore;
use ureq::{
    Agent,
    config::Config,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};

use super::{Fetching, extract, extract::Raw};

/// Why a page was not fetched.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("this service does not fetch pages (send the page itself as `html`)")]
    Off,
    #[error("too many pages are being fetched (try again later)")]
    Busy,
    #[error("{0}")]
    Address(String),
    #[error("`{host}` has no address on the public internet")]
    NotPublic { host: String },
    #[error("the page is `{0}` (expected `text/html`, `text/plain` or `text/markdown`)")]
    MediaType(String),
    #[error("limit reached: the page is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the page was answered with status {0}")]
    Status(u16),
    #[error("limit reached: the page leads to another address more than {limit} times")]
    TooManyRedirects { limit: u32 },
    #[error("the page did not come within {} s", limit.as_secs())]
    TooSlow { limit: Duration },
    /// The cause is told to nobody: it may speak of the inner network.
    #[error("the page could not be fetched")]
    Failed(#[source] ureq::Error),
}

/// Fetches pages. Cheap to clone.
#[derive(Clone)]
pub(super) struct Fetcher {
    settings: Arc<Fetching>,
    places: Arc<Semaphore>,
    agent: Agent,
    max_bytes: usize,
}

impl Fetcher {
    /// Makes what fetches pages of at most `max_bytes`; `None` where that is off.
    pub(super) fn new(settings: &Fetching, max_bytes: usize) -> Option<Self> {
        if !settings.enabled {
            return None;
        }
        let config = Agent::config_builder()
            .proxy(None)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .max_idle_connections(0)
            .user_agent(concat!("natiq/", env!("CARGO_PKG_VERSION")))
            .accept("text/html, application/xhtml+xml, text/plain;q=0.9, text/markdown;q=0.9")
            .build();
        let settings = Arc::new(settings.clone());
        let guard = Guard { settings: settings.clone(), system: DefaultResolver::default() };
        Some(Self {
            places: Arc::new(Semaphore::new(settings.at_a_time)),
            agent: Agent::with_parts(config, DefaultConnector::default(), guard),
            settings,
            max_bytes,
        })
    }

    /// Fetches the page at `url`.
    ///
    /// # Errors
    /// As [`Error`] says.
    pub(super) async fn fetch(&self, url: &str) -> Result<Raw, super::Error> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        let (fetcher, url) = (self.clone(), address(url, None, &self.settings.ports)?);
        super::recording::blocking(move || {
            let page = fetcher.follow(url)?;
            drop(place);
            Ok(page)
        })
        .await
    }

    /// Fetches a page, wherever it leads to.
    fn follow(&self, mut url: UriAbsoluteString) -> Result<Raw, Error> {
        let limit = Duration::from_secs(self.settings.timeout_seconds);
        let started = Instant::now();
        for _ in 0..=self.settings.max_redirects {
            let left = limit.saturating_sub(started.elapsed());
            let request = self.agent.get(url.as_str()).config().timeout_global(Some(left)).build();
            let mut response = request.call().map_err(|error| self.failure(error))?;
            let status = response.status();
            let location = response.headers().get(header::LOCATION).filter(|_| status.is_redirection());
            if let Some(location) = location {
                let location = String::from_utf8_lossy(location.as_bytes());
                url = address(&location, Some(&url), &self.settings.ports)?;
                continue;
            }
            if !status.is_success() {
                return Err(Error::Status(status.as_u16()));
            }
            let (media_type, charset) = page_type(response.headers())?;
            let body = response.body_mut().with_config().limit(self.max_bytes as u64);
            let bytes = body.read_to_vec().map_err(|error| self.failure(error))?;
            return Ok(Raw { media_type, charset, bytes: bytes.into(), permit: None });
        }
        Err(Error::TooManyRedirects { limit: self.settings.max_redirects })
    }

    fn failure(&self, error: ureq::Error) -> Error {
        match error {
            ureq::Error::Timeout(_) => Error::TooSlow { limit: Duration::from_secs(self.settings.timeout_seconds) },
            ureq::Error::BodyExceedsLimit(_) => Error::TooLarge { limit: self.max_bytes },
            ureq::Error::Other(cause) => match cause.downcast::<Error>() {
                Ok(refusal) => *refusal,
                Err(cause) => Error::Failed(ureq::Error::Other(cause)),
            },
            other => Error::Failed(other),
        }
    }
}

/// Returns the media type and charset of a page that may hold an article.
fn page_type(headers: &HeaderMap) -> Result<(String, Option<String>), Error> {
    let (media_type, charset) = extract::content_type(headers);
    match media_type.as_str() {
        "text/html" | "application/xhtml+xml" | "text/plain" | "text/markdown" => Ok((media_type, charset)),
        _ => Err(Error::MediaType(media_type.chars().take(64).collect())),
    }
}

/// Reads an address that a page may be at, by itself or as a link of the page at `base`.
fn address(text: &str, base: Option<&UriAbsoluteStr>, ports: &[u16]) -> Result<UriAbsoluteString, Error> {
    let refused = |what: &str| Err(Error::Address(what.to_owned()));
    let Ok(reference) = IriReferenceStr::new(text.trim()) else {
        return refused("the page's address is no URL");
    };
    let reference = reference.encode_to_uri().to_dedicated_string();
    let url = match base {
        Some(base) => reference.resolve_against(base).to_dedicated_string(),
        None => match reference.into_iri() {
            Ok(url) => url,
            Err(_) => return refused("the page's address is no URL (expected `https://…`)"),
        },
    };
    let url = url.into_absolute();
    let default_port = match url.scheme_str() {
        "http" => 80,
        "https" => 443,
        _ => return refused("pages are fetched over `http` and `https` alone"),
    };
    let Some(authority) = url.authority_components() else {
        return refused("the page's address names no host");
    };
    if authority.userinfo().is_some() {
        return refused("the page's address names a user");
    }
    if authority.host().is_empty() || authority.host().contains('%') {
        return refused("the page's address names no host (names in other than Latin letters are written `xn--…`)");
    }
    let port = match authority.port() {
        None | Some("") => Some(default_port),
        Some(port) => port.parse().ok(),
    };
    match port {
        Some(port) if ports.contains(&port) => Ok(url),
        _ => refused("pages are not fetched from this port"),
    }
}

/// Resolves names to addresses that pages may be fetched from, and to no others.
#[derive(Debug)]
struct Guard {
    settings: Arc<Fetching>,
    system: DefaultResolver,
}

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut permitted = self.empty();
        match self.system.resolve(uri, config, timeout) {
            Ok(found) => {
                for address in found.iter().filter(|address| self.permits(address.ip())) {
                    permitted.push(*address);
                }
            }
            Err(error @ ureq::Error::Timeout(_)) => return Err(error),
            Err(_) => {}
        }
        if permitted.is_empty() {
            let host = uri.host().unwrap_or_default().to_owned();
            return Err(ureq::Error::Other(Error::NotPublic { host }.into()));
        }
        Ok(permitted)
    }
}

impl Guard {
    fn permits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.settings.networks.iter().any(|network| network.contains(&address))
    }
}

/// Networks of IPv4 that are not the public internet (the IANA registry of special-purpose addresses, RFC 6890), and
/// those that reach many hosts at once.
const SPECIAL_V4: [(Ipv4Addr, u8); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),        // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),       // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),    // shared by a provider's customers
    (Ipv4Addr::new(127, 0, 0, 0), 8),      // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),   // link-local, and the metadata of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),    // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),     // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),     // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),   // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),   // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),    // benchmarking
    (Ipv4Addr::new(198, 51, 100, 0), 24),  // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),   // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),      // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),      // reserved, broadcast
    (Ipv4Addr::new(168, 63, 129, 16), 32), // a public address that answers for the host in one cloud
];

/// Networks inside the global part of IPv6 (2000::/3) that are not the public internet, or that lead to an address of
/// IPv4 by another way.
const SPECIAL_V6: [(Ipv6Addr, u8); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

fn is_public(address: IpAddr) -> bool {
    let is_in = |(network, length): (IpAddr, u8)| IpNet::new(network, length).is_ok_and(|net| net.contains(&address));
    match address {
        IpAddr::V4(_) => !SPECIAL_V4.iter().any(|&(network, length)| is_in((network.into(), length))),
        IpAddr::V6(v6) => match v6.segments() {
            // An address of IPv4, as networks of IPv6 alone write it (RFC 6052).
            [0x64, 0xff9b, 0, 0, 0, 0, _, _] => {
                let [.., a, b, c, d] = v6.octets();
                is_public(Ipv4Addr::new(a, b, c, d).into())
            }
            [first, ..] => {
                first & 0xe000 == 0x2000 && !SPECIAL_V6.iter().any(|&(network, length)| is_in((network.into(), length)))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(address: &str) -> bool {
        let guard = Guard { settings: Arc::default(), system: DefaultResolver::default() };
        guard.permits(address.parse().unwrap())
    }

    #[test]
    fn addresses_of_the_public_internet() {
        for address in ["8.8.8.8", "93.184.215.14", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "64:ff9b::808:808"] {
            assert!(permits(address), "{address}");
        }
    }

    #[test]
    fn addresses_inside() {
        for address in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1",
        ] {
            assert!(!permits(address), "{address}");
        }
    }

    #[test]
    fn networks_that_an_operator_permits() {
        let settings = Fetching { networks: vec!["10.20.0.0/16".parse().unwrap()], ..Fetching::default() };
        let guard = Guard { settings: Arc::new(settings), system: DefaultResolver::default() };
        assert!(guard.permits([10, 20, 3, 4].into()));
        // The same address written otherwise is the same address.
        assert!(guard.permits("::ffff:10.20.3.4".parse().unwrap()));
        assert!(!guard.permits([10, 21, 0, 1].into()));
    }

    fn check(text: &str, expect: Option<&str>) {
        let base = UriAbsoluteStr::new("https://news.example/a/b").unwrap();
        let found = address(text, Some(base), &[80, 443]).ok();
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
            assert!(address(text, None, &[80, 443]).is_err(), "{text}");
        }
        assert!(address("", None, &[80]).is_err());
        assert!(address("http://news.example:8080/", None, &[80, 8080]).is_ok());
    }
}
