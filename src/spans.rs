//! Spans: how long a request took, and in it each question to a store and each rendering, for whoever traces the service.
//!
//! They have a target of their own, which the logs leave out. Nobody looks at them unless traces are turned on (`cli`), and
//! then they cost a comparison each. No word of an article is in them: ids are digests.

/// The target of every span.
pub(crate) const TARGET: &str = "natiq::spans";
