//! Natiq (ناطق): Arabic articles, spoken.
//!
//! # Layout
//!
//! The modules stand in the order the data travels; an arrow never points back (a test reads the `use` lines).
//!
//! - [`ssml`]: text with markup of its author about how it is spoken.
//! - [`article`]: bytes to [`Article`](article::Article): charset, markup, site noise, reading order.
//! - [`utterance`]: cuts a paragraph where a reader may breathe. An utterance is one call of each model.
//! - [`structure`]: headings, list items and the like, made heard.
//! - [`normalize`]: written form to spoken form: what was printed, how it agrees, what is said for it.
//!   `عام 2014` to `عام ألفين وأربعة عشر`.
//! - [`diacritize`]: restores tashkeel with ONNX models; the author's marks and the lexicon win.
//! - [`phonemize`]: diacritized words to phonemes, by rule.
//! - [`lexicon`]: how a house, a show or an article wants its words said.
//! - [`voice`]: packages of model and manifest; [`Voice::speak`](voice::Voice::speak) makes samples.
//! - [`audio`]: samples, joins, levels, resampling.
//! - [`encode`]: WAV, MP3, Opus, FLAC, AAC, bare samples; as streams and as files.
//! - [`pipeline`]: one utterance through every room.
//! - [`worker`]: threads that each own a pipeline, and the queue before them. Async begins here.
//! - [`timeline`], [`explain`]: when each word is heard; how it was read and why.
//! - [`review`]: the words of a text that are worth a look, the most doubtful first.
//! - [`s3`]: as much of S3 as uploads and the audio of many nodes need.
//! - [`store`]: articles, jobs, usage and rendered audio, kept.
//! - [`render`]: speech from the cache or a worker: single flight, plans, streams; for service, jobs and commands alike.
//! - [`publish`]: finished episodes: transcripts, chapters, podcast feeds, talking books, audiobooks.
//! - [`fetch`]: pages and feeds by their addresses, politely and within bounds.
//! - [`job`]: whole folders, feeds and sites to finished episodes; when that is due.
//! - [`http`]: the service and its player.
//! - [`speechd`]: the voice of screen readers; [`wyoming`]: the voice of a home.
//! - [`config`], [`cli`]: file, environment and flags; the commands.
//!
//! Below them stands `arabic`, the one place that knows letters, marks, digits and clitics; beside them `sentence`, where a
//! sentence ends; `digest`, how a SHA-256 is written; `durable`, how files become final; `elf`, whether a library is whole; `spans`, what a
//! service is traced by;
//! [`note`], what a caller should know about a reading; [`phoneme`], the sounds there are; [`onnx`], the only file that
//! names `ort`; and [`provision`], which fetches what is not in the repository and checks it.
//!
//! # What holds everywhere
//!
//! - The text rooms know no models, threads, time or files. Text is never an error: what cannot be read is read as well
//!   as can be and reported as a [`Note`](note::Note).
//! - Every token remembers its bytes in the paragraph it came from, through every stage, so that the player can
//!   highlight the `2014` on the page while its five words are spoken.
//! - A pause is a token. Pausal forms depend on it, silence is made from it.
//! - Options travel with the request. Nothing is static but the one environment that ONNX Runtime allows a process.
//! - Models are owned by the thread that runs them; there is no lock around one.
//! - Nothing below [`http`] knows a status code; nothing above [`worker`] runs a model.
//!
//! # From a paragraph to the first audible byte
//!
//! 1. `POST /v1/articles` hands the bytes to [`article::read`]; the article is kept under a hash of its content.
//! 2. `GET …/audio` takes a place at the [`worker::Pool`] (or is refused at once) and submits the first utterance, a clause
//!    ([`utterance::with_short_opening`]), or the first words of it ([`utterance::with_first_words`]).
//! 3. A worker takes the one that is due first through [`pipeline::Pipeline::speak`]: [`normalize::normalize`] makes
//!    words and pauses, [`diacritize::Diacritizer`] gives them their marks, [`phonemize::phonemize`] their sounds, the
//!    voice samples and the length of each phoneme.
//! 4. [`audio::join`] cuts the voice's own silence down to the intended pause, so that utterances can be set one after
//!    another; the word timings move along.
//! 5. One [`encode::Encoder`] for the whole answer turns samples into bytes, and the first of them are sent. Nothing was
//!    sent before, so a refusal still had its status.

// What the rooms above share of the crate's own tools is not missed where they are left out.
#![cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports))]

pub(crate) mod arabic;
pub mod ssml;
pub mod article;
pub mod utterance;
pub mod structure;
pub mod normalize;
pub mod diacritize;
pub mod phonemize;
pub mod lexicon;
pub mod voice;
pub mod audio;
pub mod encode;
pub mod pipeline;
pub mod worker;
pub mod timeline;
pub mod explain;
pub mod review;
#[cfg(feature = "render")]
pub mod s3;
#[cfg(feature = "render")]
pub mod store;
#[cfg(feature = "render")]
pub mod render;
#[cfg(feature = "render")]
pub mod publish;
#[cfg(feature = "render")]
pub mod fetch;
#[cfg(feature = "render")]
pub mod job;
#[cfg(feature = "serve")]
pub mod http;
#[cfg(feature = "serve")]
pub mod speechd;
#[cfg(feature = "serve")]
pub mod wyoming;
#[cfg(feature = "serve")]
pub mod config;
#[cfg(feature = "cli")]
pub mod cli;

mod digest;
mod durable;
mod elf;
mod lock;
mod sentence;
mod spans;

pub mod note;
pub mod onnx;
pub mod phoneme;
pub mod provision;
