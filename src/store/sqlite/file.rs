//! The file of the store.

use std::fs::OpenOptions;
use std::path::Path;

/// Makes the file where there is none, readable by its owner alone. SQLite gives its journals the
/// same rights.
pub(super) fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path).map(drop)
}
