//! What the program is told by its surroundings, read once.

use std::ffi::OsString;
use std::path::PathBuf;
use std::{env, io};

use std::io::IsTerminal as _;

use jiff::Timestamp;

use crate::base::Moment;

/// The surroundings of one call. Commands read these and nothing else.
#[derive(Debug, Clone)]
pub struct Env {
    /// `TIEOUT_CONFIG`.
    pub config: Option<PathBuf>,
    /// `TIEOUT_STORE`.
    pub store: Option<String>,
    /// `TIEOUT_LOG`.
    pub log: Option<String>,
    /// Whether `NO_COLOR` is set to anything.
    pub no_color: bool,
    /// The login name.
    pub user: Option<String>,
    /// The working directory.
    pub dir: PathBuf,
    /// Whether stdout is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether stderr is a terminal.
    pub stderr_is_terminal: bool,
    /// Columns of the terminal that stdout is; `None` where it is none.
    pub width: Option<usize>,
    /// The present moment.
    pub now: Moment,
}

impl Env {
    /// Those of this process.
    #[must_use]
    pub fn of_process() -> Self {
        let text = |name: &str| env::var_os(name).filter(|v| !v.is_empty()).map(OsString::into_string);
        let stdout_is_terminal = io::stdout().is_terminal();
        Self {
            config: env::var_os("TIEOUT_CONFIG")
                .filter(|v| !v.is_empty())
                .map(PathBuf::from),
            store: text("TIEOUT_STORE").and_then(Result::ok),
            log: text("TIEOUT_LOG").and_then(Result::ok),
            no_color: env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty()),
            user: ["USER", "LOGNAME", "USERNAME"]
                .into_iter()
                .find_map(|name| text(name)?.ok()),
            dir: PathBuf::new(),
            stdout_is_terminal,
            stderr_is_terminal: io::stderr().is_terminal(),
            width: if stdout_is_terminal {
                terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
            } else {
                None
            },
            now: Moment::from(Timestamp::now()),
        }
    }
}
