//! Secrets in the keyring, and the names by which they are known.

use std::path::Path;

use secrecy::SecretString;

use crate::base::clean;
use crate::secret::{Keyring, Names, Place, SecretError, check_name};

/// A secret by its name; its value is nowhere in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The name: `keyring:NAME` refers to it.
    pub name: String,
    /// Where it is kept; `None` where no keyring has it any more, or none can tell.
    pub place: Option<Place>,
}

/// Keeps a secret, in place of an earlier one of that name.
///
/// # Errors
/// [`SecretError`].
pub fn set(keyring: &Keyring, data_dir: &Path, name: &str, secret: &SecretString) -> Result<Kept, SecretError> {
    check_name(name)?;
    let place = keyring.set(name, secret)?;
    Names::in_dir(data_dir).add(name)?;
    Ok(Kept {
        name: name.to_owned(),
        place: Some(place),
    })
}

/// Every secret that was set and not removed, by name; and why no keyring answers, where none does.
///
/// # Errors
/// [`SecretError`] where the list of names cannot be read.
pub fn list(keyring: &Keyring, data_dir: &Path) -> Result<(Vec<Kept>, Option<SecretError>), SecretError> {
    let names = Names::in_dir(data_dir).all()?;
    let silent = keyring.place().err();
    let kept = names.into_iter().map(|name| Kept {
        place: keyring.find(&name).ok(),
        name,
    });
    Ok((kept.collect(), silent))
}

/// Removes a secret from every keyring that has it.
///
/// # Errors
/// [`SecretError::NotKept`] where there is no such name and no such entry.
pub fn remove(keyring: &Keyring, data_dir: &Path, name: &str) -> Result<(), SecretError> {
    let had = keyring.remove(name)?;
    let knew = Names::in_dir(data_dir).remove(name)?;
    if had || knew {
        return Ok(());
    }
    Err(SecretError::NotKept { name: name.to_owned() })
}

/// What to do about a secret that cannot be had.
#[must_use]
pub fn mend(error: &SecretError) -> Option<String> {
    let mend = match error {
        SecretError::NoKeyring { .. } => {
            "keep the secret in a private file, a variable or a program, and refer to it as file:PATH, env:NAME or \
             command:PROGRAM ARGS"
                .to_owned()
        }
        SecretError::NotKept { name } => format!("`tieout secret set {}` puts it there", clean(name)),
        SecretError::Refused { .. } => "unlock the keyring and try again".to_owned(),
        SecretError::NotSet { name } => format!("set {name}, or refer to another place"),
        SecretError::NotPrivate { path } => format!("run chmod 600 {}", clean(path)),
        SecretError::Command { .. } => "run it by hand to see why".to_owned(),
        SecretError::File { .. } => "see that the file is there and yours".to_owned(),
        SecretError::TooLong { .. } | SecretError::NotText { .. } | SecretError::Empty { .. } => {
            "see what it holds".to_owned()
        }
        SecretError::Name { .. } => return None,
    };
    Some(mend)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_listed_until_it_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let keyring = Keyring::of_memory();
        let names = || {
            let (kept, silent) = list(&keyring, dir.path()).unwrap();
            assert_eq!(silent, None);
            kept.into_iter()
                .map(|k| (k.name, k.place.is_some()))
                .collect::<Vec<_>>()
        };
        set(&keyring, dir.path(), "uk", &SecretString::from("one")).unwrap();
        assert_eq!(names(), [("uk".to_owned(), true)]);
        keyring.remove("uk").unwrap();
        assert_eq!(names(), [("uk".to_owned(), false)], "what is gone is still known");
        remove(&keyring, dir.path(), "uk").unwrap();
        assert_eq!(names(), []);
        assert!(remove(&keyring, dir.path(), "uk").is_err());
    }

    #[test]
    fn without_a_keyring_names_are_listed_and_nothing_is_set() {
        let dir = tempfile::tempdir().unwrap();
        Names::in_dir(dir.path()).add("uk").unwrap();
        let none = Keyring::of_none();
        let (kept, silent) = list(&none, dir.path()).unwrap();
        assert_eq!((kept[0].name.as_str(), kept[0].place), ("uk", None));
        assert!(matches!(silent, Some(SecretError::NoKeyring { .. })));
        assert!(set(&none, dir.path(), "us", &SecretString::from("one")).is_err());
        assert_eq!(list(&none, dir.path()).unwrap().0.len(), 1);
    }
}
