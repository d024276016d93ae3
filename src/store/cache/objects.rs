//! Audio in an S3-compatible store behind the folder of a [`Cache`]: what many services share.
//!
//! An object's name is the key of what is in it, so whoever makes it makes the same: it is put only where there is none of
//! that name yet. Its SHA-256 is told beside it and verified by whoever fetches it.
//!
//! # Who waits for it
//!
//! Nobody who speaks: putting and removing is done by threads of its own. What is to be removed is noted in the folder
//! first, so that it is removed in the end, whatever happens to the store or to this process; what could not be put before
//! the process ended is made again elsewhere.
//!
//! Who asks for something waits for the answer no longer than [`Patience`] says, and does the work itself then. A store that
//! is away or slow is not asked for a while (see `circuit`).

use std::{
    collections::HashMap,
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

use tokio::{sync::watch, time::timeout};
use tracing::{Instrument, Span};

use super::{
    Cache, Stored,
    circuit::{Circuit, FAILURES, Trouble},
};
use crate::{
    digest::hex,
    lock::lock,
    s3::{self, Bucket},
    spans,
    store::{Dependency, Error, Key, error_chain, key::parse_digest},
};

/// For how long whoever needs something waits for an object store.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until it says whether there is such an object.
    pub answer: Duration,
    /// From then on, until it is here.
    pub object: Duration,
}

impl Default for Patience {
    /// S3 in the same region answers within 20 to 200 ms and sends tens of megabytes a second, so ten minutes of speech are
    /// here within a second. A listener is to hear something within 400 ms.
    fn default() -> Self {
        Self { answer: Duration::from_millis(250), object: Duration::from_secs(1) }
    }
}

/// How an object store has done since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ObjectFigures {
    /// Objects asked for and fetched.
    pub hits: u64,
    /// Objects asked for that are not there.
    pub misses: u64,
    /// Objects whose bytes were not what was said of them.
    pub corrupt: u64,
    /// Requests that failed or were not answered in time.
    pub failures: u64,
    /// Objects put.
    pub put: u64,
    /// What waits to be put or removed.
    pub waiting: u64,
    /// Whether it is asked at present.
    pub is_there: bool,
}

/// A bucket, or a folder of one, behind the folder of a cache.
pub(super) struct Objects {
    shared: Arc<Shared>,
    /// One queue for each thread: what concerns one key is done in order.
    orders: Vec<Sender<Order>>,
    /// What is being asked for, and since when.
    asked: Mutex<HashMap<Key, (watch::Receiver<Asked>, Instant)>>,
    patience: Patience,
}

/// What the threads have in common.
struct Shared {
    bucket: Bucket,
    circuit: Circuit,
    /// Where files are that are named as what is to be removed.
    removals: PathBuf,
    is_closed: AtomicBool,
    hits: AtomicU64,
    misses: AtomicU64,
    corrupt: AtomicU64,
    failures: AtomicU64,
    put: AtomicU64,
    waiting: AtomicU64,
}

/// What a thread is to do.
enum Order {
    Put {
        key: Key,
        digest: [u8; 32],
        path: PathBuf,
        /// What it was made for, for those who trace.
        span: Span,
    },
    Remove(Key),
}

/// How far somebody is with fetching an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Waiting,
    /// It is there, and on its way.
    Coming,
    Over,
}

/// Threads that put and remove.
const THREADS: u8 = 4;

/// Objects that are fetched at a time: beyond it, what is asked for is made.
const READS: usize = 32;

/// What may wait to be put: beyond it the store cannot follow, and what is made is not put there.
const MAX_WAITING: u64 = 10_000;

/// How often something is tried: a file that is too large for the line to the store must not hold up the others for ever.
const TRIES: u32 = 20;

/// The header that tells an object's SHA-256.
pub(super) const DIGEST: &str = "x-amz-meta-sha256";

/// How often a thread that waits for the store looks whether it is back.
const LOOK: Duration = Duration::from_millis(100);

impl Cache {
    /// Puts a bucket, or a folder of one, behind the folder: see [`Cache::fetch`], [`Cache::share`].
    ///
    /// # Errors
    /// [`Error::Address`] where the bucket is not given to us. One that cannot be reached is not missed yet.
    ///
    /// # Blocking
    /// Asks the bucket, and starts threads.
    pub fn with_objects(mut self, bucket: &Bucket, patience: Patience) -> Result<Self, Error> {
        let objects = Objects::open(bucket.clone().impatient(), patience, self.inner.folder.join("removals"))?;
        self.objects = Some(Arc::new(objects));
        Ok(self)
    }

