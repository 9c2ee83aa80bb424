//! The names of the secrets that were put into the keyring: keyrings cannot all list what they hold.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use super::SecretError;
use super::file::{make_private_dir, private};

/// Refuses a name that an entry cannot have.
///
/// # Errors
/// [`SecretError::Name`].
pub fn check_name(name: &str) -> Result<(), SecretError> {
    let wrong = |what| {
        Err(SecretError::Name {
            name: name.to_owned(),
            what,
        })
    };
    match name {
        "" => wrong("it is empty"),
        _ if name.len() > 128 => wrong("it is longer than 128 bytes"),
        _ if name.starts_with("keyring:") => wrong("give the name alone, without `keyring:`"),
        _ if name.chars().any(|c| c.is_control() || c.is_whitespace()) => {
            wrong("it holds blanks or control characters")
        }
        _ => Ok(()),
    }
}

/// A private file with one name a line.
#[derive(Debug, Clone)]
pub struct Names {
    path: PathBuf,
}

impl Names {
    /// The file in the user's data directory.
    #[must_use]
    pub fn in_dir(data_dir: &Path) -> Self {
        Self {
            path: data_dir.join("secret-names"),
        }
    }

    /// The names, sorted.
    ///
    /// # Errors
    /// [`SecretError::File`].
    pub fn all(&self) -> Result<BTreeSet<String>, SecretError> {
        match File::open(&self.path) {
            Ok(mut file) => read(&mut file).map_err(|e| self.fault(&e)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
            Err(error) => Err(self.fault(&error)),
        }
    }

    /// Remembers a name.
    ///
    /// # Errors
    /// [`SecretError::File`].
    pub fn add(&self, name: &str) -> Result<(), SecretError> {
        self.change(|names| names.insert(name.to_owned()))
    }

    /// Forgets a name; whether it was known.
    ///
    /// # Errors
    /// [`SecretError::File`].
    pub fn remove(&self, name: &str) -> Result<bool, SecretError> {
        let known = self.all()?.contains(name);
        if known {
            self.change(|names| names.remove(name))?;
        }
        Ok(known)
    }

    /// Changes the file under its lock, so that two calls at once both count.
    fn change(&self, change: impl FnOnce(&mut BTreeSet<String>) -> bool) -> Result<(), SecretError> {
        let write = || {
            if let Some(dir) = self.path.parent() {
                make_private_dir(dir)?;
            }
            let mut file = private().create(true).truncate(false).open(&self.path)?;
            file.lock()?;
            let mut names = read(&mut file)?;
            if change(&mut names) {
                let text: String = names.iter().flat_map(|name| [name, "\n"]).collect();
                file.rewind()?;
                file.set_len(0)?;
                file.write_all(text.as_bytes())?;
            }
            Ok(())
        };
        write().map_err(|e| self.fault(&e))
    }

    fn fault(&self, error: &io::Error) -> SecretError {
        SecretError::File {
            path: self.path.display().to_string(),
            what: error.to_string(),
        }
    }
}

fn read(file: &mut File) -> io::Result<BTreeSet<String>> {
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(text.lines().filter(|l| !l.is_empty()).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_remembered_once_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let names = Names::in_dir(&dir.path().join("new/tieout"));
        assert_eq!(names.all().unwrap().len(), 0);
        for name in ["b", "a", "b"] {
            names.add(name).unwrap();
        }
        assert_eq!(names.all().unwrap().into_iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((names.remove("b").unwrap(), names.remove("b").unwrap()), (true, false));
        assert_eq!(names.all().unwrap().into_iter().collect::<Vec<_>>(), ["a"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&names.path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn names_are_words() {
        for fine in ["uk-token", "ns/private_key", "ü.1", "a:b"] {
            assert!(check_name(fine).is_ok(), "{fine}");
        }
        for wrong in ["", "a b", "a\nb", "keyring:a", "\u{1b}[2J", &"x".repeat(129)] {
            assert!(check_name(wrong).is_err(), "{wrong:?}");
        }
    }
}
