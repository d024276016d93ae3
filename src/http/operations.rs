//! `GET /healthz`, `/readyz` and `/metrics`, and the log line of each request.

use std::time::{Duration, Instant};

use axum::{
    Json,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use tracing::{Instrument, Span, field};
use utoipa::ToSchema;

use super::{App, Error, Problem};
use crate::{spans, store::Dependency, worker};

/// The service's state in a word.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Health {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
    /// Servers that are away and that the service does without meanwhile: `the database`, `the object store`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// The version of Natiq.
    pub version: &'static str,
}

/// Tells that the service is alive
#[utoipa::path(get, path = "/healthz", operation_id = "health", tag = "operations", responses((status = 200, description = "It is", body = Health)))]
pub(super) async fn health() -> Json<Health> {
    Json(healthy(Vec::new()))
}

fn healthy(missing: Vec<String>) -> Health {
    Health { status: "ok", missing, version: env!("CARGO_PKG_VERSION") }
}

/// Tells whether the service takes requests
///
/// Not while it is stopping, nor when no article could be given (the disk is full, the database damaged, its folder gone)
/// or no worker is left. Without a server that all services share it does, and names it as missing: none could take its
/// place, what needs the database is refused meanwhile, and what would be fetched from the object store is made again.
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
    let mut missing = Vec::new();
    match tokio::time::timeout(PATIENCE, app.articles().check()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) if error.unreachable().is_some() => missing.extend(error.unreachable()),
        Ok(Err(error)) => return Err(Error::NotReady(error)),
        Err(_) => missing.push(Dependency::Database),
    }
    missing.extend(app.cache().missing());
    if app.renderer().pool().health().alive == 0 {
        return Err(worker::Error::Closed.into());
    }
    Ok(Json(healthy(missing.iter().map(ToString::to_string).collect())))
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
    // What a machine is asked every few seconds must not wait for a server that is away.
    let backlog = tokio::time::timeout(PATIENCE, app.jobs().backlog()).await;
    let backlog = backlog.ok().and_then(Result::ok);
    let text = app.metrics().write(app.renderer().pool(), app.cache().figures(), app.cache().object_figures(), backlog);
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text).into_response()
}

/// How long the database may take to answer those who ask every few seconds how the service is.
const PATIENCE: Duration = Duration::from_secs(1);

/// Counts each request and writes one line about it, without a word of what it was about.
pub(super) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = method_name(request.method());
    // The route, not the path: its parameters would make a metric of each article.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = span_of(&request, method, &route);
    let mut response = next.run(request).instrument(span.clone()).await;
    let (status, elapsed) = (response.status(), started.elapsed());
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
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

/// Begins the span of a request, in the trace that it names. It ends with the last speech that is made for the answer.
fn span_of(request: &Request, method: &str, route: &str) -> Span {
    // Who asks every few seconds is not traced.
    if matches!(route, "/healthz" | "/readyz" | "/metrics") {
        return Span::none();
    }
    let span = tracing::info_span!(
        target: spans::TARGET,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = field::Empty,
        url.path = request.uri().path(),
    );
    #[cfg(feature = "traces")]
    continue_trace(&span, request.headers());
    span
}

/// Makes a span part of the trace that a request names in its headers, by W3C's Trace Context; where it names none the span
/// begins one.
#[cfg(feature = "traces")]
fn continue_trace(span: &tracing::Span, headers: &axum::http::HeaderMap) {
    use opentelemetry::propagation::TextMapPropagator;
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    if span.is_disabled() {
        return;
    }
    let propagator = opentelemetry_sdk::propagation::TraceContextPropagator::new();
    // It fails where nobody traces, or where the span was begun already, which this one was not.
    let _ = span.set_parent(propagator.extract(&opentelemetry_http::HeaderExtractor(headers)));
}

/// Returns the method as a label: clients may make up methods, each of which would be a metric of its own.
fn method_name(method: &Method) -> &'static str {
    const NAMES: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
    NAMES.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}
