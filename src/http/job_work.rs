//! The work on jobs, which nobody waits for: so many articles at a time, each with the claims of one listener. Whoever
//! listens goes before it with their first words, and what it takes of the models it takes in turn with the others.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, Semaphore, watch},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use super::{
    App, Error, articles,
    audio::tags_of,
    clients::{Client, ClientKind},
    jobs::{JobOptions, NewJobArticle},
    recording::Recording,
};
use crate::{
    store::{Counts, Outcome, Piece, Work},
    worker,
};

/// The jobs that are being worked on or watched.
#[derive(Default)]
pub(super) struct Board {
    /// Told when there may be work.
    pub work: Notify,
    /// Told when there may be the end of a job to tell of.
    pub webhooks: Notify,
    live: Mutex<HashMap<String, Arc<Live>>>,
}

/// A job that is being worked on or watched.
pub(super) struct Live {
    /// Counts what has changed, for those who watch it.
    changed: watch::Sender<u64>,
    /// Counts what of that is in the database.
    steps: AtomicU64,
    end: CancellationToken,
    /// Of the articles that are being spoken: how many utterances are, and of how many.
    spoken: Mutex<HashMap<usize, (usize, usize)>>,
}

/// How often an article is begun, at most: one at which the service ends each time must not end it for ever.
const MAX_ATTEMPTS: u32 = 10;

/// The claim of a job on the workers comes after that of everybody who begins to listen within so long.
const BEHIND: Duration = Duration::from_secs(60);

/// How long to wait when the database cannot be written.
const PAUSE: Duration = Duration::from_secs(5);

impl Board {
    /// Returns a job's state to be watched or worked on.
    pub(super) fn live(&self, job: &str) -> Arc<Live> {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        live.entry(job.to_owned()).or_insert_with(|| Arc::new(Live::new())).clone()
    }

    /// Tells those who watch a job that it has changed.
    pub(super) fn changed(&self, job: &str) {
        let live = self.live.lock().unwrap_or_else(PoisonError::into_inner).get(job).cloned();
        if let Some(live) = live {
            live.step();
        }
    }

    /// Ends the work on a job, and forgets it: those who watch it hear of it once more.
    pub(super) fn end(&self, job: &str) {
        let live = self.live.lock().unwrap_or_else(PoisonError::into_inner).remove(job);
        if let Some(live) = live {
            live.end.cancel();
            live.step();
        }
    }
}

impl Live {
    fn new() -> Self {
        Self {
            changed: watch::Sender::new(0),
            steps: AtomicU64::new(0),
            end: CancellationToken::new(),
            spoken: Mutex::default(),
        }
    }

    /// Returns what tells of changes.
    pub(super) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Counts the changes that are in the database.
    pub(super) fn steps(&self) -> u64 {
        self.steps.load(Ordering::Acquire)
    }

    /// Returns how many utterances of the articles that are being spoken are, and of how many.
    pub(super) fn spoken(&self) -> (usize, usize) {
        let spoken = self.spoken.lock().unwrap_or_else(PoisonError::into_inner);
        spoken.values().fold((0, 0), |(done, total), (more, of)| (done + more, total + of))
    }

    fn step(&self) {
        self.steps.fetch_add(1, Ordering::AcqRel);
        self.changed.send_modify(|changed| *changed += 1);
    }

    fn speaks(&self, position: usize, done: usize, total: usize) {
        self.spoken.lock().unwrap_or_else(PoisonError::into_inner).insert(position, (done, total));
        self.changed.send_modify(|changed| *changed += 1);
    }

    fn forget(&self, position: usize) {
        self.spoken.lock().unwrap_or_else(PoisonError::into_inner).remove(&position);
    }
}

