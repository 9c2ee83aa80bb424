//! `completions` and `man`.

use std::fs;
use std::path::Path;

use clap_complete::Shell;

use crate::cli::Exit;
use crate::cli::args;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::report;

pub(crate) fn completions(shell: Shell, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut args::command(), "tieout", &mut script);
    output.data(script)?;
    Ok(Exit::Done)
}

pub(crate) fn man(dir: Option<&Path>, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let Some(dir) = dir else {
        let mut page = Vec::new();
        clap_mangen::Man::new(args::command()).render(&mut page)?;
        output.data(page)?;
        return Ok(Exit::Done);
    };
    let cannot = |error: std::io::Error| {
        Failure::new(Exit::Usage, format!("cannot write to {}: {error}", dir.display()))
            .hint("see that the directory is yours")
    };
    fs::create_dir_all(dir).map_err(cannot)?;
    clap_mangen::generate_to(args::command(), dir).map_err(cannot)?;
    output.note(&format!("wrote the pages of all commands to {}", dir.display()));
    Ok(Exit::Done)
}

pub(crate) fn codes(output: &mut Output<'_>) -> Result<Exit, Failure> {
    output.data(report::explain::catalogue())?;
    Ok(Exit::Done)
}
