//! Webhooks: the end of a job is told to the address that its giver named, signed, until it is heard.
//!
//! Messages are those of Standard Webhooks (<https://www.standardwebhooks.com>), for which every language has a library:
//! - `webhook-id` is the same for every attempt, so a receiver notices what it has heard already;
//! - `webhook-timestamp` is when this attempt was made, in seconds since 1970: what is older than five minutes was recorded
//!   by somebody and sent again;
//! - `webhook-signature` is `v1,` and the Base64 of the HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`, with the
//!   bytes that the Base64 behind `whsec_` stands for as the key.
//!
//! Heard is what is answered with 2xx. Anything else is tried again, ever later; not after 410 (gone), nor after two days
//! and a half. A receiver may be told twice: the answer to the first may have been lost, or the service killed.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::Timestamp;
use serde_json::json;

use super::{App, Error, jobs::JobAnswer, recording::blocking};
use crate::{
    digest::hmac_sha256,
    fetch::{self, Receipt},
    store::Job,
};

/// What secrets begin with.
const PREFIX: &str = "whsec_";

/// Bytes that a secret may have, as Standard Webhooks asks for.
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// How long to wait after each attempt that was not heard, in seconds.
const DELAYS: [u64; 9] = [5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200, 86_400];

/// The longest that a receiver may ask to be left alone.
const MAX_DELAY: Duration = Duration::from_secs(86_400);

/// Messages that are under way at a time: one receiver that does not answer must not hold up the others.
const AT_A_TIME: usize = 8;

/// Longer than any message takes.
const LEASE: Duration = Duration::from_secs(300);

/// How long to wait when the database cannot be asked.
const PAUSE: Duration = Duration::from_secs(5);

/// Tells of the jobs that are over, for as long as the service runs.
pub(super) async fn tell_all(app: App) {
    if app.poster().is_none() {
        return;
    }
    let mut telling = tokio::task::JoinSet::new();
    loop {
        while telling.len() >= AT_A_TIME {
            telling.join_next().await;
        }
        let wait = match app.jobs().due(LEASE).await {
            Ok(Ok(job)) => {
                telling.spawn(tell(app.clone(), job));
                continue;
            }
            Ok(Err(None)) => LEASE,
            Ok(Err(Some(at))) => Duration::try_from(at.duration_since(Timestamp::now())).unwrap_or_default(),
            Err(error) => {
                tracing::warn!(%error, "Could not look for webhooks that are due");
                PAUSE
            }
        };
        tokio::select! {
            () = app.board().webhooks.notified() => {}
            () = tokio::time::sleep(wait) => {}
            Some(_) = telling.join_next() => {}
        }
    }
}

/// Tells of one job, once.
async fn tell(app: App, job: Job) {
    let (Some(poster), Some(webhook)) = (app.poster().cloned(), job.webhook.clone()) else { return };
    let id = job.id.clone();
    let now = Timestamp::now();
    let message = Message::new(&job, now);
    let url = webhook.url.clone();
    let sent = blocking(move || {
        let timestamp = now.as_second().to_string();
        let signature = message.signature(&webhook.secret, &timestamp);
        let headers = [
            ("webhook-id", message.id.as_str()),
            ("webhook-timestamp", timestamp.as_str()),
            ("webhook-signature", signature.as_str()),
        ];
        Ok(poster.post(&url, &headers, &message.body))
    });
    let Ok(sent) = sent.await else { return };
    let heard = judge(&sent, webhook.attempts, now);
    match &heard {
        Ok(()) => tracing::info!(job.id = %id, "Delivered the end of job `{id}`"),
        Err((error, again)) => {
            tracing::warn!(job.id = %id, error, again = again.is_some(), "Nobody heard of job `{id}`")
        }
    }
    if let Err(error) = app.jobs().told(&id, heard).await {
        // The lease ends, and it is told again.
        tracing::warn!(%error, "Could not note that a webhook was sent");
    }
    app.board().changed(&id);
    app.board().webhooks.notify_one();
}

