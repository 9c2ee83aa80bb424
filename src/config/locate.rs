//! Where the configuration file is.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::error::{ConfigError, Fault};

/// What the layers above the file say, and where the program was started.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    /// `--config`.
    pub config_flag: Option<PathBuf>,
    /// `TIEOUT_CONFIG`.
    pub config_env: Option<PathBuf>,
    /// `--store`.
    pub store_flag: Option<String>,
    /// `TIEOUT_STORE`.
    pub store_env: Option<String>,
    /// The working directory: what paths of flags and of the environment are relative to.
    pub dir: PathBuf,
}

/// Finds the file: `--config`, `TIEOUT_CONFIG`, `tieout.toml` in the working directory, `tieout.toml`
/// in the user's configuration directory. `None` where there is none and none was asked for.
///
/// # Errors
/// [`ConfigError`] where a file that was asked for is not there.
pub fn find(layers: &Layers) -> Result<Option<PathBuf>, ConfigError> {
    let asked = match (&layers.config_flag, &layers.config_env) {
        (Some(path), _) => Some((path, "--config")),
        (None, Some(path)) if !path.as_os_str().is_empty() => Some((path, "TIEOUT_CONFIG")),
        _ => None,
    };
    if let Some((path, by)) = asked {
        let path = layers.dir.join(path);
        if path.is_file() {
            return Ok(Some(path));
        }
        return Err(Fault {
            file: path.display().to_string(),
            line: 0,
            key: String::new(),
            what: format!("is not a file, but {by} names it"),
            mend: "mend the path, or leave it out to go by the defaults".to_owned(),
        }
        .into());
    }
    let user = directories().map(|dirs| dirs.config_dir().join("tieout.toml"));
    Ok([Some(layers.dir.join("tieout.toml")), user]
        .into_iter()
        .flatten()
        .find(|path| path.is_file()))
}

/// The user's data directory for tieout; `None` where there is no home directory.
#[must_use]
pub fn data_dir() -> Option<PathBuf> {
    directories().map(|dirs| dirs.data_dir().to_owned())
}

/// The user's directories for tieout; `None` where there is no home directory.
pub(super) fn directories() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "tieout")
}

/// Reads the file as UTF-8, without a byte order mark.
pub(super) fn read(path: &Path) -> Result<String, ConfigError> {
    let fault = |what: String, mend: &str| Fault {
        file: path.display().to_string(),
        line: 0,
        key: String::new(),
        what,
        mend: mend.to_owned(),
    };
    let bytes = std::fs::read(path).map_err(|e| fault(format!("cannot be read: {e}"), "see that you may read it"))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| fault("is not UTF-8 text".to_owned(), "save it as UTF-8 and try again"))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
