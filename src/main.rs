//! Arguments, logging, exit code. Everything else is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    natiq::cli::main()
}
