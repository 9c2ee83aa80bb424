//! What the views are made from.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::{FlowError, payouts, runs};
use crate::base::Moment;
use crate::config::Config;
use crate::report::{Data, Format, Screen, View};
use crate::store::Store;

/// A file of reports: its name, what is in it and how.
pub(super) type File = (&'static str, &'static [View], Format);

/// What a workbook or a page holds.
pub(super) const EVERY_VIEW: [View; 6] = [
    View::Summary,
    View::Groups,
    View::Aging,
    View::Payouts,
    View::Drift,
    View::Findings,
];

/// A file is for no screen in particular.
const SCREEN: Screen = Screen {
    width: 120,
    colour: false,
};

/// Loads what `views` show of a run, of the newest where none is named: its findings, and the payouts only
/// where a view lists them, since all facts of a payout are read for that. Payouts are shown as they stand now, so
/// an earlier run has none.
///
/// # Errors
/// [`FlowError::NotFound`] where there is no such run.
pub fn data(
    store: &Store,
    config: &Config,
    run: Option<&str>,
    views: &[View],
    as_of: Moment,
) -> Result<Data, FlowError> {
    let rules = config.rules();
    let reader = store.read();
    let (seq, found) = runs::found(store, run)?;
    let listed = views.contains(&View::Payouts) && runs::found(store, None)?.0 == seq;
    Ok(Data {
        exceptions: reader.exceptions_of(seq)?,
        payouts: if listed {
            payouts::lines(reader, &rules, found.as_of)?
        } else {
            Vec::new()
        },
        budget: rules.tolerance.budget_per_period,
        materiality: rules.materiality,
        run: found,
        as_of,
    })
}

/// Writes reports into a folder, which is made where it is not there; their paths.
pub(super) fn write(dir: &Path, data: &Data, files: &[File]) -> Result<Vec<PathBuf>, FlowError> {
    fs::create_dir_all(dir).map_err(|e| cannot_write(dir, &e))?;
    let mut written = Vec::new();
    for (name, views, format) in files {
        let bytes =
            crate::report::render(views, data, *format, SCREEN).map_err(|e| FlowError::Internal(e.to_string()))?;
        let path = dir.join(name);
        replace(&path, &bytes)?;
        written.push(path);
    }
    Ok(written)
}

/// Puts a file in the place of what was there under its name, so that whoever reads it meets the one or the other
/// and never a part.
///
/// # Errors
/// [`FlowError::Config`] where the folder is not there or cannot be written to.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FlowError> {
    let dir = path
        .parent()
        .filter(|d| !d.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = dir.join(format!(".{name}.{}", std::process::id()));
    let put = || {
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    put().map_err(|error| {
        // What is left of a failed attempt is of no use to anybody.
        let _ = fs::remove_file(&beside);
        cannot_write(path, &error)
    })
}

fn cannot_write(path: &Path, error: &std::io::Error) -> FlowError {
    FlowError::Config(format!("cannot write {}: {error}", path.display()))
}
