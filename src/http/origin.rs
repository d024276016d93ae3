//! Which web pages may use the service.
//!
//! A browser sends requests to any address that any page names, `http://127.0.0.1:8080` among them, and a service that
//! asks for no key would do what every page says. So before anything else:
//!
//! - The name that a request is for (`Host`) must be one of the service's. A page whose own name is made to lead to this
//!   machine (DNS rebinding) is to the browser at home here, and only this name gives it away. Where a key is needed
//!   from everybody and the service is reached from outside, any name will do: such a page has no key.
//! - What a page of another site asks for (`Sec-Fetch-Site`, `Origin`) is refused, unless `cors_origins` opens the
//!   service to it. Following a link to a page of ours is not asking; and podcasts are for everybody.
//!
//! Programs send neither header and are let through.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
    response::Response,
};

use super::{
    App, Error, Settings,
    clients::{self, Peer},
};

/// Who sent a request, as far as a browser tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sender {
    pub kind: SenderKind,
    /// Whether the request is for a name of this machine itself, such as `localhost`.
    pub is_for_loopback: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SenderKind {
    /// No browser.
    Program,
    /// A page of ours, or somebody at the address bar.
    Own,
    /// A page of another site that is let in; its origin, where that is told.
    Foreign(Option<String>),
}

/// Lets a request through that is for this service and that may be asked of it, and notes who sent it.
pub(super) async fn check(State(app): State<App>, mut request: Request, next: Next) -> Result<Response, Error> {
    let path = request.uri().path();
    let peer = request.extensions().get::<Peer>();
    if peer.is_some_and(|peer| peer.is_reserved) && !matches!(path, "/healthz" | "/readyz" | "/metrics") {
        return Err(Error::TooManyConnections);
    }
    let name = host_name(request.uri(), request.headers())?;
    let settings = app.settings();
    check_name(settings, app.address(), &name)?;
    let kind = sender_kind(settings, request.headers());
    if let SenderKind::Foreign(origin) = &kind {
        check_foreign(settings, &request, origin.as_deref())?;
    }
    request.extensions_mut().insert(Sender { kind, is_for_loopback: is_loopback(&name) });
    Ok(next.run(request).await)
}

/// Returns what pages of other sites may do with the answer for `path`, as `Cross-Origin-Resource-Policy` says it.
pub(super) fn resource_policy(settings: &Settings, path: &str) -> &'static str {
    if path.starts_with(FOR_EVERYBODY) || !settings.cors_origins.is_empty() { "cross-origin" } else { "same-origin" }
}

/// Podcast apps, and pages that play podcasts.
const FOR_EVERYBODY: &str = "/feeds/";

/// Returns the name that a request is for, in lower case without its port.
fn host_name(uri: &Uri, headers: &HeaderMap) -> Result<String, Error> {
    let malformed = |what: &str| Error::Malformed(format!("{what} (HTTP asks for exactly one `Host`)"));
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().map_err(|_| malformed("the header `Host` is no name"))?,
        (None, _) => return Err(malformed("the header `Host` is missing")),
        (Some(_), Some(_)) => return Err(malformed("there are several headers `Host`")),
    };
    if uri.authority().is_some_and(|authority| !authority.as_str().eq_ignore_ascii_case(host)) {
        return Err(malformed("the request line names another host than the header `Host`"));
    }
    let (name, port) = match host.rfind(':') {
        Some(at) if !host.ends_with(']') => (&host[..at], &host[at + 1..]),
        _ => (host, ""),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_plain = !name.is_empty() && name.chars().all(is_name);
    let is_literal = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(|inner| {
        !inner.is_empty() && inner.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'))
    });
    if !(is_plain || is_literal) || !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(malformed("the header `Host` is no name"));
    }
    Ok(name.trim_end_matches('.').to_ascii_lowercase())
}

/// Checks that a name is one of the service's. `address` is where it listens.
fn check_name(settings: &Settings, address: Option<SocketAddr>, name: &str) -> Result<(), Error> {
    let listens_at = address.map(|address| address.ip());
    let is_outside = listens_at.is_some_and(|address| !address.is_loopback());
    if is_outside && clients::needs_key(settings, [0, 0, 0, 0].into()) {
        return Ok(());
    }
    let is_configured = settings.hosts.iter().any(|host| host == "*" || host.eq_ignore_ascii_case(name));
    // An address cannot be made to lead elsewhere, so it is no way in for a page.
    let is_address = match (address_of(name), listens_at) {
        (Some(named), Some(address)) => named == address || address.is_unspecified(),
        _ => false,
    };
    if is_loopback(name) || is_configured || is_address {
        return Ok(());
    }
    Err(Error::ForeignHost(name.chars().take(100).collect()))
}

/// Tells whether a name is one of this machine itself.
fn is_loopback(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost") || address_of(name).is_some_and(|address| address.is_loopback())
}

