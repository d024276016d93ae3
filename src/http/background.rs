//! What a process does beside answering: it works on jobs and tells of their ends, hears what other nodes do, tells them how
//! many streams clients have here, writes down what is used and takes away what is not kept any longer, here or elsewhere.
//! `natiq work` does nothing else.

use std::{collections::HashMap, time::Duration};

use jiff::{Span, civil::Date};
use tokio::task::JoinSet;

use super::{App, job_work, removal, webhook};
use crate::store::{error_chain, today};

/// What runs beside the answering. Dropping it ends it at once.
pub(super) struct Background {
    work: JoinSet<()>,
    others: JoinSet<()>,
}

/// How long the work on jobs may take to let go of its articles: what is not let go is taken over by another node when its
/// lease ends.
const LET_GO: Duration = Duration::from_secs(5);

/// So much of what was used is lost when the service is killed.
const USAGE_EVERY: Duration = Duration::from_secs(10);

/// How often the other nodes are told how many streams each client has here.
const STREAMS_EVERY: Duration = Duration::from_secs(1);

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Works on the jobs of a database that other processes serve from, until `shutdown` is done; then the articles that are
/// being spoken are let go at once, for another node to take.
pub async fn work(app: App, shutdown: impl Future<Output = ()>) {
    let background = Background::start(&app, true);
    shutdown.await;
    app.stop();
    background.stop().await;
    write_usage_down(&app).await;
}

impl Background {
    /// Starts it; `works` says whether it works on jobs.
    pub(super) fn start(app: &App, works: bool) -> Self {
        let (mut work, mut others) = (JoinSet::new(), JoinSet::new());
        if works {
            work.spawn(job_work::work_all(app.clone()));
        }
        others.spawn(job_work::hear_all(app.clone()));
        others.spawn(removal::follow_others(app.clone()));
        others.spawn(webhook::tell_all(app.clone()));
        others.spawn(keep_writing_usage_down(app.clone()));
        others.spawn(share_client_streams(app.clone()));
        others.spawn(sweep(app.clone()));
        Self { work, others }
    }

    /// Ends it, when the service was told to stop.
    pub(super) async fn stop(mut self) {
        if tokio::time::timeout(LET_GO, self.work.join_next()).await.is_err() {
            tracing::warn!("Stopping before every article of a job was let go; their leases end by themselves");
        }
        self.work.shutdown().await;
        self.others.shutdown().await;
    }
}

/// Tells the other nodes how many streams each client has here, and hears how many it has there. Where the database is away
/// each node counts its own.
async fn share_client_streams(app: App) {
    let streams = app.jobs().client_streams();
    while streams.is_shared() {
        let elsewhere = streams.exchange(app.clients().here()).await.unwrap_or_else(|error| {
            tracing::debug!(error = error_chain(&error), "Could not hear how many streams clients have at other nodes");
            HashMap::new()
        });
        app.clients().are_elsewhere(elsewhere);
        tokio::time::sleep(STREAMS_EVERY).await;
    }
}

/// Writes down what clients use, now and then.
async fn keep_writing_usage_down(app: App) {
    loop {
        tokio::time::sleep(USAGE_EVERY).await;
        write_usage_down(&app).await;
    }
}

/// Writes down what clients have used until now, or logs why it cannot be.
pub(super) async fn write_usage_down(app: &App) {
    if let Err(error) = app.usage().write_down().await {
        tracing::warn!(error = error_chain(&error), "Could not write down what was used");
    }
}

/// Takes away, day by day, what is kept for so many days only.
async fn sweep(app: App) {
    let keep_days = app.settings().jobs.keep_days;
    let named: Vec<String> = app.settings().keys.iter().map(|key| key.name.clone()).collect();
    loop {
        let days = Span::new().try_days(keep_days);
        let first = days.and_then(|days| today().checked_sub(days)).unwrap_or(Date::MIN);
        let swept = async {
            app.jobs().sweep(keep_days).await?;
            app.usage().forget_others(named.clone(), first).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(error = error_chain(&error), "Could not take away what is not kept any longer");
        }
        tokio::time::sleep(DAY).await;
    }
}
