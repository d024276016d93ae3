//! Fetching by address: pages, feeds and files.
//!
//! Politely: under our own name, one request a host at a time, with what is kept already asked for only if it has
//! changed ([`Fetcher::keeping`]), and, sent through a site by a feed or a site map, by the site's rules
//! ([`Fetcher::crawl`]). Bounded: size (also of what was compressed), time, redirects.
//!
//! Whoever may give a *service* an article chooses the address, and could reach through it what only the service can
//! reach. So [`Fetcher::guarded`]:
//! - Every address, the first and each that a redirect leads to, goes through `address`: `http` or `https`, no user or
//!   password, a permitted port.
//! - Every name is resolved by `Guard`, and only addresses of the public internet come out of it. The connection is made
//!   to those very addresses, so a name that answers otherwise the second time gains nothing.
//! - No proxy of the environment is asked, which would resolve names by itself. No cookie, no second request over one
//!   connection.
//!
//! A name that does not resolve and one that leads inside are told apart by nobody: the answer would be a map of the
//! inner network. Who runs `natiq` in a terminal fetches for themself, with [`Fetcher::own`], from wherever they can.

mod address;
pub mod download;
mod guard;
mod post;
mod robots;

use std::{
    collections::HashMap,
    io::Read,
    sync::{Arc, Mutex, OnceLock},
    time::{Duration, Instant},
};

use ipnet::IpNet;
use iri_string::types::UriAbsoluteStr;
use serde::Deserialize;
use ureq::{
    Agent, Proxy,
    http::{HeaderMap, header},
    unversioned::{resolver::DefaultResolver, transport::DefaultConnector},
};

pub use self::post::{Poster, Posting, Receipt};
use self::{guard::Guard, robots::Robots};
use crate::{
    article::{self, Kind},
    lock::lock,
};

/// The name under which this program asks, before its version, and by which sites have rules for it.
const NAME: &str = env!("CARGO_PKG_NAME");

/// Whether and from where a service fetches articles that are given by their address.
///
/// By default only where the service listens on this machine alone: who may send a request could otherwise make the
/// service ask others in its place.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(default, deny_unknown_fields)]
pub struct Fetching {
    /// Whether articles may be given by their address.
    pub enabled: Permission,
    /// Ports that pages may be fetched from.
    pub ports: Vec<u16>,
    /// Networks beside the public internet that pages may be fetched from, such as `10.20.0.0/16`.
    pub networks: Vec<IpNet>,
    /// How often one answer may lead to another address.
    pub max_redirects: u32,
    /// How long a fetch may take, redirects included, in seconds.
    pub timeout_seconds: u64,
    /// Fetches that are under way at a time; the next is asked to come again.
    pub at_a_time: usize,
}

/// Whether something is permitted: `true`, `false`, or `"auto"`, as the default has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(try_from = "Written")]
#[cfg_attr(test, serde(into = "Written"))]
pub enum Permission {
    /// Where the service listens on this machine alone.
    #[default]
    Auto,
    On,
    Off,
}

/// A [`Permission`] as it is written.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(untagged)]
enum Written {
    Said(bool),
    Word(String),
}

impl TryFrom<Written> for Permission {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        match written {
            Written::Said(true) => Ok(Self::On),
            Written::Said(false) => Ok(Self::Off),
            Written::Word(word) if word == "auto" => Ok(Self::Auto),
            Written::Word(word) => Err(format!("`{word}` is no permission (expected `true`, `false` or `\"auto\"`)")),
        }
    }
}

#[cfg(test)]
impl From<Permission> for Written {
    fn from(permission: Permission) -> Self {
        match permission {
            Permission::Auto => Self::Word("auto".to_owned()),
            Permission::On => Self::Said(true),
            Permission::Off => Self::Said(false),
        }
    }
}

impl Permission {
    /// Returns the permission of a service that listens on this machine alone, or not.
    pub fn or(self, is_loopback: bool) -> Self {
        match self {
            Self::Auto if is_loopback => Self::On,
            Self::Auto => Self::Off,
            said => said,
        }
    }
}

