//! Everything tested from outside, in one binary for the sake of link time.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on should stop and say where")]

// The rules of the house: who may use whom.
mod layering;
// From text to samples with the real models: golden phonemes and ids, determinism, joins.
mod speech;
// Text with markup of how it is spoken.
mod ssml;
// The embedded voices where no sentence leads them: every phoneme pair, very short, very long; pitch; questions.
mod voice;
// Piper voices against the piper-tts package; optional, says when it skips.
mod piper;
// Voices brought in and taken away by the command line.
mod voices;
// What every contract promises, by small models with the inputs and outputs of published voices.
mod contracts;
// Kokoro voices against the code of a package of theirs; optional, says when it skips.
mod kokoro;
// Articles by their addresses: a site on this machine that answers as sites do.
mod addresses;
// Books, feeds and transcripts of real speech.
mod publish;
// The service over a real socket: every route, every format, bad input, faults, limits.
mod http;
// A screen reader's messages: what is answered, heard and told, stopped and paused.
mod speechd;
// Text for a smart home, as a whole and as it comes.
mod wyoming;
// Pronunciations that stay, and the review of texts, from the command line.
mod lexicon;
// The text rooms on texts that nobody wrote, and what they promise for every text.
mod promises;
mod rooms;
// Kinds of pages that extraction got wrong once.
mod extraction;
// The cost of every room and format grows with the text and no faster.
mod linear;
// Whole folders to finished episodes: resume, loudness, tags.
mod render;
// The commands that look after an installation: help, players, cache, health, licences, completions.
#[cfg(unix)]
mod commands;
// Shows run for years: identities, voices, what is taken back.
mod shows;
// The program in a process of its own.
#[cfg(any(unix, feature = "traces"))]
mod process;
// What is kept in SQLite or on a PostgreSQL server, and several services on one; says when it skips.
#[cfg(unix)]
mod servers;
#[cfg(unix)]
mod stores;

// What a collector of OpenTelemetry gets of a service.
#[cfg(feature = "traces")]
mod traces;
