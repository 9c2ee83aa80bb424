//! The `tieout` program: hands its arguments to the library and exits with the library's code.

use std::process::ExitCode;

use tieout::cli::Env;

fn main() -> ExitCode {
    tieout::run(std::env::args_os(), &Env::of_process()).into()
}
