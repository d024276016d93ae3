//! Stopping on request: Ctrl-C, or a signal to terminate.

use std::{
    process::exit,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// What asks for a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// Ctrl-C.
    Interrupt,
    /// A request to terminate.
    Terminate,
}

impl Stop {
    /// Returns the exit status that shells have for a program that such a signal ended: 128 and the signal's number.
    pub(super) fn exit_status(self) -> u8 {
        match self {
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

/// Waits for Ctrl-C or a request to terminate.
pub(super) async fn requested() -> Stop {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => Stop::Interrupt,
        () = terminate => Stop::Terminate,
    }
}

/// Returns a flag that is set when a stop is requested. A second request ends the process at once, for those who cannot
/// wait.
pub(super) fn flag() -> std::io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let set = stop.clone();
    std::thread::spawn(move || {
        runtime.block_on(async {
            requested().await;
            set.store(true, Ordering::Relaxed);
            requested().await;
            exit(2);
        });
    });
    Ok(stop)
}
