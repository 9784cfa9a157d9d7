//! The command line: parse arguments, run, exit.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use twelvecheck::cli::Cli;

fn main() -> ExitCode {
    let outcome = twelvecheck::run(Cli::parse());
    let mut errors = std::io::stderr().lock();
    for message in &outcome.messages {
        let _ = writeln!(errors, "{message}");
    }
    let mut output = std::io::stdout().lock();
    match output.write_all(outcome.output.as_bytes()).and_then(|()| output.flush()) {
        Ok(()) => ExitCode::from(outcome.code),
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(outcome.code),
        Err(error) => {
            let _ = writeln!(errors, "error: standard output: {error}");
            ExitCode::from(2)
        }
    }
}
