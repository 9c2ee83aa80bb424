//! Secrets: found where the configuration says they are kept, and never shown.
//!
//! Everything here blocks: a desktop keyring may ask to be unlocked, and a command may take its time.
//! Resolve before a run goes asynchronous.
//!
//! **Invariant:** a secret is a `SecretString` from the moment it is read; no error and no log line
//! holds one.

mod command;
mod error;
mod file;
mod keyring;
mod names;

use std::path::Path;

use secrecy::SecretString;

pub use command::tell;
pub use error::SecretError;
pub use file::write_private;
pub use keyring::{Keyring, Place};
pub use names::{Names, check_name};

use crate::config::{IdOrReference, SecretRef};

/// No secret is longer, in bytes: a private key of 16,384 bits has some 13,000.
pub const BYTES_MAX: usize = 64 * 1024;

/// Finds a secret where it is kept. Paths are relative to `dir`, the directory of the configuration
/// file. One line break at the end is not part of the secret: editors and programs add it.
///
/// # Errors
/// [`SecretError`] where it is not there, is empty, or may be read by others.
pub fn resolve(reference: &SecretRef, dir: &Path, keyring: &Keyring) -> Result<SecretString, SecretError> {
    let bytes = match reference {
        SecretRef::Keyring(name) => keyring.get(name)?,
        SecretRef::Env(name) => of_variable(name)?,
        SecretRef::File(path) => file::read_private(&dir.join(path))?,
        SecretRef::Command(words) => command::run(words, dir, command::PATIENCE)?,
    };
    from_bytes(bytes, &reference.to_string())
}

/// An id that is written out, or found like a secret.
///
/// # Errors
/// As [`resolve`].
pub fn resolve_id(id: &IdOrReference, dir: &Path, keyring: &Keyring) -> Result<SecretString, SecretError> {
    match id {
        IdOrReference::Plain(text) => Ok(SecretString::from(text.clone())),
        IdOrReference::Reference(reference) => resolve(reference, dir, keyring),
    }
}

fn of_variable(name: &str) -> Result<Vec<u8>, SecretError> {
    match std::env::var_os(name) {
        Some(value) => Ok(value.into_encoded_bytes()),
        None => Err(SecretError::NotSet { name: name.to_owned() }),
    }
}

/// The secret that bytes from outside stand for; `from` is said in an error.
///
/// # Errors
/// [`SecretError`] where they are too many, no text, or nothing but a line break.
pub fn from_bytes(bytes: Vec<u8>, from: &str) -> Result<SecretString, SecretError> {
    let from = || from.to_owned();
    if bytes.len() > BYTES_MAX {
        return Err(SecretError::TooLong { from: from() });
    }
    let mut text = String::from_utf8(bytes).map_err(|_| SecretError::NotText { from: from() })?;
    let end = text
        .strip_suffix('\n')
        .map_or(text.len(), |rest| rest.strip_suffix('\r').unwrap_or(rest).len());
    text.truncate(end);
    if text.trim().is_empty() {
        return Err(SecretError::Empty { from: from() });
    }
    Ok(SecretString::from(text))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn text(bytes: &[u8]) -> Result<String, SecretError> {
        from_bytes(bytes.to_vec(), "env:X").map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn one_line_break_at_the_end_is_no_part_of_a_secret() {
        assert_eq!(text(b"abc\n"), Ok("abc".to_owned()));
        assert_eq!(text(b"abc\r\n"), Ok("abc".to_owned()));
        assert_eq!(text(b" a\nb \n\n"), Ok(" a\nb \n".to_owned()));
        for empty in [&b""[..], b"\n", b" \r\n"] {
            assert_eq!(
                text(empty),
                Err(SecretError::Empty {
                    from: "env:X".to_owned()
                })
            );
        }
        assert_eq!(
            text(b"\xff"),
            Err(SecretError::NotText {
                from: "env:X".to_owned()
            })
        );
        assert_eq!(
            text(&vec![b'x'; BYTES_MAX + 1]),
            Err(SecretError::TooLong {
                from: "env:X".to_owned()
            })
        );
        assert_eq!(text(&vec![b'x'; BYTES_MAX]).unwrap().len(), BYTES_MAX);
    }

    #[test]
    fn a_reference_leads_to_its_secret() {
        let dir = tempfile::tempdir().unwrap();
        write_private(&dir.path().join("token"), &SecretString::from("from a file")).unwrap();
        let keyring = Keyring::of_memory();
        keyring.set("uk", &SecretString::from("from the keyring")).unwrap();
        let of = |reference: &str| {
            let reference = SecretRef::parse(reference).unwrap();
            resolve(&reference, dir.path(), &keyring).map(|secret| secret.expose_secret().to_owned())
        };
        assert_eq!(of("file:token").unwrap(), "from a file");
        assert_eq!(of("keyring:uk").unwrap(), "from the keyring");
        assert_eq!(of("env:PATH").unwrap(), std::env::var("PATH").unwrap());
        assert_eq!(
            of("env:TIEOUT_NO_SUCH_VARIABLE"),
            Err(SecretError::NotSet {
                name: "TIEOUT_NO_SUCH_VARIABLE".to_owned()
            })
        );
        assert_eq!(of("keyring:us"), Err(SecretError::NotKept { name: "us".to_owned() }));
        let id = IdOrReference::Plain("ck_1".to_owned());
        assert_eq!(resolve_id(&id, dir.path(), &keyring).unwrap().expose_secret(), "ck_1");
    }
}
