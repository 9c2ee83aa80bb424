//! `doctor`.

use serde::Serialize;

use crate::base::clean;
use crate::cli::Exit;
use crate::cli::context::Context;
use crate::cli::error::Failure;
use crate::cli::output::Output;
use crate::config::Config;
use crate::flow::doctor::{Check, Doctor, State, Why};

/// The document of `doctor --json`.
#[derive(Serialize)]
struct Document<'c> {
    schema: &'static str,
    checks: Vec<CheckJson<'c>>,
    exit: &'static str,
    exit_code: u8,
}

#[derive(Serialize)]
struct CheckJson<'c> {
    name: &'c str,
    state: &'static str,
    said: &'c str,
    mend: Option<&'c str>,
}

pub(crate) fn run(context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let mut checks = Vec::new();
    let mut broken = None;
    match Config::load(context.layers()) {
        Ok(config) => look(&config, context, output, &mut checks, &mut broken)?,
        Err(error) => {
            let said = error.faults.first().map(ToString::to_string).unwrap_or_default();
            let check = Check {
                name: "configuration".to_owned(),
                state: State::Fail(Why::Setup),
                said: clean(&said).into_owned(),
                mend: Some("`tieout config check` names every fault".to_owned()),
            };
            write(&check, output)?;
            checks.push(check);
        }
    }
    // A line that could not be written while the checks went on.
    if let Some(failure) = broken {
        return Err(failure);
    }
    let exit = exit(&checks);
    if output.json {
        output.document(&Document {
            schema: "tieout/doctor/1",
            checks: checks.iter().map(CheckJson::from).collect(),
            exit: exit.reason(),
            exit_code: exit.code(),
        })?;
    }
    Ok(exit)
}

fn look(
    config: &Config,
    context: &Context,
    output: &mut Output<'_>,
    checks: &mut Vec<Check>,
    broken: &mut Option<Failure>,
) -> Result<(), Failure> {
    let doctor = Doctor {
        config,
        keyring: &context.keyring,
        line: context.line()?,
        now: context.now,
    };
    // One line a check, as soon as it is made: the next one may take its time.
    let (tell, told) = std::sync::mpsc::channel();
    let runtime = super::runtime()?;
    std::thread::scope(|scope| {
        scope.spawn(move || runtime.block_on(doctor.run(&mut |check| drop(tell.send(check)))));
        for check in told {
            if broken.is_none() {
                *broken = write(&check, output).err();
            }
            checks.push(check);
        }
    });
    Ok(())
}

fn write(check: &Check, output: &mut Output<'_>) -> Result<(), Failure> {
    if output.json {
        return Ok(());
    }
    let mend = check
        .mend
        .as_deref()
        .map_or_else(String::new, |mend| format!("; {mend}"));
    output.line(format!(
        "{:<8}{}: {}{mend}",
        check.state.as_str(),
        check.name,
        check.said
    ))?;
    output.flush()
}

impl<'c> From<&'c Check> for CheckJson<'c> {
    fn from(check: &'c Check) -> Self {
        Self {
            name: &check.name,
            state: check.state.as_str(),
            said: &check.said,
            mend: check.mend.as_deref(),
        }
    }
}

/// The worst of them decides.
fn exit(checks: &[Check]) -> Exit {
    let of_check = |check: &Check| match check.state {
        State::Fail(Why::Setup) => Exit::Usage,
        State::Fail(Why::Refused) => Exit::Refused,
        State::Fail(Why::Unreachable) => Exit::Incomplete,
        State::Fail(Why::Store) => Exit::Store,
        State::Ok | State::Warn | State::Skipped => Exit::Done,
    };
    checks.iter().map(of_check).max().unwrap_or(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_check_decides() {
        let check = |state| Check {
            name: String::new(),
            state,
            said: String::new(),
            mend: None,
        };
        let code = |states: &[State]| exit(&states.iter().map(|s| check(*s)).collect::<Vec<_>>()).code();
        assert_eq!(code(&[State::Ok, State::Warn, State::Skipped]), 0);
        assert_eq!(code(&[State::Fail(Why::Setup), State::Ok]), 2);
        assert_eq!(code(&[State::Fail(Why::Refused), State::Fail(Why::Setup)]), 4);
        assert_eq!(code(&[State::Fail(Why::Unreachable), State::Fail(Why::Refused)]), 7);
    }
}
