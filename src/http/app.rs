//! What every handler has at hand.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{Error, Settings, clients::{Client, Clients, Seat}, hls, metrics::Metrics};
use crate::{
    article::Paragraph,
    pipeline::Manner,
    store::{Articles, Cache, Flights, Reading, Record, Renderer},
    voice::{Catalog, DEFAULT_VOICE, Rate},
    worker::{Pool, Urgency},
};

/// The service: all that its handlers share. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

/// What a service is made of.
pub struct Parts {
    pub settings: Settings,
    pub catalog: Arc<Catalog>,
    pub pool: Pool,
    pub articles: Articles,
    pub cache: Cache,
    /// How all is read, but for voice and rate, which each request chooses.
    pub manner: Manner,
}

struct Inner {
    settings: Settings,
    catalog: Arc<Catalog>,
    renderer: Renderer,
    articles: Articles,
    metrics: Metrics,
    clients: Clients,
    segments: Flights<()>,
    streams: hls::Streams,
    stopping: AtomicBool,
}

/// A text being read to a client that has a seat.
pub(super) struct Session {
    pub reading: Reading,
    pub seat: Seat,
}

impl App {
    /// Puts a service together.
    pub fn new(parts: Parts) -> Self {
        let Parts { settings, catalog, pool, articles, cache, manner } = parts;
        let renderer = Renderer::new(pool, catalog.clone(), cache, manner);
        let inner = Inner {
            settings,
            catalog,
            renderer,
            articles,
            metrics: Metrics::default(),
            clients: Clients::default(),
            segments: Flights::default(),
            streams: hls::Streams::default(),
            stopping: AtomicBool::new(false),
        };
        Self { inner: Arc::new(inner) }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(super) fn catalog(&self) -> &Catalog {
        &self.inner.catalog
    }

    pub(super) fn renderer(&self) -> &Renderer {
        &self.inner.renderer
    }

    pub(super) fn cache(&self) -> &Cache {
        self.inner.renderer.cache()
    }

    pub(super) fn articles(&self) -> &Articles {
        &self.inner.articles
    }

    pub(super) fn metrics(&self) -> &Metrics {
        &self.inner.metrics
    }

    /// Renderings of whole files that are under way.
    pub(super) fn segments(&self) -> &Flights<()> {
        &self.inner.segments
    }

    /// HLS streams that are under way.
    pub(super) fn streams(&self) -> &hls::Streams {
        &self.inner.streams
    }

    /// Tells whether the service was told to stop.
    pub(super) fn is_stopping(&self) -> bool {
        self.inner.stopping.load(Ordering::Relaxed)
    }

    pub(super) fn stop(&self) {
        self.inner.stopping.store(true, Ordering::Relaxed);
    }

    pub(super) fn stall_timeout(&self) -> Duration {
        Duration::from_secs(self.inner.settings.stall_timeout_seconds)
    }

    /// Returns the article `id`.
    pub(super) async fn article(&self, id: &str) -> Result<Record, Error> {
        self.inner.articles.get(id).await?.ok_or_else(|| Error::NoArticle(id.chars().take(64).collect()))
    }

    /// Returns the manner of reading that a request asks for.
    pub(super) fn manner(&self, voice: Option<&str>, rate: Option<f32>) -> Result<Arc<Manner>, Error> {
        let rate = rate.map_or(Ok(Rate::NATURAL), Rate::new)?;
        Ok(self.inner.renderer.manner(voice.unwrap_or(DEFAULT_VOICE), rate)?)
    }

    /// Returns the sample rate of a voice, in Hz.
    pub(super) fn sample_rate(&self, manner: &Manner) -> Result<u32, Error> {
        Ok(self.inner.catalog.get(&manner.voice)?.manifest.sample_rate)
    }

    /// Begins to read paragraphs to a client, where there is room for it.
    pub(super) fn read(
        &self,
        client: &Client,
        paragraphs: &[Paragraph],
        manner: &Arc<Manner>,
    ) -> Result<Session, Error> {
        if self.is_stopping() {
            return Err(Error::Stopped);
        }
        let seat = self.inner.clients.seat(client, self.inner.settings.listeners_per_client)?;
        let reading = self.inner.renderer.read(paragraphs, manner, Urgency::Interactive)?;
        Ok(Session { reading, seat })
    }
}
