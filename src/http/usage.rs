//! `GET /v1/usage`: what a client has used, day by day.

use axum::{Json, extract::State};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    App, Error, Problem,
    clients::{Client, ClientKind},
    extract::Query,
};
use crate::store::{DayOfUse, today};

/// Which days are meant.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct UsageQuery {
    /// The first day, as `2026-11-28`, in UTC; thirty days before the last when absent.
    pub from: Option<String>,
    /// The last day; today when absent.
    pub to: Option<String>,
}

/// What was used.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsageAnswer {
    /// The first day.
    #[schema(format = Date)]
    pub from: String,
    /// The last day.
    #[schema(format = Date)]
    pub to: String,
    /// The last day first; a day without use is left out.
    pub days: Vec<DayAnswer>,
}

/// What a client used on one day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DayAnswer {
    /// In UTC.
    #[schema(format = Date)]
    pub day: String,
    /// The name of the key; where none is needed, who asked by address, and `jobs` for what jobs have spoken.
    #[schema(example = "newsroom")]
    pub client: String,
    /// Requests of whatever kind.
    pub requests: u64,
    /// Articles that were given.
    pub articles: u64,
    /// Characters of the articles and passages that were given.
    pub characters: u64,
    /// Speech that was made for it or read to it, in seconds; a finished file that is fetched again counts as a request.
    pub speech_seconds: f64,
    /// Jobs that were given.
    pub jobs: u64,
}

/// Shows what was used
///
/// By the key of the request; where no keys are needed, a program on this machine sees everybody's. What was counted in the
/// seconds before the service was killed is lost.
#[utoipa::path(
    get,
    path = "/v1/usage",
    operation_id = "show_usage",
    tag = "operations",
    params(UsageQuery),
    responses(
        (status = 200, description = "What was used, day by day", body = UsageAnswer),
        (status = 422, description = "No such day", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "The disk is full", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(super) async fn show(
    State(app): State<App>,
    client: Client,
    Query(query): Query<UsageQuery>,
) -> Result<Json<UsageAnswer>, Error> {
    let to = query.to.as_deref().map_or(Ok(today()), |day| read("to", day))?;
    let from = match query.from.as_deref() {
        Some(day) => read("from", day)?,
        None => to.checked_sub(30.days()).unwrap_or(to),
    };
    let only = match client.kind {
        ClientKind::Owner | ClientKind::Program => None,
        ClientKind::Key { .. } | ClientKind::Other => Some(client.name.as_str()),
    };
    let days = app.usage().of(only, from, to).await?;
    let days = days.into_iter().map(DayAnswer::from).collect();
    Ok(Json(UsageAnswer { from: from.to_string(), to: to.to_string(), days }))
}

fn read(field: &'static str, day: &str) -> Result<Date, Error> {
    day.parse()
        .map_err(|_| Error::Invalid { field, what: "it is no day (expected one such as `2026-11-28`)".to_owned() })
}

impl From<DayOfUse> for DayAnswer {
    fn from(DayOfUse { client, day, counts }: DayOfUse) -> Self {
        Self {
            day: day.to_string(),
            client,
            requests: counts.requests,
            articles: counts.articles,
            characters: counts.characters,
            speech_seconds: counts.speech_ms as f64 / 1_000.0,
            jobs: counts.jobs,
        }
    }
}