    /// Brings the file of `key` from the object store into the folder; `None` where there is none or it takes too long.
    ///
    /// Of those who ask for the same one asks the store. A file that comes too late for them is there for the next.
    pub async fn fetch(&self, key: Key) -> Option<Stored> {
        let patience = self.objects.as_ref()?.patience;
        self.fetch_within(key, patience).await
    }

    /// Fetches as [`Cache::fetch`] does, and waits for so long.
    pub async fn fetch_within(&self, key: Key, patience: Patience) -> Option<Stored> {
        let objects = self.objects.as_ref()?;
        let span = span_of("objects.get", &Span::current());
        objects.bring(self, key, patience).instrument(span).await
    }

    /// Tells whether an object store stands behind the folder.
    pub fn has_objects(&self) -> bool {
        self.objects.is_some()
    }

    /// Has the file of `key` put into the object store, where there is one and the file is not there yet.
    pub fn share(&self, key: Key) {
        let Some(objects) = &self.objects else { return };
        let Some(entry) = self.inner.index().entries.get(&key).copied() else { return };
        if objects.shared.waiting.load(Ordering::Relaxed) >= MAX_WAITING {
            objects.shared.failed("The object store cannot follow", &"something is not put there");
            return;
        }
        let (path, span) = (self.inner.path(key, &entry.digest), Span::current());
        objects.order(key, Order::Put { key, digest: entry.digest, path, span });
    }

    /// Takes the file of `key` away as [`Cache::remove`] does, and has the object of that key removed, where there is one.
    ///
    /// # Blocking
    /// Removes a file and writes one.
    pub fn remove_everywhere(&self, key: Key) -> u64 {
        let removed = self.remove(key);
        if let Some(objects) = &self.objects {
            objects.remove(key);
        }
        removed
    }

    /// Returns the server that is away and that the cache does without meanwhile.
    pub fn missing(&self) -> Option<Dependency> {
        let objects = self.objects.as_ref()?;
        (!objects.shared.circuit.is_quick()).then_some(Dependency::Objects)
    }

    /// Returns how the object store has done, where there is one.
    pub fn object_figures(&self) -> Option<ObjectFigures> {
        let shared = &self.objects.as_ref()?.shared;
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Some(ObjectFigures {
            hits: read(&shared.hits),
            misses: read(&shared.misses),
            corrupt: read(&shared.corrupt),
            failures: read(&shared.failures),
            put: read(&shared.put),
            waiting: read(&shared.waiting),
            is_there: shared.circuit.is_quick(),
        })
    }
}

/// Begins the span of a question to the store that is asked on behalf of something else.
fn span_of(operation: &'static str, parent: &Span) -> Span {
    if parent.is_none() {
        return Span::none();
    }
    tracing::info_span!(target: spans::TARGET, parent: parent, "objects", otel.name = operation, otel.kind = "client")
}

impl Objects {
    fn open(bucket: Bucket, patience: Patience, removals: PathBuf) -> Result<Self, Error> {
        let failed = |source| Error::File { path: removals.clone(), source };
        fs::create_dir_all(&removals).map_err(failed)?;
        let shared = Shared {
            bucket,
            circuit: Circuit::new(patience.answer),
            removals: removals.clone(),
            is_closed: AtomicBool::new(false),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            corrupt: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            put: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
        };
        match shared.bucket.read(NOBODY) {
            Ok(_) => {}
            Err(error) if is_away(&error) => {
                tracing::warn!(error = error_chain(&error), "The object store cannot be reached: audio is made anew");
                shared.failures.fetch_add(1, Ordering::Relaxed);
                (0..FAILURES).for_each(|_| shared.circuit.failed(Trouble::Away, false));
            }
            Err(error) => return Err(Error::Address { setting: "objects", what: error_chain(&error) }),
        }
        let shared = Arc::new(shared);
        let start = |name: &str, work: Box<dyn FnOnce(Arc<Shared>) + Send>| {
            let shared = shared.clone();
            thread::Builder::new().name(name.to_owned()).spawn(move || work(shared)).map(drop).map_err(failed)
        };
        let mut orders = Vec::new();
        for _ in 0..THREADS {
            let (sender, receiver) = channel();
            start("natiq-objects", Box::new(move |shared: Arc<Shared>| shared.work(&receiver)))?;
            orders.push(sender);
        }
        start("natiq-objects-try", Box::new(|shared: Arc<Shared>| shared.keep_trying()))?;
        let objects = Self { shared, orders, asked: Mutex::default(), patience };
        // What was to be removed when the process ended.
        for file in fs::read_dir(&removals).map_err(failed)?.flatten() {
            if let Some(key) = file.file_name().to_str().and_then(Key::parse) {
                objects.order(key, Order::Remove(key));
            }
        }
        Ok(objects)
    }

