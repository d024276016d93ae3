//! Who is asking: API keys, addresses, and how much each may have going at a time.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::Response,
};
use subtle::ConstantTimeEq;

use super::{App, Authentication, Error, Settings};
use crate::digest::sha256;

/// Where a connection comes from; put into each request by the server.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub SocketAddr);

/// Who is asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Client {
    /// The key's name, or the address.
    pub name: String,
    /// The key's own limit of streams at a time.
    pub listeners: Option<usize>,
    /// Whether it is on this machine, without a key: it has all the machine anyway.
    pub is_local: bool,
}

/// How many streams each client has going.
#[derive(Default)]
pub(super) struct Clients {
    counts: Arc<Mutex<HashMap<String, usize>>>,
}

/// One stream of a client. Dropping it makes room for another.
pub(super) struct Seat {
    counts: Arc<Mutex<HashMap<String, usize>>>,
    name: String,
}

/// The cookie in which the player keeps its key: media elements send no headers of their own.
const COOKIE: &str = "natiq_key";

impl Clients {
    /// Takes a seat for a client.
    ///
    /// # Errors
    /// [`Error::TooManyListeners`] where it has all it may have. `limit` is everybody's; 0 is none.
    pub(super) fn seat(&self, client: &Client, limit: usize) -> Result<Seat, Error> {
        let limit = match client.listeners {
            Some(own) => own,
            None if client.is_local => 0,
            None => limit,
        };
        let mut counts = lock(&self.counts);
        let count = counts.entry(client.name.clone()).or_default();
        if limit > 0 && *count >= limit {
            return Err(Error::TooManyListeners { limit });
        }
        *count += 1;
        drop(counts);
        Ok(Seat { counts: self.counts.clone(), name: client.name.clone() })
    }
}

impl Drop for Seat {
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
    let address = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    let client = identify(app.settings(), request.headers(), address)?;
    request.extensions_mut().insert(client);
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

fn identify(settings: &Settings, headers: &HeaderMap, address: Option<IpAddr>) -> Result<Client, Error> {
    let anonymous = || Client {
        name: address.map_or_else(|| "unknown".to_owned(), |address| address.to_string()),
        listeners: None,
        is_local: address.is_some_and(|address| address.is_loopback()),
    };
    // Without keys the service only listens where none is needed: `serve` sees to it.
    if settings.keys.is_empty() || settings.authentication == Authentication::Off {
        return Ok(anonymous());
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
    Ok(Client { name: key.name.clone(), listeners: key.listeners, is_local: false })
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

fn lock(counts: &Mutex<HashMap<String, usize>>) -> MutexGuard<'_, HashMap<String, usize>> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
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
        let found = identify(&settings(), &headers, Some([127, 0, 0, 1].into()));
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

    #[test]
    fn seat_is_free_again_when_its_listener_leaves() {
        let clients = Clients::default();
        let client = Client { name: "reader".to_owned(), listeners: Some(1), is_local: false };
        let seat = clients.seat(&client, 8).unwrap();
        assert!(matches!(clients.seat(&client, 8), Err(Error::TooManyListeners { limit: 1 })));
        drop(seat);
        assert!(clients.seat(&client, 8).is_ok());
        assert!(lock(&clients.counts).is_empty());
    }
}
