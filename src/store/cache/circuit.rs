//! Whether a server is worth asking: one that lets down whoever asks it is left alone for a while.
//!
//! Nobody who waits tries whether it is back: a thread that has time does ([`Circuit::is_due`]).

use std::{
    sync::{Mutex, MutexGuard},
    time::{Duration, Instant},
};

use crate::lock::lock;

/// What is known of a server.
pub(super) struct Circuit {
    state: Mutex<State>,
    /// An answer that takes longer is none.
    patience: Duration,
}

#[derive(Debug)]
struct State {
    /// How often it has let somebody down since it last answered in time.
    failures: u32,
    rest: Option<Rest>,
    /// When it is to be tried next by whoever has time.
    try_at: Instant,
}

#[derive(Debug, Clone, Copy)]
struct Rest {
    trouble: Trouble,
    length: Duration,
}

/// How a server lets people down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It does not answer, or with a fault of its own.
    Away,
    /// It answers too late to be waited for.
    Slow,
}

/// So many failures in a row are no accident: S3 answers 503 now and then where many ask at once.
pub(super) const FAILURES: u32 = 3;

/// How long the first rest is; each that follows is twice as long, up to [`LONGEST_REST`].
const FIRST_REST: Duration = Duration::from_secs(1);

const LONGEST_REST: Duration = Duration::from_secs(30);

/// After so long without an answer it is tried, so that it is known to be away before it is needed.
const QUIET: Duration = Duration::from_secs(5);

impl Circuit {
    pub(super) fn new(patience: Duration) -> Self {
        let state = State { failures: 0, rest: None, try_at: Instant::now() + QUIET };
        Self { state: Mutex::new(state), patience }
    }

    /// Tells whether it is worth asking for those who wait for the answer.
    pub(super) fn is_quick(&self) -> bool {
        self.state().rest.is_none()
    }

    /// Tells whether it is worth asking for those who do not.
    pub(super) fn is_there(&self) -> bool {
        self.state().rest.is_none_or(|rest| rest.trouble == Trouble::Slow)
    }

    /// Tells whether it is time to try it.
    pub(super) fn is_due(&self) -> bool {
        Instant::now() >= self.state().try_at
    }

    /// Notes that it has answered a small question after so long; `is_trial` where it was only tried.
    pub(super) fn answered(&self, after: Duration, is_trial: bool) {
        if after > self.patience {
            return self.failed(Trouble::Slow, is_trial);
        }
        let before =
            std::mem::replace(&mut *self.state(), State { failures: 0, rest: None, try_at: Instant::now() + QUIET });
        if before.rest.is_some() {
            tracing::info!("The object store is back");
        }
    }

    /// Notes that it has let somebody down; `is_trial` where it was only tried.
    pub(super) fn failed(&self, trouble: Trouble, is_trial: bool) {
        let mut state = self.state();
        state.failures = state.failures.saturating_add(1);
        let length = match state.rest {
            // Others were under way when it was found to be away.
            Some(_) if !is_trial => return,
            Some(rest) => (rest.length * 2).min(LONGEST_REST),
            None if state.failures < FAILURES => {
                state.try_at = Instant::now() + FIRST_REST;
                return;
            }
            None => {
                let how = if trouble == Trouble::Away { "is away" } else { "is slow" };
                tracing::warn!("The object store {how}: audio is made anew meanwhile");
                FIRST_REST
            }
        };
        state.rest = Some(Rest { trouble, length });
        state.try_at = Instant::now() + length;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The state is whole after every statement.
        lock(&self.state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_millis(250);

    #[test]
    fn rests_after_three_failures_in_a_row_and_is_back_with_an_answer_in_time() {
        let circuit = Circuit::new(PATIENCE);
        circuit.failed(Trouble::Away, false);
        circuit.failed(Trouble::Away, false);
        circuit.answered(Duration::ZERO, false);
        circuit.failed(Trouble::Away, false);
        circuit.failed(Trouble::Away, false);
        assert!(circuit.is_quick() && circuit.is_there() && !circuit.is_due());
        circuit.failed(Trouble::Away, false);
        assert!(!circuit.is_quick() && !circuit.is_there() && !circuit.is_due());
        circuit.answered(Duration::ZERO, true);
        assert!(circuit.is_quick() && circuit.is_there());
    }

    #[test]
    fn what_is_slow_is_not_asked_by_those_who_wait() {
        let circuit = Circuit::new(PATIENCE);
        (0..3).for_each(|_| circuit.answered(PATIENCE * 2, false));
        assert!(!circuit.is_quick() && circuit.is_there() && !circuit.is_due());
        // What was only slow can be gone a moment later.
        circuit.failed(Trouble::Away, true);
        assert!(!circuit.is_there());
    }

    #[test]
    fn rests_grow_with_trials_alone_and_end() {
        let circuit = Circuit::new(PATIENCE);
        let rest = || circuit.state().rest.map(|rest| rest.length.as_secs());
        (0..100).for_each(|_| circuit.failed(Trouble::Away, false));
        assert_eq!(rest(), Some(1));
        circuit.failed(Trouble::Away, true);
        assert_eq!(rest(), Some(2));
        (0..100).for_each(|_| circuit.failed(Trouble::Away, true));
        assert_eq!(rest(), Some(30));
    }
}
