//! Who is asking: API keys, addresses, and how much each may have going at a time.
//!
//! Where no key is needed, whoever uses the machine itself is the owner, and has all of it anyway. Three senders are told
//! apart there: the player (as many streams as there are places), programs (which leave every eighth place to the
//! player), and each web page that `cors_origins` lets in (as much as any client).
//!
//! A proxy on the same machine makes everybody look local. So nobody is local whose request tells of a proxy
//! (`X-Forwarded-For` and the like), who asked for another name than one of this machine itself, or where
//! `authentication = "off"` says that a proxy sees to it: they have the limit of any client, each by the address that the
//! proxy tells last. Only a proxy on this machine is believed.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::Response,
};
use subtle::ConstantTimeEq;

use super::{
    App, Authentication, Error, Settings,
    origin::{Sender, SenderKind},
};
use crate::{digest::sha256, lock::lock, store::Counts};

/// Where a connection comes from; put into each request by the server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer {
    pub address: SocketAddr,
    /// Whether it has one of the connections that are kept for whoever looks after the service.
    pub is_reserved: bool,
}

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Client {
    /// The key's name, the address, or the origin of a page.
    pub name: String,
    pub kind: ClientKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClientKind {
    /// Who has a key, with its own limit of streams at a time.
    Key { listeners: Option<usize> },
    /// The player on this machine.
    Owner,
    /// A program on this machine.
    Program,
    /// Anybody else.
    Other,
}

/// How many streams each client has going.
#[derive(Default)]
pub(super) struct Clients {
    counts: Arc<Mutex<HashMap<String, usize>>>,
    /// At the other nodes of the database, when they said so last.
    elsewhere: Mutex<HashMap<String, usize>>,
}

/// One stream of a client. Dropping it makes room for another.
pub(super) struct ClientPermit {
    counts: Arc<Mutex<HashMap<String, usize>>>,
    name: String,
    /// How many streams its client had going already.
    n_before: u32,
}

/// What a worker takes for the first words of a text, about. Each stream that a client has going lets the first audio of
/// others go before the first audio of its next by so much: sixty streams that one asks for at once are not in the way of
/// another's only one. Were it more, the last of thirty would come after what the first go on with a second later.
const FIRST_WORDS: Duration = Duration::from_millis(20);

/// Wrong keys, by where they came from: one a second is looked at.
#[derive(Default)]
pub(super) struct Guesses {
    /// When the next wrong key of each is answered.
    next: Mutex<HashMap<String, Instant>>,
}

/// How long the answer to a wrong key takes. Whoever mistyped it does not mind.
const GUESS_DELAY: Duration = Duration::from_secs(1);

/// How many wrong keys of one address may wait for their answer; the next is told to come again.
const GUESSES_WAITING: u32 = 4;

/// How many addresses there are before those that are done waiting are swept out.
const SWEEP_FROM: usize = 1_024;

/// The cookie in which the player keeps its key: media elements send no headers of their own.
const COOKIE: &str = "natiq_key";

impl Clients {
    /// Takes a permit for a client.
    ///
    /// # Errors
    /// [`Error::TooManyListeners`] where it has all it may have.
    pub(super) fn permit(&self, client: &Client, settings: &Settings) -> Result<ClientPermit, Error> {
        let limit = client.limit(settings);
        let elsewhere = lock(&self.elsewhere).get(&client.name).copied().unwrap_or_default();
        let mut counts = lock(&self.counts);
        let count = counts.entry(client.name.clone()).or_default();
        if let Some(limit) = limit.filter(|limit| *count + elsewhere >= *limit) {
            return Err(Error::TooManyListeners { limit });
        }
        let n_before = u32::try_from(*count).unwrap_or(u32::MAX);
        *count += 1;
        drop(counts);
        Ok(ClientPermit { counts: self.counts.clone(), name: client.name.clone(), n_before })
    }

    /// Returns how many streams each client has here.
    pub(super) fn here(&self) -> HashMap<String, usize> {
        lock(&self.counts).clone()
    }

    /// Notes how many streams each client has at the other nodes.
    pub(super) fn are_elsewhere(&self, counts: HashMap<String, usize>) {
        *lock(&self.elsewhere) = counts;
    }
}

impl Client {
    /// Tells whether it has a key.
    pub(super) fn has_key(&self) -> bool {
        matches!(self.kind, ClientKind::Key { .. })
    }

    /// Tells whether it may change the lexicon of the house.
    pub(super) fn edits_lexicon(&self, settings: &Settings) -> bool {
        let is_named = |name: &String| name == "*" || self.has_key() && *name == self.name;
        matches!(self.kind, ClientKind::Owner | ClientKind::Program) || settings.lexicon_editors.iter().any(is_named)
    }

    /// Returns how many streams it may have going at a time; `None` where only the places are limited.
    fn limit(&self, settings: &Settings) -> Option<usize> {
        let limit = match self.kind {
            ClientKind::Key { listeners } => listeners.unwrap_or(settings.listeners_per_client),
            ClientKind::Owner => 0,
            ClientKind::Program => match settings.listeners / 8 {
                0 => 0,
                left => settings.listeners - left,
            },
            ClientKind::Other => settings.listeners_per_client,
        };
        (limit > 0).then_some(limit)
    }

    /// Returns whose its jobs and idempotency keys are; empty where they are of all who need no key.
    pub(super) fn holder(&self) -> &str {
        match self.kind {
            ClientKind::Key { .. } => &self.name,
            _ => "",
        }
    }

    /// Returns whose its articles are; empty where they are everybody's.
    pub(super) fn owner(&self, settings: &Settings) -> &str {
        match self.kind {
            ClientKind::Key { .. } if settings.separate_keys => &self.name,
            _ => "",
        }
    }
}

impl Guesses {
    /// Waits until the answer to a wrong key from `address` may be given.
    ///
    /// # Errors
    /// [`Error::TooManyGuesses`] where too many wait already.
    async fn wait(&self, address: &str) -> Result<(), Error> {
        let now = Instant::now();
        let until = {
            let mut next = lock(&self.next);
            if next.len() >= SWEEP_FROM {
                next.retain(|_, until| *until > now);
            }
            let until = next.get(address).map_or(now, |until| (*until).max(now)) + GUESS_DELAY;
            if until > now + GUESS_DELAY * GUESSES_WAITING {
                return Err(Error::TooManyGuesses);
            }
            next.insert(address.to_owned(), until);
            until
        };
        tokio::time::sleep_until(until.into()).await;
        Ok(())
    }
}

impl ClientPermit {
    /// Returns how much later than another's first stream this one is due.
    pub(super) fn behind(&self) -> Duration {
        FIRST_WORDS.saturating_mul(self.n_before)
    }
}

impl Drop for ClientPermit {
    fn drop(&mut self) {
        let mut counts = lock(&self.counts);
        if let Some(count) = counts.get_mut(&self.name) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.name);
            }
        }
    }
}

