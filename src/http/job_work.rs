//! The work on jobs, which nobody waits for: so many articles at a time. Whoever listens goes before it: it takes of the
//! models what those leave.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Notify, Semaphore, watch},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{
    App, Error, articles,
    audio::tags_of,
    clients::{Client, ClientKind},
    jobs::{JobOptions, NewJobArticle},
    recording::{Keep, Recording},
};
use crate::{
    fetch,
    lock::lock,
    render::SpeechChunk,
    spans,
    store::{self, Counts, Job, JobNotice, Lease, Outcome, Progress, Work},
    worker::{self, Audience},
};

/// The jobs that are being worked on or watched.
#[derive(Default)]
pub(super) struct Board {
    /// Notified when there may be work.
    pub work: Notify,
    /// Notified when there may be the end of a job to deliver.
    pub webhooks: Notify,
    live: Jobs,
}

/// Each of them is forgotten when nobody has it any more.
type Jobs = Arc<Mutex<HashMap<String, Weak<Live>>>>;

/// A job that is being worked on or watched.
pub(super) struct Live {
    id: String,
    jobs: Jobs,
    /// Counts what has changed, for those who watch it.
    changed: watch::Sender<u64>,
    /// Counts what of that is in the database.
    steps: AtomicU64,
    /// Counts what other nodes did to it.
    told: watch::Sender<u64>,
    end: CancellationToken,
    /// How far the articles are that are being spoken here.
    progress: Mutex<HashMap<usize, Progress>>,
}

/// How often an article is begun, at most: one at which the service ends each time must not end it for ever.
const MAX_ATTEMPTS: u32 = 10;

/// Nobody waits for the articles of a job. One utterance is spoken while the one before is encoded.
const AUDIENCE: Audience = Audience::Nobody { ahead: 2 };

/// How long an article waits after each time that it could not be done for what may have passed by then; after the last of
/// them it has failed.
const RETRY_AFTER: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(10), Duration::from_secs(60)];

/// How long to wait when the database cannot be written.
const PAUSE: Duration = Duration::from_secs(5);

impl Board {
    /// Returns a job's state to be watched or worked on.
    pub(super) fn live(&self, job: &str) -> Arc<Live> {
        let mut jobs = lock(&self.live);
        if let Some(live) = jobs.get(job).and_then(Weak::upgrade) {
            return live;
        }
        let live = Arc::new(Live::new(job, self.live.clone()));
        jobs.insert(job.to_owned(), Arc::downgrade(&live));
        live
    }

    /// Tells those who watch a job that it has changed.
    pub(super) fn changed(&self, job: &str) {
        if let Some(live) = self.find(job) {
            live.step();
        }
    }

    /// Tells those who watch a job and those who work on it that another node has changed it.
    fn told(&self, job: &str) {
        if let Some(live) = self.find(job) {
            live.step();
            live.told.send_modify(|told| *told += 1);
        }
    }

    /// Ends the work on a job: those who watch it hear of it once more.
    pub(super) fn end(&self, job: &str) {
        if let Some(live) = self.find(job) {
            live.end.cancel();
            live.step();
        }
    }

    fn find(&self, job: &str) -> Option<Arc<Live>> {
        lock(&self.live).get(job).and_then(Weak::upgrade)
    }
}

