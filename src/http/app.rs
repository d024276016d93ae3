//! What every handler has at hand.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{
    Error, Settings,
    clients::{Client, Clients, Guesses, Seat},
    fetch::Fetcher,
    hls,
    idempotency::Turns,
    job_work::Board,
    links::Chosen,
    metrics::Metrics,
    plans::Plans,
    reading,
    work::Lanes,
};
use crate::{
    article::Paragraph,
    fetch::{Permission, Poster},
    lexicon::{House, Lexicon, Scope, from_tsv},
    pipeline::Manner,
    store::{self, Articles, Cache, Claim, Counts, Flights, Jobs, Key, Piece, Plan, Reading, Record, Renderer, Usage},
    voice::{Catalog, DEFAULT_VOICE, Pitch, Rate},
    worker::{self, Listener, Pool},
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
    house: House,
    articles: Articles,
    metrics: Metrics,
    clients: Clients,
    guesses: Guesses,
    lanes: Lanes,
    plans: Plans,
    files: Flights<()>,
    fetcher: Option<Fetcher>,
    jobs: Jobs,
    usage: Usage,
    board: Board,
    turns: Turns,
    poster: Option<Poster>,
    streams: hls::Streams,
    /// Where it listens, once it does.
    address: OnceLock<SocketAddr>,
    stopping: AtomicBool,
    #[expect(dead_code, reason = "held as long as the service uses the folder")]
    claim: Claim,
}

/// A text being read to a client that has a seat.
pub(super) struct Session {
    reading: Reading,
    usage: Usage,
    /// Whose it is.
    client: String,
    #[expect(dead_code, reason = "held until the session ends, and given back by its drop")]
    pub seat: Seat,
}

impl Session {
    /// Returns the next utterance, which is counted as used; `None` after the last.
    pub(super) async fn next(&mut self) -> Option<Result<Piece, worker::Error>> {
        let next = self.reading.next().await;
        if let Some(Ok(piece)) = &next {
            let speech_ms = u64::try_from(piece.speech.samples.duration().as_millis()).unwrap_or(u64::MAX);
            self.usage.add(&self.client, Counts { speech_ms, ..Counts::default() });
        }
        next
    }
}

/// Puts a service together; articles and audio are kept in `data_dir`, and `house` is the lexicon of everything it reads.
///
/// # Errors
/// Where another process serves from the folder, or the database or the folder of audio cannot be opened.
///
/// # Blocking
/// Opens and checks the database and lists the folder.
pub fn app(
    pool: Pool,
    catalog: Arc<Catalog>,
    settings: &Settings,
    data_dir: &Path,
    house: House,
) -> Result<App, store::Error> {
    let claim = Claim::of(data_dir)?;
    let cache = Cache::open(&audio_folder(data_dir), settings.cache_bytes)?;
    let jobs = Jobs::open(&data_dir.join("jobs.db"), settings.jobs.keep_days)?;
    let inner = Inner {
        settings: settings.clone(),
        catalog: catalog.clone(),
        renderer: Renderer::new(pool, catalog, cache),
        house,
        articles: Articles::open(&data_dir.join("natiq.db"), settings.max_articles)?,
        metrics: Metrics::default(),
        clients: Clients::default(),
        guesses: Guesses::default(),
        lanes: Lanes::new(),
        plans: Plans::default(),
        files: Flights::default(),
        fetcher: Fetcher::new(&settings.fetch, settings.max_body_bytes),
        usage: jobs.usage(),
        jobs,
        board: Board::default(),
        turns: Turns::default(),
        poster: (settings.webhooks.enabled == Permission::On).then(|| Poster::guarded(&settings.webhooks)),
        streams: hls::Streams::default(),
        address: OnceLock::new(),
        stopping: AtomicBool::new(false),
        claim,
    };
    Ok(App { inner: Arc::new(inner) })
}

/// Returns the folder of a data directory that audio is kept in.
pub fn audio_folder(data_dir: &Path) -> PathBuf {
    data_dir.join("audio")
}

