//! The command line: arguments, terminal, printing and exit codes.
//!
//! Arguments, environment and files are resolved once into plain values; a command is a function of
//! those. Errors of other rooms carry facts: advice and exit codes are added here, in `error.rs`.
//!
//! **Invariants:** printing happens in this room alone; stdout carries data alone; off a terminal
//! nothing prompts, nothing is coloured and no progress is drawn.

pub mod args;
mod ask;
mod commands;
mod context;
mod env;
mod error;
mod exit;
mod interrupt;
mod json;
mod log;
mod output;
mod progress;
mod text;

use std::ffi::OsString;
use std::io::{self, BufWriter, Write};

use clap::Parser as _;

pub use ask::{Ask, Key, NoAnswer};
pub use env::Env;
pub use exit::Exit;

use args::Cli;
use context::Context;
use output::Output;

/// Runs one command on the process's own streams.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>, env: &Env) -> Exit {
    interrupt::watch();
    let mut out = BufWriter::new(io::stdout().lock());
    run_on(args, env, &mut out, &mut io::stderr())
}

/// Runs one command: its answer goes to `out`, what it says to `err`.
#[must_use]
pub fn run_on(args: impl IntoIterator<Item = OsString>, env: &Env, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    let mut output = Output::new(env, out, err);
    let ended = match Cli::try_parse_from(&args) {
        Ok(cli) => {
            output.heed(&cli.global);
            log::start(env, &cli.global)
                .and_then(|()| Context::new(env, cli.global))
                .and_then(|context| commands::run(cli.command, &context, &mut output))
        }
        Err(error) => output.usage(&error, args.iter().any(|a| a == "--no-color")),
    };
    // The answer may fail only now, when it leaves the buffer.
    let ended = ended.and_then(|exit| output.flush().map(|()| exit));
    match ended {
        Ok(exit) => exit,
        Err(failure) => {
            // What was answered before the failure is still an answer.
            let _ = output.flush();
            output.failure(&failure)
        }
    }
}