/// Works on the jobs for as long as the service runs.
pub(super) async fn work_all(app: App) {
    let permits = Arc::new(Semaphore::new(app.settings().jobs.at_a_time.max(1)));
    let mut working = JoinSet::new();
    loop {
        let Ok(permit) = permits.clone().acquire_owned().await else { return };
        while working.try_join_next().is_some() {}
        match app.jobs().next().await {
            Ok(Some(work)) => {
                let app = app.clone();
                working.spawn(async move {
                    work_on(&app, work).await;
                    drop(permit);
                });
            }
            Ok(None) => {
                drop(permit);
                app.board().work.notified().await;
            }
            Err(error) => {
                tracing::warn!(%error, "Could not look for work");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Works on one article, and notes what came of it.
async fn work_on(app: &App, work: Work) {
    let live = app.board().live(&work.job);
    live.step();
    let (job, position) = (work.job.clone(), work.position);
    let result = match work.attempts {
        0..=MAX_ATTEMPTS => {
            // Dropped with this future, and what it does with it; a panic is its own.
            let mut task = JoinSet::new();
            let (speaker, live_) = (app.clone(), live.clone());
            task.spawn(async move { speak(&speaker, work, &live_).await });
            tokio::select! {
                () = live.end.cancelled() => return,
                result = task.join_next() => match result {
                    Some(Ok(result)) => result,
                    Some(Err(error)) => Err(Error::Broken(error)),
                    None => Err(Error::Stopped),
                },
            }
        }
        attempts => Err(Error::JobGivenUp { attempts }),
    };
    let outcome = match result {
        Ok(outcome) => outcome,
        // It waits until the service is started again.
        Err(Error::Stopped | Error::Worker(worker::Error::Closed)) => {
            let _ = app.jobs().put_back(&job, position).await;
            return;
        }
        Err(error) => {
            error.log();
            let problem = serde_json::to_string(&error.problem()).unwrap_or_default();
            Outcome::Failed { problem }
        }
    };
    let is_over = loop {
        match app.jobs().finish(&job, position, outcome.clone()).await {
            Ok(is_over) => break is_over,
            Err(error) => {
                tracing::warn!(%error, job.id = %job, "Could not note what came of an article of job `{job}`");
                tokio::time::sleep(PAUSE).await;
            }
        }
    };
    live.forget(position);
    live.step();
    if is_over {
        tracing::info!(job.id = %job, "Job `{job}` is over");
        app.board().end(&job);
        app.board().webhooks.notify_one();
    }
}

/// Takes an article and speaks it to its end; its audio is kept.
async fn speak(app: &App, work: Work, live: &Live) -> Result<Outcome, Error> {
    let client = client_of(&work.client);
    let malformed = |_| Error::Malformed("the job was written by another version".to_owned());
    let options: JobOptions = serde_json::from_str(&work.options).map_err(malformed)?;
    let record = match &work.article {
        Some(id) => app.article(&client, id).await?,
        None => {
            let source: NewJobArticle = serde_json::from_str(&work.source).map_err(malformed)?;
            let record = match &source.id {
                Some(id) => app.article(&client, id).await?,
                None => articles::take(app, &client, source.into_new(&options)).await?,
            };
            app.jobs().note_article(&work.job, work.position, &record.id).await?;
            record
        }
    };
    let wanted = options.wanted(app)?;
    let plan = app.plan(&client, &record, None, wanted.manner.clone()).await?;
    let tags = tags_of(&record);
    drop(record);
    let key = wanted.key("article", &plan, &tags);
    let total = plan.utterances().count();
    live.speaks(work.position, 0, total);
    let mut reading = loop {
        match app.renderer().read(&plan, 0, BEHIND) {
            Ok(reading) => break reading,
            // Those who listen have every place.
            Err(worker::Error::Full { retry_after, .. }) => tokio::time::sleep(retry_after).await,
            Err(error) => return Err(error.into()),
        }
    };
    // A file that is there is not made again; how long it is its utterances tell.
    let kept = app.cache().size(key);
    let mut recording = match kept {
        Some(_) => None,
        None => Some(Recording::begin(wanted.format, wanted.sample_rate, tags, Some((app.cache(), key))).await?),
    };
    let mut duration = Duration::ZERO;
    let mut done = 0;
    while let Some(piece) = reading.next().await {
        let Piece { speech, .. } = piece?;
        duration += speech.samples.duration();
        if let Some(recording) = &mut recording {
            recording.push(&speech).await?;
        }
        done += 1;
        live.speaks(work.position, done, total);
    }
    drop(reading);
    let size_bytes = match (recording, kept) {
        (Some(recording), _) => recording.finish().await?.1.ok_or(Error::NotKept)?.size,
        (None, kept) => kept.unwrap_or_default(),
    };
    let speech_ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    app.usage().add(&client.name, Counts { speech_ms, ..Counts::default() });
    let duration = (duration.as_secs_f64() * 10_000.0).round() / 10_000.0;
    Ok(Outcome::Done { duration, size_bytes })
}

/// Returns the client that a job is done for.
fn client_of(holder: &str) -> Client {
    let kind = if holder.is_empty() { ClientKind::Program } else { ClientKind::Key { listeners: None } };
    Client { name: if holder.is_empty() { "jobs".to_owned() } else { holder.to_owned() }, kind }
}
