//! Connections: how many, for how long, and how they end.
//!
//! Why not `axum::serve`? It gives a client for ever to send the head of its request, so a few thousand slow ones would
//! take every connection there is.

use std::{convert::Infallible, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
};
use tower::ServiceExt;

use super::{
    App,
    clients::{self, Peer},
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

/// Serves until `shutdown` is done; then no more connections are taken, and streams have
/// [`shutdown_timeout_seconds`](super::Settings::shutdown_timeout_seconds) to end before they are broken.
///
/// # Errors
/// Where it must not start so: see [`ServeError`].
pub async fn serve(listener: TcpListener, app: App, shutdown: impl Future<Output = ()>) -> Result<(), ServeError> {
    let address = listener.local_addr()?;
    let settings = app.settings();
    if clients::needs_key(settings, address.ip()) && settings.keys.is_empty() {
        return Err(ServeError::NoKeys { address });
    }
    let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(key) = settings.keys.iter().find(|key| !is_hash(&key.sha256)) {
        return Err(ServeError::MalformedKey { name: key.name.clone() });
    }
    let patience = Duration::from_secs(settings.shutdown_timeout_seconds);
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(settings.header_timeout_seconds));
    let places = Arc::new(Semaphore::new(settings.max_connections.max(1)));
    let router = router(app.clone());
    let graceful = GracefulShutdown::new();
    // Ends what is left of it when this function does.
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            // The semaphore is never closed.
            let place = places.clone().acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut shutdown => break,
            accepted = accepted => accepted,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                let connection = builder.serve_connection(TokioIo::new(without_delay(stream)), service(&router, peer));
                let connection = graceful.watch(connection);
                connections.spawn(async move {
                    if let Err(error) = connection.await {
                        // Clients leave as they like.
                        tracing::debug!(%error, "A connection broke");
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
    tracing::info!(n_connections = connections.len(), "Stopping; streams have {} s to end", patience.as_secs());
    if tokio::time::timeout(patience, graceful.shutdown()).await.is_err() {
        tracing::warn!(n_connections = connections.len(), "Breaking the streams that are left");
    }
    connections.shutdown().await;
    Ok(())
}

/// Makes the service of one connection: the router, told who is at the other end.
fn service(
    router: &Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future = impl Future<Output = Result<axum::response::Response, Infallible>> + Send + use<>,
> + use<> {
    let router = router.clone();
    service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request)
    })
}

/// Sends what is written at once: the first audio would wait for more otherwise.
fn without_delay(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "Could not set TCP_NODELAY");
    }
    stream
}