impl Default for Fetching {
    fn default() -> Self {
        Self {
            enabled: Permission::Auto,
            ports: vec![80, 443],
            networks: Vec::new(),
            max_redirects: 5,
            timeout_seconds: 15,
            at_a_time: 8,
        }
    }
}

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error("this service does not fetch pages (send the page itself as `html`)")]
    Off,
    #[error("too many pages are being fetched (try again later)")]
    Busy,
    #[error("{0}")]
    Address(String),
    #[error("`{host}` has no address on the public internet")]
    NotPublic { host: String },
    #[error("the page is `{0}` (expected a page, a text or a document)")]
    MediaType(String),
    #[error("limit reached: the page is larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the page was answered with status {status}{}", meaning(*status))]
    Status { status: u16 },
    #[error("limit reached: the page leads to another address more than {limit} times")]
    TooManyRedirects { limit: u32 },
    #[error(
        "the site asks programs to leave this page alone, in its robots.txt (give the page's own address, or open it and save it)"
    )]
    Robots,
    #[error("the page did not come within {} s", limit.as_secs())]
    TooSlow { limit: Duration },
    /// A service tells nobody the cause: it may speak of the inner network.
    #[error("the page could not be fetched")]
    Failed(#[source] ureq::Error),
}

/// Statuses that are acted upon (RFC 9110, RFC 6585).
const NOT_MODIFIED: u16 = 304;
const TOO_MANY_REQUESTS: u16 = 429;
const UNAVAILABLE: u16 = 503;

/// What the commoner statuses mean to a reader.
fn meaning(status: u16) -> &'static str {
    match status {
        401 | 403 => " (it is not shown to everybody: open it in a browser and save it)",
        404 | 410 => " (it is not there any more)",
        429 | 503 => " (the site asks to be left alone for a while)",
        _ => "",
    }
}

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it was found in the end.
    pub url: String,
    /// In lower case, without parameters; empty where the site told none.
    pub media_type: String,
    pub charset: Option<String>,
    pub bytes: Vec<u8>,
}

/// Fetches. Cheap to clone.
#[derive(Clone)]
pub struct Fetcher {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Fetcher").field("max_bytes", &self.inner.max_bytes).finish_non_exhaustive()
    }
}

struct Inner {
    agent: Agent,
    /// The ports that may be asked; all where there are none.
    ports: Option<Vec<u16>>,
    /// Only what a page can be is taken.
    pages_only: bool,
    max_bytes: usize,
    max_redirects: u32,
    limit: Duration,
    /// Hosts, each asked by one at a time, with when that was last.
    hosts: Mutex<HashMap<String, Arc<Mutex<Option<Instant>>>>>,
    /// What sites ask of programs that go through them, by scheme and host.
    robots: Mutex<HashMap<String, Arc<OnceLock<Robots>>>>,
    /// What was fetched before, by its address.
    kept: Option<Mutex<HashMap<String, Kept>>>,
}

/// What was fetched before, and by what its site tells whether it has changed.
#[derive(Clone)]
struct Kept {
    etag: Option<String>,
    last_modified: Option<String>,
    page: Page,
}

/// What of media types is never an article.
const NO_ARTICLE: [&str; 4] = ["audio/", "video/", "image/", "font/"];

impl Fetcher {
    /// Makes what fetches pages for a service, of at most `max_bytes`: from the public internet, as `settings` say.
    pub fn guarded(settings: &Fetching, max_bytes: usize) -> Self {
        let guard = Guard { networks: settings.networks.clone(), system: DefaultResolver::default() };
        let accept = "text/html, application/xhtml+xml, text/plain;q=0.9, text/markdown;q=0.9";
        Self::with(Inner {
            agent: Agent::with_parts(config(accept, None), DefaultConnector::default(), guard),
            ports: Some(settings.ports.clone()),
            pages_only: true,
            max_bytes,
            max_redirects: settings.max_redirects,
            limit: Duration::from_secs(settings.timeout_seconds),
            hosts: Mutex::default(),
            robots: Mutex::default(),
            kept: None,
        })
    }

    /// Makes what fetches for the one who runs this program, of at most `max_bytes`: whatever may be an article, a feed or
    /// a site map, from wherever they can reach.
    pub fn own(max_bytes: usize) -> Self {
        let accept = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, \
                      application/feed+json, application/xml;q=0.9, text/*;q=0.9, */*;q=0.5";
        Self::with(Inner {
            agent: Agent::new_with_config(config(accept, Proxy::try_from_env())),
            ports: None,
            pages_only: false,
            max_bytes,
            max_redirects: 10,
            limit: Duration::from_secs(60),
            hosts: Mutex::default(),
            robots: Mutex::default(),
            kept: None,
        })
    }

