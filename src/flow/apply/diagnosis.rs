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
mod tests {
    use super::*;

    fn refused(code: &str, said: &str) -> Option<&'static str> {
        let error = WriteError::Refused {
            status: 400,
            code: code.to_owned(),
            said: said.to_owned(),
            path: String::new(),
        };
        let why = Why::from(&error);
        assert!(why.text.contains(said), "{}", why.text);
        why.code.map(|c| c.id)
    }

    #[test]
    fn a_refusal_is_told_by_its_code_and_its_words() {
        let user = |said: &str| refused("USER_ERROR", &format!("Error while accessing resource: {said}"));
        for (said, id) in [
            ("This record has been locked by a user defined workflow.", "SYN-05"),
            ("You cannot change the amount of a payment that has been deposited.", "SYN-06"),
            ("Record has been changed.", "SYN-07"),
            ("Unable to save record. Record was changed by a different user.", "SYN-07"),
            ("The transaction date you specified is not within the date range of your accounting period.", "SYN-08"),
            ("You cannot post to a locked accounting period.", "SYN-09"),
            ("Inventory costing of this line would touch a closed period.", "SYN-16"),
        ] {
            assert_eq!(user(said), Some(id), "{said}");
        }
        assert_eq!(refused("RCRD_HAS_BEEN_CHANGED", "x"), Some("SYN-07"));
        assert_eq!(refused("IDEMPOTENCY_ERROR", "The request has already been submitted."), Some("SYN-04"));
        for other in [
            "Please enter value(s) for: Subsidiary.",
            "This entity already exists.",
            "You cannot refund more than the customer deposit holds.",
        ] {
            assert_eq!(user(other), None, "{other}: what is not known is not guessed");
        }
    }

    #[test]
    fn no_answer_and_too_many_calls_have_codes_of_their_own() {
        let code = |error: WriteError| Why::from(&error).code.map(|c| c.id);
        assert_eq!(code(WriteError::Throttled("429".to_owned())), Some("SYN-01"));
        assert_eq!(code(WriteError::Unknown("cut".to_owned())), Some("SYN-03"));
        assert_eq!(code(WriteError::NotSent("no route".to_owned())), None);
        let held = NetsuiteError::Held {
            record: "invoice".to_owned(),
            id: "7".to_owned(),
            said: "This record has been locked by a user defined workflow.".to_owned(),
        };
        assert_eq!(Why::from(&held).code.map(|c| c.id), Some("SYN-05"));
        let stale = Refusal::Stale {
            action: "ACT-1".to_owned(),
            why: "the invoice moved".to_owned(),
        };
        assert_eq!(Why::from(&stale).code.map(|c| c.id), Some("SYN-07"));
        assert_eq!(Why::from(&Refusal::Nobody).code, None);
    }
}