/// Says whether a message was heard; where it was not, why, and when to try again. `n_before` attempts were made before.
fn judge(
    sent: &Result<Receipt, fetch::Error>,
    n_before: u32,
    now: Timestamp,
) -> Result<(), (String, Option<Timestamp>)> {
    let (error, asked, is_final) = match sent {
        Ok(Receipt { status: 200..=299, .. }) => return Ok(()),
        Ok(Receipt { status, retry_after }) => {
            (format!("it was answered with status {status}"), *retry_after, *status == 410)
        }
        // Of the inner network nobody hears more than from fetching.
        Err(error) => (error.to_string(), None, matches!(error, fetch::Error::Address(_))),
    };
    let delay = usize::try_from(n_before).ok().and_then(|n| DELAYS.get(n)).filter(|_| !is_final);
    let again = delay.and_then(|seconds| {
        let delay = Duration::from_secs(*seconds).max(asked.unwrap_or_default()).min(MAX_DELAY);
        now.checked_add(delay).ok()
    });
    Err((error, again))
}

/// A message as it is sent.
struct Message {
    id: String,
    body: String,
}

impl Message {
    fn new(job: &Job, now: Timestamp) -> Self {
        let data = JobAnswer::new(job, None);
        let message = json!({"type": format!("job.{}", job.state.name()), "timestamp": now.to_string(), "data": data});
        Self { id: format!("msg_{}", job.id), body: message.to_string() }
    }

    fn signature(&self, secret: &str, timestamp: &str) -> String {
        let key = secret_bytes(secret).unwrap_or_default();
        let signed = hmac_sha256(&key, format!("{}.{timestamp}.{}", self.id, self.body).as_bytes());
        format!("v1,{}", BASE64_STANDARD.encode(signed))
    }
}

/// Makes a secret that nobody guesses.
pub(super) fn new_secret() -> String {
    let random = [uuid::Uuid::new_v4().into_bytes(), uuid::Uuid::new_v4().into_bytes()].concat();
    format!("{PREFIX}{}", BASE64_STANDARD.encode(random))
}

/// Checks a secret that a client has chosen.
pub(super) fn check_secret(secret: &str) -> Result<(), Error> {
    match secret_bytes(secret) {
        Some(bytes) if SECRET_BYTES.contains(&bytes.len()) => Ok(()),
        _ => Err(Error::Invalid {
            field: "webhook",
            what: "`secret` must be `whsec_` and the Base64 of 24 to 64 random bytes (leave it out to be given one)"
                .to_owned(),
        }),
    }
}

fn secret_bytes(secret: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signature_of_the_specification() {
        // The example of the specification's own libraries.
        let message =
            Message { id: "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(), body: "{\"test\": 2432232314}".to_owned() };
        let signature = message.signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "1614265330");
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn secrets() {
        assert!(check_secret(&new_secret()).is_ok() && new_secret() != new_secret());
        for secret in ["", "whsec_", "whsec_!!!", "secret", "whsec_c2hvcnQ="] {
            assert!(check_secret(secret).is_err(), "{secret}");
        }
    }

    fn again(status: u16, retry_after: Option<u64>, n_before: u32) -> Option<i64> {
        let now = Timestamp::UNIX_EPOCH;
        let receipt = Receipt { status, retry_after: retry_after.map(Duration::from_secs) };
        match judge(&Ok(receipt), n_before, now) {
            Ok(()) => None,
            Err((_, again)) => Some(again.map_or(-1, Timestamp::as_second)),
        }
    }

    #[test]
    fn attempts_come_ever_later_until_they_end() {
        assert_eq!(again(204, None, 0), None);
        assert_eq!((again(500, None, 0), again(500, None, 1), again(302, None, 8)), (Some(5), Some(30), Some(86_400)));
        assert_eq!((again(500, None, 9), again(410, None, 0)), (Some(-1), Some(-1)));
        assert_eq!((again(503, Some(60), 0), again(503, Some(9_999_999), 0)), (Some(60), Some(86_400)));
        assert!(matches!(
            judge(&Err(fetch::Error::NotPublic { host: "a".into() }), 0, Timestamp::UNIX_EPOCH),
            Err((_, Some(_)))
        ));
    }
}