/// Lets in who may use the service, and notes who it is.
pub(super) async fn admit(State(app): State<App>, mut request: Request, next: Next) -> Result<Response, Error> {
    let peer = request.extensions().get::<Peer>().map(|peer| peer.address.ip());
    let sender = request.extensions().get::<Sender>();
    match identify(app.settings(), request.headers(), peer, sender) {
        Ok(client) => {
            app.usage().add(&client.name, Counts { requests: 1, ..Counts::default() });
            request.extensions_mut().insert(client)
        }
        Err(error @ Error::UnknownKey) => {
            app.guesses().wait(&address_of(peer, request.headers()).0).await?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    Ok(next.run(request).await)
}

/// Tells whether clients need a key where the service listens at `address`.
pub(super) fn needs_key(settings: &Settings, address: IpAddr) -> bool {
    match settings.authentication {
        Authentication::Required => true,
        Authentication::Off => false,
        Authentication::Auto => !settings.keys.is_empty() || !address.is_loopback(),
    }
}

fn identify(
    settings: &Settings,
    headers: &HeaderMap,
    peer: Option<IpAddr>,
    sender: Option<&Sender>,
) -> Result<Client, Error> {
    // Without keys the service only listens where none is needed: `serve` sees to it.
    if settings.keys.is_empty() || settings.authentication == Authentication::Off {
        return Ok(anonymous(settings, headers, peer, sender));
    }
    let given = given_key(headers).ok_or(Error::NoKey)?;
    let digest = sha256(given);
    // Every key is compared, each in constant time, so that the time tells nothing of which or how much of it fits.
    let mut found = None;
    for key in &settings.keys {
        if bool::from(key.sha256.to_ascii_lowercase().as_bytes().ct_eq(digest.as_bytes())) {
            found = Some(key);
        }
    }
    let key = found.ok_or(Error::UnknownKey)?;
    Ok(Client { name: key.name.clone(), kind: ClientKind::Key { listeners: key.listeners } })
}

/// Tells who asks without a key.
fn anonymous(settings: &Settings, headers: &HeaderMap, peer: Option<IpAddr>, sender: Option<&Sender>) -> Client {
    let (address, is_forwarded) = address_of(peer, headers);
    let is_local = peer.is_some_and(|peer| peer.is_loopback())
        && !is_forwarded
        && settings.authentication != Authentication::Off
        && sender.is_some_and(|sender| sender.is_for_loopback);
    if !is_local {
        return Client { name: address, kind: ClientKind::Other };
    }
    match sender.map(|sender| &sender.kind) {
        Some(SenderKind::Own) => Client { name: format!("{address} in the player"), kind: ClientKind::Owner },
        Some(SenderKind::Foreign(origin)) => {
            Client { name: format!("page {}", origin.as_deref().unwrap_or_default()), kind: ClientKind::Other }
        }
        Some(SenderKind::Program) | None => Client { name: address, kind: ClientKind::Program },
    }
}

/// Headers by which a proxy tells of itself.
const FORWARDING: [&str; 4] = ["x-forwarded-for", "x-real-ip", "forwarded", "via"];

/// Returns where a request comes from, and whether a proxy on this machine has passed it on.
fn address_of(peer: Option<IpAddr>, headers: &HeaderMap) -> (String, bool) {
    let Some(peer) = peer else { return ("unknown".to_owned(), false) };
    if !peer.is_loopback() || !FORWARDING.iter().any(|name| headers.contains_key(*name)) {
        return (network(peer), false);
    }
    // The last address is the proxy's word; those before it are anybody's.
    let last = |name: &str| headers.get_all(name).iter().next_back()?.to_str().ok()?.rsplit(',').next();
    let told = last("x-forwarded-for").or_else(|| last("x-real-ip")).and_then(|address| address.trim().parse().ok());
    (told.map_or_else(|| "forwarded".to_owned(), network), true)
}

/// Writes an address as the client that it is: whoever has one address of IPv6 has 2^64 of them.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            format!("{}/64", Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)))
        }
        other => other.to_string(),
    }
}

