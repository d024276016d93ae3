//! What every handler has at hand.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{
    Error, Settings,
    clients::{Client, Clients, Seat},
    fetch::Fetcher,
    hls,
    metrics::Metrics,
    reading,
};
use crate::{
    article::Paragraph,
    diacritize::Lexicon,
    pipeline::Manner,
    store::{self, Articles, Cache, Flights, Reading, Record, Renderer},
    voice::{Catalog, DEFAULT_VOICE, Pitch, Rate},
    worker::{Listener, Pool, Urgency},
};

/// The service: all that its handlers share. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    catalog: Arc<Catalog>,
    renderer: Renderer,
    articles: Articles,
    metrics: Metrics,
    clients: Clients,
    files: Flights<()>,
    fetcher: Option<Fetcher>,
    streams: hls::Streams,
    stopping: AtomicBool,
}

/// A text being read to a client that has a seat.
pub(super) struct Session {
    pub reading: Reading,
    #[expect(dead_code, reason = "held until the session ends, and given back by its drop")]
    pub seat: Seat,
}

/// Puts a service together; articles and audio are kept in `data_dir`.
///
/// # Errors
/// Where the database or the folder of audio cannot be opened.
///
/// # Blocking
/// Opens the database and lists the folder.
pub fn app(pool: Pool, catalog: Arc<Catalog>, settings: &Settings, data_dir: &Path) -> Result<App, store::Error> {
    std::fs::create_dir_all(data_dir).map_err(|source| store::Error::File { path: data_dir.to_owned(), source })?;
    let cache = Cache::open(&data_dir.join("audio"), settings.cache_bytes)?;
    let inner = Inner {
        settings: settings.clone(),
        catalog: catalog.clone(),
        renderer: Renderer::new(pool, catalog, cache),
        articles: Articles::open(&data_dir.join("natiq.db"), settings.max_articles)?,
        metrics: Metrics::default(),
        clients: Clients::default(),
        files: Flights::default(),
        fetcher: Fetcher::new(&settings.fetch, settings.max_body_bytes),
        streams: hls::Streams::default(),
        stopping: AtomicBool::new(false),
    };
    Ok(App { inner: Arc::new(inner) })
}

/// Returns the manner in which an article is read: with the pronunciations that are kept with it.
pub(super) fn manner_of(article: &Record, manner: Arc<Manner>) -> Arc<Manner> {
    // It was read when the article was given; a version that is stricter about it leaves it out.
    let lexicon = Lexicon::parse(&article.lexicon).unwrap_or_else(|error| {
        tracing::warn!(article.id = %article.id, %error, "The lexicon of article `{}` cannot be read", article.id);
        Lexicon::default()
    });
    reading::with_lexicon(manner, lexicon)
}

impl App {
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
    pub(super) fn files(&self) -> &Flights<()> {
        &self.inner.files
    }

    /// What fetches articles that are given by their address, where it is allowed.
    pub(super) fn fetcher(&self) -> Option<&Fetcher> {
        self.inner.fetcher.as_ref()
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
    pub(super) fn manner(
        &self,
        voice: Option<&str>,
        rate: Option<f32>,
        pitch: Option<f32>,
    ) -> Result<Arc<Manner>, Error> {
        let rate = rate.map_or(Ok(Rate::NATURAL), Rate::new)?;
        let pitch = pitch.map_or(Ok(Pitch::NATURAL), Pitch::new)?;
        Ok(self.inner.renderer.manner(voice.unwrap_or(DEFAULT_VOICE), rate, pitch)?)
    }

    /// Returns the sample rate of a voice, in Hz.
    pub(super) fn sample_rate(&self, manner: &Manner) -> Result<u32, Error> {
        Ok(self.inner.catalog.get(&manner.voice)?.manifest.sample_rate)
    }

    /// Takes a place at the workers for a client, where there is room for it.
    pub(super) fn listener(
        &self,
        client: &Client,
        manner: &Arc<Manner>,
        urgency: Urgency,
    ) -> Result<(Listener, Seat), Error> {
        let seat = self.seat(client)?;
        Ok((self.inner.renderer.pool().listener(manner.clone(), urgency)?, seat))
    }

    fn seat(&self, client: &Client) -> Result<Seat, Error> {
        if self.is_stopping() {
            return Err(Error::Stopped);
        }
        self.inner.clients.seat(client, self.inner.settings.listeners_per_client)
    }

    /// Begins to read paragraphs to a client, where there is room for it.
    pub(super) fn read(
        &self,
        client: &Client,
        paragraphs: &[Paragraph],
        manner: &Arc<Manner>,
    ) -> Result<Session, Error> {
        let seat = self.seat(client)?;
        let reading = self.inner.renderer.read(paragraphs, manner, Urgency::Interactive)?;
        Ok(Session { reading, seat })
    }
}