    /// Brings an object into the folder of a cache, where it comes in time.
    async fn bring(self: &Arc<Self>, cache: &Cache, key: Key, patience: Patience) -> Option<Stored> {
        let (mut asked, is_first) = self.ask(cache, key)?;
        // Where whoever asks has ended in whatever way it is over too.
        if timeout(patience.answer, asked.wait_for(|asked| *asked != Asked::Waiting)).await.is_err() {
            if is_first {
                self.shared.failures.fetch_add(1, Ordering::Relaxed);
                self.shared.circuit.failed(Trouble::Slow, false);
            }
            return None;
        }
        if timeout(patience.object, asked.wait_for(|asked| *asked == Asked::Over)).await.is_err() {
            return None;
        }
        if cache.contains(key) { cache.stored(key).await } else { None }
    }

    /// Has an object removed.
    fn remove(&self, key: Key) {
        if let Err(error) = fs::write(self.shared.removals.join(key.to_string()), b"") {
            tracing::warn!(%error, "Could not note that an object is to be removed");
        }
        self.order(key, Order::Remove(key));
    }

    fn order(&self, key: Key, order: Order) {
        let [first, ..] = key.as_bytes();
        let Some(queue) = self.orders.get(usize::from(first % THREADS)) else { return };
        self.shared.waiting.fetch_add(1, Ordering::Relaxed);
        if queue.send(order).is_err() {
            // The thread broke.
            self.shared.waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Has an object fetched, or joins who has; says whether nobody had yet. `None` where it is not asked for now.
    fn ask(self: &Arc<Self>, cache: &Cache, key: Key) -> Option<(watch::Receiver<Asked>, bool)> {
        if !self.shared.circuit.is_quick() {
            return None;
        }
        let mut asked = self.asked();
        if let Some((receiver, since)) = asked.get(&key) {
            // Whoever asks for it is waiting in vain.
            let is_late = *receiver.borrow() == Asked::Waiting && since.elapsed() >= self.patience.answer;
            return (!is_late).then(|| (receiver.clone(), false));
        }
        // It may have come since it was looked for.
        if cache.contains(key) {
            return Some((watch::channel(Asked::Over).1, false));
        }
        if asked.len() >= READS {
            return None;
        }
        let (sender, receiver) = watch::channel(Asked::Waiting);
        asked.insert(key, (receiver.clone(), Instant::now()));
        let fetching = Fetching { objects: self.clone(), key, sender };
        let cache = cache.clone();
        tokio::task::spawn_blocking(move || fetching.fetch(&cache));
        Some((receiver, true))
    }

    fn asked(&self) -> MutexGuard<'_, HashMap<Key, (watch::Receiver<Asked>, Instant)>> {
        // The map is whole after every statement.
        lock(&self.asked)
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        self.shared.is_closed.store(true, Ordering::Relaxed);
    }
}

/// Fetches an object. Its drop, by a panic too, tells those who wait that it is over.
struct Fetching {
    objects: Arc<Objects>,
    key: Key,
    sender: watch::Sender<Asked>,
}

impl Drop for Fetching {
    fn drop(&mut self) {
        self.objects.asked().remove(&self.key);
        self.sender.send_replace(Asked::Over);
    }
}

impl Fetching {
    fn fetch(self, cache: &Cache) {
        let shared = &self.objects.shared;
        let asked = Instant::now();
        let response = match shared.bucket.read(&name_of(self.key)) {
            Ok(response) => response,
            Err(error) => {
                if is_away(&error) {
                    shared.circuit.failed(Trouble::Away, false);
                }
                return shared.failed("An object cannot be read", &error_chain(&error));
            }
        };
        shared.circuit.answered(asked.elapsed(), false);
        let Some(response) = response else {
            shared.misses.fetch_add(1, Ordering::Relaxed);
            return;
        };
        self.sender.send_replace(Asked::Coming);
        match receive(cache, self.key, response) {
            Ok(true) => {
                shared.hits.fetch_add(1, Ordering::Relaxed);
            }
            Ok(false) => {
                shared.corrupt.fetch_add(1, Ordering::Relaxed);
                tracing::warn!(key = %self.key, "Object `{}` is broken: it is removed and made again", self.key);
                self.objects.order(self.key, Order::Remove(self.key));
            }
            Err(error) => shared.failed("An object cannot be read to its end", &error),
        }
    }
}

/// Writes an object into the folder; says whether its bytes are what they are said to be.
pub(super) fn receive(cache: &Cache, key: Key, response: ureq::http::Response<ureq::Body>) -> io::Result<bool> {
    let told = response.headers().get(DIGEST).and_then(|digest| parse_digest(digest.to_str().ok()?));
    let Some(told) = told else { return Ok(false) };
    let mut object = response.into_body().into_reader();
    let mut writer = cache.writer(key);
    let mut hash = sha2::Sha256::default();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = object.read(&mut buffer)?;
        let bytes = buffer.get(..n).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        sha2::Digest::update(&mut hash, bytes);
        writer.append(bytes);
    }
    let is_right = <[u8; 32]>::from(sha2::Digest::finalize(hash)) == told;
    if is_right {
        writer.commit(&[]);
    }
    Ok(is_right)
}

