//! The keyrings of the operating system.
//!
//! On Linux there may be two: the desktop's (Secret Service), and the kernel's, which also answers on a
//! machine without a desktop but forgets everything at a reboot.

use std::fmt;
use std::sync::{Arc, OnceLock};

use keyring_core::api::{CredentialPersistence, CredentialStore};
use keyring_core::{Entry, Error};
use secrecy::{ExposeSecret as _, SecretString};

use super::SecretError;

/// What every entry of ours belongs to.
const SERVICE: &str = "tieout";

/// Where an entry is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What people call it.
    pub name: &'static str,
    /// Whether what it holds is still there after a reboot.
    pub lasts: bool,
}

/// The keyrings that answer, the preferred one first. Nothing is opened before something is asked.
#[derive(Clone)]
pub struct Keyring {
    open: fn() -> Rings,
    rings: Arc<OnceLock<Rings>>,
}

/// One keyring.
struct Ring {
    name: &'static str,
    store: Arc<CredentialStore>,
}

/// Those that answer, and what the others said.
struct Rings {
    open: Vec<Ring>,
    shut: Vec<String>,
}

impl Keyring {
    /// Those of this machine.
    #[must_use]
    pub fn of_system() -> Self {
        Self::opened_by(system)
    }

    /// One that is forgotten with the process, for tests.
    #[must_use]
    pub fn of_memory() -> Self {
        Self::opened_by(|| {
            let mut rings = Rings::none();
            rings.take(
                "memory",
                keyring_core::mock::Store::new().map(|s| s as Arc<CredentialStore>),
            );
            rings
        })
    }

    /// A machine on which none answers, for tests.
    #[must_use]
    pub fn of_none() -> Self {
        Self::opened_by(|| {
            let mut rings = Rings::none();
            rings.take("memory", Err(Error::NoDefaultStore));
            rings
        })
    }

    fn opened_by(open: fn() -> Rings) -> Self {
        Self {
            open,
            rings: Arc::default(),
        }
    }

    fn rings(&self) -> Result<&[Ring], SecretError> {
        let rings = self.rings.get_or_init(self.open);
        if rings.open.is_empty() {
            return Err(SecretError::NoKeyring {
                why: rings.shut.join("; "),
            });
        }
        Ok(&rings.open)
    }

    /// The keyring that new entries go into.
    ///
    /// # Errors
    /// [`SecretError::NoKeyring`].
    pub fn place(&self) -> Result<Place, SecretError> {
        match self.rings()? {
            [first, ..] => Ok(first.place()),
            [] => Err(SecretError::NoKeyring { why: String::new() }),
        }
    }

    /// What an entry holds.
    pub(super) fn get(&self, name: &str) -> Result<Vec<u8>, SecretError> {
        self.first(name, |ring| ring.entry(name)?.get_secret())
            .map(|(_, secret)| secret)
    }

    /// Where an entry is kept.
    ///
    /// # Errors
    /// [`SecretError::NotKept`] where it is nowhere, and others where no keyring can tell.
    pub fn find(&self, name: &str) -> Result<Place, SecretError> {
        self.first(name, |ring| ring.entry(name)?.get_credential())
            .map(|(place, _)| place)
    }

    /// The first keyring that has it. One that refuses does not hide another that has it.
    fn first<T>(&self, name: &str, ask: impl Fn(&Ring) -> keyring_core::Result<T>) -> Result<(Place, T), SecretError> {
        let mut refused = None;
        for ring in self.rings()? {
            match ask(ring) {
                Ok(found) => return Ok((ring.place(), found)),
                Err(Error::NoEntry) => {}
                Err(error) => refused = refused.or(Some(refusal(name, &error))),
            }
        }
        Err(refused.unwrap_or_else(|| SecretError::NotKept { name: name.to_owned() }))
    }

    /// Keeps a secret, in place of an earlier one of the same name.
    ///
    /// # Errors
    /// [`SecretError`] where no keyring answers, or the preferred one refuses.
    pub fn set(&self, name: &str, secret: &SecretString) -> Result<Place, SecretError> {
        let none = || SecretError::NoKeyring { why: String::new() };
        let ring = self.rings()?.first().ok_or_else(none)?;
        ring.entry(name)
            .and_then(|entry| entry.set_secret(secret.expose_secret().as_bytes()))
            .map_err(|error| refusal(name, &error))?;
        Ok(ring.place())
    }

    /// Removes an entry from every keyring that has it; whether one had it.
    ///
    /// # Errors
    /// [`SecretError`] where no keyring answers or one refuses.
    pub fn remove(&self, name: &str) -> Result<bool, SecretError> {
        let mut removed = false;
        for ring in self.rings()? {
            match ring.entry(name).and_then(|entry| entry.delete_credential()) {
                Ok(()) => removed = true,
                Err(Error::NoEntry) => {}
                Err(error) => return Err(refusal(name, &error)),
            }
        }
        Ok(removed)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self
            .rings
            .get()
            .map(|r| r.open.iter().map(|ring| ring.name).collect::<Vec<_>>());
        f.debug_struct("Keyring").field("open", &names).finish()
    }
}

