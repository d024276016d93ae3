//! Everything that is kept, from one kind of store to another.
//!
//! What is there already stays as it is, so a copy that was interrupted goes on where it was, and a second one brings what
//! was given since. Nothing is taken away from where it is copied from.

use jiff::civil::Date;

use super::{Error, Stores, articles::Exported};

/// What was copied; what was there already is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Copied {
    pub n_articles: usize,
    pub n_jobs: usize,
    /// Requests that are to be answered once.
    pub n_requests: usize,
    /// Days on which a client used something; all of them, for what is there is brought up to them.
    pub n_days_of_use: usize,
}

/// Articles or jobs that are read at a time.
const BATCH: usize = 50;

/// Idempotency keys that are written at a time.
const ANSWERED: usize = 500;

/// Articles of so many bytes are written at a time: a server that is far away has [`BATCH`] of a few kilobytes in a moment,
/// but not as many books.
const BATCH_BYTES: usize = 2 << 20;

/// Cuts a batch into some of at most about [`BATCH_BYTES`].
fn by_size(batch: Vec<Exported>) -> Vec<Vec<Exported>> {
    let (mut batches, mut size) = (Vec::new(), BATCH_BYTES);
    for article in batch {
        if size >= BATCH_BYTES {
            batches.push(Vec::new());
            size = 0;
        }
        size += article.record.size_bytes();
        if let Some(batch) = batches.last_mut() {
            batch.push(article);
        }
    }
    batches
}

/// Copies everything but the audio, which is made again where it is asked for; `progress` hears how much was copied.
///
/// # Errors
/// Where one of the databases cannot be asked. What was copied until then stays.
pub async fn copy(from: &Stores, to: &Stores, mut progress: impl FnMut(Copied)) -> Result<Copied, Error> {
    let mut copied = Copied::default();
    let mut behind = i64::MIN;
    loop {
        let batch = from.articles.export(behind, BATCH).await?;
        let Some(last) = batch.last() else { break };
        behind = last.number;
        for batch in by_size(batch) {
            copied.n_articles += to.articles.import(batch).await?;
        }
        progress(copied);
    }
    behind = i64::MIN;
    loop {
        let batch = from.jobs.export(behind, BATCH).await?;
        let Some(last) = batch.last() else { break };
        behind = last.number;
        copied.n_jobs += to.jobs.import(batch).await?;
        progress(copied);
    }
    let answered = from.jobs.export_answered().await?;
    for batch in answered.chunks(ANSWERED) {
        copied.n_requests += to.jobs.import_answered(batch.to_vec()).await?;
    }
    let days = from.jobs.usage().of(None, Date::constant(1, 1, 1), Date::MAX).await?;
    copied.n_days_of_use = days.len();
    to.jobs.usage().import(days).await?;
    progress(copied);
    Ok(copied)
}
