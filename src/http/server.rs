//! Connections: how many, for how long, and how they end.
//!
//! Why not `axum::serve`? It gives a client for ever to send the head of its request and to take the answer, so a few
//! thousand slow ones would take every connection there is. Here each part has its time; when all connections are taken,
//! the client that takes least of what is ready for it makes room, and a few more are accepted to ask how the service is.

use std::{convert::Infallible, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use socket2::SockRef;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::{JoinError, JoinSet},
};
use tower::ServiceExt;

use super::{
    App, Settings,
    background::{Background, write_usage_down},
    clients::{self, Peer},
    pace::{Paced, Paces},
    router::router,
};

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// It would be open to everybody who reaches the machine.
    #[error(
        "listening on `{address}`, which others can reach, needs API keys (add one under `keys`, or set \
         `authentication = \"off\"` where a proxy sees to it)"
    )]
    NoKeys { address: SocketAddr },
    /// A key's hash is no hash.
    #[error("the `sha256` of API key `{name}` is no SHA-256 in hexadecimal (make it with `printf %s KEY | sha256sum`)")]
    MalformedKey { name: String },
    /// The listener is not usable.
    #[error("could not listen")]
    Listen(#[from] std::io::Error),
}

/// Looks whether a service with these settings may listen at an address; [`serve`] does so too, but only when all else is
/// ready.
///
/// # Errors
/// [`ServeError::NoKeys`] and [`ServeError::MalformedKey`].
pub fn check_keys(settings: &Settings, address: SocketAddr) -> Result<(), ServeError> {
    if clients::needs_key(settings, address.ip()) && settings.keys.is_empty() {
        return Err(ServeError::NoKeys { address });
    }
    let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(key) = settings.keys.iter().find(|key| !is_hash(&key.sha256)) {
        return Err(ServeError::MalformedKey { name: key.name.clone() });
    }
    Ok(())
}

/// Serves until `shutdown` is done; then no more connections are taken, and streams have
/// [`shutdown_timeout_seconds`](super::Settings::shutdown_timeout_seconds) to end before they are broken.
///
/// # Errors
/// Where it must not start so: see [`ServeError`].
pub async fn serve(listener: TcpListener, app: App, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
    let address = listener.local_addr()?;
    let settings = app.settings();
    check_keys(settings, address)?;
    app.listens_at(address);
    let patience = Duration::from_secs(settings.shutdown_timeout_seconds);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(settings.header_timeout_seconds));
    builder.max_buf_size(CONNECTION_BUFFER);
    // Whoever looks after the service is quick, and asks one thing.
    let mut reserved = builder.clone();
    reserved.header_read_timeout(RESERVED_TIMEOUT).keep_alive(false);
    let places = Arc::new(Semaphore::new(settings.max_connections.max(1)));
    let reserve = Arc::new(Semaphore::new(RESERVED));
    let paces = Paces::default();
    let router = router(app.clone());
    let graceful = GracefulShutdown::new();
    // Ends what is left of it when this function does.
    let mut connections = JoinSet::new();
    let background = Background::start(&app, settings.jobs.work);
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            // Not from the reserve first, and from nowhere until there is room. The semaphores are never closed.
            let (place, is_reserved) = match places.clone().try_acquire_owned() {
                Ok(place) => (Some(place), false),
                Err(_) => {
                    let patience = if paces.break_slowest() { BROKEN_WITHIN } else { Duration::ZERO };
                    let reserved = async {
                        tokio::time::sleep(patience).await;
                        reserve.clone().acquire_owned().await
                    };
                    tokio::select! {
                        biased;
                        place = places.clone().acquire_owned() => (place.ok(), false),
                        place = reserved => (place.ok(), true),
                    }
                }
            };
            (place, is_reserved, listener.accept().await)
        };
        let (place, is_reserved, accepted) = tokio::select! {
            () = &mut shutdown => break,
            accepted = accepted => accepted,
        };
        while let Some(ended) = connections.try_join_next() {
            report(ended);
        }
        match accepted {
            Ok((stream, address)) => {
                let pace = paces.enter();
                let stream = TokioIo::new(Paced::new(ready(stream), app.stall_timeout(), pace.clone()));
                let service = service(&router, Peer { address, is_reserved });
                let builder = if is_reserved { &reserved } else { &builder };
                let connection = graceful.watch(builder.serve_connection(stream, service));
                connections.spawn(async move {
                    tokio::select! {
                        ended = connection => if let Err(error) = ended {
                            // Clients leave as they like.
                            tracing::debug!(%error, "A connection broke");
                        },
                        () = pace.broken() => tracing::debug!("A slow client made room"),
                    }
                    drop(place);
                });
            }
            // A client that left before it was accepted, or no file handles: neither is a reason to stop.
            Err(error) => {
                tracing::warn!(%error, "Could not accept a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop(listener);
    app.stop();
    background.stop().await;
    tracing::info!(n_connections = connections.len(), "Stopping; streams have {} s to end", patience.as_secs());
    if tokio::time::timeout(patience, graceful.shutdown()).await.is_err() {
        tracing::warn!(n_connections = connections.len(), "Breaking the streams that are left");
    }
    connections.shutdown().await;
    write_usage_down(&app).await;
    Ok(())
}

/// Connections that are kept for `/healthz`, `/readyz` and `/metrics` when all others are taken, and how long a client may
/// take there to send the head of its request.
const RESERVED: usize = 16;
const RESERVED_TIMEOUT: Duration = Duration::from_secs(2);

/// Within what time a connection that is broken off gives its place back, surely.
const BROKEN_WITHIN: Duration = Duration::from_secs(1);

/// Writes down that a handler panicked, which ends its connection alone: a fault of ours.
fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended
        && error.is_panic()
    {
        tracing::error!(%error, "A request broke");
    }
}

/// Makes the service of one connection: the router, told who is at the other end.
fn service(
    router: &Router,
    peer: Peer,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future = impl Future<Output = Result<axum::response::Response, Infallible>> + Send + use<>,
> + use<> {
    let router = router.clone();
    service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request)
    })
}

/// Bytes of a request's head, and of what waits for the system to take it. By default it would be six times as much: nearly
/// a minute of audio for each client that listens no faster than it hears.
const CONNECTION_BUFFER: usize = 64 << 10;

/// Bytes that the system may hold of what a client does not take. A megabyte or more, as it would be otherwise, is a
/// minute of audio for each of many slow clients, and so long it would look as if nothing were taken.
const SEND_BUFFER: usize = 128 << 10;

/// Makes a connection ready: what is written is sent at once (the first audio would wait for more otherwise), and little
/// is written ahead of what is taken.
fn ready(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "Could not set TCP_NODELAY");
    }
    if let Err(error) = SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER) {
        tracing::debug!(%error, "Could not set SO_SNDBUF");
    }
    stream
}
