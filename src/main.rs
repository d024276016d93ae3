//! Arguments, logging, exit code. Everything else is in the library.

use std::process::ExitCode;

/// Every utterance makes and frees tensors on the thread of its model, and the C library keeps what it was given back, for
/// each thread: 32 listeners took 541 MB with it and 266 MB with jemalloc, for 6 % more processor time, before streams
/// kept less themselves (`benches/listeners.py`, two cores, under other load). Two arenas let the models' threads share
/// what is freed; after a tenth of a second unused it goes back to the system (.cargo/config.toml). Large pages are asked
/// for where Linux lets programs ask: a long text took 21 s of processor time where it took 24 s, for 6 % more memory. It
/// takes the place of `malloc` itself, so that the runtime, which is loaded while the program runs and makes those tensors,
/// uses it too.
#[cfg(all(feature = "jemalloc", target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    natiq::cli::main()
}
