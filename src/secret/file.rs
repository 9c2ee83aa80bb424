//! Files that hold a secret, and who may read them.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use secrecy::{ExposeSecret as _, SecretString};

use super::{BYTES_MAX, SecretError};

fn fault(path: &Path, error: &io::Error) -> SecretError {
    SecretError::File {
        path: path.display().to_string(),
        what: error.to_string(),
    }
}

/// Reads a file that is private to the user. Who may read it is asked of the open file, so that it
/// cannot be another one by then.
pub(super) fn read_private(path: &Path) -> Result<Vec<u8>, SecretError> {
    let file = File::open(path).map_err(|e| fault(path, &e))?;
    let about = file.metadata().map_err(|e| fault(path, &e))?;
    if !about.is_file() {
        return Err(fault(path, &io::Error::other("is not a file")));
    }
    if is_open_to_others(&about) {
        return Err(SecretError::NotPrivate {
            path: path.display().to_string(),
        });
    }
    let mut bytes = Vec::new();
    // One byte more than there may be tells a file that is too long.
    file.take(BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| fault(path, &e))?;
    Ok(bytes)
}

/// Writes a file that is private from its first byte on, in place of an earlier one. Its folder is made,
/// private too, where there is none.
///
/// # Errors
/// [`SecretError::File`].
pub fn write_private(path: &Path, secret: &SecretString) -> Result<(), SecretError> {
    let write = || {
        let dir = match path.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => dir,
            _ => Path::new("."),
        };
        make_private_dir(dir)?;
        // A temporary file is made for its user alone.
        let mut file = tempfile::NamedTempFile::new_in(dir)?;
        file.write_all(secret.expose_secret().as_bytes())?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|e: io::Error| fault(path, &e))
}

/// Makes a folder that the user alone may enter; one that is there stays as it is.
pub(super) fn make_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(dir)
}

/// How a file is made that the user alone may read.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

#[cfg(unix)]
fn is_open_to_others(about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    about.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_: &std::fs::Metadata) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_others_may_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        write_private(&path, &SecretString::from("abc")).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read_private(&path).unwrap(), b"abc\n");
        for mode in [0o640, 0o604, 0o620, 0o610] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let error = read_private(&path).unwrap_err();
            assert!(matches!(error, SecretError::NotPrivate { .. }), "{mode:o}: {error}");
        }
        fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
        assert!(read_private(&path).is_ok());
    }

    #[test]
    fn a_file_is_replaced_whole_and_a_folder_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secrets/token");
        for text in ["abc", "d"] {
            write_private(&path, &SecretString::from(text)).unwrap();
            assert_eq!(read_private(&path).unwrap(), format!("{text}\n").as_bytes());
        }
        let folder = path.parent().unwrap();
        assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "nothing is left over");
        assert!(read_private(dir.path()).is_err());
        assert!(read_private(&dir.path().join("nowhere")).is_err());
    }

    #[test]
    fn no_more_is_read_than_a_secret_can_have() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        write_private(&path, &SecretString::from("x".repeat(3 * BYTES_MAX))).unwrap();
        assert_eq!(read_private(&path).unwrap().len(), BYTES_MAX + 1);
    }
}
