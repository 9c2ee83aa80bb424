//! Which failure of the catalogue NetSuite's answer to a write stands for.
//!
//! NetSuite gives most refusals one code (`USER_ERROR`) and says in words what they are about, so both
//! are read. Words that this version does not know stand for no code: the refusal is told as it was said.

use crate::approve::Refusal;
use crate::model::attempt::Class;
use crate::model::code::{Code, syn};
use crate::netsuite::{NetsuiteError, WriteError};

/// Why an action did not come to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Why {
    /// In words.
    pub(super) text: String,
    /// What it is in the catalogue, where that can be told.
    pub(super) code: Option<&'static Code>,
    /// What kind of obstacle it was.
    pub(super) class: Class,
}

impl Why {
    /// With its code.
    pub(super) fn coded(text: String, code: &'static Code) -> Self {
        Self {
            text,
            code: Some(code),
            class: Class::of_code(code).unwrap_or(Class::BusinessRule),
        }
    }

    /// Nothing came of it because of what lies between here and NetSuite.
    pub(super) fn transport(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            code: None,
            class: Class::Transport,
        }
    }
}

impl From<String> for Why {
    fn from(text: String) -> Self {
        Self {
            text,
            code: None,
            class: Class::BusinessRule,
        }
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
        let class = match error {
            WriteError::Refused { status, code, said, .. } => class_of_refusal(*status, code, said),
            _ => Class::Transport,
        };
        let text = error.to_string();
        Self { text, code, class }
    }
}

impl From<&NetsuiteError> for Why {
    fn from(error: &NetsuiteError) -> Self {
        let code = match error {
            NetsuiteError::Held { said, .. } => of_refusal("", said),
            _ => None,
        };
        let class = match error {
            NetsuiteError::Held { said, .. } => class_of_refusal(400, "", said),
            NetsuiteError::Http(error) if error.is_sign_in() => Class::Permission,
            NetsuiteError::Http(_) => Class::Transport,
            NetsuiteError::Forbidden { .. }
            | NetsuiteError::NotVisible { .. }
            | NetsuiteError::TableNotVisible { .. }
            | NetsuiteError::UnknownColumn { .. } => Class::Permission,
            NetsuiteError::Field { .. } | NetsuiteError::Base { .. } => Class::Mapping,
            _ => Class::Transport,
        };
        let text = error.to_string();
        Self { text, code, class }
    }
}

impl From<&Refusal> for Why {
    fn from(refusal: &Refusal) -> Self {
        // What was approved is not what would be written now.
        let moved = matches!(refusal, Refusal::Stale { .. });
        Self {
            text: refusal.to_string(),
            code: moved.then_some(&syn::SYN_07),
            class: if moved { Class::Lock } else { Class::BusinessRule },
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

/// Words of refusals that only an administrator can mend.
const PERMISSION: [&str; 4] = [
    "permission",
    "not allowed for your role",
    "access denied",
    "insufficient",
];
/// Words of refusals that name what NetSuite does not know.
const MAPPING: [&str; 6] = [
    "invalid reference",
    "invalid field value",
    "unknown reference or expression",
    "does not exist",
    "unknown property",
    "invalid value for the resource",
];

/// The class of a refusal, by its status, its code and its words.
fn class_of_refusal(status: u16, code: &str, said: &str) -> Class {
    if let Some(class) = of_refusal(code, said).and_then(Class::of_code) {
        return class;
    }
    let (code, said) = (code.to_lowercase(), said.to_lowercase());
    let any = |words: &[&str]| words.iter().any(|w| said.contains(w));
    if matches!(status, 401 | 403) || code.contains("permission") || any(&PERMISSION) {
        Class::Permission
    } else if code.contains("invalid_key") || code.contains("dsnt_exist") || any(&MAPPING) {
        Class::Mapping
    } else {
        Class::BusinessRule
    }
}

/// What a refusal is about, by its code and its words.
pub(super) fn of_refusal(code: &str, said: &str) -> Option<&'static Code> {
    let by_code = CODES.iter().find(|(known, _)| code.eq_ignore_ascii_case(known));
    let said = said.to_lowercase();
    let found = by_code.or_else(|| WORDS.iter().find(|(words, _)| said.contains(words)));
    found.map(|(_, code)| *code)
}

#[cfg(test)]
mod tests;
