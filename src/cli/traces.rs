//! Traces, for whoever has an OpenTelemetry collector.
//!
//! They are off unless the environment says where they go, by the variables that every program with OpenTelemetry knows:
//! `OTEL_EXPORTER_OTLP_ENDPOINT` (such as `http://127.0.0.1:4318`) or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`. Those about headers,
//! protocol (`http/json` when absent, `http/protobuf`), sampling, batches, the service's name and its resource are followed too;
//! `OTEL_SDK_DISABLED=true` and `OTEL_TRACES_EXPORTER=none` turn them off again.

use std::{
    env,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use anyhow::Context;
use async_trait::async_trait;
use opentelemetry::{KeyValue, trace::TracerProvider};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::Subscriber;
use tracing_subscriber::{Layer, filter::filter_fn, registry::LookupSpan};

use crate::spans;

/// Where spans are gathered and sent from.
pub(super) struct Traces(SdkTracerProvider);

/// How long a collector may take for one message, or for the last ones when the program ends.
const PATIENCE: Duration = Duration::from_secs(10);

impl Traces {
    /// Begins to send spans where the environment asks for it.
    ///
    /// # Errors
    /// Where what the environment says cannot be followed.
    pub(super) fn start() -> anyhow::Result<Option<Self>> {
        if !is_wanted(|name| env::var(name).ok()) {
            return Ok(None);
        }
        let exporter = SpanExporter::builder().with_http().with_http_client(Collector::new()).build();
        let exporter = exporter.context("traces cannot be sent (see the variables OTEL_EXPORTER_OTLP_…)")?;
        let mut resource =
            Resource::builder().with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        let names = ["OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"].map(|name| env::var(name).unwrap_or_default());
        if names[0].is_empty() && !names[1].contains("service.name=") {
            resource = resource.with_service_name("natiq");
        }
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource.build());
        Ok(Some(Self(provider.build())))
    }

    /// Returns what gathers spans.
    pub(super) fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        let layer = tracing_opentelemetry::layer().with_tracer(self.0.tracer("natiq"));
        let layer = layer.with_location(false).with_threads(false).with_target(false).with_tracked_inactivity(false);
        layer.with_filter(filter_fn(|metadata| metadata.is_span() && metadata.target() == spans::TARGET))
    }

    /// Sends what is left.
    pub(super) fn finish(self) {
        // The program ends; what a collector did not take was logged.
        let _ = self.0.shutdown_with_timeout(PATIENCE);
    }
}

/// Tells whether the environment asks for traces.
fn is_wanted(variable: impl Fn(&str) -> Option<String>) -> bool {
    let is = |name: &str, value: &str| variable(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value));
    let is_set = |name: &str| variable(name).is_some_and(|found| !found.trim().is_empty());
    (is_set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") || is_set("OTEL_EXPORTER_OTLP_ENDPOINT"))
        && !is("OTEL_SDK_DISABLED", "true")
        && !is("OTEL_TRACES_EXPORTER", "none")
}

/// Sends spans, from the thread that gathers them.
#[derive(Debug)]
struct Collector {
    agent: ureq::Agent,
    /// Whether it took nothing the last time: that is said once, not every five seconds.
    is_away: AtomicBool,
}

impl Collector {
    fn new() -> Self {
        let config =
            ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).max_redirects(0);
        Self { agent: config.build().into(), is_away: AtomicBool::new(false) }
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (head, body) = request.into_parts();
        let sent = self.agent.run(Request::from_parts(head, body.as_ref()));
        let is_away = sent.as_ref().map_or(true, |response| !response.status().is_success());
        if is_away && !self.is_away.swap(true, Ordering::Relaxed) {
            let why = sent.as_ref().map_or_else(ToString::to_string, |response| response.status().to_string());
            tracing::warn!(why, "The collector of traces takes none");
        } else if !is_away {
            self.is_away.store(false, Ordering::Relaxed);
        }
        let (head, mut body) = sent?.into_parts();
        Ok(Response::from_parts(head, body.with_config().limit(1 << 20).read_to_vec()?.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(environment: &[(&str, &str)], expect: bool) {
        let found =
            |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        assert_eq!(is_wanted(found), expect, "{environment:?}");
    }

    #[test]
    fn they_are_off_unless_the_environment_says_where_they_go() {
        check(&[], false);
        check(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "")], false);
        check(&[("OTEL_SERVICE_NAME", "reader")], false);
        check(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")], true);
        check(&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:4318/v1/traces")], true);
        check(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"), ("OTEL_SDK_DISABLED", "true")], false);
        check(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318"), ("OTEL_TRACES_EXPORTER", "none")], false);
    }
}