impl Live {
    fn new(id: &str, jobs: Jobs) -> Self {
        Self {
            id: id.to_owned(),
            jobs,
            changed: watch::Sender::new(0),
            steps: AtomicU64::new(0),
            told: watch::Sender::new(0),
            end: CancellationToken::new(),
            progress: Mutex::default(),
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

    /// Returns how far the articles of the job are that are being spoken, here or by what other nodes have told of it.
    pub(super) fn progress(&self, job: &Job) -> Progress {
        let here = lock(&self.progress);
        let elsewhere = job.articles.iter().enumerate().filter(|(position, _)| !here.contains_key(position));
        let elsewhere = elsewhere.filter_map(|(_, article)| article.progress);
        here.values().copied().chain(elsewhere).fold(Progress::default(), |sum, more| Progress {
            done: sum.done + more.done,
            total: sum.total + more.total,
        })
    }

    fn progress_of(&self, position: usize) -> Progress {
        lock(&self.progress).get(&position).copied().unwrap_or_default()
    }

    fn step(&self) {
        self.steps.fetch_add(1, Ordering::AcqRel);
        self.changed.send_modify(|changed| *changed += 1);
    }

    fn speaks(&self, position: usize, done: usize, total: usize) {
        lock(&self.progress).insert(position, Progress { done, total });
        self.changed.send_modify(|changed| *changed += 1);
    }

    fn forget(&self, position: usize) {
        lock(&self.progress).remove(&position);
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let mut jobs = lock(&self.jobs);
        // Somebody may have begun anew meanwhile.
        if jobs.get(&self.id).is_some_and(|live| live.strong_count() == 0) {
            jobs.remove(&self.id);
        }
    }
}

/// Passes on what other nodes do to jobs, for as long as the process runs.
pub(super) async fn hear_all(app: App) {
    let Some(mut notices) = app.jobs().notices() else { return };
    while let Some(notice) = notices.recv().await {
        match notice {
            JobNotice::Waiting => app.board().work.notify_one(),
            JobNotice::Changed(job) => {
                app.board().told(&job);
                // Who ended it may not live to tell of it.
                app.board().webhooks.notify_one();
            }
            JobNotice::Progress(job) => app.board().changed(&job),
        }
    }
}

/// Works on the jobs until the process is told to stop, and lets go of those it is at then.
pub(super) async fn work_all(app: App) {
    let permits = Arc::new(Semaphore::new(app.settings().jobs.at_a_time.max(1)));
    let mut working = JoinSet::new();
    loop {
        let permit = tokio::select! {
            biased;
            () = app.stopped() => break,
            permit = permits.clone().acquire_owned() => permit,
        };
        let Ok(permit) = permit else { return };
        while working.try_join_next().is_some() {}
        // Not given up half-way: what is taken must be let go again.
        match app.jobs().next().await {
            Ok(Some(work)) => {
                let app = app.clone();
                let span = tracing::info_span!(
                    target: spans::TARGET,
                    parent: None,
                    "article of a job",
                    natiq.job = work.lease.job,
                    natiq.position = work.lease.position,
                    natiq.attempts = work.attempts,
                );
                let work = async move {
                    let again = work_on(&app, work).await;
                    drop(permit);
                    again.map(|after| (app, after))
                };
                let work = work.instrument(span);
                working.spawn(async move {
                    if let Some((app, after)) = work.await
                        && pause(&app, after).await
                    {
                        app.board().work.notify_one();
                    }
                });
            }
            Ok(None) => {
                drop(permit);
                let given = app.board().work.notified();
                let given = async {
                    match app.jobs().poll_interval() {
                        None => given.await,
                        Some(interval) => drop(tokio::time::timeout(interval, given).await),
                    }
                };
                tokio::select! {
                    () = app.stopped() => break,
                    () = given => {}
                }
            }
            Err(error) => {
                tracing::warn!(error = store::error_chain(&error), "Could not look for work");
                pause(&app, PAUSE).await;
            }
        }
    }
    while working.join_next().await.is_some() {}
}

/// Waits for so long; says whether the process is not to stop meanwhile.
async fn pause(app: &App, duration: Duration) -> bool {
    tokio::select! {
        () = app.stopped() => false,
        () = tokio::time::sleep(duration) => true,
    }
}

/// Works on one article, and notes what came of it. Where it is to be tried again, returns when.
async fn work_on(app: &App, work: Work) -> Option<Duration> {
    let live = app.board().live(&work.lease.job);
    live.step();
    let position = work.lease.position;
    let again = try_on(app, work, &live).await;
    live.forget(position);
    live.step();
    again
}

async fn try_on(app: &App, work: Work, live: &Arc<Live>) -> Option<Duration> {
    let (lease, attempts) = (work.lease.clone(), work.attempts);
    let job = &lease.job;
    // A job that was ended after its article was taken and before it was live has told nobody of it.
    if matches!(app.jobs().renew_lease(&lease, Progress::default()).await, Ok(false)) {
        return None;
    }
    let result = match attempts {
        0..=MAX_ATTEMPTS => {
            // Dropped with this future, and what it does with it; a panic is its own.
            let mut task = JoinSet::new();
            let (speaker, live_) = (app.clone(), live.clone());
            let speaking = async move { speak(&speaker, work, &live_).await };
            task.spawn(speaking.in_current_span());
            tokio::select! {
                () = live.end.cancelled() => return None,
                () = lease_lost(app, &lease, live) => return None,
                () = app.stopped() => Err(Error::Stopped),
                result = task.join_next() => match result {
                    Some(Ok(result)) => result,
                    Some(Err(error)) => Err(Error::Broken(error)),
                    None => Err(Error::Stopped),
                },
            }
        }
        attempts => Err(Error::JobGivenUp { attempts }),
    };
    let again = usize::try_from(attempts).ok().and_then(|n| RETRY_AFTER.get(n.checked_sub(1)?)).copied();
    let outcome = match (result, again) {
        (Ok(outcome), _) => outcome,
        // It waits for another node, or until the service is started again.
        (Err(Error::Stopped | Error::Worker(worker::Error::Closed) | Error::Store(store::Error::Closed)), _) => {
            if let Err(error) = app.jobs().put_back(&lease).await {
                // Then its lease ends by itself.
                tracing::warn!(error = store::error_chain(&error), job.id = %job, "Could not let go of an article");
            }
            return None;
        }
        // It waits until the server is back.
        (Err(Error::Store(error)), _) if error.unreachable().is_some() => {
            tracing::warn!(error = store::error_chain(&error), job.id = %job, "An article of job `{job}` waits");
            while app.jobs().put_back(&lease).await.is_err() && pause(app, PAUSE).await {}
            return None;
        }
        (Err(error), Some(after)) if may_pass(&error) => {
            tracing::warn!(
                error = store::error_chain(&error), job.id = %job, attempts,
                "An article of job `{job}` is tried again in {} s", after.as_secs()
            );
            while app.jobs().retry(&lease, after).await.is_err() && pause(app, PAUSE).await {}
            return Some(after);
        }
        (Err(error), _) => {
            error.log();
            let problem = serde_json::to_string(&error.problem()).unwrap_or_default();
            Outcome::Failed { problem }
        }
    };
    let is_over = loop {
        match app.jobs().finish(&lease, outcome.clone()).await {
            Ok(is_over) => break is_over,
            Err(error) => {
                let error = store::error_chain(&error);
                tracing::warn!(error, job.id = %job, "Could not note what came of an article of job `{job}`");
                if !pause(app, PAUSE).await {
                    return None;
                }
            }
        }
    };
    if is_over {
        tracing::info!(job.id = %job, "Job `{job}` is over");
        app.board().webhooks.notify_one();
    }
    None
}

/// Tells whether what went wrong may go right the next time, with nobody doing anything about it.
fn may_pass(error: &Error) -> bool {
    match error {
        Error::Fetch(error) => match error {
            fetch::Error::Status { status } => matches!(status, 408 | 429 | 500..=599),
            error => matches!(error, fetch::Error::Busy | fetch::Error::TooSlow { .. } | fetch::Error::Failed(_)),
        },
        Error::Worker(error) => matches!(error, worker::Error::Broken),
        Error::Store(_) | Error::NotKept | Error::Broken(_) | Error::TooManyBodies => true,
        _ => false,
    }
}

/// Keeps hold of an article where several nodes take from the queue, and tells them how far it is; ends when it is not this
/// one's any more: its job was cancelled at another node, or the article was taken over.
async fn lease_lost(app: &App, lease: &Lease, live: &Live) {
    let Some(interval) = app.jobs().poll_interval() else { return std::future::pending().await };
    let mut told = live.told.subscribe();
    loop {
        // Its sender is as long-lived as this.
        let _ = tokio::time::timeout(interval, told.changed()).await;
        // Where the server is away the work goes on: when it is back, the lease says whose it is.
        if matches!(app.jobs().renew_lease(lease, live.progress_of(lease.position)).await, Ok(false)) {
            let job = &lease.job;
            return tracing::info!(job.id = %job, "An article of job `{job}` is not wanted here any more");
        }
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
            app.jobs().note_article(&work.lease, &record.id).await?;
            record
        }
    };
    let audio_request = options.audio_request(app)?;
    let plan = app.plan(&client, &record, None, audio_request.speech_options.clone()).await?;
    let tags = tags_of(&record);
    drop(record);
    let key = audio_request.key("article", &plan, &tags);
    let total = plan.utterances().count();
    live.speaks(work.lease.position, 0, total);
    // A file that is there is not made again; how long it is its utterances tell.
    let kept = app.cache().size(key);
    // Another process has not the folder of one that died.
    let is_shared = kept.is_none() && app.articles().is_shared();
    let mut checkpoints = app.renderer().checkpoints(&plan).filter(|_| is_shared);
    if let Some(checkpoints) = &checkpoints {
        let n_restored = checkpoints.restore().await;
        if n_restored > 0 {
            tracing::info!(job.id = %work.lease.job, n_restored, "An article that was begun elsewhere goes on");
        }
    }
    let mut reading = loop {
        match app.renderer().read(&plan, 0, AUDIENCE) {
            Ok(reading) => break reading,
            // Those who listen have every place.
            Err(worker::Error::Full { retry_after, .. }) => tokio::time::sleep(retry_after).await,
            Err(error) => return Err(error.into()),
        }
    };
    let mut recording = match kept {
        Some(_) => None,
        None => {
            let keep = Some(Keep::of(app, &plan, key));
            Some(Recording::begin(app, audio_request.format, audio_request.sample_rate, tags, keep).await?)
        }
    };
    let mut duration = Duration::ZERO;
    let mut done = 0;
    while let Some(chunk) = reading.next().await {
        let SpeechChunk { speech, .. } = chunk?;
        duration += speech.samples.duration();
        if let Some(recording) = &mut recording {
            recording.push(&speech).await?;
        }
        if let Some(checkpoints) = &mut checkpoints {
            checkpoints.push(&speech).await;
        }
        done += 1;
        live.speaks(work.lease.position, done, total);
    }
    drop(reading);
    let size_bytes = match (recording, kept) {
        (Some(recording), _) => recording.finish().await?.1.ok_or(Error::NotKept)?.size,
        (None, kept) => kept.unwrap_or_default(),
    };
    if let Some(checkpoints) = checkpoints {
        checkpoints.remove().await;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn job_is_forgotten_when_nobody_works_on_it_or_watches_it() {
        let board = Board::default();
        let (worker, watcher) = (board.live("a"), board.live("a"));
        assert!(Arc::ptr_eq(&worker, &watcher));
        drop(worker);
        let mut changed = watcher.watch();
        board.told("a");
        assert!(changed.has_changed().unwrap());
        // It ended at another node: nobody says so here, and nothing is left of it.
        drop(watcher);
        assert!(lock(&board.live).is_empty());
        changed.borrow_and_update();
    }

    #[test]
    fn what_another_node_speaks_is_added_to_what_is_spoken_here() {
        let live = Board::default().live("a");
        live.speaks(0, 3, 9);
        let article = |progress| store::JobArticle {
            state: store::JobState::Running,
            source: String::new(),
            article: None,
            outcome: None,
            sequence: None,
            progress,
        };
        let job = Job {
            id: "a".to_owned(),
            client: String::new(),
            state: store::JobState::Running,
            priority: store::Priority::Normal,
            options: String::new(),
            metadata: Default::default(),
            created_at: jiff::Timestamp::UNIX_EPOCH,
            finished_at: None,
            // What the database knows of an article that is spoken here is older than what is known here.
            articles: vec![
                article(Some(Progress { done: 1, total: 9 })),
                article(Some(Progress { done: 4, total: 5 })),
                article(None),
            ],
            webhook: None,
        };
        assert_eq!(live.progress(&job), Progress { done: 7, total: 14 });
    }

    #[test]
    fn what_may_pass_is_tried_again_and_what_is_wrong_with_the_article_is_not() {
        for (status, is_tried) in [(503, true), (500, true), (429, true), (404, false), (403, false)] {
            assert_eq!(may_pass(&Error::Fetch(fetch::Error::Status { status })), is_tried, "{status}");
        }
        assert!(!may_pass(&Error::JobGivenUp { attempts: 11 }) && !may_pass(&Error::NoArticle("a".to_owned())));
        assert!(may_pass(&Error::NotKept) && may_pass(&Error::Worker(worker::Error::Broken)));
    }
}