/// Returns the manner in which an article is read: with the pronunciations that are kept with it, which takes time where
/// they are many.
pub(super) fn manner_of(article: &Record, manner: Arc<Manner>) -> Arc<Manner> {
    // It was read when the article was given; a version that is stricter about it leaves it out.
    let entries = from_tsv(&article.lexicon).unwrap_or_else(|error| {
        tracing::warn!(article.id = %article.id, %error, "The lexicon of article `{}` cannot be read", article.id);
        Vec::new()
    });
    let lexicon: Lexicon = entries.into_iter().collect();
    reading::with_lexicon(manner, Scope::Article, Arc::new(lexicon))
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

    /// The lexicon of the house.
    pub(super) fn house(&self) -> &House {
        &self.inner.house
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

    /// What was asked to be spoken while nobody waits, and the requests that are answered once.
    pub(super) fn jobs(&self) -> &Jobs {
        &self.inner.jobs
    }

    /// The jobs that are being worked on or watched.
    pub(super) fn board(&self) -> &Board {
        &self.inner.board
    }

    /// Requests that are answered once and are being worked on.
    pub(super) fn turns(&self) -> &Turns {
        &self.inner.turns
    }

    /// Counts what clients use.
    pub(super) fn usage(&self) -> &Usage {
        &self.inner.usage
    }

    /// What sends webhooks, where it is allowed.
    pub(super) fn poster(&self) -> Option<&Poster> {
        self.inner.poster.as_ref()
    }

    /// HLS streams that are under way.
    pub(super) fn streams(&self) -> &hls::Streams {
        &self.inner.streams
    }

    /// Bounds the work of an article's size.
    pub(super) fn lanes(&self) -> &Lanes {
        &self.inner.lanes
    }

    /// Slows down whoever guesses keys.
    pub(super) fn guesses(&self) -> &Guesses {
        &self.inner.guesses
    }

    /// Returns where the service listens; `None` before it does.
    pub(super) fn address(&self) -> Option<SocketAddr> {
        self.inner.address.get().copied()
    }

    /// Notes where the service listens.
    pub(super) fn listens_at(&self, address: SocketAddr) {
        // It listens once.
        let _ = self.inner.address.set(address);
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

    /// Returns the article `id`, where the client may find it.
    pub(super) async fn article(&self, client: &Client, id: &str) -> Result<Arc<Record>, Error> {
        let found = self.inner.articles.get(id, client.owner(self.settings())).await?;
        found.map(Arc::new).ok_or_else(|| Error::NoArticle(id.chars().take(64).collect()))
    }

    /// Plans how an article is read, or the paragraph `only` of it, with the pronunciations that are kept with it.
    ///
    /// # Errors
    /// [`Error::NoSegment`] where there is no such paragraph.
    pub(super) async fn plan(
        &self,
        client: &Client,
        article: &Arc<Record>,
        only: Option<usize>,
        manner: Arc<Manner>,
    ) -> Result<Arc<Plan>, Error> {
        let count = article.paragraphs.len();
        let range = match only {
            None => 0..count,
            Some(index) if index < count => index..index + 1,
            Some(index) => return Err(Error::NoSegment { index, count }),
        };
        let texts = article.paragraphs.get(range.clone()).unwrap_or_default();
        let size = article.lexicon.len() + texts.iter().map(|paragraph| paragraph.text.len()).sum::<usize>();
        // Nothing else decides about it: the article's own lexicon and the owner are parts of the id.
        let Manner { voice, rate, pitch, text, lexicon: _, pauses, structure } = &*manner;
        let (house, version) = self.inner.house.current();
        let manner = reading::with_lexicon(manner.clone(), Scope::House, house);
        let choices = format!("{range:?} {voice} {rate:?} {pitch:?} {text:?} {pauses:?} {structure:?} {version}");
        // But the headline, which may be changed.
        let title = article.title.as_deref().unwrap_or_default();
        let key = Key::of("plan of an article").with(&article.id).with(title).with(choices).finish();
        if let Some(plan) = self.inner.plans.get(key) {
            return Ok(plan);
        }
        let (id, heard) = (article.id.clone(), Chosen::of(&manner).query(""));
        let (app, client, article) = (self.clone(), client.clone(), article.clone());
        let work = move || {
            let manner = manner_of(&article, manner);
            Ok(app.plan_now(&client, article.paragraphs.get(range).unwrap_or_default(), &manner))
        };
        let (plan, noted) = tokio::join!(self.lanes().run(size, work), self.articles().note_heard(&id, &heard));
        let plan = plan?;
        if let Err(error) = noted {
            // The disk is full, say: it is heard all the same.
            tracing::warn!(%error, "Could not note how an article is heard");
        }
        self.inner.plans.put(key, plan.clone(), size);
        Ok(plan)
    }

    /// Plans how paragraphs are read; to be called where blocking is allowed.
    pub(super) fn plan_now(&self, client: &Client, paragraphs: &[Paragraph], manner: &Arc<Manner>) -> Arc<Plan> {
        Arc::new(self.inner.renderer.plan(paragraphs, manner, client.owner(self.settings())))
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
        let manner = self.inner.renderer.manner(voice.unwrap_or(DEFAULT_VOICE), rate, pitch)?;
        Ok(reading::with_lexicon(manner, Scope::House, self.inner.house.current().0))
    }

    /// Returns the sample rate of a voice, in Hz.
    pub(super) fn sample_rate(&self, manner: &Manner) -> Result<u32, Error> {
        Ok(self.inner.catalog.get(&manner.voice)?.manifest.sample_rate)
    }

    /// Takes a place at the workers for a client, where there is room for it.
    pub(super) fn listener(&self, client: &Client, manner: &Arc<Manner>) -> Result<(Listener, Seat), Error> {
        let seat = self.seat(client)?;
        Ok((self.inner.renderer.pool().listener(manner.clone())?, seat))
    }

    /// Takes a seat for a stream of a client, where there is room for it.
    pub(super) fn seat(&self, client: &Client) -> Result<Seat, Error> {
        if self.is_stopping() {
            return Err(Error::Stopped);
        }
        self.inner.clients.seat(client, self.settings())
    }

    /// Begins to read a plan to a client from a paragraph on, where there is room for it.
    pub(super) fn read(&self, client: &Client, plan: &Arc<Plan>, from: usize) -> Result<Session, Error> {
        let seat = self.seat(client)?;
        let reading = self.inner.renderer.read(plan, from, seat.behind())?;
        let (usage, client) = (self.usage().clone(), client.name.clone());
        Ok(Session { reading, seat, usage, client })
    }
}
