//! What every handler has at hand.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::{
    Error, Settings,
    broadcast::Broadcasts,
    clients::{Client, ClientPermit, Clients, Guesses},
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
    pipeline::SpeechOptions,
    render::{Plan, Renderer, SingleFlight, SpeechChunk, SpeechStream},
    store::{self, Articles, Cache, Claim, Counts, HeardPlan, Jobs, Key, Record, Stores, Usage},
    voice::{Catalog, DEFAULT_VOICE, Pitch, Rate},
    worker::{self, Audience, Listener, Pool},
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
    cache: Cache,
    house: House,
    articles: Articles,
    metrics: Metrics,
    clients: Clients,
    guesses: Guesses,
    lanes: Lanes,
    plans: Plans,
    files: SingleFlight<()>,
    broadcasts: Broadcasts,
    fetcher: Option<Fetcher>,
    jobs: Jobs,
    usage: Usage,
    board: Board,
    turns: Turns,
    encoding_turns: Arc<Semaphore>,
    poster: Option<Poster>,
    streams: hls::Streams,
    /// Where it listens, once it does.
    address: OnceLock<SocketAddr>,
    stopping: CancellationToken,
    #[expect(dead_code, reason = "held as long as the service uses the folder")]
    claim: Claim,
}

/// A text being read to a client that has a permit.
pub(super) struct Session {
    reading: SpeechStream,
    hearer: Hearer,
}

/// A client that has a permit, and what it hears is counted as used.
pub(super) struct Hearer {
    usage: Usage,
    client: String,
    heard: Duration,
    #[expect(dead_code, reason = "held until the session ends, and given back by its drop")]
    permit: ClientPermit,
}

impl Session {
    /// Returns the next utterance, which is counted as used; `None` after the last.
    pub(super) async fn next(&mut self) -> Option<Result<SpeechChunk, worker::Error>> {
        let next = self.reading.next().await;
        if let Some(Ok(chunk)) = &next {
            self.hearer.hears(chunk.speech.samples.duration());
        }
        next
    }

    /// Returns the reading and who it is for.
    pub(super) fn into_parts(self) -> (SpeechStream, Hearer) {
        (self.reading, self.hearer)
    }
}

