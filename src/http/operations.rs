//! `GET /healthz`, `/readyz` and `/metrics`, and the log line of each request.

use std::time::Instant;

use axum::{
    Json,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{App, Error, Problem};
use crate::worker;

/// The service's state in a word.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
    /// The version of Natiq.
    pub version: &'static str,
}

/// Tells that the service is alive
#[utoipa::path(get, path = "/healthz", operation_id = "health", tag = "operations", responses((status = 200, description = "It is", body = Health)))]
pub(super) async fn health() -> Json<Health> {
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

/// Tells whether the service takes requests
///
/// Not while it is stopping, nor when no article could be given (the disk is full, the database damaged, its folder gone)
/// or no worker is left.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "ready",
    tag = "operations",
    responses(
        (status = 200, description = "It does", body = Health),
        (status = 503, description = "It does not", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn ready(State(app): State<App>) -> Result<Json<Health>, Error> {
    if app.is_stopping() {
        return Err(Error::Stopped);
    }
    app.articles().check().await.map_err(Error::NotReady)?;
    if app.renderer().pool().health().alive == 0 {
        return Err(worker::Error::Closed.into());
    }
    Ok(health().await)
}

/// Shows what is counted and measured
///
/// In the OpenMetrics text format, which Prometheus reads.
#[utoipa::path(
    get,
    path = "/metrics",
    operation_id = "metrics",
    tag = "operations",
    responses((status = 200, description = "The metrics", body = String, content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8")),
)]
pub(super) async fn metrics(State(app): State<App>) -> Response {
    let text = app.metrics().write(app.renderer().pool(), app.cache().figures());
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
}

/// Counts each request and writes one line about it, without a word of what it was about.
pub(super) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = method_name(request.method());
    // The route, not the path: its parameters would make a metric of each article.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let mut response = next.run(request).await;
    let (status, elapsed) = (response.status(), started.elapsed());
    app.metrics().request(method, &route, status.as_u16(), elapsed);
    let duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    // An article's text in a route is not possible; a health check every few seconds is nothing to tell.
    match route.as_str() {
        "/healthz" | "/readyz" | "/metrics" => {
            tracing::debug!(method, route, status = status.as_u16(), duration_ms, "Answered {method} {route}");
        }
        _ => tracing::info!(method, route, status = status.as_u16(), duration_ms, "Answered {method} {route}"),
    }
    if status == StatusCode::OK && !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    response
}

/// Returns the method as a label: clients may make up methods, each of which would be a metric of its own.
fn method_name(method: &Method) -> &'static str {
    const NAMES: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
    NAMES.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}