impl Ring {
    fn place(&self) -> Place {
        Place {
            name: self.name,
            lasts: matches!(self.store.persistence(), CredentialPersistence::UntilDelete),
        }
    }

    fn entry(&self, name: &str) -> keyring_core::Result<Entry> {
        Entry::new_in_store(&self.store, SERVICE, name)
    }
}

impl Rings {
    const fn none() -> Self {
        Self {
            open: Vec::new(),
            shut: Vec::new(),
        }
    }

    /// Adds a keyring that answers, or why it does not.
    fn take(&mut self, name: &'static str, store: keyring_core::Result<Arc<CredentialStore>>) {
        // Making an entry stores nothing, but tells whether the store can be reached.
        match store.and_then(|store| Entry::new_in_store(&store, SERVICE, "-").map(|_| store)) {
            Ok(store) => self.open.push(Ring { name, store }),
            Err(error) => self.shut.push(format!("{name}: {}", words(&error))),
        }
    }
}

fn system() -> Rings {
    let mut rings = Rings::none();
    let native = match keyring::Entry::store_status() {
        Ok(()) => keyring_core::get_default_store().ok_or(Error::NoDefaultStore),
        Err(error) => Err(Error::NotSupportedByStore(words(error))),
    };
    rings.take(NATIVE, native);
    #[cfg(target_os = "linux")]
    {
        let kernel = linux_keyutils_keyring_store::Store::new();
        rings.take("the kernel's keyring", kernel.map(|s| s as Arc<CredentialStore>));
    }
    rings
}

#[cfg(target_os = "macos")]
const NATIVE: &str = "the keychain";
#[cfg(target_os = "windows")]
const NATIVE: &str = "the Credential Manager";
#[cfg(not(any(target_os = "macos", target_os = "windows")))]
const NATIVE: &str = "the desktop's keyring";

fn refusal(name: &str, error: &Error) -> SecretError {
    SecretError::Refused {
        name: name.to_owned(),
        what: words(error),
    }
}

/// What a keyring said. Errors that carry the entry's bytes are named without them.
fn words(error: &Error) -> String {
    match error {
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => cause.to_string(),
        Error::BadEncoding(_) => "the entry is not text".to_owned(),
        Error::BadDataFormat(..) => "the entry is damaged".to_owned(),
        Error::Ambiguous(entries) => format!("{} entries have this name", entries.len()),
        Error::NotSupportedByStore(what) => what.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_kept_replaced_and_removed() {
        let keyring = Keyring::of_memory();
        assert_eq!(keyring.find("uk"), Err(SecretError::NotKept { name: "uk".to_owned() }));
        for value in ["one", "two"] {
            keyring.set("uk", &SecretString::from(value)).unwrap();
            assert_eq!(keyring.clone().get("uk").unwrap(), value.as_bytes());
        }
        let place = keyring.find("uk").unwrap();
        assert_eq!((place.name, place.lasts), ("memory", false));
        assert_eq!((keyring.remove("uk"), keyring.remove("uk")), (Ok(true), Ok(false)));
    }

    #[test]
    fn a_machine_without_a_keyring_says_why() {
        let none = Keyring::of_none();
        for error in [
            none.get("uk").unwrap_err(),
            none.set("uk", &SecretString::from("one")).unwrap_err(),
            none.remove("uk").unwrap_err(),
            none.place().unwrap_err(),
        ] {
            assert!(
                error.to_string().starts_with("no keyring answers here (memory: "),
                "{error}"
            );
        }
    }

    #[test]
    fn a_keyring_that_refuses_does_not_hide_another() {
        let (refuses, has) = (Keyring::of_memory(), Keyring::of_memory());
        has.set("uk", &SecretString::from("one")).unwrap();
        let refuse = || {
            let entry = refuses.rings().unwrap()[0].entry("uk").unwrap();
            let mock: &keyring_core::mock::Cred = entry.as_any().downcast_ref().unwrap();
            mock.set_error(Error::NoStorageAccess("locked".into()));
        };
        let ring = |of: &Keyring| Ring {
            name: "memory",
            store: Arc::clone(&of.rings().unwrap()[0].store),
        };
        let both = Keyring::of_memory();
        let rings = Rings {
            open: vec![ring(&refuses), ring(&has)],
            shut: Vec::new(),
        };
        assert!(both.rings.set(rings).is_ok());
        refuse();
        assert_eq!(both.get("uk").unwrap(), b"one");
        refuse();
        let error = refuses.get("uk").unwrap_err();
        assert_eq!(error.to_string(), "the keyring refuses `uk`: locked");
    }

    #[test]
    fn what_an_entry_holds_is_in_no_message() {
        let secret = b"hunter2".to_vec();
        for error in [
            Error::BadEncoding(secret.clone()),
            Error::BadDataFormat(secret, "?".into()),
        ] {
            let said = format!("{:?}", refusal("uk", &error));
            assert!(!said.contains("hunter2") && !said.contains("104"), "{said}");
        }
    }
}