fn given_key(headers: &HeaderMap) -> Option<&str> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some((scheme, key)) = header(header::AUTHORIZATION.as_str()).and_then(|value| value.split_once(' '))
        && scheme.eq_ignore_ascii_case("bearer")
    {
        return Some(key.trim());
    }
    header("x-api-key").or_else(|| {
        let cookies = header(header::COOKIE.as_str())?.split(';');
        cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == COOKIE).map(|(_, key)| key)
    })
}

impl FromRequestParts<App> for Client {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Error> {
        // Every route with a listener is behind `admit`.
        parts.extensions.get::<Client>().cloned().ok_or(Error::NoKey)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::ApiKey;

    /// A key `secret` of a client `reader` who may have one stream.
    fn settings() -> Settings {
        let sha256 = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b".to_owned();
        let keys = vec![ApiKey { name: "reader".to_owned(), sha256, listeners: Some(1) }];
        Settings { keys, ..Settings::default() }
    }

    fn check(name: &'static str, value: &str, expect: Result<&str, &'static str>) {
        let headers = HeaderMap::from_iter([(header::HeaderName::from_static(name), value.parse().unwrap())]);
        let found = identify(&settings(), &headers, Some([127, 0, 0, 1].into()), None);
        let found = found.map(|client| client.name).map_err(|error| error.problem().code);
        assert_eq!(found.as_deref().map_err(|code| *code), expect);
    }

    #[test]
    fn key_in_each_of_its_places() {
        check("authorization", "Bearer secret", Ok("reader"));
        check("authorization", "bearer  secret", Ok("reader"));
        check("x-api-key", "secret", Ok("reader"));
        check("cookie", "theme=dark; natiq_key=secret", Ok("reader"));
    }

    #[test]
    fn wrong_key_and_no_key() {
        check("authorization", "Bearer Secret", Err("api_key_unknown"));
        check("authorization", "Basic secret", Err("api_key_missing"));
        check("cookie", "theme=dark", Err("api_key_missing"));
    }

    #[test]
    fn key_is_needed_where_others_reach_the_service() {
        let settings = Settings::default();
        assert!(!needs_key(&settings, [127, 0, 0, 1].into()));
        assert!(needs_key(&settings, [0, 0, 0, 0].into()));
        let off = Settings { authentication: Authentication::Off, ..Settings::default() };
        assert!(!needs_key(&off, [0, 0, 0, 0].into()));
    }

