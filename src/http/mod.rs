//! The service: every route in `router.rs`, one file for each resource, errors as problems in `error.rs`.
//!
//! Handlers are thin: they read the request, ask the [`Renderer`](crate::render::Renderer) for speech and shape the
//! answer. No model runs here and no handler waits for one on the async runtime; encoders and files work on its
//! blocking threads, and so does whatever takes time in proportion to an article (`work.rs`).
//!
//! A stream sends nothing until its first utterance has been spoken, so a refusal still gets its status. Later failures
//! break the body. A listener who leaves drops the body, with it the [`SpeechStream`](crate::render::SpeechStream), with it its
//! place and its work.

mod app;
mod article_request;
mod articles;
mod audio;
mod background;
mod broadcast;
mod clients;
mod docs;
mod error;
mod events;
mod extract;
mod feeds;
mod fetch;
mod file;
mod hls;
mod idempotency;
mod job_events;
mod job_work;
mod jobs;
mod lexicon;
mod library;
mod links;
mod metrics;
mod openai;
mod operations;
mod origin;
mod pace;
mod parameters;
mod plans;
mod player;
mod problems;
mod reading;
mod recording;
mod removal;
mod review;
mod router;
mod samples;
mod segments;
mod server;
mod settings;
mod stream;
mod text;
mod timeline;
mod usage;
mod voices;
mod webhook;
mod work;

use error::{Error, Problem};

pub use self::{
    app::{App, app, app_on},
    background::work,
    router::{openapi, router},
    server::{ServeError, check_keys, serve},
    settings::{ApiKey, Authentication, Fetching, JobSettings, Posting, Settings},
};