    /// The same, which gives up after so long.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        match Arc::try_unwrap(self.inner) {
            Ok(inner) => Self::with(Inner { limit, ..inner }),
            Err(inner) => Self { inner },
        }
    }

    /// The same, which keeps what it has fetched and asks for it only if it has changed.
    #[must_use]
    pub fn keeping(self) -> Self {
        match Arc::try_unwrap(self.inner) {
            Ok(inner) => Self::with(Inner { kept: Some(Mutex::default()), ..inner }),
            Err(inner) => Self { inner },
        }
    }

    fn with(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// Says whether something is an address, by its beginning.
    pub fn is_address(text: &str) -> bool {
        let is = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        is("http://") || is("https://")
    }

    /// Checks an address, without asking anybody.
    ///
    /// # Errors
    /// [`Error::Address`] where nothing can be fetched from it.
    pub fn check(&self, url: &str) -> Result<(), Error> {
        address::read(url, None, self.inner.ports.as_deref()).map(|_| ())
    }

    /// Fetches what is at `url`, wherever it leads to.
    ///
    /// # Errors
    /// As [`Error`] says.
    ///
    /// # Blocking
    /// Until it has come, at most as long as was set, and for whoever asks the same host.
    pub fn fetch(&self, url: &str) -> Result<Page, Error> {
        self.go(url, false)
    }

    /// Fetches what is at `url`, to which a feed or a site map has led: by the rules that the site has for programs.
    ///
    /// # Errors
    /// As [`Error`] says; [`Error::Robots`] where the site does not want it.
    ///
    /// # Blocking
    /// As [`Self::fetch`], and for as long a pause as the site asks for, at most half a minute.
    pub fn crawl(&self, url: &str) -> Result<Page, Error> {
        self.go(url, true)
    }

    /// Returns a page with its text: the page itself, or its version for phones (AMP) or for print, where it names one and
    /// itself has a headline alone, as pages have that wait for a script to draw them.
    ///
    /// # Blocking
    /// As [`Self::fetch`], where that version is fetched.
    #[must_use]
    pub fn with_text(&self, page: Page) -> Page {
        let Some(link) = article::plainer_version(&page.bytes) else { return page };
        let (bytes, kind) = page.clone().input();
        let read = article::read(&bytes, kind, &article::Options::default());
        let base = address::read(&page.url, None, self.inner.ports.as_deref()).ok();
        let url = base.and_then(|base| address::read(&link, Some(&base), self.inner.ports.as_deref()).ok());
        match url.filter(|_| read.is_err_and(|error| error.is_missing_text())) {
            Some(url) if url.as_str() != page.url => self.fetch(url.as_str()).unwrap_or(page),
            _ => page,
        }
    }

    fn go(&self, url: &str, crawls: bool) -> Result<Page, Error> {
        let mut url = address::read(url, None, self.inner.ports.as_deref())?;
        let first = url.to_string();
        let started = Instant::now();
        let mut has_waited = false;
        let mut n_redirects = 0;
        loop {
            let delay = if crawls { self.permission(&url)? } else { None };
            let left = self.inner.limit.saturating_sub(started.elapsed());
            match self.ask(&url, &first, left, delay)? {
                Answer::Page(page) => return Ok(page),
                Answer::Elsewhere(_) if n_redirects == self.inner.max_redirects => {
                    return Err(Error::TooManyRedirects { limit: self.inner.max_redirects });
                }
                Answer::Elsewhere(location) => {
                    n_redirects += 1;
                    url = address::read(&location, Some(&url), self.inner.ports.as_deref())?;
                }
                // Asked to wait, we wait once, where there is time for it.
                Answer::Later(status, pause) => {
                    let left = self.inner.limit.saturating_sub(started.elapsed());
                    if has_waited || self.inner.pages_only || pause >= left {
                        return Err(Error::Status { status });
                    }
                    has_waited = true;
                    std::thread::sleep(pause);
                }
            }
        }
    }

    /// Says how long a site wants to be left alone between two pages, where it allows this one.
    fn permission(&self, url: &UriAbsoluteStr) -> Result<Option<Duration>, Error> {
        let path_start =
            url.authority_str().map_or(0, |authority| url.scheme_str().len() + "://".len() + authority.len());
        let (site, path) = url.as_str().split_at_checked(path_start).unwrap_or((url.as_str(), ""));
        let rules = lock(&self.inner.robots).entry(site.to_ascii_lowercase()).or_default().clone();
        // Whoever goes through the same site waits for its rules with us.
        let robots = rules.get_or_init(|| match self.go(&format!("{site}/robots.txt"), false) {
            Ok(page) => {
                let bytes = page.bytes.get(..robots::MAX_BYTES).unwrap_or(&page.bytes);
                Robots::read(&String::from_utf8_lossy(bytes))
            }
            // Where there are no rules, nothing is forbidden; a site that cannot say whether there are may not be asked more.
            Err(Error::Status { status: 400..=499 } | Error::MediaType(_) | Error::TooManyRedirects { .. }) => {
                Robots::default()
            }
            Err(_) => Robots::nothing_allowed(),
        });
        match robots.allow(if path.is_empty() { "/" } else { path }) {
            true => Ok(robots.delay),
            false => Err(Error::Robots),
        }
    }

    /// Asks once, when nobody else asks the same host, and as long after it was asked last as it wants.
    fn ask(&self, url: &UriAbsoluteStr, first: &str, left: Duration, delay: Option<Duration>) -> Result<Answer, Error> {
        let inner = &*self.inner;
        let host = url.authority_components().map(|authority| authority.host().to_ascii_lowercase());
        let host = lock(&inner.hosts).entry(host.unwrap_or_default()).or_default().clone();
        // A service answers many readers, each by a deadline of their own; it limits them all together.
        let mut turn = (!inner.pages_only).then(|| lock(&host));
        if let Some(delay) = delay
            && let Some(last) = turn.as_deref().copied().flatten()
        {
            std::thread::sleep(delay.saturating_sub(last.elapsed()));
        }
        if let Some(turn) = &mut turn {
            **turn = Some(Instant::now());
        }
        let kept = inner.kept.as_ref().and_then(|kept| lock(kept).get(first).cloned());
        let mut request = inner.agent.get(url.as_str());
        if let Some(kept) = &kept {
            if let Some(etag) = &kept.etag {
                request = request.header(header::IF_NONE_MATCH.as_str(), etag);
            }
            if let Some(date) = &kept.last_modified {
                request = request.header(header::IF_MODIFIED_SINCE.as_str(), date);
            }
        }
        let request = request.config().timeout_global(Some(left)).build();
        let mut response = request.call().map_err(|error| self.failure(error))?;
        let status = response.status();
        let told = |name: header::HeaderName| {
            response.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        match (status.as_u16(), kept) {
            (NOT_MODIFIED, Some(kept)) => return Ok(Answer::Page(kept.page)),
            (status @ (TOO_MANY_REQUESTS | UNAVAILABLE), _) => {
                let pause = told(header::RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok());
                return Ok(Answer::Later(status, Duration::from_secs(pause.unwrap_or(u64::MAX))));
            }
            _ => {}
        }
        if let Some(location) = told(header::LOCATION).filter(|_| status.is_redirection()) {
            return Ok(Answer::Elsewhere(location));
        }
        if !status.is_success() {
            return Err(Error::Status { status: status.as_u16() });
        }
        let (etag, last_modified) = (told(header::ETAG), told(header::LAST_MODIFIED));
        let (media_type, charset) = content_type(response.headers());
        if !self.takes(&media_type) {
            return Err(Error::MediaType(media_type.chars().take(64).collect()));
        }
        // What was compressed unfolds no further than to the limit.
        let mut bytes = Vec::new();
        let reader = response.body_mut().as_reader();
        let read = reader.take(inner.max_bytes as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| self.failure(error.into()))?;
        if bytes.len() > inner.max_bytes {
            return Err(Error::TooLarge { limit: inner.max_bytes });
        }
        let page = Page { url: url.to_string(), media_type, charset, bytes };
        if let Some(kept) = inner.kept.as_ref().filter(|_| etag.is_some() || last_modified.is_some()) {
            lock(kept).insert(first.to_owned(), Kept { etag, last_modified, page: page.clone() });
        }
        Ok(Answer::Page(page))
    }

    fn takes(&self, media_type: &str) -> bool {
        match self.inner.pages_only {
            true => Kind::of_page(media_type).is_some(),
            false => !NO_ARTICLE.iter().any(|kind| media_type.starts_with(kind)),
        }
    }

    fn failure(&self, error: ureq::Error) -> Error {
        failure(error, self.inner.limit)
    }
}

/// Returns why a request that may take as long as `limit` has failed.
fn failure(error: ureq::Error, limit: Duration) -> Error {
    match error {
        ureq::Error::Timeout(_) => Error::TooSlow { limit },
        ureq::Error::Other(cause) => match cause.downcast::<Error>() {
            Ok(refusal) => *refusal,
            Err(cause) => Error::Failed(ureq::Error::Other(cause)),
        },
        other => Error::Failed(other),
    }
}

impl Page {
    /// Returns the bytes, and what kind of article they are: by what the site says, else by the end of the address, else
    /// by their beginning. Text whose charset was told is UTF-8, with the mark that says so.
    pub fn input(self) -> (Vec<u8>, Kind) {
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        let by_path = Kind::from_path(std::path::Path::new(path));
        // `text/plain` and `application/octet-stream` are said of whatever a server does not know.
        let told = match self.media_type.as_str() {
            "text/plain" => by_path.or(Some(Kind::Plain)),
            media_type => Kind::from_media_type(media_type).or(by_path),
        };
        let kind = told.filter(|kind| kind.fits(&self.bytes)).unwrap_or_else(|| Kind::sniff(&self.bytes));
        let encoding = self.charset.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
        // Sites that declare another charset than they send are common; valid UTF-8 is UTF-8.
        match encoding.filter(|_| !kind.is_container() && std::str::from_utf8(&self.bytes).is_err()) {
            Some(encoding) => (["\u{feff}", &encoding.decode(&self.bytes).0].concat().into_bytes(), kind),
            None => (self.bytes, kind),
        }
    }
}

/// What was answered.
enum Answer {
    Page(Page),
    Elsewhere(String),
    /// The site asks us to come again after so long.
    Later(u16, Duration),
}

fn config(accept: &str, proxy: Option<Proxy>) -> ureq::config::Config {
    Agent::config_builder()
        .proxy(proxy)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .max_idle_connections(0)
        .user_agent(concat!("natiq/", env!("CARGO_PKG_VERSION")))
        .accept(accept)
        .build()
}

/// Returns the media type that headers tell, in lower case without parameters, and the charset.
pub fn content_type(headers: &HeaderMap) -> (String, Option<String>) {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut parts = value.unwrap_or_default().split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    let charset = parts
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, value)| value.trim().trim_matches('"').to_owned());
    (media_type, charset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_known_by_its_beginning() {
        assert!(Fetcher::is_address("HTTPS://x.example/a") && Fetcher::is_address("http://x"));
        assert!(!Fetcher::is_address("a.html") && !Fetcher::is_address("ftp://x") && !Fetcher::is_address("خبر"));
    }

    #[test]
    fn kind_of_what_came() {
        let check = |media_type: &str, url: &str, bytes: &[u8], expect: Kind| {
            let page = Page { url: url.into(), media_type: media_type.into(), charset: None, bytes: bytes.to_vec() };
            assert_eq!(page.input().1, expect, "{media_type} {url}");
        };
        check("text/html", "https://x.example/a", b"<p>", Kind::Html);
        check("text/plain", "https://x.example/a.md?raw=1", "نص".as_bytes(), Kind::Markdown);
        check("application/octet-stream", "https://x.example/a", b"<html>", Kind::Html);
        check("", "https://x.example/a.srt", "نص".as_bytes(), Kind::Subtitles);
        check("text/html", "https://x.example/book.epub", b"PK\x03\x04", Kind::sniff(b"PK\x03\x04"));
    }

    #[test]
    fn charset_that_was_told_is_heeded_unless_it_is_wrong() {
        let text = "خبر اليوم";
        let page = |bytes: &[u8]| Page {
            url: "https://x.example/".into(),
            media_type: "text/html".into(),
            charset: Some("windows-1256".into()),
            bytes: bytes.to_vec(),
        };
        let (bytes, _) = page(&encoding_rs::WINDOWS_1256.encode(text).0).input();
        assert_eq!(bytes, format!("\u{feff}{text}").into_bytes());
        assert_eq!(page(text.as_bytes()).input().0, text.as_bytes());
    }
}