    fn client(
        settings: &Settings,
        peer: &str,
        headers: &[(&'static str, &str)],
        kind: SenderKind,
        loopback: bool,
    ) -> Client {
        let headers =
            headers.iter().map(|(name, value)| (header::HeaderName::from_static(name), value.parse().unwrap()));
        let sender = Sender { kind, is_for_loopback: loopback };
        identify(settings, &headers.collect(), Some(peer.parse().unwrap()), Some(&sender)).unwrap()
    }

    #[test]
    fn clients_of_this_machine() {
        let settings = Settings::default();
        let kind = |kind| client(&settings, "127.0.0.1", &[], kind, true);
        assert_eq!(kind(SenderKind::Own).limit(&settings), None);
        assert_eq!(kind(SenderKind::Program).limit(&settings), Some(56));
        let page = kind(SenderKind::Foreign(Some("https://news.example".to_owned())));
        assert_eq!((page.name.as_str(), page.limit(&settings)), ("page https://news.example", Some(8)));
        let names = [kind(SenderKind::Own).name, kind(SenderKind::Program).name, page.name];
        assert!(names[0] != names[1] && names[1] != names[2]);
    }

    #[test]
    fn behind_a_proxy_on_this_machine_nobody_is_local() {
        let settings = Settings::default();
        let name = |peer, headers: &[_]| client(&settings, peer, headers, SenderKind::Own, true);
        let forwarded = name("127.0.0.1", &[("x-forwarded-for", "127.0.0.1, 203.0.113.5")]);
        assert_eq!(forwarded, Client { name: "203.0.113.5".to_owned(), kind: ClientKind::Other });
        assert_eq!(name("127.0.0.1", &[("x-real-ip", "203.0.113.6")]).name, "203.0.113.6");
        for header in ["via", "forwarded", "x-forwarded-for"] {
            assert_eq!(name("127.0.0.1", &[(header, "127.0.0.1 proxy")]).kind, ClientKind::Other, "{header}");
        }
        // Who is not on this machine may claim what it likes.
        assert_eq!(name("203.0.113.7", &[("x-forwarded-for", "203.0.113.8")]).name, "203.0.113.7");
        // A proxy that tells nothing passes the name on, or is told of in the configuration.
        assert_eq!(client(&settings, "127.0.0.1", &[], SenderKind::Own, false).kind, ClientKind::Other);
        let off = Settings { authentication: Authentication::Off, ..Settings::default() };
        assert_eq!(client(&off, "127.0.0.1", &[], SenderKind::Program, true).kind, ClientKind::Other);
    }

    #[test]
    fn addresses_of_one_network_are_one_client() {
        assert_eq!(network("2001:db8:1:2:aaaa::1".parse().unwrap()), "2001:db8:1:2::/64");
        assert_eq!(network("2001:db8:1:2:bbbb::2".parse().unwrap()), "2001:db8:1:2::/64");
        assert_eq!(network("::1".parse().unwrap()), "::1");
        assert_eq!(network("::ffff:203.0.113.5".parse().unwrap()), "203.0.113.5");
    }

    #[tokio::test(start_paused = true)]
    async fn wrong_keys_are_answered_one_a_second() {
        let guesses = Arc::new(Guesses::default());
        let began = tokio::time::Instant::now();
        let waiting: Vec<_> = (0..8)
            .map(|_| {
                let guesses = guesses.clone();
                tokio::spawn(async move { guesses.wait("203.0.113.5").await.is_ok() })
            })
            .collect();
        let mut n_answered = 0;
        for wait in waiting {
            n_answered += u32::from(wait.await.unwrap());
        }
        assert_eq!(n_answered, GUESSES_WAITING);
        assert!(began.elapsed() > GUESS_DELAY * (GUESSES_WAITING - 1));
        // Others do not wait for it.
        assert!(guesses.wait("203.0.113.6").await.is_ok());
    }

    #[test]
    fn seat_is_free_again_when_its_listener_leaves() {
        let clients = Clients::default();
        let client = Client { name: "reader".to_owned(), kind: ClientKind::Key { listeners: Some(1) } };
        let permit = clients.permit(&client, &Settings::default()).unwrap();
        assert_eq!(permit.behind(), Duration::ZERO);
        assert!(matches!(clients.permit(&client, &Settings::default()), Err(Error::TooManyListeners { limit: 1 })));
        drop(permit);
        assert!(clients.permit(&client, &Settings::default()).is_ok());
        assert!(lock(&clients.counts).is_empty());
    }

    #[test]
    fn what_a_client_has_at_other_nodes_counts_until_they_say_otherwise() {
        let clients = Clients::default();
        let client = Client { name: "reader".to_owned(), kind: ClientKind::Key { listeners: Some(3) } };
        clients.are_elsewhere(HashMap::from([("reader".to_owned(), 2), ("another".to_owned(), 9)]));
        let permit = clients.permit(&client, &Settings::default()).unwrap();
        assert_eq!(permit.behind(), Duration::ZERO);
        assert_eq!(clients.here(), HashMap::from([("reader".to_owned(), 1)]));
        assert!(matches!(clients.permit(&client, &Settings::default()), Err(Error::TooManyListeners { limit: 3 })));
        clients.are_elsewhere(HashMap::new());
        assert!(clients.permit(&client, &Settings::default()).is_ok());
    }
}
