//! What the program is told by its surroundings, read once.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::{env, io};

use std::io::IsTerminal as _;

use super::Exit;
use super::ask::{Ask, Terminal};
use super::error::Failure;
use crate::config::data_dir;
use crate::http::Clock;
use crate::secret::Keyring;

/// The surroundings of one call. Commands read these and nothing else.
#[derive(Debug, Clone)]
pub struct Env {
    /// `TIEOUT_CONFIG`.
    pub config: Option<PathBuf>,
    /// `TIEOUT_STORE`.
    pub store: Option<OsString>,
    /// `TIEOUT_LOG`.
    pub log: Option<OsString>,
    /// `TIEOUT_OPERATOR_KEY`.
    pub operator_key: Option<OsString>,
    /// Whether `NO_COLOR` is set to anything.
    pub no_color: bool,
    /// The login name.
    pub user: Option<String>,
    /// The working directory.
    pub dir: PathBuf,
    /// The user's data directory for tieout; `None` where there is no home directory.
    pub data_dir: Option<PathBuf>,
    /// The keyrings.
    pub keyring: Keyring,
    /// Who can be asked, and what is piped in.
    pub ask: Arc<dyn Ask>,
    /// Whether stdout is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether stderr is a terminal.
    pub stderr_is_terminal: bool,
    /// Columns of the terminal that stdout is; `None` where it is none.
    pub width: Option<usize>,
    /// What time it is, for dates as for signatures.
    pub clock: Clock,
}

/// A variable whose value has to be text, or what is wrong with it.
pub(crate) fn text(name: &str, value: Option<&OsString>) -> Result<Option<String>, Failure> {
    let text = value.map(|v| v.to_str().map(str::to_owned));
    match text {
        Some(None) => {
            Err(Failure::new(Exit::Usage, format!("{name} is not UTF-8 text")).hint("set it anew or unset it"))
        }
        other => Ok(other.flatten()),
    }
}

impl Env {
    /// Those of this process.
    #[must_use]
    pub fn of_process() -> Self {
        // Set to nothing is not set.
        let value = |name: &str| env::var_os(name).filter(|v| !v.is_empty());
        let stdout_is_terminal = io::stdout().is_terminal();
        Self {
            config: env::var_os("TIEOUT_CONFIG")
                .filter(|v| !v.is_empty())
                .map(PathBuf::from),
            store: value("TIEOUT_STORE"),
            log: value("TIEOUT_LOG"),
            operator_key: value("TIEOUT_OPERATOR_KEY"),
            no_color: value("NO_COLOR").is_some(),
            user: ["USER", "LOGNAME", "USERNAME"]
                .into_iter()
                .find_map(|name| value(name)?.into_string().ok()),
            dir: PathBuf::new(),
            data_dir: data_dir(),
            keyring: Keyring::of_system(),
            ask: Arc::new(Terminal),
            stdout_is_terminal,
            stderr_is_terminal: io::stderr().is_terminal(),
            width: if stdout_is_terminal {
                terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0))
            } else {
                None
            },
            clock: Clock::system(),
        }
    }
}
