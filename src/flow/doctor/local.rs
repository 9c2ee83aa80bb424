//! What can be looked at without the network: secrets and the store.

use std::path::Path;

use super::{Check, State, Why};
use crate::config::{Config, SecretRef};
use crate::flow::secrets::mend;
use crate::secret::{self, Keyring};
use crate::store::{Store, StoreError};

pub(super) fn look(config: &Config, keyring: &Keyring, tell: &mut (dyn FnMut(Check) + Send)) {
    tell(match &config.path {
        Some(path) => Check::new("configuration", State::Ok, path.display().to_string()),
        None => Check::new("configuration", State::Warn, "no file: the defaults hold").mend("`tieout init` writes one"),
    });
    let dir = config.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    for (key, reference) in config.file.secrets() {
        tell(secret_at(&key, reference, dir, keyring));
    }
    tell(store(&config.store));
}

fn secret_at(key: &str, reference: &SecretRef, dir: &Path, keyring: &Keyring) -> Check {
    let name = format!("secret {key}");
    if let Err(error) = secret::resolve(reference, dir, keyring) {
        let check = Check::new(name, State::Fail(Why::Setup), format!("{reference}: {error}"));
        return match mend(&error) {
            Some(mend) => check.mend(mend),
            None => check,
        };
    }
    if let SecretRef::Keyring(entry) = reference
        && let Ok(place) = keyring.find(entry)
        && !place.lasts
    {
        let said = format!("{reference} is in {}, which forgets it at a reboot", place.name);
        return Check::new(name, State::Warn, said)
            .mend("on a machine that runs by itself use file:, env: or command:");
    }
    Check::new(name, State::Ok, reference.to_string())
}

fn store(path: &Path) -> Check {
    let shown = path.display().to_string();
    if !path.exists() {
        return Check::new(
            "store",
            State::Skipped,
            format!("{shown} is not made yet: the first pull makes it"),
        );
    }
    match Store::open(path) {
        Ok(_) => Check::new("store", State::Ok, shown),
        Err(error @ (StoreError::Busy { .. } | StoreError::Newer { .. })) => {
            Check::new("store", State::Fail(Why::Store), error.to_string())
                .mend("wait for whoever uses it, or use the version of tieout that wrote it")
        }
        Err(error) => Check::new("store", State::Fail(Why::Setup), error.to_string())
            .mend("see that the file is yours, or name another store under [store]"),
    }
}
