//! What is counted and measured, for Prometheus.

use std::{sync::Arc, time::Duration};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::{store::Figures, worker::Pool};

/// The service's counters. Cheap to clone.
#[derive(Clone)]
pub(super) struct Metrics {
    registry: Arc<Registry>,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
    first_byte: Histogram,
    real_time_factor: Histogram,
    audio_seconds: Counter<f64, std::sync::atomic::AtomicU64>,
    read_at_scrape: Gauges,
}

/// What stands somewhere else and is looked up when the metrics are asked for.
#[derive(Clone, Default)]
struct Gauges {
    waiting: Gauge,
    listening: Gauge,
    places: Gauge,
    workers: Gauge,
    workers_busy: Gauge,
    workers_replaced: Gauge,
    cache_entries: Gauge,
    cache_bytes: Gauge,
    cache_hits: Gauge,
    cache_misses: Gauge,
    cache_corrupt: Gauge,
    cache_evicted: Gauge,
    cache_failures: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

/// Bounds of the histograms of waiting, in seconds: around the 120 ms that a first byte may take.
const WAITING: [f64; 12] = [0.005, 0.01, 0.025, 0.05, 0.08, 0.12, 0.2, 0.4, 0.8, 2.0, 5.0, 15.0];

/// Bounds of the histogram of real-time factors: below 1, a listener never waits.
const FACTORS: [f64; 10] = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.8, 1.0, 2.0];

impl Metrics {
    /// Counts an answered request.
    pub(super) fn request(&self, method: &'static str, route: &str, status: u16, elapsed: Duration) {
        let labels = RequestLabels { method, route: route.to_owned(), status };
        self.requests.get_or_create(&labels).inc();
        self.request_seconds.get_or_create(&RouteLabels { route: route.to_owned() }).observe(elapsed.as_secs_f64());
    }

    /// Measures how long a listener waited for its first byte of audio.
    pub(super) fn first_byte(&self, elapsed: Duration) {
        self.first_byte.observe(elapsed.as_secs_f64());
    }

    /// Measures a stream: how much audio in how much time, the time included in which its listener took nothing.
    pub(super) fn stream(&self, audio: Duration, elapsed: Duration) {
        self.audio_seconds.inc_by(audio.as_secs_f64());
        if !audio.is_zero() {
            self.real_time_factor.observe(elapsed.as_secs_f64() / audio.as_secs_f64());
        }
    }

    /// Writes all metrics in the OpenMetrics text format.
    pub(super) fn write(&self, pool: &Pool, cache: Figures) -> String {
        let gauges = &self.read_at_scrape;
        let set = |gauge: &Gauge, value: u64| {
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        };
        set(&gauges.waiting, pool.waiting() as u64);
        set(&gauges.listening, pool.listening() as u64);
        set(&gauges.places, pool.places() as u64);
        let health = pool.health();
        set(&gauges.workers, health.alive as u64);
        set(&gauges.workers_busy, health.busy as u64);
        set(&gauges.workers_replaced, health.replaced);
        set(&gauges.cache_entries, cache.entries);
        set(&gauges.cache_bytes, cache.size_bytes);
        set(&gauges.cache_hits, cache.hits);
        set(&gauges.cache_misses, cache.misses);
        set(&gauges.cache_corrupt, cache.corrupt);
        set(&gauges.cache_evicted, cache.evicted);
        set(&gauges.cache_failures, cache.failures);
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = prometheus_client::encoding::text::encode(&mut text, &self.registry);
        text
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("natiq");
        let requests = Family::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        let waiting: fn() -> Histogram = || Histogram::new(WAITING);
        let request_seconds = Family::new_with_constructor(waiting);
        registry.register_with_unit(
            "http_request",
            "Time until a request's answer began",
            Unit::Seconds,
            request_seconds.clone(),
        );
        let first_byte = waiting();
        registry.register_with_unit(
            "first_byte",
            "Time until a stream's first byte of audio",
            Unit::Seconds,
            first_byte.clone(),
        );
        let real_time_factor = Histogram::new(FACTORS);
        registry.register(
            "stream_real_time_factor",
            "Time a stream took to make for each second of audio, its listener's pauses included",
            real_time_factor.clone(),
        );
        let audio_seconds = Counter::default();
        registry.register_with_unit("audio", "Audio made for streams", Unit::Seconds, audio_seconds.clone());
        let gauges = Gauges::default();
        for (name, help, gauge) in [
            ("queue_utterances", "Utterances that wait for a worker", &gauges.waiting),
            ("listeners", "Listeners being served", &gauges.listening),
            ("places", "Listeners that can be served at a time", &gauges.places),
            ("workers", "Threads that run models and take work", &gauges.workers),
            ("workers_busy", "Threads that are running a model", &gauges.workers_busy),
            ("workers_replaced", "Pipelines that broke and were replaced since the start", &gauges.workers_replaced),
            ("cache_entries", "Files in the audio cache", &gauges.cache_entries),
            ("cache_size_bytes", "Size of the audio cache", &gauges.cache_bytes),
            ("cache_hits", "Things found in the audio cache since the start", &gauges.cache_hits),
            ("cache_misses", "Things not found in the audio cache since the start", &gauges.cache_misses),
            ("cache_corrupt", "Corrupt files found in the audio cache since the start", &gauges.cache_corrupt),
            ("cache_evicted", "Files removed from the audio cache for room since the start", &gauges.cache_evicted),
            ("cache_failures", "Files that could not be read or written since the start", &gauges.cache_failures),
        ] {
            registry.register(name, help, gauge.clone());
        }
        Self {
            registry: Arc::new(registry),
            requests,
            request_seconds,
            first_byte,
            real_time_factor,
            audio_seconds,
            read_at_scrape: gauges,
        }
    }
}