impl Hearer {
    /// Counts speech as used.
    pub(super) fn hears(&mut self, duration: Duration) {
        let before = self.heard.as_millis();
        self.heard += duration;
        let speech_ms = u64::try_from(self.heard.as_millis() - before).unwrap_or(u64::MAX);
        self.usage.add(&self.client, Counts { speech_ms, ..Counts::default() });
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
    Ok(app_on(pool, catalog, settings, Stores::embedded(data_dir, settings.limits())?, house))
}

/// Puts a service together on stores that are open, and `house` as the lexicon of everything it reads.
pub fn app_on(pool: Pool, catalog: Arc<Catalog>, settings: &Settings, stores: Stores, house: House) -> App {
    let Stores { articles, jobs, cache, claim } = stores;
    // As many as there are cores for them.
    let encoding_turns = Arc::new(Semaphore::new(pool.health().alive.max(1)));
    let inner = Inner {
        settings: settings.clone(),
        catalog: catalog.clone(),
        renderer: Renderer::new(pool, catalog, Some(cache.clone())),
        cache,
        house,
        articles,
        metrics: Metrics::default(),
        clients: Clients::default(),
        guesses: Guesses::default(),
        lanes: Lanes::new(),
        plans: Plans::default(),
        files: SingleFlight::default(),
        broadcasts: Broadcasts::default(),
        fetcher: Fetcher::new(&settings.fetch, settings.max_body_bytes),
        usage: jobs.usage(),
        jobs,
        board: Board::default(),
        turns: Turns::default(),
        encoding_turns,
        poster: (settings.webhooks.enabled == Permission::On).then(|| Poster::guarded(&settings.webhooks)),
        streams: hls::Streams::default(),
        address: OnceLock::new(),
        stopping: CancellationToken::new(),
        claim,
    };
    App { inner: Arc::new(inner) }
}

/// Returns the speech options of an article: with the pronunciations that are kept with it, which takes time where
/// they are many.
pub(super) fn options_for_article(article: &Record, speech_options: Arc<SpeechOptions>) -> Arc<SpeechOptions> {
    // It was read when the article was given; a version that is stricter about it leaves it out.
    let entries = from_tsv(&article.lexicon).unwrap_or_else(|error| {
        tracing::warn!(article.id = %article.id, %error, "The lexicon of article `{}` cannot be read", article.id);
        Vec::new()
    });
    let lexicon: Lexicon = entries.into_iter().collect();
    reading::with_lexicon(speech_options, Scope::Article, Arc::new(lexicon))
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
        &self.inner.cache
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
    pub(super) fn files(&self) -> &SingleFlight<()> {
        &self.inner.files
    }

    /// Recordings that are heard while they are made.
    pub(super) fn broadcasts(&self) -> &Broadcasts {
        &self.inner.broadcasts
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

    /// Turns at encoding what nobody waits for first.
    pub(super) fn encoding_turns(&self) -> &Arc<Semaphore> {
        &self.inner.encoding_turns
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

    /// How many streams each client has going.
    pub(super) fn clients(&self) -> &Clients {
        &self.inner.clients
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
        self.inner.stopping.is_cancelled()
    }

    pub(super) fn stop(&self) {
        self.inner.stopping.cancel();
    }

    /// Waits until the service is told to stop.
    pub(super) async fn stopped(&self) {
        self.inner.stopping.cancelled().await;
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
        speech_options: Arc<SpeechOptions>,
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
        let SpeechOptions { voice, rate, pitch, text, lexicon: _, pauses, structure } = &*speech_options;
        let (house, version) = self.inner.house.current();
        let speech_options = reading::with_lexicon(speech_options.clone(), Scope::House, house);
        let choices = format!("{range:?} {voice} {rate:?} {pitch:?} {text:?} {pauses:?} {structure:?} {version}");
        // But the headline, which may be changed.
        let title = article.title.as_deref().unwrap_or_default();
        let key = Key::of("plan of an article").with(&article.id).with(title).with(choices).finish();
        if let Some(plan) = self.inner.plans.get(key) {
            return Ok(plan);
        }
        let (id, heard) = (article.id.clone(), Chosen::of(&speech_options).query(""));
        let (app, client, article) = (self.clone(), client.clone(), article.clone());
        let work = move || {
            let speech_options = options_for_article(&article, speech_options);
            let from = range.start;
            let paragraphs = article.paragraphs.get(range).unwrap_or_default();
            Ok(app.plan_now(&client, paragraphs, from, &speech_options))
        };
        let plan = self.lanes().run(size, work).await?;
        let noted =
            HeardPlan { paragraph: only, key: plan.key(), speech: plan.utterances().map(|(key, _)| key).collect() };
        if let Err(error) = self.articles().note_heard(&id, &heard, noted).await {
            // The disk is full, say: it is heard all the same.
            tracing::warn!(%error, "Could not note how an article is heard");
        }
        self.inner.plans.put(key, plan.clone(), size);
        Ok(plan)
    }

    /// Plans how paragraphs are read, the first of which is paragraph `from` of its text; to be called where blocking is
    /// allowed.
    pub(super) fn plan_now(
        &self,
        client: &Client,
        paragraphs: &[Paragraph],
        from: usize,
        speech_options: &Arc<SpeechOptions>,
    ) -> Arc<Plan> {
        Arc::new(self.inner.renderer.plan(paragraphs, from, speech_options, client.owner(self.settings())))
    }

    /// Returns the speech options that a request asks for.
    pub(super) fn speech_options(
        &self,
        voice: Option<&str>,
        rate: Option<f32>,
        pitch: Option<f32>,
    ) -> Result<Arc<SpeechOptions>, Error> {
        let rate = rate.map_or(Ok(Rate::NATURAL), Rate::new)?;
        let pitch = pitch.map_or(Ok(Pitch::NATURAL), Pitch::new)?;
        let speech_options = self.inner.renderer.speech_options(voice.unwrap_or(DEFAULT_VOICE), rate, pitch)?;
        Ok(reading::with_lexicon(speech_options, Scope::House, self.inner.house.current().0))
    }

    /// Returns the sample rate of a voice, in Hz.
    pub(super) fn sample_rate(&self, speech_options: &SpeechOptions) -> Result<u32, Error> {
        Ok(self.inner.catalog.get(&speech_options.voice)?.manifest.sample_rate)
    }

    /// Takes a place at the workers for a client, where there is room for it.
    pub(super) fn listener(
        &self,
        client: &Client,
        speech_options: &Arc<SpeechOptions>,
    ) -> Result<(Listener, ClientPermit), Error> {
        let permit = self.permit(client)?;
        Ok((self.inner.renderer.pool().listener(speech_options.clone())?, permit))
    }

    /// Takes a permit for a stream of a client, where there is room for it.
    pub(super) fn permit(&self, client: &Client) -> Result<ClientPermit, Error> {
        if self.is_stopping() {
            return Err(Error::Stopped);
        }
        self.inner.clients.permit(client, self.settings())
    }

    /// Begins to read a plan to a client from a paragraph on, where there is room for it.
    pub(super) fn read(&self, client: &Client, plan: &Arc<Plan>, from: usize) -> Result<Session, Error> {
        let permit = self.permit(client)?;
        let reading = self.inner.renderer.read(plan, from, Audience::Listener { behind: permit.behind() })?;
        let (usage, client) = (self.usage().clone(), client.name.clone());
        Ok(Session { reading, hearer: Hearer { usage, client, heard: Duration::ZERO, permit } })
    }
}
