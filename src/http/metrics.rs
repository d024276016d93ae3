//! What is counted and measured, for Prometheus.

use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::{
    store::{Backlog, Figures, ObjectFigures},
    worker::Pool,
};

/// The service's counters. Cheap to clone.
#[derive(Clone)]
pub(super) struct Metrics {
    registry: Arc<Registry>,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Family<RouteLabels, Histogram, fn() -> Histogram>,
    first_byte: Histogram,
    real_time_factor: Histogram,
    audio_seconds: Counter<f64, AtomicU64>,
    read_at_scrape: Gauges,
}

/// What stands somewhere else and is looked up when the metrics are asked for.
#[derive(Clone, Default)]
struct Gauges {
    waiting: Gauge,
    longest_wait: Gauge<f64, AtomicU64>,
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
    objects_hits: Gauge,
    objects_misses: Gauge,
    objects_corrupt: Gauge,
    objects_failures: Gauge,
    objects_put: Gauge,
    objects_waiting: Gauge,
    objects_reachable: Gauge,
    voice_utterances: Family<VoiceLabels, Gauge>,
    voice_sound: Family<VoiceLabels, Gauge<f64, AtomicU64>>,
    voice_work: Family<VoiceLabels, Gauge<f64, AtomicU64>>,
    job_articles: Family<StateLabels, Gauge>,
    job_oldest: Gauge<f64, AtomicU64>,
    leases_expired: Gauge,
    database_reached: Gauge,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct VoiceLabels {
    voice: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StateLabels {
    state: &'static str,
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

    /// Writes all metrics in the OpenMetrics text format. Where the database does not tell its `backlog`, what it told last
    /// stays.
    pub(super) fn write(
        &self,
        pool: &Pool,
        cache: Figures,
        objects: Option<ObjectFigures>,
        backlog: Option<Backlog>,
    ) -> String {
        let gauges = &self.read_at_scrape;
        let set = |gauge: &Gauge, value: u64| {
            gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        };
        set(&gauges.waiting, pool.waiting() as u64);
        gauges.longest_wait.set(pool.longest_wait().as_secs_f64());
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
        let objects = objects.unwrap_or_default();
        set(&gauges.objects_hits, objects.hits);
        set(&gauges.objects_misses, objects.misses);
        set(&gauges.objects_corrupt, objects.corrupt);
        set(&gauges.objects_failures, objects.failures);
        set(&gauges.objects_put, objects.put);
        set(&gauges.objects_waiting, objects.waiting);
        set(&gauges.objects_reachable, u64::from(objects.is_there));
        for (voice, spoken) in pool.spoken() {
            let labels = VoiceLabels { voice };
            set(&gauges.voice_utterances.get_or_create(&labels), spoken.utterances);
            gauges.voice_sound.get_or_create(&labels).set(spoken.sound.as_secs_f64());
            gauges.voice_work.get_or_create(&labels).set(spoken.work.as_secs_f64());
        }
        set(&gauges.database_reached, u64::from(backlog.is_some()));
        if let Some(backlog) = backlog {
            set(&gauges.job_articles.get_or_create(&StateLabels { state: "queued" }), backlog.queued);
            set(&gauges.job_articles.get_or_create(&StateLabels { state: "running" }), backlog.running);
            gauges.job_oldest.set(backlog.oldest.as_secs_f64());
            set(&gauges.leases_expired, backlog.expired);
        }
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
        registry.register_with_unit(
            "queue_longest_wait",
            "How long the utterance has waited that waits for a worker for longest",
            Unit::Seconds,
            gauges.longest_wait.clone(),
        );
        registry.register("voice_utterances", "Utterances spoken since the start", gauges.voice_utterances.clone());
        let (sound, work) = (gauges.voice_sound.clone(), gauges.voice_work.clone());
        registry.register_with_unit("voice_sound", "Sound of utterances spoken since the start", Unit::Seconds, sound);
        registry.register_with_unit("voice_work", "Time that workers took for it", Unit::Seconds, work);
        registry.register(
            "job_articles",
            "Articles of jobs, of all nodes of the database",
            gauges.job_articles.clone(),
        );
        registry.register_with_unit(
            "job_oldest_queued",
            "Since when the oldest job with an article that nobody works on was given",
            Unit::Seconds,
            gauges.job_oldest.clone(),
        );
        for (name, help, gauge) in [
            ("leases_expired", "Articles of jobs whose node is not heard of any more", &gauges.leases_expired),
            ("database_reached", "Whether the database answered just now", &gauges.database_reached),
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
            ("objects_hits", "Objects fetched from the object store since the start", &gauges.objects_hits),
            ("objects_misses", "Objects not found in the object store since the start", &gauges.objects_misses),
            ("objects_corrupt", "Broken objects found in the object store since the start", &gauges.objects_corrupt),
            ("objects_failures", "Requests to the object store that failed since the start", &gauges.objects_failures),
            ("objects_put", "Objects put into the object store since the start", &gauges.objects_put),
            ("objects_waiting", "Objects that wait to be put or removed", &gauges.objects_waiting),
            ("objects_reachable", "1 where there is an object store that answers in time", &gauges.objects_reachable),
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