/// The name of an object that there is not: asking for it tells whether the store answers.
const NOBODY: &str = "nobody";

impl Shared {
    /// Does what is ordered, until nobody can order any more.
    fn work(&self, orders: &Receiver<Order>) {
        for order in orders {
            self.carry_out(&order);
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Does what is ordered, when the store is there.
    fn carry_out(&self, order: &Order) {
        for _ in 0..TRIES {
            while !self.circuit.is_there() {
                if self.is_closed.load(Ordering::Relaxed) {
                    return;
                }
                thread::sleep(LOOK);
            }
            let done = match order {
                Order::Put { key, digest, path, span } => {
                    span_of("objects.put", span).in_scope(|| self.put(*key, digest, path))
                }
                Order::Remove(key) => self.bucket.delete(&name_of(*key)),
            };
            match (done, order) {
                (Ok(()), Order::Remove(key)) => {
                    // Where it is not noted it was broken.
                    let _ = fs::remove_file(self.removals.join(key.to_string()));
                    return;
                }
                (Ok(()), Order::Put { .. }) => return,
                (Err(error), _) if is_away(&error) => {
                    self.failures.fetch_add(1, Ordering::Relaxed);
                    self.circuit.failed(Trouble::Away, false);
                    // It may be an accident, which is over in a moment.
                    thread::sleep(LOOK);
                }
                (Err(error), _) => {
                    return self.failed("The object store did not take something", &error_chain(&error));
                }
            }
        }
        self.failed("The object store did not take something", &format!("not in {TRIES} tries"));
    }

    fn put(&self, key: Key, digest: &[u8; 32], path: &Path) -> Result<(), s3::Error> {
        let file = match fs::File::open(path) {
            // It was evicted, or taken away, before its turn came.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            file => file?,
        };
        let digest = hex(digest);
        if self.bucket.put_if_absent(&name_of(key), &file, &digest, &[(DIGEST, &digest)])? {
            self.put.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Tries whether the store answers, whenever that is due.
    fn keep_trying(&self) {
        while !self.is_closed.load(Ordering::Relaxed) {
            if self.circuit.is_due() {
                let asked = Instant::now();
                match self.bucket.read(NOBODY) {
                    Ok(_) => self.circuit.answered(asked.elapsed(), true),
                    // A bucket that is taken from us is as good as away.
                    Err(_) => {
                        self.failures.fetch_add(1, Ordering::Relaxed);
                        self.circuit.failed(Trouble::Away, true);
                    }
                }
            }
            thread::sleep(LOOK);
        }
    }

    fn failed(&self, what: &str, error: &dyn std::fmt::Display) {
        // One line at a time is enough for a store that is away: the metric counts the rest.
        if self.failures.fetch_add(1, Ordering::Relaxed).is_multiple_of(100) {
            tracing::warn!(%error, "{what}; going on without it");
        }
    }
}

/// Tells whether an error says that the store cannot be asked at present.
fn is_away(error: &s3::Error) -> bool {
    match error {
        s3::Error::Unreachable { .. } | s3::Error::Answer { .. } => true,
        s3::Error::Refused { status, .. } => *status >= 500 || *status == 429,
        _ => false,
    }
}

/// Returns the name of an object: by its first digits, as the files of the folder.
pub(super) fn name_of(key: Key) -> String {
    format!("{}/{key}", hex(&key.as_bytes()[..1]))
}
