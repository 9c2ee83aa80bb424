//! Which failure of the catalogue NetSuite's answer to a write stands for.
//!
//! NetSuite gives most refusals one code (`USER_ERROR`) and says in words what they are about, so both
//! are read. Words that this version does not know stand for no code: the refusal is told as it was said.

use crate::approve::Refusal;
use crate::model::code::{Code, syn};
use crate::netsuite::{NetsuiteError, WriteError};

/// Why an action did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Why {
    /// In words.
    pub(super) text: String,
    /// What it is in the catalogue, where that can be told.
    pub(super) code: Option<&'static Code>,
}

impl Why {
    /// With its code.
    pub(super) fn coded(text: String, code: &'static Code) -> Self {
        Self { text, code: Some(code) }
    }
}

impl From<String> for Why {
    fn from(text: String) -> Self {
        Self { text, code: None }
    }
}

impl From<&str> for Why {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&WriteError> for Why {
    fn from(error: &WriteError) -> Self {
        let code = match error {
            WriteError::Refused { code, said, .. } => of_refusal(code, said),
            WriteError::Throttled(_) => Some(&syn::SYN_01),
            WriteError::Unknown(_) => Some(&syn::SYN_03),
            WriteError::NotSent(_) | WriteError::Answer(_) => None,
        };
        let text = error.to_string();
        Self { text, code }
    }
}

impl From<&NetsuiteError> for Why {
    fn from(error: &NetsuiteError) -> Self {
        let code = match error {
            NetsuiteError::Held { said, .. } => of_refusal("", said),
            _ => None,
        };
        let text = error.to_string();
        Self { text, code }
    }
}

impl From<&Refusal> for Why {
    fn from(refusal: &Refusal) -> Self {
        // What was approved is not what would be written now.
        let moved = matches!(refusal, Refusal::Stale { .. });
        Self {
            text: refusal.to_string(),
            code: moved.then_some(&syn::SYN_07),
        }
    }
}

/// NetSuite's own codes that say what a refusal is about. In REST most of them come as `USER_ERROR`.
const CODES: [(&str, &Code); 6] = [
    ("RCRD_HAS_BEEN_CHANGED", &syn::SYN_07),
    ("RCRD_LOCKED_BY_WF", &syn::SYN_05),
    ("IDEMPOTENCY_ERROR", &syn::SYN_04),
    ("SSS_REQUEST_LIMIT_EXCEEDED", &syn::SYN_01),
    ("CONCURRENCY_LIMIT_EXCEEDED", &syn::SYN_01),
    ("PERIOD_CLOSED", &syn::SYN_08),
];

/// What refusals are about, by words that stand in them, the more particular first.
const WORDS: [(&str, &Code); 17] = [
    ("inventory cost", &syn::SYN_16),
    ("locked by a user defined workflow", &syn::SYN_05),
    ("locked by a workflow", &syn::SYN_05),
    ("record has been changed", &syn::SYN_07),
    ("record was changed by", &syn::SYN_07),
    ("changed by a different user", &syn::SYN_07),
    ("locked accounting period", &syn::SYN_09),
    ("locked period", &syn::SYN_09),
    ("period is locked", &syn::SYN_09),
    ("not within the date range of your accounting period", &syn::SYN_08),
    ("closed accounting period", &syn::SYN_08),
    ("closed period", &syn::SYN_08),
    ("period is closed", &syn::SYN_08),
    ("has been deposited", &syn::SYN_06),
    ("already been deposited", &syn::SYN_06),
    ("part of a bank deposit", &syn::SYN_06),
    ("has been reconciled", &syn::SYN_06),
];

/// What a refusal is about, by its code and its words.
pub(super) fn of_refusal(code: &str, said: &str) -> Option<&'static Code> {
    let by_code = CODES.iter().find(|(known, _)| code.eq_ignore_ascii_case(known));
    let said = said.to_lowercase();
    let found = by_code.or_else(|| WORDS.iter().find(|(words, _)| said.contains(words)));
    found.map(|(_, code)| *code)
}

#[cfg(test)]
mod tests;