fn address_of(name: &str) -> Option<IpAddr> {
    name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

fn sender_kind(settings: &Settings, headers: &HeaderMap) -> SenderKind {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("null"));
    let origin = text("origin");
    match (text("sec-fetch-site"), origin) {
        (Some("same-origin" | "none"), _) => SenderKind::Own,
        (Some(_), _) => SenderKind::Foreign(origin.map(str::to_owned)),
        (None, None) => SenderKind::Program,
        (None, Some(origin)) => {
            let host = text("host").unwrap_or_default();
            let authority = origin.split_once("://").map_or("", |(_, authority)| authority);
            let is_ours = |ours: &str| !ours.is_empty() && authority.eq_ignore_ascii_case(ours);
            // A proxy may have put a name of its own in the place of ours.
            match is_ours(host) || settings.hosts.iter().any(|host| is_ours(host)) {
                true => SenderKind::Own,
                false => SenderKind::Foreign(Some(origin.to_owned())),
            }
        }
    }
}

/// Checks that a page of another site may ask for this.
fn check_foreign(settings: &Settings, request: &Request, origin: Option<&str>) -> Result<(), Error> {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let value = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    // Only a browser's own navigation has this mode. Through the player's service worker its destination is `empty`; what
    // must not be let in is the page inside another page.
    let destination = value("sec-fetch-dest");
    let is_link = value("sec-fetch-mode") == Some("navigate") && matches!(destination, Some("document" | "empty"));
    let permitted = &settings.cors_origins;
    let is_permitted = match origin {
        Some(origin) => permitted.iter().any(|permitted| permitted == "*" || permitted == origin),
        // Scripts and media elements do not tell; what they load tells the page nothing.
        None => is_read && !permitted.is_empty(),
    };
    let is_for_everybody = is_read && request.uri().path().starts_with(FOR_EVERYBODY);
    // The browser asks first whether it may ask; the answer is the CORS layer's.
    let is_question = *request.method() == Method::OPTIONS;
    if is_permitted || is_for_everybody || is_question || (is_read && is_link) {
        return Ok(());
    }
    Err(Error::ForeignPage(origin.unwrap_or("the page's origin").chars().take(100).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{ApiKey, Authentication};

    const LOOPBACK: &str = "127.0.0.1:8080";

    fn name(uri: &str, hosts: &[&str]) -> Result<String, &'static str> {
        let hosts = hosts.iter().map(|host| (header::HOST, host.parse().unwrap()));
        let mut headers = HeaderMap::new();
        for (name, value) in hosts {
            headers.append(name, value);
        }
        host_name(&uri.parse().unwrap(), &headers).map_err(|error| error.problem().code)
    }

    #[test]
    fn exactly_one_host() {
        assert_eq!(name("/", &["LocalHost:8080"]).as_deref(), Ok("localhost"));
        assert_eq!(name("/", &["news.example."]).as_deref(), Ok("news.example"));
        assert_eq!(name("/", &["[::1]:8080"]).as_deref(), Ok("[::1]"));
        assert_eq!(name("/", &["[::1]"]).as_deref(), Ok("[::1]"));
        assert_eq!(name("http://localhost:80/", &["localhost:80"]).as_deref(), Ok("localhost"));
        for hosts in
            [&[][..], &["a", "a"], &[""], &[":80"], &["a b"], &["a:b"], &["a/b"], &["a@b"], &["[::1"], &["::1"]]
        {
            assert_eq!(name("/", hosts), Err("malformed_request"), "{hosts:?}");
        }
        assert_eq!(name("http://localhost/", &["pages.example"]), Err("malformed_request"));
    }

    fn permits(settings: &Settings, address: &str, host: &str) -> bool {
        check_name(settings, Some(address.parse().unwrap()), host).is_ok()
    }

    #[test]
    fn loopback_service_answers_to_loopback_names_alone() {
        let settings = Settings::default();
        for host in ["localhost", "natiq.localhost", "127.0.0.1", "127.8.8.8", "[::1]"] {
            assert!(permits(&settings, LOOPBACK, host), "{host}");
        }
        for host in ["pages.example", "localhost.pages.example", "192.168.1.5", "notlocalhost", "[2001:db8::1]"] {
            assert!(!permits(&settings, LOOPBACK, host), "{host}");
        }
        // With keys too: the player's page, the feeds and the documents ask for none.
        let keys = vec![ApiKey { name: "reader".to_owned(), sha256: String::new(), listeners: None }];
        assert!(!permits(&Settings { keys, ..Settings::default() }, LOOPBACK, "pages.example"));
    }

    #[test]
    fn names_that_an_operator_gives_it() {
        let named = Settings { hosts: vec!["Natiq.example".to_owned()], ..Settings::default() };
        assert!(permits(&named, LOOPBACK, "natiq.example") && permits(&named, LOOPBACK, "localhost"));
        assert!(!permits(&named, LOOPBACK, "pages.example"));
        let any = Settings { hosts: vec!["*".to_owned()], ..Settings::default() };
        assert!(permits(&any, LOOPBACK, "pages.example"));
    }

    #[test]
    fn service_that_others_reach() {
        // With keys, any name: a page that comes by a name of its own has no key.
        assert!(permits(&Settings::default(), "0.0.0.0:8080", "natiq.example"));
        // Without, what cannot be made to lead here: its addresses, and the names it was given.
        let open = Settings { authentication: Authentication::Off, ..Settings::default() };
        assert!(permits(&open, "0.0.0.0:8080", "192.168.1.5") && permits(&open, "192.168.1.5:80", "192.168.1.5"));
        assert!(!permits(&open, "0.0.0.0:8080", "pages.example") && !permits(&open, "192.168.1.5:80", "10.0.0.1"));
    }

    fn kind(headers: &[(&'static str, &str)]) -> SenderKind {
        let headers =
            headers.iter().map(|(name, value)| (header::HeaderName::from_static(name), value.parse().unwrap()));
        sender_kind(&Settings::default(), &headers.chain([(header::HOST, LOOPBACK.parse().unwrap())]).collect())
    }

    #[test]
    fn senders() {
        let foreign = |origin: &str| SenderKind::Foreign(Some(origin.to_owned()));
        assert_eq!(kind(&[]), SenderKind::Program);
        assert_eq!(kind(&[("sec-fetch-site", "same-origin")]), SenderKind::Own);
        assert_eq!(kind(&[("sec-fetch-site", "none")]), SenderKind::Own);
        assert_eq!(kind(&[("origin", "http://127.0.0.1:8080")]), SenderKind::Own);
        assert_eq!(kind(&[("origin", "https://pages.example")]), foreign("https://pages.example"));
        assert_eq!(kind(&[("origin", "null")]), foreign("null"));
        assert_eq!(kind(&[("sec-fetch-site", "cross-site")]), SenderKind::Foreign(None));
        // Another service of the same machine is another service.
        let neighbour = "http://127.0.0.1:3000";
        assert_eq!(kind(&[("origin", neighbour)]), foreign(neighbour));
        assert_eq!(kind(&[("sec-fetch-site", "same-site"), ("origin", neighbour)]), foreign(neighbour));
    }

    fn foreign(origins: &[&str], method: &str, path: &str, headers: &[(&str, &str)], origin: Option<&str>) -> bool {
        let settings =
            Settings { cors_origins: origins.iter().map(|&origin| origin.to_owned()).collect(), ..Settings::default() };
        let request = Request::builder().method(method).uri(path);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        check_foreign(&settings, &request.body(axum::body::Body::empty()).unwrap(), origin).is_ok()
    }

    #[test]
    fn pages_of_other_sites() {
        let page = Some("https://pages.example");
        let link = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        let frame = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
        for (method, path) in [("POST", "/v1/articles"), ("GET", "/v1/articles/a/audio"), ("GET", "/embed.js")] {
            assert!(!foreign(&[], method, path, &[], page), "{path}");
            assert!(!foreign(&["https://news.example"], method, path, &[], page), "{path}");
            assert!(foreign(&["https://pages.example"], method, path, &[], page), "{path}");
            assert!(foreign(&["*"], method, path, &[], page), "{path}");
        }
        assert!(!foreign(&[], "GET", "/v1/articles/a/audio", &[], None));
        // The embed's script and its media elements.
        assert!(foreign(&["https://news.example"], "GET", "/embed.js", &[], None));
        assert!(!foreign(&["https://news.example"], "POST", "/v1/articles", &[], None));
        assert!(foreign(&[], "GET", "/read/a", &link, None) && !foreign(&[], "GET", "/read/a", &frame, None));
        assert!(!foreign(&[], "POST", "/v1/articles", &link, page));
        assert!(
            foreign(&[], "GET", "/feeds/a/feed.xml", &[], page)
                && !foreign(&[], "POST", "/feeds/a/feed.xml", &[], page)
        );
        assert!(foreign(&[], "OPTIONS", "/v1/articles", &[], page));
    }

    #[test]
    fn answers_are_for_our_own_pages_unless_others_are_let_in() {
        let closed = Settings::default();
        assert_eq!(resource_policy(&closed, "/v1/voices"), "same-origin");
        assert_eq!(resource_policy(&closed, "/feeds/a/feed.xml"), "cross-origin");
        let open = Settings { cors_origins: vec!["https://news.example".to_owned()], ..Settings::default() };
        assert_eq!(resource_policy(&open, "/v1/voices"), "cross-origin");
    }
}
