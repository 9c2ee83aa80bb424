//! Who may approve: the configuration's list as a policy, and the keys operators sign with.

use std::path::{Path, PathBuf};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

use super::FlowError;
use crate::approve::{Limit, Operator, Policy, PublicKey, SigningKey};
use crate::config::file::SyncApproval;
use crate::config::{Config, SecretRef};
use crate::model::action::Action;
use crate::model::finding::ActionKind;
use crate::secret::{Keyring, SecretError, resolve, write_private};

/// Who may approve what, as the configuration says.
///
/// # Errors
/// [`FlowError::Config`] where a public key is none.
pub fn policy(config: &Config) -> Result<Policy, FlowError> {
    let approval = &config.file.approval;
    let operators = approval.operators.iter().map(|o| {
        Ok(Operator {
            name: o.name.clone(),
            role: o.role.clone(),
            key: PublicKey::parse(&o.public_key).map_err(|e| {
                FlowError::Config(format!(
                    "approval.operators: public_key of `{}`: {e}; `tieout operator enroll {}` prints the entry",
                    o.name, o.name
                ))
            })?,
            limit: o.limit.as_ref().map(|l| l.0),
        })
    });
    Ok(Policy {
        two_person: approval.two_person,
        operators: operators.collect::<Result<_, FlowError>>()?,
        limits: approval
            .limits
            .iter()
            .map(|l| Limit {
                role: l.role.clone(),
                action: l.action.as_deref().and_then(ActionKind::parse),
                limit: l.limit.0,
            })
            .collect(),
        edits_by_preview: config.file.sync.approval == SyncApproval::Preview,
    })
}

/// Where operators' private keys are looked for.
#[derive(Debug, Clone, Copy)]
pub struct Keys<'k> {
    /// The reference that `TIEOUT_OPERATOR_KEY` names, where it does.
    pub named: Option<&'k str>,
    /// The keyrings.
    pub keyring: &'k Keyring,
    /// The user's data directory, for a host without a keyring; `None` where there is no home directory.
    pub data_dir: Option<&'k Path>,
    /// What relative paths are relative to.
    pub dir: &'k Path,
}

/// Where a new key was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptAt {
    /// In a keyring, under this name; whether it is still there after a reboot.
    Keyring(String, bool),
    /// In a private file.
    File(PathBuf),
}

/// The name an operator's key has in the keyring.
#[must_use]
pub fn key_name(operator: &str) -> String {
    format!("operator-{operator}")
}

/// An operator's name stands in file names and keyrings: letters, digits and a few marks.
///
/// # Errors
/// [`FlowError::Config`].
pub fn check_operator(name: &str) -> Result<(), FlowError> {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '+');
    if name.is_empty() || name.len() > 64 || name.starts_with('.') || !name.chars().all(fine) {
        return Err(FlowError::Config(format!(
            "`{name}` cannot be an operator's name: write up to 64 letters, digits, - _ . @ or +"
        )));
    }
    if [Action::BY_TIEOUT, Action::BY_SYNC].contains(&name) {
        return Err(FlowError::Config(format!(
            "`{name}` is who proposes what tieout does by itself; take another name"
        )));
    }
    Ok(())
}

/// Makes a key for an operator and keeps it: in `file` where one is named, else in the keyring, else in
/// a private file of the data directory.
///
/// # Errors
/// [`FlowError`]: the name cannot be one, there is a key already, nowhere to keep it.
pub fn enroll(operator: &str, file: Option<&Path>, keys: &Keys<'_>) -> Result<(PublicKey, KeptAt), FlowError> {
    check_operator(operator)?;
    let broken = |_| FlowError::Internal("this machine makes no random numbers".to_owned());
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(broken)?;
    let key = SigningKey::from_pkcs8(pkcs8.as_ref()).map_err(|e| FlowError::Internal(e.to_string()))?;
    let text = SecretString::from(STANDARD.encode(pkcs8.as_ref()));
    let exists = |place: &str| {
        Err(FlowError::Config(format!(
            "`{operator}` has a key already ({place}): approvals signed with it would be lost with it; remove it first, or name another place with --key-file"
        )))
    };
    if let Some(file) = file {
        let file = keys.dir.join(file);
        if file.exists() {
            return exists(&file.display().to_string());
        }
        write_private(&file, &text)?;
        return Ok((key.public(), KeptAt::File(file)));
    }
    let name = key_name(operator);
    if keys.keyring.find(&name).is_ok() {
        return exists(&format!("keyring:{name}"));
    }
    match keys.keyring.set(&name, &text) {
        Ok(place) => Ok((key.public(), KeptAt::Keyring(name, place.lasts))),
        Err(SecretError::NoKeyring { .. }) => {
            let file = private_file(operator, keys)?;
            if file.exists() {
                return exists(&file.display().to_string());
            }
            write_private(&file, &text)?;
            Ok((key.public(), KeptAt::File(file)))
        }
        Err(error) => Err(error.into()),
    }
}

fn private_file(operator: &str, keys: &Keys<'_>) -> Result<PathBuf, FlowError> {
    let dir = keys.data_dir.ok_or_else(|| {
        FlowError::Config(
            "no keyring answers here and there is no home directory; name a file with --key-file".to_owned(),
        )
    })?;
    Ok(dir.join("operators").join(format!("{operator}.key")))
}

/// The key an operator signs with: where `TIEOUT_OPERATOR_KEY` says, else in the keyring, else in the
/// private file that enrolling made.
///
/// # Errors
/// [`FlowError`] where there is none, or it cannot be read.
pub fn signing_key(operator: &str, keys: &Keys<'_>) -> Result<SigningKey, FlowError> {
    let text = match keys.named {
        Some(reference) => {
            let reference = SecretRef::parse(reference).map_err(|_| {
                FlowError::Config("TIEOUT_OPERATOR_KEY is no reference; write keyring:NAME, env:NAME, file:PATH or command:PROGRAM ARGS".to_owned())
            })?;
            resolve(&reference, keys.dir, keys.keyring)?
        }
        None => kept_key(operator, keys)?,
    };
    SigningKey::parse(text.expose_secret()).map_err(|e| FlowError::Config(format!("the key of `{operator}`: {e}")))
}

fn kept_key(operator: &str, keys: &Keys<'_>) -> Result<SecretString, FlowError> {
    check_operator(operator)?;
    let in_ring = resolve(&SecretRef::Keyring(key_name(operator)), keys.dir, keys.keyring);
    match in_ring {
        Ok(text) => return Ok(text),
        Err(SecretError::NoKeyring { .. } | SecretError::NotKept { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let file = keys.data_dir.map(|_| private_file(operator, keys)).transpose()?;
    match file.filter(|f| f.exists()) {
        Some(file) => Ok(resolve(
            &SecretRef::File(file.display().to_string()),
            keys.dir,
            keys.keyring,
        )?),
        None => Err(FlowError::NotFound(format!(
            "no key of `{operator}` is on this machine; `tieout operator enroll {operator}` makes one, or name it with TIEOUT_OPERATOR_KEY"
        ))),
    }
}
